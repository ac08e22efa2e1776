"""Skills: what a person says of herself, the hub's file, the matrix of a team."""

import io
import re

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ppde import operations
from ppde.models import Availability, PersonSkill, Skill
from ppde.skills import files
from territories.models import Entry
from territories.scoping import scoped
from tests.ppde.test_person_lists import csv_rows, fill

CSV = (
    "Code ROME;Libellé;Domaine\nK2204;Nettoyer des locaux;Propreté\nI1606;Réparer un vélo;Atelier\n"
)


@pytest.fixture
def person(world):
    return world.rows["home"]["person"]


def matrix(world, query="") -> str:
    return reverse("ppde:skill_matrix", args=[world.home.slug]) + query


def read(text: str, name="rome.csv", encoding="utf-8") -> list[dict]:
    return files.read(text.encode(encoding), name)


# What a person says ─────────────────────────────────────────────────────────────────────────────


def test_a_level_is_changed_forgotten_and_journaled(as_team, person):
    lead = as_team.users["lead"]
    changed = operations.record_skills(person, {as_team.skill: ("teaches", False)}, by=lead)
    assert changed == 1
    row = person.skills.get()
    assert (row.level, row.wants_to_learn) == ("teaches", False)
    assert operations.record_skills(person, {as_team.skill: ("teaches", False)}, by=lead) == 0
    operations.record_skills(person, {as_team.skill: ("", False)}, by=lead)
    assert not person.skills.exists()
    told = Entry.objects.filter(verb="update", object_id=person.pk).order_by("pk")
    assert [e.after for e in told] == [
        {"Réparer un vélo": "peut transmettre"},
        {"Réparer un vélo": ""},
    ]
    assert all(e.is_named for e in told)


def test_a_skill_of_another_hub_is_refused(as_team, person):
    other = Skill(territory=as_team.home, name="Ailleurs", domain="X")
    other.save()
    with pytest.raises(ValidationError, match="autre métropole"):
        operations.record_skills(person, {other: ("notions", False)}, by=None)


def test_days_are_kept_in_the_order_of_the_week(as_team, person):
    operations.record_days(person, ["fri", "mon"], by=None)
    row = Availability.objects.get(person=person)
    assert row.days == ["mon", "fri"]
    assert str(row) == "lundi, vendredi"


# The hub's file ─────────────────────────────────────────────────────────────────────────────────


def test_the_same_file_read_twice_creates_nothing(as_team):
    rows = read(CSV)
    found = operations.import_skills(as_team.hub, rows, common=False, by=None)
    assert found == {"created": 1, "updated": 0, "unchanged": 1}
    again = operations.import_skills(as_team.hub, rows, common=False, by=None)
    assert again == {"created": 0, "updated": 0, "unchanged": 2}
    rows[0]["name"] = "Nettoyer"
    assert operations.import_skills(as_team.hub, rows, common=True, by=None)["updated"] == 1
    assert not Skill.objects.get(rome_code="K2204").is_common


def test_a_name_that_has_another_code_stops_the_whole_file(as_team):
    rows = read("code;libellé\nK2204;Nouvelle\nK2205;réparer un velo\n")
    with pytest.raises(ValidationError, match=r"Ligne 3.*autre code"):
        operations.import_skills(as_team.hub, rows, common=True, by=None)
    assert not Skill.objects.filter(name="Nouvelle").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_csv_that_people_have_is_read(encoding, separator):
    rows = read(CSV.replace(";", separator), encoding=encoding)
    assert [row["name"] for row in rows] == ["Nettoyer des locaux", "Réparer un vélo"]


def test_a_workbook_is_read_numbers_and_blank_lines_included():
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 0, ["Code OGR", "Intitulé"])
        sheet.write_row(3, 0, [100123, "Tenir une caisse"])
    assert files.read(kept.getvalue(), "rome.xlsx") == [
        {
            "line": 4,
            "name": "Tenir une caisse",
            "domain": "",
            "rome_code": "100123",
        }
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a;b\n1;2\n", "Aucune colonne"),
        ("libellé\n", "aucune compétence"),
        ("code;libellé\nZZ;Couture\n", "Ligne 2.*n’est pas un code ROME"),
        ("code;libellé\nK2204;\n", "Ligne 2.*il manque le nom"),
        ("libellé\nCouture\ncouture\n", "Ligne 3.*déjà à la ligne 2"),
        ("libellé\n" + "x" * 121 + "\n", "120 signes"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(text, sentence):
    with pytest.raises(ValidationError) as told:
        read(text)
    assert re.search(sentence, " ".join(told.value.messages))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0" * 20])
def test_a_broken_workbook_ends_in_a_sentence(content):
    with pytest.raises(ValidationError, match="n’est pas lisible"):
        files.read(content, "rome.xlsx")


def test_the_page_and_the_command_read_the_same_file(sign_in, world, tmp_path, capsys):
    hub = sign_in("hub_officer")
    url = reverse("ppde:skill_import", args=[world.hub.slug])
    sent = io.BytesIO(CSV.encode())
    sent.name = "rome.csv"
    response = hub.post(url, {"file": sent, "common": "on"}, follow=True)
    assert (
        "1\u00a0compétence ajoutée, 0\u00a0modifiée, 1\u00a0déjà connue."
        in response.content.decode()
    )
    file = tmp_path / "rome.csv"
    file.write_text(CSV)
    call_command("import_skills", world.hub.slug, str(file))
    assert "Ajoutées : 0." in capsys.readouterr().out
    with pytest.raises(CommandError, match="Aucune métropole"):
        call_command("import_skills", world.home.slug, str(file))


def test_a_refused_file_says_why_on_the_page(sign_in, world):
    sent = io.BytesIO(b"code;libelle\nZZ;Couture\n")
    sent.name = "rome.csv"
    url = reverse("ppde:skill_import", args=[world.hub.slug])
    shown = sign_in("hub_officer").post(url, {"file": sent}).content.decode()
    assert "Ligne 2" in shown
    assert not Skill.objects.filter(name="Couture").exists()


# The matrix ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def people(world):
    people = fill(world)
    with scoped(world.home.pk, world.hub.pk):
        sewing = Skill.objects.create(territory=world.hub, name="Couture", domain="Textile")
        for n, person in enumerate(people):
            PersonSkill.objects.create(
                territory=world.home,
                person=person,
                skill=sewing if n % 2 else world.skill,
                level="" if n == 0 else "notions",
                wants_to_learn=n == 0,
            )
    return people


def test_the_matrix_filters_a_skill_and_its_level_together(sign_in, world, people):
    lead = sign_in("lead")
    query = f"?competence={world.skill.pk}&niveau=apprendre"
    found = {p.last_name for p in lead.get(matrix(world, query)).context["listing"].rows}
    assert found == {"Benaïssa", "Quetzal"}
    sewing = Skill.objects.get(name="Couture")
    query = f"?competence={sewing.pk}&niveau=apprendre"
    assert not lead.get(matrix(world, query)).context["listing"].rows


def test_the_matrix_leaves_without_names_when_asked(sign_in, world, people):
    lead = sign_in("lead")
    rows = csv_rows(lead.get(matrix(world, "?format=csv&affichage=numero")))
    assert {"Réparer un vélo", "Couture"} < set(rows[0])
    assert all(row["Numéro"].startswith("M-") for row in rows)
    assert Entry.objects.filter(verb="export", is_named=True, model="ppde.person").exists()


def test_the_matrix_asks_as_much_for_one_as_for_many(sign_in, world, people):
    lead = sign_in("lead")
    lead.get(matrix(world))
    with CaptureQueriesContext(connection) as many:
        lead.get(matrix(world))
    with scoped(world.home.pk):
        PersonSkill.objects.exclude(person=people[0]).delete()
    with CaptureQueriesContext(connection) as one:
        lead.get(matrix(world))
    assert len(one) == len(many) <= 15


def test_the_matrix_of_an_empty_territory_says_what_to_do(sign_in, world):
    with scoped(world.home.pk):
        PersonSkill.objects.all().delete()
    shown = sign_in("lead").get(matrix(world)).content.decode()
    assert "0\u00a0personne sur 1 a dit" in shown
    assert "onglet «\u00a0Compétences\u00a0»" in shown
