"""Every door × every kind of person: one line per URL name, gathered by app, checked by tests/test_access.py.

A line is `"app:name": door("302 200 …", row="person", method="GET")`: the expected status for each of KINDS in
order, save the last two: the president is answered as a member unless the line says `chair=…`, the evaluation as the funders
unless it says `evaluator=…`. `row` names the row of
tests/world/ whose pk the address takes (or a dict of the address's arguments as functions of the world). Doors outside
a territory take `territory=False`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

# anonymous · team lead · journey officer · CLE member · EBE director · partner · hub admin · hub officer ·
# funder · communication · DPO · lead of the neighbouring territory · president of the CLE · evaluator
KINDS = (
    "anonymous",
    "lead",
    "officer",
    "member",
    "director",
    "partner",
    "hub_admin",
    "hub_officer",
    "funder",
    "communication",
    "dpo",
    "neighbour",
    "chair",
    "evaluator",
)


@dataclass(frozen=True, eq=False)
class Door:
    statuses: tuple[int, ...]
    row: str | None = None
    args: dict[str, Callable] = field(default_factory=dict)
    method: str = "GET"
    territory: bool = True
    query: str = ""


def door(
    statuses: str,
    row: str | None = None,
    chair: int | None = None,
    evaluator: int | None = None,
    **options,
) -> Door:
    found = tuple(int(s) for s in statuses.split())
    if len(found) == 1:
        found *= len(KINDS)
    else:
        found += (
            chair or found[KINDS.index("member")],
            evaluator or found[KINDS.index("funder")],
        )
    if len(found) != len(KINDS):
        raise ValueError(f"{len(found)} statuts pour {len(KINDS)} sortes de personnes : {statuses}")
    return Door(found, row, **options)


def public(status: int = 200, **options) -> Door:
    """A door open to everybody."""
    return door(str(status), territory=False, **options)
