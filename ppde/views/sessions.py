"""Meetings: planning them, filling their sheet quickly, printing it to be signed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ppde.filters import search
from ppde.forms import ReasonForm
from ppde.models import Presence, Session
from ppde.operations import sessions as operations
from ppde.operations.journey import refuse_frozen
from ppde.papers import paper
from ppde.sessions.filters import SessionFilters
from ppde.sessions.forms import (
    COUNTED,
    NEW,
    SKIPPED,
    DoubtForm,
    LineForm,
    PasteForm,
    RepeatForm,
    SessionCreateForm,
    SessionForm,
    SheetForm,
    came_words,
    number_of,
)
from ppde.sessions.lines import read_lines
from ppde.sessions.tables import session_mark, sessions_table
from ppde.views.common import crumbs, list_tabs, persons, tried, url
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.forms import suggestions, told
from tzcld.ui.lists import render_list
from tzcld.ui.once import once

# Empty lines of the printed sheet, for those whom nobody had announced.
BLANK_LINES = 12


def _sessions(request):
    return Session.objects.visible_to(request.user).within(request.territory)


def _session(request, pk: int) -> Session:
    rows = _sessions(request).select_related("territory", "animator", "organisation")
    return get_object_or_404(rows, pk=pk)


def _trail(request, session: Session | None = None, last: str = "") -> list[dict]:
    trail = [*crumbs(request), {"label": "Rencontres", "url": url(request, "gathering_list")}]
    if session:
        trail.append({"label": session.title, "url": session.get_absolute_url()})
    return [*trail, {"label": last, "url": ""}] if last else trail


@allows("gathering_view")
def gathering_list(request):
    """Meetings past and to come, with who came."""
    may_edit = request.scope.can("gathering_edit")
    plan = {"label": "Prévoir une rencontre", "url": url(request, "gathering_create")}
    plan |= {"icon": "calendar-plus", "primary": True}
    return render_list(
        request,
        queryset=_sessions(request).select_related("animator").with_counts(),
        table=sessions_table(request.territory.slug),
        title="Rencontres",
        filterset_class=SessionFilters,
        template="ppde/person_list.html",
        export=journal.exporter(request, Session),
        context={
            "tabs": list_tabs(request),
            "actions": [plan] if may_edit else [],
            "lead": "Informations collectives, permanences, ateliers, visites et journées de formation.",
            "breadcrumb": crumbs(request, last="Rencontres"),
        },
    )


@allows("gathering_edit", methods=FORM)
def gathering_create(request):
    """One meeting, or a permanence with its next dates."""
    form = SessionCreateForm(
        request.POST or None,
        territory=request.territory,
        initial={"animator": request.user.pk, "day": timezone.localdate()},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and (done := tried(form, lambda: _planned(request, form)))
    ):
        session, again = done
        others = form.cleaned_data["times"] if form.cleaned_data["rhythm"] else 0
        more = f" Avec {french.count(others, 'autre date', 'autres dates')}." if others else ""
        messages.success(request, again or f"La rencontre est prévue.{more}")
        return redirect(session)
    context = {
        "form": form,
        "title": "Prévoir une rencontre",
        "intro": "Une rencontre passée s’écrit de la même façon\u00a0: sa feuille de présence vient ensuite.",
        "submit_label": "Prévoir la rencontre",
        "cancel_url": url(request, "gathering_list"),
        "breadcrumb": _trail(request, last="Prévoir"),
    }
    return render(request, "ui/form_page.html", context)


def _planned(request, form) -> tuple[Session, str]:
    return once(
        request,
        lambda: _plan(request, form),
        stands=lambda session: session.state != Session.State.CANCELLED,
    )


def _plan(request, form) -> Session:
    session = operations.plan_session(request.territory, by=request.user, **form.values())
    if form.cleaned_data["rhythm"]:
        data = form.cleaned_data
        operations.repeat_session(session, data["rhythm"], data["times"], by=request.user)
    return session


@allows("gathering_edit", methods=FORM)
def gathering_edit(request, pk: int):
    session = _session(request, pk)
    form = SessionForm(request.POST or None, territory=request.territory, instance=session)
    return _act(
        request,
        session,
        form,
        lambda data: _update(request, session, form),
        done="La rencontre est modifiée.",
        title="Modifier la rencontre",
        submit_label="Enregistrer la rencontre",
    )


def _update(request, session, form) -> Session:
    changed = operations.update_session(session, by=request.user, **form.values())
    _say_frozen(request, operations.frozen_on(session))
    return changed


@allows("gathering_edit", methods=FORM)
def gathering_repeat(request, pk: int):
    session = _session(request, pk)
    return _act(
        request,
        session,
        RepeatForm(request.POST or None),
        lambda data: operations.repeat_session(session, by=request.user, **data),
        done=lambda made: _repeated(len(made)),
        title="Prévoir les dates suivantes",
        intro=f"{session.title}, {session.place}. À partir du {french.date_hour(session.starts_at)}.",
        submit_label="Prévoir ces dates",
        back=url(request, "gathering_list"),
    )


def _repeated(n: int) -> str:
    if not n:
        return "Toutes ces dates étaient déjà prévues."
    added = french.accord(n, "ajoutée,ajoutées")
    return f"{french.count(n, 'date')} {added} à la liste des rencontres."


@allows("gathering_edit", methods=FORM)
def gathering_cancel(request, pk: int):
    session = _session(request, pk)
    return _act(
        request,
        session,
        ReasonForm(request.POST or None),
        lambda data: operations.cancel_session(session, by=request.user, **data),
        done="La rencontre est annulée.",
        title="Annuler la rencontre",
        intro=f"{session.title}, {french.date_hour(session.starts_at)}.",
        submit_label="Annuler la rencontre",
        danger=True,
    )


@allows("gathering_edit", methods=FORM)
def gathering_restore(request, pk: int):
    """Cancelled by mistake."""
    session = _session(request, pk)
    return _act(
        request,
        session,
        ReasonForm(request.POST or None),
        lambda data: operations.restore_session(session, by=request.user, **data),
        done="La rencontre est rétablie, avec les personnes qui y étaient attendues.",
        title="Rétablir la rencontre",
        intro=f"{session.title}, {french.date_hour(session.starts_at)}.",
        submit_label="Rétablir la rencontre",
    )


@allows("gathering_edit", methods=FORM)
def gathering_reopen(request, pk: int):
    """A sheet filled by mistake, where nobody is written present."""
    session = _session(request, pk)
    unnamed = session.anonymous
    comes_back = (
        f" {french.count(unnamed, 'personne')} sans nom {french.accord(unnamed, 'y est comptée,y sont comptées')}\u00a0: ce nombre "
        "revient à zéro, dans les chiffres aussi."
        if unnamed
        else ""
    )
    return _act(
        request,
        session,
        ReasonForm(request.POST or None),
        lambda data: operations.reopen_sheet(session, by=request.user, **data),
        done="La feuille est reprise\u00a0: elle est de nouveau à remplir.",
        title="Reprendre la feuille",
        intro=f"{session.title}, {french.date_hour(session.starts_at)}.{comes_back} La rencontre est de nouveau prévue, et sa "
        "feuille à remplir.",
        submit_label="Reprendre la feuille",
    )


def _act(request, session, form, operation, *, done, title, back="", **page):
    """A form page about a meeting. `operation(cleaned_data)`; `done`: the message, or what makes it from the result."""
    if request.method == "POST" and form.is_valid():
        result = tried(form, lambda: (operation(form.cleaned_data),))
        if result:
            said = done(result[0]) if callable(done) else done
            messages.success(request, told(form, said))
            return redirect(back or session.get_absolute_url())
    trail = _trail(request, session, title)
    context = {"form": form, "title": title, "breadcrumb": trail, **page}
    context["cancel_url"] = session.get_absolute_url()
    return render(request, "ui/form_page.html", context)


# The sheet ──────────────────────────────────────────────────────────────────────────────────────


@allows("gathering_view", methods=FORM)
def gathering_detail(request, pk: int):
    """A meeting and its sheet; saving it writes the facts of the journeys."""
    session = _session(request, pk)
    presences = list(session.presences.select_related("person"))
    form = SheetForm(
        request.POST or None, presences=presences, initial={"anonymous": session.anonymous}
    )
    sent = request.method == "POST" and request.scope.can("gathering_edit") and form.is_valid()
    if sent and tried(form, lambda: _save_sheet(request, session, form), "anonymous"):
        told = f"La feuille de présence est enregistrée. {form.meanwhile()}"
        messages.success(request, told.strip())
        _say_frozen(request, operations.frozen_on(session))
        return redirect(session)
    named = sum(p.status == Presence.Status.PRESENT for p in presences)
    context = {
        "session": session,
        "title": session.title,
        "breadcrumb": _trail(request, last=session.title),
        "mark": session_mark(session),
        "facts": _facts(session, presences),
        "came": came_words(named, session.anonymous) if session.has_begun else "",
        "form": form,
        "line_form": _line_form(request),
        "paste_form": PasteForm(prefix="liste"),
        "is_adding": "saisie" in request.GET,
        "is_empty": not (named or session.anonymous),
        "may_reopen": session.state == Session.State.HELD and not named,
    }
    return render(request, "ppde/gathering_detail.html", context)


def _save_sheet(request, session, form) -> Session:
    return operations.record_sheet(
        session,
        form.statuses(),
        form.kept("anonymous"),
        by=request.user,
        taken_off=form.taken_off(),
        seen=form.says("anonymous"),
    )


def _say_frozen(request, people: list) -> None:
    """Whose line stayed as it was, as the file is frozen at the person's request."""
    if people:
        told = french.accord(len(people), "Le dossier,Les dossiers")
        is_ = french.accord(
            len(people),
            "est gelé\u00a0: sa ligne n’a pas changé,sont gelés\u00a0: leurs lignes n’ont pas changé",
        )
        numbers = french.listing(sorted(p.reference for p in people))
        messages.warning(request, f"{told} {numbers} {is_}.")


def _line_form(request, data=None) -> LineForm:
    form = LineForm(data)
    options = {"list": "personnes-connues", "autocomplete": "off"}
    options |= {
        "hx-get": url(request, "gathering_person_options"),
        "hx-target": "#personnes-connues",
    }
    options |= {"hx-trigger": "input changed delay:200ms", "hx-sync": "this:replace"}
    form.fields["people"].widget.attrs |= options
    if "saisie" in request.GET:
        form.fields["people"].widget.attrs["autofocus"] = True
    return form


def _facts(session, presences) -> list[dict]:
    seats = french.number(session.seats) if session.seats else "Sans limite"
    found = [
        (
            "Quand",
            french.upper_first(
                f"{french.long_date(session.starts_at)}, {french.hour(session.starts_at)}"
            ),
        ),
        ("Lieu", session.place),
        ("Animée par", session.animator or "Personne pour l’instant"),
        ("Partenaire", session.organisation),
        ("Places", f"{seats}, {french.count(len(presences), 'personne')} sur la feuille"),
    ]
    return [{"label": label, "value": value} for label, value in found if value]


@allows("gathering_edit", methods=FORM)
def gathering_add(request, pk: int):
    """Put on the sheet one person or a pasted list; what designates nobody for certain is asked, nothing is lost."""
    session = _session(request, pk)
    pasted = "liste-people" in request.POST
    form = PasteForm(request.POST, prefix="liste") if pasted else LineForm(request.POST or None)
    if not form.is_valid():
        return _asked_again(request, session, form)
    lines = read_lines(request.territory, form.cleaned_data["people"], number_of)
    certain = [line.persons[0] for line in lines if line.is_certain]
    frozen = [person for person in certain if person.limited_on]
    if len(lines) == len(frozen) == 1:
        # Nobody else is waiting for it: the line is refused in words, as typed.
        return _frozen(request, session, form, frozen[0])
    certain = [person for person in certain if not person.limited_on]
    added = tried(form, lambda: (operations.enrol(session, certain, by=request.user),), "people")
    if not added:
        return _asked_again(request, session, form)
    doubtful = [line for line in lines if not line.is_certain]
    _say_frozen(request, frozen)
    told = _added_words(session, len(added[0]), len(certain))
    if not doubtful:
        messages.success(request, told)
        return redirect(f"{session.get_absolute_url()}?saisie=1#ajouter")
    return _doubts(request, session, doubtful, told if certain else "")


def _frozen(request, session, form, person):
    tried(form, lambda: refuse_frozen(person), "people")
    return _asked_again(request, session, form)


def _asked_again(request, session, form):
    context = {
        "form": form,
        "title": "Ajouter à la feuille",
        "submit_label": "Ajouter à la feuille",
        "cancel_url": session.get_absolute_url(),
        "breadcrumb": _trail(request, session, "Ajouter"),
    }
    return render(request, "ui/form_page.html", context)


def _added_words(session, added: int, certain: int) -> str:
    words = f"{french.count(added, 'personne')} {french.accord(added, 'ajoutée,ajoutées')} à la feuille."
    already = certain - added
    if already > 0:
        words += f" {french.count(already, 'personne')} y {french.accord(already, 'était,étaient')} déjà."
    on_sheet = session.presences.count()
    if session.seats and on_sheet > session.seats:
        words += f" La feuille compte {french.count(on_sheet, 'personne')} pour {french.count(session.seats, 'place')}."
    return words


def _doubts(request, session, lines, told: str):
    form = DoubtForm(
        initial={"people": "\n".join(line.text for line in lines)},
        lines=lines,
        may_count=session.has_begun,
    )
    return _doubt_page(request, session, form, told)


def _doubt_page(request, session, form, told: str = ""):
    n = len(form.lines)
    context = {
        "form": form,
        "title": "Qui est-ce\u00a0?",
        "intro": f"{told} {french.count(n, 'ligne')} à préciser.".strip(),
        "action": url(request, "gathering_doubts", session.pk),
        "submit_label": "Ajouter à la feuille",
        "cancel_url": session.get_absolute_url(),
        "breadcrumb": _trail(request, session, "Préciser"),
    }
    return render(request, "ui/form_page.html", context)


@allows("gathering_edit", methods=FORM)
def gathering_doubts(request, pk: int):
    """The answers about the lines that designated nobody for certain."""
    session = _session(request, pk)
    text = request.POST.get("people", "")[:8000]
    lines = read_lines(request.territory, text, number_of)
    if not lines:
        return redirect(session)
    form = DoubtForm(request.POST, lines=lines, may_count=session.has_begun)
    if form.is_valid() and tried(form, lambda: (_settle(request, session, form),)):
        messages.success(request, "La feuille est à jour.")
        return redirect(f"{session.get_absolute_url()}?saisie=1#ajouter")
    return _doubt_page(request, session, form)


def _settle(request, session, form) -> None:
    counted, frozen = 0, []
    for line, answer in form.answers():
        if answer == NEW:
            operations.enrol_unknown(session, *line.names, by=request.user)
        elif answer == COUNTED:
            counted += 1
        elif answer != SKIPPED:
            chosen = [p for p in line.persons if str(p.pk) == answer]
            operations.enrol(session, chosen, by=request.user)
            frozen += [p for p in chosen if p.limited_on]
    if counted:
        operations.count_unnamed(session, counted, by=request.user)
    _say_frozen(request, frozen)


@allows("gathering_edit")
def gathering_person_options(request):
    """Suggestions of the quick entry, while one types."""
    return suggestions(
        request,
        persons(request),
        lambda rows, text: search(rows, request.territory, text),
        lambda p: f"{p.reference}, {p}",
    )


@allows("gathering_edit")
def gathering_paper(request, pk: int):
    """The sheet to be signed, as a PDF; printing names is journaled."""
    session = _session(request, pk)
    presences = session.presences.select_related("person")
    people = [p.person for p in presences if p.status != Presence.Status.EXCUSED]
    context = {
        "session": session,
        "when": french.upper_first(french.date_hour(session.starts_at)),
        "people": people,
        "blanks": range(BLANK_LINES),
    }
    return paper(
        request,
        session,
        "documents/attendance.html",
        context,
        title=f"Feuille de présence, {session.title}, {session.day:%d/%m/%Y}",
        back=session.get_absolute_url(),
        persons=people,
    )
