"""Preparing a list of files to eliminate, keeping some, approving, carrying out."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from ppde.eligibility import months_before
from ppde.models.orientations import Orientation
from ppde.models.persons import Person
from ppde.operations.journey import refuse_nir
from ppde.retention import above, anonymise, elsewhere
from ppde.retention.copies import Copies
from ppde.retention.models import Elimination, EliminationLine
from ppde.retention.names import Names
from ppde.retention.times import (
    FILES,
    FOLLOWED,
    GOING_ON,
    asking,
    ended,
    endings,
    is_followed_above,
    rule_of,
    without_contact,
)
from territories import journal
from territories.models import Territory
from territories.scoping import scoped
from tzcld.later import ask_later
from tzcld.ui import french

log = logging.getLogger(__name__)

# What is erased on request alone.
APART = {Elimination.What.LETTER: "abonnement", Elimination.What.SHOWN: "témoignage"}


# What has a first name and a last name, which may stand in texts that are not erased with it.
NAMED = (FILES, Elimination.What.ORIENTATIONS)


def subjects(
    made: Elimination, lines: Iterable[EliminationLine]
) -> dict[int, Person | Orientation]:
    """Who each line is about, by its key, where that is a file or an orientation."""
    if made.what == FILES:
        return {line.pk: line.person for line in lines if line.person}
    if made.what not in NAMED:
        return {}
    rows = Orientation.objects.in_bulk([line.row_id for line in lines if line.row_id])
    return {line.pk: rows[line.row_id] for line in lines if line.row_id in rows}


def word_of(made: Elimination) -> str:
    """One line of the list, for the team."""
    if made.what == FILES:
        return "dossier"
    return APART.get(made.what) or endings()[made.what].word


def open_lists(territory: Territory) -> dict[str, Elimination]:
    """The list that is being read or carried out, by what it is of: the next one waits."""
    rows = Elimination.objects.filter(
        territory=territory, origin=Elimination.Origin.CAMPAIGN, state__in=GOING_ON
    )
    return {made.what: made for made in rows.order_by()}


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
def approve(made: Elimination, visa: str, *, by, with_texts: bool = True) -> Elimination:
    """Carry the list out, irreversibly: the archives have agreed (Code du patrimoine, visa d’élimination).

    `with_texts`: of files and of orientations, the names leave the other texts too (ppde/retention/elsewhere.py).
    """
    made.refresh_from_db(from_queryset=Elimination.objects.select_for_update(of=("self",)))
    if made.state != Elimination.State.DRAFT:
        raise ValidationError("Cette liste est déjà approuvée ou abandonnée.", code="state")
    if not visa.strip():
        raise ValidationError({"visa": "Écrivez la référence de l’accord, par exemple 2026-114."})
    if not made.lines.filter(kept_because="").exists():
        raise ValidationError("Toutes les lignes de cette liste sont gardées.", code="none")
    made.state, made.visa = Elimination.State.APPROVED, visa.strip()
    made.approved_by, made.approved_at = by, timezone.now()
    made.with_texts = with_texts and made.what in NAMED
    made.save(update_fields=["state", "visa", "approved_by", "approved_at", "with_texts"])
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


@dataclass(frozen=True)
class Written:
    """Where other texts tell the names of whoever is erased: those of the territory, those of its hub, and the copies of files."""

    names: Names
    here: list[elsewhere.Place]
    above: list[elsewhere.Place]
    # None when the texts of the territory keep the names.
    copies: Copies | None


def eliminate(made: Elimination) -> int:
    """Empty each file of an approved list, one transaction a file: killed, it goes on where it was. Files emptied.

    A file that was contacted since the list was made is kept, with that reason. One that cannot be emptied leaves the
    others to be: the list stays open and says so, until a next run. When the other texts cannot be read, no file is emptied:
    its name would stay there. What the hub wrote goes to its review, whatever was chosen for the texts of the territory.
    Opens the scope of the territory itself.
    """
    try:
        with scoped(made.territory_id):
            lines = made.lines.filter(done_at=None, kept_because="").select_related("person")
            named = {pk: Names.of(subject) for pk, subject in subjects(made, lines).items()}
            left = [line.pk for line in lines]
            here = elsewhere.find(made.territory_id, named.values() if made.with_texts else ())
        hub = above.find_above(made.territory, named.values())
        copies = Copies(made.territory_id) if made.with_texts else None
        elsewhere_of = {
            pk: Written(names, here.get(names.pk, []), hub.get(names.pk, []), copies)
            for pk, names in named.items()
        }
    except Exception:
        log.exception("texts to read for the elimination %s", made.pk)
        _tell_failed(made, done_at=None, kept_because="")
        return 0
    done, is_whole = 0, True
    for pk in left:
        try:
            with scoped(made.territory_id):
                done += _eliminate_line(pk, elsewhere_of.get(pk))
        except Exception:
            log.exception("line %s of the elimination %s", pk, made.pk)
            is_whole = False
            _tell_failed(made, pk=pk)
    if is_whole:
        with scoped(made.territory_id):
            made.state, made.done_at = Elimination.State.DONE, timezone.now()
            made.save(update_fields=["state", "done_at"])
    return done


def _tell_failed(made: Elimination, **lines) -> None:
    with scoped(made.territory_id):
        made.lines.filter(**lines).update(failed_at=timezone.now())


@transaction.atomic
def _eliminate_line(pk: int, written: Written | None) -> bool:
    """`written`: None for what has no name to look for."""
    line = (
        EliminationLine.objects.select_for_update(of=("self",))
        .select_related("elimination")
        .get(pk=pk)
    )
    if line.done_at or line.is_kept:
        return False
    if line.elimination.what != FILES:
        return _eliminate_row(line, written)
    # Not `lock`: an erasure is granted on a file that waits for it frozen.
    person = Person.objects.select_for_update(of=("self",)).get(pk=line.person_id)
    is_campaign = line.elimination.origin == Elimination.Origin.CAMPAIGN
    if is_campaign and (reason := _changed_since(person, line.elimination.cut_off)):
        return _keep_changed(line, reason)
    anonymise.empty(person, line)
    _leave_texts(line, written)
    line.person, line.done_at, line.failed_at = None, timezone.now(), None
    line.save(update_fields=["person", "done_at", "failed_at"])
    return True


def _keep_changed(line: EliminationLine, reason: str) -> bool:
    """Not emptied, whatever failed before."""
    line.kept_because, line.failed_at = reason, None
    line.save(update_fields=["kept_because", "failed_at"])
    return False


def _changed_since(person: Person, cut_off: date) -> str:
    """Why a file is kept that was past its time when the list was made; nothing when it still is."""
    contacted = anonymise.last_activity(person)
    if contacted > cut_off:
        return f"Contact le {french.date(contacted)}, après la préparation de la liste."
    if person.limited_on:
        return f"Dossier gelé le {french.date(person.limited_on)}, à la demande de la personne."
    if person.state in FOLLOWED:
        return "La personne est de nouveau sur la liste de mobilisation."
    if is_followed_above(person):
        return "Le contrat de la personne dans l’EBE court encore."
    if asking(person.territory).filter(person=person).exists():
        return "Une demande de la personne sur ses données est à instruire."
    return ""


def _leave_texts(line: EliminationLine, written: Written | None) -> None:
    if written:
        elsewhere.replace(written.names, written.here, line)
        if written.copies:
            written.copies.forget(written.names, by=line.elimination.approved_by)
        above.send(written.names, written.above, line)


def _eliminate_row(line: EliminationLine, written: Written | None) -> bool:
    """A row that is no file. Past its time, it is looked at again first: what changed since the list was made is kept."""
    ending = endings()[line.elimination.what]
    ended_on = ending.ended_on(line.row_id)
    is_campaign = line.elimination.origin == Elimination.Origin.CAMPAIGN
    if is_campaign and (ended_on is None or ended_on > line.elimination.cut_off):
        return _keep_changed(line, "Modifié après la préparation de la liste.")
    ending.empty(line.row_id, line)
    _leave_texts(line, written)
    line.row_id, line.done_at, line.failed_at = None, timezone.now(), None
    line.save(update_fields=["row_id", "done_at", "failed_at"])
    return True


@transaction.atomic
def eliminate_on_request(
    person: Person, reference: str, *, by, with_texts: bool = True
) -> Elimination:
    """An erasure asked for and granted (art. 17 RGPD): a list of one file, carried out by the worker.

    `reference`: what the decision is kept under; `with_texts`: as `approve`. Raises ValidationError while the person is still followed, or employed:
    the register of staff is a duty of the law, which stands before an erasure (RGPD art. 17-3-b).
    """
    if person.state in FOLLOWED:
        raise ValidationError(
            "Cette personne est encore sur la liste\u00a0: enregistrez d’abord sa sortie.",
            code="followed",
        )
    if is_followed_above(person):
        raise ValidationError(
            "Le contrat de cette personne dans l’EBE court encore\u00a0: le registre du personnel doit la nommer. "
            "Refusez, et dites-lui que sa demande pourra aboutir après son départ.",
            code="employed",
        )
    made = _list_of_one(person, reference, by, with_texts)
    ask_later("ppde.tasks.eliminate", made.pk)
    return made


@transaction.atomic
def eliminate_again(
    what: str, back: list[Person] | list[Orientation], last: date, *, by
) -> Elimination:
    """Files, or orientations, of one territory, eliminated until the day `last`, that a restored backup brought back: an approved
    list, not sent to the worker. The other texts lose the names, as is proposed to whoever confirms: the register does not tell
    what was answered."""
    reference = f"déjà éliminé le {last} au plus tard, base restaurée"
    made = _approved(back[0].territory_id, what, reference, by, with_texts=True)
    if what == FILES:
        _add_lines(made, ((person, anonymise.last_activity(person)) for person in back))
    else:
        _add_rows(made, back)
    return made


@transaction.atomic
def eliminate_row_on_request(
    what: str, row: Model, reference: str, *, by, with_texts: bool = True
) -> Elimination:
    """The same for what is no file (`what`: the ending of its table): a list of one row."""
    made = _list_of_one_row(what, row, reference, by, with_texts)
    ask_later("ppde.tasks.eliminate", made.pk)
    return made


@transaction.atomic
def eliminate_row_again(what: str, row: Model, day: str, *, by) -> Elimination:
    """A row erased on request on `day` that a restored backup brought back: as `eliminate_again`, without a name to look for."""
    return _list_of_one_row(what, row, f"déjà effacé le {day}, base restaurée", by, with_texts=True)


def _list_of_one_row(what: str, row: Model, reference: str, by, with_texts: bool) -> Elimination:
    made = _approved(row.territory_id, what, reference, by, with_texts)
    _add_rows(made, [row])
    return made


def _add_rows(made: Elimination, rows: Iterable[Model]) -> None:
    EliminationLine.objects.bulk_create(
        EliminationLine(
            territory_id=made.territory_id,
            elimination=made,
            row_id=row.pk,
            # Nothing else tells, once it is done, which row a restored backup brings back.
            number=row.pk,
            last_on=made.cut_off,
        )
        for row in rows
    )


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


def _list_of_one(person: Person, reference: str, by, with_texts: bool) -> Elimination:
    made = _approved(person.territory_id, FILES, reference, by, with_texts)
    _add_lines(made, [(person, anonymise.last_activity(person))])
    return made


def _approved(
    territory: int, what: str, reference: str, by, with_texts: bool = False
) -> Elimination:
    made = Elimination.objects.create(
        territory_id=territory,
        what=what,
        origin=Elimination.Origin.REQUEST,
        state=Elimination.State.APPROVED,
        cut_off=timezone.localdate(),
        visa=reference[:200],
        with_texts=with_texts and what in NAMED,
        prepared_by=by,
        approved_by=by,
        approved_at=timezone.now(),
    )
    journal.record("decide", made, by=by, after={"motif": reference})
    return made
