"""The contents of a « fiche territoire »: who it is, then one page per indicator, then activities and method."""

from collections import defaultdict
from datetime import date

from django.db.models import Q

from activities.models import Activity
from cle.models import Committee, Seat
from ebe.models import Convention, Enterprise
from evaluation.indicators import DIMENSIONS, REGISTRY, Kind
from evaluation.masking import Mask
from evaluation.reports import blocks, wording
from evaluation.reports.blocks import plain
from evaluation.reports.figures import Figure, Figures
from territories.models import Estimate, KeyDate, PerimeterUnit, Phase, Target, Territory
from territories.periods import last_day
from tzcld.ui import french

ESSENTIALS = ("E9", "E10S", "E6", "E8", "OBJ")
# The pages, in order; what an indicator is read with stands on its page.
JOURNEY = ("P0", "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10P", "E10S", "E11", "E12", "E15", "OBJ")  # fmt: skip
ENTERPRISE = ("EFF", "ETP", "CDE")
WITH = {
    "P0": ("REP", "REN", "ENT", "E5"),
    "E4": ("E4E",),
    "E5": ("ADE",),
    "E6": ("SOR",),
    "E9": ("PAU",),
    "E10P": ("E10P90",),
    "E10S": ("E10S90",),
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
    for code in ESSENTIALS:
        now, before = figures.at(territory, code), figures.a_year_before(territory, code)
        rows.append(
            [
                REGISTRY[code].name,
                wording.value_words(code, now),
                wording.value_words(code, before),
                wording.reading(code, now, before),
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
    return blocks.part(
        "essentiel",
        "L’essentiel",
        blocks.section("", table),
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


# Who the territory is


def identity(territory: Territory, month: date, *, exact: bool) -> list[dict]:
    end = next_month(month)
    phase = Phase.objects.filter(territory=territory, period__startswith__lt=end).last()
    estimate = (
        Estimate.objects.filter(territory=territory, on__lt=end).order_by("-on", "-pk").first()
    )
    who = blocks.facts(
        ("Métropole de rattachement", territory.hub.name if territory.hub else ""),
        (
            "Phase",
            f"{french.upper_first(str(phase))} depuis le {french.date(phase.since)}"
            if phase
            else "",
        ),
        ("Habitants", population(territory)),
        ("Estimation", _estimate_words(estimate)),
        ("Où rencontrer l’équipe", territory.welcome),
    )
    return [
        blocks.part(
            "territoire",
            "Le territoire",
            blocks.section("", blocks.text(territory.presentation), who),
            blocks.section("Périmètre", perimeter(territory)),
            blocks.section("Phases", phases(territory)),
            blocks.section("Dates clés", key_dates(territory)),
            group="Le territoire",
        ),
        blocks.part(
            "comite",
            french.upper_first(territory.hub_or_self.committee_label),
            blocks.section("", *committee(territory, end)),
            group="Le territoire",
        ),
    ]


def _estimate_words(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    return f"{french.count(estimate.persons, 'personne')} au {french.date(estimate.on)} ({estimate.source})"


def population(territory: Territory) -> str:
    if not territory.population:
        return ""
    source = f" ({territory.population_source})" if territory.population_source else ""
    return french.number(territory.population) + source


def perimeter(territory: Territory) -> dict | None:
    units = PerimeterUnit.objects.filter(territory=territory)
    rows = [[u.name, u.get_kind_display(), u.insee_code or None, u.population] for u in units]
    if not rows:
        return blocks.text("Le périmètre n’est pas encore décrit.")
    columns = [
        blocks.column("Nom"),
        blocks.column("Nature"),
        blocks.column("Code INSEE"),
        blocks.column("Habitants", "number"),
    ]
    return blocks.table("Périmètre", "Communes et quartiers du périmètre", columns, rows)


def phases(territory: Territory) -> dict:
    rows = [
        [french.upper_first(str(p)), p.since, last_day(p.period), p.act or None]
        for p in Phase.objects.filter(territory=territory)
    ]
    if not rows:
        return blocks.text("Aucune phase n’est encore enregistrée.")
    columns = [
        blocks.column("Phase"),
        blocks.column("Depuis le", "date"),
        blocks.column("Jusqu’au", "date"),
        blocks.column("Acte"),
    ]
    return blocks.table("Phases", "Phases du territoire et actes qui les ouvrent", columns, rows)


def key_dates(territory: Territory) -> dict | None:
    rows = [
        [d.on, d.title, d.text or None]
        for d in KeyDate.objects.filter(territory=territory).order_by("on")
    ]
    if not rows:
        return None
    columns = [blocks.column("Date", "date"), blocks.column("Étape"), blocks.column("Précision")]
    return blocks.table(
        "Dates clés", "Dates clés, de la plus ancienne à la plus récente", columns, rows
    )


def committee(territory: Territory, end: date) -> list[dict]:
    """Colleges and the organisations that sit there; never the name of a holder."""
    found = Committee.objects.filter(territory=territory, kind=Committee.Kind.CLE).first()
    if found is None:
        return [blocks.text("Le comité n’est pas encore installé.")]
    last = last_day_before(end)
    seats = Seat.objects.filter(committee=found).filled(last).select_related("organisation")
    colleges: dict[str, list[str]] = defaultdict(list)
    for seat in seats:
        who = seat.organisation.name if seat.organisation else seat.function
        if seat.rank in (Seat.Rank.CHAIR, Seat.Rank.CO_CHAIR):
            who = f"{who or 'siège pourvu'} ({seat.get_rank_display()})"
        colleges[seat.college].append(who or "siège pourvu")
    rows = [
        [french.upper_first(label), wording.listing(dict.fromkeys(colleges[college]))]
        for college, label in Seat.College.choices
        if college in colleges
    ]
    facts = blocks.facts(
        ("Nom", found.name),
        ("Rôle", found.remit),
        (
            "Quorum",
            f"{found.quorum_percent}{french.NBSP}% des voix" if found.quorum_percent else "",
        ),
    )
    if not rows:
        return [facts, blocks.text("Aucun mandat n’est en cours.")]
    columns = [blocks.column("Collège"), blocks.column("Qui y siège")]
    caption = f"Collèges du comité au {french.date(last)}"
    return [facts, blocks.table("Comité", caption, columns, rows)]


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def last_day_before(end: date) -> date:
    return date.fromordinal(end.toordinal() - 1)


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
        main.append(targets(territory, figures.month))
    sections = [blocks.section("", *main)]
    if code in OWN_BREAKDOWN:
        sections.append(breakdown(territory, figures, code, OWN_BREAKDOWN[code]))
    if code in DETAILED:
        sections.append(by_person(territory, figures, code))
    # The box ends the page; where tables by sex and age follow, it stays with the drawing.
    box = method(code, exact=figures.exact)
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
    "EFF": "salarié·es",
    "ETP": "ETP",
    "CDE": "par mois",
    "E1": "repérées",
    "E2": "rencontrées",
    "E3": "reçues en entretien",
    "E7": "avec une solution",
    "E8": "hors de l’EBE",
    "E11": "des nouveaux volontaires",
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
            rows.append({"value": figure.number, "name": names[code], "tone": tone})
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
            {"n": f.number, "name": label, "tone": tones[i % len(tones)]}
            for i, (label, f) in enumerate(cells)
            if f.mask is not Mask.HIDDEN
        ]
        drawing = blocks.chart("dots", caption, groups=groups)
    else:
        rows = [
            {"value": f.number, "name": label, "tone": tones[i % len(tones)], "unit": "ETP"}
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


def targets(territory: Territory, month: date) -> dict | None:
    years: dict[int, dict[str, int]] = defaultdict(dict)
    for target in Target.objects.filter(territory=territory):
        years[target.year][target.destination] = target.jobs
    if not years:
        return None
    rows = [
        [str(year), found.get("ebe"), found.get("elsewhere"), sum(found.values())]
        for year, found in sorted(years.items())
    ]
    columns = [
        blocks.column("Fin de l’année"),
        blocks.column("Dans l’EBE", "number"),
        blocks.column("Ailleurs", "number"),
        blocks.column("En tout", "number"),
    ]
    return blocks.table("Objectifs", "Emplois visés, en cumul", columns, rows)


def method(code: str, *, exact: bool) -> dict:
    indicator = REGISTRY[code]
    masked = "" if exact else "Les effectifs de moins de 5 sont masqués dans cette version."
    return blocks.method(
        ("Définition", indicator.definition),
        ("Calcul", french.upper_first(indicator.formula) + "."),
        ("Source", indicator.source + "."),
        ("Précaution", " ".join(filter(None, (indicator.precaution, masked)))),
    )


# Enterprises and activities


def enterprises(territory: Territory, month: date) -> dict:
    end = next_month(month)
    ceilings = dict(
        Convention.objects.filter(
            territory=territory, period__contains=last_day_before(end)
        ).values_list("enterprise", "fte_ceiling")
    )
    rows = [
        [e.name, e.get_legal_form_display(), e.opened_on, ceilings.get(e.pk)]
        for e in Enterprise.objects.filter(territory=territory)
        if not e.opened_on or e.opened_on < end
    ]
    if not rows:
        return blocks.section("Les EBE", blocks.text("Aucune EBE n’est encore ouverte."))
    columns = [
        blocks.column("EBE"),
        blocks.column("Forme juridique"),
        blocks.column("Ouverte le", "date"),
        blocks.column("Plafond conventionné", "decimal", "ETP"),
    ]
    table = blocks.table("EBE", "Entreprises à but d’emploi du territoire", columns, rows)
    return blocks.section("Les EBE", table)


def activities(territory: Territory) -> dict:
    found = (
        Activity.objects.filter(Q(territory=territory) | Q(partners=territory))
        .exclude(state=Activity.State.STOPPED)
        .select_related("carrier")
        .distinct()
    )
    rows = [
        [
            a.name,
            french.upper_first(a.get_sector_display()),
            french.upper_first(a.get_state_display()),
            a.carrier.name if a.carrier else None,
            a.expected_fte,
        ]
        for a in sorted(found, key=lambda a: french.plain(a.name))
    ]
    if not rows:
        return blocks.section(
            "Portefeuille d’activités", blocks.text("Aucune activité n’est encore décrite.")
        )
    columns = [
        blocks.column("Activité"),
        blocks.column("Secteur"),
        blocks.column("État"),
        blocks.column("EBE porteuse"),
        blocks.column("ETP attendus", "decimal"),
    ]
    caption = "Activités du territoire, par ordre alphabétique"
    return blocks.section(
        "Portefeuille d’activités", blocks.table("Activités", caption, columns, rows)
    )


def printed() -> set[tuple[str, str]]:
    """The breakdowns of counts that a sheet prints."""
    return set(OWN_BREAKDOWN.items()) | {(code, name) for code in DETAILED for name in BY_PERSON}


def parts(territory: Territory, figures: Figures) -> list[dict]:
    work = blocks.part(
        "emploi",
        "Entreprises et activités",
        enterprises(territory, figures.month),
        activities(territory),
        group="Entreprises et activités",
    )
    return [
        opening(territory, figures),
        *identity(territory, figures.month, exact=figures.exact),
        *indicator_pages(territory, figures, JOURNEY, group="Les personnes"),
        work,
        *indicator_pages(territory, figures, ENTERPRISE, group="Entreprises et activités"),
    ]
