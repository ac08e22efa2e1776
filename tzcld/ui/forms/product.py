"""The forms of the product: what each one does, and which field a model's column becomes."""

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.db import models as db_models
from django.forms.models import ModelFormMetaclass
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from tzcld.ui import french, icons, typography
from tzcld.ui.forms.lookup import LookupField
from tzcld.ui.forms.messages import prepare, say_in_french
from tzcld.ui.forms.shared import Shared
from tzcld.ui.forms.typed import (
    DateField,
    DateTimeField,
    DecimalField,
    IntegerField,
    PersonalTextField,
    TimeField,
    URLField,
)


class _Product:
    """What every form of the product does; mixed into Form, ModelForm and FilterForm below."""

    required_css_class = ""
    use_required_attribute = False  # the page answers in French, not the browser in its own words
    sections = ()
    # Titles of the sections shown closed: what is seldom filled in does not stand between the questions and the button.
    folded = frozenset()

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            prepare(field)

    def __getitem__(self, name):
        field = self.fields.get(name)
        if isinstance(field, LookupField):
            field.prepare()
        return super().__getitem__(name)

    def add_error(self, field, error):
        if not isinstance(error, ValidationError):
            error = ValidationError(error)
        say_in_french(error)
        super().add_error(field, error)

    def error_summary(self):
        return error_summary(self)

    def layout(self):
        """``sections`` resolved to bound fields: [(title, [[field, field], [field]])]; fields left out come last."""
        if not self.sections:
            return [("", [[field] for field in self.visible_fields()])]
        placed, result = set(), []
        for title, lines in self.sections:
            rows = []
            for line in lines:
                names = [line] if isinstance(line, str) else line
                row = [self[name] for name in names if name in self.fields]
                placed.update(names)
                if row:
                    rows.append(row)
            if rows:
                result.append((title, rows))
        rest = [[field] for field in self.visible_fields() if field.name not in placed]
        return [*result, ("", rest)] if rest else result


def error_summary(form):
    """The box that says what to correct; each line leads to its field. Empty when nothing is wrong."""
    if not form.is_bound or not form.errors:
        return ""
    links = []
    for name in _in_reading_order(form):
        errors = form.errors[name]
        if name == "__all__":
            links += [format_html("<li>{}</li>", error) for error in errors]
            continue
        field = form[name]
        target = field.id_for_label or f"{field.auto_id}_0"
        if field.use_fieldset:
            target = f"{field.auto_id}_0"
        label = capfirst(field.label) if field.label else ""
        links += [
            format_html('<li><a href="#{}">{}\u00a0: {}</a></li>', target, label, _after_colon(e))
            for e in errors
        ]
    n = len(links)
    heading = (
        "Une réponse est à revoir"
        if n == 1
        else f"{french.upper_first(french.words_number(n))} réponses sont à revoir"
    )
    ident = f"{form.prefix or 'form'}-erreurs"
    return format_html(
        '<div class="summary mb-4" role="alert" tabindex="-1" aria-labelledby="{0}"><h2 id="{0}" class="mb-2">{1} {2}</h2>'
        '<p class="mb-2">Rien n’est perdu\u00a0: ce que vous avez écrit est gardé.</p><ul class="mb-0">{3}</ul></div>',
        ident,
        icons.icon("exclamation-octagon"),
        heading,
        mark_safe("".join(links)),
    )


def _in_reading_order(form) -> list[str]:
    """The fields in error from the top of the page down, whatever order they were checked in."""
    shown = list(form.fields)
    if hasattr(form, "layout"):
        shown = [field.name for _, rows in form.layout() for row in rows for field in row]
    place = {name: i for i, name in enumerate(shown)}
    return sorted(form.errors, key=lambda name: place.get(name, -1))


def _after_colon(sentence):
    # What is wrong; what to write instead is read beside the field, where the link leads.
    return french.after_colon(str(sentence).split(". ")[0].rstrip("."))


class Form(_Product, django_forms.Form):
    pass


class ReasonForm(Form):
    """The reason of an act. `label`, `help_text`: what this act asks, and who reads the answer.

    An app that asks it otherwise, of a person or on several lines, has a class of its own with its `reason`.
    """

    reason = django_forms.CharField(label="Pourquoi\u00a0?", max_length=300)

    def __init__(self, *args, label: str = "", help_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text = label or field.label, help_text or field.help_text


FORM_FIELDS = {
    db_models.DateTimeField: DateTimeField,
    db_models.DateField: DateField,
    db_models.TimeField: TimeField,
    db_models.DecimalField: DecimalField,
    db_models.IntegerField: IntegerField,
    db_models.URLField: URLField,
}


def formfield(db_field, **kwargs):
    """A model field's form field, in its French version. Used by every ModelForm below."""
    if getattr(db_field, "is_free_text", False):
        kwargs.setdefault("form_class", PersonalTextField)
    if "form_class" not in kwargs and not db_field.choices and not db_field.is_relation:
        for cls in type(db_field).__mro__:
            if cls in FORM_FIELDS:
                # Our fields bring their own input; a widget chosen in Meta.widgets still wins.
                kwargs["form_class"] = FORM_FIELDS[cls]
                break
    field = db_field.formfield(**kwargs)
    if field is not None:
        # What a model's own field says comes with plain spaces: its words belong to its migrations.
        field.label = _french(field.label)
        field.help_text = _french(field.help_text)
    return field


def _french(text):
    """Its spaces as French asks; marked-up text stays as it was marked."""
    return typography.correct(text) if type(text) is str else text


class _FrenchModelForm(ModelFormMetaclass):
    def __new__(mcs, name, bases, attrs, **kwargs):
        meta = attrs.get("Meta")
        if meta is not None and getattr(meta, "formfield_callback", None) is None:
            # staticmethod: a plain function stored on Meta would do, but not survive Meta inheritance by instance.
            meta.formfield_callback = staticmethod(formfield)
        return super().__new__(mcs, name, bases, attrs, **kwargs)


class ModelForm(_Product, Shared, django_forms.ModelForm, metaclass=_FrenchModelForm):
    is_shared = None

    def _get_validation_exclusions(self):
        # The page gives the territory, not the form: without it a name used twice there would pass the form and be
        # refused by the database.
        excluded = super()._get_validation_exclusions()
        return (
            excluded - {"territory"} if getattr(self.instance, "territory_id", None) else excluded
        )


class FilterForm(Form):
    """Form of a FilterSet, which gives its `fields` ready: every field is optional, without saying so at each."""

    def __init__(self, *args, fields=None, **kwargs):
        kwargs.setdefault("auto_id", "f_%s")
        super().__init__(*args, **kwargs)
        self.fields |= fields or {}
        for field in self.fields.values():
            field.required = False

    @property
    def is_long(self) -> bool:
        """More fields than a narrow screen has room for before the list."""
        return len(self.visible_fields()) > 5


def refused(form, error: ValidationError, otherwise: str | None = None) -> None:
    """Put what an operation refused on the form: on the field at fault when it is here, else on `otherwise`, or at the top."""
    if not hasattr(error, "error_dict"):
        form.add_error(otherwise, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else otherwise, errors)
