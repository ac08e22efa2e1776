"""Accounts: someone who signs in. What the account may do is said by its memberships."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One account per e-mail address; no superuser flag: every right is a membership."""

    email = models.EmailField(
        "adresse électronique",
        unique=True,
        error_messages={"unique": "Un compte existe déjà avec cette adresse."},
    )
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    is_active = models.BooleanField("compte ouvert", default=True)
    created_at = models.DateTimeField("créé le", default=timezone.now, editable=False)
    dormant_told_on = models.DateField("prévenu de la fermeture le", null=True, editable=False)
    closed_on = models.DateField("fermé le", null=True, editable=False)
    # The name is gone, the account stays: what it did is attributed to it (ppde/retention/accounts.py).
    erased_on = models.DateField("nom effacé le", null=True, editable=False)

    # {name of a list: keys of the columns that its files take}; read through the list, never alone (tzcld/ui/lists/choice.py).
    export_columns = models.JSONField("colonnes retenues", default=dict, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ("last_name", "first_name")
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="users_email_lower"),
        )

    def __str__(self) -> str:
        return self.get_full_name()

    def clean(self) -> None:
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_short_name(self) -> str:
        return self.first_name or self.email

    def has_perms(self, perm_list, obj=None) -> bool:
        return False

    def has_perm(self, perm, obj=None) -> bool:
        return False

    def has_module_perms(self, app_label) -> bool:
        return False
