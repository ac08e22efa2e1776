"""Forms: French refusals, French dates and numbers, accessible markup, look-ups without JavaScript."""

import datetime as dt
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from tzcld.ui import forms


class Sample(forms.Form):
    name = forms.CharField(label="Prénom", max_length=5)
    day = forms.DateField(label="Date", help_text="Le jour de la signature")
    month = forms.MonthField(label="Mois", required=False)
    hours = forms.DecimalField(label="Heures", min_value=1, max_digits=4, decimal_places=1)
    kind = forms.ChoiceField(
        label="Voie", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    mail = forms.EmailField(label="Courriel", required=False)
    ok = forms.BooleanField(label="J’ai remis la notice")
    own = forms.CharField(label="Motif", error_messages={"required": "Dites pourquoi."})


GOOD = {
    "name": "Inès",
    "day": "17/11/2026",
    "month": "11/2026",
    "hours": "24,5",
    "kind": "a",
    "ok": "on",
    "own": "x",
}


def test_what_people_type_is_understood():
    form = Sample(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == dt.date(2026, 11, 17)
    assert form.cleaned_data["month"] == dt.date(2026, 11, 1)
    assert form.cleaned_data["hours"] == Decimal("24.5")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Il manque une réponse"),
        ("name", "Mirabelle", "9 signes. Écrivez 5 signes au plus"),
        ("day", "", "Il manque une date"),
        (
            "day",
            "31/02/2026",
            "Cette date n’existe pas. Écrivez jour/mois/année, par exemple 17/11/2026",
        ),
        ("month", "13/2026", "Ce mois n’est pas lisible"),
        ("hours", "beaucoup", "Ce n’est pas un nombre"),
        ("hours", "0,5", "Ce nombre est trop petit. Écrivez 1 ou plus"),
        ("hours", "24,55", "trop de décimales"),
        ("kind", "", "Choisissez une réponse"),
        ("kind", "zzz", "n’est pas dans la liste"),
        ("mail", "inès", "prenom.nom@exemple.fr"),
        ("ok", "", "Cochez cette case"),
        ("own", "", "Dites pourquoi."),
    ],
)
def test_each_refusal_says_what_to_write(field, typed, words):
    form = Sample({**GOOD, field: typed})
    assert list(form.errors) == [field]
    message = form.errors[field][0]
    assert words in message.replace("\u00a0", " ")
    assert "invalide" not in message.lower()


def test_messages_do_not_leak_from_one_form_to_another():
    first, second = Sample(GOOD), Sample(GOOD)
    assert first.fields["name"].validators is not second.fields["name"].validators
    assert len(first.fields["name"].validators) == len(second.fields["name"].validators)


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for name, attrs in self.found if name == tag]


def test_errors_are_linked_to_their_fields():
    form = Sample({**GOOD, "day": "demain", "kind": ""})
    page = Elements(str(form))
    ids = {attrs["id"] for _, attrs in page.found if "id" in attrs}
    targets = [a["href"][1:] for a in page.all("a")]
    assert targets == ["id_day", "id_kind_0"]
    assert set(targets) <= ids
    day = next(i for i in page.all("input") if i.get("name") == "day")
    assert day["aria-invalid"] == "true"
    assert day["aria-describedby"].split() == ["id_day_helptext", "id_day_error"]
    assert set(day["aria-describedby"].split()) <= ids
    assert day["value"] == "demain"
    fieldset = page.all("fieldset")[0]
    assert fieldset["aria-describedby"] == "id_kind_error"
    summary = next(d for d in page.all("div") if d.get("role") == "alert")
    assert summary["tabindex"] == "-1"
    assert "style" not in str(page.found)


def test_the_summary_lowers_no_name():
    form = Sample(GOOD)
    form.add_error("day", "Lise Bakri porte déjà un pouvoir.")
    form.add_error("kind", "Cette réponse n’est pas dans la liste.")
    summary = str(form.error_summary())
    assert ": Lise Bakri porte déjà un pouvoir<" in summary.replace("\u00a0", " ")
    assert ": cette réponse n’est pas dans la liste<" in summary.replace("\u00a0", " ")


def test_optional_is_said_and_required_is_not_starred():
    html = str(Sample())
    assert html.count("(facultatif)") == 2
    assert "*" not in html
    assert " required" not in html


def test_label_help_error_widget_come_in_this_order():
    html = str(Sample({**GOOD, "day": "?"})["day"].as_field_group())
    order = [html.index(part) for part in ("<label", "_helptext", 'class="err"', "<input")]
    assert order == sorted(order)


def test_initial_values_are_written_the_french_way():
    form = Sample(
        initial={
            "day": dt.date(2026, 11, 17),
            "month": dt.date(2026, 11, 1),
            "hours": Decimal("24.50"),
        }
    )
    assert 'value="17/11/2026"' in str(form["day"])
    assert 'value="11/2026"' in str(form["month"])
    assert 'value="24,5"' in str(form["hours"])
    assert not Sample(GOOD, initial={"day": dt.date(2026, 11, 17)})["day"]._has_changed()


def test_percent_field():
    class Share(forms.Form):
        share = forms.PercentField(label="Part")

    form = Share({"share": "38 %"})
    assert form.is_valid()
    assert form.cleaned_data["share"] == Decimal("0.38")
    assert 'value="38"' in str(Share(initial={"share": Decimal("0.38")})["share"])


def test_sections_hold_every_field_once():
    class Laid(Sample):
        sections = [("La personne", [("name", "own"), "day"])]

    names = [f.name for _, rows in Laid().layout() for row in rows for f in row]
    assert sorted(names) == sorted(Sample.base_fields)
    assert Laid().layout()[-1][0] == ""


class Rows:
    """Stands for a queryset of people, enough for a look-up."""

    def __init__(self, rows):
        self.rows = rows

    def filter(self, **lookup):
        ((key, value),) = lookup.items()
        if key == "pk":
            value = int(value)
        return Rows([r for r in self.rows if getattr(r, key) == value])

    def first(self):
        return self.rows[0] if self.rows else None

    def __getitem__(self, item):
        return self.rows[item]


class Who:
    def __init__(self, pk, name):
        self.pk, self.name, self.reference = pk, name, f"M-{pk:04}"

    def __str__(self):
        return self.name


PEOPLE = Rows([Who(1, "Josiane Perret"), Who(2, "Josette Perrin"), Who(3, "Amar Belhadj")])


def search(rows, text):
    return Rows([r for r in rows.rows if text.lower() in r.name.lower()])


class Choose(forms.Form):
    who = forms.LookupField(
        PEOPLE,
        search=search,
        keys=("reference",),
        label="Personne",
        row_label=str,
        url="/chercher/",
    )


@pytest.mark.parametrize(
    ("typed", "pk"), [("Josiane Perret", 1), ("josiane perret", 1), ("M-0003", 3)]
)
def test_lookup_takes_an_exact_label_or_number(typed, pk):
    form = Choose({"who": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["who"].pk == pk


def test_lookup_in_doubt_offers_the_choice_then_takes_it():
    form = Choose({"who": "Jos"})
    assert not form.is_valid()
    assert "Plusieurs réponses" in form.errors["who"][0]
    page = Elements(str(form["who"]))
    radios = [i for i in page.all("input") if i.get("type") == "radio"]
    assert [r["value"] for r in radios] == ["1", "2", ""]
    again = Choose({"who": "Jos", radios[1]["name"]: "2"})
    assert again.is_valid()
    assert again.cleaned_data["who"].pk == 2


@pytest.mark.parametrize("chosen", ["99", "pas un nombre", "1; DROP"])
def test_lookup_does_not_trust_the_chosen_number(chosen):
    form = Choose({"who": "zzz", "who_choix": chosen})
    assert not form.is_valid()
    assert "Rien ne correspond" in form.errors["who"][0]


def test_lookup_asks_before_taking_the_only_candidate():
    form = Choose({"who": "Amar"})
    assert not form.is_valid()
    assert "Est-ce bien" in form.errors["who"][0]


def test_one_lookup_does_not_remember_the_doubt_of_another():
    Choose({"who": "Jos"}).is_valid()
    assert 'type="radio"' not in str(Choose()["who"])


def test_the_empty_answer_of_a_list_reads_under_any_label():
    class Wish(forms.Form):
        place = forms.ChoiceField(choices=[("", "---------"), ("a", "ici")], required=False)
        must = forms.ChoiceField(choices=[("", "---------"), ("a", "ici")])

    form = Wish()
    assert '<option value="" selected>Aucun choix</option>' in str(form["place"])
    assert '<option value="" selected>Choisir</option>' in str(form["must"])
