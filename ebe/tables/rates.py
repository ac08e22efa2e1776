"""Columns of the rates: what applies since each change."""

from dataclasses import dataclass
from datetime import date

import django_filters
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from ebe import funding
from ebe.models import CdeRate, SmicRate
from territories.filters import DayFilter
from tzcld.ui import french
from tzcld.ui.lists import Column, MemoryFilterSet, Table


@dataclass
class RatePeriod:
    """What applies from a day on, and what changed that day."""

    since: date
    smic: SmicRate | None
    rate: CdeRate | None
    changed: list

    @property
    def shares(self) -> funding.Shares | None:
        return funding.cde_per_fte(self.rate, self.smic) if self.rate and self.smic else None

    @property
    def what(self) -> str:
        return french.upper_first(" et ".join(r._meta.verbose_name for r in self.changed))

    @property
    def source(self) -> str:
        return " ; ".join(rule.source for rule in self.changed)

    @property
    def state(self) -> tuple[str, str, str]:
        if self.rate and self.rate.is_assumed:
            return "warn", "question-circle", "Taux supposé"
        return "ok", "check-circle", "Publié"


def rate_periods(smics: list[SmicRate], rates: list[CdeRate]) -> list[RatePeriod]:
    """One row by day on which the SMIC or the rate changes, latest first."""
    found = []
    smic = rate = None
    for since in sorted({rule.valid_from for rule in (*smics, *rates)}):
        new_smic = next((r for r in smics if r.valid_from == since), None)
        new_rate = next((r for r in rates if r.valid_from == since), None)
        smic, rate = new_smic or smic, new_rate or rate
        found.append(RatePeriod(since, smic, rate, [r for r in (new_smic, new_rate) if r]))
    return found[::-1]


class RateFilters(MemoryFilterSet):
    """Rows are those of `rate_periods`, latest first."""

    quoi = django_filters.ChoiceFilter(
        label="Ce qui change",
        choices=[("smic", "Le SMIC"), ("cde", "Le taux de la CDE")],
        method="of_kind",
        empty_label="Tout",
    )
    jour = DayFilter(label="En vigueur le", method="in_force")

    def of_kind(self, rows, name, value):
        return [row for row in rows if value in map(kind_of, row.changed)]

    def in_force(self, rows, name, value):
        return [row for row in rows if row.since <= value][:1]


def kind_of(rule: SmicRate | CdeRate) -> str:
    return "smic" if isinstance(rule, SmicRate) else "cde"


def rates(*, scope) -> Table:
    """Rows are `RatePeriod`; whoever adds rates may take back one typed by mistake."""
    withdraw = Column("retirer", "Retirer", value="what", export=False)

    def links(period: RatePeriod):
        slug = scope.territory.slug
        return format_html_join(
            mark_safe("<br>"),
            '<a href="{}"><span class="visually-hidden">Retirer le </span>{}</a>',
            (
                (
                    reverse("ebe:rate_withdraw", args=[slug, kind_of(rule), rule.pk]),
                    rule._meta.verbose_name.split()[0],
                )
                for rule in period.changed
            ),
        )

    withdraw.cell = links
    return Table(
        name="taux",
        one="période",
        many="périodes",
        feminine=True,
        order="-depuis",
        columns=[
            Column("depuis", "Depuis le", kind="date", value="since", sort=True, head=True),
            Column(
                "quoi",
                "Ce qui change",
                value="what",
                sub=Column("source", "Source", value="source"),
            ),
            Column("etat", "État", kind="state", value="state"),
            Column(
                "smic",
                "SMIC horaire brut",
                kind="money",
                value="smic.hourly",
                sort=True,
                sub=Column("smic_an", "par an", kind="money", value="shares.base"),
            ),
            Column(
                "parts",
                "Part de l’État",
                kind="number",
                value="rate.state_percent",
                sort=True,
                cell="ebe/rate_percents.html",
                definition="En pourcentage du SMIC annuel brut.",
            ),
            Column(
                "part_locale",
                "Part locale",
                kind="number",
                value="rate.local_percent",
                screen=False,
                definition="En pourcentage de la part de l’État.",
            ),
            Column("etat_an", "État, par ETP et par an", kind="money", value="shares.state"),
            Column("locale_an", "Part locale", kind="money", value="shares.local"),
            Column("total_an", "CDE par ETP et par an", kind="money", value="shares.total"),
            *([withdraw] * scope.can("rate_edit")),
        ],
        empty="Sans SMIC ni taux, aucune contribution ne peut être calculée.",
        notes=[
            (
                "Arrondi",
                "Le SMIC mensuel est arrondi au centime ; chaque montant l’est ensuite une seule fois, à la fin.",
            )
        ],
    )
