"""The life of an extract: asked or opened, accepted or refused, its end moved, closed; each leaves its entry in the journal."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluation.extracts import mails, pseudonyms
from evaluation.extracts.models import Columns, Extract, ExtractKey
from ppde.eligibility import months_after
from ppde.retention.models import DurationRule
from territories import journal
from territories.durations import EXTRACT
from territories.models import Membership, Territory
from territories.roles import Role
from territories.scoping import scope_of, scoped
from tzcld.ui import french
from tzcld.users.models import User

State = Extract.State
TERMS = ("purpose", "convention", "volunteers_from", "volunteers_until", "columns")


def evaluators(territory: Territory) -> QuerySet[User]:
    """Accounts that an extract of this territory may be opened to today: the evaluation of the territory, or of its hub."""
    places = (territory.pk, territory.hub_id)
    held = Membership.objects.active().filter(territory__in=places, role=Role.EVALUATOR)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def longest(territory: Territory, today: date | None = None) -> tuple[DurationRule, date]:
    """The rule in force, and the last day that an extract opened on this day may have."""
    today = today or timezone.localdate()
    rule = DurationRule.objects.of(territory, today)[EXTRACT]
    return rule, months_after(today, rule.months)


def _held(extract: Extract) -> Extract:
    rows = Extract.objects.select_for_update(of=("self",))
    return rows.select_related("territory__hub", "holder").get(pk=extract.pk)


def _require(by, territory: Territory, verb: str, sentence: str) -> None:
    if territory.is_hub or verb not in scope_of(by).verbs_in(territory):
        raise ValidationError(sentence, code="right")


def _answers(by, extract: Extract | Territory) -> None:
    territory = extract if isinstance(extract, Territory) else extract.territory
    _require(
        by,
        territory,
        "extract_answer",
        "Seule la cheffe ou le chef de projet ouvre, refuse ou ferme un extrait de son territoire.",
    )


def _own(by, extract: Extract) -> None:
    if extract.holder_id != by.pk:
        raise ValidationError("Cet extrait est remis à une autre personne.", code="right")


def _write(extract: Extract, terms: dict) -> None:
    """ValidationError in French, by field."""
    for field in ("purpose", "convention"):
        terms[field] = terms[field].strip()
    if not terms["purpose"]:
        raise ValidationError(
            {"purpose": "Écrivez la question à laquelle l’extrait doit répondre."}
        )
    if not terms["convention"]:
        raise ValidationError(
            {"convention": "Écrivez la référence de la convention qui cadre l’évaluation."}
        )
    if terms["volunteers_until"] < terms["volunteers_from"]:
        raise ValidationError(
            {"volunteers_until": "La période finit avant de commencer. Corrigez cette date."}
        )
    asked: Collection[str] = terms["columns"]
    if not asked:
        raise ValidationError({"columns": "Choisissez au moins un groupe de colonnes."})
    terms["columns"] = [column.value for column in Columns if column in asked]
    for name, value in terms.items():
        setattr(extract, name, value)


def _told(extract: Extract) -> dict:
    return {
        "convention": extract.convention,
        "volontaires": french.period(extract.volunteers_from, extract.volunteers_until),
        "colonnes": extract.columns_words,
    }


# Asking ─────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def ask_extract(territory: Territory, *, by, answer_by: date, **terms) -> Extract:
    """An evaluator asks the territory; its lead is told. `terms`: those of TERMS. ValidationError in French."""
    _require(by, territory, "extract_ask", "Seule l’évaluation demande un extrait.")
    extract = Extract(territory=territory, holder=by, asked_by=by, answer_by=_not_past(answer_by))
    _write(extract, terms)
    extract.save()
    journal.record("request", extract, by=by, after=_told(extract), reason=extract.purpose)
    mails.ask(extract, mails.ASKED)
    return extract


def _not_past(answer_by: date) -> date:
    if answer_by < timezone.localdate():
        raise ValidationError(
            {"answer_by": "Ce jour est passé. Écrivez aujourd’hui ou un jour à venir."}
        )
    return answer_by


@transaction.atomic
def change_request(extract: Extract, *, by, answer_by: date, **terms) -> Extract:
    """What was asked is corrected as long as nobody has answered."""
    extract = _held(extract)
    _own(by, extract)
    _waits(extract)
    before = _told(extract)
    if answer_by != extract.answer_by:
        extract.answer_by = _not_past(answer_by)
    _write(extract, terms)
    extract.save(update_fields=[*TERMS, "answer_by"])
    after = _told(extract)
    changed = [name for name in after if after[name] != before[name]]
    journal.record(
        "update",
        extract,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=extract.purpose,
    )
    return extract


@transaction.atomic
def withdraw_request(extract: Extract, *, by) -> Extract:
    extract = _held(extract)
    _own(by, extract)
    _waits(extract)
    extract.state = State.WITHDRAWN
    extract.save(update_fields=["state"])
    journal.record("cancel", extract, by=by)
    mails.ask(extract, mails.WITHDRAWN)
    return extract


def _waits(extract: Extract) -> None:
    if not extract.is_asked:
        raise ValidationError(
            f"Cette demande n’attend plus de réponse\u00a0: {extract.get_state_display()}.",
            code="answered",
        )


# Answering ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_extract(territory: Territory, *, by, holder: User, until: date, **terms) -> Extract:
    """The lead of the territory opens one of its own accord."""
    _answers(by, territory)
    extract = Extract(
        territory=territory, holder=holder, asked_by=by, answer_by=timezone.localdate()
    )
    _write(extract, terms)
    return _open(extract, until, by=by)


@transaction.atomic
def accept_extract(extract: Extract, *, by, until: date) -> Extract:
    """What was asked, or refused before, opens until this day, included. ValidationError in French."""
    extract = _held(extract)
    _answers(by, extract)
    if extract.state not in (State.ASKED, State.REFUSED):
        raise ValidationError("Cette demande n’attend plus de réponse.", code="answered")
    return _open(extract, until, by=by)


def _open(extract: Extract, until: date, *, by) -> Extract:
    if extract.holder_id == by.pk:
        raise ValidationError("Personne n’ouvre un extrait à soi-même.", code="self")
    if not evaluators(extract.territory).filter(pk=extract.holder_id).exists():
        raise ValidationError(
            {"holder": "Choisissez un compte d’évaluation du territoire ou de sa métropole."}
            if extract.pk is None
            else f"{extract.holder} n’a plus de compte d’évaluation ici."
        )
    _end_before(extract)
    _refuse_beside(extract)
    extract.latest_on = longest(extract.territory)[1]
    _check_end(extract, until)
    extract.state, extract.until, extract.reason = State.OPEN, until, ""
    extract.answered_by, extract.answered_at = by, timezone.now()
    _save_open(extract)
    ExtractKey.objects.create(
        territory_id=extract.territory_id, extract=extract, secret=pseudonyms.new_secret()
    )
    journal.record(
        "open",
        extract,
        by=by,
        after=_told(extract) | {"jusqu’au": str(until)},
        reason=extract.purpose,
    )
    mails.ask(extract, mails.OPEN)
    return extract


def _end_before(extract: Extract) -> None:
    """Those of the same account whose last day is past, which the night has not ended yet: the database counts them as open."""
    today = timezone.localdate()
    past = Extract.objects.filter(territory=extract.territory_id, holder=extract.holder_id)
    past = past.filter(state=State.OPEN, until__lt=today).select_for_update(of=("self",))
    for one in past.select_related("territory__hub", "holder").order_by("pk"):
        _end(one, by=None, reason=_why(one, today))


def _save_open(extract: Extract) -> None:
    """The database has the last word: another one may open at the same moment."""
    try:
        with transaction.atomic():
            extract.save()
    except IntegrityError:
        _refuse_beside(extract)
        raise


def _refuse_beside(extract: Extract) -> None:
    """Side by side, two extracts of the same persons are put together by their months: what one withholds the other tells."""
    if one := beside(extract).filter(holder=extract.holder_id).first():
        raise ValidationError(
            f"L’extrait n°\u00a0{one.pk} est déjà ouvert à {extract.holder} sur une partie de cette période\u00a0: mis côte à côte, ils "
            "diraient ce que chacun masque. Fermez-le d’abord, ou choisissez une autre période.",
            code="beside",
        )


def beside(extract: Extract) -> QuerySet[Extract]:
    """The other extracts of this territory that are open on a part of the same period, in the caller's scope."""
    rows = Extract.objects.open().filter(
        territory=extract.territory_id,
        volunteers_from__lte=extract.volunteers_until,
        volunteers_until__gte=extract.volunteers_from,
    )
    return rows.exclude(pk=extract.pk).select_related("holder").order_by("pk")


def _check_end(extract: Extract, until: date) -> None:
    if until < timezone.localdate():
        raise ValidationError(
            {"until": "Ce jour est passé. Écrivez aujourd’hui ou un jour à venir."}
        )
    if until > extract.latest_on:
        raise ValidationError(
            {
                "until": f"La règle de conservation permet jusqu’au {french.numeric_date(extract.latest_on)}. Écrivez une date "
                "plus proche."
            }
        )


@transaction.atomic
def refuse_extract(extract: Extract, *, by, reason: str) -> Extract:
    extract = _held(extract)
    _answers(by, extract)
    _waits(extract)
    journal.refuse_no_reason(reason, "Dites pourquoi : l’évaluation lit cette raison.")
    extract.state, extract.reason = State.REFUSED, reason.strip()
    extract.answered_by, extract.answered_at = by, timezone.now()
    extract.save(update_fields=["state", "reason", "answered_by", "answered_at"])
    journal.record("refuse", extract, by=by, reason=extract.reason)
    mails.ask(extract, mails.REFUSED)
    return extract


@transaction.atomic
def move_end(extract: Extract, *, by, until: date) -> Extract:
    """Another last day, sooner or later, within what the rule allowed when it opened."""
    extract = _held(extract)
    _answers(by, extract)
    _runs(extract)
    _check_end(extract, until)
    if until == extract.until:
        raise ValidationError({"until": "C’est déjà son dernier jour."})
    before, extract.until, extract.ending_told_at = extract.until, until, None
    extract.save(update_fields=["until", "ending_told_at"])
    journal.record(
        "prolong" if until > before else "update",
        extract,
        by=by,
        before={"jusqu’au": str(before)},
        after={"jusqu’au": str(until)},
    )
    mails.ask(extract, mails.MOVED)
    return extract


def _runs(extract: Extract) -> None:
    if not extract.is_open:
        raise ValidationError("Cet extrait n’est pas ouvert.", code="closed")


# The end ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def revoke_extract(extract: Extract, *, by, reason: str) -> Extract:
    """The territory closes it now: nothing is downloaded any more."""
    extract = _held(extract)
    _answers(by, extract)
    _runs(extract)
    journal.refuse_no_reason(reason, "Dites pourquoi : l’évaluation lit cette raison.")
    return _end(extract, by=by, reason=reason.strip())


@transaction.atomic
def give_back(extract: Extract, *, by) -> Extract:
    """Whoever received it has finished before its day, and has destroyed the files."""
    extract = _held(extract)
    _own(by, extract)
    _runs(extract)
    return _end(extract, by=by, reason="rendu par l’évaluation, fichiers détruits")


@transaction.atomic
def end_again(extract: Extract, *, by, reason: str) -> Extract:
    """Closed already when a restored backup brought it back: its reader was told then, and is not again."""
    return _end(_held(extract), by=by, reason=reason, tell=False)


def _end(extract: Extract, *, by, reason: str, tell: bool = True) -> Extract:
    extract.state, extract.reason = State.ENDED, reason
    extract.ended_by, extract.ended_at = by, timezone.now()
    extract.save(update_fields=["state", "reason", "ended_by", "ended_at"])
    # The key is out of the reader's own reach.
    with scoped(extract.territory_id):
        ExtractKey.objects.filter(extract=extract).delete()
    journal.record("end", extract, by=by, reason=reason)
    if tell:
        mails.ask(extract, mails.END)
    return extract


def end_extracts(territory: Territory, today: date) -> int:
    """Those whose last day is past, and those whose reader is of the evaluation no more. In the scope of the territory; how many."""
    rows = Extract.objects.filter(territory=territory, state=State.OPEN)
    here = evaluators(territory)
    over = rows.filter(Q(until__lt=today) | ~Q(holder__in=here))
    ended = 0
    for pk in list(over.values_list("pk", flat=True)):
        with transaction.atomic():
            found = over.select_for_update(of=("self",), skip_locked=True)
            extract = found.select_related("territory__hub", "holder").filter(pk=pk).first()
            if extract:
                _end(extract, by=None, reason=_why(extract, today))
                ended += 1
    gone = Extract.objects.filter(territory=territory, state=State.ASKED).exclude(holder__in=here)
    for extract in gone.select_for_update(of=("self",), skip_locked=True):
        extract.state = State.WITHDRAWN
        extract.save(update_fields=["state"])
        journal.record("cancel", extract, by=None, reason=LEFT)
    return ended


LEFT = "l’accès de l’évaluation est fermé"


def _why(extract: Extract, today: date) -> str:
    return "dernier jour passé" if extract.until < today else LEFT


def role_ended(membership: Membership, last: date, *, by, reason: str) -> None:
    """The account leaves the evaluation after `last`: its extracts go with it (settings.ROLE_ENDED).

    One still to come is met by `end_extracts`, the morning after.
    """
    if membership.role != Role.EVALUATOR or last >= timezone.localdate():
        return
    here = Q(territory=membership.territory_id) | Q(territory__hub=membership.territory_id)
    others = Membership.objects.active().filter(user=membership.user_id, role=Role.EVALUATOR)
    kept = set(others.exclude(pk=membership.pk).values_list("territory", flat=True))
    with scoped(*_places(membership), named=True):
        rows = Extract.objects.filter(here, holder=membership.user_id)
        for row in rows.filter(state__in=(State.OPEN, State.ASKED)).select_related("territory"):
            if {row.territory_id, row.territory.hub_id} & kept:
                continue
            _leave(row, by)


def _places(membership: Membership) -> list[int]:
    place = membership.territory_id
    return [place, *Territory.objects.filter(hub=place).values_list("pk", flat=True)]


def _leave(extract: Extract, by) -> None:
    extract = _held(extract)
    if extract.state == State.OPEN:
        _end(extract, by=by, reason=LEFT)
        return
    extract.state = State.WITHDRAWN
    extract.save(update_fields=["state"])
    journal.record("cancel", extract, by=by, reason=LEFT)
