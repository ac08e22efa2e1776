"""The two lists: filters, order, exports equal to the screen, queries that do not grow."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde.models import EventKind, JourneyEvent, Pause, Person
from territories.models import Entry
from territories.periods import period
from territories.scoping import scoped

LISTS = ("person_list", "mobilisation_list")
NAMES = [
    ("Benaïssa", "Leïla", "2025-01-10"),
    ("Sylla", "Fatoumata", "2025-08-22"),
    ("Diarra", "Lamine", "2026-01-14"),
    ("Vial", "Élise", "2026-06-04"),
    ("Perret", "Josiane", "2026-10-19"),
    ("Zeroual", "Karim", "2025-05-12"),
]


def url(name, world, query="") -> str:
    return reverse(f"ppde:{name}", args=[world.home.slug]) + query


def fill(world, names=NAMES) -> list[Person]:
    people = []
    with scoped(world.home.pk):
        for number, (last, first, day) in enumerate(names, 30):
            person = Person.objects.create(
                territory=world.home,
                number=number,
                last_name=last,
                first_name=first,
                origin="ccas",
                identified_on=date.fromisoformat(day),
                met_on=date.fromisoformat(day),
                volunteer_on=date.fromisoformat(day),
                volunteer_recorded_at=timezone.now(),
                eligible_on=date(2026, 11, 5),
                last_contact_on=date(2026, 11, 1),
                state="listed",
                referent=world.users["officer" if number % 2 else "lead"],
            )
            JourneyEvent.objects.create(
                territory=world.home, person=person, kind="interview", on=date(2026, 11, 1)
            )
            people.append(person)
    return people


@pytest.fixture
def lead(sign_in):
    return sign_in("lead")


def rows(response) -> list:
    return list(response.context["listing"].rows)


def downloaded(response) -> bytes:
    """The file, closed without ending the request: that would close the test's own connection."""
    body = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    return body


def csv_rows(response) -> list[dict]:
    body = downloaded(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


def test_the_list_is_in_the_order_of_the_volunteer_dates(lead, world):
    fill(world)
    response = lead.get(url("mobilisation_list", world))
    found = rows(response)
    assert [p.last_name for p in found] == [
        "Benaïssa", "Quetzal", "Zeroual", "Sylla", "Diarra", "Vial", "Perret",
    ]  # fmt: skip
    assert 'class="wait"' in response.content.decode()


def test_a_filter_leaves_the_ranks_as_they_are(lead, world):
    fill(world)
    shown = lead.get(url("mobilisation_list", world, "?attente=6_12&tri=-rank"))
    assert [p.last_name for p in rows(shown)] == ["Diarra"]
    assert '<span class="rank">5</span>' in shown.content.decode()


@pytest.mark.parametrize("list_name", LISTS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("benaissa", ["Benaïssa"]),
        ("BENAI", ["Benaïssa"]),
        ("elise vial", ["Vial"]),
        ("vial elise", ["Vial"]),
        ("M-0031", ["Sylla"]),
        ("31", ["Sylla"]),
        ("m31", ["Sylla"]),
        ("inconnue", []),
    ],
)
def test_a_person_is_found_by_name_or_number(lead, world, list_name, text, expected):
    fill(world)
    found = rows(lead.get(url(list_name, world, f"?q={text}")))
    assert [p.last_name for p in found] == expected


def test_the_bands_of_waiting_share_everybody_out(lead, world):
    fill(world)
    sizes = [
        len(rows(lead.get(url("mobilisation_list", world, f"?attente={band}"))))
        for band in ("under_3", "3_6", "6_12", "over_12")
    ]
    assert sizes == [1, 1, 1, 4]


def test_by_state_referent_and_district(lead, world):
    people = fill(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=people[0].pk).update(state="paused", referent=None)
    for query, expected in [
        ("?etat=paused", {"Benaïssa"}),
        (f"?referent={world.users['officer'].pk}", {"Sylla", "Vial", "Zeroual"}),
        ("?referent=null", {"Benaïssa"}),
        (f"?quartier={world.rows['home']['perimeterunit'].pk}", {"Quetzal"}),
    ]:
        found = rows(lead.get(url("mobilisation_list", world, query)))
        assert {p.last_name for p in found} == expected, query


def test_the_line_tells_the_last_fact_the_pause_or_the_silence(lead, world):
    today = timezone.localdate()
    people = fill(world)
    with scoped(world.home.pk):
        wrong = JourneyEvent.objects.create(
            territory=world.home, person=people[0], kind=EventKind.VISIT, on=date(2026, 11, 20)
        )
        JourneyEvent.objects.create(
            territory=world.home,
            person=people[0],
            kind=EventKind.WORKSHOP,
            on=date(2026, 11, 19),
            corrects=wrong,
            reason="Atelier.",
        )
        Pause.objects.create(
            territory=world.home,
            person=people[1],
            period=period(today, today + timedelta(days=5)),
            reason="care",
        )
        Person.objects.filter(pk=people[1].pk).update(state="paused")
        Person.objects.filter(pk=people[2].pk).update(last_contact_on=today - timedelta(days=74))
    shown = lead.get(url("mobilisation_list", world, f"?deplier={people[1].pk}")).content.decode()
    assert "Atelier, 19\u00a0nov." in shown
    assert "Pause jusqu’au" in shown
    assert "Sans contact" in shown
    assert "Dernier contact il y a 2\u00a0mois" in shown
    assert "À décider avant le" in shown
    assert "Reprendre" in shown


@pytest.mark.parametrize("list_name", LISTS)
def test_the_file_holds_what_the_screen_shows(lead, world, list_name):
    fill(world)
    query = "?attente=over_12&tri=-volunteer_on"
    screen = lead.get(url(list_name, world, query))
    exported = csv_rows(lead.get(url(list_name, world, query + "&format=csv")))
    assert [r["Personne"] for r in exported] == [str(p) for p in rows(screen)]
    assert [r["Numéro"] for r in exported] == [p.reference for p in rows(screen)]
    for fmt in ("xlsx", "ods"):
        response = lead.get(url(list_name, world, f"{query}&format={fmt}"))
        assert downloaded(response).startswith(b"PK")
    with scoped(world.home.pk):
        entry = Entry.objects.filter(verb="export").last()
    assert entry.after["rows"] == 4
    assert entry.after["filters"] == {"Attente": "plus d’un an"}
    assert entry.is_named


@pytest.mark.parametrize("list_name", LISTS)
def test_a_file_without_names_has_none(lead, world, list_name):
    fill(world)
    response = lead.get(url(list_name, world, "?format=csv&affichage=numero"))
    body = downloaded(response).decode()
    assert "M-0030" in body
    assert "Benaïssa" not in body


@pytest.mark.parametrize("list_name", [*LISTS, "review_list"])
def test_queries_do_not_grow_with_the_rows(lead, world, list_name):
    lead.get(url(list_name, world))

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            response = lead.get(url(list_name, world))
        assert response.status_code == 200
        return len(found)

    few = queries()
    people = fill(world)
    with scoped(world.home.pk):
        for person in people:
            person.reviews.create(
                territory=world.home,
                rule=world.rule,
                without_job_since=date(2020, 1, 1),
                resident_since=date(2020, 1, 1),
                positive_acts=True,
                evidence_seen_on=date(2026, 1, 1),
                prepared_by=world.users["lead"],
            )
    assert queries() == few
    assert few <= 15


def test_an_empty_territory_says_what_to_do(lead, world):
    with scoped(world.home.pk):
        Person.objects.filter(territory=world.home).update(eligible_on=None)
    shown = lead.get(url("mobilisation_list", world)).content.decode()
    assert "Aucune personne" in shown
    assert "Une personne volontaire entre sur la liste" in shown


FROZEN_ON = date(2026, 11, 3)


@pytest.mark.parametrize("name", LISTS)
def test_a_frozen_file_says_so_in_the_list_and_in_its_file(world, lead, name):
    people = fill(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=people[0].pk).update(limited_on=FROZEN_ON)
    assert lead.get(url(name, world)).content.decode().count("Dossier gelé") == 1
    frozen = lead.get(url(name, world, "?gel=False"))
    assert [p.pk for p in rows(frozen)] == [people[0].pk]
    assert people[0] not in rows(lead.get(url(name, world, "?gel=True")))
    assert len(rows(lead.get(url(name, world, "?gel=")))) >= len(people)
    lines = list(
        csv.DictReader(
            io.StringIO(downloaded(lead.get(url(name, world, "?format=csv"))).decode("utf-8-sig")),
            delimiter=";",
        )
    )
    told = {line["Numéro"]: line["Gelé depuis le"] for line in lines}
    assert told[people[0].reference] == "2026-11-03"
    assert told[people[1].reference] == ""


def test_the_unfolded_line_of_a_frozen_file_offers_no_act(world, lead):
    people = fill(world)
    shown = url("mobilisation_list", world, f"?deplier={people[0].pk}")
    assert "Ajouter un fait" in lead.get(shown).content.decode()
    with scoped(world.home.pk):
        Person.objects.filter(pk=people[0].pk).update(limited_on=FROZEN_ON)
    page = lead.get(shown).content.decode()
    assert "aucun acte n’est possible" in page
    assert "Ajouter un fait" not in page


@pytest.mark.parametrize("many", [1, 50])
def test_frozen_files_ask_no_more_queries(world, lead, many, django_assert_max_num_queries):
    people = fill(world, [(f"Nom{n}", "Prénom", "2025-01-10") for n in range(50)])
    with scoped(world.home.pk):
        keys = [p.pk for p in people[:many]]
        Person.objects.filter(pk__in=keys).update(limited_on=FROZEN_ON)
    for name in LISTS:
        lead.get(url(name, world))
        with django_assert_max_num_queries(15):
            page = lead.get(url(name, world, "?gel=False"))
        assert len(rows(page)) == many


@pytest.mark.parametrize("name", ["pause_list", "review_list", "refusal_list"])
def test_the_lists_about_a_file_mark_it_frozen(world, lead, name):
    with scoped(world.home.pk):
        Person.objects.filter(pk=world.rows["home"]["person"].pk).update(limited_on=FROZEN_ON)
    page = lead.get(url(name, world, "?gel=False"))
    assert rows(page)
    assert "Dossier gelé" in page.content.decode()
    assert not rows(lead.get(url(name, world, "?gel=True")))


def test_the_selects_of_each_request_hold_its_own_rows(world, sign_in):
    """Their fields are made once for all requests: the team and the districts are those of the territory asked."""
    offered = {}
    for kind, place in (("lead", world.home), ("neighbour", world.next), ("officer", world.home)):
        page = sign_in(kind).get(reverse("ppde:person_list", args=[place.slug]))
        form = page.context["listing"].filterset.form
        offered[kind] = {name: str(form[name]) for name in ("referent", "quartier")}
        assert f'value="{world.users[kind].pk}"' in offered[kind]["referent"]
    assert offered["lead"] == offered["officer"]
    assert f'value="{world.users["lead"].pk}"' not in offered["neighbour"]["referent"]


@pytest.mark.parametrize("name", LISTS)
def test_the_list_as_it_opens_is_that_of_its_queryset(world, lead, monkeypatch, name):
    """What is composed once gives the same lines, in every order and of every length, and no row of a neighbour."""
    fill(world, [(f"Vial{n}", "Lou", "2025-01-10") for n in range(25)])
    columns = [c for c in lead.get(url(name, world)).context["listing"].table.columns if c.sort]
    asked = [f"?tri={way}{c.key}" for c in columns for way in ("", "-")] + ["?par=20", "?page=2"]
    composed = {query: lead.get(url(name, world, query)).context["listing"] for query in asked}
    with monkeypatch.context() as without:
        without.setattr("ppde.views.lists._as_it_opens", lambda *args: None)
        for query, found in composed.items():
            plain = lead.get(url(name, world, query)).context["listing"]
            assert found.tbody == plain.tbody, query
            assert [vars_of(r) for r in found.rows] == [vars_of(r) for r in plain.rows], query
    assert {row.territory_id for found in composed.values() for row in found.rows} == {
        world.home.pk
    }


def vars_of(row) -> dict:
    return {name: value for name, value in vars(row).items() if name != "_state"}
