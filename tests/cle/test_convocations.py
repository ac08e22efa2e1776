"""Convening by mail: who receives, what leaves, once each, through a real SMTP server."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cle import operations
from cle.convocations.operations import (
    ALL,
    DOUBTFUL,
    MISSING,
    chosen,
    lines,
    notice_of,
    send,
    sweep,
    write_address,
    write_notice_rule,
)
from cle.models import AgendaItem, Convocation, Meeting, Seat
from cle.tasks import send_convocation
from territories.models import Entry
from territories.periods import period
from territories.scoping import scoped
from tests.cle.convocation_kit import (
    IN_DOUBT,
    MEMBERS,
    PRESENTER,
    WORKER,
    convene,
    outlasting,
    plan,
    sit,
    states,
)
from tests.evaluation.newsletter_kit import worker
from tests.world import CANARY, NAME

# What leaves, to whom ───────────────────────────────────────────────────────────────────────────


def test_each_member_with_an_address_is_convened_once(as_team, meeting, committee, sink):
    lead = as_team.users["lead"]
    sit(committee, 4)
    sit(committee, 1, holder="Sans adresse", email="")
    sit(
        committee,
        1,
        holder="Parti",
        email="parti@exemple.fr",
        period=period(date(2024, 1, 1), date(2024, 6, 1)),
    )
    # Deputies and guests too; an address held twice receives one mail.
    sit(committee, 1, holder="Invité", email="invite@exemple.fr", rank="guest", votes=False)
    sit(committee, 1, holder="Deux sièges", email="Membre00@exemple.fr", college="fund")
    # Its account's address serves when the seat has none.
    sit(committee, 1, holder="Avec compte", email="", user=as_team.users["member"])
    convocation = convene(meeting, lead)
    assert sink.readers == sorted(
        ["invite@exemple.fr", as_team.users["member"].email]
        + [f"membre0{i}@exemple.fr" for i in range(1, 4)]
        + [next(a for a in sink.readers if a.lower() == "membre00@exemple.fr")]
    )
    assert convocation.state == "sent"
    meeting.refresh_from_db()
    assert meeting.state == "convened"
    entry = Entry.objects.get(verb="send", model="cle.convocation", object_id=convocation.pk)
    assert entry.after == {"recipients": 6, "without_address": 2, "whom": "qui ne l’a pas reçue"}
    send_convocation(convocation.pk)
    assert len(sink.mails) == 6


def test_the_mail_says_where_when_and_what_and_names_nobody(
    as_team, meeting, committee, sink, settings
):
    lead = as_team.users["lead"]
    sit(committee, 2)
    write_notice_rule(
        committee, by=lead, days=10, valid_from=date(2026, 1, 1), source="Règlement, art. 4"
    )
    convene(meeting, lead)
    mail = sink.to("membre00@exemple.fr")
    assert mail["To"] == "membre00@exemple.fr"
    assert mail["Reply-To"] == lead.email
    assert mail["From"].startswith("Vénissieux <")
    assert mail["Subject"].startswith("Convocation\u00a0: Comité, ")
    assert len({found["Message-ID"] for _, found in sink.mails}) == 2
    text, calendar = mail.get_body().get_content(), next(mail.iter_attachments())
    url = settings.SITE_URL + meeting.get_absolute_url()
    for words in (
        "Maison des projets",
        "1. Éligibilité de M-0047 (20\u00a0minutes)",
        "10\u00a0jours au moins avant la séance (Règlement, art. 4)",
        "part 20\u00a0jours avant",
        url,
    ):
        assert words in text
    assert (calendar.get_content_type(), calendar.get_filename()) == ("text/calendar", "seance.ics")
    event = calendar.get_content().replace("\r\n ", "").replace("\n ", "")
    for words in ("METHOD:PUBLISH", f"UID:seance-{meeting.pk}@", "SEQUENCE:0", "STATUS:CONFIRMED"):
        assert words in event
    whole = text + event + str(mail["Subject"])
    for name in (NAME, CANARY, PRESENTER, "Membre 00"):
        assert name not in whole


@pytest.mark.parametrize("sign", ["\r\nBcc: pirate@exemple.fr", "\u2028suite"])
def test_a_name_with_a_line_break_writes_no_head_and_stops_no_sending(
    as_team, meeting, committee, sink, sign
):
    """Sent by a program, or pasted from a word processor (U+2028): the library refused the mail, at each new try."""
    sit(committee, 1)
    type(committee).objects.filter(pk=committee.pk).update(name=f"Commission{sign}")
    type(as_team.home).objects.filter(pk=as_team.home.pk).update(name=f"Territoire{sign}")
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert convene(meeting, as_team.users["lead"]).state == "sent"
    mail = sink.to("membre00@exemple.fr")
    assert f"Commission {' '.join(sign.split())}" in mail["Subject"]
    assert "Territoire" in mail["From"]
    assert mail["Bcc"] is None


def test_those_added_later_are_convened_without_writing_to_the_others_again(
    as_team, meeting, committee, sink
):
    lead = as_team.users["lead"]
    sit(committee, 3)
    convene(meeting, lead)
    with pytest.raises(ValidationError, match="Personne à qui écrire"):
        send(meeting, by=lead)
    sit(committee, 1, holder="Nouvelle", email="nouvelle@exemple.fr")
    convene(meeting, lead)
    assert len(sink.mails) == 4
    assert sink.mails[-1][0] == "nouvelle@exemple.fr"
    # The meeting moves: everybody, told so, and the calendar's row is replaced.
    operations.change_meeting(meeting, by=lead, place="Mairie")
    convene(Meeting.objects.get(pk=meeting.pk), lead, whom=ALL)
    assert len(sink.mails) == 8
    mail = sink.mails[-1][1]
    assert "Convocation modifiée" in mail["Subject"]
    assert "remplace la précédente" in mail.get_body().get_content()
    assert "SEQUENCE:2" in next(mail.iter_attachments()).get_content()


def test_a_refused_address_corrected_is_convened(as_team, meeting, committee, sink):
    lead = as_team.users["lead"]
    seat = sit(committee, 2)[0]
    sink.rcpt = lambda address: "550 Unknown" if address.startswith("membre00") else "250 OK"
    convene(meeting, lead)
    assert states(meeting) == {"sent": 1, "refused": 1}
    write_address(seat, by=lead, email="juste@exemple.fr")
    convene(meeting, lead)
    assert sink.readers == ["juste@exemple.fr", "membre01@exemple.fr"]


def test_what_was_sent_is_kept_as_it_left(as_team, meeting, committee, sink):
    sit(committee, 1)
    convocation = send(meeting, by=as_team.users["lead"])
    Meeting.objects.filter(pk=meeting.pk).update(place="Ailleurs")
    send_convocation(convocation.pk)
    assert "Maison des projets" in sink.mails[0][1].get_body().get_content()


# Refusals ───────────────────────────────────────────────────────────────────────────────────────


def test_a_convocation_under_the_notice_needs_its_reason_and_keeps_its_rule(
    as_team, committee, sink
):
    lead = as_team.users["lead"]
    sit(committee, 1)
    write_notice_rule(committee, by=lead, days=10, valid_from=date(2026, 1, 1), source="Art. 4")
    soon = plan(committee, lead, days=4)
    with pytest.raises(ValidationError, match="si tard"):
        send(soon, by=lead)
    convocation = convene(soon, lead, reason="Date avancée")
    assert (convocation.notice_days, convocation.reason) == (10, "Date avancée")
    # Who comes later does not make it late.
    sit(committee, 1, holder="Nouvelle", email="nouvelle@exemple.fr")
    assert convene(soon, lead).reason == ""
    write_notice_rule(
        committee, by=lead, days=3, valid_from=timezone.localdate(), source="Art. 4 modifié"
    )
    assert notice_of(soon)[0].days == 3
    convocation.refresh_from_db()
    assert convocation.notice_days == 10


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_a_meeting_over_is_not_convened(as_team, meeting, committee, state):
    sit(committee, 1)
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    with pytest.raises(ValidationError, match="Cette séance est"):
        send(meeting, by=as_team.users["lead"])


def test_without_an_agenda_or_during_a_sending_nothing_leaves(as_team, meeting, committee):
    lead = as_team.users["lead"]
    sit(committee, 1)
    AgendaItem.objects.filter(meeting=meeting).delete()
    with pytest.raises(ValidationError, match="ordre du jour est vide"):
        send(meeting, by=lead)
    operations.agenda_add(meeting, by=lead, title="Point")
    send(meeting, by=lead)
    with pytest.raises(ValidationError, match="Un envoi est en cours"):
        send(meeting, by=lead, whom=ALL)


def test_a_meeting_cancelled_meanwhile_convenes_nobody_more(as_team, meeting, committee, sink):
    lead = as_team.users["lead"]
    sit(committee, 3)
    convocation = send(meeting, by=lead)
    operations.cancel(meeting, by=lead, reason="Salle fermée")
    send_convocation(convocation.pk)
    assert not sink.mails
    assert states(meeting) == {"left": 3}


# A server that takes nothing ────────────────────────────────────────────────────────────────────


def test_a_server_down_is_tried_again_then_given_up_in_words(
    as_team, meeting, committee, settings, monkeypatch
):
    lead = as_team.users["lead"]
    sit(committee, 2)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    asked = []
    monkeypatch.setattr(send_convocation, "apply_async", lambda *a, **k: asked.append(a))
    convocation = send(meeting, by=lead)
    send_convocation(convocation.pk)
    assert asked
    Convocation.objects.filter(pk=convocation.pk).update(
        heartbeat=timezone.now() - timedelta(minutes=1)
    )
    assert convocation.pk in sweep()
    Convocation.objects.filter(pk=convocation.pk).update(
        heartbeat=timezone.now() - timedelta(minutes=11)
    )
    send_convocation(convocation.pk)
    convocation.refresh_from_db()
    assert convocation.state == "failed"
    assert "ne prend pas la convocation" in convocation.error
    assert states(meeting) == {"left": 2}
    # They are still to be convened.
    assert len(chosen(lines(meeting), MISSING)) == 2


# Pages ──────────────────────────────────────────────────────────────────────────────────────────


def page(name, world, pk):
    return reverse(f"cle:{name}", args=[world.home.slug, pk])


def text(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_the_team_confirms_then_reads_what_left(as_team, sign_in, meeting, committee, sink):
    world = as_team
    sit(committee, 3)
    sit(committee, 1, holder="Sans courriel", email="")
    client = sign_in("lead")
    found = text(client.get(page("convocation_send", world, meeting.pk)))
    for words in ("Membre 00", "Sans courriel", "Écrire l’adresse", "M-0047", "Sans adresse"):
        assert words in found
    assert PRESENTER not in found
    done = client.post(page("convocation_send", world, meeting.pk))
    assert done.status_code == 302
    with scoped(world.home.pk, named=False):
        convocation = Convocation.objects.get(meeting=meeting)
    send_convocation(convocation.pk)
    found = text(client.get(page("meeting_detail", world, meeting.pk)))
    assert "3 courriels partis" in found
    assert "membre00@exemple.fr" in found
    # The committee reads the day, not the addresses.
    found = text(sign_in("member").get(page("meeting_detail", world, meeting.pk)))
    assert "Envoyée par courriel le" in found
    assert "membre00@exemple.fr" not in found
    assert "Envoyer de nouveau" not in found
    again = text(sign_in("officer").get(page("convocation_send", world, meeting.pk)))
    assert "À tous : la séance a changé (3)" in again
    assert "Écrire l’adresse" not in again


def test_the_reason_is_asked_on_the_page(as_team, sign_in, committee):
    lead = as_team.users["lead"]
    sit(committee, 1)
    write_notice_rule(committee, by=lead, days=10, valid_from=date(2026, 1, 1), source="Art. 4")
    soon = plan(committee, lead, days=4)
    url = page("convocation_send", as_team, soon.pk)
    refused = text(sign_in("lead").post(url, {"reason": ""}))
    assert "Le délai de convocation est dépassé" in refused
    assert "Écrivez pourquoi la convocation part si tard" in refused
    assert sign_in("lead").post(url, {"reason": "Urgence"}).status_code == 302


def test_the_rule_and_the_addresses_are_written_on_their_pages(as_team, sign_in, committee):
    client = sign_in("lead")
    told = {"days": 12, "valid_from": "01/01/2026", "source": "Règlement intérieur, article 5"}
    assert client.post(page("notice_rule_create", as_team, committee.pk), told).status_code == 302
    assert "12 jours au moins avant la séance" in text(
        client.get(page("committee_detail", as_team, committee.pk))
    )
    other = told | {"days": 15}
    again = text(client.post(page("notice_rule_create", as_team, committee.pk), other))
    assert "Un délai est déjà fixé à cette date" in again
    seat = as_team.rows["home"]["seat"]
    url = page("seat_address", as_team, seat.pk)
    assert "Erreur" in text(client.post(url, {"email": "pas une adresse"}))
    assert client.post(url, {"email": "presidence@exemple.fr"}).status_code == 302
    with scoped(as_team.home.pk):
        assert Seat.objects.get(pk=seat.pk).email == "presidence@exemple.fr"
    found = text(sign_in("member").get(page("committee_detail", as_team, committee.pk)))
    assert "presidence@exemple.fr" not in found


def test_an_address_of_a_person_deprived_of_a_job_stays_in_the_named_journal(as_team, committee):
    for college, named in (("ppde", True), ("state", False)):
        [seat] = sit(committee, 1, college=college, holder=f"Titulaire {college}", email="")
        write_address(seat, by=as_team.users["lead"], email="titulaire@exemple.fr")
        entry = Entry.objects.get(verb="update", model="cle.seat", object_id=seat.pk)
        assert entry.is_named is named


def test_many_members_and_sendings_cost_no_query_more(as_team, sign_in, meeting, committee, sink):
    lead = as_team.users["lead"]
    sit(committee, 1)
    convene(meeting, lead)
    client = sign_in("lead")
    url, form = (page(n, as_team, meeting.pk) for n in ("meeting_detail", "convocation_send"))

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    few = cost(url), cost(form)
    with scoped(as_team.home.pk, named=True, user=lead.pk):
        for i in range(5):
            sit(committee, 1, holder=f"Autre {i}", email=f"autre{i}@exemple.fr")
            convene(meeting, lead)
    assert (cost(url), cost(form)) == few


# A worker killed anywhere ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def committed(django_db_setup, django_db_blocker, settings, monkeypatch):
    """A convocation ready to leave, seen by other processes; removed after."""
    with django_db_blocker.unblock(), outlasting(settings, monkeypatch) as (meeting, lead, sink):
        with scoped(meeting.territory_id, user=lead.pk):
            convocation = send(meeting, by=lead)
        yield convocation, meeting, sink


@pytest.mark.parametrize("point", IN_DOUBT)
def test_a_worker_killed_anywhere_and_restarted_convenes_nobody_twice(committed, point):
    convocation, meeting, sink = committed
    assert worker(WORKER, point, convocation.pk).wait(60) == (0 if point == "never" else 9)
    assert worker(WORKER, "never", convocation.pk).wait(60) == 0
    convocation.refresh_from_db()
    assert convocation.state == "sent"
    assert len(sink.readers) == len(set(sink.readers))
    found = states(meeting)
    assert found.get("doubt", 0) == IN_DOUBT[point]
    assert found["sent"] == MEMBERS - IN_DOUBT[point]
    with scoped(meeting.territory_id, named=False):
        known = lines(meeting)
        assert len(chosen(known, DOUBTFUL)) == IN_DOUBT[point]
        assert not chosen(known, MISSING)
