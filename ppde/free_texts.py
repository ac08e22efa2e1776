"""What is typed in this room and in those below it (see territories/free_texts.py)."""

from territories.free_texts import (
    CODE,
    COPY,
    JOB,
    LINK,
    NAME,
    ORGANISATION,
    PROGRAM,
    PUBLISHED,
    REACH,
    RULE,
    SPEAKER,
    SUBJECT,
    TITLE,
    Texts,
)

# What a member of the team types at a fact; the text of the other facts is composed by an operation.
TYPED = (
    "CASE WHEN w.kind IN ('identified', 'contact', 'reminder', 'note', 'collective_meeting', 'permanence', 'interview',"
    " 'workshop', 'visit', 'training', 'immersion') THEN w.text ELSE '' END"
)
# A reason is written in its row and in the journal: the person says that it is the same, or the moment when nobody is named.
COPIED = "f.person_id = p.id"
COPIED_AT = (
    "f.person_id = p.id OR p.id IS NULL AND f.person_id IS NULL"
    " AND f.found_at BETWEEN w.at - interval '1 minute' AND w.at + interval '1 minute'"
)
WHO = {"last_name": NAME, "first_name": NAME}
CONTACT = {"phone": REACH, "email": REACH}
PERSONS = (
    Texts(
        "territories.StagedRow",
        exempt=dict.fromkeys(
            ("label", "cells", "errors", "notes", "doubts", "decision", "changes"),
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
        is_history=True,
        person="CASE WHEN w.model = 'ppde.person' THEN w.object_id END",
        copies=COPIED_AT,
    ),
    Texts("cle.Seat", short={"holder": NAME, "function": JOB, "email": REACH}),
    Texts("cle.ConvocationMail", short={"email": REACH}, exempt={"error": PROGRAM}),
    Texts("cle.Attendance"),
    Texts("cle.MeetingAnswer"),
    Texts(
        "ppde.Person",
        scanned=("comment", "contact_preference"),
        short=WHO | CONTACT,
        exempt={"outcome_kind": CODE},
        person="w.id",
    ),
    Texts("ppde.PersonKey", exempt={"key": PROGRAM}),
    Texts("ppde.Lookalike", exempt={"reasons": PROGRAM}),
    Texts(
        "ppde.Merge",
        scanned=("reason",),
        exempt={"absorbed_reference": PROGRAM, "memory": COPY},
        person="w.kept_id",
    ),
    Texts(
        "ppde.Inquiry",
        scanned=("reason",),
        exempt={"asked_by": PROGRAM, "answered_by": PROGRAM},
    ),
    Texts("ppde.PersonPage", exempt={"digest": PROGRAM}),
    Texts("ppde.Outcome", short={"employer": ORGANISATION}),
    Texts("ppde.FollowUp"),
    Texts("ppde.MobilityFile", scanned=("project",), short={"target_jobs": JOB}),
    Texts(
        "ppde.MobilityStep",
        scanned=("text", "reason"),
        person="(SELECT m.person_id FROM ppde_mobilityfile m WHERE m.id = w.mobility_id)",
    ),
    Texts("ppde.MobilityTrial", short={"employer": ORGANISATION}),
    Texts("ppde.Consent", scanned=("proof",), is_history=True),
    Texts(
        "ppde.EligibilityReview",
        exempt={"answers": "answers of closed lists, days, yes or no: nothing is typed"},
    ),
    Texts("ppde.Pause"),
    Texts("ppde.JourneyEvent", scanned=("text", "reason"), is_history=True, reads={"text": TYPED}),
    Texts(
        "ppde.RestrictedNote",
        exempt={
            "token": "encrypted; the number is refused and the words are read before (ppde.operations.notes)"
        },
        sealed="token",
    ),
    Texts(
        "ppde.Orientation",
        scanned=("contact_preference", "closed_reason"),
        short=WHO | CONTACT,
    ),
    Texts("ppde.RankAct", scanned=("reason",), is_history=True, copies=COPIED),
    Texts("ppde.RefusalReview", short={"post": JOB, "motive": "the words of a closed list"}),
    Texts("ppde.Return", scanned=("reason",), exempt={"pauses": CODE}, copies=COPIED),
    Texts(
        "ppde.Reading",
        scanned=("reason",),
        exempt={"verb": CODE},
        is_history=True,
        copies=COPIED_AT,
    ),
    Texts("ppde.ReadingAlert", scanned=("note",)),
    Texts("ppde.Following", scanned=("reason", "word")),
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

# Of the territory, of its committees and of its rules: no row is about a person, a sentence may be.
PLACES = (
    Texts(
        "users.User",
        short=WHO | {"email": REACH},
        exempt={"password": PROGRAM, "export_columns": CODE},
    ),
    Texts(
        "territories.Territory",
        short={
            "name": TITLE,
            "population_source": RULE,
            "committee_label": TITLE,
            "presentation": PUBLISHED,
            "welcome": PUBLISHED,
        },
        exempt={"slug": CODE},
    ),
    Texts("territories.TerritoryDepartment", exempt={"code": CODE}),
    Texts("territories.PerimeterUnit", short={"name": TITLE}, exempt={"insee_code": CODE}),
    Texts("territories.OutlineFile", short={"source": RULE, "as_of": TITLE, "licence": RULE}),
    Texts("territories.Outline", short={"name": TITLE}, exempt={"code": CODE, "polygons": PROGRAM}),
    Texts("territories.Phase", short={"act": RULE}),
    Texts(
        "territories.KeyDate",
        scanned=("title", "text"),
        page="territories:territory_detail",
        page_of="",
    ),
    Texts("territories.Estimate", short={"source": RULE, "method": RULE}),
    Texts("territories.Membership", short={"function": JOB}),
    Texts("territories.GrantMail", exempt={"error": PROGRAM}),
    Texts("territories.GrantRule", short={"source": RULE}),
    Texts("territories.MaskingRule", short={"source": RULE}),
    Texts("territories.LegalFigure", short={"source": RULE}),
    Texts(
        "territories.TypedPeriod",
        scanned=("reason", "gap_reason"),
        exempt={"reconciliation": PROGRAM},
    ),
    Texts(
        "territories.Contribution",
        scanned=("steps", "short_term", "medium_term"),
        short={"label": ORGANISATION, "workshop": TITLE},
        page="territories:contribution_detail",
    ),
    Texts(
        "territories.ExchangeItem",
        scanned=("text", "answer"),
        short={"tags": TITLE},
        page="territories:exchange_detail",
    ),
    Texts(
        "territories.Organisation",
        scanned=("note",),
        short={"name": ORGANISATION, "city": TITLE},
        exempt={"siret": CODE, "website": LINK},
        page="territories:organisation_detail",
    ),
    Texts(
        "territories.Scheme",
        scanned=("how_to",),
        short={
            "name": TITLE,
            "public": SUBJECT,
            "conditions": SUBJECT,
            "area": TITLE,
            "organisation": ORGANISATION,
            "contact": REACH,
        },
        exempt={"link": LINK},
        page="territories:scheme_detail",
    ),
    Texts(
        "territories.SchemeNews",
        scanned=("title", "text"),
        page="territories:scheme_detail",
        page_of="scheme_id",
    ),
    Texts("territories.Commitment", scanned=("note",)),
    Texts("territories.CommitmentDelivery", scanned=("note", "reason")),
    Texts("territories.Digest", exempt={"error": PROGRAM}),
    Texts(
        "territories.Batch",
        exempt={"kind": CODE, "format": CODE}
        | dict.fromkeys(("mapping", "asked", "warnings", "counts", "problems", "error"), PROGRAM),
    ),
    Texts("territories.ColumnMapping", exempt={"kind": CODE, "labels": PROGRAM}),
    Texts(
        "territories.Webhook",
        short={"label": TITLE},
        exempt={"url": LINK, "kinds": CODE}
        | dict.fromkeys(("secret", "former_secret", "ended_because"), PROGRAM),
    ),
    Texts(
        "territories.Token",
        short={"label": TITLE},
        exempt=dict.fromkeys(("digest", "ending"), PROGRAM),
    ),
    Texts("territories.WebhookDelivery", exempt=dict.fromkeys(("path", "error", "mark"), PROGRAM)),
    Texts("territories.WebhookMail", exempt={"error": PROGRAM}),
    Texts("cle.Committee", short={"name": TITLE, "remit": SUBJECT}),
    Texts("cle.Meeting", scanned=("title", "minutes"), short={"place": REACH}),
    Texts("cle.Addendum", scanned=("text",), exempt={"withheld": COPY}, is_history=True),
    Texts("cle.AgendaItem", scanned=("title",), short={"presenter": SPEAKER}),
    Texts("cle.NoticeRule", short={"source": RULE}),
    Texts("cle.QuorumRule", short={"source": RULE}),
    Texts(
        "cle.Convocation",
        scanned=("reason",),
        exempt=dict.fromkeys(("subject", "text", "calendar"), COPY) | {"error": PROGRAM},
    ),
    Texts(
        "cle.Decision",
        scanned=("wording", "conditions", "reason"),
        exempt=dict.fromkeys(("number", "remains"), PROGRAM),
    ),
    Texts("ppde.ListRule", short={"source": RULE}),
    # The reason of an exception is copied from its proposal; a review replaces it here too (ppde/operations/texts.py).
    Texts("ppde.ListSheet", exempt={"lines": PROGRAM, "exceptions": COPY, "counts": PROGRAM}),
    Texts(
        "ppde.Controller",
        short=dict.fromkeys(("source", "joint", "processors", "transfers"), RULE)
        | {"name": ORGANISATION, "address": REACH, "dpo": NAME, "dpo_contact": REACH},
    ),
    Texts("ppde.Rereading", exempt={"error": PROGRAM}),
    Texts("ppde.EligibilityRule", short={"source": RULE}),
    Texts("ppde.EligibilityPrecision", short={"source": RULE, "text": RULE}),
    Texts(
        "ppde.EligibilityCriterion",
        short=dict.fromkeys(("label", "question", "options", "met_options", "source"), RULE),
        exempt={"key": CODE},
    ),
    Texts("ppde.Desk", short={"place": REACH, "hours": REACH, "phone": REACH, "email": REACH}),
    Texts(
        "ppde.Processing",
        short=dict.fromkeys(
            (
                "source",
                "name",
                "purpose",
                "people",
                "categories",
                "recipients",
                "retention",
                "notice",
            ),
            RULE,
        ),
        exempt={"code": CODE},
    ),
    Texts("ppde.ReadingRule", short={"source": RULE}),
    Texts("ppde.RetentionRule", short={"source": RULE}),
    Texts("ppde.DurationRule", short={"source": RULE}),
    Texts("ppde.Elimination", short={"visa": TITLE}),
    Texts("ppde.Skill", short={"name": JOB, "domain": JOB}, exempt={"rome_code": CODE}),
    Texts("ppde.SensitiveWord", exempt={"stem": "the list of words itself"}),
    Texts(
        "ppde.Training",
        short={"title": TITLE, "provider": ORGANISATION, "objectives": SUBJECT},
    ),
    Texts("ppde.TrainingSession", scanned=("cancelled_reason",), short={"place": REACH}),
)
FREE_TEXTS = (*PERSONS, *PLACES)
