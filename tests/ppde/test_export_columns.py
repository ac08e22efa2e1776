"""The columns of a file: those that the reader may read, chosen in the address, kept for the account."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ppde.retention import accounts
from territories.models import Entry
from territories.scoping import scoped
from tests.ppde.test_person_lists import csv_rows, downloaded, fill, url
from tzcld.users.models import User

KEEP = re.compile(r'formaction="([^"]*liste=[^"&]*)"')


@pytest.fixture
def lead(sign_in):
    return sign_in("lead")


def choice(client, world, query="", name="mobilisation_list"):
    return client.get(url(name, world, f"?export=choix{query}"))


def keep(client, world, *columns, **said):
    target = KEEP.search(choice(client, world).content.decode())[1]
    return client.post(target, {"colonne": columns, "export": "choix", "format": "csv", **said})


def kept(world, kind="lead"):
    return User.objects.get(pk=world.users[kind].pk).export_columns


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_the_file_has_the_columns_the_filters_and_the_order_asked(lead, world, fmt):
    fill(world)
    query = (
        f"?attente=over_12&tri=-volunteer_on&format={fmt}&colonne=volunteer_on&colonne=reference"
    )
    body = downloaded(lead.get(url("mobilisation_list", world, query)))
    if fmt == "csv":
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    else:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        lines = book.get_sheet_by_name("Données").to_python()
        about = dict(book.get_sheet_by_name("À propos").to_python())
        assert about["Filtre\u00a0: Attente"] == "plus d’un an"
        assert "Personne" in about["Colonnes non retenues"]
    assert lines[0] == ["Numéro", "Volontaire depuis"]
    days = [str(line[1])[:10] for line in lines[1:]]
    assert len(days) == 4
    assert days == sorted(days, reverse=True)
    assert b"Sylla" not in body
    with scoped(world.home.pk):
        entry = Entry.objects.filter(verb="export").last()
    assert entry.after == {
        "filters": {"Attente": "plus d’un an"},
        "columns": ["Numéro", "Volontaire depuis"],
        "rows": 4,
    }
    assert entry.is_named


def test_the_journal_of_each_file_is_written_whatever_the_columns(lead, world):
    """A file without the column of names was still taken: the reading of each person stays."""
    people = fill(world)
    query = "?format=csv&colonne=volunteer_on"
    downloaded(lead.get(url("mobilisation_list", world, query)))
    with scoped(world.home.pk):
        assert all(person.readings.filter(kind="export").exists() for person in people)


@pytest.mark.parametrize("name", ["person_list", "mobilisation_list", "skill_matrix"])
def test_the_files_without_names_choose_their_columns_too(lead, world, name):
    fill(world)
    page = lead.get(url(name, world)).content.decode()
    link = re.search(r'href="(\?[^"]*)">Choisir les colonnes, sans les noms…', page)[1]
    asked = lead.get(url(name, world, link.replace("&amp;", "&")))
    assert "reference" in keys(asked)
    assert "name" not in keys(asked)
    assert '<input type="hidden" name="affichage" value="numero">' in asked.content.decode()
    # What names somebody is refused in words.
    answer = lead.get(url(name, world, "?affichage=numero&format=csv&colonne=name"))
    assert answer["Content-Type"].startswith("text/html")
    assert "La colonne «\u00a0name\u00a0» n’est pas dans cette liste" in answer.content.decode()


def test_a_file_without_names_has_the_columns_asked_and_not_what_was_searched(lead, world):
    fill(world)
    query = "?q=Benaïssa&affichage=numero&format=xlsx&colonne=reference&colonne=state"
    body = downloaded(lead.get(url("person_list", world, query)))
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    lines = book.get_sheet_by_name("Données").to_python()
    assert lines[0] == ["Numéro", "État"]
    assert len(lines) == 2
    about = book.get_sheet_by_name("À propos").to_python()
    assert "peut nommer quelqu’un" in dict(about)["Filtre\u00a0: Nom ou numéro"]
    assert not any("Benaïssa" in str(cell) for line in [*lines, *about] for cell in line)


def test_the_choice_for_the_files_without_names_is_kept_apart(lead, world):
    keep(lead, world, "reference", "name")
    page = choice(lead, world, "&affichage=numero").content.decode()
    lead.post(
        KEEP.search(page)[1], {"colonne": ["reference"], "affichage": "numero", "export": "choix"}
    )
    assert kept(world) == {
        "liste-mobilisation": ["name", "reference"],
        "liste-mobilisation-sans-noms": ["reference"],
    }


def test_a_direction_takes_no_column_of_the_team(sign_in, world):
    """The proposals that it answers: the team's own columns are not among its own."""
    shown = reverse("ebe:proposal_list", args=[world.home.slug])
    team = keys(sign_in("lead").get(f"{shown}?export=choix"))
    director = sign_in("director")
    own = keys(director.get(f"{shown}?export=choix"))
    missing = set(team) - set(own)
    assert own
    assert missing, "rien ne distinguerait les deux"
    for key in missing:
        answer = director.get(f"{shown}?format=csv&colonne={key}")
        assert answer["Content-Type"].startswith("text/html")
        assert "ne vous est pas ouverte" in answer.content.decode()


def keys(response):
    return [key for key, _ in response.context["form"].fields["colonne"].choices]


@pytest.mark.parametrize(
    ("kind", "name"), [("member", "cle:decision_list"), ("funder", "evaluation:indicator_list")]
)
def test_who_takes_no_list_away_chooses_nothing(sign_in, world, kind, name):
    client, shown = sign_in(kind), reverse(name, args=[world.home.slug])
    assert "Choisir les colonnes" not in client.get(shown).content.decode()
    for query in ("?export=choix", "?format=csv&colonne=name"):
        answer = client.get(shown + query)
        assert answer["Content-Type"].startswith("text/html")
        assert "form" not in answer.context or "colonne" not in answer.context["form"].fields
        assert answer.context["exportable"] is False


@pytest.mark.parametrize("kind", ["member", "dpo", "funder"])
def test_the_lists_of_persons_stay_closed(sign_in, world, kind):
    for query in ("?export=choix", "?format=csv&colonne=volunteer_on"):
        assert sign_in(kind).get(url("mobilisation_list", world, query)).status_code == 403


def test_the_readings_tell_data_protection_no_column_of_another_list(sign_in, world):
    shown = reverse("ppde:privacy_readings", args=[world.home.slug])
    client = sign_in("dpo")
    assert "name" not in keys(client.get(f"{shown}?export=choix"))
    answer = client.get(f"{shown}?format=csv&colonne=name")
    assert "ne vous est pas ouverte" in answer.content.decode()


def test_a_choice_is_kept_for_the_account_and_the_list(lead, world, sign_in):
    fill(world)
    answer = keep(lead, world, "volunteer_on", "reference", attente="over_12")
    assert answer.status_code == 302
    assert answer["Location"].startswith(url("mobilisation_list", world))
    assert "attente=over_12" in answer["Location"]
    assert "colonne" not in answer["Location"]
    again = lead.get(answer["Location"])
    assert "Vos colonnes sont retenues" in again.content.decode()
    assert again.context["form"]["colonne"].value() == ["reference", "volunteer_on"]
    assert kept(world) == {"liste-mobilisation": ["reference", "volunteer_on"]}
    page = lead.get(url("mobilisation_list", world, "?attente=over_12")).content.decode()
    assert "Vos colonnes (2 sur " in page
    link = re.search(r'href="(\?[^"]*format=csv[^"]*colonne[^"]*)"', page)[1]
    rows = csv_rows(lead.get(url("mobilisation_list", world, link.replace("&amp;", "&"))))
    assert len(rows) == 4
    assert list(rows[0]) == ["Numéro", "Volontaire depuis"]
    assert "Vos colonnes (" not in lead.get(url("person_list", world)).content.decode()
    officer = sign_in("officer").get(url("mobilisation_list", world)).content.decode()
    assert "Vos colonnes (" not in officer


def test_the_token_is_on_the_buttons_not_in_the_address_of_the_file(lead, world):
    page = choice(lead, world).content.decode()
    form = re.search(r'<form class="form".*?</form>', page, re.S)[0]
    assert not re.search(r"<input[^>]*csrfmiddlewaretoken", form)
    token = re.search(r'name="csrfmiddlewaretoken"\s+value="(\w+)"', form)[1]
    lead.handler.enforce_csrf_checks = True
    target = KEEP.search(form)[1]
    said = {"colonne": ["reference"], "export": "choix"}
    lead.post(target, said)
    assert kept(world) == {}
    answer = lead.post(target, {**said, "csrfmiddlewaretoken": token})
    assert "csrf" not in answer["Location"]
    assert kept(world) == {"liste-mobilisation": ["reference"]}


def test_a_kept_choice_changes_and_is_forgotten(lead, world):
    keep(lead, world, "volunteer_on", "reference")
    keep(lead, world, "reference")
    assert kept(world) == {"liste-mobilisation": ["reference"]}
    page = choice(lead, world).content.decode()
    assert "Oublier ce choix" in page
    lead.post(f"{KEEP.search(page)[1]}&oublier=1", {"colonne": ["reference"]})
    assert kept(world) == {}
    assert "Oublier ce choix" not in choice(lead, world).content.decode()


def test_nothing_ticked_is_not_kept(lead, world):
    keep(lead, world, "reference")
    answer = keep(lead, world)
    assert "Cochez au moins une colonne" in lead.get(answer["Location"]).content.decode()
    assert kept(world) == {"liste-mobilisation": ["reference"]}


def test_only_what_the_page_offered_is_kept(lead, world):
    keep(lead, world, "reference", "nir", "<b>")
    assert kept(world) == {"liste-mobilisation": ["reference"]}
    for forged in ("", "liste", "WyJ4IiwiaHR0cHM6Ly9leGVtcGxlLm9yZyIsW11d:1a:b"):
        answer = lead.post(f"{reverse('account_columns')}?liste={forged}", {"colonne": ["x"]})
        assert answer.status_code == 404
    assert lead.get(reverse("account_columns")).status_code == 405


def test_a_column_that_is_no_longer_the_readers_leaves_the_kept_choice(lead, world):
    of_list = {"liste-mobilisation": ["reference", "ancienne"]}
    User.objects.filter(pk=world.users["lead"].pk).update(export_columns=of_list)
    page = lead.get(url("mobilisation_list", world))
    assert [c.key for c in page.context["listing"].kept_columns] == ["reference"]
    assert "ancienne" not in page.content.decode()


def test_the_menu_of_a_kept_choice_asks_nothing_more(lead, world):
    lead.get(url("mobilisation_list", world))

    def queries():
        with CaptureQueriesContext(connection) as found:
            lead.get(url("mobilisation_list", world))
        return len(found)

    before = queries()
    keep(lead, world, "reference")
    lead.get(url("mobilisation_list", world))
    assert queries() == before


def test_an_account_whose_name_is_erased_keeps_no_choice(lead, world):
    keep(lead, world, "reference")
    user = User.objects.get(pk=world.users["lead"].pk)
    accounts._empty(user, user.created_at.date())
    assert kept(world) == {}
