"""Verbs of the directory, of the commitments and of the news."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from territories import journal
from territories.models import Territory
from territories.names import refuse_names
from territories.operations.territory import save_row, years_told
from territories.resources.models import (
    Commitment,
    CommitmentDelivery,
    DigestRefusal,
    NewsReader,
    Scheme,
    SchemeNews,
)
from tzcld.ui import french

SCHEME_FIELDS = [
    "name",
    "kind",
    "theme",
    "public",
    "area",
    "organisation",
    "contact",
    "how_to",
    "conditions",
    "link",
    "checked_on",
    "check_months",
    "is_open",
]


def save_scheme(scheme: Scheme, *, by) -> Scheme:
    """Add a lever or a programme to the directory, or change it."""
    return save_row(scheme, fields=SCHEME_FIELDS, by=by)


def check_scheme(scheme: Scheme, *, by) -> Scheme:
    """Somebody made sure today that what is written is still true."""
    scheme.checked_on = timezone.localdate()
    return save_row(scheme, fields=["checked_on"], by=by)


def save_commitment(commitment: Commitment, *, by) -> Commitment:
    """Write what a partner promises. Raises ValidationError for an organisation of another territory."""
    if commitment.organisation.territory_id != commitment.territory_id:
        raise ValidationError({"organisation": "Cette organisation est d’un autre territoire."})
    _refuse_other_years(commitment)
    fields = ["organisation_id", "kind", "promised", "note"]
    before = Commitment.objects.filter(pk=commitment.pk).values_list("period", flat=True).first()
    if before and before.lower != commitment.since:
        _refuse_given_before(commitment)
    with transaction.atomic():
        saved = save_row(commitment, fields=fields, by=by)
        if before != commitment.period:
            commitment.save(update_fields=["period"])
            words = french.period(commitment.since, commitment.until)
            journal.record("update", saved, by=by, after={"période": words})
    return saved


def _refuse_other_years(commitment: Commitment) -> None:
    """A year typed wrong would leave a promise open for a century, of which nobody is warned."""
    first, last = years_told(commitment.territory)
    for name, day in (("since", commitment.since), ("until", commitment.until)):
        if not first <= day.year <= last:
            raise ValidationError(
                {
                    name: f"Le {french.numeric_date(day)}\u00a0: écrivez une année de {first} à {last}."
                }
            )


def _refuse_given_before(commitment: Commitment) -> None:
    given = CommitmentDelivery.objects.filter(commitment=commitment).standing()
    first = given.order_by("on").values_list("on", flat=True).first()
    if first and first < commitment.since:
        day = french.numeric_date(first)
        raise ValidationError(
            {
                "since": f"Une place est notée donnée le {day}, avant ce premier jour. Écrivez au plus tard le {day}, ou corrigez "
                "d’abord ce qui a été donné."
            }
        )


def _refuse_day(commitment: Commitment, on: date) -> None:
    """Given on a day of the past, since the promise holds. After its last day, a promise may still be kept late."""
    if on > timezone.localdate():
        raise ValidationError(
            {"on": "Écrivez la date où la place a été donnée, au plus tard aujourd’hui."}
        )
    if on < commitment.since:
        day = french.date(commitment.since)
        raise ValidationError(
            {
                "on": f"Cet engagement commence le {day}\u00a0: écrivez ce jour ou un jour plus tardif. Si le partenaire a commencé "
                "plus tôt, changez d’abord le premier jour de l’engagement."
            }
        )


@transaction.atomic
def give(
    commitment: Commitment, *, on: date, number: int, note: str = "", by
) -> CommitmentDelivery:
    """Places or jobs given, on a day of the past. More than promised is good news, and is written."""
    _refuse_day(commitment, on)
    row = CommitmentDelivery(
        territory_id=commitment.territory_id,
        commitment=commitment,
        on=on,
        number=number,
        note=note,
        author=by,
    )
    return save_row(row, fields=["on", "number", "note"], by=by)


def refuse_corrected(delivery: CommitmentDelivery) -> None:
    if delivery.is_withdrawn or CommitmentDelivery.objects.filter(corrects=delivery).exists():
        raise ValidationError(
            "Quelqu’un d’autre vient de corriger ou de retirer cette ligne. Corrigez sa dernière version, s’il en reste une."
        )


@transaction.atomic
def correct_delivery(
    delivery: CommitmentDelivery,
    *,
    on: date,
    number: int,
    note: str = "",
    reason: str,
    withdraw: bool = False,
    by,
) -> CommitmentDelivery:
    """A new row takes the place of one written by mistake, with its author and reason; withdrawn, it counts no more."""
    delivery = CommitmentDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    refuse_corrected(delivery)
    journal.refuse_no_reason(reason, "Dites pourquoi cette ligne est corrigée.")
    if not withdraw:
        _refuse_day(delivery.commitment, on)
    row = CommitmentDelivery.objects.create(
        territory_id=delivery.territory_id,
        commitment_id=delivery.commitment_id,
        on=on,
        number=number,
        note=note.strip(),
        corrects=delivery,
        is_withdrawn=withdraw,
        reason=reason.strip(),
        author=by,
    )
    journal.record(
        "correct",
        row,
        by=by,
        before={"date": delivery.on, "nombre": delivery.number, "précision": delivery.note},
        after={"retirée": True} if withdraw else {"date": on, "nombre": number, "précision": note},
        reason=reason,
    )
    return row


def publish_news(news: SchemeNews, *, by) -> SchemeNews:
    """Publish or change a piece of news; a change does not make it new again."""
    refuse_names(news.territory, by, title=news.title, text=news.text)
    if news.pk is None:
        news.author = by
    return save_row(news, fields=["title", "text", "scheme_id"], by=by)


@transaction.atomic
def visit_news(territory: Territory, user):
    """When this account last read the news here (None the first time); now is kept for the next visit."""
    reader, is_first = NewsReader.objects.select_for_update().get_or_create(
        territory=territory, user=user, defaults={"seen_at": timezone.now()}
    )
    before = None if is_first else reader.seen_at
    reader.seen_at = timezone.now()
    reader.save(update_fields=["seen_at"])
    return before


@transaction.atomic
def choose_digest(hub: Territory, user, *, wanted: bool) -> None:
    """Ask for the weekly mail about this hub, or refuse it."""
    if wanted:
        DigestRefusal.objects.filter(territory=hub, user=user).delete()
    else:
        DigestRefusal.objects.get_or_create(territory=hub, user=user)
