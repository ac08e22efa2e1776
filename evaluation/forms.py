"""Forms of the letters and of their readers."""

from django.core.exceptions import ValidationError

from evaluation.models import Audience, Newsletter, NewsletterBlock, Report
from tzcld.ui import forms


def refused(form, error: ValidationError) -> None:
    """Put what an operation refused on the form: on the field at fault when it is here, else at the top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


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
    sections = [("Le bloc", ["kind", "title", "body", ("link", "link_label"), "report"])]

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

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        places = [territory.pk, *territory.locals.values_list("pk", flat=True)]
        self.fields["report"].queryset = Report.objects.filter(territory__in=places).public()

    def clean(self):
        data = super().clean()
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
