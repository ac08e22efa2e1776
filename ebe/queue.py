"""What waits about proposals, for the team and for the direction; the figures of the month, for the direction."""

from datetime import date, timedelta

from django.db.models import Case, DateField, ExpressionWrapper, F, Q, QuerySet, Subquery, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from ebe.models import Proposal
from ebe.returns import due
from ppde.models import ListRule, Person
from territories.database import ids
from territories.queue import Source, Waiting
from tzcld.ui import french


def unanswered(territory, today: date) -> QuerySet:
    """Proposals that wait for an answer, `due` on the last day that their rule gives for it.

    Nothing is written in a file limited at the person's request: the answer waits until that is lifted.
    """
    rows = Proposal.objects.filter(
        territory=territory, reply=Proposal.Reply.WAITING, person__limited_on=None
    )
    # As `ListRule.objects.for_list`: those that keep no rule have that of today.
    own_first = (
        ListRule.objects.of(territory)
        .filter(valid_from__lte=today)
        .annotate(is_own=Q(territory=territory.pk))
        .order_by("-is_own", "-valid_from", "-pk")
        .values("reply_days")[:1]
    )
    default = ListRule._meta.get_field("reply_days").default
    days = Coalesce(F("rule__reply_days"), Subquery(own_first), default)
    due = ExpressionWrapper(F("proposed_on") + days, output_field=DateField())
    return (
        rows.select_related("person", "enterprise", "organisation")
        .annotate(due=due)
        .order_by("due", "pk")
    )


def _line(proposal, slug) -> dict:
    return {
        "label": f"{proposal.person}, {proposal.person.reference}",
        "url": reverse("ebe:proposal_answer", args=[slug, proposal.pk]),
        "note": f"{proposal.job_title}, {proposal.employer}. Proposé le {french.date(proposal.proposed_on)}, "
        f"réponse attendue au plus tard le {french.date(proposal.due)}",
    }


def awaited(person: Person, slug: str, can) -> dict | None:
    """What the file of this person waits for: an answer, else the hire that follows a yes. `can`: the reader's rights."""
    found = person.proposals.to_follow().select_related("enterprise", "organisation").first()
    if found is None:
        return None
    if found.is_open:
        name, verb, pk = "ebe:person_proposals", "proposal_make", person.pk
        label = "Suivre l’embauche, le poste est accepté"
    else:
        name, verb, pk = "ebe:proposal_answer", "proposal_answer", found.pk
        label = "Noter la réponse à la proposition d’emploi"
    return {
        "icon": "send",
        "label": label,
        "url": reverse(name, args=[slug, pk]) if can(verb) else "",
        "note": f"{found}. Proposé le {french.date(found.proposed_on)}.",
    }


# A yes without a day to begin: a month later, somebody asks what became of it.
HIRED_WITHIN = timedelta(days=30)


def hires(territory, today: date) -> QuerySet:
    """Posts accepted and neither hired nor given up, `due` on the day that work was to begin."""
    rows = Proposal.objects.filter(territory=territory, person__limited_on=None)
    late = ExpressionWrapper(F("replied_on") + HIRED_WITHIN.days, output_field=DateField())
    begins = Greatest(F("starts_on"), F("replied_on"))
    return (
        rows.with_hire()
        .filter(is_open=True)
        .select_related("person", "enterprise", "organisation")
        .annotate(due=Case(When(starts_on=None, then=late), default=begins))
        .order_by("due", "pk")
    )


def _hire_line(proposal, slug) -> dict:
    begins = f", début souhaité le {french.date(proposal.starts_on)}" if proposal.starts_on else ""
    return {
        "label": f"{proposal.person}, {proposal.person.reference}",
        "url": reverse("ebe:proposal_detail", args=[slug, proposal.pk]),
        "note": f"{proposal.job_title}, {proposal.employer}. Accepté le {french.date(proposal.replied_on)}{begins}",
    }


def _note(waiting: Waiting, territory) -> str:
    lead = "Réponse attendue" if waiting.n == 1 else "La première est attendue"
    return f"{lead} au plus tard le {french.date(waiting.first)}"


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
    Source(
        "hires",
        "proposal_view",
        "embauche à enregistrer,embauches à enregistrer",
        "briefcase",
        hires,
        _hire_line,
        lambda slug: reverse("ebe:proposal_list", args=[slug]) + "?suite=embauche",
    ),
)
