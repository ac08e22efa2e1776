"""Asking for the letter, confirming, leaving: GET changes nothing, addresses are told to nobody."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluation import composing, mailing, subscribers
from evaluation.models import Newsletter, Subscriber
from evaluation.tasks import send_confirmation, sweep_confirmations
from evaluation.views import subscribers as views
from territories.models import Entry, Territory
from territories.scoping import scoped
from tests.evaluation.newsletter_kit import links, smtp
from tests.world import CANARY
from tzcld.ui.emails import folding


@pytest.fixture(autouse=True)
def own_cache(settings):
    """Counts of the throttle do not outlive a test."""
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "essai"}
    }
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def ask_url(world):
    return reverse("evaluation:subscriber_ask", args=[world.home.slug])


def find(world, email, **more):
    with scoped(world.home.pk, named=False):
        return Subscriber.objects.filter(territory=world.home, email__iexact=email, **more).first()


def path(name, reader) -> str:
    return reverse(f"evaluation:{name}", args=[reader.territory_id, reader.token])


def state(reader) -> str:
    with scoped(reader.territory_id, named=False):
        return Subscriber.objects.get(pk=reader.pk).state


def test_double_opt_in_from_the_page_to_the_list(
    world, client, ask_url, settings, django_capture_on_commit_callbacks
):
    with smtp(settings) as sink:
        asked = []
        with django_capture_on_commit_callbacks() as callbacks:
            answer = client.post(ask_url, {"email": "Lucie@Exemple.fr"})
        asked = find(world, "lucie@exemple.fr")
        assert "Regardez votre boîte aux lettres" in answer.content.decode()
        assert (asked.state, asked.source, asked.audience) == (
            "pending",
            "formulaire public",
            "public",
        )
        assert len(callbacks) == 1
        send_confirmation(asked.pk, asked.territory_id)
    mail = sink.to("Lucie@Exemple.fr")
    text, html = (part.get_content() for part in mail.iter_parts())
    link = f"{settings.SITE_URL}{path('subscriber_confirm', asked)}"
    assert link in links(text)
    assert link in links(html)
    for _ in range(2):
        assert (
            "Confirmer mon inscription"
            in client.get(path("subscriber_confirm", asked)).content.decode()
        )
    assert state(asked) == "pending"
    done = client.post(path("subscriber_confirm", asked))
    assert "Votre inscription est confirmée" in done.content.decode()
    assert state(asked) == "active"
    client.post(path("subscriber_confirm", asked))
    assert state(asked) == "active"


def test_the_answer_never_says_who_reads_the_letter(
    world, client, ask_url, django_capture_on_commit_callbacks
):
    known = world.rows["home"]["subscriber"].email
    answers = []
    for email in (known, known.upper(), "inconnue@exemple.fr"):
        with django_capture_on_commit_callbacks():
            answers.append(client.post(ask_url, {"email": email}).content)
    assert len(set(answers)) == 1
    with scoped(world.home.pk, named=False):
        assert Subscriber.objects.filter(territory=world.home).count() == 2
    assert find(world, known).state == "active"


def test_a_wrong_address_is_told_and_kept(client, ask_url):
    found = client.post(ask_url, {"email": "pas une adresse"}).content.decode()
    assert 'value="pas une adresse"' in found
    assert "n’est pas complète" in found


def test_asking_again_and_again_sends_a_few_mails_only(world, client, ask_url, monkeypatch):
    calls = []
    monkeypatch.setattr(subscribers, "_send_confirmation", calls.append)
    for _ in range(views.PER_ADDRESS + 3):
        assert client.post(ask_url, {"email": "insistante@exemple.fr"}).status_code == 200
    assert len(calls) == views.PER_ADDRESS
    for n in range(views.PER_VISITOR):
        last = client.post(ask_url, {"email": f"n{n}@exemple.fr"})
    assert last.status_code == 429
    assert "Réessayez dans une heure" in last.content.decode()


def test_what_counts_the_tries_holds_no_address(client, ask_url):
    from django.core.cache import cache

    assert client.post(ask_url, {"email": "lise@exemple.fr"}).status_code == 200
    kept = " ".join(cache._cache)
    assert "throttle:" in kept
    assert "lise" not in kept
    assert "127.0.0.1" not in kept


def test_leaving_by_the_link_takes_a_button(world, client):
    reader = world.rows["home"]["subscriber"]
    for method in (client.get, client.head):
        assert method(path("subscriber_leave", reader)).status_code == 200
        assert state(reader) == "active"
    done = client.post(path("subscriber_leave", reader))
    assert "Votre désinscription est faite" in done.content.decode()
    assert state(reader) == "left"
    assert client.post(path("subscriber_leave", reader)).status_code == 200
    assert "Me désinscrire" not in client.get(path("subscriber_leave", reader)).content.decode()


def test_one_click_of_the_mail_program_needs_no_cookie(world):
    """RFC 8058: a POST with List-Unsubscribe=One-Click, no session, no CSRF token, no redirect."""
    reader = world.rows["home"]["subscriber"]
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(path("subscriber_leave", reader), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert state(reader) == "left"
    refused = strict.post(path("subscriber_confirm", reader))
    assert refused.status_code == 403


def test_a_link_of_another_territory_or_invented_is_not_found(world, client):
    reader = world.rows["home"]["subscriber"]
    for name in ("subscriber_leave", "subscriber_confirm"):
        for args in (
            [world.next.pk, reader.token],
            [world.home.pk, "x" * 32],
            [10**9, reader.token],
        ):
            address = reverse(f"evaluation:{name}", args=args)
            assert client.get(address).status_code == 404
            assert client.post(address).status_code == 404
    assert state(reader) == "active"


def test_whoever_left_comes_back_only_by_asking_again(
    world, client, ask_url, django_capture_on_commit_callbacks
):
    reader = world.rows["home"]["subscriber"]
    client.post(path("subscriber_leave", reader))
    gone = client.post(path("subscriber_confirm", reader)).content.decode()
    assert "s’est désinscrite" in gone
    assert state(reader) == "left"
    with django_capture_on_commit_callbacks():
        client.post(ask_url, {"email": reader.email})
    assert state(reader) == "pending"
    client.post(path("subscriber_confirm", reader))
    assert state(reader) == "active"


def test_whoever_left_a_list_comes_back_to_it_by_its_own_link(
    world, client, settings, django_capture_on_commit_callbacks
):
    reader = world.rows["home"]["subscriber"]
    with scoped(world.home.pk, named=False):
        Subscriber.objects.filter(pk=reader.pk).update(audience="partners")
    # The sheet of the territory is not public: the page of sign-up is not there.
    Territory.objects.filter(pk=world.home.pk).update(is_public=False)
    left = client.post(path("subscriber_leave", reader)).content.decode()
    again = path("subscriber_return", reader)
    assert f'href="{again}"' in left
    assert "Me réinscrire" in client.get(again).content.decode()
    assert state(reader) == "left"
    with smtp(settings) as sink:
        with django_capture_on_commit_callbacks() as callbacks:
            page = client.post(again).content.decode()
        assert "Un courriel vient de partir" in page
        assert len(callbacks) == 1
        assert state(reader) == "pending"
        send_confirmation(reader.pk, reader.territory_id)
        text, _ = (part.get_content() for part in sink.to(reader.email).iter_parts())
    assert f"{settings.SITE_URL}{path('subscriber_confirm', reader)}" in links(text)
    client.post(path("subscriber_confirm", reader))
    assert (state(reader), find(world, reader.email).audience) == ("active", "partners")
    # Who receives it already is told so, and nothing leaves.
    with django_capture_on_commit_callbacks() as callbacks:
        assert "Vous recevez la lettre" in client.post(again).content.decode()
    assert callbacks == []


def test_coming_back_again_and_again_sends_a_few_mails_only(world, client, monkeypatch):
    calls, reader = [], world.rows["home"]["subscriber"]
    monkeypatch.setattr(subscribers, "_send_confirmation", calls.append)
    client.post(path("subscriber_leave", reader))
    for _ in range(views.PER_ADDRESS + 3):
        assert client.post(path("subscriber_return", reader)).status_code == 200
    assert len(calls) == views.PER_ADDRESS


def test_no_sign_up_link_where_the_sheet_is_not_public(world, sign_in):
    client, address = sign_in("lead"), reverse("evaluation:subscriber_list", args=["venissieux"])
    asked = reverse("evaluation:subscriber_ask", args=["venissieux"])
    letter = Newsletter(territory=world.home)
    link = composing.unsubscribe_url(world.home.pk, composing.JETON)
    assert asked in client.get(address).content.decode()
    assert composing.for_the_web(letter, link).endswith(asked)
    Territory.objects.filter(pk=world.home.pk).update(is_public=False)
    letter = Newsletter(territory=Territory.objects.get(pk=world.home.pk))
    page = client.get(address).content.decode()
    assert asked not in page
    assert "n’est pas visible" in page
    assert asked not in composing.for_the_web(letter, link)


def test_the_team_takes_a_reader_off_with_a_reason(world, sign_in):
    client, reader = sign_in("lead"), world.rows["home"]["subscriber"]
    url = reverse("evaluation:subscriber_end", args=[world.home.slug, reader.pk])
    listed = client.get(reverse("evaluation:subscriber_list", args=[world.home.slug]))
    assert url in listed.content.decode()
    assert "Désinscrire cette adresse" in client.get(url).content.decode()
    for reason, told in (("", "Il manque"), (f"{reader.email} le demande", "n’y écrivez pas")):
        assert told in client.post(url, {"reason": reason}).content.decode()
    client.post(url, {"reason": "Demandé par téléphone"})
    assert state(reader) == "left"
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="end", model="evaluation.subscriber")
    assert (entry.user, entry.reason) == (world.users["lead"], "Demandé par téléphone")
    assert reader.email not in f"{entry.label} {entry.before} {entry.after} {entry.reason}"
    assert "déjà désinscrite" in client.post(url, {"reason": "Encore"}).content.decode()


def test_a_proposal_typed_wrongly_is_taken_back_whole(world, sign_in, monkeypatch):
    monkeypatch.setattr(subscribers, "_send_confirmation", lambda reader: None)
    client, lead = sign_in("lead"), world.users["lead"]
    with scoped(world.home.pk, user=lead.pk):
        made = subscribers.ask(
            world.home, email="direcion@exemple.fr", source="forum", by=lead, audience="partners"
        )
    url = reverse("evaluation:subscriber_end", args=[world.home.slug, made.pk])
    assert "Retirer cette proposition" in client.get(url).content.decode()
    client.post(url, {"reason": "Faute de frappe"})
    assert find(world, "direcion@exemple.fr") is None
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="delete", model="evaluation.subscriber")
    assert "direcion" not in f"{entry.label} {entry.before} {entry.after}"


def test_staff_proposes_and_the_person_confirms(world, sign_in, monkeypatch):
    calls = []
    monkeypatch.setattr(subscribers, "_send_confirmation", calls.append)
    client = sign_in("lead")
    address = reverse("evaluation:subscriber_create", args=[world.home.slug])
    data = {"email": "direction@exemple.fr", "audience": "partners", "source": ""}
    assert "Il manque une réponse" in client.post(address, data).content.decode()
    client.post(address, data | {"source": "rencontre du 12 mars"})
    found = find(world, "direction@exemple.fr")
    assert (found.state, found.source) == ("pending", "rencontre du 12 mars")
    assert [reader.pk for reader in calls] == [found.pk]
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="create", model="evaluation.subscriber")
    assert "direction@exemple.fr" not in f"{entry.label} {entry.after}"


def test_staff_cannot_bring_back_whoever_left(as_team):
    reader = as_team.rows["home"]["subscriber"]
    subscribers.leave(reader)
    with pytest.raises(ValidationError, match="elle seule"):
        subscribers.ask(
            as_team.home,
            email=reader.email,
            source="x",
            by=as_team.users["lead"],
            audience="public",
        )
    assert state(reader) == "left"


def test_the_list_is_filtered_exported_and_journaled(world, sign_in):
    client = sign_in("lead")
    address = reverse("evaluation:subscriber_list", args=[world.home.slug])
    found = client.get(address + "?state=active&q=lectrice").content.decode()
    shown = folding("lectrice@exemple.fr")
    assert shown in found
    assert CANARY.lower() not in found
    assert shown not in client.get(address + "?state=left").content.decode()
    answer = client.get(address + "?format=csv")
    assert "lectrice@exemple.fr" in b"".join(answer.streaming_content).decode("utf-8-sig")
    with scoped(world.home.pk):
        assert Entry.objects.get(verb="export", model="evaluation.subscriber").after["rows"] == 1


def test_the_journal_of_an_export_holds_no_part_of_an_address(world, sign_in):
    url = reverse("evaluation:subscriber_list", args=[world.home.slug]) + "?q=capucine&format=csv"
    b"".join(sign_in("lead").get(url).streaming_content)
    with scoped(world.home.pk):
        entry = Entry.objects.filter(verb="export", model="evaluation.subscriber").latest("pk")
        assert entry.after["filters"] == {"Adresse": "non gardé"}


def test_no_confirmation_leaves_once_the_person_is_gone(world, settings):
    reader = world.rows["home"]["subscriber"]
    with smtp(settings) as sink:
        send_confirmation(reader.pk, reader.territory_id)
    assert sink.mails == []


# The mail that asks to confirm ──────────────────────────────────────────────────────────────────


@pytest.fixture
def lost(world):
    """Somebody who asked ten minutes ago, whose task was lost with its worker."""
    with scoped(world.home.pk, named=False):
        lost = subscribers.ask(world.home, email="lise@exemple.fr", source="forum")
    asked(lost, timezone.now() - timedelta(minutes=10))
    return lost


def asked(reader, at) -> None:
    with scoped(reader.territory_id, named=False):
        Subscriber.objects.filter(pk=reader.pk).update(asked_at=at)


def confirmation(reader) -> str:
    with scoped(reader.territory_id, named=False):
        return Subscriber.objects.get(pk=reader.pk).confirmation


def test_a_confirmation_lost_with_its_worker_leaves_once(lost, settings):
    with smtp(settings) as sink:
        for _ in range(2):
            sweep_confirmations()
        send_confirmation(lost.pk, lost.territory_id)  # the task, found again
    assert sink.readers == ["lise@exemple.fr"]
    assert confirmation(lost) == "sent"


def test_a_request_of_this_minute_is_left_to_its_own_task(lost, settings):
    asked(lost, timezone.now())
    with smtp(settings) as sink:
        sweep_confirmations()
    assert (sink.readers, confirmation(lost)) == ([], "waiting")


def test_a_confirmation_that_may_have_left_is_not_sent_again(lost, settings, monkeypatch):
    def dies(*args):
        raise SystemExit

    with smtp(settings) as sink:
        with monkeypatch.context() as patch, pytest.raises(SystemExit):
            patch.setattr(mailing, "post", dies)
            send_confirmation(lost.pk, lost.territory_id)
        sweep_confirmations()
    assert (sink.readers, confirmation(lost)) == ([], "doubt")


def test_a_confirmation_waits_for_a_server_that_takes_nothing(lost, settings):
    with smtp(settings):
        down = settings.EMAIL_PORT
    settings.EMAIL_PORT = down  # stopped
    sweep_confirmations()
    assert confirmation(lost) == "waiting"
    with smtp(settings) as sink:
        sink.rcpt = lambda address: "450 plus tard"
        sweep_confirmations()
        assert confirmation(lost) == "waiting"
        sink.rcpt = lambda address: "250 OK"
        sweep_confirmations()
    assert (sink.readers, confirmation(lost)) == (["lise@exemple.fr"], "sent")


@pytest.fixture
def later(world, lost):
    """Somebody who asked five minutes after."""
    with scoped(world.home.pk, named=False):
        later = subscribers.ask(world.home, email="marc@exemple.fr", source="forum")
    asked(later, timezone.now() - timedelta(minutes=5))
    return later


def test_a_mailbox_that_refuses_for_now_keeps_nobody_else_waiting(lost, later, settings):
    with smtp(settings) as sink:
        sink.rcpt = lambda address: "450 pleine" if "lise" in address else "250 OK"
        sweep_confirmations()
    assert (sink.readers, confirmation(lost)) == (["marc@exemple.fr"], "waiting")
    assert confirmation(later) == "sent"


@pytest.mark.parametrize(("in_doubt", "state"), [(False, "waiting"), (True, "doubt")])
def test_a_server_that_takes_no_mail_is_asked_once(
    lost, later, settings, monkeypatch, in_doubt, state
):
    """Whether or not the mail on its way may have left."""
    tries = []

    def post(*args):
        tries.append(args)
        raise mailing.Unreachable("connexion perdue", in_doubt=in_doubt)

    monkeypatch.setattr(mailing, "post", post)
    with smtp(settings):
        sweep_confirmations()
    assert len(tries) == 1
    assert (confirmation(lost), confirmation(later)) == (state, "waiting")


def test_a_confirmation_whose_worker_was_killed_is_told_in_doubt(lost, settings):
    with scoped(lost.territory_id, named=False):
        Subscriber.objects.filter(pk=lost.pk).update(confirmation="claimed")
    with smtp(settings) as sink:
        sweep_confirmations()
        assert confirmation(lost) == "claimed", "peut-être en route"
        asked(lost, timezone.now() - timedelta(minutes=61))
        sweep_confirmations()
    assert (sink.readers, confirmation(lost)) == ([], "doubt")


def test_an_address_refused_for_good_is_told_and_a_day_later_nothing_leaves(
    lost, settings, sign_in
):
    url = reverse("evaluation:subscriber_list", args=["venissieux"])
    with smtp(settings) as sink:
        sink.rcpt = lambda address: "550 inconnue"
        sweep_confirmations()
        assert "refusé par le serveur" in sign_in("lead").get(url).content.decode()
        sink.rcpt = lambda address: "250 OK"
        with scoped(lost.territory_id, named=False):
            Subscriber.objects.filter(pk=lost.pk).update(confirmation="waiting")
        asked(lost, timezone.now() - timedelta(hours=25))
        sweep_confirmations()
    assert (sink.readers, confirmation(lost)) == ([], "given_up")
