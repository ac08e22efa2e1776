"""Importing the stakeholder file: organisations, and the people to reach there."""

from collections.abc import Collection, Sequence
from functools import cached_property

from django.db.models import PROTECT, RESTRICT
from django.utils import timezone

from territories.imports.kinds import ModelKind, Row
from territories.models import Contact, Organisation, StagedRow
from tzcld.imports.columns import Column, whole_names
from tzcld.imports.values import YES_NO, Choice, Email, Known, Name, Phone, Siret, Text, Url


class Organisations(ModelKind):
    slug, title = "organisations", "Organisations"
    one, many, feminine = "organisation", "organisations", True
    verb, model = "organisation_edit", Organisation
    list_url = "territories:organisation_list"
    recognised = "Une organisation se reconnaît à son nom, accents et majuscules mis à part."
    key = ("name",)

    @cached_property
    def columns(self) -> list[Column]:
        kinds, positions = Choice(Organisation.Kind.choices), Choice(Organisation.Position.choices)
        return [
            Column("name", "Nom", Text(160), ("organisation", "structure", "raison sociale", "nom de la structure", "nom de l’organisation", "partenaire"), required=True, example="Régie de quartier Exemple"),
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

    @cached_property
    def columns(self) -> list[Column]:
        rows = {o.name: o for o in Organisation.objects.filter(territory=self.territory)}
        return [
            Column("organisation", "Organisation", Known("organisation", rows, feminine=True), ("structure", "partenaire", "nom de la structure"), required=True, help="Le nom exact d’une organisation du fichier.", example="Régie de quartier Exemple"),
            Column("last_name", "Nom", Name(80), ("nom de famille", "nom du contact"), required=True, example="Exemple"),
            Column("first_name", "Prénom", Name(80), ("prénom du contact",), required=True, example="Dominique"),
            *whole_names(),
            Column("function", "Fonction", Text(120), ("poste", "qualité"), example="directrice"),
            Column("email", "Adresse électronique", Email(), ("courriel", "email", "mail", "adresse mail", "e-mail", "adresse e-mail"), example="dominique@exemple.fr"),
            Column("phone", "Téléphone", Phone(), ("tél", "tel", "portable", "mobile", "numéro de téléphone"), example="06 00 00 00 00"),
            Column("is_published", "Affiché sur la fiche publique", YES_NO, ("public",), help="«\u00a0oui\u00a0» seulement avec son accord.", example="non"),
        ]  # fmt: skip

    def may_import(self) -> str:
        if Organisation.objects.filter(territory=self.territory).exists():
            return ""
        return "Importez d’abord les organisations\u00a0: un contact appartient à l’une d’elles."

    def rows_here(self):
        return super().rows_here().select_related("organisation")

    def write(self, rows: list[Row]) -> None:
        """A row that the file gives again without a change is known to be right too."""
        super().write(rows)
        told = (StagedRow.Action.UPDATE, StagedRow.Action.UNCHANGED)
        known = Contact.objects.filter(pk__in=[r.target.pk for r in rows if r.action in told])
        known.update(known_on=timezone.localdate())

    def name_of(self, row: Row) -> str:
        return " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))
