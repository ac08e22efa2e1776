"""The posts proposed to one person, in her file, and those that may be."""

from django.shortcuts import render
from django.utils import timezone

from ebe.models import Post, Proposal
from ebe.operations.proposals import why_not
from ebe.tables import proposals as tables
from ebe.views.here import rows, url
from ebe.views.posts import with_answers
from ppde.operations import record_reading
from ppde.views.common import crumbs, file_tabs, get_person
from territories.access import allows
from tzcld.ui import french

# Enough to choose from on the file; the list of posts has the others.
OFFERED = 10


@allows("proposal_make")
def person_proposals(request, pk: int):
    """What was proposed to this person, what each waits for, and the open posts."""
    person = get_person(request, pk)
    record_reading(person, by=request.user)
    proposals = list(
        rows(request, Proposal)
        .filter(person=person)
        .select_related("enterprise", "organisation", "made_by")
        .with_hire()
    )
    against = why_not(person)
    context = {
        "person": person,
        "title": f"Propositions, {person}",
        "tabs": file_tabs(request, person),
        "breadcrumb": crumbs(request, person, "Propositions"),
        "proposals": [told(request, row) for row in proposals],
        "refusal": " ".join(against.messages) if against else "",
        "posts": [] if against else open_posts(request, person),
    }
    return render(request, "ebe/person_proposals.html", context)


def told(request, proposal: Proposal) -> dict:
    """A proposal of this person, with the links of what comes next."""
    tone, icon, word = tables.reply_mark(proposal)
    who = f"Proposée par {proposal.made_by}" if proposal.made_by else "Proposée"
    note = f"{who} le {french.date(proposal.proposed_on)}, {french.number(proposal.weekly_hours)}\u00a0h par semaine."
    if proposal.replied_on:
        note += f" Réponse du {french.date(proposal.replied_on)}."
    if proposal.refusal_words:
        note += f" Motif\u00a0: {proposal.refusal_words.rstrip('.')}."
    return {
        "row": proposal,
        "mark": (tone, icon, word),
        "url": url(request, "post_detail", proposal.post_id) if proposal.post_id else "",
        "note": note,
        "steps": tables.proposal_steps(proposal, request.scope),
    }


def open_posts(request, person) -> list[dict]:
    """Open posts with a place that nobody holds, each with the way to propose it."""
    found = with_answers(
        rows(request, Post)
        .filter(state=Post.State.OPEN)
        .select_related("enterprise", "organisation")
    )
    free = [post for post in found if post.said_yes + post.waiting < post.positions]
    today = timezone.localdate()
    return [
        {
            "icon": "send",
            "label": f"{post.title}, {post.employer}",
            "url": f"{url(request, 'proposal_create', post.pk)}?personne={person.pk}",
            "note": french.upper_first(post.hours_words),
            "due": f"dès le {french.short_date(post.starts_on)}"
            if post.starts_on and post.starts_on > today
            else "",
        }
        for post in free[:OFFERED]
    ]
