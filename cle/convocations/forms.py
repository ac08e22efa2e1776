"""To whom a convocation leaves, the rule of notice, the address of a seat."""

from cle.convocations.models import NoticeRule
from cle.convocations.operations import ALL, DOUBTFUL, MISSING
from cle.models import Seat
from tzcld.ui import forms, french


class SendForm(forms.Form):
    """`counts`: how many each choice writes to; the choice is asked once a convocation has left."""

    whom = forms.ChoiceField(label="À qui ?", widget=forms.RadioSelect)
    reason = forms.PersonalTextField(
        label="Pourquoi la convocation part-elle si tard ?",
        max_length=300,
        required=False,
        help_text="Nécessaire pour une première convocation tardive, ou pour écrire à tous. Gardé au journal. Exemple : date avancée.",
    )

    def __init__(self, *args, counts: dict[str, int], again: bool, asks_reason: bool, **kwargs):
        super().__init__(*args, **kwargs)
        words = {
            MISSING: "À celles et ceux qui ne l’ont pas reçue",
            DOUBTFUL: "À celles et ceux qui l’ont peut-être reçue",
            ALL: "À tous : la séance a changé",
        }
        choices = [(k, f"{words[k]} ({french.number(n)})") for k, n in counts.items() if n]
        self.fields["whom"].choices = choices
        self.fields["whom"].initial = choices[0][0] if choices else MISSING
        if not again:
            del self.fields["whom"]
        if not asks_reason:
            del self.fields["reason"]


class NoticeRuleForm(forms.ModelForm):
    days = forms.IntegerField(
        label="Jours entre la convocation et la séance",
        min_value=1,
        max_value=60,
        help_text="Ce que demande le règlement intérieur. Par exemple 10.",
    )
    sections = [("Le délai de convocation", ["days", "valid_from", "source"])]

    class Meta:
        model = NoticeRule
        fields = ["days", "valid_from", "source"]
        help_texts = {
            "valid_from": "Les convocations d’avant gardent leur délai. Par exemple 01/01/2027.",
            "source": "L’article du règlement intérieur, ou la décision qui le fixe.",
        }

    def _post_clean(self):
        # The operation builds and checks the row.
        pass


class AddressForm(forms.ModelForm):
    is_shared = True

    class Meta:
        model = Seat
        fields = ["email"]
        help_texts = {
            "email": "Pour la convocation seulement : les membres ne la lisent pas. Vide : celle du compte, s’il y en a un."
        }

    def _post_clean(self):
        # The operation checks the row.
        pass
