"""Columns of the lists, once for the page and for the files."""

from datetime import date
from functools import partial

from django.db.models import Case, F, Func, Value, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.html import format_html

from ppde.mobilisation import Standing, is_out_of_touch, last_fact_words, paused_until
from ppde.words import addresses, since_words, state_mark
from tzcld.ui import french
from tzcld.ui.lists import Column, Table

ORDER = ("volunteer_on", "volunteer_recorded_at", "draw")
# The longer the wait, the earlier the date.
WAITING = tuple(F(name).desc(nulls_last=True) for name in ORDER)


def alphabetical(field: str) -> Lower:
    """« Élise » between « Edith » and « Emma », whatever the collation of the database."""
    return Lower(Func(F(field), function="unaccent"))


NAME_ORDER = (alphabetical("last_name"), alphabetical("first_name"))


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


def wait(cell, today: date) -> tuple[Column, Column]:
    """The wait: in words on the page, in whole months in a file."""

    def months_waiting(person) -> int | None:
        return french.months_between(person.volunteer_on, today) if person.is_on_list else None

    return (
        Column("waiting", "Attente", value=months_waiting, sort=WAITING, cell=cell, export=False),
        Column(
            "months",
            "Attente (mois)",
            kind="number",
            value=months_waiting,
            screen=False,
            definition="Mois entiers depuis le volontariat, pour les personnes de la liste de mobilisation.",
        ),
    )


def state(today: date, **options) -> Column:
    return Column("state", "État", kind="state", value=partial(state_mark, today=today), **options)


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
            Column("rank", "Rang", kind="number", value=standing.rank, sort=ORDER),
            who(slug, with_names),
            state(standing.today),
            Column("volunteer_on", "Volontaire depuis", kind="date", sort=ORDER),
            *wait(lambda p: waiting_cell(p, standing), standing.today),
            referent(),
            Column(
                "last_fact", "Dernier fait", value=partial(last_fact_text, today=standing.today)
            ),
        ],
        empty="Une personne volontaire entre sur la liste quand le comité local l’a reconnue éligible.",
        notes=[("Rang", "Ordre des dates de volontariat. Une pause ne le change pas.")],
    )


def waiting_cell(person, standing: Standing):
    """The wait in words, and a bar against the longest wait on the list."""
    return format_html(
        '<span class="nowrap">{}</span><svg class="wait" aria-hidden="true">'
        '<rect width="100%" height="6" rx="3" class="bg"/><rect width="{}%" height="6" rx="3" class="c1"/></svg>',
        french.elapsed(person.volunteer_on, standing.today),
        standing.share(person.volunteer_on),
    )


def last_fact_text(person, today: date) -> str:
    """« Entretien, 12 nov. » ; a pause says its end, a long silence says how long."""
    if until := paused_until(person):
        return f"Pause jusqu’au {french.short_date(until, year=until.year != today.year)}"
    if is_out_of_touch(person, today):
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
    return (*REVIEW_MARKS[review.outcome], french.upper_first(review.get_outcome_display()))


# What waits for the committee comes first, then the latest.
WAITING_FIRST = (Case(When(outcome="pending", then=Value(0)), default=Value(1)), "-prepared_at")


def reviews_table(opinion, link) -> Table:
    """Reviews of eligibility. `opinion(review)`: the advice in a sentence; `link(review)`: where to act."""
    return Table(
        name="examens-eligibilite",
        one="examen",
        many="examens",
        order="outcome",
        columns=[
            Column(
                "name",
                "Personne",
                value="person.reference",
                sort="person__number",
                link=link,
                head=True,
                sub=Column("person", "Nom", value=lambda r: str(r.person)),
            ),
            Column("outcome", "Issue", kind="state", value=review_mark, sort=WAITING_FIRST),
            Column(
                "volunteer_on",
                "Volontaire depuis",
                kind="date",
                value="person.volunteer_on",
                sort="person__volunteer_on",
            ),
            Column("advice", "Lecture de la règle", value=opinion),
            Column("rule", "Règle", value=lambda r: str(r.rule), sort="rule__version"),
            Column(
                "prepared_at", "Préparé le", kind="date", value="prepared_at", sort="prepared_at"
            ),
            Column("decision", "Décision", value=lambda r: str(r.decision) if r.decision else None),
        ],
        empty="Un examen se prépare depuis le dossier d’une personne volontaire.",
    )


READING_VERBS = {
    "read": ("eye", "Lecture, nom affiché"),
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
}


def reading_words(entry) -> tuple[str, str]:
    """(icon, words) of an entry of the journal about a person."""
    return READING_VERBS.get(entry.verb, ("pencil", "Écriture"))


READINGS = Table(
    name="ouvertures",
    one="ouverture",
    many="ouvertures",
    feminine=True,
    order="-at",
    columns=[
        Column("at", "Quand", kind="datetime", sort="at", head=True),
        Column(
            "user",
            "Qui",
            value=lambda e: str(e.user) if e.user else "La plateforme",
            sort=("user__last_name", "user__first_name"),
        ),
        Column("verb", "Quoi", value=lambda e: reading_words(e)[1], sort="verb"),
        Column("reason", "Pourquoi", value="reason"),
    ],
    empty="Personne n’a encore ouvert ce dossier.",
)
