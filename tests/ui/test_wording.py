"""No form answers in the framework's own words, whatever refuses: its field, its model, or an operation."""

import copy
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.apps import apps
from django.contrib.postgres.validators import ArrayMaxLengthValidator
from django.core import validators
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from tzcld.ui import forms
from tzcld.ui.forms.messages import prepare
from tzcld.ui.forms.product import _Product

THEIRS = ("Assurez-vous", "Saisissez", "Ce champ", "Cette valeur", "La valeur", "La liste contient")
THEIRS += ("Le nom de fichier", "Ensure", "Enter", "This ", "Value", "The ", "%(")
# Filled by a script of the page, never by a person.
BY_MACHINE = {"credential"}


def bad_values(validator):
    """What this validator of the framework refuses; nothing for our own, which speak for themselves."""
    if isinstance(validator, validators.DecimalValidator):
        digits, decimals = validator.max_digits, validator.decimal_places
        found = [] if decimals is None else [Decimal(1).scaleb(-decimals - 1)]
        if digits is not None:
            found += [Decimal("9" * 40), Decimal("9" * (digits - (decimals or 0) + 1))]
        return found
    limit = getattr(validator, "limit_value", None)
    limit = limit() if callable(limit) else limit
    if isinstance(validator, ArrayMaxLengthValidator):
        return [["x"] * (limit + 1)]
    if isinstance(validator, validators.MaxLengthValidator):
        return ["x" * (limit + 1)]
    if isinstance(validator, validators.MinLengthValidator):
        return [""]
    if isinstance(validator, validators.MinValueValidator):
        return [limit - 1]
    if isinstance(validator, validators.MaxValueValidator):
        return [limit + 1]
    if isinstance(validator, validators.FileExtensionValidator):
        return []
    if isinstance(validator, validators.ProhibitNullCharactersValidator):
        return ["\0"]
    known = (validators.RegexValidator, validators.URLValidator, validators.EmailValidator)
    return ["../ é"] if isinstance(validator, known) else []


def refusals(field):
    for validator in field.validators:
        for value in bad_values(validator):
            with pytest.raises(ValidationError) as refused:
                validator(value)
            yield refused.value


def said(refusal: ValidationError) -> list[str]:
    class Page(forms.Form):
        pass

    page = Page({})
    page.is_valid()
    page.add_error(None, refusal)
    return list(page.non_field_errors())


def in_our_words(refusal, where) -> None:
    for sentence in said(refusal):
        assert not sentence.startswith(THEIRS), (where, sentence)
        assert "%(" not in sentence, (where, sentence)


def product_forms():
    # Every page is imported with the addresses.
    assert get_resolver().url_patterns
    waiting, found = [_Product], set()
    while waiting:
        for cls in waiting.pop().__subclasses__():
            waiting.append(cls)
            if hasattr(cls, "base_fields") and not cls.__module__.startswith("tests"):
                found.add(cls)
    return found


def test_every_field_of_every_form_refuses_in_our_words():
    seen = 0
    for cls in product_forms():
        for name, declared in cls.base_fields.items():
            field = copy.deepcopy(declared)
            prepare(field)
            where = (cls.__name__, name)
            for refusal in refusals(field):
                in_our_words(refusal, where)
                seen += 1
            if name in BY_MACHINE:
                continue
            for code, sentence in field.error_messages.items():
                # Long names of files have no sentence: the framework cuts them itself.
                if code != "max_length":
                    assert not str(sentence).startswith(THEIRS), (where, code, str(sentence))
    assert seen > 300


def test_what_a_model_refuses_to_an_operation_is_in_our_words_too():
    seen = 0
    for model in apps.get_models():
        if model.__module__.startswith(("django.", "allauth.")):
            continue
        for field in model._meta.fields:
            for refusal in refusals(field):
                in_our_words(refusal, (model.__name__, field.name))
                seen += 1
            for code in ("blank", "null", "invalid_choice"):
                refusal = ValidationError(
                    field.error_messages[code], code=code, params={"value": "x"}
                )
                in_our_words(refusal, (model.__name__, field.name, code))
    assert seen > 500


def test_what_an_operation_refuses_keeps_its_own_words():
    refusal = ValidationError("Ce mois n’a pas commencé.", code="max_value")
    assert said(refusal) == ["Ce mois n’a pas commencé."]
    assert said(ValidationError(["Une.", "Deux."])) == ["Une.", "Deux."]


def test_a_plain_sentence_is_an_error_too():
    class Page(forms.Form):
        places = django_forms.IntegerField(max_value=99)

    page = Page({"places": "500"})
    page.is_valid()
    page.add_error("places", "Trop de places.")
    assert page.errors["places"] == [
        "Ce nombre est trop grand. Écrivez 99 ou moins.",
        "Trop de places.",
    ]
