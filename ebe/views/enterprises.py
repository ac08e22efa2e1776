"""Enterprises and their conventions."""

from functools import partial

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect, render
from django.utils import timezone

from ebe import operations, overview
from ebe.directions.views import sheet as direction
from ebe.filters import EnterpriseFilters
from ebe.forms import EnterpriseForm
from ebe.models import (
    CdeStatement,
    Convention,
    Enterprise,
    MonthlyReturn,
    Proposal,
    holds,
)
from ebe.operations.contracts import accepted
from ebe.operations.conventions import rests_on
from ebe.returns import due
from ebe.tables import enterprises as tables
from ebe.views.here import enterprises, form_page, own_list, row_or_404, trail, url
from territories import journal
from territories.access import FORM, allows
from territories.models import Organisation, Territory
from territories.scoping import narrow
from tzcld.ui import french


@allows("enterprise_view")
def enterprise_list(request):
    hub = request.territory.is_hub
    mine = enterprises(request)
    stored = hub or not all(holds(request.scope, "contract_view", e) for e in mine)
    return own_list(
        request,
        queryset=mine,
        table=tables.enterprises(is_hub=hub, is_stored=stored),
        title="Entreprises à but d’emploi",
        filterset_class=EnterpriseFilters,
        filterset_kwargs={
            "situations": partial(overview.of, request),
            "territories": Territory.objects.of_hub(request.territory) if hub else None,
        },
        export=journal.exporter(request, Enterprise),
        context={
            "lead": "Chiffres du dernier mois dont la CDE est calculée."
            if stored
            else "Les entreprises qui emploient les personnes de la liste, à ce jour.",
            "actions": list_actions(request),
        },
    )


def list_actions(request) -> list[dict]:
    can = request.scope.can
    found = []
    if can("post_view"):
        found.append({"label": "Postes", "url": url(request, "post_list"), "icon": "briefcase"})
    if can("proposal_view"):
        found.append(
            {"label": "Propositions", "url": url(request, "proposal_list"), "icon": "send"}
        )
    if can("contract_view"):
        found.append({"label": "Contrats", "url": url(request, "contract_list"), "icon": "people"})
    if can("funding_view"):
        found.append({"label": "CDE", "url": url(request, "statement_list"), "icon": "calculator"})
        found.append({"label": "Taux", "url": url(request, "rate_list"), "icon": "cash-coin"})
    if can("return_view"):
        found.append(
            {
                "label": "Chiffres mensuels",
                "url": url(request, "return_list"),
                "icon": "clipboard-data",
            }
        )
    if can("enterprise_edit") and not request.territory.is_hub:
        found.append(
            {
                "label": "Enregistrer une entreprise",
                "url": url(request, "enterprise_create"),
                "icon": "plus-lg",
                "primary": True,
            }
        )
    return found


# What the sheet shows or not, asked of this enterprise: a direction holds its verbs on its own alone.
SHEET_VERBS = (
    "convention_edit",
    "convention_view",
    "funding_view",
    "proposal_view",
    "return_edit",
    "return_view",
    "statement_compute",
)


@allows("enterprise_view")
def enterprise_detail(request, pk: int):
    enterprise = row_or_404(request, Enterprise, pk, "host")
    (situation,) = overview.of(request, [enterprise])
    signed, computed = list(conventions(request, enterprise)), statements(request, enterprise)
    page = {
        "title": enterprise.name,
        "enterprise": enterprise,
        "situation": situation,
        "figures": figures(situation),
        "evolution": overview.evolution(request, situation),
        "breadcrumb": trail(request, (enterprise.name, "")),
        "actions": detail_actions(
            request,
            enterprise,
            is_bare=not (signed or situation.employees)
            and all(row.holds_nothing for row in computed),
        ),
        "holds": {verb: holds(request.scope, verb, enterprise) for verb in SHEET_VERBS},
        "conventions": with_withdrawal(request, enterprise, signed),
        "statements": computed,
        "returns": list(
            MonthlyReturn.objects.visible_to(request.user).filter(enterprise=enterprise)[:6]
        ),
        "month_due": month_due(request, enterprise),
        "waiting": waiting(request, enterprise),
        "start_up": None,
        "direction": direction(request, enterprise),
    }
    if not situation.is_stored:
        page["start_up"] = overview.start_up(situation, request.territory.hub_id)
    return render(request, "ebe/enterprise_detail.html", page)


def conventions(request, enterprise):
    return (
        Convention.objects.visible_to(request.user)
        .filter(enterprise=enterprise)
        .select_related("decision__territory", "amends")
        .annotate(is_amended=Exists(Convention.objects.filter(amends=OuterRef("pk"))))
    )


def with_withdrawal(request, enterprise, signed: list[Convention]) -> list[Convention]:
    """Each with `may_withdraw`, for whoever writes them: not begun, or nothing rests on it."""
    may_edit = holds(request.scope, "convention_edit", enterprise)
    for row in signed:
        row.may_withdraw = may_edit and not row.is_amended and (row.is_to_come or not rests_on(row))
    return signed


def statements(request, enterprise) -> list[CdeStatement]:
    """The last six months computed, for those who follow the funding."""
    return list(CdeStatement.objects.visible_to(request.user).filter(enterprise=enterprise)[:6])


def waiting(request, enterprise) -> list[dict]:
    """What the direction or the team has to do about proposals: a reply to note, then a hire to record."""
    can = request.scope.can
    if not holds(request.scope, "proposal_view", enterprise):
        return []
    found = []
    rows = Proposal.objects.visible_to(request.user).filter(enterprise=enterprise)
    for proposal in (
        rows.filter(reply=Proposal.Reply.WAITING).select_related("person").order_by("proposed_on")
    ):
        answer = url(request, "proposal_answer", proposal.pk) if can("proposal_answer") else ""
        found.append(
            _todo(
                proposal,
                answer,
                "hourglass-split",
                f"proposée le {french.short_date(proposal.proposed_on)}",
            )
        )
    for proposal in accepted(enterprise):
        hire = f"{url(request, 'contract_create', enterprise.pk)}?proposition={proposal.pk}"
        found.append(
            _todo(
                proposal,
                hire if can("contract_edit") else "",
                "person-check",
                "acceptée, à embaucher",
            )
        )
    return found


def month_due(request, enterprise) -> dict | None:
    """The figures of last month, for whoever gives them: the context of components/notice.html."""
    if not holds(request.scope, "return_edit", enterprise):
        return None
    found = due.missing(enterprise, request.territory, timezone.localdate())
    if found is None:
        return None
    by = french.date(found.on)
    return {
        "tone": "warn" if found.is_late else "info",
        "title": f"Chiffres {french.de(french.month(found.month))} à donner",
        "text": f"En retard\u00a0: ils étaient à remettre au plus tard le {by}."
        if found.is_late
        else f"À remettre au plus tard le {by}.",
        "url": url(request, "return_create", enterprise.pk),
        "link_label": "Saisir ce mois",
    }


def _todo(proposal, to: str, icon: str, due: str) -> dict:
    note = f"{proposal.job_title}, {french.number(proposal.weekly_hours)} h par semaine"
    return {"icon": icon, "label": str(proposal.person), "url": to, "note": note, "due": due}


def figures(situation) -> list[dict]:
    """Three to five key figures, in words; none when nothing is known yet."""
    found = []
    if situation.privation is not None:
        found += [
            {
                "value": french.number(situation.privation, 1),
                "unit": "ETP",
                "label": "issus de la privation d’emploi",
            },
            {
                "value": french.number(situation.other, 1),
                "unit": "ETP",
                "label": "d’autres salariés",
                "note": other_note(situation),
            },
        ]
    if situation.room is not None:
        found.append(room_figure(situation))
    if not situation.is_stored:
        moved = overview.movements(situation.enterprise, situation.on)
        found.append(
            {
                "value": french.number(moved.hired),
                "label": french.accord(
                    moved.hired, "embauche en douze mois,embauches en douze mois"
                ),
                "note": french.count(moved.left, "départ"),
            }
        )
    return found


def room_figure(situation) -> dict:
    within = situation.room >= 0
    return {
        "value": french.number(abs(situation.room), 1),
        "unit": "ETP",
        "label": "encore possibles dans la convention" if within else "au-delà de la convention",
        "note": f"{french.number(situation.ceiling)} ETP au plus",
    }


def other_note(situation) -> str:
    part = situation.other / situation.total if situation.total else 0
    return f"{french.upper_first(french.percent(part))} du total, financés jusqu’à {french.number(situation.other_percent)}{french.NBSP}%"


def detail_actions(request, enterprise, *, is_bare: bool) -> list[dict]:
    """`is_bare`: no convention, no employee, no statement that holds something: it may have been recorded by mistake."""

    def can(verb: str) -> bool:
        return holds(request.scope, verb, enterprise)

    found = []
    if can("contract_view"):
        to = f"{url(request, 'contract_list')}?entreprise={enterprise.pk}"
        found.append({"label": "Voir les contrats", "url": to, "icon": "people"})
    if can("hiring_plan_edit") and not enterprise.closed_on:
        found.append(
            {
                "label": "Embauches prévues",
                "url": url(request, "plan_edit", enterprise.pk),
                "icon": "calendar-plus",
            }
        )
    if can("enterprise_edit"):
        name, label, icon = (
            ("enterprise_reopen", "Rouvrir", "arrow-counterclockwise")
            if enterprise.closed_on
            else ("enterprise_close", "Fermer", "door-open")
        )
        to = url(request, "enterprise_edit", enterprise.pk)
        found += [
            {"label": "Modifier", "url": to, "icon": "pencil"},
            {"label": label, "url": url(request, name, enterprise.pk), "icon": icon},
        ]
        if is_bare:
            to = url(request, "enterprise_delete", enterprise.pk)
            found.append({"label": "Supprimer", "url": to, "icon": "trash"})
    if enterprise.closed_on:
        return found
    if can("contract_edit"):
        to = url(request, "contract_create", enterprise.pk)
        found.append({"label": "Embaucher", "url": to, "icon": "person-plus", "primary": True})
    elif can("proposal_make"):
        to = f"{url(request, 'post_list')}?entreprise={enterprise.pk}"
        found.append({"label": "Proposer un poste", "url": to, "icon": "send", "primary": True})
    return found


@allows("enterprise_edit", FORM)
def enterprise_create(request):
    return edit(request, None)


@allows("enterprise_edit", FORM)
def enterprise_edit(request, pk: int):
    return edit(request, row_or_404(request, Enterprise, pk, "host"))


def edit(request, enterprise: Enterprise | None):
    form = EnterpriseForm(request.POST or None, instance=enterprise)
    form.fields["host"].queryset = Organisation.objects.within(request.territory)
    narrow(form, request.user)
    if form.is_valid():
        saved = save(request, form, enterprise)
        if saved:
            messages.success(request, form.told(f"{saved} est enregistrée."))
            return redirect(saved)
    title = f"Modifier {enterprise}" if enterprise else "Enregistrer une entreprise"
    back = (
        url(request, "enterprise_detail", enterprise.pk)
        if enterprise
        else url(request, "enterprise_list")
    )
    steps = [(enterprise.name, back), ("Modifier", "")] if enterprise else [(title, "")]
    page = form_page(request, form, title=title, submit="Enregistrer l’entreprise", cancel=back)
    return render(request, "ui/form_page.html", {**page, "breadcrumb": trail(request, *steps)})


def save(request, form, enterprise: Enterprise | None):
    if enterprise:
        return form.attempt(
            operations.update_enterprise, enterprise, by=request.user, **form.cleaned_data
        )
    return form.attempt(
        operations.open_enterprise, request.territory, by=request.user, **form.cleaned_data
    )
