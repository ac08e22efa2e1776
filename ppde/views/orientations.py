"""Orientations: the partner's form and its own list, the team's answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from ppde.duplicates.matching import File, twins
from ppde.models import Orientation
from ppde.operations import orientations as operations
from ppde.orientation_forms import CLOSE, NEW, AnswerForm, OrientationForm
from ppde.orientation_tables import orientations_table, sent_table
from ppde.views.common import crumbs, list_tabs, persons, tried, url
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import render_list


def _orientations(request):
    return Orientation.objects.visible_to(request.user).within(request.territory)


@allows("orientation_send")
def orientation_sent(request):
    """What this account sent, and nothing else: received, met or closed."""
    send = {"label": "Orienter une personne", "url": url(request, "orientation_send")}
    return render_list(
        request,
        queryset=_orientations(request).filter(author=request.user),
        table=sent_table(),
        title="Vos orientations",
        context={
            "actions": [send | {"icon": "send", "primary": True}],
            "lead": "L’équipe du territoire reçoit chaque orientation. Vous voyez si elle est reçue, rencontrée ou close.",
        },
    )


@allows("orientation_send", methods=FORM)
def orientation_send(request):
    form = OrientationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        sent = tried(
            form,
            lambda: operations.send_orientation(request.territory, by=request.user, **data),
        )
        if sent:
            messages.success(request, "L’équipe a reçu votre orientation.")
            return redirect(url(request, "orientation_sent"))
    context = {
        "form": form,
        "title": "Orienter une personne",
        "intro": "Quelques lignes suffisent\u00a0: l’équipe la contactera pour lui présenter le projet.",
        "submit_label": "Envoyer l’orientation",
        "cancel_url": url(request, "orientation_sent"),
        "breadcrumb": [
            {"label": "Vos orientations", "url": url(request, "orientation_sent")},
            {"label": "Orienter", "url": ""},
        ],
    }
    return render(request, "ppde/orientation_form.html", context)


@allows("orientation_answer")
def orientation_list(request):
    """What partners sent to the team, those without an answer first."""
    return render_list(
        request,
        queryset=_orientations(request).select_related("organisation", "person", "author"),
        table=orientations_table(request.territory.slug),
        title="Orientations",
        template="ppde/person_list.html",
        export=journal.exporter(request, Orientation, named=True),
        context={
            "tabs": list_tabs(request),
            "lead": "Les personnes que les partenaires vous demandent de rencontrer.",
            "breadcrumb": crumbs(request, last="Orientations"),
        },
    )


@allows("orientation_answer", methods=FORM)
def orientation_answer(request, pk: int):
    """Link to a known person, open a file, or close with a reason."""
    rows = _orientations(request).select_related("territory", "organisation", "author", "person")
    orientation = get_object_or_404(rows, pk=pk)
    if orientation.person:
        return redirect(orientation.person)
    form = AnswerForm(request.POST or None, known=_known(request, orientation))
    if request.method == "POST" and form.is_valid():
        done = tried(form, lambda: (_answer(request, orientation, form),), "answer")
        if done:
            return redirect(done[0] or url(request, "orientation_list"))
    context = {
        "form": form,
        "orientation": orientation,
        "facts": _facts(orientation),
        "title": f"Orientation de {orientation}",
        "submit_label": "Enregistrer la réponse",
        "cancel_url": url(request, "orientation_list"),
        "breadcrumb": [
            *crumbs(request),
            {"label": "Orientations", "url": url(request, "orientation_list")},
            {"label": str(orientation), "url": ""},
        ],
    }
    return render(request, "ppde/orientation_answer.html", context)


def _known(request, orientation) -> list:
    """Persons of the territory who may be the same, likeliest first."""
    typed = File(
        pk=0,
        number=0,
        last_name=orientation.last_name,
        first_name=orientation.first_name,
        birth_year=None,
        phone=orientation.phone,
        email=orientation.email,
        district_id=None,
    )
    found = [twin.file.pk for twin in twins(request.territory, typed)]
    rows = persons(request).in_bulk(found)
    return [rows[pk] for pk in found if pk in rows]


def _answer(request, orientation, form):
    """The person to go on with, or None once closed."""
    answer = form.cleaned_data["answer"]
    if answer == CLOSE:
        operations.close_orientation(
            orientation, by=request.user, reason=form.cleaned_data["reason"]
        )
        messages.success(request, "L’orientation est close. Ses coordonnées sont effacées.")
        return None
    person = next((p for p in form.known if str(p.pk) == answer), None) if answer != NEW else None
    found = operations.accept_orientation(orientation, by=request.user, person=person)
    messages.success(request, f"L’orientation est reliée au dossier {found.reference}.")
    return found


def _facts(orientation) -> list[dict]:
    told = [
        ("Envoyée le", french.date_hour(orientation.sent_at)),
        ("Par", orientation.author),
        ("Organisation", orientation.organisation),
        ("Téléphone", orientation.phone),
        ("Adresse", orientation.email),
        ("Comment la joindre", orientation.contact_preference),
        ("Accord", "La personne a dit oui"),
        ("Close", orientation.closed_reason),
    ]
    return [{"label": label, "value": value} for label, value in told if value]
