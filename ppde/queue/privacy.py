"""The data themselves: requests of persons, texts to read again, files that come to their end."""

from datetime import date, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from ppde.models import Consent, RightsRequest, TextFlag
from ppde.queue.common import address, days_after, person_line
from ppde.retention.times import ending
from territories.queue import Source, Urgency, Waiting
from tzcld.ui import french


def rights(territory, today: date) -> QuerySet:
    """Requests of persons about their data, by the day by which the law wants an answer."""
    rows = RightsRequest.objects.filter(territory=territory, state=RightsRequest.State.OPEN)
    return (
        rows.select_related("person", "orientation").annotate(due=F("due_on")).order_by("due", "pk")
    )


def _right_line(row, slug):
    note = f"{row.get_kind_display()}, à répondre avant le {french.date(row.due_on)}"
    if row.person:
        return person_line(row.person, slug, french.upper_first(note), name="person_privacy")
    return {
        "label": f"{row.orientation}, {row.reference}",
        "url": reverse("ppde:rights_detail", args=[slug, row.pk]),
        "note": french.upper_first(note),
    }


def _right_note(waiting: Waiting, territory) -> str:
    return (
        f"La première devait recevoir sa réponse le {french.date(waiting.first)}."
        if waiting.late
        else ""
    )


def _right_title(waiting: Waiting, territory) -> str:
    return french.count(
        waiting.late, "demande sur les données en retard", "demandes sur les données en retard"
    )


def ending_consents(territory, today: date) -> QuerySet:
    """Agreements near their last day, `due` on it: to be given again, or left to end."""
    last = today + timedelta(days=territory.consent_days)
    rows = Consent.objects.given_until().filter(territory=territory, until__range=(today, last))
    rows = rows.filter(person__limited_on=None, person__anonymised_on=None)
    return (
        rows.select_related("person", "organisation").annotate(due=F("until")).order_by("due", "pk")
    )


def _consent_line(consent, slug):
    note = f"{french.upper_first(consent.what)}, accord jusqu’au {french.date(consent.until)}"
    return person_line(consent.person, slug, note, name="person_privacy")


def texts(territory, today: date) -> QuerySet:
    """Texts where a word of the list was found; the text itself is read on its own page."""
    rows = TextFlag.objects.filter(territory=territory, state=TextFlag.State.OPEN)
    rows = rows.exclude(person__anonymised_on__isnull=False)
    due = days_after(TruncDate("found_at"), territory.text_days)
    return rows.annotate(due=due).order_by("found_at", "pk")


def _text_line(flag, slug):
    return {
        "label": f"{flag.reference}, {flag.where}",
        "url": reverse("ppde:text_review", args=[slug, flag.pk]),
        "note": f"{'Sujet' if flag.is_encrypted else 'Mots trouvés'}\u00a0: {french.listing(flag.words)}",
    }


def _ending_line(person, slug):
    note = f"Dernier contact le {french.date(person.last_on)}, dossier gardé jusqu’au {french.date(person.due)}"
    return person_line(person, slug, note, name="event_add", query="?fait=contact")


SOURCES = (
    Source(
        "rights",
        "rights_edit",
        "demande sur les données à traiter,demandes sur les données à traiter",
        "shield-check",
        rights,
        _right_line,
        address("privacy_requests", "?afaire=rights"),
        note=_right_note,
        # The law gives a month (RGPD art. 12-3): past it, nothing comes before.
        urgency=Urgency(
            _right_title,
            "Ouvrir les demandes",
            "shield-exclamation",
            lambda waiting: waiting.late > 0,
        ),
    ),
    Source(
        "consents",
        "consent_edit",
        "accord qui se termine,accords qui se terminent",
        "calendar-event",
        ending_consents,
        _consent_line,
        address("person_list", "?afaire=consents"),
    ),
    Source(
        "texts",
        "flag_review",
        "texte à relire,textes à relire",
        "pencil",
        texts,
        _text_line,
        address("privacy_texts", "?afaire=texts"),
        mine="",
    ),
    Source(
        "ending",
        "retention_view",
        "dossier à recontacter avant son effacement,dossiers à recontacter avant leur effacement",
        "hourglass-split",
        ending,
        _ending_line,
        address("retention_due", "?afaire=ending"),
        mine="referent",
        # Two months to do it in: it waits with the campaign that follows, not in the week of the dashboard.
        is_weekly=False,
    ),
)
