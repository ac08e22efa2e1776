"""What waits for the team about persons (peers.md C21): each source is one query."""

from datetime import date, timedelta

from django.db.models import DateField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from ppde.filters import team
from ppde.models import (
    EligibilityReview,
    FollowUp,
    Inquiry,
    JourneyEvent,
    Lookalike,
    Orientation,
    Pause,
    Person,
    RefusalReview,
    RightsRequest,
    Session,
    TextFlag,
)
from ppde.operations.journey import CONTACTS
from ppde.retention.operations import ending
from territories.queue import Source, Urgency, Waiting
from tzcld.ui import french

# A pause is looked at again this long before its last day.
PAUSE_AHEAD = timedelta(days=14)
# A review is presented, a notice given, somebody chosen to follow: within these delays.
REVIEW_WITHIN = timedelta(days=30)
NOTICE_WITHIN = timedelta(days=7)
# A partner's request is answered within the week.
ANSWER_WITHIN = timedelta(days=7)
REFERENT_WITHIN = timedelta(days=14)
# A text flagged is read, a pair of files decided, within these delays.
REVIEW_TEXT_WITHIN = timedelta(days=7)
DECIDE_WITHIN = timedelta(days=14)


def _days_after(expression, days: timedelta | int):
    delay = days if isinstance(days, timedelta) else timedelta(days=days)
    # A date and a whole number of days make a date; an interval would make a timestamp.
    return ExpressionWrapper(expression + delay.days, output_field=DateField())


def _address(name: str, query: str = ""):
    return lambda slug: reverse(f"ppde:{name}", args=[slug]) + query


def _person(
    person: Person, slug: str, note: str, *, name: str = "person_detail", pk=None, query=""
) -> dict:
    url = reverse(f"ppde:{name}", args=[slug, pk or person.pk]) + query
    return {"label": f"{person}, {person.reference}", "url": url, "note": note}


# Silence ────────────────────────────────────────────────────────────────────────────────────────


def silent(territory, today: date) -> QuerySet:
    """On the list, not paused, without contact for longer than the territory's setting."""
    since = Coalesce("last_contact_on", "volunteer_on")
    rows = Person.objects.filter(territory=territory).on_list()
    rows = rows.exclude(state=Person.State.PAUSED)
    return (
        rows.annotate(since=since)
        .filter(since__lt=today - timedelta(days=territory.silence_days))
        .annotate(due=_days_after(since, territory.silence_days))
        .order_by("since", "pk")
    )


def _silent_line(person, slug):
    note = f"Dernier contact le {french.date(person.since)}"
    return _person(person, slug, note, name="event_add", query="?fait=contact")


def _silent_title(waiting: Waiting, territory) -> str:
    people = french.count(waiting.n, "personne sans contact", "personnes sans contact")
    return f"{people} depuis {french.count(territory.silence_days, 'jour')}"


def _silent_note(waiting: Waiting, territory) -> str:
    days = timedelta(days=territory.silence_days) + (timezone.localdate() - waiting.first)
    lead = "Cela fait" if waiting.n == 1 else "La plus ancienne"
    return f"{lead}\u00a0: {french.count(days.days, 'jour')}."


# Follow-up ──────────────────────────────────────────────────────────────────────────────────────


def follow_ups(territory) -> QuerySet:
    """Facts that announced a follow-up, until somebody was in touch again or tried to be."""
    later = JourneyEvent.objects.filter(
        Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk")),
        territory=territory,
        person=OuterRef("person"),
        kind__in=CONTACTS,
        corrections=None,
    )
    told = JourneyEvent.objects.filter(
        territory=territory, follow_up_on__isnull=False, corrections=None
    )
    return told.filter(~Exists(later), person__outcome_on=None)


def follow_ups_due(territory, today: date) -> QuerySet:
    due = follow_ups(territory).filter(follow_up_on__lte=today)
    return due.select_related("person").annotate(due=F("follow_up_on")).order_by("due", "pk")


def _follow_up_line(event, slug):
    note = f"Annoncé le {french.date(event.on)}"
    if event.text:
        note += f"\u00a0: {event.text}"
    return _person(event.person, slug, note, name="event_add", query="?fait=contact")


# Eligibility ────────────────────────────────────────────────────────────────────────────────────


def to_prepare(territory, today: date) -> QuerySet:
    """Volunteers without a review ready: none yet, or sent back to be completed."""
    pending = EligibilityReview.objects.filter(person=OuterRef("pk"), outcome="pending")
    rows = Person.objects.filter(territory=territory, state=Person.State.VOLUNTEER)
    return (
        rows.filter(~Exists(pending))
        .annotate(due=_days_after(F("volunteer_on"), REVIEW_WITHIN))
        .order_by("due", "pk")
    )


def _prepare_line(person, slug):
    note = f"Volontaire depuis le {french.date(person.volunteer_on)}"
    return _person(person, slug, note, name="review_prepare")


def to_present(territory, today: date) -> QuerySet:
    rows = EligibilityReview.objects.filter(territory=territory, outcome="pending")
    prepared = TruncDate("prepared_at")
    return (
        rows.select_related("person")
        .annotate(due=_days_after(prepared, REVIEW_WITHIN))
        .order_by("prepared_at", "pk")
    )


def _present_line(review, slug):
    note = f"Examen préparé le {french.date(review.prepared_at)}"
    return _person(review.person, slug, note)


def refusals(territory, today: date) -> QuerySet:
    rows = RefusalReview.objects.filter(territory=territory).waiting()
    return (
        rows.select_related("person")
        .annotate(due=_days_after(F("refused_on"), REVIEW_WITHIN))
        .order_by("refused_on", "pk")
    )


def _refusal_line(review, slug):
    return _person(review.person, slug, f"Refus du {french.date(review.refused_on)}")


# Pauses ─────────────────────────────────────────────────────────────────────────────────────────


def pauses(territory, today: date) -> QuerySet:
    """Pauses that end within the fortnight, or whose last day has passed while the person is still shown as paused."""
    following = Pause.objects.filter(
        person=OuterRef("person"), period__startswith__gte=OuterRef("period__endswith")
    )
    end = Func(F("period"), function="upper", output_field=DateField())
    rows = Pause.objects.filter(
        territory=territory,
        person__outcome_on=None,
        person__state=Person.State.PAUSED,
        period__endswith__lte=today + PAUSE_AHEAD + timedelta(days=1),
    )
    return (
        rows.filter(~Exists(following))
        .select_related("person")
        .annotate(due=ExpressionWrapper(end - 1, output_field=DateField()))
        .order_by("due", "pk")
    )


def _pause_line(pause, slug):
    note = f"{french.upper_first(pause.get_reason_display())}, jusqu’au {french.date(pause.until)}"
    return _person(pause.person, slug, note, name="pause_extend", pk=pause.pk)


def _pause_note(waiting: Waiting, territory) -> str:
    is_over = waiting.first < timezone.localdate()
    return f"La première {'a pris' if is_over else 'prend'} fin le {french.date(waiting.first)}"


# Meetings, notices, referents ───────────────────────────────────────────────────────────────────


def sheets(territory, today: date) -> QuerySet:
    rows = Session.objects.filter(territory=territory).without_sheet()
    return rows.annotate(due=TruncDate("starts_at")).order_by("starts_at", "pk")


def _sheet_line(session, slug):
    return {
        "label": f"{session.title}, {session.place}",
        "url": reverse("ppde:gathering_detail", args=[slug, session.pk]),
        "note": french.upper_first(french.date_hour(session.starts_at)),
    }


def notices(territory, today: date) -> QuerySet:
    """Volunteers who have not received the notice on their data (GDPR art. 13 and 14; domain.md §8.1)."""
    rows = Person.objects.filter(
        territory=territory, volunteer_on__isnull=False, notice_given_on=None, outcome_on=None
    )
    return rows.annotate(due=_days_after(F("volunteer_on"), NOTICE_WITHIN)).order_by("due", "pk")


def _notice_line(person, slug):
    note = f"Volontaire depuis le {french.date(person.volunteer_on)}"
    return _person(person, slug, note, name="person_edit")


def without_referent(territory, today: date) -> QuerySet:
    """Met, still followed, and nobody of the team follows them: none was chosen, or that colleague has left."""
    rows = Person.objects.filter(territory=territory, met_on__isnull=False, outcome_on=None)
    rows = rows.filter(Q(referent=None) | ~Q(referent__in=team(territory).order_by().values("pk")))
    return (
        rows.select_related("referent")
        .annotate(due=_days_after(F("met_on"), REFERENT_WITHIN))
        .order_by("due", "pk")
    )


def _referent_line(person, slug):
    note = f"{person.referent} ne fait plus partie de l’équipe" if person.referent else ""
    return _person(person, slug, note, name="person_edit")


def orientations(territory, today: date) -> QuerySet:
    rows = Orientation.objects.filter(territory=territory).waiting()
    due = _days_after(TruncDate("sent_at"), ANSWER_WITHIN)
    return rows.select_related("organisation").annotate(due=due).order_by("sent_at", "pk")


def _orientation_line(orientation, slug):
    by = orientation.organisation or "un partenaire"
    return {
        "label": str(orientation),
        "url": reverse("ppde:orientation_answer", args=[slug, orientation.pk]),
        "note": f"Orientée par {by} le {french.date(orientation.sent_at)}",
    }


# What others ask or wait for ─────────────────────────────────────────────────────────────────────


def news_after(territory, today: date) -> QuerySet:
    """Follow-ups at 3, 6 and 12 months that are due and not taken."""
    rows = FollowUp.objects.filter(territory=territory, person__anonymised_on=None).to_do(today)
    return rows.select_related("person").annotate(due=F("due_on")).order_by("due", "pk")


def _news_line(row, slug):
    note = f"{row.months}\u00a0mois après la sortie"
    return _person(row.person, slug, note, name="follow_up_record", pk=row.pk)


def rights(territory, today: date) -> QuerySet:
    """Requests of persons about their data, by the day by which the law wants an answer."""
    rows = RightsRequest.objects.filter(territory=territory, state=RightsRequest.State.OPEN)
    return rows.select_related("person").annotate(due=F("due_on")).order_by("due", "pk")


def _right_line(row, slug):
    note = f"{row.get_kind_display()}, à répondre avant le {french.date(row.due_on)}"
    return _person(row.person, slug, french.upper_first(note), name="person_privacy")


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


def next_door(territory, today: date) -> QuerySet:
    """Questions received from another territory of the hub, about a person whom both may follow."""
    rows = Inquiry.objects.filter(
        territory=territory, way=Inquiry.Way.RECEIVED, state=Inquiry.State.OPEN
    )
    due = _days_after(TruncDate("asked_at"), ANSWER_WITHIN)
    return rows.select_related("person", "peer").annotate(due=due).order_by("due", "pk")


def _question_line(row, slug):
    note = f"{row.peer} demande si vous suivez la même personne"
    return _person(row.person, slug, note, name="inquiry_answer", pk=row.pk)


# The data themselves ───────────────────────────────────────────────────────────────────────────────


def texts(territory, today: date) -> QuerySet:
    """Texts where a word of the list was found; the text itself is read on its own page."""
    rows = TextFlag.objects.filter(territory=territory, state=TextFlag.State.OPEN)
    rows = rows.exclude(person__anonymised_on__isnull=False)
    due = _days_after(TruncDate("found_at"), REVIEW_TEXT_WITHIN)
    return rows.annotate(due=due).order_by("found_at", "pk")


def _text_line(flag, slug):
    return {
        "label": f"{flag.reference}, {flag.where}",
        "url": reverse("ppde:text_review", args=[slug, flag.pk]),
        "note": f"Mots trouvés\u00a0: {french.listing(flag.words)}",
    }


def lookalikes(territory, today: date) -> QuerySet:
    """Pairs of files that may be one person, until somebody says that they are, or are not."""
    rows = Lookalike.objects.filter(territory=territory, state=Lookalike.State.OPEN)
    due = _days_after(TruncDate("found_at"), DECIDE_WITHIN)
    return rows.select_related("first", "second").annotate(due=due).order_by("-likeness", "pk")


def _pair_line(pair, slug):
    return {
        "label": f"{pair.first}, {pair.first.reference}, et {pair.second}, {pair.second.reference}",
        "url": reverse("ppde:duplicate_compare", args=[slug, pair.pk]),
        "note": french.upper_first(french.listing(pair.reasons)),
    }


def _ending_line(person, slug):
    note = f"Dernier contact le {french.date(person.last_on)}, dossier gardé jusqu’au {french.date(person.due)}"
    return _person(person, slug, note, name="event_add", query="?fait=contact")


SOURCES = (
    Source(
        "orientations",
        "orientation_answer",
        "orientation à traiter,orientations à traiter",
        "signpost-2",
        orientations,
        _orientation_line,
        _address("orientation_list"),
        mine="",
    ),
    Source(
        "follow_ups",
        "event_add",
        "relance prévue,relances prévues",
        "bell",
        follow_ups_due,
        _follow_up_line,
        _address("work_queue"),
    ),
    Source(
        "silence",
        "event_add",
        "personne sans contact,personnes sans contact",
        "telephone-x",
        silent,
        _silent_line,
        _address("mobilisation_list"),
        mine="referent",
        note=_silent_note,
        urgency=Urgency(_silent_title, "Ouvrir la liste de mobilisation"),
    ),
    Source(
        "pauses",
        "pause_edit",
        "pause à réexaminer,pauses à réexaminer",
        "pause-circle",
        pauses,
        _pause_line,
        _address("mobilisation_list", "?etat=paused"),
        note=_pause_note,
    ),
    Source(
        "to_prepare",
        "eligibility_prepare",
        "examen d’éligibilité à préparer,examens d’éligibilité à préparer",
        "clipboard-check",
        to_prepare,
        _prepare_line,
        _address("person_list", "?etat=volunteer"),
        mine="referent",
    ),
    Source(
        "to_present",
        "eligibility_prepare",
        "éligibilité à présenter au comité,éligibilités à présenter au comité",
        "people",
        to_present,
        _present_line,
        _address("review_list", "?issue=pending"),
    ),
    Source(
        "refusals",
        "refusal_decide",
        "refus à présenter au comité,refus à présenter au comité",
        "people",
        refusals,
        _refusal_line,
        _address("refusal_list", "?effet=pending"),
    ),
    Source(
        "news_after",
        "outcome_record",
        "nouvelle à prendre après une sortie,nouvelles à prendre après une sortie",
        "telephone",
        news_after,
        _news_line,
        _address("follow_up_list"),
    ),
    Source(
        "rights",
        "rights_edit",
        "demande sur les données à traiter,demandes sur les données à traiter",
        "shield-check",
        rights,
        _right_line,
        _address("privacy_requests"),
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
        "next_door",
        "duplicate_review",
        "question d’un autre territoire,questions d’autres territoires",
        "people",
        next_door,
        _question_line,
        _address("inquiry_list"),
    ),
    Source(
        "sheets",
        "gathering_edit",
        "feuille de présence à remplir,feuilles de présence à remplir",
        "calendar-event",
        sheets,
        _sheet_line,
        _address("gathering_list", "?etat=sans-feuille"),
        mine="animator",
    ),
    Source(
        "notices",
        "person_edit",
        "notice d’information à remettre,notices d’information à remettre",
        "info-circle",
        notices,
        _notice_line,
        _address("person_list"),
        mine="referent",
    ),
    Source(
        "without_referent",
        "person_edit",
        "personne sans référent·e,personnes sans référent·e",
        "person-check",
        without_referent,
        _referent_line,
        _address("person_list", "?referent=null"),
        mine="",
    ),
    Source(
        "texts",
        "flag_review",
        "texte à relire,textes à relire",
        "pencil",
        texts,
        _text_line,
        _address("privacy_texts", "?etat=open"),
        mine="",
    ),
    Source(
        "lookalikes",
        "duplicate_review",
        "paire de dossiers à départager,paires de dossiers à départager",
        "people",
        lookalikes,
        _pair_line,
        _address("duplicate_list"),
        mine="",
    ),
    Source(
        "ending",
        "retention_view",
        "dossier à recontacter avant son effacement,dossiers à recontacter avant leur effacement",
        "hourglass-split",
        ending,
        _ending_line,
        _address("retention_view"),
        mine="referent",
    ),
)
