"""Preparing a list of files to eliminate, keeping some, approving, carrying out."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import (
    Count,
    DateField,
    DurationField,
    Exists,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.module_loading import import_string

from ppde.eligibility import months_before
from ppde.models.persons import Person
from ppde.models.rights import RightsRequest
from ppde.operations.journey import refuse_nir
from ppde.retention import anonymise
from ppde.retention.models import (
    OF_WORK,
    DurationRule,
    Elimination,
    EliminationLine,
    PastTime,
    RetentionRule,
    delivered_durations,
)
from territories import journal
from territories.models import Territory
from territories.rules import from_today
from territories.scoping import scoped
from tzcld.later import ask_later
from tzcld.ui import french

log = logging.getLogger(__name__)

# Still followed: whatever the dates, these files are not proposed.
FOLLOWED = (Person.State.LISTED, Person.State.PAUSED, Person.State.PROPOSED)
FILES = Elimination.What.FILES
# A list that is being read, or carried out.
GOING_ON = (Elimination.State.DRAFT, Elimination.State.APPROVED)


@dataclass(frozen=True)
class Ending:
    """What is no file of the journey, kept for a time, and eliminated by the same lists (`settings.ENDINGS`).

    `word`: one of its rows, for the team; masculine, it takes an s. `title`: which ones go, at the head of a sentence;
    `since`: what their time is counted from, `past`: what they did on that day, `remains`: what stays of them.
    `agreement`: (label, help) of what is asked before they go. `rows(territory)`: those whose time runs, with `last_on`, the
    day that it is counted from; `name(row)`: how one of them reads to the team. `names(keys)`: the same by key, whatever
    became of the row. `ended_on(key)`: its last day now, the row locked; None when it is no longer to go. `empty(key, line)`: takes away what identifies, history included, in
    the caller's transaction. `kept(key, by)`: what keeping it says of the row, if anything.
    """

    what: str
    word: str
    title: str
    since: str
    past: str
    remains: str
    agreement: tuple[str, str]
    rule: str
    rows: Callable[[Territory], QuerySet]
    name: Callable[[Any], str]
    names: Callable[[Iterable[int]], dict[int, str]]
    ended_on: Callable[[int], date | None]
    empty: Callable[[int, EliminationLine], None]
    kept: Callable[[int, Any], None] | None = None


def endings() -> dict[str, Ending]:
    found = [import_string(path) for path in settings.ENDINGS]
    return {ending.what: ending for ending in found}


# What is erased on request alone.
APART = {Elimination.What.LETTER: "abonnement", Elimination.What.SHOWN: "témoignage"}


def word_of(made: Elimination) -> str:
    """One line of the list, for the team."""
    if made.what == FILES:
        return "dossier"
    return APART.get(made.what) or endings()[made.what].word


def rule_of(territory: Territory, on: date | None = None) -> RetentionRule:
    """The territory's rule of the day, else its hub's, else the values of the CNIL (two years)."""
    found = RetentionRule.objects.nearest(territory, on or timezone.localdate())
    return found or RetentionRule(territory=territory)


class Months(Func):
    """A date some months later, or earlier: « 31 août » plus six months is the end of February."""

    template = "(%(expressions)s)::date"
    arg_joiner = " + "
    output_field = DateField()

    def __init__(self, day, months, *, sign: int = 1):
        step = Func(months, template=f"({sign} * make_interval(months => %(expressions)s))")
        step.output_field = DurationField()
        super().__init__(day, step)


def ending(territory: Territory, today: date) -> QuerySet[Person]:
    """Files past the notice of their rule (22 months by default) and not yet at its end, in no open list, with `last_on` and
    `due`, their end.

    The rule is read in the same statement: that of the territory, else its hub's, else the values of the CNIL.
    """
    months, notice = (
        _rule_in_force(territory, name, today) for name in ("months", "notice_months")
    )
    rows = _in_no_list(territory, months)
    return rows.filter(last_on__gt=_before(today, months), last_on__lte=_before(today, notice))


def past_files(territory: Territory, today: date) -> QuerySet[Person]:
    """Files past the time of their rule and in no open list, with `last_on` and `due`, as `ending`."""
    months = _rule_in_force(territory, "months", today)
    return _in_no_list(territory, months).filter(last_on__lte=_before(today, months))


def past(territory: Territory, today: date, ending: Ending) -> QuerySet:
    """Rows of what is no file past the time of their rule, with `due`, their end; none while a list of them is open."""
    delivered = delivered_durations()[ending.rule].months
    months = _in_force(
        DurationRule.objects.filter(what=ending.rule), "months", delivered, territory, today
    )
    opened = Elimination.objects.filter(
        territory=territory,
        what=ending.what,
        origin=Elimination.Origin.CAMPAIGN,
        state__in=GOING_ON,
    )
    rows = ending.rows(territory).annotate(due=Months("last_on", months))
    return rows.filter(~Exists(opened), last_on__lte=_before(today, months)).order_by("due", "pk")


def _in_no_list(territory: Territory, months) -> QuerySet[Person]:
    listed = EliminationLine.objects.filter(
        territory=territory, person=OuterRef("pk"), elimination__state__in=GOING_ON
    )
    rows = _forgotten(territory).annotate(due=Months("last_on", months))
    return rows.filter(~Exists(listed)).order_by("due", "number")


def _before(today: date, months) -> Months:
    return Months(Value(today, DateField()), months, sign=-1)


def _rule_in_force(territory: Territory, name: str, today: date) -> Coalesce:
    default = RetentionRule._meta.get_field(name).default
    return _in_force(RetentionRule.objects.all(), name, default, territory, today)


def _in_force(rules: QuerySet, name: str, default: int, territory: Territory, today: date):
    """What the territory's own rule of the day says, else its hub's, else the default, as an expression."""
    places = [place for place in (territory.pk, territory.hub_id) if place]
    rows = (
        rules.filter(territory=place, valid_from__lte=today).order_by("-valid_from", "-pk")
        for place in places
    )
    found = [Subquery(row.values(name)[:1]) for row in rows]
    return Coalesce(*found, Value(default), output_field=IntegerField())


def without_contact(territory: Territory, months: int) -> QuerySet[Person]:
    """Files whose last activity is `months` old, oldest first, as `last_on`; those still followed are left out."""
    cut = months_before(timezone.localdate(), months)
    return _forgotten(territory).filter(last_on__lte=cut).order_by("last_on", "number")


def how_many_without_contact(territory: Territory, rule: RetentionRule) -> tuple[int, int]:
    """(files past their time, those only past the notice), in one query."""
    cut = months_before(timezone.localdate(), rule.months)
    found = without_contact(territory, rule.notice_months).order_by()
    counted = found.aggregate(due=Count("pk", filter=Q(last_on__lte=cut)), all=Count("pk"))
    return counted["due"], counted["all"] - counted["due"]


def _forgotten(territory: Territory) -> QuerySet[Person]:
    """Files that nobody follows, with `last_on`.

    A room above says which of its own it still follows (`settings.STILL_FOLLOWED`): an employee of an EBE, say.
    """
    activity = Greatest(
        "identified_on",
        Coalesce("last_contact_on", "identified_on"),
        Coalesce("volunteer_on", "identified_on"),
        Coalesce("outcome_on", "identified_on"),
    )
    # A file limited at the person's request is kept as it is (RGPD art. 18).
    found = Person.objects.filter(territory=territory, anonymised_on=None, limited_on=None)
    found = found.exclude(state__in=FOLLOWED).annotate(last_on=activity)
    for kept in _followed_above(territory):
        found = found.exclude(pk__in=kept)
    # What a person asks about the file is answered on the file.
    return found.exclude(pk__in=_asking(territory))


def _followed_above(territory: Territory) -> list[QuerySet]:
    return [import_string(path)(territory) for path in settings.STILL_FOLLOWED]


def _is_followed_above(person: Person) -> bool:
    return any(kept.filter(person=person).exists() for kept in _followed_above(person.territory))


def _asking(territory: Territory) -> QuerySet:
    """Keys of the persons whose request about their data waits for its answer."""
    rows = RightsRequest.objects.filter(territory=territory, state=RightsRequest.State.OPEN)
    # One about an orientation names no file: a key that is not there would put every file aside.
    return rows.filter(person__isnull=False).values("person")


@transaction.atomic
def write_rule(
    territory: Territory, valid_from: date, months: int, notice_months: int, source: str, *, by
) -> RetentionRule:
    """Another duration, from a day that has not passed: the persons were told the one before."""
    from_today(valid_from)
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    if RetentionRule.objects.filter(territory=territory, valid_from=valid_from).exists():
        raise ValidationError(
            {
                "valid_from": f"Une durée commence déjà le {french.date(valid_from)}\u00a0: choisissez une autre date."
            }
        )
    rule = RetentionRule(
        territory=territory,
        valid_from=valid_from,
        months=months,
        notice_months=notice_months,
        source=source,
    )
    rule.full_clean()
    rule.save()
    journal.record(
        "create",
        rule,
        by=by,
        after={"mois": months, "avertissement": notice_months, "source": source},
    )
    return rule


@transaction.atomic
def write_duration(
    territory: Territory,
    what: str,
    valid_from: date,
    months: int | None,
    source: str,
    *,
    days: int | None = None,
    by,
) -> DurationRule:
    """Another duration, in months or in days as this one is counted, from a day that has not passed."""
    from_today(valid_from)
    rule = DurationRule(
        territory=territory,
        what=what,
        valid_from=valid_from,
        months=months,
        days=days,
        source=source.strip(),
    )
    rule.full_clean()
    rule.save()
    after = {"durée": rule.told, "à partir du": valid_from, "source": source}
    journal.record("create", rule, by=by, after=after)
    return rule


def open_lists(territory: Territory) -> set[str]:
    """What a campaign is being read or carried out for: the next one waits."""
    rows = Elimination.objects.filter(
        territory=territory, origin=Elimination.Origin.CAMPAIGN, state__in=GOING_ON
    )
    return set(rows.order_by().values_list("what", flat=True))


def ended(
    territory: Territory, ending: Ending, rules: dict[str, DurationRule] | None = None
) -> tuple[int, date, list[tuple[int, date]]]:
    """(months of the rule, the day that it cuts at, rows past their time) of what is no file, today.

    `rules`: those of the day, when several kinds are asked for.
    """
    today = timezone.localdate()
    months = (rules or DurationRule.objects.of(territory, today))[ending.rule].months
    cut_off = months_before(today, months)
    rows = ending.rows(territory).filter(last_on__lte=cut_off).order_by("last_on", "pk")
    return months, cut_off, list(rows.values_list("pk", "last_on"))


@transaction.atomic
def count_past(territory: Territory) -> None:
    """Write how much has passed its time here today; run twice, the same. In the scope of the territory."""
    rules = DurationRule.objects.of(territory, timezone.localdate())
    # A hub has contacts and mandates, and follows nobody.
    kinds = [one for one in endings().values() if not territory.is_hub or one.what in OF_WORK]
    found = [(one.what, len(ended(territory, one, rules)[2]), None) for one in kinds]
    if not territory.is_hub:
        found.append((FILES, *how_many_without_contact(territory, rule_of(territory))))
    now = timezone.now()
    PastTime.objects.bulk_create(
        [
            PastTime(territory=territory, what=what, past=past, soon=soon, counted_at=now)
            for what, past, soon in found
        ],
        update_conflicts=True,
        unique_fields=("territory", "what"),
        update_fields=("past", "soon", "counted_at"),
    )


@transaction.atomic
def prepare(territory: Territory, what: str = FILES, *, by) -> Elimination:
    """The list of the day: every file past its time, or every row of `what`. Nothing is erased.

    Raises ValidationError when there is none.
    """
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    if what in open_lists(territory):
        raise ValidationError("Une liste d’élimination est déjà ouverte.", code="open")
    if what == FILES:
        return _prepare_files(territory, by)
    ending = endings()[what]
    months, cut_off, rows = ended(territory, ending)
    if not rows:
        raise ValidationError("Rien n’a passé sa durée de conservation.", code="none")
    made = Elimination.objects.create(
        territory=territory, what=what, cut_off=cut_off, prepared_by=by
    )
    EliminationLine.objects.bulk_create(
        EliminationLine(
            territory=territory, elimination=made, row_id=pk, number=number, last_on=last_on
        )
        for number, (pk, last_on) in enumerate(rows, start=1)
    )
    journal.record("prepare", made, by=by, after={what: len(rows), "mois": months})
    return made


def _prepare_files(territory: Territory, by) -> Elimination:
    rule = rule_of(territory)
    due = list(without_contact(territory, rule.months))
    if not due:
        raise ValidationError("Aucun dossier n’a passé sa durée de conservation.", code="none")
    made = Elimination.objects.create(
        territory=territory,
        rule=rule if rule.pk else None,
        cut_off=months_before(timezone.localdate(), rule.months),
        prepared_by=by,
    )
    _add_lines(made, ((person, person.last_on) for person in due))
    journal.record("prepare", made, by=by, after={"dossiers": len(due), "mois": rule.months})
    return made


def _add_lines(made: Elimination, persons: Iterable[tuple[Person, date]]) -> None:
    EliminationLine.objects.bulk_create(
        EliminationLine(
            territory_id=made.territory_id,
            elimination=made,
            person=person,
            number=person.number,
            last_on=last_on,
        )
        for person, last_on in persons
    )


@transaction.atomic
def keep(line: EliminationLine, reason: str, *, by) -> EliminationLine:
    """Take a file off the list, with the reason; an empty reason puts it back.

    The list is held, then the line: whoever approves it meanwhile waits, or has been first and nothing is kept any more.
    """
    made = Elimination.objects.select_for_update(of=("self",)).get(pk=line.elimination_id)
    line.refresh_from_db(from_queryset=EliminationLine.objects.select_for_update(of=("self",)))
    if made.state != Elimination.State.DRAFT:
        raise ValidationError("Cette liste est approuvée\u00a0: elle ne change plus.", code="state")
    refuse_nir(reason)
    line.kept_because = reason.strip()
    line.save(update_fields=["kept_because"])
    ending = endings().get(made.what)
    if ending and ending.kept and line.is_kept:
        ending.kept(line.row_id, by)
    journal.record("update", line, by=by, after={"gardé parce que": line.kept_because})
    return line


@transaction.atomic
def approve(made: Elimination, visa: str, *, by) -> Elimination:
    """Carry the list out, irreversibly: the archives have agreed (Code du patrimoine, visa d’élimination)."""
    made.refresh_from_db(from_queryset=Elimination.objects.select_for_update(of=("self",)))
    if made.state != Elimination.State.DRAFT:
        raise ValidationError("Cette liste est déjà approuvée ou abandonnée.", code="state")
    if not visa.strip():
        raise ValidationError({"visa": "Écrivez la référence de l’accord, par exemple 2026-114."})
    if not made.lines.filter(kept_because="").exists():
        raise ValidationError("Toutes les lignes de cette liste sont gardées.", code="none")
    made.state, made.visa = Elimination.State.APPROVED, visa.strip()
    made.approved_by, made.approved_at = by, timezone.now()
    made.save(update_fields=["state", "visa", "approved_by", "approved_at"])
    journal.record(
        "decide",
        made,
        by=by,
        after={"visa": made.visa, "dossiers": made.lines.filter(kept_because="").count()},
    )
    ask_later("ppde.tasks.eliminate", made.pk)
    return made


@transaction.atomic
def give_up(made: Elimination, *, by) -> Elimination:
    made.refresh_from_db(from_queryset=Elimination.objects.select_for_update(of=("self",)))
    if made.state != Elimination.State.DRAFT:
        raise ValidationError(
            "Cette liste est approuvée\u00a0: elle ne s’abandonne plus.", code="state"
        )
    made.state = Elimination.State.GIVEN_UP
    made.save(update_fields=["state"])
    journal.record("end", made, by=by)
    return made


def eliminate(made: Elimination) -> int:
    """Empty each file of an approved list, one transaction a file: killed, it goes on where it was. Files emptied.

    A file that was contacted since the list was made is kept, with that reason. One that cannot be emptied leaves the
    others to be: the list stays open and says so, until a next run. Opens the scope of the territory itself.
    """
    with scoped(made.territory_id):
        left = list(made.lines.filter(done_at=None, kept_because="").values_list("pk", flat=True))
    done, is_whole = 0, True
    for pk in left:
        try:
            with scoped(made.territory_id):
                done += _eliminate_line(pk)
        except Exception:
            log.exception("line %s of the elimination %s", pk, made.pk)
            is_whole = False
            with scoped(made.territory_id):
                EliminationLine.objects.filter(pk=pk).update(failed_at=timezone.now())
    if is_whole:
        with scoped(made.territory_id):
            made.state, made.done_at = Elimination.State.DONE, timezone.now()
            made.save(update_fields=["state", "done_at"])
    return done


@transaction.atomic
def _eliminate_line(pk: int) -> bool:
    line = (
        EliminationLine.objects.select_for_update(of=("self",))
        .select_related("elimination")
        .get(pk=pk)
    )
    if line.done_at or line.is_kept:
        return False
    if line.elimination.what != FILES:
        return _eliminate_row(line)
    # Not `lock`: an erasure is granted on a file that waits for it frozen.
    person = Person.objects.select_for_update(of=("self",)).get(pk=line.person_id)
    is_campaign = line.elimination.origin == Elimination.Origin.CAMPAIGN
    if is_campaign and (reason := _changed_since(person, line.elimination.cut_off)):
        line.kept_because = reason
        line.save(update_fields=["kept_because"])
        return False
    anonymise.empty(person, line)
    line.person, line.done_at, line.failed_at = None, timezone.now(), None
    line.save(update_fields=["person", "done_at", "failed_at"])
    return True


def _changed_since(person: Person, cut_off: date) -> str:
    """Why a file is kept that was past its time when the list was made; nothing when it still is."""
    contacted = anonymise.last_activity(person)
    if contacted > cut_off:
        return f"Contact le {french.date(contacted)}, après la préparation de la liste."
    if person.limited_on:
        return f"Dossier gelé le {french.date(person.limited_on)}, à la demande de la personne."
    if person.state in FOLLOWED:
        return "La personne est de nouveau sur la liste de mobilisation."
    if _is_followed_above(person):
        return "Le contrat de la personne dans l’EBE court encore."
    if _asking(person.territory).filter(person=person).exists():
        return "Une demande de la personne sur ses données est à instruire."
    return ""


def _eliminate_row(line: EliminationLine) -> bool:
    """A row that is no file. Past its time, it is looked at again first: what changed since the list was made is kept."""
    ending = endings()[line.elimination.what]
    ended_on = ending.ended_on(line.row_id)
    is_campaign = line.elimination.origin == Elimination.Origin.CAMPAIGN
    if is_campaign and (ended_on is None or ended_on > line.elimination.cut_off):
        line.kept_because = "Modifié après la préparation de la liste."
        line.save(update_fields=["kept_because"])
        return False
    ending.empty(line.row_id, line)
    line.row_id, line.done_at, line.failed_at = None, timezone.now(), None
    line.save(update_fields=["row_id", "done_at", "failed_at"])
    return True


@transaction.atomic
def eliminate_on_request(person: Person, reference: str, *, by) -> Elimination:
    """An erasure asked for and granted (art. 17 RGPD): a list of one file, carried out by the worker.

    `reference`: what the decision is kept under. Raises ValidationError while the person is still followed, or employed:
    the register of staff is a duty of the law, which stands before an erasure (RGPD art. 17-3-b).
    """
    if person.state in FOLLOWED:
        raise ValidationError(
            "Cette personne est encore sur la liste\u00a0: enregistrez d’abord sa sortie.",
            code="followed",
        )
    if _is_followed_above(person):
        raise ValidationError(
            "Le contrat de cette personne dans l’EBE court encore\u00a0: le registre du personnel doit la nommer. "
            "Refusez, et dites-lui que sa demande pourra aboutir après son départ.",
            code="employed",
        )
    made = _list_of_one(person, reference, by)
    ask_later("ppde.tasks.eliminate", made.pk)
    return made


@transaction.atomic
def eliminate_again(person: Person, day: str, *, by) -> Elimination:
    """A file eliminated on `day` that a restored backup brought back: an approved list of one, not sent to the worker."""
    return _list_of_one(person, f"déjà éliminé le {day}, base restaurée", by)


@transaction.atomic
def eliminate_row_on_request(what: str, row: Model, reference: str, *, by) -> Elimination:
    """The same for what is no file (`what`: the ending of its table): a list of one row."""
    made = _list_of_one_row(what, row, reference, by)
    ask_later("ppde.tasks.eliminate", made.pk)
    return made


@transaction.atomic
def eliminate_row_again(what: str, row: Model, day: str, *, by) -> Elimination:
    """A row erased on request on `day` that a restored backup brought back: as `eliminate_again`."""
    return _list_of_one_row(what, row, f"déjà effacé le {day}, base restaurée", by)


def _list_of_one_row(what: str, row: Model, reference: str, by) -> Elimination:
    made = _approved(row.territory_id, what, reference, by)
    EliminationLine.objects.create(
        territory_id=row.territory_id,
        elimination=made,
        row_id=row.pk,
        # Nothing else tells, once it is done, which row a restored backup brings back.
        number=row.pk,
        last_on=made.cut_off,
    )
    return made


@transaction.atomic
def tell_erased(
    territory: int, what: str, numbers: Iterable[int], reference: str, *, by
) -> Elimination | None:
    """What a room has just erased on request, in the caller's transaction: a list that is done. It names nobody.

    `numbers`: the keys of the rows in their table, by which a restored backup erases them again; None when there is none.
    """
    keys = sorted(numbers)
    if not keys:
        return None
    made = _approved(territory, what, reference, by)
    now = made.approved_at
    EliminationLine.objects.bulk_create(
        EliminationLine(
            territory_id=territory, elimination=made, number=key, last_on=made.cut_off, done_at=now
        )
        for key in keys
    )
    made.state, made.done_at = Elimination.State.DONE, now
    made.save(update_fields=["state", "done_at"])
    return made


def _list_of_one(person: Person, reference: str, by) -> Elimination:
    made = _approved(person.territory_id, FILES, reference, by)
    _add_lines(made, [(person, anonymise.last_activity(person))])
    return made


def _approved(territory: int, what: str, reference: str, by) -> Elimination:
    made = Elimination.objects.create(
        territory_id=territory,
        what=what,
        origin=Elimination.Origin.REQUEST,
        state=Elimination.State.APPROVED,
        cut_off=timezone.localdate(),
        visa=reference[:200],
        prepared_by=by,
        approved_by=by,
        approved_at=timezone.now(),
    )
    journal.record("decide", made, by=by, after={"motif": reference})
    return made
