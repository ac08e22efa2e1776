"""Nobody's name in what the committee reads: sent back, with the word to take away."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cle import operations
from cle.models import Decision, Meeting, Seat
from ppde.models import Person
from ppde.operations.criteria import add_criterion, prepare_precision
from ppde.operations.list_rules import write_list_rule
from territories.exchange.models import Contribution, ExchangeItem
from territories.exchange.operations import save_contribution, save_item
from territories.models import KeyDate
from territories.names import like_names, refuse_names
from territories.operations.territory import save_row
from territories.resources.models import SchemeNews
from territories.resources.operations import publish_news
from territories.scoping import scoped
from tests.list_kit import refused
from tests.ppde.test_operations import meet
from tests.world import moment

NOTED = {"kind": "other", "outcome": "adopted"}


@pytest.fixture
def zelie(as_team):
    return Person.objects.create(
        territory=as_team.home, number=397, first_name="Zélie", last_name="de l’Auditeur",
        origin="ccas", identified_on="2026-10-01",
    )  # fmt: skip


@pytest.fixture
def meeting(as_team):
    return as_team.rows["home"]["meeting"]


def told(territory, by, text: str) -> str:
    try:
        refuse_names(territory, by, text=text)
    except ValidationError as error:
        return error.message_dict["text"][0]
    return ""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Éligibilité de M-0397 Zélie de l’Auditeur", ""),
        ("Éligibilité de Zélie Auditeur, M-0397", "«\u00a0Auditeur\u00a0» et «\u00a0Zélie\u00a0»"),
        ("M-0397 (Zelie) est éligible", "«\u00a0Zelie\u00a0»"),
        ("Madame AUDITEUR, sous le numéro M-0397", "«\u00a0AUDITEUR\u00a0»"),
        ("Zélie De L’Auditeur a été reçue", "«\u00a0Zélie De L Auditeur\u00a0»"),
        ("DE L’AUDITEUR Zélie a été reçue", "«\u00a0DE L AUDITEUR Zélie\u00a0»"),
        # One name alone is a first name, a street, a word; and a number alone says nobody.
        ("Zélie a été reçue", None),
        ("M-0397 est éligible, l’auditeur aussi", None),
        ("M-0398, Zélie", None),
        ("", None),
    ],
)
def test_a_name_of_a_file_is_found_as_it_is_written(as_team, by, zelie, text, word):
    found = told(as_team.home, by, text)
    assert bool(found) == (word is not None), found
    if word:
        assert all(part in found for part in word.split(" et "))
        assert "que par son numéro" in found


def test_a_neighbours_file_is_nobody_here(as_team, by, zelie):
    zelie.delete()
    assert told(as_team.home, by, "Zélie de l’Auditeur, M-0397") == ""


def test_who_sits_on_a_committee_is_named_but_not_beside_a_number(as_team, by, meeting):
    Person.objects.create(
        territory=as_team.home, number=398, first_name="Agathe", last_name="Delorme",
        origin="ccas", identified_on="2026-10-01",
    )  # fmt: skip
    said = "Agathe Delorme ouvre la séance."
    assert "«\u00a0Agathe Delorme\u00a0»" in told(as_team.home, by, said)
    seat = as_team.rows["home"]["seat"]
    Seat.objects.filter(pk=seat.pk).update(holder="Mme Agathe Delorme")
    assert told(as_team.home, by, said) == ""
    assert "«\u00a0Delorme\u00a0»" in told(as_team.home, by, "Delorme (M-0398)")


def test_each_text_of_a_meeting_is_sent_back(as_team, by, zelie, meeting):
    name = "M-0397 Zélie"

    def sent_back(field, act, **values):
        with pytest.raises(ValidationError) as error:
            act(by=by, **values)
        assert "«\u00a0Zélie\u00a0»" in error.value.message_dict[field][0]

    def decide(**values):
        return operations.record_decision(meeting, **NOTED | values)

    sent_back("wording", decide, wording=f"Éligibilité de {name}")
    sent_back("conditions", decide, wording="Éligibilité de M-0397", conditions=name)
    sent_back("text", lambda **v: operations.write_minutes(meeting, **v), text=name)
    sent_back("title", lambda **v: operations.change_meeting(meeting, **v), title=name)
    committee = meeting.committee
    plan = operations.plan_meeting
    sent_back("title", lambda **v: plan(committee, **v), title=name, starts_at=moment(2026, 12, 1))
    sent_back("remit", lambda **v: operations.committee_update(committee, **v), remit=name)
    coming = plan(committee, by=by, starts_at=moment(2026, 12, 1))
    sent_back("title", lambda **v: operations.agenda_add(coming, **v), title=name)
    sent_back("reason", lambda **v: operations.cancel(coming, **v), reason=name)
    date = KeyDate(territory=as_team.home, on="2026-01-01", title=name)
    sent_back("title", lambda **v: save_row(date, fields=["title"], **v))
    item = ExchangeItem(territory=as_team.home, kind="need", text=name)
    sent_back("text", lambda **v: save_item(item, **v))
    told = Contribution(territory=as_team.home, label="Maison", workshop="Mai", steps=name)
    sent_back("steps", lambda **v: save_contribution(told, **v))
    news = SchemeNews(territory=as_team.home, title="Actualité", text=name)
    sent_back("text", lambda **v: publish_news(news, **v))
    assert decide(by=by, wording="Éligibilité de M-0397").pk


def test_a_rule_taken_by_the_committee_names_nobody(as_team, by, zelie):
    home, tomorrow = as_team.home, timezone.localdate() + timedelta(days=1)
    name = "Séance où M-0397 Zélie parla"
    decision = meet(as_team, by, timezone.localdate(), kind="list_rule")
    said = refused(write_list_rule, home, tomorrow, by=by, decision=decision, source=name)
    assert "« Zélie »" in said
    assert "membres du comité" in said
    # The world has a precision of 2099 already.
    about = meet(as_team, by, date(2026, 3, 5), kind="eligibility_rule")
    local = partial(prepare_precision, home, valid_from=date(2099, 6, 1), decision=about, by=by)
    assert "« Zélie »" in refused(local, source="RI", text=name)
    assert "« Zélie »" in refused(local, source=name)
    version = local(source="RI")
    asked = {"kind": "yes_no", "label": "Social", "question": name, "source": "RI"}
    assert "« Zélie »" in refused(add_criterion, version, by=by, **asked)
    asked["question"] = "Êtes-vous suivi·e ?"
    assert add_criterion(version, by=by, **asked).pk
    assert write_list_rule(home, tomorrow, by=by, decision=decision, source="M-0397").pk


def test_minutes_written_before_are_not_approved_with_a_name(as_team, by, zelie, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(minutes="M-0397 Zélie.", minutes_state="draft")
    with pytest.raises(ValidationError, match="Retirez"):
        operations.approve_minutes(meeting, by=by)
    operations.write_minutes(meeting, by=by, text="M-0397.")
    assert operations.approve_minutes(meeting, by=by).minutes_state == "approved"
    with pytest.raises(ValidationError, match="Retirez"):
        operations.add_to_minutes(meeting, by=by, text="M-0397, c’est Zélie.")


def test_the_page_keeps_what_was_typed_and_says_the_word(sign_in, world):
    with scoped(world.home.pk):
        person = world.rows["home"]["person"]
        name = f"{person.first_name} {person.last_name}"
    meeting = world.rows["home"]["meeting"]
    address = reverse("cle:decision_record", args=[world.home.slug, meeting.pk])
    typed = {"kind": "other", "mode": "consensus", "outcome": "adopted", "wording": f"Pour {name}"}
    page = sign_in("lead").post(address, typed).content.decode()
    assert f"Retirez «\u00a0{name}\u00a0»" in page
    assert f"Pour {name}" in page
    with scoped(world.home.pk, named=False):
        assert not Decision.objects.filter(wording=f"Pour {name}").exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("M-0047 Zélie Auditeur", ["Zélie Auditeur"]),
        ("M-0047 (AUDITEUR Jean-Noël)", ["AUDITEUR Jean-Noël"]),
        ("Zélie Auditeur (M-0047)", ["Zélie Auditeur"]),
        ("M-0047, M-0048 : éligibles. Le comité adopte.", []),
        ("Sortie EBE (M-0047)", []),
        ("M-0047 est éligible", []),
    ],
)
def test_what_looks_like_a_name_beside_a_number(text, found):
    assert like_names(text) == found


def test_who_reads_no_name_is_told_of_the_form_alone(as_team, zelie):
    """A refusal would else say who has a file."""
    chair = as_team.users["chair"]
    assert told(as_team.home, chair, "Zélie de l’Auditeur a été reçue") == ""
    assert "Paul Inconnu" in told(as_team.home, chair, "M-0397 Paul Inconnu")
