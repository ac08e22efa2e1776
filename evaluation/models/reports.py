"""Reports asked for, built and kept; who reads which."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils import timezone

from territories.models import Membership
from territories.roles import Role, holding
from territories.scoping import Scoped, ScopedQuerySet, scope_of


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
            role__in=holding("report_agree"),
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
