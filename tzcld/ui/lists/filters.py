"""Filters of the lists: a French form, made once and shared by the requests."""

import copy
import datetime as dt
from functools import partial

import django_filters
from django.db.models import DateTimeField
from django.http import QueryDict
from django.utils import timezone
from django_filters.filters import QuerySetRequestMixin

from tzcld.ui import forms


class YesNo(django_filters.widgets.BooleanWidget):
    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = (("", "Indifférent"), ("true", "Oui"), ("false", "Non"))


class PeriodField(django_filters.fields.RangeField):
    """Two dates typed as people type them; an end without the other leaves that side open."""

    def __init__(self, *args, **kwargs):
        super().__init__((forms.DateField(), forms.DateField()), *args, **kwargs)

    def compress(self, data_list):
        start, end = data_list or (None, None)
        if start is None and end is None:
            return None
        # The end's whole day is inside the period.
        day_after = end and end + dt.timedelta(days=1)
        return slice(start and _midnight(start), day_after and _midnight(day_after))


def _midnight(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


class PeriodFilter(django_filters.Filter):
    """« Du … au … » on a date: ``name_after`` and ``name_before`` in the address."""

    field_class = PeriodField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("widget", PeriodWidget())
        super().__init__(*args, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        if value.start:
            queryset = queryset.filter(
                **{f"{self.field_name}__gte": self._typed(queryset, value.start)}
            )
        if value.stop:
            queryset = queryset.filter(
                **{f"{self.field_name}__lt": self._typed(queryset, value.stop)}
            )
        return queryset

    def _typed(self, queryset, moment):
        model_field = django_filters.utils.get_model_field(queryset.model, self.field_name)
        return (
            moment if isinstance(model_field, DateTimeField) else timezone.localtime(moment).date()
        )


class PeriodWidget(django_filters.widgets.SuffixedMultiWidget):
    suffixes = ("after", "before")

    def __init__(self, attrs=None):
        inputs = [
            forms.FrenchDateInput(
                {"aria-label": word, "placeholder": word, "class": "form-control"}
            )
            for word in ("du", "au")
        ]
        super().__init__(inputs, attrs)

    def decompress(self, value):
        return [value.start, value.stop] if value else [None, None]


class LookupFilter(django_filters.Filter):
    """A filter by a person or an organisation, found by typing. Takes LookupField's arguments."""

    field_class = forms.LookupField


class _Rows(django_filters.fields.ModelChoiceIterator):
    """The few rows of a select in one exchange; the cursor that Django opens in the server takes three."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        if self.field.null_label is not None:
            yield self.field.null_value, self.field.null_label
        fetch = getattr(self.field, "fetch", None)
        for row in fetch() if fetch else self.queryset.all():
            yield self.choice(row)


class RowsFilter(django_filters.ModelChoiceFilter):
    """A select of a few rows, drawn on every page of a list: `rows(request)` gives those of `queryset`, composed once."""

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows

    def get_queryset(self, request):
        """What a choice is checked against: nothing to check, nothing to compose."""
        if self.is_asked:
            return super().get_queryset(request)
        return self.model._default_manager.none()

    @property
    def is_asked(self) -> bool:
        return self.parent.is_bound and bool(self.parent.data.get(self.key))


class FilterSet(django_filters.FilterSet):
    """Base of every app's filters: French form, no « --------- », never a giant select (use a LookupFilter).

    A filter that says `is_for(request)` is offered to whom it says. The base class copies every filter in depth and makes a
    form class at each request. Here a request has shallow copies, which a subclass may change
    (`self.filters["x"].queryset = …`), and shares the fields that it leaves as declared.
    """

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        self.is_bound = data is not None
        self.data = data or QueryDict()
        self.queryset, self.request, self.form_prefix = queryset, request, prefix
        self.filters = {
            name: self._own(name, declared)
            for name, declared in self.base_filters.items()
            if getattr(declared, "is_for", _everybody)(request)
        }

    def _own(self, name, declared):
        own = copy.copy(declared)
        own.key = name
        own.extra = dict(declared.extra)
        own.method = declared.method  # bound again, to this copy
        own.model = self._meta.model or getattr(self.queryset, "model", None)
        own.parent, own.declared = self, declared
        return own

    @property
    def form(self):
        if not hasattr(self, "_form"):
            fields = {name: self._field(own) for name, own in self.filters.items()}
            data = self.data if self.is_bound else None
            self._form = forms.FilterForm(data, fields=fields, prefix=self.form_prefix)
        return self._form

    def _field(self, own):
        of_rows = isinstance(own, RowsFilter) and not own.is_asked
        of_request = isinstance(own, (QuerySetRequestMixin, LookupFilter)) and not of_rows
        if of_request or own.extra != own.declared.extra:
            return _filter_field(own)
        if not hasattr(own.declared, "ready"):
            own.declared.ready = _filter_field(own)
            own.declared.ready.fetch = None
        return _with_rows(own.declared.ready, own) if of_rows else own.declared.ready


class MemoryFilterSet(FilterSet):
    """Filters of a short list already in memory: each says its `method(rows, name, value)`, which gives the rows kept."""

    @property
    def qs(self):
        if not hasattr(self, "_qs"):
            rows = self.queryset
            if self.form.is_valid():
                for name, value in self.form.cleaned_data.items():
                    rows = self.filters[name].filter(rows, value)
            self._qs = rows
        return self._qs


def _with_rows(ready, filter_):
    """The field made once, with the rows of this request."""
    field_ = copy.copy(ready)
    field_.widget = copy.copy(ready.widget)
    field_.fetch = partial(filter_.rows, filter_.parent.request)
    field_.widget.choices = _Rows(field_)
    return field_


def _everybody(request) -> bool:
    return True


def _filter_field(filter_):
    if isinstance(filter_, (django_filters.ChoiceFilter, django_filters.ModelChoiceFilter)):
        if filter_.extra.get("empty_label", "---------") in ("---------", None):
            filter_.extra["empty_label"] = "Indifférent"
        filter_.extra.setdefault("widget", forms.FlatSelect)
    elif isinstance(filter_, django_filters.BooleanFilter):
        filter_.extra.setdefault("widget", YesNo)
    field_ = filter_.field
    if isinstance(field_, django_filters.fields.ModelChoiceField):
        field_.iterator = _Rows
        field_.widget.choices = _Rows(field_)
        if isinstance(filter_, RowsFilter):
            field_.fetch = partial(filter_.rows, filter_.parent.request)
    forms.prepare(field_)
    return field_
