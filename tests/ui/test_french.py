"""The words of numbers, dates and plurals, at the edges where they go wrong."""

import datetime as dt
from decimal import Decimal

import pytest

from tzcld.ui import french
from tzcld.ui.emails import folding
from tzcld.ui.templatetags.ui import tenu

S = "\u00a0"


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, "0 personne"), (1, "1 personne"), (2, "2 personnes"), (1240, "1 240 personnes")],
)
def test_count_is_singular_below_two(n, expected):
    assert french.count(n, "personne") == expected.replace(" ", S)


@pytest.mark.parametrize(
    ("n", "forms", "expected"),
    [
        (0, "travail,travaux", "travail"),
        (1, "travail,travaux", "travail"),
        (1.5, "heure", "heure"),
        (2, "travail,travaux", "travaux"),
        (-1, "degré", "degré"),
        (3, "personne", "personnes"),
    ],
)
def test_accord(n, forms, expected):
    assert french.accord(n, forms) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1240, None, "1 240"),
        (1234567, None, "1 234 567"),
        (0, None, "0"),
        (-3, None, "\u22123"),
        (8.4, None, "8,4"),
        (8.40, 2, "8,40"),
        (Decimal("1240.50"), None, "1 240,5"),
        (Decimal("-0.001"), 1, "0,0"),
        (2.675, 2, "2,68"),
        (None, None, ""),
    ],
)
def test_number(value, decimals, expected):
    assert french.number(value, decimals) == expected.replace(" ", S)


def test_money_and_shares():
    assert french.euros(1240) == f"1{S}240{S}€"
    assert french.euros(Decimal("12.5")) == f"12,50{S}€"
    assert french.percent(0.376) == f"38{S}%"
    assert french.percent(0.376, 1) == f"37,6{S}%"
    assert french.percent(0) == f"0{S}%"
    assert french.percent(1 / 300) == f"moins de 1{S}%"
    assert french.percent(0.0004, 1) == f"moins de 0,1{S}%"
    assert french.percent(0.005) == f"1{S}%"
    assert french.percent(-0.001) == f"0{S}%"
    assert french.percent(None) == ""


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (1, "1 octet"),
        (999, "999 octets"),
        (84_000, "84 Ko"),
        (999_600, "1 Mo"),
        (1_240_000, "1,2 Mo"),
        (38_000_000, "38 Mo"),
        (5_100_000_000, "5,1 Go"),
    ],
)
def test_file_size(size, expected):
    assert french.file_size(size) == expected.replace(" ", S)


def test_dates():
    day = dt.date(2026, 11, 26)
    assert french.date(day) == f"26{S}novembre{S}2026"
    assert french.date(dt.date(2025, 3, 1)) == f"1er{S}mars{S}2025"
    assert french.short_date(day) == f"26{S}nov."
    assert french.short_date(day, year=True) == f"26{S}nov.{S}2026"
    assert french.long_date(day) == f"jeudi 26{S}novembre{S}2026"
    assert french.month(day) == f"novembre{S}2026"
    assert french.date(None) == ""


def test_hours_are_local():
    assert french.hour(dt.time(14, 6)) == f"14{S}h{S}06"
    assert french.hour(dt.time(9, 0)) == f"9{S}h"
    assert french.hour(dt.time(0, 0)) == f"0{S}h"
    # 23:30 UTC is already the next day in Paris.
    late = dt.datetime(2026, 11, 26, 23, 30, tzinfo=dt.UTC)
    assert french.date_hour(late) == f"27{S}novembre{S}2026 à 0{S}h{S}30"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (dt.date(2026, 11, 22), "aujourd’hui"),
        (dt.date(2026, 11, 21), "1 jour"),
        (dt.date(2026, 11, 1), "21 jours"),
        (dt.date(2026, 10, 22), "1 mois"),
        (dt.date(2026, 10, 23), "30 jours"),
        (dt.date(2025, 2, 11), "21 mois"),
        (dt.date(2023, 11, 22), "3 ans"),
        (dt.date(2023, 9, 22), "3 ans et 2 mois"),
        (dt.date(2027, 1, 1), "aujourd’hui"),
    ],
)
def test_elapsed(start, expected):
    assert french.elapsed(start, dt.date(2026, 11, 22)).replace(S, " ") == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((2026, 9, 14), (2026, 10, 9), "Du 14 septembre au 9 octobre 2026"),
        ((2026, 9, 1), (2026, 9, 9), "Du 1er au 9 septembre 2026"),
        ((2025, 12, 30), (2026, 1, 2), "Du 30 décembre 2025 au 2 janvier 2026"),
        ((2026, 9, 14), None, "Depuis le 14 septembre 2026"),
        ((2026, 9, 14), (2026, 9, 14), "Le 14 septembre 2026"),
    ],
)
def test_period(start, end, expected):
    dates = [dt.date(*d) if d else None for d in (start, end)]
    assert french.period(*dates).replace(S, " ") == expected


@pytest.mark.parametrize(
    "text",
    [
        "17/11/2026",
        "17-11-2026",
        "17.11.26",
        "17 11 2026",
        "2026-11-17",
        "17 novembre 2026",
        "17 nov. 2026",
        " 17/11/2026 ",
        "mardi 17 novembre 2026",
        "Mardi 17/11/2026",
        "mar. 17 nov. 2026",
        "le 17 novembre 2026",
        "17 novembre 26",
        "17-nov-26",
        "17-nov.-2026",
    ],
)
def test_dates_are_read_as_people_type_them(text):
    assert french.parse_date(text) == dt.date(2026, 11, 17)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026",
        "2026",
        "hier",
        "17/11",
        "17/13/2026",
        "3 ju 2026",
        "",
        "mars",
        "mardi",
        "mars 17 2026",
    ],
)
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 — the caller writes its own sentence
        french.parse_date(text)


def test_months_are_read():
    for text in ("11/2026", "2026-11", "novembre 2026", "17/11/2026", "nov-26", "nov. 26"):
        assert french.parse_month(text) == dt.date(2026, 11, 1)
    assert french.parse_date("1er mars 2025") == dt.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("word", "of"),
    [
        ("Vénissieux", "de Vénissieux"),
        ("Oullins", "d’Oullins"),
        ("Écully", "d’Écully"),
        ("Le Creusot", "du Creusot"),
        ("Les Minguettes", "des Minguettes"),
        ("Haute-Rivoire", "de Haute-Rivoire"),
        ("hub métropolitain", "de hub métropolitain"),
        ("Yanis", "de Yanis"),
        ("Yves", "d’Yves"),
        ("Yonne", "d’Yonne"),
        ("", "de "),
    ],
)
def test_elision(word, of):
    assert french.de(word) == of


def test_small_words():
    assert french.listing(["a"]) == "a"
    assert french.listing(["a", "b", "c"]) == "a, b et c"
    assert french.listing([]) == ""
    assert french.words_number(3) == "trois"
    assert french.words_number(17) == "17"
    assert french.lower_first("EBE active") == "EBE active"
    assert french.lower_first("Date") == "date"
    assert french.ordinal(1) == "1er"
    assert french.ordinal(1, feminine=True) == "1re"
    assert french.ordinal(3) == "3e"


def test_nothing_uses_a_space_the_font_lacks():
    for text in (
        french.number(1240),
        french.euros(3),
        french.percent(1),
        french.hour(dt.time(9, 5)),
    ):
        assert "\u202f" not in text
        assert " " not in text


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("Il manque une réponse", "il manque une réponse"),
        ("Écrivez un nombre", "écrivez un nombre"),
        ("À cette date, le contrat", "à cette date, le contrat"),
        ("L’acte est signé", "l’acte est signé"),
        ("C’est trop", "c’est trop"),
        # A name, a place, a number, an acronym, a word that we do not know.
        ("Lise Bakri porte déjà un pouvoir", "Lise Bakri porte déjà un pouvoir"),
        ("M-0387\u00a0: La séance", "M-0387\u00a0: La séance"),
        ("L’Horme n’est pas du territoire", "L’Horme n’est pas du territoire"),
        ("D’Artagnan a signé", "D’Artagnan a signé"),
        ("Léa-Marie Ung a accepté", "Léa-Marie Ung a accepté"),
        ("EBE active", "EBE active"),
        ("Un·e collègue a changé", "Un·e collègue a changé"),
        ("3 lignes", "3 lignes"),
        ("«\u00a0Oui\u00a0»", "«\u00a0Oui\u00a0»"),
        ("", ""),
    ],
)
def test_a_sentence_after_a_colon_keeps_its_names(sentence, read):
    assert french.after_colon(sentence) == read


def test_an_address_folds_after_its_signs_and_is_copied_whole():
    told = folding("anne.le-goff@mairie.example")
    assert told == "anne.<wbr>le-goff@<wbr>mairie.<wbr>example"
    assert folding('<b>"@x') == "&lt;b&gt;&quot;@<wbr>x"
    assert folding(None) == ""


def test_a_title_does_not_fold_before_its_dash():
    assert tenu("Villeurbanne – Les Brosses") == "Villeurbanne\u00a0– Les Brosses"
