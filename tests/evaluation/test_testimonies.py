"""Whom a block of a letter shows: tied inside, agreed to before it leaves, taken down when the agreement is."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation import newsletters
from evaluation.models import Delivery, Newsletter, NewsletterBlock, Subscriber, Witness
from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.models import Elimination, Person
from ppde.privacy.apart import told_apart
from ppde.retention import operations as retention
from territories.models import Entry, Membership
from territories.scoping import Reach, apply, scoped
from tests.territories import webhook_kit
from tests.world import NAME

TODAY = timezone.localdate


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture
def person(as_team):
    Witness.objects.filter(territory=as_team.home).delete()
    return as_team.rows["home"]["person"]


@pytest.fixture
def draft(as_team, by):
    """A letter with a reader."""
    Subscriber.objects.get_or_create(
        territory=as_team.home, email="lectrice.home@exemple.fr", state="active"
    )
    return newsletters.create(as_team.home, by=by, subject="Été", intro="", audience="public")


@pytest.fixture
def block(draft, person, by) -> NewsletterBlock:
    return newsletters.block_add(
        draft, by=by, kind="text", title="Un retour", body="« J’ai repris goût. »",
        person=person, purpose="testimony",
    )  # fmt: skip


def agree(person, by, purpose="testimony"):
    return operations.record_consent(
        person, purpose, on=TODAY(), channel="paper", proof="Signé", by=by
    )


def withdraw(consent, by):
    return operations.withdraw_consent(consent, on=TODAY(), channel="spoken", by=by)


def sent(letter, *, public=True) -> Newsletter:
    Newsletter.objects.filter(pk=letter.pk).update(
        state="sent", started_at=timezone.now(), html="<p>", is_public=public
    )
    return Newsletter.objects.get(pk=letter.pk)


def test_a_letter_leaves_only_with_the_agreement_of_whom_it_shows(draft, block, person, by):
    with pytest.raises(ValidationError, match="n’a pas donné son accord"):
        newsletters.send(draft, by=by)

    with pytest.raises(ValidationError, match="montre une personne qui n’a pas donné"):
        newsletters.send(draft, by=by)
    agree(person, by)
    assert newsletters.send(draft, by=by) > 0


def test_an_agreement_given_before_counts(draft, person, by):
    agree(person, by)
    made = newsletters.block_add(
        draft, by=by, kind="text", title="Un retour", body="…", person=person, purpose="testimony"
    )
    assert made.witness.is_agreed


def test_a_block_that_shows_nobody_asks_nothing(draft, by):
    newsletters.block_add(draft, by=by, kind="text", title="Rendez-vous", body="Mardi.")
    assert newsletters.send(draft, by=by) > 0


def test_taken_back_it_is_taken_down_at_once_and_stays_so(draft, block, person, by, as_team):
    consent = agree(person, by)
    letter = sent(draft)
    hook = webhook_kit.added(as_team)
    reader = Subscriber.objects.filter(territory=draft.territory_id, state="active").first()
    waiting = Delivery.objects.create(
        territory_id=draft.territory_id, newsletter=letter, subscriber=reader, state="waiting"
    )
    withdraw(consent, by)
    letter.refresh_from_db()
    waiting.refresh_from_db()
    assert (letter.is_public, waiting.state, waiting.error) == (False, "skipped", "accord retiré")
    # Whoever copied the page is told that it is no longer there (RGPD, article 19).
    assert [kind for kind, _ in webhook_kit.told(hook)] == ["letter.withdrawn"]
    entry = Entry.objects.get(model="evaluation.newsletter", object_id=letter.pk, verb="unpublish")
    assert (entry.user, entry.is_named) == (by, False)
    with pytest.raises(ValidationError, match="ou l’a retiré"):
        newsletters.publish(letter, by=by, public=True)
    [told] = told_apart(person, "testimony")
    assert "retirée du site" in told
    agree(person, by)
    newsletters.publish(letter, by=by, public=True)


def test_another_agreement_taken_back_leaves_it(draft, block, person, by):
    agree(person, by)
    letter = sent(draft)
    photo = operations.current_consents(person)
    withdraw(next(c for c in photo if c.purpose == "photo"), by)
    letter.refresh_from_db()
    assert letter.is_public


def test_the_archive_shows_it_no_more(as_team, draft, block, person, by, client):
    consent = agree(person, by)
    letter = sent(draft)
    page = reverse("evaluation:public_newsletter_list", args=[as_team.home.slug])
    assert letter.subject in text(client.get(page))
    apply(Reach(user=by.pk, reach={as_team.home.pk, as_team.hub.pk}, named={as_team.home.pk}))
    withdraw(consent, by)
    assert letter.subject not in text(client.get(page))


def test_the_tie_is_printed_nowhere(draft, block, person, by):
    from evaluation import composing

    html, plain = composing.build(draft)
    assert NAME not in html + plain
    assert person.reference not in html + plain


# The pages ───────────────────────────────────────────────────────────────────────────────────────


def test_the_block_names_whom_it_shows_and_leads_to_the_agreement(
    as_team, draft, person, by, sign_in
):
    lead, home = sign_in("lead"), as_team.home.slug
    add = reverse("evaluation:newsletter_block_create", args=[home, draft.pk])
    data = {
        "kind": "text", "title": "Un retour", "body": "« J’ai repris goût. »", "link": "",
        "link_label": "", "report": "", "person": person.reference, "purpose": "",
    }  # fmt: skip
    assert "Dites si c’est un témoignage" in text(lead.post(add, data))
    assert lead.post(add, data | {"purpose": "testimony"}).status_code == 302
    page = reverse("evaluation:newsletter_detail", args=[home, draft.pk])
    shown = text(lead.get(page))
    assert "Accord manquant" in shown
    record = reverse("ppde:consent_record", args=[home, person.pk])
    assert f"{record}?pour=testimony" in shown
    send = reverse("evaluation:newsletter_send", args=[home, draft.pk])
    assert "n’a pas donné son accord" in text(lead.post(send, follow=True))
    with scoped(as_team.home.pk):
        agree(person, by)
        made = NewsletterBlock.objects.get(newsletter=draft)
    assert "Accord donné" in text(lead.get(page))
    edit = reverse("evaluation:newsletter_block_edit", args=[home, made.pk])
    assert person.reference in text(lead.get(edit))
    assert lead.post(edit, data | {"person": "", "purpose": ""}).status_code == 302
    with scoped(as_team.home.pk):
        assert not Witness.objects.filter(block=made).exists()


def test_whoever_reads_no_name_sends_no_more_and_reads_no_more(as_team, draft, block, sign_in):
    """The officer of communication edits the block: the tie stays, nothing says of whom."""
    Membership.objects.filter(user=as_team.users["communication"]).update(territory=as_team.home)
    writer, home = sign_in("communication"), as_team.home.slug
    page = text(writer.get(reverse("evaluation:newsletter_detail", args=[home, draft.pk])))
    assert "d’une personne accompagnée" in page
    assert NAME not in page
    assert "M-0001" not in page
    edit = reverse("evaluation:newsletter_block_edit", args=[home, block.pk])
    assert "Une personne accompagnée s’y reconnaît" not in text(writer.get(edit))
    data = {"kind": "text", "title": "Autre titre", "body": "…", "link": "", "link_label": "", "report": ""}  # fmt: skip
    assert writer.post(edit, data).status_code == 302
    with scoped(as_team.home.pk):
        assert Witness.objects.get(block=block).person_id
    send = reverse("evaluation:newsletter_send", args=[home, draft.pk])
    assert "n’a pas donné son accord" in text(writer.post(send, follow=True))


def test_the_sent_letter_says_that_an_agreement_was_taken_back(
    as_team, draft, block, person, by, sign_in
):
    consent = agree(person, by)
    letter = sent(draft)
    page = reverse("evaluation:newsletter_detail", args=[as_team.home.slug, letter.pk])
    assert "Un accord a été retiré" not in text(sign_in("lead").get(page))
    at = reverse("ppde:consent_withdraw", args=[as_team.home.slug, consent.pk])
    data = {"on": f"{TODAY():%d/%m/%Y}", "channel": "phone"}
    shown = text(sign_in("lead").post(at, data, follow=True))
    assert shown.count("retirée du site, qui ne s’y publie plus") == 2
    assert "Un accord a été retiré" in text(sign_in("lead").get(page))


def test_the_draft_takes_as_many_queries_for_one_as_for_many(as_team, draft, person, by, sign_in):
    lead, counts = sign_in("lead"), []
    page = reverse("evaluation:newsletter_detail", args=[as_team.home.slug, draft.pk])
    for n in (1, 20):
        for _ in range(n):
            newsletters.block_add(
                draft, by=by, kind="text", title="Retour", body="…", person=person, purpose="photo"
            )
        lead.get(page)
        with CaptureQueriesContext(connection) as queries:
            lead.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


# The end of the file ─────────────────────────────────────────────────────────────────────────────


def test_an_erasure_takes_it_down_and_unties_it(as_team, draft, block, person, by):
    agree(person, by)
    letter = sent(draft)
    operations.record_outcome(person, "no_longer", TODAY(), by=by)
    asked = operations.record_request(
        person, "erasure", received_on=TODAY(), channel="desk", identity="known", by=by
    )
    operations.answer_request(asked, "granted", "C’est effacé.", by=by, with_apart=True)
    letter.refresh_from_db()
    row = Witness.objects.get(block=block)
    assert (letter.is_public, row.person, row.is_agreed) == (False, None, False)


def test_a_file_that_ends_leaves_no_tie(as_team, draft, block, person, by):
    operations.record_outcome(person, "no_longer", TODAY(), by=by)
    retention.eliminate_on_request(Person.objects.get(pk=person.pk), "essai", by=by)
    made = Elimination.objects.get(territory=as_team.home, origin="request", state="approved")
    assert retention.eliminate(made) == 1
    with scoped(as_team.home.pk):
        assert Witness.objects.get(block=block).person is None


def test_after_its_last_day_it_is_taken_down_once(draft, block, person, by, monkeypatch):
    last = TODAY()
    operations.record_consent(
        person, "testimony", on=last, until=last, channel="paper", proof="Signé", by=by
    )
    letter = sent(draft)
    assert operations.end_consents(person.territory_id) == 0
    assert Newsletter.objects.get(pk=letter.pk).is_public
    monkeypatch.setattr(timezone, "localdate", lambda *args: last + timedelta(days=1))
    # Between midnight and the task, nothing more leaves already.
    assert Witness.objects.get(block=block).is_agreed
    with pytest.raises(ValidationError, match="dont l’accord est terminé"):
        newsletters.publish(letter, by=by, public=True)
    for ended in (1, 0):
        assert operations.end_consents(person.territory_id) == ended
        assert not Newsletter.objects.get(pk=letter.pk).is_public
        entry = Entry.objects.get(
            model="evaluation.newsletter", object_id=letter.pk, verb="unpublish"
        )
        assert (entry.user, entry.reason) == (None, "un accord s’est terminé")
    with pytest.raises(ValidationError, match="dont l’accord est terminé"):
        newsletters.publish(letter, by=by, public=True)


def test_a_merge_keeps_whom_it_shows(as_team, draft, person, by):
    other = operations.register_person(
        as_team.home, by=by, first_name="Camille", last_name="Quetzal", origin="ccas"
    )
    made = newsletters.block_add(
        draft, by=by, kind="text", title="Un retour", body="…", person=other, purpose="testimony"
    )
    duplicates.merge(person, other, {}, by=by, reason="La même personne.")
    assert Witness.objects.get(block=made).person_id == person.pk
