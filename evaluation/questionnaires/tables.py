"""Columns and filters of the questionnaires and of what was answered."""

import django_filters
from django.db.models import Q
from django.urls import reverse

from evaluation.questionnaires.models import Answer, Questionnaire, Response
from tzcld.ui.lists import Column, FilterSet, Table

STATES = {
    Questionnaire.State.DRAFT: ("line", "pencil", "En préparation"),
    Questionnaire.State.OPEN: ("ok", "door-open", "Ouvert"),
    Questionnaire.State.CLOSED: ("", "lock", "Clos"),
}
RESPONSE_STATES = {
    Response.State.DRAFT: ("line", "pencil", "Brouillon"),
    Response.State.SUBMITTED: ("info", "send", "Envoyée"),
    Response.State.VALIDATED: ("ok", "check-circle", "Validée"),
}


def state_of(questionnaire: Questionnaire) -> tuple[str, str, str]:
    return STATES[Questionnaire.State(questionnaire.state)]


def response_state(response: Response) -> tuple[str, str, str]:
    return RESPONSE_STATES[Response.State(response.state)]


def questionnaires(slug: str) -> Table:
    """The list of a territory: the hub's questionnaires are read without leaving home."""
    return Table(
        name="questionnaires",
        one="questionnaire",
        many="questionnaires",
        order="-opens_on",
        empty="Les questions posées aux organisations, et leurs réponses.",
        columns=[
            Column(
                "title",
                "Questionnaire",
                value=str,
                sort="title",
                link=lambda q: reverse("evaluation:questionnaire_detail", args=[slug, q.pk]),
                sub=Column("territory", "Posé par", value="territory.name"),
            ),
            Column("state", "État", kind="state", value=state_of, sort="state"),
            Column("opens_on", "Ouvert à partir du", kind="date", sort="opens_on"),
            Column("closes_on", "Dernier jour", kind="date", sort="closes_on"),
            Column("asked", "Questions", kind="number", sort="asked"),
            Column(
                "sent",
                "Organisations qui ont répondu",
                kind="number",
                sort="sent",
                definition="Organisations dont les réponses sont envoyées ou validées.",
            ),
        ],
    )


class QuestionnaireFilters(FilterSet):
    q = django_filters.CharFilter(
        label="Titre", field_name="title", lookup_expr="unaccent__icontains"
    )
    state = django_filters.ChoiceFilter(label="État", choices=Questionnaire.State.choices)

    class Meta:
        model = Questionnaire
        fields = ("q", "state")


def answers(slug: str) -> Table:
    return Table(
        name="reponses",
        one="réponse",
        many="réponses",
        feminine=True,
        order="question",
        empty="Ce que chaque organisation écrit sous chaque question. Vous lisez les réponses qui vous sont ouvertes.",
        columns=[
            Column(
                "organisation",
                "Organisation",
                value="response.organisation",
                sort="response__organisation",
                link=lambda a: reverse("evaluation:response_detail", args=[slug, a.response_id]),
                sub=Column("origin", "Répond depuis", value="response.origin.name"),
            ),
            Column(
                "question",
                "Question",
                value="question.text",
                sort=("question__position", "response__organisation"),
                sub=Column("section", "Partie", value="question.section"),
                width=40,
            ),
            Column("text", "Réponse", width=60),
            Column(
                "state",
                "État",
                kind="state",
                value=lambda a: response_state(a.response),
                sort="response__state",
            ),
            Column(
                "publication",
                "Diffusion",
                value="response.get_publication_display",
                screen=False,
            ),
        ],
    )


class AnswerFilters(FilterSet):
    q = django_filters.CharFilter(label="Mot", method="search")
    question = django_filters.ModelChoiceFilter(label="Question", queryset=None)
    state = django_filters.ChoiceFilter(
        label="État", field_name="response__state", choices=Response.State.choices
    )

    class Meta:
        model = Answer
        fields = ("q", "question", "state")

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["question"].queryset = questions

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(text__unaccent__icontains=value)
            | Q(response__organisation__unaccent__icontains=value)
        )
