"""What waits for the team about persons (peers.md C21), noun by noun; each source is one rule."""

from ppde.queue import (
    contacts,
    duplicates,
    eligibility,
    files,
    orientations,
    pauses,
    privacy,
    requests,
    retention,
    sessions,
)
from ppde.retention.times import endings

# As the page shows them.
ORDER = (
    "orientations",
    "to_meet",
    "follow_ups",
    "silence",
    "silent_before",
    "pauses",
    "to_complete",
    "to_prepare",
    "evidence",
    "to_present",
    "situations",
    "refusals",
    "requests",
    "news_after",
    "rights",
    "consents",
    "next_door",
    "sheets",
    "notices",
    "without_referent",
    "texts",
    "lookalikes",
    "ending",
    "past_files",
    *(f"past_{what}" for what in endings()),
    "drafts",
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
            *requests.SOURCES,
            *retention.SOURCES,
            *sessions.SOURCES,
        ),
        key=lambda source: ORDER.index(source.key),
    )
)
