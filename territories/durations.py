"""How long this room keeps what it writes: durations of a hub or of a territory, held by a room above."""

from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from territories.models import Territory

# Months without signing in before an account is closed; days of an import left in the middle, of the report of one written.
IDLE, IMPORT, REPORT = "inactifs", "imports", "bilans"
# Months of an extract opened to an evaluation; days before its end when it is told again.
EXTRACT, NOTICE = "extraits", "rappel"


def durations_of(territory: Territory | None, on: date) -> dict[str, int]:
    """{what: months, or days, by the rule in force on this day}; as delivered for no territory."""
    return import_string(settings.DURATIONS)(territory, on)
