"""The words to review and the thresholds of the alerts: rows with an author and a day, never rewritten."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import Reading, ReadingAlert, ReadingRule, SensitiveWord, TextFlag
from ppde.operations.texts import sensitive_words
from territories.models import Entry, Territory
from territories.scoping import scoped

TODAY = timezone.localdate


def url(name, territory, *args) -> str:
    return reverse(f"ppde:{name}", args=[territory.slug, *args])


def text(response) -> str:
    return response.content.decode()


# Words ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_hub_opens_with_a_list_of_its_own(db):
    hub = Territory.objects.create(kind="hub", name="Autre métropole", slug="autre")
    words = SensitiveWord.objects.filter(territory=hub)
    assert words.filter(stem="depress", added_by=None).exists()
    assert words.count() > 50
    Territory.objects.create(kind="local", hub=hub, name="Autre", slug="autre-local")
    assert not SensitiveWord.objects.filter(territory__slug="autre-local").exists()


def test_a_word_says_how_many_texts_it_sent_and_how_many_were_kept(world, sign_in):
    """A word that only makes noise: all that it sends is kept. Who reads no queue of texts reads no count either."""
    with scoped(world.home.pk):
        TextFlag.objects.filter(territory=world.home).delete()
        told = {"territory": world.home, "model": "cle.meeting", "field": "title"}
        seen = {"reviewed_by": world.users["lead"], "reviewed_at": timezone.now()}
        for n, (words, state, days) in enumerate(
            [
                (["prison"], "kept", 3),
                (["prison", "prisonnier"], "kept", 300),
                (["prison"], "kept", 500),
                (["prison"], "open", 1),
                ([], "reworded", 1),
            ]
        ):
            TextFlag.objects.create(
                object_id=n,
                words=words,
                state=state,
                found_at=timezone.now() - timedelta(days=days),
                **told,
                **(seen if state != "open" else {}),
            )
    page = url("word_list", world.home)
    shown = text(sign_in("lead").get(page))
    assert "2\u00a0gardés, 1\u00a0à relire" in shown or "2\u00a0gardés, 1 à relire" in shown
    assert shown.count("gardés,") == 1
    # The neighbour and the hub's administration, who may not read these texts, learn nothing of them.
    assert "Textes depuis un an" not in text(sign_in("hub_admin").get(page))
    own = text(sign_in("hub_admin").get(url("word_list", world.hub)))
    assert "Textes de la métropole depuis un an" in own
    assert "gardés," not in own
    assert "2\u00a0gardés" in text(sign_in("dpo").get(url("word_list", world.hub)))
    assert "gardés," not in text(sign_in("neighbour").get(url("word_list", world.next)))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Tatouage", "tatouage"), (" Piercing ! ", "piercing"), ("À l’Île", "a l ile")],
)
def test_a_word_added_is_read_from_now_on(as_team, typed, kept):
    by, home = as_team.users["lead"], as_team.home
    assert sensitive_words(home, f"Un {typed}s") == []
    word = operations.add_word(home, typed, "judgement", by=by)
    assert (word.stem, word.added_by) == (kept, by)
    assert sensitive_words(home, f"Un {typed.rstrip(' !')}s")
    # What a territory adds is its own.
    assert sensitive_words(as_team.next, f"Un {typed}s") == []
    assert Entry.objects.filter(verb="create", model="ppde.sensitiveword").exists()


def test_what_the_hub_adds_is_read_everywhere(world):
    with scoped(world.hub.pk):
        operations.add_word(world.hub, "tatouage", "judgement", by=world.users["hub_admin"])
    for territory in (world.home, world.next):
        assert sensitive_words(territory, "Des tatouages") == ["tatouages"]


def test_a_whole_word_is_not_the_beginning_of_another(as_team):
    operations.add_word(as_team.home, "rat", "judgement", by=as_team.users["lead"], is_whole=True)
    assert sensitive_words(as_team.home, "Un rat, un ratissage") == ["rat"]


@pytest.mark.parametrize("typed", ["de", "!!", "É"])
def test_too_short_a_word_is_refused(as_team, typed):
    with pytest.raises(ValidationError, match="3 lettres"):
        operations.add_word(as_team.home, typed, "health", by=as_team.users["lead"])


def test_a_word_is_in_the_list_once(as_team):
    by = as_team.users["lead"]
    with pytest.raises(ValidationError, match="la métropole"):
        operations.add_word(as_team.home, "Dépress", "health", by=by)
    operations.add_word(as_team.home, "tatouage", "judgement", by=by)
    with pytest.raises(ValidationError, match="ce territoire"):
        operations.add_word(as_team.home, "tatouage", "health", by=by)


def test_a_word_removed_stays_written_and_finds_nothing_more(as_team):
    by, home, person = as_team.users["lead"], as_team.home, as_team.rows["home"]["person"]
    word = operations.add_word(home, "tatouage", "judgement", by=by)
    operations.update_person(person, by=by, comment="Un tatouage")
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.remove_word(word, by=by, reason=" ")
    operations.remove_word(word, by=by, reason="Sans rapport.")
    word.refresh_from_db()
    assert (word.removed_by, word.removed_at is not None) == (by, True)
    assert sensitive_words(home, "Un tatouage") == []
    # What was found before waits for somebody all the same.
    assert TextFlag.objects.filter(words=["tatouage"]).exists()
    with pytest.raises(ValidationError, match="déjà retiré"):
        operations.remove_word(word, by=by, reason="Encore.")
    assert operations.add_word(home, "tatouage", "judgement", by=by).pk != word.pk


def test_the_list_by_its_pages(sign_in, world):
    lead = sign_in("lead")
    shown = text(lead.get(url("word_list", world.home)))
    assert "depress…" in shown
    assert "Liste de départ" in shown
    assert "Retiré le" not in shown
    # The tabs of the subject stay at hand.
    assert url("privacy_texts", world.home) in shown
    sent = {"stem": "tatouage", "subject": "judgement"}
    assert lead.post(url("word_add", world.home), sent).status_code == 302
    shown = text(lead.get(url("word_list", world.home) + "?sujet=judgement&etat=current"))
    assert "tatouage…" in shown
    assert "Lead Essai" in shown
    word = SensitiveWord.objects.get(stem="tatouage")
    remove = url("word_remove", world.home, word.pk)
    assert remove in shown
    assert lead.post(remove, {"reason": "Sans rapport."}).status_code == 302
    shown = text(lead.get(url("word_list", world.home) + "?sujet=judgement"))
    assert remove not in shown
    assert "Retiré" in shown
    # A word of the hub is the hub's to remove.
    theirs = SensitiveWord.objects.get(territory=world.hub, stem="depress")
    assert lead.get(url("word_remove", world.home, theirs.pk)).status_code == 404
    admin = sign_in("hub_admin")
    assert url("word_remove", world.hub, theirs.pk) in text(admin.get(url("word_list", world.hub)))


def test_the_list_of_words_asks_the_same_for_one_row_and_many(sign_in, world):
    lead = sign_in("lead")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert lead.get(url("word_list", world.home)).status_code == 200
        return len(caught)

    removed = {"removed_at": timezone.now(), "removed_by": world.users["lead"]}
    SensitiveWord.objects.exclude(stem="depress").update(**removed)
    queries()
    few = queries()
    for n in range(8):
        operations.add_word(world.home, f"mot{n}xyz", "health", by=world.users["officer"])
    assert queries() == few <= 15


# Thresholds ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def hub_admin(world):
    return world.users["hub_admin"]


def write_rule(world, valid_from, **terms) -> ReadingRule:
    with scoped(world.hub.pk):
        return operations.write_reading_rule(
            world.hub, valid_from, by=world.users["hub_admin"], source="Note du 12/12/2026", **terms
        )


def test_other_thresholds_are_a_new_version_with_its_author(world, hub_admin):
    before = operations.reading_rule(world.hub.pk)
    with pytest.raises(ValidationError, match="est passé"):
        write_rule(world, TODAY() - timedelta(days=1), volume_minimum=5)
    made = write_rule(world, TODAY(), volume_minimum=5)
    assert operations.reading_rule(world.hub.pk) == made
    assert (made.written_by, made.volume_minimum) == (hub_admin, 5)
    # What is not said stays as it was.
    assert made.volume_factor == before.volume_factor
    assert operations.reading_rule(world.hub.pk, TODAY() - timedelta(days=1)) == before
    with scoped(world.hub.pk):
        entry = Entry.objects.filter(model="ppde.readingrule").first()
    assert (entry.user, entry.after["source"]) == (hub_admin, "Note du 12/12/2026")
    with pytest.raises(ValidationError, match="commencent déjà"):
        write_rule(world, TODAY(), volume_minimum=6)


def read(world, day, times: int) -> None:
    """So many files opened by the officer on this day."""
    at = timezone.make_aware(datetime.combine(day, time(11)))
    with scoped(world.home.pk):
        person = world.rows["home"]["person"]
        Reading.objects.bulk_create(
            Reading(
                territory=world.home,
                person=person,
                number=person.number,
                user=world.users["officer"],
                at=at,
            )
            for _ in range(times)
        )


def alerts(world, day) -> set[str]:
    with scoped(world.home.pk, user=world.users["lead"].pk):
        ReadingAlert.objects.filter(territory=world.home, on=day).delete()
        operations.watch_readings(world.home.pk, day)
        found = ReadingAlert.objects.filter(territory=world.home, on=day)
        return set(found.filter(user=world.users["officer"]).values_list("kind", flat=True))


def test_an_alert_follows_the_thresholds_of_its_day(world):
    day = TODAY()
    read(world, day, 1)
    assert alerts(world, day) == set()
    write_rule(world, day, volume_minimum=1, outside_minimum=1)
    assert alerts(world, day) == {"volume", "outside"}


def test_the_thresholds_of_exports_are_written_on_the_page(world, sign_in):
    client = sign_in("hub_admin")
    here = url("reading_rule_create", world.hub)
    form = client.get(here).context["form"]
    data = {name: form.initial[name] for name in form.fields if name in form.initial}
    data |= {"source": "Note du 12/12/2026", "valid_from": TODAY().strftime("%d/%m/%Y")}
    data |= {"export_minimum": 40, "export_night_minimum": 5, "volume_factor": "3"}
    assert client.post(here, data).status_code == 302
    shown = text(client.get(url("reading_rule_list", world.hub))).replace("\u00a0", " ")
    assert (
        "À partir de 40 lignes exportées en un jour par un compte ; la nuit, dès 5 lignes." in shown
    )
    # Each version in words; its figures side by side are for the file.
    assert "40 lignes exportées ; de nuit (de 22 h à 6 h), 5" in shown
    assert "Exportées de nuit" not in shown
    file = client.get(url("reading_rule_list", world.hub), {"format": "csv"})
    assert "Exportées de nuit" in b"".join(file).decode("utf-8-sig")


def test_the_habit_is_measured_as_the_rule_says(world):
    day = TODAY()
    for ago in (1, 2, 20):
        read(world, day - timedelta(days=ago), 1)
    read(world, day, 1)
    terms = {"volume_minimum": 1, "volume_factor": Decimal("2"), "days_of_habit": 3}
    rule = write_rule(world, day, past_days=30, **terms)
    # Three days of work: one file a day is the habit, two would be twice as many.
    assert "volume" not in alerts(world, day)
    # Over a fortnight there are two: no habit, the minimum alone counts.
    ReadingRule.objects.filter(pk=rule.pk).update(past_days=14)
    assert "volume" in alerts(world, day)


@pytest.mark.parametrize(
    ("minutes", "since", "ago", "written"),
    [
        (None, 0, 61, 1),
        (None, 0, 59, 0),
        (10, 0, 11, 1),
        (10, 0, 9, 0),
        (240, 0, 61, 0),
        (240, 1, 61, 1),  # a rule to come does not count yet
    ],
)
@pytest.mark.parametrize("name", ["person_detail", "person_timeline"])
def test_openings_close_to_each_other_are_one_by_the_rule(
    sign_in, world, name, minutes, since, ago, written
):
    person = world.rows["home"]["person"]
    if minutes:
        write_rule(world, TODAY() + timedelta(days=since), minutes_apart=minutes)
    with scoped(world.home.pk):
        before = Reading.objects.create(
            territory=world.home,
            person=person,
            number=person.number,
            user=world.users["officer"],
            at=timezone.now() - timedelta(minutes=ago),
        )
    client = sign_in("officer")
    for _ in range(2):
        assert client.get(url(name, world.home, person.pk)).status_code == 200
    with scoped(world.home.pk):
        found = Reading.objects.filter(person=person, user=world.users["officer"])
        assert found.filter(pk__gt=before.pk).count() == written


def test_the_thresholds_by_their_pages(sign_in, world):
    shown = text(sign_in("lead").get(url("reading_rule_list", world.home)))
    assert "À partir de 20\u00a0dossiers ouverts ou exportés en un jour" in shown
    assert "rouvert par le même compte moins de 60\u00a0minutes après" in shown
    assert url("reading_rule_create", world.home) not in shown
    admin = sign_in("hub_admin")
    page = url("reading_rule_create", world.hub)
    assert page in text(admin.get(url("reading_rule_list", world.hub)))
    form = admin.get(page).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {
        "valid_from": f"{TODAY():%d/%m/%Y}",
        "source": "Note",
        "volume_minimum": "12",
        "volume_factor": "2,5",
    }
    assert admin.post(page, sent).status_code == 302
    shown = text(sign_in("dpo").get(url("reading_rule_list", world.home)))
    assert (
        "À partir de 12\u00a0dossiers ouverts ou exportés en un jour par un compte, et de 2,5 fois"
        in shown
    )
    assert "Remplacée" in shown


def test_the_list_of_versions_asks_the_same_for_one_row_and_many(sign_in, world):
    lead = sign_in("lead")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert lead.get(url("reading_rule_list", world.home)).status_code == 200
        return len(caught)

    queries()
    one = queries()
    for n in range(6):
        write_rule(world, TODAY() + timedelta(days=n), volume_minimum=9)
    assert queries() == one <= 15
