"""What waits for the team about persons (peers.md C21), noun by noun; each source is one rule."""

from ppde.queue import (
    contacts,
    duplicates,
    eligibility,
    files,
    orientations,
    pauses,
    privacy,
    sessions,
)

# As the page shows them.
ORDER = (
    "orientations",
    "follow_ups",
    "silence",
    "pauses",
    "to_prepare",
    "to_present",
    "refusals",
    "news_after",
    "rights",
    "next_door",
    "sheets",
    "notices",
    "without_referent",
    "texts",
    "lookalikes",
    "ending",
)
SOURCES = tuple(
    sorted(
        (
            *contacts.SOURCES,
            *duplicates.SOURCES,
            *eligibility.SOURCES,
            *files.SOURCES,
            *orientations.SOURCES,
            *pauses.SOURCES,
            *privacy.SOURCES,
            *sessions.SOURCES,
        ),
        key=lambda source: ORDER.index(source.key),
    )
)
