"""The enterprises' doors: the team and the direction read contracts, the hub its figures, the committee less."""

from ebe.models import SmicRate
from tests.doors import Door, door

# anonymous lead officer member director partner hub_admin hub_officer funder communication dpo neighbour
EVERYBODY_READS = "302 200 200 200 200 403 200 200 403 403 403 404"
FUNDING = "302 200 200 403 200 403 200 200 403 403 403 404"
CONTRACTS = "302 200 200 403 200 403 403 403 403 403 403 404"
TEAM = "302 200 200 403 403 403 403 403 403 403 403 404"
LEAD = "302 200 403 403 403 403 403 403 403 403 403 404"
BY_NUMBER = "302 200 200 200 403 403 403 403 403 403 403 404"
# Who opens the accounts says what they open: the hub's administration too.
NAMES = "302 200 403 403 403 403 200 403 403 403 403 404"
DIRECTOR = "302 403 403 403 200 403 403 403 403 403 403 404"


def a_smic(world) -> int:
    return SmicRate.objects.get(territory=world.hub, valid_from="2025-01-01").pk


AT_THE_HUB = {"territory": lambda world: world.hub.slug, "kind": lambda world: "smic"}

DOORS: dict[str, Door] = {
    "ebe:enterprise_list": door(EVERYBODY_READS),
    "ebe:enterprise_detail": door(EVERYBODY_READS, row="enterprise"),
    "ebe:plan_edit": door(
        "302  200  403  403  200  403  403  403  403  403  403  404", row="enterprise"
    ),
    "ebe:direction_create": door(NAMES, row="enterprise"),
    "ebe:direction_invite": door(NAMES, row="enterprise"),
    "ebe:direction_end": door(NAMES, row="management"),
    "ebe:enterprise_create": door(LEAD),
    "ebe:enterprise_edit": door(LEAD, row="enterprise"),
    "ebe:enterprise_close": door(LEAD, row="enterprise"),
    # Rows refer to it: back to its page.
    "ebe:enterprise_delete": door(
        "302 302 403 403 403 403 403 403 403 403 403 404", row="enterprise"
    ),
    # It is open: back to its page.
    "ebe:enterprise_reopen": door(
        "302 302 403 403 403 403 403 403 403 403 403 404", row="enterprise"
    ),
    "ebe:convention_create": door(LEAD, row="enterprise"),
    "ebe:convention_amend": door(LEAD, row="convention"),
    "ebe:convention_end": door(LEAD, row="convention"),
    "ebe:convention_correct": door(LEAD, row="convention"),
    "ebe:convention_withdraw": door(LEAD, row="convention"),
    "ebe:contract_list": door(CONTRACTS),
    "ebe:contract_detail": door(CONTRACTS, row="contract"),
    "ebe:contract_create": door(DIRECTOR, row="enterprise"),
    "ebe:contract_hours": door(DIRECTOR, row="contract"),
    "ebe:contract_correct": door(DIRECTOR, row="contract"),
    "ebe:contract_end": door(DIRECTOR, row="contract"),
    "ebe:contract_cancel": door(DIRECTOR, row="contract"),
    # Nobody has left: back to the contract.
    "ebe:departure_correct": door(
        "302 403 403 403 302 403 403 403 403 403 403 404", row="contract"
    ),
    "ebe:departure_take_back": door(
        "302 403 403 403 302 403 403 403 403 403 403 404", row="contract"
    ),
    "ebe:proposal_list": door(CONTRACTS),
    "ebe:post_list": door(CONTRACTS),
    "ebe:post_detail": door(CONTRACTS, row="post"),
    "ebe:post_create": door(CONTRACTS),
    "ebe:post_edit": door(CONTRACTS, row="post"),
    "ebe:post_close": door(CONTRACTS, row="post"),
    # Not closed: back to the post with a sentence.
    "ebe:post_reopen": door(
        "302 302 302 403 302 403 403 403 403 403 403 404", row="post", method="POST"
    ),
    "ebe:proposal_create": door(TEAM, row="post"),
    # Nobody is chosen.
    "ebe:proposal_first": door(
        "302 404 404 403 403 403 403 403 403 403 403 404", row="post", method="POST"
    ),
    "ebe:exception_list": door(TEAM),
    # In the file of a person
    "ebe:person_proposals": door(TEAM, row="person"),
    "ebe:proposal_hired": door(TEAM, row="proposal"),
    "ebe:proposal_persons": door(TEAM),
    "ebe:proposal_withdraw": door(TEAM, row="proposal"),
    "ebe:proposal_told": door(TEAM, row="proposal"),
    "ebe:proposal_correct": door(CONTRACTS, row="proposal"),
    "ebe:proposal_answer": door(CONTRACTS, row="proposal"),
    "ebe:proposal_detail": door(CONTRACTS, row="proposal"),
    "ebe:proposal_drop": door(CONTRACTS, row="proposal"),
    "ebe:statement_list": door(FUNDING),
    "ebe:statement_detail": door(FUNDING, row="cdestatement"),
    # A month is missing: back to the list with a sentence.
    "ebe:statement_compute": door(
        "302 302 403 403 302 403 403 403 403 403 403 404", row="enterprise", method="POST"
    ),
    "ebe:statement_recompute": door(
        "302 302 403 403 302 403 403 403 403 403 403 404", row="enterprise", method="POST"
    ),
    "ebe:staff_list": door("302 403 403 403 200 403 403 403 403 403 403 404"),
    "ebe:return_list": door(FUNDING),
    "ebe:return_detail": door(FUNDING, row="monthlyreturn"),
    "ebe:return_create": door(DIRECTOR, row="enterprise"),
    "ebe:return_correct": door(DIRECTOR, row="monthlyreturn"),
    "ebe:rate_list": door(FUNDING),
    # The neighbour belongs to the same hub, whose own pages are not a territory's.
    "ebe:rate_create": door("302 404 404 404 404 404 200 403 403 403 403 404", args=AT_THE_HUB),
    "ebe:rate_withdraw": door(
        "302 404 404 404 404 404 200 403 403 403 403 404", args={**AT_THE_HUB, "pk": a_smic}
    ),
    "ebe:list_sheet": door(BY_NUMBER),
    "ebe:list_sheet_pdf": door(BY_NUMBER),
    "ebe:list_sheet_freeze": door("302 302 302 403 403 403 403 403 403 403 403 404", method="POST"),
}
