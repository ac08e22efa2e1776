"""Forms of an import: the file, its columns, one row."""

from functools import cached_property

from territories.imports.models import StagedRow
from tzcld.imports.reader import EXTENSIONS, MAX_BYTES
from tzcld.imports.reading import LIMITS
from tzcld.ui import forms, french


class FileForm(forms.Form):
    file = forms.FileField(
        label="Votre tableur",
        help_text=LIMITS[0],
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{e}" for e in EXTENSIONS)}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"Ce fichier pèse {french.file_size(file.size)}, la limite est de {french.file_size(MAX_BYTES)}. "
                "Partagez le tableau en plusieurs fichiers."
            )
        return file


class ColumnsForm(forms.Form):
    """For each column of the file, what it is."""

    def __init__(self, data=None, *, batch, kind, labels, rows):
        super().__init__(data)
        self.kind = kind
        self.samples = {}
        names = {place: name for name, place in batch.mapping.items()}
        choices = [("", "Ne pas importer"), *((c.name, c.label) for c in kind.columns)]
        for place, label in enumerate(labels):
            seen = list(
                dict.fromkeys(row[place] for row in rows if place < len(row) and row[place])
            )[:3]
            if not label and not seen:
                continue
            field = forms.ChoiceField(
                label=label or f"Colonne {place + 1}, sans titre",
                choices=choices,
                required=False,
                initial=names.get(place, ""),
                widget=forms.Select(attrs={"class": "w-m"}),
            )
            forms.prepare(field)
            self.fields[f"c{place}"] = field
            self.samples[f"c{place}"] = seen

    def lines(self):
        """[(bound field, what the first rows hold)]."""
        return [(self[name], self.samples[name]) for name in self.fields]

    @property
    def left_aside(self) -> list[str]:
        """Titles of the columns that hold something and that nothing is said to be."""
        fields = [name for name in self.fields if self.samples[name] and not self[name].value()]
        return [f"«\u00a0{self.fields[name].label}\u00a0»" for name in fields]

    @cached_property
    def unknown(self) -> list[str]:
        """Labels of the needed columns that nothing in the file answers."""
        chosen = {self[name].value() for name in self.fields}
        chosen.update(*(c.fills for c in self.kind.columns if c.name in chosen))
        return [c.label for c in self.kind.columns if c.required and c.name not in chosen]

    def clean(self):
        data = super().clean()
        self.mapping = {}
        for field, name in data.items():
            if not name:
                continue
            if name in self.mapping:
                other = self.fields[f"c{self.mapping[name]}"].label
                self.add_error(
                    field, f"La colonne «\u00a0{other}\u00a0» a déjà cette réponse. Gardez-en une."
                )
            else:
                self.mapping[name] = int(field[1:])
        if not self.mapping and not self.errors:
            raise forms.ValidationError("Dites ce que contient au moins une colonne.")
        return data


class ReadingForm(forms.Form):
    """Which sheet of the file is read, and whether its first line holds titles."""

    sheet = forms.TypedChoiceField(label="Feuille à lire", coerce=int)
    without_titles = forms.BooleanField(
        label="Ce tableau n’a pas de ligne de titres",
        help_text="Sa première ligne est déjà une ligne à importer.",
        required=False,
    )

    def __init__(self, data=None, *, batch, sheets):
        initial = {"sheet": batch.sheet, "without_titles": not batch.has_titles}
        super().__init__(data, initial=initial)
        if len(sheets) > 1:
            self.fields["sheet"].choices = list(enumerate(sheets))
        else:
            del self.fields["sheet"]


class RowForm(forms.Form):
    """The cells of a row as they are written; what is wrong comes from the check, not from here."""

    DECISION = "reponse"

    def __init__(self, data=None, *, kind, row, mapping):
        self.cells = {
            name: row.cells[place] if place < len(row.cells) else ""
            for name, place in mapping.items()
        }
        shown = {*mapping, *kind.offered, *(error["column"] for error in row.errors)}
        together = {name for c in kind.columns if c.name in mapping for name in c.fills}
        needed = {c.name for c in kind.columns if c.required or c.fills} - together
        self.columns = [
            c for c in kind.columns if c.name in shown or (c.required and c.name in needed)
        ]
        # Bound from the start: the page opens on what is to be corrected.
        super().__init__({**self.cells, self.DECISION: row.decision} if data is None else data)
        if row.doubts:
            self.fields[self.DECISION] = forms.ChoiceField(
                label=kind.doubtful,
                help_text=" ".join(why for _, _, why in row.doubts),
                choices=answers(kind, row),
                required=False,
                widget=forms.RadioSelect,
            )
            forms.prepare(self.fields[self.DECISION])
        for column in self.columns:
            field = forms.CharField(
                label=column.label, required=False, max_length=2000, help_text=column.help
            )
            field.nir_guard = False
            # Nothing is asked here, the check says it; but what a new row needs is not optional.
            field.says_optional = column.name not in needed
            forms.prepare(field)
            self.fields[column.name] = field
        if data is None:
            self.full_clean()
            for error in row.errors:
                self.add_error(
                    error["column"] if error["column"] in self.fields else None, error["message"]
                )

    def changed_cells(self) -> dict[str, str]:
        cells = (c.name for c in self.columns)
        return {
            n: self.cleaned_data[n] for n in cells if self.cleaned_data[n] != self.cells.get(n, "")
        }

    @property
    def decision(self) -> str:
        return self.cleaned_data.get(self.DECISION, "")


def answers(kind, row) -> list[tuple[str, str]]:
    """What may be answered to the doubt of a row; nothing leaves it aside."""
    known = [(str(key), choice) for key, choice, _ in row.doubts if key]
    return [("", "Laisser de côté"), *known, (StagedRow.NEW, kind.another)]


def decisions(post) -> dict[int, str]:
    """{line: answer} from the page of the problems."""
    lines = zip(post.getlist("ligne"), post.getlist("reponse"), strict=False)
    return {int(line): answer[:20] for line, answer in lines if line.isdecimal() and answer}


def created(post, kind) -> dict[tuple[str, str], str]:
    """{(column, text in lower case without accents): what it is created as} from the page of the problems."""
    known = {key for key, _ in kind.created_as}
    said = zip(post.getlist("inconnue"), post.getlist("creer"), strict=False)
    return {
        (kind.creates, french.plain(text[:2000])): answer
        for text, answer in said
        if answer in known
    }


def left(post) -> set[int]:
    """Lines ticked on the page of the problems, to be taken out of the import."""
    told = " ".join(post.getlist("ecarter")).split()
    return {int(line) for line in told if line.isdecimal() and len(line) < 8}


def corrections(post) -> dict[tuple[str, str], str]:
    """{(column, text written): text to put} from the page of the problems; what was left as it is stays out."""
    lines = zip(post.getlist("colonne"), post.getlist("avant"), post.getlist("apres"), strict=False)
    return {
        (column[:40], before[:2000]): after.strip()[:2000]
        for column, before, after in lines
        if after.strip() != before
    }
