"""The person's answer to a proposal, noted once, and corrected when it was noted by mistake."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ebe.models import Post, Proposal
from ebe.operations.hires import refuse_after_hire, refuse_no_place, take_up_again
from ebe.operations.posts import settle
from ebe.operations.proposals import locked, made, record, refuse_answered, refuse_unagreed
from ppde import operations as ppde
from ppde.eligibility import months_after
from ppde.models import EventKind, ListRule, RankAct
from territories import journal
from tzcld.ui import french

Reply = Proposal.Reply


@transaction.atomic
def answer_proposal(
    proposal: Proposal, *, reply: str, on: date, refusal: str = "", reason: str = "", by
) -> Proposal:
    """The person's answer, once. A refusal has its reason; the list's rule says what it changes.

    The row returned has `consequence`, the sentence of what the rule made of a refusal ("" when nothing).
    """
    post, row = locked(proposal)
    refuse_answered(row)
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
    before, after = {"reply": Reply.WAITING}, {"reply": reply, "replied_on": on}
    record("reply", row, by=by, before=before, after=after, reason=row.refusal_words)
    row.consequence = _after_refusal(row, by) if reply == Reply.REFUSED else ""
    if post:
        settle(post)
    return row


def _reply_kind(proposal: Proposal) -> EventKind:
    """Silence is no exchange with the person: it dates no contact."""
    return EventKind.NO_REPLY if proposal.reply == Reply.NO_ANSWER else EventKind.REPLY


def _reply_text(proposal: Proposal) -> str:
    words = f"{french.upper_first(proposal.get_reply_display())}\u00a0: {proposal}"
    why = proposal.refusal_words
    return f"{words}. Motif\u00a0: {why}"[:300] if why else words[:300]


def _refuse_refusal(reply: str, refusal: str, reason: str) -> None:
    if reply != Reply.REFUSED:
        said = Reply(reply).label
        if refusal or reason.strip():
            raise ValidationError(
                {
                    "reply": f"La réponse dit «\u00a0{french.upper_first(said)}\u00a0» et un motif de refus est rempli. "
                    f"Choisissez\u00a0: {said}, sans motif, ou refusée, avec ce motif."
                }
            )
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
    rule = row.rule or ListRule.objects.for_list(row.person.territory, row.proposed_on)
    until = row.proposed_on + timedelta(days=rule.reply_days)
    if on <= until:
        raise ValidationError(
            {
                "on": f"La personne a {french.count(rule.reply_days, 'jour')} pour répondre, jusqu’au {french.date(until)}. "
                "«\u00a0Sans réponse\u00a0» se note après."
            }
        )


def _after_refusal(row: Proposal, by) -> str:
    """What the rule in force on its day makes of this refusal, whenever it is noted."""
    rule = ListRule.objects.for_list(row.person.territory, row.replied_on)
    return _apply(row, _count(row, rule), rule, by)


def _apply(row: Proposal, count: int, rule: ListRule, by) -> str:
    return ppde.apply_refusal(
        row.person,
        row.replied_on,
        count,
        rule,
        post=str(row),
        motive=row.get_refusal_display(),
        proposal=row.pk,
        by=by,
    )


def _count(row: Proposal, rule: ListRule) -> int:
    """The refusals since the person's volunteer date; towards a pause, those of the days when a rule counted them."""
    person = row.person
    since = person.volunteer_on or row.replied_on
    refused = person.proposals.filter(reply=Reply.REFUSED, replied_on__gte=since)
    days = list(refused.values_list("replied_on", flat=True))
    if rule.refusal != ListRule.Refusal.PAUSE:
        return len(days)
    of = ListRule.objects.for_list
    return sum(of(person.territory, day).refusal == ListRule.Refusal.PAUSE for day in days)


@transaction.atomic
def correct_answer(proposal: Proposal, *, by, reason: str) -> Proposal:
    """An answer noted by mistake is taken back: the proposal waits again, and what the answer changed is undone.

    Refused when a hire or an exit followed, when the person has another proposal to answer, or when every place of the
    post is promised again. The row returned has `consequence`: what was given back ("" when nothing).
    """
    post, row = locked(proposal)
    journal.refuse_no_reason(reason, "Dites pourquoi la réponse est corrigée.")
    if row.reply == Reply.WAITING:
        raise ValidationError("Cette proposition attend déjà sa réponse.")
    if row.reply in (Reply.WITHDRAWN, Reply.ENDED, Reply.STOPPED):
        refuse_answered(row)
    if row.reply == Reply.DROPPED:
        return take_up_again(row, post, by, reason)
    # Held before the question: another proposal of the same person may be put back to wait at this moment.
    ppde.lock(row.person)
    refuse_after_hire(row)
    refuse_waiting_again(row, post)
    before = {"reply": row.reply, "replied_on": row.replied_on, "refusal": row.refusal}
    was_refused, on, told = row.reply == Reply.REFUSED, row.replied_on, _reply_text(row)
    kind = _reply_kind(row)
    row.reply, row.replied_on, row.refusal, row.reason = Reply.WAITING, None, "", ""
    row.save(update_fields=["reply", "replied_on", "refusal", "reason"])
    words = f"Réponse corrigée, la proposition attend de nouveau\u00a0: {row}"
    person = row.person
    ppde.take_back(person, kind, on, words[:300], text=told, by=by, reason=reason)
    row.consequence = _give_back(row, on, by=by, reason=reason) if was_refused else ""
    record("correct", row, by=by, before=before, after={"reply": Reply.WAITING}, reason=reason)
    ppde.refresh(person)
    ppde.figures_moved(row.territory_id)
    if post:
        settle(post)
    return row


def _give_back(row: Proposal, on: date, *, by, reason: str) -> str:
    """What the refusal of `on` had changed is given back; one that it had hidden then has its own consequence.

    And later ones are counted again: towards the pause that the rule gives at each so many, and before the committee.
    """
    person = row.person
    rank = person.volunteer_on
    told = [ppde.undo_refusal(person, on, str(row), proposal=row.pk, by=by, reason=reason)]
    if told[0]:
        hidden = _hidden(row, on, has_moved=person.volunteer_on != rank)
        told += [_after_refusal(other, by) for other in hidden]
    told += _counted_again(row, on, by=by, reason=reason)
    if own := person.refusal_reviews.filter(proposal=row.pk).order_by("-pk").first():
        later = person.refusal_reviews.waiting().filter(pk__gt=own.pk, count__gt=1)
        later.update(count=F("count") - 1)
    return " ".join(filter(None, told))


def _counted_again(row: Proposal, on: date, *, by, reason: str) -> list[str]:
    """One refusal fewer before them: a later one no longer gives its pause, or gives one, which runs still."""
    person, of = row.person, ListRule.objects.for_list
    if of(person.territory, on).refusal != ListRule.Refusal.PAUSE:
        return []
    refused = person.proposals.filter(
        reply=Reply.REFUSED, replied_on__gte=person.volunteer_on or on
    ).select_related("enterprise", "organisation")
    told, count = [], 0
    for other in refused.order_by("replied_on", "pk"):
        day = other.replied_on
        rule = of(person.territory, day)
        if rule.refusal != ListRule.Refusal.PAUSE:
            continue
        count += 1
        gave, gives = (count + 1) % rule.refusals == 0, count % rule.refusals == 0
        if gave == gives or (day, other.pk) < (on, row.pk):
            continue
        if gave:
            words = f"La pause qui suivait le refus du {french.date(day)} est retirée\u00a0: un refus de moins l’a précédé."
            if ppde.take_back_pause(person, day, words, proposal=other.pk, by=by, reason=reason):
                told.append(words)
        elif months_after(day, rule.refusal_pause_months) > timezone.localdate():
            other.person = person
            told.append(_apply(other, count, rule, by))
    ppde.refresh(person)
    return told


def _hidden(row: Proposal, on: date, *, has_moved: bool) -> list[Proposal]:
    """Other refusals that had no consequence of their own: the rank was already as late, or the pause already ran.

    `has_moved`: the rank was given back; a date that somebody has corrected since stays.
    """
    person, rules = row.person, ListRule.objects
    refused = person.proposals.filter(
        reply=Reply.REFUSED, replied_on__gte=person.volunteer_on or on, replied_on__lte=on
    ).select_related("enterprise", "organisation")
    acts = person.rank_acts.filter(kind=RankAct.Kind.REFUSAL)
    found = []
    for other in refused.order_by("replied_on", "pk"):
        kind = rules.for_list(person.territory, other.replied_on).refusal
        own = Q(proposal=other.pk) | Q(proposal=None, after_on=other.replied_on)
        if kind == ListRule.Refusal.BACK and has_moved and not acts.filter(own).exists():
            found.append(other)
        # The pause of the same day alone: a later refusal began its own wait.
        if kind == ListRule.Refusal.PAUSE and other.replied_on == on:
            found.append(other)
        other.person = person
    return found


def refuse_waiting_again(row: Proposal, post: Post | None) -> None:
    refuse_unagreed(row.person, row.organisation)
    other = row.person.proposals.filter(reply=Reply.WAITING).select_related("made_by").first()
    if other:
        raise ValidationError(
            f"{made(other)} à {row.person}\u00a0: notez d’abord la réponse à cette proposition."
        )
    refuse_no_place(row, post)
