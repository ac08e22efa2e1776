"""What a direction without an enterprise is told: why its pages are empty, and what comes next."""

from django.utils import timezone

from ebe.models import Management, whole_territories
from tzcld.ui import french

NONE = (
    "Aucune entreprise ne vous est encore confiée. L’équipe projet vous nomme depuis la page de l’entreprise\u00a0; "
    "ses contrats et ses propositions s’ouvrent alors à vous."
)


def without_enterprise(scope) -> str:
    """The sentence for an account that has the role of direction here, and neither an enterprise nor another reading."""
    here = scope.territory
    if here.pk not in scope.without_enterprise_ids:
        return ""
    if here.pk in whole_territories(scope, "enterprise_view"):
        return ""
    known = Management.objects.filter(territory=here, user=scope.user).select_related("enterprise")
    last = max(known, key=lambda row: row.since, default=None)
    if last is None:
        return NONE
    if last.is_over:
        return (
            f"Votre direction {french.de(last.enterprise)} a pris fin le {french.date(last.until)}\u00a0: l’entreprise ne "
            "vous est plus ouverte. Si c’est une erreur, dites-le à l’équipe projet."
        )
    days = french.count((last.since - timezone.localdate()).days, "jour")
    return (
        f"Votre direction {french.de(last.enterprise)} commence le {french.date(last.since)}, dans {days}\u00a0: l’entreprise "
        "s’ouvrira à vous ce jour-là."
    )
