"""The hiring plan of an enterprise."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from ebe.models import Convention, Enterprise, holds
from ebe.plans.forms import PlanForm
from ebe.plans.models import HiringPlan
from ebe.plans.operations import plan_hires
from ebe.views.here import form_page, row_or_404, trail, url
from territories.access import FORM, allows
from tzcld.ui import french

INTRO = (
    "Les postes que l’entreprise pense pourvoir, mois par mois. La prévision du territoire s’appuie dessus. "
    "Écrivez 0 pour un mois sans embauche ; laissé vide après le dernier mois écrit, il suit le rythme passé."
)


@allows("hiring_plan_edit", methods=FORM)
def plan_edit(request, pk: int):
    enterprise = row_or_404(request, Enterprise, pk)
    if not holds(request.scope, "hiring_plan_edit", enterprise):
        raise Http404
    known = HiringPlan.objects.visible_to(request.user).filter(enterprise=enterprise)
    initial = {f"p{p.month:%Y%m}": p.positions for p in known}
    initial |= {f"h{p.month:%Y%m}": p.weekly_hours for p in known}
    form = PlanForm(
        request.POST or None,
        initial=initial,
        today=timezone.localdate(),
        territory=enterprise.territory,
    )
    here = url(request, "enterprise_detail", enterprise.pk)
    if request.method == "POST" and form.is_valid():
        plan_hires(enterprise, form.lines, by=request.user)
        messages.success(request, form.told("Les embauches prévues sont enregistrées."))
        return redirect(here)
    page = form_page(
        request, form, title="Embauches prévues", submit="Enregistrer le plan", cancel=here,
        intro=f"{INTRO} {_ceiling(enterprise)}".strip(),
        breadcrumb=trail(request, (enterprise.name, here), ("Embauches prévues", "")),
    )  # fmt: skip
    return render(request, "ui/form_page.html", page)


def _ceiling(enterprise: Enterprise) -> str:
    """What the convention in force funds at most, to read beside the plan."""
    row = Convention.objects.filter(
        enterprise=enterprise, period__contains=timezone.localdate()
    ).first()
    return f"Plafond de la convention : {french.number(row.fte_ceiling, 1)} ETP." if row else ""
