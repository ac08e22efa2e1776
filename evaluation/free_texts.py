"""What is typed about a person in this room (see territories/free_texts.py)."""

from territories.free_texts import PROGRAM, REACH, Texts

FREE_TEXTS = (
    Texts(
        "evaluation.Subscriber",
        short={"email": REACH, "source": "how the reader came to the newsletter, a few words"},
        exempt={"token": PROGRAM},
    ),
    Texts("evaluation.Delivery", exempt={"error": PROGRAM}),
)
