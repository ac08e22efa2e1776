"""What an exit does to a proposal that waits, or to a yes that no hire followed: the place is free again.

So is the person if they return. The yes stays in the history.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ebe.models import Post, Proposal
from ebe.operations.answers import refuse_waiting_again
from ebe.operations.hires import HIRES, refuse_no_place
from ebe.operations.posts import settle
from ebe.operations.proposals import locked, record
from ebe.operations.sharing import stop
from ppde import operations as ppde
from ppde.models import Consent, Outcome, OutcomeKind, Person
from territories.scoping import scoped
from tzcld.ui import french

Reply = Proposal.Reply


def end_proposal(person: Person):
    """What to do once the exit of this person is written: close what waits for an answer or for a hire. None when nothing does.

    The direction that hires reads its own proposals alone: that of another employer is looked for, and closed, in the
    scope of the territory, and nothing of it is shown.
    """
    with scoped(person.territory_id):
        # The post before the person, as everywhere; of several posts, always in one order.
        found = person.proposals.to_follow().order_by("post_id", "pk")
        held = [locked(one) for one in found]
    if not held:
        return None

    def end(outcome: Outcome, by) -> None:
        with scoped(person.territory_id, user=by.pk if by else None):
            for post, row in held:
                _end(post, row, outcome, by)

    return end


def _end(post: Post | None, row: Proposal, outcome: Outcome, by) -> None:
    if row.reply == Reply.WAITING:
        row.reply, row.replied_on = Reply.ENDED, timezone.localdate(outcome.recorded_at)
        row.reason = _why(outcome)
        row.save(update_fields=["reply", "replied_on", "reason"])
        _record(row, Reply.WAITING, by, f"Sortie\u00a0: {outcome}")
    elif row.reply == Reply.ACCEPTED and not _is_hire(row, outcome):
        row.left_at = outcome.recorded_at
        row.save(update_fields=["left_at"])
        _record(row, Reply.ACCEPTED, by, _why(outcome))
    if post:
        settle(post)


def _is_hire(row: Proposal, outcome: Outcome) -> bool:
    """This exit is the hire by the employer that proposed the post (an EBE's has its contract, and follows nothing more)."""
    if not row.organisation_id or outcome.kind not in HIRES:
        return False
    return outcome.employer == row.organisation.name.strip()


def _why(outcome: Outcome) -> str:
    """Told on the proposal, to its employer too: that of a hire, never health or a choice of the person."""
    on = french.date(outcome.on)
    if outcome.kind == OutcomeKind.EBE:
        return f"embauche dans une EBE, à partir du {on}"
    if outcome.kind == OutcomeKind.TRAINING:
        return f"entrée en formation, à partir du {on}"
    if outcome.kind in HIRES:
        return f"autre emploi, à partir du {on}"
    return f"départ de la liste, le {on}"


def retell_proposal(outcome: Outcome):
    """What to do once another day, or another kind, of this exit is written: the proposal that it closed says it too.

    Held before the person, as in `end_proposal`. None when it closed no proposal that waited.
    """
    with scoped(outcome.territory_id):
        found = [row for row in _closed_by(outcome) if row.reply == Reply.ENDED]
        held = [locked(one)[1] for one in found]
    if not held:
        return None

    def tell(by, reason: str) -> None:
        with scoped(outcome.territory_id, user=by.pk if by else None):
            for row in held:
                before, row.reason = row.reason, _why(outcome)
                if row.reason == before:
                    continue
                row.save(update_fields=["reason"])
                changed = {"before": {"reason": before}, "after": {"reason": row.reason}}
                record("correct", row, by=by, reason=reason, **changed)

    return tell


def resume_proposal(outcome: Outcome, *, by, reason: str) -> None:
    """The exit was a mistake: the proposal that it had closed waits again, the yes that it had left aside holds again.

    Raises ValidationError when its place was given since. Whoever does not read that proposal, as the direction that
    cancels a contract, could do nothing about it: then the exit is cancelled and the proposal stays closed.
    """
    read = {row.pk for row in _closed_by(outcome)}
    with scoped(outcome.territory_id, user=by.pk if by else None):
        found = sorted(_closed_by(outcome), key=lambda row: (row.post_id or 0, row.pk))
    for row in found:
        try:
            with scoped(outcome.territory_id, user=by.pk if by else None):
                _resume(row, outcome.person, by, reason)
        except ValidationError:
            if row.pk in read:
                raise


def _closed_by(outcome: Outcome) -> list[Proposal]:
    rows = outcome.person.proposals
    on = timezone.localdate(outcome.recorded_at)
    ended = rows.filter(reply=Reply.ENDED, replied_on=on, made_at__lte=outcome.recorded_at)
    return [
        *ended.order_by("-made_at")[:1],
        *rows.filter(reply=Reply.ACCEPTED, left_at=outcome.recorded_at),
    ]


@transaction.atomic
def _resume(closed: Proposal, person: Person, by, reason: str) -> None:
    post, row = locked(closed)
    ppde.lock(person)
    before = row.reply
    if before == Reply.ENDED and row.organisation:
        latest = ppde.latest_consent(person, Consent.Purpose.SHARING, row.organisation)
        if latest is None or not latest.holds:
            # The agreement was taken back since, or is over: nothing waits there again.
            is_over = latest is not None and latest.ended_on is not None
            stop(row, timezone.localdate(), by=by, is_over=is_over)
            return
    if before == Reply.ENDED:
        refuse_waiting_again(row, post)
        row.reply, row.replied_on, row.reason = Reply.WAITING, None, ""
    else:
        refuse_no_place(row, post)
        row.left_at = None
    row.save(update_fields=["reply", "replied_on", "reason", "left_at"])
    _record(row, before, by, reason)
    if post:
        settle(post)


def _record(row: Proposal, before: str, by, reason: str) -> None:
    after = {"reply": row.reply, "replied_on": row.replied_on}
    record("reply", row, by=by, before={"reply": before}, after=after, reason=reason)
