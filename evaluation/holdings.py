"""What the letter's room holds about a person: found by the address, the only thing it knows (see territories/holdings.py)."""

from evaluation.models import Delivery, RenewalMail, Subscriber
from territories.holdings import Holding


def subscriptions(person):
    """Nothing without an address: an empty one would find nobody, and must not find everybody."""
    if not person.email:
        return Subscriber.objects.none()
    return Subscriber.objects.filter(territory=person.territory_id, email__iexact=person.email)


def deliveries(person):
    return Delivery.objects.filter(subscriber__in=subscriptions(person))


HOLDINGS = (
    Holding(
        "evaluation.Subscriber",
        "L’abonnement à la lettre d’information",
        processing="lettre",
        link="",
        find=subscriptions,
        plain=(
            "audience",
            "state",
            "source",
            "asked_at",
            "confirmed_at",
            "renewed_at",
            "left_at",
            "erased_on",
        ),
        # Subscribing is an act of its own, undone by its own link: anonymising a file of the journey leaves it alone.
        identifying={},
        # The token opens the reader's page: it goes by mail to the reader alone. The address is how the row was found.
        hidden=("token", "email"),
    ),
    Holding(
        "evaluation.Delivery",
        "Les lettres envoyées",
        processing="lettre",
        link="",
        find=deliveries,
        plain=("newsletter", "state", "sent_at"),
        hidden=("subscriber", "claimed_at", "error"),
    ),
    Holding(
        "evaluation.RenewalMail",
        "Les demandes de rester inscrit·e",
        processing="lettre",
        link="",
        find=lambda person: RenewalMail.objects.filter(subscriber__in=subscriptions(person)),
        plain=("renewal", "state", "sent_at"),
        hidden=("subscriber", "claimed_at", "error"),
    ),
)
