"""Importing the stakeholder file: organisations, and the people to reach there."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from django.db.models import PROTECT, RESTRICT
from django.utils import timezone

from territories.imports.bulk import insert_many
from territories.imports.held import held
from territories.imports.kinds import REASON, ModelKind, Row
from territories.models import Batch, Contact, Organisation, StagedRow
from tzcld.imports.columns import Column, whole_names
from tzcld.imports.values import YES_NO, Choice, Email, Known, Name, Phone, Siret, Text, Url, Wrong

NAME = Text(160)
KINDS = dict(Organisation.Kind.choices)
# As files made before say it, and as it is said.
RESIDENTS = dict.fromkeys(
    ("habitant·es", "habitants", "habitantes"), str(Organisation.Kind.RESIDENTS)
)


class OneOrganisation(Known):
    """An organisation of this territory, by its name."""

    def __init__(self, territory):
        super().__init__(
            "organisation",
            {o.name: o for o in Organisation.objects.filter(territory=territory)},
            feminine=True,
            otherwise="Vérifiez l’orthographe, importez-la d’abord dans Organisations, ou créez-la.",
        )


class Organisations(ModelKind):
    slug, title = "organisations", "Organisations"
    one, many, feminine = "organisation", "organisations", True
    verb, model = "organisation_edit", Organisation
    list_url = "territories:organisation_list"
    recognised = "Une organisation se reconnaît à son nom, accents et majuscules mis à part."
    key = ("name",)

    @cached_property
    def columns(self) -> list[Column]:
        kinds, positions = (
            Choice(Organisation.Kind.choices, RESIDENTS),
            Choice(Organisation.Position.choices),
        )
        return [
            Column("name", "Nom", NAME, ("organisation", "structure", "raison sociale", "nom de la structure", "nom de l’organisation", "partenaire"), required=True, example="Régie de quartier Exemple"),
            Column("kind", "Type", kinds, ("nature", "catégorie", "type de structure"), required=True, example="ESS ou association"),
            Column("siret", "SIRET", Siret(), ("n° siret", "numéro siret"), help="14 chiffres."),
            Column("city", "Commune", Text(80), ("ville",), example="Vénissieux"),
            Column("website", "Site", Url(), ("site internet", "site web", "url"), example="https://www.exemple.fr"),
            Column("position", "Position", positions, ("position sur le projet", "avis")),
            Column("note", "À savoir", Text(300), ("remarque", "remarques", "commentaire", "observations", "note")),
        ]  # fmt: skip

    def name_of(self, row: Row) -> str:
        return row.get("name") or ""

    def used(self, targets: Sequence[int]) -> dict[int, str]:
        """A contact was added, say. What the database protects (a fact told, an orientation) refuses the whole undo instead."""
        held: set[int] = set()
        for field in Organisation._meta.get_fields(include_hidden=True):
            is_link = field.auto_created and not field.concrete and field.one_to_many
            if is_link and field.on_delete not in (PROTECT, RESTRICT):
                rows, link = field.related_model._base_manager, field.field.attname
                held |= set(rows.filter(**{f"{link}__in": targets}).values_list(link, flat=True))
        return self.called(held)

    def called(self, targets: Collection[int]) -> dict[int, str]:
        names = Organisation.objects.filter(pk__in=targets).order_by("name", "pk")
        return dict(names.values_list("pk", "name"))


class Contacts(ModelKind):
    slug, title = "contacts", "Contacts"
    one, many = "contact", "contacts"
    verb, model = "contact_edit", Contact
    is_about_somebody = True
    list_url = "territories:organisation_list"
    recognised = "Un contact se reconnaît à son organisation, son nom et son prénom."
    caution = "Coordonnées professionnelles seulement."
    key = ("organisation", "last_name", "first_name")
    creates, creates_verb = "organisation", "organisation_edit"
    created_as = tuple(KINDS.items())

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("organisation", "Organisation", OneOrganisation(self.territory), ("structure", "partenaire", "nom de la structure"), required=True, help="Le nom exact d’une organisation du fichier.", example="Régie de quartier Exemple"),
            Column("last_name", "Nom", Name(80), ("nom de famille", "nom du contact"), required=True, example="Exemple"),
            Column("first_name", "Prénom", Name(80), ("prénom du contact",), required=True, example="Dominique"),
            *whole_names(),
            Column("function", "Fonction", Text(120), ("poste", "qualité"), example="directrice"),
            Column("email", "Adresse électronique", Email(), ("courriel", "email", "mail", "adresse mail", "e-mail", "adresse e-mail"), example="dominique@exemple.fr"),
            Column("phone", "Téléphone", Phone(), ("tél", "tel", "portable", "mobile", "numéro de téléphone"), example="06 00 00 00 00"),
            Column("is_published", "Affiché sur la fiche publique", YES_NO, ("public",), help="«\u00a0oui\u00a0» seulement avec son accord.", example="non"),
        ]  # fmt: skip

    def prepare(self, rows: list[Row]) -> None:
        """An organisation that somebody chose to create with its contacts stands for the one that was not known."""
        super().prepare(rows)
        made: dict[tuple, Organisation] = {}
        for row in rows:
            for error in row.errors:
                if error["column"] != self.creates or error["rule"] != "unknown":
                    continue
                if row.decision in KINDS and (new := self._new(error["value"], row.decision)):
                    row.errors.remove(error)
                    row.values[self.creates] = made.setdefault(
                        self.key_of({"organisation": new}), new
                    )
                break

    def _new(self, name: str, kind: str) -> Organisation | None:
        try:
            return Organisation(territory_id=self.territory.pk, name=NAME.read(name), kind=kind)
        except Wrong:
            return None

    def rules(self, row: Row) -> None:
        found = row.get("organisation")
        if found is not None and found.pk is None:
            row.notes.append(
                f"L’organisation «\u00a0{found.name}\u00a0» ({KINDS[found.kind]}) est créée avec ce contact."
            )

    def rows_here(self):
        return super().rows_here().select_related("organisation")

    def write(self, rows: list[Row]) -> None:
        """A row that the file gives again without a change is known to be right too."""
        self._create_organisations(row for row in rows if row.action == StagedRow.Action.CREATE)
        super().write(rows)
        told = (StagedRow.Action.UPDATE, StagedRow.Action.UNCHANGED)
        known = Contact.objects.filter(pk__in=[r.target.pk for r in rows if r.action in told])
        known.update(known_on=timezone.localdate())

    def name_of(self, row: Row) -> str:
        return " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))

    # Organisations created with their contacts

    def _create_organisations(self, rows: Iterable[Row]) -> None:
        """Each is kept by the first row that names it, to be taken back with it."""
        firsts: dict[int, Row] = {}
        for row in rows:
            organisation = row.values["organisation"]
            if organisation.pk is None:
                firsts.setdefault(id(organisation), row)
        made = [row.values["organisation"] for row in firsts.values()]
        insert_many(made)
        for row, organisation in zip(firsts.values(), made, strict=True):
            row.changes["organisation"] = ["", organisation.name, organisation.pk]
        self.trace("create", ((o, {}, {"type": KINDS[o.kind]}) for o in made), REASON)

    def undo(self, created: Sequence[StagedRow], updated: Sequence[StagedRow]) -> None:
        """The organisations created with these contacts go too, but those changed since and those that something else holds."""
        made = [row.changes["organisation"][2] for row in created if row.changes]
        super().undo(created, updated)
        if not made:
            return
        organisations = Organisations(self.territory, self.by)
        written = Batch.objects.get(pk=self.batch).written_at
        kept = {*organisations.touched(written, made), *organisations.used(made)}
        gone = Organisation.objects.filter(territory=self.territory, pk__in=made)
        gone = gone.exclude(pk__in=kept | held(Organisation, made))
        self.trace("delete", ((one, {}, {}) for one in gone), f"{REASON} annulé")
        gone.delete()
