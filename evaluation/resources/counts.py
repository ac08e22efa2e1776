"""Requests by lever and state, answers by training and grade, of each territory (seed 002 S2-A2, A3, L3)."""

from dataclasses import dataclass

from django.db.models import Count

from evaluation import shared
from evaluation.masking import Sum
from evaluation.shared import Counts
from ppde.models import Enrolment, SchemeRequest
from ppde.operations.followed import PLACED, QUESTIONS
from territories.models import Territory

NAME = "resource-counts"
ALL = "all"
STATES = tuple(SchemeRequest.State.values)
GRADES = (1, 2, 3, 4)
WISHED = {
    "useful": "Utile pour la suite",
    "clear": "Facile à suivre",
    "welcome": "Bien accueillies",
}


def read(territory: Territory, *, exact: bool) -> Counts:
    """Cells: ("scheme", id, state or ALL), ("training", id, "places"), ("answer", (id, question), grade or ALL)."""
    return shared.read(NAME, territory, exact=exact, count=_count, sums=_sums)


def _count(places: list[int]) -> shared.Found:
    found: shared.Found = {pk: ({}, {}) for pk in places}
    asked = SchemeRequest.objects.filter(territory__in=places).order_by()
    for place, scheme, state, n in asked.values_list("territory", "scheme", "state").annotate(
        n=Count("pk")
    ):
        cells = found[place][0]
        for kind in STATES:
            cells.setdefault(("scheme", scheme, kind), 0)
        cells["scheme", scheme, state] = n
        cells["scheme", scheme, ALL] = cells.get(("scheme", scheme, ALL), 0) + n
    rows = Enrolment.objects.filter(territory__in=places, state__in=PLACED).order_by()
    told = rows.values_list("territory", "session__training", *QUESTIONS).annotate(n=Count("pk"))
    for place, training, *answers, n in told:
        cells = found[place][0]
        key = "training", training, "places"
        cells[key] = cells.get(key, 0) + n
        for question, grade in zip(QUESTIONS, answers, strict=True):
            if grade:
                _answer(cells, (training, question), grade, n)
    return found


def _answer(cells: shared.Cells, what: tuple[int, str], grade: int, n: int) -> None:
    for each in (*GRADES, ALL):
        cells.setdefault(("answer", what, each), 0)
    cells["answer", what, grade] += n
    cells["answer", what, ALL] += n


def _sums(values, places: list[int]) -> list[Sum]:
    parts = {"scheme": STATES, "answer": GRADES}
    return [
        Sum(key, tuple((*key[:3], part) for part in parts[key[1]]))
        for key in values
        if key[3] == ALL
    ]


@dataclass(frozen=True)
class Line:
    """One line of a page: `name`, then the figures of `what` (the first two members of its cells)."""

    name: str
    detail: str
    what: tuple
    counts: Counts

    def figure(self, kind) -> int | str:
        return self.counts.figure(*self.what, kind)


def by_scheme(schemes, counts: Counts) -> list[Line]:
    known = counts.known("scheme")
    return [
        Line(scheme.name, scheme.get_kind_display(), ("scheme", scheme.pk), counts)
        for scheme in schemes
        if scheme.pk in known
    ]


def by_question(trainings, counts: Counts) -> list[Line]:
    known = counts.known("answer")
    return [
        Line(training.title, words, ("answer", (training.pk, question)), counts)
        for training in trainings
        for question, words in WISHED.items()
        if (training.pk, question) in known
    ]
