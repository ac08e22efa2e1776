"""The file of outlines of a hub, and the communes it holds."""

from django.db import models
from django.utils import timezone

from territories.scoping import Scoped


class OutlineFile(Scoped):
    """What a hub says of the outlines in use: one file at a time, the journal keeps those before."""

    source = models.CharField("source", max_length=120)
    as_of = models.CharField("date ou millésime", max_length=40)
    licence = models.CharField("licence", max_length=80, blank=True)
    communes = models.PositiveIntegerField("communes")
    loaded_at = models.DateTimeField("chargé le", default=timezone.now)

    class Meta:
        verbose_name = "fichier de contours"
        verbose_name_plural = "fichiers de contours"
        constraints = (models.UniqueConstraint("territory", name="outline_file_one_by_hub"),)

    def __str__(self) -> str:
        return f"Contours\u00a0: {self.credit}"

    @property
    def credit(self) -> str:
        """« IGN Admin Express, 2018, Licence Ouverte »."""
        return ", ".join(filter(None, (self.source, self.as_of, self.licence)))


class Outline(Scoped):
    """A commune of the file. Degrees of longitude and latitude (WGS84), five decimals: about a metre."""

    file = models.ForeignKey(
        OutlineFile, on_delete=models.CASCADE, related_name="outlines", verbose_name="fichier"
    )
    code = models.CharField("code INSEE", max_length=5)
    name = models.CharField("nom", max_length=120)
    # [[ring, hole, …], …], a ring being [[longitude, latitude], …]: the coordinates of a MultiPolygon.
    polygons = models.JSONField("contour")
    west = models.FloatField("ouest")
    south = models.FloatField("sud")
    east = models.FloatField("est")
    north = models.FloatField("nord")

    class Meta:
        verbose_name = "contour d’une commune"
        verbose_name_plural = "contours des communes"
        ordering = ("code",)
        constraints = (models.UniqueConstraint("territory", "code", name="outline_once"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
