"""« Serez-vous là ? »"""

from cle.answers.models import MeetingAnswer
from cle.answers.operations import choices_of
from cle.models import Meeting, Seat
from tzcld.ui import forms

Said = MeetingAnswer.Said
WORDS = {
    Said.PRESENT: "Oui, je serai là",
    Said.REPRESENTED: "Non, je donne pouvoir à une autre personne de l’instance",
    Said.EXCUSED: "Non, je m’excuse",
}


class AnswerForm(forms.Form):
    said = forms.ChoiceField(label="Serez-vous là ?", widget=forms.RadioSelect)

    def __init__(self, *args, seat: Seat, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["said"]
        kept = choices_of(seat, meeting)
        field.choices = [(said, WORDS[Said(said)]) for said in kept]
        if Said.REPRESENTED in kept:
            field.help_text = "Un pouvoir se donne à une personne présente\u00a0: dites à l’équipe projet à qui vous le donnez."
