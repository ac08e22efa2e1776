"""The journal of a territory: who did what, when, and what changed."""

from functools import partial

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
        export=journal.exporter(request, Entry),
    )
