"""What is kept about duplicates: search keys, pairs set aside, merges, questions between territories."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from ppde.models.persons import Person
from territories.models import Territory
from territories.scoping import NamedQuerySet, Scoped, territory_key

# How long a merge may be taken back while its file has not changed.
UNDO = timedelta(days=30)


class PersonKey(Scoped):
    """What a name is found by: its sound, its beginning, its end; and the contact. Written by the database itself.

    An equality on text keeps its index under row-level security; a similarity would not (stack.md §15).
    """

    # Eight rows a person: no key but what they say. Written from the person's row by the database alone, which deletes them
    # with it: no foreign key to ask. Those of a person are found by her territory: an index of their own would cost each import
    # more than the few statements that ask.
    pk = models.CompositePrimaryKey("territory", "key", "person")
    territory = territory_key(db_constraint=False, db_index=False)
    person = models.ForeignKey(
        Person,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="keys",
        verbose_name="personne",
    )
    # Compared byte by byte: nobody reads them in the order of a language.
    key = models.CharField("clé", max_length=120, db_collation="C")

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "clé de recherche"
        verbose_name_plural = "clés de recherche"

    def __str__(self) -> str:
        return self.key


class Fingerprint(models.Model):
    """A keyed fingerprint of a name or a contact, sealed: only the database's own functions read it."""

    pk = models.CompositePrimaryKey("territory", "person", "mark")
    territory = territory_key(db_constraint=False, db_index=False)
    person = models.ForeignKey(
        Person,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    mark = models.BinaryField("empreinte")

    class Meta:
        verbose_name = "empreinte"
        indexes = (HashIndex(fields=["mark"], name="fingerprint_mark"),)

    def __str__(self) -> str:
        return "empreinte"


class Seal(models.Model):
    """The secret of the fingerprints, made by the database, read by nobody."""

    secret = models.BinaryField("secret")

    class Meta:
        verbose_name = "sceau"

    def __str__(self) -> str:
        return "sceau"


class Lookalike(Scoped):
    """Two files that may be about one person, as last compared; or that somebody said are two persons."""

    class State(models.TextChoices):
        OPEN = "open", "à regarder"
        APART = "apart", "deux personnes"

    first = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", verbose_name="premier dossier"
    )
    second = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", verbose_name="second dossier"
    )
    # How alike the two files are, 0 to 1: it orders what to look at, and says nothing of the persons.
    likeness = models.FloatField("ressemblance des dossiers")
    reasons = ArrayField(models.CharField(max_length=200), verbose_name="raisons")
    state = models.CharField("état", max_length=5, choices=State, default=State.OPEN)
    found_at = models.DateTimeField("repérée le", default=timezone.now, editable=False)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="écartée par",
    )
    said_at = models.DateTimeField("écartée le", null=True, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "dossiers qui se ressemblent"
        verbose_name_plural = "dossiers qui se ressemblent"
        ordering = ("-likeness", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="lookalike_ordered"),
            models.UniqueConstraint("first", "second", name="lookalike_once"),
        )
        indexes = (
            models.Index("territory", "state", F("likeness").desc(), name="lookalike_state"),
        )

    def __str__(self) -> str:
        return f"{self.first.reference} et {self.second.reference}"


class Merge(Scoped):
    """Two files become one. What was there before is kept here until the merge can no longer be taken back."""

    kept = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="merges", verbose_name="dossier gardé"
    )
    absorbed_id = models.BigIntegerField("dossier repris")
    absorbed_reference = models.CharField("numéro du dossier repris", max_length=12)
    reason = models.CharField("pourquoi", max_length=300)
    # {"absorbed": row, "before": row of the kept file, "after": the same once merged, "moved": {label: [pk]},
    #  "aside": [rows that could not stand twice]}; emptied when the merge can no longer be taken back.
    memory = models.JSONField("ce qui était là", default=dict)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par"
    )
    merged_at = models.DateTimeField("le", default=timezone.now, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="défaite par",
    )
    undone_at = models.DateTimeField("défaite le", null=True, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "fusion"
        verbose_name_plural = "fusions"
        ordering = ("-merged_at", "-pk")
        indexes = (models.Index("territory", F("merged_at").desc(), name="merge_territory_at"),)

    def __str__(self) -> str:
        return f"{self.absorbed_reference} dans {self.kept.reference}"

    @property
    def may_be_undone(self) -> bool:
        return not self.undone_at and bool(self.memory) and timezone.now() < self.merged_at + UNDO


class InquiryQuerySet(NamedQuerySet):
    def with_last(self):
        """`is_last`: nothing was asked about the same person, to the same territory and the same way, since."""
        pair = {name: OuterRef(name) for name in ("person", "peer", "way")}
        return self.annotate(is_last=~Exists(Inquiry.objects.filter(pk__gt=OuterRef("pk"), **pair)))

    def answerable(self):
        """Questions received about a file that is there and may be acted on: not erased since, nor frozen."""
        return self.filter(
            way=Inquiry.Way.RECEIVED, person__anonymised_on=None, person__limited_on=None
        )


class Inquiry(Scoped):
    """A question between two territories about a person whom both may follow; each side holds its own row.

    Neither row names the other side's person: colleagues speak to each other, the platform only says whom to ask.
    """

    class Way(models.TextChoices):
        SENT = "sent", "demande envoyée"
        RECEIVED = "received", "demande reçue"

    class State(models.TextChoices):
        OPEN = "open", "sans réponse"
        SAME = "same", "même personne"
        OTHER = "other", "deux personnes"

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="inquiries", verbose_name="personne"
    )
    peer = models.ForeignKey(
        Territory, on_delete=models.CASCADE, related_name="+", verbose_name="autre territoire"
    )
    way = models.CharField("sens", max_length=8, choices=Way)
    token = models.UUIDField("échange", editable=False)
    state = models.CharField("réponse", max_length=5, choices=State, default=State.OPEN)
    # Accounts of the other territory are out of this one's scope: their names stay as text.
    asked_by = models.CharField("demandé par", max_length=160)
    # Why the same question is asked again, after « deux personnes »; both sides read it.
    reason = models.CharField("pourquoi demander de nouveau", max_length=300, blank=True)
    answered_by = models.CharField("répondu par", max_length=160, blank=True)
    asked_at = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    answered_at = models.DateTimeField("répondu le", null=True, editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "demande entre territoires"
        verbose_name_plural = "demandes entre territoires"
        ordering = ("-asked_at", "-pk")
        indexes = (models.Index("territory", "state", name="inquiry_territory_state"),)
        constraints = (
            models.UniqueConstraint("territory", "token", "way", name="inquiry_side_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_way_display()}, {self.peer}"

    @property
    def may_be_asked_again(self) -> bool:
        return self.way == self.Way.SENT and self.state == self.State.OTHER
