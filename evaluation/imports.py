"""Importing readers of the letter: only with the proof of their consent, and never somebody who left."""

import datetime as dt
from functools import cached_property

from django.utils import timezone

from evaluation.models import Audience, Subscriber
from territories.imports.kinds import ModelKind, Row
from tzcld.imports.columns import Column
from tzcld.imports.values import Choice, Date, Email, Text

State = Subscriber.State


class Subscribers(ModelKind):
    slug, title = "abonnes", "Personnes abonnées"
    one, many = "abonnement", "abonnements"
    verb, model = "subscriber_edit", Subscriber
    list_url = "evaluation:subscriber_list"
    recognised = "Un abonnement se reconnaît à son adresse et à sa liste."
    caution = (
        "Écrivez comment et quel jour chaque personne a demandé la lettre\u00a0: sans cette preuve, la ligne est refusée. "
        "Une personne désinscrite le reste."
    )
    key = ("email", "audience")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("email", "Adresse électronique", Email(), ("courriel", "email", "mail", "adresse mail", "e-mail"), required=True, example="lectrice@exemple.fr"),
            Column("source", "Origine de l’inscription", Text(80), ("origine", "source", "preuve", "provenance"), required=True, help="Comment la personne a demandé la lettre.", example="feuille signée, forum du 14 mars"),
            Column("consented_on", "Demandée le", Date(earliest=dt.date(2011, 1, 1)), ("date de consentement", "consentement", "date d’inscription", "inscrit le"), required=True, example="14/03/2026"),
            Column("audience", "Liste", Choice(Audience.choices), ("public",), default=Audience.PUBLIC, example="tout public"),
        ]  # fmt: skip

    def key_of(self, values: dict) -> tuple:
        return (values.get("email") or "").casefold(), values.get("audience") or Audience.PUBLIC

    def same(self, row: Row):
        return self.key_of(row.values) if row.get("email") else None

    def rules(self, row: Row) -> None:
        if row.target is None:
            return
        if row.target.state == State.LEFT:
            row.refuse(
                "rule",
                "Cette personne s’est désinscrite\u00a0: elle seule peut se réinscrire, par le lien d’une lettre reçue.",
                "email",
                row.get("email"),
            )
        elif row.target.state == State.PENDING and not (
            row.get("source") and row.get("consented_on")
        ):
            row.refuse("required", "Écrivez l’origine et la date de la demande.", "consented_on")
        elif row.target.state == State.ACTIVE and self._tells_otherwise(row):
            row.notes.append(
                "Cette personne reçoit déjà la lettre\u00a0: la preuve de sa demande, d’alors, est gardée."
            )

    @staticmethod
    def _tells_otherwise(row: Row) -> bool:
        known = row.target.confirmed_at
        day = timezone.localdate(known) if known else None
        told = (row.get("source"), row.target.source), (row.get("consented_on"), day)
        return any(given and given != kept for given, kept in told)

    def current(self, target: Subscriber) -> dict:
        # Whoever receives the letter already keeps the proof of then.
        waits = {"consented_on": None} if target.state == State.PENDING else {}
        return {"email": target.email, "audience": target.audience, **waits}

    def _conclude(self, row: Row) -> None:
        if row.target is not None:
            # The same address in other capitals is no change.
            row.values["email"] = row.target.email
        super()._conclude(row)

    def build(self, row: Row) -> Subscriber:
        asked = _noon(row.get("consented_on"))
        return Subscriber(
            territory_id=self.territory.pk,
            email=row.get("email"),
            audience=row.get("audience"),
            source=row.get("source"),
            state=State.ACTIVE,
            asked_at=asked,
            confirmed_at=asked,
        )

    def put(self, target: Subscriber, name: str, value) -> None:
        if name == "consented_on":
            target.state = State.ACTIVE if value else State.PENDING
            target.confirmed_at = _noon(value) if value else None
        else:
            super().put(target, name, value)

    def fields_of(self, names) -> list[str]:
        kept = [name for name in names if name != "consented_on"]
        return [*kept, "state", "confirmed_at"] if len(kept) < len(list(names)) else kept

    def blank(self, name: str):
        return None if name == "consented_on" else super().blank(name)

    def told(self, row: Row) -> dict:
        """The journal never holds an address."""
        return {"origine": row.get("source"), "demande du": row.get("consented_on").isoformat()}

    def entry_label(self, target) -> str:
        return f"abonnement n° {target.pk}"

    def name_of(self, row: Row) -> str:
        return row.get("email") or ""


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
