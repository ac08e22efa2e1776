"""The letter, for those who write and send it."""

from functools import partial

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from evaluation import composing, newsletters, testimonies
from evaluation.filters import NewsletterFilters
from evaluation.forms import BlockForm, NewsletterForm
from evaluation.models import Newsletter, NewsletterBlock
from evaluation.tables import LETTER_STATES, NEWSLETTERS
from ppde.models import Person
from territories import journal
from territories.access import ACT, FORM, allows
from tzcld.ui import french
from tzcld.ui.confirm import confirm
from tzcld.ui.forms import refused
from tzcld.ui.lists import render_list
from tzcld.ui.once import once

# A mail brings its own styles and nothing else; it is only shown inside our own pages.
MAIL_CSP = {
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [NONE],
    "font-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups"],
}


def mail_body(html: str) -> HttpResponse:
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


def _letters(request):
    rows = Newsletter.objects.visible_to(request.user).within(request.territory)
    return rows.select_related("territory")


def _letter(request, pk) -> Newsletter:
    return get_object_or_404(_letters(request), pk=pk)


def _address(request, name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=[request.territory.slug, *args])


def _crumbs(request, letter=None, *last) -> list[dict]:
    found = [{"label": "Lettre d’information", "url": _address(request, "newsletter_list")}]
    if letter:
        found.append({"label": letter.subject, "url": letter.get_absolute_url() if last else ""})
    return found + [{"label": word, "url": ""} for word in last]


def tabs(request, current: str) -> list[dict]:
    """Letters and readers: the two lists of the room."""
    pages = [
        ("Lettres", "newsletter_list", "newsletter_view"),
        ("Personnes abonnées", "subscriber_list", "subscriber_view"),
    ]
    return [
        {"label": word, "url": _address(request, name), "current": name == current}
        for word, name, verb in pages
        if request.scope.can(verb)
    ]


@allows("newsletter_view")
def newsletter_list(request):
    write = {
        "label": "Écrire une lettre",
        "url": _address(request, "newsletter_create"),
        "icon": "pencil",
        "primary": True,
    }
    return render_list(
        request,
        queryset=_letters(request).annotate(readers=Count("deliveries")),
        table=NEWSLETTERS,
        title="Lettre d’information",
        filterset_class=NewsletterFilters,
        template="evaluation/newsletter_list.html",
        context={
            "lead": "Les lettres en préparation, et celles qui sont parties.",
            "actions": [write] if request.scope.can("newsletter_edit") else [],
            "tabs": tabs(request, "newsletter_list"),
        },
        export=journal.exporter(request, Newsletter),
    )


@allows("newsletter_edit", methods=FORM)
def newsletter_create(request):
    form = NewsletterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            letter, again = once(
                request,
                lambda: newsletters.create(request.territory, by=request.user, **form.cleaned_data),
            )
        except ValidationError as error:
            refused(form, error)
        else:
            said = again or "La lettre est créée. Ajoutez maintenant ses blocs."
            messages.success(request, said)
            return redirect(letter)
    context = {
        "form": form,
        "title": "Écrire une lettre",
        "submit_label": "Créer la lettre",
        "cancel_url": _address(request, "newsletter_list"),
        "breadcrumb": _crumbs(request, None, "Écrire une lettre"),
    }
    return render(request, "ui/form_page.html", context)


@allows("newsletter_view")
def newsletter_detail(request, pk):
    letter = _letter(request, pk)
    context = {
        "letter": letter,
        "title": letter.subject,
        "state": LETTER_STATES[letter.state],
        "breadcrumb": _crumbs(request, letter),
    }
    if letter.state == Newsletter.State.DRAFT:
        blocks = letter.blocks.select_related("report")
        shown = {row.block_id: row for row in testimonies.of(letter)}
        context |= {
            "intro": composing.light(letter.intro),
            "blocks": [
                (block, composing.light(block.body), shown.get(block.pk)) for block in blocks
            ],
            "readers": newsletters.readers(letter).count(),
        }
        return render(request, "evaluation/newsletter_draft.html", context)
    context["unagreed"] = testimonies.of(letter).unagreed().count()
    return render(request, "evaluation/newsletter_sent.html", context | _progress(request, letter))


def _progress(request, letter) -> dict:
    found = newsletters.Progress(letter)
    return {
        "progress": found,
        "poll_url": _address(request, "newsletter_progress", letter.pk),
        "can_resume": letter.state == Newsletter.State.FAILED
        or (letter.state == Newsletter.State.SENT and found.later),
    }


@allows("newsletter_view")
def newsletter_progress(request, pk):
    """The progress alone, asked every 2 s by htmx; when the sending is over the whole page comes back."""
    letter = _letter(request, pk)
    context = {"letter": letter, **_progress(request, letter)}
    response = render(request, "evaluation/newsletter_progress.html", context)
    if letter.state != Newsletter.State.SENDING:
        response.status_code = 286
        response["HX-Refresh"] = "true"
    return response


@allows("newsletter_edit", methods=FORM)
def newsletter_edit(request, pk):
    letter = _letter(request, pk)
    form = NewsletterForm(request.POST or None, instance=letter)
    if request.method == "POST" and form.is_valid():
        try:
            newsletters.update(letter, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, form.told("Les changements sont enregistrés."))
            return redirect(letter)
    context = {
        "form": form,
        "title": "Modifier la lettre",
        "submit_label": "Enregistrer la lettre",
        "cancel_url": letter.get_absolute_url(),
        "breadcrumb": _crumbs(request, letter, "Modifier"),
    }
    return render(request, "ui/form_page.html", context)


@allows("newsletter_edit", methods=FORM)
def newsletter_delete(request, pk):
    letter = _letter(request, pk)
    return confirm(
        request,
        partial(newsletters.delete, letter, by=request.user),
        to=_address(request, "newsletter_list"),
        done="Le brouillon est supprimé.",
        title="Supprimer ce brouillon\u00a0?",
        text=letter.subject,
        consequence="Ses blocs sont supprimés avec lui.",
        danger=True,
        submit_label="Supprimer le brouillon",
        cancel_url=letter.get_absolute_url(),
        breadcrumb=_crumbs(request, letter, "Supprimer"),
    )


def _try(request, act, done: str, then):
    """Do it, say so, go on; a refusal is said on the next page."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(then)


# Blocks


def _persons(request):
    """Whom a block may show, for whoever reads names here; None for the others, and for a hub, which follows nobody."""
    if not request.scope.can("names_read") or request.territory.is_hub:
        return None
    return Person.objects.visible_to(request.user).within(request.territory)


@allows("newsletter_edit", methods=FORM)
def newsletter_block_create(request, pk):
    letter = _letter(request, pk)
    form = BlockForm(request.POST or None, territory=request.territory, persons=_persons(request))
    if request.method == "POST" and form.is_valid():
        try:
            _, again = once(
                request,
                lambda: newsletters.block_add(letter, by=request.user, **form.cleaned_data),
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, again or "Le bloc est ajouté à la fin de la lettre.")
            return redirect(letter)
    return render(
        request, "ui/form_page.html", _block_page(request, letter, form, "Ajouter un bloc")
    )


def _block_page(request, letter, form, title) -> dict:
    return {
        "form": form,
        "title": title,
        "intro": letter.subject,
        "submit_label": "Enregistrer le bloc",
        "cancel_url": letter.get_absolute_url(),
        "breadcrumb": _crumbs(request, letter, title),
    }


def _block(request, pk) -> NewsletterBlock:
    rows = NewsletterBlock.objects.visible_to(request.user).within(request.territory)
    return get_object_or_404(rows.select_related("newsletter__territory"), pk=pk)


@allows("newsletter_edit", methods=FORM)
def newsletter_block_edit(request, pk):
    block = _block(request, pk)
    letter = block.newsletter
    form = BlockForm(
        request.POST or None,
        instance=block,
        territory=request.territory,
        persons=_persons(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            newsletters.block_update(block, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, form.told("Le bloc est enregistré."))
            return redirect(letter)
    return render(
        request, "ui/form_page.html", _block_page(request, letter, form, "Modifier le bloc")
    )


@allows("newsletter_edit", methods=ACT)
def newsletter_block_change(request, pk):
    """One button of a block: up, down, remove."""
    block = _block(request, pk)
    act = request.POST.get("act")
    try:
        if act == "remove":
            newsletters.block_remove(block, by=request.user)
        elif act in ("up", "down"):
            newsletters.block_move(block, by=request.user, up=act == "up")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(block.newsletter)


# Reading before sending


@allows("newsletter_view")
@csp_update({"frame-src": [SELF]})
def newsletter_preview(request, pk):
    letter = _letter(request, pk)
    _, text = _bodies(letter)
    context = {
        "letter": letter,
        "title": "Aperçu",
        "lead": letter.subject,
        "text": composing.for_the_web(letter, text),
        "body_url": _address(request, "newsletter_body", letter.pk),
        "breadcrumb": _crumbs(request, letter, "Aperçu"),
    }
    return render(request, "evaluation/newsletter_preview.html", context)


@allows("newsletter_view")
@csp_replace(MAIL_CSP)
@xframe_options_sameorigin
def newsletter_body(request, pk):
    """The mail as its readers get it, for the frame of the preview."""
    letter = _letter(request, pk)
    return mail_body(composing.for_the_web(letter, _bodies(letter)[0]))


def _bodies(letter) -> tuple[str, str]:
    """The frozen bodies of a letter that left, else what would leave now."""
    return (letter.html, letter.text) if letter.html else composing.build(letter)


# Sending


@allows("newsletter_edit", methods=ACT)
def newsletter_test(request, pk):
    letter = _letter(request, pk)
    return _try(
        request,
        lambda: newsletters.send_test(letter, by=request.user),
        f"La lettre d’essai est partie à {request.user.email}.",
        letter,
    )


@allows("newsletter_send", methods=FORM)
def newsletter_send(request, pk):
    letter = _letter(request, pk)
    n = newsletters.readers(letter).count()
    return confirm(
        request,
        partial(newsletters.send, letter, by=request.user),
        to=letter,
        done="La lettre part. Vous pouvez quitter cette page\u00a0: l’envoi continue.",
        title=f"Envoyer cette lettre à {french.count(n, 'lecteur')}\u00a0?",
        facts=[
            {"label": "Objet", "value": letter.subject},
            {"label": "Liste", "value": letter.get_audience_display()},
            {"label": "Lecteurs", "value": french.number(n)},
            {"label": "Réponses à", "value": request.user.email},
        ],
        consequence="Une lettre partie ne se reprend pas et ne change plus. Relisez l’aperçu, envoyez-vous un essai.",
        danger=True,
        submit_label=f"Envoyer à {french.count(n, 'lecteur')}",
        breadcrumb=_crumbs(request, letter, "Envoyer"),
    )


@allows("newsletter_send", methods=ACT)
def newsletter_resume(request, pk):
    letter = _letter(request, pk)
    return _try(
        request,
        lambda: newsletters.resume(letter, by=request.user),
        "L’envoi reprend là où il s’était arrêté.",
        letter,
    )


@allows("newsletter_send", methods=ACT)
def newsletter_publish(request, pk):
    letter = _letter(request, pk)
    public = request.POST.get("public") == "1"
    shown = (
        "La lettre est dans les archives publiques."
        if request.territory.is_public
        else "La lettre sera dans les archives dès que la fiche du territoire sera publique."
    )
    done = shown if public else "La lettre n’est plus publique."
    return _try(
        request, lambda: newsletters.publish(letter, by=request.user, public=public), done, letter
    )
