"""A convention is signed, amended, prolonged or ended, corrected, given up before it begins."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cle.models import Decision
from ebe.models import CdeStatement, Contract, Convention, Enterprise
from ebe.operations.ceilings import refuse_low_ceiling
from ebe.operations.statements import outdate
from territories import journal
from territories.periods import period
from territories.scoping import scoped
from tzcld.ui import french

DAY = timedelta(days=1)


@transaction.atomic
def sign_convention(
    enterprise: Enterprise,
    *,
    reference: str,
    signed_on: date,
    starts_on: date,
    ends_on: date | None,
    fte_ceiling,
    decision: Decision | None = None,
    over_ceiling_reason: str = "",
    by,
) -> Convention:
    """A convention from `starts_on` to `ends_on`, both included (décret 2021-863 art. 25).

    Refused when another convention of the enterprise covers one of its days, and when the contracts signed go beyond its
    ceiling on one of them, unless `over_ceiling_reason` says why.
    """
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    if enterprise.closed_on and (ends_on is None or ends_on > enterprise.closed_on):
        raise ValidationError(
            f"{enterprise} est fermée depuis le {french.date(enterprise.closed_on)}."
        )
    convention = Convention(
        territory_id=enterprise.territory_id,
        enterprise=enterprise,
        reference=reference,
        signed_on=signed_on,
        period=_period(starts_on, ends_on),
        fte_ceiling=fte_ceiling,
        decision=decision,
    )
    _save_new(convention, by, over_ceiling_reason)
    outdate(starts_on, ends_on, enterprise=enterprise)
    return convention


@transaction.atomic
def amend_convention(
    convention: Convention,
    *,
    reference: str,
    signed_on: date,
    starts_on: date,
    ends_on: date | None,
    fte_ceiling,
    decision: Decision | None = None,
    over_ceiling_reason: str = "",
    by,
) -> Convention:
    """An avenant: other terms from `starts_on`. The convention that it amends ends the day before.

    Also how a convention is prolonged by a signed text, from the day after its last. Refused on its first day: that is
    a correction.
    """
    row = _locked(convention)
    if starts_on <= row.since:
        raise ValidationError(
            {
                "starts_on": f"La convention commence le {french.date(row.since)}. L’avenant commence après ce jour\u00a0; "
                "pour ce qui était faux dès le premier jour, corrigez la convention."
            }
        )
    if row.until and starts_on > row.until + DAY:
        raise ValidationError(
            {
                "starts_on": f"La convention finit le {french.date(row.until)}. L’avenant commence au plus tard le lendemain."
            }
        )
    amended_end = row.until
    amendment = Convention(
        territory_id=row.territory_id,
        enterprise=row.enterprise,
        reference=reference,
        signed_on=signed_on,
        period=_period(starts_on, ends_on),
        fte_ceiling=fte_ceiling,
        decision=decision,
        amends=row,
        amended_end=amended_end,
    )
    if amended_end is None or starts_on <= amended_end:
        row.period = period(row.since, starts_on - DAY)
        row.save(update_fields=["period"])
        _told(row, by, {"ends_on": amended_end}, {"ends_on": row.until}, reference)
    _save_new(amendment, by, over_ceiling_reason)
    outdate(starts_on, _latest(amended_end, ends_on), enterprise=row.enterprise)
    return amendment


@transaction.atomic
def end_convention(convention: Convention, *, ends_on: date | None, reason: str, by) -> Convention:
    """Another last day, earlier or later; None: without a term. Refused over the days of another convention."""
    row = _locked(convention)
    journal.refuse_no_reason(reason, "Dites pourquoi la fin change.")
    before = row.until
    if ends_on == before:
        said = f"le {french.date(before)}" if before else "sans dernier jour"
        raise ValidationError({"ends_on": f"La convention est déjà {said}. Écrivez l’autre fin."})
    row.period = _period(row.since, ends_on)
    _refuse_overlap(row, "ends_on")
    row.save(update_fields=["period"])
    _told(row, by, {"ends_on": before}, {"ends_on": ends_on}, reason)
    first, last = sorted((before or date.max, ends_on or date.max))
    outdate(first + DAY, None if last == date.max else last, enterprise=row.enterprise)
    return row


@transaction.atomic
def correct_convention(
    convention: Convention,
    *,
    reference: str,
    signed_on: date,
    starts_on: date,
    ends_on: date | None,
    fte_ceiling: Decimal,
    decision: Decision | None = None,
    over_ceiling_reason: str = "",
    reason: str,
    by,
) -> Convention:
    """What was written wrongly, from the first day on. The convention that an avenant follows gives or takes the days."""
    row = _locked(convention)
    journal.refuse_no_reason(reason, "Dites ce qui était faux, et d’où vient la correction.")
    before, since, until = _terms(row), row.since, row.until
    row.reference, row.signed_on, row.fte_ceiling = reference.strip(), signed_on, fte_ceiling
    row.decision, row.period = decision, _period(starts_on, ends_on)
    after = _terms(row)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        raise ValidationError("Rien n’a changé. Corrigez ce qui est faux, ou annulez.")
    amended = _follows(row, since)
    if amended and starts_on <= amended.since:
        raise ValidationError(
            {
                "starts_on": f"L’avenant vient après le {french.date(amended.since)}, premier jour de {amended}."
            }
        )
    _refuse_overlap(row, "starts_on", amended)
    row.full_clean(validate_constraints=False)
    follow = amended is not None and starts_on != since
    if follow and starts_on < since:
        _end_before(amended, starts_on)
    row.save()
    if follow and starts_on > since:
        _end_before(amended, starts_on)
    if {"starts_on", "ends_on", "fte_ceiling"} & set(changed):
        _refuse_low(row, over_ceiling_reason)
    journal.record(
        "correct",
        row,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed} | _over(over_ceiling_reason),
        reason=reason.strip(),
    )
    if {"starts_on", "ends_on", "fte_ceiling"} & set(changed):
        outdate(min(since, starts_on), _latest(until, ends_on), enterprise=row.enterprise)
    return row


@transaction.atomic
def withdraw_convention(convention: Convention, *, by, reason: str) -> None:
    """Give up a convention that has not begun, or one that nothing rests on, as when it was written for another enterprise.

    The convention that an avenant had cut takes its days back. The months of what had begun are to be computed again.
    """
    row = _locked(convention)
    journal.refuse_no_reason(reason, "Dites pourquoi la convention est retirée.")
    if row.since <= timezone.localdate() and rests_on(row):
        raise ValidationError(
            f"Elle court depuis le {french.date(row.since)}, et des contrats en relèvent\u00a0: elle ne se reprend qu’avec ses "
            "signataires.",
            code="in_force",
        )
    if later := row.amendments.first():
        raise ValidationError(
            f"L’avenant {later.reference} la suit\u00a0: retirez-le d’abord.", code="amended"
        )
    amended, since, until = _follows(row, row.since), row.since, row.until
    journal.record(
        "delete",
        row,
        by=by,
        before={"starts_on": row.since, "decision": str(row.decision or "")},
        reason=reason,
    )
    row.delete()
    if amended:
        before, amended.period = amended.until, period(amended.since, row.amended_end)
        _refuse_overlap(amended, "starts_on")
        amended.save(update_fields=["period"])
        _told(amended, by, {"ends_on": before}, {"ends_on": amended.until}, reason)
    outdate(since, until, enterprise=row.enterprise)


def rests_on(row: Convention) -> bool:
    """A contract of the enterprise has a day under this convention, or a month of it was taken over with FTE financed.

    Asked in the scope of the territory: whoever rectifies a decision reads no contract.
    """
    with scoped(row.territory_id):
        contracts = Contract.objects.filter(enterprise=row.enterprise_id).filter(
            Q(ends_on=None) | Q(ends_on__gte=row.since)
        )
        months = CdeStatement.objects.filter(
            enterprise=row.enterprise_id, month__gte=row.since.replace(day=1), fte_financed__gt=0
        )
        if row.until:
            contracts = contracts.filter(starts_on__lte=row.until)
            months = months.filter(month__lte=row.until)
        return contracts.exists() or months.exclude(detail__has_key="lines").exists()


def _locked(convention: Convention) -> Convention:
    """The row as it stands, one act at a time in its enterprise."""
    Enterprise.objects.select_for_update(of=("self",)).get(pk=convention.enterprise_id)
    return Convention.objects.select_related("enterprise", "amends", "decision").get(
        pk=convention.pk
    )


def _terms(row: Convention) -> dict:
    return {
        "reference": row.reference,
        "signed_on": row.signed_on,
        "starts_on": row.since,
        "ends_on": row.until,
        "fte_ceiling": row.fte_ceiling,
        "decision": str(row.decision or ""),
    }


def _save_new(convention: Convention, by, over_ceiling_reason: str) -> None:
    _refuse_overlap(convention, "starts_on")
    convention.full_clean(validate_constraints=False)
    convention.save()
    _refuse_low(convention, over_ceiling_reason)
    after = {"enterprise": str(convention.enterprise), **_terms(convention)}
    if convention.amends:
        after["avenant à"] = convention.amends.reference
    journal.record("create", convention, by=by, after=after, reason=over_ceiling_reason.strip())


def _refuse_low(row: Convention, reason: str) -> None:
    """A ceiling under what is already signed leaves contracts unfunded: asked once, as for a hire beyond it.

    Asked in the scope of the territory: who signs may read no contract.
    """
    with scoped(row.territory_id):
        refuse_low_ceiling(row, reason)


def _over(reason: str) -> dict:
    return {"dépassement": reason.strip()} if reason.strip() else {}


def _told(row: Convention, by, before: dict, after: dict, reason: str) -> None:
    journal.record("update", row, by=by, before=before, after=after, reason=reason.strip())


def _follows(row: Convention, since: date) -> Convention | None:
    """The convention that this avenant amends, when it ends the day before `since`."""
    amended = row.amends
    return amended if amended and amended.until == since - DAY else None


def _end_before(row: Convention, day: date) -> None:
    row.period = period(row.since, day - DAY)
    row.save(update_fields=["period"])


def _period(starts_on: date, ends_on: date | None):
    if ends_on and ends_on < starts_on:
        raise ValidationError(
            {
                "ends_on": f"La fin vient avant le début. Écrivez le {french.date(starts_on)} ou après."
            }
        )
    return period(starts_on, ends_on)


def _latest(*ends: date | None) -> date | None:
    """The latest of these last days; None when one of them is none."""
    return None if None in ends else max(ends)


def _refuse_overlap(convention: Convention, field: str, but: Convention | None = None) -> None:
    """Said by name, before the database refuses it without a name."""
    others = Convention.objects.filter(
        enterprise=convention.enterprise_id, period__overlap=convention.period
    )
    other = others.exclude(pk__in=[row.pk for row in (convention, but) if row and row.pk]).first()
    if other:
        raise ValidationError(
            {
                field: f"La convention {other.reference} couvre déjà ces dates "
                f"({french.lower_first(french.period(other.since, other.until))}). Changez le début ou la fin."
            }
        )
