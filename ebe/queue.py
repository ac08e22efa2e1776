"""What waits about proposals, for the team and for the direction; the figures of the month, for the direction."""

from datetime import date, timedelta

from django.db.models import DateField, ExpressionWrapper, F, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from ebe.models import Proposal
from ebe.returns import due
from territories.database import ids
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


# Who runs an enterprise is told to the database with each request: the row of a colleague's is not among them.
OWN = RawSQL(f"SELECT unnest({ids('app.enterprises')})", ())


def returns(territory, today: date) -> QuerySet:
    """Enterprises whose figures of last month are not given, those that the account runs."""
    return due.missing_in(territory, today).filter(pk__in=OWN).order_by("due", "pk")


def _return_line(enterprise, slug) -> dict:
    month = french.month(enterprise.due.replace(day=1) - timedelta(days=1))
    return {
        "label": f"Chiffres {french.de(month)}, {enterprise}",
        "url": reverse("ebe:return_create", args=[slug, enterprise.pk]),
        "note": f"À remettre au plus tard le {french.date(enterprise.due)}",
    }


SOURCES = (
    Source(
        "returns",
        "return_edit",
        "mois de chiffres à donner,mois de chiffres à donner",
        "clipboard-data",
        returns,
        _return_line,
        lambda slug: reverse("ebe:enterprise_list", args=[slug]),
        mine="",
    ),
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
