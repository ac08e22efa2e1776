"""The access file: everything the platform holds on a person, in words for the person and as data (RGPD art. 15 and 20).

Killed anywhere and run twice, it ends in one finished file: the claim raises the attempt, the end asks for it.
"""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ppde.models import AccessFile, Orientation, Person, Reading, RightsRequest
from ppde.models.processings import JOURNEY, PARTNERS
from ppde.operations.readings import record_reading
from ppde.privacy import mentions
from ppde.privacy.notices import notice_of, register_of
from ppde.privacy.seats import in_the_copy
from ppde.retention.anonymise import references, sheets_naming
from territories import journal
from territories.holdings import Holding, held, holdings
from territories.models import Entry, Territory
from territories.scoping import scoped
from tzcld import shortages
from tzcld.cipher import cipher, seal, unseal
from tzcld.documents import DocumentError, render_pdf
from tzcld.later import ask_later
from tzcld.ui import french

log = logging.getLogger(__name__)
State = AccessFile.State

# What the law has the copy say of a processing, by the labels of the register.
ASKED = ("Finalité", "Base légale", "Destinataires", "Durée", "Droits")
# Columns of a table on paper.
WIDEST = 5
MAX_ATTEMPTS = 3
LOST_AFTER = timedelta(minutes=5)
UNEXPECTED = "Une erreur imprévue a arrêté la copie. Réessayez, puis prévenez l’administration de la plateforme si l’échec revient."


@transaction.atomic
def ask_access_file(request: RightsRequest, *, by) -> AccessFile:
    """A row that waits for a worker, once the identity is known."""
    if request.kind != RightsRequest.Kind.ACCESS:
        raise ValidationError("La copie des données répond à une demande d’accès.", code="kind")
    if request.identity == RightsRequest.Identity.PENDING:
        raise ValidationError(
            "Vérifiez d’abord l’identité de la personne\u00a0: cette copie contient tout son dossier.",
            code="identity",
        )
    # It is kept encrypted: without a key, said at once rather than by the worker.
    cipher()
    running = request.files.filter(state__in=(State.WAITING, State.RUNNING))
    if running.exists():
        raise ValidationError("Cette copie est déjà en fabrication.", code="running")
    file = AccessFile.objects.create(
        territory_id=request.territory_id, request=request, person_id=request.person_id, asked_by=by
    )
    journal.record(
        "request",
        request.subject,
        by=by,
        after={"copie des données": request.reference},
        named=True,
    )
    enqueue(file)
    return file


def enqueue(file: AccessFile) -> None:
    """Ask a worker once this transaction is kept; the sweeper finds what the broker loses."""
    ask_later("ppde.tasks.build_access_file", file.pk, file.territory_id)


def build_access_file(pk: int, territory_id: int) -> bool:
    """Build it if it waits. False when there is nothing to do (taken, finished)."""
    # The lists of the hub are read too: its letter knows somebody by the address.
    here = Territory.objects.get(pk=territory_id)
    reached = [territory_id, here.rules_hub_id]
    with scoped(territory_id):
        claimed = AccessFile.objects.filter(pk=pk, state=State.WAITING).update(
            state=State.RUNNING, attempt=F("attempt") + 1, heartbeat=timezone.now()
        )
        if not claimed:
            return False
        attempt = AccessFile.objects.values_list("attempt", flat=True).get(pk=pk)
    try:
        with scoped(*reached):
            _build(pk, attempt)
    except DocumentError as error:
        _fail(pk, territory_id, attempt, str(error)[:300])
    except Exception as error:
        log.exception("access file %s", pk)
        _fail(pk, territory_id, attempt, shortages.told(error) or UNEXPECTED)
    return True


def _build(pk: int, attempt: int) -> None:
    rows = AccessFile.objects.select_related(
        "person", "request__person", "request__orientation", "territory__hub", "asked_by"
    )
    file = rows.get(pk=pk)
    if file.person:
        _record_opening(file.person, file.asked_by)
    told = everything(file.request.subject)
    AccessFile.objects.filter(pk=pk, attempt=attempt, state=State.RUNNING).update(
        state=State.DONE,
        pdf=seal(_paper(file, told)),
        json=seal(json.dumps(_data(file, told), ensure_ascii=False, indent=2).encode()),
        finished_at=timezone.now(),
        error="",
    )


def _record_opening(person: Person, by) -> None:
    """The copy is a print of the file, and opens its restricted notes when there are some."""
    kinds = [Reading.Kind.PRINT]
    if person.restricted_notes.filter(erased_at=None).exists():
        kinds.append(Reading.Kind.NOTE)
    for kind in kinds:
        record_reading(person, by=by, kind=kind, reason="demande d’accès")


def everything(subject: Person | Orientation) -> list[dict]:
    """Each table that holds something: its name, its rows as (label, words), the processing that it is for (its code)."""
    told = []
    for holding, rows in held(subject) if isinstance(subject, Person) else held_without(subject):
        # A table of technical keys alone says nothing to the person.
        words = [line for row in rows if (line := holding.read(row))]
        if words:
            told.append({"title": holding.label, "rows": words, "processing": holding.processing})
    if isinstance(subject, Person) and (ranks := ranks_told(subject)):
        told.append({"title": "Les listes par numéro", "rows": ranks, "processing": JOURNEY})
    if seats := in_the_copy(subject):
        title = "Les sièges dans les instances"
        told.append({"title": title, "rows": seats, "processing": PARTNERS})
    if named := mentions.in_the_copy(subject):
        title = "Vos prénom et nom dans d’autres textes"
        told.append({"title": title, "rows": named, "processing": JOURNEY})
    return told


def ranks_told(person: Person) -> list[list[tuple[str, str]]]:
    """What the lists by number given to the committee say of this person, the oldest first: each rank from the first list that
    says it, and the proposals made out of the order."""
    numbers = references(person)
    ranks, passed = [], []
    for sheet in sheets_naming(person.territory_id, numbers).order_by("prepared_at", "pk"):
        for line in sheet.lines:
            if line["reference"] not in numbers:
                continue
            said = [
                ("Rang", str(line["rank"])),
                ("État", line["state"]),
                ("Attente", line.get("away") or line["band"]),
            ]
            if not ranks or ranks[-1][1:] != said:
                ranks.append([("À partir de la liste du", french.date(sheet.prepared_at)), *said])
        for one in sheet.exceptions:
            said = [("Proposition hors de l’ordre", one["month"]), ("Raison", one["reason"])]
            if one["reference"] in numbers and said not in passed:
                passed.append(said)
    return ranks + passed


def held_without(orientation: Orientation) -> Iterator[tuple[Holding, list]]:
    """What is held on somebody whom no file tells: the orientation, what was asked of it, the journal of both, and what is found
    by the address alone."""
    asked = orientation.rights_requests.all()
    told = Q(model=Orientation._meta.label_lower, object_id=orientation.pk)
    told |= Q(model=RightsRequest._meta.label_lower, object_id__in=asked.values("pk"))
    rows = {
        Orientation: [orientation],
        RightsRequest: asked,
        Entry: Entry.objects.filter(told, territory=orientation.territory_id),
    }
    for holding in holdings():
        if holding.model in rows:
            yield holding, list(rows[holding.model])
        elif holding.by_address:
            yield holding, list(holding.rows(orientation))


def _data(file: AccessFile, told: list[dict]) -> dict:
    return {
        "personne": file.request.reference,
        "territoire": file.territory.name,
        "demande reçue le": file.request.received_on.isoformat(),
        "fait le": timezone.localtime().isoformat(timespec="minutes"),
        "traitements": [
            {"traitement": name, **dict(facts)} for name, facts in purposes(file.territory, told)
        ],
        "données": [
            {
                "rubrique": part["title"],
                "lignes": [[{"champ": k, "valeur": v} for k, v in row] for row in part["rows"]],
            }
            for part in told
        ],
    }


def _paper(file: AccessFile, told: list[dict]) -> bytes:
    place = file.territory
    return render_pdf(
        "documents/access.html",
        {
            "who": _who(file.request),
            "place": place,
            "request": file.request,
            "made_on": french.date(timezone.localdate()),
            "notice": notice_of(place),
            "others": purposes(place, [p for p in told if p["processing"] != JOURNEY]),
            "parts": [_laid_out(part) for part in told],
        },
        title=f"Copie de vos données, {file.request.reference}",
        author=place.name,
        subject="Réponse à une demande d’accès (RGPD, article 15)",
    )


def purposes(place: Territory, told: list[dict]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each processing of what is told (RGPD art. 15-1): its name, then why, by what right, for whom, how long and what it opens."""
    codes = {part["processing"] for part in told}
    return [
        (line.processing.name, [(label, words) for label, words in line.facts if label in ASKED])
        for line in register_of(place).lines
        if line.processing.code in codes
    ]


def _laid_out(part: dict) -> dict:
    """The part with its `columns` and `cells` when its rows make a table; few, or of many labels, they are read one by one."""
    rows = [dict(row) for row in part["rows"]]
    labels = list(dict.fromkeys(label for row in rows for label in row))
    if len(rows) < 3 or len(labels) > WIDEST:
        return part
    return part | {
        "columns": labels,
        "cells": [[row.get(label, "") for label in labels] for row in rows],
    }


def _who(request: RightsRequest) -> str:
    where = "dossier" if request.person else "orientation"
    return f"{request.subject}, {where} {request.reference}"


def _fail(pk: int, territory_id: int, attempt: int, error: str) -> None:
    with scoped(territory_id):
        AccessFile.objects.filter(pk=pk, attempt=attempt, state=State.RUNNING).update(
            state=State.FAILED, error=error, finished_at=timezone.now()
        )


def download_access_file(file: AccessFile, form: str, *, by) -> bytes:
    """The content, to hand to the person; each download is written in the read log."""
    sealed = file.pdf if form == "pdf" else file.json
    if file.state != State.DONE or sealed is None:
        raise ValidationError("Cette copie n’est plus là. Faites-en une autre.", code="gone")
    try:
        content = unseal(bytes(sealed))
    except InvalidToken:
        raise ValidationError(
            "La clé qui a chiffré cette copie n’est plus sur ce serveur. Faites-en une autre.",
            code="key",
        ) from None
    reason = f"copie des données ({form})"
    if file.person:
        record_reading(file.person, by=by, kind=Reading.Kind.EXPORT, verb="access", reason=reason)
    else:
        # Without a file there is no log of its own: the journal, which the log copies.
        subject = file.request.orientation
        journal.record("export", subject, by=by, after={"rows": 1}, reason=reason, named=True)
    return content


def sweep_access_files(territory_id: int) -> int:
    """Start again what was lost, give up after three attempts, delete what is a week old. Rows changed."""
    now = timezone.now()
    files = AccessFile.objects.filter(territory=territory_id)
    lost = files.filter(state__in=(State.WAITING, State.RUNNING), heartbeat__lt=now - LOST_AFTER)
    moved = lost.filter(attempt__gte=MAX_ATTEMPTS).update(
        state=State.FAILED, error=UNEXPECTED, finished_at=now
    )
    for file in lost.filter(attempt__lt=MAX_ATTEMPTS):
        moved += AccessFile.objects.filter(pk=file.pk, attempt=file.attempt).update(
            state=State.WAITING, heartbeat=now
        )
        enqueue(file)
    old = files.filter(state=State.DONE, finished_at__lt=now - timedelta(days=AccessFile.DAYS))
    return moved + old.forget()
