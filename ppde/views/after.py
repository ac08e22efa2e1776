"""What becomes of somebody after the list: news at 3, 6 and 12 months, mobility out of an enterprise."""

from functools import partial

from django.shortcuts import render
from django.utils import timezone

from ppde import operations
from ppde.after.forms import (
    CloseForm,
    FollowUpForm,
    MobilityForm,
    StepForm,
    TrialEndForm,
    TrialForm,
)
from ppde.after.tables import (
    FollowUpFilters,
    MobilityFilters,
    exit_words,
    follow_up_mark,
    follow_ups,
    mobilities,
    mobility_mark,
)
from ppde.models import FollowUp, MobilityFile, MobilityTrial, OutcomeKind
from ppde.views.common import act, crumbs, file_tabs, get_person, get_row, list_tabs, url
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import render_list


@allows("outcome_record")
def follow_up_list(request):
    """News to take and taken."""
    rows = FollowUp.objects.visible_to(request.user).within(request.territory)
    due = rows.to_do().count()
    return render_list(
        request,
        queryset=rows.select_related("person", "outcome"),
        table=follow_ups(lambda r: url(request, "follow_up_record", r.pk)),
        title="Suivis après sortie",
        filterset_class=FollowUpFilters,
        template="ppde/person_list.html",
        export=journal.exporter(request, FollowUp, named=True),
        context={
            "tabs": list_tabs(request),
            "lead": _due_words(due),
            "actions": [
                {
                    "label": "Mobilité externe",
                    "url": url(request, "mobility_list"),
                    "icon": "send",
                }
            ],
            "breadcrumb": crumbs(request, last="Suivis après sortie"),
        },
    )


def _due_words(due: int) -> str:
    if not due:
        return "Aucune nouvelle à prendre aujourd’hui."
    return (
        f"{french.count(due, 'suivi')} à faire\u00a0: prenez des nouvelles des personnes parties."
    )


@allows("outcome_record", methods=FORM)
def follow_up_record(request, pk: int):
    row = get_row(request, FollowUp, pk, "outcome")
    initial = {"on": row.done_on or timezone.localdate(), "result": row.result}
    return act(
        request,
        row.person,
        FollowUpForm(request.POST or None, initial=initial),
        lambda data: operations.record_follow_up(row, by=request.user, **data),
        done="Les nouvelles sont notées.",
        title=f"Nouvelles à {row.months} mois",
        intro=f"{row.person}, {row.person.reference}. Sortie\u00a0: {exit_words(row)}.",
        submit_label="Noter les nouvelles",
    )


@allows("person_view")
def person_after(request, pk: int):
    """One file's exits, the news taken since, the mobility out of an enterprise."""
    person = get_person(request, pk)
    operations.record_reading(person, by=request.user)
    found = person.mobilities.prefetch_related("steps", "trials")
    open_ones = [m for m in found if not m.closed_on]
    may_open = (
        request.scope.can("outcome_record")
        and person.outcome_kind == OutcomeKind.EBE
        and not open_ones
    )
    follow = url(request, "mobility_open", person.pk)
    action = {
        "label": "Ouvrir une mobilité externe",
        "url": follow,
        "icon": "send",
        "primary": True,
    }
    context = {
        "title": f"Après la liste, {person.reference}",
        "person": person,
        "tabs": file_tabs(request, person),
        "breadcrumb": crumbs(request, person, "Après"),
        "follow_ups": [
            {"row": row, "mark": follow_up_mark(row), "exit": exit_words(row)}
            for row in person.follow_ups.select_related("outcome")
        ],
        "mobilities": [_mobility(m) for m in found],
        "may_write": request.scope.can("outcome_record"),
        "actions": [action] if may_open else [],
    }
    return render(request, "ppde/person_after.html", context)


def _mobility(mobility: MobilityFile) -> dict:
    running = MobilityTrial.Result.RUNNING
    return {
        "row": mobility,
        "mark": mobility_mark(mobility),
        "items": _items(mobility),
        "trial": next((t for t in mobility.trials.all() if t.result == running), None),
    }


def _items(mobility: MobilityFile) -> list[dict]:
    """Steps and trials of a mobility, as a timeline."""
    today = timezone.localdate()
    told = [
        (step.on, french.upper_first(str(step)), step.text, "send", "")
        for step in mobility.steps.all()
    ]
    told += [
        (
            trial.since,
            f"Essai\u00a0: {trial}",
            f"{french.period(trial.since, trial.until)}. {french.upper_first(trial.get_result_display())}.",
            "briefcase",
            "key",
        )
        for trial in mobility.trials.all()
    ]
    return [
        {
            "date": french.date(on),
            "datetime": on.isoformat(),
            "title": title,
            "text": text,
            "icon": icon,
            "kind": "next" if on > today else kind,
        }
        for on, title, text, icon, kind in sorted(told, reverse=True)
    ]


# Mobility ───────────────────────────────────────────────────────────────────────────────────────


@allows("outcome_record")
def mobility_list(request):
    rows = MobilityFile.objects.visible_to(request.user).within(request.territory)
    return render_list(
        request,
        queryset=rows.select_related("person"),
        table=mobilities(lambda r: url(request, "person_after", r.person_id)),
        title="Mobilité externe",
        filterset_class=MobilityFilters,
        template="ppde/person_list.html",
        export=journal.exporter(request, MobilityFile, named=True),
        context={
            "tabs": list_tabs(request),
            "lead": "Aller vers un autre emploi après l’EBE, avec l’accord de la personne.",
            "breadcrumb": [
                *crumbs(request),
                {"label": "Suivis après sortie", "url": url(request, "follow_up_list")},
                {"label": "Mobilité externe", "url": ""},
            ],
        },
    )


@allows("outcome_record", methods=FORM)
def mobility_open(request, pk: int):
    person = get_person(request, pk)
    return act(
        request,
        person,
        MobilityForm(request.POST or None, initial={"consented_on": timezone.localdate()}),
        lambda data: operations.open_mobility(person, by=request.user, **data),
        done="La mobilité est ouverte.",
        title="Ouvrir une mobilité externe",
        intro=f"{person}, {person.reference}. Seulement si la personne est d’accord.",
        submit_label="Ouvrir la mobilité",
    )


def _on_mobility(request, pk: int, form, operation, **page):
    mobility = get_row(request, MobilityFile, pk)
    person = mobility.person
    return act(
        request,
        person,
        form,
        partial(_called, operation, mobility, request.user),
        intro=f"{person}, {person.reference}",
        **page,
    )


def _called(operation, row, by, data: dict):
    return operation(row, by=by, **data)


@allows("outcome_record", methods=FORM)
def mobility_step(request, pk: int):
    return _on_mobility(
        request,
        pk,
        StepForm(request.POST or None, initial={"on": timezone.localdate()}),
        operations.add_mobility_step,
        done="L’étape est ajoutée.",
        title="Ajouter une étape",
        submit_label="Ajouter cette étape",
    )


@allows("outcome_record", methods=FORM)
def trial_start(request, pk: int):
    def start(mobility, *, agreed: bool, **data):
        return operations.start_trial(mobility, **data)

    return _on_mobility(
        request,
        pk,
        TrialForm(request.POST or None),
        start,
        done="La suspension est enregistrée. Prévenez la direction de l’EBE.",
        title="Suspendre le contrat pour un essai",
        submit_label="Enregistrer la suspension",
    )


@allows("outcome_record", methods=FORM)
def trial_end(request, pk: int):
    rows = MobilityTrial.objects.visible_to(request.user).select_related(
        "mobility__person__territory"
    )
    trial = get_row(request, rows, pk, "mobility")
    return act(
        request,
        trial.person,
        TrialEndForm(request.POST or None, initial={"on": timezone.localdate()}),
        lambda data: operations.end_trial(trial, by=request.user, **data),
        done="L’issue de l’essai est notée.",
        title="Noter l’issue de l’essai",
        intro=f"{trial.person}, {trial.person.reference}. {french.upper_first(str(trial))}.",
        submit_label="Noter l’issue",
    )


@allows("outcome_record", methods=FORM)
def mobility_close(request, pk: int):
    return _on_mobility(
        request,
        pk,
        CloseForm(request.POST or None, initial={"on": timezone.localdate()}),
        operations.close_mobility,
        done="La mobilité est close.",
        title="Clore la mobilité",
        submit_label="Clore la mobilité",
    )
