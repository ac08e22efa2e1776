"""The form that loads a file of outlines."""

from territories.models import OutlineFile
from territories.outlines.reading import MAX_BYTES, MAX_COMMUNES, MAX_POINTS
from tzcld.ui import forms, french

LIMITS = (
    f"Un fichier GeoJSON (.geojson ou .json), {french.file_size(MAX_BYTES)} au plus, "
    f"{french.number(MAX_COMMUNES)} communes et {french.number(MAX_POINTS)} points au plus."
)


class OutlineForm(forms.ModelForm):
    is_shared = False  # a file takes the place of the whole row

    file = forms.FileField(
        label="Le fichier de contours",
        help_text=LIMITS,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
    )
    sections = [
        ("Le fichier", ["file"]),
        ("D’où il vient", ["source", ["as_of", "licence"]]),
    ]

    class Meta:
        model = OutlineFile
        fields = ("source", "as_of", "licence")
        help_texts = {
            "source": "Écrite sous chaque carte. Exemple\u00a0: IGN Admin Express",
            "as_of": "Exemple\u00a0: 2024",
            "licence": "Exemple\u00a0: Licence Ouverte",
        }

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"Ce fichier pèse {french.file_size(file.size)}, la limite est de {french.file_size(MAX_BYTES)}. "
                "Gardez les communes de la métropole et de ses alentours, ou simplifiez les contours."
            )
        return file
