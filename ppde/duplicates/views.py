"""Pages on duplicates: what to look at, two files side by side, merges, the other territories."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from ppde.duplicates import inquiries, operations
from ppde.duplicates.forms import AnswerForm, MergeForm
from ppde.duplicates.models import UNDO, Inquiry, Lookalike, Merge
from ppde.duplicates.places import place
from ppde.duplicates.tables import (
    InquiryFilters,
    LookalikeFilters,
    inquiries_table,
    lookalikes_table,
    merges_table,
)
from ppde.forms import ReasonForm
from ppde.models import Person
from ppde.operations import record_reading
from ppde.operations.journey import refuse_frozen
from ppde.operations.readings import named_exporter
from ppde.views.common import crumbs, get_person, list_tabs, tried, url
from territories.access import ACT, FORM, allows
from territories.models import Territory
from tzcld.ui import french
from tzcld.ui.confirm import closed
from tzcld.ui.lists import render_list

WITH_PERSONS = ("first", "second")


def _rows(request, model):
    return model.objects.visible_to(request.user).within(request.territory)


def _crumbs(request, last: str = "") -> list[dict]:
    trail = crumbs(request)
    here = {"label": "Doublons", "url": url(request, "duplicate_list") if last else ""}
    return [*trail, here, *([{"label": last, "url": ""}] if last else [])]


@allows("duplicate_review")
def duplicate_list(request):
    """Pairs of files that may be one person, likeliest first; those set apart under a filter."""
    pairs = _rows(request, Lookalike).select_related(*WITH_PERSONS)
    return render_list(
        request,
        queryset=pairs,
        table=lookalikes_table(request.territory.slug),
        title="Doublons",
        filterset_class=LookalikeFilters,
        template="ppde/person_list.html",
        export=named_exporter(request, Lookalike),
        context={
            "tabs": list_tabs(request),
            "lead": _to_look_at(pairs),
            "actions": [
                {"label": "Fusions passées", "url": url(request, "merge_list")},
                {"label": "Ailleurs dans la métropole", "url": url(request, "inquiry_list")},
            ],
            "breadcrumb": _crumbs(request),
        },
    )


def _to_look_at(pairs) -> str:
    n = pairs.filter(state=Lookalike.State.OPEN).count()
    if not n:
        return (
            "Aucun dossier ne ressemble à un autre. La comparaison se refait à chaque changement."
        )
    verb = french.accord(n, "paire de dossiers se ressemble,paires de dossiers se ressemblent")
    return f"{french.number(n)}\u00a0{verb}. Regardez les deux dossiers, puis dites si c’est la même personne."


@allows("duplicate_review", methods=FORM)
def duplicate_compare(request, pk: int):
    """Two files side by side: which values stay, which file keeps its number, or « deux personnes »."""
    rows = _rows(request, Lookalike).select_related(
        *WITH_PERSONS, "first__district", "second__district"
    )
    pair = rows.filter(pk=pk).first()
    if pair is None and request.method == "POST":
        return _told_meanwhile(request)
    if pair is None:
        raise Http404
    for person in (pair.first, pair.second):
        person.territory = request.territory
        if request.method == "GET":
            record_reading(person, by=request.user)
    may_merge = request.scope.can("person_merge")
    form = MergeForm(request.POST or None, first=pair.first, second=pair.second)
    if request.method == "POST" and may_merge and form.is_valid():
        kept, absorbed = form.kept_and_absorbed()
        made = tried(form, lambda: _merge(request, form, kept, absorbed))
        if made:
            messages.success(
                request,
                f"Le dossier {made.absorbed_reference} est repris dans {kept.reference}. "
                f"La fusion peut être défaite pendant {UNDO.days}\u00a0jours.",
            )
            _tell_aside(request, made)
            return redirect(kept)
    foretold = _foretold(pair.first, pair.second)
    context = {
        "form": form,
        "pair": pair,
        "persons": [(person, _compared(person)) for person in (pair.first, pair.second)],
        "may_merge": may_merge,
        **foretold,
        "waits": "exits" in foretold or "against" in foretold,
        "title": f"{pair.first.reference} et {pair.second.reference}",
        "intro": f"{french.upper_first(french.listing(pair.reasons))}.",
        "submit_label": "Fusionner les deux dossiers",
        "cancel_url": url(request, "duplicate_list"),
        "breadcrumb": _crumbs(request, "Comparer"),
    }
    return render(request, "ppde/duplicate_compare.html", context)


def _tell_aside(request, made: Merge) -> None:
    if told := made.memory["told"]:
        messages.warning(
            request,
            f"{made.absorbed_reference} disait autrement ce qu’un dossier ne dit qu’une fois\u00a0: {'; '.join(told)}. "
            f"Ce qui vaut est celui de {made.kept.reference}. Corrigez-le s’il le faut\u00a0; le journal garde l’autre.",
        )


def _foretold(first: Person, second: Person) -> dict[str, str]:
    """What keeps the two files apart for now, or what the merge will give; each "" when there is nothing to say."""
    if exits := operations.exits_told(first, second):
        return {"exits": exits}
    given = place(first, second)
    return {"against": given.against} if given.against else {"given": given.words}


def _told_meanwhile(request):
    """The pair is gone since the page was opened: merged by a colleague, who is named, or no longer alike."""
    key = request.POST.get("kept", "")
    key = int(key) if key.isdecimal() and len(key) < 19 else None
    made = (
        _rows(request, Merge)
        .filter(Q(kept=key) | Q(absorbed_id=key), undone_at=None)
        .select_related("kept", "merged_by")
        .first()
    )
    if made is None:
        messages.warning(
            request,
            "Ces deux dossiers ont changé depuis que la page est ouverte\u00a0: ils ne sont plus dans cette liste. "
            "Rien n’est fusionné.",
        )
        return redirect("ppde:duplicate_list", request.territory.slug)
    who = "Vous avez" if made.merged_by_id == request.user.pk else f"{made.merged_by} a"
    messages.info(
        request,
        f"{who} déjà fusionné ces dossiers le {french.date_hour(made.merged_at)}\u00a0: {made.absorbed_reference} est repris dans "
        f"{made.kept.reference}, comme vous le voyez ici.",
    )
    return redirect(made.kept)


def _compared(person) -> list[dict]:
    """What tells two persons of one name apart."""
    told = [
        ("État", french.upper_first(person.get_state_display())),
        ("Année de naissance", str(person.birth_year or "")),
        ("Quartier", str(person.district or "")),
        ("Téléphone", person.phone),
        ("Adresse électronique", person.email),
        ("Orientée par", french.upper_first(person.get_origin_display())),
        ("Volontaire depuis", french.date(person.volunteer_on) or "pas encore"),
        ("Dernier contact", french.date(person.last_contact_on)),
        ("Sortie", _exit_words(person)),
        ("Ouvert le", french.date(person.created_at)),
    ]
    return [{"label": label, "value": value or "–"} for label, value in told]


def _exit_words(person) -> str:
    row = person.outcomes.standing().first()
    return f"{french.upper_first(str(row))}, {french.date(row.on)}" if row else ""


def _merge(request, form, kept, absorbed) -> Merge:
    return operations.merge(
        kept, absorbed, form.choices(kept), by=request.user, reason=form.cleaned_data["reason"]
    )


@allows("duplicate_review", methods=ACT)
def duplicate_apart(request, pk: int):
    pair = get_object_or_404(_rows(request, Lookalike).select_related(*WITH_PERSONS), pk=pk)
    operations.set_apart(pair, by=request.user)
    messages.success(
        request,
        f"{pair.first.reference} et {pair.second.reference}\u00a0: deux personnes. "
        "Cette paire ne sera plus montrée.",
    )
    return redirect("ppde:duplicate_list", request.territory.slug)


@allows("duplicate_review")
def merge_list(request):
    """Files put together, by whom and why; the recent ones can be separated again."""
    may_undo = request.scope.can("person_merge")
    return render_list(
        request,
        queryset=_rows(request, Merge).select_related("kept", "merged_by", "undone_by"),
        table=merges_table(request.territory.slug, may_undo),
        title="Fusions de dossiers",
        export=named_exporter(request, Merge),
        context={
            "lead": f"Une fusion peut être défaite pendant {UNDO.days}\u00a0jours.",
            "breadcrumb": _crumbs(request, "Fusions"),
        },
    )


@allows("person_merge", methods=FORM)
def merge_undo(request, pk: int):
    made = get_object_or_404(_rows(request, Merge).select_related("kept", "kept__territory"), pk=pk)
    form = ReasonForm(
        request.POST or None,
        label="Pourquoi défaire cette fusion",
        help_text="Ce texte reste dans le journal.",
    )
    if request.method == "POST" and form.is_valid():
        back = tried(
            form,
            lambda: operations.undo_merge(
                made, by=request.user, reason=form.cleaned_data["reason"]
            ),
        )
        if back:
            messages.success(request, f"Le dossier {back.reference} est rétabli.")
            return redirect(back)
    context = {
        "form": form,
        "title": f"Défaire la fusion de {made.absorbed_reference} dans {made.kept.reference}",
        "intro": "Chaque dossier retrouve ce qu’il contenait. Les faits ajoutés depuis restent "
        f"dans {made.kept.reference}.",
        "submit_label": "Défaire la fusion",
        "cancel_url": url(request, "merge_list"),
        "breadcrumb": _crumbs(request, "Défaire une fusion"),
    }
    return render(request, "ui/form_page.html", context)


@allows("duplicate_review")
def inquiry_list(request):
    """Persons whom another territory of the hub may follow too, and the questions asked and received."""
    return render_list(
        request,
        queryset=_rows(request, Inquiry).select_related("person", "peer").with_last(),
        table=inquiries_table(request.territory.slug),
        title="Ailleurs dans la métropole",
        filterset_class=InquiryFilters,
        template="ppde/inquiry_list.html",
        export=named_exporter(request, Inquiry),
        context={
            "tabs": list_tabs(request),
            "matches": _matches(request),
            "lead": "Une ressemblance ne montre rien du dossier voisin\u00a0: elle dit seulement à quel "
            "territoire poser la question.",
            "breadcrumb": _crumbs(request, "Ailleurs dans la métropole"),
        },
    )


def _matches(request) -> list[dict]:
    """Persons of this territory who may be followed next door and of whom nothing was asked yet."""
    here = request.territory
    with connection.cursor() as cursor:
        cursor.execute("select person_id, peer_id from followed_elsewhere_from(%s)", [here.pk])
        found = cursor.fetchall()
    asked = set(_rows(request, Inquiry).values_list("person_id", "peer_id"))
    todo = [pair for pair in found if pair not in asked]
    persons = Person.objects.visible_to(request.user).in_bulk([person for person, _ in todo])
    peers = Territory.objects.in_bulk([peer for _, peer in todo])
    return [
        {"person": persons[person], "peer": peers[peer]}
        for person, peer in sorted(todo)
        if person in persons and peer in peers
    ]


@allows("duplicate_review", methods=ACT)
def inquiry_ask(request, pk: int):
    person = get_person(request, pk)
    peer = get_object_or_404(inquiries.elsewhere(person), slug=request.POST.get("territoire", ""))
    if made := _told(request, lambda: inquiries.ask(person, peer, by=request.user)):
        messages.success(request, f"La question est posée à l’équipe {french.de(made.peer)}.")
    return redirect("ppde:inquiry_list", request.territory.slug)


@allows("duplicate_review", methods=FORM)
def inquiry_again(request, pk: int):
    """A question answered « deux personnes », asked again for a reason that both teams read."""
    asked = _rows(request, Inquiry).filter(way=Inquiry.Way.SENT, state=Inquiry.State.OTHER)
    inquiry = get_object_or_404(asked.select_related("person", "peer"), pk=pk)
    person, peer = inquiry.person, inquiry.peer
    person.territory = request.territory
    if request.method != "POST":
        record_reading(person, by=request.user)
    form = ReasonForm(
        request.POST or None,
        label="Ce qui a changé depuis leur réponse",
        help_text="Les deux équipes le lisent. Exemple\u00a0: la personne dit elle-même avoir été suivie chez eux. Sans nom.",
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: inquiries.ask(person, peer, by=request.user, reason=reason)):
            messages.success(
                request, f"La question est posée de nouveau à l’équipe {french.de(peer)}."
            )
            return redirect("ppde:inquiry_list", request.territory.slug)
    title = "Demander de nouveau"
    context = {
        "form": form,
        "title": title,
        "intro": f"{person}, {person.reference}. L’équipe {french.de(peer)} a répondu «\u00a0deux personnes\u00a0» le "
        f"{french.date(inquiry.answered_at)}. Sa réponse reste dans la liste.",
        "submit_label": title,
        "cancel_url": url(request, "inquiry_list"),
        "breadcrumb": _crumbs(request, title),
    }
    return render(request, "ui/form_page.html", context)


def _told(request, operation):
    """The result, or None once the refusal is told."""

    try:
        return operation()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None


def _again(inquiry) -> str:
    return (
        f" Elle est posée de nouveau\u00a0: «\u00a0{inquiry.reason}\u00a0»."
        if inquiry.reason
        else ""
    )


@allows("duplicate_review", methods=FORM)
def inquiry_answer(request, pk: int):
    """A question received: the same person or two, and nothing else is told; an answer given may be changed."""
    received = _rows(request, Inquiry).filter(way=Inquiry.Way.RECEIVED)
    inquiry = get_object_or_404(received.select_related("person", "peer"), pk=pk)
    inquiry.person.territory = request.territory
    questions = url(request, "inquiry_list")
    if refusal := closed(request, lambda: refuse_frozen(inquiry.person), to=questions):
        return refusal
    form = AnswerForm(request.POST or None, initial={"state": inquiry.state})
    is_change = inquiry.state != Inquiry.State.OPEN
    if request.method != "POST":
        record_reading(inquiry.person, by=request.user)
    if request.method == "POST" and form.is_valid():
        state = form.cleaned_data["state"]
        if tried(form, lambda: (inquiries.answer(inquiry, state, by=request.user), True)):
            messages.success(
                request, form.told(f"L’équipe {french.de(inquiry.peer)} voit votre réponse.")
            )
            return redirect("ppde:inquiry_list", request.territory.slug)
    context = {
        "form": form,
        "title": f"{inquiry.peer} demande si vous suivez la même personne",
        "intro": f"La question porte sur {inquiry.person} ({inquiry.person.reference}), posée par "
        f"{inquiry.asked_by}.{_again(inquiry)} Parlez-vous avant de répondre\u00a0: la plateforme ne montre aucun dossier.",
        "submit_label": "Changer la réponse" if is_change else "Envoyer la réponse",
        "cancel_url": questions,
        "breadcrumb": _crumbs(request, "Changer la réponse" if is_change else "Répondre"),
    }
    return render(request, "ui/form_page.html", context)
