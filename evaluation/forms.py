"""Forms of the letters and of their readers."""

from evaluation.models import Audience, Newsletter, NewsletterBlock, Report, Witness
from ppde.filters import search
from ppde.forms import worded
from ppde.resources.forms import PersonField
from tzcld.ui import forms


class NewsletterForm(forms.ModelForm):
    sections = [("La lettre", ["subject", "intro", "audience"])]

    class Meta:
        model = Newsletter
        fields = ["subject", "intro", "audience"]
        widgets = {"intro": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "subject": "Ce que l’on lit dans sa boîte aux lettres : le sujet, sans émoticône.",
            "intro": "Deux phrases. **gras**, *italique* et [lien](https://…) sont compris.",
            "audience": "La lettre part aux personnes inscrites à cette liste.",
        }

    def _post_clean(self):
        # The operation builds and checks the row.
        pass


LIGHT = (
    "Une ligne vide sépare les paragraphes, un tiret en début de ligne fait une liste ; **gras**, *italique* et "
    "[lien](https://…) sont compris. Aucun nom de personne accompagnée."
)


class BlockForm(forms.ModelForm):
    person = PersonField()
    purpose = forms.ChoiceField(
        label="Ce qui la montre",
        required=False,
        widget=forms.RadioSelect,
        choices=worded(Witness.Purpose.choices),
    )
    sections = [
        ("Le bloc", ["kind", "title", "body", ("link", "link_label"), "report"]),
        ("Une personne accompagnée s’y reconnaît", ["person", "purpose"]),
    ]

    class Meta:
        model = NewsletterBlock
        fields = ["kind", "title", "body", "link", "link_label", "report"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "kind": "Les chiffres clés et le rapport se remplissent seuls ; le texte que vous ajoutez vient avec.",
            "body": LIGHT,
            "link": "Par exemple https://www.exemple.fr/inscription",
            "link_label": "Par exemple : S’inscrire à la visite",
            "report": "Seuls les rapports publiés peuvent être cités.",
        }

    def __init__(self, *args, territory, persons=None, **kwargs):
        """`persons`: those whom the writer reads by name; None, the block does not ask whom it shows."""
        super().__init__(*args, **kwargs)
        if persons is None:
            del self.fields["person"], self.fields["purpose"]
            self.sections = self.sections[:1]
        else:
            self._ask_whom(territory, persons)
        places = [territory.pk, *territory.locals.values_list("pk", flat=True)]
        self.fields["report"].queryset = Report.objects.filter(territory__in=places).public()

    def _ask_whom(self, territory, persons) -> None:
        field = self.fields["person"]
        field.required, field.queryset = False, persons
        field.search = lambda rows, text: search(rows, territory, text.split(",")[0])
        field.help_text = (
            "Son témoignage ou sa photo\u00a0: nom ou numéro. Ce lien reste dans la plateforme, jamais publié. La lettre ne part que "
            "si la personne est d’accord. Vide\u00a0: le bloc ne montre personne."
        )
        known = Witness.objects.filter(block=self.instance.pk).select_related("person").first()
        if known and known.person:
            self.initial |= {"person": known.person, "purpose": known.purpose}

    def clean(self):
        data = super().clean()
        if data.get("person") and not data.get("purpose"):
            self.add_error("purpose", "Dites si c’est un témoignage ou une photo.")
        if data.get("kind") == NewsletterBlock.Kind.REPORT and not data.get("report"):
            self.add_error("report", "Choisissez le rapport à citer.")
        elif data.get("kind") != NewsletterBlock.Kind.REPORT:
            data["report"] = None
        return data

    def _post_clean(self):
        pass


class SubscriberForm(forms.Form):
    email = forms.EmailField(label="Adresse électronique")
    audience = forms.ChoiceField(label="Liste", choices=Audience.choices, initial=Audience.PARTNERS)
    source = forms.CharField(
        label="D’où vient cette adresse",
        max_length=80,
        help_text="Une adresse professionnelle, pour une lettre utile à sa fonction. "
        "Par exemple : rencontre des entreprises du 12 mars.",
    )


class SubscribeForm(forms.Form):
    """The public one: an address, nothing else."""

    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Elle ne sert qu’à envoyer la lettre. Par exemple prenom.nom@exemple.fr.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
