"""Who follows whom: the team's shares, changing them by lists, the hand-over note (peers.md A14, C15)."""

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ppde import mobilisation, words
from ppde.filters import PersonFilters, followed, in_mobility, news_to_take, team
from ppde.models import Following, Person
from ppde.operations.readings import named_exporter
from ppde.operations.referents import reassign
from ppde.papers import paper
from ppde.queue.contacts import follow_ups
from ppde.referent_forms import ReassignForm
from ppde.referent_tables import Share, handover_table, next_date, referents_table
from ppde.tables import LINE, last_fact_text
from ppde.views.common import crumbs, list_tabs, persons, tried, url
from territories import journal
from territories.access import FORM, allows
from tzcld.queries import NAME_ORDER
from tzcld.ui import french
from tzcld.ui.lists import render_list
from tzcld.users.models import User

# More boxes than this on a page are no choice any more: the filters narrow it.
MOST = 200


def _followed(request):
    """The persons still followed, those whose news are to be taken after an exit included."""
    return followed(persons(request))


def _trail(request, last: str) -> list[dict]:
    trail = [*crumbs(request), {"label": "Référent·es", "url": url(request, "referent_list")}]
    return [*trail, {"label": last, "url": ""}]


@allows("person_view")
def referent_list(request):
    """How many persons each colleague follows, those who have left the team included."""
    move = {"label": "Changer de référent·e", "url": url(request, "referent_change")}
    may_edit = request.scope.can("person_edit")
    return render_list(
        request,
        queryset=_shares(request),
        table=referents_table(lambda row: _handover_url(request, row)),
        title="Référent·es",
        template="ppde/person_list.html",
        export=journal.exporter(request, Person),
        context={
            "tabs": list_tabs(request),
            "actions": [move | {"icon": "arrow-repeat"}] if may_edit else [],
            "lead": "Les personnes encore suivies, par membre de l’équipe, y compris celles dont il reste des nouvelles à prendre "
            "après une sortie. Un nom mène à sa note de passation.",
            "breadcrumb": crumbs(request, last="Référent·es"),
        },
    )


def _handover_url(request, share: Share) -> str:
    if share.pk:
        return url(request, "referent_handover", share.pk)
    return f"{url(request, 'person_list')}?referent=null"


def _shares(request) -> list[Share]:
    quiet = mobilisation.out_of_touch(request.territory, timezone.localdate()).values("pk")
    listed = Q(eligible_on__isnull=False, volunteer_on__isnull=False, outcome_on=None)
    counted = (
        _followed(request)
        .filter(Q(referent__isnull=False) | Q(met_on__isnull=False))
        .order_by()
        .values("referent")
        .annotate(
            followed=Count("pk"),
            listed=Count("pk", filter=listed),
            silent=Count("pk", filter=Q(pk__in=quiet)),
            after=Count("pk", filter=Q(outcome_on__isnull=False)),
        )
        .values_list("referent", "followed", "listed", "silent", "after")
    )
    found = {pk: counts for pk, *counts in counted}
    present = {user.pk: user for user in team(request.territory)}
    gone = User.objects.in_bulk([pk for pk in found if pk and pk not in present])
    rows = [Share(pk, str(user), "", *found.get(pk, (0, 0, 0, 0))) for pk, user in present.items()]
    rows += [Share(pk, str(user), "a quitté l’équipe", *found[pk]) for pk, user in gone.items()]
    if None in found:
        rows.append(Share(None, "Sans référent·e", "", *found[None]))
    return rows


@allows("person_edit", methods=FORM)
def referent_change(request):
    """Choose persons among those that the filters show, and who follows them from today."""
    colleagues = _by_colleague(request)
    if request.method == "GET" and "referent" not in request.GET and not any(request.GET.values()):
        # Everybody at once is hundreds of boxes: it is a choice, not where one starts.
        return redirect(next(one["url"] for one in colleagues if one["count"] or one["is_all"]))
    filters = PersonFilters(request.GET, queryset=_followed(request), request=request)
    rows = filters.qs
    if "referent" in filters.form.errors:  # one who has left the team is no choice of the filter
        rows = rows.filter(referent=_colleague(request, _number_or_404(request.GET["referent"])))
    shown = list(rows.order_by(*NAME_ORDER, "pk").values_list("pk", flat=True)[: MOST + 1])
    people = Person.objects.filter(pk__in=shown[:MOST]).order_by(*NAME_ORDER)
    form = ReassignForm(
        request.POST or None,
        people=people.select_related("referent"),
        of_one=request.GET.get("referent") not in (None, "", "null"),
        territory=request.territory,
        initial={"persons": shown[:MOST] if "tous" in request.GET else []},
    )
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("persons", "referent", "reason")}
        data["words"] = form.words_left
        if done := tried(form, lambda: (reassign(by=request.user, **data),), "persons"):
            messages.success(request, _moved(done[0], data["referent"]))
            return redirect(url(request, "referent_list"))
    context = {
        "form": form,
        "title": "Changer de référent·e",
        "submit_label": "Changer de référent·e",
        "cancel_url": url(request, "referent_list"),
        "breadcrumb": _trail(request, "Changer"),
        "too_many": len(shown) > MOST,
        "shown": MOST,
        "colleagues": colleagues,
    }
    return render(request, "ppde/referent_change.html", context)


def _by_colleague(request) -> list[dict]:
    """The same page for the persons of nobody, of one colleague, of all: [{label, url, count, is_shown, is_all}].

    As in the filter, those whose colleague has left the team are followed by nobody.
    """
    here, asked = url(request, "referent_change"), request.GET.get("referent")
    counts = _followed(request).order_by().values_list("referent").annotate(n=Count("pk"))
    found = dict(counts)
    whose = [(str(user.pk), str(user), found.pop(user.pk, 0)) for user in team(request.territory)]
    whose.insert(0, ("null", "Sans référent·e", sum(found.values())))
    whose.append(("", "Toute l’équipe", sum(n for _, _, n in whose)))
    return [
        {
            "label": name,
            "url": f"{here}?referent={key}",
            "count": n,
            "is_shown": key == asked,
            "is_all": not key,
        }
        for key, name, n in whose
    ]


def _number_or_404(text: str) -> int:
    if not text.isdecimal():
        raise Http404
    return int(text)


def _moved(n: int, referent) -> str:
    verb = french.accord(n, "est désormais suivie,sont désormais suivies")
    return f"{french.count(n, 'personne')} {verb} par {referent}."


def _colleague(request, pk: int) -> User:
    """An account that is or was of this territory; 404 for any other."""
    return get_object_or_404(
        User.objects.filter(memberships__territory=request.territory).distinct(), pk=pk
    )


@allows("person_view")
def referent_handover(request, pk: int):
    """What a colleague follows, with what is under way and the next dates."""
    referent = _colleague(request, pk)
    rows = _handover(request, referent)
    mine = f"?referent={referent.pk}&tous=1"
    printing = {
        "label": "Note de passation (PDF)",
        "url": url(request, "referent_handover_pdf", referent.pk),
        "icon": "file-earmark-pdf",
    }
    actions = [printing] if request.scope.can("person_print") else []
    if request.scope.can("person_edit"):
        change = {"label": "Confier ces personnes", "url": url(request, "referent_change") + mine}
        actions.append(change | {"icon": "arrow-repeat"})
    return render_list(
        request,
        queryset=rows,
        table=handover_table(request.territory.slug),
        title=f"Note de passation, {referent}",
        export=named_exporter(request, Person),
        context={
            "actions": actions,
            "lead": "Ce qui est en cours pour chaque personne, et les prochaines dates.",
            "breadcrumb": _trail(request, str(referent)),
            "empty_action": None,
        },
    )


def _handover(request, referent):
    due = follow_ups(request.territory).filter(person=OuterRef("pk")).order_by("follow_up_on")
    rows = _followed(request).filter(referent=referent).select_related("referent")
    rows = rows.only(*LINE, "phone", "comment")
    running = Following.objects.filter(
        territory=request.territory,
        person=OuterRef("pk"),
        period__contains=timezone.localdate(),
    )
    return mobilisation.with_last_fact(rows).annotate(
        follow_up_on=Subquery(due.values("follow_up_on")[:1]),
        news_on=Subquery(news_to_take().values("due_on")[:1]),
        in_mobility=in_mobility(),
        word=Coalesce(Subquery(running.values("word")[:1]), Value("")),
    )


@allows("person_print")
def referent_handover_pdf(request, pk: int):
    referent, today = _colleague(request, pk), timezone.localdate()
    rows = list(_handover(request, referent).order_by(*NAME_ORDER))
    context = {
        "referent": referent,
        "rows": [(p, words.state_mark(p)[2], last_fact_text(p, today), next_date(p)) for p in rows],
        "with_words": any(p.word for p in rows),
        "count": french.count(len(rows), "personne suivie", "personnes suivies"),
    }
    return paper(
        request,
        request.territory,
        "documents/handover.html",
        context,
        title=f"Note de passation, {referent}",
        back=url(request, "referent_list"),
        persons=rows,
    )
