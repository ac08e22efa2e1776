"""What waits about proposals and the CDE, for the team and for the direction; the figures of the month, for the direction."""

from datetime import date, timedelta

from django.db.models import Case, DateField, ExpressionWrapper, F, Q, QuerySet, Subquery, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone

from ebe import fte
from ebe.departures import to_see
from ebe.models import CdeStatement, Contract, MissingMonth, Proposal
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
    due = _after("proposed_on", "reply_days", territory, today)
    return (
        rows.select_related("person", "enterprise", "organisation")
        .annotate(due=due)
        .order_by("due", "pk")
    )


def _after(day: str, term: str, territory, today: date) -> ExpressionWrapper:
    """The date `day` of a proposal and as many days as `term` of its rule says.

    As `ListRule.objects.for_list`: those that keep no rule have that of today.
    """
    own_first = (
        ListRule.objects.of(territory)
        .filter(valid_from__lte=today)
        .annotate(is_own=Q(territory=territory.pk))
        .order_by("-is_own", "-valid_from", "-pk")
        .values(term)[:1]
    )
    default = ListRule._meta.get_field(term).default
    days = Coalesce(F(f"rule__{term}"), Subquery(own_first), default)
    return ExpressionWrapper(F(day) + days, output_field=DateField())


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


def stopped(territory, today: date) -> QuerySet:
    """Other employers to be asked to keep nothing of somebody who took the agreement back or whose agreement is over, `due` on that day (RGPD art. 19).

    A file limited at the person's request is among them: the person asked for both.
    """
    rows = Proposal.objects.filter(
        territory=territory,
        reply=Proposal.Reply.STOPPED,
        told_on=None,
        person__anonymised_on=None,
    )
    return (
        rows.select_related("person", "organisation")
        .annotate(due=F("replied_on"))
        .order_by("due", "pk")
    )


def _stopped_line(proposal, slug) -> dict:
    return {
        "label": f"{proposal.person}, {proposal.person.reference}",
        "url": reverse("ebe:proposal_told", args=[slug, proposal.pk]),
        "note": f"{proposal.job_title}. {proposal.organisation} ne doit plus rien garder de la personne : accord retiré ou terminé le "
        f"{french.date(proposal.replied_on)}, proposition arrêtée",
    }


def hires(territory, today: date) -> QuerySet:
    """Posts accepted and neither hired nor given up, `due` on the day that work was to begin.

    A yes without such a day: so many days later, as its rule says, somebody asks what became of it.
    """
    rows = Proposal.objects.filter(territory=territory, person__limited_on=None)
    late = _after("replied_on", "hire_days", territory, today)
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


def _departure_line(contract, slug) -> dict:
    is_over = contract.ends_on < timezone.localdate()
    ends = f"{'terminé' if is_over else 'se termine'} le {french.date(contract.ends_on)}"
    note = f"Contrat {ends}, {contract.enterprise}"
    if contract.leaving == Contract.Leaving.DIED:
        # Nobody calls a family for news.
        note = f"Décès noté par la direction, {contract.enterprise}"
    return {
        "label": f"{contract.person}, {contract.person.reference}",
        "url": reverse("ppde:person_detail", args=[slug, contract.person_id]),
        "note": note,
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


# Whoever reads the contracts of an enterprise, team or direction, may compute its CDE: the policy of the contracts says who.
NAMED = RawSQL(f"SELECT unnest({ids('app.named')})", ())


def outdated(territory, today: date) -> QuerySet:
    """Months of the CDE that a contract, a convention or a rate written since has made wrong, `due` the days of the territory after."""
    rows = CdeStatement.objects.filter(territory=territory, outdated_on__isnull=False)
    due = ExpressionWrapper(F("outdated_on") + territory.statement_days, output_field=DateField())
    return (
        rows.filter(Q(territory__in=NAMED) | Q(enterprise__in=OWN))
        .select_related("enterprise")
        .annotate(due=due)
        .order_by("month", "pk")
    )


def _statement_line(statement, slug) -> dict:
    return {
        "label": f"CDE {french.de(french.month(statement.month))}, {statement.enterprise}",
        "url": reverse("ebe:statement_detail", args=[slug, statement.pk]),
        "note": "Un contrat, une convention ou un taux a été enregistré après le calcul, "
        f"le {french.date(statement.outdated_on)}",
    }


def missing(territory, today: date) -> QuerySet:
    """Months of the CDE never computed, though later ones are, which an act written since counts in, `due` as `outdated`."""
    due = ExpressionWrapper(F("noted_on") + territory.statement_days, output_field=DateField())
    return (
        MissingMonth.objects.filter(territory=territory)
        .filter(Q(territory__in=NAMED) | Q(enterprise__in=OWN))
        .computable()
        .select_related("enterprise")
        .annotate(due=due)
        .order_by("month", "pk")
    )


def _missing_line(row, slug) -> dict:
    return {
        "label": f"CDE {french.de(french.month(row.month))}, {row.enterprise}",
        "url": reverse("ebe:statement_list", args=[slug]) + f"?entreprise={row.enterprise_id}",
        "note": f"Jamais calculé. Un acte noté le {french.date(row.noted_on)} compte dans ce mois",
    }


def hired_away(territory, today: date) -> QuerySet:
    """Contracts of the enterprises that the account runs, to be ended: a trial elsewhere led to a hire, `due` its first day."""
    begins = fte.hires_after_trial().order_by("period").values("period__endswith")[:1]
    return (
        Contract.objects.filter(territory=territory, ends_on=None)
        .filter(fte.hired_away(today), enterprise__in=OWN)
        .annotate(due=Subquery(begins, output_field=DateField()))
        .order_by("due", "pk")
    )


def _to_end_line(contract, slug) -> dict:
    return {
        "label": str(contract),
        "url": reverse("ebe:contract_end", args=[slug, contract.pk]),
        "note": f"{contract.job_title}. L’essai ailleurs a conduit à une embauche le {french.date(contract.due)}\u00a0: "
        "le contrat ne compte plus",
    }


SOURCES = (
    Source(
        "returns",
        "return_edit",
        "mois de chiffres à donner,mois de chiffres à donner",
        "clipboard-data",
        returns,
        _return_line,
        lambda slug: reverse("ebe:enterprise_list", args=[slug]) + "?afaire=returns",
        mine="",
    ),
    Source(
        "to_end",
        "contract_edit",
        "contrat à terminer après une embauche ailleurs,contrats à terminer après une embauche ailleurs",
        "box-arrow-right",
        hired_away,
        _to_end_line,
        lambda slug: reverse("ebe:contract_list", args=[slug]) + "?afaire=to_end",
        mine="",
    ),
    Source(
        "statements",
        "statement_compute",
        "état de la CDE à recalculer,états de la CDE à recalculer",
        "calculator",
        outdated,
        _statement_line,
        lambda slug: reverse("ebe:statement_list", args=[slug]) + "?afaire=statements",
        mine="",
    ),
    Source(
        "missing_months",
        "statement_compute",
        "mois de la CDE jamais calculé,mois de la CDE jamais calculés",
        "calculator",
        missing,
        _missing_line,
        lambda slug: reverse("ebe:statement_list", args=[slug]),
        mine="",
    ),
    Source(
        "proposals",
        "proposal_view",
        "proposition d’emploi sans réponse,propositions d’emploi sans réponse",
        "send",
        unanswered,
        _line,
        lambda slug: reverse("ebe:proposal_list", args=[slug]) + "?afaire=proposals",
        note=_note,
    ),
    Source(
        "stopped",
        "proposal_make",
        "employeur à prévenir d’un accord retiré ou terminé,employeurs à prévenir d’un accord retiré ou terminé",
        "shield-check",
        stopped,
        _stopped_line,
        lambda slug: reverse("ebe:proposal_list", args=[slug]) + "?afaire=stopped",
    ),
    Source(
        "hires",
        "proposal_view",
        "embauche à enregistrer,embauches à enregistrer",
        "briefcase",
        hires,
        _hire_line,
        lambda slug: reverse("ebe:proposal_list", args=[slug]) + "?afaire=hires",
    ),
    Source(
        "departures",
        "outcome_record",
        "départ de l’EBE à voir avec la personne,départs de l’EBE à voir avec les personnes",
        "door-open",
        to_see,
        _departure_line,
        lambda slug: reverse("ppde:person_list", args=[slug]) + "?afaire=departures",
    ),
)
