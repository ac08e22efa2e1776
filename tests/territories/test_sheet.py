"""The territory's sheet and the stakeholders."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.models import Report
from evaluation.reports.operations import withdraw_report
from territories.models import (
    Contact,
    Entry,
    KeyDate,
    Organisation,
    PerimeterUnit,
    Phase,
    Territory,
)
from territories.scoping import scoped


def url(world, name, *args, where="home"):
    return reverse(f"territories:{name}", args=[getattr(world, where).slug, *args])


def test_each_piece_is_added_changed_and_removed_with_its_trace(world, sign_in):
    client = sign_in("lead")
    pieces = {
        "perimetre": {
            "kind": "commune",
            "name": "Vénissieux",
            "insee_code": "69259",
            "population": "",
        },
        "date": {"on": "19/09/2022", "title": "Premiers CDI", "text": ""},
        "estimation": {"persons": "900", "on": "1/2/2026", "source": "diagnostic", "method": ""},
        "objectif": {"year": "2027", "destination": "elsewhere", "jobs": "60"},
    }
    for piece, data in pieces.items():
        response = client.post(url(world, "piece_create", piece), data)
        assert response.status_code == 302, (piece, response.context["form"].errors)
    made = KeyDate.objects.get(title="Premiers CDI")
    client.post(url(world, "piece_edit", "date", made.pk), pieces["date"] | {"title": "Douze CDI"})
    client.post(url(world, "piece_delete", "date", made.pk))
    assert not KeyDate.objects.filter(pk=made.pk).exists()
    page = client.get(url(world, "journal_list")).content.decode()
    assert "Douze CDI" in page
    assert client.get(url(world, "piece_create", "inconnu")).status_code == 404


def test_a_commune_without_its_code_is_explained_and_nothing_is_lost(world, sign_in):
    response = sign_in("lead").post(
        url(world, "piece_create", "perimetre"),
        {"kind": "commune", "name": "Givors", "insee_code": "12"},
    )
    page = response.content.decode()
    assert "code INSEE de cinq caractères" in page
    assert 'value="Givors"' in page


def test_a_district_where_somebody_lives_cannot_be_removed(world, sign_in):
    unit = world.rows["home"]["perimeterunit"]
    response = sign_in("lead").post(url(world, "piece_delete", "perimetre", unit.pk), follow=True)
    assert "encore utilisé" in response.content.decode()
    assert PerimeterUnit.objects.filter(pk=unit.pk).exists()


def test_a_siret_is_checked_and_a_contact_comes_and_goes(world, sign_in, as_team):
    client = sign_in("lead")
    data = {"name": "Régie", "kind": "siae", "siret": "73282932000075", "city": "Lyon"}
    assert "pas un SIRET" in client.post(url(world, "organisation_create"), data).content.decode()
    client.post(url(world, "organisation_create"), data | {"siret": "732 829 320 00074"})
    made = Organisation.objects.get(name="Régie")
    assert made.siret == "73282932000074"
    client.post(
        url(world, "contact_create", made.pk), {"first_name": "Alex", "last_name": "Régisseur"}
    )
    contact = Contact.objects.get(organisation=made)
    assert "Régisseur" in client.get(url(world, "organisation_detail", made.pk)).content.decode()
    client.post(url(world, "contact_delete", contact.pk))
    assert not Contact.objects.filter(pk=contact.pk).exists()
    told = Entry.objects.filter(model="territories.contact", object_id=contact.pk)
    assert [(e.verb, e.label, e.before, e.after) for e in told.order_by("pk")] == [
        ("create", "Contact supprimé", {}, {}),
        ("delete", "Contact supprimé", {}, {}),
    ]


@pytest.mark.parametrize(
    ("name", "kind", "where"),
    [
        ("organisation_list", "lead", "home"),
        ("territory_list", "hub_admin", "hub"),
        ("territory_detail", "member", "home"),
    ],
)
def test_lists_do_not_ask_more_for_more_rows(world, sign_in, name, kind, where):
    client = sign_in(kind)
    counts = []
    for more in (0, 5):
        for n in range(more):
            Organisation.objects.create(territory=world.home, name=f"O{n}", kind="ccas")
            Territory.objects.create(kind="local", hub=world.hub, name=f"T{n}", slug=f"t{n}")
            KeyDate.objects.create(territory=world.home, on=date(2026, 1, n + 1), title=f"D{n}")
        client.get(url(world, name, where=where))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(world, name, where=where)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=VENISS", ["Vénissieux"]),
        ("phase=habilitated", ["Vénissieux"]),
        ("phase=candidate", []),
        ("q=personne", []),
    ],
)
def test_the_territories_of_a_hub_are_found_by_name_and_by_phase(world, sign_in, query, names):
    Phase.objects.filter(territory=world.next).update(kind="renewing")
    page = sign_in("hub_admin").get(f"{url(world, 'territory_list', where='hub')}?{query}")
    assert [row.name for row in page.context["listing"].rows] == names


@pytest.mark.parametrize(
    ("piece", "data", "told"),
    [
        (
            "objectif",
            {"year": "2026", "destination": "ebe", "jobs": "5"},
            "Un objectif existe déjà",
        ),
        (
            "estimation",
            {"persons": "9", "on": "01/03/2026", "source": "x"},
            "Une estimation existe déjà",
        ),
        ("perimetre", {"kind": "district", "name": "Quartier"}, "déjà dans le périmètre"),
    ],
)
def test_what_is_there_already_is_said_in_words(world, sign_in, piece, data, told):
    response = sign_in("lead").post(url(world, "piece_create", piece), data)
    assert response.status_code == 200
    assert told in response.content.decode()


def test_two_organisations_do_not_share_a_name(world, sign_in):
    data = {"name": world.rows["home"]["organisation"].name, "kind": "ccas"}
    response = sign_in("lead").post(url(world, "organisation_create"), data)
    assert "porte déjà ce nom" in response.content.decode()


@pytest.fixture
def held(world):
    """A key date that a report which outsiders read holds."""
    with scoped(world.home.pk, user=world.users["lead"].pk):
        made = KeyDate.objects.create(
            territory=world.home, on=date(2026, 3, 1), title="Visite", text="Sur la péniche"
        )
        report = Report.objects.create(
            territory=world.home, kind="territory_sheet", state="done", title="Fiche figée", audience="public",
            month=date(2026, 10, 1), requested_by=world.users["lead"], snapshot={"rows": [made.text]},
        )  # fmt: skip
    return made, report


def test_a_date_that_a_report_holds_is_taken_off_and_put_back(world, sign_in, held):
    made, _ = held
    client, removed = sign_in("lead"), url(world, "removed_dates")
    delete = url(world, "piece_delete", "date", made.pk)
    assert "Fiche figée, octobre\u00a02026" in client.get(delete).content.decode()
    assert removed not in client.get(url(world, "territory_detail")).content.decode()
    told = client.post(delete, follow=True).content.decode()
    assert "Le rapport qui garde son texte ne change pas" in told
    assert removed in told
    assert "Sur la péniche" not in told
    shown = client.get(removed).content.decode()
    assert "Sur la péniche" in shown
    assert "Fiche figée, octobre\u00a02026" in shown
    # Held still, it is not erased.
    assert delete not in shown
    assert "encore dans un rapport" in client.post(delete, follow=True).content.decode()
    back = client.post(url(world, "date_restore", made.pk), follow=True).content.decode()
    assert "Sur la péniche" in back
    assert client.post(url(world, "date_restore", made.pk)).status_code == 404


def test_once_its_report_is_withdrawn_a_removed_date_says_so_and_is_erased_for_good(
    world, sign_in, held
):
    made, report = held
    client, removed = sign_in("lead"), url(world, "removed_dates")
    delete = url(world, "piece_delete", "date", made.pk)
    client.post(delete)
    with scoped(world.home.pk, user=world.users["lead"].pk):
        withdraw_report(report, reason="Une erreur", by=world.users["lead"])
    shown = client.get(removed).content.decode()
    assert "Aucun rapport diffusé ne la garde plus" in shown
    assert delete in shown
    assert "pour de bon" in client.get(delete).content.decode()
    assert client.post(delete).url == removed
    with scoped(world.home.pk):
        assert not KeyDate.removed.filter(pk=made.pk).exists()
    assert "Aucune date retirée" in client.get(removed).content.decode()


def test_the_removed_dates_of_a_neighbour_are_not_shown_nor_put_back(world, sign_in, held):
    made, _ = held
    with scoped(world.home.pk):
        KeyDate.objects.filter(pk=made.pk).update(removed_on=date(2026, 11, 1))
    neighbour = sign_in("neighbour")
    there = reverse("territories:removed_dates", args=[world.next.slug])
    assert "péniche" not in neighbour.get(there).content.decode()
    restore = reverse("territories:date_restore", args=[world.next.slug, made.pk])
    assert neighbour.post(restore).status_code == 404
