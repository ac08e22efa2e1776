"""A post is proposed down the list, to one person after the other, who answer."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ebe.line import Turn, turn
from ebe.models import Post, Proposal
from ebe.operations.posts import lock_post, settle
from ppde import operations as ppde
from ppde.models import ELSEWHERE, EventKind, ListRule, Outcome, OutcomeKind, Person
from ppde.operations.texts import refuse_nir
from territories import journal
from tzcld.ui import french

Reply = Proposal.Reply
# What a post outside the EBE may lead to.
HIRES = (*ELSEWHERE, OutcomeKind.FIXED_SHORT, OutcomeKind.ESAT, OutcomeKind.TRAINING)


@transaction.atomic
def make_proposal(
    person: Person,
    post: Post,
    *,
    weekly_hours: Decimal,
    proposed_on: date,
    starts_on: date | None = None,
    order_reason: str = "",
    by,
) -> Proposal:
    """`post` proposed to `person`, who must be on the list and not paused.

    The list order is the rule (seed 003): when somebody comes before whom nothing passes over (`ebe.line`),
    `order_reason` says why; it appears in the exceptions of the committee's report. One place of the post is proposed to
    one person at a time: of two colleagues, the second is told who did what. Raises ValidationError by field.
    """
    # Always the post before the person: two proposals never wait for each other.
    post = lock_post(post)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _refuse_post(post)
    _refuse_person(person, post)
    _refuse_dates(person, proposed_on, starts_on)
    _refuse_hours(post, weekly_hours)
    place = turn(post, person)
    if place.earlier and not order_reason.strip():
        raise ValidationError(
            {
                "order_reason": f"{_who_waits(place)} Écrivez la raison de cet ordre, ou choisissez la première."
            },
            code="order",
        )
    rule = ListRule.objects.for_list(post.territory)
    proposal = Proposal(
        territory_id=person.territory_id,
        post=post,
        enterprise=post.enterprise,
        organisation=post.organisation,
        person=person,
        job_title=post.title,
        weekly_hours=weekly_hours,
        proposed_on=proposed_on,
        starts_on=starts_on,
        rank=place.rank,
        passed=place.earlier,
        order_reason=order_reason.strip() if place.earlier else "",
        rule=rule.row,
        made_by=by,
    )
    proposal.full_clean(exclude=["rule"])
    proposal.save()
    ppde.add_event(
        person, kind=EventKind.PROPOSAL, on=proposed_on, text=_proposal_text(proposal), by=by
    )
    journal.record(
        "propose",
        proposal,
        by=by,
        label=f"{person.reference}, {proposal}",
        after={"proposed_on": proposed_on, "weekly_hours": weekly_hours, "starts_on": starts_on},
        reason=proposal.order_reason,
        named=True,
    )
    return proposal


def _proposal_text(proposal: Proposal) -> str:
    return f"{proposal}, {french.number(proposal.weekly_hours)} h par semaine"


def _refuse_post(post: Post) -> None:
    """Closed, filled, or every place already proposed to somebody who has not answered."""
    if post.state == Post.State.CLOSED:
        raise ValidationError(f"Ce poste est fermé depuis le {french.date(post.closed_on)}.")
    said_yes = post.proposals.filter(reply=Reply.ACCEPTED).count()
    if said_yes >= post.positions:
        raise ValidationError(
            "Ce poste est pourvu\u00a0: chaque place a été acceptée.", code="filled"
        )
    waiting = list(post.proposals.filter(reply=Reply.WAITING).select_related("person", "made_by"))
    if said_yes + len(waiting) >= post.positions:
        told = " ".join(f"{_made(p)} à {p.person}, {p.person.reference}." for p in waiting)
        raise ValidationError(
            f"{told} Attendez {french.accord(len(waiting), 'sa réponse,leurs réponses')}, ou ajoutez une place au poste.",
            code="taken",
        )


def _made(proposal: Proposal) -> str:
    """« Lou Essai a proposé ce poste le 25 novembre 2026 à 14 h 06 »."""
    who = proposal.made_by or "Quelqu’un"
    on = french.date(proposal.proposed_on)
    at = f" (noté le {french.date_hour(proposal.made_at)})" if proposal.made_at else ""
    return f"{who} a proposé le poste «\u00a0{proposal.job_title}\u00a0» le {on}{at}"


def _refuse_person(person: Person, post: Post) -> None:
    if person.territory_id != post.territory_id:
        raise ValidationError(
            {"person": "Cette personne et ce poste ne sont pas du même territoire."}
        )
    if not person.is_on_list:
        raise ValidationError(
            {
                "person": f"{person} n’est pas sur la liste de mobilisation. Le comité décide d’abord de son éligibilité."
            }
        )
    leaving = person.outcomes.to_come().first()
    if leaving:
        raise ValidationError(
            {
                "person": f"{person} quitte la liste le {french.date(leaving.on)} ({leaving}). Si cette sortie a été "
                "écrite par erreur, annulez-la d’abord depuis le dossier."
            },
            code="leaving",
        )
    pause = person.pauses.filter(period__contains=timezone.localdate()).first()
    if pause or person.state == Person.State.PAUSED:
        until = f" jusqu’au {french.date(pause.until)}" if pause and pause.until else ""
        raise ValidationError(
            {
                "person": f"{person} est en pause{until}. Terminez la pause avant de proposer un emploi."
            }
        )
    waiting = person.proposals.filter(reply=Reply.WAITING).select_related("made_by").first()
    if waiting:
        raise ValidationError(
            {
                "person": f"{_made(waiting)} à {person}, qui a déjà une proposition à laquelle répondre."
            }
        )


def _refuse_dates(person: Person, proposed_on: date, starts_on: date | None) -> None:
    if proposed_on > timezone.localdate():
        raise ValidationError(
            {"proposed_on": "Cette date n’est pas encore passée. Écrivez aujourd’hui ou avant."}
        )
    if proposed_on < person.volunteer_on:
        raise ValidationError(
            {
                "proposed_on": f"{person} est volontaire depuis le {french.date(person.volunteer_on)}. "
                "Écrivez ce jour ou après."
            }
        )
    if starts_on and starts_on < proposed_on:
        raise ValidationError(
            {"starts_on": "Le début vient avant la proposition. Écrivez une date plus tardive."}
        )


def _refuse_hours(post: Post, weekly_hours: Decimal) -> None:
    if post.is_chosen_time or post.hours_min <= weekly_hours <= post.hours_max:
        return
    raise ValidationError(
        {
            "weekly_hours": f"Ce poste est ouvert {post.hours_words}. Écrivez un temps de travail dans ces bornes, "
            "ou changez le poste."
        }
    )


def _who_waits(place: Turn) -> str:
    n = place.earlier
    if n == 1:
        return f"{place.earliest} vient avant sur la liste, et rien ne dit de passer."
    return (
        f"{french.number(n)} personnes viennent avant sur la liste, et rien ne dit de les passer."
    )


def locked(proposal: Proposal) -> tuple[Post | None, Proposal]:
    """The post, then the proposal, each as it is now: in this order whatever is done to them."""
    post = lock_post(proposal.post) if proposal.post_id else None
    rows = Proposal.objects.select_for_update(of=("self",)).select_related(
        "person__territory", "enterprise", "organisation", "rule"
    )
    return post, rows.get(pk=proposal.pk)


@transaction.atomic
def answer_proposal(
    proposal: Proposal, *, reply: str, on: date, refusal: str = "", reason: str = "", by
) -> Proposal:
    """The person's answer, once. A refusal has its reason; the list's rule says what it changes.

    The row returned has `consequence`, the sentence of what the rule made of a refusal ("" when nothing).
    """
    post, row = locked(proposal)
    _refuse_answered(row)
    if reply not in (Reply.ACCEPTED, Reply.REFUSED, Reply.NO_ANSWER):
        raise ValidationError(
            {"reply": "Choisissez la réponse : acceptée, refusée ou sans réponse."}
        )
    if on < row.proposed_on or on > timezone.localdate():
        raise ValidationError(
            {"on": f"Écrivez une date entre le {french.date(row.proposed_on)} et aujourd’hui."}
        )
    _refuse_refusal(reply, refusal, reason)
    if reply == Reply.NO_ANSWER:
        _refuse_too_soon(row, on)
    row.reply, row.replied_on = reply, on
    row.refusal = refusal if reply == Reply.REFUSED else ""
    row.reason = reason.strip() if reply == Reply.REFUSED else ""
    row.save(update_fields=["reply", "replied_on", "refusal", "reason"])
    ppde.add_event(row.person, kind=_reply_kind(row), on=on, text=_reply_text(row), by=by)
    journal.record(
        "reply",
        row,
        by=by,
        label=f"{row.person.reference}, {row}",
        before={"reply": Reply.WAITING},
        after={"reply": reply, "replied_on": on},
        reason=row.refusal_words,
        named=True,
    )
    row.consequence = _after_refusal(row, by) if reply == Reply.REFUSED else ""
    if post:
        settle(post)
    return row


def _refuse_answered(row: Proposal) -> None:
    if row.reply == Reply.ENDED:
        raise ValidationError(
            f"Cette proposition est close par une sortie, notée le {french.date(row.replied_on)}. Si la sortie a été écrite "
            "par erreur, annulez-la depuis le dossier."
        )
    if row.reply == Reply.WITHDRAWN:
        raise ValidationError(
            f"Cette proposition a été retirée le {french.date(row.replied_on)}. Le poste peut être proposé de nouveau."
        )
    if row.reply != Reply.WAITING:
        raise ValidationError(
            f"Cette proposition a déjà sa réponse\u00a0: {row.get_reply_display()}, le {french.date(row.replied_on)}."
        )


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by, reason: str) -> Proposal:
    """A proposal made by mistake is taken back while its answer is awaited: the post is free, the person too.

    The row stays, withdrawn, with its reason; a note takes the place of the fact in the person's history.
    """
    post, row = locked(proposal)
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi la proposition est retirée."})
    _refuse_answered(row)
    ppde.lock(row.person)
    row.reply, row.replied_on, row.reason = Reply.WITHDRAWN, timezone.localdate(), reason.strip()
    row.save(update_fields=["reply", "replied_on", "reason"])
    _take_back(row, by)
    journal.record(
        "correct",
        row,
        by=by,
        label=f"{row.person.reference}, {row}",
        before={"reply": Reply.WAITING},
        after={"reply": Reply.WITHDRAWN, "replied_on": row.replied_on},
        reason=row.reason,
        named=True,
    )
    ppde.refresh(row.person)
    ppde.figures_moved(row.territory_id)
    if post:
        settle(post)
    return row


def _take_back(row: Proposal, by) -> None:
    """The fact of this proposal. The post may have another title since: its day and its kind are enough then."""
    facts = row.person.events.filter(kind=EventKind.PROPOSAL, on=row.proposed_on, corrections=None)
    told = _proposal_text(row)
    ppde.take_back(
        row.person,
        EventKind.PROPOSAL,
        row.proposed_on,
        f"Proposition retirée, faite par erreur\u00a0: {row}"[:300],
        text=told if facts.filter(text=told).exists() else "",
        by=by,
        reason=row.reason,
    )


def _reply_kind(proposal: Proposal) -> EventKind:
    """Silence is no exchange with the person: it dates no contact."""
    return EventKind.NO_REPLY if proposal.reply == Reply.NO_ANSWER else EventKind.REPLY


def _reply_text(proposal: Proposal) -> str:
    words = f"{french.upper_first(proposal.get_reply_display())}\u00a0: {proposal}"
    why = proposal.refusal_words
    return f"{words}. Motif\u00a0: {why}"[:300] if why else words[:300]


def _refuse_refusal(reply: str, refusal: str, reason: str) -> None:
    if reply != Reply.REFUSED:
        return
    if refusal not in Proposal.Refusal.values:
        raise ValidationError({"refusal": "Choisissez le motif du refus dans la liste."})
    if refusal == Proposal.Refusal.OTHER and not reason.strip():
        raise ValidationError(
            {
                "reason": "Écrivez ce motif en quelques mots, par exemple «\u00a0mi-temps souhaité\u00a0»."
            }
        )


def _refuse_too_soon(row: Proposal, on: date) -> None:
    rule = row.rule or ListRule.objects.for_list(row.person.territory)
    until = row.proposed_on + timedelta(days=rule.reply_days)
    if on <= until:
        raise ValidationError(
            {
                "on": f"La personne a {french.count(rule.reply_days, 'jour')} pour répondre, jusqu’au {french.date(until)}. "
                "«\u00a0Sans réponse\u00a0» se note après."
            }
        )


def _after_refusal(row: Proposal, by) -> str:
    """What the rule in force makes of this refusal, counted since the person's volunteer date."""
    person = row.person
    count = person.proposals.filter(
        reply=Reply.REFUSED, replied_on__gte=person.volunteer_on or row.replied_on
    ).count()
    rule = ListRule.objects.for_list(person.territory)
    return ppde.apply_refusal(
        person,
        row.replied_on,
        count,
        rule,
        post=str(row),
        motive=row.get_refusal_display(),
        by=by,
    )


@transaction.atomic
def correct_answer(proposal: Proposal, *, by, reason: str) -> Proposal:
    """An answer noted by mistake is taken back: the proposal waits again, and what the answer changed is undone.

    Refused when a hire or an exit followed, when the person has another proposal to answer, or when every place of the
    post is promised again. The row returned has `consequence`: what was given back ("" when nothing).
    """
    post, row = locked(proposal)
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi la réponse est corrigée."})
    if row.reply == Reply.WAITING:
        raise ValidationError("Cette proposition attend déjà sa réponse.")
    if row.reply in (Reply.WITHDRAWN, Reply.ENDED):
        _refuse_answered(row)
    if row.reply == Reply.DROPPED:
        return _take_up_again(row, post, by, reason)
    _refuse_after_hire(row)
    refuse_waiting_again(row, post)
    before = {"reply": row.reply, "replied_on": row.replied_on, "refusal": row.refusal}
    was_refused, on, told = row.reply == Reply.REFUSED, row.replied_on, _reply_text(row)
    kind = _reply_kind(row)
    row.reply, row.replied_on, row.refusal, row.reason = Reply.WAITING, None, "", ""
    row.save(update_fields=["reply", "replied_on", "refusal", "reason"])
    words = f"Réponse corrigée, la proposition attend de nouveau\u00a0: {row}"
    person = row.person
    ppde.take_back(person, kind, on, words[:300], text=told, by=by, reason=reason)
    row.consequence = (
        ppde.undo_refusal(person, on, str(row), by=by, reason=reason) if was_refused else ""
    )
    journal.record(
        "correct",
        row,
        by=by,
        label=f"{person.reference}, {row}",
        before=before,
        after={"reply": Reply.WAITING},
        reason=reason,
        named=True,
    )
    ppde.refresh(person)
    ppde.figures_moved(row.territory_id)
    if post:
        settle(post)
    return row


def _refuse_after_hire(row: Proposal) -> None:
    contract = row.person.contracts.filter(
        enterprise=row.enterprise_id, starts_on__gte=row.proposed_on
    ).first()
    if row.enterprise_id and contract:
        raise ValidationError(
            f"Un contrat a suivi, depuis le {french.date(contract.starts_on)}. S’il a été écrit par erreur, "
            "la direction de l’EBE l’annule d’abord."
        )
    left = row.person.outcomes.standing().first()
    if left:
        raise ValidationError(
            f"Une sortie a suivi ({left}, {french.date(left.on)}). Si elle a été écrite par erreur, "
            "annulez-la d’abord depuis le dossier."
        )


def refuse_waiting_again(row: Proposal, post: Post | None) -> None:
    other = row.person.proposals.filter(reply=Reply.WAITING).select_related("made_by").first()
    if other:
        raise ValidationError(
            f"{_made(other)} à {row.person}\u00a0: notez d’abord la réponse à cette proposition."
        )
    _refuse_no_place(row, post)


def _refuse_no_place(row: Proposal, post: Post | None) -> None:
    if post is None:
        return
    if post.state == Post.State.CLOSED:
        raise ValidationError(
            f"Ce poste est fermé depuis le {french.date(post.closed_on)}. Rouvrez-le d’abord."
        )
    taken = post.proposals.filter(reply__in=(Reply.WAITING, Reply.ACCEPTED)).exclude(pk=row.pk)
    if taken.count() >= post.positions:
        raise ValidationError(
            "Chaque place de ce poste est de nouveau proposée ou acceptée. Ajoutez d’abord une place au poste."
        )


@transaction.atomic
def drop_hire(proposal: Proposal, *, by, reason: str) -> Proposal:
    """After a yes, the employer gives up the hire: the place and the person are free, the yes stays in the history."""
    post, row = locked(proposal)
    refuse_nir(reason)
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi l’employeur renonce."})
    if row.reply != Reply.ACCEPTED:
        raise ValidationError(
            f"Cette proposition est {row.get_reply_display()}\u00a0: un employeur renonce après un oui."
        )
    _refuse_after_hire(row)
    _change_hire(row, Reply.DROPPED, f"L’employeur renonce à l’embauche\u00a0: {row}", by, reason)
    if post:
        settle(post)
    return row


def _take_up_again(row: Proposal, post: Post | None, by, reason: str) -> Proposal:
    """The employer had not given up: the hire is awaited again."""
    _refuse_after_hire(row)
    _refuse_no_place(row, post)
    _change_hire(
        row, Reply.ACCEPTED, f"L’embauche est de nouveau attendue\u00a0: {row}", by, reason
    )
    row.consequence = ""
    if post:
        settle(post)
    return row


def _change_hire(row: Proposal, reply: str, words: str, by, reason: str) -> None:
    before = row.reply
    row.reply, row.reason = reply, reason.strip() if reply == Reply.DROPPED else ""
    row.full_clean(exclude=["rule", "person", "post", "enterprise", "organisation", "made_by"])
    row.save(update_fields=["reply", "reason"])
    ppde.add_event(
        row.person, kind=EventKind.NOTE, on=timezone.localdate(), text=words[:300], by=by
    )
    journal.record(
        "correct" if reply == Reply.ACCEPTED else "reply",
        row,
        by=by,
        label=f"{row.person.reference}, {row}",
        before={"reply": before},
        after={"reply": reply},
        reason=reason.strip(),
        named=True,
    )


def refuse_open_proposal(back) -> None:
    """Called before a return to the list is taken back: a post proposed since must first have its end."""
    since = back.person.proposals.filter(
        made_at__gte=back.recorded_at, reply__in=(Reply.WAITING, Reply.ACCEPTED)
    ).first()
    if since:
        raise ValidationError(
            f"{_made(since)}, depuis ce retour. Notez ou corrigez d’abord sa réponse.",
            code="proposal",
        )


def refuse_proposal_since(review) -> None:
    """Called before a review waits for the committee again: a post proposed since makes the list's entry history."""
    since = review.person.proposals.standing().filter(proposed_on__gte=review.decided_on).first()
    if since:
        raise ValidationError(
            f"Un poste lui a été proposé depuis, le {french.date(since.proposed_on)}.",
            code="proposal",
        )


@transaction.atomic
def hire_elsewhere(
    proposal: Proposal, *, kind: str, on: date, weekly_hours: Decimal, by
) -> Outcome:
    """An accepted post of another employer led to a job: the person leaves the list on its first day."""
    row = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .get(pk=proposal.pk)
    )
    if not row.organisation_id:
        raise ValidationError("L’embauche par une EBE s’enregistre avec son contrat.")
    if row.reply != Reply.ACCEPTED:
        raise ValidationError(
            f"Cette proposition est {row.get_reply_display()}\u00a0: une embauche suit une proposition acceptée."
        )
    if kind not in HIRES:
        raise ValidationError({"kind": "Choisissez un motif de la liste."})
    if on < row.replied_on:
        raise ValidationError(
            {
                "on": f"{row.person} a accepté le {french.date(row.replied_on)}. Écrivez ce jour ou après."
            }
        )
    return ppde.record_outcome(row.person, kind, on, str(row.organisation), weekly_hours, by=by)
