"""The contents of a « fiche territoire »: who it is, then one page per indicator, then activities and method."""

from ebe.cde import own_shares
from evaluation.counts.origins import told
from evaluation.indicators import DIMENSIONS, REGISTRY, Kind
from evaluation.indicators.marks import national_mark, precaution
from evaluation.masking import Mask
from evaluation.reports import blocks, exceptions, exhaustivity, place, wording
from evaluation.reports.blocks import plain
from evaluation.reports.figures import Figure, Figures
from territories.models import Territory
from tzcld.ui import french

ESSENTIALS = ("E9", "E10S", "E6", "E8", "OBJ")
# The pages, in order; what an indicator is read with stands on its page.
JOURNEY = ("P0", "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10P", "E10S", "E11A", "E12", "E13", "E14", "E15", "OBJ")  # fmt: skip
ENTERPRISE = ("EFF", "ETP", "CDE")
WITH = {
    "P0": ("REP", "REN", "ENT", "E5"),
    "E4": ("E4E",),
    "E5": ("ADE",),
    "E6": ("SOR",),
    "E9": ("PAU",),
    "E10P": ("E10P90",),
    "E10S": ("E10S90",),
    "E11A": ("E11",),
    "E14": ("E14P",),
}
# One drawn and tabled breakdown for the indicators that have one to show, besides sex and age.
OWN_BREAKDOWN = {"E6": "destination", "E9": "seniority", "EFF": "status", "ETP": "status"}
BY_PERSON = ("sex", "age")
DETAILED = ("E5", "E6", "E9")
FUNNEL = ("P0", "REP", "REN", "ENT", "E5", "E6")
TONES = {
    "seniority": ("c3", "c3", "c1", "hollow"),
    "destination": ("c1", "c2"),
    "status": ("c1", "c2"),
}


def lead(territory: Territory, figures: Figures) -> list:
    volunteers, out = figures.at(territory, "E5"), figures.at(territory, "E6")
    waiting = figures.at(territory, "E9")
    start = f"{wording.as_of(figures.month)}, "
    if not volunteers.shown:
        return blocks.sentence(
            start, "aucun volontariat n’est encore enregistré dans ce territoire."
        )
    if volunteers.is_masked or out.is_masked:
        first = [start, masked_volunteers(volunteers, out)]
    else:
        first = [start, *solved_volunteers(volunteers.number, out.number or 0)]
    if waiting.mask is Mask.SMALL:
        rest = [(f"{french.upper_first(waiting.shown)} attendent encore",), "."]
    elif waiting.is_masked:
        rest = []
    elif waiting.number:
        verb = "attend encore" if waiting.number == 1 else "attendent encore"
        rest = [
            (f"{french.number(waiting.number)} {verb}",),
            wording.change("E9", waiting, figures.a_year_before(territory, "E9")),
        ]
    else:
        rest = ["Personne n’attend sur la liste de mobilisation."]
    return blocks.sentence(*first, *rest)


def solved_volunteers(volunteers: int, out: int) -> list:
    if volunteers == 1:
        verb = "est sorti" if out else "n’est pas encore sorti"
        return [("le seul volontaire",), f" {verb} de la privation d’emploi. "]
    if not out:
        words = f"aucun des {french.number(volunteers)} volontaires"
        return [(words,), " n’est encore sorti de la privation d’emploi. "]
    words = f"{french.count(out, 'volontaire')} sur {french.number(volunteers)}"
    verb = "est sorti" if out == 1 else "sont sortis"
    return [(words,), f" {verb} de la privation d’emploi. "]


def masked_volunteers(volunteers: Figure, out: Figure) -> str:
    if volunteers.mask is Mask.SMALL:
        return f"{volunteers.shown} personnes se sont portées volontaires. "
    if volunteers.is_masked:
        return "les volontaires sont trop peu nombreux pour que leur nombre soit publié. "
    people = french.count(volunteers.number, "personne s’est portée", "personnes se sont portées")
    word = "volontaire" if volunteers.number < 2 else "volontaires"
    if out.mask is Mask.SMALL:
        return f"{people} {word} ; {out.shown} sont sorties de la privation d’emploi. "
    return f"{people} {word}. "


def opening(territory: Territory, figures: Figures) -> dict:
    """The essentials: five figures, three things to remember."""
    rows = []
    mark = national_mark(territory, figures.month)
    for code in ESSENTIALS:
        now, before = figures.at(territory, code), figures.a_year_before(territory, code)
        rows.append(
            [
                REGISTRY[code].name,
                wording.value_words(code, now),
                wording.value_words(code, before),
                wording.reading(code, now, before, mark),
            ]
        )
    head = french.upper_first(french.month(figures.month))
    columns = [
        blocks.column("Indicateur"),
        # Figures of several units in one column: worded, set to the right.
        {**blocks.column(head), "kind": "number"},
        {**blocks.column("Un an plus tôt"), "kind": "number"},
        blocks.column("Lecture"),
    ]
    table = blocks.table(
        "Essentiel", f"Cinq chiffres, {wording.as_of(figures.month, capital=False)}", columns, rows
    )
    source = told(territory, figures.month)
    return blocks.part(
        "essentiel",
        "L’essentiel",
        blocks.section("", table, blocks.text(source) if source else None),
        blocks.section("À retenir", blocks.messages(remember(territory, figures))),
    )


def remember(territory: Territory, figures: Figures) -> list[tuple[str, str]]:
    """Up to three facts worth a sentence, found in the figures; none is made up."""
    found = []
    seniority = dict(figures.cells(territory, "E9", "seniority"))
    old = seniority.get(DIMENSIONS["seniority"].cells["gt12"])
    waiting = figures.at(territory, "E9")
    if old and old.number and waiting.number:
        verb = "attend" if old.number == 1 else "attendent"
        found.append(
            (
                f"{french.count(old.number, 'personne')} {verb} depuis plus d’un an.",
                f"C’est {french.percent(old.number / waiting.number)} des {french.count(waiting.number, 'personne')} de la liste.",
            )
        )
    share, before = figures.at(territory, "E8"), figures.a_year_before(territory, "E8")
    if share.number is not None and before.number is not None and share.number != before.number:
        way = "monte" if share.number > before.number else "baisse"
        found.append(
            (
                f"La part des solutions hors de l’EBE {way}.",
                f"Elle est passée en un an de {wording.value_words('E8', before)} à {wording.value_words('E8', share)}.",
            )
        )
    delay, before = figures.at(territory, "E10S"), figures.a_year_before(territory, "E10S")
    if delay.number is not None and before.number is not None and delay.number != before.number:
        way = "s’allonge" if delay.number > before.number else "diminue"
        found.append(
            (
                f"Le délai avant une solution {way}.",
                f"La médiane est de {wording.value_words('E10S', delay)} ; elle était de {wording.value_words('E10S', before)}.",
            )
        )
    goal = figures.at(territory, "OBJ")
    if goal.number is not None and len(found) < 3:
        found.append(
            (
                f"{wording.value_words('OBJ', goal)} de l’objectif d’emplois est atteint.",
                "L’objectif compte les emplois dans l’EBE et ailleurs.",
            )
        )
    return found[:3]


# One page per indicator


def indicator_pages(territory: Territory, figures: Figures, codes, *, group: str) -> list[dict]:
    return [indicator_page(territory, figures, code, group=group) for code in codes]


def indicator_page(territory: Territory, figures: Figures, code: str, *, group: str) -> dict:
    indicator = REGISTRY[code]
    now, before = figures.at(territory, code), figures.a_year_before(territory, code)
    caption = wording.fact(code, figures.month, now, before)
    main = [evolution_chart(territory, figures, code, caption), evolution(territory, figures, code)]
    if main[0] is None:
        main[0] = blocks.text(blocks.words_of(caption))
    if code == "P0":
        main = [funnel(territory, figures, caption), funnel_table(territory, figures)]
    if code == "OBJ":
        main.append(place.targets(territory))
    sections = [blocks.section("", *main)]
    if code in OWN_BREAKDOWN:
        sections.append(breakdown(territory, figures, code, OWN_BREAKDOWN[code]))
    if code in DETAILED:
        sections.append(by_person(territory, figures, code))
    # The box ends the page; where tables by sex and age follow, it stays with the drawing.
    box = method(territory, code, figures, is_typed=territory.pk in figures.typed)
    if code == "CDE" and (own := own_shares(territory.pk, figures.month)):
        box["items"].append(["Taux employés", french.upper_first(" ; ".join(own)) + "."])
    sections[0 if code in DETAILED else -1]["blocks"].append(box)
    return blocks.part(
        code.lower(),
        indicator.name,
        *sections,
        code=f"Indicateur {code}, version {indicator.version}",
        group=group,
    )


def evolution_chart(
    territory: Territory, figures: Figures, code: str, caption: list
) -> dict | None:
    """The year as lines, with the indicators it is read with when they have the same unit."""
    kind = REGISTRY[code].kind
    if kind is Kind.FLAG:
        return None
    codes = [code, *(c for c in WITH.get(code, ()) if REGISTRY[c].kind is kind)]
    factor = 100 if kind is Kind.SHARE else 1
    points = {c: figures.series(territory, c) for c in codes}
    series = [
        {
            "name": short_name(c),
            "values": [scaled(f, factor) for _, f in points[c]],
        }
        for c in codes
    ]
    # A line that stays at zero says nothing that the table does not.
    series = [s for s in series if any(s["values"])]
    if not series:
        return None
    months = [m for m, _ in points[code]]
    unit = {Kind.SHARE: "%", Kind.MONEY: "€"}.get(kind, "")
    return blocks.chart("lines", caption, series=series, months=months, unit=unit)


def scaled(figure: Figure, factor: int) -> float | int | None:
    """A share is drawn in whole percents, as the tables say it."""
    if figure.number is None:
        return None
    return round(figure.number * factor) if factor != 1 else plain(round(figure.number, 1))


SHORT = {
    "P0": "estimées",
    "E5": "volontaires",
    "ADE": "sans éligibilité reconnue",
    "E6": "solutions",
    "SOR": "autres sorties",
    "E9": "en attente",
    "PAU": "en pause",
    "E10P": "jours, médiane",
    "E10P90": "jours, 9 sur 10",
    "E10S": "jours, médiane",
    "E10S90": "jours, 9 sur 10",
    "E4": "parmi les rencontrées",
    "E4E": "parmi les reçues en entretien",
    "EFF": "personnes salariées",
    "ETP": "ETP",
    "CDE": "par mois",
    "E1": "repérées",
    "E2": "rencontrées",
    "E3": "reçues en entretien",
    "E7": "avec une solution",
    "E8": "hors de l’EBE",
    "E11": "du mois",
    "E11A": "de douze mois",
    "E14": "des voix",
    "E14P": "de présence",
    "E12": "avec une solution",
    "E15": "non inscrites",
    "OBJ": "de l’objectif",
}


def short_name(code: str) -> str:
    return SHORT.get(code, "territoire")


def evolution(territory: Territory, figures: Figures, code: str) -> dict:
    """The table under the drawing: by quarter, the last month last."""
    codes = [code, *WITH.get(code, ())] if code != "P0" else [code]
    points = {c: dict(figures.series(territory, c)) for c in codes}
    columns = [blocks.column("Fin de mois", "month")]
    columns += [wording.value_column(c) for c in codes]
    rows = [[m, *(points[c][m].shown for c in codes)] for m in figures.quarters]
    note = ""
    if any(points[c][m].is_masked for c in codes for m in figures.quarters):
        note = "« Non publié » : le chiffre redonnerait, par différence ou par soustraction, un petit effectif."
    return blocks.table(code, "Évolution par trimestre", columns, rows, note=note)


def said(figure: Figure, unit: str = "") -> str:
    """What is written in the place of a masked value: « moins de 7 », by the threshold of the report."""
    if figure.number is not None or figure.shown is None:
        return ""
    return (
        f"{figure.shown}{french.NBSP}{unit}" if unit and figure.mask is Mask.SMALL else figure.shown
    )


def funnel(territory: Territory, figures: Figures, caption: list) -> dict:
    names = {
        "P0": "personnes estimées",
        "REP": "repérées",
        "REN": "rencontrées",
        "ENT": "reçues en entretien",
        "E5": "volontaires",
        "E6": "sorties de la privation d’emploi",
    }
    rows = []
    for code in FUNNEL:
        figure = figures.at(territory, code)
        if figure.shown is not None and figure.mask is not Mask.HIDDEN:
            tone = "c0" if code == "P0" else "c1"
            rows.append(
                {
                    "value": figure.number,
                    "name": names[code],
                    "tone": tone,
                    "said": said(figure),
                }
            )
    return blocks.chart("bars", caption, rows=rows)


def funnel_table(territory: Territory, figures: Figures) -> dict:
    rows = []
    for code in FUNNEL:
        now, before = figures.at(territory, code), figures.a_year_before(territory, code)
        rows.append([REGISTRY[code].name, now.shown, before.shown])
    columns = [
        blocks.column("De l’estimation à la solution"),
        blocks.column(french.upper_first(french.month(figures.month)), "number"),
        blocks.column("Un an plus tôt", "number"),
    ]
    return blocks.table("P0", "Où en sont les personnes", columns, rows)


def breakdown(territory: Territory, figures: Figures, code: str, name: str) -> dict:
    """The drawing and the table of one breakdown."""
    cells = figures.cells(territory, code, name)
    if not any(f.shown for _, f in cells):
        return blocks.section("")
    dimension = DIMENSIONS[name]
    tones = TONES[name]
    persons = REGISTRY[code].kind is Kind.COUNT
    known = [(label, f.number) for label, f in cells if f.number]
    caption = blocks.sentence("La répartition n’est pas diffusable à ce niveau de détail.")
    if known:
        label, value = max(known, key=lambda pair: pair[1])
        words = french.count(value, "personne") if persons else f"{french.number(value, 1)} ETP"
        caption = blocks.sentence("Le plus grand groupe : ", (f"{words} {label}",), ".")
    if persons:
        groups = [
            {"n": f.number, "name": label, "tone": tones[i % len(tones)], "said": said(f)}
            for i, (label, f) in enumerate(cells)
            if f.mask is not Mask.HIDDEN
        ]
        drawing = blocks.chart("dots", caption, groups=groups)
    else:
        rows = [
            {
                "value": f.number,
                "name": label,
                "tone": tones[i % len(tones)],
                "unit": "ETP",
                "said": said(f, "ETP"),
            }
            for i, (label, f) in enumerate(cells)
        ]
        drawing = blocks.chart("bars", caption, rows=rows)
    columns = [blocks.column(dimension.label), wording.value_column(code)]
    rows = [[french.upper_first(label), f.shown] for label, f in cells]
    table = blocks.table(f"{code} {name}", dimension.label, columns, rows)
    return blocks.section(dimension.label, drawing, table)


def by_person(territory: Territory, figures: Figures, code: str) -> dict:
    """Sex and age, in one table."""
    total = figures.at(territory, code)
    rows = []
    for name in BY_PERSON:
        for label, figure in figures.cells(territory, code, name):
            share = None
            if figure.number is not None and total.number:
                share = round(figure.number / total.number, 2)
            rows.append([DIMENSIONS[name].label, french.upper_first(label), figure.shown, share])
    if not rows or not total.shown:
        return blocks.section("")
    columns = [
        blocks.column("Ventilation"),
        blocks.column("Groupe"),
        blocks.column("Personnes", "number"),
        blocks.column("Part", "percent"),
    ]
    return blocks.section(
        "Selon le sexe et l’âge", blocks.table(f"{code} sexe et âge", "Répartition", columns, rows)
    )


def method(place: Territory, code: str, figures: Figures, *, is_typed: bool = False) -> dict:
    indicator = REGISTRY[code]
    source = f"{indicator.source}."
    # What the enterprises and the committee write is not typed by month.
    if is_typed and indicator.group == "Personnes" and indicator.kind is not Kind.ESTIMATE:
        source = "Saisie mensuelle du territoire, sans aucun nom."
    masked = f"Les effectifs de moins de {figures.threshold} sont masqués dans cette version."
    return blocks.method(
        ("Définition", indicator.definition),
        ("Calcul", french.upper_first(indicator.formula) + "."),
        ("Source", source),
        (
            "Précaution",
            " ".join(
                filter(
                    None,
                    (precaution(indicator, place, figures.month), "" if figures.exact else masked),
                )
            ),
        ),
    )


def parts(territory: Territory, figures: Figures, audience: str) -> list[dict]:
    work = blocks.part(
        "emploi",
        "Entreprises et activités",
        place.enterprises(territory, figures.month),
        place.activities(territory),
        group="Entreprises et activités",
    )
    return [
        opening(territory, figures),
        *place.identity(territory, figures.month),
        exhaustivity.chapter(territory, figures, exceptions.section(territory, figures, audience)),
        *indicator_pages(territory, figures, JOURNEY, group="Les personnes"),
        work,
        *indicator_pages(territory, figures, ENTERPRISE, group="Entreprises et activités"),
    ]
