"""The read log: complete, apart from the journal, purged on time only, by number for whoever watches over the data."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import EventKind, PastTime, Person, Reading, ReadingAlert
from ppde.operations import readings
from ppde.operations.readings import WEEKS
from ppde.privacy.tables import alert_words
from ppde.tasks import count_past, purge_readings, watch_readings
from territories import journal
from territories.models import Entry
from territories.scoping import Reach, apply, scoped
from tests.world import CANARY, NAME, moment

DAY = date(2026, 10, 6)


def page(name, territory, *args):
    return reverse(f"ppde:{name}", args=[territory.slug, *args])


def text(response) -> str:
    return response.content.decode()


def read(person, user, at, *, is_referent=False, kind="read"):
    return Reading(
        territory_id=person.territory_id,
        person=person,
        number=person.number,
        user=user,
        at=at,
        kind=kind,
        is_referent=is_referent,
    )


def test_the_database_copies_each_change_and_each_export_with_names(as_team, person, sign_in):
    operations.add_event(person, EventKind.CONTACT, date(2026, 11, 2), by=as_team.users["officer"])
    found = Reading.objects.get(person=person, verb="fact")
    assert (found.user, found.number, found.kind) == (as_team.users["officer"], 1, "change")
    assert not found.is_referent
    response = sign_in("lead").get(page("person_list", as_team.home) + "?format=csv")
    assert b"".join(response.streaming_content)
    apply(Reach(named={as_team.home.pk}))
    exported = Reading.objects.get(kind="export", person=None)
    assert exported.rows == 2


def test_a_list_taken_away_is_told_in_each_file_that_it_holds(as_team, person, sign_in):
    """Shown in the file, found by its number; the alerts count the rows once."""
    client, lead = sign_in("lead"), as_team.users["lead"]
    for name, query in (("person_list", "?format=csv&q=Quetzal"), ("review_list", "?format=csv")):
        assert b"".join(client.get(page(name, as_team.home) + query).streaming_content)
    apply(Reach(named={as_team.home.pk}))
    told = Reading.objects.filter(kind="export", person__isnull=False).order_by("pk")
    assert [(r.number, r.rows, r.user, r.reason) for r in told.filter(person=person)] == [
        (1, 0, lead, "liste exportée\u00a0: personnes"),
        (1, 0, lead, "liste exportée\u00a0: examens d’éligibilité"),
    ]
    # The second file is in none of these lists but where it has a row.
    assert not told.filter(number=2, reason__contains="examens").exists()
    shown = text(client.get(page("person_readings", as_team.home, person.pk)))
    assert "liste exportée" in shown
    assert "0\u00a0ligne" not in shown
    lists = Reading.objects.filter(kind="export", person=None)
    day = timezone.localdate()
    operations.watch_readings(as_team.home.pk, day)
    sums = readings._exported(as_team.home.pk, day, readings.reading_rule(as_team.hub.pk))
    assert [row["all"] for row in sums] == [sum(r.rows for r in lists)]


def test_the_journal_taken_away_is_an_export_of_names_told_in_each_file(as_team, person, sign_in):
    """Its lines say who did what to whom: the alerts count those, and not the others."""
    officer = as_team.users["officer"]
    operations.add_event(person, EventKind.CONTACT, date(2026, 11, 2), by=officer)
    consent = as_team.rows["home"]["consent"]
    journal.record("update", consent, by=officer, named=True)
    Entry.objects.create(
        territory=as_team.home, verb="update", model="ppde.gone", object_id=1, is_named=True
    )
    journal.record("update", as_team.home, by=officer)
    lead, url = sign_in("lead"), reverse("territories:journal_list", args=[as_team.home.slug])
    named = Entry.objects.filter(territory=as_team.home, is_named=True).count()
    assert b"".join(lead.get(f"{url}?format=csv").streaming_content)
    apply(Reach(named={as_team.home.pk}))
    exported = Reading.objects.get(kind="export", person=None)
    assert (exported.rows, exported.user) == (named, as_team.users["lead"])
    told = Reading.objects.filter(kind="export", person__isnull=False)
    assert {(r.person_id, r.rows, r.reason) for r in told} == {
        (person.pk, 0, "journal exporté"),
        (consent.person_id, 0, "journal exporté"),
    }
    assert b"".join(lead.get(f"{url}?format=csv&objet=territories.territory").streaming_content)
    apply(Reach(named={as_team.home.pk}))
    assert Reading.objects.filter(kind="export", person=None).count() == 1


def test_the_file_of_a_list_costs_the_statements_of_one_row(as_team, person, sign_in):
    client = sign_in("lead")

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            b"".join(
                client.get(page("person_list", as_team.home) + "?format=csv").streaming_content
            )
        return len(found)

    statements()
    few = statements()
    Person.objects.bulk_create(
        Person(
            territory=as_team.home, number=100 + n, last_name="Nom", first_name="Lou", origin="ccas",
            identified_on=date(2026, 1, 1),
        )
        for n in range(20)
    )  # fmt: skip
    assert statements() == few


def test_readings_are_not_in_the_journal(as_team, person):
    before = Entry.objects.count()
    operations.record_reading(person, by=as_team.users["officer"])
    assert Entry.objects.count() == before


def test_a_print_is_written_each_time(as_team, person):
    for _ in range(2):
        operations.record_reading(person, by=as_team.users["lead"], kind=Reading.Kind.PRINT)
    assert Reading.objects.filter(kind="print").count() == 2


def test_only_the_purge_deletes_and_says_so(as_team, person):
    old = timezone.now() - timedelta(days=400)
    Reading.objects.bulk_create(
        [
            read(person, as_team.users["lead"], old),
            read(person, as_team.users["lead"], moment(2026, 10, 1)),
        ]
    )
    kept = Reading.objects.filter(at__gt=old).count()
    assert operations.purge_readings(as_team.home.pk) == 1
    assert operations.purge_readings(as_team.home.pk) == 0
    assert Reading.objects.count() == kept
    trace = Entry.objects.get(model="ppde.reading")
    assert (trace.verb, trace.after["lignes"]) == ("delete", 1)


def test_the_purge_refuses_what_is_recent_and_the_setting_alone_opens_nothing(as_team, person):
    Reading.objects.bulk_create([read(person, as_team.users["lead"], moment(2026, 10, 1))])
    cursor = connection.cursor()
    with pytest.raises(IntegrityError, match="six months"), transaction.atomic():
        cursor.execute("select purge_readings(%s, now())", [as_team.home.pk])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        cursor.execute("select set_config('app.erasing', 'on', true)")
        cursor.execute("delete from ppde_reading")


def test_the_purge_stays_in_its_territory(as_team, person):
    old = timezone.now() - timedelta(days=400)
    with scoped(as_team.next.pk):
        Reading.objects.bulk_create(
            [read(as_team.rows["next"]["person"], as_team.users["neighbour"], old)]
        )
        count = Reading.objects.count()
    assert operations.purge_readings(as_team.next.pk) == 0
    with scoped(as_team.next.pk):
        assert Reading.objects.count() == count


def test_the_hub_chooses_how_long(as_team, person):
    rule = operations.reading_rule(as_team.hub.pk)
    rule.months_kept = 24
    rule.save()
    Reading.objects.bulk_create(
        [read(person, as_team.users["lead"], timezone.now() - timedelta(days=400))]
    )
    assert operations.purge_readings(as_team.home.pk) == 0


def crowd(territory, n):
    return Person.objects.bulk_create(
        [
            Person(
                territory=territory,
                number=100 + i,
                last_name="Foule",
                first_name=str(i),
                origin="ccas",
                identified_on=date(2026, 1, 1),
            )
            for i in range(n)
        ]
    )


def test_alerts_compare_an_account_with_its_own_past(as_team, person):
    officer, lead = as_team.users["officer"], as_team.users["lead"]
    people = crowd(as_team.home, 30)
    usual = [
        read(p, officer, moment(2026, 9, 10 + d, 9), is_referent=True)
        for d in range(6)
        for p in people[:8]
    ]
    # Eight a day for the officer: 24 is three times that. The lead has no past: the minimum alone counts.
    busy = [read(p, officer, moment(2026, 10, 6, 9), is_referent=True) for p in people[:24]]
    calm = [read(p, lead, moment(2026, 10, 6, 9)) for p in people[:14]]
    Reading.objects.bulk_create(usual + busy + calm)
    assert operations.watch_readings(as_team.home.pk, DAY) == 1
    alert = ReadingAlert.objects.get(on=DAY)
    assert (alert.user, alert.kind, alert.files, alert.usual) == (officer, "volume", 24, 8)


def test_alerts_tell_files_of_others_and_nights_once_a_day(as_team, person):
    officer = as_team.users["officer"]
    people = crowd(as_team.home, 16)
    # 22:30 UTC on the 5th is half past midnight on the 6th in Paris.
    night = moment(2026, 10, 5, 22).replace(minute=30)
    Reading.objects.bulk_create([read(p, officer, moment(2026, 10, 6, 14)) for p in people])
    Reading.objects.bulk_create([read(people[0], officer, night, is_referent=True)])
    operations.watch_readings(as_team.home.pk, DAY)
    operations.watch_readings(as_team.home.pk, DAY)
    found = dict(ReadingAlert.objects.filter(on=DAY).values_list("kind", "files"))
    assert found == {"outside": 16, "night": 1}


def test_alerts_tell_the_rows_that_left_in_files_by_day_and_by_night(as_team, person):
    officer, lead = as_team.users["officer"], as_team.users["lead"]

    def left(user, at, rows):
        return Reading(
            territory=as_team.home, user=user, at=at, kind="export", verb="ppde.person", rows=rows
        )

    Reading.objects.bulk_create(
        [
            left(officer, moment(2026, 10, 6, 9), 150),
            left(officer, moment(2026, 10, 6, 15), 50),
            # A day's work of its own: below, and by day.
            left(lead, moment(2026, 10, 6, 9), 199),
            # 22:30 UTC on the 5th is half past midnight on the 6th in Paris.
            left(lead, moment(2026, 10, 5, 22).replace(minute=30), None),
        ]
    )
    operations.watch_readings(as_team.home.pk, DAY)
    found = ReadingAlert.objects.filter(on=DAY).values_list("user", "kind", "files")
    assert set(found) == {
        (officer.pk, "export", 200),
        (lead.pk, "export", 200),
        (lead.pk, "out", 1),
    }
    words = {alert.kind: alert_words(alert) for alert in ReadingAlert.objects.filter(on=DAY)}
    assert words == {
        "export": "200\u00a0lignes exportées en un jour",
        "out": "1\u00a0ligne exportée de nuit",
    }


def test_a_small_list_exported_whole_counts_as_so_many_files_opened(as_team, person):
    officer, lead = as_team.users["officer"], as_team.users["lead"]
    people = crowd(as_team.home, 10)

    def left(user, at, rows):
        return Reading(
            territory=as_team.home, user=user, at=at, kind="export", verb="ppde.person", rows=rows
        )

    # Who exports each day has made it a habit.
    usual = [left(lead, moment(2026, 9, 10 + d, 9), 30) for d in range(6)]
    today = [read(p, officer, moment(2026, 10, 6, 9), is_referent=True) for p in people]
    today += [left(officer, moment(2026, 10, 6, 10), 110), left(lead, moment(2026, 10, 6, 9), 40)]
    Reading.objects.bulk_create(usual + today)
    assert operations.watch_readings(as_team.home.pk, DAY) == 1
    alert = ReadingAlert.objects.get(on=DAY)
    assert (alert.user, alert.kind, alert.files) == (officer, "volume", 120)
    assert alert_words(alert) == "120\u00a0dossiers ouverts ou exportés en un jour"
    # Past the threshold of exports, one alert is enough.
    Reading.objects.bulk_create([left(officer, moment(2026, 10, 6, 11), 90)])
    operations.watch_readings(as_team.home.pk, DAY)
    assert ReadingAlert.objects.get(on=DAY, kind="export").files == 200


def test_who_looks_around_for_a_month_is_found_once_and_who_works_is_not(as_team, person):
    """Ten files of others a day stay below each threshold of a day; whoever leads the project opens those of all."""
    officer, lead, other = (as_team.users[who] for who in ("officer", "lead", "dpo"))
    people = crowd(as_team.home, 90)
    lines, days = [], [date(2026, 9, 7) + timedelta(days=n) for n in range(30)]
    for n, day in enumerate(day for day in days if day.weekday() < 5):
        at = moment(2026, day.month, day.day, 10)
        lines += [read(p, officer, at, is_referent=True) for p in people[:9]]
        lines += [read(people[10 + (n * 7 + k) % 80], officer, at) for k in range(7)]
        for before in range(3):
            lines += [read(people[(n * 16 + k) % 90], lead, at - before * WEEKS) for k in range(16)]
        # The file of somebody whom this account helps, and from the third day that of a neighbour.
        lines += [read(people[1], other, at), *([read(people[0], other, at)] if n > 1 else [])]
    lines.append(read(people[1], other, moment(2026, 9, 8), kind="change"))
    Reading.objects.bulk_create(lines)
    for day in days:
        operations.watch_readings(as_team.home.pk, day)
    found = ReadingAlert.objects.filter(on__range=(days[0], days[-1])).order_by("on")
    assert [(a.user, a.kind, alert_words(a)) for a in found] == [
        (officer, "wide", "63\u00a0dossiers suivis par d’autres en quatre semaines"),
        (other, "same", "un même dossier, 8\u00a0jours en quatre semaines"),
    ]


def test_an_explained_alert_stays_so_when_the_day_is_counted_again(as_team, person):
    Reading.objects.bulk_create([read(person, as_team.users["officer"], moment(2026, 10, 5, 23))])
    operations.watch_readings(as_team.home.pk, DAY)
    alert = ReadingAlert.objects.get(on=DAY)
    with pytest.raises(ValidationError, match="Dites ce qui explique"):
        operations.settle_alert(alert, by=as_team.users["dpo"], note=" ")
    operations.settle_alert(alert, by=as_team.users["dpo"], note="Astreinte.")
    operations.watch_readings(as_team.home.pk, DAY)
    alert.refresh_from_db()
    assert alert.note == "Astreinte."
    with pytest.raises(ValidationError, match="déjà expliquée"):
        operations.settle_alert(alert, by=as_team.users["dpo"], note="Encore.")


def test_the_scheduled_work_runs_in_each_territory(world):
    with scoped(world.home.pk):
        person = world.rows["home"]["person"]
        late = timezone.localtime().replace(hour=0, minute=1) - timedelta(days=1)
        Reading.objects.bulk_create([read(person, world.users["officer"], late)])
    watch_readings()
    purge_readings()
    assert ReadingAlert.objects.filter(user=world.users["officer"], kind="night").exists()


def test_the_dpo_reads_numbers_in_each_territory_and_no_name(world, sign_in):
    shown = text(sign_in("dpo").get(page("privacy_readings", world.hub)))
    assert shown.count("M-0001") >= 2
    assert "Vénissieux" in shown
    assert NAME not in shown
    local = text(sign_in("dpo").get(page("privacy_readings", world.home)))
    assert "M-0001" in local
    assert CANARY not in local[local.index("<main") :]


def test_the_dpo_and_the_hub_read_how_much_has_passed_its_time(world, sign_in):
    """Numbers by territory, counted each day; small ones for whoever watches over the data alone."""
    with scoped(world.home.pk):
        for n in range(7):
            operations.register_person(
                world.home, by=world.users["lead"], identified_on=date(2020, 1, 1), first_name=str(n),
                last_name="Ancien", origin="ccas",
            )  # fmt: skip
        people = Person.objects.filter(territory=world.home, last_name="Ancien")
        assert people.count() == 7
        before = dict(PastTime.objects.filter(territory=world.home).values_list("what", "past"))
    count_past()
    count_past()
    counted = PastTime.objects.filter(territory=world.home)
    due = counted.get(what="parcours")
    assert due.past == 7 > before["parcours"]
    assert counted.count() == 5
    assert not PastTime.objects.filter(territory=world.hub, what="parcours").exists()
    PastTime.objects.filter(pk=due.pk).update(past=2, soon=7)
    url = page("privacy_past", world.hub)
    seen = {
        who: b"".join(sign_in(who).get(url + "?format=csv").streaming_content).decode()
        for who in ("dpo", "hub_admin")
    }
    assert "Vénissieux;Dossiers;2;7;" in seen["dpo"]
    assert "Vénissieux;Dossiers;moins de 5;7;" in seen["hub_admin"]
    assert "Liste" in text(sign_in("hub_admin").get(url))
    assert "Ancien" not in "".join(seen.values())
    PastTime.objects.filter(territory=world.home, what="mandats").update(past=1)
    told = {
        state: b"".join(
            sign_in("dpo").get(f"{url}?etat={state}&format=csv").streaming_content
        ).decode()
        for state in ("open", "prepare", "none")
    }
    assert [state for state in told if "Vénissieux;Dossiers" in told[state]] == ["open"]
    assert [state for state in told if "Vénissieux;Mandats" in told[state]] == ["prepare"]
    assert [state for state in told if "Vénissieux;Contacts" in told[state]] == ["none"]
    with CaptureQueriesContext(connection) as few:
        sign_in("dpo").get(page("privacy_past", world.home))
    with CaptureQueriesContext(connection) as many:
        sign_in("dpo").get(url)
    assert len(many) <= len(few) + 1


def test_the_dpo_filters_exports_and_explains(world, sign_in):
    client = sign_in("dpo")
    url = page("privacy_readings", world.home)
    assert "M-0001" not in text(client.get(url + "?numero=2"))[-5000:]
    assert "consultation" in text(client.get(url + "?quoi=read&du=03/11/2026&au=03/11/2026"))
    sheet = b"".join(client.get(url + "?format=csv").streaming_content).decode()
    assert "M-0001" in sheet
    assert NAME not in sheet
    alert = world.rows["home"]["readingalert"]
    settle = page("privacy_alert_settle", world.home, alert.pk)
    assert "Il manque une réponse" in text(client.post(settle, {"note": ""}))
    assert client.post(settle, {"note": "Astreinte du week-end."}).status_code == 302
    assert "Astreinte du week-end." in text(client.get(page("privacy_alerts", world.home)))


def test_the_log_takes_as_many_queries_for_many_lines(
    world, sign_in, django_assert_max_num_queries
):
    client = sign_in("dpo")
    person = world.rows["home"]["person"]
    with scoped(world.home.pk):
        Reading.objects.bulk_create(
            [read(person, world.users["officer"], moment(2026, 10, 1 + d)) for d in range(28)]
        )
        ReadingAlert.objects.bulk_create(
            ReadingAlert(
                territory=world.home,
                user=world.users["officer"],
                on=date(2026, 9, d),
                kind="night",
                files=1,
            )
            for d in range(1, 29)
        )
    client.get(page("privacy_readings", world.hub))
    for name in ("privacy_readings", "privacy_alerts"):
        with django_assert_max_num_queries(15):
            client.get(page(name, world.hub))


@pytest.mark.parametrize("kind", ["hub_admin", "director", "partner", "member", "neighbour"])
def test_the_database_shows_the_log_of_others_to_nobody_else(world, kind):
    from territories.scoping import reach_of, scope_of

    apply(reach_of(scope_of(world.users[kind])))
    mine = Reading.objects.filter(territory=world.home)
    assert not mine.exclude(user=world.users[kind]).exists()
