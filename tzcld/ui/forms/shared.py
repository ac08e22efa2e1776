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
    """A form on a row that several colleagues write. Every ModelForm of the product on a row already kept is one; a plain form
    that corrects a row says so: `class SeatCorrectionForm(forms.Shared, SeatForm)`.

    The page sends back a digest of what it showed in each field (`seen`). What a colleague changed since, and this page did not,
    is in `cleaned_data` as the row says it now; a field changed on both sides is refused once, with what it says now.
    `told(sentence)`: the sentence of the view, and what a colleague changed that stays. `is_mine(name)`: typed here;
    `kept(name)`: what was typed here, else what the row says now. Without `seen`, all is typed here.
    A page that shows something else than the row (answers to check, say) redefines `says(name)`: what the row says now.
    """

    acts: tuple[str, ...] = ()  # fields that say what is done now, not what the row says
    is_shared: bool | None = True  # False: a row that nobody else knows yet; None: asked of the row

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._theirs: list[str] = []
        if self.is_shared is None:
            self.is_shared = not self.instance._state.adding
        if self.is_shared:
            self.fields["seen"] = django_forms.CharField(
                required=False, widget=django_forms.HiddenInput
            )

    def get_initial_for_field(self, field, field_name):
        if field_name == "seen" and self.is_shared:
            return " ".join(f"{name}:{said}" for name, said in self._now().items())
        return super().get_initial_for_field(field, field_name)

    def is_mine(self, name: str) -> bool:
        if name in self._theirs:
            return False
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
        return f"Quelqu’un d’autre a changé entre-temps\u00a0: {french.listing(labels)}. {stays}."

    def told(self, sentence: str) -> str:
        return f"{sentence} {self.meanwhile()}".strip()

    def _clean_fields(self):
        super()._clean_fields()
        if self.is_shared:
            self.cleaned_data.pop("seen", None)
            self._leave_theirs()

    def _leave_theirs(self) -> None:
        data, seen = self.cleaned_data, self._seen()
        for name, now in self._now().items() if seen else ():
            if name not in data or seen.get(name, now) == now:
                continue
            typed = digest(data[name])
            if typed == seen[name]:
                self._theirs.append(name)
                data[name] = _as_typed(self.fields[name], self.says(name))
            elif typed != now:
                self._refuse(name, now)

    def _refuse(self, name: str, now: str) -> None:
        said = _words(self.fields[name], self.says(name))
        self.add_error(
            name,
            f"Quelqu’un d’autre a écrit ici «\u00a0{said}\u00a0» entre-temps. Reprenez sa réponse, ou gardez la vôtre, puis enregistrez.",
        )
        # Told once: what is then sent is a choice made with both answers in view.
        seen = self._seen() | {name: now}
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = " ".join(f"{k}:{v}" for k, v in seen.items())

    def _seen(self) -> dict[str, str]:
        text = self.data.get(self.add_prefix("seen"), "") if self.is_shared else ""
        return dict(part.split(":", 1) for part in text.split() if ":" in part)

    def _now(self) -> dict[str, str]:
        own = {"seen", *self.acts}
        return {name: digest(self.says(name)) for name in self.fields if name not in own}


def told(form, sentence: str) -> str:
    """`sentence`, and what a colleague changed meanwhile on the row of this form, which stays; for any form."""
    return form.told(sentence) if isinstance(form, Shared) else sentence


def _as_typed(field, value):
    """What the row says, as the field would have read it; without a question of the field's own choices, which may have lost it."""
    rows = getattr(field, "queryset", None)
    if isinstance(field, django_forms.ModelMultipleChoiceField):
        return rows.model._base_manager.filter(pk__in=[getattr(v, "pk", v) for v in value or ()])
    if rows is not None:
        is_key = value not in (None, "") and not isinstance(value, db_models.Model)
        return rows.model._base_manager.get(pk=value) if is_key else value or None
    return field.to_python(value) if value is None else value


def digest(value) -> str:
    """What stands for a value in `seen`."""
    return salted_hmac("tzcld.ui.forms.shared", repr(_plain(value))).hexdigest()[:10]


def _plain(value):
    """The same for what a row holds, what a page shows and what a form reads of it."""
    if value is None or value is False or value == "":
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
