"""Asking next door: does the team of another territory of the hub follow the same person."""

import uuid

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from ppde.duplicates.models import Inquiry
from ppde.models.persons import Person
from ppde.operations.journey import lock, refuse_nir
from territories import journal
from territories.models import Territory
from tzcld.queries import alphabetical
from tzcld.ui import french


def elsewhere(person: Person) -> models.QuerySet:
    """Territories of the same hub where somebody may follow this person: their names, nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("select followed_elsewhere(%s)", [person.pk])
        found = [row[0] for row in cursor.fetchall()]
    return Territory.objects.filter(pk__in=found).order_by(alphabetical("name"))


@transaction.atomic
def ask(person: Person, peer: Territory, *, by, reason: str = "") -> Inquiry:
    """Ask the other territory's team whether it follows this person; both sides see that it was asked.

    `reason`: why it is asked again, once they have answered « deux personnes »; both sides read it too.
    """
    lock(person)
    reason = reason.strip()
    sent = Inquiry.objects.filter(person=person, peer=peer, way=Inquiry.Way.SENT)
    if sent.exclude(state=Inquiry.State.OTHER).exists():
        raise ValidationError(f"La demande à {peer} est déjà faite.", code="asked")
    if sent.exists():
        journal.refuse_no_reason(reason, "Dites ce qui a changé depuis leur réponse.")
    refuse_nir(reason)
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "select ask_elsewhere(%s, %s, %s, %s, %s)",
            [person.pk, peer.pk, token, str(by), reason],
        )
        if not cursor.fetchone()[0]:
            raise ValidationError(
                f"Rien ne rapproche plus ce dossier d’un dossier {french.de(peer)}.", code="none"
            )
    journal.record("ask", person, by=by, after={"territoire": peer.name}, reason=reason, named=True)
    return Inquiry.objects.get(token=token, way=Inquiry.Way.SENT)


@transaction.atomic
def answer(inquiry: Inquiry, state: str, *, by) -> None:
    """Say to the territory that asked whether it is the same person. Nothing of the file goes with the answer.

    An answer given by mistake is changed by answering again: both sides read the last one, by whom and when.
    """
    if state not in (Inquiry.State.SAME, Inquiry.State.OTHER):
        raise ValidationError({"state": "Choisissez une réponse."})
    lock(inquiry.person)
    with connection.cursor() as cursor:
        cursor.execute("select answer_elsewhere(%s, %s, %s)", [inquiry.token, state, str(by)])
        if not cursor.fetchone()[0]:
            raise ValidationError(
                "Cette réponse est déjà celle que l’autre équipe lit.", code="answered"
            )
    before = {} if inquiry.state == Inquiry.State.OPEN else {"réponse": inquiry.get_state_display()}
    journal.record(
        "answer",
        inquiry.person,
        by=by,
        before=before,
        after={"territoire": inquiry.peer.name, "réponse": Inquiry.State(state).label},
        named=True,
    )
