"""Rows as a merge remembers them, until it can no longer be taken back."""

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


def row_of(row: models.Model) -> dict:
    """One row as JSON can keep it, with its model and its number."""
    return serializers.serialize("python", [row], cls=DjangoJSONEncoder)[0] | {
        "fields": {
            field.attname: field.value_to_string(row)
            if field.value_from_object(row) is not None
            else None
            for field in row._meta.concrete_fields
            if not field.primary_key
        }
    }


def row_again(model: type[models.Model], row: dict, pk: int) -> models.Model:
    """The row of `row_of`, not written yet."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    values = {
        name: None if text is None else fields[name].to_python(text)
        for name, text in row["fields"].items()
        if name in fields
    }
    return model(pk=pk, **values)
