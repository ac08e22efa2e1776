"""The register of staff of those whose file is erased, for the direction alone."""

from django.utils import timezone

from ebe.models import StaffEntry
from ebe.staff.operations import months_kept
from ebe.tables.enterprises import whose
from ebe.views.here import enterprises, own_list, rows, trail
from ppde.eligibility import months_after
from ppde.operations.readings import named_exporter
from territories.access import allows
from tzcld.ui import french
from tzcld.ui.lists import Column, Table

TITLE = "Registre du personnel"


def staff_table(months: int, *, many_enterprises: bool) -> Table:
    return Table(
        name="registre-du-personnel",
        one="personne",
        many="personnes",
        feminine=True,
        order="nom",
        columns=[
            Column("nom", "Personne", value=str, sort=("last_name", "first_name"), head=True),
            Column("poste", "Poste", value="job_title", sort="job_title"),
            *whose(many_enterprises=many_enterprises),
            Column("debut", "Entrée", kind="date", value="starts_on", sort="starts_on"),
            Column("fin", "Dernier jour", kind="date", value="ends_on", sort="ends_on"),
            Column(
                "terme",
                "Gardée jusqu’au",
                kind="date",
                value=lambda entry: months_after(entry.ends_on, months),
            ),
        ],
        empty="Quand le dossier d’une personne qui a quitté l’entreprise est effacé, ce que la loi fait garder d’elle vient ici.",
    )


@allows("staff_view")
def staff_list(request):
    months = months_kept(request.territory, timezone.localdate())
    return own_list(
        request,
        queryset=rows(request, StaffEntry).select_related("enterprise", "territory"),
        table=staff_table(months, many_enterprises=enterprises(request).count() > 1),
        title=TITLE,
        export=named_exporter(request, StaffEntry),
        context={
            "breadcrumb": trail(request, (TITLE, "")),
            "lead": f"Les personnes parties dont le dossier est effacé, pendant {french.count(months, 'mois', 'mois')} après leur dernier "
            "jour (code du travail, article R. 1221-26). Seule la direction les lit\u00a0: l’équipe projet n’en a plus le nom.",
        },
    )
