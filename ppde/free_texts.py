"""What is typed about a person in this room and in those below it (see territories/free_texts.py)."""

from territories.free_texts import CODE, COPY, JOB, NAME, ORGANISATION, PROGRAM, REACH, Texts

WHO = {"last_name": NAME, "first_name": NAME}
CONTACT = {"phone": REACH, "email": REACH}
FREE_TEXTS = (
    Texts(
        "territories.StagedRow",
        exempt=dict.fromkeys(
            ("label", "cells", "errors", "notes", "changes"),
            "cells of a file being checked: the number is refused there, the words are read once written",
        ),
    ),
    Texts(
        "territories.Invitation",
        short=WHO | {"email": REACH, "function": JOB},
        exempt={"digest": PROGRAM},
    ),
    Texts("territories.Contact", short=WHO | CONTACT | {"function": JOB}),
    Texts("territories.Grant", scanned=("reason",)),
    Texts(
        "territories.Entry",
        scanned=("reason",),
        exempt={"verb": CODE, "model": CODE, "label": COPY, "before": COPY, "after": COPY},
    ),
    Texts("cle.Seat", short={"holder": NAME, "function": JOB}),
    Texts("cle.Attendance"),
    Texts(
        "ppde.Person",
        scanned=("comment", "contact_preference"),
        short=WHO | CONTACT,
        exempt={"outcome_kind": CODE},
    ),
    Texts("ppde.PersonKey", exempt={"key": PROGRAM}),
    Texts("ppde.Lookalike", exempt={"reasons": PROGRAM}),
    Texts(
        "ppde.Merge",
        scanned=("reason",),
        exempt={"absorbed_reference": PROGRAM, "memory": COPY},
    ),
    Texts("ppde.Inquiry", exempt={"asked_by": PROGRAM, "answered_by": PROGRAM}),
    Texts("ppde.PersonPage", exempt={"digest": PROGRAM}),
    Texts("ppde.Outcome", short={"employer": ORGANISATION}),
    Texts("ppde.FollowUp"),
    Texts("ppde.MobilityFile", scanned=("project",), short={"target_jobs": JOB}),
    Texts("ppde.MobilityStep", scanned=("text",)),
    Texts("ppde.MobilityTrial", short={"employer": ORGANISATION}),
    Texts("ppde.Consent", scanned=("proof",)),
    Texts(
        "ppde.EligibilityReview",
        exempt={"answers": "answers of closed lists, days, yes or no: nothing is typed"},
    ),
    Texts("ppde.Pause"),
    Texts("ppde.JourneyEvent", scanned=("text", "reason")),
    Texts(
        "ppde.RestrictedNote",
        exempt={"token": "encrypted; the number is refused before (ppde.operations.notes)"},
    ),
    Texts(
        "ppde.Orientation",
        scanned=("contact_preference", "closed_reason"),
        short=WHO | CONTACT,
    ),
    Texts("ppde.RankAct", scanned=("reason",)),
    Texts("ppde.RefusalReview", short={"post": JOB, "motive": "the words of a closed list"}),
    Texts("ppde.Return", scanned=("reason",)),
    Texts("ppde.Reading", scanned=("reason",), exempt={"verb": CODE}),
    Texts("ppde.ReadingAlert", scanned=("note",)),
    Texts("ppde.Following", scanned=("reason",)),
    Texts("ppde.Presence"),
    Texts("ppde.Session", scanned=("title",), short={"place": REACH}),
    Texts("ppde.SchemeRequest", scanned=("result",)),
    Texts("ppde.DeliveryPerson"),
    Texts("ppde.PersonSkill"),
    Texts("ppde.Availability"),
    Texts("ppde.Enrolment"),
    Texts("ppde.TrainingPresence"),
    Texts("ppde.RightsRequest", scanned=("details", "extension_reason", "answer")),
    Texts("ppde.AccessFile", exempt={"error": PROGRAM}),
    Texts(
        "ppde.TextFlag",
        short={"reason": "the reason of a review may name the word that was found"},
        exempt={"model": CODE, "field": CODE, "words": COPY},
    ),
    Texts("ppde.EliminationLine", scanned=("kept_because",)),
)
