"""Twelve months of planned hires on one page."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError

from territories.models import Territory, refuse_longer_week
from tzcld.ui import forms, french

MONTHS = 12


def coming(today: date) -> list[date]:
    """This month and the eleven after it."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] + timedelta(days=32)).replace(day=1))
    return found


class PlanForm(forms.Shared, forms.Form):
    def __init__(self, *args, today: date, territory: Territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.territory = territory
        self.months = coming(today)
        for month in self.months:
            words = french.upper_first(french.month(month))
            self._add(
                f"p{month:%Y%m}",
                forms.IntegerField(
                    label=f"{words}, postes", min_value=0, max_value=500, required=False
                ),
            )
            self._add(
                f"h{month:%Y%m}",
                forms.DecimalField(
                    label="Heures par semaine, en moyenne",
                    min_value=Decimal(1),
                    decimal_places=1,
                    required=False,
                ),
            )

    def _add(self, name: str, field) -> None:
        self.fields[name] = field
        forms.prepare(field)

    @property
    def sections(self):
        return [("Douze mois à venir", [(f"p{m:%Y%m}", f"h{m:%Y%m}") for m in self.months])]

    def clean(self):
        data = super().clean()
        for month in self.months:
            if data.get(f"p{month:%Y%m}") and data.get(f"h{month:%Y%m}") is None:
                self.add_error(
                    f"h{month:%Y%m}",
                    "Écrivez les heures moyennes de ces postes. Par exemple 28.",
                )
            try:
                hours = data.get(f"h{month:%Y%m}")
                refuse_longer_week(self.territory, hours, month, f"h{month:%Y%m}")
            except ValidationError as error:
                self.add_error(None, error)
        return data

    @property
    def lines(self) -> dict:
        return {
            m: (self.cleaned_data.get(f"p{m:%Y%m}"), self.cleaned_data.get(f"h{m:%Y%m}"))
            for m in self.months
        }
