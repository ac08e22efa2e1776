"""Fields typed as French people type: dates, months, numbers, and texts about a person."""

from decimal import Decimal, InvalidOperation

from django import forms as django_forms

from tzcld.ui import french

# What has no place in a sentence about somebody (rule 7).
REMINDER = "Rien sur la santé, l’origine, les opinions ou la justice."


class PersonalTextField(django_forms.CharField):
    """A sentence about a person, or about somebody's acts: its help ends with the reminder, whatever else it says."""

    def __init__(self, *args, help_text="", **kwargs):
        said = str(help_text).strip()
        if said and said[-1] not in ".?!»":
            said += "."
        super().__init__(*args, help_text=f"{said} {REMINDER}".strip(), **kwargs)


class FrenchDateInput(django_forms.TextInput):
    """Text, not the browser's calendar: dates of the past are typed faster than they are clicked."""

    write = staticmethod(french.numeric_date)

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value):
        if value in (None, ""):
            return None
        return value if isinstance(value, str) else self.write(value)


class FrenchMonthInput(FrenchDateInput):
    write = staticmethod(lambda value: f"{value:%m/%Y}")


class DateField(django_forms.DateField):
    """Reads 17/11/2026, 2026-11-17, « 17 novembre 2026 »; returns a date."""

    widget = FrenchDateInput

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if not isinstance(value, str):
            return super().to_python(value)
        try:
            return french.parse_date(value)
        except ValueError:
            raise django_forms.ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from None

    def widget_attrs(self, widget):
        return {"class": "w-s"}

    def has_changed(self, initial, data):
        try:
            return (initial or None) != self.to_python(data)
        except django_forms.ValidationError:
            return True


class MonthField(DateField):
    """Reads 11/2026, 2026-11, « novembre 2026 »; returns the first day of the month."""

    widget = FrenchMonthInput
    default_error_messages = {
        "required": "Il manque un mois. Écrivez mois/année, par exemple 11/2026.",
        "invalid": "Ce mois n’est pas lisible. Écrivez mois/année, par exemple 11/2026.",
    }

    def to_python(self, value):
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        try:
            return french.parse_month(value)
        except ValueError:
            raise django_forms.ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from None


class DateTimeField(django_forms.DateTimeField):
    widget = django_forms.DateTimeInput(
        format="%d/%m/%Y %H:%M", attrs={"class": "w-m", "autocomplete": "off"}
    )
    input_formats = [
        "%d/%m/%Y %H:%M",
        "%d/%m/%Y %Hh%M",
        "%d/%m/%Y à %Hh%M",
        "%d/%m/%Y %H h %M",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M",
    ]

    def to_python(self, value):
        return super().to_python(_spaces(value))


class TimeField(django_forms.TimeField):
    widget = django_forms.TimeInput(format="%H:%M", attrs={"class": "w-s", "autocomplete": "off"})
    input_formats = ["%H:%M", "%Hh%M", "%H h %M", "%Hh", "%H h", "%H:%M:%S"]

    def to_python(self, value):
        return super().to_python(_spaces(value))


def _spaces(value):
    return value.replace("\u00a0", " ").strip() if isinstance(value, str) else value


def _figures(value):
    """« 1 240,5 € » as typed becomes "1240.5"."""
    if not isinstance(value, str):
        return value
    for sign in ("\u00a0", "\u202f", " ", "€"):
        value = value.replace(sign, "")
    return value.replace("\u2212", "-").replace(",", ".")


class NumberInput(django_forms.TextInput):
    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value):
        if value in (None, ""):
            return None
        if isinstance(value, (Decimal, float)):
            text = f"{Decimal(str(value)):f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
        return str(value)


class IntegerField(django_forms.IntegerField):
    widget = NumberInput

    def to_python(self, value):
        return super().to_python(_figures(value))

    def widget_attrs(self, widget):
        return {"class": "w-s", "inputmode": "numeric"}


class DecimalField(django_forms.DecimalField):
    widget = NumberInput

    def to_python(self, value):
        if isinstance(value, str):
            try:
                value = Decimal(_figures(value)) if value.strip() else None
            except InvalidOperation:
                raise django_forms.ValidationError(
                    self.error_messages["invalid"], code="invalid"
                ) from None
        return super().to_python(value)

    def widget_attrs(self, widget):
        return {"class": "w-s"}


class PercentField(DecimalField):
    """Typed 38 or « 38 % », stored as a share: 0.38."""

    unit = "%"

    def to_python(self, value):
        value = super().to_python(value.replace("%", "") if isinstance(value, str) else value)
        return None if value is None else value / 100

    def prepare_value(self, value):
        return value * 100 if isinstance(value, (Decimal, float, int)) else value


class URLField(django_forms.URLField):
    """« www.exemple.fr » becomes https://www.exemple.fr."""

    def __init__(self, *, assume_scheme="https", **kwargs):
        super().__init__(assume_scheme=assume_scheme, **kwargs)
