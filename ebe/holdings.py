"""What the enterprise's room holds about a person (see territories/holdings.py)."""

from territories.holdings import Holding

HOLDINGS = (
    Holding(
        "ebe.Proposal",
        "Les propositions d’emploi",
        plain=(
            "enterprise",
            "organisation",
            "post",
            "job_title",
            "weekly_hours",
            "proposed_on",
            "made_at",
            "starts_on",
            "reply",
            "replied_on",
            "refusal",
            "left_at",
            "ended_on",
            "told_on",
            "rank",
            "passed",
            "rule",
            "made_by",
        ),
        identifying={"reason": "", "order_reason": ""},
    ),
    Holding(
        "ebe.Contract",
        "Les contrats dans l’EBE",
        processing="contrats",
        plain=("enterprise", "from_privation", "job_title", "starts_on", "ends_on", "leaving"),
        identifying={"last_name": "Anonyme", "first_name": ""},
    ),
    Holding(
        "ebe.ContractHours",
        "Les temps de travail",
        processing="contrats",
        link="",
        through="contract__person",
        plain=("enterprise", "contract", "period", "weekly_hours"),
    ),
)
