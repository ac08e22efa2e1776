"""Who follows whom: one period after another, changed alone or by whole lists."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.models import Following, Person
from ppde.operations.journey import refuse_frozen, refuse_nir
from territories import journal
from territories.periods import period


def follow(person: Person, *, reason: str = "", word: str = "", by=None) -> None:
    """Open the period of `person.referent` from today and close the one before. The caller holds the person's row.

    `word`: what `by` leaves about the person for the colleague who follows from now on.
    """
    refuse_nir(word)
    today = timezone.localdate()
    running = person.followings.filter(period__contains=today).first()
    if running and running.referent_id == person.referent_id:
        return
    if running and running.since == today:
        # It lasted less than a day: nobody was followed by that colleague, who hands on the word that came with the person.
        if not word:
            word, by = running.word, running.word_by
        running.delete()
    elif running:
        running.period = period(running.since, today - timedelta(days=1))
        running.save(update_fields=["period"])
    if person.referent_id:
        Following.objects.create(
            territory_id=person.territory_id,
            person=person,
            referent_id=person.referent_id,
            period=period(today),
            reason=reason,
            word=word,
            word_by=by if word else None,
        )


@transaction.atomic
def reassign(
    persons: Iterable[Person],
    referent,
    *,
    by,
    reason: str,
    words: Mapping[int, str] | None = None,
) -> int:
    """These persons are followed by `referent` from today; number of those for whom it changed.

    `words`: by the person's key, what is left to the colleague about her or him.
    Rows are taken in the order of their keys: two colleagues reassigning the same persons wait for one another.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi le suivi change."}, code="reason")
    keys = sorted(p.pk for p in persons)
    if not keys:
        raise ValidationError({"persons": "Cochez au moins une personne."}, code="none")
    held = Person.objects.filter(pk__in=keys).order_by("pk").select_related("referent")
    changed = 0
    for person in held.select_for_update(of=("self",)):
        if person.referent_id == referent.pk:
            continue
        refuse_frozen(person)
        before = str(person.referent or "")
        person.referent = referent
        person.save(update_fields=["referent"])
        word = (words or {}).get(person.pk, "").strip()
        follow(person, reason=reason, word=word, by=by)
        journal.record(
            "update",
            person,
            by=by,
            before={"référent·e": before},
            after={"référent·e": str(referent)} | ({"mot de passation": word} if word else {}),
            reason=reason,
            named=True,
        )
        changed += 1
    return changed
