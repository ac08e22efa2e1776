"""Columns of the read log, of its alerts, of the requests and registers."""

from django.db.models import Case, Value, When
from django.urls import reverse

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
    if reading.verb == "proposal":
        return ("send", "Lecture de la proposition")
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


def why(reading) -> str:
    """What the act says, else what opened the names to whoever reads by an access (rows of `with_grants`)."""
    if reading.reason or not reading.granted:
        return reading.reason
    return f"accès nominatif\u00a0: {reading.granted}"


AT = Column("at", "Quand", kind="datetime", sort="at", head=True)
WHO = Column("user", "Qui", value=who, sort=("user__last_name", "user__first_name"))
WHAT = Column("kind", "Quoi", value=what, sort=("kind", "verb"))
WHY = Column("reason", "Pourquoi", value=why)

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
    if alert.kind == "same":
        return f"un même dossier, {french.count(alert.files, 'jour')} en quatre semaines"
    others = f"{files} {french.accord(alert.files, 'suivi,suivis')} par d’autres"
    if alert.kind == "wide":
        before = (
            f", {french.number(alert.usual)} les quatre d’avant" if alert.usual is not None else ""
        )
        return f"{others} en quatre semaines{before}"
    usual = f", {french.number(alert.usual, 1)} d’habitude" if alert.usual is not None else ""
    return f"{others}{usual}"


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
