"""Restricted notes, and the review of free texts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.html import format_html

from ppde import operations
from ppde.forms import ReasonForm
from ppde.models import RestrictedNote, TextFlag
from ppde.privacy import forms
from ppde.views.common import act, crumbs, get_person, get_row, tried, url
from territories.access import FORM, allows
from tzcld.ui import french


@allows("note_edit", methods=FORM)
def note_write(request, pk: int):
    person = get_person(request, pk)
    return act(
        request,
        person,
        forms.NoteForm(request.POST or None),
        lambda data: operations.write_note(person, by=request.user, **data),
        once_only=True,
        done="La note réservée est écrite.",
        field="text",
        title="Écrire une note réservée",
        intro=f"{person}, {person.reference}",
        submit_label="Écrire la note",
        cancel_url=url(request, "person_privacy", person.pk),
    )


def _note(request, pk: int) -> RestrictedNote:
    note = get_row(request, RestrictedNote, pk, "author")
    if not operations.may_open(note, request.scope):
        raise PermissionDenied
    return note


def _why(request) -> ReasonForm:
    return ReasonForm(
        request.POST or None,
        label="Pourquoi vous ouvrez cette note",
        help_text="Votre nom et cette raison s’inscrivent dans les ouvertures du dossier.",
    )


@allows("note_edit", methods=FORM)
def note_open(request, pk: int):
    """Opened by a reason, sent each time: the text is never in a page that can be asked for again by its address."""
    note = _note(request, pk)
    person = note.person
    form = _why(request)
    opened = ""
    if request.method != "POST":
        operations.record_reading(person, by=request.user)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        opened = tried(form, lambda: operations.open_note(note, reason, by=request.user), "reason")
    context = {
        "form": form,
        "note": note,
        "opened": opened,
        "title": "Note réservée",
        "intro": f"{french.upper_first(note.get_subject_display())}, écrite par {note.author} "
        f"le {french.date(note.written_at)}. {person}, {person.reference}.",
        "submit_label": "Ouvrir la note",
        "cancel_url": url(request, "person_privacy", person.pk),
        "breadcrumb": crumbs(request, person, "Note réservée"),
    }
    answer = render(request, "ppde/note_open.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@allows("note_edit", methods=FORM)
def note_erase(request, pk: int):
    note = _note(request, pk)
    return act(
        request,
        note.person,
        _why(request),
        lambda data: (operations.erase_note(note, data["reason"], by=request.user), True),
        done="La note réservée est effacée.",
        field="reason",
        title="Effacer cette note réservée",
        intro=f"{note.person}, {note.person.reference}. Le texte disparaît pour de bon.",
        submit_label="Effacer la note",
        cancel_url=url(request, "person_privacy", note.person_id),
        danger=True,
    )


def _frozen_words(frozen: list[str]) -> str:
    reports = french.accord(
        len(frozen), "Un rapport figé garde ce texte,Des rapports figés gardent ce texte"
    )
    them = french.accord(len(frozen), "retirez-le,retirez-les")
    which = "\u00a0; ".join(frozen)
    return f"{reports}\u00a0: {which}. S’il le faut, {them} depuis Rapports."


@allows("flag_review", methods=FORM)
def text_review(request, pk: int):
    """Keep, reword or erase a text: the decision and its reason stay, the replaced words do not."""
    flag = get_row(request, TextFlag, pk, "territory__hub")
    form = forms.ReviewForm(request.POST or None, flag=flag)
    back = url(request, "privacy_texts")
    if flag.person and request.method != "POST":
        operations.record_reading(flag.person, by=request.user)
    frozen = operations.frozen_with(flag)
    sent = request.method == "POST" and form.is_valid()
    if sent and tried(
        form, lambda: operations.review_text(flag, by=request.user, **form.cleaned_data), "state"
    ):
        messages.success(request, "Le texte est relu.")
        if frozen and form.cleaned_data["state"] != TextFlag.State.KEPT:
            messages.warning(request, _frozen_words(frozen))
        return redirect(back)
    context = {
        "form": form,
        "title": "Relire un texte",
        "read": _read(flag),
        "intro": " ".join(
            filter(
                None,
                (
                    _flag_words(flag),
                    operations.SEALED
                    if flag.sealed and not flag.is_number and not flag.names
                    else "",
                    _frozen_words(frozen) if frozen else "",
                ),
            )
        ),
        "submit_label": "Enregistrer",
        "cancel_url": back,
        "breadcrumb": [
            *(crumbs(request, flag.person) if request.scope.can("names_read") else ()),
            {"label": "Textes à relire", "url": back},
        ],
    }
    if flag.is_encrypted:
        context["aside"] = format_html(
            '<section class="panel"><h2>La note</h2><p class="mb-0"><a href="{}">Ouvrir la note pour la lire</a></p></section>',
            url(request, "note_open", flag.object_id),
        )
    return render(request, "ppde/text_review.html", context)


def _read(flag: TextFlag) -> list[dict]:
    """What is reviewed, where, and what was found in it; nothing of a restricted note, which is read where it is opened."""
    if flag.is_encrypted:
        return []
    told = [("Où", flag.where), ("Le texte", f"«\u00a0{flag.excerpt}\u00a0»")]
    if not flag.is_name:
        found = french.accord(len(flag.words), "Mot trouvé,Mots trouvés")
        told = [("Dossier", flag.reference), *told, (found, french.listing(flag.words))]
    return [{"label": label, "value": value} for label, value in told]


def _flag_words(flag: TextFlag) -> str:
    found = french.listing(flag.words)
    if flag.is_encrypted:
        return f"{flag.reference}. Une note réservée contient des mots à relire, sujet\u00a0: {found}. Elle se lit en l’ouvrant, avec une raison."
    return _name_words(flag) if flag.is_name else ""


def _name_words(flag: TextFlag) -> str:
    """Said from what the text still tells: the platform keeps no name."""
    if not flag.names:
        return (
            "Un territoire a effacé une personne que ce texte nommait. Il a changé depuis, et la plateforme ne sait plus qui\u00a0: "
            "relisez-le en entier."
        )
    said = french.listing([f"«\u00a0{name}\u00a0»" for name in dict.fromkeys(flag.names)])
    return f"Un territoire a effacé les données de\u00a0: {said} (RGPD). Retirez ce nom, sauf s’il est celui de quelqu’un d’autre."
