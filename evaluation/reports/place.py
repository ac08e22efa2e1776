"""Who a territory is, for a report: perimeter, phases, dates, committee, targets, enterprises, activities. No person."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from activities.models import Activity
from cle.models import Committee, Seat
from cle.quorum import rule_on
from ebe.models import Convention, Enterprise
from evaluation.reports import blocks
from territories.models import Estimate, KeyDate, PerimeterUnit, Phase, Target, Territory
from territories.outlines import maps
from territories.periods import last_day
from tzcld.ui import french


def identity(territory: Territory, month: date) -> list[dict]:
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
            blocks.section("Périmètre", perimeter_map(territory), perimeter(territory)),
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


def perimeter_map(territory: Territory) -> dict | None:
    """The communes of the territory among their neighbours, where the hub has loaded outlines."""
    found = maps.read_sheet(territory)
    if found is None:
        return None
    return blocks.map_of(found, f"Carte du périmètre, {territory.name}")


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
    last = day_of(end)
    seats = Seat.objects.filter(committee=found).filled(last).select_related("organisation")
    colleges: dict[str, list[str]] = defaultdict(list)
    for seat in seats:
        who = seat.organisation.name if seat.organisation else seat.function
        if seat.rank in (Seat.Rank.CHAIR, Seat.Rank.CO_CHAIR):
            who = f"{who or 'siège pourvu'} ({seat.get_rank_display()})"
        colleges[seat.college].append(who or "siège pourvu")
    rows = [
        [french.upper_first(label), french.listing(dict.fromkeys(colleges[college]))]
        for college, label in Seat.College.choices
        if college in colleges
    ]
    percent = rule_on(found, last).percent
    facts = blocks.facts(
        ("Nom", found.name),
        ("Rôle", found.remit),
        (
            "Quorum",
            f"{percent}{french.NBSP}% des sièges votants pourvus" if percent else "",
        ),
    )
    if not rows:
        return [facts, blocks.text("Aucun mandat n’est en cours.")]
    columns = [blocks.column("Collège"), blocks.column("Qui y siège")]
    caption = f"Collèges du comité au {french.date(last)}"
    return [facts, blocks.table("Comité", caption, columns, rows)]


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def day_of(end: date) -> date:
    """The day of which a month speaks, `end` the first of the next one: its last, or today while it runs."""
    return min(end - timedelta(days=1), timezone.localdate())


def targets(territory: Territory) -> dict | None:
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


# Enterprises and activities


def enterprises(territory: Territory, month: date) -> dict:
    end = next_month(month)
    ceilings = dict(
        Convention.objects.filter(territory=territory, period__contains=day_of(end)).values_list(
            "enterprise", "fte_ceiling"
        )
    )
    rows = [
        [e.name, e.get_legal_form_display(), e.opened_on, ceilings.get(e.pk)]
        for e in Enterprise.objects.standing(month).filter(territory=territory)
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
