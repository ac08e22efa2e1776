"""A proposal whose person leaves, a yes that no hire follows: the place and the person are free, and who must act is told."""

from datetime import timedelta
from decimal import Decimal as D
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.line import line
from ebe.list_sheets import freeze_list
from ebe.models import Proposal
from ebe.operations.contracts import accepted as accepted_by
from ebe.queue import SOURCES
from ppde import operations as ppde
from ppde.letters.situations import situations_of
from ppde.letters.words import compose
from ppde.models import ListRule, Outcome, OutcomeKind, Person, Return
from ppde.operations.imports import refresh_many
from ppde.operations.person_pages import desk_of
from territories.models import Entry
from tests.ebe.pages import at, held, letter_words, words
from tests.ebe.test_hire import propose, refused
from tzcld.ui import french

TODAY = timezone.localdate
DAY = timedelta(days=1)
[HIRES] = [s for s in SOURCES if s.key == "hires"]


@pytest.fixture
def waiting(listed, elsewhere, lead):
    """A post of one place, proposed to somebody who has not answered."""
    return propose(
        listed(10), elsewhere, lead, weekly_hours=D(25), proposed_on=TODAY(), order_reason="Essai"
    )


@pytest.fixture
def accepted(waiting, lead):
    return operations.answer_proposal(waiting, reply="accepted", on=TODAY(), by=lead)


def leave(person, by, on=None):
    return ppde.record_outcome(person, OutcomeKind.NO_LONGER, on or TODAY(), by=by)


@pytest.mark.parametrize("days", [0, 20])
def test_an_exit_closes_the_proposal_and_frees_its_place(waiting, lead, listed, elsewhere, days):
    leave(waiting.person, lead, TODAY() + days * DAY)
    waiting.refresh_from_db()
    assert (waiting.reply, waiting.replied_on) == ("ended", TODAY())
    assert propose(listed(11), elsewhere, lead, weekly_hours=D(25), order_reason="Essai").pk
    said = refused(operations.answer_proposal, waiting, reply="accepted", on=TODAY(), by=lead)
    assert "close par une sortie" in said
    assert "annulez-la" in refused(operations.correct_answer, waiting, by=lead, reason="Erreur")
    person = Person.objects.get(pk=waiting.person_id)
    assert person.state == ("left" if not days else "listed"), "rien n’est plus proposé"


def test_many_at_once_are_derived_as_one_by_one(waiting, lead):
    """A spreadsheet of facts refreshes by sets: an exit to come has closed the proposal there too."""
    leave(waiting.person, lead, TODAY() + 20 * DAY)
    person = Person.objects.get(pk=waiting.person_id)
    refresh_many(person.territory_id, [person.pk])
    assert Person.objects.get(pk=person.pk).state == person.state == "listed"


def test_a_proposal_closed_by_an_exit_tells_the_day_and_the_kind_that_are_corrected(waiting, lead):
    outcome = ppde.record_outcome(waiting.person, OutcomeKind.PERMANENT, TODAY(), by=lead)
    waiting.refresh_from_db()
    assert waiting.reason == f"autre emploi, à partir du {french.date(TODAY())}"
    later = TODAY() + 4 * DAY
    ppde.correct_outcome(outcome, OutcomeKind.PERMANENT, later, by=lead, reason="Contrat lu.")
    waiting.refresh_from_db()
    assert waiting.reason == f"autre emploi, à partir du {french.date(later)}"
    told = Entry.objects.get(model="ebe.proposal", object_id=waiting.pk, verb="correct")
    assert (told.after["reason"], told.reason) == (waiting.reason, "Contrat lu.")
    # The employer alone changes: the proposal says nothing of it, and nothing is written.
    ppde.correct_outcome(
        outcome, OutcomeKind.PERMANENT, later, "Autre SA", by=lead, reason="Contrat lu."
    )
    assert Entry.objects.filter(object_id=waiting.pk, verb="correct").count() == 1
    ppde.correct_outcome(outcome, OutcomeKind.NO_LONGER, later, by=lead, reason="Mal lu.")
    waiting.refresh_from_db()
    assert waiting.reason == f"départ de la liste, le {french.date(later)}"
    assert waiting.reply == "ended"


def test_a_proposal_closed_by_a_hire_follows_the_first_day_of_the_contract(
    as_team, see, listed, elsewhere, post, enterprise, lead
):
    """The direction that corrects does not read the proposal of the other employer: it follows all the same."""
    director, person = as_team.users["director"], listed(10)
    yes = propose(person, post, lead, proposed_on=TODAY() - 5 * DAY, order_reason="Essai")
    operations.answer_proposal(yes, reply="accepted", on=TODAY() - 4 * DAY, by=lead)
    other = propose(person, elsewhere, lead, weekly_hours=D(25), proposed_on=TODAY(), order_reason="Essai")  # fmt: skip
    contract = operations.hire(
        enterprise, proposal=yes, starts_on=TODAY(), weekly_hours=D(28), job_title="Tri",
        over_ceiling_reason="Essai", by=lead,
    )  # fmt: skip
    other.refresh_from_db()
    assert other.reason == f"embauche dans une EBE, à partir du {french.date(TODAY())}"
    see("director")
    operations.correct_contract(
        contract, starts_on=TODAY() + 3 * DAY, reason="Signé plus tard.",
        over_ceiling_reason="Essai", by=director,
    )  # fmt: skip
    as_team.see_all()
    other.refresh_from_db()
    assert other.reason == f"embauche dans une EBE, à partir du {french.date(TODAY() + 3 * DAY)}"
    assert (other.reply, Proposal.objects.get(pk=yes.pk).reply) == ("ended", "accepted")


def old_exit(proposal, days=0, *, before=False, **values):
    """An exit as it was written before exits closed the proposal that waited; `before` the proposal was made, or after."""
    at = proposal.made_at + (-1 if before else 1) * timedelta(seconds=1)
    person = proposal.person
    given = {"kind": OutcomeKind.EBE, "on": TODAY() + days * DAY, "recorded_at": at, **values}
    return Outcome.objects.create(territory=person.territory, person=person, **given)


def run_closing():
    sql = import_module("ebe.migrations.0017_close_proposals_of_exits").CLOSE
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("days", [0, 20])
def test_what_waited_behind_an_exit_of_before_is_closed_at_the_update(waiting, lead, days):
    outcome = old_exit(waiting, days)
    Person.objects.filter(pk=waiting.person_id).update(state="proposed")
    run_closing()
    waiting.refresh_from_db()
    assert (waiting.reply, waiting.replied_on) == ("ended", TODAY())
    assert waiting.reason == f"embauche dans une EBE, à partir du {french.date(outcome.on)}"
    assert Person.objects.get(pk=waiting.person_id).state == "listed"
    told = Entry.objects.get(model="ebe.proposal", object_id=waiting.pk, verb="reply")
    assert told.label == f"{waiting.person.reference}, {waiting.job_title}"
    assert told.is_named
    run_closing()
    assert Entry.objects.filter(object_id=waiting.pk, verb="reply").count() == 1
    # Cancelled afterwards, it gives the proposal back as one of today.
    ppde.cancel_outcome(outcome, by=lead, reason="Erreur")
    waiting.refresh_from_db()
    assert waiting.reply == "waiting"


def test_the_update_leaves_what_was_proposed_since(waiting, as_team, lead):
    """Proposed after the exit was written, or after the person was back though both came from one spreadsheet."""
    old_exit(waiting, before=True)
    back = old_exit(waiting, -30, kind=OutcomeKind.NO_LONGER)
    Return.objects.create(
        territory=as_team.home, person=waiting.person, outcome=back, on=TODAY() - DAY, effect="keep",
        recorded_by=lead,
    )  # fmt: skip
    run_closing()
    waiting.refresh_from_db()
    assert waiting.reply == "waiting"


def test_whoever_comes_back_may_be_proposed_a_post(as_team, waiting, lead, post):
    ListRule.objects.filter(territory=as_team.home).update(after_choice="keep")
    outcome = leave(waiting.person, lead)
    ppde.record_return(outcome, TODAY(), by=lead)
    person = Person.objects.get(pk=waiting.person_id)
    assert person.state == Person.State.LISTED
    assert propose(person, post, lead, proposed_on=TODAY(), order_reason="Essai").pk


def test_an_exit_cancelled_gives_the_proposal_back(waiting, lead):
    outcome = leave(waiting.person, lead)
    ppde.cancel_outcome(outcome, by=lead, reason="Erreur de dossier")
    waiting.refresh_from_db()
    assert (waiting.reply, waiting.replied_on) == ("waiting", None)
    assert Person.objects.get(pk=waiting.person_id).state == Person.State.PROPOSED


def test_it_is_not_given_back_over_somebody_else(waiting, lead, listed, elsewhere):
    outcome = leave(waiting.person, lead)
    propose(listed(11), elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
    said = refused(ppde.cancel_outcome, outcome, by=lead, reason="Erreur")
    assert "Ajoutez d’abord une place" in said
    operations.update_post(elsewhere, by=lead, positions=2)
    ppde.cancel_outcome(outcome, by=lead, reason="Erreur")
    assert Proposal.objects.filter(post=elsewhere, reply="waiting").count() == 2


@pytest.fixture
def hired_elsewhere_too(as_team, lead, elsewhere, as_director, enterprise):
    """Somebody who said yes to the EBE and was then proposed a post of another employer: (that proposal, hire())."""
    yes = as_team.rows["home"]["proposal"]
    operations.answer_proposal(yes, reply="accepted", on=yes.proposed_on, by=lead)
    person = Person.objects.get(pk=yes.person_id)
    ppde.record_consent(
        person, "sharing", organisation=elsewhere.organisation, on=TODAY(), channel="paper",
        proof="Signé", by=lead,
    )  # fmt: skip
    other = propose(person, elsewhere, lead, proposed_on=TODAY(), order_reason="Essai")
    director = as_team.users["director"]

    def hire(on):
        as_director()
        assert not Proposal.objects.filter(pk=other.pk).exists(), "la direction ne la lit pas"
        return operations.hire(
            enterprise, proposal=yes, starts_on=on, weekly_hours=D(24), job_title="Tri", by=director
        )

    return other, hire


@pytest.mark.parametrize("days", [0, 30])
def test_the_hire_of_a_direction_closes_what_another_employer_proposed(
    as_team, hired_elsewhere_too, see, listed, elsewhere, lead, sign_in, days
):
    other, hire = hired_elsewhere_too
    on = TODAY() + days * DAY
    contract = hire(on)
    assert not Proposal.objects.filter(pk=other.pk).exists(), "ni après"
    see("lead")
    other.refresh_from_db()
    assert (other.reply, other.replied_on) == ("ended", TODAY())
    assert other.reason == f"embauche dans une EBE, à partir du {french.date(on)}"
    assert Entry.objects.filter(model="ebe.proposal", object_id=other.pk, verb="reply").exists()
    page = words(sign_in("lead").get(at("proposal_list"), {"reponse": "ended"}))
    assert other.reason.replace("\u00a0", " ") in page
    # The contract was a mistake: the direction cancels it, and what its hire had closed waits again.
    see("director")
    operations.cancel_contract(contract, by=as_team.users["director"], reason="Erreur")
    see("lead")
    other.refresh_from_db()
    assert (other.reply, other.replied_on, other.reason) == ("waiting", None, "")


def test_a_direction_cancels_its_contract_though_the_place_elsewhere_was_given(
    as_team, hired_elsewhere_too, see, listed, elsewhere, lead
):
    other, hire = hired_elsewhere_too
    contract = hire(TODAY())
    see("lead")
    propose(listed(11), elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
    see("director")
    operations.cancel_contract(contract, by=as_team.users["director"], reason="Erreur")
    see("lead")
    other.refresh_from_db()
    assert other.reply == "ended"
    assert Person.objects.get(pk=other.person_id).outcome_on is None


def test_an_employer_never_reads_why_somebody_left(waiting, lead):
    ppde.record_outcome(waiting.person, OutcomeKind.HEALTH, TODAY(), by=lead)
    waiting.refresh_from_db()
    assert waiting.reason == f"départ de la liste, le {french.date(TODAY())}"


def test_whoever_was_hired_by_another_is_no_longer_to_hire(as_team, lead, enterprise):
    yes = as_team.rows["home"]["proposal"]
    operations.answer_proposal(yes, reply="accepted", on=yes.proposed_on, by=lead)
    assert list(accepted_by(enterprise)) == [yes]
    ppde.record_outcome(yes.person, OutcomeKind.PERMANENT, TODAY(), by=lead)
    assert not accepted_by(enterprise).exists()


def test_a_yes_that_no_hire_follows_waits_in_the_queue(as_team, accepted, lead, sign_in):
    def due():
        return {row.pk: row.due for row in HIRES.rows(as_team.home, TODAY())}

    assert due() == {accepted.pk: accepted.replied_on + 30 * DAY}
    Proposal.objects.filter(pk=accepted.pk).update(starts_on=TODAY() + 5 * DAY)
    assert due() == {accepted.pk: TODAY() + 5 * DAY}
    client = sign_in("lead")
    queue = client.get(reverse("ppde:work_queue", args=["venissieux"])).content.decode()
    assert at("proposal_detail", accepted.pk) in queue
    page = client.get(at("proposal_detail", accepted.pk))
    assert at("proposal_hired", accepted.pk) in page.content.decode()
    assert at("proposal_drop", accepted.pk) in page.content.decode()
    kept = words(client.get(at("proposal_list"), {"afaire": "hires"}))
    assert "Sacha Liste10" in kept


def test_how_long_a_hire_is_awaited_is_the_rule_of_the_list(as_team, accepted):
    """The version under which the post was proposed; that of today when it keeps none."""

    def due():
        return HIRES.rows(as_team.home, TODAY()).get(pk=accepted.pk).due - accepted.replied_on

    def version(n, **terms):
        day = TODAY() - (20 - n) * DAY
        return ListRule.objects.create(
            territory=as_team.home, version=n, valid_from=day, source="Règlement", **terms
        )

    Proposal.objects.filter(pk=accepted.pk).update(rule=None)
    version(8, hire_days=45)
    assert due() == 45 * DAY
    Proposal.objects.filter(pk=accepted.pk).update(rule=version(9, hire_days=10))
    version(10, hire_days=60)
    assert due() == 10 * DAY


def test_a_hire_takes_it_off_the_queue(as_team, accepted, lead):
    operations.hire_elsewhere(
        accepted, kind="permanent", on=TODAY() + 10 * DAY, weekly_hours=D(25), by=lead
    )
    assert not HIRES.rows(as_team.home, TODAY()).exists()


def test_the_letter_says_the_hire_that_a_yes_awaits_and_the_private_page_not_where(
    as_team, accepted, lead
):
    person, desk = Person.objects.get(pk=accepted.person_id), desk_of(as_team.home)
    for situation in ("rang", "decision"):
        told = letter_words(compose(person, situation, desk))
        assert "Vous avez dit oui à un emploi : Cuisine, Association." in told
        assert "L’employeur prépare votre embauche." in told
        assert "Quand un emploi est créé" not in told
    private = letter_words(compose(person, "rang", desk, is_private=True))
    assert "Vous avez dit oui à un emploi." in private
    operations.drop_hire(accepted, by=lead, reason="Marché perdu")
    assert "Quand un emploi est créé" in letter_words(compose(person, "rang", desk))


def test_a_pause_asked_for_before_the_answer_leaves_the_post_to_answer_in_the_letters(
    as_team, waiting, lead
):
    """« Aucun emploi ne vous est proposé » was written to somebody whose answer was awaited."""
    desk = desk_of(as_team.home)
    ppde.start_pause(waiting.person, TODAY(), TODAY() + 9 * DAY, "care", by=lead)
    person = Person.objects.get(pk=waiting.person_id)
    assert (person.state, "proposition" in situations_of(person)) == ("paused", True)
    told = letter_words(compose(person, "pause", desk))
    assert "Un emploi vous a déjà été proposé : dites-nous votre réponse." in told
    assert "Aucun autre emploi ne vous est proposé pendant la pause." in told
    operations.withdraw_proposal(waiting, by=lead, reason="Erreur")
    assert "proposition" not in situations_of(person)
    assert "Aucun emploi ne vous est proposé" in letter_words(compose(person, "pause", desk))


def test_a_hire_elsewhere_holds_the_post_before_the_proposal_as_an_answer_does(accepted, lead):
    """A hire and an answer corrected at one moment held one row each and waited for the other: one of the two was lost."""
    hire = {"kind": "permanent", "on": TODAY(), "weekly_hours": D(25), "by": lead}
    with CaptureQueriesContext(connection) as asked:
        operations.hire_elsewhere(accepted, **hire)
    assert held(asked) == ["ebe_post", "ebe_proposal", "ppde_person"]


def test_an_employer_gives_up_and_changes_its_mind(
    as_team, accepted, lead, listed, elsewhere, sign_in, see
):
    assert "Dites pourquoi" in refused(operations.drop_hire, accepted, by=lead, reason=" ")
    sign_in("lead").post(at("proposal_drop", accepted.pk), {"reason": "Marché perdu"})
    see("lead")
    accepted.refresh_from_db()
    assert (accepted.reply, accepted.reason) == ("dropped", "Marché perdu")
    assert accepted.replied_on == TODAY(), "le jour du oui"
    assert not HIRES.rows(as_team.home, TODAY()).exists()
    elsewhere.refresh_from_db()
    assert elsewhere.state == "open"
    assert {p.person.number: p.passed for p in line(elsewhere)}[10] == ""
    assert "renonce après un oui" in refused(
        operations.drop_hire, accepted, by=lead, reason="Encore"
    )
    # A click on the wrong row: the hire is awaited again, unless its place was given.
    other = propose(listed(11), elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
    said = refused(operations.correct_answer, accepted, by=lead, reason="Erreur")
    assert "Ajoutez d’abord une place" in said
    operations.withdraw_proposal(other, by=lead, reason="Essai")
    assert operations.correct_answer(accepted, by=lead, reason="Erreur").reply == "accepted"
    elsewhere.refresh_from_db()
    assert elsewhere.state == "filled"


@pytest.mark.parametrize("kind", ["director", "lead"])
def test_each_reads_who_is_to_hire(as_team, sign_in, lead, kind):
    proposal = as_team.rows["home"]["proposal"]
    operations.answer_proposal(proposal, reply="accepted", on=proposal.proposed_on, by=lead)
    page = sign_in(kind).get(at("proposal_detail", proposal.pk))
    assert page.status_code == 200
    told = "La direction de l’EBE enregistre l’embauche" in words(page)
    hires = at("contract_create", proposal.enterprise_id) in page.content.decode()
    assert (told, hires) == (kind == "lead", kind == "director")


# A yes, then another exit ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("days", [-3, 0, 20])
def test_a_yes_that_another_exit_follows_frees_its_place(
    accepted, lead, listed, elsewhere, sign_in, see, days
):
    outcome = leave(accepted.person, lead, TODAY() + days * DAY)
    accepted.refresh_from_db()
    assert (accepted.reply, accepted.replied_on) == ("accepted", TODAY()), "son oui reste"
    assert accepted.left_at == outcome.recorded_at
    assert not HIRES.rows(elsewhere.territory, TODAY()).exists()
    elsewhere.refresh_from_db()
    assert elsewhere.state == "open"
    page = words(sign_in("lead").get(at("proposal_detail", accepted.pk)))
    assert "Acceptée, puis sortie" in page
    see("lead")
    page = words(sign_in("lead").get(elsewhere.get_absolute_url()))
    assert "dont 1 acceptée" not in page
    see("lead")
    for call in (operations.drop_hire, operations.correct_answer):
        assert "Une sortie a suivi" in refused(call, accepted, by=lead, reason="Erreur")
    other = propose(listed(11), elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
    assert "Ajoutez d’abord une place" in refused(
        ppde.cancel_outcome, outcome, by=lead, reason="Erreur"
    )
    operations.withdraw_proposal(other, by=lead, reason="Essai")
    ppde.cancel_outcome(outcome, by=lead, reason="Erreur")
    accepted.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (accepted.left_at, elsewhere.state) == (None, "filled")
    assert HIRES.rows(elsewhere.territory, TODAY()).get() == accepted


def test_whoever_left_before_the_proposal_and_is_back_is_passed_by_no_old_yes(
    as_team, accepted, lead, elsewhere
):
    """She works elsewhere since three days before the post was proposed, and tells it after her yes."""
    outcome = leave(accepted.person, lead, TODAY() - 3 * DAY)
    ListRule.objects.filter(territory=as_team.home).update(after_choice="keep")
    ppde.record_return(outcome, TODAY(), by=lead)
    (place,) = [p for p in line(elsewhere) if p.person.pk == accepted.person_id]
    assert place.passed == ""


def test_a_hire_keeps_its_place_whatever_follows(as_team, accepted, lead, elsewhere):
    """By the employer that proposed the post; the job then ends, the person comes back and leaves otherwise."""
    outcome = operations.hire_elsewhere(
        accepted, kind="permanent", on=TODAY(), weekly_hours=D(25), by=lead
    )
    ListRule.objects.filter(territory=as_team.home).update(after_job="keep")
    ppde.record_return(outcome, TODAY(), by=lead)
    leave(Person.objects.get(pk=accepted.person_id), lead)
    accepted.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (accepted.left_at, elsewhere.state) == (None, "filled")


def test_the_contract_of_an_enterprise_keeps_the_place(as_team, lead, enterprise, post):
    yes = as_team.rows["home"]["proposal"]
    operations.answer_proposal(yes, reply="accepted", on=yes.proposed_on, by=lead)
    operations.hire(
        enterprise, proposal=yes, starts_on=TODAY(), weekly_hours=D(24), job_title="Tri", by=lead
    )
    yes.refresh_from_db()
    assert yes.left_at is None


def test_an_exit_without_an_employer_is_no_hire_of_an_enterprise(as_team, lead):
    yes = as_team.rows["home"]["proposal"]
    operations.answer_proposal(yes, reply="accepted", on=yes.proposed_on, by=lead)
    ppde.record_outcome(yes.person, OutcomeKind.PERMANENT, TODAY(), by=lead)
    yes.refresh_from_db()
    assert yes.left_at


def test_whoever_comes_back_is_not_hired_on_the_former_yes(as_team, accepted, lead, elsewhere):
    ListRule.objects.filter(territory=as_team.home).update(after_choice="keep")
    ppde.record_return(leave(accepted.person, lead), TODAY(), by=lead)
    hire = {"kind": "permanent", "on": TODAY(), "weekly_hours": D(25), "by": lead}
    assert "Proposez de nouveau" in refused(operations.hire_elsewhere, accepted, **hire)
    assert "Proposez de nouveau" in refused(
        operations.correct_answer, accepted, by=lead, reason="Erreur"
    )
    person = Person.objects.get(pk=accepted.person_id)
    assert propose(
        person, elsewhere, lead, weekly_hours=D(25), order_reason="Essai", proposed_on=TODAY()
    ).pk


def test_left_and_back_on_one_day_then_proposed_a_post_has_it_to_answer_and_is_hired(
    as_team, lead, listed, enterprise, post, elsewhere
):
    """The job elsewhere lasted the morning: what is proposed after the return is not taken for what the exit ended."""
    ListRule.objects.filter(territory=as_team.home).update(after_job="keep")
    person = listed(10)

    def said() -> str:
        (place,) = [p for p in line(elsewhere) if p.person.pk == person.pk]
        return place.passed

    out = ppde.record_outcome(person, OutcomeKind.FIXED_SHORT, TODAY(), "Fournil", by=lead)
    ppde.record_return(out, TODAY(), by=lead)
    person = Person.objects.get(pk=person.pk)
    assert said() == ""
    made = propose(person, post, lead, order_reason="Essai", proposed_on=TODAY())
    assert "réponse attendue pour un autre poste" in said()
    yes = operations.answer_proposal(made, reply="accepted", on=TODAY(), by=lead)
    assert "a accepté un poste" in said()
    assert list(accepted_by(enterprise)) == [yes]
    hire = {"weekly_hours": D(25), "job_title": "Tri", "by": lead}
    assert operations.hire(enterprise, proposal=yes, starts_on=TODAY(), **hire).person == person


def test_hired_and_back_on_one_day_is_not_hired_again_on_the_same_yes(
    as_team, lead, accepted, elsewhere
):
    ListRule.objects.filter(territory=as_team.home).update(after_job="keep")
    Proposal.objects.filter(pk=accepted.pk).update(proposed_on=TODAY(), replied_on=TODAY())
    accepted.refresh_from_db()
    out = operations.hire_elsewhere(
        accepted, kind="permanent", on=TODAY(), weekly_hours=D(25), by=lead
    )
    ppde.record_return(out, TODAY(), by=lead)
    assert not Proposal.objects.with_hire().get(pk=accepted.pk).is_open
    (place,) = [p for p in line(elsewhere) if p.person.pk == accepted.person_id]
    assert place.passed == ""


def test_nobody_was_proposed_a_post_before_they_were_back(as_team, lead, listed, post):
    ListRule.objects.filter(territory=as_team.home).update(after_choice="keep")
    person = listed(10)
    ppde.record_return(leave(person, lead, TODAY() - 20 * DAY), TODAY() - 9 * DAY, by=lead)
    person = Person.objects.get(pk=person.pk)
    for days in (10, 25):
        on = TODAY() - days * DAY
        asked = {"order_reason": "Essai", "proposed_on": on, "field": "proposed_on"}
        assert "de retour sur la liste depuis le" in refused(propose, person, post, lead, **asked)
    on = TODAY() - 9 * DAY
    assert propose(person, post, lead, order_reason="Essai", proposed_on=on).pk


def test_the_yes_of_before_are_told_at_the_update(as_team, accepted, lead, elsewhere):
    """As they were written: the exit alone, the post « pourvu » for ever; and a state that the facts had told wrongly."""
    outcome = old_exit(accepted, kind=OutcomeKind.MOVED)
    person = Person.objects.get(pk=accepted.person_id)
    waiting = as_team.rows["home"]["proposal"].person
    Person.objects.filter(pk=waiting.pk).update(state="listed")
    found = import_module("ebe.migrations.0019_left_before_the_hire")
    with connection.cursor() as cursor:
        for sql in (found.LEFT, found.OPEN, found.STATES):
            cursor.execute(sql)
    accepted.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (accepted.left_at, elsewhere.state) == (outcome.recorded_at, "open")
    assert Person.objects.get(pk=waiting.pk).state == "proposed"
    assert (
        Entry.objects.filter(model="ebe.proposal", object_id=accepted.pk, verb="reply").count() == 2
    )
    assert person.state == "listed"


def test_after_a_yes_the_list_and_the_committee_read_it_until_the_hire(
    as_team, accepted, lead, sign_in
):
    """« Active » said that a post could still be proposed. The rank and the list (E9) are as they were."""
    home, client = as_team.home, sign_in("lead")
    pages = [
        reverse(f"ppde:{name}", args=[home.slug]) for name in ("mobilisation_list", "person_list")
    ]
    pages.append(accepted.person.get_absolute_url())
    for page in pages:
        assert "Poste accepté" in words(client.get(page)), page
    sheet = freeze_list(home, by=lead)
    [line] = [row for row in sheet.lines if row["reference"] == accepted.person.reference]
    assert line["state"] == "Poste accepté"
    assert Person.objects.get(pk=accepted.person_id).state == "listed"
    operations.correct_answer(accepted, by=lead, reason="Réponse d’une autre personne.")
    for page in pages:
        assert "Poste accepté" not in words(client.get(page)), page
