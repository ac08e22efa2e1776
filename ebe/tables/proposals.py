"""Columns of the proposals and of those made out of the order; their replies, and what comes next for one."""

from django.urls import reverse
from django.utils.html import format_html_join

from ebe.models import Proposal
from ebe.scoping import known_until
from tzcld.ui.lists import Column, Table

REPLIES = {
    Proposal.Reply.WAITING: ("warn", "hourglass-split", "En attente"),
    Proposal.Reply.ACCEPTED: ("ok", "check-circle", "Acceptée"),
    Proposal.Reply.REFUSED: ("", "x-circle", "Refusée"),
    Proposal.Reply.NO_ANSWER: ("", "dash-circle", "Sans réponse"),
    Proposal.Reply.WITHDRAWN: ("", "arrow-counterclockwise", "Retirée"),
    Proposal.Reply.ENDED: ("", "door-open", "Close par la sortie"),
    Proposal.Reply.STOPPED: ("", "shield-check", "Arrêtée, accord retiré ou terminé"),
    Proposal.Reply.DROPPED: ("", "building", "Abandonnée par l’employeur"),
}


def reply_mark(proposal) -> tuple[str, str, str]:
    """(tint, icon, word) of what became of a proposal."""
    if proposal.left_at:
        return ("", "door-open", "Acceptée, puis sortie")
    return REPLIES[proposal.reply]


def next_step(proposal, scope) -> tuple[str, str] | None:
    """(address, words) of what a proposal waits for, when this account may do it. Needs `is_open`."""
    slug = scope.territory.slug
    if proposal.reply == Proposal.Reply.WAITING and scope.can("proposal_answer"):
        return reverse("ebe:proposal_answer", args=[slug, proposal.pk]), "Noter la réponse"
    if proposal.is_open and proposal.organisation_id and scope.can("outcome_record"):
        return reverse("ebe:proposal_hired", args=[slug, proposal.pk]), "Embaucher"
    if proposal.is_open and proposal.enterprise_id and scope.can("contract_edit"):
        url = reverse("ebe:contract_create", args=[slug, proposal.enterprise_id])
        return f"{url}?proposition={proposal.pk}", "Embaucher"
    return None


def proposal_steps(proposal, scope) -> list[tuple[str, str]]:
    """What comes next, and how to take back an answer that no hire has followed, or a proposal that waits."""
    slug, step = scope.territory.slug, next_step(proposal, scope)
    found = [step] if step else []
    replies = Proposal.Reply
    if proposal.is_open and scope.can("proposal_answer"):
        found.append(
            (reverse("ebe:proposal_drop", args=[slug, proposal.pk]), "L’employeur renonce")
        )
    unanswered = (replies.WAITING, replies.WITHDRAWN, replies.ENDED, replies.STOPPED)
    answered = proposal.reply not in unanswered
    if answered and (proposal.is_open or proposal.reply != Proposal.Reply.ACCEPTED):
        found.append((reverse("ebe:proposal_correct", args=[slug, proposal.pk]), "Corriger"))
    if proposal.reply == Proposal.Reply.WAITING and scope.can("proposal_make"):
        found.append((reverse("ebe:proposal_withdraw", args=[slug, proposal.pk]), "Retirer"))
    if proposal.reply == replies.STOPPED and scope.can("proposal_make"):
        words = (
            "Corriger le jour où l’employeur est prévenu"
            if proposal.told_on
            else "Prévenir l’employeur"
        )
        found.append((reverse("ebe:proposal_told", args=[slug, proposal.pk]), words))
    return found


def proposals(*, scope, months: int | None) -> Table:
    """The team reads why the order was not that of the list; the direction answers and hires.

    `months`: how long the direction still reads whom a proposal named, after its end (rows `with_last_end`); None for the others.
    """
    slug = scope.territory.slug

    def words(proposal) -> str:
        step = next_step(proposal, scope)
        return step[1] if step else ""

    def steps(proposal) -> str:
        # What is left of an erased file takes no act, and has no page.
        if proposal.person.anonymised_on:
            return ""
        return format_html_join(
            "",
            '<a class="d-block" href="{}">{}<span class="visually-hidden"> : {}</span></a>',
            ((url, label, proposal.person) for url, label in proposal_steps(proposal, scope)),
        )

    def post_link(proposal) -> str | None:
        return (
            reverse("ebe:post_detail", args=[slug, proposal.post_id]) if proposal.post_id else None
        )

    person = Column(
        "personne",
        "Personne",
        value=lambda p: str(p.person),
        sort=("person__last_name", "person__first_name"),
        sub=Column("numero", "Numéro", value="person.reference"),
        head=True,
    )
    if scope.can("names_read"):
        person.link = lambda p: p.person.get_absolute_url() if not p.person.anonymised_on else None
    columns = [
        person,
        Column("reponse", "Réponse", kind="state", value=reply_mark, sort="reply"),
        Column(
            "poste",
            "Poste",
            value="job_title",
            sort="job_title",
            link=post_link,
            sub=Column("employeur", "Employeur", value=lambda p: str(p.employer)),
        ),
        Column(
            "heures", "Heures par semaine", kind="number", value="weekly_hours", sort="weekly_hours"
        ),
        Column("proposee", "Proposée le", kind="date", value="proposed_on", sort="proposed_on"),
        Column("debut", "Début souhaité", kind="date", value="starts_on", sort="starts_on"),
        Column(
            "repondue",
            "Réponse du",
            kind="date",
            value="replied_on",
            sort="replied_on",
            sub=Column("motif", "Motif", value="refusal_words"),
        ),
    ]
    if months:
        until = Column(
            "lue",
            "Lue jusqu’au",
            kind="date",
            value=lambda p: known_until(p.last_end, months),
            definition="Le dernier jour où vous lisez cette personne, sa proposition étant close sans embauche.",
        )
        columns.append(until)
    if scope.can("proposal_make"):
        columns.append(Column("ordre", "Raison de l’ordre", value="order_reason"))
    if scope.can("proposal_answer"):
        columns.append(Column("suite", "À faire", value=words, cell=steps, export=False))
    return Table(
        name="propositions",
        one="proposition",
        many="propositions",
        feminine=True,
        order="-proposee",
        columns=columns,
        empty="L’équipe projet propose un poste à la première personne de la liste que rien ne fait passer. "
        "La réponse se note ici.",
    )


EXCEPTIONS = Table(
    name="ecarts-a-l-ordre",
    one="écart à l’ordre",
    many="écarts à l’ordre",
    order="-date",
    columns=[
        Column("date", "Proposée le", kind="date", value="proposed_on", sort=("proposed_on", "pk")),
        Column(
            "numero",
            "Personne",
            value="person.reference",
            sort="person__number",
            head=True,
            definition="Le numéro seul\u00a0: cette liste peut être remise au comité.",
        ),
        Column("rang", "Rang", kind="number", value="rank", sort="rank"),
        Column(
            "passees",
            "Personnes passées",
            kind="number",
            value="passed",
            sort="passed",
            definition="Personnes qui venaient avant, que rien ne faisait passer (pause, réponse attendue, souhait).",
        ),
        Column("raison", "Raison écrite", value="order_reason"),
        Column(
            "poste",
            "Poste",
            value="job_title",
            sort="job_title",
            sub=Column("employeur", "Employeur", value=lambda p: str(p.employer)),
        ),
        Column("reponse", "Réponse", kind="state", value=reply_mark, sort="reply"),
        Column("auteur", "Proposée par", value=lambda p: str(p.made_by) if p.made_by else None),
    ],
    empty="Chaque poste a été proposé dans l’ordre de la liste.",
)
