"""What the person reads: the letter, on screen and on paper, and the private page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ppde import operations
from ppde.letters.forms import DeskForm
from ppde.letters.situations import SITUATIONS, may_be_written_to, situation_of, situations_of
from ppde.letters.words import compose
from ppde.models import PersonPage, Reading
from ppde.operations.person_pages import desk_of
from ppde.views.common import crumbs, file_tabs, get_person, get_row, tried, url
from territories.access import ACT, FORM, allows
from tzcld.documents import render_pdf
from tzcld.private import may_try, private
from tzcld.ui import forms, french


def _person(request, pk: int):
    return get_person(request, pk)


def _letter(request, person, desk, situations: list[str]):
    """The letter asked for when it is true for this person, else that of the state."""
    asked = request.GET.get("lettre", "")
    situation = asked if asked in situations else situation_of(person)
    return compose(person, situation, desk)


@allows("person_view")
def person_letter(request, pk: int):
    """The letter before printing it; opening it shows the name, so it is a reading."""
    person, desk = _person(request, pk), desk_of(request.territory)
    operations.record_reading(person, by=request.user)
    if not may_be_written_to(person):
        return render(request, "ppde/person_unwritten.html", _frame(request, person))
    situations = situations_of(person)
    letter = _letter(request, person, desk, situations)
    given = person.pages.open().select_related("given_by").first() if desk.opens_pages else None
    context = {
        **_frame(request, person),
        "lead": "Des phrases courtes, une idée par phrase. Relisez avant d’imprimer\u00a0: l’impression est inscrite au journal.",
        "person": person,
        "letter": letter,
        "desk": desk,
        "page": given,
        "choices": [
            {"label": SITUATIONS[key], "url": f"?lettre={key}"}
            for key in situations
            if key != letter.situation
        ],
    }
    return render(request, "ppde/person_letter.html", context)


def _frame(request, person) -> dict:
    return {
        "title": f"Courrier à {person.reference}",
        "tabs": file_tabs(request, person),
        "breadcrumb": crumbs(request, person, "Courrier"),
    }


@allows("person_print")
def person_letter_pdf(request, pk: int):
    """The letter on paper, journaled as a print."""
    person, desk = _person(request, pk), desk_of(request.territory)
    if not may_be_written_to(person):
        raise Http404("On n’écrit plus à cette personne.")
    return _paper(request, person, _letter(request, person, desk, situations_of(person)))


def _paper(request, person, letter, link: str = "", until=None) -> HttpResponse:
    reason = f"Lettre\u00a0: {SITUATIONS[letter.situation]}"
    kind = Reading.Kind.PRINT
    operations.record_reading(person, by=request.user, kind=kind, verb="letter", reason=reason)
    context = {
        "person": person,
        "letter": letter,
        "link": link,
        "until": until,
        "today": timezone.localdate(),
        "territory": request.territory,
    }
    author = str(request.territory)
    pdf = render_pdf("documents/letter.html", context, title=letter.title, author=author)
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"courrier-{person.reference}-{letter.situation}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@allows("person_edit", methods=ACT)
def person_page_give(request, pk: int):
    """A new link, shown or printed once: the platform keeps its digest only."""
    person = _person(request, pk)
    form = forms.Form(request.POST)
    given = tried(form, lambda: operations.give_page(person, by=request.user))
    if not given:
        messages.error(request, " ".join(form.non_field_errors()))
        return redirect(url(request, "person_letter", person.pk))
    page, link = given
    if "papier" in request.POST:
        desk = desk_of(request.territory)
        letter = _letter(request, person, desk, situations_of(person))
        return _paper(request, person, letter, link, page.expires_at)
    context = {
        "title": "Lien privé",
        "lead": f"Recopiez-le ou montrez-le à la personne maintenant\u00a0: il ne sera plus affiché. Valable jusqu’au {french.date(page.expires_at)}.",
        "link": link,
        "back": url(request, "person_letter", person.pk),
        "breadcrumb": crumbs(request, person, "Lien privé"),
    }
    response = render(request, "ppde/person_page_given.html", context)
    response["Cache-Control"] = "no-store"
    return response


@allows("person_edit", methods=ACT)
def person_page_close(request, pk: int):
    page = get_row(request, PersonPage, pk)
    operations.close_page(page, by=request.user)
    messages.success(request, "Le lien est fermé\u00a0: il n’ouvre plus rien.")
    return redirect(url(request, "person_letter", page.person_id))


@allows("desk_edit", methods=FORM)
def desk_edit(request):
    """Where the team receives, and whether private pages are offered."""
    form = DeskForm(request.POST or None, instance=desk_of(request.territory))
    if request.method == "POST" and form.is_valid():
        data, update = form.cleaned_data, operations.update_desk
        if tried(form, lambda: update(request.territory, by=request.user, **data)):
            messages.success(request, form.told("L’accueil est à jour."))
            return redirect(url(request, "desk_edit"))
    context = {
        "form": form,
        "title": "Accueil de l’équipe",
        "intro": "Ces lignes figurent au bas des courriers et sur la page personnelle.",
        "submit_label": "Enregistrer l’accueil",
        "breadcrumb": crumbs(request, last="Accueil"),
    }
    return render(request, "ppde/desk_edit.html", context)


@login_not_required
@never_cache
@require_safe
def person_page(request, token: str):
    """The private page (threats in ppde.operations.person_pages): no account, no cookie, nothing kept."""
    if not may_try(request, token):
        return private(request, "ppde/person_page_closed.html", {"is_busy": True}, 429)
    shown = operations.open_page(token)
    if shown is None:
        return private(request, "ppde/person_page_closed.html", {"is_busy": False}, 404)
    return private(request, "ppde/person_page.html", {"shown": shown, "letter": shown.letter}, 200)
