"""Forms of the product: use this module instead of ``django.forms``.

    from tzcld.ui import forms

    class PersonForm(forms.ModelForm):
        sections = [("La personne", [("first_name", "last_name"), "birth_year"]), ("Le volontariat", ["volunteer_on"])]
        class Meta:
            model = Person
            fields = [...]

What it brings, with nothing to do in the apps:
- ``{{ form }}`` writes the error summary then each field as label, help, error, widget; ``{{ form.x.as_field_group }}`` one
  field; ``{% error_summary form %}`` the summary alone. ``sections`` (optional): titles and field names, a tuple = one line.
- French sentences for every refusal: what is wrong, then what to write, with an example.
- Dates typed « 17/11/2026 » (also 2026-11-17, « 17 novembre 2026 »), months « 11/2026 », numbers with a comma or spaces.
- No social security number enters a text field (rule 7), unless the field says ``nir_guard = False``.
- A sentence about a person is a ``PersonalTextField``: it carries the reminder of what has no place there.
- ``LookupField`` for persons and organisations instead of a giant select.
Sizes: a widget's attrs ``{"class": "w-s"}`` or ``w-m`` narrows it. ``unit`` on a field writes it after the input.
"""

from decimal import Decimal, InvalidOperation

from django import forms as django_forms
from django.core import validators
from django.core.exceptions import ImproperlyConfigured
from django.db import models as db_models
from django.forms import *  # noqa: F403
from django.forms.models import ModelFormMetaclass
from django.forms.renderers import TemplatesSetting
from django.http import HttpResponse
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from tzcld.ui import french, icons, nir

# Messages ───────────────────────────────────────────────────────────────────────────────────────

EXAMPLE_DATE = "17/11/2026"

# The most precise class wins: looked up along the field's class hierarchy.
MESSAGES = {
    django_forms.Field: {"required": "Il manque une réponse. Écrivez-la ici."},
    django_forms.ChoiceField: {
        "required": "Choisissez une réponse.",
        "invalid_choice": "Cette réponse n’est pas dans la liste. Choisissez-en une autre.",
        "invalid_list": "Cette réponse n’est pas lisible. Choisissez à nouveau dans la liste.",
    },
    django_forms.MultipleChoiceField: {"required": "Choisissez au moins une réponse."},
    django_forms.ModelChoiceField: {
        "required": "Choisissez une réponse.",
        "invalid_choice": "Cette réponse n’est plus dans la liste. Choisissez-en une autre.",
    },
    django_forms.ModelMultipleChoiceField: {
        "required": "Choisissez au moins une réponse.",
        "invalid_choice": "Une des réponses n’est plus dans la liste. Choisissez à nouveau.",
        "invalid_list": "Cette réponse n’est pas lisible. Choisissez à nouveau dans la liste.",
        "invalid_pk_value": "Cette réponse n’est pas lisible. Choisissez à nouveau dans la liste.",
    },
    django_forms.BooleanField: {"required": "Cochez cette case pour continuer."},
    django_forms.DateField: {
        "required": f"Il manque une date. Écrivez jour/mois/année, par exemple {EXAMPLE_DATE}.",
        "invalid": f"Cette date n’existe pas. Écrivez jour/mois/année, par exemple {EXAMPLE_DATE}.",
    },
    django_forms.DateTimeField: {
        "required": f"Il manque une date et une heure. Écrivez par exemple {EXAMPLE_DATE} 14:30.",
        "invalid": f"Cette date n’est pas lisible. Écrivez par exemple {EXAMPLE_DATE} 14:30.",
    },
    django_forms.TimeField: {
        "required": "Il manque une heure. Écrivez par exemple 14:30.",
        "invalid": "Cette heure n’est pas lisible. Écrivez par exemple 14:30.",
    },
    django_forms.IntegerField: {
        "required": "Il manque un nombre. Écrivez-le en chiffres, par exemple 24.",
        "invalid": "Ce n’est pas un nombre entier. Écrivez-le en chiffres, par exemple 24.",
    },
    django_forms.DecimalField: {
        "required": "Il manque un nombre. Écrivez-le en chiffres, par exemple 24,5.",
        "invalid": "Ce n’est pas un nombre. Écrivez-le en chiffres, par exemple 24,5.",
    },
    django_forms.FloatField: {
        "invalid": "Ce n’est pas un nombre. Écrivez-le en chiffres, par exemple 24,5."
    },
    django_forms.EmailField: {
        "required": "Il manque une adresse électronique. Écrivez par exemple prenom.nom@exemple.fr."
    },
    django_forms.URLField: {
        "invalid": "Cette adresse de site n’est pas complète. Écrivez par exemple https://www.exemple.fr."
    },
    django_forms.FileField: {
        "required": "Il manque un fichier. Choisissez-le sur votre ordinateur.",
        "invalid": "Le fichier n’est pas arrivé. Choisissez-le à nouveau.",
        "missing": "Le fichier n’est pas arrivé. Choisissez-le à nouveau.",
        "empty": "Ce fichier est vide. Choisissez-en un autre.",
        "contradiction": "Choisissez un fichier ou cochez « Retirer », pas les deux.",
    },
    django_forms.ImageField: {
        "invalid_image": "Ce fichier n’est pas une image lisible. Choisissez un fichier JPEG ou PNG."
    },
    django_forms.RegexField: {
        "invalid": "Cette écriture n’est pas celle attendue. Suivez l’exemple donné au-dessus."
    },
}

# By code of the validators, whatever the field. %(…)s are the validators' own parameters.
VALIDATOR_MESSAGES = {
    validators.EmailValidator: "Cette adresse électronique n’est pas complète. Écrivez par exemple prenom.nom@exemple.fr.",
    validators.URLValidator: "Cette adresse de site n’est pas complète. Écrivez par exemple https://www.exemple.fr.",
    validators.MinValueValidator: "Ce nombre est trop petit. Écrivez %(limit_value)s ou plus.",
    validators.MaxValueValidator: "Ce nombre est trop grand. Écrivez %(limit_value)s ou moins.",
    validators.MinLengthValidator: "Cette réponse est trop courte (%(show_value)s). Écrivez au moins %(limit_value)s signes.",
    validators.MaxLengthValidator: "Cette réponse est trop longue : %(show_value)s signes. Écrivez %(limit_value)s signes au plus.",
    validators.FileExtensionValidator: "Ce format de fichier n’est pas accepté. Choisissez un fichier de l’un de ces formats : %(allowed_extensions)s.",
    validators.ProhibitNullCharactersValidator: "Cette réponse contient un signe illisible. Écrivez-la à nouveau.",
}
DECIMAL_MESSAGES = {
    "max_digits": "Ce nombre a trop de chiffres. Écrivez-en %(max)s au plus.",
    "max_decimal_places": "Ce nombre a trop de décimales. Écrivez-en %(max)s au plus après la virgule.",
    "max_whole_digits": "Ce nombre est trop grand. Écrivez %(max)s chiffres au plus avant la virgule.",
}


def nir_message(found):
    return (
        f"Retirez le numéro à {nir.digits(found)} chiffres : "
        "la plateforme ne garde aucun numéro de sécurité sociale."
    )


def refuse_nir(value):
    """Validator for any text, model fields included. Raises ValidationError in French."""
    if isinstance(value, str) and (found := nir.looks_like_nir(value)):
        raise django_forms.ValidationError(nir_message(found), code="nir")


def _french_message(field, code):
    """Our sentence for this code, from the most precise class down; None where a class of the product wrote its own."""
    for cls in type(field).__mro__:
        if code in MESSAGES.get(cls, {}):
            return MESSAGES[cls][code]
        if code in cls.__dict__.get("default_error_messages", {}) and _is_ours(cls):
            return None
    return None


def _is_ours(cls):
    return not cls.__module__.startswith("django.")


def prepare(field):
    """Give one field instance the French sentences and the NIR guard."""
    for part in getattr(field, "fields", ()):
        prepare(part)
    shipped = {}
    for cls in reversed(type(field).__mro__):
        shipped.update(cls.__dict__.get("default_error_messages", {}))
    for code, sentence in field.error_messages.items():
        # A sentence written where the field is declared wins over ours.
        if sentence == shipped.get(code) and (french_one := _french_message(field, code)):
            field.error_messages[code] = french_one
    field.validators = [_french_validator(v) for v in field.validators]
    if isinstance(field, django_forms.CharField) and getattr(field, "nir_guard", True):
        secret = isinstance(field.widget, django_forms.PasswordInput)
        if not secret and refuse_nir not in field.validators:
            field.validators.append(refuse_nir)
    _rename_blank_choice(field)


def _french_validator(validator):
    if isinstance(validator, validators.DecimalValidator):
        validator = _copy(validator)
        validator.messages = {**validator.messages, **DECIMAL_MESSAGES}
        return validator
    for cls, sentence in VALIDATOR_MESSAGES.items():
        if isinstance(validator, cls) and validator.message == type(validator).message:
            validator = _copy(validator)
            validator.message = sentence
            return validator
    return validator


def _copy(validator):
    # Validators are shared between all instances of a form class.
    clone = object.__new__(type(validator))
    clone.__dict__.update(validator.__dict__)
    return clone


def _rename_blank_choice(field):
    if isinstance(field, django_forms.ModelChoiceField):
        if field.empty_label == "---------":
            field.empty_label = "Choisir" if field.required else "Sans réponse"
        return
    if not isinstance(field, django_forms.ChoiceField):
        return
    choices = list(field.choices)
    if choices and choices[0][0] in ("", None) and str(choices[0][1]) == "---------":
        if field.required and isinstance(field.widget, django_forms.RadioSelect):
            field.choices = choices[1:]
        else:
            blank = "Choisir" if field.required else "Sans réponse"
            field.choices = [("", blank), *choices[1:]]


# Fields ─────────────────────────────────────────────────────────────────────────────────────────


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


# Look-up ────────────────────────────────────────────────────────────────────────────────────────


class LookupWidget(django_forms.TextInput):
    """A text input with suggestions (datalist filled by htmx); on doubt, radios to choose from."""

    template_name = "django/forms/widgets/lookup.html"
    choose_suffix = "_choix"

    def value_from_datadict(self, data, files, name):
        chosen = data.get(name + self.choose_suffix)
        return {"chosen": chosen, "text": data.get(name, "")} if chosen else data.get(name)

    def format_value(self, value):
        if isinstance(value, dict):
            value = value["text"]
        return super().format_value(value)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["candidates"] = [
            {"value": str(pk), "label": label} for pk, label in getattr(self, "candidates", ())
        ]
        context["widget"]["chosen"] = value.get("chosen") if isinstance(value, dict) else ""
        context["widget"]["suggest_url"] = getattr(self, "suggest_url", "")
        return context


class LookupField(django_forms.Field):
    """One row found by typing, without sending the whole list to the page.

    ``queryset``: the rows that may be chosen (narrow it by person in the view: ``form.fields["x"].queryset = …``).
    ``search(queryset, text)``: the rows that ``text`` may mean, best first.  ``row_label(row)``: how a row reads, default str.
    ``keys``: fields whose exact value designates a row (a number).  ``url``: address answering ``suggestions``.
    Without JavaScript: an exact label or key is taken; otherwise the form comes back with the possible rows to choose from.
    """

    widget = LookupWidget
    limit = 8
    default_error_messages = {
        "required": "Il manque une réponse. Écrivez un nom ou un numéro.",
        "none": "Rien ne correspond à « %(text)s ». Vérifiez l’orthographe ou écrivez le numéro.",
        "several": "Plusieurs réponses sont possibles. Choisissez la bonne.",
        "one": "Est-ce bien cette réponse ? Choisissez-la pour confirmer.",
        "too_many": "Plus de %(limit)s réponses sont possibles. Choisissez la bonne, ou précisez.",
    }

    def __init__(self, queryset, *, search, label=None, row_label=str, keys=(), url="", **kwargs):
        if callable(label):
            label, row_label = None, label
        super().__init__(label=label, **kwargs)
        self.queryset, self.search, self.keys, self.url = queryset, search, keys, url
        self.row_label = row_label

    def prepare(self):
        self.widget.suggest_url = self.url() if callable(self.url) else self.url

    def prepare_value(self, value):
        if value is None or value == "" or isinstance(value, dict):
            return value
        if isinstance(value, db_models.Model):
            return self.row_label(value)
        if isinstance(value, int):
            row = self.queryset.filter(pk=value).first()
            return self.row_label(row) if row else ""
        return value

    def to_python(self, value):
        if isinstance(value, db_models.Model) or value in self.empty_values:
            return value or None
        if isinstance(value, dict):
            return self._chosen(value)
        text = value.strip()
        for key in self.keys:
            if row := self.queryset.filter(**{key: text}).first():
                return row
        rows = list(self.search(self.queryset, text)[: self.limit + 1])
        exact = [row for row in rows if french.plain(self.row_label(row)) == french.plain(text)]
        if len(exact) == 1:
            return exact[0]
        return self._refuse(rows, text)

    def _chosen(self, value):
        # The row's own key never crosses its type unchecked: a text where a number is due is a refusal, not a crash.
        try:
            row = self.queryset.filter(pk=value["chosen"]).first()
        except (ValueError, TypeError, django_forms.ValidationError):
            row = None
        return row or self.to_python(value["text"])

    def _refuse(self, rows, text):
        self.widget.candidates = [(row.pk, self.row_label(row)) for row in rows[: self.limit]]
        code = (
            "none"
            if not rows
            else "one"
            if len(rows) == 1
            else "too_many"
            if len(rows) > self.limit
            else "several"
        )
        raise django_forms.ValidationError(
            self.error_messages[code], code=code, params={"text": text, "limit": self.limit}
        )

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(
            data.get("text", "") if isinstance(data, dict) else data or ""
        )


def suggestions(request, queryset, search, row_label=str, limit=10):
    """What a LookupField's ``url`` answers: the <option>s of its datalist, for the text typed so far."""
    text = next((v.strip() for k, v in request.GET.items() if k != "page"), "")
    rows = search(queryset, text)[:limit] if len(text) > 1 else []
    return HttpResponse(
        format_html_join("", '<option value="{}"></option>', ((row_label(row),) for row in rows))
    )


# Rendering ──────────────────────────────────────────────────────────────────────────────────────


class BoundField(django_forms.BoundField):
    """Adds Bootstrap's classes and names the field's help and error to assistive technology."""

    @property
    def optional(self):
        # A page that says it once, or that knows better, sets `says_optional` to False.
        says = getattr(self.field, "says_optional", True)
        return says and not self.field.required and not self.field.disabled

    @property
    def unit(self):
        return getattr(self.field, "unit", "")

    @property
    def is_checkbox(self):
        return isinstance(self.field.widget, django_forms.CheckboxInput)

    @property
    def use_fieldset(self):
        # A look-up in doubt shows radios beside its input but keeps its label.
        return self.field.widget.use_fieldset

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        own = f"{attrs.get('class', '')} {widget.attrs.get('class', '')}".split()
        css = _css(widget)
        if self.errors and css and css != "form-check-input":
            css += " is-invalid"
        if self.unit and not self.use_fieldset:
            described = attrs.get("aria-describedby", "")
            attrs["aria-describedby"] = f"{described} {self.auto_id}_unit".strip()
        attrs["class"] = " ".join(dict.fromkeys([*css.split(), *own]))
        if not attrs["class"]:
            del attrs["class"]
        return attrs


def _css(widget):
    if isinstance(
        widget,
        (django_forms.CheckboxInput, django_forms.RadioSelect, django_forms.CheckboxSelectMultiple),
    ):
        return "form-check-input"
    if isinstance(widget, django_forms.Select):
        return "form-select"
    return "" if widget.is_hidden else "form-control"


class Renderer(TemplatesSetting):
    """FORM_RENDERER: our templates (templates/django/forms/) and our bound fields, everywhere, allauth included."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = BoundField

    def render(self, template_name, context, request=None):
        # A list spends a quarter of its time in the templates of its filters' inputs: these two are written here.
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == "django/forms/widgets/select.html" and _is_plain(context["widget"]):
            return _select(context["widget"])
        return super().render(template_name, context, request)


INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html"
    for kind in ("input", "text", "number", "email", "url", "password", "hidden", "date", "time")
)
OPTION = "django/forms/widgets/select_option.html"


def _input(widget):
    """What django/forms/widgets/input.html writes."""
    value = widget["value"]
    written = "" if value is None else f' value="{conditional_escape(value)}"'
    start = f'<input type="{widget["type"]}" name="{conditional_escape(widget["name"])}"'
    return mark_safe(f"{start}{written}{_attributes(widget['attrs'])}>")


def _is_plain(widget):
    return all(
        not name and option["template_name"] == OPTION
        for name, options, _ in widget["optgroups"]
        for option in options
    )


def _select(widget):
    """What django/forms/widgets/select.html writes when no option is in a group."""
    start = f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    options = (option for _, options, _ in widget["optgroups"] for option in options)
    lines = (
        f'<option value="{conditional_escape(option["value"])}"{_attributes(option["attrs"])}>'
        f"{conditional_escape(localize(option['label']))}</option>"
        for option in options
    )
    return mark_safe("\n".join((start, *lines, "</select>")))


class FlatSelect(django_forms.Select):
    """A select without groups, written in one go: a list draws three or four of them."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.format_value(value)
        start = f'<select name="{conditional_escape(name)}"{_attributes(self.build_attrs(self.attrs, attrs))}>'
        lines = (
            f'<option value="{conditional_escape(key)}"{" selected" if key in chosen else ""}>'
            f"{conditional_escape(localize(label))}</option>"
            for key, label in self._flat()
        )
        return mark_safe("\n".join((start, *lines, "</select>")))

    def _flat(self):
        for key, label in self.choices:
            if isinstance(label, (list, tuple)):
                raise ImproperlyConfigured(f"{label}: a FlatSelect has no groups")
            yield "" if key is None else str(key), label


def _attributes(attrs):
    return "".join(
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


class _Product:
    """What every form of the product does; mixed into Form, ModelForm and FilterForm below."""

    required_css_class = ""
    use_required_attribute = False  # the page answers in French, not the browser in its own words
    sections = ()

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
    for name, errors in form.errors.items():
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


def _after_colon(sentence):
    # What is wrong; what to write instead is read beside the field, where the link leads.
    return french.lower_first(str(sentence).split(". ")[0].rstrip("."))


class Form(_Product, django_forms.Form):
    pass


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
    return db_field.formfield(**kwargs)


class _FrenchModelForm(ModelFormMetaclass):
    def __new__(mcs, name, bases, attrs, **kwargs):
        meta = attrs.get("Meta")
        if meta is not None and getattr(meta, "formfield_callback", None) is None:
            # staticmethod: a plain function stored on Meta would do, but not survive Meta inheritance by instance.
            meta.formfield_callback = staticmethod(formfield)
        return super().__new__(mcs, name, bases, attrs, **kwargs)


class ModelForm(_Product, django_forms.ModelForm, metaclass=_FrenchModelForm):
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
