"""Restricted notes: a second tier, encrypted, opened on purpose with a reason."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from ppde.models.persons import Person
from territories.scoping import NamedQuerySet, Scoped


class RestrictedNote(Scoped):
    """Something that the whole team need not read. Nothing shows its text but its opening, which is written and gives a reason."""

    class Subject(models.TextChoices):
        SAFETY = "safety", "sécurité de la personne ou de l’équipe"
        PROTECTION = "protection", "mesure de protection"
        ADDRESS = "address", "adresse à ne pas divulguer"
        OTHER = "other", "autre"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="restricted_notes", verbose_name="personne"
    )
    subject = models.CharField("sujet", max_length=12, choices=Subject)
    token = models.TextField("texte", blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="auteur",
    )
    written_at = models.DateTimeField("écrite le", default=timezone.now, editable=False)
    erased_at = models.DateTimeField("effacée le", null=True, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "note réservée"
        verbose_name_plural = "notes réservées"
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return f"Note réservée, {self.get_subject_display()}"
