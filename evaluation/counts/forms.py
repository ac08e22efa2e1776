"""The month as typed on one page, and the two changes of the way of counting."""

from evaluation.counts.models import MonthlyCount
from evaluation.counts.operations import IN_CELLS, TYPED_DIMENSIONS, UNKNOWN
from evaluation.indicators import DIMENSIONS
from tzcld.ui import forms

FLOWS = (
    "identified", "met", "unregistered", "interviewed", "volunteers", "eligible", "proposed", "solved_ebe",
    "solved_elsewhere", "left_otherwise",
)  # fmt: skip
STOCK = ("waiting", "paused", "waiting_lt3", "waiting_3_6", "waiting_6_12", "waiting_gt12")
OPTIONAL = {"unregistered", "waiting_lt3", "waiting_3_6", "waiting_6_12", "waiting_gt12"}
HELP = {
    "met": "En réunion ou en entretien. Une personne déjà rencontrée un autre mois ne se recompte pas.",
    "unregistered": "Laissez vide si vous ne le savez pas.",
    "proposed": "Les personnes qui ont reçu leur première proposition ce mois-ci.",
    "solved_elsewhere": "CDI, CDD de 6 mois ou plus, SIAE, ESAT ou EA, fonction publique, création d’activité.",
    "left_otherwise": "Formation, emploi court, retraite, déménagement…",
    "waiting": "Volontaires éligibles sans solution ni pause, le dernier jour du mois.",
    "waiting_lt3": "Les quatre anciennetés ensemble, ou aucune.",
}
CELLS = ("rencontrées", "volontaires", "en attente en fin de mois")


class MonthForm(forms.Shared, forms.Form):
    """One month, or what came before the first (`stock=False`: no list at the end of it, no breakdown)."""

    def __init__(self, *args, stock: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.stock = stock
        for name in (*FLOWS, *(STOCK if stock else ())):
            field = MonthlyCount._meta.get_field(name)
            self._count(name, str(field.verbose_name), HELP.get(name, ""), name in OPTIONAL)
        if stock:
            for dimension, cell, name, label in _cells():
                self._count(f"{dimension}__{cell}__{name}", label, "", True)
        self.fields["reason"] = forms.CharField(
            label="Ce qui explique ces chiffres",
            required=False,
            max_length=300,
            help_text="Demandé quand un chiffre étonne. Par exemple : réunion ouverte à un autre quartier. Aucun nom.",
        )
        forms.prepare(self.fields["reason"])

    def _count(self, name: str, label: str, help_text: str, optional: bool) -> None:
        self.fields[name] = forms.IntegerField(
            label=label[:1].upper() + label[1:],
            help_text=help_text,
            required=not optional,
            min_value=0,
            max_value=100_000,
            initial=None if optional else 0,
        )
        forms.prepare(self.fields[name])

    @property
    def sections(self):
        found = [("Depuis le début, jusqu’au premier mois saisi" if not self.stock else "Pendant le mois", [
            ("identified", "met", "unregistered"),
            ("interviewed", "volunteers", "eligible"),
            ("proposed", "solved_ebe", "solved_elsewhere"),
            "left_otherwise",
        ])]  # fmt: skip
        if self.stock:
            found.append(
                ("À la fin du mois", [STOCK[:2], STOCK[2:4], STOCK[4:]]),
            )
            for dimension in TYPED_DIMENSIONS:
                rows = [
                    tuple(f"{dimension}__{cell}__{name}" for name in IN_CELLS)
                    for cell in _known(dimension)
                ]
                found.append((_breakdown(dimension), rows))
        return [*found, ("Explication", ["reason"])]

    @property
    def folded(self) -> frozenset[str]:
        """The breakdowns of which nothing is written and nothing is to correct."""
        if not self.stock:
            return frozenset()
        started = {
            name.partition("__")[0]
            for name in self.fields
            if "__" in name and (self[name].value() not in (None, "", 0, "0") or self[name].errors)
        }
        return frozenset(_breakdown(d) for d in TYPED_DIMENSIONS if d not in started)

    @property
    def totals(self) -> dict:
        names = (*FLOWS, *(STOCK if self.stock else ()))
        return {
            name: self.cleaned_data[name] if name in OPTIONAL else self.cleaned_data[name] or 0
            for name in names
        }

    @property
    def cells(self) -> dict[str, dict[str, dict[str, int]]]:
        """Only the dimensions in which something is typed."""
        found: dict = {}
        for dimension, cell, name, _ in _cells() if self.stock else ():
            value = self.cleaned_data.get(f"{dimension}__{cell}__{name}")
            if value is not None:
                found.setdefault(dimension, {}).setdefault(cell, {})[name] = value
        return found


def _breakdown(dimension: str) -> str:
    return f"{DIMENSIONS[dimension].label} (facultatif)"


def _known(dimension: str) -> list[str]:
    return [cell for cell in DIMENSIONS[dimension].cells if cell != UNKNOWN[dimension]]


def _cells():
    for dimension in TYPED_DIMENSIONS:
        for cell in _known(dimension):
            for name, word in zip(IN_CELLS, CELLS, strict=True):
                yield dimension, cell, name, f"{DIMENSIONS[dimension].cells[cell]}, {word}"


def initial(rows: list[MonthlyCount], *, stock: bool) -> dict:
    """What was typed, from the rows of a month."""
    found: dict = {}
    for row in rows:
        if not row.breakdown:
            found |= {name: getattr(row, name) for name in (*FLOWS, *STOCK, "reason")}
        elif row.breakdown in TYPED_DIMENSIONS and row.cell != UNKNOWN[row.breakdown] and stock:
            found |= {
                f"{row.breakdown}__{row.cell}__{name}": getattr(row, name) for name in IN_CELLS
            }
    return found


class BeginForm(forms.Form):
    sections = [("La saisie mensuelle", ["since", "reason"])]
    since = forms.MonthField(label="Premier mois saisi sans nom", help_text="Par exemple 01/2026.")
    reason = forms.CharField(
        label="Pourquoi",
        max_length=300,
        help_text="Par exemple : l’équipe ne tient pas encore de dossiers nominatifs.",
    )


class AnnounceForm(forms.Form):
    sections = [("Le passage aux noms", ["since"])]
    since = forms.MonthField(
        label="Premier mois compté par nom",
        help_text="Les mois d’avant restent ceux que vous avez saisis. Par exemple 11/2026.",
    )


class ReconcileForm(forms.Form):
    sections = [("Le rapprochement", ["reason"])]
    reason = forms.CharField(
        label="Ce qui explique l’écart de la liste",
        max_length=300,
        required=False,
        help_text="Nécessaire si la liste saisie et la liste par nom diffèrent. Par exemple : deux personnes ont déménagé.",
    )
