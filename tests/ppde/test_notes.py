"""Restricted notes (encrypted, opened with a reason) and the review of free texts."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import (
    AccessFile,
    EventKind,
    JourneyEvent,
    Person,
    Reading,
    Rereading,
    RestrictedNote,
    TextFlag,
)
from ppde.operations.rereading import reread
from ppde.operations.texts import ERASED, sensitive_words
from territories.holdings import held
from territories.models import Entry, Webhook
from territories.scoping import scoped
from tests.world import NAME
from tzcld import cipher

TODAY = timezone.localdate
SECRET = "Adresse à ne pas dire : Ancolie."
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def page(name, world, *args):
    return reverse(f"ppde:{name}", args=[world.home.slug, *args])


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def note(person, by):
    return operations.write_note(person, "address", SECRET, by=by)


# Restricted notes ───────────────────────────────────────────────────────────────────────────────


def test_the_database_and_the_journal_never_hold_the_text(note):
    with connection.cursor() as cursor:
        for table in ("ppde_restrictednote", "territories_entry", "ppde_reading"):
            cursor.execute(f"select count(*) from {table} t where t::text like %s", ["%Ancolie%"])
            assert cursor.fetchone() == (0,)


def test_opening_needs_a_reason_and_writes_it(note, by):
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.open_note(note, " ", by=by)
    assert not Reading.objects.filter(kind="note").exists()
    assert operations.open_note(note, "Visite de demain.", by=by) == SECRET
    written = Reading.objects.get(kind="note")
    assert (written.user, written.reason) == (by, "Visite de demain.")


def test_the_text_is_on_no_page_but_its_own_opening(sign_in, world, note):
    lead, person = sign_in("lead"), world.rows["home"]["person"]
    for name in ("person_detail", "person_privacy", "person_readings", "person_edit"):
        assert "Ancolie" not in text(lead.get(page(name, world, person.pk)))
    url = page("note_open", world, note.pk)
    assert "Ancolie" not in text(lead.get(url))
    assert "Ancolie" not in text(lead.post(url, {"reason": ""}))
    opened = lead.post(url, {"reason": "Visite de demain."})
    assert "Ancolie" in text(opened)
    assert opened["Cache-Control"] == "no-store"


def test_another_officer_sees_that_it_exists_and_cannot_open_it(sign_in, world, note):
    officer, person = sign_in("officer"), world.rows["home"]["person"]
    shown = text(officer.get(page("person_privacy", world, person.pk)))
    assert "Adresse à ne pas divulguer" in shown
    url = page("note_open", world, note.pk)
    assert url not in shown
    assert officer.post(url, {"reason": "Curiosité"}).status_code == 403
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(referent=world.users["officer"])
    assert "Ancolie" in text(officer.post(url, {"reason": "Je la suis."}))


def test_the_person_reads_it_in_the_copy_of_the_data(note, person):
    found = {h.model_name: [h.read(row) for row in rows] for h, rows in held(person)}
    assert SECRET in str(found["ppde.RestrictedNote"])


def test_its_words_are_read_again_by_whoever_opens_it(sign_in, world, as_team, person, by):
    """The flag says a subject and no word: beside an encrypted note, the word would tell it."""
    note = operations.write_note(person, "other", "Condamné, dépression.", by=by)
    flag = TextFlag.objects.get(model="ppde.restrictednote", object_id=note.pk)
    assert (flag.words, flag.text, flag.number) == (["infraction", "santé"], "", person.number)
    assert operations.write_note(person, "other", SECRET, by=by).token
    assert TextFlag.objects.filter(model="ppde.restrictednote").count() == 1
    lead, url = sign_in("lead"), page("text_review", world, flag.pk)
    shown = text(lead.get(url))
    assert page("note_open", world, note.pk) in shown
    assert "Condamné" not in shown
    assert note.token not in shown
    assert "Reformuler" not in shown
    assert "infraction" in text(lead.get(page("privacy_texts", world)))
    assert lead.post(url, {"state": "kept", "reason": "Utile au rendez-vous."}).status_code == 302
    with scoped(world.home.pk):
        flag.refresh_from_db()
        note.refresh_from_db()
    assert flag.state == "kept"
    assert note.token


def test_the_review_erases_a_note_and_erasing_it_answers_the_review(as_team, person, by):
    first, second = (operations.write_note(person, "other", "Condamné.", by=by) for _ in range(2))
    flags = TextFlag.objects.filter(model="ppde.restrictednote", state="open").order_by("object_id")
    operations.review_text(flags[0], "erased", by=by, reason="N’a pas sa place.")
    operations.erase_note(second, "Fini.", by=by)
    for note in (first, second):
        note.refresh_from_db()
        assert (note.token, bool(note.erased_at)) == ("", True)
    assert not flags.exists()
    with pytest.raises(ValidationError, match="Choisissez une réponse"):
        third = operations.write_note(person, "other", "Condamné.", by=by)
        flag = TextFlag.objects.get(object_id=third.pk, model="ppde.restrictednote")
        operations.review_text(flag, "reworded", by=by, reason="Mieux.", text="Autre.")


def test_a_word_that_enters_the_list_is_looked_for_in_old_notes(as_team, person, by):
    old = operations.write_note(person, "other", "Suivi par Hellébore.", by=by)
    told = operations.write_note(person, "other", "Condamné, Hellébore.", by=by)
    word = operations.add_word(as_team.home, "hellebore", "offence", by=by)
    flags = TextFlag.objects.filter(model="ppde.restrictednote")
    assert flags.get().object_id == told.pk
    for _ in range(2):
        row = Rereading.objects.filter(territory=as_team.home, state="waiting").get()
        assert reread(row.pk)
        Rereading.objects.create(territory=as_team.home)
        with scoped(as_team.home.pk):
            found = flags.exclude(object_id=told.pk)
            assert [(f.object_id, f.words) for f in found] == [
                (old.pk, [word.get_subject_display()])
            ]


def test_an_erased_note_leaves_nothing_to_read(note, by):
    operations.erase_note(note, "Déménagement.", by=by)
    note.refresh_from_db()
    assert note.token == ""
    with pytest.raises(ValidationError, match="a été effacée"):
        operations.open_note(note, "Voir.", by=by)


def test_keys_change_without_losing_a_note(note, as_team, settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.NOTE_KEYS = [old]
    RestrictedNote.objects.filter(pk=note.pk).update(token=cipher.encrypt(SECRET))
    with scoped(as_team.home.pk, as_team.next.pk):
        copies = AccessFile.objects.update(pdf=cipher.seal(b"%PDF"), json=cipher.seal(b"{}"))
    hooks = Webhook.objects.update(secret=cipher.encrypt(KEY), former_secret=cipher.encrypt(KEY))
    settings.NOTE_KEYS = [new, old]
    out = StringIO()
    call_command("rotate_notes", stdout=out)
    assert f"Notes, copies et secrets rechiffrés : {1 + copies + hooks}." in out.getvalue()
    settings.NOTE_KEYS = [new]
    with scoped(as_team.home.pk):
        token = RestrictedNote.objects.get(pk=note.pk).token
        copy = AccessFile.objects.first()
    assert cipher.decrypt(token) == SECRET
    hook = Webhook.objects.first()
    assert [cipher.decrypt(hook.secret), cipher.decrypt(hook.former_secret)] == [KEY, KEY]
    assert operations.download_access_file(copy, "pdf", by=as_team.users["lead"]) == b"%PDF"
    settings.NOTE_KEYS = [old]
    assert cipher.decrypt(token) == cipher.UNREADABLE
    with pytest.raises(ValidationError, match="Faites-en une autre"):
        operations.download_access_file(copy, "pdf", by=as_team.users["lead"])
    with pytest.raises(CommandError, match="illisibles avec les clés données : 5"):
        call_command("rotate_notes", stdout=StringIO())


def test_a_note_written_meanwhile_under_the_former_key_is_told(
    note, as_team, settings, monkeypatch
):
    """A process that was not started again: to remove the former key would lose what it wrote."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()

    def meanwhile(territory_id):
        settings.NOTE_KEYS = [old]
        rows = RestrictedNote.objects.filter(pk=note.pk, territory=territory_id)
        rows.update(token=cipher.encrypt(SECRET))
        settings.NOTE_KEYS = [new, old]
        return 0, 0

    for model, values in (
        (AccessFile, {"state": "gone"}), (Webhook, {"secret": "", "former_secret": ""})
    ):  # fmt: skip
        with scoped(as_team.home.pk, as_team.next.pk):
            model.objects.update(**values)
    settings.NOTE_KEYS = [new, old]
    RestrictedNote.objects.filter(pk=note.pk).update(token=cipher.encrypt(SECRET))
    patched = "ppde.management.commands.rotate_notes.rotate_secrets"
    monkeypatch.setattr(patched, meanwhile)
    with pytest.raises(CommandError, match="avec l’ancienne clé : 1"):
        call_command("rotate_notes", stdout=StringIO())
    monkeypatch.setattr(patched, lambda territory_id: (0, 0))
    call_command("rotate_notes", stdout=StringIO())
    settings.NOTE_KEYS = [new]
    note.refresh_from_db()
    assert cipher.decrypt(note.token) == SECRET


def test_without_a_key_in_production_nothing_is_kept_in_clear(person, by, settings):
    settings.NOTE_KEYS, settings.SECURE = [], True
    before = RestrictedNote.objects.count()
    with pytest.raises(ValidationError, match="NOTE_KEYS"):
        operations.write_note(person, "other", "Un texte.", by=by)
    assert RestrictedNote.objects.count() == before
    with pytest.raises(CommandError, match="NOTE_KEYS"):
        call_command("rotate_notes")


# Free texts ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("En dépression depuis mars.", ["depression"]),
        ("Sortie de PRISON, sous bracelet électronique", ["bracelet electronique", "prison"]),
        ("Suit un traitement médical", ["traitement medical"]),
        ("Préfère les horaires du matin, garde d’enfant", []),
        ("A travaillé comme commentateur et au Parlement", []),
    ],
)
def test_the_words_are_found_whatever_the_accents_and_no_others(as_team, written, found):
    assert sensitive_words(as_team.home, written) == found


def flagged(person, by, words="Suivie pour dépression.") -> TextFlag:
    operations.add_event(person, EventKind.CONTACT, TODAY(), words, by=by)
    return TextFlag.objects.get(person=person, model="ppde.journeyevent")


def test_a_flagged_text_is_kept_and_waits_for_a_person(person, by):
    flag = flagged(person, by)
    assert (flag.state, flag.words, flag.number) == ("open", ["depression"], 1)
    assert JourneyEvent.objects.filter(text="Suivie pour dépression.").exists()


def test_the_comment_is_read_too(person, by):
    operations.update_person(person, by=by, comment="Dépressive.")
    assert TextFlag.objects.filter(person=person, words=["depressive"]).exists()


@pytest.mark.parametrize(("state", "new"), [("erased", ""), ("reworded", "Pas avant 10 heures.")])
def test_replaced_words_remain_in_no_table(person, by, state, new):
    flag = flagged(person, by)
    operations.review_text(flag, state, by=by, reason="Santé.", text=new)
    event = JourneyEvent.objects.get(pk=flag.object_id)
    assert event.text == (new or ERASED)
    with connection.cursor() as cursor:
        for table in ("ppde_journeyevent", "territories_entry", "ppde_reading", "ppde_textflag"):
            cursor.execute(
                f"select count(*) from {table} t where t::text ilike '%%dépression%%' or t::text ilike '%%depression%%'"
            )
            assert cursor.fetchone() == (0,), table
    trace = Entry.objects.filter(verb="review", object_id=person.pk).get()
    assert trace.reason == "Santé."


def test_a_comment_is_replaced_in_the_file_and_in_its_history(person, by):
    operations.update_person(person, by=by, comment="Dépressive.")
    operations.update_person(person, by=by, comment="Dépressive, le matin.")
    flag = TextFlag.objects.filter(person=person, words=["depressive"]).last()
    operations.review_text(flag, "erased", by=by, reason="Santé.")
    assert Person.objects.get(pk=person.pk).comment == ERASED
    assert not Entry.objects.filter(after__comment="Dépressive, le matin.").exists()


def test_the_same_sentence_written_twice_is_reviewed_once(person, by):
    for _ in range(2):
        operations.add_event(person, EventKind.CONTACT, TODAY(), "Suivie pour dépression.", by=by)
    first, second = TextFlag.objects.filter(person=person, words=["depression"])
    operations.review_text(first, "erased", by=by, reason="Santé.")
    second.refresh_from_db()
    assert (second.state, second.words, second.reviewed_by) == ("erased", [], by)
    assert not JourneyEvent.objects.filter(text__contains="dépression").exists()


def test_a_review_says_why_and_is_made_once(person, by):
    flag = flagged(person, by)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.review_text(flag, "kept", by=by, reason="")
    with pytest.raises(ValidationError, match="contient encore"):
        operations.review_text(flag, "reworded", by=by, reason="Santé.", text="Dépressive.")
    operations.review_text(flag, "kept", by=by, reason="Nom d’un atelier.")
    with pytest.raises(ValidationError, match="déjà relu"):
        operations.review_text(flag, "erased", by=by, reason="Santé.")


def test_the_queue_by_its_pages(sign_in, world):
    lead = sign_in("lead")
    flag = world.rows["home"]["textflag"]
    assert page("text_review", world, flag.pk) in text(lead.get(page("privacy_texts", world)))
    shown = text(lead.get(page("text_review", world, flag.pk)))
    assert (
        shown.index("Ce qui est à relire")
        < shown.index("Mot trouvé")
        < shown.index("Ce que vous décidez")
    )
    sent = {"state": "kept", "reason": "Mot d’un formulaire."}
    assert lead.post(page("text_review", world, flag.pk), sent).status_code == 302
    shown = text(sign_in("dpo").get(page("privacy_texts", world)))
    assert "M-0001" in shown
    assert NAME not in shown
