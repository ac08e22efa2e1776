"""One row found by typing, instead of a giant select."""

from django import forms as django_forms
from django.db import models as db_models
from django.http import HttpResponse
from django.utils.html import format_html_join

from tzcld.ui import french


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
        "none": "Rien ne correspond à « %(text)s ». Vérifiez l’orthographe ou écrivez le numéro.",
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
