"""Orientations: the partner's form and its own list, the team's answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from ppde.duplicates.matching import File, twins
from ppde.forms import ReasonForm
from ppde.models import Orientation
from ppde.operations import orientations as operations
from ppde.operations.readings import named_exporter, record_reading
from ppde.orientation_forms import (
    CLOSE,
    NEW,
    AnswerForm,
    CorrectOrientationForm,
    OrientationForm,
)
from ppde.orientation_tables import (
    OrientationFilters,
    SentFilters,
    orientations_table,
    sent_table,
)
from ppde.privacy.words import clock_words
from ppde.views.common import act, crumbs, list_tabs, persons, tried, url
from territories import journal
from territories.access import FORM, allows
from territories.journal import journaled
from tzcld.ui import french
from tzcld.ui.lists import render_list
from tzcld.ui.once import once


def _orientations(request):
    return Orientation.objects.visible_to(request.user).within(request.territory)


@allows("orientation_send")
def orientation_sent(request):
    """What this account or a colleague of its organisation sent, and nothing else: received, met or closed."""
    ours = request.scope.organisation_ids
    send = {"label": "Orienter une personne", "url": url(request, "orientation_send")}
    return render_list(
        request,
        queryset=_orientations(request).sent_by(request.user).select_related("author"),
        table=sent_table(request.user, with_colleagues=bool(ours)),
        title="Vos orientations",
        filterset_class=SentFilters,
        # What they wrote themselves, and three words: whoever may read it may keep it.
        export=journaled(request, Orientation, named=True),
        context={
            "actions": [send | {"icon": "send", "primary": True}],
            "lead": "L’équipe du territoire reçoit chaque orientation. Vous voyez si elle est reçue, rencontrée ou close"
            + (", pour les vôtres et pour celles de vos collègues." if ours else "."),
        },
    )


@allows("orientation_send", methods=FORM)
def orientation_send(request):
    form = OrientationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        sent = tried(
            form,
            lambda: once(
                request,
                lambda: operations.send_orientation(request.territory, by=request.user, **data),
            ),
        )
        if sent:
            messages.success(request, sent[1] or "L’équipe a reçu votre orientation.")
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
        filterset_class=OrientationFilters,
        template="ppde/person_list.html",
        export=named_exporter(request, Orientation),
        context={
            "tabs": list_tabs(request),
            "lead": "Les personnes que les partenaires vous demandent de rencontrer.",
            "breadcrumb": crumbs(request, last="Orientations"),
        },
    )


@allows("orientation_answer", methods=FORM)
def orientation_answer(request, pk: int):
    """Link to a known person, open a file, or close with a reason; answered, what was answered, and taking it back."""
    orientation = _orientation(request, pk)
    _write_reading(request, orientation)
    if orientation.is_answered:
        return _answered(request, orientation)
    origin = operations.origin_of(orientation.organisation) or ""
    form = AnswerForm(request.POST or None, known=_known(request, orientation), origin=origin)
    if request.method == "POST" and form.is_valid():
        done = tried(form, lambda: (_answer(request, orientation, form),), "answer")
        if done:
            return redirect(done[0] or url(request, "orientation_list"))
    context = {
        **_frame(request, orientation),
        "form": form,
        "submit_label": "Enregistrer la réponse",
        "cancel_url": url(request, "orientation_list"),
    }
    return render(request, "ppde/orientation_answer.html", context)


def _orientation(request, pk: int) -> Orientation:
    rows = _orientations(request).select_related("territory", "organisation", "author", "person")
    return get_object_or_404(rows, pk=pk)


def _frame(request, orientation) -> dict:
    return {
        "orientation": orientation,
        "facts": _facts(orientation),
        "asked": [
            (row, clock_words(row)) for row in orientation.rights_requests.order_by("-received_on")
        ],
        "title": f"Orientation {french.de(orientation)}",
        "lead": _lead(orientation),
        "breadcrumb": _trail(request, str(orientation)),
    }


def _lead(orientation) -> str:
    if orientation.person_id:
        return "L’équipe a répondu\u00a0: un dossier est relié à la demande."
    if orientation.closed_on:
        return "L’équipe a répondu\u00a0: la demande est close, sans suite."
    return "Un partenaire vous demande de la rencontrer, et attend de savoir ce que vous en faites."


def _trail(request, *last: str) -> list[dict]:
    trail = [*crumbs(request), {"label": "Orientations", "url": url(request, "orientation_list")}]
    return [*trail, *({"label": label, "url": ""} for label in last)]


def _answered(request, orientation):
    return render(request, "ppde/orientation_answered.html", _frame(request, orientation))


def _write_reading(request, orientation) -> None:
    """It tells how to join somebody: in the read log of the file, or in the journal of whoever has none."""
    if request.method == "POST" or not orientation.first_name:
        return
    if orientation.person:
        record_reading(orientation.person, by=request.user)
    else:
        journal.record("read", orientation, by=request.user, named=True)


@allows("orientation_answer", methods=FORM)
def orientation_unlink(request, pk: int):
    """It was not this person: the request waits again, and the partner reads « reçue »."""
    rows = _orientations(request).select_related("territory", "organisation", "person__territory")
    orientation = get_object_or_404(rows.exclude(person=None), pk=pk)
    person = orientation.person
    return act(
        request,
        person,
        ReasonForm(request.POST or None),
        lambda data: operations.unlink_orientation(orientation, by=request.user, **data),
        done="L’orientation est déliée\u00a0: elle attend de nouveau une réponse dans «\u00a0Orientations\u00a0».",
        title="Ce n’est pas la personne orientée",
        intro=f"Le partenaire a orienté {orientation}. Le dossier relié est celui {french.de(person)}, {person.reference}. "
        "S’ils sont deux dossiers de la même personne, réunissez-les plutôt depuis «\u00a0Doublons\u00a0».",
        submit_label="Délier cette orientation",
        danger=True,
    )


@allows("orientation_answer", methods=FORM)
def orientation_reopen(request, pk: int):
    """Closed by mistake, while how to join the person is still kept."""
    orientation = _orientation(request, pk)
    if orientation.emptied_on is None:
        return redirect(orientation)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(
            form,
            lambda: operations.reopen_orientation(orientation, by=request.user, reason=reason),
        ):
            messages.success(request, "L’orientation attend de nouveau une réponse.")
            return redirect(orientation)
    title = "Rouvrir cette orientation"
    context = {
        "form": form,
        "title": title,
        "submit_label": title,
        "cancel_url": orientation.get_absolute_url(),
        "breadcrumb": _trail(request, title),
    }
    return render(request, "ui/form_page.html", context)


@allows("orientation_answer", methods=FORM)
def orientation_correct(request, pk: int):
    """What the partner wrote wrong, as long as no file tells the person."""
    orientation = _orientation(request, pk)
    if orientation.person_id or not orientation.first_name:
        return redirect(orientation)
    form = CorrectOrientationForm(request.POST or None, instance=_orientation(request, pk))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(
            form, lambda: operations.correct_orientation(orientation, by=request.user, **data)
        ):
            messages.success(request, form.told("L’orientation est corrigée."))
            return redirect(orientation)
    title = "Corriger cette orientation"
    context = {
        "form": form,
        "title": title,
        "intro": f"{orientation}, {orientation.reference}. Le partenaire en lit les initiales.",
        "submit_label": "Enregistrer la correction",
        "cancel_url": orientation.get_absolute_url(),
        "breadcrumb": _trail(request, title),
    }
    return render(request, "ui/form_page.html", context)


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
        messages.success(request, f"L’orientation est close. {closed_words(orientation)}")
        return None
    person = next((p for p in form.known if str(p.pk) == answer), None) if answer != NEW else None
    origin = form.cleaned_data["origin"]
    found = operations.accept_orientation(
        orientation, by=request.user, person=person, origin=origin
    )
    messages.success(request, f"L’orientation est reliée au dossier {found.reference}.")
    return found


def closed_words(orientation) -> str:
    """What became of how to join the person, once the team closed the request."""
    if day := orientation.emptied_on:
        return f"Ses coordonnées seront effacées le {french.date(day)}\u00a0: d’ici là, elle se rouvre."
    return "Ses coordonnées sont effacées."


def _facts(orientation) -> list[dict]:
    told = [
        ("Envoyée le", french.date_hour(orientation.sent_at)),
        ("Par", orientation.author),
        ("Organisation", orientation.organisation),
        ("Téléphone", orientation.phone),
        ("Adresse", orientation.email),
        ("Comment la joindre", orientation.contact_preference),
        ("Accord", "La personne a dit oui"),
    ]
    return [{"label": label, "value": value} for label, value in told if value]
