"""What is typed in this room (see territories/free_texts.py)."""

from territories.free_texts import CODE, COPY, JOB, NAME, ORGANISATION, PROGRAM, REACH, RULE, Texts

FREE_TEXTS = (
    Texts("ebe.Post", scanned=("title", "text"), short={"skills": JOB, "place": REACH}),
    Texts("ebe.Proposal", scanned=("reason", "order_reason"), short={"job_title": JOB}),
    Texts("ebe.Contract", short={"last_name": NAME, "first_name": NAME, "job_title": JOB}),
    Texts("ebe.ContractHours"),
    Texts("ebe.StaffEntry", short={"last_name": NAME, "first_name": NAME, "job_title": JOB}),
    Texts(
        "ebe.Enterprise",
        short={"name": ORGANISATION, "address": REACH},
        exempt={"siret": CODE},
    ),
    Texts("ebe.Convention", short={"reference": RULE}),
    Texts("ebe.SmicRate", short={"source": RULE, "replaced_because": RULE}),
    Texts("ebe.CdeRate", short={"source": RULE, "replaced_because": RULE}),
    Texts(
        "ebe.OwnRate",
        short={"source": RULE, "replaced_because": RULE},
        exempt={"department": CODE},
    ),
    Texts("ebe.CdeStatement", exempt={"detail": PROGRAM}),
    Texts("ebe.ReturnRule", short={"source": RULE}),
    Texts("ebe.MonthlyReturn", scanned=("note",), page="ebe:return_detail"),
    Texts(
        "ebe.ReturnCorrection",
        scanned=("reason",),
        short={"before": COPY, "after": COPY},
        exempt={"field": CODE},
        is_history=True,
        page="ebe:return_detail",
        page_of="monthly_id",
    ),
)
