"""The journal's page: who reads what, filters, what changed, speed."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from territories import journal
from territories.models import Entry, Organisation
from territories.scoping import scoped
from territories.tables import changes_text
from tests.world import NAME


def page(client, world, query: str = "") -> str:
    url = reverse("territories:journal_list", args=[world.home.slug])
    return client.get(url + query).content.decode()


@pytest.fixture
def entries(world):
    """Three facts of the home territory, at three dates."""
    organisation = world.rows["home"]["organisation"]
    with scoped(world.home.pk):
        for verb, who, day, before, after in [
            ("create", "lead", 3, {}, {"name": "Régie"}),
            ("update", "officer", 4, {"name": "Régie"}, {"name": "Régie Nord"}),
            ("update", None, 5, {"position": ""}, {"position": "favorable"}),
        ]:
            entry = Entry(
                territory=world.home,
                at=datetime(2026, 3, day, 9, tzinfo=UTC),
                user=world.users[who] if who else None,
                verb=verb,
                model="territories.organisation",
                object_id=organisation.pk,
                label=f"Organisation du {day}",
                before=before,
                after=after,
            )
            entry.save()


def test_what_changed_is_said_in_french(sign_in, world, entries):
    text = page(sign_in("lead"), world, "?objet=territories.organisation")
    assert "nom\u00a0:" in text
    assert '<del><span class="visually-hidden">avant\u00a0: </span>Régie</del>' in text
    assert "Régie Nord</ins>" in text
    assert "position\u00a0:" in text
    assert "rien</del>" in text
    assert "la plateforme" in text


def test_days_amounts_and_codes_are_told_in_words():
    said = {
        "until": "2026-12-31",
        "state_amount": "83176.42",
        "at": "2026-03-05T08:30:00+00:00",
        "siret": "12345678900012",
        "position": "to_involve",
    }
    entry = Entry(model="territories.organisation", before={}, after=said)
    text = changes_text(entry).replace("\u00a0", " ")
    for words in ("31 décembre 2026", "83 176,42", "5 mars 2026 à 9 h 30", "12345678900012"):
        assert words in text
    assert "position : à impliquer" in text


@pytest.mark.parametrize(
    ("model", "said", "words"),
    [
        ("ebe.smicrate", {"hourly": "12.50"}, "SMIC horaire brut : 12,50 €"),
        ("ebe.cdestatement", {"state_amount": "83176.42"}, "part de l’État : 83 176,42 €"),
        ("ebe.monthlyreturn", {"sold_public": "1240.00"}, "ventes aux collectivités : 1 240 €"),
        ("ebe.cderate", {"state_percent": "102.00"}, "part de l’État : 102 % du SMIC brut"),
        (
            "territories.legalfigure",
            {"what": "etat_max", "value": "100.00"},
            "valeur : 100 % du SMIC brut",
        ),
        ("territories.legalfigure", {"what": "ancien", "value": "100.00"}, "valeur : 100"),
    ],
)
def test_a_figure_is_told_with_its_unit(model, said, words):
    text = changes_text(Entry(model=model, before={}, after=said)).replace("\u00a0", " ")
    assert words in text


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("?quoi=update", [4, 5]),
        ("?objet=territories.organisation&du=04/03/2026", [4, 5]),
        ("?du=04/03/2026&au=04/03/2026", [4]),
        ("?au=03/03/2026", [3]),
        ("?objet=cle.meeting", []),
    ],
)
def test_filters(sign_in, world, entries, query, days):
    text = page(sign_in("lead"), world, query)
    assert [d for d in (3, 4, 5) if f"Organisation du {d}" in text] == days


def test_by_person(sign_in, world, entries):
    text = page(sign_in("lead"), world, f"?qui={world.users['officer'].pk}")
    assert "Organisation du 4" in text
    assert "Organisation du 3" not in text
    neighbour = world.users["neighbour"]
    assert "n’est plus dans la liste" in page(sign_in("lead"), world, f"?qui={neighbour.pk}")


def test_a_date_that_is_not_one_is_said(sign_in, world, entries):
    assert "Cette date n’existe pas" in page(sign_in("lead"), world, "?du=31/02/2026")


def test_entries_that_name_a_person_are_for_the_team(sign_in, world):
    # Its own, and the latest: what other tests committed before stays in the journal, by hundreds.
    with scoped(world.home.pk):
        Entry.objects.create(
            territory=world.home, verb="update", model="ppde.person", label=NAME, is_named=True
        )
    asked = "?objet=ppde.person"
    assert NAME in page(sign_in("lead"), world, asked)
    text = page(sign_in("dpo"), world, asked)
    assert "Journal" in text
    assert NAME not in text


def test_the_latest_comes_first(sign_in, world, entries):
    text = page(sign_in("lead"), world, "?objet=territories.organisation")
    assert text.index("Organisation du 5") < text.index("Organisation du 3")


def test_the_export_holds_what_is_shown_and_is_an_entry_itself(sign_in, world, entries):
    client = sign_in("lead")
    url = reverse("territories:journal_list", args=[world.home.slug])
    response = client.get(url + "?format=csv&quoi=update&objet=territories.organisation")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "nom : Régie, puis Régie Nord" in text.replace("\u00a0", " ")
    assert len(text.strip().splitlines()) == 3
    with scoped(world.home.pk):
        assert Entry.objects.get(verb="export", model="territories.entry").after["rows"] == 2


def test_queries_do_not_grow_with_the_journal(sign_in, world):
    client = sign_in("lead")
    page(client, world)
    with CaptureQueriesContext(connection) as few:
        page(client, world)
    with scoped(world.home.pk):
        for i in range(6):
            row = Organisation.objects.create(
                territory=world.home, name=f"Organisation {i}", kind="company"
            )
            journal.record("create", row, by=world.users["officer"], after={"name": row.name})
    with CaptureQueriesContext(connection) as many:
        assert "Organisation 5" in page(client, world)
    assert len(few) == len(many) <= 15


def test_the_page_reads_the_index_from_its_end(sign_in, world):
    """A page of the journal does not sort the whole territory."""
    with scoped(world.home.pk), connection.cursor() as cursor:
        Entry.objects.bulk_create(
            Entry(territory=world.home, verb="update", model="cle.meeting", label=f"{i}")
            for i in range(3000)
        )
        # So few rows would be sorted whatever the index: only what it makes possible is asked.
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"set local enable_{way} = off")
        rows = Entry.objects.visible_to(world.users["lead"]).within(world.home)
        plan = rows.order_by("-at", "-pk", "pk")[:50].explain()
    assert "entry_territory_at" in plan
    assert "Incremental Sort" in plan


@pytest.mark.parametrize(
    ("kind", "name", "query", "kept"),
    [
        ("dpo", "ppde:privacy_readings", "?numero=4731&quoi=read", {"Numéro du dossier": "non gardé", "Quoi": "consultation"}),
        ("lead", "cle:decision_list", "?q=M-4731", {"Texte ou numéro": "non gardé"}),
        ("lead", "territories:organisation_list", "?q=Perret-4731", {"Nom": "non gardé"}),
        # The journal of a list of persons tells it to those who read names alone, and forgets it with the person.
        ("lead", "ppde:person_list", "?q=4731", {"Nom ou numéro": "«\u00a04731\u00a0»"}),
    ],
)  # fmt: skip
def test_an_export_that_names_nobody_keeps_no_word_that_was_typed(
    sign_in, world, kind, name, query, kept
):
    """The journal of those lists is emptied with nobody: the number of an erased file would stay in it."""
    url = reverse(name, args=[world.home.slug]) + query
    answer = sign_in(kind).get(f"{url}&format=csv")
    b"".join(answer.streaming_content)
    with scoped(world.home.pk, user=world.users[kind].pk):
        entry = Entry.objects.filter(verb="export").latest("pk")
        told = entry.after["filters"]
    assert {label: told.get(label) for label in kept} == kept
    assert ("4731" in str(told)) is entry.is_named
