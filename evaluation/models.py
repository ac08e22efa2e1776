"""Figures kept, reports built, letters sent. No table here names a person but that of the subscribers, and of whom a letter shows."""

import secrets
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Lower, TruncDate
from django.urls import reverse
from django.utils import timezone

from evaluation.counts.models import MonthlyCount as MonthlyCount
from evaluation.exhaustivity.models import WaitRule as WaitRule
from evaluation.extracts.models import Extract as Extract
from evaluation.extracts.models import ExtractKey as ExtractKey
from evaluation.extracts.models import ExtractLine as ExtractLine
from evaluation.extracts.models import ExtractMail as ExtractMail
from evaluation.extracts.models import Removal as Removal
from evaluation.forecasts.models import Forecast as Forecast
from evaluation.questionnaires.models import Answer as Answer
from evaluation.questionnaires.models import Question as Question
from evaluation.questionnaires.models import Questionnaire as Questionnaire
from evaluation.questionnaires.models import Response as Response
from ppde.models import Consent, Person
from territories.models import Membership
from territories.roles import OWN, Role
from territories.scoping import Scoped, ScopedQuerySet, scope_of


class IndicatorValue(Scoped):
    """A stored aggregate: one indicator, one territory, one month, one breakdown cell.

    `value` is null when the indicator cannot be computed (no denominator, no data). Counts are stored exact;
    masking happens on the way out (evaluation.masking).
    """

    code = models.CharField("code", max_length=24)
    version = models.PositiveSmallIntegerField("version de la définition")
    month = models.DateField(
        "mois",
        help_text="Premier jour du mois ; la valeur est celle de la fin du mois ou d’aujourd’hui.",
    )
    breakdown = models.CharField("ventilation", max_length=24, blank=True)
    cell = models.CharField("case", max_length=80, blank=True)
    value = models.DecimalField("valeur", max_digits=16, decimal_places=4, null=True)
    numerator = models.DecimalField("numérateur", max_digits=16, decimal_places=4, null=True)
    denominator = models.DecimalField("dénominateur", max_digits=16, decimal_places=4, null=True)
    computed_at = models.DateTimeField("calculé le", default=timezone.now)

    class Meta:
        verbose_name = "valeur d’indicateur"
        verbose_name_plural = "valeurs d’indicateurs"
        ordering = ("code", "month", "breakdown", "cell")
        constraints = (
            models.UniqueConstraint(
                "territory", "month", "code", "breakdown", "cell", name="indicator_value_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.month:%m/%Y}"


class StaleFigures(Scoped):
    """From this day on, a fact changed months whose figures are stored. Written by the database alone (migration 0015)."""

    # A day for every month already computed: a target, a phase or a rate says how each of them is counted.
    ALWAYS = date(1900, 1, 1)

    since = models.DateField("depuis")

    class Meta:
        verbose_name = "mois à recalculer"
        verbose_name_plural = "mois à recalculer"

    def __str__(self) -> str:
        return f"depuis le {self.since:%d/%m/%Y}"


class JobState(models.TextChoices):
    """Long work is a row (design rule 8)."""

    WAITING = "waiting", "en attente"
    RUNNING = "running", "en cours"
    DONE = "done", "prêt"
    FAILED = "failed", "échec"
    CANCELLED = "cancelled", "arrêté"


# Who works for the territory (or for the hub, in the hub's own row): drafts and exact figures are theirs.
REPORT_TEAM = frozenset({Role.PROJECT_LEAD, Role.JOURNEY_OFFICER, Role.HUB_ADMIN, Role.HUB_OFFICER})
# Those to whom reports are transmitted: what was meant for the Fund or for everybody.
REPORT_READERS = frozenset({Role.FUNDER, Role.EVALUATOR})


class ReportQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """The team: everything. The hub: all but internal reports. Committee: those once ready. Fund: what was sent to it."""
        here = scope_of(user)
        team, hub, committee, readers = set(), set(), set(), set()
        for territory in here.choices:
            verbs = here.verbs_in(territory)
            if "report_view" not in verbs:
                continue
            roles = set(here.roles_in(territory))
            own = {m.role for m in here.memberships if m.territory_id == territory.pk}
            if own & REPORT_TEAM:
                team.add(territory.pk)
            elif "report_request" in verbs:
                hub.add(territory.pk)
            elif roles <= REPORT_READERS:
                readers.add(territory.pk)
            else:
                committee.add(territory.pk)
        audience = Report.Audience
        ready = Q(state=JobState.DONE)
        return self.filter(
            Q(territory__in=team)
            | Q(territory__in=hub) & ~Q(audience=audience.INTERNAL)
            | Q(territory__in=committee) & ready & ~Q(audience=audience.INTERNAL)
            | Q(territory__in=readers)
            & ready
            & Q(audience__in=(audience.FUND, audience.PUBLIC), withdrawn_at=None)
            & Q(agreement__in=Report.OUT)
        )

    def public(self):
        return self.published().filter(withdrawn_at=None)

    def published(self):
        """Published one day, withdrawn since or not."""
        return self.filter(
            state=JobState.DONE, audience=Report.Audience.PUBLIC, agreement__in=Report.OUT
        )

    def taken_back(self):
        """Sheets that their own territory refused or withdrew: who did it answered for the territory on that day."""
        answers = Membership.objects.filter(
            territory=OuterRef("territory"),
            user=OuterRef("withdrawn_by"),
            role__in=[role for role, verbs in OWN.items() if "report_agree" in verbs],
            period__contains=OuterRef("withdrawn_day"),
        )
        sheets = self.filter(kind=Report.Kind.TERRITORY_SHEET)
        return sheets.alias(withdrawn_day=TruncDate("withdrawn_at")).filter(Exists(answers))

    def taken_by_hub(self):
        """Sheets that others read, withdrawn by somebody who does not answer for the territory."""
        sheets = self.filter(
            kind=Report.Kind.TERRITORY_SHEET, withdrawn_at__isnull=False, agreement__in=Report.OUT
        )
        return sheets.exclude(pk__in=self.taken_back().order_by().values("pk"))

    def light(self):
        """Without the snapshot, which weighs a hundred kilobytes; `figures_at`: when its figures were taken, for a version
        that shows those of another report too."""
        theirs = Cast(KeyTextTransform("frozen_at", "snapshot"), models.DateTimeField())
        own = When(widens=None, then=F("finished_at"))
        return self.defer("snapshot").annotate(figures_at=Case(own, default=theirs))


class Report(Scoped):
    """A report: asked for on a page, built by a task, frozen, kept in the register."""

    class Kind(models.TextChoices):
        TERRITORY_SHEET = "territory_sheet", "Fiche territoire"
        HUB_REPORT = "hub_report", "Rapport métropolitain"

    class Audience(models.TextChoices):
        INTERNAL = "internal", "interne au territoire"
        HUB = "hub", "métropole"
        FUND = "fund", "transmis au Fonds"
        PUBLIC = "public", "publié"

    class Agreement(models.TextChoices):
        """What the territory of a sheet answers, when its hub wants it read outside (domain.md §6)."""

        NONE = "none", "non demandé"
        WAITING = "waiting", "attendu"
        GIVEN = "given", "donné"
        REFUSED = "refused", "refusé"

    # Those whose readers outside may read: nothing was to be asked, or the answer was yes.
    OUT: ClassVar = (Agreement.NONE, Agreement.GIVEN)

    kind = models.CharField("nature", max_length=16, choices=Kind)
    title = models.CharField("titre", max_length=160)
    month = models.DateField("chiffres à la fin du mois")
    audience = models.CharField(
        "diffusion", max_length=10, choices=Audience, default=Audience.INTERNAL
    )
    state = models.CharField("état", max_length=10, choices=JobState, default=JobState.WAITING)
    step = models.CharField("étape", max_length=80, blank=True)
    done = models.PositiveIntegerField("fait", default=0)
    total = models.PositiveIntegerField("total", default=0)
    error = models.TextField("cause de l’échec", blank=True)
    attempt = models.PositiveSmallIntegerField("essai", default=0)
    heartbeat = models.DateTimeField("dernier signe de vie", null=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="demandé par",
    )
    requested_at = models.DateTimeField("demandé le", default=timezone.now)
    finished_at = models.DateTimeField("fini le", null=True)
    snapshot = models.JSONField("chiffres figés", default=dict)
    fingerprint = models.CharField("empreinte", max_length=64, blank=True)
    pdf = models.FileField("PDF", upload_to="rapports/%Y/", blank=True)
    xlsx = models.FileField("XLSX", upload_to="rapports/%Y/", blank=True)
    # Kept here: asking the storage for each line of the register would cost a call a file.
    pdf_size = models.PositiveIntegerField("poids du PDF (octets)", default=0)
    xlsx_size = models.PositiveIntegerField("poids du XLSX (octets)", default=0)
    pages = models.PositiveSmallIntegerField("pages du PDF", default=0)
    widens = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wider",
        verbose_name="élargit la diffusion de",
    )
    agreement = models.CharField(
        "accord du territoire", max_length=8, choices=Agreement, default=Agreement.NONE
    )
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="retiré par",
    )
    withdrawal_reason = models.CharField("raison du retrait", max_length=300, blank=True)

    objects: ClassVar = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapports"
        ordering = ("-requested_at",)
        indexes = (
            models.Index("territory", F("requested_at").desc(), name="report_territory_date"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawal_reason=""),
                name="report_withdrawn_with_reason",
                violation_error_message="Un retrait a sa date, son auteur et sa raison.",
            ),
            # Two versions of one report for one audience would both be the right one.
            models.UniqueConstraint(
                "widens",
                "audience",
                condition=Q(withdrawn_at=None) & ~Q(state__in=("failed", "cancelled")),
                name="report_widened_once",
                violation_error_message="Une version pour ces lecteurs existe déjà.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:report_detail", args=[self.territory.slug, self.pk])


class Audience(models.TextChoices):
    """Who a letter is written for."""

    PUBLIC = "public", "tout public"
    PARTNERS = "partners", "partenaires"
    MEMBERS = "members", "membres des comités"
    TEAMS = "teams", "équipes projet"


def token() -> str:
    return secrets.token_urlsafe(24)


class SubscriberQuerySet(ScopedQuerySet):
    def known(self):
        """Those whose address is still there."""
        return self.filter(erased_on=None)


class Subscriber(Scoped):
    """Somebody who asked for the letter (row security: `app.reach`). Double opt-in; leaving is one click."""

    class State(models.TextChoices):
        PENDING = "pending", "à confirmer"
        ACTIVE = "active", "inscrit·e"
        LEFT = "left", "désinscrit·e"

    email = models.EmailField("adresse électronique")
    audience = models.CharField("liste", max_length=10, choices=Audience, default=Audience.PUBLIC)
    state = models.CharField("état", max_length=8, choices=State, default=State.PENDING)
    token = models.CharField("jeton", max_length=40, default=token, unique=True, editable=False)
    source = models.CharField("origine de l’inscription", max_length=80, blank=True)
    asked_at = models.DateTimeField("demande du", default=timezone.now)
    confirmed_at = models.DateTimeField("confirmée le", null=True, blank=True)
    renewed_at = models.DateTimeField("renouvelée le", null=True, editable=False)
    left_at = models.DateTimeField("désinscription du", null=True, blank=True)
    # The address is gone, the line stays: what was sent is counted from it (evaluation/forgetting.py).
    erased_on = models.DateField("adresse effacée le", null=True, editable=False)

    objects: ClassVar = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = "abonné·e"
        verbose_name_plural = "abonné·es"
        ordering = ("email",)
        constraints = (
            models.UniqueConstraint(
                "territory", Lower("email"), "audience", name="subscriber_once"
            ),
        )
        indexes = (models.Index("territory", "audience", "state", name="subscriber_audience"),)

    def __str__(self) -> str:
        return self.email


class Renewal(Scoped):
    """A sending: readers of the letter are asked whether they stay, until a day (evaluation/renewals.py)."""

    class State(models.TextChoices):
        SENDING = "sending", "envoi en cours"
        SENT = "sent", "envoyée"
        FAILED = "failed", "envoi interrompu"

    state = models.CharField("état", max_length=8, choices=State, default=State.SENDING)
    asked_at = models.DateTimeField("demandée le", default=timezone.now)
    answer_by = models.DateField("réponse attendue jusqu’au")
    heartbeat = models.DateTimeField("dernier signe de vie", default=timezone.now)
    finished_at = models.DateTimeField("envoi fini le", null=True, blank=True)
    error = models.TextField("cause de l’échec", blank=True)

    class Meta:
        verbose_name = "demande de renouvellement"
        verbose_name_plural = "demandes de renouvellement"
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"renouvellement du {self.asked_at:%d/%m/%Y}"


class RenewalMail(Scoped):
    """The question to one reader, claimed before it is posted: never twice (row security: `app.reach`)."""

    class State(models.TextChoices):
        WAITING = "waiting", "à envoyer"
        CLAIMED = "claimed", "en cours d’envoi"
        SENT = "sent", "envoyée"
        REFUSED = "refused", "refusée par le serveur"
        DOUBT = "doubt", "peut-être reçue"
        LEFT = "left", "non envoyée"

    renewal = models.ForeignKey(
        Renewal, on_delete=models.CASCADE, related_name="mails", verbose_name="demande"
    )
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="+", verbose_name="abonné·e"
    )
    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    claimed_at = models.DateTimeField("prise en charge le", null=True)
    sent_at = models.DateTimeField("partie le", null=True)
    error = models.CharField("réponse du serveur", max_length=200, blank=True)

    class Meta:
        verbose_name = "courriel de renouvellement"
        verbose_name_plural = "courriels de renouvellement"
        constraints = (models.UniqueConstraint("renewal", "subscriber", name="renewal_once"),)

    def __str__(self) -> str:
        return f"{self.renewal}, {self.get_state_display()}"


class Newsletter(Scoped):
    """A letter made of blocks, sent once to the active subscribers of an audience."""

    class State(models.TextChoices):
        DRAFT = "draft", "brouillon"
        SENDING = "sending", "envoi en cours"
        SENT = "sent", "envoyée"
        FAILED = "failed", "envoi interrompu"

    subject = models.CharField("objet", max_length=120)
    intro = models.TextField("chapeau", max_length=800, blank=True)
    audience = models.CharField("liste", max_length=10, choices=Audience, default=Audience.PUBLIC)
    state = models.CharField("état", max_length=8, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="créée par",
    )
    created_at = models.DateTimeField("créée le", default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="envoyée par",
    )
    started_at = models.DateTimeField("envoi lancé le", null=True, blank=True)
    finished_at = models.DateTimeField("envoi fini le", null=True, blank=True)
    heartbeat = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    html = models.TextField("corps HTML figé", blank=True)
    text = models.TextField("corps texte figé", blank=True)
    error = models.TextField("cause de l’échec", blank=True)
    is_public = models.BooleanField("visible dans les archives publiques", default=False)

    class Meta:
        verbose_name = "lettre"
        verbose_name_plural = "lettres"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("evaluation:newsletter_detail", args=[self.territory.slug, self.pk])


class NewsletterBlock(Scoped):
    """A block of a letter, in order."""

    class Kind(models.TextChoices):
        TEXT = "text", "texte"
        NEWS = "news", "nouvelle d’un territoire"
        FIGURES = "figures", "chiffres clés"
        EVENT = "event", "rendez-vous"
        REPORT = "report", "rapport à lire"

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.CASCADE, related_name="blocks", verbose_name="lettre"
    )
    position = models.PositiveSmallIntegerField("ordre")
    kind = models.CharField("nature", max_length=8, choices=Kind, default=Kind.TEXT)
    title = models.CharField("titre", max_length=120, blank=True)
    body = models.TextField("texte", max_length=3000, blank=True)
    link = models.URLField("lien", blank=True)
    link_label = models.CharField("texte du lien", max_length=80, blank=True)
    report = models.ForeignKey(
        Report,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="rapport",
    )

    class Meta:
        verbose_name = "bloc"
        verbose_name_plural = "blocs"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


class Witness(Scoped):
    """The person whom a block shows, inside the platform alone (row security: `app.reach`; the person's own row, by name)."""

    class Purpose(models.TextChoices):
        TESTIMONY = Consent.Purpose.TESTIMONY.value, "témoignage"
        PHOTO = Consent.Purpose.PHOTO.value, "photo"

    block = models.OneToOneField(
        NewsletterBlock, on_delete=models.CASCADE, related_name="witness", verbose_name="bloc"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="shown_in",
        verbose_name="personne",
    )
    purpose = models.CharField("ce qui la montre", max_length=10, choices=Purpose)
    is_agreed = models.BooleanField("accord donné", default=False)

    class Meta:
        verbose_name = "personne montrée dans une lettre"
        verbose_name_plural = "personnes montrées dans les lettres"

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.block}"


class Delivery(Scoped):
    """One letter to one subscriber, claimed before it is sent: never twice (row security: `app.reach`)."""

    class State(models.TextChoices):
        WAITING = "waiting", "à envoyer"
        CLAIMED = "claimed", "en cours d’envoi"
        SENT = "sent", "envoyée"
        REFUSED = "refused", "refusée par le serveur"
        SKIPPED = "skipped", "non envoyée"

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.CASCADE, related_name="deliveries", verbose_name="lettre"
    )
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="+", verbose_name="abonné·e"
    )
    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    claimed_at = models.DateTimeField("prise en charge le", null=True)
    sent_at = models.DateTimeField("envoyée le", null=True)
    error = models.CharField("réponse du serveur", max_length=200, blank=True)

    class Meta:
        verbose_name = "envoi"
        verbose_name_plural = "envois"
        constraints = (models.UniqueConstraint("newsletter", "subscriber", name="delivery_once"),)
        indexes = (models.Index("newsletter", "state", "id", name="delivery_state"),)

    def __str__(self) -> str:
        return f"{self.newsletter}, {self.get_state_display()}"
