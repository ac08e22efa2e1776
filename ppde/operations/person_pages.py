"""The private page of a person: giving a link, closing it, opening it.

Threats, and what answers each:
- A link read over a shoulder, lost, or forwarded: it shows a first name, a state, a rank, the next step and the team's
  contact; no surname, number, date, address, reason of a pause or of an exit. It ends by itself, a new one closes it,
  the team closes it at once, the person may ask for it.
- A link guessed: 256 random bits, hashed at rest, compared by the database's unique index; openings are counted by
  address and refused beyond a few each minute. Unknown, closed and ended links answer alike.
- A copy of the database or of its backup: the digest opens nothing.
- A shared computer or telephone: no account, no cookie, nothing kept by the browser or a proxy (no-store), no other site
  learns the address (no-referrer), no search engine keeps it (noindex, and no page links to it).
- A page opened by an employer under pressure: off unless the territory turns it on; the team offers it, the person chooses.
- The wall between territories: the database shows the row of a link to whoever holds it, no other row; the person and
  the length of the list are then read in that territory's scope, in one block that returns words.
- Who opened it: each opening is in the journal, without account, and is not a contact with the person.
- The address stands in the logs of the web server, as that of an invitation: docs/exploitation.md says to cut it there.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from ppde.letters.situations import may_be_written_to, situation_of
from ppde.letters.words import Letter, compose
from ppde.models import Desk, Person, PersonPage
from ppde.operations.journey import lock
from territories import journal
from territories.models import Territory
from territories.operations.team import digest
from territories.scoping import scoped
from tzcld.ui import french

DESK_FIELDS = ("place", "hours", "phone", "email", "opens_pages", "page_days")


def desk_of(territory: Territory) -> Desk:
    """Where the team receives; an empty one, pages off, as long as nothing is written."""
    return Desk.objects.filter(territory=territory).first() or Desk(territory=territory)


@transaction.atomic
def update_desk(territory: Territory, *, by, **values) -> Desk:
    """Write where the team receives. Turning private pages off closes those given."""
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    desk = desk_of(territory)
    before = {name: getattr(desk, name) for name in DESK_FIELDS}
    for name in DESK_FIELDS:
        setattr(desk, name, values.get(name, before[name]))
    desk.full_clean(exclude=["territory"], validate_constraints=False)
    desk.save()
    if not desk.opens_pages:
        PersonPage.objects.filter(territory=territory).open().update(revoked_at=timezone.now())
    changed_before, changed_after = journal.changes(desk, list(DESK_FIELDS), before)
    journal.record("update", desk, by=by, before=changed_before, after=changed_after)
    return desk


@transaction.atomic
def give_page(person: Person, *, by) -> tuple[PersonPage, str]:
    """(the row, the address to hand over): the address exists nowhere else. A link given before is closed."""
    lock(person)
    desk = desk_of(person.territory)
    if not desk.opens_pages:
        raise ValidationError(
            "Le territoire ne propose pas de page personnelle. La ou le chef·fe de projet peut l’ouvrir dans « Accueil ».",
            code="off",
        )
    if not may_be_written_to(person):
        raise ValidationError("On n’écrit plus à cette personne.", code="unwritten")
    now = timezone.now()
    person.pages.filter(revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    page = PersonPage.objects.create(
        territory_id=person.territory_id,
        person=person,
        digest=digest(token),
        given_by=by,
        given_at=now,
        expires_at=now + timedelta(days=desk.page_days),
    )
    journal.record(
        "give_page", person, by=by, after={"jusqu’au": french.date(page.expires_at)}, named=True
    )
    return page, settings.SITE_URL + reverse("ppde:person_page", args=[token])


@transaction.atomic
def close_page(page: PersonPage, *, by) -> None:
    """The link serves no more. On a frozen file too: it shows less of the person, not more."""
    page.refresh_from_db(from_queryset=PersonPage.objects.select_for_update(of=("self",)))
    if page.revoked_at is None:
        page.revoked_at = timezone.now()
        page.save(update_fields=["revoked_at"])
        journal.record("close_page", page.person, by=by, named=True)


def close_pages(person: Person, *, by) -> None:
    """Every link of a person, whose row the caller holds."""
    if person.pages.filter(revoked_at=None).update(revoked_at=timezone.now()):
        journal.record("close_page", person, by=by, named=True)


@dataclass(frozen=True)
class Shown:
    """All that the private page shows."""

    first_name: str
    letter: Letter
    territory: Territory
    until: datetime


@transaction.atomic
def open_page(token: str) -> Shown | None:
    """What the holder of this link reads, None when it opens nothing. The opening is journaled."""
    page = _held(token)
    if page is None:
        return None
    with scoped(page.territory_id):
        desk = desk_of(page.territory)
        if not desk.opens_pages:
            return None
        person = Person.objects.select_related("territory").get(pk=page.person_id)
        if not may_be_written_to(person):
            return None
        letter = compose(person, situation_of(person), desk, is_private=True)
        journal.record("open_page", person, by=None, named=True)
        return Shown(person.first_name, letter, page.territory, page.expires_at)


def _held(token: str) -> PersonPage | None:
    """The open row of this link: the database lets it through by its digest (ppde migration `person_pages`)."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.link', %s, true)", [digest(token)])
        found = PersonPage.objects.open().filter(digest=digest(token)).select_related("territory")
        page = found.first()
        cursor.execute("select set_config('app.link', '', true)")
    return page
