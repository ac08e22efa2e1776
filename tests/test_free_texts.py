"""Every sentence typed, about a person or not, is read by the database, or listed with the reason why it is not."""

import inspect
import json
import pkgutil
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import FileField
from django.db.utils import IntegrityError
from django.forms import Textarea
from django.urls import reverse
from django.utils import timezone

from cle.models import Addendum, Committee, Meeting
from cle.operations import add_to_minutes
from evaluation.models import Report
from evaluation.reports.snapshot import freeze
from ppde import operations
from ppde.models import (
    EligibilityCriterion,
    EligibilityPrecision,
    EligibilityRule,
    JourneyEvent,
    ListSheet,
    Orientation,
    Person,
    TextFlag,
)
from ppde.operations.imports import register_many
from ppde.operations.texts import ERASED
from territories.free_texts import all_texts, history, text_columns
from territories.imports.bulk import insert_many
from territories.models import CommitmentDelivery, Entry, KeyDate
from territories.scoping import of_enterprises, scoped
from tests.test_walls import NAMED, OURS, SEALED
from tzcld.ui import forms, nir
from tzcld.ui.words import withheld

TO_DO = (
    "Declare it in the FREE_TEXTS of your room's free_texts.py: scanned, or short or exempt with the reason; then read it "
    "in a migration (ppde.database.flagged, territories.database.no_nir)."
)
DECLARED = {texts.model: texts for texts in all_texts()}
SCANNED = [(texts.model, name) for texts in all_texts() for name in texts.scanned]
GUARDED = [(texts.model, name) for texts in all_texts() for name in texts.guarded]
# The database refuses to rewrite these: what is tried there is a new row.
UNTOUCHED = history() | {EligibilityRule, EligibilityPrecision, EligibilityCriterion}
# Invented, and impossible: the person would be the 999th born in a month that is not one.
NUMBER = "1 84 99 75 999 999"


def our_models():
    ours = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in OURS]
    return [m for m in ours if m._meta.db_table not in SEALED]


def label(value):
    return value._meta.label if inspect.isclass(value) else value


@pytest.mark.parametrize("model", our_models(), ids=label)
def test_every_text_column_is_declared_once(model):
    columns = {c.name for c in text_columns(model) if not isinstance(c, FileField)}
    if model._meta.db_table not in NAMED and not columns:
        return
    assert model in DECLARED, TO_DO
    texts = DECLARED[model]
    said = [*texts.scanned, *texts.short, *texts.exempt]
    assert len(said) == len(set(said))
    assert columns <= set(said), TO_DO


@pytest.mark.parametrize("texts", all_texts(), ids=lambda t: t.model_name)
def test_each_exemption_names_a_column_and_gives_a_reason(texts):
    columns = {c.name for c in texts.model._meta.concrete_fields}
    assert {*texts.scanned, *texts.short, *texts.exempt} <= columns
    assert all([*texts.short.values(), *texts.exempt.values()])


@pytest.mark.parametrize("texts", all_texts(), ids=lambda t: t.model_name)
def test_the_database_reads_what_is_declared(texts, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select obj_description(oid, 'pg_trigger') from pg_trigger where tgname = 'words_written' and tgrelid = %s::regclass",
            [texts.model._meta.db_table],
        )
        found = cursor.fetchone()
        assert set((found[0] if found else "").split()) == set(texts.scanned), TO_DO
        cursor.execute(
            "select attname from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)"
            " where conrelid = %s::regclass and conname like '%%_no_nir'",
            [texts.model._meta.db_table],
        )
        assert {row[0] for row in cursor.fetchall()} == set(texts.guarded), TO_DO


def write(world, model, name, words):
    """These words in this column of a row of the home territory, below any form or operation."""
    rows = model._base_manager.all()
    if any(f.name == "territory" for f in model._meta.concrete_fields):
        rows = rows.filter(territory__in=(world.home.pk, world.hub.pk))
    row = rows.order_by("pk").first()
    assert row is not None, f"{model._meta.label}: no row in tests/world/"
    column = model._meta.get_field(name)
    value = [words] if isinstance(column, ArrayField) else words
    if model is CommitmentDelivery and name == "reason":
        rows.filter(pk=row.pk).update(corrects=row.pk, reason="Erreur.")
    if model is Report and name == "withdrawal_reason":
        rows.filter(pk=row.pk).update(
            withdrawn_at=timezone.now(),
            withdrawn_by=world.users["lead"],
            withdrawal_reason="Erreur.",
        )
    if model is JourneyEvent and name == "text":
        row.kind = "contact"
    if model is Entry:
        # The journal of a person's file is copied to its openings: flagged there.
        row.model = "cle.meeting"
    if model not in UNTOUCHED:
        rows.filter(pk=row.pk).update(**{name: value})
        return row
    row.pk = None
    setattr(row, name, value)
    insert_many([row])
    return row


@pytest.fixture
def everything(world):
    with scoped(world.hub.pk, world.home.pk), of_enterprises(world.rows["home"]["enterprise"].pk):
        yield world


@pytest.mark.parametrize(("model", "name"), SCANNED, ids=label)
def test_a_word_is_found_in_every_column_declared(everything, model, name):
    row = write(everything, model, name, "Sort de prison")
    flag = TextFlag.objects.get(words=["prison"])
    assert (flag.model, flag.object_id, flag.field) == (model._meta.label_lower, row.pk, name)
    assert flag.text == "Sort de prison"
    assert flag.where


@pytest.mark.parametrize(("model", "name"), GUARDED, ids=label)
def test_a_social_security_number_enters_no_column(everything, model, name):
    with pytest.raises(IntegrityError, match="_no_nir"), transaction.atomic():
        write(everything, model, name, NUMBER[:20])


@pytest.mark.parametrize(("model", "name"), [s for s in SCANNED if s[0] is not Addendum], ids=label)
def test_a_reviewed_text_is_replaced_wherever_it_is(everything, model, name):
    by = everything.users["lead"]
    write(everything, model, name, "Sort de prison")
    flag = TextFlag.objects.get(words=["prison"])
    operations.review_text(flag, "erased", by=by, reason="Justice.")
    flag = TextFlag.objects.get(pk=flag.pk)
    assert (flag.text, flag.words, flag.state) == (ERASED, [], "erased")


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        NUMBER.replace(" ", ""),
        "2 55 08 2A 168 025",
        "255082a168025",
        "n° 1.84.99.75.999.999 43",
        "1 84 13 75 999 999",
        "06 12 34 56 78 ou 04 12 34 56 78",
        "A1849975999999",
        "18499759999991",
        "２８６０５９９１２３４５６, puis 2\u200b86\u200b05\u200b99\u200b123\u200b456",
        "2\u201186\u201105\u2011971\u201112\u2011345 et NIR2860599123456 78",
        "le 286 059 912 345 620, le 286 059 912 345 606",
        "286 059 912 345 605 1",
        "255 082 A16 802 597 et 255 082 B16 802 597",
        "Rien",
    ],
)
def test_the_database_and_the_forms_know_the_same_numbers(db, text):
    with connection.cursor() as cursor:
        cursor.execute("select holds_nir(%s), without_nir(%s)", [text, text])
        assert cursor.fetchone() == (bool(nir.looks_like_nir(text)), nir.without_nir(text))


def test_what_a_partner_orients_is_read_though_it_reads_no_file(sign_in, world):
    """The partner's account has no named access: the flag is the team's, the partner sees nothing of it."""
    sent = {
        "has_agreed": "yes",
        "first_name": "Ada",
        "last_name": "Sorbier",
        "phone": "06 00 00 00 09",
        "contact_preference": "Après la prison",
    }
    url = reverse("ppde:orientation_send", args=[world.home.slug])
    assert sign_in("partner").post(url, sent).status_code == 302
    with scoped(world.home.pk):
        orientation = Orientation.objects.get(last_name="Sorbier")
        flag = TextFlag.objects.get(model="ppde.orientation", object_id=orientation.pk)
        assert (flag.words, flag.person, flag.reference) == (["prison"], None, "Sans dossier")
    page = sign_in("lead").get(reverse("ppde:text_review", args=[world.home.slug, flag.pk]))
    assert "Après la prison" in page.content.decode()


def test_an_import_is_read_as_a_form_is(everything):
    by = everything.users["lead"]
    persons = [
        Person(
            territory=everything.home,
            last_name=f"Orme{i}",
            first_name="Bao",
            origin="ccas",
            identified_on="2026-01-05",
            comment="Alcoolique" if i == 3 else "Le matin",
        )
        for i in range(8)
    ]
    register_many(everything.home, persons, len(persons), by=by, moment=persons[0].created_at)
    flag = TextFlag.objects.get(words=["alcoolique"])
    assert (flag.person.last_name, flag.number) == ("Orme3", flag.person.number)


def test_the_same_sentence_in_a_row_and_in_the_journal_is_reviewed_once(everything):
    by, person = everything.users["lead"], everything.rows["home"]["person"]
    event = operations.add_event(person, "contact", person.identified_on, "Vue.", by=by)
    operations.correct_event(event, "note", event.on, "Vue.", by=by, reason="Elle est malade.")
    assert TextFlag.objects.filter(words=["malade"]).count() == 1


# Minutes ────────────────────────────────────────────────────────────────────────────────────────

MINUTES = "Le comité a reparlé de la Dépression de l’employée. L’Ehpad cherche deux aides."


def approved(world):
    meeting = world.rows["home"]["meeting"]
    Meeting.objects.filter(pk=meeting.pk).update(minutes=MINUTES, minutes_state="approved")
    meeting.refresh_from_db()
    return meeting, TextFlag.objects.get(words=["depression"])


@pytest.mark.parametrize("state", ["reworded", "erased"])
def test_approved_minutes_are_rewritten_by_nobody(everything, state):
    meeting, flag = approved(everything)
    assert flag.sealed == meeting
    with pytest.raises(ValidationError, match="ne se réécrit pas"):
        operations.review_text(flag, state, by=everything.users["lead"], reason="Santé.", text="X")
    meeting.refresh_from_db()
    assert meeting.minutes == MINUTES


def test_approved_minutes_are_corrected_under_them_and_the_word_no_longer_shows(
    everything, sign_in
):
    meeting, flag = approved(everything)
    lead = sign_in("lead")
    page = reverse("ppde:text_review", args=[everything.home.slug, flag.pk])
    asked = lead.get(page).content.decode()
    assert "Dépression" in asked
    assert "Additif" in asked
    assert "Reformuler" not in asked
    sent = {"state": "addendum", "text": "Il a parlé d’une absence.", "reason": "Santé."}
    assert lead.post(page, sent).status_code == 302
    with scoped(everything.home.pk):
        flag.refresh_from_db()
        assert (flag.state, flag.words) == ("addendum", [])
        added = meeting.addenda.latest("pk")
        assert (added.withheld, added.written_by) == (["depression"], everything.users["lead"])
    shown = lead.get(meeting.get_absolute_url()).content.decode()
    assert "Dépression" not in shown
    assert "reparlé de la [retiré] de l’employée" in shown
    assert "Il a parlé d’une absence." in shown
    assert "Additif du" in shown


def test_an_addendum_is_never_rewritten(everything):
    meeting, _ = approved(everything)
    added = add_to_minutes(meeting, by=everything.users["lead"], text="Une précision.")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Addendum.objects.filter(pk=added.pk).update(text="Autre chose.")
    draft = Meeting.objects.exclude(minutes_state="approved").first()
    with pytest.raises(ValidationError, match="en projet"):
        add_to_minutes(draft, by=everything.users["lead"], text="Une précision.")


def test_minutes_in_draft_are_corrected_in_place(everything, sign_in):
    meeting = everything.rows["home"]["meeting"]
    Meeting.objects.filter(pk=meeting.pk).update(minutes=MINUTES * 20, minutes_state="draft")
    flag = TextFlag.objects.get(words=["depression"])
    page = reverse("ppde:text_review", args=[everything.home.slug, flag.pk])
    lead = sign_in("lead")
    # The words and what surrounds them in the sentence above; the whole text in the field.
    assert lead.get(page).content.decode().count("Dépression") > 20
    new = MINUTES.replace("la Dépression de l’employée", "une absence") * 20
    sent = {"state": "reworded", "text": new, "reason": "Santé."}
    assert lead.post(page, sent).status_code == 302
    meeting.refresh_from_db()
    assert meeting.minutes == new


def test_the_hub_reviews_the_texts_of_its_own_committees_and_no_other(everything, sign_in):
    home = everything.rows["home"]["meeting"]
    committee = Committee.objects.create(territory=everything.hub, kind="costrat", name="CoStrat")
    meeting = Meeting.objects.create(
        territory=everything.hub,
        committee=committee,
        starts_at=home.starts_at,
        title="Sortie de prison",
    )
    Meeting.objects.filter(pk=home.pk).update(title="Un alcoolique")
    flag, theirs = (TextFlag.objects.get(words=[w]) for w in ("prison", "alcoolique"))
    admin = sign_in("hub_admin")
    shown = admin.get(reverse("ppde:privacy_texts", args=[everything.hub.slug])).content.decode()
    assert "prison" in shown
    assert "alcoolique" not in shown
    # The hub follows nobody: no trail nor tab leads to persons.
    persons = reverse("ppde:person_list", args=[everything.hub.slug])
    assert f'href="{persons}"' not in shown
    page = reverse("ppde:text_review", args=[everything.hub.slug, flag.pk])
    assert admin.get(page).status_code == 200
    sent = {"state": "reworded", "text": "Retour à la vie civile", "reason": "Justice."}
    assert admin.post(page, sent).status_code == 302
    meeting.refresh_from_db()
    assert meeting.title == "Retour à la vie civile"
    for place in (everything.hub, everything.home):
        other = reverse("ppde:text_review", args=[place.slug, theirs.pk])
        assert admin.get(other).status_code in (403, 404)


@pytest.mark.parametrize(
    ("said", "words", "shown"),
    [
        ("Un Alcoolique, dit-il.", ["alcoolique"], "Un [retiré], dit-il."),
        ("En garde à vue hier.", ["garde a vue"], "En [retiré] hier."),
        ("L’alcool et l'alcool", ["alcool"], "L’[retiré] et l'[retiré]"),
        ("Rien ici.", ["prison"], "Rien ici."),
        ("", ["prison"], ""),
    ],
)
def test_a_word_is_kept_out_of_sight_accents_and_case_ignored(said, words, shown):
    assert withheld(said, words) == shown


# Forms ──────────────────────────────────────────────────────────────────────────────────────────

# Long fields that say nothing of a person, by form and field.
NOT_PERSONAL = {
    "ppde.criteria.forms": "the wording of a rule",
    "ppde.letters.forms.DeskForm.place": "the address of an office",
    "ppde.privacy.forms.ProcessingForm": "the register of processings",
    "ppde.privacy.forms.ControllerForm": "who answers for the data: an organisation",
    "ppde.privacy.forms.ReadingRuleForm": "the source of a rule",
    "ppde.resources.forms.SessionForm.place": "the address of a training",
    "ppde.resources.forms.TrainingForm.objectives": "what a training teaches",
    "ppde.retention.forms": "the source of a rule, the reference of a visa",
    "ppde.rule_forms.ListRuleForm": "the source of a rule",
    "ppde.sessions.forms.PasteForm": "a list of names, read line by line",
    "ebe.rate_forms.CdeRateForm": "the source of a rate",
    "ebe.rate_forms.OwnRateForm": "the source of a rate",
    "ebe.rate_forms.SmicForm": "the source of a rate",
    "ebe.rate_forms.ReturnRuleForm": "the source of a rule",
    "ebe.forms.EnterpriseForm.address": "the address of an enterprise",
    "ebe.forms.PostForm.skills": "names of skills",
}


def forms_of(room):
    package = import_module(room)
    for found in pkgutil.walk_packages(package.__path__, f"{room}."):
        if "forms" in found.name.rsplit(".", 1)[-1]:
            module = import_module(found.name)
            for name, form in inspect.getmembers(module, inspect.isclass):
                if issubclass(form, forms.Form | forms.ModelForm) and form.__module__ == found.name:
                    yield f"{found.name}.{name}", form


def long_texts(form):
    for name, field in form.base_fields.items():
        is_text = isinstance(field, forms.CharField) and type(field).__name__ not in (
            "EmailField",
            "URLField",
            "LinesField",
        )
        if is_text and (isinstance(field.widget, Textarea) or (field.max_length or 0) >= 200):
            yield name, field


@pytest.mark.parametrize("room", ["ppde", "ebe"])
def test_each_sentence_typed_about_a_person_carries_the_reminder(room):
    bare = [
        f"{path}.{name}"
        for path, form in forms_of(room)
        for name, field in long_texts(form)
        if not isinstance(field, forms.PersonalTextField) or forms.REMINDER not in field.help_text
    ]
    assert [p for p in bare if not any(p.startswith(known) for known in NOT_PERSONAL)] == []


# What is frozen ─────────────────────────────────────────────────────────────────────────────────

# A report shows them as they are; the written reasons of exceptions come from the lists by number, which copy them.
IN_REPORTS = {("territories.KeyDate", "title"), ("territories.KeyDate", "text")}


def test_a_report_freezes_no_sentence_but_those_that_a_review_finds_there(everything):
    """Every sentence of every table holds a mark of its own: those that a snapshot shows are the ones declared above."""
    marks = {}
    for n, (model, name) in enumerate(SCANNED):
        marks[f"Zorglub{n}q"] = (model._meta.label, name)
        with transaction.atomic():
            write(everything, model, name, f"Zorglub{n}q")
    found = set()
    for kind, place in (("territory_sheet", everything.home), ("hub_report", everything.hub)):
        for audience in Report.Audience.values:
            report = Report(
                territory=place, kind=kind, title="Essai", month=date(2026, 10, 1),
                audience=audience, requested_by=everything.users["lead"],
            )  # fmt: skip
            said = json.dumps(freeze(report), default=str)
            found |= {where for mark, where in marks.items() if mark in said}
    assert found == IN_REPORTS


def test_a_review_names_the_reports_that_hold_the_text_and_changes_the_lists(everything, sign_in):
    old, lead = 'Un "arrêt" après la prison', everything.users["lead"]
    key_date = KeyDate.objects.create(
        territory=everything.home, on=date(2026, 9, 1), title="Étape", text=old
    )
    flag = TextFlag.objects.get(object_id=key_date.pk, model="territories.keydate")
    sheet = ListSheet.objects.filter(territory=everything.home).first()
    sheet.exceptions = [{"reference": "M-0001", "reason": old}, {"reason": "Autre"}]
    sheet.save(update_fields=["exceptions"])
    asked = {
        "territory": everything.home, "kind": "territory_sheet", "state": "done",
        "month": date(2026, 10, 1), "requested_by": lead,
        "snapshot": {"parts": [{"rows": [["2026-09-01", old]]}]},
    }  # fmt: skip
    Report.objects.create(title="Fiche figée", **asked)
    Report.objects.create(
        title="Fiche retirée", withdrawn_at=timezone.now(), withdrawn_by=lead,
        withdrawal_reason="Erreur.", **asked,
    )  # fmt: skip
    Report.objects.create(title="Autre fiche", **asked | {"snapshot": {"parts": ["Rien."]}})
    client = sign_in("lead")
    page = reverse("ppde:text_review", args=[everything.home.slug, flag.pk])
    shown = client.get(page).content.decode()
    assert "Un rapport figé garde ce texte" in shown
    assert "Fiche figée, octobre\u00a02026" in shown
    assert "Fiche retirée" not in shown
    assert "Autre fiche" not in shown
    sent = {"state": "reworded", "text": "Un arrêt", "reason": "Inutile."}
    told = client.post(page, sent, follow=True).content.decode()
    assert "Fiche figée" in told
    sheet.refresh_from_db()
    assert [one["reason"] for one in sheet.exceptions] == ["Un arrêt", "Autre"]


def test_no_reading_of_words_compares_each_row_with_each(db):
    """To find one changed row the planner takes a loop in a loop: minutes for an import of ten thousand rows undone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, pg_get_functiondef(tgfoid) from pg_trigger where tgname = 'words_rewritten'"
        )
        readers = dict(cursor.fetchall())
    assert len(readers) > 20
    assert [
        table for table, said in readers.items() if "NOT EXISTS (SELECT FROM written w JOIN" in said
    ] == []
