"""Figures, reports, letters, questionnaires and extracts."""

from datetime import date

from evaluation.models import (
    Answer,
    Delivery,
    Extract,
    ExtractKey,
    ExtractLine,
    ExtractMail,
    Forecast,
    IndicatorValue,
    MonthlyCount,
    Newsletter,
    NewsletterBlock,
    Question,
    Questionnaire,
    Removal,
    Renewal,
    RenewalMail,
    Report,
    Response,
    Subscriber,
    WaitRule,
    Witness,
)
from tests.world.place import Place, moment


def fill(here: Place) -> None:
    make, made, mark, by = here.make, here.made, here.mark, here.by
    person = made["person"]
    make(MonthlyCount, month=date(2019, 1, 1), met=7, reason=f"Réunions{mark}", typed_by=by)
    make(
        Forecast,
        month=date(2026, 9, 1),
        basis={"listed": 1, "unproposed": 1},
        central=date(2027, 3, 1),
        course=[[0, 1, 2]],
        note=f"Essai{mark}",
        made_by=by,
    )
    make(WaitRule, valid_from=date(2020, 1, 1), source=f"Comité{mark}", months=6)
    make(IndicatorValue, code="E5", version=1, month=date(2026, 11, 1), value=2)
    report = make(
        Report,
        kind="territory_sheet",
        title=f"Fiche{mark}",
        month=date(2026, 10, 1),
        requested_by=by,
    )
    subscriber = make(
        Subscriber, email=f"lectrice{mark.strip().lower()}@exemple.fr", state="active"
    )
    letter = make(Newsletter, subject=f"Lettre{mark}", created_by=by)
    block = make(NewsletterBlock, newsletter=letter, position=1, title=f"Bloc{mark}", report=report)
    make(Witness, block=block, person=person, purpose="photo", is_agreed=True)
    make(Delivery, newsletter=letter, subscriber=subscriber)
    renewal = make(Renewal, state="sent", answer_by=date(2026, 12, 31))
    make(RenewalMail, renewal=renewal, subscriber=subscriber, state="sent")
    questionnaire = make(
        Questionnaire,
        title=f"Bilan{mark}",
        state="open",
        opens_on=date(2026, 1, 1),
        closes_on=date(2099, 12, 31),
        author=by,
    )
    question = make(
        Question,
        questionnaire=questionnaire,
        section="Votre organisation",
        position=1,
        text=f"Qu’avez-vous appris ?{mark}",
    )
    sheet = make(
        Response,
        questionnaire=questionnaire,
        origin=here.territory,
        organisation=f"Régie{mark}",
        state="submitted",
        publication="hub",
        author=by,
    )
    make(Answer, response=sheet, question=question, text=f"Aller vers{mark}")
    reader = here.world.users["evaluator"]
    extract = make(
        Extract,
        holder=reader,
        state="open",
        purpose=f"Combien de temps sépare le volontariat de l’embauche ?{mark}",
        convention=f"2026-14{mark}",
        volunteers_from=date(2019, 1, 1),
        volunteers_until=date(2019, 12, 31),
        columns=["profile", "place", "steps", "exit", "events"],
        asked_by=reader,
        answer_by=date(2026, 11, 30),
        answered_by=by,
        answered_at=moment(2026, 11, 2),
        until=date(2099, 12, 31),
        latest_on=date(2099, 12, 31),
    )
    make(ExtractKey, extract=extract, secret=bytes(32))
    make(ExtractLine, extract=extract, person=person)
    make(ExtractMail, extract=extract, what="open", user=reader, state="sent")
    make(Removal, extract=extract, pseudonym="7KQ2M-4TX9P")
