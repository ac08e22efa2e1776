"""The common training programme: catalogue, calendar, sessions, and the team's own enrolments."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ppde import operations
from ppde.forms import ReasonForm
from ppde.models import Enrolment, SessionShare, Training, TrainingSession
from ppde.operations import followed
from ppde.operations import training as verbs
from ppde.resources.forms import (
    FinishForm,
    GiveBackForm,
    PersonForm,
    PresenceForm,
    SessionForm,
    TrainingForm,
    grade_words,
)
from ppde.resources.tables import (
    SessionFilters,
    TrainingFilters,
    calendar,
    catalogue,
    session_state,
)
from ppde.views.common import get_row, persons, tried, url
from territories import journal
from territories.access import ACT, FORM, allows
from territories.resources.tables import tabs
from tzcld.ui import french
from tzcld.ui.confirm import confirm
from tzcld.ui.lists import render_list
from tzcld.ui.once import saved_once

CATALOGUE = "Formations"
State = Enrolment.State


def _trainings(request):
    found = Training.objects.visible_to(request.user).of(request.territory)
    return found.select_related("territory")


def _sessions(request):
    """The sessions shown here, with their counts and the places of this territory."""
    found = TrainingSession.objects.visible_to(request.user).of(request.territory)
    shares = SessionShare.objects.filter(session=OuterRef("pk")).order_by()
    own = shares.filter(territory=request.territory)

    def total(name: str):
        summed = shares.values("session").annotate(n=Sum(name)).values("n")
        return Coalesce(Subquery(summed), 0)

    return found.select_related("training", "territory").annotate(
        taken=total("taken"),
        waiting=total("waiting"),
        own=Coalesce(Subquery(own.values("places")), 0),
        own_taken=Coalesce(Subquery(own.values("taken")), 0),
        shown_in=Value(request.territory.slug),
    )


@allows("resource_view")
def training_list(request):
    ahead = Q(sessions__starts_on__gte=timezone.localdate(), sessions__cancelled_on=None)
    upcoming = Min("sessions__starts_on", filter=ahead)
    return render_list(
        request,
        queryset=_trainings(request).prefetch_related("skills").annotate(next_on=upcoming),
        table=catalogue(request.territory.slug),
        title=CATALOGUE,
        filterset_class=TrainingFilters,
        template="territories/resource_list.html",
        export=journal.exporter(request, Training),
        context={
            "lead": "Le catalogue commun des formations préalables à l’embauche.",
            "tabs": tabs(request),
            "actions": _actions(request),
        },
    )


def _actions(request) -> list[dict]:
    add = {"label": "Ajouter une formation", "url": url(request, "training_create")}
    add |= {"icon": "plus-lg", "primary": True}
    return [add] if request.scope.can("resource_edit") else []


@allows("resource_view")
def training_detail(request, pk: int):
    training = get_object_or_404(_trainings(request), pk=pk)
    own = training.territory_id == request.territory.pk
    context = {
        "title": training.title,
        "training": training,
        "skills": [skill.name for skill in training.skills.all()],
        "sessions": [
            (row, session_state(row)) for row in _sessions(request).filter(training=training)
        ],
        "counted": _counts(request),
        "may_edit": own and request.scope.can("resource_edit"),
        "breadcrumb": _crumbs(request, training.title),
    }
    return render(request, "ppde/training_detail.html", context)


@allows("resource_edit", methods=FORM)
def training_create(request):
    return _training_form(request, Training(), "Ajouter une formation", "Ajouter au catalogue")


@allows("resource_edit", methods=FORM)
def training_edit(request, pk: int):
    training = get_object_or_404(_trainings(request).within(request.territory), pk=pk)
    return _training_form(
        request, training, f"Modifier «\u00a0{training}\u00a0»", "Enregistrer la formation"
    )


def _training_form(request, training: Training, title: str, label: str):
    form = TrainingForm(request.POST or None, instance=training, territory=request.territory)

    def save(kept: Training) -> Training:
        return operations.save_training(kept, skills=form.cleaned_data["skills"], by=request.user)

    if form.is_valid() and (done := saved_once(request, form, save)):
        saved, again = done
        said = again or form.told(f"«\u00a0{saved}\u00a0» est au catalogue.")
        messages.success(request, said)
        return redirect("ppde:training_detail", request.territory.slug, saved.pk)
    return _page(request, form, title, label)


# Sessions ───────────────────────────────────────────────────────────────────────────────────────


def _counts(request) -> bool:
    """How many have a place or wait: so few that a reader would guess who. For whoever enrols, or shares the places out."""
    return request.scope.can("person_edit") or request.scope.can("resource_edit")


@allows("resource_view")
def session_list(request):
    return render_list(
        request,
        queryset=_sessions(request),
        table=calendar(_counts(request)),
        title="Calendrier des formations",
        filterset_class=SessionFilters,
        template="territories/resource_list.html",
        export=journal.exporter(request, TrainingSession),
        context={
            "lead": "Les sessions, leurs places et celles qui sont prises. Les noms restent dans chaque équipe."
            if _counts(request)
            else "Les sessions et leurs places. Les inscriptions restent dans chaque équipe.",
            "tabs": tabs(request),
            "breadcrumb": _crumbs(request, "Calendrier"),
        },
    )


@allows("resource_edit", methods=FORM)
def session_create(request, pk: int):
    training = get_object_or_404(_trainings(request).within(request.territory), pk=pk)
    session = TrainingSession(training=training, territory=request.territory)
    return _session_form(
        request, session, f"Ouvrir une session\u00a0: {training}", "Ouvrir la session"
    )


@allows("resource_edit", methods=FORM)
def session_edit(request, pk: int):
    session = get_object_or_404(_sessions(request).within(request.territory), pk=pk)
    return _session_form(
        request, session, f"Modifier la session\u00a0: {session}", "Enregistrer la session"
    )


@allows("resource_edit", methods=FORM)
def session_cancel(request, pk: int):
    """The session will not take place: places are freed, and the teams read why."""
    session = get_object_or_404(_sessions(request).within(request.territory), pk=pk)
    form = ReasonForm(
        request.POST or None,
        help_text="Les équipes des territoires la lisent. Exemple\u00a0: trop peu d’inscriptions.",
    )
    told = place_words(session, verbs.common_places(session), counted=True)
    return confirm(
        request,
        partial(operations.cancel_session, session, by=request.user),
        to=session.address,
        form=form,
        done="La session est annulée. Les parcours des personnes inscrites le disent.",
        title=f"Annuler la session\u00a0: {session}\u00a0?",
        text=f"{french.period(session.starts_on, session.ends_on)}. {told} "
        "Les personnes inscrites ou en attente sont désinscrites, dans tous les territoires.",
        submit_label="Annuler la session",
        danger=True,
        breadcrumb=_crumbs(request, "Annuler la session"),
    )


def _session_form(request, session: TrainingSession, title: str, label: str):
    form = SessionForm(request.POST or None, instance=session, territory=request.territory)

    def save(kept: TrainingSession) -> TrainingSession:
        return operations.save_session(kept, shares=form.shares(), by=request.user)

    if form.is_valid() and (done := saved_once(request, form, save, stands=_is_held)):
        messages.success(request, done[1] or form.told("La session est enregistrée."))
        return redirect("ppde:session_detail", request.territory.slug, done[0].pk)
    return _page(request, form, title, label)


def _is_held(session: TrainingSession) -> bool:
    return not session.is_cancelled


@allows("resource_view")
def session_detail(request, pk: int):
    """Places for everybody, counts for whoever enrols or shares out, names for the team of this territory."""
    session = get_object_or_404(_sessions(request), pk=pk)
    counted = _counts(request)
    shares = SessionShare.objects.visible_to(request.user).filter(session=session)
    named = request.scope.can("person_edit")
    rows = list(_enrolments(request, session)) if named else []
    for row in rows:
        row.followed = followed_words(row)
    context = {
        "title": f"{session.training}, {french.period(session.starts_on, session.ends_on).lower()}",
        "session": session,
        "state": session_state(session),
        "words": place_words(session, verbs.common_places(session), counted=counted),
        "shares": shares.select_related("territory")
        if counted and request.territory.is_hub
        else [],
        "rows": rows,
        "answers": _answers(rows),
        "may_enrol": named
        and not (session.is_over or session.is_cancelled or request.territory.is_hub),
        "may_note": named
        and session.starts_on <= timezone.localdate()
        and not session.is_cancelled,
        "may_edit": session.territory_id == request.territory.pk
        and request.scope.can("resource_edit")
        and not session.is_cancelled,
        "breadcrumb": _crumbs(request, str(session)),
    }
    return render(request, "ppde/session_detail.html", context)


def place_words(session, common: int, *, counted: bool) -> str:
    """« 7 places prises sur 12. Le territoire en a 4, dont 3 prises ; 2 sont communes. »; not `counted`, the places alone."""
    if counted:
        told = f"{french.count(session.taken, 'place prise', 'places prises')} sur {french.number(session.places)}."
    else:
        told = f"{french.count(session.places, 'place')}."
    if session.own:
        told += f" Le territoire en a {french.number(session.own)}"
        if counted:
            own = french.accord(session.own_taken, "prise,prises")
            told += f", dont {french.number(session.own_taken)}\u00a0{own}"
        told += "."
    if common:
        told += f" {french.count(common, 'place est commune', 'places sont communes')} à tous."
    if counted and session.waiting:
        verb = french.accord(session.waiting, "attend,attendent")
        told += f" {french.count(session.waiting, 'personne')} {verb} une place."
    return told


def _enrolments(request, session):
    """Each with `noted` days and, of them, `there`: of whoever stopped, up to the last day followed."""
    rows = Enrolment.objects.visible_to(request.user).within(request.territory)
    expected = Q(last_on=None) | Q(presences__on__lte=F("last_on"))
    rows = rows.annotate(
        noted=Count("presences", filter=expected),
        there=Count("presences", filter=expected & Q(presences__present=True)),
    )
    return rows.filter(session=session).exclude(state=State.WITHDRAWN).select_related("person")


def followed_words(row: Enrolment) -> str:
    """« formation interrompue, dernier jour suivi le 12 novembre 2026, horaires ; présente 3 jours sur 4 notés »."""
    told = ", ".join(filter(None, (row.get_state_display(), row.stop_words)))
    if not row.noted:
        return told
    days, noted = french.count(row.there, "jour"), french.accord(row.noted, "noté,notés")
    return f"{told}\u00a0; présente {days} sur {french.number(row.noted)} {noted}"


def _answers(rows) -> list[dict]:
    """What those of this territory answered, counted."""
    return [
        {
            "label": french.upper_first(Enrolment._meta.get_field(name).verbose_name),
            "value": grade_words([g for row in rows if (g := getattr(row, name))]),
        }
        for name in followed.QUESTIONS
        if any(getattr(row, name) for row in rows)
    ]


# Enrolments: the team's alone ───────────────────────────────────────────────────────────────────


@allows("person_edit", methods=FORM)
def session_enrol(request, pk: int):
    session = get_object_or_404(_sessions(request), pk=pk)
    form = PersonForm(request.POST or None, territory=request.territory, persons=persons(request))
    if form.is_valid():
        person = form.cleaned_data["person"]
        row = tried(form, lambda: operations.enrol(person, session, by=request.user), "person")
        if row:
            messages.success(
                request,
                f"{person} a une place."
                if row.state == State.ENROLLED
                else f"Plus de place\u00a0: {person} attend, dans l’ordre des demandes.",
            )
            return redirect("ppde:session_detail", request.territory.slug, pk)
    return _page(request, form, f"Inscrire une personne\u00a0: {session}", "Inscrire à la session")


@allows("person_edit", methods=ACT)
def enrolment_withdraw(request, pk: int):
    row = get_row(request, Enrolment, pk, "session__training")
    try:
        operations.withdraw(row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(
            request, f"{row.person} n’est plus sur cette session. La place va à qui attend."
        )
    return redirect("ppde:session_detail", request.territory.slug, row.session_id)


@allows("person_edit", methods=FORM)
def enrolment_finish(request, pk: int):
    """The end for one person, and her three answers."""
    row = get_row(request, Enrolment, pk, "session__training")
    initial = {name: getattr(row, name) or "" for name in (*followed.STOP, *followed.QUESTIONS)}
    if row.state in followed.ENDED:
        initial["completed"] = "yes" if row.state == State.COMPLETED else "no"
    form = FinishForm(request.POST or None, initial=initial)
    if request.method != "POST":
        operations.record_reading(row.person, by=request.user)
    elif form.is_valid() and tried(
        form,
        lambda: operations.finish(
            row,
            completed=form.cleaned_data["completed"] == "yes",
            answers=form.answers(),
            last_on=form.cleaned_data["last_on"],
            stop=form.cleaned_data["stop"],
            by=request.user,
        ),
    ):
        messages.success(request, form.told("La fin de la formation est notée dans le parcours."))
        return redirect("ppde:session_detail", request.territory.slug, row.session_id)
    return _page(
        request, form, f"Fin de la formation\u00a0: {row.person}", "Noter la fin de la formation"
    )


@allows("person_edit", methods=FORM)
def enrolment_reopen(request, pk: int):
    """An end noted on the wrong line."""
    row = get_row(request, Enrolment, pk, "session__training")
    form = ReasonForm(request.POST or None)
    if request.method != "POST":
        operations.record_reading(row.person, by=request.user)
    elif form.is_valid() and tried(
        form,
        lambda: followed.reopen_end(row, by=request.user, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, f"La formation continue pour {row.person}.")
        return redirect("ppde:session_detail", request.territory.slug, row.session_id)
    return _page(
        request, form, f"Reprendre la formation\u00a0: {row.person}", "Reprendre la formation"
    )


@allows("person_edit", methods=FORM)
def session_presence(request, pk: int):
    """Who was there, on one day."""
    session = get_object_or_404(_sessions(request), pk=pk)
    rows = list(_enrolments(request, session).filter(state__in=followed.PLACED))
    day = min(max(timezone.localdate(), session.starts_on), session.ends_on)
    form = PresenceForm(request.POST or None, rows=rows, day=day, initial={"on": day})
    if form.is_valid() and tried(
        form,
        lambda: (
            operations.record_presence(
                session, form.cleaned_data["on"], form.present(), by=request.user
            ),
            True,
        ),
    ):
        messages.success(
            request,
            f"La présence du {french.date(form.cleaned_data['on'])} est notée. {form.meanwhile()}".strip(),
        )
        return redirect("ppde:session_detail", request.territory.slug, pk)
    return _page(request, form, f"Présence\u00a0: {session}", "Noter la présence")


@allows("person_edit", methods=FORM)
def session_give_back(request, pk: int):
    session = get_object_or_404(_sessions(request), pk=pk)
    form = GiveBackForm(request.POST or None)
    if form.is_valid() and tried(
        form,
        lambda: (
            operations.give_back(
                session, request.territory, form.cleaned_data["number"], by=request.user
            ),
            True,
        ),
        "number",
    ):
        messages.success(request, "Les places sont rendues. Merci.")
        return redirect("ppde:session_detail", request.territory.slug, pk)
    return _page(request, form, f"Rendre des places\u00a0: {session}", "Rendre les places")


def _page(request, form, title: str, label: str):
    context = {
        "form": form,
        "title": title,
        "submit_label": label,
        "cancel_url": url(request, "session_list"),
        "breadcrumb": _crumbs(request, title),
    }
    return render(request, "ui/form_page.html", context)


def _crumbs(request, last: str) -> list[dict]:
    return [{"label": CATALOGUE, "url": url(request, "training_list")}, {"label": last}]
