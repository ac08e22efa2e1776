"""Sentences about the data themselves."""

from datetime import date

from django.urls import reverse

from ppde.models import Processing
from tzcld.ui import french


def clock_words(asked) -> str:
    """« À répondre au plus tard le 17 décembre 2026, dans 22 jours »."""
    if not asked.is_open:
        ends = {asked.State.MISTAKE: "Annulée", asked.State.JOINED: "Réunie à une autre"}
        end = ends.get(asked.state, "Réponse")
        return f"{end} le {french.date(asked.answered_on)}"
    day, left = french.date(asked.due_on), asked.days_left
    if left < 0:
        return f"En retard de {french.count(-left, 'jour')}, à répondre depuis le {day}"
    if left == 0:
        return f"À répondre aujourd’hui, {day}"
    return f"À répondre au plus tard le {day}, dans {french.count(left, 'jour')}"


def notice_words(person, territory, current: tuple[int, date]) -> dict:
    """Which version of the notice the person received, and whether what it says has changed since.

    `current`: version of the day and the day since which it says what it says.
    """
    version, since = current
    given = person.notice_given_on
    if not given:
        return {
            "tone": "warn",
            "title": "Notice à remettre",
            "text": "La personne n’a pas encore reçu l’information sur ses données.",
        }
    received = Processing.objects.of_journey(territory, given)
    told = f"Version {received.version}, remise le {french.date(given)}."
    if since <= given:
        return {"tone": "ok", "title": "Notice remise", "text": told}
    return {
        "tone": "warn",
        "title": "Une nouvelle notice est à remettre",
        "text": f"{told} Ce qu’elle dit a changé le {french.date(since)} : version {version}, "
        "responsable ou durée.",
    }


def consent_rows(consents, person, slug: str) -> list[dict]:
    """Each purpose where something was said: what, since when, until when, and the way to take it back or to renew it."""
    return [
        {
            "what": french.upper_first(consent.what),
            "mark": _consent_mark(consent),
            "note": _consent_note(consent),
            "url": reverse("ppde:consent_withdraw", args=[slug, consent.pk])
            if consent.holds
            else "",
            "renew": _renewal(consent, person, slug),
        }
        for consent in consents
    ]


def _consent_mark(consent) -> tuple[str, str, str]:
    if consent.ended_on:
        return ("", "calendar-event", "Accord terminé")
    if consent.holds:
        return ("ok", "check-circle", "Accord donné")
    return ("", "slash-circle", "Accord retiré")


def _consent_note(consent) -> str:
    """« Jusqu’au 3 mai 2027, donné le 3 mai 2025, papier signé, … », « Terminé le 3 mai 2025 »."""
    if consent.is_end:
        return f"Terminé le {french.date(consent.on)}"
    said = [french.date(consent.on), consent.get_channel_display(), consent.proof]
    if consent.until:
        ends = "Terminé le" if consent.ended_on else "Jusqu’au"
        said = [f"{ends} {french.date(consent.until)}", f"donné le {said[0]}", *said[1:]]
    return ", ".join(filter(None, [*said, f"enregistré par {consent.recorded_by}"]))


def _renewal(consent, person, slug: str) -> str:
    """Where an agreement with a last day is given again, before it or after."""
    if not (consent.ended_on or (consent.holds and consent.until)):
        return ""
    partner = f"&partenaire={consent.organisation_id}" if consent.organisation_id else ""
    where = reverse("ppde:consent_record", args=[slug, person.pk])
    return f"{where}?pour={consent.purpose}{partner}"
