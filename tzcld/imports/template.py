"""The workbook that people fill in: the columns with an example line, and the help of each column."""

from tzcld.imports.columns import simple

DATA, HELP = "Données", "Aide"


def write_template(file, columns) -> None:
    """Two sheets; the example line is left out at import as long as nobody changes it. What others fill together stays out."""
    # Read in at the first book: every start of a process would wait for it.
    import xlsxwriter

    columns = [column for column in columns if not column.fills]
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = {
        "bold": True,
        "border": 1,
        "border_color": "#d9d2c4",
        "text_wrap": True,
        "valign": "top",
    }
    head = book.add_format({**bold, "bg_color": "#ece7dc"})
    needed = book.add_format({**bold, "bg_color": "#e3eff0"})
    example = book.add_format({"italic": True, "font_color": "#454e53"})
    sheet = book.add_worksheet(DATA)
    sheet.freeze_panes(1, 0)
    # Text everywhere: a spreadsheet would take the zero off telephone numbers and turn dates around.
    sheet.set_column(0, len(columns) - 1, 20, book.add_format({"num_format": "@"}))
    for i, column in enumerate(columns):
        sheet.write_string(0, i, column.label, needed if column.required else head)
        sheet.write_string(1, i, column.example, example)
        if column.help:
            sheet.write_comment(0, i, column.help[:500])
        accepted = list(column.type.accepted)
        if accepted and len(", ".join(accepted)) <= 250:
            sheet.data_validation(
                1, i, 2000, i, {"validate": "list", "source": accepted, "error_type": "warning"}
            )
    _help(book, columns, head, wrap)
    book.close()


def _help(book, columns, head, wrap) -> None:
    sheet = book.add_worksheet(HELP)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 3, 60)
    titles = ("Colonne", "Nécessaire", "Ce qu’il faut écrire", "Réponses acceptées")
    for i, title in enumerate(titles):
        sheet.write_string(0, i, title, head)
    for line, column in enumerate(columns, 1):
        told = column.help or (f"Exemple\u00a0: {column.example}" if column.example else "")
        cells = (
            column.label,
            "oui" if column.required else "non",
            told,
            ", ".join(list(column.type.accepted)[:200]),
        )
        for i, text in enumerate(cells):
            sheet.write_string(line, i, text, wrap)
    sheet.write_string(
        len(columns) + 2,
        0,
        "La ligne d’exemple n’est pas importée tant qu’elle n’est pas changée. Une cellule vide n’efface rien.",
    )


class Example:
    """The template's own example line, as a file with these columns holds it: left out at import."""

    def __init__(self, columns, mapping: dict[str, int]):
        shown = {c.name: simple(c.example) for c in columns if c.example}
        self.texts = [(place, shown.get(name, "")) for name, place in mapping.items()]
        self.count = sum(1 for _, text in self.texts if text)

    def is_in(self, cells: list[str]) -> bool:
        # Most lines differ from the example at the first column.
        return self.count > 1 and all(
            simple(cells[place] if place < len(cells) else "") == text for place, text in self.texts
        )
