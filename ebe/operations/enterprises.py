"""An enterprise opens, changes, signs a convention."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cle.models import Decision
from ebe.models import Convention, Enterprise
from territories import journal
from territories.models import Territory
from territories.periods import period
from tzcld.ui import french

FIELDS = ["name", "legal_form", "model", "siret", "opened_on", "address", "host"]


def _checked(values: dict) -> dict:
    """SIRET without spaces. Raises ValidationError when it is not one (14 digits, Luhn)."""
    siret = "".join(values.get("siret", "").split())
    if siret and not is_siret(siret):
        raise ValidationError(
            {
                "siret": "Ce SIRET n’est pas juste. Écrivez ses 14 chiffres, par exemple 732 829 320 00074."
            }
        )
    return {**values, "siret": siret}


def is_siret(text: str) -> bool:
    """Fourteen digits whose Luhn sum falls on a ten."""
    if len(text) != 14 or not text.isascii() or not text.isdecimal():
        return False
    digits = [int(c) * (2 - i % 2) for i, c in enumerate(text)]
    return sum(d // 10 + d % 10 for d in digits) % 10 == 0


@transaction.atomic
def open_enterprise(territory: Territory, *, by, **values) -> Enterprise:
    """A new EBE of the territory. `values`: the fields of FIELDS."""
    if territory.is_hub:
        raise ValidationError("Une EBE appartient à un territoire. Choisissez d’abord le sien.")
    values = _checked(values)
    enterprise = Enterprise(territory=territory, **values)
    enterprise.full_clean()
    enterprise.save()
    journal.record("create", enterprise, by=by, after=values)
    return enterprise


@transaction.atomic
def update_enterprise(enterprise: Enterprise, *, by, **values) -> Enterprise:
    row = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    old = {name: getattr(row, name) for name in FIELDS}
    for name, value in _checked(values).items():
        setattr(row, name, value)
    row.full_clean()
    before, after = journal.changes(row, FIELDS, old)
    if after:
        row.save(update_fields=list(after))
        journal.record("update", row, by=by, before=before, after=after)
    return row


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
    by,
) -> Convention:
    """A convention from `starts_on` to `ends_on`, both included (décret 2021-863 art. 25).

    Refused when another convention of the enterprise covers one of its days.
    """
    Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    if ends_on and ends_on < starts_on:
        raise ValidationError(
            {
                "ends_on": f"La fin vient avant le début. Écrivez le {french.date(starts_on)} ou après."
            }
        )
    convention = Convention(
        territory_id=enterprise.territory_id,
        enterprise=enterprise,
        reference=reference,
        signed_on=signed_on,
        period=period(starts_on, ends_on),
        fte_ceiling=fte_ceiling,
        decision=decision,
    )
    _refuse_overlap(convention)
    convention.full_clean(validate_constraints=False)
    convention.save()
    journal.record(
        "create",
        convention,
        by=by,
        after={
            "enterprise": str(enterprise),
            "signed_on": signed_on,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "fte_ceiling": fte_ceiling,
            "decision": str(decision or ""),
        },
    )
    return convention


@transaction.atomic
def withdraw_convention(convention: Convention, *, by, reason: str) -> None:
    """Give up a convention that has not begun; one that runs is a contract with the Fund."""
    if convention.since <= timezone.localdate():
        raise ValidationError(
            f"Elle court depuis le {french.date(convention.since)} : elle ne se reprend qu’avec ses signataires.",
            code="in_force",
        )
    journal.record(
        "delete",
        convention,
        by=by,
        before={"starts_on": convention.since, "decision": str(convention.decision or "")},
        reason=reason,
    )
    convention.delete()


def _refuse_overlap(convention: Convention) -> None:
    """Said by name, before the database refuses it without a name."""
    other = Convention.objects.filter(
        enterprise=convention.enterprise_id, period__overlap=convention.period
    ).first()
    if other:
        raise ValidationError(
            {
                "starts_on": f"La convention {other.reference} couvre déjà ces dates "
                f"({french.lower_first(french.period(other.since, other.until))}). Changez le début ou la fin."
            }
        )
