"""Columns of the persons and of their list, once for the page and for the files."""

from collections.abc import Callable, Container
from datetime import date
from functools import partial

from django.db.models import F
from django.utils import timezone
from django.utils.safestring import mark_safe

from ppde.mobilisation import (
    Standing,
    away_words,
    is_silent_on_list,
    last_fact_words,
    paused_until,
)
from ppde.models import Person
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
    """The person: name with the number under it, or the number alone: no column answers to « name » then."""
    url = addresses("ppde:person_detail", slug)
    if not with_names:
        return Column("reference", "Numéro", sort="number", link=url, head=True)
    return Column(
        "name",
        "Personne",
        value=str,
        sort=NAME_ORDER,
        link=url,
        head=True,
        sub=Column("reference", "Numéro"),
    )


def nameless(name: str, with_names: bool) -> dict:
    """What a table says of itself: by numbers, its files and the columns kept for them are not those of the list with names."""
    return {"name": name} if with_names else {"name": f"{name}-sans-noms", "names_nobody": True}


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


def state(today: date, accepted: Container[int] = (), **options) -> Column:
    return Column(
        "state",
        "État",
        kind="state",
        value=partial(state_mark, today=today, accepted=accepted),
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


def persons_table(slug: str, with_names: bool = True, accepted: Container[int] = ()) -> Table:
    """Everybody met or to be met in a territory. `accepted`: as in `state_mark`."""
    # The day is asked once: it is read several times in each line.
    today = timezone.localdate()
    return Table(
        **nameless("personnes", with_names),
        one="personne",
        many="personnes",
        feminine=True,
        order="name" if with_names else "reference",
        columns=[
            who(slug, with_names),
            state(today, accepted, sort="state"),
            Column("volunteer_on", "Volontaire depuis", kind="date", sort="volunteer_on"),
            *wait(lambda p: french.elapsed(p.volunteer_on, today) if p.is_on_list else "", today),
            referent(),
            Column("district", "Quartier", value="district.name", sort="district__name"),
            Column("last_contact_on", "Dernier contact", kind="date", sort="last_contact_on"),
        ],
        empty="Les personnes repérées par l’équipe ou orientées par un partenaire apparaîtront ici.",
    )


def mobilisation_table(
    slug: str, standing: Standing, with_names: bool = True, accepted: Container[int] = ()
) -> Table:
    """The list of a day: its ranks come from the whole list, never from what a filter leaves. `accepted`: as in `state_mark`."""
    return Table(
        **nameless("liste-mobilisation", with_names),
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
            state(standing.today, accepted),
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
    told = f'<span class="small muted d-block">{away}</span>' if away else ""
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
