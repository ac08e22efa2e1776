"""Importing the composition of a committee: who sits, for which college, until when."""

from functools import cached_property

from django.db.models import Max
from django.utils import timezone

from cle.models import Attendance, Committee, Seat
from cle.operations import NAMED_COLLEGES
from territories.imports.kinds import ModelKind, Row
from territories.models import Organisation
from territories.periods import period
from tzcld.imports.columns import Column
from tzcld.imports.values import YES_NO, Choice, Date, Email, Known, Name, Text
from tzcld.ui import french

VOICELESS = (Seat.Rank.GUEST, Seat.Rank.DEPUTY)


class Seats(ModelKind):
    slug, title = "sieges", "Membres des instances"
    one, many = "siège", "sièges"
    verb, model = "committee_edit", Seat
    is_about_somebody = True
    list_url = "cle:committee_list"
    recognised = "Un siège se reconnaît à son instance, son collège et le nom de son titulaire."
    key = ("committee", "college", "holder")

    @cached_property
    def columns(self) -> list[Column]:
        committees = {c.name: c for c in Committee.objects.filter(territory=self.territory)}
        organisations = {o.name: o for o in Organisation.objects.filter(territory=self.territory)}
        only = next(iter(committees.values())) if len(committees) == 1 else None
        return [
            Column("committee", "Instance", Known("instance", committees, feminine=True), ("comité", "commission"), required=only is None, default=only, example=str(only or "")),
            Column("college", "Collège", Choice(Seat.College.choices), ("catégorie",), required=True, example="collectivités"),
            Column("holder", "Titulaire", Name(160), ("nom", "nom et prénom", "membre", "représentant", "prénom et nom"), required=True, help="Prénom et nom.", example="Dominique Exemple"),
            Column("function", "Fonction", Text(160), ("qualité", "titre"), example="adjointe à l’emploi"),
            Column("organisation", "Organisation", Known("organisation", organisations, feminine=True), ("structure",), help="Le nom exact d’une organisation du fichier."),
            Column("rank", "Place", Choice(Seat.Rank.choices), ("rôle",), default=Seat.Rank.MEMBER, example="membre"),
            Column("email", "Adresse électronique", Email(), ("courriel", "email", "mail", "adresse"), help="Pour la convocation seulement."),
            Column("votes", "Voix délibérative", YES_NO, ("vote", "voix"), example="oui"),
            Column("starts_on", "Début du mandat", Date(may_be_future=True), ("début", "depuis", "date de début"), required=True, example="01/09/2026"),
            Column("ends_on", "Fin du mandat", Date(may_be_future=True), ("fin", "jusqu’au", "date de fin"), help="Dernier jour compris. Vide\u00a0: sans terme."),
        ]  # fmt: skip

    def may_import(self) -> str:
        if Committee.objects.filter(territory=self.territory).exists():
            return ""
        return "Créez d’abord l’instance\u00a0: un siège appartient à l’une d’elles."

    def rows_here(self):
        return super().rows_here().select_related("committee", "organisation").order_by("period")

    def prepare(self, rows: list[Row]) -> None:
        super().prepare(rows)
        attended = Attendance.objects.filter(territory=self.territory).values_list("seat")
        self.attended = dict(attended.annotate(Max("meeting__starts_at")))

    def rules(self, row: Row) -> None:
        starts, ends = row.get("starts_on"), row.get("ends_on")
        target = row.target
        if target is None and row.get("votes") is None:
            row.values["votes"] = row.get("rank") not in VOICELESS
        elif row.get("votes") and (row.get("rank") or target.rank) in VOICELESS:
            row.refuse(
                "rule",
                "Une place d’invité·e ou de suppléance n’a pas de voix propre. Écrivez non.",
                "votes",
                "oui",
            )
        if target and starts and starts != target.since:
            row.refuse(
                "rule",
                f"Ce mandat a commencé le {french.numeric_date(target.since)}. Un nouveau mandat s’ajoute depuis l’instance.",
                "starts_on",
                french.numeric_date(starts),
            )
        starts = target.since if target else starts
        if starts and ends and ends < starts:
            row.refuse(
                "rule",
                "La fin du mandat vient après son début.",
                "ends_on",
                french.numeric_date(ends),
            )
        seen = self.attended.get(target.pk) if target else None
        if ends and seen and ends < timezone.localdate(seen):
            row.refuse(
                "rule",
                f"Une présence est relevée à ce siège le {french.numeric_date(seen)}\u00a0: le mandat finit ce jour-là ou après.",
                "ends_on",
                french.numeric_date(ends),
            )

    def current(self, seat: Seat) -> dict:
        values = {name: getattr(seat, name) for name in self.by_name if not name.endswith("_on")}
        return {**values, "starts_on": seat.since, "ends_on": seat.until}

    def build(self, row: Row) -> Seat:
        values = {n: v for n, v in row.values.items() if not n.endswith("_on")}
        span = period(row.get("starts_on"), row.get("ends_on"))
        return Seat(territory_id=self.territory.pk, period=span, **values)

    def put(self, seat: Seat, name: str, value) -> None:
        if name == "ends_on":
            seat.period = period(seat.since, value)
        else:
            super().put(seat, name, value)

    def field(self, name: str) -> str:
        return "period" if name == "ends_on" else name

    def blank(self, name: str):
        return None if name == "ends_on" else super().blank(name)

    def names(self, seat: Seat) -> bool:
        return seat.college in NAMED_COLLEGES

    def name_of(self, row: Row) -> str:
        return row.get("holder") or ""
