"""Verbs of the exhaustivity: fix the delay beyond which a wait without proposal is told."""

from django.core.exceptions import ValidationError
from django.db import transaction

from evaluation.exhaustivity.models import WaitRule
from territories import journal
from territories.models import Territory
from tzcld.ui import french


@transaction.atomic
def fix_delay(territory: Territory, *, by, **values) -> WaitRule:
    """`values`: valid_from, months, source. A new row: past months keep the delay of their time. Raises ValidationError."""
    last = WaitRule.objects.filter(territory=territory).order_by("-valid_from").first()
    if last and values["valid_from"] <= last.valid_from:
        raise ValidationError(
            {
                "valid_from": f"Un délai court déjà depuis le {french.date(last.valid_from)}. "
                "Écrivez une date plus tardive : les mois passés gardent leur délai."
            }
        )
    rule = WaitRule(territory=territory, **values)
    rule.full_clean()
    rule.save()
    journal.record(
        "create", rule, by=by, before={"months": last.months} if last else {}, after=values
    )
    return rule
