"""A file frozen at the person's request is kept and shown, and nothing is written in it (RGPD art. 18)."""

import ast
import inspect
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.urls import URLPattern, reverse
from django.utils import timezone

from ppde import operations
from ppde.models import JourneyEvent, Person
from ppde.operations.referents import reassign
from ppde.operations.sessions import plan_session
from ppde.queue import ORDER
from ppde.urls import urlpatterns as ppde_urls
from territories.imports import steps
from territories.queue import sources
from territories.scoping import scoped
from tests.imports.test_persons import staged

TODAY = timezone.localdate
ROOMS = ("ppde/operations", "ppde/duplicates", "activities/skills", "ebe/operations")
# What stops a verb on a frozen file.
GUARDS = {"lock", "refuse_frozen"}
# Verbs that a frozen file lets through, and why.
PART = "done inside a verb that holds the file"
ASKED = "what the person asks about the data is heard all the same"
ALLOWED = {
    "ebe.operations.contracts.change_hours": "the employer's own: what is worked is paid",
    "ebe.operations.sharing.consent_withdrawn": PART,
    "ebe.operations.sharing.stop": PART,
    "ebe.operations.sharing.tell_employer": ASKED,
    "ebe.operations.proposals.record": PART,
    "ppde.duplicates.exits.take_twins_back": PART,
    "ppde.operations.access.ask_access_file": ASKED,
    "ppde.operations.access.download_access_file": ASKED,
    "ppde.operations.after.end_follow_ups": PART,
    "ppde.operations.after.tell_death": PART,
    "ppde.operations.consents.withdraw_consent": ASKED,
    "ppde.operations.corrections.fall_back": PART,
    "ppde.operations.corrections.take_back": PART,
    "ppde.operations.corrections.take_back_pause": PART,
    "ppde.operations.corrections.take_rank_back": PART,
    "ppde.operations.corrections.undo_rank": PART,
    "ppde.operations.followed.tell_enrolment": PART,
    "ppde.operations.imports.register_many": "opens files",
    "ppde.operations.imports.volunteer_many": "the import has refused the rows of frozen files",
    "ppde.operations.journey.write": PART,
    "ppde.operations.note_words.forget_note": "what may be kept nowhere goes",
    "ppde.operations.notes.open_note": "a frozen file is read",
    "ppde.operations.orientations.close_orientation": "no file is open",
    "ppde.operations.orientations.consent_changed": PART,
    "ppde.operations.orientations.correct_orientation": "no file is open",
    "ppde.operations.orientations.reopen_orientation": "no file is open",
    "ppde.operations.outcomes.leave_today": ASKED,
    "ppde.operations.person_pages.close_page": "shows less of the person",
    "ppde.operations.person_pages.close_pages": "shows less of the person",
    "ppde.operations.ranks.back_to": PART,
    "ppde.operations.ranks.move_rank": PART,
    "ppde.operations.readings.record_prints": "a frozen file is read",
    "ppde.operations.readings.record_reading": "a frozen file is read",
    "ppde.operations.referents.follow": PART,
    "ppde.operations.resources.consent_withdrawn": PART,
    "ppde.operations.rights.cancel_rights_request": ASKED,
    "ppde.operations.rights.check_identity": ASKED,
    "ppde.operations.rights.correct_rights_request": ASKED,
    "ppde.operations.rights.extend_request": ASKED,
    "ppde.operations.rights.lift_limitation": "ends it",
    "ppde.operations.rights.record_request": ASKED,
    "ppde.operations.rights.reopen_rights_request": ASKED,
    "ppde.operations.rights.to_the_file": PART,
    "ppde.operations.texts.review_text": "what may be kept nowhere goes",
    "ppde.operations.training.give_places_back": PART,
}


@cache
def modules() -> list[ModuleType]:
    files = [file for room in ROOMS for file in sorted(Path(room).glob("*.py"))]
    names = [file.with_suffix("").as_posix().replace("/", ".") for file in files]
    return [import_module(name.removesuffix(".__init__")) for name in names]


@cache
def calls() -> dict[str, dict[str, set[str]]]:
    """{function: {module that has one of that name: names that it calls}} of all the rooms."""
    found: dict[str, dict[str, set[str]]] = {}
    for module in modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.FunctionDef):
                called = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
                found.setdefault(node.name, {}).setdefault(module.__name__, set()).update(
                    f.attr if isinstance(f, ast.Attribute) else f.id
                    for f in called
                    if isinstance(f, (ast.Attribute, ast.Name))
                )
    return found


def reached(verb: str) -> set[str]:
    """The names that a verb ("module.function") leads to; a module's own function hides those of others."""
    module, _, name = verb.rpartition(".")
    seen, waiting = set(), {(module, name)}
    while waiting:
        one = waiting.pop()
        seen.add(one)
        where, name = one
        homes = calls().get(name, {}) if name not in GUARDS else {}
        for home in [where] if where in homes else homes:
            waiting |= {(home, called) for called in homes[home]} - seen
    return {name for _, name in seen}


def is_about_a_person(kind) -> bool:
    if not (isinstance(kind, type) and issubclass(kind, models.Model)):
        return False
    try:
        return kind is Person or kind._meta.get_field("person").related_model is Person
    except FieldDoesNotExist:
        return False


def verbs() -> dict[str, str]:
    """{module.function: function} of those that act, in somebody's name, on a file or on a row of one."""
    found = {}
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            asked = inspect.signature(function).parameters
            own = function.__module__ == module.__name__
            if not own or name.startswith("_") or "by" not in asked:
                continue
            told = [p.annotation for p in asked.values()]
            if any(
                is_about_a_person(k) or "[Person]" in str(k) or "persons.Person" in str(k)
                for k in told
            ):
                found[f"{module.__name__}.{name}"] = name
    return found


def test_every_verb_that_writes_in_a_file_refuses_a_frozen_one():
    found = verbs()
    assert len(found) > 40
    assert set(ALLOWED) <= set(found)
    open_ = {verb for verb in found if not reached(verb) & GUARDS}
    assert open_ == set(ALLOWED)


@pytest.fixture
def frozen(as_team):
    """The person of the small world, who asked that the file be limited while a private link was open."""
    lead, person = as_team.users["lead"], as_team.rows["home"]["person"]
    operations.update_desk(as_team.home, by=lead, place="Mairie", opens_pages=True, page_days=30)
    _, link = operations.give_page(person, by=lead)
    asked = operations.record_request(
        person, "limitation", received_on=TODAY(), channel="desk", identity="known", by=lead
    )
    operations.answer_request(asked, "granted", "Votre dossier est gelé.", by=lead)
    person.refresh_from_db()
    person.link = link
    return person


def of_the_file(batch) -> list[str]:
    rows = steps.staged(batch).order_by("line")
    return [e["message"] for row in rows for e in row.errors]


def test_a_spreadsheet_writes_nothing_in_it(as_team, frozen):
    lines = (f"{frozen.reference};06 99 99 99 99", f"{frozen.reference};")
    changed, same = (staged(as_team, line, head="Numéro;Téléphone") for line in lines)
    assert changed.counts["error"] == 1
    assert "M-0001 est gelé" in of_the_file(changed)[0]
    # A whole list brought again says nothing new of this person: nothing to refuse.
    assert same.counts["unchanged"] == 1
    facts = staged(
        as_team, f"{frozen.reference};Entretien individuel;{TODAY():%d/%m/%Y}",
        head="Numéro;Fait;Date", kind="faits",
    )  # fmt: skip
    assert facts.counts["error"] == 1
    assert "M-0001 est gelé" in of_the_file(facts)[0]


def test_no_list_moves_it_to_another_referent(as_team, frozen):
    with pytest.raises(ValidationError, match="est gelé depuis"):
        reassign([frozen], as_team.users["officer"], by=as_team.users["lead"], reason="Congé.")


def test_a_sheet_to_come_refuses_it_in_words(as_team, frozen, sign_in):
    start = timezone.now() + timedelta(days=9)
    session = plan_session(
        as_team.home, by=as_team.users["lead"], kind="permanence", title="Permanence", starts_at=start, place="Mairie"
    )  # fmt: skip
    page = reverse("ppde:gathering_add", args=[as_team.home.slug, session.pk])
    shown = sign_in("lead").post(page, {"people": frozen.reference}).content.decode()
    assert "est gelé depuis" in shown
    assert f'value="{frozen.reference}"' in shown
    with scoped(as_team.home.pk):
        assert not session.presences.exists()


def test_its_private_links_are_closed_with_it(as_team, frozen):
    token = frozen.link.rstrip("/").rpartition("/")[2]
    assert operations.open_page(token) is None
    assert not frozen.pages.open().exists()


def test_a_link_given_before_the_platform_closed_them_is_closed_from_the_page(
    as_team, frozen, sign_in
):
    link = frozen.pages.latest("given_at")
    frozen.pages.filter(pk=link.pk).update(revoked_at=None)
    page = reverse("ppde:person_page_close", args=[as_team.home.slug, link.pk])
    assert sign_in("lead").post(page).status_code == 302
    with scoped(as_team.home.pk):
        assert not frozen.pages.open().exists()


# What the rights of the person ask, what two files say of each other, what is no file.
STILL_ASKED = {
    *("rights", "texts", "lookalikes", "next_door", "orientations", "sheets", "ending"),
    *("past_contrats", "past_contacts", "past_mandats", "past_orientes", "drafts"),
}


def test_nothing_is_asked_about_it_but_the_answer_to_its_rights(as_team):
    """Each source that finds a person of the small world finds them no more once every file is frozen."""
    here, today = as_team.home, TODAY()
    Person.objects.filter(territory=here).update(
        last_contact_on=today - timedelta(days=400), notice_given_on=None, referent=None
    )
    JourneyEvent.objects.create(
        territory=here, person=as_team.rows["home"]["person"], kind="note", on=today,
        follow_up_on=today, author=as_team.users["lead"],
    )  # fmt: skip
    mine = [s for s in sources() if s.key in ORDER and s.key not in STILL_ASKED]
    before = {source.key for source in mine if source.rows(here, today).exists()}
    assert before >= {"follow_ups", "silence", "notices", "without_referent"}
    Person.objects.filter(territory=here).update(limited_on=today)
    assert {source.key for source in mine if source.rows(here, today).exists()} == set()


def test_the_file_says_so_and_offers_no_act(as_team, frozen, sign_in):
    url = reverse("ppde:person_detail", args=[as_team.home.slug, frozen.pk])
    page = sign_in("lead").get(url)
    shown = page.content.decode()
    assert "Dossier gelé" in shown
    assert "Dégeler le dossier" in shown
    assert "Ajouter un fait" not in shown
    edit, correct = (
        reverse(f"ppde:{n}", args=[as_team.home.slug, 0]) for n in ("person_edit", "event_correct")
    )
    assert edit.replace("/0/", f"/{frozen.pk}/") not in shown
    assert correct.partition("/0/")[0] + "/" not in shown
    assert page.context["actions_next"] == page.context["acts"] == []
    assert "Dossier gelé" in sign_in("lead").get(f"{url}?affichage=numero").content.decode()


# The forms of one file that a frozen one opens: what the person asks about the data, and the way out.
OPENED = {"rights_record", "limitation_lift"}


def test_its_forms_say_so_before_anything_is_typed(as_team, frozen, sign_in):
    """They opened as ever, and told only whoever had filled them."""
    browser, here = sign_in("lead"), as_team.home.slug
    file = reverse("ppde:person_detail", args=[here, frozen.pk])
    forms = {
        pattern.name
        for pattern in ppde_urls
        if isinstance(pattern, URLPattern)
        and str(pattern.pattern).startswith("t/<slug:territory>/personnes/<int:pk>/")
        and "POST" in getattr(pattern.callback, "methods", ())
        and "GET" in getattr(pattern.callback, "methods", ())
    }
    assert forms >= {"event_add", "person_edit", "pause_start", "outcome_record", "mobility_open"}
    for name in forms - OPENED:
        answer = browser.get(reverse(f"ppde:{name}", args=[here, frozen.pk]))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith(file), name
        assert "est gelé depuis" in browser.get(answer["Location"]).content.decode(), name
    for name in OPENED:
        assert browser.get(reverse(f"ppde:{name}", args=[here, frozen.pk])).status_code == 200
    skills = browser.get(reverse("activities:person_skills", args=[here, frozen.pk]))
    letter = browser.get(reverse("ppde:person_letter", args=[here, frozen.pk]))
    for page, form in ((skills, "Enregistrer les compétences"), (letter, "Donner un lien")):
        assert "Dossier gelé" in page.content.decode()
        assert form not in page.content.decode()
