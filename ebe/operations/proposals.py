"""A post is proposed down the list, to one person after the other; made by mistake, the proposal is taken back."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from ebe.line import Turn, turn
from ebe.models import Post, Proposal
from ebe.operations.posts import lock_post, settle
from ppde import operations as ppde
from ppde.models import Consent, EventKind, ListRule, Person
from ppde.operations.journey import refuse_frozen
from territories import journal
from territories.models import Organisation, refuse_longer_week
from territories.scoping import scoped
from tzcld.queries import Composed
from tzcld.ui import french

Reply = Proposal.Reply


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
    refuse_longer_week(post.territory, weekly_hours, starts_on or proposed_on)
    _refuse_hours(post, weekly_hours)
    _refuse_unagreed(person, post)
    place = turn(post, person)
    if place.earlier and not order_reason.strip():
        raise ValidationError(
            {
                "order_reason": f"{_who_waits(place)} Écrivez la raison de cet ordre, ou choisissez la première."
            },
            code="order",
        )
    rule = ListRule.objects.for_list(post.territory, proposed_on)
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
    _open_since(post, proposed_on, by)
    ppde.add_event(
        person, kind=EventKind.PROPOSAL, on=proposed_on, text=_proposal_text(proposal), by=by
    )
    after = {"proposed_on": proposed_on, "weekly_hours": weekly_hours, "starts_on": starts_on}
    record("propose", proposal, by=by, after=after, reason=proposal.order_reason)
    return proposal


def record(
    verb: str, row: Proposal, *, by, after: dict, before: dict | None = None, reason: str = ""
) -> None:
    """What is done to a proposal, in the journal: under the number of the person and the words of the post."""
    label = f"{row.person.reference}, {row}"
    journal.record(
        verb, row, by=by, label=label, before=before, after=after, reason=reason.strip(), named=True
    )


def _proposal_text(proposal: Proposal) -> str:
    return f"{proposal}, {french.number(proposal.weekly_hours)} h par semaine"


def _refuse_post(post: Post) -> None:
    """Closed, filled, or every place already proposed to somebody who has not answered."""
    if post.state == Post.State.CLOSED:
        raise ValidationError(f"Ce poste est fermé depuis le {french.date(post.closed_on)}.")
    said_yes = post.proposals.accepted().count()
    if said_yes >= post.positions:
        raise ValidationError(
            "Ce poste est pourvu\u00a0: chaque place a été acceptée.", code="filled"
        )
    waiting = list(post.proposals.filter(reply=Reply.WAITING).select_related("person", "made_by"))
    if said_yes + len(waiting) >= post.positions:
        told = " ".join(f"{made(p)} à {p.person}, {p.person.reference}." for p in waiting)
        raise ValidationError(
            f"{told} Attendez {french.accord(len(waiting), 'sa réponse,leurs réponses')}, ou ajoutez une place au poste.",
            code="taken",
        )


def made(proposal: Proposal) -> str:
    """« Lou Essai a proposé ce poste le 25 novembre 2026 à 14 h 06 »."""
    who = proposal.made_by or "Quelqu’un"
    on = french.date(proposal.proposed_on)
    at = f" (noté le {french.date_hour(proposal.made_at)})" if proposal.made_at else ""
    return f"{who} a proposé le poste «\u00a0{proposal.job_title}\u00a0» le {on}{at}"


def why_not(person: Person) -> ValidationError | None:
    """What stands against any post for this person today, as the file tells it and `make_proposal` refuses it; else None."""
    try:
        refuse_frozen(person)
    except ValidationError as error:
        return error
    said = _why_not(person)
    return ValidationError({"person": said}) if said else None


def _why_not(person: Person) -> str:
    if not person.is_on_list:
        why = (
            f"La sortie est du {french.date(person.outcome_on)}."
            if person.outcome_on
            else "Le comité décide d’abord de son éligibilité."
        )
        return f"{person} n’est pas sur la liste de mobilisation. {why}"
    if leaving := person.outcomes.to_come().first():
        return (
            f"Départ prévu\u00a0: {person} quitte la liste le {french.date(leaving.on)} ({leaving}). Si cette sortie a été "
            "écrite par erreur, annulez-la d’abord depuis le dossier."
        )
    pause = person.pauses.filter(period__contains=timezone.localdate()).first()
    if pause or person.state == Person.State.PAUSED:
        until = f" jusqu’au {french.date(pause.until)}" if pause and pause.until else ""
        return f"{person} est en pause{until}. Terminez la pause avant de proposer un emploi."
    waiting = person.proposals.filter(reply=Reply.WAITING).select_related("made_by").first()
    if waiting:
        return f"{made(waiting)} à {person}, qui a déjà une proposition à laquelle répondre. Notez d’abord sa réponse."
    return ""


def _refuse_person(person: Person, post: Post) -> None:
    if person.territory_id != post.territory_id:
        raise ValidationError(
            {"person": "Cette personne et ce poste ne sont pas du même territoire."}
        )
    if error := why_not(person):
        raise error


def _open_since(post: Post, day: date, by) -> None:
    """A post written down after it was proposed was open that day: nobody types when it opened, the day of its entry stands."""
    if day >= post.opened_on:
        return
    before, post.opened_on = {"opened_on": post.opened_on}, day
    post.save(update_fields=["opened_on"])
    journal.record("update", post, by=by, before=before, after={"opened_on": day})


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
    # On its first day, a pause may have been asked for after the proposal.
    paused = person.pauses.filter(period__contains=proposed_on)
    if pause := paused.exclude(period__startswith=proposed_on).first():
        raise ValidationError(
            {
                "proposed_on": f"{person} était en pause ce jour-là ({french.lower_first(french.period(pause.since, pause.until))}). Écrivez un autre jour, ou corrigez la pause."
            }
        )
    back = person.returns.first()
    if back and proposed_on < back.on:
        raise ValidationError(
            {
                "proposed_on": f"{person} est de retour sur la liste depuis le {french.date(back.on)}. Écrivez ce jour ou après."
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


def refuse_unagreed(person: Person, organisation: Organisation | None) -> None:
    """Another employer is told who comes: the person agrees to that, for this one. An EBE is the project itself."""
    if organisation is not None:
        ppde.require_consent(person, Consent.Purpose.SHARING, organisation)


def _refuse_unagreed(person: Person, post: Post) -> None:
    try:
        refuse_unagreed(person, post.organisation)
    except ValidationError as refusal:
        raise ValidationError({"person": refusal.error_list}, code="consent") from refusal


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
def withdraw_proposal(proposal: Proposal, *, by, reason: str) -> Proposal:
    """A proposal made by mistake is taken back while its answer is awaited: the post is free, the person too.

    The row stays, withdrawn, with its reason; a note takes the place of the fact in the person's history.
    """
    post, row = locked(proposal)
    journal.refuse_no_reason(reason, "Dites pourquoi la proposition est retirée.")
    refuse_answered(row)
    ppde.lock(row.person)
    row.reply, row.replied_on, row.reason = Reply.WITHDRAWN, timezone.localdate(), reason.strip()
    row.save(update_fields=["reply", "replied_on", "reason"])
    _take_back(row, by)
    after = {"reply": Reply.WITHDRAWN, "replied_on": row.replied_on}
    record("correct", row, by=by, before={"reply": Reply.WAITING}, after=after, reason=row.reason)
    ppde.refresh(row.person)
    ppde.figures_moved(row.territory_id)
    if post:
        settle(post)
    return row


def refuse_answered(row: Proposal) -> None:
    if row.reply == Reply.ENDED:
        raise ValidationError(
            f"Cette proposition est close par une sortie, notée le {french.date(row.replied_on)}. Si la sortie a été écrite "
            "par erreur, annulez-la depuis le dossier."
        )
    if row.reply == Reply.STOPPED:
        raise ValidationError(
            f"Cette proposition est arrêtée depuis le {french.date(row.replied_on)}, l’accord étant retiré ou terminé. "
            "Avec un nouvel accord, le poste peut être proposé de nouveau."
        )
    if row.reply == Reply.WITHDRAWN:
        raise ValidationError(
            f"Cette proposition a été retirée le {french.date(row.replied_on)}. Le poste peut être proposé de nouveau."
        )
    if row.reply != Reply.WAITING:
        raise ValidationError(
            f"Cette proposition a déjà sa réponse\u00a0: {row.get_reply_display()}, le {french.date(row.replied_on)}."
        )


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


def waiting(territory_id: int, persons: list[int]) -> dict[int, bool]:
    """{id: whether a proposal waits for its answer} of the persons to whom a post was proposed, whoever is asking.

    A direction reads its own proposals alone: the state of a person is the same for everybody.
    """
    with scoped(territory_id):
        rows = Proposal.objects.filter(territory=territory_id, person__in=persons)
        waits = Count("pk", filter=Q(reply=Reply.WAITING))
        found = rows.order_by().values("person").annotate(n=waits).values_list("person", "n")
        return {person: n > 0 for person, n in found}


def _said_yes(territory_id: int):
    rows = Proposal.objects.filter(territory=territory_id, reply=Reply.ACCEPTED)
    return rows.with_hire().filter(is_open=True)


def to_be_hired(territory_id: int, persons: list[int]) -> dict[int, str]:
    """{id: the post in words} of the persons who said yes to a post and are not hired yet, whoever is asking."""
    with scoped(territory_id):
        rows = _said_yes(territory_id).filter(person__in=persons)
        rows = rows.select_related("enterprise", "organisation").order_by("replied_on", "pk")
        return {row.person_id: str(row) for row in rows}


# Asked by every page of the list.
_all_who_said_yes = Composed(lambda t: _said_yes(t).order_by().values_list("person_id"), int)


def all_to_be_hired(territory_id: int) -> set[int]:
    """The ids of all those of the territory, in the caller's scope: one that reads its persons by name."""
    return {person for (person,) in _all_who_said_yes(territory_id)}


def refuse_posts_proposed(person: Person) -> None:
    """Called before the act of volunteering is taken back: a post proposed to somebody makes it history."""
    found = person.proposals.standing().first()
    if found:
        raise ValidationError(
            f"Un poste lui a été proposé le {french.date(found.proposed_on)}.", code="proposal"
        )


def refuse_open_proposal(back) -> None:
    """Called before a return to the list is taken back: a post proposed since must first have its end."""
    since = back.person.proposals.filter(
        made_at__gte=back.recorded_at, reply__in=(Reply.WAITING, Reply.ACCEPTED)
    ).first()
    if since:
        raise ValidationError(
            f"{made(since)}, depuis ce retour. Notez ou corrigez d’abord sa réponse.",
            code="proposal",
        )


def hold_proposals(*persons: Person) -> None:
    """Called before files are put together or separated: posts, then proposals, then persons, as `locked` and every act."""
    rows = Proposal.objects.filter(person__in=persons).order_by("pk")
    posts = Post.objects.filter(pk__in=rows.order_by().values("post")).order_by("pk")
    for held in (posts, rows):
        list(held.select_for_update(of=("self",)).values_list("pk"))


def refuse_two_waiting(kept: Person, absorbed: Person) -> None:
    """Called before two files become one: nobody has two posts to answer, and neither proposal is dropped unsaid."""
    rows = Proposal.objects.filter(person__in=(kept, absorbed), reply=Reply.WAITING)
    found = list(rows.select_related("person", "enterprise", "organisation").order_by("pk"))
    if len(found) > 1:
        told = french.listing([f"{row.person.reference}, {row}" for row in found])
        raise ValidationError(
            f"Chaque dossier a un poste auquel répondre ({told}). Notez une réponse, ou retirez la proposition faite deux fois, "
            "puis fusionnez.",
            code="proposal",
        )


def refuse_proposal_since(review) -> None:
    """Called before a review waits for the committee again: a post proposed since makes the list's entry history."""
    since = review.person.proposals.standing().filter(proposed_on__gte=review.decided_on).first()
    if since:
        raise ValidationError(
            f"Un poste lui a été proposé depuis, le {french.date(since.proposed_on)}. Si le comité ne la reconnaît pas éligible, "
            "enregistrez depuis son dossier la sortie «\u00a0non éligible\u00a0», avec sa décision.",
            code="proposal",
        )
