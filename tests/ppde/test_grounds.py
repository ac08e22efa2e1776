"""An act rests on what makes it possible: the database refuses the others, of the runtime role and of the owner alike."""

import os
from datetime import date, timedelta

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError

from cle.models import Decision
from ppde import operations
from ppde.models import EventKind, ListRule, Person
from ppde.operations.corrections import undo_rank
from ppde.operations.ranks import back_to

DAY = timedelta(days=1)
SEEN = date(2026, 3, 10)


@pytest.fixture(params=["runtime", "owner"])
def sql(request, as_team):
    """`sql(text, *values)` as this role, in the scope of the team; what it wrote is taken back."""
    if request.param == "runtime":

        def run(text, *values):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(text, values)
                return cursor.fetchone() if cursor.description else None

        yield run
        return
    url = os.environ["DATABASE_OWNER_URL"].rpartition("/")[0]
    with psycopg.connect(f"{url}/{connection.settings_dict['NAME']}") as owner:
        for name, ids in (
            ("reach", [as_team.home.pk, as_team.hub.pk]),
            ("named", [as_team.home.pk]),
        ):
            owner.execute(
                "select set_config(%s, %s, true)", (f"app.{name}", ",".join(map(str, ids)))
            )

        def ask(text, *values):
            try:
                with owner.transaction():
                    found = owner.execute(text, values)
                    return found.fetchone() if found.description else None
            except psycopg.IntegrityError as error:
                raise IntegrityError(str(error)) from error

        yield ask
        owner.rollback()


def refused(sql, match: str, text: str, *values) -> None:
    with pytest.raises(IntegrityError, match=match):
        sql(text, *values)


PERSON = (
    "insert into ppde_person (territory_id, number, last_name, first_name, birth_year, sex, phone, email, contact_preference,"
    " origin, france_travail, rsa, duration, constraints_known, comment, created_at, state, identified_on, volunteer_on,"
    " volunteer_recorded_at, draw, outcome_kind)"
    " values (%s, %s, 'Essai', 'Lou', 1980, '', '', '', '', 'ccas', 'unknown', 'unknown', 'unknown', '{}', '', now(),"
    " 'met', %s, %s, now(), 1, '') returning id"
)
FACT = (
    'insert into ppde_journeyevent (territory_id, person_id, kind, "on", channel, result, text, reason, recorded_at)'
    " values (%s, %s, %s, %s, '', '', '', '', now())"
)
SIGN = "update ppde_person set volunteer_on = %s, volunteer_recorded_at = now() where id = %s"


def test_nobody_signs_before_the_team_knew_of_them(as_team, sql):
    home = as_team.home.pk
    refused(sql, "known_before_signing", PERSON, home, 900, SEEN, SEEN - DAY)
    assert sql(PERSON, home, 901, SEEN, SEEN)
    (one,) = sql(PERSON, home, 902, SEEN, None)
    sql(FACT, home, one, EventKind.IDENTIFIED, SEEN)
    refused(sql, "known_before_signing", SIGN, SEEN - DAY, one)
    # The fact of the act itself says nothing of when the person was known.
    sql(FACT, home, one, EventKind.VOLUNTEER, SEEN - DAY)
    refused(sql, "known_before_signing", SIGN, SEEN - DAY, one)
    # Met earlier than was written.
    sql(FACT, home, one, EventKind.CONTACT, SEEN - 3 * DAY)
    sql(SIGN, SEEN - DAY, one)


def test_what_was_written_before_goes_on(as_team, by, sql):
    """A file that broke the rule already: its other values change, and its former date can be given back."""
    home = as_team.home.pk
    (one,) = sql(PERSON, home, 903, SEEN, SEEN)
    sql("update ppde_person set identified_on = %s where id = %s", SEEN + 9 * DAY, one)
    sql(
        "update ppde_person set phone = '06 00 00 00 09', volunteer_on = volunteer_on where id = %s",
        one,
    )
    assert sql("select volunteer_on < identified_on from ppde_person where id = %s", one) == (True,)


def set_back(home, by) -> Person:
    """A volunteer of the day of the first contact, whose rank a refusal of 10 June took back to that day."""
    person = operations.register_person(
        home, last_name="Essai", first_name="Lou", origin="ccas", identified_on=SEEN, by=by
    )
    operations.record_volunteer(person, SEEN, by=by)
    rule = ListRule.objects.for_list(home)
    assert back_to(person, date(2026, 6, 10), "Rang repris.", rule=rule, by=by)
    return person


def test_a_rank_given_back_is_that_of_its_time(as_team, by):
    """The first contact was corrected since to a later day: undoing a rank taken at a refusal still gives the act's day."""
    person = set_back(as_team.home, by)
    seen = person.events.get(kind=EventKind.IDENTIFIED)
    kind, why = EventKind.IDENTIFIED, "Vue plus tard"
    operations.correct_event(seen, kind, SEEN + 9 * DAY, by=by, reason=why)
    person.refresh_from_db()
    undo_rank(person, person.rank_acts.get(), by=by, reason="Refus noté par erreur")
    person.refresh_from_db()
    assert person.volunteer_on == SEEN


def test_two_ranks_are_given_back_the_last_first(as_team, by):
    """The act that undid the second stands no more than the second: the first is again the latest that does."""
    person = set_back(as_team.home, by)
    rule = ListRule.objects.for_list(as_team.home)
    assert back_to(person, date(2026, 7, 10), "Rang repris.", rule=rule, by=by)
    second, first = person.rank_acts.standing()
    with pytest.raises(ValidationError, match="a changé une autre fois"):
        undo_rank(person, first, by=by, reason="Refus noté par erreur")
    undo_rank(person, second, by=by, reason="Refus noté par erreur")
    assert person.rank_acts.standing().get() == first
    undo_rank(person, first, by=by, reason="Refus noté par erreur")
    person.refresh_from_db()
    assert person.volunteer_on == SEEN
    assert not person.rank_acts.standing().exists()


CONTRACT = (
    "insert into ebe_contract (territory_id, enterprise_id, person_id, last_name, first_name, from_privation, job_title,"
    " starts_on, leaving) values (%s, %s, %s, 'Essai', 'Lou', true, 'Tri', %s, '') returning id"
)


def test_nobody_is_hired_before_the_team_knew_of_them(as_team, sql):
    home, enterprise = as_team.home.pk, as_team.rows["home"]["enterprise"].pk
    (one,) = sql(PERSON, home, 904, SEEN, None)
    refused(sql, "known_before_hired", CONTRACT, home, enterprise, one, SEEN - DAY)
    # Whoever is not of the list has no first contact.
    assert sql(CONTRACT, home, enterprise, None, SEEN - DAY)
    (made,) = sql(CONTRACT, home, enterprise, one, SEEN)
    move = "update ebe_contract set starts_on = %s where id = %s"
    refused(sql, "known_before_hired", move, SEEN - DAY, made)
    sql(move, SEEN + DAY, made)
    # Hired before by a correction of the first contact: the rest of the contract still changes.
    sql("update ppde_person set identified_on = %s where id = %s", SEEN + 9 * DAY, one)
    sql("update ebe_contract set job_title = 'Accueil', starts_on = starts_on where id = %s", made)


DECIDED = (
    "insert into cle_decision (territory_id, meeting_id, number, kind, wording, mode, outcome, conditions, recorded_by_id,"
    " recorded_at, reason, remains) values (%s, %s, %s, %s, 'Essai', 'consensus', %s, '', %s, now(), '', '') returning id"
)
REVIEW = (
    "insert into ppde_refusalreview (territory_id, person_id, refused_on, count, post, motive, effect, decision_id,"
    " decided_on, asked_at) values (%s, %s, '2026-01-05', 1, '', '', %s, %s, %s, now()) returning id"
)
ACT = (
    "insert into ppde_rankact (territory_id, person_id, kind, before_on, after_on, after_at, reason, decision_id, recorded_at)"
    " values (%s, %s, 'refusal', '2025-02-11', '2026-01-05', now(), 'Refus', %s, now())"
)


@pytest.fixture
def decided(as_team, sql):
    """`decided(kind, outcome)` → id of a decision of the home committee."""
    meeting, by = as_team.rows["home"]["meeting"].pk, as_team.users["lead"].pk
    numbers = iter(range(100, 200))

    def make(kind, outcome="adopted"):
        number = f"2019-{next(numbers)}"
        return sql(DECIDED, as_team.home.pk, meeting, number, kind, outcome, by)[0]

    return make


def test_a_refusal_rests_on_a_decision_about_a_place(as_team, sql, decided):
    home, person = as_team.home.pk, as_team.rows["home"]["person"].pk

    def put(decision):
        return sql(REVIEW, home, person, "keep", decision, date(2026, 2, 1))

    for kind in set(Decision.Kind.values) - {"list_place", "other"}:
        with pytest.raises(IntegrityError, match="rests_on_decision"):
            put(decided(kind))
    for outcome in ("rejected", "postponed"):
        with pytest.raises(IntegrityError, match="rests_on_decision"):
            put(decided("list_place", outcome))
    elsewhere = as_team.rows["next"]["decision"].pk
    refused(sql, "rests_on_decision", REVIEW, home, person, "keep", elsewhere, date(2026, 2, 1))
    assert put(decided("list_place"))
    assert put(decided("other"))
    # One that waits takes its decision later, under the same rule; what an act made of it does too.
    (waiting,) = sql(REVIEW, home, person, "pending", None, None)
    write = "update ppde_refusalreview set effect = 'keep', decided_on = '2026-02-01', decision_id = %s where id = %s"
    refused(sql, "rests_on_decision", write, decided("opinion"), waiting)
    sql(write, decided("list_place"), waiting)
    refused(sql, "rests_on_decision", ACT, home, person, decided("action_programme"))
    sql(ACT, home, person, decided("list_place"))
    sql(ACT, home, person, None)


def test_a_return_and_a_rule_rest_on_theirs(as_team, sql, decided):
    home, person = as_team.home.pk, as_team.rows["home"]["person"].pk
    (left,) = sql(
        "insert into ppde_outcome (territory_id, person_id, kind, \"on\", employer, recorded_at)"
        " values (%s, %s, 'no_longer', '2026-01-05', '', now()) returning id", home, person,
    )  # fmt: skip
    back = (
        'insert into ppde_return (territory_id, person_id, outcome_id, "on", effect, reason, pauses, recorded_at, decision_id)'
        " values (%s, %s, %s, '2026-02-05', 'keep', '', '[]', now(), %s)"
    )
    refused(sql, "rests_on_decision", back, home, person, left, decided("list_rule"))
    sql(back, home, person, left, decided("list_place"))
    rule = ListRule.objects.filter(territory=home).get().pk
    change = "update ppde_listrule set decision_id = %s where id = %s"
    refused(sql, "rests_on_decision", change, decided("list_place"), rule)
    sql(change, decided("list_rule"), rule)
    review = as_team.rows["home"]["eligibilityreview"].pk
    change = "update ppde_eligibilityreview set decision_id = %s where id = %s"
    refused(sql, "rests_on_decision", change, decided("other"), review)
    sql(change, decided("eligibility"), review)


PRECISION = (
    "insert into ppde_eligibilityprecision (territory_id, version, valid_from, source, text, decision_id)"
    " values (%s, %s, '2098-01-01', 'Essai', '', %s) returning id"
)


def test_a_precision_rests_on_a_decision_about_the_rule(as_team, sql, decided):
    home = as_team.home.pk
    for kind in set(Decision.Kind.values) - {"eligibility_rule"}:
        refused(sql, "rests_on_decision", PRECISION, home, 7, decided(kind))
    refused(sql, "rests_on_decision", PRECISION, home, 7, None)
    refused(sql, "rests_on_decision", PRECISION, home, 7, decided("eligibility_rule", "rejected"))
    assert sql(PRECISION, home, 7, decided("eligibility_rule"))
