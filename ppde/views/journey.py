"""Acts on a journey: facts, volunteering, pauses, outcomes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils import timezone

from cle.models import Decision
from ppde import operations, rule_words
from ppde.event_forms import KINDS, EventCorrectForm, EventForm, kind_asked
from ppde.forms import (
    OutcomeCorrectForm,
    OutcomeForm,
    PauseCorrectForm,
    PauseEndForm,
    PauseExtendForm,
    PauseForm,
    ReasonForm,
    VolunteerCorrectForm,
    VolunteerForm,
)
from ppde.mobilisation import moved_by_refusal
from ppde.models import (
    DETAILS,
    EventKind,
    JourneyEvent,
    ListRule,
    Outcome,
    OutcomeKind,
    Pause,
    Return,
)
from ppde.operations.journey import refuse_frozen
from ppde.operations.ranks import AFTER, OF_A_PLACE
from ppde.rule_forms import ReturnForm
from ppde.views.common import act, crumbs, get_person, get_row
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.confirm import closed


@allows("event_add", methods=FORM)
def event_add(request, pk: int):
    """A fact of the kind asked by `?fait=`; the page offers the others. Without a kind it asks which, and writes nothing."""
    person = get_person(request, pk)
    asked = request.POST.get("kind") or request.GET.get("fait", "")
    if not asked:
        # The page of the form asks the same by itself.
        if refusal := closed(request, lambda: refuse_frozen(person), to=person):
            return refusal
        operations.record_reading(person, by=request.user)
        return render(
            request,
            "ppde/event_kinds.html",
            {
                "title": "Quel fait ajouter\u00a0?",
                "lead": f"{person}, {person.reference}",
                "kinds": _kinds(""),
                "cancel_url": person.get_absolute_url(),
                "breadcrumb": crumbs(request, person, "Ajouter un fait"),
            },
        )
    kind = kind_asked(asked)
    form = EventForm(
        request.POST or None,
        territory=request.territory,
        kind=kind,
        initial={"on": timezone.localdate(), "kind": kind},
    )
    return act(
        request,
        person,
        form,
        lambda data: operations.add_event(person, by=request.user, **data),
        once_only=True,
        done="Le fait est ajouté au parcours.",
        field="on",
        title="Ajouter un fait",
        intro=f"{person}, {person.reference}",
        submit_label="Ajouter ce fait",
        template="ppde/event_form.html",
        kinds=_kinds(kind),
        kind_label=EventKind(kind).label,
    )


def _kinds(current: str) -> list[dict]:
    return [
        {"label": k.label, "url": f"?fait={k.value}", "current": k.value == current} for k in KINDS
    ]


@allows("event_add", methods=FORM)
def event_correct(request, pk: int):
    event = get_row(request, JourneyEvent, pk, "author", "organisation", "prescriber")
    told = DETAILS.get(event.kind, ())
    initial = {name: getattr(event, name) for name in ("kind", "on", "text", *told)}
    form = EventCorrectForm(
        request.POST or None, territory=request.territory, kind=event.kind, initial=initial
    )
    return act(
        request,
        event.person,
        form,
        lambda data: operations.correct_event(event, by=request.user, **data),
        done="La correction est ajoutée au parcours.",
        title="Corriger un fait",
        intro=f"{event.get_kind_display()}, {french.date(event.on)}. {event.person}, {event.person.reference}",
        submit_label="Enregistrer la correction",
        template="ppde/event_form.html",
    )


@allows("volunteer_record", methods=FORM)
def volunteer_record(request, pk: int):
    person = get_person(request, pk)
    return act(
        request,
        person,
        VolunteerForm(request.POST or None),
        lambda data: operations.record_volunteer(person, by=request.user, **data),
        done="Le volontariat est enregistré. Cette date fixe le rang de la personne.",
        field="on",
        title="Enregistrer le volontariat",
        intro=f"{person}, {person.reference}",
        submit_label="Enregistrer le volontariat",
        template="ppde/volunteer_form.html",
    )


@allows("volunteer_record", methods=FORM)
def volunteer_renew(request, pk: int):
    """After a decision « non éligible », the situation having changed."""
    person = get_person(request, pk)
    return act(
        request,
        person,
        VolunteerForm(request.POST or None),
        lambda data: operations.renew_volunteer(person, by=request.user, **data),
        done="Le nouvel acte de volontariat est enregistré. Un examen d’éligibilité est à préparer à cette date.",
        field="on",
        title="Enregistrer un nouvel acte de volontariat",
        intro=f"{person}, {person.reference}. Acte d’avant\u00a0: {french.date(person.volunteer_on) or 'aucun'}. "
        "Les durées demandées sont lues à la nouvelle date, qui fixe le rang.",
        submit_label="Enregistrer le nouvel acte",
        template="ppde/volunteer_form.html",
    )


@allows("volunteer_correct", methods=FORM)
def volunteer_correct(request, pk: int):
    person = get_person(request, pk)
    return act(
        request,
        person,
        VolunteerCorrectForm(request.POST or None),
        lambda data: operations.correct_volunteer_date(person, by=request.user, **data),
        done="La date de volontariat est corrigée, et la correction inscrite au parcours.",
        field="on",
        title="Corriger la date de volontariat",
        intro=f"{person}, {person.reference}. Date enregistrée\u00a0: {french.date(person.volunteer_on) or 'aucune'}."
        f"{_of_a_refusal(person)}",
        submit_label="Corriger la date",
        last="Corriger le volontariat",
        template="ppde/volunteer_form.html",
    )


def _of_a_refusal(person) -> str:
    """Said where the date is that of a refusal: the day of the signature, written there in good faith, would undo it."""
    moved = moved_by_refusal(person)
    if moved is None:
        return ""
    return (
        f" Ce n’est pas celle de la signature\u00a0: après un refus, le rang du {french.date(moved.before_on)} a été repris à cette date. "
        "En écrire une autre ici change de nouveau ce rang. Si le refus est une erreur, corrigez la réponse à la proposition."
    )


@allows("volunteer_correct", methods=FORM)
def volunteer_withdraw(request, pk: int):
    """The act was recorded on the wrong file."""
    person = get_person(request, pk)
    signed = french.date(person.volunteer_on) or "aucune date"
    return act(
        request,
        person,
        ReasonForm(request.POST or None),
        lambda data: operations.withdraw_volunteer(person, by=request.user, reason=data["reason"]),
        done="Le volontariat est retiré, et la correction inscrite au parcours.",
        title="Retirer le volontariat",
        intro=f"{person}, {person.reference}. Acte enregistré\u00a0: {signed}. Pour un acte qui n’est pas de cette personne\u00a0: "
        "elle n’est plus comptée volontaire. Si seule la date est fausse, corrigez la date.",
        submit_label="Retirer le volontariat",
        danger=True,
    )


@allows("pause_edit", methods=FORM)
def pause_start(request, pk: int):
    person = get_person(request, pk)
    form = PauseForm(request.POST or None, initial={"since": timezone.localdate()})
    return act(
        request,
        person,
        form,
        lambda data: operations.start_pause(person, by=request.user, **data),
        done="La pause est enregistrée. Le rang est gardé.",
        title="Mettre en pause",
        intro=f"{person}, {person.reference}. Une pause ne change pas le rang.",
        submit_label="Enregistrer la pause",
    )


@allows("pause_edit", methods=FORM)
def pause_extend(request, pk: int):
    pause = get_row(request, Pause, pk)
    return act(
        request,
        pause.person,
        PauseExtendForm(request.POST or None),
        lambda data: operations.extend_pause(pause, data["until"], by=request.user),
        done="La pause est prolongée. Le rang est gardé.",
        field="until",
        title="Prolonger la pause",
        intro=f"{pause.person}, {pause.person.reference}. {french.period(pause.since, pause.until)}.",
        submit_label="Prolonger la pause",
    )


@allows("pause_edit", methods=FORM)
def pause_end(request, pk: int):
    pause = get_row(request, Pause, pk)
    form = PauseEndForm(request.POST or None, initial={"on": timezone.localdate()})
    return act(
        request,
        pause.person,
        form,
        lambda data: operations.end_pause(pause, data["on"], by=request.user),
        done="La personne est de nouveau disponible, au même rang.",
        field="on",
        title="Reprendre après la pause",
        intro=f"{pause.person}, {pause.person.reference}. {french.period(pause.since, pause.until)}.",
        submit_label="Enregistrer la reprise",
    )


@allows("pause_edit", methods=FORM)
def pause_correct(request, pk: int):
    """A pause written wrongly, over or not: other days, another motive, or never."""
    pause = get_row(request, Pause, pk)
    initial = {"since": pause.since, "until": pause.until, "reason": pause.reason}
    form = PauseCorrectForm(request.POST or None, initial=initial)

    def correct(data):
        if data["took_place"] == "no":
            return operations.cancel_pause(pause, by=request.user, reason=data["why"])
        days = data["since"], data["until"], data["reason"]
        return operations.correct_pause(pause, *days, by=request.user, reason=data["why"])

    return act(
        request,
        pause.person,
        form,
        correct,
        done="La pause est corrigée, et la correction inscrite au parcours.",
        title="Corriger la pause",
        intro=f"{pause.person}, {pause.person.reference}. {french.period(pause.since, pause.until)}\u00a0: "
        f"{pause.get_reason_display()}.",
        submit_label="Corriger la pause",
    )


@allows("outcome_record", methods=FORM)
def outcome_record(request, pk: int):
    person = get_person(request, pk)
    form = OutcomeForm(request.POST or None, initial={"on": timezone.localdate()})
    return act(
        request,
        person,
        form,
        lambda data: operations.record_outcome(person, by=request.user, **data),
        done="La sortie est enregistrée.",
        title="Enregistrer une sortie",
        intro=f"{person}, {person.reference}. L’embauche par l’EBE s’enregistre avec le contrat, dans l’entreprise.",
        submit_label="Enregistrer la sortie",
        template="ppde/outcome_form.html",
        may_note=request.scope.can("event_add"),
    )


@allows("outcome_record", methods=FORM)
def outcome_correct(request, pk: int):
    outcome = get_row(request, Outcome, pk)
    names = ("kind", "on", "left_on", "employer", "weekly_hours")
    form = OutcomeCorrectForm(
        request.POST or None, initial={name: getattr(outcome, name) for name in names}
    )
    return act(
        request,
        outcome.person,
        form,
        lambda data: operations.correct_outcome(outcome, by=request.user, **data),
        done="La sortie est corrigée, et la correction inscrite au parcours.",
        title="Corriger cette sortie",
        intro=f"{outcome.person}, {outcome.person.reference}. {french.upper_first(str(outcome))}, {french.date(outcome.on)}. "
        "Les nouvelles déjà prises restent\u00a0; celles à prendre suivent la nouvelle date.",
        submit_label="Corriger la sortie",
        template="ppde/outcome_form.html",
        may_note=request.scope.can("event_add"),
    )


@allows("outcome_record", methods=FORM)
def outcome_cancel(request, pk: int):
    outcome = get_row(request, Outcome, pk)
    if refusal := closed(request, lambda: _refuse_a_hire(outcome), to=outcome.person):
        return refusal
    lost = operations.news_lost(outcome, "elle")
    if lost:
        lost = f" {lost} Si la personne est bien sortie, corrigez plutôt la sortie."
    return act(
        request,
        outcome.person,
        ReasonForm(request.POST or None),
        lambda data: _cancel_outcome(request, outcome, data["reason"]),
        done="La sortie est annulée. La personne retrouve le rang de sa date de volontariat.",
        title="Annuler cette sortie",
        intro=f"{outcome.person}, {outcome.person.reference}. {french.upper_first(str(outcome))}, {french.date(outcome.on)}.{lost}",
        submit_label="Annuler la sortie",
        danger=True,
    )


def _refuse_a_hire(outcome) -> None:
    """Else the person would be on the list again with a contract that stands."""
    if outcome.kind == OutcomeKind.EBE:
        raise ValidationError(
            "Une embauche par l’EBE s’annule avec son contrat, depuis les pages de l’entreprise."
        )


def _cancel_outcome(request, outcome, reason: str) -> None:
    _refuse_a_hire(outcome)
    if told := operations.cancel_outcome(outcome, by=request.user, reason=reason):
        messages.info(request, told)


@allows("outcome_record", methods=FORM)
def return_cancel(request, pk: int):
    """A return written by mistake; the page says what comes back with the exit."""
    back = get_row(request, Return, pk, "outcome")
    person, outcome = back.person, back.outcome
    done = f"Le retour est annulé. La sortie du {french.date(outcome.on)} vaut de nouveau."
    return act(
        request,
        person,
        ReasonForm(request.POST or None),
        lambda data: operations.cancel_return(back, by=request.user, reason=data["reason"]),
        done=done,
        title="Annuler ce retour",
        intro=f"{person}, {person.reference}. Retour du {french.date(back.on)}, {back.get_effect_display()}. "
        f"La sortie du {french.date(outcome.on)} ({outcome}) vaudra de nouveau, avec le rang, les suivis et les pauses d’avant.",
        submit_label="Annuler le retour",
        danger=True,
    )


@allows("outcome_record", methods=FORM)
def return_record(request, pk: int):
    """Somebody who left comes back; the page says what the rule gives."""
    outcome = get_row(request, Outcome, pk)
    person, today = outcome.person, timezone.localdate()
    versions = ListRule.objects.over(request.territory, outcome.on, today)
    decisions = Decision.objects.visible_to(request.user).within(request.territory).adopted()
    form = ReturnForm(
        request.POST or None,
        initial={"on": timezone.localdate()},
        decisions=decisions.filter(
            kind__in=OF_A_PLACE, meeting__starts_at__date__gte=outcome.on
        ).select_related("meeting"),
        asks=any(rule_words.may_ask(rule, outcome) for _, rule in versions),
    )
    return act(
        request,
        person,
        form,
        lambda data: operations.record_return(outcome, by=request.user, **data),
        done="Le retour est enregistré. La frise du dossier dit le rang qu’il donne.",
        title="Enregistrer un retour",
        intro=f"{person}, {person.reference}. {french.upper_first(str(outcome))}, {french.date(outcome.on)}.",
        submit_label="Enregistrer le retour",
        template="ppde/return_form.html",
        gives=rule_words.returns(outcome, request.territory) if outcome.kind in AFTER else [],
        rule=versions[-1][1],
    )
