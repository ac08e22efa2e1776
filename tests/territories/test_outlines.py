"""The outlines of a hub: what a file may be, who loads it, what stays when it is refused."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse

from territories.models import Entry, Outline, OutlineFile, PerimeterUnit, Territory
from territories.outlines import forms, operations, reading
from territories.outlines.perimeters import ground
from territories.scoping import scoped
from tests.territories.outline_kit import COUNTRY, collection, square, written

SAID = {"source": "IGN Admin Express", "as_of": "2018", "licence": "Licence Ouverte"}
METROPOLIS = Path(settings.BASE_DIR).parent / "shared/data/metropole-lyon-communes.geojson"


@pytest.fixture
def covered(world):
    """Home is Vénissieux, next is a part of Villeurbanne."""
    PerimeterUnit.objects.create(
        territory=world.home, kind="commune", name="Vénissieux", insee_code="69259"
    )
    PerimeterUnit.objects.create(
        territory=world.next, kind="commune", name="Villeurbanne", insee_code="69266"
    )
    return world


def page(world, name="outline_file", where="hub"):
    return reverse(f"territories:{name}", args=[getattr(world, where).slug])


def sent(data=None, name="communes.geojson", **more):
    data = written(COUNTRY) if data is None else data
    return {"file": SimpleUploadedFile(name, data), **SAID, **more}


def told_to_the_hub(world) -> int:
    with scoped(world.hub.pk):
        return Entry.objects.count()


def kept(world):
    return sorted(Outline.objects.within(world.hub).values_list("code", "name"))


def test_a_file_is_loaded_replaced_and_removed_each_with_its_trace(covered, sign_in):
    before = kept(covered)
    client = sign_in("hub_officer")
    response = client.post(page(covered), sent(), follow=True)
    told = response.content.decode().replace("\u00a0", " ")
    assert "4 communes sont chargées" in told
    assert "IGN Admin Express, 2018, Licence Ouverte" in told
    assert ("69266", "Villeurbanne") in kept(covered) != before
    only = collection(square(69259, 4.85, 45.65))
    client.post(page(covered), sent(written(only), as_of="2024"))
    assert kept(covered) == [("69259", "Ville 69259")]
    assert "Villeurbanne" in client.get(page(covered)).content.decode()
    client.post(page(covered, "outline_remove"))
    assert not OutlineFile.objects.within(covered.hub).exists()
    assert not Outline.objects.within(covered.hub).exists()
    assert client.get(page(covered, "outline_remove")).status_code == 404
    told = Entry.objects.filter(model="territories.outlinefile").order_by("pk")
    assert [(e.verb, e.user, e.before.get("as_of"), e.after.get("as_of")) for e in told] == [
        ("update", covered.users["hub_officer"], "2018", "2018"),
        ("update", covered.users["hub_officer"], "2018", "2024"),
        ("delete", covered.users["hub_officer"], "2024", None),
    ]


def changed(**properties):
    """The country with other properties on its first commune."""
    features = [square("69259", 4.85, 45.65), square("69266", 4.9, 45.65)]
    features[0]["properties"] = properties
    return collection(*features)


def shaped(geometry):
    feature = square("69259", 4.85, 45.65)
    feature["geometry"] = geometry
    return collection(square("69266", 4.9, 45.65), feature)


def ring(*points):
    return shaped({"type": "Polygon", "coordinates": [list(points)]})


NOT_JSON, NOT_A_COLLECTION = "pas un GeoJSON lisible", "pas une collection de contours"
BROKEN, METRES, NO_AREA = "est abîmé", "Lambert 93", "n’est pas une surface"
HOSTILE = {
    "nothing": (b" ", NOT_JSON),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\xff", NOT_JSON),
    "a spreadsheet": (b"code;nom\n69259;V", NOT_JSON),
    "another encoding": ('{"type": "é"}'.encode("utf-16"), NOT_JSON),
    "cut": (written(COUNTRY)[:-3], NOT_JSON),
    "deep": (b"[" * 200_000, NOT_JSON),
    "deep in a feature": (b'{"type":"FeatureCollection","features":' + b"[" * 100_000, NOT_JSON),
    "NaN": (written(COUNTRY).replace(b"45.7,", b"NaN,").replace(b"45.7]", b"NaN]"), NOT_JSON),
    "Infinity": (b'{"type": -Infinity}', NOT_JSON),
    "a number too long": (b'{"type": ' + b"9" * 5000 + b"}", NOT_JSON),
    "a list": (b"[]", NOT_A_COLLECTION),
    "a word": (b'"FeatureCollection"', NOT_A_COLLECTION),
    "TopoJSON": (b'{"type": "Topology", "objects": {}}', NOT_A_COLLECTION),
    "one feature": (written(square("69259", 4.8, 45.6)), NOT_A_COLLECTION),
    "features of another kind": (
        b'{"type": "FeatureCollection", "features": {"a": 1}}',
        NOT_A_COLLECTION,
    ),
    "empty": (written(collection()), "aucun contour"),
    "features that are none": (written(collection(1, None)), "pas de propriétés"),
    "no property": (written(collection({"type": "Feature"})), "pas de propriétés"),
    "no code": (written(collection({"properties": {"nom": "V"}})), "Aucune propriété"),
    "one without code": (written(changed(nom="Vénissieux")), "n° 1 du fichier n’a pas de code"),
    "a code of another sort": (written(changed(code=[69259])), "n’a pas de code INSEE"),
    "a code that is true": (written(changed(code=True)), "n’a pas de code INSEE"),
    "the same twice": (
        written(collection(square("69259", 4.8, 45.6), square("69259", 4.9, 45.6))),
        "69259 est écrit sur plusieurs",
    ),
    "elsewhere": (written(collection(square("75056", 2.3, 48.8))), "Aucun code INSEE de ce fichier"),
    "a name that is a number": (
        written(changed(code="69259", nom="1 84 99 75 999 999")),
        "sécurité sociale",
    ),
    "no geometry": (written(shaped(None)), NO_AREA),
    "a line": (written(shaped({"type": "LineString", "coordinates": [[4, 45]]})), NO_AREA),
    "several sorts": (
        written(shaped({"type": "GeometryCollection", "geometries": []})),
        NO_AREA,
    ),
    "no coordinates": (written(shaped({"type": "Polygon"})), BROKEN),
    "an empty polygon": (written(shaped({"type": "MultiPolygon", "coordinates": [[]]})), BROKEN),
    "words": (written(shaped({"type": "Polygon", "coordinates": ["abcd"]})), BROKEN),
    "a ring of two points": (written(ring([4, 45], [4, 46], [4, 45])), BROKEN),
    "a point without latitude": (written(ring([4], [4, 46], [5, 45], [4, 45])), BROKEN),
    "words for degrees": (written(ring(["4", "45"], [4, 46], [5, 45], [4, 45])), BROKEN),
    "a truth for a degree": (written(ring([True, 45], [4, 46], [5, 45], [4, 45])), BROKEN),
    "beyond any number": (
        written(COUNTRY).replace(b"45.7,", b"1e999,").replace(b"45.7]", b"1e999]"),
        BROKEN,
    ),
    "an integer without end": (
        written(COUNTRY).replace(b"45.7]", b"9" * 400 + b"]"),
        BROKEN,
    ),
    "no surface": (written(ring([4, 45], [5, 46], [4, 45], [5, 46], [4, 45])), BROKEN),
    "metres": (written(ring([842_000, 6_519_000], [843_000, 6_519_000], [843_000, 6_520_000], [842_000, 6_519_000])), METRES),
    "beyond the pole": (written(ring([4, 95], [5, 95], [5, 96], [4, 95])), METRES),
    "latitude first": (written(ring([45.6, 4.8], [45.7, 4.8], [45.7, 4.9], [45.6, 4.8])), "latitude est écrite avant"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_file_ends_in_one_sentence_and_changes_nothing(name, covered, sign_in):
    data, told = HOSTILE[name]
    before, entries = kept(covered), told_to_the_hub(covered)
    response = sign_in("hub_admin").post(page(covered), sent(data))
    assert response.status_code == 200
    (sentence,) = response.context["form"].errors["file"]
    assert told in sentence.replace("\u00a0", " ")
    assert sentence.endswith(".")
    assert kept(covered) == before
    assert told_to_the_hub(covered) == entries
    # What is in use is still what the page tells, not what was typed beside the refused file.
    assert response.context["file"].source == "Essai"


def test_too_many_communes_or_points_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_COMMUNES", 3)
    with pytest.raises(ValidationError, match="4 contours, la limite est de 3"):
        reading.read(written(COUNTRY))
    monkeypatch.setattr(reading, "MAX_COMMUNES", 4)
    monkeypatch.setattr(reading, "MAX_POINTS", 19)
    with pytest.raises(ValidationError, match="plus de 19 points"):
        reading.read(written(COUNTRY))


def test_one_commune_of_too_many_points_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_POINTS_OF_ONE", 4)
    with pytest.raises(ValidationError, match="Le contour 69259 a plus de 4 points"):
        reading.read(written(COUNTRY))


def test_a_file_too_heavy_is_refused_before_it_is_read(covered, sign_in, monkeypatch):
    monkeypatch.setattr(forms, "MAX_BYTES", 10)
    monkeypatch.setattr(reading, "read", None)
    response = sign_in("hub_admin").post(page(covered), sent())
    assert "la limite est de" in response.content.decode()


def test_without_a_commune_in_any_perimeter_the_page_says_what_to_write_first(world, sign_in):
    response = sign_in("hub_admin").post(page(world), sent())
    assert "Écrivez d’abord les communes" in response.content.decode()


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ({"INSEE_COM": "69259", "NOM": "Vénissieux", "ID": "COMMUNE_1"}, ("69259", "Vénissieux")),
        ({"codgeo": "69259", "libgeo": "Vénissieux"}, ("69259", "Vénissieux")),
        ({"insee": "2a004", "nom": "Ajaccio"}, ("2A004", "Ajaccio")),
        ({"code": 1004, "nom": "Ambérieu"}, ("01004", "Ambérieu")),
        ({"Code INSEE": " 69259 ", "name": "Vén\x00iss\ud800ieux\n"}, ("69259", "Vénissieux")),
        ({"code": "DEP69", "code_insee": "69259", "nom": ["x"]}, ("69259", "69259")),
        ({"ref:INSEE": "69259", "nom": "x" * 300}, ("69259", "x" * 120)),
    ],
)
def test_the_code_and_the_name_are_found_under_their_usual_names(properties, found):
    feature = square("", 4.85, 45.65)
    feature["properties"] = properties
    (commune,) = reading.read(written(collection(feature)))
    assert (commune.code, commune.name) == found


def test_what_is_kept_is_rounded_closed_and_turns_one_way():
    outer = [
        [4, 45, 200],
        [4, 46, 200],
        [5, 46, 200],
        [5, 45, 200],
    ]  # turns right, not closed, heights
    hole = [[4.2, 45.2], [4.8, 45.2], [4.8, 45.8], [4.2, 45.8], [4.2, 45.2]]
    speck = [[4.900001, 45.1], [4.900002, 45.1], [4.900002, 45.100001], [4.900001, 45.1]]
    coordinates = [[outer, hole, speck], [[[6.1234567, 45], [7, 45], [7, 46], [6.1234567, 45]]]]
    feature = square("69259", 4, 45)
    feature["geometry"] = {"type": "MultiPolygon", "coordinates": coordinates}
    (commune,) = reading.read(b"\xef\xbb\xbf" + written(collection(feature)))
    assert commune.polygons == [
        [
            [[4, 45], [5, 45], [5, 46], [4, 46], [4, 45]],
            [[4.2, 45.2], [4.2, 45.8], [4.8, 45.8], [4.8, 45.2], [4.2, 45.2]],
        ],
        [[[6.12346, 45], [7, 45], [7, 46], [6.12346, 45]]],
    ]
    assert (commune.west, commune.south, commune.east, commune.north) == (4, 45, 7, 46)


def test_only_the_hubs_staff_loads_and_the_neighbouring_hub_does_not_exist(covered, client):
    other = Territory.objects.create(kind="hub", name="Autre", slug="autre-metropole")
    for kind, hub, local in (("lead", 404, 403), ("funder", 403, 403), ("hub_admin", 302, 403)):
        client.force_login(covered.users[kind])
        assert client.post(page(covered), sent()).status_code == hub, kind
        assert client.post(page(covered, where="home"), sent()).status_code == local, kind
        there = reverse("territories:outline_file", args=[other.slug])
        assert client.post(there, sent()).status_code == 404


def test_the_outlines_of_one_hub_are_not_those_of_another(covered):
    other = Territory.objects.create(kind="hub", name="Autre", slug="autre-metropole")
    place = Territory.objects.create(kind="local", hub=other, name="Là", slug="la-bas")
    PerimeterUnit.objects.create(territory=place, kind="commune", name="P", insee_code="75056")
    by = covered.users["hub_admin"]
    with pytest.raises(ValidationError, match="Aucun code INSEE"):
        operations.load(other, written(COUNTRY), **SAID, by=by)
    before = kept(covered)
    with scoped(other.pk):
        operations.load(other, written(collection(square("75056", 2.3, 48.8))), **SAID, by=by)
    assert kept(covered) == before
    assert not Outline.objects.visible_to(by).filter(territory=other).exists()


def test_the_database_keeps_an_outline_with_its_file(world):
    other = Territory.objects.create(kind="hub", name="Autre", slug="autre-metropole")
    outline = Outline.objects.within(world.hub).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Outline.objects.filter(pk=outline.pk).update(territory=other)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def units(*found):
    return [PerimeterUnit(kind=kind, name=name, insee_code=code) for kind, name, code in found]


@pytest.mark.parametrize(
    ("perimeter", "known", "drawn", "missing"),
    [
        ([("commune", "Givors", "69091")], {"69091"}, {"69091": False}, []),
        ([("commune", "Givors", "69091"), ("district", "Les Vernes", "")], {"69091"}, {"69091": True}, []),
        # A district without a code, among several communes: nobody knows whose part it is.
        (
            [("commune", "Givors", "69091"), ("commune", "Grigny", "69096"), ("district", "Vernes", "")],
            {"69091"},
            {"69091": False},
            ["Grigny"],
        ),
        (
            [("commune", "Givors", "69091"), ("commune", "Grigny", "69096"), ("iris", "Centre", "690960101")],
            {"69091", "69096"},
            {"69091": False, "69096": True},
            [],
        ),
        ([("iris", "Centre", "690960101")], {"69096"}, {"69096": True}, []),
        ([("qpv", "Minguettes", "QP069012")], {"69096"}, {}, []),
        # An arrondissement is a part of its city, unless the file draws it.
        ([("commune", "Lyon 8e", "69388")], {"69123"}, {"69123": True}, []),
        ([("commune", "Lyon 8e", "69388")], {"69123", "69388"}, {"69388": False}, []),
        ([("commune", "Lyon", "69123")], {"69381", "69382"}, {"69381": False, "69382": False}, []),
        ([("commune", "Lyon 8e", "69388")], {"69091"}, {}, ["Lyon 8e"]),
        ([], {"69091"}, {}, []),
    ],
)  # fmt: skip
def test_a_perimeter_says_which_communes_it_covers_and_which_in_part(
    perimeter, known, drawn, missing
):
    covered = ground(units(*perimeter))
    assert covered.codes(known) == drawn
    assert covered.missing(known) == missing


@pytest.mark.skipif(not METROPOLIS.exists(), reason="the outlines of the metropolis are not here")
def test_the_communes_of_the_metropolis_are_read():
    communes = reading.read(METROPOLIS.read_bytes())
    assert len(communes) == 58 == len(json.loads(METROPOLIS.read_text())["features"])
    assert {"69266": "Villeurbanne", "69123": "Lyon"}.items() <= {
        c.code: c.name for c in communes
    }.items()
