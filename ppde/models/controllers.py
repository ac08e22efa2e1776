"""Who answers for the data of a territory, and whom to write to: what articles 13, 14 and 30 ask to name."""

from django.db import models

from territories.rules import DatedRule
from tzcld.ui import french


class Controller(DatedRule):
    """The controller and its data protection officer, dated: a person is told who they are when the notice is handed over.

    A committee has no legal personality (domain.md §8.1): the structure that carries the project answers for the files.
    A row of the hub stands for its territories; a row of a territory stands before it.
    """

    name = models.CharField("responsable de traitement", max_length=200)
    address = models.CharField("adresse postale", max_length=300)
    joint = models.TextField("responsabilité conjointe", max_length=600, blank=True)
    dpo = models.CharField("délégué à la protection des données", max_length=200)
    dpo_contact = models.CharField("comment le joindre", max_length=200)
    processors = models.TextField("sous-traitants", max_length=600, blank=True)
    transfers = models.TextField(
        "transferts hors de l’Union européenne", max_length=600, blank=True
    )

    class Meta(DatedRule.Meta):
        verbose_name = "responsable de traitement"
        verbose_name_plural = "responsables de traitement"

    def __str__(self) -> str:
        return f"{self.name}, depuis le {french.date(self.valid_from)}"
