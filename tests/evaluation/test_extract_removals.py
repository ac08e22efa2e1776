"""Whoever received a line is told to take it out, and the person reads to whom it was given (RGPD, art. 15, 17, 18 and 19)."""

import pytest

from evaluation.extracts import building, operations
from evaluation.extracts.models import Extract, ExtractLine, ExtractMail, Removal
from ppde.duplicates.operations import merge
from ppde.models import Elimination, Person
from ppde.operations.access import everything
from ppde.operations.rights import answer_request, lift_limitation, record_request
from ppde.retention.operations import eliminate
from territories.models import Entry
from territories.scoping import scoped
from tests.evaluation.extract_kit import as_account, day, opened, people
from tests.evaluation.test_extract_files import lines, take


def granted(world, person, kind: str) -> None:
    lead = world.users["lead"]
    request = record_request(
        person, kind, received_on=day(-1), channel="desk", by=lead, identity="known"
    )
    answer_request(request, "granted", "C’est fait.", by=lead)


@pytest.fixture
def given(world):
    """A file was taken: (extract, persons, pseudonyms of that file)."""
    made = people(world.home, 9)
    extract = opened(world)
    found = {line["Pseudonyme"] for line in lines(take(world, extract))}
    as_account(world, "lead")
    return extract, made, found


@pytest.mark.parametrize("kind", ["objection", "limitation"])
def test_a_file_frozen_is_told_once_and_leaves_the_next_download(world, given, kind):
    extract, made, found = given
    granted(world, made[0], kind)
    [removal] = Removal.objects.filter(extract=extract)
    assert (removal.pseudonym in found, removal.on) == (True, day(0))
    assert ExtractMail.objects.filter(extract=extract, what="removal").count() == 1
    left = {line["Pseudonyme"] for line in lines(take(world, extract))}
    assert found - left == {removal.pseudonym}
    as_account(world, "lead")
    granted(world, made[0], "objection" if kind == "limitation" else "limitation")
    assert Removal.objects.filter(extract=extract).count() == 1


def test_the_page_says_it_to_whoever_received_it(world, given, sign_in):
    extract, made, _ = given
    url = extract.get_absolute_url()
    assert "à retirer de tous" not in sign_in("evaluator").get(url).content.decode()
    as_account(world, "lead")
    granted(world, made[0], "limitation")
    pseudonym = Removal.objects.get(extract=extract).pseudonym
    page = sign_in("evaluator").get(url).content.decode()
    assert pseudonym in page
    assert "Une personne a demandé l’effacement" in page
    as_account(world, "lead")
    granted(world, made[1], "objection")
    assert "Des personnes ont demandé" in sign_in("evaluator").get(url).content.decode()


def test_nothing_leads_from_what_is_told_to_the_person(world, given):
    extract, made, _ = given
    granted(world, made[0], "objection")
    told = Entry.objects.get(verb="tell")
    assert (told.object_id, told.user, told.after) == (extract.pk, None, {"lignes à retirer": 1})
    assert {field.name for field in Removal._meta.fields} == {
        "id",
        "territory",
        "extract",
        "pseudonym",
        "on",
    }


def test_a_file_worked_on_again_is_told_no_more(world, given):
    extract, made, found = given
    granted(world, made[0], "limitation")
    lift_limitation(
        Person.objects.get(pk=made[0].pk),
        reason="Levée, dite par courrier.",
        by=world.users["lead"],
    )
    assert not Removal.objects.filter(extract=extract).exists()
    assert {line["Pseudonyme"] for line in lines(take(world, extract))} == found


def test_a_file_erased_is_told_before_its_number_goes_and_leaves_no_line(world, given):
    extract, made, found = given
    granted(world, made[0], "erasure")
    asked = Elimination.objects.filter(territory=world.home, origin="request").latest("pk")
    eliminate(asked)
    with scoped(world.home.pk):
        assert Person.objects.get(pk=made[0].pk).anonymised_on
        [removal] = Removal.objects.filter(extract=extract)
        assert removal.pseudonym in found
        assert not ExtractLine.objects.filter(person=made[0]).exists()


def test_what_was_never_downloaded_or_has_ended_is_told_nothing(world):
    made = people(world.home, 9)
    ended = opened(world)
    take(world, ended)
    operations.give_back(Extract.objects.get(pk=ended.pk), by=world.users["evaluator"])
    extract = opened(world)
    as_account(world, "lead")
    granted(world, made[0], "objection")
    assert not Removal.objects.filter(extract__in=(extract, ended)).exists()


def test_the_pseudonym_of_a_file_taken_over_is_told_with_that_of_the_one_that_stays(world, given):
    extract, made, found = given
    kept, absorbed = made[0], made[6]
    # Neither has an exit, and the oldest act stays.
    merge(kept, absorbed, {}, reason="La même personne, vue à l’accueil.", by=world.users["lead"])
    granted(world, Person.objects.get(pk=kept.pk), "objection")
    told = set(Removal.objects.filter(extract=extract).values_list("pseudonym", flat=True))
    assert len(told) == 2
    assert told <= found


def test_the_copy_of_the_data_says_to_whom_they_were_given(world, given):
    extract, made, _ = given
    parts = {part["title"]: part["rows"] for part in everything(made[0])}
    [line] = parts["Les extraits remis à l’évaluation"]
    words = dict(line)
    assert words["Extrait remis"] == f"{extract}. {extract.purpose}"
    assert "Evaluator Essai" in words["Extrait remis"]
    assert any(
        "extrait pseudonymisé" in value
        for row in parts["Qui a ouvert le dossier"]
        for _, value in row
    )


def test_a_second_download_keeps_the_day_of_the_first(world, given):
    extract, made, _ = given
    line = ExtractLine.objects.get(extract=extract, person=made[0])
    take(world, extract)
    as_account(world, "lead")
    again = ExtractLine.objects.get(extract=extract, person=made[0])
    assert (again.pk, again.first_at) == (line.pk, line.first_at)
    assert again.last_at > line.last_at


def test_the_key_is_out_of_reach_of_the_page(world, given, sign_in):
    """Neither the evaluator nor the pages of the lead say how a pseudonym is made."""
    extract = given[0]
    with scoped(world.home.pk):
        from evaluation.extracts.models import ExtractKey

        secret = bytes(ExtractKey.objects.get(extract=extract).secret)
    for kind in ("evaluator", "lead", "dpo"):
        page = sign_in(kind).get(extract.get_absolute_url()).content
        assert secret not in page
        assert secret.hex().encode() not in page
    assert building.download
