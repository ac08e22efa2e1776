"""What the person reads: letters by situation, valid on paper; the private page and what it must never tell."""

import re
from datetime import date, timedelta

import page
import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.letters.situations import SITUATIONS, situation_of, situations_of
from ppde.letters.words import compose
from ppde.models import Desk, ListRule, Person, PersonPage, Reading
from ppde.operations.person_pages import desk_of, digest
from territories.models import Entry
from territories.periods import period
from territories.scoping import Reach, apply, scoped
from tests.list_kit import change_rule
from tests.world import CANARY, NAME
from tzcld.documents import render_pdf
from tzcld.ui import french

TODAY = timezone.localdate
# Sentences longer than this are two ideas.
WORDS_OF_A_SENTENCE = 20


@pytest.fixture(autouse=True)
def _counts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(world):
    return world.rows["home"]["person"]


@pytest.fixture
def by(world):
    return world.users["lead"]


@pytest.fixture
def desk(world):
    """The desk of the world, with pages opened."""
    with scoped(world.home.pk):
        Desk.objects.filter(territory=world.home).update(opens_pages=True, page_days=30)
        return desk_of(world.home)


def said(letter) -> str:
    return " ".join(sentence for _, found in letter.sections for sentence in found)


STATES = [
    ({"volunteer_on": None, "eligible_on": None, "state": "met"}, "rencontre"),
    ({"eligible_on": None, "state": "volunteer"}, "volontariat"),
    ({"eligible_on": None, "state": "not_eligible"}, "decision"),
    ({"state": "listed"}, "rang"),
    ({"state": "proposed"}, "proposition"),
    ({"state": "paused"}, "pause"),
    ({"outcome_on": date(2026, 9, 1), "outcome_kind": "ebe", "state": "ebe"}, "sortie"),
    ({"outcome_on": date(2026, 9, 1), "outcome_kind": "no_longer", "state": "left"}, "sortie"),
]


OF_THE_RULE = pytest.mark.parametrize(
    ("reason", "told", "untold"),
    [
        (
            "refusals",
            ("la règle de la liste prévoit une pause", "Une pause est en cours."),
            "avez demandé",
        ),
        ("care", ("Vous avez demandé une pause.", "Vous avez demandé une pause."), "règle"),
    ],
)


def test_a_letter_of_decision_is_not_for_somebody_who_left(as_team, person):
    person.eligible_on, person.outcome_on = date(2026, 3, 1), date(2026, 9, 1)
    person.outcome_kind, person.state = "no_longer", Person.State.LEFT
    assert "decision" not in situations_of(person)
    person.outcome_on, person.outcome_kind, person.state = None, "", Person.State.LISTED
    assert "decision" in situations_of(person)


@pytest.mark.parametrize(("state", "situation"), STATES)
def test_the_letter_follows_the_situation_in_short_sentences(as_team, person, state, situation):
    for name, value in state.items():
        setattr(person, name, value)
    person.territory = as_team.home
    assert situation_of(person) == situation
    assert situation in situations_of(person)
    for private in (False, True):
        letter = compose(person, situation, desk_of(as_team.home), is_private=private)
        assert "Vos droits" in [heading for heading, _ in letter.sections]
        for _, sentences in letter.sections:
            for sentence in sentences:
                assert len(sentence.split()) <= WORDS_OF_A_SENTENCE, sentence
                assert sentence.endswith((".", "?", "!")), sentence
    assert re.search(r"\d{4}", said(letter)) is None, "la page privée ne dit aucune date"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_letter_on_paper_is_accessible(as_team, person, situation, laid_out):
    person.territory = as_team.home
    person.outcome_on, person.outcome_kind = date(2026, 9, 1), "ebe"
    context = {
        "person": person,
        "letter": compose(person, situation, desk_of(as_team.home)),
        "link": "https://exemple.fr/ma-page/abc/",
        "until": timezone.now(),
        "today": TODAY(),
        "territory": as_team.home,
    }
    pdf = render_pdf("documents/letter.html", context, title="Lettre", author="Vénissieux")
    found = page.validate_pdf_bytes(pdf, profile="ua1")
    assert found.is_compliant, [f"{f.rule_id} {f.message}" for f in found.failures]


def test_printing_is_journaled_and_rank_is_told(sign_in, world, person):
    lead = sign_in("lead")
    shown = lead.get(reverse("ppde:person_letter", args=[world.home.slug, person.pk]))
    assert "seule personne sur la liste" in shown.content.decode()
    url = reverse("ppde:person_letter_pdf", args=[world.home.slug, person.pk])
    printed = lead.get(url)
    assert printed["Content-Type"] == "application/pdf"
    assert printed["Cache-Control"] == "no-store"
    assert NAME not in printed["Content-Disposition"]
    with scoped(world.home.pk):
        row = Reading.objects.get(person=person, kind="print")
    assert (row.user, row.reason) == (world.users["lead"], "Lettre\u00a0: Rang sur la liste")


def test_a_letter_that_is_not_true_is_not_written(sign_in, world, person):
    url = reverse("ppde:person_letter", args=[world.home.slug, person.pk])
    shown = sign_in("lead").get(url + "?lettre=sortie").content.decode()
    assert "Votre place sur la liste" in shown
    assert "Vous avez un emploi" not in shown


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"refusal": "keep"}, "Si vous dites non, vous gardez votre rang."),
        ({"refusal": "back"}, "votre rang devient celui de la date de votre refus."),
        ({"refusal": "ask"}, "dit ce que cela change."),
        (
            {"refusal": "pause", "refusals": 1},
            "Si vous dites non, vous êtes en pause pendant 2 mois.",
        ),
        (
            {"refusal": "pause", "refusals": 3},
            "Au bout de 3 refus, vous êtes en pause pendant 2 mois.",
        ),
    ],
)
def test_a_proposal_says_until_when_and_what_a_refusal_changes(as_team, person, by, terms, told):
    change_rule(as_team, reply_days=1, refusal_pause_months=2, **terms)
    # Another time to answer, decided since, is not that of this proposal.
    ListRule.objects.create(
        territory=as_team.home,
        version=2,
        valid_from=TODAY(),
        source="essai",
        reply_days=40,
        refusal_pause_months=2,
        **terms,
    )
    day = TODAY() - timedelta(days=3)
    operations.add_event(person, "proposal", day, "Agent de tri", by=by)
    person.state = Person.State.PROPOSED
    paper, private = (
        said(compose(person, "proposition", desk_of(as_team.home), is_private=x))
        for x in (False, True)
    )
    assert f"avant la fin du {french.date(day + timedelta(days=1))}." in paper
    assert "Vous avez 1\u00a0jour pour répondre" in private
    assert told in paper.replace("\u00a0", " ")
    assert told in private.replace("\u00a0", " ")


def test_the_letter_says_what_each_version_makes_of_a_refusal(as_team, by, person):
    """Told « vous gardez votre rang » and nothing more, she would lose it the day after the new version."""
    ListRule.objects.filter(territory=as_team.home).delete()
    today = TODAY()
    first = {"territory": as_team.home, "source": "essai", "reply_days": 15}
    ListRule.objects.create(version=1, valid_from=today - timedelta(days=90), **first)
    changes = today + timedelta(days=5)
    ListRule.objects.create(version=2, valid_from=changes, refusal="back", **first)
    ListRule.objects.create(
        version=3, valid_from=today + timedelta(days=60), refusal="ask", **first
    )
    operations.add_event(person, "proposal", today, "Agent de tri", by=by)
    person.state = Person.State.PROPOSED
    paper, private = (
        said(compose(person, "proposition", desk_of(as_team.home), is_private=x)).replace(
            "\u00a0", " "
        )
        for x in (False, True)
    )
    day = french.date(changes).replace("\u00a0", " ")
    assert f"Avant le {day} : si vous dites non, vous gardez votre rang." in paper
    assert f"À partir du {day} : si vous dites non, votre rang devient" in paper
    assert "dit ce que cela change" not in paper
    assert "dépend du jour de votre réponse" in private


@OF_THE_RULE
def test_a_pause_of_the_rule_is_not_said_to_be_asked_for(as_team, person, reason, told, untold):
    """On paper the rule is named; on the private page neither a reason nor a request."""
    today = TODAY()
    person.pauses.all().delete()
    person.pauses.create(territory=as_team.home, period=period(today, today), reason=reason)
    person.state = Person.State.PAUSED
    for is_private in (False, True):
        words = said(compose(person, "pause", desk_of(as_team.home), is_private=is_private))
        assert untold not in words
        assert told[is_private] in words
        assert ("pause plus longue" in words) == (reason == "care")


@pytest.mark.parametrize("kind", ["died", "duplicate"])
def test_nobody_writes_to_somebody_who_died(sign_in, world, person, by, desk, client, kind):
    with scoped(world.home.pk):
        token = given(person, by)
        Person.objects.filter(pk=person.pk).update(
            outcome_on=TODAY(), outcome_kind=kind, state="left"
        )
        person.refresh_from_db()
        with pytest.raises(ValidationError, match="n’écrit plus"):
            operations.give_page(person, by=by)
    at = [world.home.slug, person.pk]
    lead = sign_in("lead")
    assert "Aucun courrier" in lead.get(reverse("ppde:person_letter", args=at)).content.decode()
    assert lead.get(reverse("ppde:person_letter_pdf", args=at)).status_code == 404
    assert opened(client, token).status_code == 404


# The private page ───────────────────────────────────────────────────────────────────────────────


def given(person, by) -> str:
    """The token of a link just given."""
    return operations.give_page(person, by=by)[1].rstrip("/").rpartition("/")[2]


def opened(client, token: str):
    client.logout()
    return client.get(reverse("ppde:person_page", args=[token]))


def test_the_page_is_off_unless_the_territory_turns_it_on(as_team, person, by):
    Desk.objects.filter(territory=as_team.home).update(opens_pages=False)
    with pytest.raises(ValidationError, match="ne propose pas"):
        operations.give_page(person, by=by)


def test_the_page_shows_little_and_keeps_nothing(world, client, person, by, desk):
    with scoped(world.home.pk):
        token = given(person, by)
        assert not PersonPage.objects.filter(digest=token).exists(), "le lien n’est pas gardé"
        assert PersonPage.objects.filter(digest=digest(token)).exists()
    apply(Reach())
    response = opened(client, token)
    assert response.status_code == 200
    shown = response.content.decode()
    assert f"Bonjour {person.first_name}" in shown
    assert "seule personne sur la liste" in shown
    for secret in (NAME, CANARY, person.reference, person.phone, "11 février", "2025", "Quartier"):
        assert secret not in re.sub(r"(?s)<footer.*?</footer>", "", shown), secret
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    with scoped(world.home.pk):
        entry = Entry.objects.filter(verb="open_page").latest("pk")
        person.refresh_from_db()
    assert (entry.object_id, entry.user_id) == (person.pk, None)


def test_a_link_that_is_closed_ended_or_unknown_answers_alike(world, client, person, by, desk):
    with scoped(world.home.pk):
        first = given(person, by)
        second = given(person, by)
    closed = opened(client, first)
    assert closed.status_code == 404, "un nouveau lien ferme le précédent"
    with scoped(world.home.pk):
        operations.close_page(PersonPage.objects.open().get(), by=by)
        third = given(person, by)
        PersonPage.objects.filter(digest=digest(third)).update(
            given_at=timezone.now() - timedelta(days=60),
            expires_at=timezone.now() - timedelta(seconds=1),
        )
    for token in (second, third, "inconnu", "x" * 500):
        response = opened(client, token)
        assert response.status_code == 404
        assert response.content == closed.content


def test_turning_the_pages_off_closes_the_links(world, client, person, by, desk):
    with scoped(world.home.pk):
        token = given(person, by)
        operations.update_desk(world.home, opens_pages=False, by=by)
        operations.update_desk(world.home, opens_pages=True, by=by)
    assert opened(client, token).status_code == 404


def test_a_link_read_too_often_waits(world, client, person, by, desk):
    with scoped(world.home.pk):
        token = given(person, by)
    assert [opened(client, token).status_code for _ in range(31)] == [200] * 30 + [429]


def test_the_database_shows_the_holder_one_row_alone(world, person, by, desk):
    with scoped(world.home.pk):
        token = given(person, by)
    apply(Reach())
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from ppde_personpage")
        assert cursor.fetchone() == (0,)
        cursor.execute("select set_config('app.link', %s, true)", [digest(token)])
        cursor.execute("select count(*) from ppde_personpage")
        assert cursor.fetchone() == (1,)
        cursor.execute("select count(*) from ppde_person")
        assert cursor.fetchone() == (0,)
        cursor.execute("select set_config('app.link', '', true)")


def test_the_team_gives_and_closes_a_link(sign_in, world, person, desk):
    lead = sign_in("lead")
    at = [world.home.slug, person.pk]
    shown = lead.post(reverse("ppde:person_page_give", args=at)).content.decode()
    assert "/ma-page/" in shown
    paper = lead.post(reverse("ppde:person_page_give", args=at), {"papier": "1"})
    assert paper["Content-Type"] == "application/pdf"
    assert "Fermer ce lien" in lead.get(reverse("ppde:person_letter", args=at)).content.decode()
    with scoped(world.home.pk):
        row = PersonPage.objects.open().get(person=person)
    close = reverse("ppde:person_page_close", args=[world.home.slug, row.pk])
    assert lead.post(close).status_code == 302
    with scoped(world.home.pk):
        assert not PersonPage.objects.open().filter(person=person).exists()
