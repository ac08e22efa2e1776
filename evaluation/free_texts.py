"""What is typed in this room (see territories/free_texts.py)."""

from territories.free_texts import (
    CODE,
    FROZEN,
    LINK,
    ORGANISATION,
    PROGRAM,
    QUESTION,
    REACH,
    RULE,
    TITLE,
    Texts,
)

FREE_TEXTS = (
    Texts("evaluation.Witness"),
    Texts(
        "evaluation.Subscriber",
        short={"email": REACH, "source": "how the reader came to the newsletter, a few words"},
        exempt={"token": PROGRAM},
    ),
    Texts("evaluation.Delivery", exempt={"error": PROGRAM}),
    Texts("evaluation.Renewal", exempt={"error": PROGRAM}),
    Texts("evaluation.RenewalMail", exempt={"error": PROGRAM}),
    Texts("evaluation.MonthlyCount", scanned=("reason",), exempt={"breakdown": CODE, "cell": CODE}),
    Texts("evaluation.WaitRule", short={"source": RULE}),
    Texts(
        "evaluation.Forecast",
        scanned=("note",),
        exempt=dict.fromkeys(("basis", "assumptions", "course"), PROGRAM),
        page="evaluation:forecast_detail",
    ),
    Texts(
        "evaluation.Extract",
        scanned=("purpose", "reason"),
        short={"convention": RULE},
        page="evaluation:extract_detail",
    ),
    Texts("evaluation.ExtractLine"),
    Texts("evaluation.ExtractMail", exempt={"error": PROGRAM}),
    Texts("evaluation.Removal", exempt={"pseudonym": PROGRAM}),
    Texts("evaluation.Questionnaire", short={"title": TITLE, "intro": QUESTION}),
    Texts("evaluation.Question", short=dict.fromkeys(("section", "text", "help"), QUESTION)),
    Texts("evaluation.Response", short={"organisation": ORGANISATION}),
    Texts(
        "evaluation.Answer",
        scanned=("text",),
        page="evaluation:response_detail",
        page_of="response_id",
    ),
    Texts("evaluation.IndicatorValue", exempt=dict.fromkeys(("code", "breakdown", "cell"), CODE)),
    Texts(
        "evaluation.Report",
        scanned=("withdrawal_reason",),
        short={"title": TITLE},
        # Key dates and the written reasons of exceptions are typed: a review of theirs names the reports that hold them.
        exempt=dict.fromkeys(("step", "error", "fingerprint"), PROGRAM) | {"snapshot": FROZEN},
    ),
    Texts(
        "evaluation.Newsletter",
        scanned=("subject", "intro"),
        exempt={"html": PROGRAM, "text": PROGRAM, "error": PROGRAM},
        is_shown=True,
    ),
    Texts(
        "evaluation.NewsletterBlock",
        scanned=("title", "body"),
        short={"link_label": TITLE},
        exempt={"link": LINK},
        is_shown=True,
        page="evaluation:newsletter_detail",
        page_of="newsletter_id",
    ),
)
