"""The rule of quorum and of proxies: written from a day, corrected with a reason. Source: each committee's rules of procedure."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from cle.models import Committee, Meeting, QuorumRule
from territories import journal
from tzcld.ui import french

FIELDS = ["percent", "allows_proxies", "source"]


@transaction.atomic
def write_quorum_rule(
    committee: Committee,
    *,
    by,
    percent: int,
    allows_proxies: bool,
    source: str,
    valid_from: date | None = None,
    reason: str = "",
) -> QuorumRule:
    """`percent` of the filled voting seats (0 to 100), from a day; without a day, since the committee exists.

    Raises ValidationError on `reason` when it is missing and the day has a rule already, which this one corrects, or when
    meetings whose minutes are approved would be read by it.
    """
    committee = Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
    values = {"percent": percent, "allows_proxies": allows_proxies, "source": source}
    known = committee.quorum_rules.filter(valid_from=valid_from).first()
    rule = known or QuorumRule(
        territory_id=committee.territory_id, committee=committee, valid_from=valid_from
    )
    before = {name: getattr(rule, name) for name in FIELDS}
    for name, value in values.items():
        setattr(rule, name, value)
    rule.full_clean()
    old, new = journal.changes(rule, FIELDS, before)
    if known and not new:
        return rule
    if not reason.strip():
        _ask_reason(committee, valid_from, is_known=known is not None)
    rule.save()
    if known:
        journal.record("correct", rule, by=by, before=old, after=new, reason=reason.strip())
    else:
        after = {"valid_from": valid_from, **values}
        journal.record("create", rule, by=by, after=after, reason=reason.strip())
    return rule


def _ask_reason(committee: Committee, valid_from: date | None, *, is_known: bool) -> None:
    if is_known:
        since = f"le {french.date(valid_from)}" if valid_from else "la création de l’instance"
        raise ValidationError(
            {
                "reason": f"Une règle est déjà écrite depuis {since}\u00a0: dites pourquoi vous la corrigez."
            }
        )
    sealed = _sealed(committee, valid_from)
    if sealed:
        told = french.count(
            len(sealed),
            "séance au compte rendu approuvé se lirait",
            "séances au compte rendu approuvé se liraient",
        )
        raise ValidationError(
            {
                "reason": f"{told} avec cette règle, la dernière le {french.date(sealed[0].starts_at)}\u00a0: "
                "dites pourquoi, ou choisissez un jour plus tard."
            }
        )


def _sealed(committee: Committee, valid_from: date | None) -> list[Meeting]:
    """Meetings that this rule would be read at and whose minutes are approved, the latest first."""
    rows = committee.meetings.filter(minutes_state=Meeting.Minutes.APPROVED)
    later = committee.quorum_rules.exclude(valid_from=None)
    if valid_from:
        rows = rows.filter(starts_at__date__gte=valid_from)
        later = later.filter(valid_from__gt=valid_from)
    following = later.order_by("valid_from").first()
    if following:
        rows = rows.filter(starts_at__date__lt=following.valid_from)
    return list(rows.order_by("-starts_at"))
