"""Questionnaires: asked by the hub or a territory, answered by organisations, read by level of publication."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from evaluation.questionnaires import operations
from evaluation.questionnaires.forms import QuestionnaireForm, ResponseForm
from evaluation.questionnaires.models import Answer, Questionnaire, Response
from evaluation.questionnaires.tables import (
    AnswerFilters,
    QuestionnaireFilters,
    answers,
    questionnaires,
    response_state,
    state_of,
)
from territories import journal
from territories.access import ACT, FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import render_list
from tzcld.ui.once import once, saved_once

HOME = "Questionnaires"


def _url(request, name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=[request.territory.slug, *args])


def _here(request):
    """The questionnaires of this territory and of its hub."""
    found = Questionnaire.objects.visible_to(request.user).of(request.territory)
    return found.select_related("territory")


def _own(request, pk: int) -> Questionnaire:
    return get_object_or_404(_here(request).within(request.territory), pk=pk)


def _responses(request):
    """The sheets that the account reads, of this page's questionnaires."""
    return (
        Response.objects.visible_to(request.user)
        .filter(questionnaire__in=_here(request))
        .select_related("questionnaire__territory", "origin", "author")
    )


@allows("questionnaire_view")
def questionnaire_list(request):
    add = {
        "label": "Préparer un questionnaire",
        "url": _url(request, "questionnaire_create"),
        "icon": "plus-lg",
        "primary": True,
    }
    return render_list(
        request,
        queryset=_here(request).with_progress(),
        table=questionnaires(request.territory.slug),
        filterset_class=QuestionnaireFilters,
        title=HOME,
        export=journal.exporter(request, Questionnaire),
        context={
            "lead": "Les questions posées aux organisations, et où en sont leurs réponses.",
            "actions": [add] if request.scope.can("questionnaire_edit") else [],
        },
    )


@allows("questionnaire_view")
def questionnaire_detail(request, pk: int):
    questionnaire = get_object_or_404(_here(request).with_progress(), pk=pk)
    questions = list(questionnaire.questions.all())
    sheets = _responses(request).filter(questionnaire=questionnaire)
    own = questionnaire.territory_id == request.territory.pk
    context = {
        "title": str(questionnaire),
        "questionnaire": questionnaire,
        "state": state_of(questionnaire),
        "parts": [(name, list(rows)) for name, rows in groupby(questions, lambda q: q.section)],
        "sheets": [_sheet(request, sheet) for sheet in sheets],
        "may_answer": request.scope.can("questionnaire_answer") and questionnaire.is_open,
        "may_edit": request.scope.can("questionnaire_edit") and own,
        "breadcrumb": _crumbs(request, str(questionnaire)),
    }
    return render(request, "evaluation/questionnaire_detail.html", context)


def _sheet(request, sheet: Response) -> dict:
    return {
        "row": sheet,
        "state": response_state(sheet),
        "url": _url(request, "response_detail", sheet.pk),
    }


@allows("questionnaire_edit", methods=FORM)
def questionnaire_create(request):
    return _questionnaire_form(
        request, Questionnaire(), "Préparer un questionnaire", "Enregistrer le questionnaire"
    )


@allows("questionnaire_edit", methods=FORM)
def questionnaire_edit(request, pk: int):
    row = _own(request, pk)
    return _questionnaire_form(request, row, f"Modifier « {row} »", "Enregistrer le questionnaire")


def _questionnaire_form(request, row: Questionnaire, title: str, label: str):
    form = QuestionnaireForm(request.POST or None, instance=row, territory=request.territory)

    def save(kept: Questionnaire) -> Questionnaire:
        return operations.save_questionnaire(kept, asked=form.asked, by=request.user)

    if form.is_valid() and (done := saved_once(request, form, save)):
        row, again = done
        said = again or form.told(f"Le questionnaire « {row} » est enregistré.")
        messages.success(request, said)
        return redirect("evaluation:questionnaire_detail", request.territory.slug, row.pk)
    if row.pk and "questions" not in form.fields:
        intro = "Une organisation a commencé à répondre : les questions ne changent plus."
    else:
        intro = ""
    return _form_page(request, form, title, label, intro=intro)


@allows("questionnaire_edit", methods=ACT)
def questionnaire_copy(request, pk: int):
    copied = _own(request, pk)
    copy, _ = once(
        request,
        lambda: operations.copy_questionnaire(copied, by=request.user),
        stands=lambda copy: copy.state == Questionnaire.State.DRAFT,
    )
    messages.success(request, f"La version {copy.version} est en préparation.")
    return redirect("evaluation:questionnaire_edit", request.territory.slug, copy.pk)


# Answering ──────────────────────────────────────────────────────────────────────────────────────


@allows("questionnaire_answer", methods=FORM)
def questionnaire_answer(request, pk: int):
    questionnaire = get_object_or_404(_here(request), pk=pk)
    sheet = Response(
        territory_id=questionnaire.territory_id,
        questionnaire=questionnaire,
        origin=request.territory,
    )
    return _response_form(request, sheet, f"Répondre : {questionnaire}")


@allows("questionnaire_answer", methods=FORM)
def response_edit(request, pk: int):
    sheet = get_object_or_404(_responses(request).filter(origin=request.territory), pk=pk)
    if not _is_writer(request, sheet):
        raise PermissionDenied
    return _response_form(request, sheet, f"Reprendre les réponses {french.de(sheet.organisation)}")


def _is_writer(request, sheet: Response) -> bool:
    """Its author, or the team of the territory it is written from; never once it is validated."""
    if not request.scope.can("questionnaire_answer") or sheet.state == Response.State.VALIDATED:
        return False
    return sheet.origin_id == request.territory.pk and (
        sheet.author_id == request.user.pk or request.scope.can("exchange_edit")
    )


def _response_form(request, sheet: Response, title: str):
    questionnaire = sheet.questionnaire
    questions = list(questionnaire.questions.all())
    form = ResponseForm(request.POST or None, instance=sheet, questions=questions)

    def keep(kept: Response) -> Response:
        return operations.save_response(kept, texts=form.texts, send=form.sends, by=request.user)

    if form.is_valid() and (done := saved_once(request, form, keep)):
        sheet, again = done
        if form.sends:
            messages.success(request, again or form.told("Vos réponses sont envoyées."))
            return redirect("evaluation:response_detail", request.territory.slug, sheet.pk)
        messages.success(
            request,
            again or form.told("Le brouillon est enregistré : reprenez-le quand vous voulez."),
        )
        return redirect("evaluation:response_edit", request.territory.slug, sheet.pk)
    return _form_page(
        request,
        form,
        title,
        "Envoyer les réponses",
        questionnaire=questionnaire,
        template="evaluation/questionnaire_answer.html",
        second_label="Enregistrer le brouillon",
        second_name="draft",
    )


# Reading ────────────────────────────────────────────────────────────────────────────────────────


@allows("questionnaire_view")
def response_detail(request, pk: int):
    sheet = get_object_or_404(_responses(request), pk=pk)
    written = dict(sheet.answers.values_list("question", "text"))
    questions = [(q, written.get(q.pk, "")) for q in sheet.questionnaire.questions.all()]
    back = _url(request, "questionnaire_detail", sheet.questionnaire_id)
    context = {
        "title": sheet.organisation,
        "sheet": sheet,
        "state": response_state(sheet),
        "parts": [(name, list(rows)) for name, rows in groupby(questions, lambda q: q[0].section)],
        "answered": sum(bool(text) for _, text in questions),
        "asked": len(questions),
        "names_author": request.territory.pk in (sheet.origin_id, sheet.territory_id)
        and (request.scope.can("exchange_edit") or sheet.author_id == request.user.pk),
        "may_write": _is_writer(request, sheet) and sheet.questionnaire.is_open,
        "may_validate": _may_validate(request, sheet),
        "breadcrumb": [
            {"label": HOME, "url": _url(request, "questionnaire_list")},
            {"label": str(sheet.questionnaire), "url": back},
            {"label": sheet.organisation},
        ],
    }
    return render(request, "evaluation/response_detail.html", context)


def _may_validate(request, sheet: Response) -> bool:
    return (
        request.scope.can("questionnaire_edit")
        and sheet.territory_id == request.territory.pk
        and sheet.state == Response.State.SUBMITTED
    )


@allows("questionnaire_edit", methods=ACT)
def response_validate(request, pk: int):
    sheet = get_object_or_404(_responses(request).within(request.territory), pk=pk)
    try:
        operations.validate_response(sheet, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"Les réponses {french.de(sheet.organisation)} sont validées.")
    return redirect("evaluation:response_detail", request.territory.slug, pk)


@allows("questionnaire_view")
def answer_list(request, pk: int):
    questionnaire = get_object_or_404(_here(request), pk=pk)
    read = Answer.objects.visible_to(request.user).filter(response__questionnaire=questionnaire)
    back = _url(request, "questionnaire_detail", pk)
    return render_list(
        request,
        queryset=read.select_related("response__origin", "question"),
        table=answers(request.territory.slug),
        filterset_class=AnswerFilters,
        filterset_kwargs={"questions": questionnaire.questions.all()},
        title="Réponses",
        export=journal.exporter(request, Answer),
        context={
            "lead": f"{questionnaire} : ce que les organisations ont écrit, question par question.",
            "breadcrumb": [
                {"label": HOME, "url": _url(request, "questionnaire_list")},
                {"label": str(questionnaire), "url": back},
                {"label": "Réponses"},
            ],
        },
    )


def _form_page(request, form, title: str, label: str, template="ui/form_page.html", **context):
    questionnaire = context.get("questionnaire") or form.instance
    back = (
        _url(request, "questionnaire_detail", questionnaire.pk)
        if questionnaire.pk
        else _url(request, "questionnaire_list")
    )
    context |= {
        "form": form,
        "title": title,
        "submit_label": label,
        "cancel_url": back,
        "breadcrumb": _crumbs(request, title),
    }
    return render(request, template, context)


def _crumbs(request, last: str) -> list[dict]:
    return [{"label": HOME, "url": _url(request, "questionnaire_list")}, {"label": last}]
