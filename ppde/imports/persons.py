"""Importing persons: the minimal set of domain.md §8.1, the volunteer date through the act alone."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.duplicates import matching
from ppde.filters import districts, team
from ppde.imports.durations import SinceWhen
from ppde.imports.identities import (
    Reference,
    Year,
    bears_another_name,
    contacts_of,
    file_of,
    is_same,
    likeness,
    may_be_same,
    names_key,
    refuse_frozen,
    refuse_number,
    taken_up,
)
from ppde.models import Following, JourneyEvent, Merge, Origin, Person, Reading, TextFlag, YesNo
from ppde.operations.corrections import withdraw_volunteer
from ppde.operations.imports import (
    follow_again,
    follow_many,
    refresh_many,
    register_many,
    volunteer_many,
    withdraw,
)
from ppde.operations.journey import figures_moved
from ppde.operations.persons import TYPED, types_its_months
from ppde.operations.readings import record_readings
from territories.imports.bulk import FIRST, maker, slices
from territories.imports.held import held
from territories.imports.kinds import REASON, ModelKind, Row
from territories.imports.models import Batch, StagedRow
from territories.imports.organisations import OneOrganisation
from territories.models import LegalFigure
from territories.models.legal import on_day
from tzcld.imports.columns import Column, whole_names
from tzcld.imports.values import (
    Choice,
    Date,
    Email,
    Known,
    Many,
    Name,
    Number,
    Phone,
    Text,
)
from tzcld.ui import french

Action = StagedRow.Action
ACT = ("volunteer_on",)
ORIGINS = dict(Origin.choices)
# Up to so many rows, each is compared with every file of the territory.
COMPARED_ROWS = 300
MOST_DOUBTS = 5


YES_NO_UNKNOWN = Choice(
    YesNo.choices, {"o": "yes", "n": "no", "x": "yes", "1": "yes", "0": "no", "nsp": "unknown"}
)


class Persons(ModelKind):
    slug, title = "personnes", "Personnes"
    one, many, feminine = "personne", "personnes", True
    verb, model = "person_edit", Person
    is_named, in_hub = True, False
    is_about_somebody = True
    offered = ("number",)
    own_numbers = (
        "Si cette colonne ne contient pas les numéros de la plateforme, revoyez les colonnes et choisissez "
        "«\u00a0Ne pas importer\u00a0»."
    )
    another = "Une autre personne"
    list_url = "ppde:person_list"
    recognised = (
        "Une personne se reconnaît à son numéro, si la ligne ne dit pas un autre nom que le dossier. Sans numéro, à son nom, son "
        "prénom, son année de naissance et son téléphone ou son adresse, s’ils sont écrits\u00a0; dans le doute, la page demande."
    )
    caution = (
        "La date de volontariat fixe le rang\u00a0: elle s’enregistre une fois, et ne se corrige que dans le dossier. "
        "N’importez ni numéro de sécurité sociale, ni santé, ni opinion."
    )

    @cached_property
    def columns(self) -> list[Column]:
        quarters = {unit.name: unit for unit in districts(self.territory)}
        referents = {}
        for user in team(self.territory):
            referents[str(user)] = referents[user.email] = user
        organisation = OneOrganisation(self.territory)
        sex = Choice(
            Person.Sex.choices,
            {
                "femme": "F",
                "homme": "M",
                "h": "M",
                "mme": "F",
                "mlle": "F",
                "madame": "F",
                "m.": "M",
                "mr": "M",
                "monsieur": "M",
                "masculin": "M",
                "féminin": "F",
            },
        )
        what, today = LegalFigure.What, timezone.localdate()
        asked = (what.WEEK_MAX, what.FIRST_PROJECTS, what.AGE_MIN, what.AGE_MAX)
        longest, first, *ages = LegalFigure.objects.values_on(
            self.territory.rules_hub_id, asked, today
        )
        years = Year(*(today.year - int(age) for age in reversed(ages)))
        return [
            Column("number", "Numéro", Reference(), ("n°", "numéro de dossier", "référence", "ref", "id"), help="Celui de la plateforme, pour mettre à jour. Vide pour une nouvelle personne."),
            Column("last_name", "Nom", Name(80), ("nom de famille", "nom d’usage", "nom usuel"), required=True, example="Exemple"),
            Column("first_name", "Prénom", Name(80), ("prénoms",), required=True, example="Camille"),
            *whole_names(),
            Column("birth_year", "Année de naissance", years, ("naissance", "date de naissance", "né en", "née en", "né le", "née le", "ddn", "année naissance"), help="L’année suffit\u00a0; d’une date entière, seule l’année est gardée.", example="1984"),
            Column("sex", "Sexe", sex, ("genre", "civilité"), example="femme"),
            Column("district", "Quartier", Known("quartier", quarters), ("secteur", "quartier d’habitation")),
            Column("phone", "Téléphone", Phone(), ("tél", "tel", "portable", "mobile", "numéro de téléphone", "téléphone portable"), example="06 00 00 00 00"),
            Column("email", "Adresse électronique", Email(), ("courriel", "email", "mail", "adresse mail", "e-mail", "adresse e-mail"), example="camille@exemple.fr"),
            Column("contact_preference", "Moyen de contact préféré", Text(120), ("préfère être joint·e", "préfère être joint", "préfère être jointe", "préférence de contact", "moyen de contact"), example="message écrit"),
            Column("origin", "Orientée par", Choice(Origin.choices, {"pôle emploi": "france_travail", "ft": "france_travail", "nsp": "unknown", "référent rsa": "rsa_referent"}), ("orientation", "origine", "prescripteur", "orienté par", "source"), default=Origin.UNKNOWN, example="CCAS"),
            Column("orienting_organisation", "Organisation qui oriente", organisation, ("structure prescriptrice", "structure qui oriente")),
            Column("france_travail", "Inscrite à France Travail", YES_NO_UNKNOWN, ("france travail", "inscrit à france travail", "pôle emploi", "inscription france travail"), example="oui"),
            Column("rsa", "Perçoit le RSA", YES_NO_UNKNOWN, ("rsa", "brsa", "bénéficiaire du rsa"), example="ne sait pas"),
            Column("duration", "Sans emploi durable depuis", SinceWhen(), ("durée sans emploi", "durée de privation d’emploi", "sans emploi depuis"), help="Une réponse de la liste, ou une durée qui n’en touche qu’une\u00a0: 3 ans, 18 mois, depuis mars 2024.", example="de 2 à 5 ans"),
            Column("wished_hours", "Temps de travail souhaité", Number(1, longest, 1), ("temps souhaité", "heures souhaitées", "heures par semaine"), help="En heures par semaine.", example="28"),
            Column("constraints_known", "À prendre en compte", Many(Choice(Person.Constraint.choices)), ("aménagements",), help="Plusieurs réponses séparées par des virgules. Jamais un état de santé.", example="mobilité, horaires"),
            Column("comment", "Commentaire", Text(300), ("ce qu’il faut savoir pour l’accueillir", "remarque", "remarques", "observations"), help="La personne pourra lire ce texte."),
            Column("referent", "Référent·e", Known("membre de l’équipe", referents), ("référent", "référente", "référent parcours", "suivi par", "accompagnateur"), help="Prénom et nom, ou adresse électronique."),
            Column("notice_given_on", "Notice remise le", Date(), ("notice d’information remise le", "information rgpd"), example="17/11/2026"),
            Column("identified_on", "Premier repérage", Date(), ("repérée le", "date de repérage", "date de premier contact", "premier contact", "1er contact", "date du 1er contact", "date 1er contact", "rencontrée le", "rencontré le"), default=timezone.localdate, example="03/11/2026"),
            Column("volunteer_on", "Volontaire depuis", Date(earliest=date(int(first), 1, 1)), ("date de volontariat", "volontariat", "date de candidature", "date volontariat", "volontaire le", "acte de volontariat"), help="Le jour de la signature\u00a0: il fixe le rang.", example="17/11/2026"),
        ]  # fmt: skip

    def may_import(self) -> str:
        return TYPED if types_its_months(self.territory) else ""

    def may_count_lines(self, mapping: dict[str, int]) -> str:
        told = {name for column in mapping for name in self.by_name[column].fills or (column,)}
        return "number" if {"number", "last_name", "first_name"} <= told else ""

    def not_compared(self, rows: int) -> str:
        if rows <= COMPARED_ROWS:
            return ""
        return (
            f"Au-delà de {COMPARED_ROWS} lignes, seuls les mêmes noms sont comparés ici. Les noms qui se ressemblent le sont la nuit "
            "suivante\u00a0: l’onglet «\u00a0Doublons\u00a0» les montrera."
        )

    # Checking

    def checked(self, rows: list[Row], mapping: dict[str, int]) -> Iterator[Row]:
        """Read some at a time: nothing that they are compared with depends on what the others say."""
        self.prepare(rows)
        first: dict = {}
        for some in slices(rows, FIRST):
            self.read(some, mapping)
            yield from self.concluded(some, mapping, first)

    def prepare(self, rows: list[Row]) -> None:
        related = ("district", "referent", "orienting_organisation")
        here = list(self.rows_here().select_related(*related))
        self.by_number = {person.number: person for person in here}
        # Two statements a row: beyond, the nightly comparison finds them (ppde.tasks.find_all_duplicates).
        self.compares_spellings = len(rows) <= COMPARED_ROWS
        self.by_names = defaultdict(list)
        for person in here:
            self.by_names[names_key(person.last_name, person.first_name)].append(person)
        self.lines = defaultdict(list)
        self.names_of: dict[int, tuple] = {}

    def find(self, row: Row):
        if row.get("last_name") and row.get("first_name"):
            self.names_of[id(row)] = names_key(row.values["last_name"], row.values["first_name"])
        number = row.get("number")
        if number is not None:
            person = self.by_number.get(number)
            if person is None:
                refuse_number(
                    row,
                    number,
                    self.taken,
                    "Aucun dossier ne porte ce numéro ici. Vérifiez-le, ou videz la cellule pour inscrire la personne.",
                )
                return None
            if not bears_another_name(person, row):
                return person
            self._doubt_number(row, person)
        names = self.names_of.get(id(row))
        alike = self.by_names.get(names, ())
        same = [person for person in alike if is_same(person, row)]
        if len(same) == 1 and number is None:
            return same[0]
        doubtful = same or [person for person in alike if may_be_same(person, row)]
        for person in sorted(doubtful, key=attrgetter("number")):
            self._doubt(row, person, likeness(person, row))
        if names and not doubtful and not row.errors and self.compares_spellings:
            for twin in matching.twins(self.territory, file_of(row)):
                if twin.is_probable and (person := self.by_number.get(twin.file.number)):
                    self._doubt(row, person, french.lower_first(twin.words))
        if names:
            self._doubt_line(row, names)
        return None

    def _doubt_line(self, row: Row, names: tuple) -> None:
        """Two colleagues filled one sheet: the same names on a line before, the year or the telephone on one of them alone."""
        for other in self.lines[names]:
            years = {other.get("birth_year"), row.get("birth_year")}
            if len(years - {None}) < 2 and self.same(other) != self.same(row):
                why = (
                    f"Peut-être la même personne que la ligne {other.line} (même nom, même prénom)\u00a0: laissez alors celle-ci de "
                    "côté, ou reportez sur l’autre ce qu’elle dit de plus."
                )
                row.doubts.append((None, "", why))
                return
        if not row.errors:
            self.lines[names].append(row)

    def _doubt_number(self, row: Row, person: Person) -> None:
        """« 47 » may count the lines of a file that the platform did not make."""
        why = f"{person.reference} porte un autre nom dans son dossier. {self.own_numbers}"
        row.doubts.append((person, f"C’est {person.reference}, qui change de nom", why))

    @staticmethod
    def _doubt(row: Row, person: Person, reasons: str) -> None:
        if len(row.doubts) < MOST_DOUBTS:
            choice = f"C’est {person.reference}"
            row.doubts.append((person, choice, f"Ressemble à {person.reference} ({reasons})."))

    def same(self, row: Row):
        if row.target is not None:
            return row.target.pk
        is_numbered = row.get("number") is not None and not row.doubts
        if is_numbered or id(row) not in self.names_of:
            return None
        contact = contacts_of(row.get("phone"), row.get("email"))
        return *self.names_of[id(row)], row.get("birth_year"), contact

    @cached_property
    def taken(self) -> dict[str, str]:
        return taken_up(self.territory)

    @cached_property
    def youngest(self) -> list[LegalFigure]:
        return LegalFigure.objects.rows_of(self.territory.rules_hub_id, LegalFigure.What.AGE_MIN)

    def rules(self, row: Row) -> None:
        signed, born = row.get("volunteer_on"), row.get("birth_year")

        def refuse(said: str) -> None:
            row.refuse("rule", said, "volunteer_on", french.numeric_date(signed))

        known = row.target.volunteer_on if row.target else None
        if signed and known and signed != known:
            refuse(
                f"La date de volontariat déjà enregistrée est le {french.numeric_date(known)}. Elle ne se corrige que dans le dossier, avec une raison."
            )
        if signed and not known and row.target and row.target.outcome_on:
            refuse(
                "Une sortie est enregistrée pour cette personne\u00a0: annulez-la d’abord dans son dossier."
            )
        met = row.target.identified_on if row.target else None
        if signed and not known and met and signed < met:
            refuse(
                f"L’acte est signé avant que l’équipe connaisse la personne, le {french.numeric_date(met)}. Vérifiez l’année\u00a0; si la date "
                "du repérage est fausse, corrigez-la d’abord dans le dossier."
            )
        born = born or (row.target.birth_year if row.target else None)
        if signed and born and signed.year - born < on_day(self.youngest, signed).value:
            refuse(
                f"À cette date, une personne née en {born} est trop jeune. Vérifiez l’une ou l’autre."
            )
        first = row.get("identified_on")
        if row.target and first and first < row.target.identified_on:
            row.notes.append(
                f"Le dossier date le premier repérage du {french.numeric_date(row.target.identified_on)}\u00a0: celui du fichier n’est pas "
                "repris. Il se corrige dans le parcours du dossier."
            )
        if row.target is None and signed and first and first > signed:
            if first == timezone.localdate():
                row.values["identified_on"] = signed
            else:
                row.refuse(
                    "rule",
                    "Le premier repérage vient après le volontariat. Vérifiez les deux dates.",
                    "identified_on",
                    french.numeric_date(first),
                )

    def _conclude(self, row: Row) -> None:
        super()._conclude(row)
        if row.action == Action.UPDATE and row.target.limited_on:
            refuse_frozen(row, row.target)
            row.action, row.changes = Action.ERROR, {}

    def current(self, person: Person) -> dict:
        # The day of the first contact follows from the facts: it is not rewritten from a file.
        return {
            name: getattr(person, name)
            for name, column in self.by_name.items()
            if name not in ("number", "identified_on") and not column.fills
        }

    def name_of(self, row: Row) -> str:
        written = " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))
        return written or (str(row.target) if row.target else "")

    def shown(self, targets) -> None:
        record_readings(self.territory, targets, by=self.by)

    def _complete(self, row: Row, mapping: dict[str, int]) -> None:
        # A number that nobody bears is one fault: what a new file needs is asked once the cell is emptied.
        if row.get("number") is None or row.get("number") in self.by_number:
            super()._complete(row, mapping)

    # Writing

    @cached_property
    def _made(self) -> Callable[[dict], Person]:
        return maker(Person, territory_id=self.territory.pk, created_at=self.moment)

    def build(self, row: Row) -> Person:
        return self._made({name: said for name, said in row.values.items() if name != "number"})

    def write_as_checked(self, rows: Iterable[Row], most: int) -> None:
        seen: list[Row] = []

        def made() -> Iterator[Person]:
            for row in rows:
                seen.append(row)
                if row.action == Action.CREATE:
                    row.target = self.build(row)
                    yield row.target

        register_many(
            self.territory, made(), most, by=self.by, moment=self.moment, batch=self.batch
        )
        # Where none is to create, nobody has asked for them.
        seen.extend(rows)
        created = [row for row in seen if row.action == Action.CREATE]
        self.trace("create", ((row.target, {}, _told(row.target)) for row in created), REASON)
        self.update([row for row in seen if row.action == Action.UPDATE])

    def update(self, rows: list[Row]) -> None:
        super().update([row for row in rows if set(row.changes) - {*ACT}], without=ACT)
        follow_many([row.target for row in rows if "referent" in row.changes], reason=REASON)
        acts = [row for row in rows if "volunteer_on" in row.changes]
        for row in acts:
            row.target.volunteer_on = row.values["volunteer_on"]
        volunteer_many([row.target for row in acts], by=self.by, moment=self.moment)
        self.trace(
            "volunteer",
            (
                (r.target, {}, {"volontaire depuis": r.target.volunteer_on.isoformat()})
                for r in acts
            ),
            REASON,
        )
        if acts:
            refresh_many(self.territory.pk, [row.target.pk for row in acts])
        if rows:
            figures_moved(self.territory.pk)

    def names(self, target) -> bool:
        return True

    # Undoing

    def used(self, targets: Sequence[int]) -> dict[int, str]:
        """Expected at a meeting, proposed a post: the file is kept, and named by its number."""
        busy = held(Person, targets, but={JourneyEvent, Following, Reading, TextFlag})
        told = JourneyEvent.objects.filter(territory=self.territory, person__in=targets)
        others = told.exclude(imported_in=self.batch)
        busy |= set(others.values_list("person_id", flat=True))
        return self.called(busy)

    def touched(self, since, targets: Sequence[int]) -> set[int]:
        """A file that a merge has taken up is in another one: its facts stay there."""
        return super().touched(since, targets) | {
            made.absorbed_id for made in self._merges(targets)
        }

    def _merges(self, targets: Collection[int]):
        here = Merge.objects.filter(territory=self.territory, absorbed_id__in=targets)
        return here.filter(undone_at=None).select_related("kept")

    def called(self, targets: Collection[int]) -> dict[int, str]:
        rows = Person.objects.filter(territory=self.territory, pk__in=targets).order_by("number")
        merged = {made.absorbed_id: str(made) for made in self._merges(targets)}
        return {person.pk: person.reference for person in rows} | merged

    def undo_takes(self, updated: Sequence[StagedRow]) -> str:
        n = sum(1 for row in updated if "volunteer_on" in row.changes)
        if not n:
            return ""
        return (
            f"{french.count(n, 'date de volontariat est retirée', 'dates de volontariat sont retirées')}\u00a0: "
            f"{french.accord(n, 'cette personne perd sa place,ces personnes perdent leur place')} sur la liste, sauf si quelque "
            "chose en dépend déjà."
        )

    def undo(self, created, updated) -> None:
        """New files go with their facts; an act of volunteering goes, and stays in the history as one taken back."""
        signed = [row.target for row in updated if "volunteer_on" in row.changes]
        plain = [row for row in updated if set(row.changes) - {*ACT}]
        for row in plain:
            row.changes = {name: both for name, both in row.changes.items() if name not in ACT}
        super().undo((), plain)
        moved = [row.target for row in plain if "referent" in row.changes]
        follow_again(
            list(Person.objects.filter(territory=self.territory, pk__in=moved)),
            since=timezone.localdate(Batch.objects.get(pk=self.batch).written_at),
            reason=REASON,
        )
        for person in Person.objects.filter(territory=self.territory, pk__in=signed).order_by("pk"):
            # What was built on it, or a frozen file, keeps the act.
            with suppress(ValidationError), transaction.atomic():
                withdraw_volunteer(person, by=self.by, reason=f"{REASON} annulé")
        persons = Person.objects.filter(
            territory=self.territory, pk__in=[row.target for row in created]
        )
        self.trace("delete", ((person, {}, {}) for person in persons), f"{REASON} annulé")
        # Those that are still there: of a file eliminated since, nothing is left to take back.
        keys = [person.pk for person in persons]
        withdraw(self.territory.pk, self.batch, persons=keys)
        Following.objects.filter(territory=self.territory, person__in=persons).delete()
        persons.delete()
        self.forget(keys)
        figures_moved(self.territory.pk)


def _told(person: Person) -> dict:
    told = {"numéro": person.reference, "orientée par": ORIGINS[person.origin]}
    if person.volunteer_on:
        told["volontaire depuis"] = person.volunteer_on.isoformat()
    return told
