"""What is left of a person: the figures stay, to the last; nothing says whose they were.

Every table of `territories.holdings` loses its identifying fields. The rows of history, which nobody may rewrite, are
emptied by one function of the database that asks for an approved line about this person (ppde/migrations, `empty_history`).
"""

import json
import secrets
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, reduce
from operator import and_

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import Func, Q, Value
from django.db.models.functions import Cast, Concat, Lower
from django.utils import timezone
from django.utils.module_loading import import_string

from ppde.duplicates.models import Lookalike, Merge, PersonKey
from ppde.models.list_sheets import ListSheet
from ppde.models.persons import Person
from ppde.privacy.recipients import forget_recipients
from ppde.retention.by_law import kept_by_law
from ppde.retention.models import EliminationLine
from territories.holdings import Holding, held, holdings
from territories.imports.kinds import kinds
from territories.imports.models import Batch, StagedRow
from territories.imports.steps import close as close_import
from territories.models import Entry
from tzcld import matching
from tzcld.ui import french

# Bands of age of the indicators (evaluation.indicators), from the first age to the first of the next band.
BANDS = ((16, 26), (26, 50), (50, 80))
# Numbers given to what is left: above any that a territory will reach, and drawn, so that the old one is not told.
NAMELESS = 100_000_000
# In the place of the number, in a list by number already frozen.
ERASED = "Dossier effacé"


def coarse_year(person: Person) -> int | None:
    """A year of birth that leaves the person in the same bands of age, from the first fact until today.

    The true year stays only when a band was crossed in between: the figures of both sides depend on it.
    """
    if person.birth_year is None:
        return None
    first, last = person.identified_on.year, timezone.localdate().year
    for low, high in BANDS:
        if low <= first - person.birth_year and last - person.birth_year < high:
            # The middle of the years of birth that stay in this band all along.
            return (first - low + last - high + 1) // 2
    return person.birth_year


def nameless_number() -> int:
    return NAMELESS + secrets.randbelow(1_900_000_000)


def empty(person: Person, line: EliminationLine) -> dict[str, int]:
    """Take away what identifies the person, in the caller's transaction; {table: rows emptied}.

    `line`: an approved line about this person, which the database asks for before it touches history.
    """
    emptied = {}
    for kept in kept_by_law():
        kept.keep(person)
    if person.last_name or person.first_name:
        _end_imports(person)
        _forget_searches(person, line)
    _leave_sheets(person)
    for forget in _frozen_about():
        forget(person, line)
    # The journal of a row is found through the row: history first, the file itself last.
    among = [holding for holding in holdings() if holding.identifying]
    found = [(holding, rows) for holding, rows in held(person, among) if rows]
    for holding, rows in sorted(found, key=lambda pair: pair[0].model is Person):
        empty_rows(holding, rows, line)
        emptied[holding.table] = len(rows)
    # The journal of what was given is found through its rows too.
    forget_recipients(person)
    Lookalike.objects.filter(Q(first=person) | Q(second=person)).delete()
    _tell_absorbed(person, line)
    Merge.objects.filter(kept=person).delete()
    # A list on which the file was kept once must not lead to what is left of it.
    EliminationLine.objects.filter(person=person).exclude(pk=line.pk).update(person=None)
    Person.objects.filter(pk=person.pk).update(anonymised_on=timezone.localdate())
    PersonKey.objects.filter(territory=person.territory_id, person=person).delete()
    with connection.cursor() as cursor:
        cursor.execute("select forget_marks(%s, %s)", [person.pk, line.pk])
    return emptied


def _tell_absorbed(person: Person, line: EliminationLine) -> None:
    """The numbers of the files taken over by this one go with it: a line each, so that none is given again, and that a
    restored backup, where they may stand alone, forgets them too."""
    EliminationLine.objects.bulk_create(
        (
            EliminationLine(
                territory_id=line.territory_id,
                elimination_id=line.elimination_id,
                number=int(merge.absorbed_reference.removeprefix("M-")),
                last_on=line.last_on,
                done_at=timezone.now(),
            )
            for merge in Merge.objects.filter(kept=person, undone_at=None)
        ),
        ignore_conflicts=True,
    )


def _end_imports(person: Person) -> None:
    """Close the imports not written yet that tell this person; of those that are, drop the rows left aside that do.

    What an import wrote is found by its key, with the rest of the file. A row not written is tied to nobody: it is found by what
    it says, and by what the platform said of it (a doubt names whom the row may be about); a namesake's too. The file is in the
    hands of whoever chose it, and can be chosen again without the person.
    """
    rows = StagedRow.objects.filter(territory=person.territory_id, batch__kind__in=_named_kinds())
    telling = rows.annotate(said=_SAID, figures=_FIGURES).filter(_tells(person))
    found = list(telling.order_by().values_list("pk", "batch", "batch__state", "action"))
    aside = [
        pk for pk, _, state, action in found if state in _WRITTEN and action in StagedRow.ASIDE
    ]
    if aside:
        StagedRow.objects.filter(pk__in=aside).delete()
    waiting = {batch for _, batch, state, _ in found if state not in _WRITTEN}
    if waiting:
        for batch in Batch.objects.filter(pk__in=waiting).select_for_update(of=("self",)):
            if batch.is_open:
                close_import(batch)


# Confirmed and not written yet, an import is closed too: the row would open the file again, or wait to be corrected.
_WRITTEN = (Batch.State.DONE, Batch.State.UNDOING)
# All that a staged row says, in plain small letters; and its figures alone, in a piece.
_SAID = Lower(
    Func(
        Concat(
            "label",
            *(
                part
                for column in ("cells", "errors", "notes", "doubts", "changes")
                for part in (Value(" "), Cast(column, models.TextField()))
            ),
            output_field=models.TextField(),
        ),
        function="unaccent",
        output_field=models.TextField(),
    )
)
_FIGURES = Func(
    _SAID,
    Value("[^0-9]"),
    Value(""),
    Value("g"),
    function="regexp_replace",
    output_field=models.TextField(),
)


def _tells(person: Person) -> Q:
    """Its number, each word of its names in any order, its telephone however it is spaced, or its address."""

    def word(text: str) -> Q:
        return Q(said__regex=rf"\m{text}\M")

    told = word(person.reference.lower())
    if names := french.plain_words(f"{person.last_name} {person.first_name}"):
        told |= reduce(and_, map(word, names))
    if phone := "".join(c for c in person.phone if c.isdigit()):
        # « +33 6 » is « 06 ».
        told |= Q(figures__contains=phone[-9:])
    if person.email:
        told |= Q(said__contains=person.email.lower())
    return told


def _leave_sheets(person: Person) -> None:
    """The lists by number keep their ranks and their counts, without the number nor the reason written for this person, under
    the number of a file that this one took over too."""
    numbers = references(person)
    for sheet in sheets_naming(person.territory_id, numbers):
        for told, left in ((sheet.lines, {}), (sheet.exceptions, {"reason": ""})):
            for one in told:
                if one["reference"] in numbers:
                    one |= {"reference": ERASED, **left}
                    one.pop("away", None)
        sheet.save(update_fields=["lines", "exceptions"])


def sheets_naming(territory_id: int, numbers: Iterable[str]) -> models.QuerySet[ListSheet]:
    held = Q(pk=None)
    for number in numbers:
        one = [{"reference": number}]
        held |= Q(lines__contains=one) | Q(exceptions__contains=one)
    return ListSheet.objects.filter(held, territory=territory_id)


def references(person: Person) -> frozenset[str]:
    """The number of the file, and of those that it took over."""
    absorbed = Merge.objects.filter(kept=person, undone_at=None)
    return frozenset({person.reference, *absorbed.values_list("absorbed_reference", flat=True)})


def _frozen_about() -> list[Callable[[Person, EliminationLine], None]]:
    """What other rooms froze with words about the person, and take out of it before these words are emptied."""
    return [import_string(path) for path in settings.FROZEN_ABOUT]


def _forget_searches(person: Person, line: EliminationLine) -> None:
    """What an export of a named list was asked for goes from the journal when it may have looked for this person.

    That somebody exported, when, and how many rows stay. A namesake's search goes too: it is the same word.
    """
    rows = Entry.objects.filter(territory=person.territory_id, verb="export", is_named=True)
    journal = next(h for h in holdings() if h.model is Entry)
    # The same few words come back from one export to the next.
    tells = cache(lambda said: _may_tell(said, person))
    for entry in rows.filter(after__has_key="filters").exclude(after__filters={}):
        asked = entry.after["filters"]
        kept = {label: said for label, said in asked.items() if not tells(str(said))}
        if kept != asked:
            put = {"after": entry.after | {"filters": kept}}
            _empty_history(journal, {entry.pk: put}, line)


def _may_tell(said: str, person: Person) -> bool:
    """A beginning of a name is enough for a search, and so is a name badly spelt; so are a few figures of a number or of a
    telephone."""
    names, looked = (
        [word for word in french.plain_words(text) if len(word) > 1]
        for text in (f"{person.last_name} {person.first_name}", said)
    )
    if any(_is_near(word, name) for word in looked for name in names) or _is_heard(looked, person):
        return True
    figures = "".join(c for c in said if c.isdigit())
    phone = "".join(c for c in person.phone if c.isdigit())
    is_number = figures.lstrip("0") == str(person.number)
    return is_number or (len(figures) > 3 and figures in phone) or _is_in(person.email, said)


def _is_near(word: str, name: str) -> bool:
    """The beginning of one of them, one slip of the keyboard included."""
    if name.startswith(word) or word.startswith(name):
        return True
    begun = matching.words(word, name[: len(word)]) if len(word) > 3 else None
    return max(begun or 0, matching.words(word, name) or 0) >= matching.NEAR


def _is_heard(words: list[str], person: Person) -> bool:
    """Whether the search of the lists finds this person by one of these words, as it is heard."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select %s = any(array(select persons_named(%s, word))) from unnest(%s::text[]) as word",
            [person.pk, person.territory_id, words],
        )
        return any(found for (found,) in cursor.fetchall())


def _is_in(email: str, said: str) -> bool:
    return bool(email) and len(said.strip()) > 3 and said.strip().casefold() in email.casefold()


def _named_kinds() -> list[str]:
    return [kind.slug for kind in kinds().values() if kind.is_named]


def empty_rows(holding: Holding, rows: Iterable, line: EliminationLine) -> None:
    """Put in these rows what the holding leaves; `line`: an approved one, for those that are history."""
    lefts = {row.pk: holding.left(row) for row in rows}
    if _is_history(holding.table):
        _empty_history(holding, lefts, line)
        return
    # Rows that are left alike are written together.
    alike: dict[str, list] = {}
    for pk, left in lefts.items():
        # By the key of a row that is named: two colleagues may bear one name.
        alike.setdefault(repr(_keys(left)), []).append(pk)
    for keys in alike.values():
        holding.model._base_manager.filter(pk__in=keys).update(**lefts[keys[0]])


def _keys(left: dict) -> dict:
    """What a row is left with, the rows that it names by their keys."""
    return {name: getattr(value, "pk", value) for name, value in left.items()}


def empty_journal(rows: dict[type[models.Model], Iterable[int]], line: EliminationLine) -> None:
    """What was done to these rows (keys by model) stays in the journal, without saying for whom."""
    told = Q(pk=None)
    for model, keys in rows.items():
        told |= Q(model=model._meta.label_lower, object_id__in=keys)
    journal = next(h for h in holdings() if h.model is Entry)
    empty_rows(journal, list(Entry.objects.filter(told, territory=line.territory_id)), line)


def _empty_history(holding: Holding, lefts: dict[int, dict], line: EliminationLine) -> None:
    """Rows by key, with what each is left with."""
    columns = {
        pk: {
            holding.model._meta.get_field(name).column: value for name, value in _keys(left).items()
        }
        for pk, left in lefts.items()
    }
    rewrite(holding.table, columns, line)


def rewrite(table: str, columns: dict[int, dict], line: EliminationLine) -> None:
    """Put these values in the columns of these rows, history or sealed, by the function of the owner that may."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select empty_history(%s, %s, pk, put::jsonb) from unnest(%s::bigint[], %s::text[]) as t (pk, put)",
            [
                *(line.pk, table, list(columns)),
                [json.dumps(put, cls=DjangoJSONEncoder) for put in columns.values()],
            ],
        )


def _is_history(table: str) -> bool:
    if table not in _HISTORY:
        with connection.cursor() as cursor:
            cursor.execute(
                "select exists (select from pg_trigger where tgname = 'append_only' and tgrelid = %s::regclass)",
                [table],
            )
            _HISTORY[table] = cursor.fetchone()[0]
    return _HISTORY[table]


# A table does not change its nature while the process runs.
_HISTORY: dict[str, bool] = {}


def last_activity(person: Person) -> date:
    """The last day on which the person and the team dealt with each other."""
    days = (person.identified_on, person.last_contact_on, person.volunteer_on, person.outcome_on)
    return max(day for day in days if day)
