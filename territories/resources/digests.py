"""The weekly mail to the teams: what is new on the schemes, which commitments end. One a week, only when there is something.

A row is claimed before its mail leaves: killed in between, the mail is not sent again, and the week after brings the next.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from territories import account_mails, journal
from territories.models import Membership, Territory
from territories.resources.models import Commitment, Digest, DigestRefusal, SchemeNews
from territories.roles import NAMED_ROLES
from territories.scoping import scoped
from tzcld.mail import one_line
from tzcld.queries import alphabetical
from tzcld.ui import french
from tzcld.users.models import User

State = Digest.State
SIGNER = Signer(salt="territories.digest")


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def prepare(hub: Territory, week: date) -> list[int]:
    """One row for each account of the teams that wants the mail; the ids of those still to send. Again adds none."""
    refused = DigestRefusal.objects.filter(territory=hub).values("user")
    team = (
        Membership.objects.active()
        .filter(territory__hub=hub, role__in=NAMED_ROLES, user__is_active=True)
        .exclude(user__in=refused)
    )
    users = set(team.values_list("user", flat=True))
    Digest.objects.bulk_create(
        [Digest(territory=hub, user_id=pk, week=week) for pk in sorted(users)],
        ignore_conflicts=True,
    )
    waiting = Digest.objects.filter(territory=hub, week=week, state=State.WAITING)
    return list(waiting.values_list("pk", flat=True).order_by("pk"))


def send(digest_id: int) -> bool:
    """Send one mail, once (account_mails.send)."""
    rows = Digest.objects.select_related("user", "territory")
    return account_mails.send(rows, digest_id, compose)


def give_up(digest_id: int) -> None:
    """The mail server took nothing: the reason stays on the row."""
    Digest.objects.filter(pk=digest_id, state=State.WAITING).update(state=State.FAILED)


# Longer than all the attempts of a mail.
LATE = timedelta(hours=1)


def stuck(hub: Territory) -> dict:
    """This week's mails that did not leave: {unsent, unsure, error}. Unsure: claimed by a worker that never came back."""
    rows = Digest.objects.filter(territory=hub, week=monday(timezone.localdate()))
    found = list(
        rows.filter(_lost() | Q(state=State.SENDING, at__lt=timezone.now() - LATE))
        .order_by("at")
        .values_list("state", "error")
    )
    unsure = sum(state == State.SENDING for state, _ in found)
    errors = [error for state, error in found if error and state != State.SENDING]
    return {
        "unsent": len(found) - unsure,
        "unsure": unsure,
        "error": errors[-1] if errors else "",
    }


def _lost() -> Q:
    """Given up, or waiting for a task that was lost."""
    return Q(state=State.FAILED) | Q(state=State.WAITING, at__lt=timezone.now() - LATE)


@transaction.atomic
def restart(hub: Territory, *, by) -> list[int]:
    """Try again this week's mails that did not leave; the ids to send. What may have left is not sent twice."""
    rows = Digest.objects.select_for_update(of=("self",), skip_locked=True).filter(
        _lost(), territory=hub, week=monday(timezone.localdate())
    )
    found = sorted(rows.values_list("pk", flat=True))
    Digest.objects.filter(pk__in=found).update(state=State.WAITING, error="", at=timezone.now())
    if found:
        journal.record("update", hub, by=by, after={"courriels du lundi repris": len(found)})
    return found


def compose(digest: Digest) -> EmailMessage | None:
    """The mail, or None when the week brought nothing to this account."""
    found = _found(digest)
    if not found["news"] and not found["ending"]:
        return None
    hub, user = digest.territory, digest.user
    off = reverse("territories:digest_stop", args=[hub.pk, token(hub.pk, user.pk)])
    context = found | {"user": user, "hub": hub, "site": settings.SITE_URL, "off": off}
    n = len(found["news"])
    subject = (
        french.count(n, "nouvelle sur les dispositifs", "nouvelles sur les dispositifs")
        if n
        else french.count(len(found["ending"]), "engagement se termine", "engagements se terminent")
    )
    body = render_to_string("mail/digest.txt", context)
    return EmailMessage(f"{subject} ({one_line(hub.name)})", body, to=[user.email])


def _found(digest: Digest) -> dict:
    """News since the last mail of this account, commitments of its territories that end soon."""
    hub, user, week = digest.territory, digest.user, digest.week
    own = (
        Membership.objects.active()
        .filter(user=user, role__in=NAMED_ROLES, territory__hub=hub)
        .values_list("territory", flat=True)
    )
    places = list(own)
    before = Digest.objects.filter(territory=hub, user=user, state=State.SENT, week__lt=week)
    last = before.order_by("-week").values_list("week", flat=True).first()
    since = timezone.make_aware(datetime.combine(last or week - timedelta(days=7), time()))
    until = timezone.make_aware(datetime.combine(week, time()))
    news = SchemeNews.objects.filter(
        territory__in=[hub.pk, *places], published_at__gte=since, published_at__lt=until
    )
    with scoped(hub.pk, *places, named=False):
        ending = (
            Commitment.objects.filter(territory__in=places)
            .ending(week)
            .with_given()
            .select_related("organisation", "territory")
        )
        slug = Territory.objects.filter(pk__in=places).order_by(alphabetical("name")).first()
        return {
            "news": list(news.select_related("territory")),
            "ending": list(ending),
            "here": slug,
        }


def token(hub_id: int, user_id: int) -> str:
    """What the link that stops the mail carries: it proves the mail was received, and opens nothing else."""
    return SIGNER.sign(f"{hub_id}-{user_id}")


def reader_of(hub_id: int, signed: str) -> User | None:
    """The account of a link, or None when the link is not ours."""
    try:
        hub, _, user = SIGNER.unsign(signed).partition("-")
    except BadSignature:
        return None
    return User.objects.filter(pk=int(user)).first() if hub == str(hub_id) else None
