"""Those who were convened are told, once each, that the meeting moves or is cancelled."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cle import operations
from cle.convocations import notices
from cle.convocations.operations import send, write_address, write_notice_rule
from cle.models import Committee, Convocation, ConvocationMail, Meeting, Seat
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


def event(mail) -> tuple[str, str]:
    """(the calendar of the mail, its lines unfolded; the method its header says)."""
    part = next(mail.iter_attachments())
    said = part["Content-Type"].params["method"]
    return part.get_content().replace("\r\n ", "").replace("\n ", ""), said


def leave(meeting) -> Convocation:
    """The last sending of the meeting, posted."""
    found = meeting.convocations.first()
    send_convocation(found.pk)
    found.refresh_from_db()
    return found


def days(meeting, n: int):
    return meeting.starts_at + timedelta(days=n)


# Cancelled ──────────────────────────────────────────────────────────────────────────────────────


def test_a_cancellation_is_told_to_those_who_were_convened_and_to_nobody_else(
    as_team, meeting, committee, sink
):
    lead = as_team.users["lead"]
    seat = sit(committee, 3)[0]
    sink.rcpt = lambda address: "550 Unknown" if address.startswith("membre02") else "250 OK"
    convene(meeting, lead)
    sink.rcpt = lambda address: "250 OK"
    # One whose mandate ended since has the meeting in a calendar; one who came since has not.
    Seat.objects.filter(pk=seat.pk).update(period=period(date(2026, 1, 1), timezone.localdate()))
    sit(committee, 1, holder="Nouvelle", email="nouvelle@exemple.fr")
    assert notices.to_tell(meeting) == 2
    notices.cancel(meeting, by=lead, reason="Salle fermée")
    found = leave(meeting)
    assert (found.kind, found.state) == ("cancel", "sent")
    assert sink.readers == ["membre00@exemple.fr"] * 2 + ["membre01@exemple.fr"] * 2
    mail = sink.mails[-1][1]
    assert mail["Subject"].startswith("Séance annulée\u00a0: Comité, ")
    body = mail.get_body().get_content()
    assert "Raison : Salle fermée" in body.replace("\u00a0", " ")
    text, method = event(mail)
    assert method == "CANCEL"
    for words in (
        "METHOD:CANCEL",
        f"UID:seance-{meeting.pk}@",
        "SEQUENCE:1",
        "STATUS:CANCELLED",
        'ORGANIZER;CN="Vénissieux":mailto:',
    ):
        assert words in text
    for name in (NAME, CANARY, PRESENTER, "Membre 0"):
        assert name not in body + text
    entry = Entry.objects.get(verb="send", object_id=found.pk, model="cle.convocation")
    assert entry.after == {"recipients": 2, "kind": "cancel"}
    send_convocation(found.pk)
    assert len(sink.mails) == 4


def test_an_address_corrected_since_is_the_one_told(as_team, meeting, committee, sink):
    lead = as_team.users["lead"]
    seat = sit(committee, 1)[0]
    convene(meeting, lead)
    write_address(seat, by=lead, email="juste@exemple.fr")
    convene(Meeting.objects.get(pk=meeting.pk), lead, whom="all")
    notices.cancel(meeting, by=lead, reason="Grève")
    leave(meeting)
    assert [address for address, _ in sink.mails[2:]] == ["juste@exemple.fr"]


def test_a_meeting_that_convened_nobody_or_is_over_tells_nobody(as_team, meeting, committee, sink):
    lead = as_team.users["lead"]
    sit(committee, 2)
    notices.cancel(meeting, by=lead, reason="Trop tôt")
    assert not meeting.convocations.exists()
    late = plan(committee, lead)
    convene(late, lead)
    Meeting.objects.filter(pk=late.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    late.refresh_from_db()
    assert notices.to_tell(late) == 0
    notices.cancel(late, by=lead, reason="Personne n’est venu")
    assert late.convocations.count() == 1


def test_a_cancellation_stops_a_convocation_under_way(as_team, meeting, committee, sink):
    lead = as_team.users["lead"]
    sit(committee, 3)
    convocation = send(meeting, by=lead)
    first = convocation.mails.order_by("pk").first()
    ConvocationMail.objects.filter(pk=first.pk).update(state="claimed")
    notices.cancel(meeting, by=lead, reason="Salle fermée")
    assert states(meeting, convocation=convocation) == {"claimed": 1, "left": 2}
    # The one being posted may have left: told too.
    leave(meeting)
    assert sink.readers == [first.email]
    send_convocation(convocation.pk)
    assert sink.readers == [first.email]


def test_what_cancels_waits_for_what_convenes(as_team, meeting, committee, monkeypatch):
    """Another process posts for this meeting: the task comes again, and posts nothing meanwhile."""
    from cle.convocations import mailing

    lead = as_team.users["lead"]
    sit(committee, 1)
    convocation = send(meeting, by=lead)
    convocation.mails.update(state="claimed")
    notices.cancel(meeting, by=lead, reason="Salle fermée")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s, %s)", [mailing.LOCK, meeting.pk])
        assert mailing.deliver(meeting.convocations.first().pk) is True
    other.close()


# Moved ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_day_is_told_with_the_old_one_and_replaces_it(as_team, meeting, committee, sink):
    lead = as_team.users["lead"]
    sit(committee, 2)
    convene(meeting, lead)
    notices.change(meeting, by=lead, starts_at=days(meeting, 7), reason="Quorum douteux")
    found = leave(meeting)
    assert (found.kind, found.reason) == ("change", "Quorum douteux")
    assert len(sink.mails) == 4
    mail = sink.mails[-1][1]
    body = mail.get_body().get_content().replace("\u00a0", " ")
    for words in ("Convocation modifiée", "Elle devait se tenir le", "Raison : Quorum douteux"):
        assert words in str(mail["Subject"]).replace("\u00a0", " ") + body
    text, method = event(mail)
    assert method == "PUBLISH"
    assert f"UID:seance-{meeting.pk}@" in text
    assert "SEQUENCE:1" in text


def test_a_new_title_is_told_to_nobody_and_the_same_day_neither(as_team, meeting, committee, sink):
    lead = as_team.users["lead"]
    sit(committee, 1)
    convene(meeting, lead)
    notices.change(meeting, by=lead, title="Autre objet", starts_at=meeting.starts_at)
    assert meeting.convocations.count() == 1


def test_before_the_convocation_nobody_is_told_of_a_change(as_team, meeting, committee):
    sit(committee, 1)
    notices.change(meeting, by=as_team.users["lead"], starts_at=days(meeting, 2))
    assert not meeting.convocations.exists()


def test_what_may_not_change_once_convened(as_team, meeting, committee, sink):
    lead = as_team.users["lead"]
    sit(committee, 1)
    send(meeting, by=lead)
    with pytest.raises(ValidationError, match="Un envoi est en cours"):
        notices.change(meeting, by=lead, place="Mairie")
    leave(meeting)
    other = Committee.objects.create(
        territory=as_team.home, kind="commission", name="Commission d’essai"
    )
    with pytest.raises(ValidationError, match="annulez cette séance"):
        notices.change(meeting, by=lead, committee=other)
    write_notice_rule(committee, by=lead, days=15, valid_from=date(2026, 1, 1), source="Art. 4")
    with pytest.raises(ValidationError, match="si tard"):
        notices.change(meeting, by=lead, starts_at=days(meeting, -10))
    meeting.refresh_from_db()
    assert meeting.committee_id == committee.pk
    # Another place that day takes no notice.
    assert notices.change(meeting, by=lead, place="Mairie").place == "Mairie"
    leave(meeting)
    notices.change(meeting, by=lead, starts_at=days(meeting, -10), reason="Urgence")
    assert meeting.convocations.first().notice_days == 15


# Interrupted ────────────────────────────────────────────────────────────────────────────────────


def test_a_cancellation_given_up_is_resumed_for_those_left_out(
    as_team, sign_in, meeting, committee, sink, settings
):
    lead = as_team.users["lead"]
    sit(committee, 3)
    convene(meeting, lead)
    notices.cancel(meeting, by=lead, reason="Grève")
    found = meeting.convocations.first()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    stale = timezone.now() - timedelta(minutes=11)
    Convocation.objects.filter(pk=found.pk).update(heartbeat=stale)
    assert leave(meeting).state == "failed"
    client = sign_in("lead")
    page = reverse("cle:meeting_detail", args=[as_team.home.slug, meeting.pk])
    assert "Reprendre l’envoi interrompu" in client.get(page).content.decode()
    assert "Reprendre" not in sign_in("member").get(page).content.decode()
    settings.EMAIL_PORT = port
    client = sign_in("lead")
    resume = reverse("cle:convocation_resume", args=[as_team.home.slug, found.pk])
    assert client.post(resume).status_code == 302
    assert leave(meeting).state == "sent"
    assert len(sink.mails) == 6
    with pytest.raises(ValidationError, match="ne se reprend plus"):
        notices.resume(found, by=lead)


# Pages ──────────────────────────────────────────────────────────────────────────────────────────


def text(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_who_cancels_reads_how_many_are_told_then_who_was(
    as_team, sign_in, meeting, committee, sink
):
    lead = as_team.users["lead"]
    client = sign_in("lead")
    url = reverse("cle:meeting_cancel", args=[as_team.home.slug, meeting.pk])
    assert "personne ne sera prévenu" in text(client.get(url))
    sit(committee, 2)
    convene(meeting, lead)
    assert "Les 2 personnes convoquées seront prévenues par courriel." in text(client.get(url))
    edit = reverse("cle:meeting_edit", args=[as_team.home.slug, meeting.pk])
    assert "les 2 personnes convoquées seront prévenues par courriel" in text(client.get(edit))
    assert client.post(url, {"reason": "Grève"}).status_code == 302
    leave(meeting)
    page = reverse("cle:meeting_detail", args=[as_team.home.slug, meeting.pk])
    for words in (
        "Séance annulée : 2 courriels partis",
        "Annulation annoncée par courriel le",
        "membre01@exemple.fr",
    ):
        assert words in text(client.get(page))
    found = text(sign_in("member").get(page))
    assert "Annulation annoncée par courriel le" in found
    assert "membre01@exemple.fr" not in found


def test_the_reason_of_a_change_is_asked_of_who_convened_only(
    as_team, sign_in, meeting, committee, sink
):
    client = sign_in("lead")
    url = reverse("cle:meeting_edit", args=[as_team.home.slug, meeting.pk])
    assert "Pourquoi change-t-elle" not in text(client.get(url))
    sit(committee, 1)
    convene(meeting, as_team.users["lead"])
    assert "la seule personne convoquée sera prévenue" in text(client.get(url))
    day = days(meeting, 7).astimezone(timezone.get_current_timezone())
    told = {
        "committee": committee.pk,
        "title": "",
        "on": f"{day:%d/%m/%Y}",
        "starts": "14:00",
        "ends": "",
        "place": "Mairie",
        "reason": "Salle prise",
    }
    assert client.post(url, told).status_code == 302
    assert meeting.convocations.first().reason == "Salle prise"


# A worker killed anywhere ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def committed(django_db_setup, django_db_blocker, settings, monkeypatch):
    """A cancellation ready to leave to those who were convened, seen by other processes."""
    with django_db_blocker.unblock(), outlasting(settings, monkeypatch) as (meeting, lead, sink):
        with scoped(meeting.territory_id, user=lead.pk):
            first = send(meeting, by=lead)
            first.mails.update(state="sent")
            Convocation.objects.filter(pk=first.pk).update(state="sent")
            notices.cancel(meeting, by=lead, reason="Grève")
            found = meeting.convocations.first()
        yield found, meeting, sink


@pytest.mark.parametrize("point", ["after a claim", "after a mail", "before the end"])
def test_a_worker_killed_anywhere_and_restarted_tells_nobody_twice(committed, point):
    found, meeting, sink = committed
    assert worker(WORKER, point, found.pk).wait(60) == 9
    assert worker(WORKER, "never", found.pk).wait(60) == 0
    found.refresh_from_db()
    assert found.state == "sent"
    assert len(sink.readers) == len(set(sink.readers))
    assert states(meeting, convocation=found) == {
        k: n for k, n in {"sent": MEMBERS - IN_DOUBT[point], "doubt": IN_DOUBT[point]}.items() if n
    }
    assert Meeting.objects.get(pk=meeting.pk).state == operations.State.CANCELLED
