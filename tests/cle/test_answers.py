"""« Serez-vous là ? »: the link of a real mail, its page, what the meeting makes of the answers."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cle import operations
from cle.answers import links
from cle.answers.models import MeetingAnswer
from cle.answers.operations import answer, answers_of
from cle.convocations import notices
from cle.convocations.operations import LINK, write_address
from cle.models import Attendance, Meeting, Seat
from cle.quorum import outlook
from territories.models import Entry
from territories.periods import period
from territories.scoping import scoped
from tests.cle.convocation_kit import PRESENTER, convene, sit
from tests.world import CANARY, NAME


@pytest.fixture(autouse=True)
def own_counters(settings, request):
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": backend, "LOCATION": request.node.nodeid}
    }


def text(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def link_in(mail) -> str:
    """The address of the page that this mail leads to, without the name of the site."""
    body = mail.get_body().get_content()
    assert LINK not in body
    return re.search(r"https?://[^/\s]+(/comite/reponse/\S+)", body)[1]


@pytest.fixture
def convened(as_team, meeting, committee, sink):
    """Three members convened, with their links by address."""
    Seat.objects.filter(committee=committee).update(votes=False)
    seats = sit(committee, 3)
    convene(meeting, as_team.users["lead"])
    meeting.refresh_from_db()
    return {seat.email: (seat, link_in(sink.to(seat.email))) for seat in seats}


def said(meeting) -> dict[str, str]:
    return {a.seat.holder: a.said for a in answers_of(meeting).values()}


# By the link ────────────────────────────────────────────────────────────────────────────────────


def test_the_link_of_a_mail_answers_for_its_seat(as_team, client, meeting, convened):
    assert len({link for _, link in convened.values()}) == 3
    _, link = convened["membre01@exemple.fr"]
    page = client.get(link)
    assert page.status_code == 200
    found = text(page)
    for words in ("Serez-vous là ?", "Maison des projets", "Oui, je serai là", "Comité"):
        assert words in found
    for name in (NAME, CANARY, PRESENTER, "M-0047", "Membre 00"):
        assert name not in found
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    # Reading it changes nothing, whoever follows the link.
    client.head(link)
    assert not MeetingAnswer.objects.filter(meeting=meeting).exists()
    done = client.post(link, {"said": "present"})
    assert "Votre réponse est enregistrée" in text(done)
    client.post(link, {"said": "excused"})
    assert said(meeting) == {"Membre 01": "excused"}
    entries = Entry.objects.filter(verb="announce").order_by("pk")
    assert [(e.before, e.after, e.user_id) for e in entries] == [
        ({}, {"said": "present"}, None),
        ({"said": "present"}, {"said": "excused"}, None),
    ]
    assert not any("Membre 01" in e.label for e in entries)
    # Nothing of it is attendance.
    assert not Attendance.objects.filter(meeting=meeting).exists()


def test_an_answer_that_is_none_is_asked_again(client, meeting, convened):
    _, link = convened["membre00@exemple.fr"]
    for data in ({}, {"said": "absent"}):
        assert "Erreur" in text(client.post(link, data))
    assert not MeetingAnswer.objects.filter(meeting=meeting).exists()


def closed(client, link) -> bool:
    """Whether the page is the one of links that open nothing, to read and to write."""
    pages = [client.get(link), client.post(link, {"said": "present"})]
    told = {text(p) for p in pages}
    assert {p.status_code for p in pages} <= {200, 404}
    return all(p.status_code == 404 for p in pages) and all("n’est pas ouverte" in t for t in told)


def test_unknown_and_ended_links_answer_alike(as_team, client, meeting, convened):
    lead = as_team.users["lead"]
    seat, link = convened["membre00@exemple.fr"]
    assert closed(client, "/comite/reponse/1-1.faux/")
    assert closed(client, link[:-3] + ("aa/" if link[-3:] != "aa/" else "bb/"))
    # The address was wrong: what it received opens nothing.
    write_address(seat, by=lead, email="juste@exemple.fr")
    assert closed(client, link)
    other, link = convened["membre01@exemple.fr"]
    Seat.objects.filter(pk=other.pk).update(period=period(date(2026, 1, 1), timezone.localdate()))
    assert closed(client, link)
    _, link = convened["membre02@exemple.fr"]
    assert not closed(client, link)
    begun = Meeting.objects.filter(pk=meeting.pk)
    begun.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert closed(client, link)
    begun.update(starts_at=timezone.now() + timedelta(days=3), state="cancelled")
    assert closed(client, link)


def test_tries_are_counted(client, convened, monkeypatch):
    from tzcld import private

    monkeypatch.setattr(private, "OF_A_LINK", 2)
    _, link = convened["membre00@exemple.fr"]
    assert [client.get(link).status_code for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr(private, "OF_AN_ADDRESS", 4)
    assert [client.get(f"/comite/reponse/{n}/").status_code for n in range(2)] == [404, 429]


def test_behind_our_proxy_the_tries_of_one_close_no_page_of_the_others(
    client, convened, monkeypatch, settings
):
    from tzcld import private

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    monkeypatch.setattr(private, "OF_AN_ADDRESS", 1)
    _, link = convened["membre00@exemple.fr"]
    said = [
        client.get(link, headers={"X-Forwarded-For": ip}).status_code
        for ip in ("192.0.2.1", "192.0.2.1", "192.0.2.2")
    ]
    assert said == [200, 429, 200]


@pytest.mark.parametrize("college", ["ppde", "ebe_employees"])
def test_a_person_of_the_journeys_is_not_named_on_her_own_page(
    as_team, client, meeting, committee, sink, college
):
    sit(committee, 1, holder="Aïcha Personne", college=college)
    convene(meeting, as_team.users["lead"])
    link = link_in(sink.to("membre00@exemple.fr"))
    assert "Aïcha" not in text(client.get(link))
    client.post(link, {"said": "present"})
    entry = Entry.objects.get(verb="announce")
    assert "Aïcha" not in entry.label
    assert entry.after == {"said": "present"}


def test_a_meeting_that_moves_asks_again_by_a_new_mail(as_team, client, meeting, convened, sink):
    lead = as_team.users["lead"]
    _, link = convened["membre00@exemple.fr"]
    client.post(link, {"said": "present"})
    day = meeting.starts_at
    notices.change(meeting, by=lead, starts_at=day + timedelta(days=7))
    from tests.cle.test_notices import leave

    leave(meeting)
    meeting.refresh_from_db()
    assert said(meeting) == {}
    new = link_in(sink.mails[-1][1])
    client.post(new, {"said": "excused"})
    assert list(said(meeting).values()) == ["excused"]
    # Back to the first day: what was answered for it stands.
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=day)
    meeting.refresh_from_db()
    assert said(meeting) == {"Membre 00": "present"}
    # A cancellation asks nothing.
    notices.cancel(meeting, by=lead, reason="Grève")
    leave(meeting)
    assert "/comite/reponse/" not in sink.mails[-1][1].get_body().get_content()


def test_what_left_is_kept_without_the_links(as_team, meeting, convened):
    [convocation] = meeting.convocations.all()
    assert LINK in convocation.text
    assert "/comite/reponse/" not in convocation.text


# Proxies ────────────────────────────────────────────────────────────────────────────────────────


def test_a_proxy_is_announced_where_the_rules_of_procedure_have_them(
    as_team, client, meeting, committee, convened
):
    seat, link = convened["membre00@exemple.fr"]
    assert "je donne pouvoir" in text(client.get(link))
    committee.quorum_rules.update(allows_proxies=False)
    assert "je donne pouvoir" not in text(client.get(link))
    meeting.refresh_from_db()
    with pytest.raises(ValidationError, match="règlement intérieur"):
        answer(meeting, seat, said="represented")
    committee.quorum_rules.update(allows_proxies=True)
    Seat.objects.filter(pk=seat.pk).update(votes=False)
    assert "je donne pouvoir" not in text(client.get(link))


def test_attendance_takes_no_proxy_where_there_are_none(as_team, sign_in, meeting, committee):
    lead = as_team.users["lead"]
    one, two = sit(committee, 2)
    others = Seat.objects.filter(committee=committee).exclude(pk__in=[one.pk, two.pk])
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now(), state="convened")
    committee.quorum_rules.update(allows_proxies=False)
    statuses = {s.pk: "present" for s in others} | {one.pk: "represented", two.pk: "present"}
    with pytest.raises(ValidationError, match="pouvoirs"):
        operations.record_attendance(meeting, by=lead, statuses=statuses, proxies={one.pk: two.pk})
    url = reverse("cle:attendance_edit", args=[as_team.home.slug, meeting.pk])
    assert "Pouvoir donné à" not in text(sign_in("lead").get(url))


# On the page of the meeting ─────────────────────────────────────────────────────────────────────


def page(world, meeting, name="meeting_detail", *more) -> str:
    return reverse(f"cle:{name}", args=[world.home.slug, meeting.pk, *more])


def test_the_page_counts_for_all_and_names_for_the_team(as_team, sign_in, meeting, convened):
    for (seat, _), found in zip(convened.values(), ["present", "excused"], strict=False):
        answer(meeting, seat, said=found)
    found = text(sign_in("member").get(page(as_team, meeting)))
    assert "Présences annoncées" in found
    assert (
        "Le quorum de 2 voix est atteint si le seul membre votant sans réponse vient aussi" in found
    )
    assert "Membre 00" not in found
    found = text(sign_in("lead").get(page(as_team, meeting)))
    for words in ("Membre 00", "la réponse de Membre 01", "noter sa réponse"):
        assert words in found


def test_a_member_with_an_account_answers_from_the_page(
    as_team, sign_in, meeting, committee, convened
):
    client = sign_in("member")
    assert "Dire si vous serez là" not in text(client.get(page(as_team, meeting)))
    assert client.get(page(as_team, meeting, "answer_mine")).status_code == 404
    # Whoever sits for the persons deprived of a job answers too.
    sit(
        committee,
        1,
        holder="Avec compte",
        email="",
        college="ppde",
        user=as_team.users["member"],
    )
    assert "Dire si vous serez là" in text(client.get(page(as_team, meeting)))
    url = page(as_team, meeting, "answer_mine")
    assert "Serez-vous là ?" in text(client.get(url))
    assert client.post(url, {"said": "present"}).status_code == 302
    assert said(meeting) == {"Avec compte": "present"}
    assert "Votre réponse : Présence" in text(client.get(page(as_team, meeting)))
    assert MeetingAnswer.objects.get(meeting=meeting).noted_by is None


def test_the_team_notes_an_answer_given_by_voice(as_team, sign_in, meeting, convened):
    seat, _ = convened["membre02@exemple.fr"]
    url = page(as_team, meeting, "answer_note", seat.pk)
    assert sign_in("member").get(url).status_code == 403
    client = sign_in("officer")
    assert "Réponse de Membre 02" in text(client.get(url))
    assert client.post(url, {"said": "excused"}).status_code == 302
    assert said(meeting) == {"Membre 02": "excused"}
    assert MeetingAnswer.objects.get(meeting=meeting).noted_by == as_team.users["officer"]
    stranger = as_team.rows["next"]["seat"]
    assert client.get(page(as_team, meeting, "answer_note", stranger.pk)).status_code == 404


def test_attendance_starts_from_the_answers_and_counts_nothing_before_it_is_recorded(
    as_team, sign_in, meeting, convened
):
    (first, _), (second, _), _ = convened.values()
    answer(meeting, first, said="present")
    answer(meeting, second, said="excused")
    now = timezone.now()
    with scoped(as_team.home.pk):
        MeetingAnswer.objects.filter(meeting=meeting).update(starts_at=now)
        Meeting.objects.filter(pk=meeting.pk).update(starts_at=now)
    client = sign_in("lead")
    response = client.get(page(as_team, meeting, "attendance_edit"))
    assert "d’après les réponses" in text(response)
    form = response.context["form"]
    assert form.fields[f"status_{first.pk}"].initial == "present"
    assert form.fields[f"status_{second.pk}"].initial == "excused"
    assert "Présences à relever" in text(client.get(page(as_team, meeting)))
    assert not Attendance.objects.filter(meeting=meeting).exists()


def test_many_answers_cost_no_query_more(as_team, sign_in, meeting, committee, convened):
    client = sign_in("lead")

    def cost():
        client.get(page(as_team, meeting))
        with CaptureQueriesContext(connection) as queries:
            client.get(page(as_team, meeting))
        return len(queries)

    few = cost()
    with scoped(as_team.home.pk, user=as_team.users["lead"].pk):
        for i in range(8):
            [seat] = sit(committee, 1, holder=f"Autre {i}", email="")
            answer(meeting, seat, said="present")
    assert cost() == few


# The quorum that the answers let hope ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("present", "carried", "silent", "percent", "words"),
    [
        (8, 0, 2, 50, "Le quorum de 5 voix est atteint si les personnes annoncées viennent : 8 voix, 3 de plus qu’il n’en faut."),
        (5, 0, 5, 50, "Le quorum de 5 voix est atteint si les personnes annoncées viennent toutes : 5 voix."),
        (3, 1, 5, 50, "Le quorum de 5 voix est atteint si 1 des 5 membres votants sans réponse vient aussi : 4 voix annoncées."),
        (2, 0, 5, 50, "Le quorum de 5 voix est atteint si 3 des 5 membres votants sans réponse viennent aussi : 2 voix annoncées."),
        (4, 0, 1, 50, "Le quorum de 5 voix est atteint si le seul membre votant sans réponse vient aussi : 4 voix annoncées."),
        (2, 0, 3, 50, "Le quorum de 5 voix est atteint si les 3 membres votants sans réponse viennent aussi : 2 voix annoncées."),
        (1, 0, 2, 50, "Le quorum de 5 voix ne sera pas atteint avec ces réponses : 1 voix annoncée, 2 membres votants sans réponse."),
        # A person present carries one proxy: three proxies and one present make two voices.
        (1, 3, 6, 50, "Le quorum de 5 voix est atteint si 3 des 6 membres votants sans réponse viennent aussi : 2 voix annoncées."),
        (3, 0, 7, 0, ""),
    ],
)  # fmt: skip
def test_the_sentence_about_the_quorum(present, carried, silent, percent, words):
    seats = [Seat(pk=n, votes=True, college="state") for n in range(10)]
    seats += [Seat(pk=99, votes=False, college="state")]
    found = dict.fromkeys(range(present), "present")
    found |= dict.fromkeys(range(present, present + carried), "represented")
    found |= dict.fromkeys(range(present + carried, 10 - silent), "excused")
    found[99] = "present"
    assert outlook(seats, found, percent).replace("\u00a0", " ") == words


def test_links_are_ours_only():
    assert links.read("12-7") is None
    assert links.read(links.SIGNER.sign("12-7")) == (12, 7)
