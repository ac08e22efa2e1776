"""The rules of the list: the version in force, those before, the next one."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cle.models import Decision
from ppde import operations, rule_words
from ppde.decision_tables import rules_table
from ppde.forms import ReasonForm
from ppde.models import ListRule
from ppde.operations.list_rules import TERMS, refuse_kept
from ppde.rule_forms import ListRuleForm
from ppde.views.common import crumbs, list_tabs, tried, url
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.confirm import closed, confirm
from tzcld.ui.lists import render_list

TITLE = "Règle de la liste"


def _trail(request, last: str = "") -> list[dict]:
    """At the hub, and for whoever reads no person, the subject has no list above it."""
    start = crumbs(request)[:1] if request.scope.can("names_read") else []
    rule = {"label": TITLE, "url": url(request, "list_rule_list") if last else ""}
    return [*start, rule, *([{"label": last, "url": ""}] if last else [])]


@allows("list_rule_view")
def list_rule_list(request):
    """The version in force in words, then the history: the territory's own versions and those of its hub."""
    rule = ListRule.objects.for_list(request.territory)
    add = {"label": "Écrire une nouvelle version", "url": url(request, "list_rule_create")}
    add |= {"icon": "plus-lg", "primary": True}
    return render_list(
        request,
        queryset=ListRule.objects.of(request.territory).select_related("territory", "decision"),
        table=rules_table(request.territory, rule, _withdrawn_at(request)),
        title=TITLE,
        template="ppde/list_rule_list.html",
        export=journal.exporter(request, ListRule),
        context={
            "tabs": list_tabs(request) if request.scope.can("names_read") else [],
            "lead": rule_words.origin(rule, request.territory),
            "rule": rule,
            "terms": rule_words.terms(rule),
            "actions": [add] if request.scope.can("list_rule_edit") else [],
            "breadcrumb": _trail(request),
        },
    )


@allows("list_rule_edit", methods=FORM)
def list_rule_create(request):
    """The next version, starting from what is in force."""
    in_force = ListRule.objects.for_list(request.territory)
    initial = {name: getattr(in_force, name) for name in TERMS}
    initial["valid_from"] = timezone.localdate()
    decisions = Decision.objects.visible_to(request.user).within(request.territory).adopted()
    grounds = decisions.filter(kind=Decision.Kind.LIST_RULE).select_related("meeting")
    to = url(request, "list_rule_list")
    if refusal := closed(request, partial(_refuse_groundless, request.territory, grounds), to=to):
        return refusal
    form = ListRuleForm(
        request.POST or None, initial=initial, territory=request.territory, decisions=grounds
    )
    if request.method == "POST" and form.is_valid():
        rule = tried(form, lambda: _write(request, form))
        if rule:
            since = french.date(rule.valid_from)
            messages.success(request, f"La version {rule.version} vaut à partir du {since}.")
            return redirect(url(request, "list_rule_list"))
    return render(request, "ppde/list_rule_create.html", _create_page(request, form))


@allows("list_rule_edit", methods=FORM)
def list_rule_withdraw(request, pk: int):
    """A version that has not begun, given up: its date was wrong, or the committee thought better of it."""
    rule = get_object_or_404(ListRule.objects.filter(territory=request.territory), pk=pk)
    if refusal := closed(request, partial(refuse_kept, rule), to=url(request, "list_rule_list")):
        return refusal
    return confirm(
        request,
        partial(operations.withdraw_list_rule, rule, by=request.user),
        to=url(request, "list_rule_list"),
        form=ReasonForm(request.POST or None),
        done=f"La version {rule.version} est retirée.",
        title="Retirer cette version\u00a0?",
        facts=[
            {"label": "Version", "value": rule.version},
            {"label": "Devait valoir à partir du", "value": french.date(rule.valid_from)},
            {"label": "Décision ou source", "value": str(rule.decision or rule.source)},
        ],
        submit_label="Retirer la version",
        danger=True,
        consequence="La règle d’avant continue de s’appliquer. Le journal garde la trace de cette version.",
        breadcrumb=_trail(request, "Retirer une version"),
    )


def _withdrawn_at(request):
    """`withdrawn_at(rule)`: where to give up a version of this territory that has not begun, or None."""
    may, today = request.scope.can("list_rule_edit"), timezone.localdate()

    def at(rule: ListRule) -> str | None:
        mine = rule.territory_id == request.territory.pk and rule.valid_from > today
        return url(request, "list_rule_withdraw", rule.pk) if may and mine else None

    return at


def _write(request, form):
    return operations.write_list_rule(request.territory, by=request.user, **form.cleaned_data)


def _refuse_groundless(territory, grounds) -> None:
    """A territory's rule is its committee's: before the decision, the form could not be sent."""
    if not (territory.is_hub or grounds.exists()):
        raise ValidationError(
            "Une règle se prend par une décision du comité, de nature «\u00a0règle de liste\u00a0»\u00a0: "
            "enregistrez-la d’abord dans sa séance."
        )


def _create_page(request, form) -> dict:
    title = "Nouvelle version de la règle"
    return {
        "form": form,
        "title": title,
        "intro": "Une version enregistrée ne se modifie pas. Les actes déjà pris gardent la leur.",
        "submit_label": "Enregistrer cette version",
        "cancel_url": url(request, "list_rule_list"),
        "breadcrumb": _trail(request, title),
    }
