"""Which columns a file takes: chosen on a page at the list's own address, kept for the account if it wants.

The address says ``export=choix`` for the page, ``colonne`` once for each column of the file. A column that the reader's own
table does not hold is refused in words. What is kept is read again through that table: a right that went takes its column.
"""

from django.core import signing
from django.urls import reverse
from django.utils.functional import cached_property

from tzcld.ui import forms, french
from tzcld.ui.lists.chips import address

PAGE = "choix"
# What the address says of the file itself: everything else is the list's, and is carried on.
OF_THE_FILE = ("page", "deplier", "format", "export", "colonne")
SALT = "list-columns"


class ChoiceForm(forms.Form):
    colonne = forms.MultipleChoiceField(
        label="Colonnes du fichier",
        help_text="Elles se suivent dans le fichier comme dans la liste.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins une colonne\u00a0: sans elle, le fichier serait vide.",
            "invalid_choice": "La colonne «\u00a0%(value)s\u00a0» n’est pas dans cette liste, ou ne vous est pas ouverte. "
            "Choisissez parmi celles-ci.",
        },
    )
    format = forms.ChoiceField(label="Format", widget=forms.RadioSelect)

    def __init__(self, listing, formats):
        params = listing.params
        super().__init__(
            params if params.get("format") in formats else None,
            initial={"colonne": [c.key for c in listing.kept_columns or listing.table.exported]},
        )
        self.fields["colonne"].choices = [(c.key, c.label) for c in listing.table.exported]
        self.fields["format"].choices = list(formats.items())
        self.fields["format"].initial = next(iter(formats))


class Choice:
    """What ``ui/export_page.html`` shows."""

    def __init__(self, listing, formats):
        self.listing = listing
        self.form = ChoiceForm(listing, formats)

    @property
    def carried(self):
        """[(name, value)]: the filters and the order in force."""
        found = [
            (name, value)
            for name, values in self.listing.params.lists()
            if name not in OF_THE_FILE
            for value in values
        ]
        return [*found, ("export", PAGE)]

    @property
    def back_url(self):
        return f"{self.listing.request.path}{address(self.listing.params, **dict.fromkeys(OF_THE_FILE))}"

    @property
    def filters(self):
        """The sentence that says which rows leave, in which order."""
        chips = self.listing.chips
        told = "\u00a0; ".join(f"{c.label}\u00a0: {c.value}" for c in chips)
        if not chips:
            said = "Aucun filtre\u00a0: toute la liste."
        elif len(chips) == 1:
            said = f"Filtre appliqué\u00a0: {told}."
        else:
            said = f"Filtres appliqués\u00a0: {told}."
        column, descending = self.listing.sort
        if column is None:
            return said
        way = "décroissant" if descending else "croissant"
        return f"{said} Tri\u00a0: {french.lower_first(column.label)}, {way}."

    @cached_property
    def keep_url(self):
        """Where the choice is kept, for an account: the signature says which list and columns were offered."""
        if not self.listing.request.user.is_authenticated:
            return ""
        table = self.listing.table
        keys = [c.key for c in table.exported]
        offer = signing.dumps([table.name, self.listing.request.path, keys], salt=SALT)
        return f"{reverse('account_columns')}?liste={offer}"


def offered(signed: str) -> tuple[str, str, list[str]]:
    """(list, its path, keys of the columns offered). Raises BadSignature for anything that no page wrote."""
    name, path, keys = signing.loads(signed, salt=SALT)
    return name, path, keys
