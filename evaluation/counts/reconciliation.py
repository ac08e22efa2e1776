"""The list typed and the list by name, side by side on the last typed day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Sum

from evaluation.counts import checks
from evaluation.counts.models import MonthlyCount
from ppde.models import ELSEWHERE, OutcomeKind, Pause, Person
from territories.models import Territory, TypedPeriod

LABELS = {
    "identified": "repérées",
    "met": "rencontrées",
    "interviewed": "reçues en entretien",
    "volunteers": "volontaires",
    "eligible": "éligibles",
    "solved_ebe": "embauchées par l’EBE",
    "solved_elsewhere": "en emploi durable ailleurs",
    "left_otherwise": "sorties pour une autre raison",
    "waiting": "en attente sur la liste",
    "paused": "en pause",
}
EXITS = ("solved_ebe", "solved_elsewhere", "left_otherwise")


@dataclass(frozen=True)
class Line:
    """One count: as typed, and as the files by name give it the same day."""

    field: str
    typed: int
    named: int

    @property
    def label(self) -> str:
        return LABELS[self.field]

    @property
    def gap(self) -> int:
        return self.typed - self.named

    @property
    def words(self) -> str:
        """What becomes of the difference."""
        if not self.gap:
            return "Même nombre"
        if self.field in ("waiting", "paused"):
            return "À enregistrer par nom, ou à expliquer"
        if self.gap > 0 and self.field not in ("volunteers", "eligible"):
            return "Repris dans le cumul, sans nom"
        return "Suit les sorties reprises" if self.gap > 0 else "Le nombre par nom est gardé"

    @property
    def must_explain(self) -> bool:
        """Those who are on the list must be on it by name; those who left need not come back."""
        return self.field in ("waiting", "paused") and self.gap != 0


def counted(territory: Territory, day: date) -> dict[str, int]:
    """What the persons followed by name give on this day; empty when there is nobody. Needs the named scope."""
    gone = Q(outcome_on__lte=day)
    solved = [OutcomeKind.EBE, *ELSEWHERE]
    volunteer = Q(volunteer_on__lte=day)
    listed = volunteer & Q(eligible_on__lte=day) & ~gone
    paused = Exists(Pause.objects.filter(person=OuterRef("pk"), period__contains=day))
    found = (
        Person.objects.filter(territory=territory, identified_on__lte=day)
        .exclude(outcome_kind=OutcomeKind.DUPLICATE)
        .annotate(away=paused)
        .aggregate(
            identified=Count("pk"),
            met=Count("pk", filter=Q(met_on__lte=day) | Q(interviewed_on__lte=day)),
            interviewed=Count("pk", filter=Q(interviewed_on__lte=day)),
            volunteers=Count("pk", filter=volunteer),
            eligible=Count("pk", filter=volunteer & Q(eligible_on__lte=day)),
            solved_ebe=Count("pk", filter=volunteer & gone & Q(outcome_kind=OutcomeKind.EBE)),
            solved_elsewhere=Count(
                "pk", filter=volunteer & gone & Q(outcome_kind__in=list(ELSEWHERE))
            ),
            left_otherwise=Count("pk", filter=volunteer & gone & ~Q(outcome_kind__in=solved)),
            waiting=Count("pk", filter=listed & Q(away=False)),
            paused=Count("pk", filter=listed & Q(away=True)),
        )
    )
    return found if found["identified"] else {}


def known(territory: Territory, day: date) -> dict[str, int]:
    """The same, with those who stay in the cumulated figures without a name since the reconciliations made so far."""
    found = counted(territory, day)
    kept = MonthlyCount.objects.filter(
        territory=territory, nature=MonthlyCount.Nature.CARRIED, breakdown=""
    )
    fields = [name for name in LABELS if name not in ("waiting", "paused")]
    for name, n in kept.aggregate(**{name: Sum(name) for name in fields}).items():
        if n:
            found[name] = found.get(name, 0) + n
    return found


def compare(row: TypedPeriod) -> list[Line]:
    typed = checks.cumulated(row.territory, row.until, {}, "")
    last = (
        MonthlyCount.objects.filter(
            territory=row.territory,
            nature=MonthlyCount.Nature.MONTH,
            breakdown="",
            month__range=(row.since, row.until),
        )
        .order_by("-month")
        .first()
    )
    typed |= {"waiting": last.waiting if last else 0, "paused": last.paused if last else 0}
    named = known(row.territory, row.until)
    return [Line(field, typed[field], named.get(field, 0)) for field in LABELS]


def carried(lines: list[Line]) -> dict[str, int]:
    """What stays in the cumulated figures without a name: those who left, and the meetings without follow-up."""
    gaps = {line.field: max(0, line.gap) for line in lines}
    left = sum(gaps[name] for name in EXITS)
    kept = {name: gaps[name] for name in ("identified", "met", "interviewed", *EXITS)}
    return kept | {"volunteers": left, "eligible": min(gaps["eligible"], left)}
