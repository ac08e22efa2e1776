"""The stakeholder file: organisations and the people to reach there (professional data only)."""

from functools import partial

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from territories import forms, journal
from territories.access import ACT, FORM, allows
from territories.filters import OrganisationFilters
from territories.models import Contact, Organisation
from territories.operations import territory as operations
from territories.tables import ORGANISATIONS, POSITIONS
from tzcld.ui.confirm import confirm
from tzcld.ui.lists import render_list
from tzcld.ui.once import once


def _here(request):
    return Organisation.objects.visible_to(request.user).within(request.territory)


@allows("organisation_view")
def organisation_list(request):
    url = reverse("territories:organisation_create", args=[request.territory.slug])
    add = {"label": "Ajouter une organisation", "url": url, "icon": "plus-lg", "primary": True}
    load = {"label": "Importer un tableur", "icon": "file-earmark-plus"}
    load["url"] = reverse(
        "territories:import_start", args=[request.territory.slug, "organisations"]
    )
    return render_list(
        request,
        queryset=_here(request)
        .select_related("territory")
        .annotate(contact_count=Count("contacts")),
        table=ORGANISATIONS,
        filterset_class=OrganisationFilters,
        title="Organisations",
        export=journal.exporter(request, Organisation),
        context={
            "lead": "Le fichier des parties prenantes, commun à toute l’équipe.",
            "actions": [load, add] if request.scope.can("organisation_edit") else [],
        },
    )


@allows("organisation_view")
def organisation_detail(request, pk: int):
    organisation = get_object_or_404(_here(request), pk=pk)
    return render(
        request,
        "territories/organisation_detail.html",
        {
            "title": organisation.name,
            "organisation": organisation,
            "position": POSITIONS.get(organisation.position),
            "contacts": Contact.objects.visible_to(request.user).filter(organisation=organisation)
            if request.scope.can("contact_view")
            else (),
            "breadcrumb": _crumbs(request, organisation.name),
        },
    )


@allows("organisation_edit", methods=FORM)
def organisation_create(request):
    return _form(
        request,
        forms.OrganisationForm,
        # From a page that names one to add.
        Organisation(name=request.GET.get("nom", "")[:160]),
        "Ajouter une organisation",
        "Ajouter l’organisation",
    )


@allows("organisation_edit", methods=FORM)
def organisation_edit(request, pk: int):
    row = get_object_or_404(_here(request), pk=pk)
    return _form(
        request,
        forms.OrganisationForm,
        row,
        f"Modifier « {row.name} »",
        "Enregistrer l’organisation",
    )


@allows("contact_edit", methods=FORM)
def contact_create(request, pk: int):
    contact = Contact(organisation=get_object_or_404(_here(request), pk=pk))
    return _form(request, forms.ContactForm, contact, "Ajouter un contact", "Ajouter le contact")


@allows("contact_edit", methods=FORM)
def contact_edit(request, pk: int):
    row = get_object_or_404(
        Contact.objects.visible_to(request.user).within(request.territory), pk=pk
    )
    return _form(
        request, forms.ContactForm, row, f"Modifier le contact {row}", "Enregistrer le contact"
    )


@allows("contact_edit", methods=ACT)
def contact_confirm(request, pk: int):
    row = get_object_or_404(
        Contact.objects.visible_to(request.user).within(request.territory), pk=pk
    )
    operations.confirm_contact(row, by=request.user)
    messages.success(request, f"{row}\u00a0: exact aujourd’hui.")
    return redirect(_url(request, row.organisation_id))


@allows("contact_edit", methods=FORM)
def contact_delete(request, pk: int):
    row = get_object_or_404(
        Contact.objects.visible_to(request.user).within(request.territory), pk=pk
    )
    return confirm(
        request,
        partial(operations.delete_contact, row, by=request.user),
        to=_url(request, row.organisation_id),
        done="Le contact est supprimé.",
        title=f"Supprimer le contact {row}\u00a0?",
        consequence="Ses coordonnées sont effacées tout de suite.",
        submit_label="Supprimer le contact",
        danger=True,
    )


def _form(request, form_class, row, title: str, label: str):
    form = form_class(request.POST or None, instance=row, territory=request.territory)
    if form.is_valid():
        save = operations.save_contact if isinstance(row, Contact) else operations.save_row
        is_new, fields = row.pk is None, list(form.cleaned_data)

        def write():
            return save(form.save(commit=False), fields=fields, by=request.user)

        saved, again = once(request, write, is_new=is_new)
        messages.success(request, again or form.told("C’est enregistré."))
        return redirect(_url(request, getattr(saved, "organisation_id", saved.pk)))
    back = reverse("territories:organisation_list", args=[request.territory.slug])
    context = {
        "form": form,
        "title": title,
        "submit_label": label,
        "cancel_url": back,
        "breadcrumb": _crumbs(request, title),
    }
    return render(request, "ui/form_page.html", context)


def _url(request, pk: int) -> str:
    return reverse("territories:organisation_detail", args=[request.territory.slug, pk])


def _crumbs(request, last: str) -> list[dict]:
    back = reverse("territories:organisation_list", args=[request.territory.slug])
    return [{"label": "Organisations", "url": back}, {"label": last}]
