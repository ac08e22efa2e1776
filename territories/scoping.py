"""One door per model, one scope per request.

First wall: `Model.objects.visible_to(user)`. Second wall: row-level security, fed by `apply()` inside the
transaction of a request (`territories.middleware`) or of a task (`scoped`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db import connection, models, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.module_loading import import_string

from territories.roles import DOWN, GRANTABLE_ROLES, GRANTED, MFA_ROLES, NAMED_ROLES, OWN, Role
from tzcld.queries import prepared_cursor


@dataclass
class Reach:
    """What the database is told: ids by setting (see territories/database.py)."""

    user: int | None = None
    reach: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    enterprises: set[int] = field(default_factory=set)
    persons: set[int] = field(default_factory=set)
    watched: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)


SETTINGS = (
    "app.reach",
    "app.named",
    "app.enterprises",
    "app.persons",
    "app.watched",
    "app.organisations",
    "app.user",
)


def apply(reach: Reach) -> None:
    """Tell the database for the rest of this transaction. Must run inside a transaction, else it does nothing."""
    _set(
        [
            _join(reach.reach),
            _join(reach.named),
            _join(reach.enterprises),
            _join(reach.persons),
            _join(reach.watched),
            _join(reach.organisations),
            str(reach.user or ""),
        ]
    )


def _set(values: Iterable[str]) -> None:
    calls = ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)
    with prepared_cursor() as cursor:
        cursor.execute(f"select {calls}", list(values))


def _settings() -> list[str]:
    calls = ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"select {calls}")
        return list(cursor.fetchone())


def _join(ids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(ids)))


@contextmanager
def scoped(*territories: int, named: bool = True, user: int | None = None) -> Iterator[None]:
    """A transaction of a task or a command that works for these territories (ids), persons included if `named`."""
    ids = set(territories)
    with transaction.atomic():
        before = _settings()
        apply(Reach(user=user, reach=ids, named=ids if named else set()))
        yield
        # Inside a longer transaction the scope must not outlive its block.
        if not connection.needs_rollback:
            _set(before)


@contextmanager
def of_enterprises(*enterprises: int) -> Iterator[None]:
    """Inside `scoped`, what belongs to these enterprises (ids) alone is within reach too."""
    before = _settings()
    told = dict(zip(SETTINGS, before, strict=True)) | {"app.enterprises": _join(enterprises)}
    _set(told.values())
    yield
    if not connection.needs_rollback:
        _set(before)


class Scope:
    """What one account may do now: its memberships, the territories it may enter, the one it is in."""

    # Filled by ebe.scoping for the direction of an enterprise; empty means none.
    enterprise_ids: frozenset[int] | set[int] = frozenset()
    person_ids: frozenset[int] | set[int] = frozenset()
    # Territories where the account has the role of direction and no enterprise today.
    without_enterprise_ids: frozenset[int] | set[int] = frozenset()

    def __init__(self, user):
        self.user = user
        self.territory = None

    @cached_property
    def memberships(self) -> list:
        from territories.models import memberships_held

        if not self.user.is_authenticated:
            return []
        # A request has read them with the account (territories.accounts).
        held = getattr(self.user, "memberships_read", None)
        if held is None:
            held = memberships_held(self.user.pk, timezone.localdate())
        return sorted(held, key=lambda m: (m.territory.kind, m.territory.name))

    @cached_property
    def choices(self) -> list:
        """Territories that the account may enter: its own, and those of its hubs."""
        from territories.models import territories_below

        own = {m.territory_id: m.territory for m in self.memberships}
        hubs = [m.territory_id for m in self.memberships if m.role in DOWN and m.territory.is_hub]
        if hubs:
            below = (territory for hub in hubs for territory in territories_below(hub))
            own |= {territory.pk: territory for territory in below}
        return sorted(own.values(), key=lambda t: (not t.is_hub, t.name))

    @cached_property
    def ids(self) -> set[int]:
        return {territory.pk for territory in self.choices}

    @cached_property
    def hub_ids(self) -> set[int]:
        return {t.pk if t.is_hub else t.hub_id for t in self.choices}

    @cached_property
    def grants(self) -> list:
        """Named access that territories opened to this account, running today. Asks nothing without a role in a hub."""
        from territories.models import grants_held

        hubs = {m.territory_id for m in self.memberships if m.role in GRANTABLE_ROLES}
        if not hubs:
            return []
        held = grants_held(self.user.pk, timezone.localdate())
        # A grant ends with the role in the hub that it was opened for.
        return [grant for grant in held if grant.territory.hub_id in hubs]

    @cached_property
    def team_ids(self) -> set[int]:
        """Territories whose team the account belongs to."""
        return {m.territory_id for m in self.memberships if m.role in NAMED_ROLES}

    @cached_property
    def named_ids(self) -> set[int]:
        """Territories whose persons the account reads by name: those of its team, and those opened to it for a time."""
        return self.team_ids | {grant.territory_id for grant in self.grants}

    def is_granted(self, territory) -> bool:
        """The account reads names here by a grant, not as the team."""
        return territory.pk in self.named_ids and territory.pk not in self.team_ids

    @cached_property
    def watched_ids(self) -> set[int]:
        """Territories whose personal data the account watches over, by number and never by name."""
        if not any(m.role == Role.DPO for m in self.memberships):
            return set()
        return self.territories_where("reading_view")

    @cached_property
    def organisation_ids(self) -> set[int]:
        """Organisations in whose name the account works as a partner: it reads what their colleagues sent too."""
        held = (m.organisation_id for m in self.memberships if m.role == Role.PARTNER)
        return {pk for pk in held if pk}

    def enter(self, slug: str):
        """The territory of this slug, now current. Http404 for a neighbour: its existence is not told."""
        for territory in self.choices:
            if territory.slug == slug:
                self.territory = territory
                self.__dict__.pop("verbs", None)
                return territory
        raise Http404("Ce territoire n’existe pas ou ne vous est pas ouvert.")

    def roles_in(self, territory) -> list[Role]:
        """The roles held here, then those held in the hub."""
        own = [Role(m.role) for m in self.memberships if m.territory_id == territory.pk]
        return own + [
            Role(m.role)
            for m in self.memberships
            if m.territory_id == territory.hub_id and m.role in DOWN
        ]

    def verbs_in(self, territory) -> frozenset[str]:
        verbs: set[str] = set()
        for m in self.memberships:
            if m.territory_id == territory.pk:
                verbs |= OWN[m.role]
            elif m.territory_id == territory.hub_id:
                verbs |= DOWN.get(m.role, frozenset())
        if self.is_granted(territory):
            verbs |= GRANTED
        return frozenset(verbs)

    @cached_property
    def verbs(self) -> frozenset[str]:
        return self.verbs_in(self.territory) if self.territory else frozenset()

    def can(self, verb: str) -> bool:
        return verb in self.verbs

    def territories_where(self, verb: str) -> set[int]:
        """Ids of the territories where the account holds this verb."""
        return {territory.pk for territory in self.choices if verb in self.verbs_in(territory)}

    @cached_property
    def needs_second_factor(self) -> bool:
        """One of the roles, or a grant, lets the account see persons or open the accounts of those who do."""
        return any(m.role in MFA_ROLES for m in self.memberships) or bool(self.grants)

    @cached_property
    def has_second_factor(self) -> bool:
        """Read with the memberships: False without any."""
        return any(m.second_factor for m in self.memberships)

    @property
    def role_label(self) -> str:
        roles = self.roles_in(self.territory) if self.territory else []
        return roles[0].label if roles else ""


def scope_of(user) -> Scope:
    """The scope of this account, computed once per request (it stays on the user object)."""
    if not hasattr(user, "_scope"):
        user._scope = Scope(user)
    return user._scope


def membership_reach(scope: Scope, reach: Reach) -> None:
    reach.user = scope.user.pk
    reach.reach |= scope.ids | scope.hub_ids
    reach.named |= scope.named_ids
    reach.watched |= scope.watched_ids
    reach.organisations |= scope.organisation_ids


def reach_of(scope: Scope) -> Reach:
    reach = Reach()
    if scope.user.is_authenticated:
        for provider in settings.SCOPE_PROVIDERS:
            import_string(provider)(scope, reach)
    return reach


@contextmanager
def scoped_as(user, territory) -> Iterator[Scope]:
    """A transaction of a task done for this account in one territory: what a request of theirs reaches there, no more."""
    with transaction.atomic():
        before = _settings()
        scope = Scope(user)
        reach = reach_of(scope)
        reach.reach &= {territory.pk, territory.hub_id}
        reach.named &= {territory.pk}
        reach.watched &= {territory.pk}
        apply(reach)
        yield scope
        if not connection.needs_rollback:
            _set(before)


class ScopedQuerySet(models.QuerySet):
    """Rows that carry their territory. A finer rule overrides `visible_to` and starts from `super()`."""

    def visible_to(self, user):
        return self.filter(territory__in=scope_of(user).ids)

    def within(self, territory):
        return self.filter(territory=territory)


class NamedQuerySet(ScopedQuerySet):
    """Rows that name a person: only where the account reads persons by name."""

    def visible_to(self, user):
        return self.filter(territory__in=scope_of(user).named_ids)


def territory_key(**options) -> models.ForeignKey:
    """`db_index=False` where other indexes begin with the territory, `db_constraint=False` where another key says it too."""
    return models.ForeignKey(
        "territories.Territory",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="territoire",
        **options,
    )


class Scoped(models.Model):
    """A row that belongs to a territory carries it itself (design rule 1)."""

    territory = territory_key()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


def narrow(form, user) -> None:
    """Every choice of the form (or filter form) is limited to what the user may see."""
    for item in form.fields.values():
        queryset = getattr(item, "queryset", None)
        if queryset is not None and hasattr(queryset, "visible_to"):
            item.queryset = queryset.visible_to(user)
