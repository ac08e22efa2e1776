"""A spreadsheet being imported, and its rows while they wait."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from territories.scoping import Scoped, ScopedQuerySet, scope_of, territory_key


class BatchQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Those of the kinds that the account may write; the direction of an enterprise sees its own only."""
        from territories.imports.kinds import kinds

        here = scope_of(user)
        allowed = Q(pk__in=[])
        for territory in here.choices:
            verbs = here.verbs_in(territory)
            held = [kind for kind in kinds().values() if kind.verb in verbs]
            shared = [kind.slug for kind in held if not kind.is_own]
            own = [kind.slug for kind in held if kind.is_own]
            allowed |= Q(territory=territory, kind__in=shared)
            allowed |= Q(territory=territory, kind__in=own, opened_by=user.pk)
        return self.filter(allowed)


class Batch(Scoped):
    """One spreadsheet, from its choice to its report: long work is a row. It names nobody; its rows do."""

    class State(models.TextChoices):
        READING = "reading", "lecture"
        COLUMNS = "columns", "colonnes à vérifier"
        CHECKING = "checking", "vérification"
        CHECKED = "checked", "à confirmer"
        WRITING = "writing", "écriture"
        DONE = "done", "importé"
        UNDOING = "undoing", "annulation"
        UNDONE = "undone", "annulé"
        REFUSED = "refused", "fichier refusé"
        CLOSED = "closed", "clos"

    class Job(models.TextChoices):
        NONE = "", "rien à faire"
        WAITING = "waiting", "en attente"
        RUNNING = "running", "en cours"
        FAILED = "failed", "échec"

    kind = models.CharField("quoi", max_length=20)
    file = models.FileField("fichier", upload_to="imports/", blank=True)
    format = models.CharField("format", max_length=4)
    state = models.CharField("état", max_length=8, choices=State, default=State.READING)
    job = models.CharField("travail", max_length=8, choices=Job, default=Job.NONE, blank=True)
    rows = models.PositiveIntegerField("lignes", default=0)
    mapping = models.JSONField("colonnes reconnues", default=dict)
    warnings = models.JSONField("remarques sur le fichier", default=list)
    # Which of the sheets that hold something was read: their names are with the rows, as the `notes` of line 0.
    sheet = models.PositiveSmallIntegerField("feuille lue", default=0)
    has_titles = models.BooleanField("a une ligne de titres", default=True)
    # What is asked of a file once read: another reading, {"sheet", "has_titles"} (the two above say what was read), or
    # {"columns"}, places of those to read again.
    asked = models.JSONField("lecture demandée", default=dict)
    counts = models.JSONField("comptes", default=dict)
    problems = models.JSONField("problèmes par règle", default=list)
    done = models.PositiveIntegerField("fait", default=0)
    error = models.TextField("cause de l’échec", blank=True)
    attempt = models.PositiveSmallIntegerField("essai", default=0)
    heartbeat = models.DateTimeField("dernier signe de vie", null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="importé par",
    )
    # A colleague may correct and confirm: what is written is then theirs.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="travail demandé par",
    )
    opened_at = models.DateTimeField("commencé le", default=timezone.now)
    written_at = models.DateTimeField("écrit le", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="annulé par",
    )
    closed_at = models.DateTimeField("clos le", null=True)

    objects: ClassVar = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ("-opened_at",)
        indexes = (
            models.Index("territory", F("opened_at").desc(), name="batch_territory_date"),
            models.Index("job", condition=~Q(job=""), name="batch_job"),
        )

    def __str__(self) -> str:
        return f"import n° {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("territories:import_batch", args=[self.territory.slug, self.kind, self.pk])

    @property
    def by(self):
        """The account for whom the work is done: whoever asked to undo, else whoever asked for the last step."""
        if self.state == self.State.UNDOING:
            return self.undone_by
        return self.asked_by or self.opened_by

    @property
    def is_working(self) -> bool:
        return self.job in (self.Job.WAITING, self.Job.RUNNING)

    @property
    def is_open(self) -> bool:
        """Still holds rows or a file."""
        return self.state not in (self.State.CLOSED, self.State.REFUSED, self.State.UNDONE)


# A line that names two seats makes two rows: the second is numbered that far beyond any line of a file.
BESIDE = 5_000_000


def line_said(line: int) -> str:
    """« 5 », and « 5 bis » for what line 5 names beside its first row."""
    return f"{line - BESIDE} bis" if line >= BESIDE else str(line)


class StagedRow(Scoped):
    """A row that waits, or the trace that undoing it needs. Line 0 holds the labels of the columns and the names of the sheets.

    Row security: where persons are read by name when the kind names them, else where the territory is; always its author.
    """

    class Action(models.TextChoices):
        NONE = "", "à vérifier"
        CREATE = "create", "à créer"
        UPDATE = "update", "à modifier"
        UNCHANGED = "unchanged", "inchangée"
        DOUBT = "doubt", "à décider"
        ERROR = "error", "à corriger"

    # Not written until somebody has corrected or decided.
    ASIDE = (Action.ERROR, Action.DOUBT)
    # The answer to a doubt, when it is not the key of one of those that the row may be about.
    NEW = "new"

    # Ten thousand rows are written three times each: no index but that of their lines, and half of each page left free, so
    # that what is written again stays beside and moves no index. Nor a key: the batch, with its territory, and
    # the author are asked once a statement (0042_batches_asked_once, territories.database.asked_once).
    territory = territory_key(db_index=False, db_constraint=False)
    batch = models.ForeignKey(
        Batch,
        on_delete=models.CASCADE,
        db_index=False,
        db_constraint=False,
        related_name="staged",
        verbose_name="import",
    )
    is_named = models.BooleanField("nomme une personne")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
        related_name="+",
        verbose_name="auteur",
    )
    line = models.PositiveIntegerField("ligne du fichier")
    label = models.CharField("désignation", max_length=200, blank=True)
    cells = models.JSONField("cellules", default=list)
    action = models.CharField(
        "effet", max_length=9, choices=Action, default=Action.NONE, blank=True
    )
    errors = models.JSONField("problèmes", default=list)
    notes = models.JSONField("remarques", default=list)
    doubts = models.JSONField("peut-être les mêmes", default=list)
    decision = models.CharField("réponse au doute", max_length=20, blank=True)
    changes = models.JSONField("avant et après", default=dict)
    target = models.BigIntegerField("ligne écrite", null=True)

    class Meta:
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        ordering = ("line",)
        constraints = (models.UniqueConstraint("batch", "line", name="stagedrow_once"),)

    def __str__(self) -> str:
        return f"ligne {self.place}"

    @property
    def place(self) -> str:
        return line_said(self.line)


class ColumnMapping(Scoped):
    """What a label of a territory's files means, remembered: {fingerprint: name of a column, or "" when set aside}."""

    kind = models.CharField("quoi", max_length=20)
    labels = models.JSONField("libellés", default=dict)

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        constraints = (models.UniqueConstraint("territory", "kind", name="column_mapping_once"),)

    def __str__(self) -> str:
        return self.kind
