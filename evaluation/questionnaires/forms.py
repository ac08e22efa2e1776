"""What people type: the questions of a questionnaire, the answers of an organisation."""

from django.utils.html import escape

from evaluation.questionnaires.models import TEXT_LENGTH, Question, Questionnaire, Response
from evaluation.questionnaires.wording import Asked, read, write
from tzcld.ui import forms

QUESTIONS_HELP = (
    "Une question par ligne. Une ligne qui commence par # ouvre une partie ; "
    "une ligne qui commence par > aide à répondre à la question au-dessus."
)


class QuestionnaireForm(forms.ModelForm):
    """A questionnaire of `territory`; its questions are typed while nobody has begun to answer."""

    sections = [
        ("Le questionnaire", ["title", "intro", ("opens_on", "closes_on"), ("version", "state")]),
        ("Les questions", ["questions"]),
    ]
    questions = forms.CharField(
        label="Questions", widget=forms.Textarea(attrs={"rows": 16}), help_text=QUESTIONS_HELP
    )
    asked: list[Asked] | None = None

    class Meta:
        model = Questionnaire
        fields = ("title", "intro", "version", "opens_on", "closes_on", "state")

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory
        row = self.instance
        if row.pk:
            self.initial["questions"] = write(list(row.questions.all()))
        if row.pk and row.responses.exists():
            del self.fields["questions"]

    def clean_questions(self):
        typed = self.cleaned_data["questions"]
        self.asked = read(typed)
        return typed

    def clean(self):
        data = super().clean()
        if "questions" in data and not self.is_mine("questions"):
            self.asked = read(data["questions"])
        return data


class ResponseForm(forms.ModelForm):
    """All the questions on one page, by part. Nothing is compulsory in a draft but the organisation's name."""

    class Meta:
        model = Response
        fields = ("organisation", "publication")
        widgets = {"publication": forms.RadioSelect}
        help_texts = {
            "organisation": "Au nom de qui vous répondez. Aucun nom de personne.",
            "publication": "Jusqu’où vos réponses pourront être lues, une fois validées.",
        }

    def __init__(self, *args, questions: list[Question], **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        texts = (
            dict(self.instance.answers.values_list("question", "text")) if self.instance.pk else {}
        )
        for question in questions:
            self.fields[name_of(question)] = forms.CharField(
                label=question.text,
                # Field helps are written as HTML by the product's own code; this one was typed by somebody.
                help_text=escape(question.help),
                required=False,
                max_length=TEXT_LENGTH,
                initial=texts.get(question.pk, ""),
                widget=forms.Textarea(attrs={"rows": 6}),
            )
            forms.prepare(self.fields[name_of(question)])
        self.sections = [("Votre organisation", ["organisation"]), *self._parts()]
        self.sections.append(("Diffusion", ["publication"]))

    def _parts(self) -> list[tuple[str, list[str]]]:
        parts: list[tuple[str, list[str]]] = []
        for question in self.questions:
            if not parts or parts[-1][0] != question.section:
                parts.append((question.section, []))
            parts[-1][1].append(name_of(question))
        return parts

    def _get_validation_exclusions(self):
        # Given by the page; without them « one sheet an organisation » would not be checked.
        return super()._get_validation_exclusions() - {"questionnaire", "origin"}

    @property
    def sends(self) -> bool:
        return "draft" not in self.data

    @property
    def texts(self) -> dict[int, str]:
        """What was typed, by question id."""
        return {q.pk: self.cleaned_data.get(name_of(q), "") for q in self.questions}

    def clean(self):
        data = super().clean()
        if self.sends and not any(self.texts.values()) and not self.errors:
            raise forms.ValidationError(
                "Aucune question n’a de réponse. Répondez à une question au moins, ou enregistrez le brouillon."
            )
        return data


def name_of(question: Question) -> str:
    return f"question_{question.pk}"
