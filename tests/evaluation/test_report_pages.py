"""The register: who reads what, what is asked, downloaded, published."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from evaluation.models import Report
from evaluation.reports import blocks, files, paper, place, snapshot
from evaluation.reports.tables import figures_on
from territories.models import Entry, LegalFigure
from territories.scoping import scoped
from tests.evaluation.reports import MONTH, ask, squeezed
from tests.world import moment
from tzcld.ui import french

AUDIENCES = ("internal", "hub", "fund", "public")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def ready(world, audience="internal", *, title="", **options) -> Report:
    """A finished report whose files are only bytes."""
    report = ask(world, audience=audience, **options)
    frozen = snapshot.freeze(report)
    Report.objects.filter(pk=report.pk).update(
        title=title or report.title,
        state="done",
        finished_at=timezone.now(),
        snapshot=frozen,
        fingerprint=snapshot.fingerprint(frozen),
        pdf=files.write(report.pk, 1, "pdf", ContentFile(b"%PDF essai")),
        xlsx=files.write(report.pk, 1, "xlsx", ContentFile(b"PK essai")),
        pdf_size=10,
        xlsx_size=8,
        pages=3,
    )
    report.refresh_from_db()
    return report


def status(client, url: str) -> int:
    """The answer's status; its file, if it is one, is read to the end, which closes it."""
    answer = client.get(url)
    if answer.streaming:
        list(answer.streaming_content)
    return answer.status_code


def at(report: Report, name: str) -> str:
    return reverse(f"evaluation:{name}", args=[report.territory.slug, report.pk])


READABLE = {
    "lead": AUDIENCES,
    "officer": AUDIENCES,
    "member": ("hub", "fund", "public"),
    "chair": ("hub", "fund", "public"),
    "hub_admin": ("hub", "fund", "public"),
    "hub_officer": ("hub", "fund", "public"),
    "funder": ("fund", "public"),
    "neighbour": (),
}


def test_each_reads_what_was_meant_for_them(as_team, client):
    reports = {audience: ready(as_team, audience) for audience in AUDIENCES}
    for kind, readable in READABLE.items():
        client.force_login(as_team.users[kind])
        for audience, report in reports.items():
            for name in ("report_detail", "report_html", "report_pdf", "report_xlsx"):
                found = status(client, at(report, name))
                assert found == (200 if audience in readable else 404), (kind, audience, name)
        mine = Report.objects.visible_to(as_team.users[kind])
        visible = set(mine.values_list("audience", flat=True))
        assert visible - {"internal"} == set(readable) - {"internal"}, kind


def test_the_committee_does_not_see_what_is_not_ready(as_team, client):
    report = ask(as_team, audience="hub")
    for kind, expected in (("member", 404), ("funder", 404), ("hub_officer", 200), ("lead", 200)):
        client.force_login(as_team.users[kind])
        assert status(client, at(report, "report_detail")) == expected, kind


def test_a_report_of_the_hub_is_not_for_its_territories(as_team, client):
    as_team.see_all()
    report = ready(as_team, "hub", kind="hub_report", by="hub_admin")
    for kind, expected in (("hub_officer", 200), ("lead", 404), ("member", 404), ("funder", 404)):
        client.force_login(as_team.users[kind])
        assert status(client, at(report, "report_detail")) == expected, kind


# Asking ─────────────────────────────────────────────────────────────────────────────────────────


def test_asking_makes_a_row_and_a_task(
    sign_in, world, django_capture_on_commit_callbacks, monkeypatch
):
    from evaluation.tasks import build_report

    sent = []
    monkeypatch.setattr(build_report, "delay", sent.append)
    client = sign_in("lead")
    url = reverse("evaluation:report_request", args=[world.home.slug])
    page = client.get(url).content.decode()
    assert "Seule l’équipe projet le lit" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url, {"month": "10/2026", "audience": "public"})
    report = Report.objects.exclude(audience="internal").get()
    assert answer.url == report.get_absolute_url()
    assert (report.kind, report.month, report.state) == ("territory_sheet", MONTH, "waiting")
    assert report.requested_by == world.users["lead"]
    assert report.title == "Fiche territoire, octobre\u00a02026"
    assert sent == [report.pk]
    with as_reader(world):
        assert Entry.objects.filter(verb="request", object_id=report.pk).count() == 1


def as_reader(world):
    from territories.scoping import scoped

    return scoped(world.home.pk, world.hub.pk)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"month": "13/2026", "audience": "hub"}, "Ce mois n’est pas lisible"),
        ({"month": "", "audience": "hub"}, "Il manque un mois"),
        ({"month": "01/2031", "audience": "hub"}, "pas commencé"),
        ({"month": "12/2015", "audience": "hub"}, "à partir de janvier 2016"),
        ({"month": "10/2026"}, "Choisissez une réponse"),
        ({"month": "10/2026", "audience": "tous"}, "n’est pas dans la liste"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(sign_in, world, data, words):
    url = reverse("evaluation:report_request", args=[world.home.slug])
    answer = sign_in("lead").post(url, data)
    page = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 200
    assert words in page
    assert f'value="{data["month"]}"' in page or not data["month"]
    assert not Report.objects.filter(audience="hub").exists()


def test_the_first_month_is_that_of_the_dated_row_of_the_hub(sign_in, world):
    """No figure before the first year of a habilitation, as the hub writes it."""
    url = reverse("evaluation:report_request", args=[world.home.slug])
    with scoped(world.hub.pk):
        LegalFigure.objects.create(
            territory=world.hub,
            what="experimentation",
            value=2018,
            valid_from=date(2020, 1, 1),
            source="Essai",
        )
    page = sign_in("lead").post(url, {"month": "12/2017", "audience": "public"}).content.decode()
    assert "à partir de janvier 2018" in page.replace("\u00a0", " ")
    assert sign_in("lead").post(url, {"month": "01/2018", "audience": "public"}).status_code == 302


def test_the_hub_may_not_ask_for_exact_figures(sign_in, world):
    client = sign_in("hub_officer")
    url = reverse("evaluation:report_request", args=[world.home.slug])
    assert "chiffres exacts" not in client.get(url).content.decode()
    answer = client.post(url, {"month": "10/2026", "audience": "internal"})
    assert answer.status_code == 200
    assert not Report.objects.filter(requested_by=world.users["hub_officer"]).exists()


def test_the_hub_asks_for_its_report_or_a_sheet(sign_in, world):
    client = sign_in("hub_admin")
    url = reverse("evaluation:report_request", args=[world.hub.slug])
    asked = {"kind": "territory_sheet", "month": "10/2026", "audience": "hub"}
    assert "Choisissez le territoire" in client.post(url, asked).content.decode()
    client.post(url, asked | {"subject": world.home.slug})
    client.post(url, asked | {"kind": "hub_report"})
    made = Report.objects.filter(requested_by=world.users["hub_admin"]).order_by("pk")
    assert [(r.kind, r.territory_id) for r in made] == [
        ("territory_sheet", world.home.pk),
        ("hub_report", world.hub.pk),
    ]
    # A report of the hub that would say « internal » is masked all the same.
    hub = made[1]
    hub.audience = "internal"
    assert "exacts. Ne la diffusez pas" not in str(snapshot.freeze(hub))


def test_the_panel_is_asked_again_until_it_is_over(sign_in, world):
    report = ask(world)
    client = sign_in("lead")
    url = at(report, "report_progress")
    Report.objects.filter(pk=report.pk).update(
        state="running", step="mise en page", done=12, total=40
    )
    page = client.get(url).content.decode().replace("\u00a0", " ")
    assert "Mise en page : <strong>12 pages sur 40 estimées</strong>" in page
    assert f'hx-get="{url}"' in page
    Report.objects.filter(pk=report.pk).update(state="failed", error="Panne.")
    answer = client.get(url)
    assert answer.headers["HX-Refresh"] == "true"


# Reading ────────────────────────────────────────────────────────────────────────────────────────


def test_downloads_are_journaled(as_team, client):
    report = ready(as_team)
    client.force_login(as_team.users["officer"])
    for fmt, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        answer = client.get(at(report, f"report_{fmt}"))
        assert b"".join(answer.streaming_content).startswith(start)
        assert f".{fmt}" in answer.headers["Content-Disposition"]
    as_team.see_all()
    entries = Entry.objects.filter(verb="export", model="evaluation.report", object_id=report.pk)
    assert sorted((e.user_id, e.after["format"]) for e in entries) == [
        (as_team.users["officer"].pk, "pdf"),
        (as_team.users["officer"].pk, "xlsx"),
    ]


def test_a_file_that_the_storage_lost_is_said_in_words(as_team, client):
    report = ready(as_team)
    files.remove(report.pdf.name)
    client.force_login(as_team.users["lead"])
    page = client.get(at(report, "report_pdf"), follow=True).content.decode()
    assert "n’est plus dans le dépôt" in page


def test_the_register_does_not_ask_more_for_more_reports(as_team, client):
    url = reverse("evaluation:report_list", args=[as_team.home.slug])
    hub_url = reverse("evaluation:report_list", args=[as_team.hub.slug])
    counts = []
    for number in (1, 5):
        for _ in range(number):
            ready(as_team, "hub")
            ask(as_team, audience="hub")
        found = []
        for kind, address in (("lead", url), ("hub_admin", hub_url)):
            client.force_login(as_team.users[kind])
            # The first page after signing in writes the session.
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        counts.append(found)
        as_team.see_all()
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15


@pytest.mark.parametrize(
    ("made", "day"),
    [
        (moment(2026, 10, 9), date(2026, 10, 9)),
        (moment(2026, 10, 31), date(2026, 10, 31)),
        (moment(2026, 11, 3), date(2026, 10, 31)),
    ],
)
def test_the_figures_of_a_month_in_progress_say_their_day(as_team, client, made, day):
    report = ready(as_team, "fund")
    Report.objects.filter(pk=report.pk).update(finished_at=made)
    # What others read later shows the figures of that day, not of its own.
    version = ready(as_team, "public")
    version.snapshot["frozen_at"] = made.isoformat(timespec="seconds")
    version.widens = report
    version.save(update_fields=["snapshot", "widens"])
    rows = Report.objects.filter(pk__in=(report.pk, version.pk)).light()
    assert [figures_on(row) for row in rows] == [day, day]
    client.force_login(as_team.users["lead"])
    register = client.get(reverse("evaluation:report_list", args=[as_team.home.slug]))
    assert (
        squeezed(register.content.decode()).count(
            french.short_date(day, year=True).replace("\u00a0", " ")
        )
        >= 2
    )
    for row in (report, version):
        page = squeezed(client.get(row.get_absolute_url()).content.decode())
        assert f"chiffres au {french.date(day)}".replace("\u00a0", " ") in page


def test_the_committee_of_a_month_in_progress_is_that_of_today():
    today = timezone.localdate()
    running = place.next_month(today.replace(day=1))
    assert place.day_of(running) == today
    assert place.day_of(date(2026, 3, 1)) == date(2026, 2, 28)


def test_paper_and_screen_say_that_nothing_is_to_be_remembered():
    (empty,) = paper._part(
        blocks.part("essentiel", "L’essentiel", blocks.section("À retenir", blocks.messages([])))
    ).sections
    for template in ("documents/block.html", "evaluation/report_block.html"):
        said = render_to_string(template, {"block": empty.blocks[0]})
        assert squeezed(strip_tags(said)) == "Rien de marquant dans les chiffres de ce mois."


def test_a_changed_snapshot_is_noticed(as_team, client):
    report = ready(as_team)
    client.force_login(as_team.users["lead"])
    assert "Vérifiée" in client.get(report.get_absolute_url()).content.decode()
    report.snapshot["parts"][0]["title"] = "Autre"
    report.save(update_fields=["snapshot"])
    assert "Ne correspond plus" in client.get(report.get_absolute_url()).content.decode()


# Published ──────────────────────────────────────────────────────────────────────────────────────


def test_everybody_reads_what_is_published_and_nothing_else(as_team, client):
    published = ready(as_team, "public", title="Fiche pour tous")
    others = [ready(as_team, audience, title="Fiche réservée") for audience in AUDIENCES[:3]]
    client.logout()
    page = client.get(reverse("evaluation:public_report_list")).content.decode()
    assert "Fiche pour tous" in page
    assert "Fiche réservée" not in page
    for name in ("public_report_html", "public_report_pdf", "public_report_xlsx"):
        assert status(client, reverse(f"evaluation:{name}", args=[published.pk])) == 200
        for other in others:
            assert status(client, reverse(f"evaluation:{name}", args=[other.pk])) == 404
    assert client.head(reverse("evaluation:public_report_list")).status_code == 200
    assert client.post(reverse("evaluation:public_report_list")).status_code == 405


def test_the_month_that_runs_is_told_with_its_day(as_team):
    today = timezone.localdate()
    report = ask(as_team)
    report.month = date(today.year, today.month, 1)
    lead = snapshot.freeze(report)["lead"]
    assert lead[0][0].startswith("Au ")
