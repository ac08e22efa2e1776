"""The world of the tests: a hub, two neighbouring territories, one account per role.

Home is Vénissieux (invented people). The neighbour owns rows of every model, each marked with the canary word,
which may appear on no page of anybody who belongs to the home territory.
"""

from dataclasses import dataclass, field
from datetime import date

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.middleware.csrf import CSRF_SESSION_KEY
from django.test import Client
from django.urls import reverse

from evaluation.models import StaleFigures
from territories.models import Membership, Territory
from territories.periods import period
from territories.roles import Role
from territories.scoping import Reach, apply
from tests.world import activities, cle, ebe, evaluation, ppde, privacy, territories
from tests.world.ebe import CDE_TERMS
from tests.world.place import Place, moment
from tzcld.users.models import User

__all__ = ["CANARY", "CDE_TERMS", "NAME", "PASSWORD", "World", "moment"]

CANARY = "Zibeline"
# A name that only the home team and the EBE of the person may read.
NAME = "Quetzal"
PASSWORD = "une phrase assez longue"


@dataclass
class World:
    """`world.users[kind]`: lead, officer, chair, member, director, partner, hub_admin, hub_officer, funder, evaluator,
    communication, dpo, neighbour. `world.rows[territory]`: one row of every model, by model name in lower case."""

    users: dict[str, User] = field(default_factory=dict)
    # An open session of each, for the tests that visit as everybody: opening one costs as much as a page.
    sessions: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict] = field(default_factory=dict)

    def build(self) -> None:
        self.hub = Territory.objects.create(
            kind="hub", name="Métropole d’essai", slug="metropole", is_public=True
        )
        self.home = self.local("Vénissieux", "venissieux")
        self.next = self.local(f"Voisine {CANARY}", "voisine")
        self.see_all()
        self.rules()
        self.accounts()
        self.rows["home"] = self.fill(self.home, "", NAME)
        self.rows["next"] = self.fill(self.next, f" {CANARY}", CANARY)
        # As if the night had passed: nothing of what was just written waits to be counted.
        StaleFigures.objects.all().delete()
        self.forget()
        self.open_sessions()

    def local(self, name: str, slug: str) -> Territory:
        return Territory.objects.create(
            kind="local",
            hub=self.hub,
            name=name,
            slug=slug,
            population=9800,
            is_public=slug == "venissieux",
        )

    def see_all(self) -> None:
        """The scope of whoever sees everything: no account has it, only the set-up."""
        ids = {self.hub.pk, self.home.pk, self.next.pk}
        apply(Reach(reach=ids, named=ids))

    def forget(self) -> None:
        apply(Reach())

    def rules(self) -> None:
        for app in (territories, ppde, ebe):
            app.rules(self, self.hub)

    def accounts(self) -> None:
        for kind, role, territory in [
            ("lead", Role.PROJECT_LEAD, self.home),
            ("officer", Role.JOURNEY_OFFICER, self.home),
            ("chair", Role.CLE_CHAIR, self.home),
            ("member", Role.CLE_MEMBER, self.home),
            ("director", Role.EBE_DIRECTOR, self.home),
            ("partner", Role.PARTNER, self.home),
            ("hub_admin", Role.HUB_ADMIN, self.hub),
            ("hub_officer", Role.HUB_OFFICER, self.hub),
            ("funder", Role.FUNDER, self.hub),
            ("evaluator", Role.EVALUATOR, self.hub),
            ("communication", Role.COMMUNICATION, self.hub),
            ("dpo", Role.DPO, self.hub),
            ("neighbour", Role.PROJECT_LEAD, self.next),
        ]:
            user = User.objects.create_user(
                f"{kind}@exemple.fr",
                PASSWORD,
                first_name="Voisine" if kind == "neighbour" else kind.capitalize(),
                last_name=CANARY if kind == "neighbour" else "Essai",
            )
            self.users[kind] = user
            Membership.objects.create(
                user=user, territory=territory, role=role, period=period(date(2024, 1, 1))
            )

    def open_sessions(self) -> None:
        """Each has read a page, else nobody has signed in yet: no date of it, nothing in the lists of open sessions."""
        for kind, user in self.users.items():
            client = Client()
            client.force_login(user)
            # The token of the forms is kept in the session once a page has shown one.
            client.get(reverse("account_home"))
            assert CSRF_SESSION_KEY in client.session
            self.sessions[kind] = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.forget()
        User.objects.update(last_login=None)
        UserSession.objects.all().delete()
        for user in self.users.values():
            user.last_login = None

    def fill(self, territory: Territory, mark: str, name: str) -> dict:
        """One row of every model in this territory; an app rests on those before it."""
        here = Place(self, territory, mark, name)
        for app in (territories, cle, ppde, privacy, ebe, activities, evaluation):
            app.fill(here)
        return here.made
