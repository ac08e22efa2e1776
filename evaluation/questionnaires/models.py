"""A questionnaire, its questions by section, and the sheet of answers of each organisation (seed 004).

Everything belongs to the territory that asks. `origin` says from which territory's pages an organisation answers:
its team reads the draft there; whoever asks reads it once it is sent.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from territories.roles import Role
from territories.scoping import Scope, Scoped, ScopedQuerySet, scope_of

TEXT_LENGTH = 4000
# Who works for a territory, or for the hub in its own row: the drafts written from there are theirs.
TEAM = frozenset({Role.PROJECT_LEAD, Role.JOURNEY_OFFICER, Role.HUB_ADMIN, Role.HUB_OFFICER})
# Those to whom answers are transmitted, and those who come to answer: they read what was meant for them.
READERS = frozenset({Role.FUNDER, Role.EVALUATOR})
GUESTS = frozenset({Role.PARTNER})


class QuestionnaireQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Those of one's territories and of their hub; a draft only where one may change it."""
        here = scope_of(user)
        asked = Q(territory__in=here.ids | here.hub_ids) & ~Q(state=Questionnaire.State.DRAFT)
        return self.filter(asked | Q(territory__in=here.territories_where("questionnaire_edit")))

    def of(self, territory):
        """Asked here or by the hub."""
        return self.filter(territory__in={territory.pk, territory.hub_id} - {None})

    def with_progress(self):
        """Adds `asked` (questions), `sent` (organisations that sent their answers) and `drafts`."""
        rows = Response.objects.filter(questionnaire=OuterRef("pk")).order_by()
        sent = rows.exclude(state=Response.State.DRAFT)

        def number(found):
            counted = found.values("questionnaire").annotate(n=Count("pk")).values("n")
            return models.functions.Coalesce(Subquery(counted), 0)

        return self.annotate(
            asked=number(Question.objects.filter(questionnaire=OuterRef("pk")).order_by()),
            sent=number(sent),
            drafts=number(rows.filter(state=Response.State.DRAFT)),
        )


class Questionnaire(Scoped):
    """Questions asked between two days; a version is never rewritten once answered."""

    class State(models.TextChoices):
        DRAFT = "draft", "en préparation"
        OPEN = "open", "ouvert"
        CLOSED = "closed", "clos"

    title = models.CharField("titre", max_length=160)
    intro = models.TextField("présentation", max_length=2000, blank=True)
    version = models.PositiveSmallIntegerField("version", default=1)
    opens_on = models.DateField("ouvert à partir du")
    closes_on = models.DateField("dernier jour pour répondre")
    state = models.CharField("état", max_length=6, choices=State, default=State.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="écrit par",
    )

    objects: ClassVar = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "questionnaire"
        verbose_name_plural = "questionnaires"
        ordering = ("-opens_on", "title")
        constraints = (
            models.UniqueConstraint(
                F("territory"),
                Lower("title"),
                F("version"),
                name="questionnaire_version_once",
                violation_error_message="Ce questionnaire a déjà cette version. Écrivez le numéro suivant.",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="questionnaire_days_in_order",
                violation_error_message="Le dernier jour pour répondre vient avant l’ouverture. Corrigez une des deux dates.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})" if self.version > 1 else self.title

    @property
    def is_open(self) -> bool:
        """Today, an organisation may write and send its answers."""
        return self.state == self.State.OPEN and (
            self.opens_on <= timezone.localdate() <= self.closes_on
        )

    def get_absolute_url(self) -> str:
        return reverse("evaluation:questionnaire_detail", args=[self.territory.slug, self.pk])


class Question(Scoped):
    """One question, in its section."""

    questionnaire = models.ForeignKey(
        Questionnaire,
        on_delete=models.CASCADE,
        related_name="questions",
        verbose_name="questionnaire",
    )
    section = models.CharField("partie", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("place")
    text = models.CharField("question", max_length=500)
    help = models.CharField("aide", max_length=300, blank=True)

    class Meta:
        verbose_name = "question"
        verbose_name_plural = "questions"
        ordering = ("questionnaire", "position")
        constraints = (
            models.UniqueConstraint("questionnaire", "position", name="question_position_once"),
        )

    def __str__(self) -> str:
        return self.text


def _readers(here: Scope) -> tuple[set[int], set[int], set[int]]:
    """Ids of the territories, with their hubs, where the account reads as one of the hub, as the Fund, as a guest."""
    inside: set[int] = set()
    fund: set[int] = set()
    guest: set[int] = set()
    for territory in here.choices:
        if "questionnaire_view" not in here.verbs_in(territory):
            continue
        roles = set(here.roles_in(territory))
        kind = guest if roles <= GUESTS else fund if roles <= READERS | GUESTS else inside
        kind |= {territory.pk, territory.hub_id} - {None}
    return inside, fund, guest


class ResponseQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """One's own and one's team's; what was sent to whoever asks; once validated, by level of publication."""
        here = scope_of(user)
        team = {m.territory_id for m in here.memberships if m.role in TEAM}
        asking = here.territories_where("questionnaire_edit")
        inside, fund, guest = _readers(here)
        level = Response.Publication
        read_by = (
            Q(territory__in=inside, publication__in=(level.HUB, level.FUND, level.PUBLIC))
            | Q(territory__in=fund, publication__in=(level.FUND, level.PUBLIC))
            | Q(territory__in=guest, publication=level.PUBLIC)
        )
        return self.filter(
            Q(author=user.pk)
            | Q(origin__in=team)
            | Q(territory__in=asking) & ~Q(state=Response.State.DRAFT)
            | Q(state=Response.State.VALIDATED) & read_by
        )


class Response(Scoped):
    """The sheet of an organisation: its answers are sent, validated and published together."""

    class State(models.TextChoices):
        DRAFT = "draft", "brouillon"
        SUBMITTED = "submitted", "envoyée"
        VALIDATED = "validated", "validée"

    class Publication(models.TextChoices):
        INTERNAL = "internal", "lue seulement par qui pose les questions"
        HUB = "hub", "lue dans toute la métropole"
        FUND = "fund", "transmise au Fonds et à l’évaluation"
        PUBLIC = "public", "publiable et citable"

    questionnaire = models.ForeignKey(
        Questionnaire,
        on_delete=models.PROTECT,
        related_name="responses",
        verbose_name="questionnaire",
    )
    origin = models.ForeignKey(
        "territories.Territory",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="répond depuis",
    )
    organisation = models.CharField(
        "organisation", max_length=160, help_text="Au nom de qui vous répondez."
    )
    state = models.CharField("état", max_length=9, choices=State, default=State.DRAFT)
    publication = models.CharField(
        "diffusion", max_length=8, choices=Publication, default=Publication.INTERNAL
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="écrit par",
    )
    saved_at = models.DateTimeField("enregistrée le", default=timezone.now)
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)

    objects: ClassVar = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse d’organisation"
        verbose_name_plural = "réponses d’organisations"
        ordering = ("organisation", "pk")
        constraints = (
            models.UniqueConstraint(
                F("questionnaire"),
                F("origin"),
                Lower("organisation"),
                name="response_once",
                violation_error_message="Une réponse existe déjà ici pour cette organisation. Reprenez-la depuis la page du questionnaire.",
            ),
        )

    def __str__(self) -> str:
        return self.organisation


class AnswerQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(response__in=Response.objects.visible_to(user))


class Answer(Scoped):
    """What an organisation writes under one question."""

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="answers", verbose_name="réponse"
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="answers", verbose_name="question"
    )
    text = models.TextField("texte", max_length=TEXT_LENGTH)

    objects: ClassVar = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse à une question"
        verbose_name_plural = "réponses à une question"
        ordering = ("question__position",)
        constraints = (models.UniqueConstraint("response", "question", name="answer_once"),)

    def __str__(self) -> str:
        return f"{self.response}, {self.question}"
