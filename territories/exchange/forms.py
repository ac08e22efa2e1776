"""What people type about needs, offers and workshops."""

import re

from territories.exchange.matching import known_tags
from territories.exchange.models import MAX_TAGS, TAG_LENGTH, Contribution, ExchangeItem
from tzcld.ui import forms, french

TAGS_HELP = "Quelques mots séparés par des virgules : ils rapprochent besoins et ressources. Exemple : clauses sociales, réseau d’acteurs"


class TagsField(forms.CharField):
    """« clauses, réseau » typed becomes ["clauses", "réseau"]; a tag already on the board keeps its spelling."""

    known: dict[str, str] = {}

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value):
        typed = super().clean(value)
        found: dict[str, str] = {}
        for word in re.split(r"[,;\n]", typed):
            word = " ".join(word.split())
            if word:
                key = french.plain(word)
                found.setdefault(key, self.known.get(key, word))
        tags = list(found.values())
        if len(tags) > MAX_TAGS:
            raise forms.ValidationError(
                f"{len(tags)} étiquettes, c’est trop. Gardez-en {MAX_TAGS} au plus."
            )
        if any(len(tag) > TAG_LENGTH for tag in tags):
            raise forms.ValidationError(
                f"Une étiquette dépasse {TAG_LENGTH} signes. Séparez les mots par des virgules."
            )
        return tags


class ItemForm(forms.ModelForm):
    """A need or an offer of `territory`."""

    sections = [("", ["kind", "text", "tags", "contribution"])]
    tags = TagsField(label="Étiquettes", required=False, max_length=600, help_text=TAGS_HELP)

    class Meta:
        model = ExchangeItem
        fields = ("kind", "text", "tags", "contribution")
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "text": "Ce que vous cherchez ou ce que vous pouvez apporter. Aucun nom de personne.",
            "contribution": "La contribution d’atelier d’où il vient, s’il y en a une.",
        }

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory
        self.fields["kind"].choices = [
            (ExchangeItem.Kind.NEED, "Un besoin : nous cherchons"),
            (ExchangeItem.Kind.OFFER, "Une ressource : nous pouvons apporter"),
        ]
        self.fields["contribution"].queryset = Contribution.objects.within(territory)
        self.fields["contribution"].empty_label = "Aucune"
        if self.is_bound:
            self.fields["tags"].known = known_tags(ExchangeItem.objects.board_of(territory))


class ContributionForm(forms.ModelForm):
    """What a place told at a workshop; its needs and offers are then added from its page."""

    sections = [
        ("Qui, et quand", ["label", ("workshop", "on")]),
        ("Ce qui a été dit", ["steps", "short_term", "medium_term"]),
    ]

    class Meta:
        model = Contribution
        fields = ("label", "workshop", "on", "steps", "short_term", "medium_term")
        help_texts = {"workshop": "Vide quand la contribution est venue autrement."}

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory


class AnswerForm(forms.Shared, forms.Form):
    """Put in touch, or solve; the note says with whom and how."""

    acts = ("state",)

    state = forms.ChoiceField(label="Où en est-on ?", widget=forms.RadioSelect)
    answer = forms.CharField(
        label="Réponse",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Qui peut aider, ce qui a été convenu, la suite. Aucune coordonnée personnelle.",
    )

    def __init__(self, *args, states: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        labels = {
            ExchangeItem.State.OPEN: "Rouvrir : la recherche continue",
            ExchangeItem.State.CONNECTED: "Mise en relation : quelqu’un peut répondre",
            ExchangeItem.State.SOLVED: "Résolu : c’est fait",
        }
        self.fields["state"].choices = [(state, labels[state]) for state in states]
