"""Persons written with their milestones only, for figures that can be counted by hand."""

from datetime import date

from ppde.models import Person, Session

# A day on which every test of this folder is counted; the world of the tests lives around it.
MONTH = date(2026, 10, 1)
END = date(2026, 10, 31)


def clear(territory) -> None:
    """No person left on the indicators' side: those of the world become duplicates, which nobody counts; nobody unnamed."""
    Person.objects.filter(territory=territory).update(
        outcome_kind="duplicate", outcome_on=date(2025, 9, 1)
    )
    Session.objects.filter(territory=territory).update(anonymous=0)


def unwritten(territory, number: int, **milestones) -> Person:
    # Known on the day of the act at the latest.
    first = min(milestones.get("volunteer_on") or date(2026, 1, 5), date(2026, 1, 5))
    milestones.setdefault("identified_on", milestones.get("met_on") or first)
    milestones.setdefault("origin", "ccas")
    milestones.setdefault("first_name", f"N{number}")
    return Person(
        territory=territory,
        number=1000 + number,
        last_name="Essai",
        **milestones,
    )


def person(territory, number: int, **milestones) -> Person:
    one = unwritten(territory, number, **milestones)
    one.save(force_insert=True)
    return one


def volunteer(volunteer_on: date) -> dict[str, date]:
    """The milestones of an eligible volunteer."""
    days = ("identified_on", "met_on", "volunteer_on", "eligible_on")
    return dict.fromkeys(days, volunteer_on)


def listed(territory, number: int, volunteer_on: date, **milestones) -> Person:
    """An eligible volunteer."""
    return person(territory, number, **volunteer(volunteer_on), **milestones)
