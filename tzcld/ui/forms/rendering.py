"""How a field and its widget are written in the page."""

from html import escape

from django import forms as django_forms
from django.core.exceptions import ImproperlyConfigured
from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe


def written(value) -> str:
    """As `conditional_escape`, at once for a plain text: a list writes hundreds, and the promise of a text is one in fifty."""
    return escape(value) if type(value) is str else conditional_escape(value)


def _said(label) -> str:
    return written(label if type(label) is str else localize(label))


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
    given = "" if value is None else f' value="{written(value)}"'
    start = f'<input type="{widget["type"]}" name="{written(widget["name"])}"'
    return mark_safe(f"{start}{given}{_attributes(widget['attrs'])}>")


def _is_plain(widget):
    return all(
        not name and option["template_name"] == OPTION
        for name, options, _ in widget["optgroups"]
        for option in options
    )


def _select(widget):
    """What django/forms/widgets/select.html writes when no option is in a group."""
    start = f'<select name="{written(widget["name"])}"{_attributes(widget["attrs"])}>'
    options = (option for _, options, _ in widget["optgroups"] for option in options)
    lines = (
        f'<option value="{written(option["value"])}"{_attributes(option["attrs"])}>'
        f"{_said(option['label'])}</option>"
        for option in options
    )
    return mark_safe("\n".join((start, *lines, "</select>")))


class FlatSelect(django_forms.Select):
    """A select without groups, written in one go: a list draws three or four of them."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.format_value(value)
        start = f'<select name="{written(name)}"{_attributes(self.build_attrs(self.attrs, attrs))}>'
        lines = (
            f'<option value="{written(key)}"{" selected" if key in chosen else ""}>'
            f"{_said(label)}</option>"
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
        f" {written(name)}" if value is True else f' {written(name)}="{written(value)}"'
        for name, value in attrs.items()
        if value is not False
    )
