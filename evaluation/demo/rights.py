"""Consents, requests about the data and a text to review: a few in each territory, as a year of work leaves them."""

from datetime import timedelta

from evaluation.demo.ground import Ground
from ppde.models import Consent, EventKind, Person, RightsRequest, SensitiveWord
from ppde.operations import answer_due, end_consents
from ppde.operations.journey import refresh, write
from ppde.operations.rereading import ask_rereading

DETAILS = {
    "access": "Souhaite lire tout son dossier.",
    "rectification": "Son numéro de téléphone a changé.",
    "limitation": "Conteste sa date de volontariat.",
}


def keep_rights(ground: Ground) -> None:
    people = list(Person.objects.filter(territory=ground.territory).order_by("number")[:9])
    if len(people) < 9:
        return
    by, today = ground.team[0], ground.today
    Consent.objects.bulk_create(
        Consent(
            territory=ground.territory,
            person=person,
            purpose=purpose,
            is_given=is_given,
            on=today - timedelta(days=ago),
            until=today + timedelta(days=left) if left is not None else None,
            channel="paper" if is_given else "phone",
            proof="Formulaire signé, classeur du bureau" if is_given else "",
            recorded_by=by,
        )
        for person, purpose, is_given, ago, left in (
            (people[0], "photo", True, 200, None),
            (people[0], "testimony", True, 120, None),
            (people[0], "testimony", False, 20, None),
            (people[1], "photo", True, 90, None),
            (people[2], "testimony", True, 60, None),
            # One that ends within the month, to be renewed or left to end, and one that has ended.
            (people[2], "photo", True, 710, 20),
            (people[3], "photo", True, 735, -5),
            (people[3], "testimony", True, 350, 15),
        )
    )
    end_consents(ground.territory.pk)
    RightsRequest.objects.bulk_create(
        RightsRequest(
            territory=ground.territory,
            person=person,
            number=person.number,
            kind=kind,
            received_on=today - timedelta(days=ago),
            due_on=answer_due(ground.territory, today - timedelta(days=ago)),
            channel="desk",
            identity="known",
            details=DETAILS[kind],
            state=state,
            answered_on=today - timedelta(days=ago - 6) if state == "granted" else None,
            answered_by=by if state == "granted" else None,
            answer="Le numéro est corrigé." if state == "granted" else "",
            recorded_by=by,
        )
        for person, kind, ago, state in (
            (people[0], "access", 9, "open"),
            (people[3], "limitation", 26, "open"),
            (people[4], "rectification", 70, "granted"),
        )
    )
    _text_to_review(ground, people[5], by)
    SensitiveWord.objects.get_or_create(
        territory=ground.territory, stem="caracteriel", subject="judgement", added_by=by
    )
    ask_rereading(ground.territory, by=by)


def _text_to_review(ground: Ground, person: Person, by) -> None:
    day = ground.today - timedelta(days=4)
    write(person, EventKind.CONTACT, day, "Rappeler, a parlé d’un traitement médical.", by=by)
    refresh(person)
