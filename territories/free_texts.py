"""Which columns hold what somebody typed: read for words that have no place there, or said why not.

Every table of every room: somebody's health is told in the minutes of a committee or in the note on an organisation as
well as in a file.

Each room declares its tables in a `free_texts.py` named in `settings.FREE_TEXTS`. The database does the work itself
(ppde/database.py for the words, `territories.database.no_nir` for the social security number): a form, an import and a
bulk statement are one and the same to it. tests/test_free_texts.py fails when a column is in none of the three lists, or
when the database reads other columns than those declared here.

    Texts("ppde.Outcome", short={"employer": ORGANISATION})
    Texts("ppde.SchemeRequest", scanned=("result",))
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.module_loading import import_string

# Why a column is not read for words; no social security number enters it all the same.
NAME = "a name"
SPEAKER = "who presents a point, named to those who read the agenda"
REACH = "a telephone number or an address"
ORGANISATION = "the name of an organisation, which may well be a hospital or a prison"
JOB = "the name of a job or of a function"
TITLE = "the name of a place, a group, a training, a document"
RULE = "the source or the wording of a rule, of a register, of a method: it speaks of everybody"
SUBJECT = "says for whom or for what a scheme, a training, a committee is: words of health are its subject"
QUESTION = "a question put to organisations; their answers are read"
PUBLISHED = "published by the territory, which reads it again before; open to all"
# Why nothing is asked of a column.
PROGRAM = "written by a program, never typed"
COPY = "a copy of columns that are read where they are"
FROZEN = "frozen as it was read: figures, and texts of rows that are read where they are (settings.FROZEN_TEXTS)"
CODE = "a code of a closed list, a key, a number of an official register"
LINK = "the address of a site, held by its own rule"


@dataclass(frozen=True)
class Texts:
    """The text columns of one table.

    `scanned`: sentences, read for words (ppde.SensitiveWord) and refused when they hold a social security number.
    `short`: column gives why its words are not read; the number is refused. `exempt`: column gives why nothing is asked.
    """

    model_name: str
    scanned: tuple[str, ...] = ()
    short: dict[str, str] = field(default_factory=dict)
    exempt: dict[str, str] = field(default_factory=dict)
    # Append-only: a review replaces a text by the function of the database that may (`replace_text`), and by it alone.
    is_history: bool = False
    # SQL over the row w: the id of the person it is about; a column read otherwise than as it is. The same as in the
    # migration that made the table read (ppde.database.flagged).
    person: str = ""
    reads: dict[str, str] = field(default_factory=dict)
    # SQL over w, its person p and a flag f: the same sentence was sent to the review from another row.
    copies: str = ""
    # The page where somebody corrects a row that has no page of its own and hangs on none: the name of its URL, and the
    # column that tells which ("": the territory alone does).
    page: str = ""
    page_of: str = "pk"
    # The column whose text is encrypted: the application reads it, never the database (tzcld/cipher.py).
    sealed: str = ""
    # Names somebody who agreed to it, and goes by an act of its own (settings.KEPT_APART).
    is_shown: bool = False

    @cached_property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.model_name)

    @property
    def about(self) -> str:
        """SQL over the row w."""
        columns = {column.name for column in self.model._meta.concrete_fields}
        return self.person or ("w.person_id" if "person" in columns else "NULL::bigint")

    def read_as(self, name: str) -> str:
        return self.reads.get(name) or f"coalesce(w.{name}, '')"

    @property
    def guarded(self) -> tuple[str, ...]:
        """Columns where the database refuses a social security number."""
        return (*self.scanned, *self.short)


@cache
def all_texts() -> tuple[Texts, ...]:
    """Every table of every room, in the order of the rooms."""
    return tuple(t for path in settings.FREE_TEXTS for t in import_string(path))


@cache
def history() -> frozenset[type[models.Model]]:
    return frozenset(texts.model for texts in all_texts() if texts.is_history)


def text_columns(model: type[models.Model]) -> Iterator[models.Field]:
    """The columns of a model where words can be: texts without a closed list, lists of them, JSON."""
    for column in model._meta.concrete_fields:
        base = column.base_field if isinstance(column, ArrayField) else column
        is_text = isinstance(base, (models.CharField, models.TextField, models.JSONField))
        if is_text and not base.choices:
            yield column


def mark_columns() -> None:
    """Tell the forms which model fields are free texts: they carry the reminder (tzcld/ui/forms)."""
    for texts in all_texts():
        for name in texts.scanned:
            texts.model._meta.get_field(name).is_free_text = True
