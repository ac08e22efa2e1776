"""Conventions: signed, amended, prolonged or ended, corrected, given up before their first day."""

from ebe import operations
from ebe.forms import ConventionForm, CorrectConventionForm, EndConventionForm, ReasonForm
from ebe.models import Convention, Enterprise
from ebe.views.here import act, row_or_404
from territories.access import FORM, allows
from tzcld.ui import french


def _convention(request, pk: int) -> Convention:
    return row_or_404(request, Convention, pk, "enterprise", "decision")


def _words(convention: Convention) -> str:
    days = french.lower_first(french.period(convention.since, convention.until))
    return f"{convention.enterprise}, {convention.reference}, {days}."


def _terms(convention: Convention) -> dict:
    return {
        "reference": convention.reference,
        "signed_on": convention.signed_on,
        "starts_on": convention.since,
        "ends_on": convention.until,
        "fte_ceiling": convention.fte_ceiling,
        "decision": convention.decision,
    }


@allows("convention_edit", FORM)
def convention_create(request, pk: int):
    enterprise = row_or_404(request, Enterprise, pk)
    return act(
        request,
        enterprise,
        ConventionForm(request.POST or None, territory=request.territory),
        operations.sign_convention,
        enterprise,
        said="La convention est enregistrée.",
        title="Enregistrer une convention",
        submit="Enregistrer la convention",
        intro=f"{enterprise}. La convention lie l’entreprise, le Fonds, la Métropole ou le Département et le comité local.",
    )


@allows("convention_edit", FORM)
def convention_amend(request, pk: int):
    convention = _convention(request, pk)
    initial = {"ends_on": convention.until, "fte_ceiling": convention.fte_ceiling}
    return act(
        request,
        convention.enterprise,
        ConventionForm(request.POST or None, territory=request.territory, initial=initial),
        operations.amend_convention,
        convention,
        said="L’avenant est enregistré.",
        title="Enregistrer un avenant",
        submit="Enregistrer l’avenant",
        intro=f"{_words(convention)} La convention s’arrête la veille du premier jour de l’avenant, qui prend la suite.",
    )


@allows("convention_edit", FORM)
def convention_end(request, pk: int):
    convention = _convention(request, pk)
    return act(
        request,
        convention.enterprise,
        EndConventionForm(request.POST or None, initial={"ends_on": convention.until}),
        operations.end_convention,
        convention,
        said="La fin de la convention est changée.",
        title="Prolonger ou arrêter la convention",
        submit="Changer la fin",
        intro=f"{_words(convention)} Après son dernier jour, aucune embauche ne commence et la contribution n’est plus due.",
    )


@allows("convention_edit", FORM)
def convention_correct(request, pk: int):
    convention = _convention(request, pk)
    return act(
        request,
        convention.enterprise,
        CorrectConventionForm(
            request.POST or None, territory=request.territory, initial=_terms(convention)
        ),
        operations.correct_convention,
        convention,
        said="La convention est corrigée.",
        title="Corriger la convention",
        submit="Enregistrer la correction",
        intro=f"{_words(convention)} Pour ce qui était faux dès le premier jour\u00a0; un changement à partir d’un jour est un avenant.",
    )


@allows("convention_edit", FORM)
def convention_withdraw(request, pk: int):
    convention = _convention(request, pk)
    return act(
        request,
        convention.enterprise,
        ReasonForm(request.POST or None),
        operations.withdraw_convention,
        convention,
        said="La convention est retirée.",
        title="Retirer la convention",
        submit="Retirer la convention",
        intro=f"{_words(convention)} Seulement avant son premier jour, ou si aucun contrat n’en relève. Ce qu’un avenant avait raccourci reprend ses jours.",
    )
