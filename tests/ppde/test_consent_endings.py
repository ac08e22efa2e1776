"""An agreement with a last day: it holds until then, is given again before or after, and what it opened stops without it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ppde import operations
from ppde.models import Consent, Orientation, SchemeRequest
from ppde.operations import consents
from ppde.orientation_tables import state_mark, told_mark
from ppde.privacy.words import consent_rows
from ppde.tasks import end_consents
from territories.holdings import holdings
from territories.models import Entry, Organisation, Scheme
from territories.scoping import scoped
from tests.ppde.queue_kit import page as work_queue
from tests.ppde.queue_kit import quiet, rows
from tests.ppde.rights_kit import agree, page, text
from tzcld.ui import french

# The clock is set forward below: days are counted from where it started.
START = timezone.localdate()
PARIS = ZoneInfo("Europe/Paris")


def in_days(n: int):
    return START + timedelta(days=n)


def printed(day) -> str:
    """The day as the text of an exception shows it, whose blanks are written out."""
    return french.date(day).replace("\u00a0", ".+")


@pytest.fixture
def clock(monkeypatch):
    """Sets the time: that of a day in Paris."""

    def at(day, hour=time(12)):
        moment = datetime.combine(day, hour, PARIS).astimezone(ZoneInfo("UTC"))
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return at


@pytest.fixture
def partner(as_team):
    return Organisation.objects.get(territory=as_team.home)


def test_the_last_day_is_included_and_midnight_is_that_of_paris(person, by, clock):
    last = in_days(10)
    agree(person, by, until=last)
    clock(last, time(23, 59, 59))
    operations.require_consent(person, "testimony")
    assert consents.end_consents(person.territory_id) == 0
    [row] = [c for c in operations.current_consents(person) if c.purpose == "testimony"]
    assert row.holds
    clock(last + timedelta(days=1), time(0))
    assert not operations.has_consent(person, "testimony")
    with pytest.raises(ValidationError, match=f"s’est terminé le {printed(last)}"):
        operations.require_consent(person, "testimony")
    assert not row.holds


def test_without_a_last_day_it_holds_until_taken_back(person, by, clock):
    agree(person, by)
    clock(in_days(9000))
    assert operations.has_consent(person, "testimony")
    assert consents.end_consents(person.territory_id) == 0


@pytest.mark.parametrize(
    ("on", "until", "sentence"),
    [(0, -1, "ne peut pas précéder l’accord"), (-30, -1, "Ce jour est passé")],
)
def test_an_agreement_already_over_is_refused(person, by, on, until, sentence):
    with pytest.raises(ValidationError, match=sentence) as refused:
        agree(person, by, on=in_days(on), until=in_days(until))
    assert "until" in refused.value.message_dict


def test_the_database_keeps_the_last_day_to_agreements(person, by):
    told_ = {
        "territory_id": person.territory_id, "person": person, "purpose": "photo", "on": START,
        "channel": "paper", "proof": "Signé", "recorded_by": by,
    }  # fmt: skip
    for wrong in (
        {"is_given": False, "until": in_days(3)},
        {"is_given": True, "until": in_days(-1)},
        {"is_given": True, "channel": "end"},
    ):
        with pytest.raises(IntegrityError, match="consent_"), transaction.atomic():
            Consent.objects.create(**(told_ | wrong))
    Consent.objects.create(**told_, is_given=True, until=START)


# Given again ─────────────────────────────────────────────────────────────────────────────────────


def test_it_is_given_again_before_its_end(person, by, clock):
    agree(person, by, until=in_days(10))
    for until in (in_days(10), in_days(5)):
        with pytest.raises(ValidationError, match=f"jusqu’au {printed(in_days(10))}"):
            agree(person, by, until=until)
    with pytest.raises(ValidationError, match="renouvellement ne peut pas précéder"):
        agree(person, by, on=in_days(-1), until=in_days(40))
    agree(person, by, until=in_days(40))
    clock(in_days(11))
    assert consents.end_consents(person.territory_id) == 0
    assert operations.has_consent(person, "testimony")


def test_it_is_given_again_for_good_and_then_not_again(person, by):
    agree(person, by, until=in_days(10))
    agree(person, by)
    with pytest.raises(ValidationError, match="sans dernier jour"):
        agree(person, by, until=in_days(40))


def test_given_again_after_its_end_what_waited_has_stopped_all_the_same(person, by, partner, clock):
    """Whether the night has passed or not."""
    agree(person, by, "sharing", organisation=partner, until=in_days(10))
    sent = _orientation(person, partner)
    clock(in_days(11))
    agree(person, by, "sharing", organisation=partner, on=in_days(11))
    facts = list(Consent.objects.filter(person=person, purpose="sharing").order_by("pk"))
    assert [(c.is_given, c.channel) for c in facts] == [
        (True, "paper"), (False, "end"), (True, "paper"),
    ]  # fmt: skip
    sent.refresh_from_db()
    assert sent.is_told


def test_what_is_over_is_not_taken_back(person, by, clock):
    consent = agree(person, by, until=in_days(10))
    clock(in_days(11))
    sentence = f"s’est terminé le {printed(in_days(10))}"
    for _ in range(2):
        with pytest.raises(ValidationError, match=sentence):
            operations.withdraw_consent(consent, on=in_days(11), channel="phone", by=by)
        consents.end_consents(person.territory_id)


# The night ───────────────────────────────────────────────────────────────────────────────────────


def _orientation(person, partner) -> Orientation:
    sent = Orientation.objects.filter(territory=person.territory_id).first()
    Orientation.objects.filter(pk=sent.pk).update(person=person, organisation=partner, is_told=True)
    return sent


def test_the_night_does_what_a_withdrawal_does_once(world, person, by, partner, clock):
    scheme = Scheme.objects.create(
        territory=world.home, name="Garde", theme="care", organisation=partner.name
    )
    agree(person, by, "sharing", organisation=partner, until=in_days(10))
    agree(person, by, "testimony", until=in_days(11))
    sent = _orientation(person, partner)
    asked = operations.ask_scheme(person, scheme, on=START, by=by)
    clock(in_days(11), time(0, 1))
    ends = Entry.objects.filter(verb="end_consent", object_id=person.pk)
    for _ in range(2):
        end_consents()
        [entry] = ends
        assert entry.user is None
        assert entry.is_named
        assert entry.after["date"] == in_days(10).isoformat()
        assert Consent.objects.filter(person=person, channel="end").count() == 1
        sent.refresh_from_db()
        asked.refresh_from_db()
        assert not sent.is_told
        assert (asked.state, asked.result) == (SchemeRequest.State.DROPPED, "Accord terminé.")
    assert operations.has_consent(person, "testimony")
    with pytest.raises(ValidationError, match=f"s’est terminé le {printed(in_days(10))}"):
        operations.ask_scheme(person, scheme, on=in_days(11), by=by)


def test_one_that_fails_leaves_the_others_to_be(person, by, clock, settings):
    agree(person, by, until=in_days(5))
    settings.CONSENT_WITHDRAWN = [*settings.CONSENT_WITHDRAWN, f"{__name__}.refuse_photo"]
    other = Consent.objects.create(
        territory_id=person.territory_id, person=person, purpose="photo", is_given=True, on=START,
        until=in_days(5), channel="paper", proof="Signé", recorded_by=by,
    )  # fmt: skip
    clock(in_days(6))
    consents.end_consents(person.territory_id)
    ended = Consent.objects.filter(person=person, channel="end")
    assert set(ended.values_list("purpose", flat=True)) >= {"testimony"}
    assert not ended.filter(purpose="photo").exists()
    assert other.ended_on == in_days(5)


def refuse_photo(consent, *, by):
    if consent.purpose == "photo":
        raise ValidationError("Refusé.")


def test_a_frozen_file_does_not_keep_an_agreement(person, by, clock):
    agree(person, by, until=in_days(5))
    type(person).objects.filter(pk=person.pk).update(limited_on=START)
    clock(in_days(6))
    assert consents.end_consents(person.territory_id) == 1


def test_the_partner_reads_nothing_more_from_midnight(person, by, partner, clock):
    sent = _orientation(person, partner)
    Orientation.objects.filter(pk=sent.pk).update(state="met")
    agree(person, by, "sharing", organisation=partner, until=in_days(10))
    sent.refresh_from_db()
    clock(in_days(10))
    assert told_mark(sent) == state_mark(sent)
    clock(in_days(11))
    assert told_mark(sent) != state_mark(sent)


# The pages ───────────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_until_when_and_leads_to_the_renewal(world, person, by, clock, partner):
    agree(person, by, "sharing", organisation=partner, until=in_days(10))
    agree(person, by, "testimony")

    def shown():
        found = consent_rows(operations.current_consents(person), person, world.home.slug)
        return {row["what"]: row for row in found}

    what = f"Transmettre le dossier à un partenaire ({partner})"
    where = page("consent_record", world, person.pk)
    row = shown()[what]
    assert row["mark"][2] == "Accord donné"
    assert row["note"].startswith(
        f"Jusqu’au {french.date(in_days(10))}, donné le {french.date(START)}"
    )
    assert row["renew"] == f"{where}?pour=sharing&partenaire={partner.pk}"
    assert row["url"]
    assert shown()["Publier un témoignage"]["renew"] == ""
    clock(in_days(11))
    for _ in range(2):
        row = shown()[what]
        assert row["mark"][2] == "Accord terminé"
        assert row["note"].startswith(f"Terminé le {french.date(in_days(10))}")
        assert "None" not in row["note"]
        assert (bool(row["renew"]), row["url"]) == (True, "")
        consents.end_consents(person.territory_id)


def test_the_form_has_the_last_day_and_loses_nothing(sign_in, world):
    lead, person = sign_in("lead"), world.rows["home"]["person"]
    where = page("consent_record", world, person.pk)
    sent = {"purpose": "testimony", "on": f"{START:%d/%m/%Y}", "channel": "paper", "proof": "Signé"}
    refused = text(lead.post(where, sent | {"until": f"{in_days(-1):%d/%m/%Y}"}))
    assert "Le dernier jour ne peut pas précéder l’accord." in refused
    assert 'value="Signé"' in refused
    assert f"{in_days(-1):%d/%m/%Y}" in refused
    assert "dernier jour</label>" not in text(lead.get(where))
    assert "À son dernier jour" not in refused
    assert lead.post(where, sent | {"channel": "end"}).status_code == 200
    last = f"{in_days(20):%d/%m/%Y}"
    assert lead.post(where, sent | {"until": last}).status_code == 302
    shown = text(lead.get(page("person_privacy", world, person.pk)))
    assert f"Jusqu’au {french.date(in_days(20))}" in shown
    assert f"{where}?pour=testimony" in shown


def test_the_copy_of_the_file_tells_it(person, by):
    agree(person, by, until=in_days(10))
    [holding] = [h for h in holdings() if h.model_name == "ppde.Consent"]
    [row] = [row for row in holding.rows(person) if row.purpose == "testimony"]
    said = dict(holding.read(row))
    assert french.date(in_days(10)) in said["Jusqu’au"]
    [other] = [row for row in holding.rows(person) if row.purpose == "photo"]
    assert "Jusqu’au" not in dict(holding.read(other))


# « À faire » ─────────────────────────────────────────────────────────────────────────────────────


def test_an_agreement_waits_in_the_queue_before_its_last_day(world, by, sign_in):
    person = quiet(world)
    with scoped(world.home.pk):
        type(person).objects.filter(pk=person.pk).update(limited_on=None)
        agree(person, by, until=in_days(world.home.consent_days))
        photo = Consent.objects.filter(person=person, purpose="photo").latest("pk")
        operations.withdraw_consent(photo, on=START, channel="phone", by=by)
        agree(person, by, "photo", until=in_days(world.home.consent_days + 1))
    [row] = rows(world, "consents")
    assert (row.person_id, row.due, row.purpose) == (person.pk, in_days(30), "testimony")
    shown = work_queue(sign_in("lead"), world, "?qui=equipe")
    assert "accord qui se termine" in shown
    assert f"accord jusqu’au {french.date(in_days(30))}" in shown
    assert page("person_privacy", world, person.pk) in shown
    with scoped(world.home.pk):
        agree(person, by, until=in_days(400))
    assert rows(world, "consents") == []


def test_ten_that_end_ask_no_more_than_one(world, by, sign_in):
    client = sign_in("lead")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown = work_queue(client, world, "?qui=equipe")
        assert "qui se termine" in shown
        return len(queries)

    person = quiet(world)
    with scoped(world.home.pk):
        type(person).objects.filter(pk=person.pk).update(limited_on=None)
        agree(person, by, until=in_days(10))
    asked()
    one = asked()
    with scoped(world.home.pk):
        for n in range(9):
            partner = Organisation.objects.create(
                territory=world.home, name=f"Partenaire {n}", kind="ccas"
            )
            agree(person, by, "sharing", organisation=partner, until=in_days(n))
    assert len(rows(world, "consents")) == 10
    assert asked() == one <= 15


def test_on_its_last_day_it_still_waits_the_day_after_no_longer(world, by, clock):
    person = quiet(world)
    with scoped(world.home.pk):
        type(person).objects.filter(pk=person.pk).update(limited_on=None)
        agree(person, by, until=in_days(10))
    clock(in_days(10))
    assert len(rows(world, "consents")) == 1
    clock(in_days(11))
    assert rows(world, "consents") == []


def test_a_frozen_file_and_what_was_taken_back_wait_for_nothing(world, by):
    person = quiet(world)
    with scoped(world.home.pk):
        type(person).objects.filter(pk=person.pk).update(limited_on=None)
        consent = agree(person, by, until=in_days(10))
        type(person).objects.filter(pk=person.pk).update(limited_on=START)
    assert rows(world, "consents") == []
    with scoped(world.home.pk):
        type(person).objects.filter(pk=person.pk).update(limited_on=None)
        operations.withdraw_consent(consent, on=START, channel="phone", by=by)
    assert rows(world, "consents") == []
