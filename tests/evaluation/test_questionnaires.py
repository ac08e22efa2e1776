"""Questionnaires: who asks, who answers, who reads what, and nothing typed is lost."""

import csv
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Answer, Question, Questionnaire, Response
from evaluation.questionnaires import operations
from evaluation.questionnaires.wording import Asked, read, write
from territories.models import Entry
from tzcld.ui import forms

QUESTIONS = """# Votre organisation
Quel est votre avis ?
> En quelques lignes.
Qu’avez-vous appris ?

# Et après
Que proposez-vous ?"""
TYPED = {
    "title": "Bilan",
    "intro": "Pour la loi.",
    "version": "7",
    "opens_on": "01/01/2026",
    "closes_on": "31/12/2099",
    "state": "open",
    "questions": QUESTIONS,
}


def url(world, name="questionnaire_list", *args, where="home"):
    return reverse(f"evaluation:{name}", args=[getattr(world, where).slug, *args])


def ask(world, where="hub", **values):
    """A questionnaire of three questions, open unless said otherwise."""
    world.see_all()
    today = timezone.localdate()
    row = Questionnaire(
        territory=getattr(world, where),
        **{
            "title": "Enquête",
            "state": "open",
            "opens_on": today - timedelta(days=3),
            "closes_on": today,
            **values,
        },
    )
    return operations.save_questionnaire(row, asked=read(QUESTIONS), by=world.users["hub_admin"])


def sheet(world, questionnaire, origin="home", by="lead", **values):
    return Response.objects.create(
        territory=questionnaire.territory,
        questionnaire=questionnaire,
        origin=getattr(world, origin),
        author=world.users[by],
        **{"organisation": "Régie de quartier", **values},
    )


def filled(questionnaire, *texts, **values):
    questions = questionnaire.questions.all()
    typed = {f"question_{q.pk}": text for q, text in zip(questions, texts, strict=False)}
    return {"organisation": "Mission locale", "publication": "hub"} | typed | values


# The text of the questions


def test_questions_are_read_from_a_text_and_written_back():
    asked = read(QUESTIONS)
    assert asked[0] == Asked("Votre organisation", "Quel est votre avis ?", "En quelques lignes.")
    assert [a.section for a in asked] == ["Votre organisation", "Votre organisation", "Et après"]
    rows = [
        Question(position=n, section=a.section, text=a.text, help=a.help)
        for n, a in enumerate(asked)
    ]
    assert write(rows) == QUESTIONS


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("\n  \n", "Il manque une question"),
        ("# Une partie", "Il manque une question"),
        ("> une aide", "Ligne 1"),
        ("Avis ?\n" + "x" * 501, "Ligne 2"),
        ("Avis ?\n" * 61, "61 questions"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(typed, said):
    with pytest.raises(forms.ValidationError, match=said):
        read(typed)


# Asking


def test_the_hub_prepares_a_questionnaire_and_its_territories_read_it_once_open(world, sign_in):
    client = sign_in("hub_officer")
    page = client.post(
        url(world, "questionnaire_create", where="hub"), TYPED | {"state": "draft"}, follow=True
    )
    assert "est enregistré" in page.content.decode()
    made = Questionnaire.objects.get(title="Bilan", version=7)
    assert [q.text for q in made.questions.all()] == [a.text for a in read(QUESTIONS)]
    assert (
        Entry.objects.filter(
            verb="create", model="evaluation.questionnaire", object_id=made.pk
        ).count()
        == 1
    )
    client.force_login(world.users["lead"])
    assert client.get(url(world, "questionnaire_detail", made.pk)).status_code == 404
    client.force_login(world.users["hub_officer"])
    client.post(url(world, "questionnaire_edit", made.pk, where="hub"), TYPED)
    client.force_login(world.users["lead"])
    page = client.get(url(world, "questionnaire_detail", made.pk)).content.decode()
    assert "En quelques lignes." in page
    assert "3\u00a0questions" in page
    assert client.get(url(world, "questionnaire_edit", made.pk)).status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closes_on": "31/12/2025"}, "vient avant l’ouverture"),
        ({"questions": "# Rien"}, "Il manque une question"),
        ({"title": "bilan", "version": "1"}, "a déjà cette version"),
    ],
)
def test_a_refused_questionnaire_keeps_what_was_typed(world, sign_in, change, said):
    page = sign_in("lead").post(url(world, "questionnaire_create"), TYPED | change)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert "Pour la loi." in page.content.decode()
    assert not Questionnaire.objects.filter(version=7).exists()


def test_once_answered_the_questions_stay_and_a_new_version_is_prepared(world, sign_in):
    asked = ask(world, "home")
    sheet(world, asked)
    with pytest.raises(ValidationError, match="ne changent plus"):
        operations.save_questionnaire(asked, asked=[Asked("", "Autre ?")], by=world.users["lead"])
    client = sign_in("lead")
    page = client.get(url(world, "questionnaire_edit", asked.pk)).content.decode()
    assert "les questions ne changent plus" in page
    assert 'name="questions"' not in page
    client.post(url(world, "questionnaire_copy", asked.pk))
    copy = Questionnaire.objects.get(title="Enquête", version=2)
    assert (copy.state, copy.questions.count(), copy.responses.count()) == ("draft", 3, 0)
    assert asked.questions.count() == 3


def test_rows_stay_in_the_territory_that_asks(world):
    asked = ask(world, "home")
    with pytest.raises(IntegrityError, match="same_territory"), transaction.atomic():
        Question.objects.create(territory=world.next, questionnaire=asked, position=9, text="?")
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


# Answering


def test_a_partner_keeps_a_draft_comes_back_and_sends_it(world, sign_in):
    asked = ask(world)
    client = sign_in("partner")
    address = url(world, "questionnaire_answer", asked.pk)
    page = client.get(address).content.decode()
    assert page.index("Quel est votre avis") < page.index("Que proposez-vous")
    page = client.post(address, filled(asked, "Utile", draft="1"), follow=True).content.decode()
    assert "Le brouillon est enregistré" in page
    assert ">\nUtile</textarea>" in page
    kept = Response.objects.get(organisation="Mission locale")
    assert (kept.state, kept.origin, kept.territory) == ("draft", world.home, world.hub)
    again = url(world, "response_edit", kept.pk)
    page = client.post(again, filled(asked, "", "Patience"), follow=True).content.decode()
    assert "Vos réponses sont envoyées." in page
    assert "1 sur 3" in page
    kept.refresh_from_db()
    assert kept.state == "submitted"
    assert list(kept.answers.values_list("text", flat=True)) == ["Patience"]
    assert (
        Entry.objects.filter(verb="send", model="evaluation.response", object_id=kept.pk).count()
        == 1
    )


def test_nothing_typed_is_lost_when_the_sheet_is_refused(world, sign_in):
    asked = ask(world)
    client = sign_in("lead")
    address = url(world, "questionnaire_answer", asked.pk)
    page = client.post(address, filled(asked, organisation="")).content.decode()
    assert "Il manque une réponse" in page
    page = client.post(address, filled(asked)).content.decode()
    assert "Aucune question n’a de réponse" in page
    page = client.post(address, filled(asked, "Gardé", "x" * 4001)).content.decode()
    assert "trop longue" in page
    assert ">\nGardé</textarea>" in page
    sheet(world, asked, organisation="mission LOCALE")
    page = client.post(address, filled(asked, "Gardé")).content.decode()
    assert "existe déjà ici pour cette organisation" in page
    assert ">\nGardé</textarea>" in page
    Questionnaire.objects.filter(pk=asked.pk).update(state="closed")
    page = client.post(address, filled(asked, "Gardé", organisation="Autre")).content.decode()
    assert "n’est plus ouvert" in page
    assert ">\nGardé</textarea>" in page
    assert Response.objects.filter(questionnaire=asked).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"state": "closed"},
        {"state": "draft"},
        {"opens_on": date(2098, 1, 1), "closes_on": date(2099, 1, 1)},
        {"opens_on": date(2020, 1, 1), "closes_on": date(2021, 1, 1)},
    ],
)
def test_out_of_its_days_a_questionnaire_takes_no_answer(world, change):
    asked = ask(world, **change)
    with pytest.raises(ValidationError, match="plus ouvert"):
        operations.save_response(
            Response(territory=world.hub, questionnaire=asked, origin=world.home, organisation="X"),
            texts={},
            send=False,
            by=world.users["lead"],
        )


def test_the_help_of_a_question_is_text_never_markup(world, sign_in):
    asked = ask(world)
    asked.questions.update(help="<b>gras</b>", text="<i>Avis</i> ?")
    page = sign_in("lead").get(url(world, "questionnaire_answer", asked.pk)).content.decode()
    assert "<b>gras" not in page
    assert "<i>Avis" not in page
    assert "&lt;b&gt;gras" in page


# Reading


def test_a_draft_is_its_teams_and_a_sheet_sent_is_read_by_who_asks(world, sign_in):
    asked = ask(world)
    row = sheet(world, asked, "next", "neighbour", organisation="Régie voisine")
    found = {
        k: Response.objects.visible_to(world.users[k]).filter(pk=row.pk).exists()
        for k in world.users
    }
    assert [k for k, seen in found.items() if seen] == ["neighbour"]
    operations.save_response(
        row, texts={asked.questions.first().pk: "Oui"}, send=True, by=world.users["neighbour"]
    )
    client = sign_in("hub_admin")
    address = url(world, "response_detail", row.pk, where="hub")
    assert "Valider les réponses" in client.get(address).content.decode()
    client.force_login(world.users["lead"])
    assert client.get(url(world, "response_detail", row.pk)).status_code == 404
    assert client.post(url(world, "response_validate", row.pk)).status_code == 404


@pytest.mark.parametrize(
    ("level", "readers"),
    [
        ("internal", {"hub_admin", "hub_officer", "neighbour"}),
        ("hub", {"hub_admin", "hub_officer", "neighbour", "lead", "officer", "chair", "member", "director"}),
        ("fund", {"hub_admin", "hub_officer", "neighbour", "lead", "officer", "chair", "member", "director", "funder", "evaluator"}),
        ("public", {"hub_admin", "hub_officer", "neighbour", "lead", "officer", "chair", "member", "director", "funder", "evaluator", "partner"}),
    ],
)  # fmt: skip
def test_once_validated_a_sheet_is_read_at_the_level_it_chose(world, level, readers):
    asked = ask(world)
    row = sheet(world, asked, "next", "neighbour", state="submitted", publication=level)
    Answer.objects.create(
        territory=world.hub, response=row, question=asked.questions.first(), text="Oui"
    )
    operations.validate_response(row, by=world.users["hub_admin"])
    with pytest.raises(ValidationError, match="pas à valider"):
        operations.validate_response(row, by=world.users["hub_admin"])
    for model, extra in ((Response, {"pk": row.pk}), (Answer, {"response": row})):
        found = {
            kind
            for kind, user in world.users.items()
            if model.objects.visible_to(user).filter(**extra).exists()
        }
        assert found == readers, model


def test_validated_answers_change_no_more(world, sign_in):
    asked = ask(world)
    row = sheet(world, asked, state="submitted")
    client = sign_in("hub_admin")
    page = client.post(url(world, "response_validate", row.pk, where="hub"), follow=True)
    assert "sont validées" in page.content.decode()
    client.force_login(world.users["lead"])
    assert client.get(url(world, "response_edit", row.pk)).status_code == 403
    row.refresh_from_db()
    world.see_all()
    with pytest.raises(ValidationError, match="ne changent plus"):
        operations.save_response(row, texts={}, send=True, by=world.users["lead"])


def test_a_colleague_takes_up_the_draft_a_partner_only_his_own(world, sign_in):
    asked = ask(world)
    row = sheet(world, asked)
    client = sign_in("officer")
    assert client.get(url(world, "response_edit", row.pk)).status_code == 200
    client.force_login(world.users["partner"])
    assert client.get(url(world, "response_edit", row.pk)).status_code == 404


@pytest.mark.parametrize(
    ("sent", "drafts", "said"),
    [
        (0, 0, "Aucune organisation n’a encore répondu."),
        (0, 1, "1\u00a0brouillon</strong> est en cours"),
        (1, 0, "1\u00a0organisation</strong> a répondu."),
        (2, 2, "2\u00a0organisations</strong> ont répondu, et <strong>2\u00a0brouillons</strong> sont en cours"),
    ],
)  # fmt: skip
def test_the_progress_is_told_right_at_0_1_and_many(world, sign_in, sent, drafts, said):
    asked = ask(world)
    for n in range(sent):
        sheet(world, asked, organisation=f"S{n}", state="submitted")
    for n in range(drafts):
        sheet(world, asked, organisation=f"D{n}")
    page = sign_in("member").get(url(world, "questionnaire_detail", asked.pk)).content.decode()
    assert said in " ".join(page.split(" "))


def test_the_file_of_answers_holds_what_the_screen_shows(world, sign_in):
    asked = ask(world)
    first, second, _ = asked.questions.all()
    for name, state in (("Alpha", "validated"), ("Bêta", "draft")):
        row = sheet(
            world, asked, "next", "neighbour", organisation=name, state=state, publication="hub"
        )
        for question in (first, second):
            Answer.objects.create(
                territory=world.hub,
                response=row,
                question=question,
                text=f"{name} {question.position}",
            )
    address = f"{url(world, 'answer_list', asked.pk)}?question={first.pk}&format=csv"
    text = sign_in("lead").get(address).getvalue().decode("utf-8-sig")
    header, *rows = csv.reader(text.splitlines(), delimiter=";")
    assert header == [
        "Organisation",
        "Répond depuis",
        "Question",
        "Partie",
        "Réponse",
        "État",
        "Diffusion",
    ]
    assert [(row[0], row[4]) for row in rows] == [("Alpha", "Alpha 1")]
    for name in ("xlsx", "ods"):
        response = sign_in("lead").get(f"{url(world, 'answer_list', asked.pk)}?format={name}")
        assert len(response.getvalue()) > 1000
    assert Entry.objects.filter(verb="export", model="evaluation.answer").count() == 3
    member = sign_in("member").get(address)
    assert "text/html" in member["Content-Type"]


@pytest.mark.parametrize("page", ["questionnaire_list", "answer_list", "questionnaire_detail"])
def test_the_pages_ask_the_same_number_of_queries_for_1_and_6_rows(world, sign_in, page):
    client = sign_in("lead")
    asked = ask(world)
    args = [] if page == "questionnaire_list" else [asked.pk]
    question = asked.questions.first()
    counts = []
    for more in (1, 5):
        for n in range(more):
            ask(world, title=f"Autre {more} {n}")
            row = sheet(world, asked, organisation=f"O{more}{n}")
            Answer.objects.create(territory=world.hub, response=row, question=question, text="Oui")
        client.get(url(world, page, *args))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(world, page, *args))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
