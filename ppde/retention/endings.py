"""The contacts of the stakeholder file, the mandates of committees and the orientations without a file, their time passed.

A contact goes whole: no figure is counted from it. A mandate loses its name and stays a seat, with its college, its dates
and its attendance: who sat for whom, and the quorum of each meeting, are what they were. An orientation that led to no file
loses the name of the person; who sent it and when stay, for the partner's own list.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import DateField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from cle.models import NAMELESS, AgendaItem, ConvocationMail, Seat
from ppde.holdings import HOLDINGS
from ppde.models import AccessFile, Orientation, RightsRequest, TextFlag
from ppde.retention import anonymise
from ppde.retention.models import DurationRule, Elimination, EliminationLine
from ppde.retention.times import Ending
from territories.models import Contact, Territory
from territories.operations.territory import confirm_contact
from territories.periods import last_day

# Contacts ────────────────────────────────────────────────────────────────────────────────────────


def _contacts(territory: Territory) -> QuerySet[Contact]:
    rows = Contact.objects.filter(territory=territory).select_related("organisation")
    return rows.annotate(last_on=F("known_on"))


def _contact_name(contact: Contact) -> str:
    return f"{contact}, {contact.organisation}"


def _contact_names(keys: Iterable[int]) -> dict[int, str]:
    rows = Contact.objects.filter(pk__in=keys).select_related("organisation")
    return {contact.pk: _contact_name(contact) for contact in rows}


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
    rows=_contacts,
    name=_contact_name,
    names=_contact_names,
    ended_on=_known_on,
    empty=_delete_contact,
    kept=_confirm,
)


# Mandates ────────────────────────────────────────────────────────────────────────────────────────


def _named(rows: QuerySet[Seat]) -> QuerySet[Seat]:
    # A number follows: two seats of a college without a name are still two.
    return rows.exclude(holder__regex=rf"^{NAMELESS} \d+$")


def _mandates(territory: Territory) -> QuerySet[Seat]:
    rows = _named(Seat.objects.filter(territory=territory, period__endswith__isnull=False))
    # The end of a period is the day after the last one.
    last_on = ExpressionWrapper(F("period__endswith") - 1, output_field=DateField())
    return rows.select_related("committee").annotate(last_on=last_on)


def _mandate_name(seat: Seat) -> str:
    return f"{seat}, {seat.committee}"


def _mandate_names(keys: Iterable[int]) -> dict[int, str]:
    rows = Seat.objects.filter(pk__in=keys).select_related("committee")
    return {seat.pk: _mandate_name(seat) for seat in rows}


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
    rows=_mandates,
    name=_mandate_name,
    names=_mandate_names,
    ended_on=_mandate_ended_on,
    empty=_empty_mandate,
)


# Orientations ────────────────────────────────────────────────────────────────────────────────────

UNTOLD = next(h for h in HOLDINGS if h.model_name == "ppde.Orientation").identifying
# What a request about the data tells of somebody, in words.
WORDS = {"details": "", "extension_reason": "", "answer": ""}


def _without_a_file() -> QuerySet[Orientation]:
    """Still named, of nobody who has a file (the others go with it); what the person asks waits for its answer."""
    asked = RightsRequest.objects.filter(state=RightsRequest.State.OPEN, orientation__isnull=False)
    rows = Orientation.objects.filter(person=None).exclude(**UNTOLD)
    return rows.exclude(pk__in=asked.values("orientation"))


def _orientations(territory: Territory) -> QuerySet[Orientation]:
    rows = _without_a_file().filter(territory=territory).select_related("organisation")
    return rows.annotate(last_on=TruncDate("sent_at"))


def _orientation_name(row: Orientation) -> str:
    return f"{row}, orientée par {row.organisation or 'un partenaire'}"


def _orientation_names(keys: Iterable[int]) -> dict[int, str]:
    rows = Orientation.objects.filter(pk__in=keys).select_related("organisation")
    return {row.pk: _orientation_name(row) for row in rows}


def _sent_on(pk: int) -> date | None:
    found = _without_a_file().select_for_update(of=("self",)).filter(pk=pk).first()
    return timezone.localdate(found.sent_at) if found else None


def _empty_orientation(pk: int, line: EliminationLine) -> None:
    """Who, how to join, why it was closed; what the person asked of it in words, and the texts found there."""
    asked = RightsRequest.objects.filter(orientation=pk)
    keys = list(asked.values_list("pk", flat=True))
    anonymise.empty_journal({Orientation: [pk], RightsRequest: keys}, line)
    asked.update(**WORDS)
    AccessFile.objects.filter(request__in=keys).forget()
    Orientation.objects.filter(pk=pk).update(state=Orientation.State.CLOSED, **UNTOLD)
    TextFlag.objects.filter(model=Orientation._meta.label_lower, object_id=pk).delete()
    flags = TextFlag.objects.filter(model=RightsRequest._meta.label_lower, object_id__in=keys)
    flags.delete()


ORIENTATIONS = Ending(
    what=Elimination.What.ORIENTATIONS,
    word="nom",
    title="Orientations restées sans dossier",
    since="leur envoi",
    past="Envoyées",
    remains="Le nom, les coordonnées et la raison de la clôture s’effacent. Le partenaire garde la date et l’état de ses envois.",
    agreement=(
        "Accord",
        "Qui l’a donné, et quand. Exemple\u00a0: cheffe de projet, 12/12/2026",
    ),
    rule=DurationRule.What.ORIENTATIONS,
    rows=_orientations,
    name=_orientation_name,
    names=_orientation_names,
    ended_on=_sent_on,
    empty=_empty_orientation,
)
