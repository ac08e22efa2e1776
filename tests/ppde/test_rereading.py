"""Texts written before a word was in the list: read again once, wherever they are, by a worker that may be killed."""

import os
from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cle.models import Meeting
from evaluation.models import Report
from ppde import operations
from ppde.models import JourneyEvent, Person, Rereading, TextFlag
from ppde.models.texts import NUMBER
from ppde.operations import rereading
from ppde.operations.texts import review_text, sensitive_words
from territories.database import VALIDATE_NIR
from territories.free_texts import all_texts
from territories.models import KeyDate
from territories.operations import territory as sheet
from territories.scoping import scoped
from tests.conftest import BUILT
from tests.test_free_texts import SCANNED, write

WORDS = "Sort de prison"


@pytest.fixture
def everything(world):
    with scoped(world.hub.pk, world.home.pk):
        yield world


def read_again(*territories):
    """What a worker does with what waits there."""
    for place in territories:
        rows = Rereading.objects.filter(territory=place, state="waiting")
        for pk in list(rows.values_list("pk", flat=True)):
            assert operations.reread(pk)


def places(**found):
    rows = TextFlag.objects.filter(**found)
    return set(rows.values_list("model", "object_id", "field", "person"))


def test_the_reading_finds_what_the_database_found_as_it_was_written(everything):
    for model, name in SCANNED:
        write(everything, model, name, WORDS)
    # A sentence written in two places at once is sent once; which of the two does not matter.
    copies = [texts.model._meta.label_lower for texts in all_texts() if texts.copies]
    own = TextFlag.objects.filter(words=["prison"]).exclude(model__in=copies)
    wanted = set(own.values_list("model", "object_id", "field", "person"))
    assert len(wanted) > 50
    TextFlag.objects.filter(words=["prison"]).delete()
    operations.ask_rereading(everything.hub)
    read_again(everything.hub, everything.home)
    assert wanted <= places(words=["prison"])
    assert {model for model, *_ in places(words=["prison"]) - wanted} <= set(copies)
    # Once is enough.
    before = TextFlag.objects.count()
    operations.ask_rereading(everything.hub)
    read_again(everything.hub, everything.home)
    assert TextFlag.objects.count() == before


def test_a_new_word_sends_old_texts_and_not_those_already_reviewed(everything):
    by, person = everything.users["lead"], everything.rows["home"]["person"]
    Person.objects.filter(pk=person.pk).update(comment="Sort de prison, préfère la péniche")
    kept = TextFlag.objects.get(words=["prison"])
    operations.review_text(kept, "kept", by=by, reason="Elle l’écrit elle-même.")
    word = operations.add_word(everything.home, "péniche", "judgement", by=by)
    waiting = Rereading.objects.get(territory=everything.home, state="waiting")
    assert waiting.asked_by == by
    read_again(everything.home)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.done, waiting.found) == ("done", waiting.total, 1)
    flag = TextFlag.objects.get(object_id=person.pk, words=["peniche"])
    assert (flag.state, flag.person, flag.number) == ("open", person, person.number)
    operations.review_text(flag, "kept", by=by, reason="Elle y habite.")
    operations.remove_word(word, by=by, reason="Trop de bateaux.")
    operations.add_word(everything.home, "péniche", "judgement", by=by)
    read_again(everything.home)
    assert TextFlag.objects.filter(words=["peniche"]).count() == 1


def test_a_copy_in_the_journal_of_a_text_already_reviewed_is_not_sent(everything):
    by, person = everything.users["lead"], everything.rows["home"]["person"]
    event = operations.add_event(person, "contact", person.identified_on, "Vue.", by=by)
    operations.correct_event(event, "note", event.on, "Vue.", by=by, reason="Elle est malade.")
    flag = TextFlag.objects.get(words=["malade"])
    operations.review_text(flag, "kept", by=by, reason="Dit par elle.")
    operations.ask_rereading(everything.home)
    read_again(everything.home)
    assert TextFlag.objects.filter(words=["malade"]).count() == 1


@pytest.mark.parametrize("how", ["deleted", "rewritten"])
def test_a_key_date_that_a_frozen_report_holds_is_still_read(everything, how):
    """Taken off the timeline, or written otherwise: the report still says it."""
    home, by = everything.home, everything.users["lead"]
    fields = ["on", "title", "text", "is_key"]

    def change(row):
        if how == "deleted":
            sheet.delete_row(row, fields=fields, by=by)
            return
        row.text = "Autre chose."
        sheet.save_row(row, fields=fields, by=by)

    told, alone = (
        KeyDate.objects.create(territory=home, on=date(2026, 3, 1), title="Visite", text=text)
        for text in ("Sur la péniche « Essai »", "Sur une péniche sans rapport")
    )
    Report.objects.create(
        territory=home, kind="territory_sheet", state="done", title="Fiche figée", month=date(2026, 10, 1),
        requested_by=by, snapshot={"rows": [["2026-03-01", told.text]]},
    )  # fmt: skip
    text = told.text
    for row in (told, alone):
        change(row)
    assert not KeyDate.objects.filter(text__contains="péniche").exists()
    operations.add_word(home, "péniche", "judgement", by=by)
    read_again(home)
    flag = TextFlag.objects.get(words=["peniche"])
    assert (flag.model, flag.field, flag.text) == ("territories.keydate", "text", text)
    assert "Fiche figée" in operations.frozen_with(flag)[0]


def test_a_word_of_the_hub_reads_the_hub_and_its_territories_once(everything):
    by = everything.users["hub_admin"]
    operations.add_word(everything.hub, "péniche", "judgement", by=by)
    operations.add_word(everything.hub, "gabare", "judgement", by=by)
    waiting = Rereading.objects.filter(state="waiting")
    assert {everything.hub.pk, everything.home.pk} <= {row.territory_id for row in waiting}
    assert waiting.filter(territory=everything.home).count() == 1


def test_a_killed_worker_goes_on_where_it_was(everything, monkeypatch):
    monkeypatch.setattr(rereading, "SLICE", 1)
    person = everything.rows["home"]["person"]
    Person.objects.filter(pk=person.pk).update(comment=WORDS)
    Meeting.objects.filter(pk=everything.rows["home"]["meeting"].pk).update(title=WORDS)
    TextFlag.objects.filter(words=["prison"]).delete()
    operations.ask_rereading(everything.home)
    row = Rereading.objects.get(territory=everything.home, state="waiting")
    step, left = rereading._read_some, [20]

    def killed(pk, attempt):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return step(pk, attempt)

    monkeypatch.setattr(rereading, "_read_some", killed)
    with pytest.raises(KeyboardInterrupt):
        operations.reread(row.pk)
    row.refresh_from_db()
    assert row.state == "running"
    assert 0 < row.done < row.total
    assert not operations.reread(row.pk)
    assert operations.sweep_rereadings() == 0
    Rereading.objects.filter(pk=row.pk).update(heartbeat=timezone.now() - timedelta(minutes=3))
    assert operations.sweep_rereadings() == 1
    left[0] = 10_000
    assert operations.reread(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempt, row.found) == ("done", 2, 2)
    assert TextFlag.objects.filter(words=["prison"]).count() == 2


def test_a_worker_that_lost_the_row_writes_nothing_more(everything):
    operations.ask_rereading(everything.home)
    row = Rereading.objects.get(territory=everything.home, state="waiting")
    Rereading.objects.filter(pk=row.pk).update(state="running", attempt=2)
    with pytest.raises(rereading.Lost):
        rereading._read_some(row.pk, 1)


def test_three_attempts_then_the_page_says_that_it_stopped(everything, sign_in):
    operations.ask_rereading(everything.home)
    row = Rereading.objects.filter(territory=everything.home, state="waiting")
    row.update(attempt=3, heartbeat=timezone.now() - timedelta(minutes=3))
    operations.sweep_rereadings()
    page = sign_in("lead").get(reverse("ppde:word_list", args=[everything.home.slug]))
    assert "Arrêtée" in page.content.decode()


RUNNING = {"state": "running", "done": 1, "total": 4, "found": 1}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "waiting"}, "vont être relus"),
        (RUNNING, "25\u00a0% fait, 1\u00a0texte envoyé à relire"),
        ({"state": "done", "found": 0}, "aucun texte envoyé à relire"),
        ({"state": "done", "found": 3}, "3\u00a0textes envoyés à relire"),
    ],
)
def test_the_page_of_words_says_where_the_reading_stands(everything, sign_in, values, said):
    Rereading.objects.filter(territory=everything.home).delete()
    Rereading.objects.create(territory=everything.home, finished_at=timezone.now(), **values)
    page = sign_in("lead").get(reverse("ppde:word_list", args=[everything.home.slug]))
    assert said in page.content.decode()


# Old numbers ────────────────────────────────────────────────────────────────────────────────────

OLD = "Voir 1 84 99 75 999 999 43, au dossier."


@pytest.fixture
def owner(db):
    """The owner of the tables, in a transaction of its own that is given up: a number as it was before it was refused."""
    base = os.environ["DATABASE_OWNER_URL"].rpartition("/")[0]
    with psycopg.connect(f"{base}/{connection.settings_dict['NAME']}") as own:
        own.execute("set local lock_timeout = '20s'")
        for setting in ("named", "reach"):
            own.execute("select set_config(%s, %s, true)", [f"app.{setting}", str(BUILT.home.pk)])
        own.execute("alter table cle_meeting drop constraint cle_meeting_no_nir")
        pk = own.execute(
            "update cle_meeting set minutes = %s, minutes_state = 'approved' where territory_id = %s returning id",
            [OLD, BUILT.home.pk],
        ).fetchone()[0]
        own.execute("set constraints all immediate")
        own.execute(
            "alter table cle_meeting add constraint cle_meeting_no_nir check (not holds_nir(minutes)) not valid"
        )
        yield own, pk
        own.rollback()


def is_valid(own) -> bool:
    asked = "select convalidated from pg_constraint where conname = 'cle_meeting_no_nir'"
    return own.execute(asked).fetchone()[0]


def test_an_old_number_goes_to_the_review_and_the_constraint_waits_for_it(owner):
    own, pk = owner
    assert own.execute("select flag_numbers(null)").fetchone()[0] == 1
    assert own.execute("select flag_numbers(%s)", [BUILT.home.pk]).fetchone()[0] == 0
    found = own.execute(
        "select object_id, field, state from ppde_textflag where %s = any(words)", [NUMBER]
    )
    assert found.fetchall() == [(pk, "minutes", "open")]
    own.execute("set constraints all immediate")
    own.execute(VALIDATE_NIR)
    assert not is_valid(own)
    own.execute("update cle_meeting set minutes = without_nir(minutes) where id = %s", [pk])
    minutes = own.execute("select minutes from cle_meeting where id = %s", [pk]).fetchone()[0]
    assert minutes == "Voir [numéro retiré], au dossier."
    own.execute("set constraints all immediate")
    own.execute(VALIDATE_NIR)
    assert is_valid(own)


def test_approved_minutes_lose_a_number_and_nothing_else(owner):
    own, pk = owner
    with pytest.raises(psycopg.errors.RestrictViolation):
        own.execute("update cle_meeting set minutes = 'Rien.' where id = %s", [pk])


def test_every_constraint_is_validated_where_the_tables_hold_no_number(db):
    with connection.cursor() as cursor:
        cursor.execute(
            r"select conname from pg_constraint where conname like '%\_no\_nir' and not convalidated"
        )
        assert cursor.fetchall() == []


def test_a_number_is_never_kept_and_goes_alone(everything, sign_in):
    meeting = everything.rows["home"]["meeting"]
    flag = TextFlag.objects.create(
        territory=everything.home,
        model="cle.meeting",
        object_id=meeting.pk,
        field="title",
        words=[NUMBER],
    )
    page = reverse("ppde:text_review", args=[everything.home.slug, flag.pk])
    lead = sign_in("lead")
    asked = lead.get(page).content.decode()
    assert "Retirer le numéro seul" in asked
    assert "Garder" not in asked
    assert lead.post(page, {"state": "kept", "reason": "Non."}).status_code == 200
    assert lead.post(page, {"state": "number", "reason": "Interdit."}).status_code == 302
    flag.refresh_from_db()
    assert (flag.state, flag.words) == ("reworded", [])


def test_two_numbers_of_a_row_of_history_go_in_one_act(owner):
    """The database refuses the row with one of them: both are taken away by the same statement, from the journal too."""
    own, _ = owner
    two = ("Appelée au 1 84 99 75 999 999 43.", "Numéro 2 84 99 75 999 999 12 recopié.")
    name = "ppde_journeyevent_no_nir"
    asked = "select pg_get_constraintdef(oid) from pg_constraint where conname = %s"
    said = own.execute(asked, [name]).fetchone()[0]
    own.execute(f"alter table ppde_journeyevent drop constraint {name}")
    pk, person = own.execute(
        'insert into ppde_journeyevent (territory_id, person_id, kind, "on", channel, result, text, reason, recorded_at)'
        " select territory_id, id, 'contact', current_date, '', '', %s, %s, now() from ppde_person"
        " where territory_id = %s limit 1 returning id, person_id",
        [*two, BUILT.home.pk],
    ).fetchone()
    own.execute("set constraints all immediate")
    unsaid = said.removesuffix(" NOT VALID")
    own.execute(f"alter table ppde_journeyevent add constraint {name} {unsaid} not valid")
    by = BUILT.users["lead"].pk
    own.execute(
        "select replace_text(%s, %s, 'ppde.journeyevent', %s, %s, 'Appelée.', %s, 'Interdit.')",
        [BUILT.home.pk, person, pk, two[0], by],
    )
    left = own.execute("select text, reason from ppde_journeyevent where id = %s", [pk]).fetchone()
    assert left == ("Appelée.", "Numéro [numéro retiré] recopié.")


@pytest.mark.parametrize("field", ["text", "reason"])
def test_the_review_of_one_answers_for_the_other(everything, sign_in, field):
    event = JourneyEvent.objects.create(
        territory=everything.home, person=everything.rows["home"]["person"], kind="contact",
        on=timezone.localdate(), text="Sortie de prison.", reason="Recopié.",
    )  # fmt: skip
    told = {"territory": everything.home, "model": "ppde.journeyevent", "object_id": event.pk}
    told |= {"person": event.person, "number": event.person.number}
    flags = {
        name: TextFlag.objects.create(field=name, words=[NUMBER], **told)
        for name in ("text", "reason")
    }
    word = TextFlag.objects.get(object_id=event.pk, words=["prison"])
    review_text(flags[field], "number", by=everything.users["lead"], reason="Interdit.")
    for flag in flags.values():
        flag.refresh_from_db()
        assert (flag.state, flag.words) == ("reworded", [])
    word.refresh_from_db()
    assert word.state == "open", "le mot d’à côté est une autre question"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Un diagnostic partagé du territoire", []),
        ("Diagnostiquée en mars", ["diagnostiquee"]),
        ("Son diagnostic médical", ["diagnostic medical"]),
    ],
)
def test_a_territory_makes_a_diagnostic_and_nobody_is_ill(everything, said, found):
    assert sensitive_words(everything.home, said) == found
