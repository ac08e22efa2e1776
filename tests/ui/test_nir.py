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
        # Overseas, the department has three digits and the commune two.
        "2 86 05 971 12 345 78",
        "２８６０５９９１２３４５６７８",
        "\u0662\u0668\u0666\u0660\u0665\u0669\u0669\u0661\u0662\u0663\u0664\u0665\u0666",
        "2\u200b8\u200b6\u200b0\u200b5\u200b9\u200b9\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6",
        "2\u00ad86\u00ad05\u00ad99\u00ad123\u00ad456",
        "2\u201186\u201105\u201199\u2011123\u2011456",
        "2 – 86 – 05 – 99 – 123 – 456",
        "2 86 05 99\r\n123 456",
        "NIR2860599123456",
        "nss286059912345678",
        # Cut anyhow: its control digits tell it.
        "28 60 59 91 23 45 60 5",
        "286 059 912 345 605",
        "2 8 6 0 5 9 9 1 2 3 4 5 6 0 5",
        "marie286059912345605@exemple.fr",
        "carte286059912345605.pdf",
        "255 082 A16 802 597",
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
        # The same cuts, of another number.
        "28 60 59 91 23 45 60 6",
        "286 059 912 345 606",
        "174, 330, 697, 68, 714, 88, 26, 935, 845, 711",
        "+33 6 12 34 56 78, +33 4 72 10 12 34",
        "69100 Villeurbanne, 04 72 10 12 34",
        "286 059 912 345 605 1",
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
