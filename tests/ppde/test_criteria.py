"""Criteria of eligibility: dated versions, refined and never contradicted; what is decided keeps its own."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cle.models import Decision
from ppde import eligibility, operations
from ppde.eligibility import Asked, Terms, advice, opinion, terms
from ppde.models import (
    EligibilityCriterion,
    EligibilityPrecision,
    EligibilityReview,
    EligibilityRule,
    Person,
)
from ppde.operations.criteria import Versions
from territories.models import Entry
from territories.scoping import Reach, apply, scoped
from tests.ppde.test_operations import meet, prepare
from tests.world import NAME

TODAY = timezone.localdate
TOMORROW = timedelta(days=1)
MET = date(2026, 2, 2)
SOCIAL = {
    "label": "Difficultés sociales et professionnelles particulières",
    "question": "La personne en fait-elle part ?",
    "kind": "yes_no",
    "source": "loi à venir",
}


@pytest.fixture
def by(world):
    return world.users["lead"]


@pytest.fixture
def hub_too(as_team):
    """The team's scope, with what belongs to the hub."""
    apply(
        Reach(
            user=as_team.users["lead"].pk,
            reach={as_team.home.pk, as_team.hub.pk},
            named={as_team.home.pk},
        )
    )
    return as_team


def next_rule(world, **values):
    given = {"valid_from": TODAY() + TOMORROW, "source": "loi nouvelle"} | values
    return operations.prepare_rule(world.hub, by=world.users["hub_admin"], **given)


def taken(world) -> Decision:
    """That of the world's committee about the rule of eligibility."""
    return Decision.objects.get(territory=world.home, kind="eligibility_rule", number="2024-03")


def precise(world, **values):
    EligibilityPrecision.objects.filter(territory=world.home).delete()
    given = {
        "valid_from": TODAY() + TOMORROW,
        "source": "règlement intérieur",
        "decision": taken(world),
    } | values
    return operations.prepare_precision(world.home, by=world.users["lead"], **given)


def in_force(world, version_of=EligibilityRule, **values):
    """A version whose day has come, as if it had been prepared in time."""
    territory = world.hub if version_of is EligibilityRule else world.home
    given = {"version": 9, "valid_from": TODAY() - timedelta(days=3), "source": "loi"} | values
    return version_of.objects.create(territory=territory, **given)


def signed(world, by, since=date(2026, 1, 5)) -> Person:
    """Somebody who has just signed, third file of the territory."""
    person = operations.register_person(
        world.home,
        last_name="Dobrescu",
        first_name="Ilinca",
        origin="ccas",
        by=by,
        identified_on=since,
    )
    return operations.record_volunteer(person, date(2026, 2, 10), by=by)


@pytest.fixture
def volunteer(as_team, by):
    return signed(as_team, by)


# Reading ────────────────────────────────────────────────────────────────────────────────────────


def test_a_territory_is_held_inside_the_room_that_the_hub_leaves():
    rule = EligibilityRule(months_without_job=12, least_months_without_job=9, months_resident=6)
    local = EligibilityPrecision(months_without_job=6, months_resident=3)
    found = terms(rule, local)
    # Written under an earlier rule, it goes down to nine months, and residence has no room.
    assert (found.months_without_job, found.months_resident) == (9, 6)
    assert terms(rule, EligibilityPrecision(months_without_job=18)).months_without_job == 12
    assert terms(rule, EligibilityPrecision()).months_without_job == 12


def test_an_added_criterion_is_read_by_its_kind():
    day, long_ago = date(2026, 3, 31), date(2010, 1, 1)
    asked = [
        Asked("yes", "Oui ou non", "Oui ?", "yes_no"),
        Asked("choice", "Choix", "Lequel ?", "choice", options=["a", "b"], met_options=["b"]),
        Asked("since", "Durée", "Depuis quand ?", "duration", months=24),
    ]
    rule = Terms(12, 6, True, asked)

    def met(**answers):
        return [c.met for c in advice(rule, day, long_ago, long_ago, True, answers)[3:]]

    assert met(yes=True, choice="b", since="2024-03-31") == [True, True, True]
    assert met(yes=False, choice="a", since="2024-04-01") == [False, False, False]
    assert met() == [False, False, False], "sans réponse, un critère n’est pas réuni"
    found = advice(rule, day, long_ago, long_ago, True, {"yes": True, "choice": "b"})
    assert opinion(found) == "Un critère n’est pas réuni\u00a0: durée."


def test_a_criterion_that_the_hub_takes_over_is_asked_once():
    rule = EligibilityRule(months_without_job=12, months_resident=6, positive_acts=True)
    hub = Asked("x", "De la métropole", "?", "yes_no")
    assert terms(rule, None, [hub, Asked("x", "Local", "?", "yes_no")]).criteria == [hub]


# Versions ───────────────────────────────────────────────────────────────────────────────────────


def test_a_version_is_written_before_its_day(hub_too):
    with pytest.raises(ValidationError, match="à partir de demain"):
        next_rule(hub_too, valid_from=TODAY())
    rule = next_rule(hub_too, months_without_job=24)
    assert (rule.version, rule.is_in_preparation) == (2, True)
    assert EligibilityRule.objects.in_force(hub_too.hub.pk, TODAY()) == hub_too.rule
    with pytest.raises(ValidationError, match="plus tardive"):
        next_rule(hub_too)
    with pytest.raises(ValidationError, match="appartient à la métropole"):
        operations.prepare_rule(
            hub_too.home, by=None, valid_from=TODAY() + TOMORROW, source="essai"
        )
    with pytest.raises(ValidationError, match="descend sous la durée"):
        next_rule(
            hub_too,
            valid_from=TODAY() + 2 * TOMORROW,
            months_resident=6,
            least_months_resident=12,
        )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"months_without_job": 18}, "ne peut pas en demander plus. Écrivez 12 au plus"),
        ({"months_without_job": 6}, "permet de descendre à 9, pas plus bas"),
        ({"months_resident": 3}, "ne laisse pas de marge. Laissez cette réponse vide"),
        ({"valid_from": date(2020, 1, 1)}, "n’a pas de règle à cette date"),
    ],
)
def test_a_territory_that_contradicts_is_told_so_in_words(hub_too, values, words):
    in_force(hub_too, months_without_job=12, least_months_without_job=9, months_resident=6)
    with pytest.raises(ValidationError, match=words):
        precise(hub_too, **values)


def test_a_territory_refines(hub_too):
    in_force(hub_too, months_without_job=12, least_months_without_job=9)
    version = precise(hub_too, months_without_job=10, text="Le temps partiel subi compte.")
    operations.add_criterion(version, by=hub_too.users["lead"], **SOCIAL)
    tomorrow = Versions.of(hub_too.home).terms(TODAY() + TOMORROW)
    assert (tomorrow.months_without_job, len(tomorrow.criteria)) == (10, 1)
    assert Versions.of(hub_too.home).terms(TODAY()).criteria == []
    assert Entry.objects.filter(model="ppde.eligibilitycriterion", verb="create").exists()
    again = operations.prepare_precision(
        hub_too.home,
        by=hub_too.users["lead"],
        valid_from=TODAY() + 9 * TOMORROW,
        source="règlement intérieur",
        decision=taken(hub_too),
    )
    assert [c.key for c in again.criteria.all()] == [c.key for c in version.criteria.all()]


@pytest.mark.parametrize("kind", [k for k in Decision.Kind.values if k != "eligibility_rule"])
def test_a_precision_rests_on_a_decision_about_the_rule(hub_too, by, kind):
    """As a list rule does on its own: of its nature, adopted, of this territory."""
    other = meet(hub_too, by, date(2026, 3, 5), kind=kind)
    with pytest.raises(ValidationError) as refusal:
        precise(hub_too, decision=other)
    assert "de nature «\u00a0règle d’éligibilité\u00a0»" in refusal.value.messages[0]


def test_a_precision_is_taken_by_this_committee_and_adopted(hub_too, by):
    with pytest.raises(ValidationError, match="prise par le comité"):
        precise(hub_too, decision=None)
    elsewhere = Decision(pk=taken(hub_too).pk, territory=hub_too.next, kind="eligibility_rule")
    with pytest.raises(ValidationError, match="autre territoire"):
        precise(hub_too, decision=elsewhere)
    rejected = meet(hub_too, by, date(2026, 3, 5), kind="eligibility_rule", outcome="rejected")
    with pytest.raises(ValidationError, match="décision adoptée"):
        precise(hub_too, decision=rejected)
    assert precise(hub_too).decision == taken(hub_too)


def test_the_form_offers_the_decisions_about_the_rule_alone(sign_in, world, by):
    with scoped(world.home.pk, world.hub.pk):
        right = taken(world)
        wrong = Decision.objects.get(territory=world.home, kind="list_rule")
        EligibilityPrecision.objects.filter(territory=world.home).delete()
    lead, url = sign_in("lead"), page("version_prepare", world.home)
    shown = text(lead.get(url))
    assert f'value="{right.pk}"' in shown
    assert f'value="{wrong.pk}"' not in shown
    sent = {"valid_from": f"{TODAY() + TOMORROW:%d/%m/%Y}", "source": "règlement intérieur, art. 4"}
    for typed in (sent, sent | {"decision": wrong.pk}):
        again = text(lead.post(url, typed))
        assert "règlement intérieur, art. 4" in again, "rien de ce qui est écrit n’est perdu"
    assert lead.post(url, sent | {"decision": right.pk}).status_code == 302
    with scoped(world.home.pk, world.hub.pk):
        made = EligibilityPrecision.objects.get(territory=world.home)
    assert made.decision == right


def test_a_criterion_of_the_hub_is_not_replaced(hub_too):
    rule = next_rule(hub_too)
    operations.add_criterion(rule, by=hub_too.users["hub_admin"], **SOCIAL)
    with pytest.raises(ValidationError, match="déjà dans cette version"):
        operations.add_criterion(rule, by=hub_too.users["hub_admin"], **SOCIAL)
    version = precise(hub_too)
    with pytest.raises(ValidationError, match="demande déjà ce critère"):
        operations.add_criterion(version, by=hub_too.users["lead"], **SOCIAL)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "duration"}, "écrivez combien"),
        ({"kind": "choice", "options": ["seule"], "met_options": []}, "au moins deux réponses"),
        ({"kind": "choice", "options": ["a", "b"], "met_options": []}, "réunit le critère"),
        ({"kind": "choice", "options": ["a", "b"], "met_options": ["c"]}, "pas parmi les réponses"),
        ({"label": "…"}, "en toutes lettres"),
    ],
)
def test_a_criterion_says_what_it_lacks(hub_too, values, words):
    version = precise(hub_too)
    with pytest.raises(ValidationError, match=words):
        operations.add_criterion(version, by=hub_too.users["lead"], **SOCIAL | values)


def test_what_applies_is_never_rewritten(hub_too, by):
    rule = in_force(hub_too)
    with pytest.raises(ValidationError, match="s’applique déjà"):
        operations.add_criterion(rule, by=by, **SOCIAL)
    with pytest.raises(ValidationError, match="s’applique déjà"):
        operations.withdraw_version(rule, reason="essai", by=by)
    for act in (
        lambda: EligibilityRule.objects.filter(pk=rule.pk).update(months_without_job=1),
        lambda: EligibilityRule.objects.filter(pk=rule.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
            act()
    criterion = EligibilityCriterion.objects.create(
        territory=hub_too.hub, rule=rule, key="social", **SOCIAL
    )
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        EligibilityCriterion.objects.filter(pk=criterion.pk).delete()
    coming = next_rule(hub_too)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.withdraw_version(coming, reason=" ", by=by)
    operations.withdraw_version(coming, reason="Vote reporté.", by=by)
    assert not EligibilityRule.objects.filter(pk=coming.pk).exists()


# Reviews ────────────────────────────────────────────────────────────────────────────────────────


def read_again(review) -> str:
    row = EligibilityReview.objects.with_criteria().select_related("person").get(pk=review.pk)
    return opinion(eligibility.read(row))


def test_a_threshold_changed_leaves_decisions_and_their_reading_untouched(hub_too, by, volunteer):
    """Issue 3, to be shown: the rule changes from 1 January, what was decided before reads as before."""
    review = prepare(volunteer, by)
    operations.decide_review(review, meet(hub_too, by, date(2026, 3, 5)), "incomplete", by=by)
    assert read_again(review) == "Les critères de la règle sont réunis."
    in_force(hub_too, months_without_job=60)
    rule = EligibilityRule.objects.in_force(hub_too.hub.pk, TODAY())
    EligibilityCriterion.objects.create(territory=hub_too.hub, rule=rule, key="social", **SOCIAL)
    assert read_again(review) == "Les critères de la règle sont réunis."
    with pytest.raises(ValidationError, match="Il manque une réponse"):
        prepare(volunteer, by)
    second = prepare(volunteer, by, answers={"social": False, "inconnue": "ignorée"})
    assert second.answers == {"social": False}
    assert read_again(second).startswith(
        "Deux critères ne sont pas réunis\u00a0: sans emploi durable"
    )
    review.refresh_from_db()
    assert (review.rule, review.outcome) == (hub_too.rule, "incomplete")


def test_several_reviews_are_decided_together_or_not_at_all(hub_too, by, volunteer):
    other = operations.register_person(
        hub_too.home, last_name="Ferreira", first_name="Rui", origin="ccas", by=by
    )
    operations.record_volunteer(other, TODAY(), by=by)
    first, late = prepare(volunteer, by), prepare(other, by)
    decision = meet(hub_too, by, date(2026, 3, 5))
    with pytest.raises(ValidationError, match=f"{other.reference}.*avant le volontariat"):
        operations.decide_reviews({first: "eligible", late: "eligible"}, decision, by=by)
    first.refresh_from_db()
    assert first.outcome == "pending", "tout ou rien"
    with pytest.raises(ValidationError, match="au moins un examen"):
        operations.decide_reviews({}, decision, by=by)
    operations.decide_reviews({first: "eligible"}, decision, by=by)
    volunteer.refresh_from_db()
    assert volunteer.eligible_on == date(2026, 3, 5)


# Pages ──────────────────────────────────────────────────────────────────────────────────────────


def page(name: str, territory, *args) -> str:
    return reverse(f"ppde:{name}", args=[territory.slug, *args])


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_hub_adds_a_criterion_from_the_screen_alone(sign_in, world):
    hub = sign_in("hub_admin")
    shown = text(hub.get(page("criteria_view", world.hub)))
    assert "12\u00a0mois au moins" in shown
    prepared = hub.post(
        page("version_prepare", world.hub),
        {
            "valid_from": f"{TODAY() + TOMORROW:%d/%m/%Y}",
            "source": "loi nouvelle",
            "months_without_job": "12",
            "least_months_without_job": "9",
            "months_resident": "6",
            "positive_acts": "on",
        },
    )
    assert prepared.status_code == 302
    with scoped(world.hub.pk):
        version = EligibilityRule.objects.get(version=2)
    refused = hub.post(page("criterion_add", world.hub, version.pk), SOCIAL | {"kind": "duration"})
    assert "écrivez combien" in text(refused)
    assert SOCIAL["label"] in text(refused), "rien de ce qui est écrit n’est perdu"
    assert hub.post(page("criterion_add", world.hub, version.pk), SOCIAL).status_code == 302
    assert SOCIAL["label"] in text(hub.get(page("version_detail", world.hub, version.pk)))
    local = text(sign_in("lead").get(page("criteria_view", world.home)))
    assert "Attendu\u00a0: oui" in local
    assert "abaisser la durée sans emploi" not in local, "la marge s’ouvre avec la version"


def test_the_team_sees_which_waiting_reviews_a_version_would_change(sign_in, world, by):
    with scoped(world.home.pk, world.hub.pk):
        person = signed(world, by, MET)
        prepare(person, by)
        next_rule(world, months_without_job=60)
    shown = text(sign_in("lead").get(page("criteria_view", world.home)))
    assert "1\u00a0examen en attente sur 1 serait lu autrement" in shown
    assert "M-0003" in shown
    assert "Dobrescu" not in shown
    assert "Aujourd’hui : Les critères de la règle sont réunis." in shown.replace("\u00a0", " ")
    assert "M-0003" not in text(sign_in("member").get(page("criteria_view", world.home)))


def test_the_form_asks_what_the_rule_in_force_asks(sign_in, world, by):
    with scoped(world.home.pk, world.hub.pk):
        rule = in_force(world, positive_acts=False)
        EligibilityCriterion.objects.create(territory=world.hub, rule=rule, key="social", **SOCIAL)
        person = signed(world, by, MET)
    lead, url = sign_in("lead"), page("review_prepare", world.home, person.pk)
    shown = text(lead.get(url))
    assert SOCIAL["question"].replace(" ?", "") in shown
    assert "recherche active" not in shown.lower()
    sent = {
        "without_job_since": "01/10/2020",
        "resident_since": "02/04/2020",
        "evidence_seen_on": "02/10/2026",
    }
    assert "Choisissez une réponse" in text(lead.post(url, sent))
    assert lead.post(url, sent | {"critere_social": "no"}).status_code == 302
    with scoped(world.home.pk):
        assert person.reviews.get().answers == {"social": False}
    assert 'value="no"' in text(lead.get(url))


def test_a_meeting_decides_by_number(sign_in, world, by):
    with scoped(world.home.pk, world.hub.pk):
        person = signed(world, by, MET)
        review = prepare(person, by)
    lead, url = sign_in("lead"), page("reviews_decide", world.home)
    shown = text(lead.get(url))
    assert "M-0003" in shown
    assert "Dobrescu" not in shown
    assert NAME not in shown
    decision = world.rows["home"]["decision"].pk
    assert "Choisissez une issue" in text(lead.post(url, {"decision": decision}))
    sent = {"decision": decision, f"issue_{review.pk}": "eligible"}
    assert lead.post(url, sent).status_code == 302
    with scoped(world.home.pk):
        person.refresh_from_db()
    assert person.eligible_on == date(2026, 11, 5)
    assert "Aucun examen n’attend" in text(lead.get(url))


def test_what_a_colleague_decided_meanwhile_is_said(sign_in, world, by):
    with scoped(world.home.pk, world.hub.pk):
        person = signed(world, by, MET)
        review = prepare(person, by)
    sent = {"decision": world.rows["home"]["decision"].pk, f"issue_{review.pk}": "eligible"}
    sent["issue_0"] = "eligible"
    shown = sign_in("lead").post(page("reviews_decide", world.home), sent)
    assert "vient d’être décidé par quelqu’un d’autre" in text(shown)
    with scoped(world.home.pk):
        review.refresh_from_db()
    assert review.outcome == "pending"


def test_queries_do_not_grow_with_the_reviews(sign_in, world, by):
    lead = sign_in("lead")

    def count(name):
        lead.get(page(name, world.home))
        with CaptureQueriesContext(
            connection,
        ) as found:
            text(lead.get(page(name, world.home)))
        return len(found)

    def wait(n):
        with scoped(world.home.pk, world.hub.pk):
            for i in range(n):
                person = operations.register_person(
                    world.home,
                    last_name=f"Nom{i}",
                    first_name="Ilinca",
                    origin="ccas",
                    identified_on=MET,
                    by=by,
                )
                operations.record_volunteer(person, date(2026, 2, 10), by=by)
                prepare(person, by)

    with scoped(world.home.pk, world.hub.pk):
        next_rule(world, months_without_job=60)
    wait(1)
    names = ("reviews_decide", "criteria_view", "review_list")
    one = {name: count(name) for name in names}
    wait(4)
    many = {name: count(name) for name in names}
    assert many == one
    assert max(many.values()) <= 15, many
