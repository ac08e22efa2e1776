"""What the hub wrote about somebody whom a territory erases: it waits for the hub's own review, which keeps no name."""

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from cle.models import Committee, Meeting, Seat
from evaluation.models import Newsletter, NewsletterBlock
from ppde import operations
from ppde.models import TextFlag
from ppde.models.texts import NAME
from ppde.operations.texts import answers
from ppde.retention import operations as retention
from ppde.retention import standings
from ppde.retention.above import _joined, send
from ppde.retention.elsewhere import PUT
from territories import journal
from territories.models import Entry
from territories.periods import period
from territories.scoping import scoped
from tests.ppde.retention_kit import LONG_AGO, traces

FIRST, LAST = "Zélie-Anne", "Le Corvaisier"
WHO = f"{FIRST} {LAST}"
MINUTES = f"Le comité a entendu {WHO}.\nPuis LE CORVAISIER Zélie Anne est partie."


@pytest.fixture
def leaving(as_team, rule, register):
    return register(FIRST, LAST, identified_on=LONG_AGO)


@pytest.fixture
def meeting(as_team):
    committee = Committee.objects.create(territory=as_team.hub, name="CoTech", kind="cotech")
    return Meeting.objects.create(
        territory=as_team.hub, committee=committee, starts_at=timezone.now(), title="CoTech de mai", minutes=MINUTES
    )  # fmt: skip


def erase(world, person, **how):
    lead = world.users["lead"]
    made = retention.eliminate_on_request(person, "demande n° 8", by=lead, **how)
    assert retention.eliminate(made) == 1


def flags(world) -> list[TextFlag]:
    with scoped(world.hub.pk):
        return list(TextFlag.objects.filter(territory=world.hub).order_by("pk"))


def test_nothing_is_sent_when_somebody_of_the_hub_bears_the_name(as_team, leaving, meeting):
    """Its own deputy: the review would tell the hub that somebody of that name was followed."""
    Seat.objects.create(
        territory=as_team.hub, committee=meeting.committee, college="state", holder=WHO, period=period(LONG_AGO)
    )  # fmt: skip
    [standing] = standings.told_of([leaving])
    assert [(t.said, t.fate) for t in standing.places] == [("", standings.NAMESAKE_AT_HUB)]
    erase(as_team, leaving)
    assert flags(as_team) == []


@pytest.mark.parametrize("with_texts", [True, False])
def test_it_waits_for_the_review_of_the_hub_without_the_name(
    as_team, leaving, meeting, sign_in, with_texts
):
    """Whatever was chosen for the texts of the territory: those of the hub are the hub's to answer for."""
    [standing] = standings.told_of([leaving])
    assert [(t.said, t.url, t.fate, t.is_replaced) for t in standing.places] == [
        ("", "", standings.IN_REVIEW, False)
    ]
    erase(as_team, leaving, with_texts=with_texts)
    [flag] = flags(as_team)
    assert (flag.person, flag.number, flag.words) == (None, None, [NAME])
    with scoped(as_team.hub.pk, as_team.home.pk):
        assert flag.names == [WHO, "LE CORVAISIER Zélie Anne"]
        assert traces("corvaisier") == ["cle_meeting"]
        meeting.refresh_from_db()
        assert meeting.minutes == MINUTES
    # The team that erased reads no line of it, whatever it asks.
    with scoped(as_team.home.pk):
        assert not TextFlag.objects.filter(words=[NAME]).exists()
    review = reverse("ppde:text_review", args=[as_team.hub.slug, flag.pk])
    assert sign_in("lead").get(review).status_code == 404
    admin = sign_in("hub_admin")
    assert review in admin.get(reverse("ppde:work_queue", args=[as_team.hub.slug])).content.decode()
    shown = admin.get(review).content.decode()
    assert f"«\u00a0{WHO}\u00a0» et «\u00a0LE CORVAISIER Zélie Anne\u00a0» (RGPD)" in shown


def answered(world, flag, state, **told):
    told = {"reason": "Effacement.", "by": world.users["hub_admin"], **told}
    with scoped(world.hub.pk):
        return operations.review_text(flag, state, **told)


def test_the_name_alone_leaves_the_text_and_its_former_ones(as_team, leaving, meeting):
    admin = as_team.users["hub_admin"]
    journal.record("update", meeting, by=admin, before={"titre": f"Point avec {WHO}"})
    erase(as_team, leaving)
    [flag] = flags(as_team)
    answered(as_team, flag, "name")
    with scoped(as_team.hub.pk, as_team.home.pk):
        meeting.refresh_from_db()
        assert meeting.minutes == f"Le comité a entendu {PUT}.\nPuis {PUT} est partie."
        flag.refresh_from_db()
        assert (flag.state, flag.words, flag.places) == ("reworded", [], None)
        assert Entry.objects.filter(before={"titre": f"Point avec {PUT}"}).exists()
        assert traces("corvaisier") == []


def test_approved_minutes_lose_the_name_alone_and_say_the_day(as_team, leaving, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(minutes_state="approved")
    erase(as_team, leaving)
    [flag] = flags(as_team)
    with pytest.raises(ValidationError, match="ne se réécrit pas"):
        answered(as_team, flag, "erased")
    answered(as_team, flag, "name")
    with scoped(as_team.hub.pk, as_team.home.pk):
        meeting.refresh_from_db()
        assert meeting.minutes == f"Le comité a entendu {PUT}.\nPuis {PUT} est partie."
        assert "a quitté ce compte rendu" in meeting.addenda.get().text
        assert traces("corvaisier") == []


@pytest.mark.parametrize("broken", [{"state": "kept"}, {"places": [0, 3, 4]}, {"places": None}])
def test_approved_minutes_let_nothing_go_without_an_open_review(as_team, leaving, meeting, broken):
    Meeting.objects.filter(pk=meeting.pk).update(minutes_state="approved")
    erase(as_team, leaving)
    [flag] = flags(as_team)
    with scoped(as_team.hub.pk):
        by = {"reviewed_by": as_team.users["hub_admin"]} if "state" in broken else {}
        TextFlag.objects.filter(pk=flag.pk).update(**broken, **by)
        with (
            pytest.raises(IntegrityError, match="open review"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select take_name_out(%s)", [flag.pk])


def test_what_is_typed_instead_says_the_name_no_more(as_team, leaving, meeting):
    erase(as_team, leaving)
    [flag] = flags(as_team)
    told = {"text": "Le comité a entendu ZELIE ANNE  LE CORVAISIER."}
    with pytest.raises(ValidationError, match="contient encore le nom"):
        answered(as_team, flag, "reworded", **told)
    with pytest.raises(ValidationError, match="contient encore le nom"):
        answered(as_team, flag, "erased", reason=f"{WHO} est effacée")
    answered(as_team, flag, "reworded", text="Le comité a entendu une habitante.")
    with scoped(as_team.hub.pk, as_team.home.pk):
        assert traces("corvaisier") == []
    assert flags(as_team)[0].state == "reworded"


def test_a_text_changed_since_is_read_whole(as_team, leaving, meeting, sign_in):
    erase(as_team, leaving)
    Meeting.objects.filter(pk=meeting.pk).update(minutes=f"Corrigé. {MINUTES}")
    [flag] = flags(as_team)
    with scoped(as_team.hub.pk):
        assert (flag.names, answers(flag)) == ([], ("kept", "reworded", "erased"))
    review = reverse("ppde:text_review", args=[as_team.hub.slug, flag.pk])
    assert "relisez-le en entier" in sign_in("hub_admin").get(review).content.decode()


def test_two_erased_from_one_text_are_one_line(as_team, leaving, meeting, register):
    other = register("Basile", "Ferrandin", identified_on=LONG_AGO)
    Meeting.objects.filter(pk=meeting.pk).update(minutes=f"Basile Ferrandin, {WHO}")
    erase(as_team, leaving)
    erase(as_team, other)
    [flag] = flags(as_team)
    with scoped(as_team.hub.pk):
        assert flag.names == ["Basile Ferrandin", WHO]
    answered(as_team, flag, "name")
    meeting.refresh_from_db()
    assert meeting.minutes == f"{PUT}, {PUT}"


def test_places_that_overlap_are_one():
    found = list(_joined([(10, 20), (0, 4), (15, 30), (30, 32), (12, 13)]))
    assert found == [0, 4, 10, 30, 30, 32]
    assert all(one <= other for one, other in pairwise(found))


def test_a_letter_already_sent_says_it_no_more_in_the_archive(as_team, leaving):
    admin = as_team.users["hub_admin"]
    letter = Newsletter.objects.create(
        territory=as_team.hub, subject="Été", created_by=admin, state="sent", started_at=timezone.now(),
        html=f"<p>Merci à {WHO}.</p>", text=f"Merci à {WHO}.",
    )  # fmt: skip
    block = NewsletterBlock.objects.create(
        territory=as_team.hub, newsletter=letter, position=1, kind="text", title="Merci", body=f"Merci à {WHO}."
    )  # fmt: skip
    erase(as_team, leaving)
    [flag] = flags(as_team)
    assert (flag.model, flag.object_id) == ("evaluation.newsletterblock", block.pk)
    answered(as_team, flag, "name")
    letter.refresh_from_db()
    assert (letter.html, letter.text) == (f"<p>Merci à {PUT}.</p>", f"Merci à {PUT}.")


def test_what_fails_in_the_middle_is_sent_with_the_file_or_not_at_all(
    as_team, leaving, meeting, monkeypatch, caplog
):
    made = retention.eliminate_on_request(leaving, "demande n° 8", by=as_team.users["lead"])
    with monkeypatch.context() as broken:
        broken.setattr(retention.above, "send", lambda *said: (send(*said), 1 / 0))
        assert retention.eliminate(made) == 0
    assert flags(as_team) == []
    assert retention.eliminate(made) == 1
    assert len(flags(as_team)) == 1
