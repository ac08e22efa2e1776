"""The SQL of a queryset is that of Django, to the letter (tzcld/postgresql)."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.compiler import SQLCompiler as DjangoCompiler
from django.db.models import Count, Exists, F, OuterRef, Value

from tzcld.postgresql.compiler import SQLCompiler

MODELS = [m for m in apps.get_models() if m._meta.managed]
# Each asks in another way for the columns of a model; `links`: its foreign keys.
WAYS = {
    "all": lambda rows, links: rows.all(),
    "in order": lambda rows, links: rows.order_by(F("pk").desc(), *links),
    "in its order": lambda rows, links: rows.order_by(*[f"{name}__pk" for name in links]),
    "with what they point to": lambda rows, links: rows.select_related(*links).order_by("-pk"),
    "the first": lambda rows, links: rows.order_by("pk")[:2],
    "each once": lambda rows, links: rows.order_by(*links).distinct(),
    "some columns": lambda rows, links: rows.only("pk").select_related(None),
    "without a column": lambda rows, links: rows.defer(*links),
    "with a value": lambda rows, links: rows.annotate(told=Value(1)).order_by("told", "pk"),
    "counted": lambda rows, links: rows.annotate(n=Count("pk")).order_by("n"),
    "values": lambda rows, links: rows.values_list("pk", *links),
    "of another": lambda rows, links: rows.filter(
        Exists(rows.model._base_manager.filter(pk=OuterRef("pk")).order_by("pk")[:1])
    ),
    "within": lambda rows, links: rows.filter(pk__in=rows.order_by("pk").values("pk")[:3]),
    "together": lambda rows, links: rows.order_by().union(rows.order_by(), all=True),
    "locked": lambda rows, links: rows.select_for_update(of=("self",)),
}


def told(found) -> str:
    """What was found, whichever function sets each row on the other."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(found))


@pytest.mark.parametrize("way", WAYS)
def test_the_sql_is_that_of_django(db, way):
    compared = 0
    for model in MODELS:
        links = [f.name for f in model._meta.concrete_fields if f.many_to_one or f.one_to_one]
        rows = WAYS[way](model._base_manager.all(), links)
        found = []
        for kind in (SQLCompiler, DjangoCompiler):
            compiler = kind(rows.query.chain(), connection, "default")
            sql = compiler.as_sql()
            found.append((sql, compiler.klass_info, compiler.annotation_col_map))
        ours, theirs = found
        assert repr(ours[0]) == repr(theirs[0]), model
        assert told(ours[1:]) == told(theirs[1:]), model
        compared += 1
    assert compared > 100
    assert isinstance(rows.query.get_compiler("default"), SQLCompiler)
