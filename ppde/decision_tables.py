"""Columns of what is decided of the persons on the list, and of the rules that say how: reviews, refusals, pauses, rules."""

from django.db.models import Case, F, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from ppde import rule_words
from ppde.models import EligibilityReview, Pause
from ppde.tables import frozen, of_person, of_row
from ppde.words import addresses
from tzcld.ui import french
from tzcld.ui.lists import Column, Table

REVIEW_MARKS = {
    "pending": ("info", "hourglass-split"),
    "eligible": ("ok", "check-circle"),
    "not_eligible": ("", "slash-circle"),
    "incomplete": ("warn", "exclamation-circle"),
}


def review_mark(review) -> tuple[str, str, str]:
    """A review that waits without any evidence seen says so: it is not one that the committee sent back to be completed."""
    if review.outcome == EligibilityReview.Outcome.PENDING and review.person.outcome_on:
        return ("", "door-open", "Sans objet, sortie depuis")
    if review.outcome == EligibilityReview.Outcome.PENDING and not review.evidence:
        return ("warn", "hourglass-split", "À présenter, sans indice vu")
    return (*REVIEW_MARKS[review.outcome], french.upper_first(review.get_outcome_display()))


def evidence_words(review) -> str:
    labels = dict(EligibilityReview.Evidence.choices)
    return french.upper_first(french.listing([labels[key] for key in review.evidence])) or "Aucun"


# What waits for the committee comes first, then the latest.
WAITING_FIRST = (Case(When(outcome="pending", then=Value(0)), default=Value(1)), "-prepared_at")


def reviews_table(opinion, link, slug: str, can) -> Table:
    """Reviews of eligibility. `opinion(review)`: the advice in a sentence; `link(review)`: where to act."""
    reopen = addresses("ppde:review_reopen", slug)

    def correct(review):
        person, may = review.person, can("eligibility_decide") and review.decision_id
        return None if person.outcome_on or person.limited_on or not may else reopen(review)

    return Table(
        name="examens-eligibilite",
        one="examen",
        many="examens",
        order="outcome",
        columns=[
            of_person(link),
            Column(
                "outcome",
                "Issue",
                kind="state",
                value=review_mark,
                sort=WAITING_FIRST,
                sub=frozen(of_row),
            ),
            Column(
                "volunteer_on",
                "Volontaire depuis",
                kind="date",
                value="read_on",
                sort="read_on",
            ),
            Column("advice", "Lecture de la règle", value=opinion),
            Column("evidence", "Indices vus", value=evidence_words),
            Column("rule", "Règle", value=lambda r: str(r.rule), sort="rule__version"),
            Column(
                "prepared_at", "Préparé le", kind="date", value="prepared_at", sort="prepared_at"
            ),
            Column(
                "decision",
                "Décision",
                value=lambda r: str(r.decision) if r.decision else None,
                css="nowrap",
            ),
            _act("Corriger l’issue", correct),
        ],
        empty="Un examen se prépare depuis le dossier d’une personne volontaire.",
    )


def _act(label: str, link) -> Column:
    """What the row allows; `link(row)`: where, or None."""
    return Column(
        "act", "À faire", value=lambda r: label if link(r) else "", link=link, export=False
    )


REFUSAL_MARKS = {
    "pending": ("info", "hourglass-split"),
    "keep": ("ok", "check-circle"),
    "back": ("warn", "arrow-repeat"),
    "leaves": ("", "box-arrow-right"),
    "withdrawn": ("", "slash-circle"),
}


def refusal_mark(review) -> tuple[str, str, str]:
    if review.effect == "pending" and review.person.outcome_on:
        return ("", "slash-circle", "Sans objet, la personne est sortie")
    return (*REFUSAL_MARKS[review.effect], french.upper_first(review.get_effect_display()))


# Those to decide first, the oldest refusal first; then the latest decided.
REFUSAL_ORDER = (
    Case(When(effect="pending", person__outcome_on=None, then=Value(0)), default=Value(1)),
    Case(When(effect="pending", person__outcome_on=None, then=F("refused_on"))),
    "-refused_on",
)


def refusals_table(slug: str, can) -> Table:
    """Refusals put to the committee, and what it decided of each."""
    file, reopen = addresses("ppde:person_detail", slug), addresses("ppde:refusal_reopen", slug)

    def correct(review):
        may = can("refusal_decide") and review.is_decided and not review.person.limited_on
        return reopen(review) if may else None

    return Table(
        name="refus-soumis-au-comite",
        one="refus",
        many="refus",
        order="effect",
        columns=[
            of_person(lambda r: file(r.person)),
            Column(
                "effect",
                "Effet",
                kind="state",
                value=refusal_mark,
                sort=REFUSAL_ORDER,
                sub=frozen(of_row),
            ),
            Column("refused_on", "Refus du", kind="date", sort="refused_on"),
            Column("count", "Nombre de refus", kind="number", sort="count"),
            Column("post", "Poste", value="post"),
            Column("motive", "Motif", value=lambda r: french.upper_first(r.motive)),
            Column("decided_on", "Décidé le", kind="date", sort="decided_on"),
            Column(
                "decision",
                "Décision",
                value=lambda r: str(r.decision) if r.decision else None,
                css="nowrap",
            ),
            _act("Corriger l’effet", correct),
        ],
        empty="Quand la règle de la liste dit que le comité se prononce, chaque refus noté vient ici.",
    )


def pause_mark(pause) -> tuple[str, str, str]:
    if pause.is_current:
        return ("warn", "pause-circle", "En cours")
    return ("", "check-lg", "Finie") if pause.is_over else ("info", "calendar-event", "À venir")


# The pauses to look at again come first, the nearest day first; then those that are over, the latest first.
REVIEW_ORDER = (
    Case(When(period__endswith__lte=Now(), then=Value(1)), default=Value(0)),
    Case(When(period__endswith__gt=Now(), then=F("period__endswith"))),
    F("period__endswith").desc(),
)


def pauses_table(slug: str, can) -> Table:
    """Pauses and the day on which each is looked at again; those that are over are corrected."""
    extend, correct = (addresses(f"ppde:pause_{act}", slug) for act in ("extend", "correct"))
    may_edit = can("pause_edit")

    def link(pause):
        if pause.person.limited_on or not may_edit:
            return None
        if not pause.is_over:
            return extend(pause)
        return None if pause.reason == Pause.Reason.REFUSALS else correct(pause)

    def words(pause) -> str:
        return ("Corriger" if pause.is_over else "Prolonger") if link(pause) else ""

    file = addresses("ppde:person_detail", slug)
    return Table(
        name="pauses",
        one="pause",
        many="pauses",
        feminine=True,
        order="until",
        columns=[
            Column(
                "name",
                "Personne",
                value=lambda z: str(z.person),
                sort=("person__last_name", "person__first_name"),
                link=lambda z: file(z.person),
                head=True,
                sub=Column("reference", "Numéro", value="person.reference"),
            ),
            Column("state", "État", kind="state", value=pause_mark, sub=frozen(of_row)),
            Column("reason", "Motif", value="get_reason_display", sort="reason"),
            Column("since", "Premier jour", kind="date", sort="period__startswith"),
            Column("until", "À revoir le", kind="date", sort=REVIEW_ORDER),
            Column("days", "Durée (jours)", kind="number", sort=None),
            Column(
                "referent",
                "Référent·e",
                value=lambda z: str(z.person.referent) if z.person.referent else None,
            ),
            Column("act", "À faire", value=words, link=link, export=False),
        ],
        empty="Une pause s’enregistre depuis le dossier d’une personne de la liste. Elle garde le rang.",
    )


def rules_table(territory, in_force, withdrawn_at) -> Table:
    """The versions of the list's rules that count for a territory; `withdrawn_at(rule)`: where to give it up, or None."""

    def mark(rule) -> tuple[str, str, str]:
        if rule.pk == in_force.pk:
            return ("ok", "check-circle", "En vigueur")
        if rule.valid_from > timezone.localdate():
            return ("info", "calendar-event", "À venir")
        return ("", "clock-history", "Remplacée")

    return Table(
        name="regles-de-la-liste",
        one="version",
        many="versions",
        feminine=True,
        order="-valid_from",
        columns=[
            Column(
                "version",
                "Version",
                value=lambda r: f"Version {r.version}",
                sort=("territory__kind", "version"),
                head=True,
                sub=Column(
                    "owner",
                    "Prise par",
                    value=lambda r: (
                        "le comité"
                        if r.territory_id == territory.pk and not territory.is_hub
                        else "la métropole"
                    ),
                ),
            ),
            Column("state", "État", kind="state", value=mark),
            Column("valid_from", "En vigueur depuis le", kind="date", sort="valid_from"),
            Column("refusal", "Refus", value=rule_words.refusal),
            Column(
                "pause",
                "Pause",
                value=lambda r: f"{rule_words.months(r.longest_pause_months)} au plus",
            ),
            Column("reminders", "Injoignable", value=rule_words.reminders),
            Column("perimeter", "Départ du périmètre", value=rule_words.perimeter),
            Column(
                "decision",
                "Décision",
                value=lambda r: str(r.decision) if r.decision else None,
                css="nowrap",
            ),
            Column("source", "Source", screen=False),
            Column(
                "act",
                "À faire",
                value=lambda r: "Retirer" if withdrawn_at(r) else "",
                link=withdrawn_at,
                export=False,
            ),
        ],
        empty="La règle de la plateforme s’applique jusqu’à ce que le comité prenne la sienne.",
    )
