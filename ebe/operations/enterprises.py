"""An enterprise opens, changes, is deleted when it was recorded by mistake."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from ebe.models import CdeStatement, Enterprise, MissingMonth
from territories import journal
from territories.models import Territory
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


# What the night computed or noted for an enterprise that employed nobody: it goes with it.
HOLDS_NOTHING = {
    CdeStatement: Q(**dict.fromkeys(CdeStatement.FIGURES, 0)),
    MissingMonth: Q(pk__isnull=False),
}


def references(enterprise: Enterprise) -> list[str]:
    """What refers to the enterprise, counted, whatever the room: « 1 convention », « 2 contrats ». A month of the CDE that
    holds nothing is none."""
    found = []
    for relation in Enterprise._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model = relation.related_model
        rows = model._base_manager.filter(**{relation.field.name: enterprise})
        if model in HOLDS_NOTHING:
            rows = rows.exclude(HOLDS_NOTHING[model])
        n = rows.distinct().count()
        if n:
            names = model._meta
            found.append(french.count(n, str(names.verbose_name), str(names.verbose_name_plural)))
    return found


def why_it_stays(found: list[str]) -> str:
    """Why an enterprise is not deleted; empty when nothing refers to it."""
    if not found:
        return ""
    several = len(found) > 1 or not found[0].startswith("1\u00a0")
    refer = "renvoient" if several else "renvoie"
    return f"{french.upper_first(french.listing(found))} {refer} à cette entreprise\u00a0: elle reste. Fermez-la plutôt."


@transaction.atomic
def delete_enterprise(enterprise: Enterprise, *, reason: str, by) -> None:
    """Recorded by mistake: the row goes, with the months of the CDE that hold nothing; the journal keeps what it said.
    Refused as soon as anything else refers to it."""
    row = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    journal.refuse_no_reason(reason, "Écrivez pourquoi cette entreprise est supprimée.")
    if why := why_it_stays(references(row)):
        raise ValidationError(why)
    before = {name: getattr(row, name) for name in [*FIELDS, "closed_on", "closing"]}
    empty = CdeStatement.objects.filter(HOLDS_NOTHING[CdeStatement], enterprise=row)
    if months := sorted(empty.values_list("month", flat=True)):
        before["mois de CDE sans rien"] = [f"{month:%m/%Y}" for month in months]
    journal.record("delete", row, by=by, before=before, reason=reason.strip())
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            empty.delete()
            row.delete()
            # Rows out of this account's reach refer to it for the database alone, which would say it at the end only.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        raise ValidationError(
            "Des lignes que vous ne lisez pas renvoient à cette entreprise : elle reste. Fermez-la plutôt."
        ) from None
