"""Messages sent to the information systems: who receives them, what became of each."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from territories import journal
from territories.access import ACT, FORM, allows
from territories.webhooks import operations
from territories.webhooks.forms import SecretForm, WebhookForm
from territories.webhooks.models import Webhook, WebhookDelivery
from territories.webhooks.sending import body_of, most
from territories.webhooks.tables import (
    DELIVERIES,
    WEBHOOKS,
    DeliveryFilters,
    answer_of,
    delivery_state,
    duration_of,
    kinds_of,
    server,
    state_of,
)
from tzcld.ui import french
from tzcld.ui.confirm import closed, confirm
from tzcld.ui.forms import refused
from tzcld.ui.lists import render_list
from tzcld.ui.once import secret_once

TITLE = "Notifications (webhooks)"


def _url(request, name: str, *args) -> str:
    return reverse(f"territories:{name}", args=[request.territory.slug, *args])


def _rows(request):
    rows = Webhook.objects.visible_to(request.user).within(request.territory)
    return rows.select_related("territory__hub")


def _find(request, pk: int) -> Webhook:
    return get_object_or_404(_rows(request), pk=pk)


def _find_delivery(request, pk: int) -> WebhookDelivery:
    rows = WebhookDelivery.objects.visible_to(request.user).within(request.territory)
    return get_object_or_404(rows.select_related("webhook__territory", "territory", "place"), pk=pk)


def _crumbs(request, *trail: tuple[str, str]) -> list[dict]:
    first = [(TITLE, _url(request, "webhook_list"))]
    return [{"label": label, "url": url} for label, url in [*first, *trail]]


@allows("webhook_view")
def webhook_list(request):
    adding = {"label": "Ajouter un destinataire", "url": _url(request, "webhook_create")}
    where = "dans la métropole ou ses territoires" if request.territory.is_hub else "ici"
    return render_list(
        request,
        queryset=_rows(request).with_last(),
        table=WEBHOOKS,
        title=TITLE,
        context={
            "lead": f"Les systèmes d’information prévenus quand quelque chose est prêt {where}. Un message dit quoi, où et quand, "
            "jamais qui ni combien.",
            "actions": [adding | {"icon": "plus-lg", "primary": True}]
            if request.scope.can("webhook_edit")
            else [],
        },
        export=journal.exporter(request, Webhook),
    )


@allows("webhook_edit", FORM)
def webhook_create(request):
    form = WebhookForm(request.POST or None)

    def add(webhook: Webhook) -> tuple[Webhook, str]:
        webhook.territory = request.territory
        return operations.add_webhook(webhook, by=request.user)

    if form.is_valid() and (done := secret_once(request, form, add)):
        webhook, secret, again = done
        if secret:
            return _secret_page(request, webhook, secret, "Destinataire ajouté")
        messages.info(request, again)
        return redirect(webhook)
    return _form(
        request,
        form,
        title="Ajouter un destinataire",
        submit_label="Ajouter le destinataire",
        cancel_url=_url(request, "webhook_list"),
        breadcrumb=_crumbs(request, ("Ajouter un destinataire", "")),
    )


def _form(request, form, **words):
    return render(request, "territories/webhook_form.html", {"form": form, **words})


def _secret_page(request, webhook: Webhook, secret: str, title: str):
    """Shown once: what answers the form, never kept by a browser."""
    context = {
        "title": title,
        "lead": "Donnez ce secret à qui tient le système d’information, par un moyen sûr\u00a0: il ne sera plus affiché.",
        "secret": secret,
        "webhook": webhook,
        "hours": settings.WEBHOOK_OVERLAP_HOURS if webhook.former_secret else 0,
        "breadcrumb": _crumbs(request, (webhook.label, webhook.get_absolute_url()), ("Secret", "")),
    }
    response = render(request, "territories/webhook_secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


@allows("webhook_view")
def webhook_detail(request, pk: int):
    """What is sent there, and the messages."""
    webhook = _find(request, pk)
    rows = webhook.deliveries.select_related("place", "territory")
    may_edit = request.scope.can("webhook_edit")
    return render_list(
        request,
        queryset=rows,
        table=DELIVERIES,
        filterset_class=DeliveryFilters,
        title=webhook.label,
        template="territories/webhook_detail.html",
        context={
            "webhook": webhook,
            "state": state_of(webhook),
            "facts": _facts(webhook, whole=may_edit),
            "may_edit": may_edit,
            "days": settings.WEBHOOK_LOG_DAYS,
            "actions": _actions(request, webhook) if may_edit else [],
            "breadcrumb": _crumbs(request, (webhook.label, "")),
        },
        export=journal.exporter(request, WebhookDelivery),
    )


def _facts(webhook: Webhook, *, whole: bool) -> list[dict]:
    kinds = format_html_join(
        "", "<li>{}</li>", ((french.upper_first(w),) for w in kinds_of(webhook))
    )
    found = [
        ("Adresse" if whole else "Serveur", webhook.url if whole else server(webhook)),
        ("Ce qui est annoncé", format_html('<ul class="plain mb-0">{}</ul>', kinds)),
        ("Ajouté le", french.date(webhook.created_at)),
        ("Secret d’avant", _former(webhook)),
    ]
    return [{"label": label, "value": value} for label, value in found if value]


def _former(webhook: Webhook) -> str:
    if not webhook.former_until:
        return ""
    return f"signe encore jusqu’au {french.date_hour(webhook.former_until)}"


def _actions(request, webhook: Webhook) -> list[dict]:
    def action(label: str, name: str, icon: str, **more) -> dict:
        return {"label": label, "url": _url(request, name, webhook.pk), "icon": icon, **more}

    found = [
        action("Supprimer", "webhook_delete", "trash"),
        action("Remplacer le secret", "webhook_secret", "key"),
    ]
    if webhook.state == Webhook.State.ACTIVE:
        found.append(action("Mettre en pause", "webhook_pause", "pause-circle"))
    else:
        found.append(action("Reprendre les envois", "webhook_resume", "play", primary=True))
    return [*found, action("Modifier", "webhook_edit", "pencil")]


@allows("webhook_edit", FORM)
def webhook_edit(request, pk: int):
    webhook = _find(request, pk)
    label, here = webhook.label, webhook.get_absolute_url()
    form = WebhookForm(request.POST or None, instance=webhook)
    if form.is_valid():
        try:
            operations.change_webhook(form.save(commit=False), by=request.user)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, form.told("Le destinataire est modifié."))
            return redirect(here)
    return _form(
        request,
        form,
        title="Modifier le destinataire",
        submit_label="Enregistrer le destinataire",
        cancel_url=here,
        breadcrumb=_crumbs(request, (label, here), ("Modifier", "")),
    )


def _confirm(request, webhook: Webhook, act, *, done: str, submit_label: str, **words):
    trail = [(webhook.label, webhook.get_absolute_url()), (submit_label, "")]
    return confirm(
        request,
        act,
        to=words.pop("to", webhook.get_absolute_url()),
        cancel_url=webhook.get_absolute_url(),
        done=done,
        submit_label=submit_label,
        breadcrumb=_crumbs(request, *trail),
        **words,
    )


@allows("webhook_edit", FORM)
def webhook_pause(request, pk: int):
    webhook = _find(request, pk)
    if refusal := closed(request, lambda: operations.refuse_stopped(webhook), to=webhook):
        return refusal
    return _confirm(
        request,
        webhook,
        partial(operations.pause_webhook, webhook, by=request.user),
        title="Mettre ces envois en pause\u00a0?",
        text=webhook.label,
        consequence="Plus rien ne part. Ce qui arrive pendant la pause n’est pas noté\u00a0: à la reprise, le destinataire relit l’API.",
        submit_label="Mettre en pause",
        done="Les envois sont en pause.",
    )


@allows("webhook_edit", FORM)
def webhook_resume(request, pk: int):
    webhook = _find(request, pk)
    if refusal := closed(request, lambda: operations.refuse_active(webhook), to=webhook):
        return refusal
    return _confirm(
        request,
        webhook,
        partial(operations.resume_webhook, webhook, by=request.user),
        title="Reprendre les envois\u00a0?",
        text=webhook.ended_because or webhook.label,
        consequence="Les messages qui attendaient partent tout de suite, puis chaque nouveau. Un message abandonné se renvoie depuis sa page.",
        submit_label="Reprendre les envois",
        done="Les envois ont repris.",
    )


@allows("webhook_edit", FORM)
def webhook_secret(request, pk: int):
    webhook = _find(request, pk)
    form = SecretForm(request.POST or None, initial={"shown": webhook.secret_version})
    if form.is_valid():
        try:
            webhook, secret = operations.replace_secret(
                webhook, shown=form.cleaned_data["shown"], by=request.user
            )
        except ValidationError as refusal:
            messages.info(request, " ".join(refusal.messages))
            return redirect(webhook)
        return _secret_page(request, webhook, secret, "Secret remplacé")
    hours = french.count(settings.WEBHOOK_OVERLAP_HOURS, "heure")
    return _confirm(
        request,
        webhook,
        None,
        form=form,
        title="Remplacer le secret\u00a0?",
        text=webhook.label,
        consequence=f"Un nouveau secret s’affiche, une seule fois. Pendant {hours}, chaque message porte deux signatures, celle du nouveau et "
        "celle de l’ancien\u00a0: le temps de changer de l’autre côté.",
        submit_label="Remplacer le secret",
        done="",
    )


@allows("webhook_edit", ACT)
def webhook_test(request, pk: int):
    row = operations.send_test(_find(request, pk), by=request.user)
    messages.success(request, "L’essai part. Rechargez cette page pour lire la réponse.")
    return redirect(row)


@allows("webhook_edit", FORM)
def webhook_delete(request, pk: int):
    webhook = _find(request, pk)
    return _confirm(
        request,
        webhook,
        partial(operations.delete_webhook, webhook, by=request.user),
        to=_url(request, "webhook_list"),
        title="Supprimer ce destinataire\u00a0?",
        text=webhook.label,
        consequence="Plus rien ne part vers lui, et le suivi de ses messages disparaît. Le journal garde qu’il a existé.",
        submit_label="Supprimer le destinataire",
        done="Le destinataire est supprimé.",
        danger=True,
    )


@allows("webhook_view")
def webhook_delivery(request, pk: int):
    """One message as it leaves, and what became of it."""
    row = _find_delivery(request, pk)
    title = french.upper_first(str(row))
    context = {
        "title": title,
        "row": row,
        "state": delivery_state(row),
        "facts": _delivery_facts(row),
        "body": body_of(row).decode(),
        "may_resend": request.scope.can("webhook_edit")
        and row.is_over
        and row.webhook.state == Webhook.State.ACTIVE,
        "breadcrumb": _crumbs(
            request, (row.webhook.label, row.webhook.get_absolute_url()), (title, "")
        ),
    }
    return render(request, "territories/webhook_delivery.html", context)


def _delivery_facts(row: WebhookDelivery) -> list[dict]:
    State = WebhookDelivery.State
    waits = row.state == State.WAITING and row.webhook.state == Webhook.State.ACTIVE
    found = [
        ("Destinataire", row.webhook.label),
        ("Territoire", row.place.name),
        ("Essais", f"{row.tries} sur {most(row)} au plus"),
        ("Prochain essai", french.date_hour(row.next_at) if waits else ""),
        ("Dernière réponse", answer_of(row)),
        ("Durée", duration_of(row)),
        ("Numéro", format_html("<code>{}</code>", row.message_id)),
    ]
    return [{"label": label, "value": value} for label, value in found if value]


@allows("webhook_edit", FORM)
def webhook_resend(request, pk: int):
    row = _find_delivery(request, pk)
    if refusal := closed(request, lambda: operations.refuse_resend(row), to=row):
        return refusal
    here, title = row.get_absolute_url(), french.upper_first(str(row))
    trail = [(row.webhook.label, row.webhook.get_absolute_url()), (title, here), ("Renvoyer", "")]
    return confirm(
        request,
        partial(operations.resend, row, by=request.user),
        to=here,
        title="Renvoyer ce message\u00a0?",
        text=title,
        consequence="Il repart sous le même numéro\u00a0: un destinataire qui l’a déjà reçu l’écarte.",
        submit_label="Renvoyer le message",
        done="Le message repart.",
        breadcrumb=_crumbs(request, *trail),
    )
