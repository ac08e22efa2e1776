"""Asked, opened, moved, closed: who may, what is refused, who is told."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from evaluation.extracts import building, mails, operations
from evaluation.extracts.models import Extract, ExtractKey, ExtractMail
from evaluation.queue import extracts_asked
from evaluation.tasks import end_extracts
from ppde.models import DurationRule
from territories.models import Entry, Membership
from territories.operations.team import end
from territories.periods import period
from territories.roles import Role
from territories.scoping import scoped
from tests.evaluation.extract_kit import TERMS, as_account, asked, day, nobody, opened, people
from tests.world import NAME

State = Extract.State


def refused(act, **values) -> str:
    with pytest.raises(ValidationError) as error:
        act(**values)
    return " ".join(error.value.messages)


def sent(world, mailoutbox) -> list[tuple[str, str]]:
    mails.send_waiting(world.home.pk)
    found = [(mail.to[0].split("@")[0], mail.subject.split(" : ")[0]) for mail in mailoutbox]
    mailoutbox.clear()
    return found


def test_asked_accepted_moved_and_given_back(world, mailoutbox):
    evaluator, lead = world.users["evaluator"], world.users["lead"]
    extract = asked(world)
    assert (extract.state, extract.holder) == (State.ASKED, evaluator)
    assert sent(world, mailoutbox) == [("lead", "Extrait pseudonymisé demandé")]
    as_account(world, "lead")
    assert [row.pk for row in extracts_asked(world.home, day(0))] == [extract.pk]
    extract = operations.accept_extract(extract, by=lead, until=day(60))
    assert (extract.state, extract.until, extract.answered_by) == (State.OPEN, day(60), lead)
    assert sent(world, mailoutbox) == [("evaluator", "Extrait pseudonymisé ouvert")]
    assert not extracts_asked(world.home, day(0))
    extract = operations.move_end(extract, by=lead, until=day(30))
    assert extract.until == day(30)
    assert sent(world, mailoutbox) == [("evaluator", "Extrait pseudonymisé, dernier jour changé")]
    with scoped(world.home.pk):
        assert ExtractKey.objects.filter(extract=extract).exists()
    as_account(world, "evaluator")
    extract = operations.give_back(extract, by=evaluator)
    assert (extract.state, extract.ended_by) == (State.ENDED, evaluator)
    assert sent(world, mailoutbox) == [
        ("evaluator", "Extrait pseudonymisé terminé"),
        ("lead", "Extrait pseudonymisé terminé"),
    ]
    with scoped(world.home.pk):
        assert not ExtractKey.objects.filter(extract=extract).exists()
        told = Entry.objects.filter(model="evaluation.extract", object_id=extract.pk)
        assert list(told.order_by("pk").values_list("verb", flat=True)) == [
            "request",
            "open",
            "update",
            "end",
        ]


def test_the_mails_name_nobody_and_say_no_question(world, mailoutbox):
    opened(world, purpose="Une question à part ?")
    mails.send_waiting(world.home.pk)
    assert len(mailoutbox) == 2
    for mail in mailoutbox:
        assert NAME not in mail.body
        assert "question à part" not in mail.body
        assert f"/t/{world.home.slug}/extraits/" in mail.body


def test_a_mail_that_the_server_refuses_waits_for_the_next_hour(world, mailoutbox, monkeypatch):
    asked(world)
    nobody()
    with monkeypatch.context() as patch:
        patch.setattr(
            "django.core.mail.EmailMessage.send",
            lambda self: (_ for _ in ()).throw(OSError("panne")),
        )
        assert mails.send_waiting(world.home.pk) == 0
    assert (mails.send_waiting(world.home.pk), mails.send_waiting(world.home.pk)) == (1, 0)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"purpose": " "}, "purpose"),
        ({"convention": ""}, "convention"),
        ({"columns": []}, "columns"),
        ({"volunteers_until": date(2023, 1, 1)}, "volunteers_until"),
        ({"answer_by": date(2024, 1, 1)}, "answer_by"),
    ],
)
def test_what_is_asked_is_checked_field_by_field(world, terms, field):
    as_account(world, "evaluator")
    values = TERMS | {"answer_by": day(9)} | terms
    with pytest.raises(ValidationError) as error:
        operations.ask_extract(world.home, by=world.users["evaluator"], **values)
    assert list(error.value.message_dict) == [field]


@pytest.mark.parametrize("kind", ["lead", "officer", "funder", "hub_admin", "dpo", "neighbour"])
def test_nobody_else_asks(world, kind):
    as_account(world, kind)
    by = world.users[kind]
    assert "Seule l’évaluation" in refused(
        operations.ask_extract, territory=world.home, by=by, answer_by=day(9), **TERMS
    )


@pytest.mark.parametrize("kind", ["officer", "evaluator", "hub_admin", "dpo", "neighbour"])
def test_the_lead_of_the_territory_alone_answers(world, kind):
    extract = asked(world)
    as_account(world, "lead")
    said = refused(operations.accept_extract, extract=extract, by=world.users[kind], until=day(9))
    assert "cheffe ou le chef de projet" in said


def test_a_hub_is_asked_nothing(world):
    as_account(world, "evaluator")
    refused(
        operations.ask_extract,
        territory=world.hub,
        by=world.users["evaluator"],
        answer_by=day(9),
        **TERMS,
    )


def test_the_end_is_bounded_by_the_rule_of_the_territory(world):
    extract = asked(world)
    as_account(world, "lead")
    lead = world.users["lead"]
    assert "permet jusqu’au" in refused(
        operations.accept_extract, extract=extract, by=lead, until=day(400)
    )
    assert "passé" in refused(operations.accept_extract, extract=extract, by=lead, until=day(-1))
    DurationRule.objects.create(
        territory=world.home, what="extraits", months=1, valid_from=day(-1), source="Note"
    )
    assert "permet jusqu’au" in refused(
        operations.accept_extract, extract=extract, by=lead, until=day(40)
    )
    extract = operations.accept_extract(extract, by=lead, until=day(20))
    assert "déjà" in refused(operations.move_end, extract=extract, by=lead, until=day(20))
    refused(operations.move_end, extract=extract, by=lead, until=day(40))


def test_refused_with_a_reason_then_thought_again(world, mailoutbox):
    extract = asked(world)
    as_account(world, "lead")
    lead = world.users["lead"]
    assert "Dites pourquoi" in refused(
        operations.refuse_extract, extract=extract, by=lead, reason=" "
    )
    extract = operations.refuse_extract(extract, by=lead, reason="La convention n’est pas signée.")
    assert "refusé" in refused(operations.refuse_extract, extract=extract, by=lead, reason="Non")
    assert ("evaluator", "Extrait pseudonymisé refusé") in sent(world, mailoutbox)
    extract = operations.accept_extract(extract, by=lead, until=day(9))
    assert (extract.state, extract.reason) == (State.OPEN, "")


def test_a_request_is_corrected_then_withdrawn_as_long_as_nobody_answered(world):
    extract, by = asked(world), world.users["evaluator"]
    changed = TERMS | {"columns": ["exit"], "answer_by": extract.answer_by}
    extract = operations.change_request(extract, by=by, **changed)
    assert extract.columns == ["exit"]
    extract = operations.withdraw_request(extract, by=by)
    assert extract.state == State.WITHDRAWN
    refused(operations.withdraw_request, extract=extract, by=by)
    refused(operations.change_request, extract=extract, by=by, **changed)
    as_account(world, "lead")
    refused(operations.accept_extract, extract=extract, by=world.users["lead"], until=day(9))


def test_the_lead_opens_one_without_being_asked(world, mailoutbox):
    as_account(world, "lead")
    lead, evaluator = world.users["lead"], world.users["evaluator"]
    values = {"territory": world.home, "by": lead, "until": day(9), **TERMS}
    assert "compte d’évaluation" in refused(
        operations.open_extract, holder=world.users["funder"], **values
    )
    extract = operations.open_extract(holder=evaluator, **values)
    assert (extract.state, extract.holder, extract.asked_by) == (State.OPEN, evaluator, lead)
    assert sent(world, mailoutbox) == [("evaluator", "Extrait pseudonymisé ouvert")]


def test_two_extracts_of_the_same_persons_are_not_open_side_by_side(world, sign_in):
    """Put together by their months, one would tell what the other withholds."""
    first, second = (
        opened(world, columns=["profile", "steps"]),
        asked(world, columns=["place", "steps"]),
    )
    later = asked(world, volunteers_from=date(2026, 1, 1), volunteers_until=date(2026, 12, 31))
    as_account(world, "lead")
    lead = world.users["lead"]
    said = refused(operations.accept_extract, extract=second, by=lead, until=day(9))
    assert f"L’extrait n°\u00a0{first.pk} est déjà ouvert" in said
    page = sign_in("lead").get(at(world, "extract_accept", second.pk)).content.decode()
    assert "Déjà ouvert sur cette période" in page
    as_account(world, "lead")
    assert operations.accept_extract(later, by=lead, until=day(9)).state == State.OPEN
    operations.revoke_extract(first, by=lead, reason="La question a changé.")
    assert operations.accept_extract(second, by=lead, until=day(9)).state == State.OPEN


def test_nobody_opens_one_to_oneself(world):
    lead = world.users["lead"]
    Membership.objects.create(
        user=lead, territory=world.home, role=Role.EVALUATOR, period=period(date(2024, 1, 1))
    )
    as_account(world, "lead")
    assert "à soi-même" in refused(
        operations.open_extract, territory=world.home, by=lead, holder=lead, until=day(9), **TERMS
    )


# The end ────────────────────────────────────────────────────────────────────────────────────────


def test_it_ends_by_itself_and_is_told_before(world, mailoutbox):
    extract = opened(world, until=day(20))
    sent(world, mailoutbox)
    with scoped(world.home.pk):
        assert mails.tell_ending(world.home, day(0)) == 0
        assert (mails.tell_ending(world.home, day(6)), mails.tell_ending(world.home, day(7))) == (
            1,
            0,
        )
    assert sent(world, mailoutbox) == [("evaluator", "Extrait pseudonymisé bientôt terminé")]
    with scoped(world.home.pk):
        assert operations.end_extracts(world.home, day(20)) == 0
        assert operations.end_extracts(world.home, day(21)) == 1
        assert operations.end_extracts(world.home, day(21)) == 0
        extract.refresh_from_db()
        assert (extract.state, extract.ended_by) == (State.ENDED, None)
        assert not ExtractKey.objects.filter(extract=extract).exists()


def test_a_short_one_is_not_told_twice_in_a_row(world):
    opened(world, until=day(10))
    with scoped(world.home.pk):
        assert mails.tell_ending(world.home, day(0)) == 0
        assert mails.tell_ending(world.home, day(5)) == 0


def test_the_account_leaves_and_its_extracts_and_requests_with_it(world):
    extract, waiting = opened(world), asked(world)
    membership = Membership.objects.get(user=world.users["evaluator"])
    as_account(world, "hub_admin")
    end(membership, by=world.users["hub_admin"], last=None, reason="Fin de la mission")
    with scoped(world.home.pk):
        extract.refresh_from_db()
        waiting.refresh_from_db()
        assert (extract.state, waiting.state) == (State.ENDED, State.WITHDRAWN)
        assert not ExtractKey.objects.filter(extract=extract).exists()


def test_a_role_over_since_yesterday_ends_them_by_the_hourly_task(world):
    extract = opened(world)
    Membership.objects.filter(user=world.users["evaluator"]).update(
        period=period(date(2024, 1, 1), day(-1))
    )
    nobody()
    end_extracts()
    end_extracts()
    with scoped(world.home.pk):
        extract.refresh_from_db()
        assert (extract.state, extract.reason) == (State.ENDED, operations.LEFT)


def test_another_role_of_the_evaluation_keeps_it(world):
    extract, user = opened(world), world.users["evaluator"]
    Membership.objects.create(
        user=user, territory=world.home, role=Role.EVALUATOR, period=period(date(2024, 1, 1))
    )
    membership = Membership.objects.get(user=user, territory=world.hub)
    as_account(world, "hub_admin")
    end(membership, by=world.users["hub_admin"], last=None, reason="")
    with scoped(world.home.pk):
        extract.refresh_from_db()
        assert extract.state == State.OPEN


# What is downloaded, and what is not ───────────────────────────────────────────────────────────


def taken(world, extract, kind="evaluator") -> str:
    as_account(world, kind)
    return refused(building.download, extract=extract, fmt="xlsx", by=world.users[kind])


def test_too_few_persons_and_none_are_refused_in_words(world):
    assert "moins de 5 personnes" in taken(world, opened(world))
    early = {"volunteers_from": date(2018, 1, 1), "volunteers_until": date(2018, 2, 1)}
    assert "rien à télécharger" in taken(world, opened(world, **early))


def test_ended_closed_or_somebody_else_s_it_is_not_downloaded(world):
    people(world.home, 8)
    extract = opened(world)
    as_account(world, "lead")
    assert "une autre personne" in refused(
        building.download, extract=extract, fmt="xlsx", by=world.users["lead"]
    )
    operations.revoke_extract(extract, by=world.users["lead"], reason="La convention est résiliée.")
    assert "n’est pas ouvert" in taken(world, extract)
    over = opened(world)
    as_account(world, "lead")
    Extract.objects.filter(pk=over.pk).update(until=day(-1))
    assert "n’est pas ouvert" in taken(world, over)
    with scoped(world.home.pk):
        assert not Entry.objects.filter(verb="export", model="evaluation.extract").exists()


def test_one_waiting_for_its_answer_gives_nothing(world):
    people(world.home, 8)
    assert "n’est pas ouvert" in taken(world, asked(world))


# Pages ──────────────────────────────────────────────────────────────────────────────────────────


def at(world, name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=[world.home.slug, *args])


FORM = TERMS | {
    "volunteers_from": "01/01/2024",
    "volunteers_until": "31/12/2025",
}


def test_from_the_request_to_the_file_by_pages_alone(world, sign_in):
    people(world.home, 12)
    client = sign_in("evaluator")
    response = client.post(at(world, "extract_ask"), FORM | {"answer_by": f"{day(9):%d/%m/%Y}"})
    with scoped(world.home.pk):
        extract = Extract.objects.exclude(pk=world.rows["home"]["extract"].pk).get(
            territory=world.home
        )
    here = at(world, "extract_detail", extract.pk)
    assert response.url == here
    assert "Retirer la demande" in client.get(here).content.decode()
    lead = sign_in("lead")
    page = lead.get(here).content.decode()
    assert "14\u00a0personnes" in page
    queue = lead.get(reverse("ppde:work_queue", args=[world.home.slug])).content.decode()
    assert "extrait demandé par l’évaluation" in queue
    response = lead.post(at(world, "extract_accept", extract.pk), {"until": f"{day(9):%d/%m/%Y}"})
    assert response.url == here
    client = sign_in("evaluator")
    page = client.get(here).content.decode()
    assert at(world, "extract_file", extract.pk, "xlsx") in page
    response = client.get(at(world, "extract_file", extract.pk, "xlsx"))
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].endswith(
        f'extrait-{extract.pk}-venissieux.xlsx"'
    )
    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert client.get(at(world, "extract_file", extract.pk, "ods")).status_code == 404


def test_who_answers_is_told_that_too_few_would_leave(world, sign_in):
    extract = asked(world)
    lead = sign_in("lead")
    for name in ("extract_detail", "extract_accept"):
        page = lead.get(at(world, name, extract.pk)).content.decode()
        assert "2\u00a0personnes\u00a0: sous le seuil de 5, rien ne se télécharge" in page


def test_what_was_typed_is_kept_when_it_is_refused(world, sign_in):
    client = sign_in("evaluator")
    wrong = FORM | {"volunteers_until": "31/12/2023", "answer_by": f"{day(9):%d/%m/%Y}"}
    page = client.post(at(world, "extract_ask"), wrong).content.decode()
    assert "finit avant de commencer" in page
    assert TERMS["convention"] in page


def test_from_the_hub_one_chooses_the_territory(world, sign_in):
    url = reverse("evaluation:extract_ask", args=[world.hub.slug])
    client = sign_in("evaluator")
    assert world.home.name in client.get(url).content.decode()
    form = FORM | {"answer_by": f"{day(9):%d/%m/%Y}"}
    assert "place" in client.post(url, form).context["form"].errors
    response = client.post(url, form | {"place": world.home.slug})
    assert response.url.startswith(f"/t/{world.home.slug}/extraits/")
    listed = client.get(reverse("evaluation:extract_list", args=[world.hub.slug])).content.decode()
    assert world.next.name in listed


def test_each_sees_the_extracts_that_are_theirs(world, sign_in):
    other = world.users["funder"]
    Membership.objects.create(
        user=other, territory=world.hub, role=Role.EVALUATOR, period=period(date(2024, 1, 1))
    )
    extract = opened(world)
    url = at(world, "extract_detail", extract.pk)
    seen = {
        kind: sign_in(kind).get(url).status_code for kind in ("evaluator", "lead", "dpo", "funder")
    }
    assert seen == {"evaluator": 200, "lead": 200, "dpo": 200, "funder": 404}
    assert "Télécharger" not in sign_in("dpo").get(url).content.decode()


def test_the_list_asks_as_much_for_many_as_for_one(world, sign_in, django_assert_max_num_queries):
    client = sign_in("evaluator")
    for _ in range(12):
        asked(world)
    nobody()
    with django_assert_max_num_queries(15):
        assert client.get(at(world, "extract_list")).status_code == 200


def test_a_mail_of_each_kind_has_its_words(world):
    extract = opened(world)
    for what in ExtractMail.What.values:
        for kind in ("evaluator", "lead"):
            mail = ExtractMail(extract=extract, what=what, user=world.users[kind])
            message = mails._message(mail)
            assert message.subject.endswith(f" : {world.home.name}")
            assert len(message.body) > 120, what
