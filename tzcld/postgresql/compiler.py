"""The SQL of a queryset, with the columns of each model written once per process.

Django writes each column again for each query: of a table of thirty, that takes longer than all else that composing a
simple query takes. The SQL is the same to the letter, tests/test_postgresql.py compares them.
"""

from functools import cached_property, lru_cache

from django.apps import apps
from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.db.models.expressions import Col
from django.db.models.options import Options

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]


class Column(Col):
    """A column of a table under one alias, equal to that of Django."""

    def __init__(self, column: Col):
        super().__init__(column.alias, column.target, column.output_field)
        self.identity = column.identity

    @cached_property
    def name(self) -> str:
        return f'."{self.target.column}"'

    def relabeled_clone(self, relabels):
        return Col(relabels.get(self.alias, self.alias), self.target, self.output_field)

    def as_sql(self, compiler, connection):
        return compiler.quote_name_unless_alias(self.alias) + self.name, []


@lru_cache(maxsize=4096)
def columns(opts: Options, alias: str) -> tuple[Column, ...]:
    """Every column of this model, in its order."""
    return tuple(Column(f.get_col(alias)) for f in opts.concrete_fields)


@lru_cache(maxsize=4096)
def selected(opts: Options, alias: str, quoted: str) -> tuple[tuple, ...]:
    """The same as a SELECT has them: (column, (SQL, values), the name given to it)."""
    return tuple((c, (quoted + c.name, []), None) for c in columns(opts, alias))


def is_flat(opts: Options | None) -> bool:
    """One table holds the model, as it is now: neither the child of another, nor that of a migration."""
    return (
        opts is not None
        and opts.apps is apps
        and opts.concrete_model is opts.model
        and not opts.parents
    )


class SQLCompiler(compiler.SQLCompiler):
    def get_default_columns(self, select_mask, start_alias=None, opts=None, from_parent=None):
        about = opts or self.query.get_meta()
        if select_mask or not is_flat(about):
            return super().get_default_columns(select_mask, start_alias, opts, from_parent)
        return list(columns(about, start_alias or self.query.get_initial_alias()))

    def get_select(self, with_col_aliases=False):
        query = self.query
        if (
            with_col_aliases
            or not query.default_cols
            or query.selected is not None
            or query.select_related
            or query.annotation_select
            or query.extra_select
            or query.deferred_loading[0]
            or not is_flat(query.get_meta())
        ):
            return super().get_select(with_col_aliases)
        alias = query.get_initial_alias()
        found = selected(query.get_meta(), alias, self.quote_name_unless_alias(alias))
        info = {"model": query.model, "select_fields": list(range(len(found)))}
        return list(found), info, {}
