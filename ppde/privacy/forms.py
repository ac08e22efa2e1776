"""What is typed about the data themselves: explanations, consents, requests, notes."""

from collections.abc import Collection
from typing import ClassVar

from ppde.forms import day_field, text_field, worded
from ppde.models import (
    Consent,
    Controller,
    Processing,
    ReadingRule,
    RestrictedNote,
    RightsRequest,
    SensitiveWord,
    TextFlag,
)
from ppde.operations.readings import TERMS
from ppde.operations.texts import answers
from ppde.retention.forms import elsewhere_field
from territories.models import Organisation
from tzcld.queries import named_like
from tzcld.ui import forms


class SettleForm(forms.Form):
    note = forms.PersonalTextField(
        label="Ce qui explique ces consultations",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : remplacement d’une collègue en congé, préparation du comité. 300 signes au plus, sans nom de personne suivie.",
    )


# How a person says it; the end of an agreement is said by nobody.
SAID = worded((k, label) for k, label in Consent.Channel.choices if k != Consent.Channel.END)


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(
        label="Pour quoi", choices=worded(Consent.Purpose.choices), widget=forms.RadioSelect
    )
    organisation = forms.LookupField(
        Organisation.objects.none(),
        search=named_like,
        label="Partenaire",
        required=False,
        help_text="Nécessaire pour un partage\u00a0: un accord par partenaire.",
    )
    on = day_field(
        "Date de l’accord", "Le jour où la personne a dit oui. Exemple\u00a0: 17/11/2026"
    )
    until = day_field(
        "Jusqu’au",
        "Le dernier jour, compris, si l’accord en a un. Vide\u00a0: jusqu’à ce que la personne le retire.",
        required=False,
    )
    channel = forms.ChoiceField(label="Par quel moyen", choices=SAID, widget=forms.RadioSelect)
    proof = forms.PersonalTextField(
        label="Preuve, et où elle est rangée",
        max_length=200,
        help_text="Aucun document n’est gardé ici. Exemple\u00a0: formulaire signé, classeur bleu du bureau.",
    )

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(territory=territory)

    def clean(self):
        data = super().clean()
        is_sharing = data.get("purpose") == Consent.Purpose.SHARING
        if is_sharing and not data.get("organisation") and "organisation" not in self.errors:
            self.add_error(
                "organisation", "Nommez le partenaire\u00a0: l’accord ne vaut que pour lui."
            )
        if not is_sharing:
            data["organisation"] = None
        return data


class WithdrawForm(forms.Form):
    on = day_field(
        "Date du retrait", "Le jour où la personne l’a dit. Aucune raison n’est demandée."
    )
    channel = forms.ChoiceField(label="Par quel moyen", choices=SAID, widget=forms.RadioSelect)


class RequestForm(forms.Form):
    kind = forms.ChoiceField(
        label="Quel droit",
        choices=[
            ("access", "Accès\u00a0: lire tout ce qui est gardé sur elle"),
            ("rectification", "Rectification\u00a0: faire corriger une information"),
            ("objection", "Opposition\u00a0: ne plus être suivie par ce traitement"),
            ("limitation", "Limitation\u00a0: geler le dossier sans l’effacer"),
            ("erasure", "Effacement\u00a0: faire rendre le dossier anonyme"),
        ],
        widget=forms.RadioSelect,
    )
    received_on = day_field(
        "Reçue le", "Le délai pour répondre court à partir de ce jour. Exemple\u00a0: 17/11/2026"
    )
    channel = forms.ChoiceField(
        label="Par quel moyen",
        choices=worded(RightsRequest.Channel.choices),
        widget=forms.RadioSelect,
    )
    identity = forms.ChoiceField(
        label="Identité de la personne",
        choices=worded(RightsRequest.Identity.choices),
        widget=forms.RadioSelect,
        help_text="Ne gardez aucune copie d’une pièce d’identité.",
    )
    details = text_field("Ce que la personne demande")

    def __init__(self, *args, kinds: Collection[str] | None = None, **kwargs):
        """`kinds`: the rights that may be asked for here; all of them by default."""
        super().__init__(*args, **kwargs)
        if kinds is not None:
            choices = self.fields["kind"].choices
            self.fields["kind"].choices = [c for c in choices if c[0] in kinds]


class CorrectRequestForm(forms.Shared, RequestForm):
    """The same, of a request that waits."""

    reason = text_field(
        "Pourquoi cette correction",
        required=True,
        help_text="Exemple\u00a0: mois de réception mal saisi. Elle reste au journal.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["identity"]


class IdentityForm(forms.Form):
    identity = forms.ChoiceField(
        label="Comment l’identité a été vérifiée",
        choices=worded(
            (key, label) for key, label in RightsRequest.Identity.choices if key != "pending"
        ),
        widget=forms.RadioSelect,
        help_text="Ne gardez aucune copie d’une pièce d’identité.",
    )


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label="Ce qui est décidé",
        choices=worded(
            (key, label)
            for key, label in RightsRequest.State.choices
            if key not in ("open", "mistake", "joined")
        ),
        widget=forms.RadioSelect,
    )
    answer = forms.PersonalTextField(
        label="Ce qui a été répondu à la personne",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="En cas de refus\u00a0: la raison, et la possibilité de saisir la CNIL ou un juge.",
    )
    with_apart = forms.BooleanField(
        label="Effacer aussi ce qui est gardé à part du dossier", required=False, initial=True
    )
    with_texts = elsewhere_field("son nom")

    sure = forms.BooleanField(
        label="Je sais que l’effacement est définitif",
        required=False,
        help_text="À cocher pour l’accorder. Rien ne permettra de revenir en arrière.",
    )

    def __init__(self, *args, apart: list[str], erases: bool, replaces: bool, **kwargs):
        """`apart`: what is kept apart from the file and may be erased with it, a sentence each; `erases`: granted, the
        answer erases for good; `replaces`: other texts hold the name, and may lose it."""
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["with_texts"]
        if not erases:
            del self.fields["sure"]
        if apart:
            self.fields["with_apart"].help_text = (
                f"{'. '.join(apart)}. Si l’effacement est accordé. Une lettre publiée sur le site en est retirée, un mandat en cours finit aujourd’hui. "
                "Décochez si la personne veut le garder."
            )
        else:
            del self.fields["with_apart"]

    def clean(self):
        data = super().clean()
        is_sure = data.pop("sure", True)
        if data.get("state") == RightsRequest.State.GRANTED and not is_sure:
            self.add_error(
                "sure", "Cochez cette case pour accorder l’effacement, qui est définitif."
            )
        return data


class ControllerForm(forms.ModelForm):
    """Who answers for the data: a new row from a day on."""

    sections = [
        ("Qui répond des données", ["name", "address", "joint"]),
        ("Le délégué à la protection des données", ["dpo", "dpo_contact"]),
        ("Qui d’autre les traite", ["processors", "transfers"]),
        ("À partir de quand", ["valid_from", "source"]),
    ]

    class Meta:
        model = Controller
        fields = (
            "name",
            "address",
            "joint",
            "dpo",
            "dpo_contact",
            "processors",
            "transfers",
            "valid_from",
            "source",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("joint", "processors", "transfers")
        }
        help_texts = {
            "name": "La collectivité ou l’association qui porte le projet\u00a0: un comité n’a pas la personnalité juridique.",
            "joint": "Avec qui, et par quel accord. Exemple\u00a0: la métropole et l’EBE, accord du 12/12/2026.",
            "dpo": "Le service ou la fonction, plutôt qu’un nom.",
            "dpo_contact": "Adresse électronique ou postale, que chacun pourra lire.",
            "processors": "L’hébergeur, la maintenance… Vide\u00a0: aucun.",
            "transfers": "Vers quel pays, et avec quelles garanties. Vide\u00a0: aucun.",
            "valid_from": "Aujourd’hui ou plus tard\u00a0: ce qui a été dit aux personnes ne se réécrit pas.",
            "source": "La délibération ou la convention qui le dit.",
        }


class ProcessingForm(forms.ModelForm):
    """A new version of a line of the register."""

    class Meta:
        model = Processing
        fields = (
            "valid_from",
            "source",
            "purpose",
            "basis",
            "people",
            "categories",
            "recipients",
            "retention",
            "notice",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in ("purpose", "categories", "recipients")
        } | {"notice": forms.Textarea(attrs={"rows": 14}), "basis": forms.RadioSelect}
        help_texts = {
            "valid_from": "Aujourd’hui ou plus tard\u00a0: ce qui a été dit aux personnes ne se réécrit pas.",
            "notice": "Laissez vide si ce traitement n’a pas de notice à remettre. Une ligne vide sépare deux paragraphes.",
        }


class NoteForm(forms.Form):
    subject = forms.ChoiceField(
        label="Sujet",
        choices=worded(RestrictedNote.Subject.choices),
        widget=forms.RadioSelect,
        help_text="Le sujet se voit dans le dossier, le texte non.",
    )
    text = forms.PersonalTextField(
        label="Note",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Chiffrée. La personne pourra la lire si elle demande son dossier.",
    )


class ReviewForm(forms.Form):
    ANSWERS: ClassVar = {
        "kept": "Garder\u00a0: le mot a sa place ici",
        "reworded": "Reformuler\u00a0: le nouveau texte remplace l’ancien partout",
        "erased": "Effacer\u00a0: le texte disparaît de sa page et du journal",
        "number": "Retirer le numéro seul\u00a0: «\u00a0[numéro retiré]\u00a0» prend sa place",
        "addendum": "Corriger par un additif\u00a0: il s’affiche sous le compte rendu, le mot trouvé n’est plus montré",
    }
    # Of a text that names somebody erased.
    NAMED: ClassVar = ANSWERS | {
        "kept": "Garder\u00a0: ce texte parle de quelqu’un d’autre, qui porte le même nom",
        "name": "Retirer le nom seul\u00a0: «\u00a0[personne effacée]\u00a0» prend sa place, le reste ne change pas",
        "addendum": "Corriger par un additif\u00a0: il s’affiche sous le compte rendu",
    }
    state = forms.ChoiceField(label="Ce que vous décidez", widget=forms.RadioSelect)
    text = forms.PersonalTextField(
        label="Nouveau texte",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Si vous reformulez. Exemple\u00a0: «\u00a0pas avant 10 heures\u00a0» plutôt qu’une raison de santé.",
    )
    reason = text_field(
        "Raison", required=True, help_text="Sans reprendre les mots retirés. Elle reste au journal."
    )

    def __init__(self, *args, flag: TextFlag, **kwargs):
        super().__init__(*args, **kwargs)
        told = self.NAMED if flag.is_name else self.ANSWERS
        self.fields["state"].choices = [(code, told[code]) for code in answers(flag)]
        text = self.fields["text"]
        is_alone = flag.is_number or flag.name_places
        if flag.is_encrypted or (is_alone and (flag.sealed or flag.is_list)):
            del self.fields["text"]
        elif flag.is_name and not flag.sealed:
            text.help_text = "Si vous reformulez, sans le nom."
            text.initial = flag.text
            text.widget.attrs["rows"] = 12 if len(flag.text) > 300 else 3
        elif flag.sealed:
            text.label = "Additif"
            text.help_text = f"Sans le mot trouvé. Il porte votre nom et la date. {forms.REMINDER}"
        elif len(flag.text) > 300:
            # A long text is corrected where it is wrong, not typed again.
            text.initial = flag.text
            text.widget.attrs["rows"] = 12


class WordForm(forms.Form):
    stem = forms.CharField(
        label="Début du mot",
        max_length=40,
        help_text="Sans les terminaisons\u00a0: «\u00a0depress\u00a0» trouve dépression et dépressive. Les accents ne comptent pas.",
    )
    subject = forms.ChoiceField(
        label="Sujet", choices=worded(SensitiveWord.Subject.choices), widget=forms.RadioSelect
    )
    is_whole = forms.BooleanField(
        label="Ce mot entier seulement",
        required=False,
        help_text="Pour un mot court\u00a0: «\u00a0sale\u00a0», mais pas «\u00a0salé\u00a0» ni «\u00a0salarié\u00a0».",
    )


class ReadingRuleForm(forms.ModelForm):
    """Other thresholds of the read log, from a day on."""

    sections = [
        ("Quand, et pourquoi", ["valid_from", "source"]),
        (
            "Volume inhabituel",
            [("volume_minimum", "volume_factor"), ("past_days", "days_of_habit")],
        ),
        (
            "Dossiers suivis par d’autres",
            [("outside_minimum", "outside_in_weeks"), "same_file_days"],
        ),
        ("Lecture de nuit", [("night_from", "night_until")]),
        ("Export de listes avec les noms", [("export_minimum", "export_night_minimum")]),
        ("Le registre lui-même", [("months_kept", "minutes_apart")]),
    ]

    class Meta:
        model = ReadingRule
        fields = ("valid_from", "source", *TERMS)
        labels = {"valid_from": "À partir du"}
        help_texts = {
            "valid_from": "Aujourd’hui ou plus tard\u00a0: les alertes déjà écrites ne changent pas.",
            "source": "La décision qui fixe ces seuils. Exemple\u00a0: note du délégué à la protection des données du 12/12/2026.",
            "volume_minimum": "En dessous, aucune alerte, quelle que soit l’habitude.",
            "volume_factor": "Exemple\u00a0: 3 pour trois fois plus que d’habitude.",
            "past_days": "Les jours d’avant, sur lesquels l’habitude se mesure.",
            "days_of_habit": "Moins de jours travaillés ne font pas une habitude\u00a0: seul le minimum compte.",
            "outside_in_weeks": "Pour qui en regarde peu chaque jour, et longtemps.",
            "same_file_days": "De 2 à 28. Seulement si le compte n’y a rien écrit dans ce temps.",
            "export_minimum": "Additionnées sur les fichiers d’un même compte dans la journée.",
            "export_night_minimum": "1\u00a0: tout export de nuit est à regarder.",
            "night_from": "Une heure entière, de 0 à 23.",
            "night_until": "Une heure entière, de 0 à 23.",
            "minutes_apart": "De 1 à 1440. Un même compte qui rouvre le même dossier avant ce temps n’est écrit qu’une fois.",
            "months_kept": "De 6 à 36. La CNIL recommande six mois à un an.",
        }

    def _post_clean(self):
        """The operation cleans and saves the row."""
