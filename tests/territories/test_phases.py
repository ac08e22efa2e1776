"""The phases of a territory follow each other: one is added anywhere, corrected, taken back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from evaluation.dashboards.board import situation
from territories.models import Entry, Phase, Target
from territories.operations import phases as operations
from territories.operations.territory import save_row
from territories.periods import period
from territories.scoping import scoped
from tzcld.ui import french


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


def opened(world, kind: str, since: date) -> None:
    operations.open_phase(world.home, kind=kind, since=since, act="", by=world.users["lead"])


@pytest.mark.parametrize(
    ("kind", "since", "told"),
    [
        ("habilitated", date(2000, 1, 1), "L’expérimentation n’avait pas commencé.*2016"),
        ("renewing", date(2015, 12, 31), "L’expérimentation n’avait pas commencé.*2016"),
        ("emerging", date(2010, 12, 31), "La démarche n’avait pas commencé.*2011"),
        (
            "emerging",
            date(2027, 1, 1),
            "ne suit pas la phase .*habilité.*, qui commence le",
        ),
        ("candidate", date(2027, 1, 1), "écrivez d’abord .*sorti"),
        ("renewing", date(2017, 1, 1), None),
        ("left", date(2022, 1, 1), None),
        ("emerging", date(2011, 1, 1), None),
        ("habilitated", date(2027, 1, 1), None),
        ("left", date(2027, 1, 1), None),
    ],
)
def test_a_phase_undoes_nothing_and_is_not_older_than_the_law(as_team, world, kind, since, told):
    if told is None:
        return opened(world, kind, since)
    before = rows(world)
    with pytest.raises(ValidationError, match=told):
        opened(world, kind, since)
    assert rows(world) == before


def test_a_phase_of_the_past_is_not_undone_by_the_next_one(as_team, world):
    opened(world, "candidate", date(2021, 1, 1))
    with pytest.raises(ValidationError, match=r"La phase .*candidat.*, qui commence le"):
        opened(world, "habilitated", date(2020, 1, 1))
    opened(world, "left", date(2020, 6, 1))
    opened(world, "habilitated", date(2020, 1, 1))


def test_a_correction_does_not_undo_either(as_team, world, three):
    correct = operations.correct_phase
    given = {"act": "", "reason": "essai", "by": world.users["lead"]}
    with pytest.raises(ValidationError, match="ne suit pas une phase"):
        correct(three[0], kind="habilitated", since=three[0].since, **given)
    with pytest.raises(ValidationError, match="La démarche n’avait pas commencé"):
        correct(three[0], kind="candidate", since=date(2010, 1, 1), **given)


def test_habilitated_again_the_dashboard_counts_from_the_first_day(as_team, world):
    opened(world, "renewing", date(2025, 1, 1))
    opened(world, "habilitated", date(2025, 6, 1))
    said = situation(world.home, timezone.localdate())
    assert said.startswith(f"Territoire habilité depuis le {french.date(HABILITATED)}. ")


@pytest.mark.parametrize(
    ("piece", "values", "told"),
    [
        ("date", {"on": "01/01/0001", "title": "Essai"}, "La démarche n’avait pas commencé"),
        ("date", {"on": "01/01/2206", "title": "Essai"}, "plus de dix ans"),
        ("estimation", {"on": "01/01/2030", "persons": "3", "source": "x"}, "pas encore passé"),
        ("estimation", {"on": "01/01/2026", "persons": "0", "source": "x"}, "ne mesure rien"),
        (
            "objectif",
            {"year": "1900", "destination": "ebe", "jobs": "3"},
            "Écrivez une année de 2011",
        ),
    ],
)
def test_what_cannot_be_is_not_on_the_sheet(world, sign_in, piece, values, told):
    page = sign_in("lead").post(url(world, "piece_create", piece), values).content.decode()
    assert told in page


def test_a_target_never_goes_down(as_team, world):
    Target.objects.filter(territory=world.home).delete()
    by = world.users["lead"]

    def aim(year, jobs, destination="ebe"):
        row = Target(territory=world.home, year=year, destination=destination, jobs=jobs)
        return save_row(row, fields=["year", "destination", "jobs"], by=by)

    aim(2026, 90)
    with pytest.raises(ValidationError, match=r"emplois sont visés fin 2026.*écrivez 90 ou plus"):
        aim(2027, 10)
    aim(2027, 90)
    with pytest.raises(ValidationError, match="écrivez 90 ou moins"):
        aim(2025, 91)
    aim(2025, 1, "elsewhere")
    with pytest.raises(ValidationError, match="emploi est visé fin 2025"):
        aim(2026, 0, "elsewhere")
