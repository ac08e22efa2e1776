"""The one place where the lines of a territory are opened to an evaluation: after the checks, for as long as a file is written.

The reader's own reach sees no person (tests/test_walls.py): `scoped` opens the territory inside this operation alone, and
closes it whether the file is made or refused.
"""

import tempfile
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evaluation.extracts import files
from evaluation.extracts.content import Content
from evaluation.extracts.models import Extract, ExtractKey, ExtractLine
from ppde.models import Person
from ppde.operations.readings import record_taken
from territories import journal
from territories.scoping import scope_of, scoped

# Lines of the register written at once.
AT_ONCE = 1000


@transaction.atomic
def download(extract: Extract, fmt: str, *, by) -> BinaryIO:
    """The file, open at its beginning, for the caller to send and close. ValidationError in French: ended, somebody else's, too few.

    Each download is in the journal, in the log of each person and among the exports that are watched (ppde.Reading).
    """
    extract = (
        Extract.objects.select_for_update(of=("self",))
        .select_related("territory__hub", "holder")
        .get(pk=extract.pk)
    )
    _check(extract, by)
    file = tempfile.TemporaryFile()  # noqa: SIM115 — the response closes it once sent
    try:
        with scoped(extract.territory_id, user=by.pk):
            _write(extract, fmt, file, by)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _check(extract: Extract, by) -> None:
    if extract.holder_id != by.pk or "extract_ask" not in scope_of(by).verbs_in(extract.territory):
        raise ValidationError("Cet extrait est remis à une autre personne.", code="right")
    if not extract.is_open:
        raise ValidationError(
            "Cet extrait n’est pas ouvert\u00a0: rien ne se télécharge plus.", code="closed"
        )


def _write(extract: Extract, fmt: str, file: BinaryIO, by) -> None:
    threshold = extract.territory.masking_threshold
    secret = ExtractKey.objects.get(extract=extract).secret
    try:
        content = Content(extract, secret, threshold)
    except ValueError:
        raise ValidationError(
            f"Cet extrait compterait moins de {threshold} personnes, le seuil du territoire\u00a0: il ne se télécharge pas. "
            "Demandez une période plus longue.",
            code="few",
        ) from None
    if not content.persons:
        raise ValidationError(
            "Aucune personne n’est volontaire sur cette période\u00a0: il n’y a rien à télécharger.",
            code="none",
        )
    rows = files.write(fmt, file, extract, content, threshold)
    _record(extract, fmt, content.persons, rows, by)


def _record(extract: Extract, fmt: str, persons: list[int], rows: int, by) -> None:
    now = timezone.now()
    for at in range(0, len(persons), AT_ONCE):
        ExtractLine.objects.bulk_create(
            [
                ExtractLine(
                    territory_id=extract.territory_id,
                    extract=extract,
                    person_id=pk,
                    first_at=now,
                    last_at=now,
                )
                for pk in persons[at : at + AT_ONCE]
            ],
            update_conflicts=True,
            unique_fields=("extract", "person"),
            update_fields=("last_at",),
        )
    told = Person.objects.filter(territory=extract.territory_id, pk__in=persons)
    record_taken(told, f"extrait pseudonymisé n°\u00a0{extract.pk}", by=by)
    Extract.objects.filter(pk=extract.pk).update(
        downloads=F("downloads") + 1, downloaded_at=now, rows=rows
    )
    journal.record(
        "export",
        extract,
        by=by,
        after={"format": fmt, "rows": rows, "columns": extract.columns_words},
        reason=extract.convention,
        named=True,
    )
