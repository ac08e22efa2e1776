"""Verbs of the questionnaires: ask, write, send, validate."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from evaluation.questionnaires.models import Answer, Question, Questionnaire, Response
from evaluation.questionnaires.wording import Asked
from territories import journal

FIELDS = ["title", "intro", "version", "opens_on", "closes_on", "state"]


@transaction.atomic
def save_questionnaire(
    questionnaire: Questionnaire, *, asked: list[Asked] | None, by
) -> Questionnaire:
    """Create or change a questionnaire. `asked` replaces its questions; None leaves them as they are.

    Raises ValidationError when somebody has begun to answer: what was answered must stay what was asked.
    """
    before = None
    if questionnaire.pk:
        before = Questionnaire.objects.filter(pk=questionnaire.pk).values(*FIELDS).get()
        questionnaire.save(update_fields=FIELDS)
    else:
        questionnaire.author = by
        questionnaire.save()
    _record(questionnaire, before, by=by)
    if asked is not None:
        _ask(questionnaire, asked)
    return questionnaire


def _record(questionnaire: Questionnaire, before: dict | None, *, by) -> None:
    if before is None:
        after = {"title": questionnaire.title, "version": questionnaire.version}
        journal.record("create", questionnaire, by=by, after=after)
        return
    old, new = journal.changes(questionnaire, FIELDS, before)
    if new:
        journal.record("update", questionnaire, by=by, before=old, after=new)


def _ask(questionnaire: Questionnaire, asked: list[Asked]) -> None:
    present = [Asked(q.section, q.text, q.help) for q in questionnaire.questions.all()]
    if present == asked:
        return
    if questionnaire.responses.exists():
        raise ValidationError(
            "Une organisation a commencé à répondre : les questions ne changent plus. Préparez une nouvelle version."
        )
    questionnaire.questions.all().delete()
    Question.objects.bulk_create(
        Question(
            territory_id=questionnaire.territory_id,
            questionnaire=questionnaire,
            position=position,
            section=one.section,
            text=one.text,
            help=one.help,
        )
        for position, one in enumerate(asked, 1)
    )


@transaction.atomic
def save_response(response: Response, *, texts: dict[int, str], send: bool, by) -> Response:
    """Keep what an organisation wrote (`texts` by question id), and send it when `send`.

    Raises ValidationError when the questionnaire is not open, or the answers are already validated.
    """
    questionnaire = Questionnaire.objects.select_for_update(of=("self",)).get(
        pk=response.questionnaire_id
    )
    if not questionnaire.is_open:
        raise ValidationError(
            "Ce questionnaire n’est plus ouvert : rien n’est envoyé. Copiez votre texte si vous voulez le garder."
        )
    if response.pk and Response.objects.get(pk=response.pk).state == Response.State.VALIDATED:
        raise ValidationError("Ces réponses sont validées : elles ne changent plus.")
    is_new = response.pk is None
    if is_new:
        response.author = by
    response.saved_at = timezone.now()
    response.state = Response.State.SUBMITTED if send else Response.State.DRAFT
    response.sent_at = response.saved_at if send else None
    response.save()
    _write(response, texts)
    if is_new or send:
        verb = "send" if send else "create"
        journal.record(verb, response, by=by, after={"publication": response.publication})
    return response


def _write(response: Response, texts: dict[int, str]) -> None:
    Answer.objects.bulk_create(
        [
            Answer(territory_id=response.territory_id, response=response, question_id=pk, text=text)
            for pk, text in texts.items()
            if text
        ],
        update_conflicts=True,
        unique_fields=["response", "question"],
        update_fields=["text"],
    )
    emptied = [pk for pk, text in texts.items() if not text]
    Answer.objects.filter(response=response, question_id__in=emptied).delete()


@transaction.atomic
def validate_response(response: Response, *, by) -> Response:
    """Accept the answers sent by an organisation: from then on they are read at the level it chose.

    Raises ValidationError when they were not sent (or went back to draft meanwhile).
    """
    response = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if response.state != Response.State.SUBMITTED:
        raise ValidationError("Ces réponses ne sont pas à valider : relisez leur état.")
    response.state = Response.State.VALIDATED
    response.save(update_fields=["state"])
    journal.record(
        "update",
        response,
        by=by,
        before={"state": Response.State.SUBMITTED},
        after={"state": Response.State.VALIDATED},
    )
    return response


@transaction.atomic
def copy_questionnaire(questionnaire: Questionnaire, *, by) -> Questionnaire:
    """A new version in preparation: same questions, next number, nothing answered."""
    questions = list(questionnaire.questions.all())
    versions = Questionnaire.objects.filter(
        territory=questionnaire.territory_id, title__iexact=questionnaire.title
    )
    copy = Questionnaire(
        territory_id=questionnaire.territory_id,
        title=questionnaire.title,
        intro=questionnaire.intro,
        version=max(versions.values_list("version", flat=True)) + 1,
        opens_on=max(questionnaire.opens_on, timezone.localdate()),
        closes_on=max(questionnaire.closes_on, timezone.localdate()),
    )
    asked = [Asked(q.section, q.text, q.help) for q in questions]
    return save_questionnaire(copy, asked=asked, by=by)
