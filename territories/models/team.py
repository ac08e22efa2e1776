"""Who works in a territory, and who is invited to."""

import re
from datetime import date

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.roles import Role
from territories.scoping import Scoped, ScopedQuerySet
from tzcld.queries import Composed
from tzcld.ui import french

# « chef·fe de projet »: what is left out to name a man.
ENDING = re.compile(r"·\w+")


class MembershipQuerySet(ScopedQuerySet):
    def active(self, on: date | None = None):
        return self.filter(period__contains=on or timezone.localdate())

    def with_second_factor(self):
        """`second_factor`: the account signs in with an application or a key. Read with the row: no query more."""
        means = RawSQL(
            "exists (select from mfa_authenticator a"
            " where a.user_id = territories_membership.user_id and a.type in (%s, %s))",
            (Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value),
            output_field=models.BooleanField(),
        )
        return self.annotate(second_factor=means)


class Membership(OverPeriod, Scoped):
    """An account holds a role in a territory from a date to another."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name="compte",
    )
    role = models.CharField("rôle", max_length=20, choices=Role)
    function = models.CharField("fonction affichée", max_length=120, blank=True)
    organisation = models.ForeignKey(
        "Organisation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation",
    )
    period = PeriodField()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement"
        verbose_name_plural = "rattachements"
        ordering = ("user__last_name", "user__first_name")
        constraints = (
            no_overlap(
                "membership_no_overlap",
                "territory",
                "user",
                "role",
                message="Cette personne a déjà ce rôle à ces dates.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def told(self) -> str:
        """« Cheffe de projet », « référent·e parcours, assistante sociale »: a function that only says the role replaces it."""
        role = self.get_role_display()
        whole, short = role.replace("·", ""), ENDING.sub("", role)
        if french.plain(self.function) in {french.plain(said) for said in (role, whole, short)}:
            return self.function
        return ", ".join(filter(None, (role, self.function)))


# What every request asks first: the memberships that an account (id) holds on a day.
memberships_held = Composed(
    lambda user, day: (
        Membership.objects.active(day)
        .filter(user=user)
        .with_second_factor()
        .select_related("territory", "territory__hub", "user")
    ),
    int,
    date,
)


class InvitationQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(Scoped):
    """An expiring link by which someone opens an account with a role here. Only the token's digest is kept."""

    email = models.EmailField("adresse électronique")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    role = models.CharField("rôle", max_length=20, choices=Role)
    function = models.CharField("fonction affichée", max_length=120, blank=True)
    digest = models.CharField("empreinte du lien", max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="invité par",
        null=True,
        help_text="Personne, pour la première invitation d’une métropole : elle vient de la console.",
    )
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)
    expires_at = models.DateTimeField("valable jusqu’au")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    revoked_at = models.DateTimeField("annulée le", null=True, blank=True)
    is_held = models.BooleanField("attend l’accord du territoire", default=False, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> str:
        """`accepted`, `revoked`, `expired`, `held` (nobody has its link before the territory agrees) or `open`."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        if self.expires_at <= timezone.now():
            return "expired"
        return "held" if self.is_held else "open"
