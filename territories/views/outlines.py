"""The outlines of a hub: a file is loaded, replaced, removed."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from territories.access import FORM, allows
from territories.models import OutlineFile
from territories.outlines import operations
from territories.outlines.forms import OutlineForm
from territories.outlines.perimeters import places_missing
from tzcld.ui import french
from tzcld.ui.confirm import confirm

TITLE = "Contours des communes"


def _url(request, name: str) -> str:
    return reverse(f"territories:{name}", args=[request.territory.slug])


@allows("outline_edit", methods=FORM)
def outline_file(request):
    """The file in use, what it lacks, and the form that loads another."""
    here = request.territory
    file = OutlineFile.objects.within(here).first()
    form = OutlineForm(request.POST or None, request.FILES or None, instance=file)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        data = said.pop("file").read()
        try:
            made = operations.load(here, data, **said, by=request.user)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, _loaded(made))
            return redirect(_url(request, "outline_file"))
    context = {
        "title": TITLE,
        "form": form,
        # The form has written on the row it was given: what is in use is what the database holds.
        "file": OutlineFile.objects.within(here).first(),
        "missing": places_missing(here),
        "submit_label": "Remplacer les contours" if file else "Charger les contours",
        "cancel_url": here.get_absolute_url(),
        "breadcrumb": [{"label": here.name, "url": here.get_absolute_url()}, {"label": TITLE}],
    }
    return render(request, "territories/outline_file.html", context)


def _loaded(file: OutlineFile) -> str:
    n = file.communes
    found = french.count(n, "commune est chargée", "communes sont chargées")
    return f"{found}. Les cartes se dessinent."


@allows("outline_edit", methods=FORM)
def outline_remove(request):
    file = get_object_or_404(OutlineFile.objects.within(request.territory))
    return confirm(
        request,
        partial(operations.remove, file, by=request.user),
        to=_url(request, "outline_file"),
        done="Les contours sont retirés.",
        title="Retirer les contours\u00a0?",
        consequence="Les cartes disparaissent des fiches et des nouveaux rapports\u00a0; les listes de communes restent. "
        "Le retrait est inscrit au journal.",
        submit_label="Retirer les contours",
        danger=True,
    )
