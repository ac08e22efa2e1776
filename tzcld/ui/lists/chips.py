"""The filters in force, in words, each with the address of the list without it; the addresses of a list."""

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.utils import timezone

from tzcld.ui import french
from tzcld.ui.lists.filters import PeriodField

# What a filter that nobody fills gives.
UNASKED = (None, "", [], ())


@dataclass
class Chip:
    label: str
    value: str
    url: str
    # Written by the reader, not chosen: it may be the name or the number of a person.
    is_typed: bool = False


def address(params, **changes):
    # A QueryDict copies itself in depth, and a page writes twenty addresses.
    asked = dict(params.lists())
    for name, value in changes.items():
        if value is None:
            asked.pop(name, None)
        else:
            asked[name] = value if isinstance(value, list) else [value]
    return f"?{urlencode(asked, doseq=True)}"


def asks_nothing(form):
    return all(value in UNASKED for value in form.cleaned_data.values())


def chips_of(filterset, params):
    """The filters in force, read from what the form understood: a filter that was refused is not shown as applied."""
    form = filterset.form
    if not form.is_bound:
        return []
    form.is_valid()
    chips = []
    for name, value in form.cleaned_data.items():
        if value in UNASKED or (isinstance(value, QuerySet) and not value):
            continue
        if name not in params and not any(k.startswith(f"{name}_") for k in params):
            continue  # a default of the FilterSet, not a choice of the reader
        bound = form[name]
        label = bound.label or name
        if isinstance(value, (list, tuple, QuerySet)):
            for one in value:
                raw = str(one.pk if isinstance(one, Model) else one)
                chips.append(Chip(label, _worded(bound, one), without(params, name, raw)))
        else:
            told = _worded(bound, value)
            chips.append(Chip(label, told, without(params, name), _is_typed(bound, value)))
    return chips


def _is_typed(bound, value) -> bool:
    is_free = isinstance(value, (str, int)) and not isinstance(value, bool)
    return is_free and not getattr(bound.field, "choices", None)


def _worded(bound, value):
    if isinstance(value, Model):
        return getattr(bound.field, "label_from_instance", str)(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(bound.field, PeriodField):
        return _period(value)
    if isinstance(value, slice):
        low, high = (
            french.date(v) if hasattr(v, "year") else french.number(v)
            for v in (value.start, value.stop)
        )
        return (
            f"de {low} à {high}"
            if low and high
            else f"à partir de {low}"
            if low
            else f"jusqu’à {high}"
        )
    if hasattr(value, "year"):
        return french.date(value)
    for key, word in _flat(getattr(bound.field, "choices", ()) or ()):
        if str(key) == str(value):
            return getattr(word, "said", str(word))
    return french.number(value) if isinstance(value, (int, float)) else f"«\u00a0{value}\u00a0»"


def _period(value):
    last = value.stop and timezone.localtime(value.stop).date() - dt.timedelta(days=1)
    if value.start and last:
        return french.lower_first(french.period(value.start, last))
    if value.start:
        return f"depuis le {french.date(value.start)}"
    return f"jusqu’au {french.date(last)}"


def _flat(choices):
    for key, word in choices:
        if isinstance(word, (list, tuple)):
            yield from _flat(word)
        else:
            yield key, word


def without(params, name, raw=None):
    params = params.copy()
    params.pop("page", None)
    kept = [v for v in params.getlist(name) if v != raw] if raw is not None else []
    for key in list(params):
        if key == name or re.fullmatch(rf"{re.escape(name)}_(min|max|0|1|after|before|choix)", key):
            del params[key]
    if kept:
        params.setlist(name, kept)
    return f"?{params.urlencode()}" if params else "?"
