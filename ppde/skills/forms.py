"""The hub's list of skills: one by one, or a whole file."""

from django.core.exceptions import ValidationError

from ppde.models import Skill
from ppde.skills import files
from tzcld.ui import forms


class SkillForm(forms.ModelForm):
    sections = [("La compétence", ["name", ("domain", "rome_code"), "is_common"])]

    class Meta:
        model = Skill
        fields = ["name", "domain", "rome_code", "is_common"]
        help_texts = {
            "name": "Ce que l’on sait faire, en quelques mots. Exemple\u00a0: réparer un vélo",
            "domain": "Regroupe les lignes de la grille. Exemple\u00a0: Atelier et réparation",
            "rome_code": "Celui de votre fichier ROME. Exemple\u00a0: I1606",
        }

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory

    def clean_rome_code(self):
        return self.cleaned_data["rome_code"].upper()


class SkillFileForm(forms.Form):
    file = forms.FileField(
        label="Fichier",
        help_text="CSV, XLSX ou ODS, 3\u00a0Mo au plus. Colonnes\u00a0: Libellé, et si vous les avez Code ROME et Domaine.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.ods"}),
    )
    common = forms.BooleanField(
        label="Proposer d’office les nouvelles compétences dans la grille de saisie",
        required=False,
        help_text="Pour une liste de 60 compétences au plus. Les autres se trouvent en écrivant leur nom.",
    )
    rows: list[dict] = []

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if sent.size > files.MAX_BYTES:
            raise ValidationError(
                "Ce fichier est trop lourd. Déposez un fichier de 3\u00a0Mo au plus."
            )
        self.rows = files.read(sent.read(), sent.name)
        return sent
