"""The copy of what is held about a person."""

import io
import json
import re
from datetime import timedelta
from errno import ENOSPC

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cle.models import Committee, Meeting
from ppde import operations
from ppde.models import (
    AccessFile,
    Elimination,
    ListSheet,
    Orientation,
    Person,
    Reading,
    RightsRequest,
)
from ppde.models.processings import CONSENTS, JOURNEY, NEWSLETTER, READINGS
from ppde.operations.access import ASKED, ranks_told
from ppde.privacy import mentions
from ppde.privacy.notices import register_of
from ppde.retention import copies
from ppde.retention import operations as retention
from ppde.retention.copies import GONE
from ppde.tasks import sweep_access_files
from territories.holdings import held
from territories.models import Entry
from territories.scoping import scoped
from tests.ppde.rights_kit import agree, ask, page, text
from tests.world import CANARY, moment
from tzcld.cipher import unseal
from tzcld.shortages import NO_ROOM
from tzcld.ui import french

TODAY = timezone.localdate


def build(asked, by) -> AccessFile:
    file = operations.ask_access_file(asked, by=by)
    assert operations.build_access_file(file.pk, file.territory_id)
    return AccessFile.objects.select_related("person", "request").get(pk=file.pk)


def test_the_access_file_holds_every_holding_and_nothing_of_the_neighbour(
    as_team, asked, by, person
):
    """A canary by table: what each holding reads is in the JSON, word for word."""
    agree(person, by, proof="Preuve Amaryllis")
    file = build(asked, by)
    assert (file.state, file.error) == ("done", "")
    told = json.loads(unseal(bytes(file.json)))
    sections = {part["rubrique"]: str(part["lignes"]) for part in told["données"]}
    for holding, rows in held(person):
        if holding.model_name == "ppde.AccessFile":
            continue
        for row in rows:
            for _, words in holding.read(row):
                assert words in sections[holding.label].replace("\\xa0", "\u00a0"), holding.label
    assert "Lead Essai" in sections["Qui a ouvert le dossier"]
    assert CANARY not in str(told)
    assert unseal(bytes(file.pdf)).startswith(b"%PDF")


def test_it_says_why_each_processing_holds_what_it_tells(as_team, asked, by, person):
    """RGPD, art. 15-1: purposes, recipients, duration and rights of all, not of the journey alone."""
    agree(person, by)
    told = json.loads(unseal(bytes(build(asked, by).json)))["traitements"]
    said = {one["traitement"]: one for one in told}
    lines = {line.processing.code: line for line in register_of(as_team.home).lines}
    for code in (JOURNEY, READINGS, CONSENTS):
        one = said[lines[code].processing.name]
        assert one == {"traitement": lines[code].processing.name} | {
            label: words for label, words in lines[code].facts if label in ASKED
        }
        assert len(one) == 1 + len(ASKED), code
    assert lines[NEWSLETTER].processing.name not in said, "rien n’y est gardé d’elle"


def test_the_ranks_told_to_the_committee_are_in_it(as_team, person):
    """Each from the first list that says it; what a list says of others stays out."""
    ListSheet.objects.filter(territory=as_team.home).delete()
    mine = {"reference": "M-0001", "state": "Active", "band": "3 à 6 mois"}
    other = {"reference": "M-0099", "rank": 1, "state": "Active", "band": "plus d’un an"}
    passed = {"reference": "M-0001", "passed": 2, "month": "mai 2026", "reason": "Poste de nuit"}
    for day, rank in ((1, 3), (2, 3), (3, 2)):
        ListSheet.objects.create(
            territory=as_team.home, prepared_at=moment(2026, 9, day),
            lines=[other, mine | {"rank": rank}], exceptions=[passed],
        )  # fmt: skip
    days = [("À partir de la liste du", f"{day}\u00a0septembre\u00a02026") for day in ("1er", "3")]
    state = [("État", "Active"), ("Attente", "3 à 6 mois")]
    assert ranks_told(person) == [
        [days[0], ("Rang", "3"), *state],
        [days[1], ("Rang", "2"), *state],
        [("Proposition hors de l’ordre", "mai 2026"), ("Raison", "Poste de nuit")],
    ]


def test_the_journal_is_told_in_words(asked, by, person):
    """As its page tells it: the names of the fields, the days, the answers of closed lists."""
    ask(person, by, "limitation")
    told = json.loads(unseal(bytes(build(asked, by).json)))["données"]
    [journal] = [part for part in told if part["rubrique"] == "Ce qui a été écrit, et par qui"]
    said = [cell["valeur"] for row in journal["lignes"] for cell in row if cell["champ"] == "Après"]
    assert any("reçue le\u00a0: 31\u00a0janvier\u00a02026" in words for words in said)
    assert not [words for words in said if re.search(r"\d{4}-\d\d-\d\d", words)]


NAMED = "Vos prénom et nom dans d’autres textes"


def named_in(asked, by) -> list[dict]:
    told = json.loads(unseal(bytes(build(asked, by).json)))["données"]
    rows = [row for part in told if part["rubrique"] == NAMED for row in part["lignes"]]
    return [{cell["champ"]: cell["valeur"] for cell in row} for row in rows]


def minutes(home, text: str) -> None:
    committee = Committee.objects.create(territory=home, name="CoTech", kind="cotech")
    Meeting.objects.create(
        territory=home, committee=committee, starts_at=timezone.now(), title="De mai", minutes=text
    )


def test_it_says_where_other_texts_name_the_person(as_team, asked, by, person, register):
    """RGPD, art. 15: what is held is not in the file alone; what is about somebody else stays out of the copy."""
    assert named_in(asked, by) == []
    said = f"Le comité a entendu {person.first_name} {person.last_name}, qui propose un jardin."
    minutes(as_team.home, said)
    other = register("Voisin", "Quelconque")
    operations.write_note(
        other, "other", f"Frère de {person.first_name} {person.last_name}.", by=by
    )
    # Sent by a partner, and of whom no file tells: not the person's either.
    Orientation.objects.create(
        territory=as_team.home, last_name="Inconnue", first_name="Rose", author=as_team.users["partner"], has_agreed=True,
        contact_preference=f"Par sa sœur, {person.first_name} {person.last_name}",
    )  # fmt: skip
    place, rest = named_in(asked, by)
    assert place["Où"] == f"Séance, compte rendu (CoTech, {french.date(timezone.now())})"
    assert place["Passage"] == said
    assert rest == {"À savoir": mentions.OF_OTHERS}
    assert other.reference not in str(rest)


def test_a_namesake_keeps_the_passages_out(as_team, asked, by, person, register):
    minutes(as_team.home, f"Vu {person.first_name} {person.last_name}.")
    register(person.first_name, person.last_name)
    assert named_in(asked, by) == [{"À savoir": mentions.NAMESAKES}]


def test_a_copy_is_kept_encrypted_and_opens_the_notes(as_team, asked, by, person):
    operations.write_note(person, "other", "Suivie par Ancolie.", by=by)
    file = build(asked, by)
    for form in ("pdf", "json"):
        kept = bytes(getattr(file, form))
        assert b"Ancolie" not in kept
        assert not kept.startswith((b"%PDF", b"{"))
    assert "Ancolie" in operations.download_access_file(file, "json", by=by).decode()
    assert Reading.objects.filter(person=person, kind="note", reason="demande d’accès").exists()


def test_a_server_without_a_key_says_so_before_any_copy(asked, by, settings):
    settings.NOTE_KEYS, settings.SECURE = [], True
    with pytest.raises(ValidationError, match="NOTE_KEYS"):
        operations.ask_access_file(asked, by=by)


def test_the_paper_is_readable_and_tagged(asked, by, laid_out):
    import pikepdf

    with pikepdf.open(io.BytesIO(unseal(bytes(build(asked, by).pdf)))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        assert "Copie de vos données, M-0001" in str(pdf.docinfo.get("/Title"))


@pytest.mark.parametrize(
    ("error", "words"), [(RuntimeError(), "erreur imprévue"), (OSError(ENOSPC, "plein"), NO_ROOM)]
)
def test_it_is_built_once_and_a_failure_is_told(asked, by, monkeypatch, error, words):
    file = operations.ask_access_file(asked, by=by)
    with pytest.raises(ValidationError, match="déjà en fabrication"):
        operations.ask_access_file(asked, by=by)

    def broken(*args, **kwargs):
        raise error

    monkeypatch.setattr("ppde.operations.access.render_pdf", broken)
    operations.build_access_file(file.pk, file.territory_id)
    file.refresh_from_db()
    assert file.state == "failed"
    assert words in file.error
    assert not operations.build_access_file(file.pk, file.territory_id)


def test_a_lost_worker_is_replaced_then_given_up(asked, by):
    file = operations.ask_access_file(asked, by=by)
    old = timezone.now() - timedelta(minutes=10)
    AccessFile.objects.filter(pk=file.pk).update(state="running", attempt=1, heartbeat=old)
    sweep_access_files()
    file.refresh_from_db()
    assert file.state == "waiting"
    AccessFile.objects.filter(pk=file.pk).update(state="running", attempt=3, heartbeat=old)
    sweep_access_files()
    file.refresh_from_db()
    assert file.state == "failed"


def test_a_copy_is_kept_a_week(asked, by):
    file = build(asked, by)
    AccessFile.objects.filter(pk=file.pk).update(finished_at=timezone.now() - timedelta(days=8))
    operations.sweep_access_files(file.territory_id)
    file.refresh_from_db()
    assert (file.state, file.pdf, file.json) == ("gone", None, None)
    with pytest.raises(ValidationError, match="n’est plus là"):
        operations.download_access_file(file, "pdf", by=by)


def test_each_download_is_in_the_read_log(sign_in, world):
    lead, file = sign_in("lead"), world.rows["home"]["accessfile"]
    answer = lead.get(page("access_download", world, file.pk, "json"))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/json", "no-store")
    with scoped(world.home.pk):
        assert Reading.objects.filter(verb="access", user=world.users["lead"]).count() == 1


def test_without_an_identity_no_copy_is_made(as_team, asked, by):
    RightsRequest.objects.filter(pk=asked.pk).update(identity="pending")
    asked.refresh_from_db()
    with pytest.raises(ValidationError, match="Vérifiez d’abord l’identité"):
        operations.ask_access_file(asked, by=by)


def test_a_copy_goes_with_the_file_and_the_page_says_so(as_team, asked, sign_in):
    lead, person = as_team.users["lead"], asked.person
    copy = operations.ask_access_file(asked, by=lead)
    AccessFile.objects.filter(pk=copy.pk).update(
        state="done", pdf=b"%PDF", json=b"{}", finished_at=timezone.now()
    )
    operations.answer_request(asked, "granted", "Remise en main propre.", by=lead)
    Person.objects.filter(pk=person.pk).update(state="met")
    erasure = operations.record_request(
        person, "erasure", received_on=TODAY(), channel="desk", identity="known", by=lead
    )
    operations.answer_request(erasure, "granted", "C’est fait.", by=lead)
    for made in Elimination.objects.filter(territory=as_team.home, state="approved"):
        retention.eliminate(made)
    with scoped(as_team.home.pk):
        copy.refresh_from_db()
        assert (copy.state, copy.pdf, copy.json) == ("gone", None, None)
    shown = text(sign_in("lead").get(page("rights_detail", as_team, asked.pk)))
    assert "Dossier effacé" in shown
    assert "M-0000" not in shown
    assert "PDF à remettre" not in shown


WHO = ("Zélie-Anne", "Le Corvaisier")


@pytest.fixture
def copy_that_names(as_team, asked, by, person):
    """A copy of another file, made while a note there names somebody who is erased next."""
    operations.add_event(person, "contact", TODAY(), f"Venue avec {' '.join(WHO)}.", by=by)
    return build(asked, by)


def erase(world, leaving, **how):
    made = retention.eliminate_on_request(leaving, "n° 8", by=world.users["lead"], **how)
    assert retention.eliminate(made) == 1


def test_a_copy_that_names_somebody_erased_goes_and_is_asked_for_again(
    as_team, register, copy_that_names, asked, by, sign_in
):
    leaving = register(*WHO)
    request = operations.record_request(
        register("Basile", "Ferrandin"), "access", received_on=TODAY(), channel="desk", identity="known", by=by
    )  # fmt: skip
    other = build(request, by)
    erase(as_team, leaving)
    with scoped(as_team.home.pk):
        copy_that_names.refresh_from_db()
        assert (copy_that_names.state, copy_that_names.json, copy_that_names.pdf) == (
            "gone",
            None,
            None,
        )
        other.refresh_from_db()
        assert other.state == "done"
        assert (
            Entry.objects.filter(
                model="ppde.rightsrequest", after={"copie des données": GONE}
            ).count()
            == 1
        )
    shown = text(sign_in("lead").get(page("rights_detail", as_team, asked.pk)))
    assert GONE in shown
    again = build(asked, by)
    assert WHO[1] not in unseal(bytes(again.json)).decode()


@pytest.mark.parametrize("why", ["not ticked", "namesake"])
def test_a_copy_says_what_its_file_says(as_team, register, copy_that_names, why):
    leaving = register(*WHO)
    if why == "namesake":
        register(*WHO)
    erase(as_team, leaving, with_texts=why == "namesake")
    copy_that_names.refresh_from_db()
    assert copy_that_names.state == "done"


def test_a_copy_being_made_begins_again(as_team, register, copy_that_names, monkeypatch):
    """What it has read already is not seen from here."""
    leaving, sent = register(*WHO), []
    monkeypatch.setattr(copies, "ask_later", lambda *asked: sent.append(asked))
    AccessFile.objects.filter(pk=copy_that_names.pk).update(state="running", json=None, pdf=None)
    erase(as_team, leaving)
    copy_that_names.refresh_from_db()
    assert (copy_that_names.state, sent) == (
        "waiting",
        [("ppde.tasks.build_access_file", copy_that_names.pk, as_team.home.pk)],
    )


def test_without_its_key_a_copy_stays_closed_and_the_erasure_is_done(
    as_team, register, copy_that_names, settings
):
    leaving = register(*WHO)
    settings.SECURE, settings.NOTE_KEYS = True, []
    erase(as_team, leaving)
    copy_that_names.refresh_from_db()
    assert copy_that_names.state == "done"
