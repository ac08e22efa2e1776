"""What people did of late, by the ordinary operations: each leaves its trace, and some leave a thing to do."""

from datetime import date, timedelta
from decimal import Decimal

from ebe.models import Contract, Convention, SmicRate
from ebe.operations import (
    add_smic,
    amend_convention,
    correct_departure,
    end_contract,
    end_convention,
)
from evaluation.models import Report
from evaluation.operations.figures import months_back
from evaluation.reports.operations import request_report
from ppde.models import Pause, Person
from ppde.operations.pauses import correct_pause, start_pause
from territories.models import Territory
from territories.scoping import scoped
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"
AMENDED = ("Avenant n° 1", Decimal("95"))
PROLONGED = "villeurbanne-saint-jean"
SLIP = (date(2024, 11, 1), Decimal("11.08"))


def write(hub: Territory, users: dict[str, User], today: date) -> None:
    """Before the figures, which take account of it: a rate, two conventions, a pause."""
    _rate(hub, users["charge"])
    with scoped(Territory.objects.get(slug=WHERE).pk):
        convention = Convention.objects.get(territory__slug=WHERE)
        reference, ceiling = AMENDED
        since = months_back(today.replace(day=1), 10)[0]
        amend_convention(
            convention,
            reference=reference,
            signed_on=since - timedelta(days=12),
            starts_on=since,
            ends_on=convention.until,
            fte_ceiling=ceiling,
            by=users["cheffe"],
        )
        _pause(users["referente"], today)
    with scoped(Territory.objects.get(slug=PROLONGED).pk):
        convention = Convention.objects.get(territory__slug=PROLONGED)
        end_convention(
            convention,
            ends_on=convention.until.replace(year=convention.until.year + 1),
            reason="Prolongée d’un an par le Fonds, par lettre.",
            by=users["saint-jean"],
        )


def _rate(hub: Territory, by: User) -> None:
    """A figure typed wrongly, then replaced; the row that it had stays among those replaced."""
    day, typed = SLIP
    row = SmicRate.objects.get(territory=hub, valid_from=day)
    right = row.hourly
    SmicRate.objects.filter(pk=row.pk).update(hourly=typed)
    add_smic(
        hub,
        valid_from=day,
        hourly=right,
        source=row.source,
        replace_reason="Faute de frappe\u00a0: le décret dit 11,88 €.",
        by=by,
    )


def _pause(by: User, today: date) -> None:
    """It is over; the person came back later than was written."""
    free = Person.objects.filter(
        territory__slug=WHERE, state="listed", volunteer_on__lt=today - timedelta(days=250)
    )
    person = free.filter(pauses=None, first_proposal_on=None).order_by("-number").first()
    if person is None:
        return
    since, until = today - timedelta(days=150), today - timedelta(days=100)
    pause = start_pause(person, since, until, Pause.Reason.CARE, by=by)
    correct_pause(
        pause,
        since,
        until + timedelta(days=9),
        Pause.Reason.CARE,
        by=by,
        reason="La place en crèche n’est venue que la semaine suivante.",
    )


def follow_the_figures(users: dict[str, User], today: date) -> None:
    """After the figures: a departure, one corrected that leaves a month of the CDE to compute again, a sheet to agree to."""
    here = Territory.objects.get(slug=WHERE)
    last, before = months_back(today.replace(day=1), 3)[1::-1]
    with scoped(here.pk):
        running = Contract.objects.filter(
            territory=here, ends_on=None, person__mobilities=None, starts_on__lt=before
        )
        first, second = running.exclude(person=None).order_by("-starts_on", "pk")[:2]
        end_contract(
            first, on=today - timedelta(days=6), leaving=Contract.Leaving.AGREED, by=users["ebe"]
        )
        end_contract(
            second, on=before.replace(day=12), leaving=Contract.Leaving.RESIGNED, by=users["ebe"]
        )
        correct_departure(
            second,
            on=before.replace(day=28),
            leaving=Contract.Leaving.RESIGNED_FOR_JOB,
            reason="Le préavis a été travaillé jusqu’au bout.",
            by=users["ebe"],
        )
        request_report(
            territory=here,
            kind=Report.Kind.TERRITORY_SHEET,
            month=last,
            audience=Report.Audience.PUBLIC,
            by=users["charge"],
        )
        # Nothing to ask for: the territory publishes its own.
        request_report(
            territory=here,
            kind=Report.Kind.TERRITORY_SHEET,
            month=before,
            audience=Report.Audience.PUBLIC,
            by=users["cheffe"],
        )
