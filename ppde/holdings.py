"""What this room holds about a person (see territories/holdings.py)."""

from datetime import date

from django.db.models import Q

from ppde.models import Lookalike, Merge, Pause, Person, Return
from ppde.privacy.tables import reading_words
from ppde.retention.anonymise import coarse_year, nameless_number
from territories.holdings import Holding, Told, holdings, telling
from territories.imports.kinds import kinds
from territories.journal import VERBS
from territories.models import Entry, StagedRow
from territories.tables import values_text
from tzcld.cipher import decrypt
from tzcld.ui import french

# What the journal is told about a row that a holding covers is about the person too.
JOURNAL = "territories.Entry"


def entries(person: Person, told_in: Told = None):
    """The journal about the file, and about each row that the other holdings find."""
    # A file taken over by this one left its entries under its own number; given back, they are its own again.
    absorbed = Merge.objects.filter(kept=person, undone_at=None)
    files = [person.pk, *absorbed.values_list("absorbed_id", flat=True)]
    asked = Q(model=Person._meta.label_lower, object_id__in=files)
    if told_in is None:
        told_in = telling(person)
    for holding in holdings():
        # No entry is about a row that has no number of its own.
        if holding.model_name in told_in - {JOURNAL, "ppde.Person"} and not holding.is_numberless:
            keys = holding.rows(person, told_in).order_by().values("pk")
            asked |= Q(model=holding.model._meta.label_lower, object_id__in=keys)
    return Entry.objects.filter(asked, territory=person.territory_id)


def staged(person: Person, told_in: Told = None):
    """What an import keeps for some days about the rows that it wrote: the file, its facts, a contract."""
    wrote = Q(pk=None)
    if told_in is None:
        told_in = telling(person)
    for kind in kinds().values():
        for holding in holdings():
            if holding.model_name in told_in - {JOURNAL} and holding.model is getattr(
                kind, "model", None
            ):
                keys = holding.rows(person, told_in).order_by().values("pk")
                wrote |= Q(batch__kind=kind.slug, target__in=keys)
    return StagedRow.objects.filter(wrote, territory=person.territory_id)


def pauses_ended(back: Return) -> str:
    """The pauses that a return ended: their days and reasons."""
    said = []
    for kept in back.pauses:
        since, until = (kept[at] and date.fromisoformat(kept[at]) for at in ("since", "until"))
        days = french.lower_first(french.period(since, until))
        said.append(f"{days}, {Pause.Reason(kept['reason']).label}")
    return f"{french.NBSP}; ".join(said)


HOLDINGS = (
    Holding(
        "ppde.Person",
        "Le dossier",
        link="",
        find=lambda person, _: Person.objects.filter(pk=person.pk),
        plain=(
            "sex",
            "district",
            "origin",
            "orienting_organisation",
            "france_travail",
            "rsa",
            "duration",
            "wished_hours",
            "notice_given_on",
            "limited_on",
            "created_at",
            "state",
            "identified_on",
            "met_on",
            "interviewed_on",
            "volunteer_on",
            "volunteer_recorded_at",
            "draw",
            "eligible_on",
            "first_proposal_on",
            "outcome_on",
            "outcome_kind",
            "last_contact_on",
            "anonymised_on",
        ),
        identifying={
            "last_name": "Anonyme",
            "first_name": "",
            # The figures by age stay what they were.
            "birth_year": coarse_year,
            # Decisions and letters tell the number: what is left must not answer to it.
            "number": lambda person: nameless_number(),
            "phone": "",
            "email": "",
            "contact_preference": "",
            "constraints_known": [],
            "comment": "",
            "referent": None,
        },
    ),
    Holding(
        "ppde.JourneyEvent",
        "Les faits du parcours",
        plain=(
            "kind",
            "on",
            "until",
            "channel",
            "result",
            "organisation",
            "prescriber",
            "corrects",
            "recorded_at",
            "imported_in",
        ),
        identifying={"text": "", "reason": "", "author": None, "follow_up_on": None},
    ),
    Holding(
        "ppde.EligibilityReview",
        "Les examens d’éligibilité",
        plain=(
            "rule",
            "precision",
            "without_job_since",
            "resident_since",
            "positive_acts",
            "evidence",
            "evidence_seen_on",
            "prepared_by",
            "prepared_at",
            "outcome",
            "decision",
            "decided_on",
            "decided_at",
            "volunteer_on",
        ),
        # A criterion added by a hub may ask of anything: the answers go with the person.
        identifying={"answers": {}},
    ),
    Holding("ppde.Pause", "Les pauses", plain=("period", "reason", "rule", "proposal")),
    Holding(
        "ppde.Orientation",
        "Les orientations par un partenaire",
        plain=(
            "has_agreed",
            "author",
            "organisation",
            "sent_at",
            "state",
            "closed_on",
            "is_told",
            "told_until",
        ),
        identifying={
            "first_name": "",
            "last_name": "Anonyme",
            "phone": "",
            "email": "",
            "contact_preference": "",
            "closed_reason": "",
        },
    ),
    Holding(
        "ppde.Following",
        "Qui a suivi la personne",
        plain=("period", "referent"),
        identifying={"reason": "", "word": "", "word_by": None},
    ),
    Holding("ppde.Presence", "Les rencontres", plain=("session", "status", "event")),
    Holding(
        "ppde.Outcome",
        "Les sorties",
        plain=("kind", "on", "weekly_hours", "left_on", "rule", "recorded_at"),
        identifying={"employer": "", "recorded_by": None},
    ),
    Holding(
        "ppde.RankAct",
        "Les changements de rang",
        plain=(
            "kind",
            "before_on",
            "before_at",
            "after_on",
            "after_at",
            "rule",
            "decision",
            "undoes",
            "proposal",
            "recorded_at",
        ),
        identifying={"reason": "", "author": None},
    ),
    Holding(
        "ppde.RefusalReview",
        "Les refus soumis au comité",
        plain=(
            "refused_on",
            "count",
            "motive",
            "rule",
            "proposal",
            "effect",
            "decision",
            "decided_on",
            "asked_at",
        ),
        identifying={"post": "", "recorded_by": None},
    ),
    Holding(
        "ppde.Return",
        "Les retours sur la liste",
        plain=("outcome", "on", "effect", "rule", "decision", "recorded_at"),
        identifying={"reason": "", "recorded_by": None, "pauses": []},
        reads={"pauses": pauses_ended},
    ),
    Holding(
        "ppde.RestrictedNote",
        "Les notes réservées",
        plain=("subject", "author", "written_at", "erased_at"),
        identifying={"token": ""},
        # The person reads the note, not its cipher.
        reads={"token": lambda note: decrypt(note.token)},
    ),
    Holding(
        "ppde.TextFlag",
        "Les textes relus",
        plain=("field", "found_at", "state", "reviewed_at", "reviewed_by"),
        identifying={"words": [], "reason": "", "number": 0},
        reads={"field": lambda flag: flag.where},
        # The name of a table, the number of a row mean nothing to the person; places are of names that no file tells.
        hidden=("model", "object_id", "places"),
    ),
    Holding(
        "ppde.Consent",
        "Les accords donnés ou retirés",
        processing="consentements",
        plain=("purpose", "organisation", "is_given", "on", "until", "channel", "recorded_at"),
        identifying={"proof": "Effacée.", "recorded_by": None},
    ),
    Holding(
        "ppde.RightsRequest",
        "Les demandes sur les données",
        plain=(
            "kind",
            "received_on",
            "channel",
            "identity",
            "due_on",
            "state",
            "answered_on",
            "answered_by",
            "recorded_by",
            "recorded_at",
        ),
        identifying={"details": "", "extension_reason": "", "answer": "", "number": 0},
        # Empty on the request of somebody who has a file; and where it was asked first.
        hidden=("orientation", "came_with", "joined_to"),
    ),
    Holding(
        "ppde.AccessFile",
        "Les copies remises",
        plain=("request", "asked_by", "asked_at", "finished_at"),
        # One that is being made is not written either.
        identifying={"pdf": None, "json": None, "state": "gone"},
        reads={"pdf": lambda file: "", "json": lambda file: ""},
        # How the work went says nothing of the person.
        hidden=("attempt", "heartbeat", "error"),
    ),
    Holding(
        "ppde.Reading",
        "Qui a ouvert le dossier",
        processing="consultations",
        plain=("user", "at", "kind", "is_referent"),
        identifying={"reason": "", "number": None},
        # The number is that of the file, told at its head.
        reads={"kind": lambda reading: reading_words(reading)[1], "number": lambda reading: ""},
        # The verb is told by the kind; a line of one file counts no rows.
        hidden=("verb", "rows"),
    ),
    Holding(
        "ppde.PersonKey",
        "Les clés de recherche",
        # Written from the name by the database, and again when the name is erased.
        hidden=("key",),
    ),
    Holding(
        "ppde.Fingerprint",
        "Les empreintes",
        # Sealed: nobody reads them, the database erases them with the name.
        hidden=("mark",),
    ),
    Holding(
        "ppde.Lookalike",
        "Les dossiers qui lui ressemblent",
        link="",
        find=lambda person, _: Lookalike.objects.filter(Q(first=person) | Q(second=person)),
        plain=("state", "found_at", "said_at"),
        identifying={"reasons": [], "said_by": None},
        # Another person's file.
        hidden=("first", "second", "likeness"),
    ),
    Holding(
        "ppde.Merge",
        "Les dossiers fusionnés",
        link="kept",
        plain=("absorbed_reference", "merged_at", "undone_at", "merged_by"),
        identifying={"reason": "", "memory": {}, "undone_by": None},
        hidden=("absorbed_id",),
    ),
    Holding(
        "ppde.EliminationLine",
        "Les listes d’élimination",
        plain=("elimination", "number", "last_on", "done_at"),
        identifying={"kept_because": ""},
        # The key of a row of another room: empty on the line of a file. How the work went says nothing of the person.
        hidden=("row_id", "failed_at"),
    ),
    Holding(
        "ppde.Inquiry",
        "Les questions entre territoires",
        plain=("peer", "way", "state", "asked_at", "answered_at"),
        identifying={"asked_by": "", "answered_by": "", "reason": ""},
        hidden=("token",),
    ),
    Holding(
        "ppde.PersonPage",
        "Les liens privés donnés",
        plain=("given_by", "given_at", "expires_at", "revoked_at"),
        # The fingerprint of a link means nothing to the person.
        hidden=("digest",),
    ),
    Holding(
        "ppde.FollowUp",
        "Les nouvelles après la sortie",
        plain=("outcome", "mobility", "months", "due_on", "result", "done_on"),
        identifying={"recorded_by": None},
    ),
    Holding(
        "ppde.MobilityFile",
        "La mobilité externe",
        plain=("consented_on", "closed_on", "closing"),
        identifying={"project": "", "target_jobs": [], "opened_by": None},
    ),
    Holding(
        "ppde.MobilityStep",
        "Les étapes de la mobilité",
        link="",
        through="mobility__person",
        plain=("mobility", "kind", "on", "corrects", "is_withdrawn"),
        identifying={"text": "", "reason": "", "author": None},
    ),
    Holding(
        "ppde.MobilityTrial",
        "Les suspensions pour essai",
        plain=("mobility", "kind", "period", "result"),
        identifying={"employer": "Anonyme"},
    ),
    Holding(
        "ppde.PersonSkill",
        "Les compétences",
        plain=("skill", "level", "wants_to_learn", "said_on"),
    ),
    Holding("ppde.Availability", "Les jours souhaités", identifying={"days": []}),
    Holding(
        "ppde.Enrolment",
        "Les formations",
        plain=(
            "session",
            "state",
            "asked_at",
            "left_at",
            "last_on",
            "stop",
            "end_event",
            "contact_event",
            "useful",
            "clear",
            "welcome",
        ),
    ),
    Holding(
        "ppde.TrainingPresence",
        "Les présences en formation",
        link="",
        through="enrolment__person",
        plain=("enrolment", "on", "present"),
    ),
    Holding(
        "ppde.SchemeRequest",
        "Les leviers et programmes demandés",
        plain=("scheme", "asked_on", "state", "closed_on"),
        identifying={"result": "", "author": None},
    ),
    Holding("ppde.DeliveryPerson", "Les places données par un partenaire", plain=("delivery",)),
    Holding(
        JOURNAL,
        "Ce qui a été écrit, et par qui",
        processing="journal",
        link="",
        find=entries,
        plain=("at", "user", "verb"),
        identifying={"label": "Dossier anonymisé", "before": {}, "after": {}, "reason": ""},
        reads={
            "verb": lambda entry: french.upper_first(VERBS.get(entry.verb, entry.verb)),
            "before": lambda entry: values_text(entry, entry.before),
            "after": lambda entry: values_text(entry, entry.after),
        },
        # The names of the tables mean nothing to the person.
        hidden=("model", "object_id", "is_named"),
    ),
    Holding(
        "territories.StagedRow",
        "Les lignes d’un import en cours",
        link="",
        find=staged,
        plain=("batch", "is_named", "opened_by", "line", "action", "decision", "target"),
        identifying={
            "label": "",
            "cells": [],
            "errors": [],
            "notes": [],
            "doubts": [],
            "changes": {},
        },
    ),
)
