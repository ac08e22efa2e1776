"""An extract: who receives which columns, for which question, until when; the key of its pseudonyms; whom it told of."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from ppde.models import Person
from territories.account_mails import AccountMail
from territories.scoping import NamedQuerySet, Scoped, ScopedQuerySet, scope_of


class Columns(models.TextChoices):
    """The closed list of what an extract may hold; each group is asked for by itself (RGPD, art. 5-1-c)."""

    PROFILE = "profile", "Sexe et tranche d’âge"
    SITUATION = "situation", "Durée sans emploi durable, France Travail et RSA"
    ORIGIN = "origin", "Origine du contact"
    PLACE = "place", "Quartier ou commune"
    WISHES = "wishes", "Temps de travail souhaité"
    STEPS = "steps", "Mois des étapes, du premier contact à la première proposition"
    EXIT = "exit", "Embauche et sortie : mois, et motif regroupé"
    EVENTS = "events", "Faits du parcours : mois et nature, sur une seconde feuille"


class Volunteers(models.Func):
    """The days of the volunteer acts told, both included."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = DateRangeField()


class ExtractQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """One's own; those of the territories where one answers for the data, or watches over them."""
        here = scope_of(user)
        answered = here.territories_where("extract_answer") | here.watched_ids
        mine = Q(holder=user.pk, territory__in=here.territories_where("extract_view"))
        return self.filter(mine | Q(territory__in=answered))

    def open(self, on: date | None = None):
        """What may be downloaded on this day."""
        return self.filter(state=Extract.State.OPEN, until__gte=on or timezone.localdate())


class Extract(Scoped):
    """Asked by an evaluator, or opened by the lead of the territory, who answers for the data; it ends by itself.

    The lines are made at each download and kept nowhere. Row security: the reader (`app.user`), the team (`app.named`),
    whoever watches over the data (`app.watched`).
    """

    class State(models.TextChoices):
        ASKED = "asked", "demandé"
        OPEN = "open", "ouvert"
        REFUSED = "refused", "refusé"
        WITHDRAWN = "withdrawn", "demande retirée"
        ENDED = "ended", "terminé"

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="remis à",
    )
    state = models.CharField("état", max_length=9, choices=State, default=State.ASKED)
    purpose = models.CharField("question de l’évaluation", max_length=300)
    convention = models.CharField("référence de la convention", max_length=120)
    volunteers_from = models.DateField("volontaires depuis le")
    volunteers_until = models.DateField("volontaires jusqu’au")
    columns = ArrayField(
        models.CharField(max_length=9, choices=Columns), verbose_name="colonnes", default=list
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="demandé par",
    )
    asked_at = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    answer_by = models.DateField("réponse souhaitée avant le")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="répondu par",
    )
    answered_at = models.DateTimeField("répondu le", null=True, editable=False)
    until = models.DateField("dernier jour", null=True)
    # What the rule of the day of the opening allowed: a later one changes nothing to it.
    latest_on = models.DateField("dernier jour possible", null=True, editable=False)
    ending_told_at = models.DateTimeField("fin proche annoncée le", null=True, editable=False)
    # Without `ended_by`: its day came, or its reader left.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="fermé par",
    )
    ended_at = models.DateTimeField("fermé le", null=True, editable=False)
    # Why it was refused, or closed.
    reason = models.CharField("raison", max_length=300, blank=True)
    downloads = models.PositiveIntegerField("téléchargements", default=0)
    downloaded_at = models.DateTimeField("dernier téléchargement", null=True, editable=False)
    rows = models.PositiveIntegerField("lignes du dernier téléchargement", null=True)

    objects: ClassVar[ExtractQuerySet] = ExtractQuerySet.as_manager()

    class Meta:
        verbose_name = "extrait pseudonymisé"
        verbose_name_plural = "extraits pseudonymisés"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(volunteers_from__lte=F("volunteers_until")),
                name="extract_dates_in_order",
                violation_error_message="La période finit avant de commencer. Corrigez ses deux dates.",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(until__isnull=False, until__lte=F("latest_on")),
                name="extract_open_until",
                violation_error_message="Un extrait ouvert a un dernier jour, que la règle permet.",
            ),
            # Side by side, two extracts of the same persons tell what each withholds. One whose last day is past is ended first.
            ExclusionConstraint(
                name="extract_not_beside",
                expressions=[
                    ("territory", RangeOperators.EQUAL),
                    ("holder", RangeOperators.EQUAL),
                    (Volunteers("volunteers_from", "volunteers_until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="open"),
                violation_error_message="Un extrait est déjà ouvert à ce compte sur une partie de cette période.",
            ),
        )

    def __str__(self) -> str:
        return f"Extrait n° {self.pk}, {self.holder}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:extract_detail", args=[self.territory.slug, self.pk])

    @property
    def columns_words(self) -> list[str]:
        return [column.label for column in Columns if column in self.columns]

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN and self.until >= timezone.localdate()


class ExtractKey(Scoped):
    """What makes a pseudonym of a person, in one extract; gone with its end, and no page reads it (row security: `app.named`)."""

    extract = models.OneToOneField(
        Extract, on_delete=models.CASCADE, related_name="+", verbose_name="extrait"
    )
    secret = models.BinaryField("secret", max_length=32)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "clé d’un extrait"
        verbose_name_plural = "clés des extraits"

    def __str__(self) -> str:
        return f"clé de l’extrait n° {self.extract_id}"


class ExtractLine(Scoped):
    """The data of this person left in this extract (RGPD, art. 15-1-c and 19): not what they were, nor under which pseudonym."""

    extract = models.ForeignKey(
        Extract, on_delete=models.CASCADE, related_name="+", verbose_name="extrait remis"
    )
    # By a name: a merge moves the rows that lead to the file by one.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="extract_lines", verbose_name="personne"
    )
    first_at = models.DateTimeField("remis pour la première fois le", default=timezone.now)
    last_at = models.DateTimeField("remis pour la dernière fois le", default=timezone.now)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’un extrait"
        verbose_name_plural = "lignes des extraits"
        constraints = (models.UniqueConstraint("extract", "person", name="extract_line_once"),)

    def __str__(self) -> str:
        return str(self.extract)


class Removal(Scoped):
    """A line that whoever received the extract has to take out (RGPD, art. 19). Nothing leads from here to the person."""

    extract = models.ForeignKey(
        Extract, on_delete=models.CASCADE, related_name="removals", verbose_name="extrait"
    )
    pseudonym = models.CharField("pseudonyme", max_length=12)
    on = models.DateField("dit le", default=timezone.localdate)

    class Meta:
        verbose_name = "ligne à retirer d’un extrait"
        verbose_name_plural = "lignes à retirer des extraits"
        ordering = ("-on", "pseudonym")
        constraints = (models.UniqueConstraint("extract", "pseudonym", name="removal_told_once"),)

    def __str__(self) -> str:
        return self.pseudonym


class ExtractMail(AccountMail):
    """One mail about an extract to one account: claimed before it leaves, so that it leaves once at most (row security: `app.reach`)."""

    class What(models.TextChoices):
        ASKED = "asked", "demande"
        WITHDRAWN = "withdrawn", "demande retirée"
        OPEN = "open", "ouverture"
        REFUSED = "refused", "refus"
        MOVED = "moved", "fin déplacée"
        ENDING = "ending", "fin proche"
        END = "end", "fin"
        REMOVAL = "removal", "ligne à retirer"

    extract = models.ForeignKey(
        Extract, on_delete=models.CASCADE, related_name="mails", verbose_name="extrait"
    )
    what = models.CharField("objet", max_length=9, choices=What)

    class Meta:
        verbose_name = "courriel d’un extrait"
        verbose_name_plural = "courriels des extraits"
        indexes = (
            models.Index(
                "territory",
                condition=Q(state__in=("waiting", "sending")),
                name="extract_mail_to_send",
            ),
        )
