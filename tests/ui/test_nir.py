"""No social security number enters, and what only looks long is let through."""

import pytest

from tzcld.ui import forms
from tzcld.ui.nir import digits, looks_like_nir


@pytest.mark.parametrize(
    "text",
    [
        "2 86 05 99 123 456 78",
        "286059912345678",
        "2860599123456",
        "1.84.12.76.451.089.46",
        "184-12-76-451-089",
        "2 55 08 2A 168 025 38",
        "1 70 01 2b 033 012",
        "NIR:286059912345678.",
        "Dossier 12 - 2 86 05 99 123 456 78, à rappeler",
        "2\u00a086\u00a005\u00a099\u00a0123\u00a0456",
        "2 86 20 99 123 456",
    ],
)
def test_refused(text):
    assert looks_like_nir(text)


@pytest.mark.parametrize(
    "text",
    [
        "06 12 34 56 78",
        "06 12 34 56 78, 07 98 76 54 32",
        "04.78.12.34.56 / 04.78.65.43.21",
        "SIRET 123 456 789 00012",
        "12345678900012",
        "FR76 3000 6000 0112 3456 7890 189",
        "2 86 13 99 123 456",
        "5 86 05 99 123 456",
        "28605991234567890",
        "Du 12/05/2023 au 31/12/2026, 1 240 personnes",
        "999992100005",
        "",
    ],
)
def test_let_through(text):
    assert looks_like_nir(text) is None


def test_how_many_signs_it_shows():
    assert digits(looks_like_nir("2 86 05 99 123 456 78")) == 15
    assert digits(looks_like_nir("2 55 08 2A 168 025")) == 13


class Note(forms.Form):
    name = forms.CharField(label="Nom")
    text = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput, required=False)


def test_every_text_field_refuses_it_and_keeps_what_was_typed():
    form = Note(
        {"name": "Mirela", "text": "Dossier 2 86 05 99 123 456 78.", "password": "286059912345678"}
    )
    assert list(form.errors) == ["text"]
    assert "Retirez le numéro à 15 chiffres" in form.errors["text"][0]
    assert "2 86 05 99 123 456 78" in str(form["text"])
