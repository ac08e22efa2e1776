"""The hub's administration opens a territory, corrects its name, says what stays masked."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from territories.access import FORM, allows
from territories.forms import MaskingRuleForm, OpeningForm, RenameForm
from territories.models import MaskingRule
from territories.operations import opening as operations
from territories.operations.masking import write_masking_rule
from territories.views.sheet import form_page
from tzcld.ui import french


@allows("territory_open", FORM)
def territory_create(request):
    form = OpeningForm(request.POST or None)
    if form.is_valid():
        try:
            territory, invitation = operations.open_territory(
                request.territory, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            sent = f" L’invitation est partie à {invitation.email}." if invitation else ""
            messages.success(request, f"{territory.name} est ouvert.{sent}")
            return redirect("territories:territory_detail", territory.slug)
    title = "Ouvrir un territoire"
    places = reverse("territories:territory_list", args=[request.territory.slug])
    context = {
        "form": form,
        "title": title,
        "submit_label": "Ouvrir le territoire",
        "cancel_url": places,
        "breadcrumb": [{"label": "Territoires", "url": places}, {"label": title}],
    }
    return render(request, "territories/territory_opening.html", context)


@allows("territory_rename", FORM)
def territory_rename(request):
    here = request.territory
    form = RenameForm(request.POST or None, initial={"name": here.name, "slug": here.slug})
    if form.is_valid():
        try:
            renamed = operations.rename_territory(here, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, form.told("Le nom est enregistré."))
            return redirect("territories:territory_detail", renamed.slug)
    return form_page(request, form, "Changer le nom", "Enregistrer le nom")


@allows("masking_rule_edit", FORM)
def masking_rule_create(request):
    """The hub's rule: under how many persons a count leaves none of its territories."""
    hub = request.territory
    if not hub.is_hub:
        raise Http404
    today = timezone.localdate()
    start = {"threshold": hub.masking_threshold, "valid_from": today}
    form = MaskingRuleForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            rule = write_masking_rule(hub, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            day = french.date(rule.valid_from)
            messages.success(
                request, f"Le seuil de masquage est de {rule.threshold} à partir du {day}."
            )
            return redirect("territories:territory_detail", hub.slug)
    rules = MaskingRule.objects.within(hub).order_by("-valid_from", "-pk")
    return form_page(
        request,
        form,
        "Changer le seuil de masquage",
        "Enregistrer le seuil",
        template="territories/masking_rule.html",
        rules=rules,
    )
