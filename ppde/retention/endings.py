"""The contacts of the stakeholder file and the mandates of committees that have had their time.

A contact goes whole: no figure is counted from it. A mandate loses its name and stays a seat, with its college, its dates
and its attendance: who sat for whom, and the quorum of each meeting, are what they were.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet

from cle.models import AgendaItem, ConvocationMail, Seat
from ppde.retention import anonymise
from ppde.retention.models import DurationRule, Elimination, EliminationLine
from ppde.retention.operations import Ending
from territories.models import Contact, Territory
from territories.operations.territory import confirm_contact
from territories.periods import last_day

# Contacts ────────────────────────────────────────────────────────────────────────────────────────


def _contacts(territory: Territory, cut_off: date) -> list[tuple[int, date]]:
    rows = Contact.objects.filter(territory=territory, known_on__lte=cut_off)
    return list(rows.order_by("known_on", "pk").values_list("pk", "known_on"))


def _contact_names(keys: Iterable[int]) -> dict[int, str]:
    rows = Contact.objects.filter(pk__in=keys).select_related("organisation")
    return {contact.pk: f"{contact}, {contact.organisation}" for contact in rows}


def _known_on(pk: int) -> date | None:
    found = Contact.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    return found.known_on if found else None


def _delete_contact(pk: int, line: EliminationLine) -> None:
    anonymise.empty_journal({Contact: [pk]}, line)
    Contact.objects.filter(pk=pk).delete()


def _confirm(pk: int, by) -> None:
    found = Contact.objects.filter(pk=pk).first()
    if found:
        confirm_contact(found, by=by)


CONTACTS = Ending(
    what=Elimination.What.CONTACTS,
    word="contact",
    title="Contacts des organisations",
    since="la dernière fois qu’ils ont été saisis, modifiés ou confirmés",
    past="Vus exacts pour la dernière fois",
    remains="Gardé, un contact est confirmé pour autant de temps. Effacé, il disparaît de la fiche de son organisation.",
    agreement=("Accord", "Qui l’a donné, et quand. Exemple\u00a0: cheffe de projet, 12/12/2026"),
    rule=DurationRule.What.CONTACTS,
    due=_contacts,
    names=_contact_names,
    ended_on=_known_on,
    empty=_delete_contact,
    kept=_confirm,
)


# Mandates ────────────────────────────────────────────────────────────────────────────────────────

# A number follows: two seats of a college without a name are still two.
NAMELESS = "Anonyme"


def _named(rows: QuerySet[Seat]) -> QuerySet[Seat]:
    return rows.exclude(holder__regex=rf"^{NAMELESS} \d+$")


def _mandates(territory: Territory, cut_off: date) -> list[tuple[int, date]]:
    # The end of a period is the day after the last one.
    rows = Seat.objects.filter(
        territory=territory, period__endswith__lte=cut_off + timedelta(days=1)
    )
    found = _named(rows).order_by("period__endswith", "pk")
    return [(seat.pk, last_day(seat.period)) for seat in found]


def _mandate_names(keys: Iterable[int]) -> dict[int, str]:
    rows = Seat.objects.filter(pk__in=keys).select_related("committee")
    return {seat.pk: f"{seat}, {seat.committee}" for seat in rows}


def _mandate_ended_on(pk: int) -> date | None:
    found = _named(Seat.objects.select_for_update(of=("self",)).filter(pk=pk)).first()
    return last_day(found.period) if found else None


def _empty_mandate(pk: int, line: EliminationLine) -> None:
    """The name, the function, the address and the account go; what the holder presented is presented by nobody."""
    seat = Seat.objects.get(pk=pk)
    presented = AgendaItem.objects.filter(
        meeting__committee=seat.committee_id,
        meeting__starts_at__date__gte=seat.since,
        meeting__starts_at__date__lte=last_day(seat.period),
        presenter__iexact=seat.holder,
    )
    keys = list(presented.order_by().values_list("pk", flat=True))
    anonymise.empty_journal({Seat: [pk], AgendaItem: keys}, line)
    AgendaItem.objects.filter(pk__in=keys).update(presenter="")
    for mail in ConvocationMail.objects.filter(seat=pk):
        # What a mail server answers may quote the address.
        mail.email, mail.error = (
            f"efface.{mail.pk}@example.invalid",
            mail.error and "adresse effacée",
        )
        mail.save(update_fields=["email", "error"])
    Seat.objects.filter(pk=pk).update(holder=f"{NAMELESS} {pk}", function="", email="", user=None)


MANDATES = Ending(
    what=Elimination.What.MANDATES,
    word="mandat",
    title="Mandats des instances",
    since="le dernier jour",
    past="Terminés",
    remains="Le nom, la fonction et l’adresse s’effacent. Le siège reste, avec son collège, ses dates et ses présences\u00a0: "
    "aucun quorum ne change.",
    agreement=(
        "Visa d’élimination des archives",
        "La référence donnée par le service des archives. Exemple\u00a0: 2026-114",
    ),
    rule=DurationRule.What.MANDATES,
    due=_mandates,
    names=_mandate_names,
    ended_on=_mandate_ended_on,
    empty=_empty_mandate,
)
