"""What the fields answer in French, and the guard against social security numbers."""

from django import forms as django_forms
from django.contrib.postgres.validators import ArrayMaxLengthValidator
from django.core import validators
from django.db import models as db_models
from django.utils.safestring import SafeString

from tzcld.ui import nir
from tzcld.ui.french import upper_first

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
        "contradiction": "Choisissez un fichier ou cochez « Retirer », pas les deux.",
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
    ArrayMaxLengthValidator: "Cette réponse a trop d’éléments\u00a0: %(show_value)s. Gardez-en %(limit_value)s au plus.",
    validators.MaxLengthValidator: "Cette réponse est trop longue : %(show_value)s signes. Écrivez %(limit_value)s signes au plus.",
    validators.FileExtensionValidator: "Ce format de fichier n’est pas accepté. Choisissez un fichier de l’un de ces formats : %(allowed_extensions)s.",
    validators.ProhibitNullCharactersValidator: "Cette réponse contient un signe illisible. Écrivez-la à nouveau.",
}
# These have a code of their own among the validators of one field, or the code of a whole family: told by their words.
BY_WORDS = [(cls.code, cls.message, sentence) for cls, sentence in VALIDATOR_MESSAGES.items()]
BY_WORDS += [
    (
        validators.validate_slug.code,
        validators.validate_slug.message,
        "Cette adresse contient un signe qui n’y a pas sa place. Écrivez des lettres sans accent, des chiffres et des traits d’union.",
    ),
    *(
        (code, db_models.Field.default_error_messages[code], sentence)
        for code, sentence in (
            ("blank", "Il manque une réponse. Écrivez-la ici."),
            ("null", "Il manque une réponse. Écrivez-la ici."),
            (
                "invalid_choice",
                "Cette réponse n’est pas dans la liste. Choisissez-en une autre.",
            ),
        )
    ),
]
DECIMAL_MESSAGES = {
    "max_digits": "Ce nombre a trop de chiffres. Écrivez-en %(max)s au plus.",
    "max_decimal_places": "Ce nombre a trop de décimales. Écrivez-en %(max)s au plus après la virgule.",
    "max_whole_digits": "Ce nombre est trop grand. Écrivez %(max)s chiffres au plus avant la virgule.",
}


def nir_message(found, text=""):
    """`text`: what was typed or pasted; of several lines, the one to correct is told."""
    line = text.partition(found)[0].count("\n") + 1
    remove = f"À la ligne {line}, retirez" if "\n" in text.strip() else "Retirez"
    return (
        f"{remove} le numéro à {nir.digits(found)} chiffres : "
        "la plateforme ne garde aucun numéro de sécurité sociale."
    )


def refuse_nir(value):
    """Validator for any text, model fields included. Raises ValidationError in French."""
    if isinstance(value, str) and (found := nir.looks_like_nir(value)):
        raise django_forms.ValidationError(nir_message(found, value), code="nir")


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


def say_in_french(error: django_forms.ValidationError) -> None:
    """The same sentences for what a model's own fields refuse: a model form asks them after its own, and an operation
    asks them alone.
    """
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for found in by_field.values():
        for each in found:
            if each.code in DECIMAL_MESSAGES and "max" in (each.params or {}):
                each.message = DECIMAL_MESSAGES[each.code]
            for code, words, sentence in BY_WORDS:
                if each.code == code and each.message == words:
                    each.message = sentence


def _copy(validator):
    # Validators are shared between all instances of a form class.
    clone = object.__new__(type(validator))
    clone.__dict__.update(validator.__dict__)
    return clone


# Under « Quartier » as under « Décision du comité », of either gender.
NO_CHOICE = "Aucun choix"


class Answer(str):
    """An answer as it is offered, a capital first; `said`: as it reads inside a sentence."""

    __slots__ = ("said",)


def _capital(label):
    """« À présenter au comité »: an answer begins like a sentence; a group of answers is left as it is."""
    if isinstance(label, (list, tuple, SafeString, Answer)):
        return label
    answer = Answer(upper_first(str(label)))
    answer.said = str(label)
    return answer


def _rename_blank_choice(field):
    if isinstance(field, django_forms.ModelChoiceField):
        if field.empty_label == "---------":
            field.empty_label = "Choisir" if field.required else NO_CHOICE
        return
    if not isinstance(field, django_forms.ChoiceField):
        return
    choices = [(key, _capital(label)) for key, label in field.choices]
    if getattr(field, "empty_label", None) is not None:
        # A filter writes its empty answer itself, before those it is given.
        choices = choices[1:]
    field.choices = choices
    if choices and choices[0][0] in ("", None) and str(choices[0][1]) == "---------":
        if field.required and isinstance(field.widget, django_forms.RadioSelect):
            field.choices = choices[1:]
        else:
            blank = "Choisir" if field.required else NO_CHOICE
            field.choices = [("", blank), *choices[1:]]
