"""Two writings that meet: the second is told in words, and what was typed is in the page."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone
from psycopg.errors import ForeignKeyViolation

from ebe.operations import correct_answer
from ppde.models import EligibilityRule, RightsRequest
from ppde.operations.criteria import add_criterion
from ppde.operations.rights import correct_rights_request, record_request
from territories.middleware import ScopeMiddleware
from territories.models import Entry, Territory
from territories.scoping import scoped

OURS = {"Origin": "http://testserver", "Referer": "http://testserver/t/ici/"}


@pytest.fixture
def form(world):
    return reverse("cle:committee_create", args=[world.home.slug])


@pytest.fixture
def meets(monkeypatch):
    """A colleague wrote the same between the look at the page and the writing: the database alone knows."""

    def crossed(constraint: str):
        def create(territory, *, by, **values):
            Entry.objects.create(
                territory=territory, verb="create", model="cle.committee", label="À défaire"
            )
            with connection.cursor() as cursor:
                cursor.execute(
                    "do $$ begin raise exception using errcode = '23505', constraint = '"
                    f"{constraint}', message = 'no'; end $$"
                )

        monkeypatch.setattr("cle.views.committees.operations.committee_create", create)

    return crossed


def typed(world) -> dict:
    return {
        "name": "Comité d’essai de la rue haute",
        "kind": "commission",
        "quorum_percent": "50",
        "is_active": "on",
    }


def test_what_a_constraint_says_is_told_with_what_was_typed(world, sign_in, form, meets):
    meets("proposal_one_waiting")
    answer = sign_in("lead").post(form, typed(world), headers=OURS)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Cette personne a déjà une proposition en attente de réponse." in page
    assert "Comité d’essai de la rue haute" in page
    assert 'href="/t/ici/"' in page
    assert "no-store" in answer["Cache-Control"]
    with scoped(world.home.pk):
        assert not Entry.objects.filter(label="À défaire").exists(), "rien n’est enregistré"


def test_a_constraint_without_words_names_no_table(world, sign_in, form, meets):
    meets("committee_secret_name")
    answer = sign_in("lead").post(form, typed(world), headers=OURS)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Rien n’a été enregistré" in page
    assert "committee_secret_name" not in page


def test_what_another_site_sent_is_not_shown_again(world, sign_in, form, meets):
    meets("proposal_one_waiting")
    answer = sign_in("lead").post(form, typed(world))
    assert answer.status_code == 409
    assert "rue haute" not in answer.content.decode()


def test_a_program_reads_the_failure_and_a_page_asked_for_is_a_failure(
    world, sign_in, rf, monkeypatch
):
    """Only what a page sends is answered so: nothing was typed elsewhere."""
    monkeypatch.setattr("cle.views.committees.CommitteeForm", _broken)
    client = sign_in("lead")
    client.raise_request_exception = False
    assert client.get(reverse("cle:committee_create", args=[world.home.slug])).status_code == 500


def _broken(*args, **options):
    with connection.cursor() as cursor:
        cursor.execute(
            "do $$ begin raise exception using errcode = '23505', message = 'no'; end $$"
        )


def holds_before(seen: CaptureQueriesContext, table: str, asked: str) -> bool:
    """A row of the table was held before the question that the other writing answers."""
    said = [query["sql"] for query in seen.captured_queries]
    held = [n for n, sql in enumerate(said) if f'FROM "{table}"' in sql and "FOR UPDATE" in sql]
    question = next(n for n, sql in enumerate(said) if asked in sql)
    return bool(held) and held[0] < question


def test_an_answer_taken_back_holds_the_person_before_it_asks_what_waits(as_team):
    proposal = as_team.rows["home"]["proposal"]
    type(proposal).objects.filter(pk=proposal.pk).update(
        reply="no_answer", replied_on=timezone.localdate()
    )
    with CaptureQueriesContext(connection) as seen:
        correct_answer(proposal, by=as_team.users["lead"], reason="Erreur de frappe.")
    assert holds_before(seen, "ppde_person", '"ebe_proposal"."reply" = \'waiting\'')


def test_a_corrected_request_holds_the_file_as_a_new_one_does(as_team):
    person, lead = as_team.rows["home"]["person"], as_team.users["lead"]
    RightsRequest.objects.filter(person=person).update(
        state="withdrawn", answered_on=timezone.localdate()
    )
    today = timezone.localdate()
    first = record_request(person, "access", received_on=today, channel="mail", by=lead)
    record_request(person, "erasure", received_on=today, channel="mail", by=lead)
    with (
        CaptureQueriesContext(connection) as seen,
        pytest.raises(ValidationError, match="déjà à instruire"),
    ):
        correct_rights_request(
            first, "erasure", received_on=today, channel="mail", reason="Relu.", by=lead
        )
    assert holds_before(seen, "ppde_person", 'AS "a" FROM "ppde_rightsrequest"')


def test_the_same_criterion_twice_is_told(as_team):
    lead = as_team.users["hub_admin"]
    with scoped(as_team.hub.pk):
        rule = EligibilityRule.objects.create(
            territory=as_team.hub, version=99, valid_from=timezone.localdate().replace(year=2099),
            months_without_job=12, months_resident=6, source="Note",
        )  # fmt: skip
        values = {"label": "Âge", "question": "Majeur·e ?", "kind": "yes_no", "source": "Note"}
        with CaptureQueriesContext(connection) as seen:
            add_criterion(rule, by=lead, **values)
        assert holds_before(
            seen, Territory._meta.db_table, '"ppde_eligibilitycriterion"."key" = \'age\''
        )
        with pytest.raises(ValidationError, match="déjà dans cette version"):
            add_criterion(rule, by=lead, **values)


def test_a_row_that_went_between_the_look_and_the_writing_is_said_so(
    world, sign_in, form, monkeypatch
):
    def gone(territory, *, by, **values):
        raise Territory.DoesNotExist

    monkeypatch.setattr("cle.views.committees.operations.committee_create", gone)
    answer = sign_in("lead").post(form, typed(world), headers=OURS)
    assert answer.status_code == 409
    assert "supprimé entre-temps" in answer.content.decode()


def test_what_is_checked_at_the_end_alone_is_said_too(world, form, rf):
    """A key to a row that a colleague deleted: the database looks when the transaction ends."""

    def at_the_end(request):
        error = IntegrityError("no")
        error.__cause__ = ForeignKeyViolation("no")
        raise error

    def asked(method):
        request = getattr(rf, method)(form, typed(world), headers=OURS)
        request.user, request.resolver_match = world.users["lead"], resolve(form)
        return request

    answer = ScopeMiddleware(at_the_end)(asked("post"))
    assert answer.status_code == 409
    assert "supprimé entre-temps" in answer.content.decode()
    with pytest.raises(IntegrityError):
        ScopeMiddleware(at_the_end)(asked("get"))
