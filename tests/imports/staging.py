"""A file of a colleague, brought as far as the rows to confirm."""

from django.urls import reverse

from territories.imports import operations, steps
from territories.imports.kinds import kinds
from territories.imports.models import Batch

# Who may bring it, where it is not the lead.
WHO = {"contrats": "director", "chiffres": "director"}


def staged(world, slug: str, *lines: str) -> Batch:
    """The file chosen and its columns accepted."""
    kind = kinds()[slug](world.home, world.users[WHO.get(slug, "lead")])
    batch = operations.open_batch(kind, name="a.csv", data="\n".join(lines).encode())
    assert batch.state == "columns", batch.error
    return operations.choose_columns(batch, batch.mapping)


def problems(batch: Batch) -> list[tuple[int, str, str]]:
    rows = steps.staged(batch).order_by("line")
    return [(r.line, e["rule"], e["column"]) for r in rows for e in r.errors]


def to(world, name: str, batch: Batch, *args) -> str:
    return reverse(f"territories:{name}", args=[world.home.slug, batch.kind, batch.pk, *args])


def shown(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")
