"""A new SMIC or CDE rate of a hub: always a new row; what a statement used is never rewritten."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ebe.models import CdeRate, CdeStatement, Enterprise, OwnRate, ReturnRule, SmicRate
from ebe.models.funding import Rate
from ebe.operations.statements import outdate
from ebe.shares import refuse_beyond_remuneration
from territories import journal
from territories.models import LegalFigure, Territory, TerritoryDepartment
from territories.periods import common_days
from tzcld.ui import french


@transaction.atomic
def add_smic(hub: Territory, *, replace_reason: str = "", by, **values) -> SmicRate:
    """`values`: valid_from, hourly (gross euros), source. `replace_reason`: see `_add_rate`."""
    _refuse_local(hub)
    earlier = SmicRate.objects.standing().filter(territory=hub, valid_from__lt=values["valid_from"])
    if before := earlier.order_by("-valid_from").first():
        _refuse_slip("hourly", values["hourly"], before.hourly, "Le SMIC d’avant est de {} €")
    return _add_rate(SmicRate(territory=hub, **values), values, replace_reason, by)


@transaction.atomic
def add_cde_rate(hub: Territory, *, replace_reason: str = "", by, **values) -> CdeRate:
    """`values`: valid_from, state_percent and other_percent (within the bounds of that day), local_percent, monthly_hours,
    full_time_hours, is_assumed, source. `replace_reason`: see `_add_rate`."""
    _refuse_local(hub)
    rate = CdeRate(territory=hub, **values)
    refuse_out_of_bounds(hub, rate.state_percent, rate.valid_from)
    _refuse_beyond_the_law(rate)
    rate = _add_rate(rate, values, replace_reason, by)
    _refuse_together(rate)
    return rate


@transaction.atomic
def add_own_rate(hub: Territory, *, replace_reason: str = "", by, **values) -> OwnRate:
    """`values`: enterprise or department, valid_from, ends_on, state_percent, local_percent (one at least), source.

    `replace_reason`: see `_add_rate`, within the same enterprise or département.
    """
    _refuse_local(hub)
    enterprise = values.get("enterprise")
    if enterprise and enterprise.territory.hub_id != hub.pk:
        raise ValidationError(
            {"enterprise": "Cette entreprise n’est pas d’un territoire de la métropole."}
        )
    if enterprise and enterprise.closed_on and values["valid_from"] > enterprise.closed_on:
        raise ValidationError(
            {
                "valid_from": f"{enterprise} est fermée depuis le {french.date(enterprise.closed_on)}. Écrivez un jour d’avant."
            }
        )
    if values.get("state_percent") is not None:
        refuse_out_of_bounds(hub, values["state_percent"], values["valid_from"])
    rate = _add_rate(OwnRate(territory=hub, **values), values, replace_reason, by)
    _refuse_together(rate)
    return rate


@transaction.atomic
def add_return_rule(hub: Territory, *, by, **values) -> ReturnRule:
    """`values`: valid_from, due_day (1 to 28, of the following month), source."""
    return _add(ReturnRule(territory=hub, **values), values, by)


def _add(rule, values: dict, by):
    _refuse_local(rule.territory)
    if type(rule).objects.filter(territory=rule.territory, valid_from=rule.valid_from).exists():
        raise ValidationError(
            {
                "valid_from": f"Un taux existe déjà pour le {french.date(rule.valid_from)}. "
                "Une ligne enregistrée ne se modifie pas\u00a0: choisissez une autre date."
            }
        )
    rule.full_clean()
    rule.save()
    journal.record("create", rule, by=by, after=values)
    return rule


def refuse_out_of_bounds(hub: Territory, state_percent: Decimal, day: date) -> None:
    """The State's share lies between the bounds in force on the day on which it begins."""
    what = LegalFigure.What
    least, most = (LegalFigure.objects.on(hub.pk, w, day) for w in (what.STATE_MIN, what.STATE_MAX))
    if not least.value <= state_percent <= most.value:
        sources = " ; ".join(dict.fromkeys((least.source, most.source)))
        raise ValidationError(
            {
                "state_percent": f"Le {french.date(day)}, la part de l’État est comprise entre "
                f"{french.number(least.value)} % et {french.number(most.value)} % du SMIC brut ({sources})."
            }
        )


def _refuse_beyond_the_law(rate: CdeRate) -> None:
    """Other FTE within the part that the law finances; a full time, and its month, near that of the law (LegalFigure)."""
    what, day = LegalFigure.What, rate.valid_from
    most = LegalFigure.objects.on(rate.territory_id, what.OTHER_MAX, day)
    if rate.other_percent > most.value:
        raise ValidationError(
            {
                "other_percent": f"Le {french.date(day)}, les ETP non issus de la privation sont financés jusqu’à "
                f"{most.told} ({most.source})."
            }
        )
    full_time = LegalFigure.objects.value(rate.territory_id, what.FULL_TIME, day)
    words = "Le temps plein légal est de {} heures par semaine"
    _refuse_slip("full_time_hours", rate.full_time_hours, full_time, words)
    monthly = (Decimal(rate.full_time_hours) * 52 / 12).quantize(Decimal("0.01"))
    words = "Ce temps plein fait {} heures par mois"
    _refuse_slip("monthly_hours", rate.monthly_hours, monthly, words)


def _refuse_together(rate: CdeRate | OwnRate) -> None:
    """With the rows that say the other share, where and while this one counts: see `refuse_beyond_remuneration`."""
    where = {}
    if isinstance(rate, OwnRate):
        of_hub = Enterprise.objects.filter(territory__hub=rate.territory_id)
        places = TerritoryDepartment.objects.filter(code=rate.department).values("territory")
        where = {"enterprises": [rate.enterprise_id]}
        if rate.department:
            where = {
                "codes": [rate.department],
                "enterprises": of_hub.filter(territory__in=places).values("pk"),
            }
    name = "state_percent" if rate.state_percent is not None else "local_percent"
    since, until = rate.valid_from, _until_next(rate, rate.last_day)
    refuse_beyond_remuneration(rate.territory_id, name, since, until, **where)


def _refuse_slip(name: str, value: Decimal, near: Decimal, words: str) -> None:
    """A comma forgotten makes a figure ten times another: from half to twice what it is near, it is taken."""
    if not near / 2 <= value <= near * 2:
        raise ValidationError(
            {
                name: f"{words.format(french.number(near))}\u00a0: écrivez de {french.number(near / 2)} "
                f"à {french.number(near * 2)}."
            }
        )


def _refuse_local(hub: Territory) -> None:
    if not hub.is_hub:
        raise ValidationError("Les taux appartiennent à la métropole.")


def _add_rate(rule: Rate, values: dict, reason: str, by):
    """A row, in the place of that of the same day when `reason` says why: an assumed rate is published, a slip is seen.

    The row replaced is kept. The statements of the months that the new one is for are to be computed again.
    """
    _refuse_local(rule.territory)
    old = _standing(rule).filter(valid_from=rule.valid_from).select_for_update().first()
    if old:
        _replace(old, values, reason)
    rule.full_clean()
    rule.save()
    before = {name: getattr(old, name) for name in values} if old else {}
    journal.record(
        "correct" if old else "create", rule, by=by, before=before, after=values, reason=reason
    )
    _outdate(rule, old)
    return rule


def _outdate(rule: Rate, old: Rate | None = None) -> None:
    """The months on which this row counts, or the one whose place it takes: up to the next row of the place."""
    ends = {row.last_day for row in (rule, old) if row}
    last = _until_next(rule, None if None in ends else max(ends))
    for since, until, whose in _reach(rule, last):
        outdate(since, until, **whose)


def _until_next(rule: Rate, last: date | None) -> date | None:
    """Until `last`, or the day before the next row of its place."""
    later = _standing(rule).filter(valid_from__gt=rule.valid_from).order_by("valid_from").first()
    days = {last, later and later.valid_from - timedelta(days=1)} - {None}
    return min(days, default=None)


def _reach(rule: Rate, last: date | None) -> list[tuple[date, date | None, dict]]:
    """(first day, last day, whose statements) that a row in force until `last` may change: a département's only where and
    while a territory is in it."""
    if not getattr(rule, "department", ""):
        return [(rule.valid_from, last, rule.whose)]
    rows = TerritoryDepartment.objects.filter(
        code=rule.department, territory__hub=rule.territory_id
    )
    return [
        (*days, {"territory": territory})
        for territory in set(rows.values_list("territory", flat=True))
        for span in TerritoryDepartment.objects.spans(territory)
        if span.code == rule.department
        and (days := common_days((rule.valid_from, last), (span.first, span.last)))
    ]


def department_changed(
    territory: Territory, codes: set[str], since: date | None, until: date | None
) -> None:
    """On these days the territory comes into one of these départements, or leaves it: the months on which a rate of
    theirs counts are to be computed again (settings.DEPARTMENT_CHANGED). Raises ValidationError under `code` when a share of
    an enterprise's own and that of its new département are too much together."""
    rows = OwnRate.objects.standing().filter(
        territory=territory.hub_id, enterprise=None, department__in=codes
    )
    for row in rows:
        if days := common_days((row.valid_from, row.ends_on), (since, until)):
            outdate(*days, territory=territory)
    here = Enterprise.objects.filter(territory=territory).values("pk")
    refuse_beyond_remuneration(territory.hub_id, "code", since, until, enterprises=here)


def _standing(rule: Rate):
    return type(rule).objects.standing().filter(**rule.place)


def _replace(old: Rate, values: dict, reason: str) -> None:
    day = french.date(old.valid_from)
    if all(getattr(old, name) == value for name, value in values.items()):
        raise ValidationError({"valid_from": f"La ligne du {day} dit déjà cela."})
    if not reason.strip():
        raise ValidationError(
            {
                "replace_reason": f"Un taux existe déjà pour le {day}\u00a0: {old}. Écrivez pourquoi cette ligne "
                "prend sa place\u00a0; l’autre reste, parmi les lignes remplacées."
            },
            code="replaces",
        )
    old.replaced_at, old.replaced_because = timezone.now(), reason.strip()
    old.save(update_fields=["replaced_at", "replaced_because"])


def to_compute_again(rule) -> int:
    """Statements to be computed again in the months on which this row counts, or one whose place it took."""
    if not rule.in_statements:
        return 0
    outdated = CdeStatement.objects.filter(outdated_on__isnull=False)
    there = type(rule).objects.filter(**rule.place, valid_from=rule.valid_from)
    ends = {row.last_day for row in (rule, *there)}
    last = _until_next(rule, None if None in ends else max(ends))
    return sum(
        outdated.filter(
            month__gte=since.replace(day=1), **({"month__lte": until} if until else {}), **whose
        ).count()
        for since, until, whose in _reach(rule, last)
    )


def is_used(rule: Rate | ReturnRule) -> bool:
    """A statement was computed with this row."""
    return (
        bool(rule.in_statements)
        and CdeStatement.objects.filter(
            territory__hub=rule.territory_id,
            detail__lines__contains=[{rule.in_statements: rule.used_as}],
        ).exists()
    )


def refuse_used(rule: Rate | ReturnRule) -> None:
    """A row that a statement was computed with stays, unless it can be without object."""
    if is_used(rule) and not may_be_without_object(rule):
        raise ValidationError(
            "Un état de la CDE a été calculé avec cette ligne : elle reste. Ajoutez une ligne à la date où le bon taux s’applique."
        )


@transaction.atomic
def withdraw_rate(rule: Rate | ReturnRule, *, reason: str, by) -> None:
    """Take back a row typed by mistake, before any statement has used it. The one that it replaced stands again.

    An own rate that a statement used is without object from its first day on: kept among the rows replaced, its months to
    be computed again. Nothing stands in its place but the wider scope; one of the hub stays, without it there is no rate.
    """
    journal.refuse_no_reason(reason, "Écrivez pourquoi cette ligne est retirée.")
    if may_be_without_object(rule):
        return _withdraw_used(rule, reason.strip(), by)
    refuse_used(rule)
    names = [f.name for f in rule._meta.concrete_fields if f.name not in ("id", "territory")]
    journal.record(
        "delete",
        rule,
        by=by,
        before={name: getattr(rule, name) for name in names},
        reason=reason.strip(),
    )
    replaced = _replaced_by(rule) if rule.in_statements else None
    was_standing = not getattr(rule, "replaced_at", None)
    rule.delete()
    if replaced and was_standing:
        replaced.replaced_at, replaced.replaced_because = None, ""
        replaced.save(update_fields=["replaced_at", "replaced_because"])


def _replaced_by(rule: Rate) -> Rate | None:
    """The row of the same day whose place this one took."""
    rows = type(rule).objects.filter(valid_from=rule.valid_from, **rule.place)
    rows = rows.exclude(replaced_at=None)
    if isinstance(rule, OwnRate):
        rows = rows.filter(is_withdrawn=False)
    return rows.order_by("-replaced_at", "-pk").first()


def may_be_without_object(rule: Rate | ReturnRule) -> bool:
    """An own rate that stands and that a statement has used."""
    return isinstance(rule, OwnRate) and rule.replaced_at is None and is_used(rule)


def _withdraw_used(rule: OwnRate, reason: str, by) -> None:
    rule.replaced_at, rule.replaced_because = timezone.now(), reason
    rule.is_withdrawn = True
    rule.save(update_fields=["replaced_at", "replaced_because", "is_withdrawn"])
    journal.record("correct", rule, by=by, before={"ligne": str(rule)}, reason=reason)
    _outdate(rule)
