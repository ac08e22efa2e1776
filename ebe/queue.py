"""What waits for the team about proposals."""

from datetime import date, timedelta

from django.db.models import DateField, ExpressionWrapper, F, QuerySet
from django.urls import reverse

from ebe.models import Proposal
from territories.queue import Source, Waiting
from tzcld.ui import french

ANSWER_WITHIN = timedelta(days=8)


def unanswered(territory, today: date) -> QuerySet:
    rows = Proposal.objects.filter(territory=territory, reply=Proposal.Reply.WAITING)
    due = ExpressionWrapper(F("proposed_on") + ANSWER_WITHIN.days, output_field=DateField())
    return (
        rows.select_related("person", "enterprise", "organisation")
        .annotate(due=due)
        .order_by("due", "pk")
    )


def _line(proposal, slug) -> dict:
    return {
        "label": f"{proposal.person}, {proposal.person.reference}",
        "url": reverse("ppde:person_detail", args=[slug, proposal.person_id]),
        "note": f"{proposal.job_title}, {proposal.employer}. Proposé le {french.date(proposal.proposed_on)}",
    }


def _note(waiting: Waiting, territory) -> str:
    return f"La plus ancienne date du {french.date(waiting.first - ANSWER_WITHIN)}"


SOURCES = (
    Source(
        "proposals",
        "proposal_view",
        "proposition d’emploi sans réponse,propositions d’emploi sans réponse",
        "send",
        unanswered,
        _line,
        lambda slug: reverse("ebe:proposal_list", args=[slug]) + "?reponse=waiting",
        note=_note,
    ),
)
