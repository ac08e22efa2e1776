"""What a member announces before a meeting."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from territories.scoping import Scoped


class MeetingAnswer(Scoped):
    """A seat's answer to a convocation; nothing of it counts as attendance (row security: `app.reach`).

    It answers for one day: a meeting that moves is asked again, and one that moves back finds its answers.
    """

    class Said(models.TextChoices):
        # The values of cle.Attendance.Status, which they fill in on the day.
        PRESENT = "present", "présence"
        REPRESENTED = "represented", "pouvoir donné"
        EXCUSED = "excused", "absence excusée"

    meeting = models.ForeignKey(
        "cle.Meeting", on_delete=models.CASCADE, related_name="answers", verbose_name="séance"
    )
    seat = models.ForeignKey(
        "cle.Seat", on_delete=models.PROTECT, related_name="+", verbose_name="siège"
    )
    starts_at = models.DateTimeField("pour une séance le")
    said = models.CharField("réponse", max_length=12, choices=Said)
    answered_at = models.DateTimeField("répondu le", default=timezone.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="notée par",
        help_text="Vide : par le membre.",
    )

    class Meta:
        verbose_name = "réponse à une convocation"
        verbose_name_plural = "réponses aux convocations"
        ordering = ("seat__college", "seat__holder")
        constraints = (
            models.UniqueConstraint("meeting", "seat", "starts_at", name="meeting_answer_once"),
        )

    def __str__(self) -> str:
        return f"{self.seat}, {self.get_said_display()}"
