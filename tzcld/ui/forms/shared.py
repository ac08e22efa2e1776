"""A page left open while a colleague writes in the same row: what was not typed here is not written here."""

from datetime import date
from decimal import Decimal

from django import forms as django_forms
from django.db import models as db_models
from django.utils.crypto import salted_hmac

from tzcld.ui import french

# Signs of a colleague's answer told on a field; a page that must show more gives it in full.
SAID = 200


class Shared:
    """Mixed into a form on a row that several colleagues write: `class PersonForm(forms.Shared, forms.ModelForm)`.

    The page sends back a digest of what it showed in each field (`seen`). `is_mine(name)`: typed here, so to be written;
    `kept(name)`: what was typed here, else what the row says now. A field changed on both sides is refused once, with what it
    says now. `meanwhile()`: the sentence on what a colleague changed and this page leaves. Without `seen`, all is typed here.
    A page that shows something else than the row (answers to check, say) redefines `says(name)`: what the row says now.
    """

    is_shared = True  # False: a row that nobody else knows yet

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._theirs: list[str] = []
        if self.is_shared:
            self.fields["seen"] = django_forms.CharField(
                required=False, widget=django_forms.HiddenInput
            )

    def get_initial_for_field(self, field, field_name):
        if field_name == "seen":
            return " ".join(f"{name}:{said}" for name, said in self._now().items())
        return super().get_initial_for_field(field, field_name)

    def is_mine(self, name: str) -> bool:
        seen = self._seen()
        return name not in seen or digest(self.cleaned_data.get(name)) != seen[name]

    def kept(self, name: str):
        if self.is_mine(name):
            return self.cleaned_data[name]
        return self.says(name)

    def says(self, name: str):
        """What the row says now in this field."""
        return self.get_initial_for_field(self.fields[name], name)

    def meanwhile(self) -> str:
        if not self._theirs:
            return ""
        labels = [french.lower_first(self.fields[name].label or name) for name in self._theirs]
        stays = french.accord(len(labels), "Sa réponse reste,Ses réponses restent")
        return f"Un·e collègue a changé entre-temps\u00a0: {french.listing(labels)}. {stays}."

    def clean(self):
        data = super().clean()
        data = self.cleaned_data if data is None else data
        seen = self._seen()
        for name, now in self._now().items() if seen else ():
            if name not in data or seen.get(name, now) == now:
                continue
            typed = digest(data[name])
            if typed == seen[name]:
                self._theirs.append(name)
            elif typed != now:
                self._refuse(name, now)
        return data

    def _refuse(self, name: str, now: str) -> None:
        said = _words(self.fields[name], self.says(name))
        self.add_error(
            name,
            f"Un·e collègue a écrit ici «\u00a0{said}\u00a0» entre-temps. Reprenez sa réponse, ou gardez la vôtre, puis enregistrez.",
        )
        # Told once: what is then sent is a choice made with both answers in view.
        seen = self._seen() | {name: now}
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = " ".join(f"{k}:{v}" for k, v in seen.items())

    def _seen(self) -> dict[str, str]:
        text = self.data.get(self.add_prefix("seen"), "") if self.is_shared else ""
        return dict(part.split(":", 1) for part in text.split() if ":" in part)

    def _now(self) -> dict[str, str]:
        return {name: digest(self.says(name)) for name in self.fields if name != "seen"}


def digest(value) -> str:
    """What stands for a value in `seen`."""
    return salted_hmac("tzcld.ui.forms.shared", repr(_plain(value))).hexdigest()[:10]


def _plain(value):
    """The same for what a row holds, what a page shows and what a form reads of it."""
    if value in (None, "", False):
        return ""
    if isinstance(value, db_models.Model):
        return str(value.pk)
    if isinstance(value, (list, tuple, set, db_models.QuerySet)):
        return sorted(_plain(item) for item in value) or ""
    if isinstance(value, Decimal):
        return str(value.normalize())
    return str(value).replace("\r\n", "\n").strip()


def _words(field, value) -> str:
    """What a field says, as the page reads it."""
    if not _plain(value):
        return "rien"
    if isinstance(value, (list, tuple, set)):
        return french.listing([_words(field, one) for one in value])
    if isinstance(value, bool):
        return "oui"
    if isinstance(value, date):
        return french.numeric_date(value)
    if isinstance(value, Decimal):
        return french.number(value)
    rows = getattr(field, "queryset", None)
    if rows is not None and not isinstance(value, db_models.Model):
        return str(rows.filter(pk=value).first() or value)
    labels = {str(key): label for key, label in getattr(field, "choices", ())}
    said = str(labels.get(str(value), value))
    return said if len(said) <= SAID else f"{said[:SAID]}…"
