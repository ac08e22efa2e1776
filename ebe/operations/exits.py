"""What an exit does to a proposal that waits for its answer: the place is free again, and so is the person if they return."""

from django.utils import timezone

from ebe.models import Proposal
from ebe.operations.posts import settle
from ebe.operations.proposals import locked, refuse_waiting_again
from ppde import operations as ppde
from ppde.models import Outcome, Person
from territories import journal

Reply = Proposal.Reply


def end_proposal(person: Person):
    """What to do once the exit of this person is written: close the proposal that waits. None when none does."""
    waiting = person.proposals.filter(reply=Reply.WAITING).first()
    if waiting is None:
        return None
    # The post before the person, as everywhere.
    post, row = locked(waiting)

    def end(outcome: Outcome, by) -> None:
        if row.reply != Reply.WAITING:
            return
        row.reply, row.replied_on = Reply.ENDED, timezone.localdate()
        row.save(update_fields=["reply", "replied_on"])
        _record(row, Reply.WAITING, by, f"Sortie\u00a0: {outcome}")
        if post:
            settle(post)

    return end


def resume_proposal(outcome: Outcome, *, by, reason: str) -> None:
    """The exit was a mistake: the proposal that it had closed waits again.

    Raises ValidationError when its place was given since.
    """
    on = timezone.localdate(outcome.recorded_at)
    ended = (
        outcome.person.proposals.filter(
            reply=Reply.ENDED, replied_on=on, made_at__lte=outcome.recorded_at
        )
        .order_by("-made_at")
        .first()
    )
    if ended is None:
        return
    post, row = locked(ended)
    ppde.lock(outcome.person)
    refuse_waiting_again(row, post)
    row.reply, row.replied_on = Reply.WAITING, None
    row.save(update_fields=["reply", "replied_on"])
    _record(row, Reply.ENDED, by, reason)
    if post:
        settle(post)


def _record(row: Proposal, before: str, by, reason: str) -> None:
    journal.record(
        "reply",
        row,
        by=by,
        label=f"{row.person.reference}, {row}",
        before={"reply": before},
        after={"reply": row.reply, "replied_on": row.replied_on},
        reason=reason,
        named=True,
    )
