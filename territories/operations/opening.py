"""The hub opens a territory, and corrects what it is called."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from territories import journal
from territories.models import Invitation, Territory
from territories.models.delays import DELAYS
from territories.operations.phases import open_phase
from territories.operations.team import invite
from territories.roles import Role
from territories.scoping import scoped
from territories.webhooks import events
from tzcld.later import ask_later

# What a territory takes from its hub on the day it opens; its team may change them.
TAKEN = ("committee_label", "masking_threshold", "silence_days", "request_days", *DELAYS)


@transaction.atomic
def open_territory(
    hub: Territory,
    *,
    name: str,
    kind: str,
    since: date,
    by,
    slug: str = "",
    act: str = "",
    email: str = "",
    first_name: str = "",
    last_name: str = "",
    function: str = "",
) -> tuple[Territory, Invitation | None]:
    """A territory of this hub, in its first phase; its first project lead is invited when an address is given.

    Without `slug` the address is made of the name. Nothing is kept when the invitation cannot leave. Raises
    ValidationError by field.
    """
    Territory.objects.select_for_update(of=("self",), no_key=True).get(pk=hub.pk)
    territory = Territory(
        kind=Territory.Kind.LOCAL,
        hub=hub,
        name=name,
        slug=slug or slugify(name),
        **{field: getattr(hub, field) for field in TAKEN},
    )
    _check(territory)
    territory.save()
    # The scope of the request was read before the territory was there.
    with scoped(hub.pk, territory.pk, named=False, user=by.pk):
        said = {"name": territory.name, "slug": territory.slug}
        journal.record("create", territory, by=by, after=said)
        journal.record("create", territory, territory=hub, by=by, after=said)
        open_phase(territory, kind=kind, since=since, act=act, by=by)
        invitation = email and invite(
            territory,
            by=by,
            email=email,
            first_name=first_name,
            last_name=last_name,
            role=Role.PROJECT_LEAD,
            function=function,
        )
    ask_later("evaluation.tasks.refresh_indicators", territory.pk)
    return territory, invitation or None


@transaction.atomic
def rename_territory(territory: Territory, *, name: str, slug: str, by) -> Territory:
    """Another name, another address: what was printed or sent with the former address leads nowhere any more.

    The hub's journal tells it too. Raises ValidationError by field.
    """
    found = Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    before = {"name": found.name, "slug": found.slug}
    found.name, found.slug = name, slug
    _check(found)
    found.save(update_fields=["name", "slug"])
    old, new = journal.changes(found, ["name", "slug"], before)
    if new:
        for place in {found.pk, found.rules_hub_id}:
            journal.record("update", found, territory=place, by=by, before=old, after=new)
        events.sheet_changed(found)
    return found


def _check(territory: Territory) -> None:
    errors: dict[str, str] = {}
    others = Territory.objects.exclude(pk=territory.pk)
    if not territory.slug:
        errors["slug"] = "Écrivez ce nom sans accent ni espace. Exemple\u00a0: lyon-8-mermoz"
    elif others.filter(slug=territory.slug).exists():
        errors["slug"] = "Une autre page porte déjà ce nom dans l’adresse. Écrivez-en un autre."
    if others.filter(hub=territory.hub, name__unaccent__iexact=territory.name).exists():
        errors["name"] = (
            "Un autre territoire porte déjà ce nom. Précisez-le, par un quartier ou une commune."
        )
    if errors:
        raise ValidationError(errors)
