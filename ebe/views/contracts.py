"""Contracts: list, sheet, hire, hours."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest, Least
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from ebe import fte, funding, operations
from ebe.filters import ContractFilters
from ebe.forms import CorrectContractForm, HireForm, HoursForm, ReasonForm
from ebe.models import Contract, ContractHours, Proposal
from ebe.operations.ceilings import convention_on
from ebe.operations.contracts import accepted, given_exit
from ebe.tables import contracts as tables
from ebe.views.here import (
    done,
    enterprise_or_404,
    enterprises,
    form_page,
    opened,
    opened_or_404,
    own_list,
    row_or_404,
    rows,
    trail,
    url,
)
from ppde import operations as ppde
from ppde.models import MobilityTrial
from ppde.operations.readings import named_exporter
from territories import journal
from territories.access import FORM, allows
from territories.periods import period
from tzcld.ui import french


def with_hours(contracts, day, full_time):
    """Each contract with `hours_now` and `fte_now`: those of `day`, else the nearest it has had or will have; 0 suspended."""
    known = ContractHours.objects.filter(
        contract=OuterRef("pk"),
        period__startswith__lte=Least(
            Greatest(Value(day), OuterRef("starts_on")), OuterRef("ends_on")
        ),
    ).order_by("-period__startswith")
    hours = Subquery(known.values("weekly_hours")[:1])
    number = DecimalField(max_digits=6, decimal_places=4)
    worked = Case(
        When(is_suspended=True, then=Value(Decimal(0))),
        When(is_hired_away=True, then=Value(Decimal(0))),
        default=hours,
    )
    return (
        contracts.annotate(is_suspended=fte.suspended(day), is_hired_away=fte.hired_away(day))
        .annotate(hours_now=worked)
        .annotate(fte_now=ExpressionWrapper(F("hours_now") / Value(full_time), output_field=number))
    )


def asked_day(request):
    try:
        return french.parse_date(request.GET.get("en_vigueur", ""))
    except ValueError:
        return timezone.localdate()


@allows("contract_view")
def contract_list(request):
    mine = enterprises(request)
    day = asked_day(request)
    contracts = with_hours(
        rows(request, Contract).select_related("enterprise", "territory"),
        day,
        fte.full_time(request.territory.hub_id, day),
    )
    load = {"label": "Importer un tableur", "icon": "file-earmark-plus"}
    load["url"] = reverse("territories:import_start", args=[request.territory.slug, "contrats"])
    past = [{"label": "Registre du personnel", "url": url(request, "staff_list")}]
    past = past if request.scope.can("staff_view") else []
    return own_list(
        request,
        queryset=contracts,
        table=tables.contracts(many_enterprises=mine.count() > 1),
        title="Contrats",
        filterset_class=ContractFilters,
        filterset_kwargs={"enterprises": mine},
        export=named_exporter(request, Contract),
        context={
            "breadcrumb": trail(request, ("Contrats", "")),
            "lead": "Les salariés des entreprises, leur temps choisi et ses changements.",
            "actions": [*past, *([load] if request.scope.can("contract_edit") else [])],
        },
    )


@allows("contract_view")
def contract_detail(request, pk: int):
    contract = row_or_404(request, Contract, pk, "enterprise", "person")
    trials, today = trials_of(contract), timezone.localdate()
    contract.is_suspended = any(trial.covers(today) for trial in trials)
    hired_on = first_day_elsewhere(contract, trials)
    contract.is_hired_away = hired_on is not None and hired_on <= today
    _write_reading(request, contract)
    full_time = fte.full_time(request.territory.hub_id, timezone.localdate())
    periods = worked(contract)
    page = {
        "title": str(contract),
        "contract": contract,
        "state": tables.contract_state(contract),
        "facts": facts(contract, periods, full_time),
        "timeline": timeline(contract, periods, full_time),
        "hired_on": None if contract.ends_on else hired_on,
        "trials": [french.period(t.since, t.until) for t in trials],
        "can_edit": request.scope.can("contract_edit"),
        "can_change": not contract.ends_on or contract.ends_on >= today,
        "proposals": list(contract.person.proposals.filter(enterprise=contract.enterprise))
        if contract.person
        else [],
        "breadcrumb": trail(
            request,
            (contract.enterprise.name, contract.enterprise.get_absolute_url()),
            ("Contrats", url(request, "contract_list")),
            (str(contract), ""),
        ),
    }
    return render(request, "ebe/contract_detail.html", page)


def trials_of(contract: Contract) -> list[MobilityTrial]:
    """The days on which the contract is suspended for a trial elsewhere: where is not told here."""
    if contract.person_id is None:
        return []
    rows = MobilityTrial.objects.filter(territory=contract.territory_id, person=contract.person_id)
    rows = rows.filter(period__endswith__gte=contract.starts_on).order_by("period")
    return list(rows.only("period", "result", "territory_id", "person_id"))


def first_day_elsewhere(contract: Contract, trials: list[MobilityTrial]) -> date | None:
    """The first day of the job that a trial of this contract led to: from then on its hours count no more."""
    hired = MobilityTrial.Result.HIRED
    days = [
        trial.period.upper
        for trial in trials
        if trial.result == hired and trial.since >= contract.starts_on
    ]
    return min(days, default=None)


def worked(contract: Contract) -> list[ContractHours]:
    """The hours on the days of the contract, latest first. Those planned after its end are kept, and do not count."""
    found = []
    for hours in contract.hours.order_by("-period"):
        if contract.ends_on and hours.since > contract.ends_on:
            continue
        if contract.ends_on and (hours.until is None or hours.until > contract.ends_on):
            hours.period = period(hours.since, contract.ends_on)
        found.append(hours)
    return found


def _write_reading(request, contract) -> None:
    """In the read log of the person it hires; in the journal when it hires somebody who has no file."""
    if contract.person:
        opened(request, contract)
    else:
        journal.record("read", contract, by=request.user, named=True)


def worth(hours, full_time) -> str:
    return (
        f"{french.number(hours)} h par semaine, {french.number(funding.fte(hours / full_time))} ETP"
    )


def facts(contract: Contract, periods: list[ContractHours], full_time) -> list[dict]:
    today = timezone.localdate()
    now = next((p for p in periods if p.since <= today and (not p.until or today <= p.until)), None)
    found = [
        {"label": "Poste", "value": contract.job_title},
        {
            "label": "Entreprise",
            "value": contract.enterprise.name,
            "url": contract.enterprise.get_absolute_url(),
        },
        {
            "label": "Origine",
            "value": tables.ORIGINS[contract.from_privation],
        },
        {"label": "Début", "value": french.date(contract.starts_on)},
    ]
    if now:
        found.insert(2, {"label": "Temps de travail", "value": worth(now.weekly_hours, full_time)})
    if contract.ends_on:
        found.append({"label": "Dernier jour", "value": french.date(contract.ends_on)})
        found.append({"label": "Motif de départ", "value": contract.get_leaving_display()})
    return found


def timeline(contract: Contract, periods: list[ContractHours], full_time) -> list[dict]:
    """The hours and the end of the contract, latest first; what is to come is dotted."""
    today = timezone.localdate()
    found = []
    if contract.ends_on:
        found.append(
            {
                "date": french.date(contract.ends_on),
                "datetime": contract.ends_on.isoformat(),
                "title": "Fin du contrat",
                "text": french.upper_first(contract.get_leaving_display()),
                "icon": "box-arrow-right",
                "kind": "key" if contract.ends_on <= today else "next",
            }
        )
    for hours in periods:
        is_first = hours is periods[-1]
        found.append(
            {
                "date": french.period(hours.since, hours.until),
                "datetime": hours.since.isoformat(),
                "title": worth(hours.weekly_hours, full_time),
                "text": "Embauche" if is_first else "Changement du temps choisi",
                "icon": "person-check" if is_first else "clock-history",
                "kind": "next" if hours.since > today else "key" if is_first else "",
            }
        )
    return found


@allows("contract_edit", FORM)
def contract_create(request, pk: int):
    enterprise = enterprise_or_404(request, pk, "contract_edit")
    ready = accepted(enterprise)
    asked = request.GET.get("proposition", "")
    asked = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    proposal = ready.filter(pk=asked).first()
    if asked and proposal is None:
        return _no_longer_ready(request, enterprise, asked)
    if proposal:
        opened(request, proposal)
    form = HireForm(request.POST or None, proposal=proposal, initial=hire_initial(proposal))
    if made := done(
        request,
        form,
        enterprise,
        operations.hire,
        enterprise,
        proposal=proposal,
        said=lambda contract: f"Le contrat {french.de(contract)} est enregistré.",
    ):
        return redirect(made[0])
    page = hire_page(request, form, enterprise, proposal)
    page["ready"] = [] if proposal else list(ready)
    return render(request, "ebe/contract_create.html", page)


def _no_longer_ready(request, enterprise, pk: int):
    """The hire has been recorded since the page was opened, or is no longer awaited: said on what is there now."""
    proposal = get_object_or_404(
        rows(request, Proposal).filter(enterprise=enterprise).select_related("person"), pk=pk
    )
    contract = (
        Contract.objects.filter(enterprise=enterprise, person=proposal.person_id)
        .filter(starts_on__gte=proposal.proposed_on)
        .order_by("-starts_on")
        .first()
    )
    if contract is None:
        reply = proposal.get_reply_display()
        messages.warning(
            request,
            f"La proposition à {proposal.person} n’attend plus d’embauche\u00a0: {reply}.",
        )
        return redirect(enterprise)
    messages.info(
        request,
        f"{proposal.person} a déjà son contrat, à partir du {french.date(contract.starts_on)}\u00a0: le voici. "
        "Rien n’est enregistré deux fois.",
    )
    return redirect(contract)


def hire_page(request, form, enterprise, proposal) -> dict:
    title = f"Embaucher {proposal.person}" if proposal else "Embaucher"
    return form_page(
        request,
        form,
        title=title,
        submit="Enregistrer le contrat",
        cancel=enterprise.get_absolute_url(),
        intro=hire_intro(proposal),
        breadcrumb=trail(request, (enterprise.name, enterprise.get_absolute_url()), (title, "")),
        convention=convention_on(enterprise, timezone.localdate()),
        enterprise=enterprise,
    )


def hire_initial(proposal) -> dict:
    if proposal is None:
        return {}
    return {
        "job_title": proposal.job_title,
        "weekly_hours": proposal.weekly_hours,
        "starts_on": proposal.starts_on,
    }


def hire_intro(proposal) -> str:
    if proposal is None:
        return "Pour un poste d’encadrement ou d’appui, tenu par une personne qui ne vient pas de la liste."
    return (
        f"Proposition acceptée le {french.date(proposal.replied_on)}. "
        "Le contrat met fin à l’attente sur la liste de mobilisation."
    )


@allows("contract_edit", FORM)
def contract_hours(request, pk: int):
    contract = opened_or_404(request, Contract, pk, "enterprise")
    form = HoursForm(request.POST or None)
    said = f"Le temps de travail {french.de(contract)} est changé."
    if done(request, form, contract.enterprise, operations.change_hours, contract, said=said):
        return redirect(contract)
    return render(
        request,
        "ui/form_page.html",
        contract_page(request, contract, form, "Changer le temps de travail"),
    )


@allows("contract_edit", FORM)
def contract_correct(request, pk: int):
    """A name, a post, an origin, a first day written wrongly, or another post within the enterprise."""
    contract = opened_or_404(request, Contract, pk, "enterprise")
    form = CorrectContractForm(request.POST or None, contract=contract)
    said = "Le contrat est corrigé."
    if done(request, form, contract.enterprise, operations.correct_contract, contract, said=said):
        return redirect(contract)
    page = contract_page(request, contract, form, "Corriger le contrat")
    follow = " La sortie de la liste suit le premier jour." if contract.person else ""
    page["intro"] += f" Un changement d’heures ou un départ se note à sa date.{follow}"
    page["submit_label"] = "Enregistrer la correction"
    return render(request, "ui/form_page.html", page)


@allows("contract_edit", FORM)
def contract_cancel(request, pk: int):
    """A contract written by mistake, with the exit that it gave."""
    contract = opened_or_404(request, Contract, pk, "enterprise")
    form = ReasonForm(request.POST or None)
    said = f"Le contrat {french.de(str(contract))} est annulé."
    if found := done(
        request, form, contract.enterprise, operations.cancel_contract, contract, said=said
    ):
        if found[0]:
            messages.info(request, found[0])
        return redirect(contract.enterprise)
    back = " La personne retrouve le rang de sa date de volontariat." if contract.person else ""
    outcome = given_exit(contract)
    if outcome and (lost := ppde.news_lost(outcome, "le contrat")):
        back += f" {lost} Si le contrat a existé, corrigez-le plutôt."
    page = {
        "title": f"Annuler le contrat {french.de(str(contract))}\u00a0?",
        "text": f"Seulement s’il a été écrit par erreur\u00a0: pour une personne qui part, enregistrez un départ. "
        f"Le contrat et ses heures sont retirés\u00a0; votre raison reste au journal.{back}",
        "form": form,
        "submit_label": "Annuler le contrat",
        "danger": True,
        "cancel_url": contract.get_absolute_url(),
        "breadcrumb": contract_page(request, contract, form, "Annuler le contrat")["breadcrumb"],
    }
    return render(request, "ui/confirm_page.html", page)


def contract_page(request, contract: Contract, form, title: str) -> dict:
    return form_page(
        request,
        form,
        title=title,
        submit=title,
        cancel=contract.get_absolute_url(),
        intro=f"{contract}, {contract.job_title}.",
        breadcrumb=trail(
            request,
            (contract.enterprise.name, contract.enterprise.get_absolute_url()),
            (str(contract), contract.get_absolute_url()),
            (title, ""),
        ),
    )
