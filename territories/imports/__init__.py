"""Spreadsheets of a territory: staged, checked, corrected, confirmed, undone (design.md rule 8, peers.md complaints 1-5).

Nothing is written before the confirmation. What each kind of row needs is declared in the room that owns the model
(settings.IMPORT_KINDS); this package holds what is the same for all.
"""
