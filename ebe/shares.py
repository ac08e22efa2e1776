"""Which row says the State's share and the local one on a day, and what the two may be together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError

from ebe.models import CdeRate, Enterprise, OwnRate
from territories.models import LegalFigure, TerritoryDepartment, on_day
from territories.models.departments import Span
from tzcld.ui import french

NAMES = ("state_percent", "local_percent")


@dataclass(frozen=True)
class Share:
    """A percent, the row that says it in words, and that row's key when it is an OwnRate."""

    percent: Decimal
    words: str
    own: int | None = None


@dataclass(frozen=True)
class Place:
    """Where shares apply: an enterprise, a département, or the hub as a whole. Its own rows, and its départements."""

    words: str
    own: list[OwnRate] = field(default_factory=list)
    departments: list[Span] = field(default_factory=list)

    @property
    def changes(self) -> set[date]:
        """The days on which another row may say the shares, those of the hub's rates apart."""
        found = {row.valid_from for row in self.own}
        found |= {row.ends_on + timedelta(days=1) for row in self.own if row.ends_on}
        if any(row.department for row in self.own):
            found |= {span.first for span in self.departments if span.first}
        return found

    def share(self, rate: CdeRate, day: date, name: str) -> Share:
        """The narrowest row of the day that says this share: the enterprise's, then its département's, then the hub's."""
        department = next((span.code for span in self.departments if span.covers(day)), "")
        for asked in ("", department):
            scope = [row for row in self.own if row.department == asked and row.covers(day)]
            latest = max(scope, key=lambda row: row.valid_from, default=None)
            if latest and getattr(latest, name) is not None:
                words = f"{latest.scope_words}, {latest.source}"
                return Share(getattr(latest, name), words, latest.pk)
        return Share(getattr(rate, name), f"taux de la métropole, {rate.source}")


def in_force(rules, day: date):
    """The latest of `rules` on this day, or None."""
    known = (rule for rule in rules if rule.valid_from <= day)
    return max(known, key=lambda rule: rule.valid_from, default=None)


def refuse_beyond_remuneration(
    hub_id: int,
    field_name: str,
    since: date | None,
    until: date | None,
    *,
    enterprises=None,
    codes: Iterable[str] | None = None,
) -> None:
    """The CDE of a job stays below its remuneration (décret 2021-863 art. 24), charges included: the two shares together are
    held to the row of the day (LegalFigure), on each day from `since` to `until` on which they change.

    Reads the rows that stand, the new one among them. `enterprises`, `codes` (of départements): where to look; None, at all
    that have a rate of their own, and at the hub. Raises ValidationError under `field_name`, with the first day and place.
    """
    rates = list(CdeRate.objects.standing().filter(territory=hub_id))
    own = list(OwnRate.objects.standing().filter(territory=hub_id).select_related("enterprise"))
    most = LegalFigure.objects.filter(territory=hub_id, what=LegalFigure.What.CDE_MAX)
    most = list(most.order_by("valid_from"))
    for place in _places(own, enterprises, codes):
        days = place.changes | {row.valid_from for row in (*rates, *most)} | {since}
        for day in sorted(day for day in days if day and _within(day, since, until)):
            rate = in_force(rates, day)
            if rate:
                _refuse(place, rate, day, on_day(most, day), field_name)


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


def _places(own: list[OwnRate], enterprises, codes) -> list[Place]:
    wide = enterprises is None and codes is None
    known = {row.department for row in own if row.department}
    asked = known if wide else known & set(codes or ())
    found = [Place("la métropole")] if wide else []
    found += [
        Place(
            f"le département {code}",
            [row for row in own if row.department == code],
            [Span(code, None, None)],
        )
        for code in sorted(asked)
    ]
    having = Enterprise.objects.filter(pk__in={row.enterprise_id for row in own})
    if not wide:
        having = having.filter(pk__in=enterprises if enterprises is not None else ())
    for enterprise in having.order_by("pk"):
        spans = TerritoryDepartment.objects.spans(enterprise.territory_id)
        of_place = {span.code for span in spans}
        rows = [
            row for row in own if row.enterprise_id == enterprise.pk or row.department in of_place
        ]
        found.append(Place(str(enterprise), rows, spans))
    return found


def _refuse(place: Place, rate: CdeRate, day: date, most: LegalFigure, field_name: str) -> None:
    state, local = (place.share(rate, day, name) for name in NAMES)
    together = state.percent * (100 + local.percent) / 100
    if together <= most.value:
        return
    n = french.number
    raise ValidationError(
        {
            field_name: f"Le {french.date(day)}, {place.words} aurait {n(state.percent)} % du SMIC brut ({state.words}) et "
            f"{n(local.percent)} % de cette part ({local.words})\u00a0: {n(together)} % du SMIC brut en tout. La CDE d’un emploi "
            f"à temps plein au SMIC est de {most.told} au plus ce jour-là ({most.source})."
        }
    )
