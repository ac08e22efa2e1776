"""docs/rgpd/donnees.md: what is held about a person, read from the models so that it cannot drift."""

from pathlib import Path

from django.conf import settings

from territories.holdings import Holding, holdings
from tzcld.ui import french

FILE = Path(settings.BASE_DIR) / "docs" / "rgpd" / "donnees.md"
HEAD = """# Ce qui est gardé sur une personne

Cette page est écrite par `python manage.py rgpd_docs` à partir des tables elles-mêmes ; un test refuse qu’elle s’en écarte.
« Effacé » : ce que l’anonymisation retire, définitivement, au terme de la conservation ou d’une demande d’effacement
accordée. Le reste sert aux chiffres, qui ne bougent pas.
"""


def page() -> str:
    return "\n".join([HEAD, *(_section(holding) for holding in holdings())])


def _section(holding: Holding) -> str:
    lines = [f"## {holding.label}", ""]
    rows = [_line(holding, name) for name in holding.fields if name not in holding.hidden]
    if not rows:
        return "\n".join(
            [*lines, "Rien qui se lise : des clés techniques, effacées avec le nom.", ""]
        )
    return "\n".join([*lines, "| donnée | à la fin de la conservation |", "|---|---|", *rows, ""])


def _line(holding: Holding, name: str) -> str:
    label = french.upper_first(str(holding.model._meta.get_field(name).verbose_name))
    return f"| {label} | {_fate(holding, name)} |"


def _fate(holding: Holding, name: str) -> str:
    if name not in holding.identifying:
        return "gardée, sans lien avec le nom"
    if callable(holding.identifying[name]):
        return "rendue imprécise ou remplacée au hasard"
    return "effacée"
