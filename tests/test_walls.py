"""The second wall: what the database refuses, asked as the runtime role."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from ppde.models import Consent, JourneyEvent, Person, Reading
from territories.models import Entry
from territories.scoping import Reach, apply, of_enterprises, scoped

# Tables that hold a person's data (of a PPDE, an employee, a contact, a seat holder, a reader).
NAMED = {
    "territories_entry",
    "territories_contact",
    "territories_invitation",
    "territories_stagedrow",
    "cle_seat",
    "cle_attendance",
    "cle_convocationmail",
    "cle_meetinganswer",
    "ppde_person",
    "ppde_journeyevent",
    "ppde_eligibilityreview",
    "ppde_pause",
    "ppde_rankact",
    "ppde_refusalreview",
    "ppde_return",
    "ppde_outcome",
    "ppde_reading",
    "ppde_personkey",
    "ppde_lookalike",
    "ppde_merge",
    "ppde_inquiry",
    "ppde_personpage",
    "ppde_followup",
    "ppde_mobilityfile",
    "ppde_mobilitystep",
    "ppde_mobilitytrial",
    "ppde_personskill",
    "ppde_enrolment",
    "ppde_trainingpresence",
    "ppde_schemerequest",
    "ppde_deliveryperson",
    "ppde_availability",
    "ppde_eliminationline",
    "ppde_presence",
    "ppde_following",
    "ppde_orientation",
    "ppde_consent",
    "ppde_restrictednote",
    "ppde_textflag",
    "ppde_rightsrequest",
    "ppde_accessfile",
    "ebe_proposal",
    "ebe_contract",
    "ebe_contracthours",
    "activities_wish",
    "evaluation_subscriber",
    "evaluation_extractline",
    "evaluation_witness",
    "evaluation_delivery",
    "evaluation_renewalmail",
}
# Tables that no account of the platform reads, whatever its scope: only functions of the database do.
SEALED = {"ppde_fingerprint", "ppde_seal"}
# Named tables that whoever runs the enterprise reads, and nobody of the territory.
OF_ENTERPRISES = {"ebe_staffentry"}
OURS = {"users", "territories", "cle", "ppde", "ebe", "activities", "evaluation"}
# Models of ours that name nobody, or whose names are those of accounts at work.
NAMELESS = {
    "ppde_retentionrule",
    "ppde_durationrule",
    "ppde_elimination",
    "ppde_pasttime",
    "territories_typedperiod",
    "evaluation_monthlycount",
    "evaluation_waitrule",
    "evaluation_forecast",
    "ebe_hiringplan",
    "ebe_monthlyreturn",
    "ebe_returncorrection",
    "ebe_returnrule",
    "users_user",
    "territories_territory",
    "territories_territorydepartment",
    "territories_perimeterunit",
    "territories_outlinefile",
    "territories_outline",
    "territories_phase",
    "territories_keydate",
    "territories_estimate",
    "territories_target",
    "territories_membership",
    "territories_grant",
    "territories_grantmail",
    "territories_grantrule",
    "territories_maskingrule",
    "territories_legalfigure",
    "territories_organisation",
    "ppde_listrule",
    "territories_contribution",
    "territories_exchangeitem",
    "territories_batch",
    "territories_columnmapping",
    "territories_token",
    "territories_webhook",
    "territories_webhookdelivery",
    "territories_webhookmail",
    "cle_committee",
    "cle_meeting",
    "cle_addendum",
    "ppde_rereading",
    "cle_convocation",
    "cle_noticerule",
    "cle_quorumrule",
    "cle_agendaitem",
    "cle_decision",
    "ppde_eligibilityrule",
    "ppde_desk",
    "ppde_listsheet",
    "ppde_eligibilityprecision",
    "ppde_eligibilitycriterion",
    "ppde_readingrule",
    "ppde_processing",
    "ppde_controller",
    "ppde_sensitiveword",
    "ppde_readingalert",
    "ppde_skill",
    "ppde_training",
    "ppde_trainingskill",
    "ppde_trainingsession",
    "ppde_sessionshare",
    "territories_scheme",
    "territories_commitment",
    "territories_commitmentdelivery",
    "territories_schemenews",
    "territories_newsreader",
    "territories_digestrefusal",
    "territories_digest",
    "ppde_session",
    "ebe_enterprise",
    "ebe_post",
    "ebe_postskill",
    "ebe_management",
    "ebe_directioninvitation",
    "ebe_convention",
    "ebe_smicrate",
    "ebe_cderate",
    "ebe_ownrate",
    "ebe_missingmonth",
    "ebe_cdestatement",
    "activities_activity",
    "activities_activitypartner",
    "activities_activityskill",
    "evaluation_indicatorvalue",
    "evaluation_stalefigures",
    "evaluation_extract",
    "evaluation_extractkey",
    "evaluation_extractmail",
    "evaluation_removal",
    "evaluation_report",
    "evaluation_newsletter",
    "evaluation_renewal",
    "evaluation_newsletterblock",
    "evaluation_questionnaire",
    "evaluation_question",
    "evaluation_response",
    "evaluation_answer",
}


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def test_the_runtime_role_owns_nothing_and_cannot_pass(db):
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user)"
        )
        assert cursor.fetchone() == (0,)


def test_every_table_says_whether_it_names_a_person():
    ours = {
        m._meta.db_table
        for m in apps.get_models(include_auto_created=True)
        if m._meta.app_label in OURS
    }
    assert ours == NAMED | NAMELESS | SEALED | OF_ENTERPRISES


def test_every_named_table_forces_row_security(db):
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity and relforcerowsecurity")
        assert {row[0] for row in cursor.fetchall()} >= NAMED | OF_ENTERPRISES


@pytest.mark.parametrize("table", sorted(NAMED))
def test_without_scope_no_row_with_scope_the_home_rows(world, table):
    assert rows(table) == 0
    with scoped(world.home.pk):
        home = rows(table)
    with scoped(world.home.pk, world.next.pk, world.hub.pk):
        both = rows(table)
    assert 0 < home < both
    assert rows(table) == 0


@pytest.mark.parametrize("table", sorted(OF_ENTERPRISES))
def test_what_is_of_an_enterprise_is_out_of_reach_of_the_team(world, table):
    mine = world.rows["home"]["enterprise"].pk
    with scoped(world.home.pk, world.next.pk, world.hub.pk):
        assert rows(table) == 0
        with of_enterprises(mine):
            assert rows(table) == 1
        assert rows(table) == 0
    assert rows(table) == 0


@pytest.mark.parametrize("table", sorted(SEALED))
def test_a_sealed_table_gives_nothing_to_anybody(world, table):
    with scoped(world.home.pk, world.next.pk, world.hub.pk):
        assert rows(table) == 0
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("insert into ppde_seal (secret) values ('x')")


def test_a_hub_without_named_access_reads_no_person(world):
    with scoped(world.hub.pk, world.home.pk, named=False):
        assert rows("ppde_person") == rows("ebe_contract") == 0
        assert rows("cle_seat") > 0


def test_a_person_cannot_be_written_into_another_territory(as_team):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Person.objects.create(
            territory=as_team.next,
            number=99,
            last_name="X",
            first_name="Y",
            origin="ccas",
            identified_on="2026-01-01",
        )


def test_a_child_cannot_leave_its_parents_territory(world):
    with pytest.raises(IntegrityError, match="same_territory"), transaction.atomic():
        apply(Reach(named={world.home.pk, world.next.pk}))
        JourneyEvent.objects.create(
            territory=world.next,
            person=world.rows["home"]["person"],
            kind="contact",
            on="2026-01-01",
        )
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


NOBODY = 2**40


def test_what_is_written_by_thousands_names_an_account_and_a_territory_that_exist(as_team):
    """Asked once a statement: the row that names nobody is found among the others."""
    here, lead = as_team.home, as_team.users["lead"]
    person = as_team.rows["home"]["person"]
    for model, values, lost in (
        (Entry, {"verb": "x", "model": "x"}, "user_id"),
        (Entry, {"verb": "x", "model": "x"}, "territory_id"),
        (Reading, {"person": person, "number": 1}, "user_id"),
        (Reading, {"number": 1}, "territory_id"),
        (JourneyEvent, {"person": person, "kind": "note", "on": "2025-01-01"}, "author_id"),
    ):
        who = "author_id" if model is JourneyEvent else "user_id"
        values = {"territory_id": here.pk, who: lead.pk, **values}
        with pytest.raises(IntegrityError, match=f"names in {lost}"), transaction.atomic():
            model.objects.bulk_create([model(**values), model(**values | {lost: NOBODY})])
        model.objects.bulk_create([model(**values), model(**values | {who: None})])


def test_no_file_is_opened_in_a_territory_that_does_not_exist(as_team):
    with scoped(NOBODY), pytest.raises(IntegrityError, match="names in territory_id"):
        Person.objects.create(
            territory_id=NOBODY,
            number=1,
            last_name="A",
            first_name="B",
            origin="unknown",
            identified_on="2025-01-01",
        )


@pytest.mark.parametrize("table", ["users_user", "territories_territory"])
def test_what_history_names_is_never_deleted(as_team, table):
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="never deleted"):
        cursor.execute(f"delete from {table} where id = (select max(id) from {table})")


def test_history_and_journal_cannot_be_rewritten(as_team):
    for model in (JourneyEvent, Entry, Reading, Consent):
        row = model.objects.filter(territory=as_team.home).first()
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            model.objects.filter(pk=row.pk).update(territory=as_team.home)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            model.objects.filter(pk=row.pk).delete()


def test_the_volunteer_date_cannot_be_changed_in_passing(as_team):
    person = Person.objects.get(number=1)
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(volunteer_on="2020-01-01")
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(draw=person.draw + 1)


def test_a_merge_changes_whom_a_fact_is_about_and_nothing_else(as_team):
    fact = JourneyEvent.objects.filter(territory=as_team.home).first()
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.merge', 'on', true)")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        JourneyEvent.objects.filter(pk=fact.pk).update(text="autre chose")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        JourneyEvent.objects.filter(pk=fact.pk).delete()


def test_facts_that_no_import_wrote_are_not_withdrawn(as_team):
    fact = JourneyEvent.objects.filter(territory=as_team.home).first()
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="import wrote"),
        transaction.atomic(),
    ):
        cursor.execute("select withdraw_import(%s, 1, '{}', %s)", [as_team.home.pk, [fact.pk]])
