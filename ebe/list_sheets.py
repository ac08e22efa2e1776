"""The list by number, for the committee: frozen on a day, without anything that would put a number on somebody."""

import re
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from ebe.models import Proposal
from ebe.operations.proposals import all_to_be_hired
from ppde import mobilisation
from ppde.eligibility import months_before
from ppde.models import ListSheet, Person
from ppde.words import ACCEPTED
from territories import journal
from territories.models import Territory
from tzcld.ui import french

# Exceptions to the order told to the committee, and sheets written at night kept.
EXCEPTIONS, KEPT = timedelta(days=366), timedelta(days=366)
NAME_LEFT_OUT = "[nom retiré]"
LISTED = {
    Person.State.LISTED: "Active",
    Person.State.PAUSED: "En pause",
    Person.State.PROPOSED: "Proposition en cours",
}


@transaction.atomic
def freeze_list(territory: Territory, *, by) -> ListSheet:
    """Write the list of today by number. `by`: who asks, None for the night's own."""
    today = timezone.localdate()
    listed = Person.objects.filter(territory=territory).on_list().in_list_order()
    rows = listed.only("number", "state", "volunteer_on", "territory_id").annotate(
        days_away=mobilisation.days_away(today), waits_since=mobilisation.waits_since(today)
    )
    accepted = all_to_be_hired(territory.pk)
    lines = [_line(rank, person, today, accepted) for rank, person in enumerate(rows, 1)]
    sheet = ListSheet.objects.create(
        territory=territory,
        lines=lines,
        exceptions=_exceptions(territory, today),
        counts=_counts(lines),
        prepared_by=by,
    )
    if by is not None:
        journal.record("create", sheet, by=by, after={"personnes": len(lines)})
    return sheet


def _line(rank: int, person: Person, today: date, accepted: set[int]) -> dict:
    """What the committee reads of somebody. The wait is that of E9: after a return that gave the place back, the rank is that of the
    volunteer date, and the days spent elsewhere were no wait; where they are told, so is why the two differ."""
    # On the list until the hire (E9), with the rank.
    is_accepted = person.state == Person.State.LISTED and person.pk in accepted
    line = {
        "reference": person.reference,
        "rank": rank,
        "state": ACCEPTED if is_accepted else LISTED.get(person.state, "Active"),
        "band": band(person.waits_since, today),
    }
    if away := mobilisation.away_words(person.days_away, today):
        line["away"] = f"volontaire depuis {since_words(person.volunteer_on, today)}, {away}"
    return line


def since_words(volunteer_on: date, today: date) -> str:
    """« plus d’un an », « 3 à 6 mois »: the band of the volunteer date itself."""
    return band(volunteer_on, today).removeprefix("de ")


def band(volunteer_on, today) -> str:
    """The waiting band of somebody: the words of the indicator E9."""
    for _, label, _, months in mobilisation.BANDS:
        if months is None or volunteer_on > months_before(today, months):
            return label
    raise AssertionError("the last band has no end")


def _counts(lines: list[dict]) -> dict[str, int]:
    found = {"total": len(lines)}
    for line in lines:
        for key in (line["state"], line["band"]):
            found[key] = found.get(key, 0) + 1
    return found


def _exceptions(territory: Territory, today) -> list[dict]:
    """Proposals made out of the order in the last year, with their reason: no job, no day, no name."""
    made = (
        Proposal.objects.filter(territory=territory, proposed_on__gte=today - EXCEPTIONS)
        .standing()
        .exclude(order_reason="")
        .select_related("person")
        .order_by("-proposed_on", "-pk")
    )
    made = list(made)
    names = _names(territory) if made else frozenset()
    return [
        {
            "reference": proposal.person.reference,
            "passed": proposal.passed,
            "month": french.month(proposal.proposed_on),
            "reason": without_names(proposal.order_reason, names),
        }
        for proposal in made
    ]


def _names(territory: Territory) -> frozenset[str]:
    """Every name of the territory's files, as one word compares to another."""
    rows = Person.objects.filter(territory=territory).values_list("first_name", "last_name")
    words = {word for row in rows for name in row for word in french.plain_words(name)}
    # Particles and initials are words of every sentence.
    return frozenset(word for word in words if len(word) > 2)


def without_names(text: str, names: frozenset[str]) -> str:
    """A reason written by the team, where a word that is somebody's name is not repeated to the committee."""

    def told(match) -> str:
        word = match[0]
        # A name has a capital: « rose » in the middle of a sentence is a colour.
        is_name = word[0].isupper() and not names.isdisjoint(french.plain_words(word))
        return NAME_LEFT_OUT if is_name else word

    return re.sub(r"[^\W\d_]+", told, text)


def freeze_night(territory: Territory) -> ListSheet | None:
    """The night's sheet when the list has changed since the last one; those of more than a year ago are dropped."""
    last = ListSheet.objects.filter(territory=territory).first()
    with transaction.atomic():
        sheet = freeze_list(territory, by=None)
        if last and (last.lines, last.exceptions) == (sheet.lines, sheet.exceptions):
            sheet.delete()
            sheet = None
    old = ListSheet.objects.filter(territory=territory, prepared_at__lt=timezone.now() - KEPT)
    old.filter(prepared_by=None).exclude(pk=getattr(last, "pk", None)).delete()
    return sheet


def readable(sheet: ListSheet, territory: Territory, *, is_team: bool) -> bool:
    """Whether the lines may be shown: to the committee, not when so few wait that a number is somebody."""
    return is_team or sheet.counts.get("total", 0) >= territory.masking_threshold
