"""What the letter's room holds about a person: found by the address, the only thing it knows (see territories/holdings.py)."""

from django.db.models import Q

from evaluation.models import Delivery, RenewalMail, Subscriber
from territories.holdings import Holding, Told
from territories.models import Territory


def subscriptions(person, told_in: Told = None):
    """On the lists of the territory and of its hub, as far as the caller's scope reaches.

    Nothing without an address: an empty one would find nobody, and must not find everybody.
    """
    if not person.email:
        return Subscriber.objects.none()
    hub = Territory.objects.filter(pk=person.territory_id).values("hub")
    here = Q(territory=person.territory_id) | Q(territory__in=hub)
    return Subscriber.objects.filter(here, email__iexact=person.email)


def deliveries(person, told_in: Told = None):
    return Delivery.objects.filter(subscriber__in=subscriptions(person))


HOLDINGS = (
    Holding(
        "evaluation.Subscriber",
        "L’abonnement à la lettre d’information",
        processing="lettre",
        link="",
        find=subscriptions,
        by_address=True,
        plain=(
            "audience",
            "state",
            "source",
            "asked_at",
            "confirmation",
            "confirmed_at",
            "renewed_at",
            "left_at",
            "is_over",
            "erased_on",
        ),
        # Subscribing is an act of its own, undone by its own link: anonymising a file of the journey leaves it alone.
        identifying={},
        # The token opens the reader's page: it goes by mail to the reader alone. The address is how the row was found.
        hidden=("token", "email"),
    ),
    Holding(
        "evaluation.Witness",
        "Ce qui la montre dans une lettre",
        processing="consentements",
        link="",
        through="person",
        plain=("block", "purpose", "is_agreed", "agreed_until"),
        # What was published stays, tied to nobody: an erasure asked for takes it down first (evaluation/testimonies.py).
        identifying={"person": None},
    ),
    Holding(
        "evaluation.ExtractLine",
        "Les extraits remis à l’évaluation",
        processing="evaluation",
        plain=("extract", "first_at", "last_at"),
        reads={"extract": lambda line: f"{line.extract}. {line.extract.purpose}"},
    ),
    Holding(
        "evaluation.Delivery",
        "Les lettres envoyées",
        processing="lettre",
        link="",
        find=deliveries,
        by_address=True,
        plain=("newsletter", "state", "sent_at"),
        hidden=("subscriber", "claimed_at", "error"),
    ),
    Holding(
        "evaluation.RenewalMail",
        "Les demandes de continuer l’abonnement",
        processing="lettre",
        link="",
        find=lambda person, _: RenewalMail.objects.filter(subscriber__in=subscriptions(person)),
        by_address=True,
        plain=("renewal", "state", "sent_at"),
        hidden=("subscriber", "claimed_at", "error"),
    ),
)
