"""Readers of the letter: the list for the team; asking, confirming and leaving for the public; the archive."""

from allauth.account.adapter import get_adapter
from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from evaluation import composing, subscribers
from evaluation.filters import SubscriberFilters
from evaluation.forms import SubscribeForm, SubscriberForm
from evaluation.models import Newsletter, Subscriber
from evaluation.tables import SUBSCRIBERS
from evaluation.views.newsletters import MAIL_CSP, mail_body, tabs
from territories import journal
from territories.access import FORM, allows
from territories.models import Territory
from territories.scoping import scoped
from tzcld import throttle
from tzcld.ui.confirm import confirm
from tzcld.ui.forms import ReasonForm, refused
from tzcld.ui.lists import render_list

HOUR = 3600
PER_ADDRESS = 3
PER_VISITOR = 20


# The team's list


@allows("subscriber_view")
def subscriber_list(request):
    add = {
        "label": "Proposer la lettre à quelqu’un",
        "url": reverse("evaluation:subscriber_create", args=[request.territory.slug]),
        "icon": "person-plus",
        "primary": True,
    }
    load = {"label": "Importer un tableur", "icon": "file-earmark-plus"}
    load["url"] = reverse("territories:import_start", args=[request.territory.slug, "abonnes"])
    return render_list(
        request,
        queryset=Subscriber.objects.visible_to(request.user)
        .within(request.territory)
        .known()
        .select_related("territory"),
        table=SUBSCRIBERS,
        title="Lettre d’information",
        filterset_class=SubscriberFilters,
        template="evaluation/newsletter_list.html",
        context={
            "actions": [load, add] if request.scope.can("subscriber_edit") else [],
            "tabs": tabs(request, "subscriber_list"),
            "sign_up_url": sign_up_url(request),
            "is_hidden": not request.territory.is_public,
        },
        # The journal never holds an address, nor a part of one.
        export=journal.exporter(request, Subscriber, untold=("Adresse",)),
    )


@allows("subscriber_edit", methods=FORM)
def subscriber_create(request):
    form = SubscriberForm(request.POST or None)
    back = reverse("evaluation:subscriber_list", args=[request.territory.slug])
    if request.method == "POST" and form.is_valid():
        try:
            asked = subscribers.ask(request.territory, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(
                request,
                "Un courriel lui demande de confirmer son inscription."
                if asked
                else "Cette personne reçoit déjà cette lettre.",
            )
            return redirect(back)
    context = {
        "form": form,
        "title": "Proposer la lettre à quelqu’un",
        "intro": "La personne reçoit un courriel et confirme elle-même : rien ne part avant.",
        "submit_label": "Envoyer la proposition",
        "cancel_url": back,
        "breadcrumb": [
            {"label": "Personnes abonnées", "url": back},
            {"label": "Proposer la lettre", "url": ""},
        ],
    }
    return render(request, "ui/form_page.html", context)


@allows("subscriber_edit", methods=FORM)
def subscriber_end(request, pk):
    """Somebody asked by voice, or an address was proposed wrongly: the team takes it off."""
    rows = Subscriber.objects.visible_to(request.user).within(request.territory).known()
    reader = get_object_or_404(rows, pk=pk)
    asked = subscribers.is_only_asked(reader)
    back = reverse("evaluation:subscriber_list", args=[request.territory.slug])
    return confirm(
        request,
        lambda **data: subscribers.take_off(reader, by=request.user, **data),
        to=back,
        form=ReasonForm(
            request.POST or None,
            help_text="Gardé au journal, sans nom ni adresse. Par exemple : demandé par téléphone le 3 mars ; faute de frappe.",
        ),
        done="La proposition est retirée, l’adresse effacée."
        if asked
        else "Cette adresse ne reçoit plus la lettre.",
        title="Retirer cette proposition ?" if asked else "Désinscrire cette adresse ?",
        facts=[
            {"label": "Adresse", "value": reader.email},
            {"label": "Liste", "value": reader.get_audience_display()},
            {"label": "Origine", "value": reader.source},
        ],
        consequence="Personne n’a confirmé : l’adresse est effacée tout de suite."
        if asked
        else "Tout de suite, lettre en cours d’envoi comprise. Ensuite elle seule peut se réinscrire, par le lien d’une lettre reçue.",
        danger=True,
        submit_label="Retirer la proposition" if asked else "Désinscrire cette adresse",
        breadcrumb=[
            {"label": "Personnes abonnées", "url": back},
            {"label": "Désinscrire", "url": ""},
        ],
    )


# The public: asking


def sign_up_url(request) -> str:
    """The page where anybody signs up, whole: it is copied into a mail; empty where the territory has no public page."""
    if not request.territory.is_public:
        return ""
    return request.build_absolute_uri(
        reverse("evaluation:subscriber_ask", args=[request.territory.slug])
    )


def _place(slug: str) -> Territory:
    return get_object_or_404(Territory.objects.public(), slug=slug)


def _allowed(name: str, most: int) -> bool:
    """At most so many in an hour."""
    return throttle.allows(f"subscribe:{name}", most, HOUR)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscriber_ask(request, slug: str):
    """The same answer whoever asks: an address says nothing of who reads the letter."""
    territory = _place(slug)
    form = SubscribeForm(request.POST or None)
    context = {
        "form": form,
        "territory": territory,
        "title": "Recevoir la lettre d’information",
        "intro": territory.name,
        "submit_label": "M’inscrire à la lettre",
        "archive_url": reverse("evaluation:public_newsletter_list", args=[slug]),
    }
    if request.method == "POST" and form.is_valid():
        if not _allowed(f"ip:{get_adapter().get_client_ip(request)}", PER_VISITOR):
            return render(request, "evaluation/subscriber_later.html", context, status=429)
        email = form.cleaned_data["email"]
        if _allowed(f"{territory.pk}:{email.casefold()}", PER_ADDRESS):
            with scoped(territory.pk, named=False):
                subscribers.ask(territory, email=email, source="formulaire public")
        return render(request, "evaluation/subscriber_asked.html", context)
    return render(request, "evaluation/subscriber_ask.html", context)


# The public: confirming, leaving. A link is only read by GET; a button, or the mail program, acts by POST.


def _reader(territory_id: int, token: str) -> Subscriber:
    rows = Subscriber.objects.filter(territory=territory_id).select_related("territory")
    found = rows.filter(token=token).first()
    if found is None:
        raise Http404("Ce lien n’est plus reconnu.")
    return found


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscriber_confirm(request, territory_id: int, token: str):
    with scoped(territory_id, named=False):
        reader = _reader(territory_id, token)
        done = reader.state == Subscriber.State.ACTIVE
        if request.method == "POST":
            done = subscribers.confirm(reader)
    context = {
        "reader": reader,
        "done": done,
        "gone": reader.state == Subscriber.State.LEFT,
        "title": "Votre inscription est confirmée" if done else "Confirmer votre inscription",
        "again_url": reverse("evaluation:subscriber_return", args=[territory_id, token]),
    }
    return render(request, "evaluation/subscriber_confirm.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscriber_renew(request, territory_id: int, token: str):
    with scoped(territory_id, named=False):
        reader = _reader(territory_id, token)
        done = request.method == "POST" and subscribers.renew(reader)
    context = {
        "reader": reader,
        "done": done,
        "gone": reader.state != Subscriber.State.ACTIVE,
        "title": "Vous continuez à recevoir la lettre"
        if done
        else "Continuer à recevoir la lettre\u00a0?",
        "leave_url": reverse("evaluation:subscriber_leave", args=[territory_id, token]),
        "again_url": reverse("evaluation:subscriber_return", args=[territory_id, token]),
    }
    return render(request, "evaluation/subscriber_renew.html", context)


@csrf_exempt  # RFC 8058: the mail program posts without having read the page; the token is the secret
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscriber_leave(request, territory_id: int, token: str):
    with scoped(territory_id, named=False):
        reader = _reader(territory_id, token)
        if request.method == "POST":
            subscribers.leave(reader)
        done = request.method == "POST" or reader.state == Subscriber.State.LEFT
    context = {
        "reader": reader,
        "done": done,
        "title": "Votre désinscription est faite" if done else "Ne plus recevoir la lettre\u00a0?",
        "again_url": reverse("evaluation:subscriber_return", args=[territory_id, token]),
    }
    return render(request, "evaluation/subscriber_leave.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscriber_return(request, territory_id: int, token: str):
    """« Se réinscrire », to the list that one left: a button, then a mail to confirm. It says where one stands, no more."""
    with scoped(territory_id, named=False):
        reader = _reader(territory_id, token)
        asked = request.method == "POST" and reader.state != Subscriber.State.ACTIVE
        if asked and _allowed(f"{territory_id}:{reader.email.casefold()}", PER_ADDRESS):
            subscribers.come_back(reader)
    context = {
        "reader": reader,
        "asked": asked,
        "active": reader.state == Subscriber.State.ACTIVE,
        "title": "Regardez votre boîte aux lettres" if asked else "Recevoir à nouveau la lettre",
    }
    return render(request, "evaluation/subscriber_return.html", context)


# The public: the archive


def _published(territory):
    return Newsletter.objects.archived().within(territory)


@login_not_required
@require_safe
def public_newsletter_list(request, slug: str):
    territory = _place(slug)
    context = {
        "territory": territory,
        "title": "Les lettres d’information",
        "lead": territory.name,
        "letters": _published(territory).order_by("-started_at")[:60],
        "sign_up_url": reverse("evaluation:subscriber_ask", args=[slug]),
    }
    return render(request, "evaluation/public_newsletter_list.html", context)


@login_not_required
@require_safe
@csp_update({"frame-src": [SELF]})
def public_newsletter(request, slug: str, pk: int):
    territory = _place(slug)
    letter = get_object_or_404(_published(territory).select_related("territory"), pk=pk)
    archive = reverse("evaluation:public_newsletter_list", args=[slug])
    context = {
        "territory": territory,
        "letter": letter,
        "title": letter.subject,
        "text": composing.for_the_web(letter, letter.text),
        "body_url": reverse("evaluation:public_newsletter_body", args=[slug, pk]),
        "sign_up_url": reverse("evaluation:subscriber_ask", args=[slug]),
        "breadcrumb": [
            {"label": "Les lettres d’information", "url": archive},
            {"label": letter.subject, "url": ""},
        ],
    }
    return render(request, "evaluation/public_newsletter.html", context)


@login_not_required
@require_safe
@csp_replace(MAIL_CSP)
@xframe_options_sameorigin
def public_newsletter_body(request, slug: str, pk: int):
    letter = get_object_or_404(_published(_place(slug)).select_related("territory"), pk=pk)
    return mail_body(composing.for_the_web(letter, letter.html))
