"""The criteria of eligibility: the rule in force, its history, the next version of the hub or of a territory."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cle.models import Decision
from ppde import operations
from ppde.criteria import words
from ppde.criteria.forms import CriterionForm, PrecisionForm, RuleForm
from ppde.forms import ReasonForm
from ppde.models import EligibilityCriterion, EligibilityPrecision, EligibilityRule
from ppde.operations.criteria import (
    Versions,
    pending_reviews,
    refuse_in_force,
    refuse_kept_version,
    rule_in_force,
)
from ppde.views.common import tried, under, url
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.confirm import closed, confirm

TITLE = "Règle d’éligibilité"


def _model(request):
    """A hub writes the rule, a territory makes it precise."""
    return EligibilityRule if request.territory.is_hub else EligibilityPrecision


def _version(request, pk: int):
    rows = _model(request).objects.within(request.territory).prefetch_related("criteria")
    return get_object_or_404(rows, pk=pk)


def _crumbs(request, *steps: str) -> list[dict]:
    here = {"label": TITLE, "url": url(request, "criteria_view")}
    return [here, *({"label": step, "url": ""} for step in steps)]


def _trail(request) -> list[dict]:
    """From the reviews, for the team; the others come from the account's menu."""
    if not request.scope.can("eligibility_prepare"):
        return []
    return under(request, "Examens d’éligibilité", "review_list", TITLE)


@allows("eligibility_rule_view")
def criteria_view(request):
    """What is asked today, what is coming with its effect on the reviews that wait, and the history."""
    versions, today = Versions.of(request.territory), timezone.localdate()
    rule, precision, asked = versions.rule(today), versions.precision(today), versions.terms(today)
    may_edit = request.scope.can("eligibility_rule_edit")
    prepare = {
        "label": "Préparer la prochaine version"
        if request.territory.is_hub
        else "Préciser la règle",
        "url": url(request, "version_prepare"),
        "icon": "plus-lg",
        "primary": True,
    }
    context = {
        "title": TITLE,
        "lead": "L’outil lit la règle et donne un avis. Le comité local décide, en séance.",
        "breadcrumb": _trail(request),
        "actions": [prepare] if may_edit else [],
        "rule": rule,
        "precision": precision,
        "facts": words.facts(asked) if asked else [],
        "room": words.room(rule) if rule else "",
        "coming": _coming(request, versions),
        "history": _history(request, versions),
    }
    return render(request, "ppde/criteria.html", context)


def _name(version) -> str:
    if isinstance(version, EligibilityRule):
        return f"Règle de la métropole, {version}"
    return f"Précision du territoire, {version}"


def _history(request, versions: Versions) -> list[dict]:
    mine = _model(request)
    return [
        {
            "date": french.date(v.valid_from),
            "datetime": v.valid_from.isoformat(),
            "title": _name(v),
            "text": words.summary(v),
            "icon": "journal-text",
            "kind": "next" if v.is_in_preparation else "",
            "url": url(request, "version_detail", v.pk) if isinstance(v, mine) else "",
        }
        for v in versions.all()
    ]


def _coming(request, versions: Versions) -> list[dict]:
    """What each day to come will ask, and whose reading it changes."""
    days = sorted({v.valid_from for v in versions.all() if v.is_in_preparation})
    may_prepare = request.scope.can("eligibility_prepare")
    waiting = list(pending_reviews(request.territory)) if days and may_prepare else []
    found = []
    for day in days:
        asked = versions.terms(day)
        coming = {"day": day, "facts": words.facts(asked) if asked else [], "changes": []}
        if asked and may_prepare:
            changes = words.changes(waiting, asked)
            coming |= {"changes": changes, "effect": words.effect(changes, len(waiting))}
        elif request.territory.is_hub:
            coming["effect"] = (
                "Chaque équipe voit ici l’effet sur les examens de son territoire\u00a0: la métropole ne lit aucun dossier."
            )
        found.append(coming)
    return found


@allows("eligibility_rule_edit", methods=FORM)
def version_prepare(request):
    """The next version, written before it applies."""
    form = _prepare_form(request)
    is_hub = request.territory.is_hub
    if request.method == "POST" and form.is_valid():
        operation = operations.prepare_rule if is_hub else operations.prepare_precision
        data = form.cleaned_data
        version = tried(form, lambda: operation(request.territory, by=request.user, **data))
        if version:
            messages.success(
                request, f"La {version} s’appliquera le {french.date(version.valid_from)}."
            )
            return redirect(url(request, "version_detail", version.pk))
    title = "Préparer la prochaine version" if is_hub else "Préciser la règle"
    context = {
        "form": form,
        "title": title,
        "intro": "Les critères ajoutés sont repris de la version d’avant. Ce qui est déjà décidé garde sa règle.",
        "submit_label": "Préparer cette version",
        "cancel_url": url(request, "criteria_view"),
        "breadcrumb": _crumbs(request, title),
        "rule": None if is_hub else rule_in_force(request.territory),
    }
    return render(request, "ppde/version_prepare.html", context)


def _prepare_form(request):
    """Filled with what is in force: a new version usually changes one thing."""
    last = _model(request).objects.within(request.territory).order_by("-valid_from").first()
    if request.territory.is_hub:
        kept = [name for name in RuleForm.Meta.fields if name not in ("valid_from", "source")]
        initial = {name: getattr(last, name) for name in kept} if last else {}
        return RuleForm(request.POST or None, initial=initial)
    kept = ["months_without_job", "months_resident", "text"]
    initial = {name: getattr(last, name) for name in kept} if last else {}
    decisions = Decision.objects.visible_to(request.user).within(request.territory).adopted()
    return PrecisionForm(
        request.POST or None,
        initial=initial,
        decisions=decisions.filter(kind=Decision.Kind.ELIGIBILITY_RULE).select_related(
            "meeting", "meeting__committee"
        ),
    )


@allows("eligibility_rule_view")
def version_detail(request, pk: int):
    """One version: what it asks, the criteria that it adds."""
    version = _version(request, pk)
    may_change = version.is_in_preparation and request.scope.can("eligibility_rule_edit")
    actions = [
        {
            "label": "Ajouter un critère",
            "url": url(request, "criterion_add", version.pk),
            "icon": "plus-lg",
            "primary": True,
        },
        {
            "label": "Retirer cette version",
            "url": url(request, "version_withdraw", version.pk),
            "icon": "x-lg",
        },
    ]
    context = {
        "title": _name(version),
        "lead": _when(version),
        "version": version,
        "summary": words.summary(version),
        "may_change": may_change,
        "actions": actions if may_change else [],
        "breadcrumb": _crumbs(request, french.upper_first(str(version))),
        "criteria": version.criteria.all(),
    }
    return render(request, "ppde/version_detail.html", context)


def _when(version) -> str:
    day = french.date(version.valid_from)
    if version.valid_from > timezone.localdate():
        return f"En préparation\u00a0: elle s’appliquera le {day}."
    return f"En vigueur depuis le {day}. Elle ne change plus\u00a0: préparez la suivante."


@allows("eligibility_rule_edit", methods=FORM)
def criterion_add(request, pk: int):
    version = _version(request, pk)
    form = CriterionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(form, lambda: operations.add_criterion(version, by=request.user, **data)):
            messages.success(request, "Le critère est ajouté à cette version.")
            return redirect(url(request, "version_detail", version.pk))
    context = {
        "form": form,
        "title": "Ajouter un critère",
        "intro": f"{_name(version)}, à partir du {french.date(version.valid_from)}.",
        "submit_label": "Ajouter ce critère",
        "cancel_url": url(request, "version_detail", version.pk),
        "breadcrumb": _crumbs(request, "Ajouter un critère"),
    }
    return render(request, "ui/form_page.html", context)


@allows("eligibility_rule_edit", methods=FORM)
def criterion_withdraw(request, pk: int):
    rows = EligibilityCriterion.objects.within(request.territory)
    criterion = get_object_or_404(rows.select_related("rule", "precision"), pk=pk)
    back = url(request, "version_detail", criterion.version.pk)
    if refusal := closed(request, partial(refuse_in_force, criterion.version), to=back):
        return refusal
    return confirm(
        request,
        partial(operations.withdraw_criterion, criterion, by=request.user),
        to=back,
        done="Le critère est retiré de cette version.",
        title="Retirer ce critère\u00a0?",
        facts=[
            {"label": "Critère", "value": criterion.label},
            {"label": "Source", "value": criterion.source},
        ],
        consequence="Cette version ne le demandera pas. Les versions d’avant n’en sont pas changées.",
        submit_label="Retirer ce critère",
        breadcrumb=_crumbs(request, "Retirer un critère"),
    )


@allows("eligibility_rule_edit", methods=FORM)
def version_withdraw(request, pk: int):
    version = _version(request, pk)
    back = url(request, "version_detail", version.pk)
    if refusal := closed(request, partial(refuse_kept_version, version), to=back):
        return refusal
    return confirm(
        request,
        partial(operations.withdraw_version, version, by=request.user),
        to=url(request, "criteria_view"),
        form=ReasonForm(request.POST or None),
        done="La version est retirée.",
        title="Retirer cette version\u00a0?",
        facts=[
            {"label": "Devait s’appliquer le", "value": french.date(version.valid_from)},
            {"label": "Elle demandait", "value": words.summary(version)},
        ],
        submit_label="Retirer la version",
        cancel_url=back,
        danger=True,
        consequence="Elle n’a servi à aucun examen\u00a0: elle disparaît, le journal en garde la trace.",
        breadcrumb=_crumbs(request, "Retirer une version"),
    )
