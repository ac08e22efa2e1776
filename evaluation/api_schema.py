"""What the schema of the API says beside the serializers: how one is let in, what is refused, the figures."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

from evaluation.indicators import REGISTRY

SLUG = OpenApiParameter(
    "slug", str, OpenApiParameter.PATH, description="Nom du territoire dans les adresses."
)
CODE = OpenApiParameter(
    "code", str, OpenApiParameter.PATH, description="Code de l’indicateur.", enum=list(REGISTRY)
)
_VALUE = {
    "value": serializers.FloatField(allow_null=True),
    "masked": serializers.BooleanField(
        help_text="Vrai\u00a0: le chiffre existe et ne se publie pas."
    ),
}
PLACES = inline_serializer(
    "IndicatorPlace",
    {
        "slug": serializers.SlugField(),
        "name": serializers.CharField(),
        "url": serializers.URLField(),
    },
    many=True,
)
FIGURES = inline_serializer(
    "Indicator",
    {
        "code": serializers.CharField(),
        "version": serializers.IntegerField(),
        "name": serializers.CharField(),
        "unit": serializers.CharField(),
        **_VALUE,
        "month": serializers.DateField(allow_null=True),
    },
    many=True,
)
INDICATOR = inline_serializer(
    "IndicatorDetail",
    {
        "code": serializers.CharField(),
        "version": serializers.IntegerField(),
        "name": serializers.CharField(),
        "definition": serializers.CharField(),
        "formula": serializers.CharField(),
        "unit": serializers.CharField(),
        "source": serializers.CharField(),
        "month": serializers.DateField(allow_null=True),
        **_VALUE,
        "breakdowns": inline_serializer(
            "IndicatorBreakdown",
            {
                "code": serializers.CharField(),
                "label": serializers.CharField(),
                "cells": inline_serializer(
                    "IndicatorCell", {"label": serializers.CharField(), **_VALUE}, many=True
                ),
            },
            many=True,
        ),
        "past": inline_serializer(
            "IndicatorMonth",
            {"month": serializers.DateField(), "value": serializers.FloatField()},
            many=True,
        ),
    },
)


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "territories.tokens.authentication.TokenAuthentication"
    name = "jeton"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Un jeton de la page « Jetons de l’API », « tzcld_ » puis 64 signes. Jamais dans une adresse.",
        }


REFUSALS = {
    "401": "Ni session ni jeton, ou un jeton inconnu, terminé ou révoqué.",
    "403": "Le jeton ou le compte n’ouvre pas cette adresse.",
    "404": "Rien à cette adresse, ou rien que le jeton ou le compte puisse lire.",
    "429": "Trop de lectures en une minute. L’en-tête Retry-After dit dans combien de secondes recommencer.",
}
_DETAIL = {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}}


def refusals(result: dict, generator, request, public) -> dict:
    """A hook of drf-spectacular: each address says what it refuses, in the shape of tzcld.api.refused."""
    result["components"].setdefault("schemas", {})["Refusal"] = _DETAIL
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    for methods in result["paths"].values():
        for operation in methods.values():
            for status, words in REFUSALS.items():
                answer = {"description": words, "content": body}
                if status == "429":
                    answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
                operation["responses"].setdefault(status, answer)
    return result
