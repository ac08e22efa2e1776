"""Pages on the end of the data: the rule, whom to contact again, the lists of elimination."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ppde.models import Person
from ppde.operations.readings import named_exporter
from ppde.retention import operations, standings, times
from ppde.retention.forms import ApproveForm, KeepForm, RuleForm
from ppde.retention.models import DurationRule, Elimination, EliminationLine
from ppde.retention.tables import (
    DueFilters,
    EliminationFilters,
    due_table,
    eliminations_table,
    lines_table,
)
from ppde.views.common import crumbs, list_tabs, tried, url
from territories import journal
from territories.access import ACT, FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import render_list

TITLE = "Conservation des dossiers"
WITH_COUNTS = {
    "files": Count("lines"),
    "gone": Count("lines", filter=Q(lines__done_at__isnull=False)),
}


def _trail(request, last: str = "") -> list[dict]:
    here = {"label": "Conservation", "url": url(request, "retention_view") if last else ""}
    return [*crumbs(request), here, *([{"label": last, "url": ""}] if last else [])]


def _find(request, pk: int) -> Elimination:
    rows = Elimination.objects.visible_to(request.user).within(request.territory)
    return get_object_or_404(rows.select_related("rule", "prepared_by"), pk=pk)


@allows("retention_view")
def retention_view(request):
    """The rule in force, what it asks for today, and the lists made so far."""
    rule = times.rule_of(request.territory)
    due, soon = times.how_many_without_contact(request.territory, rule)
    may_manage = request.scope.can("retention_manage")
    open_ = operations.open_lists(request.territory)
    actions = [{"label": "À recontacter", "url": url(request, "retention_due")}]
    if may_manage:
        actions.append({"label": "Changer la durée", "url": url(request, "retention_rule_create")})
    return render_list(
        request,
        queryset=Elimination.objects.visible_to(request.user)
        .within(request.territory)
        .select_related("approved_by")
        .annotate(**WITH_COUNTS),
        table=eliminations_table(request.territory.slug),
        title=TITLE,
        template="ppde/retention.html",
        filterset_class=EliminationFilters,
        export=journal.exporter(request, Elimination),
        context={
            "lead": "Combien de temps chaque dossier et chaque nom sont gardés, et ce qui est arrivé au terme.",
            "tabs": list_tabs(request),
            "rule": rule,
            "due": due,
            "soon": soon,
            "fact": _fact(due, soon, rule),
            "may_prepare": may_manage and due > 0 and times.FILES not in open_,
            "going_on": _going_on(request, open_.get(times.FILES)),
            "others": _others(request, open_),
            "actions": actions,
            "breadcrumb": _trail(request),
        },
    )


def _going_on(request, made: Elimination | None) -> dict | None:
    """The list that waits or is carried out, and the way to it."""
    if made is None:
        return None
    day = french.date(timezone.localdate(made.prepared_at))
    waits = made.state == Elimination.State.DRAFT and request.scope.can("retention_manage")
    return {
        "url": url(request, "elimination_detail", made.pk),
        "label": f"Lire et approuver la liste du {day}" if waits else f"Voir la liste du {day}",
        "is_next": waits,
    }


def _others(request, open_: dict[str, Elimination]) -> list[dict]:
    """What is no file and kept for a time: how long, how much has passed it. `open_`: the lists not done."""
    may_manage = request.scope.can("retention_manage")
    found, rules = [], DurationRule.objects.of(request.territory, timezone.localdate())
    for ending in times.endings().values():
        months, _, rows = times.ended(request.territory, ending, rules)
        n, kept = len(rows), french.count(months, "mois", "mois")
        passed = french.accord(n, "a passé,ont passé")
        found.append(
            {
                "what": ending.what,
                "title": f"{ending.title}\u00a0: {kept} après {ending.since}",
                "many": f"{ending.word}s",
                "remains": ending.remains,
                "fact": f"{french.count(n, ending.word)} {passed} cette durée."
                if n
                else f"Aucun {ending.word} n’a passé cette durée.",
                "may_prepare": may_manage and n > 0 and ending.what not in open_,
                "going_on": _going_on(request, open_.get(ending.what)),
            }
        )
    return found


def _fact(due: int, soon: int, rule) -> str:
    if not due and not soon:
        return f"Aucun dossier n’est sans contact depuis {french.count(rule.notice_months, 'mois', 'mois')}."
    passed = french.count(due, "dossier")
    verb = french.accord(due, "a passé,ont passé")
    near = french.accord(soon, "s’en approche,s’en approchent")
    return f"{passed} {verb} {french.count(rule.months, 'mois', 'mois')} sans contact, {french.number(soon)} {near}."


@allows("retention_view")
def retention_due(request):
    """Files to contact again, from the notice on: a contact keeps them."""
    rule = times.rule_of(request.territory)
    visible = Person.objects.visible_to(request.user)
    due = times.without_contact(request.territory, rule.notice_months)
    return render_list(
        request,
        queryset=due.filter(pk__in=visible.values("pk")).select_related("referent"),
        table=due_table(request.territory.slug, rule),
        title="Dossiers à recontacter",
        filterset_class=DueFilters,
        export=named_exporter(request, Person),
        context={
            "lead": "Un contact noté au dossier repousse l’échéance. Sans contact, le dossier sera proposé à l’élimination.",
            "breadcrumb": _trail(request, "À recontacter"),
        },
    )


@allows("retention_manage", methods=FORM)
def retention_rule_create(request):
    rule = times.rule_of(request.territory)
    start = {"months": rule.months, "notice_months": rule.notice_months}
    start["valid_from"] = timezone.localdate()
    form = RuleForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = tried(form, lambda: times.write_rule(request.territory, by=request.user, **data))
        if made:
            messages.success(
                request,
                f"La durée est de {made.months}\u00a0mois à partir du {french.date(made.valid_from)}.",
            )
            return redirect(url(request, "retention_view"))
    return _form_page(request, form, "Changer la durée de conservation", "Enregistrer la durée")


def _form_page(request, form, title: str, submit: str, *, template="ui/form_page.html", **more):
    context = {
        "form": form,
        "title": title,
        "submit_label": submit,
        "cancel_url": url(request, "retention_view"),
        "breadcrumb": _trail(request, title),
    }
    return render(request, template, context | more)


@allows("retention_manage", methods=ACT)
def elimination_prepare(request):
    what = request.POST.get("what", times.FILES)
    if what not in {times.FILES, *times.endings()}:
        return HttpResponseBadRequest()
    try:
        made = operations.prepare(request.territory, what, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(url(request, "retention_view"))
    messages.success(request, "La liste est prête. Rien n’est effacé\u00a0: relisez-la d’abord.")
    return redirect(url(request, "elimination_detail", made.pk))


@allows("retention_view")
def elimination_detail(request, pk: int):
    """The files of a list, kept or to go; nothing goes before it is approved."""
    made = _find(request, pk)
    may_manage = request.scope.can("retention_manage")
    lines = EliminationLine.objects.visible_to(request.user).filter(elimination=made)
    actions = []
    if may_manage and made.state == Elimination.State.DRAFT:
        approve = {
            "label": "Approuver la liste",
            "url": url(request, "elimination_approve", made.pk),
        }
        actions = [approve | {"primary": True, "icon": "check-lg"}]
    return render_list(
        request,
        queryset=lines.select_related("person", "elimination").with_lookalikes(),
        table=lines_table(
            request.territory.slug,
            made,
            operations.word_of(made),
            may_manage,
            request.scope.can("duplicate_review"),
            _names(made, lines),
        ),
        title=f"Liste d’élimination du {french.date(timezone.localdate(made.prepared_at))}",
        template="ppde/elimination_detail.html",
        export=named_exporter(request, EliminationLine),
        context={
            "made": made,
            "lead": _detail_lead(made),
            "may_give_up": bool(actions),
            "actions": actions,
            "breadcrumb": _trail(request, "Liste d’élimination"),
        },
    )


def _names(made: Elimination, lines) -> dict[int, str]:
    """How the rows of another room read, by key."""
    if made.what not in times.endings():
        return {}
    keys = lines.filter(row_id__isnull=False).order_by().values_list("row_id", flat=True)
    return times.endings()[made.what].names(list(keys))


def _detail_lead(made: Elimination) -> str:
    day, word = french.date(made.cut_off), operations.word_of(made)
    ending = times.endings().get(made.what)
    since = (
        f"{ending.past} le {day} ou avant, selon la règle du jour."
        if ending
        else f"Sans contact depuis le {day}, selon la règle du jour."
    )
    return {
        Elimination.State.DRAFT: f"{since} Ouvrez un numéro pour garder le {word}. Rien n’est encore effacé.",
        Elimination.State.APPROVED: _failed_words(made, word)
        or "L’effacement est en cours. Vous pouvez quitter cette page.",
        Elimination.State.DONE: f"Les {word}s de cette liste ne permettent plus de retrouver personne.",
        Elimination.State.GIVEN_UP: f"{since} Cette liste a été abandonnée\u00a0: rien n’a été effacé.",
    }[made.state]


def _failed_words(made: Elimination, word: str) -> str:
    """What an attempt could not erase; nothing when none failed."""
    n = made.lines.filter(failed_at__isnull=False).count()
    if made.state != Elimination.State.APPROVED or not n:
        return ""
    return (
        f"{french.count(n, word)} n’{french.accord(n, 'a,ont')} pas pu être {french.accord(n, 'effacé,effacés')}\u00a0: "
        "la plateforme essaie de nouveau toutes les heures. Si cela dure, prévenez son administration."
    )


@allows("retention_manage", methods=FORM)
def elimination_keep(request, pk: int):
    lines = EliminationLine.objects.visible_to(request.user).within(request.territory)
    line = get_object_or_404(lines.select_related("elimination"), pk=pk)
    word = operations.word_of(line.elimination)
    form = KeepForm(request.POST or None, initial={"reason": line.kept_because}, word=word)
    back = url(request, "elimination_detail", line.elimination_id)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: operations.keep(line, reason, by=request.user)):
            fate = "est gardé" if reason.strip() else "est de nouveau sur la liste"
            messages.success(request, form.told(f"Le {word} {line.reference} {fate}."))
            return redirect(back)
    title = f"Garder le {word} {line.reference}"
    return _form_page(request, form, title, "Enregistrer", cancel_url=back)


@allows("retention_manage", methods=FORM)
def elimination_approve(request, pk: int):
    made = _find(request, pk)
    ending = times.endings().get(made.what)
    lines = made.lines.filter(kept_because="").select_related("person")
    told = standings.told_of(list(operations.subjects(made, lines).values()))
    form = ApproveForm(
        request.POST or None,
        agreement=ending and ending.agreement,
        replaces=any(standing.is_replaced for standing in told),
    )
    back = url(request, "elimination_detail", made.pk)
    n = len(lines)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        data.pop("sure")
        if tried(form, lambda: operations.approve(made, by=request.user, **data)):
            messages.success(request, "La liste est approuvée. L’effacement commence.")
            return redirect(back)
    word = operations.word_of(made)
    files = french.accord(n, f"{word},{word}s")
    return _form_page(
        request, form, "Approuver la liste d’élimination", f"Effacer {french.number(n)} {files}",
        cancel_url=back, danger=True,
        intro=f"{french.count(n, word)} {french.accord(n, 'perdra,perdront')} tout ce qui permet de retrouver la personne.",
        template="ppde/erasure_confirm.html", told=[standing for standing in told if standing.places],
        is_named=made.what in operations.NAMED, of_one=False,
    )  # fmt: skip


@allows("retention_manage", methods=ACT)
def elimination_give_up(request, pk: int):
    made = _find(request, pk)
    try:
        operations.give_up(made, by=request.user)
        messages.success(request, "La liste est abandonnée. Rien n’a été effacé.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(url(request, "retention_view"))
