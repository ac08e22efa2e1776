"""What can no longer, or not yet, be done of a meeting: asked by each act, and by its page before anything is written."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from cle.models import Committee, Meeting
from tzcld.ui import french

State, Minutes = Meeting.State, Meeting.Minutes


def refuse_plan(territory) -> None:
    """Before any body exists, or once all are closed: the form would offer none."""
    if not Committee.objects.within(territory).filter(is_active=True).exists():
        raise ValidationError(
            "Une séance est celle d’une instance, et aucune n’est en activité ici : créez-la d’abord."
        )


def refuse_hold(meeting: Meeting) -> None:
    if meeting.state not in (State.PLANNED, State.CONVENED):
        raise ValidationError(f"Cette séance est déjà {meeting.get_state_display()}.")
    refuse_future(meeting)


def refuse_attendance(meeting: Meeting) -> None:
    refuse_approved(meeting)
    if meeting.state == State.CANCELLED:
        raise ValidationError("Cette séance est annulée : il n’y a pas de présence à relever.")
    refuse_future(meeting)


def refuse_decision(meeting: Meeting) -> None:
    refuse_approved(meeting)
    if meeting.state not in (State.CONVENED, State.HELD):
        raise ValidationError(
            f"Une décision se prend en séance : celle-ci est {meeting.get_state_display()}. Convoquez-la d’abord."
            if meeting.state == State.PLANNED
            else "Cette séance est annulée : aucune décision n’y a été prise."
        )
    refuse_future(meeting)


def refuse_minutes(meeting: Meeting) -> None:
    refuse_approved(meeting)
    if meeting.state not in (State.CONVENED, State.HELD):
        raise ValidationError("Le compte rendu s’écrit une fois la séance convoquée.")


def refuse_approval(meeting: Meeting) -> None:
    refuse_approved(meeting)
    if meeting.state != State.HELD:
        raise ValidationError(
            "Déclarez d’abord la séance tenue : on approuve le compte rendu d’une séance tenue."
        )
    if meeting.minutes_state != Minutes.DRAFT:
        raise ValidationError("Le compte rendu est vide : écrivez-le avant de l’approuver.")


def refuse_closed_agenda(meeting: Meeting) -> None:
    refuse_approved(meeting)
    if meeting.state in (State.HELD, State.CANCELLED):
        raise ValidationError(
            f"Cette séance est {meeting.get_state_display()} : l’ordre du jour ne change plus."
        )


def refuse_approved(meeting: Meeting) -> None:
    if meeting.minutes_state == Minutes.APPROVED:
        raise ValidationError("Le compte rendu est approuvé : cette séance ne change plus.")


def refuse_future(meeting: Meeting) -> None:
    if timezone.localdate(meeting.starts_at) > timezone.localdate():
        raise ValidationError(
            f"La séance n’a pas encore eu lieu : elle est prévue le {french.date(meeting.starts_at)}."
        )
