"""What colleagues wrote about somebody by name, outside the file: told before an erasure, replaced by it where it is certain."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from cle.models import AgendaItem, Committee, Convocation, Decision, Meeting
from evaluation.models import Report
from evaluation.reports.snapshot import fingerprint
from ppde import operations
from ppde.models import (
    Elimination,
    EventKind,
    JourneyEvent,
    Orientation,
    RestrictedNote,
    TextFlag,
)
from ppde.retention import elsewhere, standings
from ppde.retention import operations as retention
from ppde.retention.elsewhere import PUT
from ppde.retention.names import Names, Words, mappings
from territories import journal
from territories.free_texts import all_texts
from territories.holdings import holdings
from territories.models import Entry, KeyDate, Territory
from territories.scoping import scoped
from tests.ppde.retention_kit import LONG_AGO
from tests.world import moment
from tzcld import cipher
from tzcld.ui import french

FIRST, LAST = "Zélie-Anne", "Le Corvaisier"
WHO = f"{FIRST} {LAST}"
NAMES = Names(1, ("zelie", "anne"), ("le", "corvaisier"))


@pytest.fixture
def leaving(as_team, rule, register):
    return register(FIRST, LAST, identified_on=LONG_AGO)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Vu Zélie-Anne Le Corvaisier hier.", f"Vu {PUT} hier."),
        ("LE CORVAISIER ZELIE ANNE, absente", f"{PUT}, absente"),
        ("le dossier de Le-Corvaisier (Zelie Anne).", f"le dossier de {PUT})."),
        ("Pour Zélie-Anne le Corvaisier et Zélie-Anne Le Corvaisier", f"Pour {PUT} et {PUT}"),
        # Told, and left to whoever reads it.
        ("Zélie-Anne, de son nom Le Corvaisier", None),
        ("la zélie anne le corvaisier", None),
        ("Avec Zélie-Anne. Le Corvaisier en a parlé.", None),
    ],
)
def test_the_names_are_found_however_they_are_written(said, left):
    assert list(NAMES.spans(said))
    assert elsewhere.without(said, NAMES) == (left or said)


@pytest.mark.parametrize(
    "said", ["Le Corvaisier", "Zélie-Anne", "zélie corvaisier", "Zélie l’a dit à Corvaisier", "Zélie-Anne l’a dit un jour à Le Corvaisier", ""]
)  # fmt: skip
def test_one_name_alone_or_far_from_the_other_is_nobody(said):
    assert list(NAMES.spans(said)) == []


def named(first: str, last: str) -> Names:
    return Names(1, *(tuple(french.plain_words(name)) for name in (first, last)))


@pytest.mark.parametrize(
    ("who", "said", "left"),
    [
        # Of somebody else, whose names these are too.
        (("Paul", "Martin"), "Jean-Paul Martin, Paul Martin-Dubois, Paul Martin Dubois", None),
        (("Paul", "Martin"), "Présents : Pierre Martin, Paul Durand", None),
        (("Paul", "Martin"), "Pierre Martin, Paul et Luc", None),
        (("Paul", "Martin"), "Pierre Martin\nPaul Durand", None),
        (("Paul", "Martin"), "avec Jean Paul Martin", None),
        (("Jean", "Paul"), "Jean-Paul est venu avec Jean Paul.", f"Jean-Paul est venu avec {PUT}."),
        # A common word is a name by its capital alone.
        (("Rose", "Blanche"), "Une rose blanche pour Rose Blanche", f"Une rose blanche pour {PUT}"),
        (("Jean", "Marche"), "Jean marche. Jean Marche aussi.", f"Jean marche. {PUT} aussi."),
        # Neither a title nor a small word is of the name.
        (("Paul", "Martin"), "pour Mme et Monsieur Paul Martin", f"pour Mme et Monsieur {PUT}"),
        (("Paul", "Martin"), "SITUATION DE PAUL MARTIN ET SUITES", f"SITUATION DE {PUT} ET SUITES"),
        (("Paul", "Martin"), "Vu MARTIN Paul.", f"Vu {PUT}."),
        (("Paul", "Martin"), "Absent : MARTIN, Paul", f"Absent : {PUT}"),
        # What is certain is not lost in what is not.
        (("Jean-Noël", "O’Brien"), "Jean Noël l’a dit ; O'Brien Jean-Noël", f"Jean Noël l’a dit ; {PUT}"),
        (("Łukasz", "Đặng"), "Łukasz Đặng ou LUKASZ DANG", f"{PUT} ou {PUT}"),
        (("Anne-Marie", "d’Alembert"), "Anne Marie d'Alembert", PUT),
    ],
)  # fmt: skip
def test_what_is_certain_is_nobody_else(who, said, left):
    assert elsewhere.without(said, named(*who)) == (left or said)
    assert list(named(*who).spans(said))


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (("Marie", "Dupont-Martin"), "Marie Dupont"),
        (("Marie", "Dupont-Martin"), "MARTIN Marie"),
        (("Léa", "Petit (ép. Grand)"), "Léa Grand"),
        (("Fatima Zahra", "El Amrani"), "Fatima El Amrani"),
        (("Zélie-Anne", "Le Corvaisier"), "Zélie Corvaisier"),
    ],
)
def test_a_part_of_a_long_name_is_shown_and_left(who, said):
    names = named(*who)
    assert [is_sure for _, _, is_sure in names.spans(said)] == [False]
    assert elsewhere.without(said, names) == said


def test_names_in_letters_that_no_search_reads_are_nobody():
    assert list(named("Ибрагим", "Саидов").spans("Ибрагим Саидов")) == []


@pytest.mark.django_db
def test_letters_read_as_the_database_does():
    letters = "œæðøþđħıłŋŧŒÆÐØÞĐĦŁŊŦßçÉŞğÅ"
    with connection.cursor() as cursor:
        cursor.execute(
            "select said, plain_words(said) from unnest(%s::text[]) said", [list(letters)]
        )
        assert {said: "".join(french.plain_words(said)) for said in letters} == dict(
            cursor.fetchall()
        )


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (
            {"nom": "LE CORVAISIER", "prénom": "Zélie Anne", "ville": "Bron", "né en": 1980},
            {"nom": PUT, "prénom": PUT, "ville": "Bron", "né en": 1980},
        ),
        # However far from each other the database writes them.
        (
            {"last_name": LAST, "on": "le 2 mars 2026 à midi", "first_name": FIRST},
            {"last_name": PUT, "on": "le 2 mars 2026 à midi", "first_name": PUT},
        ),
        ({"lignes": [{"nom": LAST, "prénom": FIRST}]}, {"lignes": [{"nom": PUT, "prénom": PUT}]}),
        # Without a capital, beside other words: told, and left to whoever reads it.
        ({"nom": "le corvaisier", "prénom": FIRST}, None),
        ({"nom": f"Mme {LAST}", "prénom": FIRST}, None),
    ],
)
def test_two_fields_of_one_json_are_as_certain_as_side_by_side(told, left):
    assert NAMES.are_in(told)
    assert elsewhere.without(told, NAMES) == (left or told)


@pytest.mark.parametrize(
    "told", [{"nom": LAST}, {"nom": LAST, "lignes": [{"prénom": FIRST}], "on": "le 2 mars 2026 à midi"}, {}]
)  # fmt: skip
def test_two_names_of_two_jsons_are_nobody(told):
    assert not list(filter(NAMES.apart, mappings(told)))
    assert elsewhere.without(told, NAMES) == told


def test_a_name_that_is_both_names_is_not_told_by_one_field():
    assert not Names(1, ("martin",), ("martin",)).apart({"nom": "Martin", "ville": "Lyon"})


def tell(world) -> dict:
    """The names in texts of every kind, below the forms that refuse them."""
    home, lead = world.home, world.users["lead"]
    meeting = world.rows["home"]["meeting"]
    Meeting.objects.filter(pk=meeting.pk).update(
        minutes=f"Le comité a entendu {WHO}.\nRien d’autre.", minutes_state="approved"
    )
    AgendaItem.objects.filter(meeting=meeting).update(title=f"Situation de {LAST} {FIRST}")
    Decision.objects.filter(territory=home).update(wording=f"M-0001 ({WHO}) est éligible.")
    Convocation.objects.filter(territory=home).update(text=f"1. Situation de {WHO}")
    Activity.objects.filter(territory=home).update(
        description=f"Idée de {WHO}.", name=f"Atelier {WHO}"
    )
    other = world.rows["home"]["person"]
    JourneyEvent.objects.bulk_create(
        [JourneyEvent(territory=home, person=other, kind="contact", on=date(2026, 9, 1), text=f"Venue avec {WHO}.", author=lead)]
    )  # fmt: skip
    journal.record(
        "update", meeting, by=lead, before={"text": f"Avec {WHO}"}, reason=f"Dit par {WHO}"
    )
    return {"meeting": meeting, "other": other}


def erase(world, person, **how):
    lead = world.users["lead"]
    made = retention.eliminate_on_request(person, "demande n° 8", by=lead, **how)
    assert retention.eliminate(made) == 1
    return made


def standing() -> list[str]:
    """Tables where a row still tells the last name, as a dump would write it."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'select count(*) from "{table}" t where t::text ilike %s', [f"%{LAST}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_the_name_leaves_the_texts_that_no_file_holds(as_team, leaving):
    rows = tell(as_team)
    assert {"cle_meeting", "cle_agendaitem", "cle_decision", "territories_entry"} <= set(standing())
    erase(as_team, leaving)
    with scoped(as_team.home.pk, as_team.hub.pk):
        # The name of a workshop is shown, and never rewritten.
        assert standing() == ["activities_activity"]
        meeting = Meeting.objects.get(pk=rows["meeting"].pk)
        assert meeting.minutes == f"Le comité a entendu {PUT}.\nRien d’autre."
        added = meeting.addenda.latest("pk")
        assert "a quitté ce compte rendu" in added.text
        assert AgendaItem.objects.get(meeting=meeting).title == f"Situation de {PUT}"
        assert Convocation.objects.get(territory=as_team.home).text == f"1. Situation de {PUT}"
        assert f"({PUT}) est éligible" in Decision.objects.filter(territory=as_team.home)[0].wording
        event = JourneyEvent.objects.get(person=rows["other"], text__contains=PUT)
        assert event.text == f"Venue avec {PUT}."
        entry = Entry.objects.get(
            model="cle.meeting", object_id=meeting.pk, reason=f"Dit par {PUT}"
        )
        assert entry.before == {"text": f"Avec {PUT}"}
        told = Entry.objects.filter(verb="correct", reason=elsewhere.WHY)
        assert {(e.model, e.is_named) for e in told} >= {
            ("cle.meeting", False), ("cle.decision", False), ("ppde.person", True)
        }  # fmt: skip
        assert not Entry.objects.filter(
            model="ppde.person", object_id=leaving.pk, reason=elsewhere.WHY
        )


def test_a_restricted_note_of_another_file_loses_the_name_and_is_shown_to_nobody(
    as_team, leaving, register, sign_in
):
    """The database does not read it, a dump neither; whoever opens it would."""
    lead, other = as_team.users["lead"], as_team.rows["home"]["person"]
    notes = [
        operations.write_note(other, "safety", text, by=lead)
        for text in (
            f"En danger chez {WHO}, sa voisine.",
            f"{FIRST}, de son nom {LAST}, l’héberge.",
            "Rien.",
        )
    ]
    [standing] = standings.told_of([leaving])
    where = f"Note réservée, texte, dossier {other.reference}"
    assert [(t.where, t.said, t.fate, t.is_replaced) for t in standing.places] == [
        (where, "", standings.REPLACED, True),
        (where, "", standings.IN_NOTE, False),
    ]
    kept = notes[2].token
    erase(as_team, leaving)
    with scoped(as_team.home.pk):
        said = [RestrictedNote.objects.get(pk=note.pk).token for note in notes]
        assert said[2] == kept
        assert list(map(cipher.decrypt, said)) == [
            f"En danger chez {PUT}, sa voisine.",
            f"{FIRST}, de son nom {LAST}, l’héberge.",
            "Rien.",
        ]
        told = Entry.objects.filter(model="ppde.person", object_id=other.pk, reason=elsewhere.WHY)
        assert [entry.after for entry in told] == [{"textes": ["texte"]}]


def test_without_its_key_a_note_stays_closed_and_the_rest_is_done(as_team, leaving, settings):
    tell(as_team)
    other = as_team.rows["home"]["person"]
    operations.write_note(other, "safety", f"Chez {WHO}.", by=as_team.users["lead"])
    settings.SECURE, settings.NOTE_KEYS = True, []
    erase(as_team, leaving)
    with scoped(as_team.home.pk, as_team.hub.pk):
        assert standing() == ["activities_activity"]


def test_a_name_of_the_hub_is_told_and_asked_for(as_team, leaving):
    """Its sentences go to its review (test_above.py): not what it calls a group or a place."""
    committee = Committee.objects.create(territory=as_team.hub, name=f"Cercle {WHO}", kind="cotech")
    [standing] = standings.told_of([leaving])
    assert [(t.said, t.url, t.fate, t.is_replaced) for t in standing.places] == [
        ("", "", standings.AT_HUB, False)
    ]
    erase(as_team, leaving)
    committee.refresh_from_db()
    assert committee.name == f"Cercle {WHO}"
    with scoped(as_team.hub.pk):
        assert not TextFlag.objects.filter(territory=as_team.hub).exists()


def test_no_line_break_of_the_journal_hides_a_name(as_team, leaving):
    """Written « \\n » and « \\t » by the database; a path of a disk has the same letters."""
    meeting, lead = as_team.rows["home"]["meeting"], as_team.users["lead"]
    journal.record("update", meeting, by=lead, after={"text": f"C:\\new\n{FIRST}\t{LAST}"})
    erase(as_team, leaving)
    with scoped(as_team.home.pk, as_team.hub.pk):
        assert Entry.objects.filter(after={"text": f"C:\\new\n{PUT}"}).exists()


def test_a_contact_that_is_no_more_leaves_the_journal(as_team, leaving):
    """What was typed of it stands in two fields, far from each other."""
    contact, lead = as_team.rows["home"]["contact"], as_team.users["lead"]
    told = {"last_name": LAST, "function": "Bénévole au comptoir du lundi", "first_name": FIRST}
    journal.record("delete", contact, by=lead, before=told)
    [place] = standings.told(leaving).places
    assert (place.where, place.fate) == ("Journal, 1\u00a0ligne", standings.REPLACED)
    erase(as_team, leaving)
    with scoped(as_team.home.pk, as_team.hub.pk):
        entry = Entry.objects.get(model="territories.contact", verb="delete")
        assert entry.before == told | {"last_name": PUT, "first_name": PUT}


def test_not_ticked_the_texts_stay_as_they_are(as_team, leaving):
    tell(as_team)
    erase(as_team, leaving, with_texts=False)
    with scoped(as_team.home.pk, as_team.hub.pk):
        assert "cle_agendaitem" in standing()
        assert not Entry.objects.filter(reason=elsewhere.WHY).exists()


@pytest.mark.parametrize("who", ["file", "seat", "contact", "account"])
def test_a_namesake_stops_it(as_team, leaving, register, who):
    tell(as_team)
    rows, lead = as_team.rows["home"], as_team.users["lead"]
    first, last = "zelie anne", "LE CORVAISIER"
    if who == "file":
        register(first, last)
    elif who == "seat":
        type(rows["seat"]).objects.filter(pk=rows["seat"].pk).update(holder=f"Mme {first} {last}")
    else:
        one = rows["contact"] if who == "contact" else lead
        type(one).objects.filter(pk=one.pk).update(first_name=first, last_name=last)
    here = standings.told(leaving)
    assert here.is_others
    assert not here.is_replaced
    assert {place.fate for place in here.places} == {standings.OF_ANOTHER}
    erase(as_team, leaving)
    with scoped(as_team.home.pk, as_team.hub.pk):
        assert AgendaItem.objects.filter(title__contains=LAST).exists()
        assert not Entry.objects.filter(reason=elsewhere.WHY).exists()


def test_when_the_texts_cannot_be_read_nothing_is_erased_until_they_can(
    as_team, leaving, monkeypatch, caplog
):
    tell(as_team)
    made = retention.eliminate_on_request(leaving, "demande n° 8", by=as_team.users["lead"])
    with monkeypatch.context() as broken:
        # The database refuses the statement.
        broken.setattr(elsewhere, "_pattern", lambda names: "(")
        assert retention.eliminate(made) == 0
    assert f"elimination {made.pk}" in caplog.text
    with scoped(as_team.home.pk, as_team.hub.pk):
        made.refresh_from_db()
        leaving.refresh_from_db()
        line = made.lines.get()
        assert (made.state, leaving.last_name) == (Elimination.State.APPROVED, LAST)
        assert (line.done_at, line.failed_at is None) == (None, False)
    assert retention.eliminate(made) == 1
    with scoped(as_team.home.pk, as_team.hub.pk):
        line.refresh_from_db()
        assert (made.state, line.failed_at) == (Elimination.State.DONE, None)
        assert standing() == ["activities_activity"]


def test_a_file_kept_at_the_next_run_has_no_longer_failed(as_team, leaving, monkeypatch):
    lead = as_team.users["lead"]
    made = retention.prepare(as_team.home, by=lead)
    retention.approve(made, "2026-114", by=lead)
    with monkeypatch.context() as broken:
        broken.setattr(elsewhere, "_pattern", lambda names: "(")
        retention.eliminate(made)
    operations.add_event(leaving, EventKind.CONTACT, timezone.localdate(), "Rappelée.", by=lead)
    assert retention.eliminate(made) == 0
    with scoped(as_team.home.pk):
        line = made.lines.get()
    assert (line.is_kept, line.failed_at) == (True, None)


def test_two_namesakes_of_one_list_go_together(as_team, leaving, register):
    tell(as_team)
    other = register(FIRST, LAST, identified_on=LONG_AGO)
    told = standings.told_of([leaving, other])
    assert [standing.is_others for standing in told] == [False, False]
    made = retention.prepare(as_team.home, by=as_team.users["lead"])
    retention.approve(made, "2026-114", by=as_team.users["lead"])
    assert retention.eliminate(made) == 2
    with scoped(as_team.home.pk, as_team.hub.pk):
        assert standing() == ["activities_activity"]


def test_whoever_grants_an_erasure_sees_where_the_name_stands(as_team, leaving, sign_in):
    rows = tell(as_team)
    operations.add_event(
        leaving, EventKind.CONTACT, LONG_AGO, f"{WHO} a appelé.", by=as_team.users["lead"]
    )
    request = operations.record_request(
        leaving, "erasure", received_on=timezone.localdate(), channel="desk", identity="known", by=as_team.users["lead"]
    )  # fmt: skip
    # Of a row of the file, found through it alone.
    journal.record("update", request, by=as_team.users["lead"], reason=f"{WHO} insiste")
    page = reverse("ppde:rights_answer", args=[as_team.home.slug, request.pk])
    lead = sign_in("lead")
    shown = lead.get(page).content.decode()
    assert "Séance, compte rendu" in shown
    assert standings.SEALED in shown
    assert f'href="{rows["meeting"].get_absolute_url()}"' in shown
    assert f'href="{rows["other"].get_absolute_url()}"' in shown
    assert f"Fait du parcours, précision, dossier {rows['other'].reference}" in shown
    # Read where the file is opened, which the log says.
    assert "Venue avec" not in shown
    assert standings.NAMED_AFTER in shown
    assert "Journal, 1\u00a0ligne" in shown
    # What the erasure empties by itself is not told.
    assert "a appelé" not in shown
    sent = {"state": "granted", "answer": "Accordé.", "sure": "on"}
    assert lead.post(page, sent).status_code == 302
    with scoped(as_team.home.pk):
        made = Elimination.objects.latest("pk")
        assert made.with_texts is False
    again = lead.get(reverse("ppde:rights_answer", args=[as_team.home.slug, request.pk]))
    assert again.status_code == 302


def test_whoever_approves_a_list_sees_it_for_each_file(as_team, leaving, register, sign_in):
    tell(as_team)
    nobody = register("Basile", "Ferrandin", identified_on=LONG_AGO)
    made = retention.prepare(as_team.home, by=as_team.users["lead"])
    page = reverse("ppde:elimination_approve", args=[as_team.home.slug, made.pk])
    lead = sign_in("lead")
    shown = lead.get(page).content.decode()
    assert f"{leaving.reference}</h3>" in shown
    assert f"{nobody.reference}</h3>" not in shown
    assert "Remplacer aussi les noms" in shown
    assert (
        lead.post(page, {"visa": "2026-114", "sure": "on", "with_texts": "on"}).status_code == 302
    )
    made.refresh_from_db()
    assert made.with_texts


def test_whom_a_partner_oriented_and_no_file_tells_is_looked_for_too(as_team, rule, sign_in):
    tell(as_team)
    lead = as_team.users["lead"]
    sent = Orientation.objects.filter(territory=as_team.home).first()
    Orientation.objects.filter(pk=sent.pk).update(
        person=None, first_name=FIRST, last_name=LAST, sent_at=moment(2023, 1, 5), is_told=False
    )
    sent.refresh_from_db()
    journal.record("update", sent, by=lead, reason=f"{WHO} a rappelé")
    request = operations.record_request(
        sent, "erasure", received_on=timezone.localdate(), channel="desk", identity="known", by=lead
    )
    page = reverse("ppde:rights_answer", args=[as_team.home.slug, request.pk])
    shown = sign_in("lead").get(page).content.decode()
    assert "Séance, compte rendu" in shown
    # Those of its own rows are emptied with it.
    assert "Journal, 1\u00a0ligne" in shown
    operations.answer_request(request, "granted", "Accordé.", by=lead)
    made = Elimination.objects.get(territory=as_team.home, what="orientes", state="approved")
    assert retention.eliminate(made) == 1
    with scoped(as_team.home.pk, as_team.hub.pk):
        assert standing() == ["activities_activity"]


def test_the_public_words_of_the_territory_are_shown_not_rewritten(as_team, leaving):
    words = f"Avec {WHO} depuis 2021."
    Territory.objects.filter(pk=as_team.home.pk).update(presentation=words)
    [place] = standings.told(leaving).places
    assert place.url == as_team.home.get_absolute_url()
    assert (place.fate, place.is_replaced) == (standings.NAMED_AFTER, False)
    erase(as_team, leaving)
    assert Territory.objects.get(pk=as_team.home.pk).presentation == words


def test_a_text_that_loses_one_name_and_keeps_another_shows_what_is_left(as_team, leaving, sign_in):
    """It is written all the same: the box is there to leave it as it is."""
    meeting = as_team.rows["home"]["meeting"]
    Meeting.objects.filter(pk=meeting.pk).update(
        minutes=f"{WHO} {'a été vue. ' * 9}{FIRST}, de son nom {LAST}, a dit oui.",
        minutes_state="draft",
    )
    standing = standings.told(leaving)
    [(title, [place])] = standing.groups
    assert (title, place.fate) == (standings.BY_HAND, standings.APART)
    assert place.said.endswith(f"a été vue. {FIRST}, de son nom {LAST}, a dit oui.")
    assert WHO not in place.said
    assert standing.is_replaced
    made = retention.prepare(as_team.home, by=as_team.users["lead"])
    page = reverse("ppde:elimination_approve", args=[as_team.home.slug, made.pk])
    assert 'name="with_texts"' in sign_in("lead").get(page).content.decode()


def test_nothing_found_says_so_and_asks_nothing(as_team, leaving, sign_in):
    made = retention.prepare(as_team.home, by=as_team.users["lead"])
    page = reverse("ppde:elimination_approve", args=[as_team.home.slug, made.pk])
    shown = sign_in("lead").get(page).content.decode()
    assert "Aucun autre texte de ce territoire" in shown
    assert "with_texts" not in shown


def test_the_search_leaves_out_what_a_column_says_is_of_the_file():
    """The rest alone is asked of the holdings (standings.py)."""
    said = {texts.model_name: texts.about for texts in all_texts()}
    linked = {h.model_name for h in holdings() if h.link == "person"} & said.keys()
    assert len(linked) > 10
    assert {said[name] for name in linked} == {"w.person_id"}


def test_a_long_text_is_cut_in_words_once_for_all(as_team, register, monkeypatch):
    """Five hundred names in the minutes of a year took ten minutes, each text cut again for each name."""
    people = [register(f"Aimé{n}", f"Ferrandin{n}") for n in range(3)]
    said = " ".join(f"{p.first_name} {p.last_name}, venue." for p in people)
    Meeting.objects.filter(pk=as_team.rows["home"]["meeting"].pk).update(minutes=said)
    cut = []
    init = Words.__init__
    monkeypatch.setattr(
        Words, "__init__", lambda self, text: (cut.append(text), init(self, text))[0]
    )
    queries = []
    for some in (people[:1], people):
        cut.clear()
        with CaptureQueriesContext(connection) as captured:
            found = standings.told_of(some)
        assert [len(standing.places) for standing in found] == [1] * len(some)
        assert cut.count(said) == 1
        queries.append(len(captured))
    assert queries[0] == queries[1]


def test_a_list_reads_the_texts_once(as_team, leaving, register):
    tell(as_team)

    def asked(persons) -> int:
        with CaptureQueriesContext(connection) as captured:
            standings.told_of(persons)
        return len(captured)

    others = [register("Basile", f"Ferrandin{n}", identified_on=LONG_AGO) for n in range(8)]
    few = asked([leaving])
    assert asked([leaving, *others]) == few
    with CaptureQueriesContext(connection) as captured:
        elsewhere.find(as_team.home.pk, map(Names.of, [leaving, *others]))
    assert len(captured) == 1


def test_a_report_that_froze_the_text_says_the_same(as_team, leaving):
    words = f"Bilan porté par {WHO}"
    KeyDate.objects.create(territory=as_team.home, on=date(2026, 9, 1), title="Étape", text=words)
    frozen = {"parts": [], "dates": [["2026-09-01", words]]}
    report = Report.objects.create(
        territory=as_team.home, kind="territory_sheet", state="done", title="Fiche", month=date(2026, 10, 1),
        requested_by=as_team.users["lead"], snapshot=frozen, fingerprint=fingerprint(frozen), audience="fund",
    )  # fmt: skip
    was = report.fingerprint
    erase(as_team, leaving)
    with scoped(as_team.home.pk, as_team.hub.pk):
        report.refresh_from_db()
    assert report.snapshot["dates"] == [["2026-09-01", f"Bilan porté par {PUT}"]]
    assert report.snapshot["rectified"][0]["was"] == was
    assert report.fingerprint == fingerprint(report.snapshot) != was


def test_approved_minutes_let_nothing_else_go(as_team, leaving):
    """Only the function that asks for an approved line passes: not the runtime role that says it is erasing."""
    meeting = tell(as_team)["meeting"]
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.erasing', 'on', true)")
        Meeting.objects.filter(pk=meeting.pk).update(minutes="Autre chose.")


def test_a_text_corrected_since_the_page_was_read_stays(as_team, leaving, monkeypatch):
    rows = tell(as_team)
    names = Names.of(leaving)
    places = elsewhere.find(as_team.home.pk, [names])[leaving.pk]
    AgendaItem.objects.filter(meeting=rows["meeting"]).update(title="Corrigé")
    made, written = retention.eliminate_on_request(leaving, "n° 8", by=as_team.users["lead"]), []
    rewrite = elsewhere.rewrite
    monkeypatch.setattr(
        elsewhere, "rewrite", lambda *said: (written.append(said[0]), rewrite(*said))
    )
    with scoped(as_team.home.pk):
        elsewhere.replace(names, places, made.lines.get())
        assert AgendaItem.objects.get(meeting=rows["meeting"]).title == "Corrigé"
    assert "cle_meeting" in written
    # Nothing is left to put there: the table is not asked.
    assert "cle_agendaitem" not in written
