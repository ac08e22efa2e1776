"""Importing the composition of a committee: who sits, for which college, until when."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property

from django.db.models import Max, Q
from django.utils import timezone

from cle.models import Attendance, Committee, Meeting, Seat
from cle.operations import NAMED_COLLEGES
from territories.imports.held import held
from territories.imports.kinds import ModelKind, Row
from territories.imports.models import BESIDE, line_said
from territories.imports.organisations import OneOrganisation
from territories.periods import period, share_a_day
from tzcld.imports.columns import Column
from tzcld.imports.values import YES_NO, Choice, Date, Email, Known, PersonName, Text
from tzcld.ui import french

VOICELESS = (Seat.Rank.GUEST, Seat.Rank.DEPUTY)
# As files made before say it, and as it is said.
FORMER = {
    "habitant·es": Seat.College.RESIDENTS,
    "habitants": Seat.College.RESIDENTS,
    "habitantes": Seat.College.RESIDENTS,
    "salarié·es d’EBE": Seat.College.EBE_EMPLOYEES,
    "salariés d’EBE": Seat.College.EBE_EMPLOYEES,
    "salariées d’EBE": Seat.College.EBE_EMPLOYEES,
}
GUESTS = dict.fromkeys(("invité·e", "invité", "invitée"), Seat.Rank.GUEST)
# What a line says of the first of its two seats alone.
OF_THE_HOLDER = ("function", "rank", "email", "votes")


class Seats(ModelKind):
    slug, title = "sieges", "Membres des instances"
    one, many = "siège", "sièges"
    verb, model = "committee_edit", Seat
    is_about_somebody = True
    list_url = "cle:committee_list"
    recognised = (
        "Un siège se reconnaît à son instance, son collège et le nom de son titulaire. Un mandat qui commence après la fin du précédent "
        "est un nouveau mandat."
    )
    key = ("committee", "college", "holder")
    beside, own_beside = "deputy", ("holder", *OF_THE_HOLDER)

    @cached_property
    def columns(self) -> list[Column]:
        committees = {c.name: c for c in Committee.objects.filter(territory=self.territory)}
        only = next(iter(committees.values())) if len(committees) == 1 else None
        return [
            Column("committee", "Instance", Known("instance", committees, feminine=True), ("comité", "commission"), required=only is None, default=only, example=str(only or "")),
            Column("college", "Collège", Choice(Seat.College.choices, FORMER), ("catégorie",), required=True, example="collectivités"),
            Column("holder", "Titulaire", PersonName(160), ("nom", "nom et prénom", "membre", "représentant", "prénom et nom", "membre titulaire"), required=True, help="Prénom et nom.", example="Dominique Exemple"),
            Column("deputy", "Suppléance", PersonName(160), ("suppléant·e", "suppléant", "suppléante", "suppléants", "membre suppléant", "nom du suppléant", "nom suppléant", "remplaçant"), help="Un second siège de la même ligne\u00a0: même collège, mêmes dates, sans voix propre."),
            Column("function", "Fonction", Text(160), ("qualité", "titre"), example="adjointe à l’emploi"),
            Column("organisation", "Organisation", OneOrganisation(self.territory), ("structure",), help="Le nom exact d’une organisation du fichier."),
            Column("rank", "Place", Choice(Seat.Rank.choices, GUESTS), ("rôle",), default=Seat.Rank.MEMBER, example="membre"),
            Column("email", "Adresse électronique", Email(), ("courriel", "email", "mail", "adresse"), help="Pour la convocation seulement."),
            Column("votes", "Voix délibérative", YES_NO, ("vote", "voix"), example="oui"),
            Column("starts_on", "Début du mandat", Date(may_be_future=True), ("début", "depuis", "date de début", "date d’entrée", "date de nomination", "nommé le", "nommée le"), required=True, example="01/09/2026"),
            Column("ends_on", "Fin du mandat", Date(may_be_future=True), ("fin", "jusqu’au", "date de fin"), help="Dernier jour compris. Vide\u00a0: sans terme."),
        ]  # fmt: skip

    def may_import(self) -> str:
        if Committee.objects.filter(territory=self.territory).exists():
            return ""
        return "Créez d’abord l’instance\u00a0: un siège appartient à l’une d’elles."

    def rows_here(self):
        return super().rows_here().select_related("committee", "organisation").order_by("period")

    def cells_beside(self, cells: list[str], mapping: dict[str, int]) -> list[str]:
        """The seat of the deputy: the committee, the college, the organisation and the days of the line."""
        made = cells + [""] * (1 + max(mapping.values()) - len(cells))
        if "holder" in mapping:
            made[mapping["holder"]] = made[mapping["deputy"]]
        for name in ("deputy", *OF_THE_HOLDER):
            if name in mapping:
                made[mapping[name]] = ""
        return made

    def told_beside(self, rows: int) -> str:
        said = french.count(
            rows,
            "ligne nomme une suppléance\u00a0: elle fait deux sièges",
            "lignes nomment une suppléance\u00a0: chacune fait deux sièges",
        )
        return f"{french.upper_first(said)}, le second sous le numéro de la ligne et «\u00a0bis\u00a0», avec le même collège et les mêmes dates."

    def read(self, rows: list[Row], mapping: dict[str, int]) -> None:
        """The deputies are rows of their own by now: what is left in their column names nobody."""
        super().read(rows, {name: place for name, place in mapping.items() if name != self.beside})
        for row in rows:
            if row.line > BESIDE:
                row.values.setdefault("rank", Seat.Rank.DEPUTY)

    def prepare(self, rows: list[Row]) -> None:
        super().prepare(rows)
        self.mandates = defaultdict(list)
        for seat in self.rows_here():
            self.mandates[self.key_of(self.current(seat))].append(seat)
        # {committee: {seat, or line of the file: (first day, last day, holder)}}
        self.chairs = defaultdict(dict)
        for seat in self.rows_here():
            if seat.rank == Seat.Rank.CHAIR:
                self.chairs[seat.committee_id][seat.pk] = seat.since, seat.until, seat.holder
        self.lines = defaultdict(list)
        attended = Attendance.objects.filter(territory=self.territory).values_list("seat")
        self.attended = dict(attended.annotate(Max("meeting__starts_at")))
        approved = Q(meeting__minutes_state=Meeting.Minutes.APPROVED)
        rests = attended.filter(approved | Q(meeting__decisions__isnull=False))
        self.counted = set(rests.values_list("seat", flat=True))

    def find(self, row: Row):
        """The mandate that begins that day, else the last one; none when the dates of the row are free."""
        last, starts = super().find(row), row.get("starts_on")
        if last is None or starts is None:
            return last
        mandates = self.mandates[self.key_of(row.values)]
        known = next((seat for seat in mandates if seat.since == starts), None)
        span = starts, row.get("ends_on")
        if known or any(share_a_day(span, (seat.since, seat.until)) for seat in mandates):
            return known or last
        return None

    def same(self, row: Row):
        key = super().same(row)
        return key and (key, row.target.since if row.target else row.get("starts_on"))

    def rules(self, row: Row) -> None:
        starts, ends = row.get("starts_on"), row.get("ends_on")
        target = row.target
        # None of a new seat whose place could not be read.
        rank = row.get("rank") or (target and target.rank)
        if target is None and row.get("votes") is None:
            row.values["votes"] = rank not in VOICELESS
        elif row.get("votes") and rank in VOICELESS:
            row.refuse(
                "rule",
                "Une invitation ou une suppléance n’a pas de voix propre. Écrivez non.",
                "votes",
                "oui",
            )
        if target and row.get("votes") not in (None, target.votes) and target.pk in self.counted:
            row.refuse(
                "rule",
                "Une séance a compté ce siège : finissez ce mandat et ouvrez-en un autre.",
                "votes",
                "oui" if row.get("votes") else "non",
            )
        if target and starts and starts != target.since:
            row.refuse(
                "rule",
                f"Un mandat commencé le {french.numeric_date(target.since)} {_until(target)}. Un nouveau mandat commence après sa fin.",
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
        self._refuse_overlap(row, starts)
        self._refuse_second_chair(row, starts)
        seen = self.attended.get(target.pk) if target else None
        if ends and seen and ends < timezone.localdate(seen):
            row.refuse(
                "rule",
                f"Une présence est relevée à ce siège le {french.numeric_date(seen)}\u00a0: le mandat finit ce jour-là ou après.",
                "ends_on",
                french.numeric_date(ends),
            )

    def _refuse_overlap(self, row: Row, starts) -> None:
        """One mandate at a time in a college, with those known and with those of the file (`seat_no_overlap`)."""
        if starts is None or any(error["rule"] == "twice" for error in row.errors):
            return
        key, target = self.key_of(row.values), row.target
        span = starts, row.get("ends_on") or (target.until if target else None)
        where = "ends_on" if target else "starts_on"
        said = row.get(where)
        said = french.numeric_date(said) if said else ""
        for seat in self.mandates.get(key, ()):
            if seat != target and share_a_day(span, (seat.since, seat.until)):
                row.refuse(
                    "rule",
                    f"Un autre mandat, commencé le {french.numeric_date(seat.since)}, {_until(seat)}.",
                    where,
                    said,
                )
                return
        for line, other in self.lines[key]:
            if share_a_day(span, other):
                row.refuse(
                    "twice",
                    f"Ce mandat et celui de la ligne {line_said(line)} ont des jours en commun. Corrigez l’un des deux.",
                    where,
                    said,
                )
                return
        self.lines[key].append((row.line, span))

    def _refuse_second_chair(self, row: Row, starts) -> None:
        """One presidency at a time, those known and those of the lines above (`cle.seats.refuse_second_chair`)."""
        target = row.target
        committee = row.get("committee") or (target and target.committee)
        rank = row.get("rank") or (target and target.rank)
        if committee is None or starts is None:
            return
        chairs, mine = self.chairs[committee.pk], target.pk if target else f"ligne {row.line}"
        known = chairs.pop(mine, None)
        if rank != Seat.Rank.CHAIR:
            return
        until = row.get("ends_on") or (target.until if target else None)
        span = starts, until
        for since, last, holder in chairs.values():
            # As in the database: a mandate that gets no longer is let through.
            if share_a_day(span, (since, last)) and not (known and known[1] == until):
                row.refuse(
                    "rule",
                    f"La présidence est déjà tenue à ces dates par {holder}. Finissez d’abord ce mandat, ou écrivez coprésidence.",
                    "rank",
                    str(Seat.Rank.CHAIR.label),
                )
                return
        holder = row.get("holder") or (target.holder if target else "")
        chairs[mine] = *span, holder

    def current(self, seat: Seat) -> dict:
        told = [name for name in self.by_name if name != self.beside and not name.endswith("_on")]
        values = {name: getattr(seat, name) for name in told}
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

    def used(self, targets: Sequence[int]) -> dict[int, str]:
        """A presence, an answer, a convocation: the seat is kept, told without the name of whoever holds it."""
        return self.called(held(Seat, targets))

    def called(self, targets: Collection[int]) -> dict[int, str]:
        seats = Seat.objects.filter(territory=self.territory, pk__in=targets)
        return {
            seat.pk: f"{seat.get_college_display()}, mandat du {french.numeric_date(seat.since)}"
            for seat in seats.order_by("period", "pk")
        }

    def names(self, seat: Seat) -> bool:
        return seat.college in NAMED_COLLEGES

    def name_of(self, row: Row) -> str:
        return row.get("holder") or ""


def _until(seat: Seat) -> str:
    return f"dure jusqu’au {french.numeric_date(seat.until)}" if seat.until else "n’a pas de fin"
