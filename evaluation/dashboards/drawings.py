"""The drawings of a dashboard, each with its sentence, its table and its source."""

import itertools
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from evaluation import aggregates
from evaluation.aggregates import Figures
from evaluation.dashboards import words
from tzcld.ui import charts, french

NBSP = french.NBSP
ESTIMATED, MET, VOLUNTEERS, SOLVED = "P0", "REN", "E5", "E6"
EBE = ("E6", "destination", "ebe")
ELSEWHERE = ("E6", "destination", "elsewhere")
# The whole population of the volunteers: the sum of these is E5. « {} »: the mark of the plural.
PARTS = (
    (EBE, "embauchée{} par l’EBE"),
    (ELSEWHERE, "en emploi ailleurs"),
    (("E9", "", ""), "en attente d’une solution"),
    (("PAU", "", ""), "en pause, rang gardé"),
    (("ADE", "", ""), "sans éligibilité reconnue à ce jour"),
    (("SOR", "", ""), "sortie{} de la liste pour une autre raison"),
)


def _bar(f: Figures, key, name: str, **more) -> charts.Bar:
    figure = f.get(*key)
    return charts.Bar(
        None if figure.mask else figure.number or 0,
        name,
        said=figure.words if figure.mask else "",
        **more,
    )


def _named(n, one: str, many: str) -> str:
    return one if n is not None and french.is_singular(n) else many


def funnel(f: Figures, source: str) -> charts.Chart:
    estimated, met = f.number(ESTIMATED), f.number(MET)
    bars = []
    if estimated:
        bars.append(
            _bar(
                f,
                (ESTIMATED,),
                _named(estimated, "personne estimée", "personnes estimées"),
                note="sans emploi durable depuis un an ou plus",
                tone="c0",
            )
        )
    bars.append(
        _bar(
            f,
            (MET,),
            _named(met, "rencontrée", "rencontrées"),
            note=_of(f, "E2", "des personnes estimées"),
        )
    )
    bars.append(
        _bar(
            f,
            (VOLUNTEERS,),
            _named(f.number("E5"), "volontaire", "volontaires"),
            note=_of(f, "E4", "des personnes rencontrées"),
        )
    )
    bars.append(_bar(f, (SOLVED,), "en emploi", **_split(f)))
    return charts.bars(
        bars,
        caption=funnel_caption(f),
        source=source,
        first_word="Entonnoir",
        head=("Étape", "Personnes", "Part de l’étape précédente"),
        table=_funnel_rows(f),
    )


def _of(f: Figures, code: str, whole: str) -> str:
    return f"{f.words(code)} {whole}" if f.value(code) is not None else ""


def _split(f: Figures) -> dict:
    ebe, elsewhere = f.number(*EBE), f.number(*ELSEWHERE)
    if ebe is None or elsewhere is None or not ebe + elsewhere:
        return {}
    return {
        "parts": [charts.Part(ebe, "dans l’EBE"), charts.Part(elsewhere, "ailleurs", "hatch")],
        "note": f"{french.number(ebe)} dans l’EBE (plein), {french.number(elsewhere)} ailleurs (hachuré)",
    }


def _funnel_rows(f: Figures) -> list:
    rows = [
        ("Estimées", f.words("P0"), "–"),
        ("Rencontrées", f.words("REN"), f.words("E2")),
        ("Volontaires", f.words("E5"), f.words("E4")),
    ]
    volunteers = f.number("E5")
    for key, name in PARTS:
        figure = f.get(*key)
        part = figure.number
        share = french.percent(part / volunteers) if part is not None and volunteers else "–"
        rows.append((french.upper_first(name.format("s")), figure.words, share))
    return rows


def funnel_caption(f: Figures):
    estimated, met, volunteers = f.number("P0"), f.number("REN"), f.number("E5")
    first = ""
    if estimated and met is not None and met < estimated:
        phrase, singular = words.so_many(
            estimated - met, estimated, "personne privée d’emploi", "personnes privées d’emploi"
        )
        first = format_html(
            "<strong>{} {} pas encore été {}</strong>",
            french.upper_first(phrase),
            "n’a" if singular else "n’ont",
            "rencontrée" if singular else "rencontrées",
        )
    elif met:
        first = format_html("<strong>{} déjà été {}</strong>", *_met(met))
    if f.is_masked("REN"):
        return "Le nombre de personnes rencontrées est trop petit, ou en dirait un qui l’est\u00a0: il n’est pas publié."
    if not met or volunteers is None:
        return first or "Les premières rencontres feront naître ce graphique."
    return format_html(
        "{}{}; parmi celles qui l’ont été, {}.", first, NBSP, _volunteered(volunteers, met)
    )


def _met(met: int) -> tuple[str, str]:
    n = french.count(met, "personne")
    return (f"{n} a", "rencontrée") if met == 1 else (f"{n} ont", "rencontrées")


def _volunteered(volunteers: int, met: int) -> str:
    if not volunteers:
        return "aucune ne s’est encore portée volontaire"
    if volunteers >= met:
        return "toutes se sont portées volontaires"
    share = volunteers / met
    if share > 0.5:
        return "plus de la moitié se sont portées volontaires"
    if volunteers == 1:
        return "une s’est portée volontaire"
    return f"{french.number(volunteers)} se sont portées volontaires"


def tally(f: Figures) -> list[dict]:
    """The parts of the volunteers: their sum is exact for who reads exact counts."""
    return [
        {"words": f.words(*key), "label": label.format(_named(f.number(*key), "", "s"))}
        for key, label in PARTS
    ]


def seniority(f: Figures) -> charts.Chart | None:
    """None when no bar may be drawn: five times « non publié » is no picture."""
    tones = ("c3", "c3", "c1", "hollow", "c0")
    # Nobody is of unknown seniority where persons are followed by name.
    cells = [(name, f) for name, f in f.cells("E9", "seniority") if f.mask or f.value is not None]
    if cells and all(figure.mask for _, figure in cells):
        return None
    groups = [
        charts.Group(
            None if figure.mask else figure.number or 0,
            name,
            tone,
            said=figure.words if figure.mask else "",
        )
        for (name, figure), tone in zip(cells, tones, strict=False)
    ]
    long = groups[3].n if len(groups) == 4 else None
    total = f.number("E9")
    if long is None:
        caption = mark_safe("<strong>L’attente se compte depuis l’acte de volontariat.</strong>")
    elif not long:
        caption = mark_safe("<strong>Personne n’attend depuis plus d’un an.</strong>")
    else:
        caption = format_html(
            "<strong>{} {} depuis plus d’un an.</strong>",
            french.count(long, "personne"),
            "attend" if long == 1 else "attendent",
        )
    if total and total < charts.DOTS_MAX and not any(g.n is None for g in groups):
        caption = format_html("{} Chaque point est une personne.", caption)
    return charts.dots(groups, caption=caption, head=("Attente", "Personnes", "Part"))


def evolution(
    series: dict[str, list], months: list[date], threshold: int | None = None
) -> charts.Chart | None:
    """Solutions and waiting over the months; `series`: printable values, None where nothing may be printed."""
    kept = [
        i for i in range(len(months)) if any(values[i] is not None for values in series.values())
    ]
    if len(kept) < 2:
        return None
    names = {"E6": "solutions", "E9": "en attente"}
    drawn = [
        charts.Series(names[code], joined([values[i] for i in kept]))
        for code, values in series.items()
        if sum(values[i] is not None for i in kept) > 1
    ]
    if not drawn:
        return None
    shown = [months[i] for i in kept]
    chart = charts.lines(drawn, shown, caption=_evolution_caption(series, months, threshold))
    chart.head = ("Mois", *(french.upper_first(names[code]) for code in series))
    # What was joined for the eye is not a figure: the table says what is known.
    chart.rows = [
        (french.month(months[i]), *(aggregates.written(c, v[i]) for c, v in series.items()))
        for i in kept
    ]
    return chart


def joined(values: list) -> list:
    """The same values with the holes between two known points filled in a straight line, for the drawing only."""
    known = [i for i, v in enumerate(values) if v is not None]
    filled = [None if v is None else float(v) for v in values]
    filled = [None if v is None else int(v) if v == int(v) else v for v in filled]
    for a, b in itertools.pairwise(known):
        for i in range(a + 1, b):
            filled[i] = filled[a] + (filled[b] - filled[a]) * (i - a) / (b - a)
    return filled


def _evolution_caption(series, months, threshold):
    """The change between the first month that every series prints and now."""
    shared = [i for i in range(len(months)) if all(v[i] is not None for v in series.values())]
    if len(shared) < 2:
        return "Les mois dont l’écart donnerait un petit effectif n’ont pas de point."
    first, last = shared[0], shared[-1]
    gaps = {code: int(values[last] - values[first]) for code, values in series.items()}
    parts = []
    if "E6" in gaps:
        parts.append(format_html("<strong>{}</strong>", _more(gaps["E6"], "solution")))
    if "E9" in gaps:
        parts.append(_waiting_change(gaps["E9"], threshold))
    text = parts[0] if len(parts) == 1 else format_html("{} et {}", *parts)
    return format_html("Depuis {}, {}.", french.month(months[first]), text)


def _waiting_change(gap: int, threshold: int | None) -> str:
    # A small change of the stock is not counted out to who reads masked figures.
    if threshold and 0 < abs(gap) < threshold:
        return "à peu près autant de personnes en attente"
    return f"{_more(gap, 'personne')} en attente" if gap else "autant de personnes en attente"


def _more(gap: int, noun: str) -> str:
    if not gap:
        return f"aucune {noun} de plus"
    return f"{french.count(abs(gap), noun)} de {'plus' if gap > 0 else 'moins'}"


@dataclass(frozen=True)
class Goal:
    """The years at whose end the goals of a territory, or of those of a hub, are set; `untold`: territories without any."""

    years: tuple[int, ...]
    is_hub: bool = False
    untold: int = 0

    @property
    def year(self) -> int | None:
        """The year, when there is only one."""
        return self.years[0] if len(self.years) == 1 else None

    @property
    def until(self) -> str:
        """« fin 2026 », « fin 2026 à fin 2028 »."""
        first, last = self.years[0], self.years[-1]
        return f"fin {first}" if first == last else f"fin {first} à fin {last}"

    @property
    def words(self) -> str:
        return f"des objectifs de {self.until}" if self.is_hub else f"de l’objectif de {self.until}"

    @property
    def without(self) -> str:
        return french.count(self.untold, "territoire") + " sans objectif" if self.untold else ""


def progress(f: Figures, goals: Goal) -> charts.Chart | None:
    """How far from the goals: the solutions of the territories that have one, as in OBJ."""
    whole = f.get("OBJ")
    if not whole.denominator or not goals.years or f.number("E6") is None:
        return None
    goal, reached = int(whole.denominator), int(whole.numerator)
    left = goal - reached
    if left > 0:
        caption = format_html(
            "<strong>{} {} sur {}</strong> {}{}: il en reste\u00a0{}.",
            french.number(reached),
            _named(reached, "emploi", "emplois"),
            french.number(goal),
            f"à la fin de {goals.year}" if goals.year else f"pour les objectifs de {goals.until}",
            NBSP,
            french.number(left),
        )
    else:
        caption = format_html(
            "<strong>{}</strong>{}: {} sur {}.",
            f"L’objectif de {goals.year} est atteint"
            if goals.year and not goals.is_hub
            else f"Les objectifs de {goals.until} sont atteints ensemble",
            NBSP,
            french.number(reached),
            french.number(goal),
        )
    rows = [("Objectif", french.number(goal), french.number(reached))]
    for cell, name in (("ebe", "Dans l’EBE"), ("elsewhere", "Ailleurs")):
        part = f.get("OBJ", "destination", cell)
        if part.denominator:
            shown = french.number(int(part.numerator))
            rows.append((name, french.number(int(part.denominator)), shown))
    source = "Objectifs du territoire, cumulés depuis le début du projet."
    if goals.is_hub:
        source = "Objectifs des territoires, cumulés depuis le début de chaque projet."
        if goals.untold:
            source = f"{source} Non comptés{NBSP}: {goals.without}."
    return charts.target(
        reached,
        goal,
        caption=caption,
        reached=_named(reached, "emploi trouvé", "emplois trouvés"),
        head=("", "Objectif", "Atteint"),
        table=rows,
        source=source,
    )
