"""Looking for files alike, saying that they are two persons, merging them, taking a merge back."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError, Q, RestrictedError
from django.db.models.deletion import Collector
from django.utils import timezone

from ppde.duplicates import matching
from ppde.duplicates.aside import aside_told
from ppde.duplicates.exits import exits_told, take_twins_back, twin_exits, twins_again
from ppde.duplicates.followings import join_followings
from ppde.duplicates.memory import row_again, row_of
from ppde.duplicates.models import UNDO, Fingerprint, Lookalike, Merge, PersonKey
from ppde.duplicates.pairs import hand_pairs, pairs_again
from ppde.duplicates.pauses import cut_pauses, pieces_of, take_pieces_back
from ppde.duplicates.places import Place, place
from ppde.duplicates.reviews import void_reviews
from ppde.models.mobilisation import Outcome, Pause
from ppde.models.persons import Person
from ppde.models.ranks import RankAct
from ppde.models.referents import Following
from ppde.models.rights import RightsRequest
from ppde.models.training import Enrolment
from ppde.operations.journey import figures_moved, lock, refresh, refuse_frozen, refuse_nir
from ppde.operations.outcomes import exit_fact
from ppde.operations.persons import FIELDS
from ppde.operations.ranks import move_rank
from ppde.operations.referents import follow
from ppde.operations.training import leave_place, take_place_again, weaker_enrolments
from ppde.retention.models import Elimination, EliminationLine
from territories import journal
from territories.models import Territory
from tzcld.ui import french

log = logging.getLogger(__name__)

# What a merge settles by itself: the earlier date on which somebody heard of the person.
SETTLED = ("identified_on",)
# Called with the file that is kept and the other before they are put together: rooms above refuse what they alone know, by
# raising ValidationError.
CHECKS: list = []
# Called with the files that a merge or its undo writes, before they are held: rooms above hold first what each of their acts
# holds before the person.
HOLDS: list = []
# Written again by the database for the file that stays.
NOT_MOVED = {PersonKey, Fingerprint, Lookalike}


# Files alike ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def refresh_lookalikes(territory: Territory) -> int:
    """Compare all the files of the territory again; the number of pairs to look at."""
    # Colleagues go on writing in the territory while its files are compared: they wait for a number alone.
    Territory.objects.select_for_update(of=("self",), no_key=True).get(pk=territory.pk)
    found = [_pair(territory, file.pk, twin) for file, twin in matching.pairs(territory)]
    return _keep(found, Lookalike.objects.filter(territory=territory))


@transaction.atomic
def look_for_twins(person: Person) -> int:
    """Compare one file with the others, after it was opened or renamed; the number of pairs to look at."""
    refuse_frozen(person)
    found = matching.twins(person.territory, matching.File.of(person), most=20)
    pairs = [_pair(person.territory, person.pk, twin) for twin in found]
    return _keep(pairs, Lookalike.objects.filter(Q(first=person) | Q(second=person)))


def _keep(found: list[Lookalike], among: models.QuerySet) -> int:
    """Of the pairs `among` which they are, keep those found, new or known, and forget those to look at that are not; their number.

    A pair known keeps its number, which a page opened before leads to, and the day it was found, from which it is late. One that
    somebody has just set apart stays so.
    """
    # The files first, in the order of a merge (`_merge`), which holds them before their pairs.
    files = {pk for pair in found for pk in (pair.first_id, pair.second_id)}
    held = Person.objects.filter(pk__in=files).order_by("pk").select_for_update(of=("self",))
    here = set(held.values_list("pk", flat=True))
    found = [pair for pair in found if {pair.first_id, pair.second_id} <= here]
    known = Lookalike.objects.bulk_create(
        found,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["likeness", "reasons"],
    )
    gone = among.filter(state=Lookalike.State.OPEN)
    gone.exclude(pk__in=[pair.pk for pair in known]).delete()
    return len(found)


def _pair(territory: Territory, pk: int, twin: matching.Twin) -> Lookalike:
    first, second = sorted((pk, twin.file.pk))
    return Lookalike(
        territory=territory,
        first_id=first,
        second_id=second,
        likeness=twin.probability,
        reasons=list(twin.reasons),
    )


@transaction.atomic
def set_apart(pair: Lookalike, *, by) -> Lookalike:
    """Somebody looked: two persons. The pair is not shown again, unless somebody says otherwise."""
    pair.state, pair.said_by, pair.said_at = Lookalike.State.APART, by, timezone.now()
    pair.save(update_fields=["state", "said_by", "said_at"])
    told = {"autre dossier": pair.second.reference}
    journal.record("apart", pair.first, by=by, after=told, named=True)
    return pair


# Merging ────────────────────────────────────────────────────────────────────────────────────────


def tables() -> list[tuple[type[models.Model], str]]:
    """(model, name of its key) of every table with a column that points to a person, in all the rooms, named by the person or not."""
    return [
        (relation.related_model, relation.field.name)
        for relation in Person._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and relation.related_model not in NOT_MOVED
    ]


@contextmanager
def _or_nothing(refusal: str) -> Iterator[None]:
    """All of what follows or nothing, in a sentence: another room may hold what would change, and the database refuses.

    `refusal`: what is said, then which rows when they are known. Constraints left for the end speak inside.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            yield
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
    except (ProtectedError, RestrictedError) as error:
        held = getattr(error, "protected_objects", None) or error.restricted_objects
        names = sorted({str(row._meta.verbose_name) for row in held})
        raise ValidationError(
            f"{refusal} ({french.listing(names)} en dépend). Rien n’a été changé.", code="held"
        ) from error
    except IntegrityError as error:
        log.exception("refused by the database")
        raise ValidationError(
            f"{refusal}. Rien n’a été changé. Ouvrez à nouveau les deux dossiers\u00a0: l’un a pu changer à l’instant.",
            code="held",
        ) from error


@transaction.atomic
def merge(kept: Person, absorbed: Person, choices: Mapping[str, str], *, by, reason: str) -> Merge:
    """Hand everything of `absorbed` over to `kept`, and close the former; it can be taken back for 30 days.

    `choices`: {field of FIELDS: "kept" or "absorbed"}; a field not named keeps what `kept` has, or takes the other's
    when it is empty. The rank is what the facts of both would have given in one file (`ppde.duplicates.places`): the earlier
    volunteer date stays, with its order of registration (domain.md §3.3), but a date that a decision, a refusal or a return
    has ended does not come back.
    An exit « doublon » goes with the merge that answers it. Raises ValidationError when the two are of two territories,
    when a decision of each cannot stand together, when somebody would go off the list, when one has left the list and the
    other not, or when each has a post to answer.
    """
    _check(kept, absorbed, choices, reason)
    for hold in HOLDS:
        hold(kept, absorbed)
    # In one order, whoever asks: two colleagues who merge the same pair wait for each other.
    for person in sorted((kept, absorbed), key=lambda p: p.pk):
        lock(person)
    if told := exits_told(kept, absorbed):
        raise ValidationError(told, code="outcome")
    given = place(kept, absorbed)
    if given.against:
        raise ValidationError(given.against, code="committee")
    for check in CHECKS:
        check(kept, absorbed)
    with _or_nothing("Ces deux dossiers ne peuvent pas être fusionnés tels quels"):
        return _merge(kept, absorbed, choices, given, by=by, reason=reason)


def _merge(
    kept: Person, absorbed: Person, choices: Mapping[str, str], given: Place, *, by, reason: str
) -> Merge:
    memory = {"absorbed": row_of(absorbed), "before": row_of(kept)}
    memory["followings"] = [
        row_of(row) for file in (kept, absorbed) for row in file.followings.all()
    ]
    changed = _choose(kept, absorbed, choices)
    follows = (absorbed, kept) if "referent" in changed else (kept, absorbed)
    join_followings(*follows)
    gone = absorbed.pk
    with _handing_over():
        twins = twin_exits(kept, absorbed)
        facts = [exit_fact(row) for row in twins]
        gone_exits = [line for row in twins for line in _leave(row)]
        void = [*weaker_enrolments(kept, absorbed), *void_reviews(kept, absorbed)]
        shared, pieces = cut_pauses(kept, absorbed)
        set_aside = [line for row in (*void, *shared) for line in _leave(row)]
        memory["moved"], aside = _hand_over(absorbed, kept)
        memory["aside"] = set_aside + aside + gone_exits
    memory["pieces"] = pieces_of(Pause.objects.bulk_create(pieces))
    memory["pairs"] = hand_pairs(kept, absorbed)
    # The database keeps a row until nothing names it: what could not be moved would be refused here.
    Person.objects.filter(pk=gone).delete()
    if changed:
        kept.save(update_fields=changed)
    follow(kept, reason=reason.strip())
    take_twins_back(kept, facts, memory, by=by, reason=reason.strip())
    if given.act and given.act != _act(kept):
        move_rank(kept, *given.act, kind=RankAct.Kind.MERGE, reason=reason, by=by)
    refresh(kept)
    memory["told"] = aside_told(kept, memory["aside"])
    memory["after"] = row_of(kept)
    made = Merge.objects.create(
        territory_id=kept.territory_id,
        kept=kept,
        absorbed_id=gone,
        absorbed_reference=absorbed.reference,
        reason=reason.strip(),
        memory=memory,
        merged_by=by,
    )
    journal.record(
        "merge",
        kept,
        by=by,
        before={"dossiers": f"{kept.reference} et {absorbed.reference}"},
        after={"dossier": kept.reference, "repris": absorbed.reference, "rang": given.words}
        | ({"mis de côté": memory["told"]} if memory["told"] else {}),
        reason=reason,
        named=True,
    )
    figures_moved(kept.territory_id)
    return made


@contextmanager
def _handing_over() -> Iterator[None]:
    """The database lets the rows of append-only tables change person only inside (territories/database.py)."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.merge', 'on', true)")
        yield
        cursor.execute("select set_config('app.merge', '', true)")


def _act(person: Person) -> tuple[date, datetime]:
    """The volunteer act: its day, and when it was recorded."""
    return person.volunteer_on, person.volunteer_recorded_at


def _check(kept: Person, absorbed: Person, choices: Mapping[str, str], reason: str) -> None:
    if kept.pk == absorbed.pk:
        raise ValidationError("Choisissez deux dossiers différents.", code="same")
    if kept.territory_id != absorbed.territory_id:
        raise ValidationError("Les deux dossiers sont de deux territoires.", code="territory")
    if absorbed.volunteer_on and not kept.volunteer_on:
        raise ValidationError(
            {
                "kept": f"Gardez le dossier {absorbed.reference}\u00a0: il porte l’acte de volontariat, qui fixe le rang."
            }
        )
    journal.refuse_no_reason(reason, "Dites comment vous savez que c’est la même personne.")
    refuse_nir(reason)
    _refuse_two_requests(kept, absorbed)
    _refuse_to_be_erased(absorbed)
    unknown = set(choices) - set(FIELDS)
    if unknown:
        raise TypeError(f"not a field of a person: {', '.join(sorted(unknown))}")


def _refuse_two_requests(kept: Person, absorbed: Person) -> None:
    """A right asked for in each file keeps its own clock: one is answered before the files become one."""
    rows = RightsRequest.objects.filter(state=RightsRequest.State.OPEN)
    asked = rows.filter(person=kept).values("kind")
    if twice := rows.filter(person=absorbed, kind__in=asked).first():
        raise ValidationError(
            f"Chaque dossier a une demande de droits à instruire ({twice.get_kind_display()})\u00a0: "
            "répondez d’abord à l’une d’elles.",
            code="rights",
        )


def _refuse_to_be_erased(absorbed: Person) -> None:
    """Its line would erase what the other file holds."""
    lines = EliminationLine.objects.filter(person=absorbed, done_at=None, kept_because="")
    states = (Elimination.State.DRAFT, Elimination.State.APPROVED)
    if line := lines.filter(elimination__state__in=states).select_related("elimination").first():
        made = line.elimination
        what_to_do = (
            "Gardez-y d’abord ce dossier, avec pour raison un doublon, puis fusionnez."
            if made.state == Elimination.State.DRAFT
            else "Il va être effacé."
        )
        raise ValidationError(
            f"{absorbed.reference} est dans une liste d’élimination {made.get_state_display()}. {what_to_do}",
            code="elimination",
        )


def is_blank(value) -> bool:
    """Nothing was said: what the other file says is then taken without a question."""
    return value in (None, "", [], "unknown")


def _choose(kept: Person, absorbed: Person, choices: Mapping[str, str]) -> list[str]:
    """Write the chosen values on `kept`; the names of the fields that changed."""
    changed = []
    for name in FIELDS:
        mine, other = getattr(kept, name), getattr(absorbed, name)
        fills = name not in choices and is_blank(mine) and not is_blank(other)
        if mine != other and (choices.get(name) == "absorbed" or fills):
            setattr(kept, name, other)
            changed.append(name)
    if absorbed.identified_on < kept.identified_on:
        kept.identified_on = absorbed.identified_on
        changed.append("identified_on")
    return changed


def _hand_over(giver: Person, taker: Person) -> tuple[dict[str, list[int]], list[dict]]:
    """Move what is held about one person to another: {"label field": [pk]}, and the rows that had to be set aside.

    A row that cannot stand twice (two pauses on one day, the same skill) leaves the table and stays in the memory.
    """
    moved: dict[str, list[int]] = {}
    aside: list[dict] = []
    for model, name in tables():
        rows = model._base_manager.filter(**{name: giver.pk})
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            if _move(model, name, pk, taker):
                moved.setdefault(f"{model._meta.label_lower} {name}", []).append(pk)
            else:
                aside += _leave(model._base_manager.get(pk=pk))
    return moved, aside


def _leave(row: models.Model) -> list[dict]:
    """Take a row off its table with those that go with it; what to write again, in this order, to put them back."""
    going = Collector(using=DEFAULT_DB_ALIAS, origin=row)
    going.collect([row])
    going.sort()
    gone = [one for model in reversed(going.data) for one in going.data[model]]
    # Rows without rows of their own are not loaded one by one by the collector.
    gone += [one for rows in going.fast_deletes for one in rows]
    kept = [row_of(one) for one in gone]
    row.delete()
    if isinstance(row, Enrolment):
        leave_place(row)
    return kept


def _move(model: type[models.Model], name: str, pk: int, taker: Person) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            model._base_manager.filter(pk=pk).update(**{name: taker.pk})
            # Exclusion and deferred constraints speak now, not at the end of the request.
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
    except IntegrityError as refusal:
        if "append-only" in str(refusal):
            raise
        return False
    return True


@transaction.atomic
def undo_merge(made: Merge, *, by, reason: str) -> Person:
    """Separate again what a merge put together; returns the file that comes back, under its own number.

    Facts added since stay with the file that was kept. Raises ValidationError when it is too late, or when the file
    has changed in a way that would lose what was written.
    """
    kept = made.kept
    for hold in HOLDS:
        hold(kept)
    lock(kept)
    made.refresh_from_db(from_queryset=Merge.objects.select_for_update(of=("self",)))
    if not made.may_be_undone:
        raise ValidationError("Cette fusion ne peut plus être défaite.", code="late")
    journal.refuse_no_reason(reason, "Dites pourquoi la fusion est défaite.")
    _refuse_a_later(made)
    touched = _touched(kept, made.memory["after"]["fields"])
    if touched:
        raise ValidationError(
            f"Le dossier {kept.reference} a changé depuis la fusion ({french.listing(touched)})\u00a0: "
            "rendez-lui d’abord ces valeurs, ou inscrivez la seconde personne à nouveau.",
            code="touched",
        )
    with _or_nothing("Cette fusion ne peut plus être défaite telle quelle"):
        return _undo(made, kept, by=by, reason=reason)


def _refuse_a_later(made: Merge) -> None:
    """What a merge remembers of the file is what it was before those that followed: they are taken back the last first."""
    since = Merge.objects.filter(kept=made.kept, undone_at=None, pk__gt=made.pk)
    if last := since.order_by("-pk").first():
        raise ValidationError(
            f"Une autre fusion a suivi dans ce dossier ({last}, {french.date(last.merged_at)}). Défaites-la d’abord.",
            code="later",
        )


def _undo(made: Merge, kept: Person, *, by, reason: str) -> Person:
    back = row_again(Person, made.memory["absorbed"], made.absorbed_id)
    back.save(force_insert=True)
    models_ = {model._meta.label_lower: model for model, _ in tables()}
    with _handing_over():
        for where, pks in made.memory["moved"].items():
            label, name = where.split()
            rows = models_[label]._base_manager.filter(pk__in=pks, **{name: kept.pk})
            rows.update(**{name: back.pk})
    take_pieces_back(kept, made.memory.get("pieces", ()))
    if "followings" in made.memory:
        Following.objects.filter(person__in=(kept, back)).delete()
    exits = []
    for row in (*made.memory["aside"], *made.memory.get("followings", ())):
        restored = row_again(apps.get_model(row["model"]), row, row["pk"])
        restored.save(force_insert=True)
        if isinstance(restored, Outcome):
            exits.append(restored)
        if isinstance(restored, Enrolment):
            take_place_again(restored)
    before = row_again(Person, made.memory["before"], kept.pk)
    names = [*FIELDS, *SETTLED]
    for name in names:
        setattr(kept, name, getattr(before, name))
    kept.save(update_fields=names)
    if _act(kept) != _act(before):
        move_rank(kept, *_act(before), kind=RankAct.Kind.MERGE, reason=reason, by=by)
    twins_again(made, exits, by=by, reason=reason.strip())
    pairs_again(kept, made.memory.get("pairs", ()))
    refresh(kept)
    refresh(back)
    made.undone_by, made.undone_at, made.memory = by, timezone.now(), {}
    made.save(update_fields=["undone_by", "undone_at", "memory"])
    journal.record(
        "undo",
        kept,
        by=by,
        before={"dossier": kept.reference},
        after={"dossiers": f"{kept.reference} et {back.reference}"},
        reason=reason,
        named=True,
    )
    figures_moved(kept.territory_id)
    return back


def _touched(kept: Person, after: dict) -> list[str]:
    """French names of what changed on the file since the merge, among what undoing would overwrite."""
    now = row_of(kept)["fields"]
    names = [Person._meta.get_field(name) for name in (*FIELDS, *SETTLED, "volunteer_on")]
    return [
        f.verbose_name for f in names if f.attname in after and now[f.attname] != after[f.attname]
    ]


@transaction.atomic
def forget_old_merges() -> int:
    """Empty the memory of the merges that can no longer be taken back: it holds a person's data. Their number."""
    old = Merge.objects.filter(merged_at__lt=timezone.now() - UNDO).exclude(memory={})
    return old.update(memory={})
