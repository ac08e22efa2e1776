"""A report for more readers than it was made for, and taken back: what each reads, before and after."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evaluation import newsletters
from evaluation.models import Report
from evaluation.reports import building, operations, snapshot
from territories.models import Entry
from territories.scoping import scoped
from tests.evaluation.reports import made
from tests.evaluation.test_report_pages import at, ready, status


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """The worker is called by hand."""
    monkeypatch.setattr(operations, "enqueue", lambda pk: None)


def public(report: Report, name: str = "public_report_html") -> str:
    return reverse(f"evaluation:{name}", args=[report.pk])


def text(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def widened(report: Report, audience: str, by) -> Report:
    with scoped(report.territory_id, user=by.pk):
        version = operations.widen_report(report, audience=audience, by=by)
    building.build(version.pk)
    version.refresh_from_db()
    assert version.state == "done", version.error
    return version


# Wider ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_the_fund_read_is_published_with_the_same_figures(world, sign_in, client):
    report = made(world, audience="fund")
    version = widened(report, "public", world.users["lead"])
    changed = {k for k in report.snapshot if report.snapshot[k] != version.snapshot[k]}
    # Not even the moment when they were frozen.
    assert changed == {"audience"}
    assert version.fingerprint == snapshot.fingerprint(version.snapshot) != report.fingerprint
    assert version.widens == report
    client.logout()
    assert status(client, public(version)) == 200
    assert status(client, public(version, "public_report_pdf")) == 200
    # The one that the Fund read keeps its readers.
    assert status(client, public(report)) == 404
    assert status(sign_in("funder"), at(report, "report_html")) == 200


def test_exact_figures_are_masked_before_they_go_further(world, sign_in):
    report = made(world, audience="internal")
    version = widened(report, "hub", world.users["lead"])
    told = snapshot.canonical(version.snapshot)
    assert "Cette version est interne" in snapshot.canonical(report.snapshot)
    assert "Cette version est interne" not in told
    assert "sont masqués" in told
    assert status(sign_in("hub_officer"), at(version, "report_html")) == 200
    assert status(sign_in("hub_officer"), at(report, "report_html")) == 404


def test_a_failed_version_is_tried_again_with_the_figures_it_was_to_have(world):
    report = ready(world, "fund")
    with scoped(world.home.pk):
        version = operations.widen_report(report, audience="public", by=world.users["lead"])
        before = version.snapshot
        Report.objects.filter(pk=version.pk).update(state="failed", error="Essai")
        version.refresh_from_db()
        assert operations.retry_report(version, by=world.users["lead"])
    version.refresh_from_db()
    assert (version.state, version.snapshot) == ("waiting", before)


@pytest.mark.parametrize(
    ("made_for", "asked", "words"),
    [
        ("fund", "hub", "déjà ces lecteurs"),
        ("fund", "fund", "déjà ces lecteurs"),
        ("public", "public", "déjà ces lecteurs"),
    ],
)
def test_only_wider_readers_may_be_asked_for(world, made_for, asked, words):
    report = ready(world, made_for)
    with scoped(world.home.pk), pytest.raises(ValidationError, match=words):
        operations.widen_report(report, audience=asked, by=world.users["lead"])


def test_one_version_for_the_same_readers_unless_it_failed_or_was_withdrawn(world):
    report, by = ready(world, "fund"), world.users["lead"]

    def widen():
        return operations.widen_report(report, audience="public", by=by)

    with scoped(world.home.pk):
        first = widen()
        with pytest.raises(ValidationError, match="existe déjà"):
            widen()
        Report.objects.filter(pk=first.pk).update(state="failed")
        second = widen()
        # The first one may no longer be built beside it.
        first.refresh_from_db()
        assert operations.retry_report(first, by=by) is False
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=first.pk).update(state="waiting")
        Report.objects.filter(pk=second.pk).update(state="done")
        operations.withdraw_report(second, reason="Un chiffre faux", by=by)
        third = widen()
        Report.objects.filter(pk=third.pk).update(state="done")
        with pytest.raises(ValidationError, match="l’a remplacé"):
            operations.restore_report(second, by=by)


def test_the_page_offers_what_is_possible_and_to_whom(world, sign_in):
    report = ready(world, "hub")
    found = text(sign_in("lead").get(at(report, "report_detail")))
    assert "Élargir la diffusion" in found
    assert "Retirer de la diffusion" not in found
    form = text(sign_in("lead").get(at(report, "report_widen")))
    assert "Transmis au Fonds" in form
    assert "Métropole : petits effectifs masqués" not in form
    assert "restent à la métropole" in form
    for kind in ("officer", "member"):
        assert "Élargir" not in text(sign_in(kind).get(at(report, "report_detail")))
        assert status(sign_in(kind), at(report, "report_widen")) == 403
    done = sign_in("hub_admin").post(at(report, "report_widen"), {"audience": "fund"})
    version = Report.objects.get(widens=report)
    assert done.url == version.get_absolute_url()
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="widen", object_id=report.pk, model="evaluation.report")
    assert (entry.before, entry.after) == ({"audience": "hub"}, {"audience": "fund"})
    found = text(sign_in("lead").get(at(report, "report_detail")))
    assert version.get_absolute_url() in found


# Withdrawn ──────────────────────────────────────────────────────────────────────────────────────


REASON = {"reason": "Un chiffre du mois était faux"}


def test_a_report_withdrawn_says_so_at_its_public_address_and_gives_nothing_more(
    world, sign_in, client
):
    report = ready(world, "public", title="Fiche retirée")
    assert status(client, public(report)) == 200
    done = sign_in("lead").post(at(report, "report_withdraw"), REASON)
    assert done.status_code == 302
    client.logout()
    for name in ("public_report_html", "public_report_pdf", "public_report_xlsx"):
        answer = client.get(public(report, name))
        assert answer.status_code == 410, name
        found = text(answer)
        assert "Ce rapport a été retiré" in found
        assert REASON["reason"] in found
        assert "Lead Essai" not in found
        assert report.fingerprint not in found
    for page in (
        reverse("evaluation:public_report_list"),
        reverse("evaluation:public_territory", args=[world.home.slug]),
    ):
        assert "Fiche retirée" not in text(client.get(page))
    # The register keeps it, and says it.
    found = text(sign_in("lead").get(at(report, "report_detail")))
    assert "Rapport retiré de la diffusion" in found
    assert "Retiré" in text(
        sign_in("lead").get(reverse("evaluation:report_list", args=[world.home.slug]))
    )
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="unpublish", object_id=report.pk)
    assert entry.reason == REASON["reason"]


def test_the_fund_no_longer_reads_what_is_withdrawn_from_it(world, sign_in):
    report = ready(world, "fund")
    assert status(sign_in("funder"), at(report, "report_html")) == 200
    sign_in("lead").post(at(report, "report_withdraw"), REASON)
    assert status(sign_in("funder"), at(report, "report_html")) == 404
    assert status(sign_in("hub_officer"), at(report, "report_html")) == 200


def test_withdrawn_by_mistake_it_comes_back(world, sign_in, client):
    report = ready(world, "public")
    sign_in("lead").post(at(report, "report_withdraw"), REASON)
    assert "Remettre en diffusion" in text(client.get(at(report, "report_detail")))
    assert client.post(at(report, "report_restore")).status_code == 302
    client.logout()
    assert status(client, public(report)) == 200
    report.refresh_from_db()
    assert (report.withdrawn_at, report.withdrawal_reason) == (None, "")


def test_a_letter_no_longer_cites_it(world):
    report = ready(world, "public")
    assert newsletters.is_published(report)
    with scoped(world.home.pk):
        operations.withdraw_report(report, by=world.users["lead"], **REASON)
    report.refresh_from_db()
    assert not newsletters.is_published(report)


def test_nothing_is_withdrawn_without_a_reason_or_twice(world, sign_in):
    report, inner = ready(world, "public"), ready(world, "internal")
    empty = sign_in("lead").post(at(report, "report_withdraw"), {"reason": " "})
    assert "Pourquoi" in text(empty)
    assert Report.objects.public().filter(pk=report.pk).exists()
    with scoped(world.home.pk):
        with pytest.raises(ValidationError, match="rien à retirer"):
            operations.withdraw_report(inner, by=world.users["lead"], **REASON)
        operations.withdraw_report(report, by=world.users["lead"], **REASON)
        with pytest.raises(ValidationError, match="déjà retiré"):
            operations.withdraw_report(report, by=world.users["lead"], **REASON)
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=inner.pk).update(withdrawn_at=timezone.now())
        with pytest.raises(ValidationError, match="est retiré"):
            operations.widen_report(report, audience="public", by=world.users["lead"])
        with pytest.raises(ValidationError, match="n’est pas retiré"):
            operations.restore_report(inner, by=world.users["lead"])
