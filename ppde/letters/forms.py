"""Where the team receives, written at the foot of letters."""

from ppde.models import Desk
from tzcld.ui import forms


class DeskForm(forms.ModelForm):
    sections = [
        ("Joindre l’équipe", ["place", "hours", ("phone", "email")]),
        ("La page personnelle", ["opens_pages", "page_days"]),
    ]

    class Meta:
        model = Desk
        fields = ("place", "hours", "phone", "email", "opens_pages", "page_days")
        help_texts = {
            "place": "Exemple\u00a0: maison du projet, 12 rue des Tilleuls",
            "hours": "Exemple\u00a0: le mardi et le jeudi, de 9 h à 12 h",
            "opens_pages": "La personne y lit son prénom, son rang et la suite, par un lien privé qui a une date de fin. "
            "Décocher ferme tous les liens donnés.",
            "page_days": "De 1 à 180 jours.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page_days"].unit = "jours"
