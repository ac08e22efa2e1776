"""What is erased on request apart from the file stands in the register of eliminations, by a number alone, and a restored
backup is told it again."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from cle.models import Seat
from ebe.models import Management
from evaluation.extracts.models import Extract, ExtractKey, ExtractMail
from evaluation.extracts.operations import move_end, revoke_extract
from evaluation.models import Newsletter, NewsletterBlock, Subscriber, Witness
from ppde import operations
from ppde.models import Elimination, Orientation, Person, PersonPage
from ppde.operations.person_pages import close_page
from ppde.privacy.apart import all_apart
from ppde.retention import elsewhere
from ppde.retention import operations as retention
from ppde.retention.closings import all_closings
from territories.grants.operations import close_grant
from territories.models import Entry, Grant, Membership, Token
from territories.operations.team import end
from territories.periods import period
from territories.scoping import scoped
from territories.tokens.operations import revoke_token
from tzcld.users.models import User

TODAY = timezone.localdate
CANARY, ADDRESS = "Ornithorynque", "ornitho@exemple.fr"


@pytest.fixture
def person(as_team) -> Person:
    """Out of the list, so that an erasure may be granted."""
    found = as_team.rows["home"]["person"]
    Person.objects.filter(pk=found.pk).update(email=ADDRESS, last_name=CANARY)
    operations.record_outcome(found, "no_longer", TODAY(), by=as_team.users["lead"])
    return Person.objects.get(pk=found.pk)


@pytest.fixture
def kept(as_team, person) -> dict:
    """By `what`: the rows of this person in each room, and one of somebody else under `other`."""
    home, hub = as_team.home, as_team.hub
    now = timezone.now() - timedelta(days=3)

    def reads(territory, email):
        return Subscriber.objects.create(
            territory=territory, email=email, state="active", asked_at=now, confirmed_at=now
        )

    committee = as_team.rows["home"]["committee"]
    seats = [
        Seat.objects.create(
            territory=home, committee=committee, college="ppde", holder=f"{CANARY} {n}",
            email=ADDRESS, period=period(since),
        )
        for n, since in enumerate((date(2025, 1, 1), TODAY() + timedelta(days=30)))
    ]  # fmt: skip
    Witness.objects.filter(territory=home).delete()
    letter = Newsletter.objects.filter(territory=home).first()
    Newsletter.objects.filter(pk=letter.pk).update(created_at=now)
    block = NewsletterBlock.objects.create(territory=home, newsletter=letter, position=90, kind="text", title="Un retour")  # fmt: skip
    shown = Witness.objects.create(territory=home, block=block, person=person, purpose="testimony")
    return {
        "mandats": seats,
        "abonnes": [reads(home, ADDRESS), reads(hub, ADDRESS)],
        "montres": [shown],
        "other": [reads(home, "autre@exemple.fr")],
    }


def erase(as_team, person) -> None:
    by = as_team.users["lead"]
    asked = operations.record_request(
        person, "erasure", received_on=TODAY(), channel="desk", identity="known", by=by
    )
    operations.answer_request(asked, "granted", "C’est fait.", by=by, with_apart=True)
    for made in Elimination.objects.filter(territory=as_team.home, state="approved"):
        retention.eliminate(made)


def register(path) -> list[dict]:
    call_command("eliminations", write=path, stdout=StringIO())
    return list(csv.DictReader(path.read_text().splitlines()))


def test_every_room_that_keeps_somebody_apart_says_how_the_register_calls_it():
    assert set(all_apart()) == {"mandats", "abonnes", "montres"}
    assert set(all_apart()) <= set(Elimination.What.values)


def test_what_was_erased_is_in_the_register_by_its_number_alone(as_team, person, kept, tmp_path):
    keys = {what: {row.pk for row in rows} for what, rows in kept.items()}
    erase(as_team, person)
    file = tmp_path / "registre.csv"
    found: dict[str, set] = {}
    for row in register(file):
        if row["objet"] in all_closings():
            continue
        assert row["elimine_le"] == f"{TODAY():%Y-%m-%d}"
        found.setdefault(row["objet"], set()).add(int(row["numero"]))
    assert {what: found[what] for what in all_apart()} == {what: keys[what] for what in all_apart()}
    told = file.read_text().lower()
    assert CANARY.lower() not in told
    assert ADDRESS not in told


def test_the_team_reads_it_among_its_lists(as_team, person, kept, sign_in):
    erase(as_team, person)
    client, home = sign_in("lead"), as_team.home.slug
    shown = client.get(reverse("ppde:retention_view", args=[home])).content.decode()
    for what in ("Abonnements à la lettre", "Témoignages et photos des lettres"):
        assert what in shown
    with scoped(as_team.home.pk):
        made = Elimination.objects.get(territory=as_team.home, what="abonnes")
    page = client.get(reverse("ppde:elimination_detail", args=[home, made.pk])).content.decode()
    assert f"L-{kept['abonnes'][0].pk:04d}" in page
    assert "Identité effacée" in page
    assert "motif : demande d’effacement." in page.replace("\u00a0", " ")
    assert "ne permettent plus de retrouver personne" in page
    assert ADDRESS not in page


def test_a_restored_backup_forgets_it_again(as_team, person, kept, tmp_path):
    """The rows are as they were before: the register ends the mandates, the subscriptions and the tie once more."""
    before = {
        what: [(type(row), row.pk, values(row)) for row in rows] for what, rows in kept.items()
    }
    by = as_team.users["lead"]
    erase(as_team, person)
    file = tmp_path / "registre.csv"
    register(file)
    with scoped(as_team.home.pk, as_team.hub.pk):
        Person.objects.filter(pk=person.pk).update(anonymised_on=None)
        for rows in before.values():
            for model, pk, said in rows:
                model.objects.update_or_create(pk=pk, defaults=said)
    call_command("eliminations", apply=file, by=by.email, stdout=StringIO())
    with scoped(as_team.home.pk, as_team.hub.pk):
        seats = [row.pk for row in kept["mandats"]]
        assert all(seat.is_nameless for seat in Seat.objects.filter(pk__in=seats))
        assert not Subscriber.objects.filter(email__iexact=ADDRESS).exists()
        assert Witness.objects.get(pk=kept["montres"][0].pk).person is None
        assert Subscriber.objects.get(pk=kept["other"][0].pk).state == "active"
    # Applied again, it finds nothing.
    out = StringIO()
    call_command("eliminations", apply=file, by=by.email, stdout=out)
    assert out.getvalue().startswith("0\u00a0ligne ")


def test_files_and_orientations_of_one_territory_are_searched_once(as_team, tmp_path, monkeypatch):
    """The texts of a territory are long to read: once for all those of one kind, whatever the day."""
    home, lead = as_team.home, as_team.users["lead"]
    people = [
        operations.register_person(home, by=lead, origin="ccas", first_name=f"Aimé{n}", last_name=CANARY)
        for n in range(3)
    ]  # fmt: skip
    sent = Orientation.objects.filter(territory=home).first()
    Orientation.objects.filter(pk=sent.pk).update(person=None, first_name="Rose", is_told=False)
    lines = [f"{home.slug},{p.number},2026-0{n + 1}-05,parcours" for n, p in enumerate(people)]
    # Sent since under the same number, then not.
    days = [timezone.localdate(sent.sent_at) + timedelta(days=n) for n in (-1, 0)]
    file, asked, find = tmp_path / "registre.csv", [], elsewhere.find
    monkeypatch.setattr(elsewhere, "find", lambda *said: (asked.append(said), find(*said))[1])
    for day, said, searches in zip(days, ("3\u00a0lignes", "1\u00a0ligne"), (1, 1), strict=True):
        told = [
            "territoire,numero,elimine_le,objet",
            *lines,
            f"{home.slug},{sent.pk},{day},orientes",
        ]
        file.write_text("\n".join(told))
        asked.clear()
        out = StringIO()
        call_command("eliminations", apply=file, by=lead.email, stdout=out)
        assert out.getvalue().startswith(f"{said} ")
        assert len(asked) == searches
    with scoped(home.pk):
        made = Elimination.objects.filter(visa__contains="base restaurée").order_by("pk")
        assert [(row.what, row.lines.count()) for row in made] == [("parcours", 3), ("orientes", 1)]
        assert "2026-03-05" in made[0].visa


def test_a_register_of_another_version_says_so(as_team, tmp_path):
    file = tmp_path / "registre.csv"
    file.write_text(
        f"territoire,numero,elimine_le,objet\n{as_team.home.slug},1,2026-01-05,parchemins\n"
    )
    with pytest.raises(CommandError, match="ne connaît pas : parchemins"):
        call_command("eliminations", apply=file, by=as_team.users["lead"].email)


def test_who_subscribed_since_under_the_same_number_is_left_alone(as_team, person, kept, tmp_path):
    row = kept["other"][0]
    file = tmp_path / "registre.csv"
    day = TODAY() - timedelta(days=4)
    file.write_text(
        "territoire,numero,elimine_le,objet\n" + f"{as_team.home.slug},{row.pk},{day},abonnes\n"
    )
    call_command("eliminations", apply=file, by=as_team.users["lead"].email, stdout=StringIO())
    with scoped(as_team.home.pk):
        assert Subscriber.objects.get(pk=row.pk).state == "active"
    file.write_text(file.read_text().replace(str(day), str(TODAY())))
    call_command("eliminations", apply=file, by=as_team.users["lead"].email, stdout=StringIO())
    with scoped(as_team.home.pk):
        assert Subscriber.objects.get(pk=row.pk).erased_on == TODAY()


def values(row) -> dict:
    return {
        f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname != "id"
    }


# Closed early ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def opened(as_team):
    """Accesses that run: an extract, one whose last day is near, a named access, a private link, a token of the API."""
    home, lead, now = as_team.home, as_team.users["lead"], timezone.now() - timedelta(days=2)
    Extract.objects.filter(territory=home).update(
        state="ended", until=TODAY() - timedelta(days=9), ended_at=now
    )
    Grant.objects.filter(territory=home, closed_at=None).update(closed_at=now)
    PersonPage.objects.filter(territory=home).update(revoked_at=F("expires_at"))
    reader = as_team.users["evaluator"]

    def extract(first: int) -> Extract:
        row = Extract.objects.create(
            territory=home, holder=reader, state="open", purpose="Question", convention="C1",
            volunteers_from=date(first, 1, 1), volunteers_until=date(first, 12, 31), columns=["profile"],
            asked_by=lead, answer_by=TODAY(), answered_by=lead, answered_at=now,
            until=TODAY() + timedelta(days=30), latest_on=TODAY() + timedelta(days=90),
        )  # fmt: skip
        ExtractKey.objects.create(territory=home, extract=row, secret=b"x" * 32)
        return row

    grant = Grant.objects.create(
        territory=home, holder=as_team.users["hub_officer"], reason="Appui", opened_by=lead, opened_at=now,
        period=period(TODAY() - timedelta(days=2), TODAY() + timedelta(days=20)), opening_told_at=now,
    )  # fmt: skip
    page = PersonPage.objects.create(
        territory=home, person=as_team.rows["home"]["person"], digest="d" * 64, given_by=lead, given_at=now,
        expires_at=timezone.now() + timedelta(days=20),
    )  # fmt: skip
    token = Token.objects.create(
        territory=home, label="Entrepôt", digest="d" * 64, ending="dddd", made_by=lead,
        since=TODAY() - timedelta(days=2), until=TODAY() + timedelta(days=20),
    )  # fmt: skip
    return {
        "extraits": extract(2020), "extraits-fin": extract(2021), "acces": grant, "liens": page, "jetons": token,
    }  # fmt: skip


def close_early(as_team, opened) -> None:
    lead = as_team.users["lead"]
    revoke_extract(opened["extraits"], by=lead, reason="Convention rompue")
    move_end(opened["extraits-fin"], by=lead, until=TODAY() + timedelta(days=5))
    close_grant(opened["acces"], by=lead)
    close_page(opened["liens"], by=lead)
    revoke_token(opened["jetons"], by=lead)


def state(row):
    row = type(row).objects.get(pk=row.pk)
    if isinstance(row, Extract):
        return row.state, row.until, ExtractKey.objects.filter(extract=row).exists()
    return (row.closed_at if isinstance(row, Grant) else row.revoked_at) is None


def test_every_room_says_how_the_register_calls_what_it_closed():
    assert set(all_closings()) == {
        "extraits", "extraits-fin", "acces", "liens", "jetons", "directions", "rattachements", "comptes"
    }  # fmt: skip
    assert not set(all_closings()) & (set(all_apart()) | set(Elimination.What.values))


def test_what_was_closed_early_is_closed_again_in_a_restored_backup(as_team, opened, tmp_path):
    before = {what: values(row) for what, row in opened.items()}
    close_early(as_team, opened)
    file = tmp_path / "registre.csv"
    told = {(row["objet"], int(row["numero"])) for row in register(file)}
    assert {(what, row.pk) for what, row in opened.items()} <= told
    assert "Convention" not in file.read_text()
    after = {what: state(row) for what, row in opened.items()}
    home = as_team.home
    with scoped(home.pk):
        for what, row in opened.items():
            type(row).objects.filter(pk=row.pk).update(**before[what])
        ExtractKey.objects.get_or_create(
            extract=opened["extraits"], defaults={"territory": home, "secret": b"x" * 32}
        )
        assert all(state(row) != after[what] for what, row in opened.items())
        mails = ExtractMail.objects.count()
    by = as_team.users["lead"]
    call_command("eliminations", apply=file, by=by.email, stdout=StringIO())
    with scoped(home.pk):
        assert {what: state(row) for what, row in opened.items()} == after
        assert ExtractMail.objects.count() == mails, "personne n’est prévenu deux fois"
        assert Grant.objects.get(pk=opened["acces"].pk).end_told_at is not None
        reasons = Entry.objects.filter(reason__contains="base restaurée").values_list(
            "model", flat=True
        )
        assert set(reasons) == {
            "evaluation.extract",
            "territories.grant",
            "territories.token",
            "ppde.person",
        }
    out = StringIO()
    call_command("eliminations", apply=file, by=by.email, stdout=out)
    assert out.getvalue().startswith("0\u00a0ligne ")


def test_what_was_opened_since_under_the_same_number_stays_open(as_team, opened, tmp_path):
    file, day = tmp_path / "registre.csv", TODAY() - timedelta(days=9)
    lines = [f"{as_team.home.slug},{row.pk},{day},{what}\n" for what, row in opened.items()]
    file.write_text("territoire,numero,elimine_le,objet\n" + "".join(lines))
    with scoped(as_team.home.pk):
        before = {what: state(row) for what, row in opened.items()}
    call_command("eliminations", apply=file, by=as_team.users["lead"].email, stdout=StringIO())
    with scoped(as_team.home.pk):
        assert {what: state(row) for what, row in opened.items()} == before


def test_what_ended_by_itself_is_not_in_the_register(as_team, opened, tmp_path):
    past = timezone.now() - timedelta(days=1)
    with scoped(as_team.home.pk):
        Extract.objects.filter(pk=opened["extraits"].pk).update(
            state="ended", until=TODAY() - timedelta(days=3), ended_at=past
        )
        Grant.objects.filter(pk=opened["acces"].pk).update(
            closed_at=past, period=period(TODAY() - timedelta(days=9), TODAY() - timedelta(days=2))
        )
        PersonPage.objects.filter(pk=opened["liens"].pk).update(
            revoked_at=past, expires_at=past - timedelta(days=1), given_at=past - timedelta(days=5)
        )
    told = {
        row["objet"]
        for row in register(tmp_path / "registre.csv")
        if row["objet"] in all_closings()
    }
    assert told == {"extraits-fin"}


# Accesses of the team ────────────────────────────────────────────────────────────────────────────


def held(as_team, who: str) -> Membership:
    return Membership.objects.select_related("territory", "user").get(user=as_team.users[who])


def apply(as_team, file, by="hub_admin") -> str:
    out = StringIO()
    call_command("eliminations", apply=file, by=as_team.users[by].email, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("who", "by"), [("officer", "lead"), ("director", "lead"), ("hub_officer", "hub_admin")])  # fmt: skip
def test_an_access_that_ended_since_the_backup_ends_again(as_team, tmp_path, who, by):
    """Of a hub as well; what it held ends with it, on the same day; nobody is told."""
    membership, last = held(as_team, who), TODAY() - timedelta(days=3)
    before = values(membership)
    with scoped(membership.territory_id, as_team.hub.pk, user=as_team.users[by].pk):
        end(membership, by=as_team.users[by], last=None, reason="Départ")
        Membership.objects.filter(pk=membership.pk).update(period=period(membership.since, last))
    file = tmp_path / "registre.csv"
    register(file)
    with scoped(membership.territory_id):
        Membership.objects.filter(pk=membership.pk).update(**before)
        Management.objects.filter(territory=as_team.home).update(period=period(date(2024, 1, 1)))
    mail.outbox.clear()
    assert not apply(as_team, file).startswith("0\u00a0ligne ")
    with scoped(membership.territory_id):
        membership.refresh_from_db()
        assert membership.until == last
        entry = Entry.objects.filter(verb="end", object_id=membership.pk).latest("pk")
        assert "base restaurée" in entry.reason
        directs = Management.objects.filter(user=membership.user, period__endswith=None)
        assert not directs.exists()
    assert mail.outbox == []
    assert apply(as_team, file).startswith("0\u00a0ligne ")


def test_an_access_with_a_last_day_to_come_has_it_again_and_none_is_longer(as_team, tmp_path):
    membership, day = held(as_team, "officer"), TODAY() + timedelta(days=20)
    Membership.objects.filter(pk=membership.pk).update(period=period(membership.since, day))
    file = tmp_path / "registre.csv"
    register(file)
    for last, then in ((None, day), (day + timedelta(days=9), day), (TODAY(), TODAY())):
        Membership.objects.filter(pk=membership.pk).update(period=period(membership.since, last))
        apply(as_team, file)
        membership.refresh_from_db()
        assert membership.until == then


def test_a_direction_that_ended_alone_ends_again_and_the_role_stays(as_team, tmp_path):
    membership, last = held(as_team, "director"), TODAY() - timedelta(days=3)
    with scoped(as_team.home.pk):
        row = Management.objects.get(user=membership.user)
        before = values(row)
        Management.objects.filter(pk=row.pk).update(period=period(row.since, last))
    file = tmp_path / "registre.csv"
    register(file)
    with scoped(as_team.home.pk):
        Management.objects.filter(pk=row.pk).update(**before)
    assert apply(as_team, file).startswith("1\u00a0ligne ")
    with scoped(as_team.home.pk):
        row.refresh_from_db()
        assert row.until == last
        assert Entry.objects.get(verb="end", object_id=row.pk, model="ebe.management").reason
        membership.refresh_from_db()
        assert membership.until is None


def test_an_access_given_and_closed_the_same_day_is_closed_again(as_team, tmp_path):
    """Its row is gone: the journal alone tells it."""
    membership, lead = held(as_team, "officer"), as_team.users["lead"]
    Membership.objects.filter(pk=membership.pk).update(period=period(TODAY()))
    membership.refresh_from_db()
    before = values(membership)
    end(membership, by=lead, last=None, reason="Erreur")
    file = tmp_path / "registre.csv"
    register(file)
    with scoped(as_team.home.pk):
        Membership.objects.create(pk=membership.pk, **before)
    apply(as_team, file)
    with scoped(as_team.home.pk):
        assert Membership.objects.get(pk=membership.pk).until == TODAY()


def test_an_access_given_since_under_the_same_number_stays(as_team, tmp_path):
    membership, file = held(as_team, "officer"), tmp_path / "registre.csv"
    day = membership.since - timedelta(days=1)
    said = f"{as_team.home.slug},{membership.pk},{day},rattachements\n"
    user = membership.user
    created = timezone.localdate(user.created_at) - timedelta(days=1)
    said += f"{as_team.home.slug},{user.pk},{created},comptes\n"
    # Of an account that never worked there.
    elsewhere = as_team.users["neighbour"]
    said += f"{as_team.home.slug},{elsewhere.pk},{TODAY()},comptes\n"
    file.write_text("territoire,numero,elimine_le,objet\n" + said)
    assert apply(as_team, file).startswith("0\u00a0ligne ")


def test_an_account_closed_since_the_backup_closes_again(as_team, tmp_path):
    membership, day = held(as_team, "officer"), TODAY() - timedelta(days=2)
    user = membership.user
    opened = timezone.now() - timedelta(days=40)
    User.objects.filter(pk=user.pk).update(is_active=False, closed_on=day, created_at=opened)
    file = tmp_path / "registre.csv"
    register(file)
    assert user.email not in file.read_text()
    User.objects.filter(pk=user.pk).update(is_active=True, closed_on=None)
    assert apply(as_team, file).startswith("1\u00a0ligne ")
    user.refresh_from_db()
    assert (user.is_active, user.closed_on) == (False, day)
    with scoped(as_team.home.pk):
        membership.refresh_from_db()
        assert membership.until == day
    assert apply(as_team, file).startswith("0\u00a0ligne ")
