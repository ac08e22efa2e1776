"""What is typed about a person in this room (see territories/free_texts.py)."""

from territories.free_texts import JOB, NAME, REACH, Texts

FREE_TEXTS = (
    Texts("ebe.Post", scanned=("title", "text"), short={"skills": JOB, "place": REACH}),
    Texts("ebe.Proposal", scanned=("reason", "order_reason"), short={"job_title": JOB}),
    Texts("ebe.Contract", short={"last_name": NAME, "first_name": NAME, "job_title": JOB}),
    Texts("ebe.ContractHours"),
)
