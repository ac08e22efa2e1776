"""Importing facts of journeys: what teams noted elsewhere. Append-only: a fact already written is left as it is."""

from collections import defaultdict
from collections.abc import Collection
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ppde.imports.identities import (
    Reference,
    Year,
    bears_another_name,
    names_key,
    refuse_frozen,
    refuse_number,
    taken_up,
)
from ppde.models import DETAILS, EventKind, JourneyEvent, Person
from ppde.operations.imports import refresh_many, withdraw
from ppde.operations.journey import FREE, details_of, journaled
from territories.imports.bulk import insert_many
from territories.imports.kinds import REASON, Kind, Row
from territories.imports.models import StagedRow
from territories.imports.organisations import OneOrganisation
from territories.models.legal import birth_years
from tzcld.imports.columns import Column, whole_names
from tzcld.imports.values import Choice, Date, Known, Name, Text
from tzcld.ui import french

MOST_DOUBTS = 5
TOLD = tuple(dict.fromkeys(name for names in DETAILS.values() for name in names))
CHANNELS = {"téléphone": "phone", "sms": "message", "mail": "email", "courrier": "letter", "présentiel": "in_person"}  # fmt: skip
RESULT_WORDS = {"jointe": "reached", "joint": "reached", "absent": "no_answer", "abandon": "stopped", "terminée": "completed", "embauche": "hired"}  # fmt: skip
KINDS = [(kind.value, kind.label) for kind in EventKind if kind in FREE]
SYNONYMS = {"entretien": "interview", "atelier": "workshop", "appel": "contact", "rdv": "interview"}


class Events(Kind):
    slug, title = "faits", "Faits du parcours"
    one, many = "fait", "faits"
    verb, model = "event_add", JourneyEvent
    is_named, in_hub = True, False
    offered = ("number",)
    doubtful, another = "Peut-être déjà écrits", "Un autre fait"
    list_url = "ppde:person_list"
    recognised = (
        "La personne se reconnaît à son numéro (le nom et le prénom, s’ils sont écrits, sont comparés au dossier), ou à son nom et son prénom. Un fait déjà écrit, à la même date "
        "et avec les mêmes mots, n’est pas répété\u00a0; avec d’autres mots, la page demande."
    )
    caution = "Volontariat, éligibilité, pauses et sorties s’enregistrent dans le dossier."

    @cached_property
    def columns(self) -> list[Column]:
        organisation = OneOrganisation(self.territory)
        return [
            Column("number", "Numéro", Reference(), ("n°", "numéro de dossier", "référence"), help="Celui de la plateforme.", example="M-0001"),
            Column("last_name", "Nom", Name(80), ("nom de famille",), help="Avec le prénom, si le numéro manque."),
            Column("first_name", "Prénom", Name(80)),
            *whole_names(),
            Column("birth_year", "Année de naissance", Year(*birth_years(self.territory, timezone.localdate())), ("naissance", "date de naissance"), help="Pour choisir entre deux personnes du même nom."),
            Column("kind", "Fait", Choice(KINDS, SYNONYMS), ("type", "événement", "nature", "action", "type d’action", "type de fait", "nature de l’action"), required=True, example="Entretien individuel"),
            Column("on", "Date", Date(), ("le", "jour", "date du fait"), required=True, example="17/11/2026"),
            Column("until", "Jusqu’au", Date(may_be_future=True), ("fin", "date de fin", "dernier jour"), help="Pour une formation ou une immersion de plusieurs jours."),
            Column("channel", "Moyen", Choice(JourneyEvent.Channel.choices, CHANNELS), ("par quel moyen", "moyen de contact", "canal"), help="Pour un contact ou un entretien."),
            Column("result", "Résultat", Choice(JourneyEvent.Result.choices, RESULT_WORDS), ("issue", "suite")),
            Column("organisation", "Organisation", organisation, ("structure", "organisme", "lieu"), help="Le nom exact d’une organisation du fichier, pour une visite, un atelier, une formation ou une immersion."),
            Column("prescriber", "Prescripteur", organisation, ("prescrit par", "prescriptrice"), help="Pour une immersion\u00a0: l’organisation qui la prescrit."),
            Column("follow_up_on", "À relancer le", Date(may_be_future=True), ("relance", "relancer le", "date de relance"), help="Pour un contact ou un entretien."),
            Column("text", "Précision", Text(300), ("texte", "commentaire", "remarque", "compte rendu"), help="La personne pourra lire ce texte."),
        ]  # fmt: skip

    def prepare(self, rows: list[Row]) -> None:
        self.by_number, self.by_names = {}, defaultdict(list)
        here = Person.objects.filter(territory=self.territory)
        known = ("number", "last_name", "first_name", "birth_year", "limited_on", "territory_id")
        for person in here.only(*known):
            self.by_number[person.number] = person
            self.by_names[names_key(person.last_name, person.first_name)].append(person)
        self.persons = {id(row): self._person(row) for row in rows}
        known = {person.pk for person in self.persons.values() if person}
        told = JourneyEvent.objects.filter(territory=self.territory, person__in=known)
        self.known, self.that_day = defaultdict(list), defaultdict(list)
        fields = [JourneyEvent._meta.get_field(name).attname for name in TOLD]
        corrected = JourneyEvent.objects.filter(corrects=OuterRef("pk"))
        shown = told.only("person_id", "kind", "on", "text", *fields).order_by("pk")
        for event in shown.annotate(is_corrected=Exists(corrected)):
            self.known[_key(event.person_id, event.kind, event.on, event.text)].append(event)
            if not event.is_corrected:
                self.that_day[event.person_id, event.kind, event.on].append(event)

    @cached_property
    def taken(self) -> dict[str, str]:
        return taken_up(self.territory)

    def _person(self, row: Row) -> Person | None:
        number = row.get("number")
        if number is not None:
            person = self.by_number.get(number)
            if person is None:
                refuse_number(row, number, self.taken, "Aucun dossier ne porte ce numéro ici.")
            elif bears_another_name(person, row):
                row.refuse(
                    "rule",
                    "Ce numéro est celui de quelqu’un d’un autre nom. Vérifiez le numéro, le nom et le prénom.",
                    "number",
                    Reference().write(number),
                )
                return None
            return person
        last, first = row.get("last_name"), row.get("first_name")
        if not (last and first):
            told = {e["column"] for e in row.errors}
            if not told & {"number", "last_name", "first_name", "last_first", "first_last"}:
                row.refuse(
                    "required",
                    "Écrivez le numéro de la personne, ou son nom et son prénom.",
                    "number",
                )
            return None
        born = row.get("birth_year")
        alike = [
            p
            for p in self.by_names.get(names_key(last, first), [])
            if not born or p.birth_year == born
        ]
        if len(alike) == 1:
            return alike[0]
        if alike:
            listed = french.listing([p.reference for p in alike], "ou")
            row.refuse(
                "several",
                f"Plusieurs dossiers portent ce nom\u00a0: {listed}. Écrivez le bon numéro.",
                "number",
            )
        else:
            row.refuse(
                "unknown",
                "Personne de ce nom n’est connu ici. Inscrivez la personne, ou écrivez son numéro.",
                "last_name",
                last,
            )
        return None

    def _said(self, row: Row):
        person = self.persons[id(row)]
        if person is None or not row.get("kind") or not row.get("on"):
            return None
        return _key(person.pk, row.get("kind"), row.get("on"), row.get("text") or "")

    def find(self, row: Row):
        """The fact of these words; one that tells the same beside them first, where a fact was corrected."""
        said = self._said(row)
        alike = self.known.get(said, ())
        if alike:
            return next((event for event in alike if not _differing(row, event)), alike[-1])
        if said:
            for event in self.that_day.get(said[:3], ())[:MOST_DOUBTS]:
                words = f"«\u00a0{event.text[:60]}\u00a0»" if event.text else "sans précision"
                why = f"Un fait de ce genre est déjà écrit ce jour-là, {words}."
                row.doubts.append((event, f"C’est le fait {words}", why))
        return None

    def rules(self, row: Row) -> None:
        """What a kind of fact tells beside its day is what its own form asks (ppde.models.DETAILS)."""
        kind, person = row.get("kind"), self.persons[id(row)]
        if person and person.limited_on and row.target is None:
            refuse_frozen(row, person)
        if not kind:
            return
        if row.target is not None:
            self._refuse_unwritten(row, row.target)
        for name in TOLD:
            if row.get(name) and name not in DETAILS.get(kind, ()):
                row.refuse(
                    "rule",
                    f"Le fait «\u00a0{EventKind(kind).label}\u00a0» ne dit rien ici. Videz la cellule.",
                    name,
                    self.by_name[name].type.write(row.get(name)),
                )
        if row.errors or row.target is not None or person is None:
            return
        given = {name: row.get(name) for name in DETAILS.get(kind, ())}
        if kind == EventKind.CONTACT and not given["result"] and any(given.values()):
            row.refuse("required", "Dites si la personne a été jointe.", "result")
        try:
            details_of(person, kind, row.get("on"), given)
        except ValidationError as refusal:
            for name, sentences in refusal.message_dict.items():
                write = self.by_name[name].type.write
                said = write(given[name]) if given.get(name) else ""
                row.refuse("rule", " ".join(sentences), name, said)

    def _refuse_unwritten(self, row: Row, event: JourneyEvent) -> None:
        for name in _differing(row, event):
            column = self.by_name[name]
            known = _stored(event, name)
            known = column.type.by_key.get(known) if isinstance(column.type, Known) else known
            told = f"avec «\u00a0{column.type.write(known)}\u00a0»" if known else "sans rien"
            row.refuse(
                "rule",
                f"Ce fait est déjà écrit, {told} ici. Il se corrige dans le dossier\u00a0; videz la cellule ou écrivez la même chose.",
                name,
                column.type.write(row.get(name)),
            )

    def same(self, row: Row):
        return self._said(row)

    def current(self, target) -> dict:
        return {}

    def name_of(self, row: Row) -> str:
        person = self.persons[id(row)]
        who = (
            person.reference
            if person
            else " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))
        )
        what = EventKind(row.get("kind")).label if row.get("kind") else ""
        return ", ".join(filter(None, (who, what)))

    def write(self, rows: list[Row]) -> None:
        created = [row for row in rows if row.action == StagedRow.Action.CREATE]
        for row in created:
            row.target = JourneyEvent(
                territory_id=self.territory.pk,
                person_id=self.persons[id(row)].pk,
                kind=row.get("kind"),
                on=row.get("on"),
                text=row.get("text") or "",
                author=self.by,
                recorded_at=self.moment,
                imported_in=self.batch,
                **{name: row.get(name) for name in TOLD if row.get(name)},
            )
        insert_many([row.target for row in created])
        told = (
            (
                self.persons[id(row)],
                {},
                {name: _plain(value) for name, value in journaled(row.target).items() if value},
            )
            for row in created
        )
        self.trace("fact", told, REASON)
        refresh_many(self.territory.pk, {self.persons[id(row)].pk for row in created})

    def touched(self, since, targets) -> set[int]:
        """Facts that were corrected: the correction names them; and those of a file frozen since, where nothing is taken away."""
        corrected = JourneyEvent.objects.filter(corrects=OuterRef("pk"))
        rows = JourneyEvent.objects.filter(territory=self.territory, pk__in=targets)
        kept = rows.filter(Exists(corrected) | Q(person__limited_on__isnull=False))
        return set(kept.values_list("pk", flat=True))

    def called(self, targets: Collection[int]) -> dict[int, str]:
        rows = JourneyEvent.objects.filter(territory=self.territory, pk__in=targets)
        return {
            fact.pk: f"{fact.person.reference}, fait du {french.numeric_date(fact.on)}"
            for fact in rows.select_related("person").order_by("person__number", "on", "pk")
        }

    def undo(self, created, updated) -> None:
        events = JourneyEvent.objects.filter(
            territory=self.territory, pk__in=[r.target for r in created]
        )
        told = list(events.select_related("person"))
        persons = {event.person_id for event in told}
        self.trace(
            "correct",
            (
                (e.person, {"fait": e.get_kind_display(), "date": e.on.isoformat()}, {})
                for e in told
            ),
            f"{REASON} annulé",
        )
        withdraw(self.territory.pk, self.batch, events=[row.target for row in created])
        refresh_many(self.territory.pk, persons)


def _differing(row: Row, event: JourneyEvent) -> list[str]:
    """What the row tells beside the words that the fact does not tell."""
    given = {name: row.get(name) for name in TOLD if row.get(name)}
    return [n for n, v in given.items() if getattr(v, "pk", v) != _stored(event, n)]


def _stored(event: JourneyEvent, name: str):
    return getattr(event, JourneyEvent._meta.get_field(name).attname)


def _plain(value) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _key(person: int, kind: str, on, text: str) -> tuple:
    return person, kind, on, "".join(c for c in french.plain(text) if c.isalnum())
