"""A file of contracts, as the direction imports it: a number is a hire, with all that a hire asks, in a request and in a worker."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from ebe import operations as ebe
from ebe.models import Contract, ContractHours, Proposal
from ppde import operations as ppde
from ppde.models import EventKind, JourneyEvent, ListRule, Person
from territories.imports import jobs, operations, steps
from territories.imports.kinds import kinds
from territories.imports.models import Batch
from territories.models import Membership
from territories.scoping import Scope, apply, reach_of
from tests.imports.staging import problems

HEAD = "Nom;Prénom;Numéro;Poste;Début;Heures"
HIRED = "Quetzal;Camille;M-0001;tri;16/11/2026;28"


@pytest.fixture
def as_direction(world):
    """The scope of a request of the direction."""
    apply(reach_of(Scope(world.users["director"])))
    return world


@pytest.fixture
def accepted(as_direction):
    """The first of the list has said yes to the enterprise."""
    return ebe.answer_proposal(
        as_direction.rows["home"]["proposal"],
        reply="accepted",
        on=date(2026, 11, 12),
        by=as_direction.users["director"],
    )


@pytest.fixture
def waiting(monkeypatch) -> list[int]:
    """Imports whose work waits for a worker."""
    asked: list[int] = []
    monkeypatch.setattr(jobs, "enqueue", asked.append)
    return asked


def staged(world, *lines: str, head: str = HEAD) -> Batch:
    kind = kinds()["contrats"](world.home, world.users["director"])
    text = "\n".join([head, *lines])
    batch = operations.open_batch(kind, name="a.csv", data=text.encode())
    if batch.is_working:
        jobs.work(batch.pk)
        batch.refresh_from_db()
    assert batch.state == "columns", batch.error
    return operations.choose_columns(batch, batch.mapping)


def test_a_contract_from_the_list_ends_the_wait(accepted, as_direction):
    batch = operations.confirm(staged(as_direction, HIRED.replace("Quetzal", "QUETZAL")))
    assert (batch.counts, batch.error) == ({"create": 1, "notes": 0}, "")
    person = Person.objects.get(number=1)
    assert (person.state, person.outcome_kind) == ("ebe", "ebe")
    contract = Contract.objects.get(person=person)
    assert (contract.last_name, contract.hours.get().weekly_hours) == (person.last_name, 28)
    assert staged(as_direction, HIRED).counts == {"unchanged": 1, "notes": 0}
    operations.undo(batch, by=as_direction.users["director"])
    person.refresh_from_db()
    assert (person.state, Contract.objects.filter(person=person).exists()) == ("listed", False)


def test_the_number_of_somebody_else_hires_nobody(accepted, as_direction):
    batch = staged(as_direction, HIRED.replace("Quetzal;Camille", "Martin;Noor"))
    assert problems(batch) == [(2, "rule", "number")]
    assert "Quetzal" not in str(steps.staged(batch).get().errors)


def test_who_has_not_accepted_is_not_hired(as_direction):
    assert problems(staged(as_direction, HIRED)) == [(2, "unknown", "number")]
    proposal = as_direction.rows["home"]["proposal"]
    by = as_direction.users["director"]
    ebe.answer_proposal(proposal, reply="accepted", on=date(2026, 11, 18), by=by)
    assert problems(staged(as_direction, HIRED)) == [(2, "rule", "starts_on")]


def test_a_yes_that_an_exit_followed_hires_nobody(accepted, as_direction):
    """Back on the list since, the person is proposed a post anew, in its order."""
    apply(reach_of(Scope(as_direction.users["lead"])))
    lead = as_direction.users["lead"]
    outcome = ppde.record_outcome(accepted.person, "no_longer", date(2026, 11, 13), by=lead)
    ListRule.objects.filter(territory=as_direction.home).update(after_choice="keep")
    ppde.record_return(outcome, date(2026, 11, 14), by=lead)
    apply(reach_of(Scope(as_direction.users["director"])))
    batch = staged(as_direction, HIRED)
    assert problems(batch) == [(2, "rule", "number")]
    assert "a suivi son oui du 12/11/2026" in str(steps.staged(batch).get().errors)
    with pytest.raises(ValidationError, match="Proposez de nouveau le poste"):
        ebe.hire(
            accepted.enterprise, proposal=accepted, starts_on=date(2026, 11, 16), weekly_hours=28,
            job_title="tri", by=as_direction.users["director"],
        )  # fmt: skip


def test_without_its_number_the_page_says_who_stays_on_the_list(accepted, as_direction):
    batch = staged(as_direction, HIRED.replace("M-0001", ""))
    (row,) = steps.staged(batch)
    assert (row.action, "M-0001" in " ".join(row.notes)) == ("create", True)


def test_who_comes_from_privation_is_said_or_has_a_number(accepted, as_direction):
    operations.confirm(staged(as_direction, HIRED, "Roux;Ana;;Encadrement;01/10/2025;35"))
    known = Contract.objects.filter(last_name__in=("Quetzal", "Roux")).order_by("last_name")
    assert [c.from_privation for c in known] == [True, False]
    batch = staged(
        as_direction,
        "Petit;Zoé;;tri;01/10/2025;28;oui",
        "Grand;Tom;;Encadrement;01/10/2025;35;non",
        "Seul;Lou;;Encadrement;01/10/2025;35;",
        head=f"{HEAD};Privation",
    )
    assert batch.counts == {"create": 3, "notes": 1}
    (noted,) = [row for row in steps.staged(batch) if row.notes]
    assert (noted.line, "encadrement" in noted.notes[0]) == (4, True)


def test_a_number_and_no_privation_contradict_each_other(accepted, as_direction):
    batch = staged(as_direction, f"{HIRED};non", head=f"{HEAD};Privation")
    assert problems(batch) == [(2, "rule", "from_privation")]


def many() -> list[str]:
    """More rows than a request works on, each of its own name."""
    names = (f"{a}{b}".title() for a in "abcdefghijklmnopqr" for b in "abcdefghijklmnopqr")
    return [f"Durand{name};Zoé;;tri;01/09/2025;28" for name in names][:300]


def test_a_worker_reads_no_more_than_the_direction(as_direction, waiting, monkeypatch):
    """Person 3 is on the list of the territory and was never proposed to the enterprise."""
    apply(reach_of(Scope(as_direction.users["lead"])))
    Person.objects.create(
        territory=as_direction.home, number=3, last_name="Martin", first_name="Noor", origin="ccas",
        identified_on=date(2025, 1, 10), volunteer_on=date(2025, 2, 11), eligible_on=date(2025, 3, 20), state="listed",
    )  # fmt: skip
    apply(reach_of(Scope(as_direction.users["director"])))
    lines = ("Martin;Noor;M-0003;tri;16/11/2026;28", "Martin;Lou;M-0999;tri;16/11/2026;28")
    batch = staged(as_direction, *many(), *lines)
    assert waiting == [batch.pk]
    seen = []

    def check(batch, told):
        seen.extend(Person.objects.order_by("number").values_list("number", flat=True))
        return steps.check(batch, told)

    monkeypatch.setitem(jobs.STEPS, "checking", check)
    assert jobs.work(batch.pk)
    assert seen == [1, 2]
    batch.refresh_from_db()
    # Whether such a number exists is not told.
    assert problems(batch) == [(302, "unknown", "number"), (303, "unknown", "number")]
    said = {e["message"] for r in steps.staged(batch) for e in r.errors}
    assert len(said) == 1


def test_a_worker_does_nothing_once_the_role_is_over(as_direction, waiting):
    batch = staged(as_direction, *many(), "Durand;Zoé;;tri;01/09/2025;28")
    Membership.objects.filter(user=as_direction.users["director"]).delete()
    assert jobs.work(batch.pk)
    batch.refresh_from_db()
    assert (batch.job, "n’a plus le droit" in batch.error) == ("failed", True)


def test_hours_and_departures_of_a_contract_known_are_refused_not_lost(accepted, as_direction):
    operations.confirm(staged(as_direction, HIRED))
    head = f"{HEAD};Dernier jour;Motif;Privation"
    batch = staged(
        as_direction,
        "Quetzal;Camille;M-0001;tri;16/11/2026;30;25/11/2026;démission;non",
        "Quetzalson;Morgan;M-0001;Accueil;01/09/2025;28;;;oui",
        head=head,
    )
    assert sorted(problems(batch)) == [
        (2, "rule", "ends_on"),
        (2, "rule", "from_privation"),
        (2, "rule", "leaving"),
        (2, "rule", "weekly_hours"),
        (3, "rule", "number"),
    ]


def test_one_name_has_one_contract_at_a_time(as_direction):
    """A first day corrected on the page, then the same file again."""
    batch = staged(
        as_direction,
        "Quetzalson;Morgan;;Accueil;02/09/2025;28;;",
        "Quetzalson;Morgan;;Accueil;01/09/2024;28;31/08/2025;démission",
        "Roux;Ana;;tri;01/10/2025;28;;",
        "Roux;Ana;;tri;01/11/2025;28;;",
        head="Nom;Prénom;Numéro;Poste;Début;Heures;Fin;Motif",
    )
    assert problems(batch) == [(2, "rule", "starts_on"), (5, "twice", "starts_on")]
    assert batch.counts["create"] == 2


def test_a_refused_row_ends_nothing(as_direction):
    batch = staged(as_direction, HIRED, "Roux;Ana;;tri;01/10/2025;28")
    operations.confirm(batch)
    proposal = Proposal.objects.get(pk=as_direction.rows["home"]["proposal"].pk)
    assert proposal.reply == "waiting"
    assert not JourneyEvent.objects.filter(person__number=1, kind=EventKind.OUTCOME).exists()


def test_a_contract_suspended_has_no_hours_and_a_new_one_has_some(as_direction):
    contract = as_direction.rows["home"]["contract"]
    ContractHours.objects.filter(contract=contract).update(weekly_hours=0)
    batch = staged(
        as_direction,
        f"{contract};{contract.job_title};{contract.starts_on.isoformat()};0",
        f"Zoé Nouvelle;tri;{contract.starts_on.isoformat()};0",
        head="Personne;Poste;Début;Heures par semaine",
    )
    assert problems(batch) == [(3, "small", "weekly_hours")]
