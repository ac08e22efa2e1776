"""The journal of a territory: who did what, when, and what changed."""

from functools import partial

from django.conf import settings
from django.utils.module_loading import import_string

from territories import journal
from territories.access import allows
from territories.filters import JournalFilters
from territories.models import Entry
from territories.tables import JOURNAL
from tzcld.ui.lists import render_list
from tzcld.users.models import User


@allows("journal_view")
def journal_list(request):
    entries = Entry.objects.visible_to(request.user).within(request.territory)
    people = User.objects.filter(memberships__territory=request.territory).distinct()
    return render_list(
        request,
        queryset=entries.select_related("user"),
        table=JOURNAL,
        title="Journal",
        filterset_class=partial(JournalFilters, people=people),
        template="territories/journal_list.html",
        export=_exporter(request),
    )


def _exporter(request):
    """Its entries name persons: the rooms that log who reads them are told."""
    write = journal.exporter(request, Entry)
    if write is None:
        return None

    def both(*, rows, **told) -> None:
        write(**told)
        for path in settings.JOURNAL_EXPORTED:
            import_string(path)(request.territory, rows, by=request.user)

    return both
