"""The phases of a territory follow each other: one is added anywhere, corrected, taken back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from territories.models import Entry, Phase
from territories.operations import phases as operations
from territories.periods import period
from territories.scoping import scoped


def url(world, name, *args):
    return reverse(f"territories:{name}", args=[world.home.slug, *args])


def rows(world) -> list[tuple]:
    found = Phase.objects.filter(territory=world.home).order_by("period")
    return [(p.kind, p.since, p.until) for p in found]


HABILITATED = date(2023, 5, 12)


def test_a_new_phase_ends_the_running_one(world, sign_in):
    data = {"kind": "renewing", "since": "01/11/2026", "act": "avis"}
    assert sign_in("lead").post(url(world, "phase_open"), data).status_code == 302
    assert rows(world) == [
        ("habilitated", HABILITATED, date(2026, 10, 31)),
        ("renewing", date(2026, 11, 1), None),
    ]


def test_a_phase_of_the_past_lasts_until_the_next_one(world, sign_in):
    """A territory that joins the platform says first where it stands, then where it comes from."""
    data = {"kind": "candidate", "since": "01/02/2021", "act": ""}
    assert sign_in("lead").post(url(world, "phase_open"), data).status_code == 302
    assert rows(world)[0] == ("candidate", date(2021, 2, 1), date(2023, 5, 11))
    page = sign_in("member").get(url(world, "territory_detail")).content.decode()
    assert "Du 1er février 2021 au 11 mai 2023" in page.replace("\u00a0", " ")
    assert "Depuis le 12 mai 2023" in page.replace("\u00a0", " ")
    assert "Ajouter une phase" not in page


@pytest.mark.parametrize(
    ("since", "told"), [(HABILITATED, "déjà ce jour-là"), (date(2062, 5, 12), "plus d’un an")]
)
def test_two_phases_do_not_begin_together_and_none_in_forty_years(world, since, told):
    with pytest.raises(ValidationError, match=told):
        operations.open_phase(world.home, kind="left", since=since, act="", by=world.users["lead"])
    assert rows(world) == [("habilitated", HABILITATED, None)]


@pytest.fixture
def three(world):
    """Candidate, adjourned, habilitated: (rows)."""
    first = Phase.objects.create(
        territory=world.home, kind="candidate", period=period(date(2021, 1, 1), date(2021, 12, 31))
    )
    second = Phase.objects.create(
        territory=world.home,
        kind="adjourned",
        period=period(date(2022, 1, 1), HABILITATED - timedelta(days=1)),
    )
    return first, second, world.rows["home"]["phase"]


@pytest.mark.parametrize("since", [date(2021, 6, 1), date(2022, 6, 1)])
def test_a_corrected_day_moves_the_end_of_the_phase_before(world, sign_in, three, since):
    _, second, _ = three
    data = {"kind": "formed", "since": since.isoformat(), "act": "délibération", "reason": "copie"}
    assert sign_in("lead").post(url(world, "phase_edit", second.pk), data).status_code == 302
    assert rows(world) == [
        ("candidate", date(2021, 1, 1), since - timedelta(days=1)),
        ("formed", since, HABILITATED - timedelta(days=1)),
        ("habilitated", HABILITATED, None),
    ]
    with scoped(world.home.pk):
        entry = Entry.objects.filter(model="territories.phase", verb="correct").latest("at")
    assert (entry.reason, entry.before["kind"], entry.after["kind"]) == (
        "copie",
        "adjourned",
        "formed",
    )
    assert "candidat, jusqu’au" in entry.after["phase d’avant"]
    assert "Corrigé" in sign_in("lead").get(url(world, "journal_list")).content.decode().title()


@pytest.mark.parametrize(
    ("since", "told"),
    [("2020-12-31", "La phase d’avant commence"), ("2023-05-12", "Cette phase finit")],
)
def test_a_phase_does_not_pass_over_its_neighbours(world, sign_in, three, since, told):
    before = rows(world)
    data = {"kind": "adjourned", "since": since, "act": "", "reason": "essai"}
    page = sign_in("lead").post(url(world, "phase_edit", three[1].pk), data).content.decode()
    assert told in page
    assert "essai" in page, "ce qui est tapé reste"
    assert rows(world) == before


def test_nothing_changed_leaves_no_entry_and_a_reason_is_asked(world, sign_in, three):
    data = {"kind": "adjourned", "since": "01/01/2022", "act": "", "reason": ""}
    client = sign_in("lead")
    assert client.post(url(world, "phase_edit", three[1].pk), data).status_code == 200
    data["reason"] = "rien"
    assert client.post(url(world, "phase_edit", three[1].pk), data).status_code == 302
    with scoped(world.home.pk):
        assert not Entry.objects.filter(model="territories.phase", verb="correct").exists()


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_phase_that_never_was_gives_its_days_back(world, sign_in, three, which):
    gone = three[which]
    response = sign_in("lead").post(url(world, "phase_delete", gone.pk), {"reason": "doublon"})
    assert response.status_code == 302
    assert (
        rows(world)
        == {
            0: [
                ("adjourned", date(2022, 1, 1), HABILITATED - timedelta(days=1)),
                ("habilitated", HABILITATED, None),
            ],
            1: [
                ("candidate", date(2021, 1, 1), HABILITATED - timedelta(days=1)),
                ("habilitated", HABILITATED, None),
            ],
            2: [
                ("candidate", date(2021, 1, 1), date(2021, 12, 31)),
                ("adjourned", date(2022, 1, 1), None),
            ],
        }[which]
    )
    with scoped(world.home.pk):
        entry = Entry.objects.get(model="territories.phase", verb="delete", object_id=gone.pk)
    assert (entry.reason, entry.before["kind"]) == ("doublon", gone.kind)


def test_two_colleagues_delete_the_same_phase(as_team, world, three):
    same, lead = Phase.objects.get(pk=three[1].pk), world.users["lead"]
    operations.remove_phase(three[1], reason="doublon", by=lead)
    with pytest.raises(ValidationError, match="vient de supprimer"):
        operations.remove_phase(same, reason="doublon", by=lead)


def test_the_day_of_the_habilitation_asks_for_the_figures_again(
    as_team, world, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(
        "tzcld.later.current_app.send_task", lambda task, **said: asked.append((task, said["args"]))
    )
    with django_capture_on_commit_callbacks(execute=True):
        operations.correct_phase(
            world.rows["home"]["phase"],
            kind="habilitated",
            since=timezone.localdate(),
            act="",
            reason="arrêté",
            by=world.users["lead"],
        )
    assert asked == [("evaluation.tasks.refresh_indicators", [world.home.pk])]
