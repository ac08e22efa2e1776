"""The exchange: what each territory needs, what it can bring, and what was told at the workshops."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from territories import journal
from territories.access import FORM, allows
from territories.exchange import operations
from territories.exchange.filters import ContributionFilters, ExchangeFilters
from territories.exchange.forms import AnswerForm, ContributionForm, ItemForm
from territories.exchange.matching import matches
from territories.exchange.models import Contribution, ExchangeItem
from territories.exchange.tables import CONTRIBUTIONS, EXCHANGE, kind_of, state_of, tag_links
from tzcld.ui import french
from tzcld.ui.lists import render_list
from tzcld.ui.once import saved_once

BOARD = "Besoins et ressources"
TOLD = "Contributions d’atelier"


def _board(request, model=ExchangeItem):
    """The rows of the hub and its territories, each with its address under this territory."""
    shared = model.objects.visible_to(request.user).board_of(request.territory)
    return shared.under(request.territory).select_related("territory")


def _url(request, name: str, *args) -> str:
    return reverse(f"territories:{name}", args=[request.territory.slug, *args])


@allows("exchange_view")
def exchange_list(request):
    told = {"label": TOLD, "url": _url(request, "contribution_list"), "icon": "chat-left-text"}
    add = {
        "label": "Publier un besoin ou une ressource",
        "url": _url(request, "exchange_create"),
        "icon": "plus-lg",
        "primary": True,
    }
    may = request.scope.can("exchange_edit")
    return render_list(
        request,
        queryset=_board(request).select_related("territory", "contribution"),
        table=EXCHANGE,
        filterset_class=ExchangeFilters,
        title=BOARD,
        export=journal.exporter(request, ExchangeItem),
        context={
            "lead": "Ce que chaque territoire cherche, et ce qu’il peut apporter aux autres.",
            "actions": [told, add] if may else [told],
            "empty_action": add if may else None,
        },
    )


@allows("exchange_view")
def exchange_detail(request, pk: int):
    item = get_object_or_404(
        _board(request).select_related("territory", "contribution", "answered_from"), pk=pk
    )
    board = _board(request)
    others = board.filter(contribution=item.contribution).exclude(pk=pk)
    may_edit = request.scope.can("exchange_edit")
    own = item.territory_id == request.territory.pk
    context = {
        "title": item.text,
        "item": item,
        "kind": kind_of(item),
        "state": state_of(item),
        "tags": tag_links(request.territory.slug, item.tags),
        "matches": matches(item, board),
        "others": others if item.contribution_id else (),
        "contribution_url": _told_url(request, item),
        "may_edit": may_edit and own,
        "may_answer": may_edit and operations.states_open_to(item, request.territory),
        "breadcrumb": _crumbs(request, item.get_kind_display().capitalize()),
    }
    return render(request, "territories/exchange_detail.html", context)


def _told_url(request, item: ExchangeItem) -> str:
    if not item.contribution_id:
        return ""
    return _url(request, "contribution_detail", item.contribution_id)


@allows("exchange_edit", methods=FORM)
def exchange_create(request):
    row = ExchangeItem()
    told = request.GET.get("contribution", "")
    initial = {"contribution": int(told)} if told.isdecimal() and len(told) < 10 else {}
    if request.GET.get("nature") in ExchangeItem.Kind.values:
        initial["kind"] = request.GET["nature"]
    return _item_form(
        request, row, "Publier un besoin ou une ressource", "Publier", initial=initial
    )


@allows("exchange_edit", methods=FORM)
def exchange_edit(request, pk: int):
    row = get_object_or_404(_board(request).filter(territory=request.territory), pk=pk)
    return _item_form(request, row, f"Modifier « {row} »", "Enregistrer les changements")


def _item_form(request, row: ExchangeItem, title: str, label: str, **options):
    form = ItemForm(request.POST or None, instance=row, territory=request.territory, **options)
    save = partial(operations.save_item, by=request.user)
    if form.is_valid() and (done := saved_once(request, form, save)):
        saved, again = done
        said = "Le besoin est publié." if saved.kind == "need" else "La ressource est publiée."
        messages.success(request, again or form.told(said))
        return redirect("territories:exchange_detail", request.territory.slug, saved.pk)
    back = row.address if row.pk else _url(request, "exchange_list")
    return _form_page(request, form, title, label, back, _crumbs(request, title))


@allows("exchange_edit", methods=FORM)
def exchange_answer(request, pk: int):
    item = get_object_or_404(_board(request), pk=pk)
    states = operations.states_open_to(item, request.territory)
    if not states and request.method != "POST":
        raise PermissionDenied
    form = AnswerForm(
        request.POST or None,
        states=states or [ExchangeItem.State.CONNECTED],
        initial={"answer": item.answer, "state": states[0] if states else ""},
    )
    if form.is_valid() and _answered(request, item, form):
        messages.success(request, form.told("La réponse est enregistrée."))
        return redirect("territories:exchange_detail", request.territory.slug, pk)
    title = f"Répondre à « {item} »"
    return _form_page(
        request, form, title, "Enregistrer la réponse", item.address, _crumbs(request, "Répondre")
    )


def _answered(request, item: ExchangeItem, form: AnswerForm) -> bool:
    try:
        operations.answer_item(
            item, **form.cleaned_data, territory=request.territory, by=request.user
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


# What was told at the workshops ────────────────────────────────────────────────────────────────


@allows("exchange_view")
def contribution_list(request):
    add = {
        "label": "Ajouter une contribution",
        "url": _url(request, "contribution_create"),
        "icon": "plus-lg",
        "primary": True,
    }
    return render_list(
        request,
        queryset=_board(request, Contribution).prefetch_related("items"),
        table=CONTRIBUTIONS,
        filterset_class=ContributionFilters,
        title=TOLD,
        export=journal.exporter(request, Contribution),
        context={
            "lead": "Les démarches et les défis de chacun ; ses besoins et ses ressources en découlent.",
            "actions": [add] if request.scope.can("exchange_edit") else [],
            "breadcrumb": _crumbs(request, TOLD),
        },
    )


@allows("exchange_view")
def contribution_detail(request, pk: int):
    row = get_object_or_404(_board(request, Contribution), pk=pk)
    items = list(_board(request).filter(contribution=row))
    context = {
        "title": row.label,
        "contribution": row,
        "needs": [(item, state_of(item)) for item in items if item.kind == "need"],
        "offers": [(item, state_of(item)) for item in items if item.kind == "offer"],
        "may_edit": request.scope.can("exchange_edit") and row.territory_id == request.territory.pk,
        "breadcrumb": [*_crumbs(request, TOLD, "contribution_list"), {"label": row.label}],
    }
    return render(request, "territories/contribution_detail.html", context)


@allows("exchange_edit", methods=FORM)
def contribution_create(request):
    return _contribution_form(
        request, Contribution(), "Ajouter une contribution", "Ajouter la contribution"
    )


@allows("exchange_edit", methods=FORM)
def contribution_edit(request, pk: int):
    rows = _board(request, Contribution).filter(territory=request.territory)
    row = get_object_or_404(rows, pk=pk)
    return _contribution_form(
        request, row, f"Modifier la contribution {row}", "Enregistrer la contribution"
    )


def _contribution_form(request, row: Contribution, title: str, label: str):
    form = ContributionForm(request.POST or None, instance=row, territory=request.territory)
    save = partial(operations.save_contribution, by=request.user)
    if form.is_valid() and (done := saved_once(request, form, save)):
        saved, again = done
        said = again or form.told(f"La contribution {french.de(saved.label)} est enregistrée.")
        messages.success(request, said)
        return redirect("territories:contribution_detail", request.territory.slug, saved.pk)
    back = row.address if row.pk else _url(request, "contribution_list")
    crumbs = [*_crumbs(request, TOLD, "contribution_list"), {"label": title}]
    return _form_page(request, form, title, label, back, crumbs)


def _form_page(request, form, title: str, label: str, back: str, crumbs: list[dict]):
    context = {
        "form": form,
        "title": title,
        "submit_label": label,
        "cancel_url": back,
        "breadcrumb": crumbs,
    }
    return render(request, "ui/form_page.html", context)


def _crumbs(request, last: str, name: str = "") -> list[dict]:
    board = {"label": BOARD, "url": _url(request, "exchange_list")}
    return [board, {"label": last, "url": _url(request, name)} if name else {"label": last}]
