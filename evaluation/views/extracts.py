"""Pseudonymised extracts: asked by the evaluation, opened by the territory, downloaded while they are open."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from evaluation.extracts import building, files, notice, operations
from evaluation.extracts.content import how_many
from evaluation.extracts.forms import AskForm, OpenForm, ReasonForm, UntilForm
from evaluation.extracts.models import Extract
from evaluation.extracts.tables import ExtractFilters, extract_table, listed, state_of
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.confirm import confirm
from tzcld.ui.forms import refused
from tzcld.ui.lists import render_list
from tzcld.ui.once import once

TITLE = "Extraits pseudonymisés"
State = Extract.State
WORDS = {"xlsx": "Classeur XLSX", "csv": "CSV, dans une archive ZIP"}


def _url(request, name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=[request.territory.slug, *args])


def _crumbs(request, *trail: tuple[str, str]) -> list[tuple[str, str]]:
    return [(TITLE, _url(request, "extract_list")), *trail]


def _rows(request):
    """Those of the page's territory that the account may read; on the hub's page, of all its territories."""
    rows = Extract.objects.visible_to(request.user)
    if request.territory.is_hub:
        return rows.filter(territory__hub=request.territory)
    return rows.within(request.territory)


def _find(request, pk: int) -> Extract:
    return get_object_or_404(
        listed(_rows(request)).select_related(
            "territory__hub", "asked_by", "answered_by", "ended_by"
        ),
        pk=pk,
    )


@allows("extract_view")
def extract_list(request):
    is_reader = request.scope.can("extract_ask")
    return render_list(
        request,
        queryset=listed(_rows(request)),
        table=extract_table(of_hub=request.territory.is_hub, is_reader=is_reader),
        filterset_class=ExtractFilters,
        title=TITLE,
        export=journal.exporter(request, Extract),
        context={"lead": _lead(is_reader), "actions": _list_actions(request)},
    )


def _lead(is_reader: bool) -> str:
    if is_reader:
        return "Des lignes sans nom ni jour, qu’un territoire vous ouvre pour une question et jusqu’à une date."
    return "Ce que l’évaluation reçoit ligne par ligne, sans nom ni jour\u00a0: pour quelle question, jusqu’à quand, et combien de fois."


def _list_actions(request) -> list[dict]:
    if request.scope.can("extract_ask"):
        ask = {"label": "Demander un extrait", "url": _url(request, "extract_ask")}
        return [ask | {"icon": "plus-lg", "primary": True}]
    if request.scope.can("extract_answer") and not request.territory.is_hub:
        opening = {"label": "Ouvrir un extrait", "url": _url(request, "extract_open")}
        return [opening | {"icon": "door-open"}]
    return []


@allows("extract_view")
def extract_detail(request, pk: int):
    extract = _find(request, pk)
    may_answer = request.scope.can("extract_answer")
    is_mine = extract.holder_id == request.user.pk and request.scope.can("extract_ask")
    context = {
        "title": f"Extrait n°\u00a0{extract.pk}",
        "extract": extract,
        "state": state_of(extract),
        "facts": _facts(extract),
        "duties": notice.duties(extract),
        "masking": notice.masking(extract.territory.masking_threshold),
        "removals": list(extract.removals.all()),
        "downloads": _downloads(request, extract) if is_mine and extract.is_open else [],
        # Who may read persons alone counts them.
        "persons": _persons(extract) if may_answer and extract.is_asked else "",
        "actions": _actions(request, extract, may_answer=may_answer, is_mine=is_mine),
        "breadcrumb": _crumbs(request, (f"Extrait n°\u00a0{extract.pk}", "")),
    }
    return render(request, "evaluation/extract_detail.html", context)


def _facts(extract: Extract) -> list[dict]:
    found = [
        ("Question", extract.purpose),
        ("Convention", extract.convention),
        ("Remis à", str(extract.holder)),
        ("Volontaires", french.period(extract.volunteers_from, extract.volunteers_until)),
        ("Colonnes", _columns(extract)),
        ("Demandé par", f"{extract.asked_by}, le {french.date(extract.asked_at.date())}"),
        (
            "Réponse souhaitée",
            f"avant le {french.date(extract.answer_by)}" if extract.is_asked else "",
        ),
        ("Dernier jour", french.date(extract.until) if extract.until else ""),
        ("Répondu par", str(extract.answered_by or "")),
        ("Fermé", _ended(extract)),
        ("Raison", extract.reason),
        ("Téléchargements", _taken(extract)),
    ]
    return [{"label": label, "value": value} for label, value in found if value]


def _columns(extract: Extract) -> str:
    items = format_html_join("", "<li>{}</li>", ((words,) for words in extract.columns_words))
    return format_html('<ul class="plain mb-0">{}</ul>', items)


def _persons(extract: Extract) -> str:
    """For whoever answers, who alone counts them."""
    n, threshold = how_many(extract), extract.territory.masking_threshold
    told = french.count(n, "personne")
    return (
        told
        if n >= threshold
        else f"{told}\u00a0: sous le seuil de {threshold}, rien ne se télécharge"
    )


def _ended(extract: Extract) -> str:
    if not extract.ended_at:
        return ""
    by = f", par {extract.ended_by}" if extract.ended_by else ""
    return f"le {french.date(extract.ended_at.date())}{by}"


def _taken(extract: Extract) -> str:
    if not extract.downloads:
        return ""
    rows = french.count(extract.rows, "ligne")
    return f"{extract.downloads}, le dernier le {french.date_hour(extract.downloaded_at)}\u00a0: {rows}"


def _downloads(request, extract: Extract) -> list[tuple[str, str]]:
    return [(words, _url(request, "extract_file", extract.pk, fmt)) for fmt, words in WORDS.items()]


def _actions(request, extract: Extract, *, may_answer: bool, is_mine: bool) -> list[dict]:
    def action(label: str, name: str, icon: str, **more) -> dict:
        return {"label": label, "url": _url(request, name, extract.pk), "icon": icon, **more}

    if may_answer and extract.is_asked:
        return [
            action("Refuser", "extract_refuse", "x-circle"),
            action("Accepter", "extract_accept", "check-circle", primary=True),
        ]
    if may_answer and extract.state == State.REFUSED:
        return [action("Revenir sur le refus", "extract_accept", "arrow-counterclockwise")]
    if may_answer and extract.is_open:
        return [
            action("Changer le dernier jour", "extract_move", "calendar-event"),
            action("Fermer l’extrait", "extract_revoke", "lock"),
        ]
    if is_mine and extract.is_asked:
        return [
            action("Retirer la demande", "extract_withdraw", "x-circle"),
            action("Modifier la demande", "extract_edit", "pencil"),
        ]
    if is_mine and extract.is_open:
        return [action("Rendre l’extrait", "extract_give_back", "check-circle")]
    return []


# The evaluation ─────────────────────────────────────────────────────────────────────────────────


@allows("extract_ask", FORM)
def extract_ask(request):
    places = _places(request) if request.territory.is_hub else []
    form = AskForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        place = form.places[form.cleaned_data["place"]] if places else request.territory
        try:
            extract, again = once(
                request,
                lambda: operations.ask_extract(place, by=request.user, **form.terms),
                stands=lambda asked: asked.state == Extract.State.ASKED,
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(
                request,
                again or "La demande est envoyée\u00a0: l’équipe du territoire y répond.",
            )
            return redirect(extract)
    return _form(request, form, "Demander un extrait", "Envoyer la demande")


def _places(request) -> list:
    asked = request.scope.territories_where("extract_ask")
    return [place for place in request.scope.choices if place.pk in asked and not place.is_hub]


def _form(request, form, title: str, label: str, *, cancel: str = "", trail=()):
    context = {
        "form": form,
        "title": title,
        "intro": "Une ligne par personne, sous un pseudonyme propre à l’extrait\u00a0: des mois et des tranches, jamais un nom, un numéro, "
        "un jour ni un texte.",
        "submit_label": label,
        "cancel_url": cancel or _url(request, "extract_list"),
        "breadcrumb": _crumbs(request, *trail, (title, "")),
    }
    return render(request, "ui/form_page.html", context)


@allows("extract_ask", FORM)
def extract_edit(request, pk: int):
    extract = _find(request, pk)
    if not extract.is_asked:
        return _answered(request, extract)
    initial = {name: getattr(extract, name) for name in (*operations.TERMS, "answer_by")}
    form = AskForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_request(extract, by=request.user, **form.terms)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, "La demande est modifiée.")
            return redirect(extract)
    here = extract.get_absolute_url()
    trail = [(f"Extrait n°\u00a0{extract.pk}", here)]
    return _form(
        request, form, "Modifier la demande", "Enregistrer la demande", cancel=here, trail=trail
    )


def _answered(request, extract: Extract):
    messages.info(request, "Cet extrait n’attend pas cette réponse.")
    return redirect(extract)


@allows("extract_ask", FORM)
def extract_withdraw(request, pk: int):
    extract = _find(request, pk)
    if not extract.is_asked:
        return _answered(request, extract)
    return _confirm(
        request,
        extract,
        lambda: operations.withdraw_request(extract, by=request.user),
        title="Retirer cette demande\u00a0?",
        consequence="L’équipe du territoire n’a plus à y répondre, et en est prévenue. Elle reste au registre.",
        submit_label="Retirer la demande",
        done="La demande est retirée.",
    )


@allows("extract_ask", FORM)
def extract_give_back(request, pk: int):
    extract = _find(request, pk)
    if not extract.is_open:
        return _answered(request, extract)
    return _confirm(
        request,
        extract,
        lambda: operations.give_back(extract, by=request.user),
        title="Rendre cet extrait\u00a0?",
        consequence="Vous dites que tous les exemplaires sont détruits. Plus rien ne se télécharge, et la clé des pseudonymes est effacée.",
        submit_label="Rendre l’extrait",
        done="L’extrait est rendu.",
        danger=True,
    )


@allows("extract_ask")
def extract_file(request, pk: int, fmt: str):
    """The file, made now."""
    extract = _find(request, pk)
    if fmt not in files.FORMATS:
        raise Http404
    try:
        file = building.download(extract, fmt, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(extract)
    return FileResponse(
        file,
        as_attachment=True,
        filename=files.name(extract, fmt),
        content_type=files.FORMATS[fmt][1],
    )


# The territory ──────────────────────────────────────────────────────────────────────────────────


@allows("extract_answer", FORM)
def extract_open(request):
    if request.territory.is_hub:
        raise Http404
    holders = operations.evaluators(request.territory).exclude(pk=request.user.pk)
    latest = operations.longest(request.territory)[1]
    form = OpenForm(request.POST or None, holders=holders, latest=latest)
    if request.method == "POST" and form.is_valid():
        try:
            extract = operations.open_extract(
                request.territory, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            refused(form, error)
        else:
            until = french.date(extract.until)
            messages.success(request, f"L’extrait est ouvert à {extract.holder} jusqu’au {until}.")
            return redirect(extract)
    return _form(request, form, "Ouvrir un extrait", "Ouvrir l’extrait")


@allows("extract_answer", FORM)
def extract_accept(request, pk: int):
    extract = _find(request, pk)
    if extract.state not in (State.ASKED, State.REFUSED):
        return _answered(request, extract)
    rule, latest = operations.longest(extract.territory)
    return _confirm(
        request,
        extract,
        lambda until: operations.accept_extract(extract, by=request.user, until=until),
        form=UntilForm(request.POST or None, latest=latest),
        title="Ouvrir cet extrait\u00a0?",
        facts=[
            {"label": "Question", "value": extract.purpose},
            {"label": "Colonnes", "value": _columns(extract)},
            {"label": "Aujourd’hui", "value": _persons(extract)},
            *_beside(extract),
        ],
        consequence=f"{extract.holder} télécharge ces lignes jusqu’au dernier jour, compris\u00a0; chaque téléchargement s’inscrit au "
        f"journal et dans les ouvertures de chaque dossier. Règle\u00a0: {rule.told} au plus.",
        submit_label="Ouvrir l’extrait",
        done="L’extrait est ouvert, l’évaluation en est prévenue.",
    )


def _beside(extract: Extract) -> list[dict]:
    """What whoever answers has to know before: the same persons are told of elsewhere."""
    found = [
        f"n°\u00a0{one.pk}, {one.holder}, jusqu’au {french.date(one.until)}"
        for one in operations.beside(extract)
    ]
    if not found:
        return []
    told = f"{french.listing(found)}. Mis côte à côte, ces extraits diraient ce que chacun masque."
    return [{"label": "Déjà ouvert sur cette période", "value": told}]


@allows("extract_answer", FORM)
def extract_refuse(request, pk: int):
    extract = _find(request, pk)
    if not extract.is_asked:
        return _answered(request, extract)
    return _confirm(
        request,
        extract,
        lambda reason: operations.refuse_extract(extract, by=request.user, reason=reason),
        form=ReasonForm(request.POST or None),
        title="Refuser cet extrait\u00a0?",
        consequence="L’évaluation est prévenue et lit votre raison. Un refus se reprend depuis sa page.",
        submit_label="Refuser l’extrait",
        done="L’extrait est refusé.",
    )


@allows("extract_answer", FORM)
def extract_move(request, pk: int):
    extract = _find(request, pk)
    if not extract.is_open:
        return _answered(request, extract)
    form = UntilForm(
        request.POST or None, latest=extract.latest_on, initial={"until": extract.until}
    )
    return _confirm(
        request,
        extract,
        lambda until: operations.move_end(extract, by=request.user, until=until),
        form=form,
        title="Changer le dernier jour",
        consequence=f"Aujourd’hui, l’extrait se termine après le {french.date(extract.until)}. L’évaluation est prévenue du changement.",
        submit_label="Changer le dernier jour",
        done="Le dernier jour est changé.",
    )


@allows("extract_answer", FORM)
def extract_revoke(request, pk: int):
    extract = _find(request, pk)
    if not extract.is_open:
        return _answered(request, extract)
    return _confirm(
        request,
        extract,
        lambda reason: operations.revoke_extract(extract, by=request.user, reason=reason),
        form=ReasonForm(request.POST or None),
        title="Fermer cet extrait\u00a0?",
        consequence="Plus rien ne se télécharge, tout de suite, et la clé des pseudonymes est effacée. L’évaluation est prévenue\u00a0: elle "
        "détruit les fichiers qu’elle a déjà. Un extrait fermé ne se rouvre pas\u00a0; un autre aura d’autres pseudonymes.",
        submit_label="Fermer l’extrait",
        done="L’extrait est fermé.",
        danger=True,
    )


def _confirm(request, extract: Extract, act, **words):
    here = extract.get_absolute_url()
    trail = [(f"Extrait n°\u00a0{extract.pk}", here), (words["submit_label"], "")]
    return confirm(request, act, to=extract, breadcrumb=_crumbs(request, *trail), **words)
