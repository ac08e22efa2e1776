"""Writing a letter and sending it: what changes it. Building and posting are in evaluation.mailing."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, F, Max, Model, Q
from django.utils import timezone
from django.utils.html import escape

from evaluation import announcements, composing, mailing, testimonies
from evaluation.models import (
    Delivery,
    JobState,
    Newsletter,
    NewsletterBlock,
    Report,
    Subscriber,
)
from ppde.models import Person
from ppde.retention.elsewhere import PUT
from territories import journal
from territories.models import Territory
from tzcld import mail
from tzcld.ui import french

State = Newsletter.State
FIELDS = ["subject", "intro", "audience"]


# Writing ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def create(territory: Territory, *, by, **values) -> Newsletter:
    letter = Newsletter(territory=territory, created_by=by, **_clean(values))
    _check(letter)
    letter.save()
    journal.record("create", letter, by=by, after=values)
    return letter


@transaction.atomic
def update(letter: Newsletter, *, by, **values) -> Newsletter:
    letter = _draft(letter)
    before = {name: getattr(letter, name) for name in FIELDS}
    for name, value in _clean(values).items():
        setattr(letter, name, value)
    _check(letter)
    old, new = journal.changes(letter, FIELDS, before)
    if new:
        letter.save(update_fields=list(new))
        journal.record("update", letter, by=by, before=old, after=new)
    return letter


def _check(letter: Newsletter) -> None:
    letter.full_clean()
    composing.refuse_bad_links(letter.intro, "intro")


def _clean(values: dict) -> dict:
    # A subject is one line: a line break there would start another header.
    if "subject" in values:
        values["subject"] = " ".join(values["subject"].split())
    return values


@transaction.atomic
def delete(letter: Newsletter, *, by) -> None:
    letter = _draft(letter)
    journal.record("delete", letter, by=by, before={"subject": letter.subject})
    letter.delete()


@transaction.atomic
def block_add(
    letter: Newsletter, *, by, person: Person | None = None, purpose: str = "", **values
) -> NewsletterBlock:
    """`person`, `purpose`: whom it shows, and how (evaluation/testimonies.py)."""
    letter = _draft(letter)
    last = letter.blocks.aggregate(last=Max("position"))["last"] or 0
    block = NewsletterBlock(
        territory_id=letter.territory_id, newsletter=letter, position=last + 1, **values
    )
    _check_block(block)
    block.save()
    journal.record("create", block, by=by, after={"kind": block.kind, "title": block.title})
    testimonies.name_witness(block, person, purpose, by=by)
    return block


@transaction.atomic
def block_update(block: NewsletterBlock, *, by, **values) -> NewsletterBlock:
    _draft(block.newsletter)
    shown = {name: values.pop(name) for name in ("person", "purpose") if name in values}
    for name, value in values.items():
        setattr(block, name, value)
    _check_block(block)
    block.save()
    journal.record("update", block, by=by, after={"kind": block.kind, "title": block.title})
    # Whoever reads no name leaves the tie as it is.
    if "person" in shown:
        testimonies.name_witness(block, shown["person"], shown["purpose"], by=by)
    return block


def _check_block(block: NewsletterBlock) -> None:
    block.full_clean()
    composing.refuse_bad_links(block.body, "body")
    kind = NewsletterBlock.Kind
    if block.kind == kind.REPORT:
        if not is_published(block.report):
            raise ValidationError(
                {"report": "Choisissez un rapport publié : les lecteurs doivent pouvoir l’ouvrir."}
            )
    elif block.kind != kind.FIGURES and not (block.title or block.body):
        raise ValidationError({"body": "Écrivez un titre ou un texte."})


def is_published(report: Report | None) -> bool:
    return bool(
        report
        and report.audience == Report.Audience.PUBLIC
        and report.state == JobState.DONE
        and report.withdrawn_at is None
        and report.agreement in Report.OUT
    )


@transaction.atomic
def block_move(block: NewsletterBlock, *, by, up: bool) -> None:
    """One place up or down; at the end of the letter nothing happens."""
    letter = _draft(block.newsletter)
    blocks = list(letter.blocks.all())
    at = next(i for i, other in enumerate(blocks) if other.pk == block.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(blocks):
        return
    blocks[at], blocks[to] = blocks[to], blocks[at]
    for position, other in enumerate(blocks, 1):
        other.position = position
    NewsletterBlock.objects.bulk_update(blocks, ["position"])
    journal.record("update", block, by=by, before={"position": at + 1}, after={"position": to + 1})


@transaction.atomic
def block_remove(block: NewsletterBlock, *, by) -> None:
    letter = _draft(block.newsletter)
    journal.record("delete", block, by=by, before={"kind": block.kind, "title": block.title})
    letter.blocks.filter(position__gt=block.position).update(position=F("position") - 1)
    block.delete()


def _locked(letter: Newsletter) -> Newsletter:
    rows = Newsletter.objects.select_for_update(of=("self",))
    return rows.select_related("territory", "territory__hub").get(pk=letter.pk)


def _draft(letter: Newsletter) -> Newsletter:
    letter = _locked(letter)
    if letter.state != State.DRAFT:
        raise ValidationError(
            "Cette lettre est partie : elle ne change plus. Écrivez-en une autre."
        )
    return letter


# Sending ────────────────────────────────────────────────────────────────────────────────────────


def readers(letter: Newsletter):
    """The active subscribers of the letter's audience."""
    return Subscriber.objects.filter(
        territory=letter.territory_id, audience=letter.audience, state=Subscriber.State.ACTIVE
    )


def send_test(letter: Newsletter, *, by) -> None:
    """To oneself, now. Raises ValidationError when the mail server does not answer."""
    html, text = composing.build(letter)
    try:
        mailing.post_test(letter, html, text, by)
    except OSError as error:
        raise ValidationError(
            f"Le serveur de courriel ne prend pas la lettre : {error}. Réessayez dans quelques minutes."
        ) from error


@transaction.atomic
def send(letter: Newsletter, *, by) -> int:
    """Freeze the letter, make one delivery per active reader, start the task on commit. Returns the number of readers.

    Raises ValidationError: already sent, nothing in it, nobody to read it, a report that is no longer public.
    """
    letter = _draft(letter)
    blocks = list(letter.blocks.select_related("report"))
    if not blocks and not letter.intro:
        raise ValidationError("La lettre est vide : ajoutez au moins un bloc.")
    _check(letter)
    for block in blocks:
        _check_block(block)
    testimonies.refuse_unagreed(letter)
    letter.html, letter.text = composing.build(letter)
    now = timezone.now()
    letter.state, letter.sent_by, letter.error = State.SENDING, by, ""
    letter.started_at = letter.heartbeat = now
    letter.save()
    count = _make_deliveries(letter)
    if not count:
        raise ValidationError(
            f"Personne n’est inscrit à la liste « {letter.get_audience_display()} » : il n’y a pas de lecteur."
        )
    journal.record("send", letter, by=by, after={"readers": count, "audience": letter.audience})
    _start(letter.pk)
    return count


def without_names(row: Model, names: list[str]) -> None:
    """A text of the hub has lost these names: where it is of a letter, what was sent and what the public reads say so too, in the
    caller's transaction (settings.NAMES_SENT). What has left stays in its readers' boxes."""
    letter = row.newsletter if isinstance(row, NewsletterBlock) else row
    if not isinstance(letter, Newsletter):
        return
    letter = Newsletter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    for name in names:
        letter.html = letter.html.replace(escape(name), PUT)
        letter.text = letter.text.replace(name, PUT)
    letter.save(update_fields=["html", "text"])


def _make_deliveries(letter: Newsletter) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO evaluation_delivery (territory_id, newsletter_id, subscriber_id, state, error)
            SELECT territory_id, %s, id, 'waiting', '' FROM evaluation_subscriber
            WHERE territory_id = %s AND audience = %s AND state = 'active'
            ON CONFLICT (newsletter_id, subscriber_id) DO NOTHING
            """,
            [letter.pk, letter.territory_id, letter.audience],
        )
        return cursor.rowcount


def _start(pk: int) -> None:
    from evaluation.tasks import send_newsletter

    # Without the broker the sweeper starts it: the reader of the page must not get an error for a letter that is on its way.
    transaction.on_commit(lambda: send_newsletter.delay(pk), robust=True)


@transaction.atomic
def resume(letter: Newsletter, *, by) -> None:
    """Take up a sending that was given up; those whose server said « later » (4xx) are tried again."""
    letter = _locked(letter)
    later = Q(state=Delivery.State.REFUSED, error__startswith="4")
    retried = letter.deliveries.filter(later).update(
        state=Delivery.State.WAITING, claimed_at=None, error=""
    )
    if letter.state != State.FAILED and not (letter.state == State.SENT and retried):
        raise ValidationError("Il n’y a rien à reprendre dans cet envoi.")
    testimonies.refuse_unagreed(letter)
    letter.state, letter.error, letter.finished_at = State.SENDING, "", None
    letter.heartbeat = timezone.now()
    letter.save(update_fields=["state", "error", "finished_at", "heartbeat"])
    journal.record("send", letter, by=by, after={"resumed": True, "retried": retried})
    _start(letter.pk)


@transaction.atomic
def publish(letter: Newsletter, *, by, public: bool) -> None:
    """Show the letter in the public archive, or take it away."""
    letter = _locked(letter)
    if letter.state != State.SENT:
        raise ValidationError("Seule une lettre envoyée se publie dans les archives.")
    if public:
        testimonies.refuse_unagreed(letter)
    letter.is_public = public
    letter.save(update_fields=["is_public"])
    journal.record("publish" if public else "update", letter, by=by, after={"is_public": public})
    announcements.letter_changed(letter)


def sweep() -> list[int]:
    """Ids of the letters whose sending gives no sign of life: to be started again."""
    return mail.silent(Newsletter)


# What the page says ─────────────────────────────────────────────────────────────────────────────


# Readers who have received the letter or not, nothing tells which: its worker was killed at that moment. Fewer would be in doubt
# if each mail were claimed alone, at the cost of a wait for the disk a mail, or without that wait, at the risk of writing twice.
IN_DOUBT = Q(state=Delivery.State.SKIPPED, error=mailing.IN_DOUBT)
# Addresses that the page shows of them: more than one worker killed leaves.
SHOWN = 2 * mailing.BATCH


class Progress:
    """Where a sending stands, in one query."""

    def __init__(self, letter: Newsletter):
        self.letter = letter
        by_state = {
            state.value: Count("pk", filter=Q(state=state.value)) for state in Delivery.State
        }
        later = Q(state=Delivery.State.REFUSED, error__startswith="4")
        found = letter.deliveries.aggregate(
            total=Count("pk"),
            in_doubt=Count("pk", filter=IN_DOUBT),
            later=Count("pk", filter=later),
            **by_state,
        )
        self.later = found["later"]
        self.total, self.in_doubt = found["total"], found["in_doubt"]
        self.sent, self.refused = found["sent"], found["refused"]
        self.waiting = found["waiting"] + found["claimed"]
        self.left = found["skipped"] - found["in_doubt"]
        self.done = self.sent + self.refused + found["skipped"]

    @property
    def doubt_words(self) -> str:
        """« 1 lecteur n’a peut-être pas reçu la lettre »; empty when nothing is in doubt."""
        if not self.in_doubt:
            return ""
        verb = "n’ont" if self.in_doubt > 1 else "n’a"
        return f"{french.count(self.in_doubt, 'lecteur')} {verb} peut-être pas reçu la lettre"

    @property
    def doubtful(self) -> list[str]:
        """The first addresses in doubt, of those who are still subscribed."""
        rows = self.letter.deliveries.filter(
            IN_DOUBT, subscriber__state=Subscriber.State.ACTIVE, subscriber__erased_on=None
        )
        found = rows.order_by("subscriber__email").values_list("subscriber__email", flat=True)
        return list(found[:SHOWN])
