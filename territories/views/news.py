"""News on schemes, and the weekly mail that carries them."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from territories.access import ACT, FORM, allows
from territories.models import Territory
from territories.resources import digests, operations
from territories.resources.forms import DigestForm, NewsForm
from territories.resources.models import DigestRefusal, SchemeNews
from territories.resources.tables import tabs
from territories.resources.tasks import send_digest
from tzcld.ui import french
from tzcld.ui.once import saved_once

HOME = "Actualités des dispositifs"
PAGE = 20


def _here(request):
    found = SchemeNews.objects.visible_to(request.user).of(request.territory)
    return found.select_related("territory", "scheme")


def _url(request, name: str, *args) -> str:
    return reverse(f"territories:{name}", args=[request.territory.slug, *args])


@allows("resource_view")
def news_list(request):
    """The feed, the latest first; what came since the last visit is marked."""
    before = operations.visit_news(request.territory, request.user)
    page = Paginator(_here(request), PAGE).get_page(request.GET.get("page"))
    may_edit = request.scope.can("resource_edit")
    rows = [
        {
            "news": news,
            "is_new": before is not None and news.published_at > before,
            "edit_url": _url(request, "news_edit", news.pk)
            if may_edit and news.territory_id == request.territory.pk
            else "",
        }
        for news in page
    ]
    context = {
        "title": HOME,
        "rows": rows,
        "page": page,
        "lead": _lead(before, sum(row["is_new"] for row in rows)),
        "tabs": tabs(request),
        "actions": _actions(request, may_edit),
        "stuck": digests.stuck(request.territory)
        if may_edit and request.territory.is_hub
        else None,
    }
    return render(request, "territories/news_list.html", context)


def _lead(before, new: int) -> str:
    if before is None:
        return "Ce qui change dans les leviers et les programmes, écrit par la métropole et par l’équipe."
    since = f"depuis votre dernière visite, le {french.date(before)}"
    if not new:
        return f"Rien de nouveau {since}."
    return f"{french.count(new, 'nouvelle')} {since}."


def _actions(request, may_edit: bool) -> list[dict]:
    mail = {"label": "Courriel du lundi", "url": _url(request, "digest_edit"), "icon": "envelope"}
    write = {
        "label": "Écrire une actualité",
        "url": _url(request, "news_create"),
        "icon": "pencil",
        "primary": True,
    }
    return [mail, write] if may_edit else []


@allows("resource_edit", methods=FORM)
def news_create(request):
    return _form(request, SchemeNews(), "Écrire une actualité", "Publier l’actualité")


@allows("resource_edit", methods=FORM)
def news_edit(request, pk: int):
    news = get_object_or_404(_here(request).within(request.territory), pk=pk)
    return _form(request, news, "Modifier l’actualité", "Enregistrer l’actualité")


def _form(request, news: SchemeNews, title: str, label: str):
    form = NewsForm(request.POST or None, instance=news, territory=request.territory)
    save = partial(operations.publish_news, by=request.user)
    if form.is_valid() and (done := saved_once(request, form, save)):
        said = "L’actualité est publiée. Les équipes la liront aussi dans le courriel du lundi."
        messages.success(request, done[1] or form.told(said))
        return redirect("territories:news_list", request.territory.slug)
    return _page(request, form, title, label)


@allows("resource_edit", methods=FORM)
def digest_edit(request):
    """The weekly mail about this hub: yes or no, for oneself."""
    hub = request.territory.hub_or_self
    refused = DigestRefusal.objects.filter(territory=hub, user=request.user).exists()
    form = DigestForm(
        request.POST if request.method == "POST" else None, initial={"wanted": not refused}
    )
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["wanted"]
        operations.choose_digest(hub, request.user, wanted=wanted)
        messages.success(
            request,
            "Vous recevrez le courriel du lundi."
            if wanted
            else "Vous ne recevrez plus ce courriel.",
        )
        return redirect("territories:news_list", request.territory.slug)
    return _page(request, form, "Courriel du lundi", "Enregistrer ce choix")


@allows("resource_edit", methods=ACT)
def digest_restart(request):
    """The mails of the week that did not leave are tried again; the hub's own, as the mail is."""
    if not request.territory.is_hub:
        raise Http404("Le courriel du lundi est celui de la métropole.")
    ids = digests.restart(request.territory, by=request.user)
    for pk in ids:
        transaction.on_commit(partial(send_digest.delay, pk), robust=True)
    if ids:
        again = french.count(len(ids), "courriel repart", "courriels repartent")
        messages.success(request, f"{again}.")
    else:
        messages.info(request, "Tous les courriels de la semaine sont partis.")
    return redirect("territories:news_list", request.territory.slug)


def _page(request, form, title: str, label: str):
    context = {
        "form": form,
        "title": title,
        "submit_label": label,
        "cancel_url": _url(request, "news_list"),
        "breadcrumb": [{"label": HOME, "url": _url(request, "news_list")}, {"label": title}],
    }
    return render(request, "ui/form_page.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def digest_stop(request, hub_id: int, token: str):
    """The link of the mail: a page with one button, so that a robot which follows links stops nothing."""
    user = digests.reader_of(hub_id, token)
    hub = Territory.objects.filter(pk=hub_id, kind=Territory.Kind.HUB).first()
    if user is None or hub is None:
        raise Http404("Ce lien n’est pas complet.")
    if request.method == "POST":
        operations.choose_digest(hub, user, wanted=False)
    context = {"title": "Courriel du lundi", "hub": hub, "done": request.method == "POST"}
    return render(request, "territories/digest_stop.html", context)
