"""The dashboard of a territory or of a hub, assembled from the stored figures."""

from datetime import date
from functools import cached_property

from django.db.models import Min, Q
from django.utils import timezone

from evaluation import aggregates
from evaluation.aggregates import Figures
from evaluation.counts import origins
from evaluation.dashboards import drawings, words
from evaluation.indicators import REGISTRY
from evaluation.indicators.marks import national_mark
from evaluation.masking import Mask
from evaluation.operations.figures import months_back, this_month
from territories.models import Estimate, Phase, Target, Territory
from tzcld.queries import Composed
from tzcld.ui import french

NBSP = french.NBSP
SERIES = ("E5", "E6", "E9", "E10S")
# What the enterprises tell of a month; withheld where it would tell the hours of a few employees.
RETURNED = ("CA", "RP", "ETPP", "CHG", "ABS")


def goal_of(territory: Territory, year: int) -> drawings.Goal:
    """Which goals OBJ of a month of this year is measured on (one statement)."""
    places = Territory.objects.filter(hub=territory) if territory.is_hub else [territory]
    nearest = (
        Target.objects.filter(territory__in=places, year__gte=year)
        .order_by("territory_id")
        .values("territory_id")
        .annotate(year=Min("year"))
    )
    found = list(nearest.values_list("year", flat=True))
    untold = places.count() - len(found) if territory.is_hub else 0
    return drawings.Goal(tuple(sorted(set(found))), is_hub=territory.is_hub, untold=untold)


class Board:
    """Everything a dashboard prints. Three statements: the month, the year before, the target."""

    def __init__(self, territory: Territory, *, exact: bool):
        self.territory, self.exact = territory, exact
        self.today = timezone.localdate()
        self.figures = aggregates.read(territory, exact=exact, whole=False)
        self.months = months_back(self.figures.month or this_month(), 13)
        found = aggregates.history([territory], (*SERIES, *RETURNED), self.months, exact=exact)
        self.returned = {code: found.get((territory.pk, code), {}) for code in RETURNED}
        self.stored = {code: found.get((territory.pk, code), {}) for code in SERIES}
        self.series = {
            code: self._printable(code) for code in SERIES if not self.figures.is_masked(code)
        }
        self.goal = goal_of(territory, (self.figures.month or this_month()).year)

    def _printable(self, code: str) -> list:
        return aggregates.printable(
            self.stored[code],
            self.months,
            exact=self.exact,
            threshold=self.territory.masking_threshold,
        )

    @property
    def is_empty(self) -> bool:
        """Nobody has been identified yet, or nothing has been computed yet."""
        return not self.figures.number("REP") and not self.figures.is_masked("REP")

    @property
    def lead(self):
        return words.lead(self.figures)

    @property
    def keyfigs(self) -> list[dict]:
        return [self._waiting(), self._delay(), self._flow(), self._elsewhere(), self._target()]

    def _waiting(self) -> dict:
        figure = self.figures.get("E9")
        note, trend = "", ""
        if figure.mask is Mask.HIDDEN:
            note = f"Dirait un effectif de moins de {self.territory.masking_threshold}"
        if figure.number is not None:
            before, month = self._point("E9", 1)
            since = words.in_month(month) if self.exact else f"depuis {french.month(month)}"
            note, trend = words.change(
                figure.number,
                before,
                since,
                threshold=None if self.exact else self.territory.masking_threshold,
            )
            if note.startswith("stable qu"):
                note = f"autant {since}"
        return {
            "value": figure.words,
            "label": _agreed(figure.number, "personne", "personnes") + " en attente d’une solution",
            "note": note,
            "trend": trend,
        }

    def _point(self, code: str, back: int) -> tuple:
        """The value printed `back` points before the last one, and its month."""
        values = self.series.get(code, [])
        known = [(v, m) for v, m in zip(values, self.months, strict=False) if v is not None]
        return known[-1 - back] if len(known) > back else (None, self.months[0])

    def _delay(self) -> dict:
        figure = self.figures.get("E10S")
        if figure.value is None:
            return {
                "value": figure.words,
                "label": "délai médian avant une solution",
                "note": "" if figure.mask else "Pas encore de solution à mesurer",
            }
        now = words.in_months(figure.value)
        before, since = self._year_ago("E10S")
        note, trend = words.change(
            now,
            None if before is None else words.in_months(before),
            since,
            unit="mois",
            decimals=1,
        )
        return {
            "value": french.number(now, 1),
            "unit": "mois",
            "label": "délai médian avant une solution",
            "note": note,
            "trend": trend,
        }

    def _flow(self) -> dict:
        """Solutions and new volunteers: of the month for the team, of twelve months for the others."""
        if self.exact:
            back, when = 1, "ce mois-ci"
        else:
            back, when = self._first("E5", "E6")
        solved, volunteers = self._gap("E6", back), self._gap("E5", back)
        if self.exact and (covered := self.figures.get("E11").numerator) is not None:
            # Those of the month, whoever came back or left the enterprise since.
            solved = int(covered)
        if solved is None or volunteers is None:
            return {"value": "–", "label": f"solutions {when}", "note": self._why_not()}
        change = (
            "Plus de solutions que d’arrivées"
            if solved > volunteers
            else "Plus d’arrivées que de solutions"
            if solved < volunteers
            else "Autant de solutions que d’arrivées"
        )
        newcomers = french.accord(volunteers, "nouveau volontaire,nouveaux volontaires")
        return {
            "value": french.number(solved),
            "label": f"{_agreed(solved, 'solution', 'solutions')} {when}, pour {french.number(volunteers)} {newcomers}",
            "note": change,
        }

    def _why_not(self) -> str:
        if self.exact:
            return "Le mois dernier n’a pas été calculé"
        return "Trop peu de personnes pour être publié"

    def _first(self, *codes: str) -> tuple[int, str]:
        """How many months back all these figures are first printed, and the words for it."""
        for i, month in enumerate(self.months[:-1]):
            if all(self.series.get(c, [None] * 13)[i] is not None for c in codes):
                return len(self.months) - 1 - i, f"depuis {french.month(month)}"
        return len(self.months), "ces derniers mois"

    def _year_ago(self, code: str) -> tuple:
        """The first value printed in the year before, and since when."""
        values = self.series.get(code, [])
        for i, value in enumerate(values[:-1]):
            if value is not None:
                return value, "en un an" if not i else f"depuis {french.month(self.months[i])}"
        return None, ""

    def _gap(self, code: str, back: int) -> int | None:
        """How much a cumulated figure grew since `back` months; None when either end may not be printed."""
        values = self.series.get(code, [])
        if len(values) <= back or values[-1] is None or values[-1 - back] is None:
            return None
        return int(values[-1] - values[-1 - back])

    def _elsewhere(self) -> dict:
        figure = self.figures.get("E8")
        number, unit = _percent(figure)
        return {
            "value": number,
            "unit": unit,
            "label": "des solutions sont hors de l’EBE",
            "note": f"Repère national{NBSP}: {national_mark(self.territory, self.figures.month)}"
            if unit or figure.mask
            else "Pas encore de solution à mesurer",
        }

    def _target(self) -> dict:
        figure = self.figures.get("OBJ")
        goal = figure.denominator
        if not goal or not self.goal.years:
            words_ = "non publié" if figure.mask else "–"
            return {
                "value": words_,
                "label": "de l’objectif d’emplois",
                "note": "" if figure.mask else "Aucun objectif noté",
            }
        number, unit = _percent(figure)
        left = int(goal) - int(figure.numerator)
        note = "Objectif atteint"
        if left > 0:
            until = words.weeks_left(self.today, self.goal.year) if self.goal.year else ""
            note = f"Reste {french.number(left)} {until}".rstrip()
        return {
            "value": number,
            "unit": unit,
            "label": f"{self.goal.words} ({french.count(int(goal), 'emploi')})",
            "note": f"{note}{NBSP}; {self.goal.without}" if self.goal.without else note,
        }

    # Panels

    @cached_property
    def origin(self) -> str:
        """Where the figures come from, "" when it goes without saying."""
        return origins.told(self.territory, self.figures.month)

    @property
    def funnel(self):
        return drawings.funnel(self.figures, self._source())

    def _source(self) -> str:
        if self.territory.is_hub:
            return "Estimations des territoires ; parcours enregistrés par leurs équipes."
        estimate = Estimate.objects.filter(territory=self.territory, on__lte=self.today).first()
        told = self.origin.partition(f"{NBSP}: ")[2]
        told = french.upper_first(told) or "Parcours enregistrés par l’équipe projet."
        if estimate is None:
            return f"Aucune estimation n’est encore notée. {told}"
        return f"Estimation{NBSP}: {estimate.source}, {french.month(estimate.on)}. {told}"

    @property
    def tally(self):
        return drawings.tally(self.figures)

    @property
    def volunteers(self):
        return self.figures.get("E5")

    @property
    def seniority(self):
        return drawings.seniority(self.figures)

    @property
    def evolution(self):
        shown = {code: self.series[code] for code in ("E6", "E9") if code in self.series}
        return drawings.evolution(
            shown, self.months, None if self.exact else self.territory.masking_threshold
        )

    @property
    def progress(self):
        return drawings.progress(self.figures, self.goal)

    @property
    def no_target(self) -> str:
        if self.figures.is_masked("OBJ"):
            return "Le nombre d’emplois trouvés est trop petit, ou en dirait un qui l’est\u00a0: il n’est pas publié."
        if self.territory.is_hub:
            return "Aucun territoire n’a encore noté d’objectif pour cette année ni les suivantes."
        return "Aucun objectif n’est encore noté pour cette année ni les suivantes."

    @property
    def enterprise(self) -> list[dict]:
        """Facts of the EBE: head count, FTE, CDE of the last month known."""
        f = self.figures
        facts = [
            {"label": "Personnes salariées", "value": f.words("EFF")},
            {
                "label": "dont issues de la privation d’emploi",
                "value": f.words("EFF", "status", "privation"),
            },
            {"label": "ETP contractuels", "value": f.words("ETP")},
        ]
        if f.value("CDE") is not None or f.is_masked("CDE"):
            facts.append({"label": f"CDE {french.month(f.month)}", "value": f.words("CDE")})
        return facts

    @property
    def last_return(self) -> dict | None:
        """The last month that the enterprise told, and its indicators; nothing at the hub, where each tells its own."""
        months = {
            month
            for series in self.returned.values()
            for month, figure in series.items()
            if figure.value is not None
        }
        if self.territory.is_hub or not months:
            return None
        month = max(months)
        figures = {code: series.get(month) for code, series in self.returned.items()}
        return {
            "month": month,
            "facts": [
                {"label": REGISTRY[code].name, "value": figure.words}
                for code, figure in figures.items()
                if figure is not None and figure.value is not None
            ],
        }

    @property
    def freshness(self) -> str:
        if self.figures.computed_at is None:
            return "Les chiffres n’ont pas encore été calculés ; ils le sont toutes les heures."
        text = f"Chiffres calculés le {french.date_hour(self.figures.computed_at)}."
        if source := self.origin:
            text = f"{text} {source}"
        if self.exact:
            return f"{text} Effectifs exacts, réservés à l’équipe du territoire."
        return (
            f"{text} Les effectifs de moins de {self.territory.masking_threshold} sont masqués, "
            "ainsi que ceux qui permettraient de les retrouver."
        )


def _agreed(n, one: str, many: str) -> str:
    return one if n is not None and french.is_singular(n) else many


def _percent(figure) -> tuple[str, str]:
    if figure.value is None:
        return figure.words, ""
    number, _, unit = french.percent(figure.value).rpartition(NBSP)
    return number, unit


_phases = Composed(
    lambda territory, day: (
        Phase.objects.filter(territory=territory)
        .filter(Q(period__contains=day) | Q(kind=Phase.Kind.HABILITATED))
        .order_by("period")
    ),
    int,
    date,
)


def situation(territory: Territory, today: date) -> str:
    """« Territoire habilité depuis le 12 mai 2023. Situation au vendredi 20 novembre 2026. »

    Habilitated again, a territory has been so since the first time: the day from which the figures count.
    """
    phases = list(_phases(territory.pk, today))
    phase = next((row for row in phases if row.covers(today)), None)
    where = ""
    if phase:
        state = {
            Phase.Kind.EMERGING: "Territoire émergent",
            Phase.Kind.FORMED: "Projet constitué",
            Phase.Kind.CANDIDATE: "Territoire candidat",
            Phase.Kind.ADJOURNED: "Candidature ajournée",
            Phase.Kind.HABILITATED: "Territoire habilité",
            Phase.Kind.RENEWING: "Habilitation en renouvellement",
            Phase.Kind.LEFT: "Sorti de l’expérimentation",
        }[phase.kind]
        since = phases[0].since if phase.kind == Phase.Kind.HABILITATED else phase.since
        where = f"{state} depuis le {french.date(since)}. "
    return f"{where}Situation au {french.long_date(today)}."


def read(territory: Territory, *, exact: bool) -> Board:
    return Board(territory, exact=exact)


__all__ = ["Board", "Figures", "read", "situation"]
