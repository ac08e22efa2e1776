"""Columns of the lists, once for the page and for the files."""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.db.models import Case, F, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.safestring import mark_safe

from ppde import rule_words
from ppde.mobilisation import (
    Standing,
    away_words,
    is_silent_on_list,
    last_fact_words,
    paused_until,
)
from ppde.models import EligibilityReview, Pause, Person
from ppde.words import addresses, since_words, state_mark
from tzcld.queries import NAME_ORDER
from tzcld.ui import french
from tzcld.ui.lists import Column, Table
from tzcld.ui.templatetags.ui import state_html

ORDER = ("volunteer_on", "volunteer_recorded_at", "draw")
# The longer the wait, the earlier the date.
WAITING = tuple(F(name).desc(nulls_last=True) for name in ORDER)


# What the lines read: the file holds three times as much.
LINE = (
    "territory_id",
    "number",
    "first_name",
    "last_name",
    "state",
    "volunteer_on",
    "volunteer_recorded_at",
    "draw",
    "eligible_on",
    "outcome_on",
    "last_contact_on",
    "limited_on",
    "referent__first_name",
    "referent__last_name",
    "referent__email",
)


def who(slug: str, with_names: bool) -> Column:
    """The person: name with the number under it, or the number alone."""
    url = addresses("ppde:person_detail", slug)
    if not with_names:
        return Column("name", "Personne", value="reference", sort="number", link=url, head=True)
    return Column(
        "name",
        "Personne",
        value=str,
        sort=NAME_ORDER,
        link=url,
        head=True,
        sub=Column("reference", "Numéro"),
    )


def of_person(link) -> Column:
    """The person of a row: the number with the name under it. `link(row)`: where it leads, None for nowhere."""
    return Column(
        "name",
        "Personne",
        value="person.reference",
        sort="person__number",
        link=link,
        head=True,
        sub=Column("person", "Nom", value=lambda row: str(row.person)),
    )


def wait(cell, today: date, sub: Column | None = None) -> tuple[Column, Column]:
    """The wait: in words on the page, in whole months in a file. `sub`: what of it was spent elsewhere."""

    def months_waiting(person) -> int | None:
        return french.months_between(person.volunteer_on, today) if person.is_on_list else None

    return (
        Column(
            "waiting",
            "Attente",
            value=months_waiting,
            sort=WAITING,
            cell=cell,
            export=False,
            sub=sub,
        ),
        Column(
            "months",
            "Attente (mois)",
            kind="number",
            value=months_waiting,
            screen=False,
            definition="Mois entiers depuis le volontariat, pour les personnes de la liste de mobilisation.",
        ),
    )


def frozen(file: Callable = lambda row: row) -> Column:
    """Small under the state: a file that the person had frozen says so where it is listed; the day, in a file.

    `file(row)`: the person of a row of another table.
    """

    def mark(row) -> str:
        return state_html("warn", "pause-circle", "Dossier gelé") if file(row).limited_on else ""

    return Column(
        "limited_on",
        "Gelé depuis le",
        kind="date",
        value=lambda row: file(row).limited_on,
        cell=mark,
        definition="À la demande de la personne\u00a0: rien ne s’écrit dans ce dossier tant qu’il est gelé.",
    )


def of_row(row) -> Person:
    return row.person


def state(today: date, **options) -> Column:
    return Column(
        "state",
        "État",
        kind="state",
        value=partial(state_mark, today=today),
        sub=frozen(),
        **options,
    )


def referent() -> Column:
    return Column(
        "referent",
        "Référent·e",
        value=lambda p: str(p.referent) if p.referent else None,
        sort=("referent__last_name", "referent__first_name"),
    )


def persons_table(slug: str, with_names: bool = True) -> Table:
    """Everybody met or to be met in a territory."""
    # The day is asked once: it is read several times in each line.
    today = timezone.localdate()
    return Table(
        name="personnes",
        one="personne",
        many="personnes",
        feminine=True,
        order="name",
        columns=[
            who(slug, with_names),
            state(today, sort="state"),
            Column("volunteer_on", "Volontaire depuis", kind="date", sort="volunteer_on"),
            *wait(lambda p: french.elapsed(p.volunteer_on, today) if p.is_on_list else "", today),
            referent(),
            Column("district", "Quartier", value="district.name", sort="district__name"),
            Column("last_contact_on", "Dernier contact", kind="date", sort="last_contact_on"),
        ],
        empty="Les personnes repérées par l’équipe ou orientées par un partenaire apparaîtront ici.",
    )


def mobilisation_table(slug: str, standing: Standing, with_names: bool = True) -> Table:
    """The list of a day: its ranks come from the whole list, never from what a filter leaves."""
    return Table(
        name="liste-mobilisation",
        one="personne",
        many="personnes",
        feminine=True,
        order="rank",
        ranked=True,
        detail="ppde/mobilisation_row.html",
        columns=[
            Column(
                "rank",
                "Rang",
                kind="number",
                value=standing.rank,
                sort=ORDER,
                sub=Column("tie", "Égalité", value=standing.tie),
            ),
            who(slug, with_names),
            state(standing.today),
            Column("volunteer_on", "Volontaire depuis", kind="date", sort=ORDER),
            *wait(lambda p: waiting_cell(p, standing), standing.today, _away(standing.today)),
            referent(),
            Column(
                "last_fact", "Dernier fait", value=partial(last_fact_text, today=standing.today)
            ),
        ],
        empty="Une personne volontaire entre sur la liste quand le comité local l’a reconnue éligible.",
        notes=[("Rang", "Ordre des dates de volontariat. Une pause ne le change pas.")],
    )


def _away(today: date) -> Column:
    """In a file, after the time since the volunteer date: the days spent elsewhere, which are no wait."""
    return Column(
        "away",
        "Dont ailleurs",
        value=lambda p: away_words(p.days_away, today) or None,
        definition="Temps entre une sortie et le retour qui a rendu le rang\u00a0: ce n’est pas de l’attente (indicateur E9).",
    )


def waiting_cell(person, standing: Standing):
    """The wait in words, a bar against the longest wait on the list, and what was spent elsewhere."""
    words, share = (
        french.elapsed(person.volunteer_on, standing.today),
        standing.share(person.volunteer_on),
    )
    away = away_words(person.days_away, standing.today)
    told = f'<span class="small muted">{away}</span>' if away else ""
    # All are ours: durations in words and a whole number.
    return mark_safe(
        f'<span class="nowrap">{words}</span><svg class="wait" aria-hidden="true">'
        '<rect width="100%" height="6" rx="3" class="bg"/>'
        f'<rect width="{share}%" height="6" rx="3" class="c1"/></svg>{told}'
    )


def last_fact_text(person, today: date) -> str:
    """« Entretien, 12 nov. » ; an exit to come says its day, a pause its end, a long silence how long."""
    if leaves := person.leaves_on:
        return f"Départ prévu le {french.short_date(leaves, year=leaves.year != today.year)}"
    if until := paused_until(person):
        return f"Pause jusqu’au {french.short_date(until, year=until.year != today.year)}"
    if is_silent_on_list(person, today):
        return (
            f"Dernier contact {since_words(person.last_contact_on or person.volunteer_on, today)}"
        )
    found = last_fact_words(person.last_fact)
    if not found:
        return ""
    what, day = found
    return f"{what}, {french.short_date(day, year=day.year != today.year)}"


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
