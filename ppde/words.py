"""How a journey reads on a page: state, steps, timeline, what to do next. Pure functions over rows already fetched."""

from collections.abc import Container
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from ppde.departures import left_on
from ppde.mobilisation import is_out_of_touch, is_silent_on_list, silent_since
from ppde.models import EventKind, OutcomeKind, Person
from ppde.operations.journey import FREE
from tzcld.ui import french

S = Person.State
# One trio everywhere: tint, icon, word.
MARKS = {
    S.IDENTIFIED: ("line", "eye"),
    S.MET: ("line", "people"),
    S.VOLUNTEER: ("info", "hand-index-thumb"),
    S.NOT_ELIGIBLE: ("", "slash-circle"),
    S.LISTED: ("ok", "check-circle"),
    S.PAUSED: ("warn", "pause-circle"),
    S.PROPOSED: ("info", "send"),
    S.EBE: ("ok", "briefcase"),
    S.ENDED: ("warn", "door-open"),
    S.ELSEWHERE: ("ok", "building"),
    S.LEFT: ("", "door-open"),
}
LABELS = dict(S.choices)
ACCEPTED = "Poste accepté"
ICONS = {
    EventKind.IDENTIFIED: "signpost-2",
    EventKind.CONTACT: "telephone",
    EventKind.REMINDER: "telephone-x",
    EventKind.COLLECTIVE_MEETING: "people",
    EventKind.PERMANENCE: "door-open",
    EventKind.INTERVIEW: "chat-dots",
    EventKind.WORKSHOP: "tools",
    EventKind.VISIT: "shop",
    EventKind.TRAINING: "mortarboard",
    EventKind.IMMERSION: "briefcase",
    EventKind.VOLUNTEER: "hand-index-thumb",
    EventKind.ELIGIBILITY: "check-lg",
    EventKind.PAUSE: "pause",
    EventKind.RESUME: "play",
    EventKind.PROPOSAL: "send",
    EventKind.REPLY: "chat-left-text",
    EventKind.NO_REPLY: "dash-circle",
    EventKind.OUTCOME: "flag",
    EventKind.RETURN: "arrow-return-left",
    EventKind.NOTE: "journal-text",
}
# What the organisation of a fact is, by kind.
ORGANISATIONS = {
    EventKind.VISIT: "Lieu visité",
    EventKind.WORKSHOP: "Organisation qui l’anime",
    EventKind.TRAINING: "Organisme de formation",
    EventKind.IMMERSION: "Structure d’accueil",
}
# Facts that commit: drawn full in the timeline, kept in the short view.
KEY = {EventKind.VOLUNTEER, EventKind.ELIGIBILITY, EventKind.OUTCOME, EventKind.RETURN}
STAGES = KEY | {EventKind.IDENTIFIED, EventKind.PROPOSAL, EventKind.PAUSE, EventKind.RESUME}


def state_mark(
    person: Person,
    on_file: bool = False,
    today: date | None = None,
    accepted: Container[int] = (),
) -> tuple[str, str, str]:
    """(tone, icon, word) of a person's state, « Sans contact » included; the file's head says on what.

    `accepted`: those who said yes to a post (ids). They keep their rank, and are on the list (E9), until the hire.
    """
    if person.state == S.LISTED and person.pk in accepted:
        return ("info", "briefcase", ACCEPTED)
    if is_silent_on_list(person, today):
        return ("bad", "telephone-x", "Sans contact")
    if on_file and person.state == S.LISTED:
        return (*MARKS[S.LISTED], "Active sur la liste")
    return (*MARKS[person.state], LABELS[person.state])


def steps(person: Person) -> list[dict]:
    """Six steps at most; the current one is where the person stands, never a percentage."""
    labels = ["Rencontrée", "Volontaire", "Éligible", "Sur la liste", "Proposition d’emploi"]
    labels.append("En emploi")
    reached = {
        S.IDENTIFIED: 0,
        S.MET: 0,
        S.VOLUNTEER: 1,
        S.NOT_ELIGIBLE: 2,
        S.LISTED: 3,
        S.PAUSED: 3,
        S.PROPOSED: 4,
        S.EBE: 5,
        S.ENDED: 5,
        S.ELSEWHERE: 5,
        S.LEFT: 5,
    }[person.state]
    if person.state == S.IDENTIFIED:
        labels[0] = "À rencontrer"
    elif person.state == S.NOT_ELIGIBLE:
        labels[2] = "Non éligible"
    elif person.state == S.PAUSED:
        labels[3] = "Sur la liste, en pause"
    elif person.state == S.ENDED:
        labels[5] = "Contrat terminé"
    elif person.state == S.LEFT:
        labels = [*_passed(person, labels), "Sortie"]
        reached = len(labels) - 1
    return [
        {"label": label, "state": "done" if i < reached else "current" if i == reached else ""}
        for i, label in enumerate(labels)
    ]


def _passed(person: Person, labels: list[str]) -> list[str]:
    """The steps that somebody who left had gone through."""
    dates = (person.met_on, person.volunteer_on, person.eligible_on, person.eligible_on)
    dates += (person.first_proposal_on,)
    return [label for label, day in zip(labels, dates, strict=False) if day]


def timeline(events, *, slug: str, may_correct: bool) -> list[dict]:
    """Facts, latest first, each with `is_stage`. What a correction replaced is told under it, not shown as a fact."""
    today = timezone.localdate()
    correct = addresses("ppde:event_correct", slug) if may_correct else None
    replaced = {event.corrects_id: event for event in events if event.corrects_id}
    by_pk = {event.pk: event for event in events}
    items = []
    for event in events:
        if event.pk in replaced:
            continue
        is_planned = event.on > today
        items.append(
            {
                "date": _when(event, is_planned),
                "datetime": event.on.isoformat(),
                "title": event.get_kind_display(),
                "text": _told(event, by_pk.get(event.corrects_id), correct),
                "icon": ICONS[event.kind],
                "kind": "next" if is_planned else "key" if event.kind in KEY else "",
                "is_stage": event.kind in STAGES,
            }
        )
    return items


def _when(event, is_planned: bool) -> str:
    if event.until:
        return french.period(event.on, event.until)
    return f"Prévu le {french.date(event.on)}" if is_planned else french.date(event.on)


def details(event) -> str:
    """What a fact tells beside its day, in sentences: « Par téléphone. Sans réponse. À relancer le 3 décembre 2026. »"""
    told = []
    if event.channel:
        told.append(french.upper_first(event.get_channel_display()))
    if event.organisation_id:
        told.append(f"{ORGANISATIONS.get(event.kind, 'Organisation')}\u00a0: {event.organisation}")
    if event.prescriber_id:
        told.append(f"Prescripteur\u00a0: {event.prescriber}")
    if event.result:
        told.append(french.upper_first(event.get_result_display()))
    if event.follow_up_on:
        told.append(f"À relancer le {french.date(event.follow_up_on)}")
    return "".join(f"{words}. " for words in told).strip()


def addresses(name: str, slug: str):
    """`address(row)` of a page about a row, without a reverse for each line."""
    start, _, end = reverse(name, args=[slug, 0]).partition("/0/")
    return lambda row: f"{start}/{row.pk}/{end}"


def _told(event, old, correct):
    parts = [words] if (words := details(event)) else []
    if event.text:
        parts.append(event.text if event.text.endswith((".", "!", "?")) else f"{event.text}.")
    if old:
        parts.append(
            f"Corrige «\u00a0{old.get_kind_display()}, {french.date(old.on)}\u00a0». "
            f"Raison\u00a0: {event.reason.rstrip('.')}."
        )
    by = event.author or "La plateforme"
    link = ""
    if correct and event.kind in FREE:
        url = correct(event)
        link = format_html(
            ' <a href="{}">Corriger<span class="visually-hidden"> ce fait\u00a0: {}, {}</span></a>',
            url,
            event.get_kind_display(),
            french.date(event.on),
        )
    text = format_html("{} ", " ".join(parts)) if parts else mark_safe("")
    return format_html('{}<span class="small muted text-nowrap">{}{}</span>', text, by, link)


# What to do next ────────────────────────────────────────────────────────────────────────────────


def next_actions(
    person: Person, *, slug: str, can, review=None, pause=None, awaited=()
) -> list[dict]:
    """The work queue of one file: what the journey waits for, most binding first; nothing for whoever reads it without acting
    (a named access).

    `review`: the latest; `pause`: the one running; `awaited`: what rooms above wait for
    (settings.AWAITED). `can`: the rights of the reader.
    """
    if person.limited_on or not can("event_add"):
        return []
    if person.outcome_on:
        return [_departure(person, slug, can)] if left_on(person) else []
    found = [
        _pause_ends(pause, slug, can),
        *awaited,
        *_eligibility(person, review, slug, can),
        _notice(person, slug, can),
        _contact(person, slug, can),
        _volunteering(person, slug, can),
        _referent(person, slug, can),
    ]
    return [item for item in found if item]


def _url(name: str, slug: str, pk: int, allowed: bool) -> str:
    return reverse(f"ppde:{name}", args=[slug, pk]) if allowed else ""


def _departure(person, slug, can):
    if person.has_died:
        return {
            "icon": "door-open",
            "label": "Ne plus contacter la personne",
            "url": "",
            "note": "La direction de l’EBE a noté son décès. Aucun courrier ne part plus.",
        }
    return {
        "icon": "door-open",
        "label": "Voir avec la personne ce qu’elle souhaite après l’EBE",
        "url": _url("event_add", slug, person.pk, can("event_add")),
        "note": f"Son contrat est terminé depuis le {french.date(left_on(person))}. "
        "Un retour sur la liste s’enregistre parmi les actes.",
    }


def _pause_ends(pause, slug, can):
    if not pause or not pause.until:
        return None
    return {
        "icon": "pause-circle",
        "label": "Reprendre, ou prolonger la pause",
        "url": _url("pause_extend", slug, pause.pk, can("pause_edit")),
        "note": "Sans décision, la personne est de nouveau disponible le lendemain.",
        "due": f"avant le {french.short_date(pause.until)}",
        "late": False,
    }


def _eligibility(person, review, slug, can):
    if person.state not in (S.VOLUNTEER, S.NOT_ELIGIBLE):
        return
    prepare = {
        "icon": "clipboard-check",
        "url": _url("review_prepare", slug, person.pk, can("eligibility_prepare")),
    }
    outcome = review.outcome if review else ""
    if outcome == "pending":
        if not review.evidence:
            yield prepare | {
                "icon": "exclamation-circle",
                "label": "Justificatif manquant",
                "note": "L’examen préparé n’a aucun indice vu. Notez ceux que la personne montre, ou sa déclaration.",
            }
        yield {
            "icon": "people",
            "label": "Présenter l’examen d’éligibilité au comité local",
            "url": _url("review_decide", slug, review.pk, can("eligibility_decide")),
            "note": f"Préparé le {french.date(review.prepared_at)}. Le comité y voit le numéro seul.",
        }
    elif person.state == S.VOLUNTEER and outcome == "incomplete":
        yield prepare | {
            "label": "Dossier à compléter",
            "note": f"Le comité local l’a demandé le {french.date(review.decided_on)}. Préparez un nouvel examen.",
        }
    elif person.state == S.NOT_ELIGIBLE:
        yield prepare | {
            "label": "Revoir la situation, et préparer un nouvel examen si elle a changé",
            "note": f"Le comité local s’est prononcé le {french.date(review.decided_on)}."
            if outcome
            else "",
        }
        yield {
            "icon": "hand-index-thumb",
            "label": "Enregistrer un nouvel acte de volontariat, si une durée manquait et qu’elle est atteinte",
            "url": _url("volunteer_renew", slug, person.pk, can("volunteer_record")),
            "note": f"L’examen lit les durées au jour de l’acte, le {french.date(person.volunteer_on)} pour l’instant.",
        }
    elif person.state == S.VOLUNTEER:
        yield prepare | {
            "label": "Préparer l’examen d’éligibilité",
            "note": "Avec la personne. L’outil conseille, le comité local décide.",
        }


def _notice(person, slug, can):
    if not person.volunteer_on or person.notice_given_on:
        return None
    return {
        "icon": "info-circle",
        "label": "Remettre la notice d’information sur ses données",
        "url": _url("person_edit", slug, person.pk, can("person_edit")),
        "note": "Elle dit qui lit ce dossier, combien de temps il est gardé et comment le faire corriger.",
    }


def _contact(person, slug, can):
    if not is_out_of_touch(person):
        return None
    since = silent_since(person)
    return {
        "icon": "telephone",
        "label": "Reprendre contact",
        "url": _url("event_add", slug, person.pk, can("event_add")),
        "note": f"Dernier contact il y a {french.count((timezone.localdate() - since).days, 'jour')}.",
        "late": True,
    }


def _volunteering(person, slug, can):
    if person.state == S.IDENTIFIED:
        return {
            "icon": "chat-dots",
            "label": "Rencontrer la personne",
            "url": _url("event_add", slug, person.pk, can("event_add")),
            "note": "Information collective ou entretien, selon ce qu’elle préfère.",
        }
    if person.state != S.MET:
        return None
    return {
        "icon": "hand-index-thumb",
        "label": "Enregistrer le volontariat, si la personne le souhaite",
        "url": _url("volunteer_record", slug, person.pk, can("volunteer_record")),
        "note": "La date de signature fixe son rang dans la liste.",
    }


def _referent(person, slug, can):
    if person.referent_id:
        return None
    return {
        "icon": "person-check",
        "label": "Choisir qui suit cette personne",
        "url": _url("person_edit", slug, person.pk, can("person_edit")),
        "note": "Aucun·e référent·e pour l’instant.",
    }


def since_words(day: date | None, today: date | None = None) -> str:
    """« il y a 5 jours », « aujourd’hui »."""
    if not day:
        return ""
    elapsed = french.elapsed(day, today)
    return elapsed if elapsed == "aujourd’hui" else f"il y a {elapsed}"


def outcome_words(person: Person) -> str:
    """« Emploi dans l’EBE, 1er septembre 2025 »."""
    if not person.outcome_on:
        return ""
    label = OutcomeKind(person.outcome_kind).label if person.outcome_kind else "sortie"
    told = f"{french.upper_first(label)}, {french.date(person.outcome_on)}"
    last_day = left_on(person)
    return f"{told}, contrat terminé le {french.date(last_day)}" if last_day else told
