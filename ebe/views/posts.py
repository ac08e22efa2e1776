"""Posts: the list, the post with its line, publishing, closing."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from ebe import line, operations
from ebe.filters import PostFilters
from ebe.forms import PostForm, ReasonForm
from ebe.models import DEMANDS, Post, PostSkill, Proposal, holds, whole_territories
from ebe.operations.posts import FIELDS
from ebe.tables import posts as tables
from ebe.tables.proposals import reply_mark
from ebe.views.here import enterprises, form_page, own_list, rows, trail, url
from ppde import mobilisation
from ppde.models import PersonSkill, Skill, TrainingSession
from territories import journal
from territories.access import ACT, FORM, allows
from territories.models import Organisation
from tzcld.queries import Composed
from tzcld.ui import french
from tzcld.ui.confirm import confirm
from tzcld.ui.once import once

# How many persons the page shows after the first one.
NEXT = 4
# And before, a page.
PASSED = 20


def with_answers(posts):
    replies = Proposal.Reply
    said_yes = Q(proposals__reply=replies.ACCEPTED, proposals__left_at=None)
    return posts.annotate(
        said_yes=Count("proposals", filter=said_yes),
        waiting=Count("proposals", filter=Q(proposals__reply=replies.WAITING)),
    )


def post_or_404(request, pk: int, verb: str = "post_view") -> Post:
    """A post of this territory on whose employer the account holds `verb`."""
    found = by_number(pk, request.territory.pk)
    if not found or not may(request, "post_view", found[0]) or not may(request, verb, found[0]):
        raise Http404
    return found[0]


by_number = Composed(
    lambda pk, territory: Post.objects.filter(pk=pk, territory=territory).select_related(
        "territory", "enterprise", "organisation"
    ),
    int,
    int,
)


def may(request, verb: str, post: Post) -> bool:
    """Whether the account holds `verb` on the employer of this post."""
    if post.enterprise_id:
        return holds(request.scope, verb, post.enterprise)
    return post.territory_id in whole_territories(request.scope, verb)


def crumbs(request, *steps: tuple[str, str]) -> list[dict]:
    return trail(request, ("Postes", url(request, "post_list") if steps else ""), *steps)


@allows("post_view")
def post_list(request):
    publish = {"label": "Publier un poste", "url": url(request, "post_create"), "icon": "plus-lg"}
    publish["primary"] = True
    exceptions = {"label": "Écarts à l’ordre", "url": url(request, "exception_list")}
    exceptions["icon"] = "clipboard-data"
    can = request.scope.can
    return own_list(
        request,
        queryset=with_answers(
            rows(request, Post).with_needs().select_related("enterprise", "organisation")
        ),
        table=tables.posts(scope=request.scope),
        title="Postes",
        filterset_class=PostFilters,
        filterset_kwargs={"enterprises": enterprises(request)},
        export=journal.exporter(request, Post),
        context={
            "lead": "Chaque poste se propose dans l’ordre de la liste de mobilisation. Un autre ordre s’explique.",
            "actions": [exceptions] * can("proposal_make") + [publish] * can("post_edit"),
            "breadcrumb": crumbs(request),
        },
    )


@allows("post_view")
def post_detail(request, pk: int):
    """The post; for the team, who comes first and why each earlier person is passed."""
    post = post_or_404(request, pk)
    proposals = proposals_of(post.pk) if may(request, "proposal_view", post) else []
    needed = needs_of(post.pk)
    post.needs = [{"name": str(n.skill), "level": n.level} for n in needed]
    context = {
        "title": post.title,
        "post": post,
        "state": tables.POST_STATES[post.state],
        "facts": facts(post, proposals),
        "proposals": [_told(request, p) for p in proposals],
        "actions": actions(request, post),
        "breadcrumb": crumbs(request, (post.title, "")),
        "may_propose": request.scope.can("proposal_make"),
    }
    if context["may_propose"] and post.state == Post.State.OPEN:
        context |= down_the_list(request, post, needed)
        context["free"] = free_places(post, proposals)
        context["trainings"] = trainings(request, post) if post.needs else []
    return render(request, "ebe/post_detail.html", context)


needs_of = Composed(
    lambda post: (
        PostSkill.objects.filter(post=post).select_related("skill").order_by("skill__name")
    ),
    int,
)
# What `visible_to` gives of one post, once the account is known to hold the verb on its employer.
proposals_of = Composed(
    lambda post: Proposal.objects.filter(post=post).select_related(
        "person", "made_by", "territory"
    ),
    int,
)


def free_places(post: Post, proposals: list[Proposal]) -> int:
    return post.positions - sum(p.holds for p in proposals)


def facts(post: Post, proposals: list[Proposal]) -> list[dict]:
    said_yes = sum(p.holds and p.reply == Proposal.Reply.ACCEPTED for p in proposals)
    demands = [words for demand, words in DEMANDS.items() if demand in post.demands]
    told = [
        ("Employeur", post.employer),
        ("Temps de travail", french.upper_first(post.hours_words)),
        (
            "Places",
            f"{french.number(post.positions)}, dont {french.number(said_yes)} "
            f"{french.accord(said_yes, 'acceptée,acceptées')}"
            if said_yes
            else french.number(post.positions),
        ),
        ("Début souhaité", french.date(post.starts_on)),
        ("Lieu", post.place),
        ("Compétences utiles", french.upper_first(need_words(post.needs))),
        ("Autres savoir-faire", french.upper_first(", ".join(post.skills))),
        ("Le poste suppose", french.upper_first(french.listing(demands)) if demands else ""),
        ("Ouvert le", french.date(post.opened_on)),
        ("Fermé le", french.date(post.closed_on)),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def need_words(needs: list[dict]) -> str:
    """« accueillir du public (à l’aise), composter (notions) »."""
    return ", ".join(f"{n['name']} ({PersonSkill.Level(n['level']).label})" for n in needs)


def trainings(request, post: Post) -> list[dict]:
    """Sessions to come that give a skill the post asks for: what is organised before a hire, as rows of todo.html."""
    found = (
        TrainingSession.objects.visible_to(request.user)
        .of(post.territory)
        .filter(
            training__skills__in=post.needed_skills.values("skill"),
            starts_on__gte=timezone.localdate(),
            cancelled_on=None,
        )
        .select_related("training")
        .distinct()
        .order_by("starts_on")
    )
    return [
        {
            "icon": "calendar-event",
            "label": str(session),
            "url": reverse("ppde:session_detail", args=[post.territory.slug, session.pk]),
            "due": french.short_date(session.starts_on),
        }
        for session in found[:NEXT]
    ]


def actions(request, post: Post) -> list[dict]:
    if not request.scope.can("post_edit"):
        return []
    edit = {"label": "Modifier", "url": url(request, "post_edit", post.pk), "icon": "pencil"}
    close = {"label": "Fermer le poste", "url": url(request, "post_close", post.pk)}
    return [edit, close | {"icon": "x-circle"}] if post.state != Post.State.CLOSED else []


def _told(request, proposal: Proposal) -> dict:
    """A proposal of this post, as a row of components/todo.html."""
    _, icon, word = reply_mark(proposal)
    is_waiting = proposal.reply == Proposal.Reply.WAITING
    answer = is_waiting and request.scope.can("proposal_answer")
    who = f"Proposée par {proposal.made_by}" if proposal.made_by else "Proposée"
    note = f"{who} le {french.date(proposal.proposed_on)}, {french.number(proposal.weekly_hours)}\u00a0h par semaine"
    if proposal.refusal_words:
        note += f". Motif\u00a0: {proposal.refusal_words}"
    if proposal.order_reason and request.scope.can("proposal_make"):
        note += f". Raison de l’ordre\u00a0: {proposal.order_reason}"
    return {
        "icon": icon,
        "label": f"Noter la réponse {french.de(proposal.person)}"
        if answer
        else str(proposal.person),
        "url": url(request, "proposal_answer", proposal.pk) if answer else "",
        "note": note,
        "due": word
        if not proposal.replied_on
        else f"{word} le {french.short_date(proposal.replied_on)}",
    }


def down_the_list(request, post: Post, needed: list[PostSkill] | None = None) -> dict:
    """Who comes first, who is passed before and why (page by page), who comes next."""
    asked = request.GET.get("avant", "")
    page = int(asked) if asked.isdecimal() and 0 < len(asked) < 6 else 1
    found = line.head(post, page=max(page, 1), size=PASSED, following=NEXT)
    part = Paginator(range(found.passed_count), PASSED).get_page(page)
    if found.passed_count and not found.passed:
        found = line.head(post, page=part.number, size=PASSED, following=NEXT)
    first = [found.first] if found.first else []
    line.prepare([*first, *found.next], post, needed)
    told = [*first, *found.passed, *found.next]
    away = mobilisation.days_away_of(place.person for place in told)
    return {
        "first": found.first,
        "first_waited": _waited(found.first.person, away) if found.first else "",
        "first_hours": line.hours_for(found.first.person, post) if found.first else None,
        "length": found.length,
        "passed": [_place(request, place, away) for place in found.passed],
        "passed_count": found.passed_count,
        "passed_kinds": line.counted(found.counts),
        "part": part,
        "next": [_place(request, p, away, post) for p in found.next],
    }


def _place(request, place, away: dict[int, int], post: Post | None = None) -> dict:
    """A person of the list, as a row of components/todo.html; with `post`, a link to propose it to who may be asked."""
    may_ask = post is not None and not place.fact
    link = (
        f"{url(request, 'proposal_create', post.pk)}?personne={place.person.pk}" if may_ask else ""
    )
    return {
        "n": place.rank,
        "label": f"{place.person}, {place.person.reference}",
        "url": link,
        "note": _note(place),
        "due": f"depuis {_waited(place.person, away)}",
    }


def _waited(person, away: dict[int, int]) -> str:
    """The time since the volunteer date, and what of it was spent elsewhere, as the lists tell it."""
    told = mobilisation.away_words(away.get(person.pk, 0))
    return ", ".join(filter(None, (french.elapsed(person.volunteer_on), told)))


def _note(place) -> str:
    """Why the person is passed; else what they would learn before."""
    if place.passed or not place.to_learn:
        return french.upper_first(place.passed)
    return f"À préparer avant l’embauche\u00a0: {place.to_learn}"


@allows("post_edit", FORM)
def post_create(request):
    return edit(request, None)


@allows("post_edit", FORM)
def post_edit(request, pk: int):
    return edit(request, post_or_404(request, pk, "post_edit"))


def edit(request, post: Post | None):
    whole = request.territory.pk in whole_territories(request.scope, "post_edit")
    form = PostForm(
        request.POST or None,
        instance=post,
        employers=enterprises(request).standing(),
        organisations=Organisation.objects.visible_to(request.user).within(request.territory)
        if whole
        else None,
        skills=Skill.objects.visible_to(request.user).of(request.territory),
        suggest=reverse("activities:skill_suggest", args=[request.territory.slug]),
        initial=post_initial(request),
    )
    if form.is_valid():
        data = form.cleaned_data | {"needed": form.needed()}
        done, again = form.attempt(_written, request, post, data) or (None, "")
        if done:
            said = again or form.told(f"Le poste «\u00a0{done.title}\u00a0» est enregistré.")
            messages.success(request, said)
            return redirect(done)
    title = "Modifier le poste" if post else "Publier un poste"
    page = form_page(
        request,
        form,
        title=title,
        submit="Enregistrer le poste" if post else title,
        cancel=post.get_absolute_url() if post else url(request, "post_list"),
        intro=str(post) if post else "Il se proposera dans l’ordre de la liste de mobilisation.",
        breadcrumb=crumbs(
            request, *([(post.title, post.get_absolute_url())] if post else []), (title, "")
        ),
    )
    return render(request, "ui/form_page.html", page)


def post_initial(request) -> dict:
    asked = request.GET.get("entreprise", "")
    mine = list(enterprises(request).standing()[:2])
    only = mine[0] if len(mine) == 1 else None
    return {"enterprise": asked if asked.isdecimal() else only}


def _written(request, post: Post | None, data: dict) -> tuple[Post, str]:
    return once(request, lambda: _save(request, post, data), is_new=post is None)


def _save(request, post: Post | None, data: dict) -> Post:
    values = {name: data[name] for name in (*FIELDS, "needed")}
    if post:
        return operations.update_post(post, by=request.user, **values)
    enterprise = data["enterprise"]
    if enterprise and not holds(request.scope, "post_edit", enterprise):
        raise ValidationError({"enterprise": "Choisissez votre entreprise."})
    return operations.open_post(
        request.territory,
        enterprise=enterprise,
        organisation=data.get("organisation"),
        by=request.user,
        **values,
    )


@allows("post_edit", FORM)
def post_close(request, pk: int):
    post = post_or_404(request, pk, "post_edit")
    return confirm(
        request,
        partial(operations.close_post, post, by=request.user),
        to=post,
        form=ReasonForm(request.POST or None),
        done=f"Le poste «\u00a0{post.title}\u00a0» est fermé.",
        title=f"Fermer le poste «\u00a0{post.title}\u00a0»\u00a0?",
        text="Il ne sera plus proposé. Les réponses déjà données restent, et il peut être rouvert.",
        submit_label="Fermer le poste",
        breadcrumb=crumbs(request, (post.title, post.get_absolute_url()), ("Fermer", "")),
    )


@allows("post_edit", ACT)
def post_reopen(request, pk: int):
    post = post_or_404(request, pk, "post_edit")
    try:
        operations.reopen_post(post, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Le poste «\u00a0{post.title}\u00a0» est de nouveau ouvert.")
    return redirect(post)
