"""What the law asks around the persons’ files: rights, readings, retention, doubles."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from ppde.models import (
    AccessFile,
    Consent,
    Controller,
    Desk,
    Elimination,
    EliminationLine,
    Inquiry,
    Lookalike,
    Merge,
    PastTime,
    PersonPage,
    Reading,
    ReadingAlert,
    Rereading,
    RestrictedNote,
    RetentionRule,
    RightsRequest,
    SensitiveWord,
    TextFlag,
)
from territories.models import Entry
from tests.world.place import Place, moment
from tzcld.cipher import seal


def fill(here: Place) -> None:
    make, made, mark, name, by = here.make, here.made, here.mark, here.name, here.by
    person = made["person"]
    gone = made["outcome"].person
    make(
        Controller,
        name=f"Association porteuse{mark}",
        address="1 rue de l’Essai",
        dpo="Service juridique",
        dpo_contact=f"dpo{mark.strip().lower()}@exemple.fr",
        valid_from=date(2024, 1, 1),
        source="Statuts",
    )
    make(Lookalike, first=person, second=gone, likeness=0.7, reasons=[f"noms proches ({name})"])
    make(
        Merge,
        kept=person,
        absorbed_id=0,
        absorbed_reference="M-0002",
        reason=f"La même personne{mark}",
        memory={"aside": [name]},
        merged_by=by,
    )
    elimination = make(Elimination, cut_off=date(2024, 11, 1), prepared_by=by, visa=f"visa{mark}")
    make(PastTime, what="parcours", past=2, soon=1)
    make(RetentionRule, valid_from=date(2024, 1, 1), source=f"délibération{mark}")
    make(
        EliminationLine,
        elimination=elimination,
        person=person,
        number=1,
        last_on=date(2024, 10, 1),
        kept_because=f"{name}, à revoir",
    )
    make(
        Inquiry,
        person=person,
        peer=here.world.hub,
        way="received",
        token=uuid.uuid4(),
        asked_by=f"Équipe{mark}",
    )
    make(Desk, place=f"1 place d’essai{mark}", phone="04 00 00 00 01")
    make(
        PersonPage,
        person=person,
        digest=f"{here.territory.pk:064d}",
        given_by=by,
        expires_at=timezone.now() + timedelta(days=90),
    )
    Entry.objects.create(
        territory=here.territory,
        user=by,
        verb="create",
        model="ppde.person",
        object_id=person.pk,
        label=f"{name}{mark}",
        is_named=True,
    )
    made["entry"] = Entry.objects.filter(territory=here.territory).first()
    make(
        Reading,
        person=person,
        number=person.number,
        user=by,
        at=moment(2026, 11, 3),
        kind="read",
    )
    make(
        ReadingAlert,
        user=by,
        on=date(2026, 11, 3),
        kind="night",
        files=1,
        note=f"Astreinte{mark}",
    )
    make(
        Consent,
        person=person,
        purpose="photo",
        is_given=True,
        on=date(2026, 10, 1),
        channel="paper",
        proof=f"Formulaire signé{mark}",
        recorded_by=by,
    )
    asked = make(
        RightsRequest,
        person=person,
        number=person.number,
        kind="access",
        received_on=date(2026, 11, 2),
        due_on=date(2026, 12, 2),
        channel="desk",
        identity="known",
        details=f"Tout le dossier{mark}",
        recorded_by=by,
    )
    make(
        AccessFile,
        request=asked,
        person=person,
        state="done",
        pdf=seal(f"%PDF{mark}".encode()),
        json=seal(b"{}"),
        asked_by=by,
        finished_at=timezone.now(),
    )
    make(RestrictedNote, person=person, subject="other", token="", author=by)
    make(
        TextFlag,
        person=person,
        number=person.number,
        field="comment",
        words=[f"depressif{mark.lower()}"],
    )
    make(Rereading, state="done", error=f"Rien{mark}")
    make(SensitiveWord, stem=f"azurite{mark}".lower(), subject="judgement", is_whole=True)
