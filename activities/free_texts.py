"""What is typed in this room (see territories/free_texts.py)."""

from territories.free_texts import CODE, RULE, TITLE, Texts

FREE_TEXTS = (
    Texts("activities.Wish", exempt={"sector": CODE}),
    Texts(
        "activities.Activity",
        scanned=("description", "need"),
        short={"name": TITLE, "undecided_because": RULE},
        page="activities:activity_detail",
    ),
)
