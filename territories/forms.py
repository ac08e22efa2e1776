"""Forms of the team (invite, accept, change a role, end an access), of the sheet and of the stakeholders."""

import re

from django.contrib.auth.password_validation import validate_password

from territories.models import (
    Contact,
    Estimate,
    Invitation,
    KeyDate,
    LegalFigure,
    MaskingRule,
    Membership,
    Organisation,
    PerimeterUnit,
    Phase,
    Target,
    Territory,
    TerritoryDepartment,
)
from territories.models.delays import DELAYS
from territories.operations.masking import floor_of
from territories.roles import Role
from tzcld.queries import named_like
from tzcld.ui import forms, french
from tzcld.users.forms import NEW
from tzcld.users.models import User

INSEE = re.compile(r"\d[\dAB]\d{3}")
FUNCTION = "Ce que lit l’équipe à côté du nom. Exemple : référente du quartier Monmousseau."


def role_choices(roles) -> list[tuple[str, str]]:
    return [(role.value, french.upper_first(role.label)) for role in roles]


class InvitationForm(forms.ModelForm):
    sections = [
        ("La personne", [("first_name", "last_name"), "email"]),
        ("Ce qu’elle fera ici", ["role", "function"]),
    ]

    class Meta:
        model = Invitation
        fields = ("first_name", "last_name", "email", "role", "function")
        widgets = {"role": forms.RadioSelect}
        help_texts = {
            "email": "Son adresse professionnelle : le lien y est envoyé, puis elle sert à se connecter.",
            "function": FUNCTION,
        }

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(roles)


def sure_field(asked: str) -> forms.BooleanField:
    """The box to tick before a territory is left without a project lead; the operation asks for it."""
    return forms.BooleanField(label=asked, required=False)


class MembershipForm(forms.ModelForm):
    organisation = forms.LookupField(
        Organisation.objects.none(),
        search=named_like,
        label="Organisation",
        required=False,
        help_text="Pour un partenaire : celle au nom de laquelle il oriente. Elle doit être dans le fichier des organisations.",
    )

    class Meta:
        model = Membership
        fields = ("role", "function", "organisation")
        widgets = {"role": forms.RadioSelect}
        help_texts = {"function": FUNCTION}

    def __init__(self, *args, roles, alone: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if alone:
            self.fields["sure"] = sure_field(
                "Si le rôle change, je sais qu’il n’y aura plus de chef·fe de projet ici"
            )
        here = Organisation.objects.filter(territory=self.instance.territory_id)
        self.fields["organisation"].queryset = here
        kept = Role(self.instance.role)
        self.fields["role"].choices = role_choices([kept] if kept not in roles else roles)


class ProlongForm(forms.Form):
    last = forms.DateField(
        label="Nouveau dernier jour d’accès",
        required=False,
        help_text="Laissez vide pour que l’accès n’ait plus de dernier jour.",
    )
    reason = forms.CharField(
        label="Pourquoi ?",
        max_length=300,
        help_text="Gardé au journal. Exemple : contrat prolongé, fin annoncée par erreur.",
    )


class EndForm(forms.Form):
    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label="Quand ?",
        choices=[(NOW, "Tout de suite"), (LATER, "À la fin d’un jour que j’indique")],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    last = forms.DateField(
        label="Dernier jour d’accès",
        required=False,
        help_text="Seulement si l’accès ne se ferme pas tout de suite.",
    )
    reason = forms.CharField(
        label="Pourquoi ?",
        max_length=300,
        help_text="Gardé au journal. Exemple : fin de mission, départ de la structure.",
    )

    def __init__(self, *args, alone: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if alone:
            self.fields["sure"] = sure_field("Je sais qu’il n’y aura plus de chef·fe de projet ici")

    def clean(self):
        data = super().clean()
        if data.get("when") == self.NOW:
            data["last"] = None
        elif not data.get("last") and "last" not in self.errors:
            self.add_error("last", self.fields["last"].error_messages["required"])
        return data


class OpenAccountForm(forms.Form):
    """The account made when an invitation is accepted by someone who has none."""

    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    password = forms.CharField(
        label="Mot de passe",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=f"{NEW} Sans mot de passe, un code vous sera envoyé par courriel à chaque connexion.",
    )
    sections = [("", [("first_name", "last_name"), "password"])]

    def __init__(self, *args, email: str, **kwargs):
        self.email = email
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        if password := data.get("password"):
            user = User(
                email=self.email,
                first_name=data.get("first_name", ""),
                last_name=data.get("last_name", ""),
            )
            try:
                validate_password(password, user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


# The territory's sheet ──────────────────────────────────────────────────────────────────────────


class TerritoryForm(forms.ModelForm):
    sections = [
        (
            "Le territoire",
            [
                ("population", "population_source"),
                "presentation",
                "welcome",
                "is_public",
            ],
        ),
        ("Réglages", ["committee_label", "masking_threshold"]),
        (
            "Délais de «\u00a0À faire\u00a0»",
            [
                ("silence_days", "request_days"),
                *(DELAYS[at : at + 2] for at in range(0, len(DELAYS), 2)),
            ],
        ),
    ]

    class Meta:
        model = Territory
        fields = (
            "population",
            "population_source",
            "presentation",
            "welcome",
            "is_public",
            "committee_label",
            "masking_threshold",
            "silence_days",
            "request_days",
            *DELAYS,
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_hub:
            # The hub's is a dated rule, with its own page.
            del self.fields["masking_threshold"]
            self.sections = [
                (title, [field for field in fields if field != "masking_threshold"])
                for title, fields in self.sections
            ]
            title, fields = self.sections[-1]
            self.sections = [
                *self.sections[:-1],
                (f"{title}, que prend un territoire qui ouvre", fields),
            ]

    def clean_masking_threshold(self):
        value, floor = self.cleaned_data["masking_threshold"], floor_of(self.instance)
        if value is not None and value < floor:
            raise forms.ValidationError(
                f"La métropole masque les effectifs de moins de {floor}. Écrivez {floor} ou plus."
            )
        return value


class MaskingRuleForm(forms.ModelForm):
    class Meta:
        model = MaskingRule
        fields = ("threshold", "valid_from", "source")
        labels = {"valid_from": "À partir du"}
        help_texts = {
            "threshold": "Les effectifs plus petits ne sortent d’aucun territoire de la métropole. Chacun peut masquer davantage.",
            "valid_from": "Les territoires qui masquaient moins suivent ce jour-là. Les rapports déjà faits ne changent pas.",
            "source": "La décision qui fixe ce seuil. Exemple : comité de pilotage du 12/12/2026.",
        }


class LegalFigureForm(forms.ModelForm):
    class Meta:
        model = LegalFigure
        fields = ("what", "value", "valid_from", "source")
        labels = {"valid_from": "À partir du"}
        help_texts = {
            "value": "Dans l’unité écrite avec ce que la ligne fixe. Exemple : 53",
            "source": "Le texte qui le fixe. Exemple : décret 2021-863, art. 24.",
        }

    def _post_clean(self):
        """The operation cleans and saves the row."""


class TerritoryDepartmentForm(forms.ModelForm):
    class Meta:
        model = TerritoryDepartment
        fields = ("code", "valid_from")
        help_texts = {
            "valid_from": "Le premier jour dans ce département. Vide\u00a0: depuis toujours."
        }

    def _post_clean(self):
        """The operation cleans and saves the row."""


class WithdrawRowForm(forms.Form):
    reason = forms.CharField(
        label="raison",
        max_length=300,
        help_text="Elle est gardée au journal avec la ligne retirée.",
    )


class PieceForm(forms.ModelForm):
    """A row of the sheet; the territory is given by the page, never by the form."""

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory


class UnitForm(PieceForm):
    class Meta:
        model = PerimeterUnit
        fields = ("kind", "name", "insee_code", "population")
        help_texts = {"insee_code": "Cinq caractères pour une commune. Exemple : 69259"}

    def clean(self):
        data = super().clean()
        code = data.get("insee_code", "")
        if data.get("kind") == PerimeterUnit.Kind.COMMUNE and not INSEE.fullmatch(code):
            self.add_error(
                "insee_code",
                "Une commune porte un code INSEE de cinq caractères. Exemple : 69259",
            )
        return data


class KeyDateForm(PieceForm):
    class Meta:
        model = KeyDate
        fields = ("on", "title", "text", "is_key")


class EstimateForm(PieceForm):
    class Meta:
        model = Estimate
        fields = ("persons", "on", "source", "method")
        help_texts = {
            "source": "Exemple : diagnostic territorial, mars 2026",
            "method": "Ce qui est additionné et retiré : demandeurs d’emploi d’un an et plus, RSA, hors radar, doublons.",
        }


class TargetForm(PieceForm):
    class Meta:
        model = Target
        fields = ("year", "destination", "jobs")
        help_texts = {"jobs": "Le total visé à la fin de cette année, depuis le début."}


class PhaseForm(forms.Form):
    kind = forms.ChoiceField(label="Phase", choices=Phase.Kind.choices)
    since = forms.DateField(
        label="Depuis le",
        help_text="La phase de ce jour-là finira la veille. Si une autre commence plus tard, celle-ci dure jusque-là. "
        "Exemple : 12/05/2023",
    )
    act = forms.CharField(
        label="Acte",
        required=False,
        max_length=300,
        help_text="Exemple : arrêté du 7 juillet 2022",
    )


class PhaseRemovalForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi ?",
        max_length=300,
        help_text="Gardé au journal. Exemple : la date de l’arrêté avait été mal recopiée.",
    )


class PhaseCorrectionForm(forms.Shared, PhaseForm, PhaseRemovalForm):
    field_order = ("kind", "since", "act", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].help_text = "La phase d’avant, si elle finit la veille, suit ce jour."


# Opening a territory ────────────────────────────────────────────────────────────────────────────


class NameForm(forms.Form):
    name = forms.CharField(label="Nom", max_length=120)
    slug = forms.SlugField(
        label="Nom dans l’adresse",
        max_length=80,
        help_text="Des lettres sans accent, des chiffres, des tirets. Le changer change l’adresse de toutes les pages : les liens "
        "déjà envoyés ou imprimés ne mèneront plus ici.",
    )

    def clean_slug(self):
        return self.cleaned_data["slug"].lower()


class RenameForm(forms.Shared, NameForm):
    pass


class OpeningForm(NameForm, PhaseForm):
    """The territory, its first phase, and who will lead it: all of the three or none of them."""

    LEAD = ("first_name", "last_name", "email")
    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    last_name = forms.CharField(label="Nom", max_length=80, required=False)
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Son adresse professionnelle : le lien y est envoyé, puis elle sert à se connecter.",
    )
    function = forms.CharField(
        label="Fonction affichée", max_length=120, required=False, help_text=FUNCTION
    )
    sections = [
        ("Le territoire", ["name", "slug"]),
        ("Sa première phase", [("kind", "since"), "act"]),
        (
            "Sa première cheffe ou son premier chef de projet",
            [("first_name", "last_name"), "email", "function"],
        ),
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields[
            "slug"
        ].help_text = "Vide, il est fait du nom : « Lyon 8e Mermoz » donne « lyon-8e-mermoz »."
        self.fields[
            "since"
        ].help_text = "Celles d’avant s’ajoutent ensuite, sur sa fiche. Exemple : 12/05/2023"

    def clean(self):
        data = super().clean()
        written = [name for name in self.LEAD if data.get(name)]
        if written or data.get("function"):
            for name in self.LEAD:
                if not data.get(name) and name not in self.errors:
                    self.add_error(
                        name,
                        "Complétez les trois : prénom, nom, adresse. Ou laissez-les vides : l’invitation partira plus tard, "
                        "depuis la page « Équipe » du territoire.",
                    )
        return data


# Stakeholders ───────────────────────────────────────────────────────────────────────────────────


class OrganisationForm(PieceForm):
    sections = [
        ("L’organisation", ["name", "kind", ("siret", "city"), "website"]),
        ("Le projet et elle", ["position", "note"]),
    ]

    # Wider than the column: people copy the number with its spaces. Fourteen digits, hence no NIR guard.
    siret = forms.CharField(label="SIRET", required=False, max_length=24, help_text="14 chiffres.")
    siret.nir_guard = False

    class Meta:
        model = Organisation
        fields = ("name", "kind", "siret", "city", "website", "position", "note")

    def clean_siret(self):
        """14 digits whose Luhn sum is a multiple of ten (INSEE)."""
        digits = self.cleaned_data["siret"].replace(" ", "")
        if digits and not (digits.isdecimal() and len(digits) == 14 and luhn(digits)):
            raise forms.ValidationError(
                "Ce numéro n’est pas un SIRET. Recopiez les 14 chiffres de l’avis de situation."
            )
        return digits


class ContactForm(PieceForm):
    class Meta:
        model = Contact
        fields = ("first_name", "last_name", "function", "email", "phone", "is_published")
        help_texts = {"email": "Coordonnées professionnelles seulement."}


def luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
