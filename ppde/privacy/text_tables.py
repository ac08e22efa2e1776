"""Columns of the texts to read again and of the words that stop or flag them."""

from django.urls import reverse
from django.utils import timezone

from ppde.eligibility import months_before
from ppde.models import TextFlag
from tzcld.ui import french
from tzcld.ui.lists import Column, Table

FLAG_STATES = {
    "open": ("warn", "hourglass-split"),
    "kept": ("ok", "check-circle"),
    "reworded": ("ok", "pencil"),
    "erased": ("", "trash"),
    "addendum": ("ok", "plus-lg"),
}


def texts_table(slug: str, *, of_hub: bool, may_review: bool) -> Table:
    """The review queue, the oldest first. The text itself is read on the page of the review."""

    def link(flag) -> str | None:
        if not may_review or flag.state != "open":
            return None
        return reverse("ppde:text_review", args=[slug, flag.pk])

    place = [Column("territory", "Territoire", value="territory.name", sort="territory__name")]
    return Table(
        name="textes-a-relire",
        one="texte",
        many="textes",
        order="found_at",
        columns=[
            Column("number", "Dossier", value="reference", sort="number", link=link, head=True),
            Column(
                "state",
                "État",
                kind="state",
                value=lambda f: (*FLAG_STATES[f.state], french.upper_first(f.get_state_display())),
                sort="state",
            ),
            *(place if of_hub else []),
            Column("field", "Champ", value="where", sort="field"),
            Column("words", "Mots trouvés", value=lambda f: french.listing(f.words)),
            Column("found_at", "Trouvé le", kind="date", sort="found_at"),
            Column("reason", "Raison"),
        ],
        empty="Un texte où figure un mot sur la santé, une infraction, une opinion ou l’origine viendra ici.",
    )


REREADING_STATES = {
    "waiting": ("warn", "hourglass-split", "En attente"),
    "running": ("warn", "hourglass-split", "En cours"),
    "done": ("ok", "check-circle", "Finie"),
    "failed": ("bad", "exclamation-triangle", "Arrêtée"),
}


def rereading_words(rows, *, of_hub: bool) -> dict | None:
    """Where the reading of old texts stands, in a sentence: here, or in all the territories of the hub together."""
    if not rows:
        return None
    states = {row.state for row in rows}
    state = next(s for s in ("failed", "running", "waiting", "done") if s in states)
    done, total = sum(row.done for row in rows), sum(row.total for row in rows)
    share = done / total if total else 0
    found = sum(row.found for row in rows)
    where = " dans la métropole et ses territoires" if of_hub else ""
    sent = (
        french.count(found, "texte envoyé à relire", "textes envoyés à relire")
        if found
        else "aucun texte envoyé à relire"
    )
    told = {
        "waiting": f"Les textes déjà écrits{where} vont être relus avec la liste d’aujourd’hui.",
        "running": f"Les textes déjà écrits{where} sont relus\u00a0: {french.percent(share)} fait, {sent}.",
        "done": f"Textes déjà écrits{where} relus le {french.date(max(r.finished_at or r.asked_at for r in rows))}\u00a0: {sent}.",
        "failed": next((row.error for row in rows if row.state == "failed"), ""),
    }
    kind, icon, label = REREADING_STATES[state]
    return {
        "kind": kind,
        "icon": icon,
        "state": label,
        "words": told[state],
        "refresh": state in ("waiting", "running"),
    }


def told_by_word(flags) -> list[tuple[tuple[str, ...], str]]:
    """(words found, state) of each text sent to the review for a year that still says its words."""
    since = months_before(timezone.localdate(), 12)
    rows = flags.filter(found_at__date__gte=since).exclude(words=[])
    return [(tuple(words), state) for words, state in rows.order_by().values_list("words", "state")]


def noise_words(word, told: list[tuple[tuple[str, ...], str]]) -> str:
    """« 12 gardés, 3 à relire »: what a word has sent to the review for a year, and what became of it."""
    states = [state for words, state in told if any(word.finds(found) for found in words)]
    kept, open_ = states.count(TextFlag.State.KEPT), states.count(TextFlag.State.OPEN)
    said = [
        french.count(kept, "gardé", "gardés") if kept else "",
        f"{french.number(open_)} à relire" if open_ else "",
    ]
    return ", ".join(filter(None, said)) or "Aucun"


def words_table(
    territory, link, *, with_removed: bool, with_act: bool, told=None, of_hub_alone=False
) -> Table:
    """Words of the hub's list and those that the territory added, who added and removed each.

    `told`: what `told_by_word` gives, for whoever may know which texts wait; None, the column is not there.
    `of_hub_alone`: they are the texts of the hub, not those of its territories.
    """
    title = "Textes de la métropole depuis un an" if of_hub_alone else "Textes depuis un an"
    noise = Column("noise", title, value=lambda w: noise_words(w, told))
    removed = [
        Column("removed_at", "Retiré le", kind="date", sort="removed_at"),
        Column("removed_by", "Retiré par", value=lambda w: str(w.removed_by or "")),
    ]
    act = Column(
        "act", "À faire", value=lambda w: "Retirer" if link(w) else "", link=link, export=False
    )
    place = Column(
        "place",
        "Liste",
        value=lambda w: "Ce territoire" if w.territory_id == territory.pk else "La métropole",
        sort="territory__kind",
    )
    return Table(
        name="mots-a-relire",
        one="mot",
        many="mots",
        order="stem",
        columns=[
            Column("stem", "Mot", value=str, sort="stem", head=True),
            Column("state", "État", kind="state", value=word_state, sort="removed_at"),
            Column(
                "subject",
                "Sujet",
                value=lambda w: french.upper_first(w.get_subject_display()),
                sort="subject",
            ),
            *([] if territory.is_hub else [place]),
            *([] if told is None else [noise]),
            Column("added_at", "Ajouté le", kind="date", sort="added_at"),
            Column(
                "added_by",
                "Par",
                value=lambda w: str(w.added_by) if w.added_by else "Liste de départ",
            ),
            *(removed if with_removed else []),
            *([act] if with_act else []),
        ],
        empty="Aucun mot dans cette liste\u00a0: aucun texte ne part à relire.",
        notes=[
            (
                "Mot",
                "«\u00a0depress…\u00a0» trouve tout ce qui commence ainsi, accents et majuscules ignorés.",
            ),
            *(
                []
                if told is None
                else [
                    (
                        title,
                        "Gardés\u00a0: quelqu’un a relu, le mot avait sa place. Un texte reformulé ou effacé ne dit plus son mot\u00a0: "
                        "il n’est pas compté ici.",
                    )
                ]
            ),
        ],
    )


def word_state(word) -> tuple[str, str, str]:
    if word.removed_at:
        return ("", "x-lg", "Retiré")
    return ("ok", "check-circle", "Dans la liste")
