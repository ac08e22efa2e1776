"""A departure is recorded, corrected, taken back."""

from datetime import timedelta

from django.shortcuts import redirect, render

from ebe import operations
from ebe.forms import CorrectDepartureForm, EndForm, TakeBackForm
from ebe.models import Contract
from ebe.views.contracts import contract_page, first_day_elsewhere, trials_of
from ebe.views.here import done, opened_or_404
from territories.access import FORM, allows
from tzcld.ui import french


def _act(request, contract: Contract, form, operation, *, said: str, page: dict):
    """The form of an act on the end of a contract, then the contract."""
    if done(request, form, contract.enterprise, operation, contract, said=said):
        return redirect(contract)
    page = {**contract_page(request, contract, form, page["title"]), **page}
    return render(request, "ui/form_page.html", page)


@allows("contract_edit", FORM)
def contract_end(request, pk: int):
    contract = opened_or_404(request, Contract, pk, "enterprise")
    return _act(
        request,
        contract,
        EndForm(request.POST or None, initial=_expected(contract)),
        operations.end_contract,
        said=f"Le départ {french.de(contract)} est enregistré.",
        page={
            "title": "Enregistrer un départ",
            "intro": f"{contract}. Les heures prévues après ce jour ne comptent plus.",
        },
    )


def _expected(contract: Contract) -> dict:
    """A trial that led to a hire has ended the contract in fact: its last day is known."""
    hired_on = first_day_elsewhere(contract, trials_of(contract))
    if hired_on is None:
        return {}
    return {"on": hired_on - timedelta(days=1), "leaving": Contract.Leaving.HIRED_ELSEWHERE}


@allows("contract_edit", FORM)
def departure_correct(request, pk: int):
    contract = opened_or_404(request, Contract, pk, "enterprise")
    if contract.ends_on is None:
        return redirect(contract)
    initial = {"on": contract.ends_on, "leaving": contract.leaving}
    return _act(
        request,
        contract,
        CorrectDepartureForm(request.POST or None, initial=initial),
        operations.correct_departure,
        said=f"Le départ {french.de(contract)} est corrigé.",
        page={
            "title": "Corriger le départ",
            "intro": f"{contract}. Départ du {french.date(contract.ends_on)}, {contract.get_leaving_display()}.",
            "submit_label": "Enregistrer la correction",
        },
    )


@allows("contract_edit", FORM)
def departure_take_back(request, pk: int):
    contract = opened_or_404(request, Contract, pk, "enterprise")
    if contract.ends_on is None:
        return redirect(contract)
    return _act(
        request,
        contract,
        TakeBackForm(request.POST or None),
        operations.take_back_departure,
        said=f"Le départ {french.de(contract)} est annulé\u00a0: le contrat continue.",
        page={
            "title": "Annuler le départ",
            "intro": f"{contract}. Le contrat continue après le {french.date(contract.ends_on)}, avec les heures qui étaient prévues.",
            "submit_label": "Annuler ce départ",
        },
    )
