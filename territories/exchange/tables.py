"""Columns of the board and of the workshops' table, once for page and files."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from territories.exchange.models import ExchangeItem
from tzcld.ui.lists import Column, Table

# tone, icon, word: the same trio everywhere
KINDS = {
    ExchangeItem.Kind.NEED: ("line", "search", "Besoin"),
    ExchangeItem.Kind.OFFER: ("line", "lightbulb", "Ressource"),
}
STATES = {
    ExchangeItem.State.OPEN: ("info", "circle", "Ouvert"),
    ExchangeItem.State.CONNECTED: ("warn", "people", "Mise en relation"),
    ExchangeItem.State.SOLVED: ("ok", "check-circle", "Résolu"),
}


def kind_of(item: ExchangeItem) -> tuple[str, str, str]:
    return KINDS[ExchangeItem.Kind(item.kind)]


def state_of(item: ExchangeItem) -> tuple[str, str, str]:
    return STATES[ExchangeItem.State(item.state)]


def tag_links(slug: str, tags: list[str]) -> list[dict]:
    """[{label, url}]: each tag leads to what carries it."""
    board = reverse("territories:exchange_list", args=[slug])
    return [{"label": tag, "url": f"{board}?{urlencode({'tag': tag})}"} for tag in tags]


def _tags(item: ExchangeItem) -> str:
    links = tag_links(getattr(item, "shown_in", item.territory.slug), item.tags)
    return format_html_join(
        ", ",
        "{}",
        ((format_html('<a href="{}">{}</a>', tag["url"], tag["label"]),) for tag in links),
    )


EXCHANGE = Table(
    name="besoins-et-ressources",
    one="besoin ou ressource",
    many="besoins et ressources",
    order="-created_at",
    empty="Ce que chaque territoire cherche, et ce qu’il peut apporter aux autres.",
    columns=[
        Column(
            "text",
            "Besoin ou ressource",
            sort="text",
            link=lambda item: item.address,
            sub=Column("contribution", "Organisation ou lieu", value="contribution.label"),
        ),
        Column("kind", "Nature", kind="state", value=kind_of, sort="kind"),
        Column("state", "État", kind="state", value=state_of, sort="state"),
        Column("tags", "Étiquettes", value=lambda item: ", ".join(item.tags), cell=_tags),
        Column("territory", "Territoire", value="territory.name", sort="territory__name"),
        Column("created_at", "Publié le", kind="date", sort="created_at"),
        Column("answer", "Réponse", screen=False),
    ],
)


def _told(kind: str):
    return lambda row: " ; ".join(item.text for item in row.items.all() if item.kind == kind)


def _number(kind: str):
    return lambda row: sum(item.kind == kind for item in row.items.all())


CONTRIBUTIONS = Table(
    name="contributions-d-atelier",
    one="contribution",
    many="contributions",
    feminine=True,
    order="label",
    empty="Ce que chaque organisation ou lieu a dit en atelier : ses démarches, ses défis, ses besoins, ses ressources.",
    columns=[
        Column("label", "Organisation ou lieu", sort="label", link=lambda row: row.address),
        Column("workshop", "Atelier", sort="workshop"),
        Column("on", "Date", kind="date", sort="on"),
        Column("territory", "Territoire", value="territory.name", sort="territory__name"),
        Column(
            "needs",
            "Besoins",
            kind="number",
            value=_number(ExchangeItem.Kind.NEED),
            export=False,
        ),
        Column(
            "offers",
            "Ressources",
            kind="number",
            value=_number(ExchangeItem.Kind.OFFER),
            export=False,
        ),
        # The workshop's table as it was filled: its five columns.
        Column("steps", "Démarches engagées", screen=False, width=40),
        Column("short_term", "Défis à court terme", screen=False, width=40),
        Column("medium_term", "Défis à moyen terme", screen=False, width=40),
        Column(
            "needs_told",
            "J’ai besoin de ressources sur",
            value=_told(ExchangeItem.Kind.NEED),
            screen=False,
            width=40,
        ),
        Column(
            "offers_told",
            "Je peux être ressource sur",
            value=_told(ExchangeItem.Kind.OFFER),
            screen=False,
            width=40,
        ),
    ],
)
