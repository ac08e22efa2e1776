"""The letter and the file of a person: an agreement asks for it, a withdrawal ends it, an erasure takes it away when wanted."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from evaluation import subscribers
from evaluation.models import Delivery, Subscriber
from ppde import operations
from ppde.models import AccessFile, Consent, Person
from ppde.operations.orientations import send_orientation
from ppde.privacy.apart import told_apart
from territories.models import Entry
from territories.scoping import scoped
from tzcld.cipher import unseal

TODAY = timezone.localdate
ADDRESS = "capucine@exemple.fr"
WRITTEN = ADDRESS.upper()


@pytest.fixture
def person(as_team):
    """Out of the list, so that an erasure may be granted."""
    found = as_team.rows["home"]["person"]
    Person.objects.filter(pk=found.pk).update(email=ADDRESS)
    operations.record_outcome(found, "no_longer", TODAY(), by=as_team.users["lead"])
    return Person.objects.get(pk=found.pk)


@pytest.fixture
def mails(monkeypatch):
    """Who was asked to confirm."""
    asked = []
    monkeypatch.setattr(subscribers, "_send_confirmation", lambda row: asked.append(row.email))
    return asked


def agree(person, by):
    return operations.record_consent(
        person, "letter", on=TODAY(), channel="paper", proof="Formulaire, classeur bleu", by=by
    )


def subscribed(territory, state="active", email=WRITTEN) -> Subscriber:
    now = timezone.now() - timedelta(days=3)
    return Subscriber.objects.create(
        territory=territory, email=email, state=state, confirmed_at=now
    )


def state_of(row) -> str:
    return Subscriber.objects.get(pk=row.pk).state


def test_an_agreement_asks_for_the_letter_which_the_person_confirms(as_team, person, by, mails):
    agree(person, by)
    row = Subscriber.objects.get(territory=as_team.home, email=ADDRESS)
    assert (row.state, row.source) == ("pending", "accord noté au dossier")
    assert mails == [ADDRESS]
    assert "à confirmer par la personne" in told_apart(person)[0]


def test_somebody_who_reads_it_already_is_asked_nothing(as_team, person, by, mails):
    row = subscribed(as_team.home)
    agree(person, by)
    assert (state_of(row), mails) == ("active", [])


def test_without_an_address_the_agreement_waits(person, by, mails):
    Person.objects.filter(pk=person.pk).update(email="")
    with pytest.raises(ValidationError, match="écrivez d’abord l’adresse électronique"):
        agree(person, by)
    assert not Consent.objects.filter(person=person, purpose="letter").exists()


def test_a_withdrawal_ends_every_subscription_of_the_address_at_once(
    as_team, person, by, mails, world
):
    consent = agree(person, by)
    here = Subscriber.objects.get(territory=as_team.home, email=ADDRESS)
    subscribers.confirm(here)
    there = subscribed(as_team.hub)
    other = subscribed(as_team.home, email="autre@exemple.fr")
    letter = world.rows["home"]["newsletter"]
    waiting = Delivery.objects.create(
        territory=as_team.home, newsletter=letter, subscriber=here, state="waiting"
    )
    operations.withdraw_consent(consent, on=TODAY(), channel="spoken", by=by)
    assert (state_of(here), state_of(there), state_of(other)) == ("left", "left", "active")
    waiting.refresh_from_db()
    assert waiting.state == "skipped"
    entry = Entry.objects.filter(verb="end", object_id=there.pk).get()
    assert (entry.user, entry.label) == (by, f"abonnement n° {there.pk}")
    assert all("désinscription le" in sentence for sentence in told_apart(person, "letter"))


@pytest.fixture
def over(person, by, mails, monkeypatch):
    """`over(meanwhile)`: an agreement until today, confirmed; its last day passes, then somebody looks at it."""

    def pass_by(meanwhile=None, *, night=True) -> Subscriber:
        operations.record_consent(
            person, "letter", on=TODAY(), until=TODAY(), channel="paper", proof="Signé", by=by
        )
        row = Subscriber.objects.get(territory=person.territory_id, email=ADDRESS)
        subscribers.confirm(row)
        if meanwhile:
            meanwhile(row)
        tomorrow = TODAY() + timedelta(days=1)
        monkeypatch.setattr(timezone, "localdate", lambda *args: tomorrow)
        if night:
            assert operations.end_consents(person.territory_id) == 1
            assert state_of(row) == "left"
        mails.clear()
        return row

    return pass_by


@pytest.mark.parametrize("night", [True, False])
def test_given_again_after_its_last_day_the_letter_is_asked_for_anew(
    over, person, by, mails, night
):
    """As a new agreement, whether the night has passed or not: the person confirms by mail."""
    row = over(night=night)
    agree(person, by)
    assert (state_of(row), mails) == ("pending", [ADDRESS])
    subscribers.confirm(row)
    consent = Consent.objects.filter(person=person, purpose="letter").latest("pk")
    # Taken back then, it is as taken back ever was.
    operations.withdraw_consent(consent, on=timezone.localdate(), channel="spoken", by=by)
    with pytest.raises(ValidationError, match="elle seule peut se réinscrire"):
        agree(person, by)
    assert state_of(row) == "left"


def test_whoever_left_before_the_last_day_comes_back_by_themselves(over, person, by, mails):
    row = over(lambda row: subscribers.leave(row))
    with pytest.raises(ValidationError, match="elle seule peut se réinscrire"):
        agree(person, by)
    assert (state_of(row), mails) == ("left", [])


def test_an_agreement_that_is_over_lets_no_colleague_propose_the_address(over, person, by, mails):
    over()
    with pytest.raises(ValidationError, match="elle seule peut se réinscrire"):
        subscribers.ask(person.territory, email=ADDRESS, source="salon", by=by)
    assert mails == []


def test_the_withdrawal_of_another_agreement_leaves_the_letter(as_team, person, by):
    row = subscribed(as_team.home)
    consent = operations.record_consent(
        person, "testimony", on=TODAY(), channel="paper", proof="Signé", by=by
    )
    operations.withdraw_consent(consent, on=TODAY(), channel="spoken", by=by)
    assert state_of(row) == "active"


def test_the_pages_say_what_became_of_the_letter(as_team, person, by, sign_in, mails):
    lead = sign_in("lead")
    at = reverse("ppde:consent_record", args=[as_team.home.slug, person.pk])
    sent = {"purpose": "letter", "on": f"{TODAY():%d/%m/%Y}", "channel": "paper", "proof": "Signé"}
    shown = lead.post(at, sent, follow=True).content.decode()
    assert shown.count("à confirmer par la personne") == 2
    with scoped(as_team.home.pk):
        consent = Consent.objects.get(person=person, purpose="letter")
    at = reverse("ppde:consent_withdraw", args=[as_team.home.slug, consent.pk])
    sent = {"on": f"{TODAY():%d/%m/%Y}", "channel": "phone"}
    assert "désinscription le" in lead.post(at, sent, follow=True).content.decode()


# The rights of the person ────────────────────────────────────────────────────────────────────────


def ask(person, by, kind):
    return operations.record_request(
        person, kind, received_on=TODAY(), channel="desk", identity="known", by=by
    )


@pytest.mark.parametrize("wanted", [True, False])
def test_an_erasure_granted_offers_to_erase_the_letter_too(
    as_team, person, by, sign_in, wanted, monkeypatch
):
    here, there = subscribed(as_team.home), subscribed(as_team.hub)
    asked = ask(person, by, "erasure")
    lead = sign_in("lead")
    at = reverse("ppde:rights_answer", args=[as_team.home.slug, asked.pk])
    shown = lead.get(at).content.decode()
    assert "Effacer aussi ce qui est gardé à part du dossier" in shown
    assert as_team.hub.name in shown
    sent = {"state": "granted", "answer": "Tout est effacé.", "sure": "on"} | (
        {"with_apart": "on"} if wanted else {}
    )
    assert lead.post(at, sent).status_code == 302
    with scoped(as_team.home.pk, as_team.hub.pk):
        for row in (here, there):
            row.refresh_from_db()
            assert (row.email == WRITTEN) is not wanted
            assert row.state == ("left" if wanted else "active")


def test_a_refusal_erases_nothing(as_team, person, by):
    row = subscribed(as_team.home)
    asked = ask(person, by, "erasure")
    operations.answer_request(asked, "refused", "Non fondée.", by=by, with_apart=True)
    assert state_of(row) == "active"


def test_another_right_offers_nothing_to_erase(as_team, person, by, sign_in):
    subscribed(as_team.home)
    asked = ask(person, by, "rectification")
    at = reverse("ppde:rights_answer", args=[as_team.home.slug, asked.pk])
    assert "Effacer aussi" not in sign_in("lead").get(at).content.decode()


def test_the_copy_of_the_data_tells_the_list_of_the_hub(as_team, person, by):
    """A worker builds it: its scope reaches the hub too."""
    row = subscribed(as_team.hub)
    Subscriber.objects.filter(pk=row.pk).update(source="salon de novembre")
    asked = as_team.rows["home"]["rightsrequest"]
    file = operations.ask_access_file(asked, by=by)
    operations.build_access_file(file.pk, file.territory_id)
    told = json.loads(unseal(bytes(AccessFile.objects.get(pk=file.pk).json)))
    letters = [
        p for p in told["données"] if p["rubrique"] == "L’abonnement à la lettre d’information"
    ]
    assert "salon de novembre" in str(letters)


# Without a file ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wanted", [True, False])
def test_an_orientation_erased_offers_to_erase_the_letter_too(as_team, by, sign_in, wanted):
    here = subscribed(as_team.home)
    orientation = send_orientation(
        as_team.home, by=as_team.users["partner"], has_agreed=True, first_name="Capucine", last_name="Essai",
        email=ADDRESS,
    )  # fmt: skip
    asked = ask(orientation, by, "access")
    file = operations.ask_access_file(asked, by=by)
    assert operations.build_access_file(file.pk, file.territory_id)
    file = AccessFile.objects.get(pk=file.pk)
    assert "L’abonnement à la lettre d’information" in unseal(bytes(file.json)).decode()
    asked = ask(orientation, by, "erasure")
    at = reverse("ppde:rights_answer", args=[as_team.home.slug, asked.pk])
    lead = sign_in("lead")
    assert "Effacer aussi ce qui est gardé à part" in lead.get(at).content.decode()
    sent = {"state": "granted", "answer": "Tout est effacé.", "sure": "on"}
    assert lead.post(at, sent | ({"with_apart": "on"} if wanted else {})).status_code == 302
    with scoped(as_team.home.pk):
        here.refresh_from_db()
        assert (here.email == WRITTEN) is not wanted
