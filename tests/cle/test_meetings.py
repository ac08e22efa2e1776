"""Meetings: agenda, attendance, minutes, calendar file."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cle import operations
from cle import seats as mandates
from cle.ics import calendar
from cle.models import AgendaItem, Attendance, Committee, Meeting
from cle.quorum import quorum
from cle.views.meetings import TALLY, _tally
from territories.models import Entry
from territories.scoping import scoped
from tests.world import moment


@pytest.fixture
def committee(as_team):
    return as_team.rows["home"]["committee"]


@pytest.fixture
def seats(as_team, committee):
    """Four voting seats and one guest, on top of the world's president."""
    by = as_team.users["lead"]
    made = [
        mandates.seat_open(
            committee, by=by, college=college, holder=name, starts_on=date(2026, 1, 1)
        )
        for name, college in (
            ("Ada", "state"),
            ("Bilal", "economic"),
            ("Cleo", "ppde"),
            ("Dounia", "ppde"),
        )
    ]
    made.append(
        mandates.seat_open(
            committee,
            by=by,
            college="fund",
            holder="Elie",
            rank="guest",
            votes=False,
            starts_on=date(2026, 1, 1),
        )
    )
    return [as_team.rows["home"]["seat"], *made]


@pytest.fixture
def meeting(as_team, committee):
    made = operations.plan_meeting(
        committee,
        by=as_team.users["lead"],
        starts_at=moment(2026, 11, 12, 13),
        place="Salle; 2, rue",
    )
    operations.agenda_add(made, by=as_team.users["lead"], title="Éligibilités")
    return operations.convene(made, by=as_team.users["lead"])


def attend(meeting, seats, statuses, by, proxies=None):
    operations.record_attendance(
        meeting,
        by=by,
        statuses={seat.pk: status for seat, status in zip(seats, statuses, strict=True)},
        proxies={seats[a].pk: seats[b].pk for a, b in (proxies or {}).items()},
    )


P, A, R, X = "present", "absent", "represented", "excused"


def test_a_meeting_is_planned_convened_held(as_team, committee):
    by = as_team.users["lead"]
    meeting = operations.plan_meeting(committee, by=by, starts_at=moment(2026, 11, 12))
    with pytest.raises(ValidationError, match="ordre du jour est vide"):
        operations.convene(meeting, by=by)
    operations.agenda_add(meeting, by=by, title="Un point")
    assert operations.convene(meeting, by=by).state == "convened"
    with pytest.raises(ValidationError, match="déjà convoquée"):
        operations.convene(meeting, by=by)
    assert operations.hold(meeting, by=by).state == "held"
    with pytest.raises(ValidationError, match="déjà tenue"):
        operations.cancel(meeting, by=by, reason="Trop tard")
    with pytest.raises(ValidationError, match="ne change plus"):
        operations.agenda_add(meeting, by=by, title="Un autre")
    steps = Entry.objects.filter(model="cle.meeting", object_id=meeting.pk, verb="update")
    assert [e.after["state"] for e in steps.order_by("pk")] == ["convened", "held"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("attendance_edit", "pas encore eu lieu"),
        ("decision_record", "pas encore eu lieu"),
        ("meeting_hold", "pas encore eu lieu"),
        ("minutes_approve", "Déclarez d’abord la séance tenue"),
    ],
)
def test_what_can_only_be_refused_is_said_at_opening(as_team, committee, sign_in, name, sentence):
    """Nineteen lines are not filled to read it; what is sent all the same is answered on its page."""
    by, client = as_team.users["lead"], sign_in("lead")
    start = timezone.now() + timedelta(days=3)
    meeting = operations.plan_meeting(committee, by=by, starts_at=start)
    operations.agenda_add(meeting, by=by, title="Éligibilités")
    operations.convene(meeting, by=by)
    Meeting.objects.filter(pk=meeting.pk).update(minutes="Projet", minutes_state="draft")
    url = reverse(f"cle:{name}", args=[as_team.home.slug, meeting.pk])
    answer = client.get(url, follow=True)
    assert answer.redirect_chain == [(meeting.get_absolute_url(), 302)]
    assert sentence in answer.content.decode()
    assert "Présences à relever" not in answer.content.decode()
    assert client.post(url, {}).status_code == 200
    # The day has come.
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    if name == "minutes_approve":
        operations.hold(meeting, by=by)
    assert client.get(url).status_code == 200


def test_minutes_are_not_opened_before_the_meeting_is_convened(as_team, committee, sign_in):
    meeting = operations.plan_meeting(
        committee, by=as_team.users["lead"], starts_at=timezone.now() + timedelta(days=3)
    )
    url = reverse("cle:minutes_edit", args=[as_team.home.slug, meeting.pk])
    answer = sign_in("lead").get(url, follow=True)
    assert "une fois la séance convoquée" in answer.content.decode()


def test_a_meeting_to_come_is_not_held_and_has_no_attendance(as_team, committee, seats):
    by = as_team.users["lead"]
    meeting = operations.plan_meeting(
        committee, by=by, starts_at=timezone.now() + timedelta(days=3)
    )
    with pytest.raises(ValidationError, match="pas encore eu lieu"):
        operations.hold(meeting, by=by)
    with pytest.raises(ValidationError, match="pas encore eu lieu"):
        attend(meeting, seats, [P] * 6, by)
    with pytest.raises(ValidationError, match="pourquoi"):
        operations.cancel(meeting, by=by, reason=" ")
    assert operations.cancel(meeting, by=by, reason="Grève").state == "cancelled"


def test_the_agenda_keeps_its_order(as_team, committee):
    by = as_team.users["lead"]
    meeting = operations.plan_meeting(committee, by=by, starts_at=moment(2026, 11, 12))
    a, _, c = (operations.agenda_add(meeting, by=by, title=t) for t in "ABC")

    def titles():
        return [(i.position, i.title) for i in meeting.agenda.order_by("position")]

    operations.agenda_move(c, by=by, up=True)
    assert titles() == [(1, "A"), (2, "C"), (3, "B")]
    operations.agenda_move(AgendaItem.objects.get(pk=a.pk), by=by, up=True)
    assert titles()[0] == (1, "A")
    operations.agenda_remove(AgendaItem.objects.get(pk=a.pk), by=by)
    assert titles() == [(1, "C"), (2, "B")]
    assert Entry.objects.filter(model="cle.agendaitem", verb="delete").count() == 1


def test_attendance_counts_voices_and_proxies(as_team, meeting, seats):
    attend(meeting, seats, [P, R, P, X, A, P], as_team.users["lead"], {1: 2})
    found = quorum(meeting)
    assert found.words == "3 voix sur 5, quorum à 3"
    assert found.met
    attend(meeting, seats, [P, A, P, X, A, P], as_team.users["lead"])
    assert quorum(meeting).words == "2 voix sur 5, quorum à 3"
    assert meeting.attendance.count() == 6


@pytest.mark.parametrize(
    ("statuses", "proxies", "sentence"),
    [
        ([P, R, P, P, P, P], {}, "Choisissez qui porte"),
        ([P, R, P, P, P, P], {1: 1}, "Choisissez qui porte"),
        ([P, R, A, P, P, P], {1: 2}, "il faut être là"),
        ([P, R, R, P, P, P], {1: 0, 2: 0}, "un seul par personne"),
        ([P, R, R, P, P, P], {1: 2, 2: 1}, "il faut être là"),
    ],
)
def test_a_proxy_is_given_to_one_person_present(
    as_team, meeting, seats, statuses, proxies, sentence
):
    with pytest.raises(ValidationError, match=sentence):
        attend(meeting, seats, statuses, as_team.users["lead"], proxies)
    assert not meeting.attendance.exists()


def test_every_seat_of_the_day_is_recorded_and_no_other(as_team, meeting, seats):
    by = as_team.users["lead"]
    with pytest.raises(ValidationError, match="Il manque la présence"):
        operations.record_attendance(meeting, by=by, statuses={seats[0].pk: P})
    late = mandates.seat_open(
        meeting.committee, by=by, college="state", holder="Farid", starts_on=date(2026, 11, 13)
    )
    with pytest.raises(ValidationError, match="composition a changé"):
        attend(meeting, [*seats, late], [P] * 7, by)


def test_approved_minutes_are_never_edited_again(as_team, meeting, seats):
    by = as_team.users["lead"]
    with pytest.raises(ValidationError, match="séance tenue"):
        operations.approve_minutes(meeting, by=by)
    operations.hold(meeting, by=by)
    with pytest.raises(ValidationError, match="vide"):
        operations.approve_minutes(meeting, by=by)
    operations.write_minutes(meeting, by=by, text="Ce qui fut dit.")
    operations.approve_minutes(meeting, by=by)
    for refused in (
        lambda: operations.write_minutes(meeting, by=by, text="Autre chose."),
        lambda: operations.approve_minutes(meeting, by=by),
        lambda: attend(meeting, seats, [P] * 6, by),
        lambda: operations.change_meeting(meeting, by=by, title="Autre"),
        lambda: operations.record_decision(
            meeting, by=by, kind="other", wording="X", outcome="adopted"
        ),
    ):
        with pytest.raises(ValidationError, match="approuvé"):
            refused()
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(minutes="Réécrit")
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(minutes_state="draft")


def test_the_date_stays_once_attendance_rests_on_it(as_team, meeting, seats):
    by = as_team.users["lead"]
    operations.change_meeting(meeting, by=by, starts_at=moment(2026, 11, 13))
    attend(meeting, seats, [P] * 6, by)
    with pytest.raises(ValidationError, match="ne changent plus"):
        operations.change_meeting(meeting, by=by, starts_at=moment(2026, 11, 14))
    operations.change_meeting(meeting, by=by, title="Éligibilités")


def test_held_by_mistake_it_goes_back_and_held_it_keeps_its_day(as_team, meeting, seats, sign_in):
    by, day = as_team.users["lead"], meeting.starts_at
    before = meeting.state
    operations.hold(meeting, by=by)
    with pytest.raises(ValidationError, match="déclarée tenue"):
        operations.change_meeting(meeting, by=by, starts_at=day + timedelta(days=30))
    operations.change_meeting(meeting, by=by, starts_at=day + timedelta(minutes=30))
    assert url("meeting_not_held", meeting.pk) in text_of(sign_in("lead"), meeting)
    said = {"reason": "Personne n’est venu"}
    assert sign_in("lead").post(url("meeting_not_held", meeting.pk), said).status_code == 302
    with scoped(as_team.home.pk):
        meeting.refresh_from_db()
        assert meeting.state == before
        entry = Entry.objects.filter(model="cle.meeting", object_id=meeting.pk).latest("pk")
        assert entry.reason == "Personne n’est venu"
        with pytest.raises(ValidationError, match="pas tenue"):
            operations.not_held(meeting, by=by, reason="Encore")
        operations.hold(meeting, by=by)
        attend(meeting, seats, [P] * 6, by)
        with pytest.raises(ValidationError, match="a eu lieu"):
            operations.not_held(meeting, by=by, reason="Trop tard")
    assert url("meeting_not_held", meeting.pk) not in text_of(sign_in("lead"), meeting)


def text_of(client, meeting) -> str:
    return client.get(meeting.get_absolute_url()).content.decode()


# Pages


def url(name, *args):
    return reverse(f"cle:{name}", args=["venissieux", *args])


def test_a_meeting_is_prepared_on_its_pages(sign_in, world):
    client = sign_in("officer")
    committee = world.rows["home"]["committee"]
    data = {
        "committee": committee.pk,
        "title": "Rentrée",
        "on": "12/11/2026",
        "starts": "14h",
        "ends": "13:30",
    }
    page = client.post(url("meeting_create"), data)
    assert "La fin vient après le début" in page.content.decode()
    assert 'value="Rentrée"' in page.content.decode()
    answer = client.post(url("meeting_create"), data | {"ends": "16:30"})
    meeting = Meeting.objects.get(title="Rentrée")
    assert timezone.localtime(meeting.starts_at).hour == 14
    assert answer.url == url("agenda_edit", meeting.pk)
    for title in ("Premier", "Second"):
        client.post(answer.url, {"title": title, "presenter": "", "minutes_planned": "15"})
    second = meeting.agenda.get(title="Second")
    client.post(url("agenda_change", second.pk), {"act": "up"})
    assert list(meeting.agenda.values_list("title", flat=True)) == ["Second", "Premier"]
    assert "30\u00a0minutes" in client.get(answer.url).content.decode()
    edit = url("agenda_item_edit", second.pk)
    assert 'value="Second"' in client.get(edit).content.decode()
    client.post(edit, {"title": "Second lu", "presenter": "", "minutes_planned": "20"})
    assert list(meeting.agenda.values_list("title", flat=True)) == ["Second lu", "Premier"]
    client.post(url("meeting_convene", meeting.pk))
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Convoquée" in page
    assert "Second" in page


@pytest.mark.parametrize(
    ("kind", "page"), [("lead", "committee_create"), ("chair", "committee_list")]
)
def test_without_any_body_a_meeting_begins_by_making_one(sign_in, as_team, kind, page):
    Committee.objects.within(as_team.home).update(is_active=False)
    answer = sign_in(kind).get(url("meeting_create"), follow=True)
    assert answer.redirect_chain == [(url(page), 302)]
    assert "aucune n’est en activité ici" in answer.content.decode()


def test_the_president_prepares_a_meeting_and_approves_its_minutes(sign_in, world):
    client = sign_in("chair")
    assert "Préparer une séance" in client.get(url("meeting_list")).content.decode()
    data = {"committee": world.rows["home"]["committee"].pk, "on": "12/11/2026", "starts": "14h"}
    answer = client.post(url("meeting_create"), data | {"title": "Programme d’actions"})
    meeting = Meeting.objects.get(title="Programme d’actions")
    client.post(answer.url, {"title": "Règlement intérieur"})
    client.post(url("meeting_convene", meeting.pk))
    client.post(url("meeting_hold", meeting.pk))
    client.post(url("minutes_edit", meeting.pk), {"text": "Tout a été dit."})
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Approuver le compte rendu" in page
    for kept in ("Enregistrer une décision", "Relever les présences"):
        assert kept not in page
    client.post(url("minutes_approve", meeting.pk))
    meeting.refresh_from_db()
    assert meeting.minutes_state == "approved"
    with scoped(world.home.pk):
        entry = Entry.objects.filter(model="cle.meeting", object_id=meeting.pk).latest("pk")
    assert (entry.user, entry.after) == (world.users["chair"], {"minutes_state": "approved"})


def test_a_refused_act_says_why_on_its_page(sign_in, world):
    client = sign_in("lead")
    page = client.post(url("meeting_convene", world.rows["home"]["meeting"].pk)).content.decode()
    assert "déjà tenue" in page
    page = client.post(url("meeting_cancel", world.rows["home"]["meeting"].pk), {"reason": "x"})
    assert "déjà tenue" in page.content.decode()
    point = url("agenda_item_edit", world.rows["home"]["agendaitem"].pk)
    page = client.post(point, {"title": "Trop tard"}).content.decode()
    assert "l’ordre du jour ne change plus" in page
    assert 'value="Trop tard"' in page


def test_attendance_is_one_page(sign_in, world):
    client = sign_in("officer")
    seat, meeting = world.rows["home"]["seat"], world.rows["home"]["meeting"]
    address = url("attendance_edit", meeting.pk)
    page = client.get(address + "?tous=absent").content.decode()
    assert '<option value="absent" selected' in page
    page = client.post(address, {f"status_{seat.pk}": "represented", f"proxy_{seat.pk}": ""})
    assert "Choisissez qui porte" in page.content.decode()
    client.post(address, {f"status_{seat.pk}": "excused"})
    with scoped(world.home.pk):
        assert Attendance.objects.get(seat=seat).status == "excused"
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Quorum non atteint" in page
    assert "voix sur 1, il en faut 1" in page


def test_two_colleagues_note_the_attendance_of_one_meeting(sign_in, world):
    """What the second did not touch stays as the first wrote it; what both changed is read before it is written."""
    with scoped(world.home.pk, user=world.users["lead"].pk):
        committee, meeting = world.rows["home"]["committee"], world.rows["home"]["meeting"]
        by, since = world.users["lead"], date(2026, 1, 1)
        other = mandates.seat_open(committee, by=by, college="ppde", holder="Cleo", starts_on=since)
    one, two = (f"status_{seat.pk}" for seat in (world.rows["home"]["seat"], other))
    client, address = sign_in("officer"), url("attendance_edit", meeting.pk)
    mine = {one: "absent", two: "absent", "seen": seen(client.get(address + "?tous=absent"))}
    with scoped(world.home.pk, user=by.pk):
        statuses = {world.rows["home"]["seat"].pk: "excused", other.pk: "absent"}
        operations.record_attendance(meeting, by=by, statuses=statuses)
    answer = client.post(address, mine)
    assert "Quelqu’un d’autre a écrit ici «\u00a0Absence excusée" in answer.content.decode()
    shown = client.get(address)
    with scoped(world.home.pk, user=by.pk):
        assert Attendance.objects.get(seat=world.rows["home"]["seat"]).status == "excused"
        statuses[other.pk] = "excused"
        operations.record_attendance(meeting, by=by, statuses=statuses)
    mine = {one: "absent", two: "absent", "seen": seen(shown)}
    done = client.post(address, mine, follow=True).content.decode()
    assert (
        "Quelqu’un d’autre a changé entre-temps\u00a0: présence de Cleo. Sa réponse reste." in done
    )
    with scoped(world.home.pk):
        found = dict(Attendance.objects.filter(meeting=meeting).values_list("seat", "status"))
    assert found == {world.rows["home"]["seat"].pk: "absent", other.pk: "excused"}


def test_two_colleagues_write_the_minutes(sign_in, world):
    """Neither text is lost: both are on the page of the second, who makes them one."""
    meeting, by = world.rows["home"]["meeting"], world.users["lead"]
    client, address = sign_in("officer"), url("minutes_edit", meeting.pk)
    mine = {"text": "Vu de la salle.", "seen": seen(client.get(address))}
    long = "Vu du bureau. " * 40
    with scoped(world.home.pk, user=by.pk):
        operations.write_minutes(meeting, by=by, text=long)
    answer = client.post(address, mine)
    shown = answer.content.decode()
    assert "Quelqu’un d’autre a écrit ici «\u00a0Vu du bureau." in shown
    assert answer.context["form"]["text"].value().startswith("Vu de la salle.")
    assert answer.context["form"]["text"].value().endswith(long.strip())
    with scoped(world.home.pk):
        assert Meeting.objects.get(pk=meeting.pk).minutes == long.strip()
    client.post(address, {"text": "Vu des deux.", "seen": seen(answer)})
    with scoped(world.home.pk):
        assert Meeting.objects.get(pk=meeting.pk).minutes == "Vu des deux."


def seen(response) -> str:
    return re.search(r'name="seen" value="([^"]*)"', response.content.decode())[1]


def test_upcoming_meetings_come_first(sign_in, world):
    with scoped(world.home.pk, user=world.users["lead"].pk):
        for days in (9, 2):
            operations.plan_meeting(
                world.rows["home"]["committee"],
                by=world.users["lead"],
                title=f"Dans {days} jours",
                starts_at=timezone.now() + timedelta(days=days),
            )
    page = sign_in("member").get(url("meeting_list")).content.decode()
    assert page.index("Dans 2 jours") < page.index("Dans 9 jours") < page.index(">Séance</span>")


def test_the_list_filters_and_its_export_is_journaled(sign_in, world):
    client = sign_in("lead")
    assert (
        "Aucune séance" in client.get(url("meeting_list") + "?depuis=01/12/2030").content.decode()
    )
    answer = client.get(url("meeting_list") + "?format=csv&state=held")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Tenue" in text
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="export", model="cle.meeting")
    assert entry.after["rows"] == 1
    assert entry.after["filters"] == {"État": "tenue"}
    page = sign_in("member").get(url("meeting_list") + "?format=csv")
    assert page["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("name", ["meeting_list", "decision_list", "committee_list"])
def test_queries_do_not_grow_with_the_rows(sign_in, world, name):
    client = sign_in("lead")
    client.get(url(name))  # the first visit also writes the session

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url(name)).status_code == 200
        return [q["sql"] for q in found if "SAVEPOINT" not in q["sql"]]

    one = queries()
    by = world.users["lead"]
    with scoped(world.home.pk, user=by.pk):
        for n in range(5):
            committee = operations.committee_create(
                world.home, by=by, kind="commission", name=f"C{n}"
            )
            meeting = operations.plan_meeting(committee, by=by, starts_at=moment(2026, 10, n + 1))
            operations.agenda_add(meeting, by=by, title="Point")
            operations.convene(meeting, by=by)
            operations.record_decision(
                meeting,
                by=by,
                kind="other",
                wording="Texte",
                outcome="adopted",
                conditions="Sans quorum",
            )
    assert len(queries()) == len(one) <= 15


# Calendar file


def test_the_calendar_file_is_stable_utc_escaped_and_folded(as_team, meeting):
    meeting.title = (
        "Éligibilités, pauses; et « règlement » de l’année, avec un objet assez long pour plier"
    )
    body = calendar(meeting, "https://exemple.fr/x", "exemple.fr")
    lines = body.split(b"\r\n")
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in lines)
    text = body.replace(b"\r\n ", b"").decode()
    assert "METHOD:PUBLISH\r\n" in text
    assert "DTSTART:20261112T130000Z\r\n" in text
    assert "DTEND:20261112T150000Z\r\n" in text
    assert "LOCATION:Salle\\; 2\\, rue\r\n" in text
    assert "Éligibilités\\, pauses\\; et « règlement »" in text
    assert f"UID:seance-{meeting.pk}@exemple.fr\r\n" in text
    assert "\\" not in text.split("URL:")[1]


def test_the_calendar_file_is_downloaded(sign_in, world):
    answer = sign_in("member").get(url("meeting_ics", world.rows["home"]["meeting"].pk))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert b"STATUS:CONFIRMED" in answer.content


def test_who_was_there_is_counted_in_french():
    rows = [Attendance(status=s) for s in (P, A, A, X, X, X, R)]
    told = [(found["n"], found["status"]) for found in _tally(rows)]
    assert told == [
        (1, "Présence"),
        (3, "Absences excusées"),
        (2, "Absences"),
        (1, "Pouvoir donné"),
    ]
    assert set(TALLY) == set(Attendance.Status)
