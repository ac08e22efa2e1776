"""docs/rgpd, the pages read from the models and the rules so that they cannot drift: what is held, register, notices."""

from pathlib import Path

from django.conf import settings

from ppde.models import Controller
from ppde.models.processings import defaults
from ppde.privacy.notices import DELIVERED, Line, lines, measures, notice
from territories.holdings import Holding, holdings
from territories.models import Territory
from tzcld.ui import french

FOLDER = Path(settings.BASE_DIR) / "docs" / "rgpd"
WRITTEN = "Cette page est écrite par `python manage.py rgpd_docs` à partir"
HELD = f"""# Ce qui est gardé sur une personne

{WRITTEN} des tables elles-mêmes ; un test refuse qu’elle s’en écarte.
« Effacé » : ce que l’anonymisation retire, définitivement, au terme de la conservation ou d’une demande d’effacement
accordée. Le reste sert aux chiffres, qui ne bougent pas.
"""
REGISTER = f"""# Registre des traitements

{WRITTEN} de ce que la plateforme fait telle qu’elle est livrée ; un test refuse
qu’elle s’en écarte. Chaque métropole y écrit ses propres versions, chaque territoire son responsable et son délégué : le registre à
jour se lit et s’imprime dans la plateforme, menu de votre nom, **Registre des traitements**. Les durées sont celles des règles que la
plateforme applique elle-même.
"""
NOTICES = f"""# Notices d’information

{WRITTEN} du registre, avec ce que demandent les articles 13 et 14. La notice
remise à une personne, le courrier, la page personnelle et la page publique « Vos données » de chaque territoire viennent de la même
source ; ce qui est entre crochets est ce que le territoire écrit dans **Responsable et délégué**.
"""
# What a territory writes, in its place.
TO_WRITE = Controller(
    name="[responsable de traitement]",
    address="[adresse postale]",
    joint="[responsabilité conjointe, s’il y en a une]",
    dpo="[délégué à la protection des données]",
    dpo_contact="[comment le joindre]",
    processors="[sous-traitants, s’il y en a]",
    transfers="[transferts hors de l’Union européenne, s’il y en a]",
)


def pages() -> dict[Path, str]:
    """Each file with what it must say."""
    return {
        FOLDER / "donnees.md": held(),
        FOLDER / "registre.md": register(),
        FOLDER / "notices.md": notices(),
    }


# The register and the notices ────────────────────────────────────────────────────────────────────


def _lines() -> list[Line]:
    return lines(defaults(0), DELIVERED)


def register() -> str:
    parts = [REGISTER]
    for line in _lines():
        rows = [f"| {label} | {_cell(words)} |" for label, words in line.facts]
        parts += [f"## {line.processing.name}", "", "| | |", "|---|---|", *rows, ""]
    threshold = Territory._meta.get_field("masking_threshold").default
    parts += ["## Mesures de sécurité", "", *(f"- {m}" for m in measures(threshold)), ""]
    return "\n".join(parts)


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def notices() -> str:
    parts = [NOTICES]
    for line in _lines():
        told = notice(line, TO_WRITE, "[territoire]", DELIVERED)
        parts += [f"## {line.processing.name}", ""]
        for paragraph in told.paragraphs:
            parts += [paragraph, ""]
        for heading, said in told.sections:
            parts += [f"**{heading}**", "", *(f"- {sentence}" for sentence in said), ""]
    return "\n".join(parts)


# What is held ────────────────────────────────────────────────────────────────────────────────────


def held() -> str:
    return "\n".join([HELD, *(_section(holding) for holding in holdings())])


def _section(holding: Holding) -> str:
    lines_ = [f"## {holding.label}", ""]
    rows = [_line(holding, name) for name in holding.fields if name not in holding.hidden]
    if not rows:
        return "\n".join(
            [*lines_, "Rien qui se lise : des clés techniques, effacées avec le nom.", ""]
        )
    return "\n".join([*lines_, "| donnée | à la fin de la conservation |", "|---|---|", *rows, ""])


def _line(holding: Holding, name: str) -> str:
    label = french.upper_first(str(holding.model._meta.get_field(name).verbose_name))
    return f"| {label} | {_fate(holding, name)} |"


def _fate(holding: Holding, name: str) -> str:
    if name not in holding.identifying:
        return "gardée, sans lien avec le nom"
    if callable(holding.identifying[name]):
        return "rendue imprécise ou remplacée au hasard"
    return "effacée"
