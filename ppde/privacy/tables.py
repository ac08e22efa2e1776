"""Columns of the read log and of its alerts."""

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from ppde.eligibility import months_before
from ppde.models import TextFlag
from tzcld.ui import french
from tzcld.ui.lists import Column, Table

CHANGES = {
    "create": ("plus-circle", "Ouverture du dossier"),
    "update": ("pencil", "Modification du dossier"),
    "fact": ("pencil", "Ajout d’un fait"),
    "correct": ("pencil-square", "Correction"),
    "volunteer": ("hand-index-thumb", "Acte de volontariat"),
    "prepare": ("clipboard-check", "Examen d’éligibilité préparé"),
    "decide": ("check-lg", "Décision d’éligibilité enregistrée"),
    "pause": ("pause", "Pause"),
    "resume": ("play", "Reprise"),
    "outcome": ("flag", "Sortie"),
    "give_page": ("key", "Lien privé donné"),
    "close_page": ("x-lg", "Lien privé fermé"),
    "open_page": ("eye", "Page privée ouverte par son lien"),
    "follow_up": ("telephone", "Nouvelles notées"),
    "mobility": ("send", "Mobilité externe"),
    "return": ("arrow-return-left", "Retour"),
    "rank": ("arrow-down", "Rang changé selon la règle"),
}
KINDS = {
    "read": ("eye", "Lecture, nom affiché"),
    "number": ("eye-slash", "Lecture par le numéro seul"),
    "export": ("download", "Export"),
    "print": ("file-earmark-pdf", "Impression"),
    "note": ("lock", "Note réservée ouverte"),
}


def reading_words(reading) -> tuple[str, str]:
    """(icon, words) of a line of the read log."""
    if reading.verb == "contract":
        return ("briefcase", "Lecture du contrat")
    if reading.kind == "change":
        return CHANGES.get(reading.verb, ("pencil", "Écriture"))
    return KINDS[reading.kind]


def who(reading) -> str:
    return str(reading.user) if reading.user else "La plateforme"


def what(reading) -> str:
    words = reading_words(reading)[1]
    if not reading.rows:
        return words
    return f"{words} de {french.count(reading.rows, 'ligne')}"


AT = Column("at", "Quand", kind="datetime", sort="at", head=True)
WHO = Column("user", "Qui", value=who, sort=("user__last_name", "user__first_name"))
WHAT = Column("kind", "Quoi", value=what, sort=("kind", "verb"))
WHY = Column("reason", "Pourquoi")

# In a file: the person is known.
READINGS = Table(
    name="ouvertures",
    one="ouverture",
    many="ouvertures",
    feminine=True,
    order="-at",
    columns=[AT, WHO, WHAT, WHY],
    empty="Personne n’a encore ouvert ce dossier.",
)


def readings_table(*, of_hub: bool) -> Table:
    """The read log by number, for whoever watches over the data."""
    place = [Column("territory", "Territoire", value="territory.name", sort="territory__name")]
    return Table(
        name="consultations",
        one="consultation",
        many="consultations",
        feminine=True,
        order="-at",
        columns=[
            AT,
            *(place if of_hub else []),
            Column("number", "Dossier", value="reference", sort="number"),
            WHO,
            WHAT,
            Column("is_referent", "Suit la personne", kind="bool", sort="is_referent"),
            WHY,
        ],
        empty="Chaque ouverture d’un dossier s’inscrira ici.",
        notes=[("Dossier", "Le numéro de la personne. Aucun nom ne sort de son territoire.")],
    )


def alert_state(alert) -> tuple[str, str, str]:
    if alert.seen_at:
        return ("ok", "check-circle", "Expliquée")
    return ("warn", "bell", "À regarder")


def alert_words(alert) -> str:
    """« 42 dossiers ouverts ou exportés en un jour, 9,5 d’habitude », « 412 lignes exportées de nuit »."""
    if alert.kind in ("export", "out"):
        left = french.count(alert.files, "ligne exportée", "lignes exportées")
        return f"{left} {'en un jour' if alert.kind == 'export' else 'de nuit'}"
    files = french.count(alert.files, "dossier")
    if alert.kind == "volume":
        usual = f", {french.number(alert.usual, 1)} d’habitude" if alert.usual is not None else ""
        seen = french.accord(alert.files, "ouvert ou exporté,ouverts ou exportés")
        return f"{files} {seen} en un jour{usual}"
    if alert.kind == "night":
        return f"{files} de nuit"
    return f"{files} {french.accord(alert.files, 'suivi,suivis')} par d’autres"


def alerts_table(link, *, of_hub: bool) -> Table:
    place = [Column("territory", "Territoire", value="territory.name", sort="territory__name")]
    return Table(
        name="alertes-consultations",
        one="alerte",
        many="alertes",
        feminine=True,
        order="-on",
        columns=[
            Column(
                "kind",
                "Alerte",
                value=lambda a: french.upper_first(a.get_kind_display()),
                sort="kind",
                link=link,
                head=True,
            ),
            Column("seen", "État", kind="state", value=alert_state, sort="seen_at"),
            Column("on", "Jour", kind="date", sort="on"),
            *(place if of_hub else []),
            Column("user", "Compte", value="user", sort=("user__last_name", "user__first_name")),
            Column("files", "Ce qui a été vu", value=alert_words, sort="files"),
            Column("note", "Explication"),
        ],
        empty="Les consultations inhabituelles apparaîtront ici. Une alerte n’accuse personne\u00a0: elle demande de regarder.",
    )


REQUEST_STATES = {
    "granted": ("ok", "check-circle"),
    "refused": ("", "slash-circle"),
    "withdrawn": ("", "dash-circle"),
    "mistake": ("", "x-lg"),
    "joined": ("", "link-45deg"),
}


# What waits for an answer comes first, the nearest end of the clock before the others; then the latest answers.
OPEN_FIRST = (Case(When(state="open", then=Value(0)), default=Value(1)), "due_on")


def request_state(asked) -> tuple[str, str, str]:
    """How the clock stands, or the answer."""
    if asked.is_late:
        return ("bad", "exclamation-octagon", "En retard")
    if asked.is_near:
        return ("warn", "hourglass-split", "Échéance proche")
    if asked.is_open:
        return ("info", "hourglass", "À instruire")
    return (*REQUEST_STATES[asked.state], french.upper_first(asked.get_state_display()))


def requests_table(slug: str, *, of_hub: bool, may_open: bool) -> Table:
    """Requests by number, the nearest end of the clock first."""

    def link(asked) -> str | None:
        return reverse("ppde:rights_detail", args=[slug, asked.pk]) if may_open else None

    place = [Column("territory", "Territoire", value="territory.name", sort="territory__name")]
    return Table(
        name="demandes-de-droits",
        one="demande",
        many="demandes",
        feminine=True,
        order="state",
        columns=[
            Column("number", "Dossier", value="reference", sort="number", link=link, head=True),
            Column("state", "État", kind="state", value=request_state, sort=OPEN_FIRST),
            Column(
                "kind",
                "Droit",
                value=lambda a: french.upper_first(a.get_kind_display()),
                sort="kind",
            ),
            *(place if of_hub else []),
            Column("received_on", "Reçue le", kind="date", sort="received_on"),
            Column("due_on", "À répondre avant le", kind="date", sort="due_on"),
            Column("answered_on", "Répondue le", kind="date", sort="answered_on"),
        ],
        empty="Une demande s’enregistre depuis «\u00a0Données et droits\u00a0», dans le dossier de la personne.",
        notes=[
            (
                "Délai",
                "Celui de la loi à partir de la réception, plus long si la personne a été prévenue (repères légaux de la métropole).",
            )
        ],
    )


def register_table(link) -> Table:
    """The register of processings: rows are ppde.privacy.notices.Line, each as it stands."""
    return Table(
        name="registre-des-traitements",
        one="traitement",
        many="traitements",
        order="name",
        columns=[
            Column("name", "Traitement", value="processing.name", link=link, head=True),
            Column("purpose", "Finalité", value="processing.purpose"),
            Column("basis", "Base légale", value="processing.get_basis_display"),
            Column("people", "Personnes", value="processing.people", screen=False),
            Column("categories", "Données", value="processing.categories"),
            Column("recipients", "Destinataires", value="processing.recipients"),
            Column("retention", "Durée"),
            Column(
                "tables",
                "Ce qui est gardé",
                value=lambda line: ", ".join(line.tables),
                screen=False,
            ),
            Column("version", "Version", value="processing.version", kind="number"),
            Column("valid_from", "Depuis le", value="processing.valid_from", kind="date"),
        ],
    )


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


def past_table(exact: bool, *, of_hub: bool) -> Table:
    """What has passed its time, in numbers. `exact`: for whoever watches over the data, else small ones are not told."""

    def count(name: str, label: str) -> Column:
        if exact:
            return Column(name, label, kind="number", sort=name)

        def told(row) -> str:
            n, threshold = getattr(row, name), row.territory.masking_threshold
            if n is None:
                return ""
            return f"moins de {threshold}" if 0 < n < threshold else french.number(n)

        # Sorted, small numbers would tell which is the smaller.
        return Column(name, label, value=told)

    def state(row) -> tuple[str, str, str]:
        if row.is_open:
            return ("info", "hourglass-split", "Liste en cours")
        return (
            ("warn", "archive", "Liste à préparer")
            if row.past
            else ("ok", "check-circle", "À jour")
        )

    place = [
        Column("territory", "Territoire", value="territory.name", sort="territory__name", head=True)
    ]
    return Table(
        name="fins-de-conservation",
        one="ligne",
        many="lignes",
        feminine=True,
        order="territory" if of_hub else "what",
        columns=[
            *(place if of_hub else []),
            Column(
                "what",
                "Ce qui est gardé",
                value=lambda row: french.upper_first(row.get_what_display()),
                sort="what",
                head=not of_hub,
            ),
            count("past", "Ont passé leur durée"),
            count("soon", "S’en approchent"),
            Column("state", "Élimination", kind="state", value=state),
            Column("counted_at", "Compté le", kind="date", sort="counted_at"),
        ],
        empty="Le premier compte se fait dans la journée.",
    )


def word_state(word) -> tuple[str, str, str]:
    if word.removed_at:
        return ("", "x-lg", "Retiré")
    return ("ok", "check-circle", "Dans la liste")


def reading_rules_table(in_force) -> Table:
    """The versions of the thresholds of a hub."""

    def state(rule) -> tuple[str, str, str]:
        if rule.pk == in_force.pk:
            return ("ok", "check-circle", "En vigueur")
        if rule.valid_from > timezone.localdate():
            return ("info", "hourglass", "À venir")
        return ("", "clock-history", "Remplacée")

    author = Column("written_by", "Écrite par", value=lambda r: str(r.written_by or ""))
    return Table(
        name="seuils-des-alertes",
        one="version",
        many="versions",
        feminine=True,
        order="-valid_from",
        columns=[
            Column("valid_from", "À partir du", kind="date", sort="valid_from", head=True),
            Column("state", "État", kind="state", value=state),
            Column("thresholds", "Seuils", value=thresholds_words, cell=_thresholds, export=False),
            # Side by side in a file; on a page, in words.
            Column("volume_minimum", "Dossiers par jour", kind="number", screen=False),
            Column("volume_factor", "Fois l’habitude", kind="number", screen=False),
            Column("outside_minimum", "Suivis par d’autres", kind="number", screen=False),
            Column("export_minimum", "Lignes exportées", kind="number", screen=False),
            Column("export_night_minimum", "Exportées de nuit", kind="number", screen=False),
            Column("night", "Nuit", value=night_words, screen=False),
            Column("habit", "Habitude", value=habit_words, screen=False),
            Column("months_kept", "Mois gardés", kind="number", screen=False),
            Column("minutes_apart", "Minutes d’écart", kind="number", screen=False),
            Column("source", "Source", sub=author),
        ],
        empty="Aucune version écrite\u00a0: les seuils de départ s’appliquent.",
    )


def _lines(rule) -> list[str]:
    n, count = french.number, french.count
    return [
        f"{count(rule.volume_minimum, 'dossier')} par jour, et {n(rule.volume_factor)} fois l’habitude ({habit_words(rule)})",
        f"{count(rule.outside_minimum, 'dossier suivi par d’autres', 'dossiers suivis par d’autres')}",
        f"{count(rule.export_minimum, 'ligne exportée', 'lignes exportées')}\u00a0; de nuit ({night_words(rule)}), "
        f"{n(rule.export_night_minimum)}",
        f"registre gardé {n(rule.months_kept)}\u00a0mois, une ligne toutes les {count(rule.minutes_apart, 'minute')}",
    ]


def thresholds_words(rule) -> str:
    return "\u00a0; ".join(_lines(rule))


def _thresholds(rule):
    lines = format_html_join("", '<li class="mb-1">{}</li>', ((line,) for line in _lines(rule)))
    return format_html('<ul class="plain mb-0">{}</ul>', lines)


def night_words(rule) -> str:
    return f"de {rule.night_from}\u00a0h à {rule.night_until}\u00a0h"


def habit_words(rule) -> str:
    return f"{french.count(rule.days_of_habit, 'jour travaillé', 'jours travaillés')} sur {french.number(rule.past_days)}"


def rule_terms(rule) -> list[dict]:
    """What the rule of the day says, in sentences: rows of components/facts.html."""
    files = french.count(rule.volume_minimum, "dossier")
    return [
        {
            "label": "Volume inhabituel",
            "value": f"À partir de {files} {french.accord(rule.volume_minimum, 'ouvert ou exporté,ouverts ou exportés')} en un jour "
            f"par un compte, et de {french.number(rule.volume_factor)} fois son habitude. "
            f"L’habitude est la moyenne de ses jours de travail sur {french.count(rule.past_days, 'jour')}, s’il y en a "
            f"{french.number(rule.days_of_habit)} au moins.",
        },
        {
            "label": "Dossiers suivis par d’autres",
            "value": f"À partir de {french.count(rule.outside_minimum, 'dossier')} en un jour.",
        },
        {"label": "Lecture de nuit", "value": f"Dès un dossier, {night_words(rule)}."},
        {
            "label": "Export de listes avec les noms",
            "value": f"À partir de {french.count(rule.export_minimum, 'ligne exportée', 'lignes exportées')} en un jour par un "
            f"compte\u00a0; la nuit, dès {french.count(rule.export_night_minimum, 'ligne', 'lignes')}.",
        },
        {
            "label": "Registre des consultations",
            "value": f"Gardé {french.number(rule.months_kept)}\u00a0mois, puis effacé. Un même dossier rouvert par le même compte "
            f"moins de {french.count(rule.minutes_apart, 'minute')} après n’y est écrit qu’une fois.",
        },
    ]
