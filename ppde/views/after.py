"""What becomes of somebody after the list: news at 3, 6 and 12 months, mobility out of an enterprise."""

from functools import partial

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.html import format_html

from ppde import operations
from ppde.after.forms import (
    CloseForm,
    FollowUpForm,
    MobilityForm,
    ReopenForm,
    StepCorrectForm,
    StepForm,
    TrialCorrectForm,
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
from ppde.models import FollowUp, MobilityFile, MobilityStep, MobilityTrial, OutcomeKind
from ppde.operations.mobilities import (
    refuse_closed,
    refuse_corrected,
    refuse_ended,
    refuse_running,
)
from ppde.operations.readings import named_exporter
from ppde.views.common import (
    act,
    crumbs,
    file_tabs,
    get_person,
    get_row,
    list_tabs,
    rows_of_files,
    url,
)
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.confirm import closed
from tzcld.ui.lists import render_list


@allows("outcome_record")
def follow_up_list(request):
    """News to take and taken."""
    rows = rows_of_files(request, FollowUp)
    due = rows.to_do().count()
    return render_list(
        request,
        queryset=rows.select_related("person", "outcome"),
        table=follow_ups(lambda r: url(request, "follow_up_record", r.pk)),
        title="Suivis après sortie",
        filterset_class=FollowUpFilters,
        template="ppde/person_list.html",
        export=named_exporter(request, FollowUp),
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
    return act(
        request,
        row.person,
        FollowUpForm(request.POST or None, row=row),
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
    steps = MobilityStep.objects.standing().select_related("corrects", "author")
    found = person.mobilities.prefetch_related(Prefetch("steps", steps), "trials")
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
        "mobilities": [_mobility(request, m) for m in found],
        "may_write": request.scope.can("outcome_record"),
        "actions": [action] if may_open else [],
    }
    return render(request, "ppde/person_after.html", context)


def _mobility(request, mobility: MobilityFile) -> dict:
    running = MobilityTrial.Result.RUNNING
    return {
        "row": mobility,
        "mark": mobility_mark(mobility),
        "items": _items(request, mobility),
        "may_reopen": bool(mobility.closed_on) and not _hire_of(mobility),
        "trial": next((t for t in mobility.trials.all() if t.result == running), None),
    }


def _hire_of(mobility: MobilityFile) -> MobilityTrial | None:
    """The trial whose hire closed the mobility: it is what is corrected then."""
    hired = MobilityTrial.Result.HIRED
    if mobility.closing != MobilityFile.Closing.HIRED:
        return None
    return next((t for t in mobility.trials.all() if t.result == hired), None)


def _with_link(request, text: str, name: str, row, what: str):
    """The words of a line, and the way to correct it."""
    if not request.scope.can("outcome_record"):
        return text
    return format_html(
        '{} <a href="{}">Corriger<span class="visually-hidden">\u00a0: {}</span></a>',
        text,
        url(request, name, row.pk),
        what,
    )


def _items(request, mobility: MobilityFile) -> list[dict]:
    """Steps and trials of a mobility, as a timeline; what is over is corrected by opening it again."""
    today = timezone.localdate()
    told = [
        (
            step.on,
            french.upper_first(str(step)),
            _step_words(step)
            if mobility.closed_on
            else _with_link(
                request,
                _step_words(step),
                "mobility_step_correct",
                step,
                f"{step}, {french.date(step.on)}",
            ),
            "send",
            "",
        )
        for step in mobility.steps.all()
    ]
    hire = _hire_of(mobility)
    told += [
        (
            trial.since,
            f"Essai\u00a0: {trial}",
            _trial_words(trial)
            if mobility.closed_on and trial != hire
            else _with_link(request, _trial_words(trial), "trial_correct", trial, str(trial)),
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


def _step_words(step: MobilityStep) -> str:
    """What was typed of a step; a correction says what it replaces, who wrote it and why."""
    if not step.corrects:
        return step.text
    said = f"{step.text.rstrip('.')}. " if step.text else ""
    return (
        f"{said}Corrige «\u00a0{step.corrects}, {french.date(step.corrects.on)}\u00a0» "
        f"({step.author or 'la plateforme'}). Raison\u00a0: {step.reason.rstrip('.')}."
    )


def _trial_words(trial: MobilityTrial) -> str:
    issue = french.upper_first(trial.get_result_display())
    return f"{french.period(trial.since, trial.until)}. {issue}."


# Mobility ───────────────────────────────────────────────────────────────────────────────────────


@allows("outcome_record")
def mobility_list(request):
    rows = rows_of_files(request, MobilityFile)
    return render_list(
        request,
        queryset=rows.select_related("person"),
        table=mobilities(lambda r: url(request, "person_after", r.person_id)),
        title="Mobilité externe",
        filterset_class=MobilityFilters,
        template="ppde/person_list.html",
        export=named_exporter(request, MobilityFile),
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
        back=url(request, "person_after", person.pk),
        title="Ouvrir une mobilité externe",
        intro=f"{person}, {person.reference}. Seulement si la personne est d’accord.",
        submit_label="Ouvrir la mobilité",
    )


def _on_mobility(request, pk: int, form, operation, *, check=None, **page):
    """`check(mobility)`: what refuses this act whatever is typed, said before."""
    mobility = get_row(request, MobilityFile, pk)
    person = mobility.person
    after = url(request, "person_after", person.pk)
    if check and (refusal := closed(request, partial(check, mobility), to=after)):
        return refusal
    return act(
        request,
        person,
        form,
        partial(_called, operation, mobility, request.user),
        back=after,
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
        check=refuse_closed,
        once_only=True,
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
        check=refuse_running,
        done="La suspension est enregistrée. Prévenez la direction de l’EBE.",
        title="Suspendre le contrat pour un essai",
        submit_label="Enregistrer la suspension",
    )


def _trial_of(request, pk: int) -> MobilityTrial:
    rows = MobilityTrial.objects.visible_to(request.user).select_related(
        "mobility__person__territory"
    )
    return get_row(request, rows, pk, "mobility")


@allows("outcome_record", methods=FORM)
def trial_end(request, pk: int):
    trial = _trial_of(request, pk)
    after = url(request, "person_after", trial.person_id)
    if refusal := closed(request, lambda: refuse_ended(trial), to=after):
        return refusal
    done = "L’issue de l’essai est notée."
    if request.POST.get("result") == MobilityTrial.Result.HIRED:
        done += " Prévenez la direction de l’EBE\u00a0: le contrat est à terminer, et ne compte plus dès l’embauche."
    return act(
        request,
        trial.person,
        TrialEndForm(request.POST or None, initial={"on": timezone.localdate()}),
        lambda data: operations.end_trial(trial, by=request.user, **data),
        done=done,
        back=after,
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
        check=refuse_closed,
        done="La mobilité est close.",
        title="Clore la mobilité",
        submit_label="Clore la mobilité",
    )


# What was noted wrongly ─────────────────────────────────────────────────────────────────────────


@allows("outcome_record", methods=FORM)
def mobility_step_correct(request, pk: int):
    """Another kind, day or word for a step, or the step withdrawn."""
    rows = MobilityStep.objects.visible_to(request.user).within(request.territory)
    step = get_object_or_404(rows.select_related("mobility__person__territory"), pk=pk)
    # What a colleague wrote since is read there.
    after = url(request, "person_after", step.mobility.person_id)
    if refusal := closed(request, lambda: refuse_corrected(step), to=after):
        return refusal

    def correct(data: dict):
        if data.pop("withdraw"):
            operations.withdraw_mobility_step(step, reason=data["reason"], by=request.user)
        else:
            operations.correct_mobility_step(step, by=request.user, **data)

    initial = {"kind": step.kind, "on": step.on, "text": step.text}
    return _corrected(
        request, step.mobility, StepCorrectForm(request.POST or None, initial=initial), correct
    )


@allows("outcome_record", methods=FORM)
def trial_correct(request, pk: int):
    """Another contract, employer, days or issue for a trial, or the trial withdrawn."""
    trial = _trial_of(request, pk)

    def correct(data: dict):
        if data.pop("withdraw"):
            operations.withdraw_trial(trial, reason=data["reason"], by=request.user)
        else:
            operations.correct_trial(trial, by=request.user, **data)

    initial = {name: getattr(trial, name) for name in ("kind", "employer", "since", "until")}
    form = TrialCorrectForm(request.POST or None, initial=initial | {"result": trial.result})
    return _corrected(request, trial.mobility, form, correct)


def _corrected(request, mobility: MobilityFile, form, correct):
    person = mobility.person
    title = "Corriger un essai" if isinstance(form, TrialCorrectForm) else "Corriger une étape"
    return act(
        request,
        person,
        form,
        correct,
        done="C’est corrigé. Ce qui était écrit reste dans l’historique.",
        title=title,
        intro=f"{person}, {person.reference}",
        submit_label="Enregistrer la correction",
        back=url(request, "person_after", person.pk),
    )


@allows("outcome_record", methods=FORM)
def mobility_reopen(request, pk: int):
    return _on_mobility(
        request,
        pk,
        ReopenForm(request.POST or None),
        operations.reopen_mobility,
        done="La mobilité est rouverte.",
        title="Rouvrir la mobilité",
        submit_label="Rouvrir la mobilité",
    )
