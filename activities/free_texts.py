"""What is typed about a person in this room (see territories/free_texts.py)."""

from territories.free_texts import CODE, Texts

FREE_TEXTS = (Texts("activities.Wish", exempt={"sector": CODE}),)
