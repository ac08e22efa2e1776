"""A sheet that the hub wants read outside waits for its territory."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from evaluation import newsletters
from evaluation.models import Report
from evaluation.reports import operations
from territories.models import Entry
from territories.scoping import scoped
from tests.evaluation.test_report_audience import no_broker, public, text
from tests.evaluation.test_report_pages import _files, at, ready, status

__all__ = ["_files", "no_broker"]


@pytest.fixture
def asked(world, sign_in):
    """The sheet that the hub's officer asks for, « publié », built."""
    url = reverse("evaluation:report_request", args=[world.hub.slug])
    data = {"kind": "territory_sheet", "month": "10/2026", "subject": world.home.slug}
    client = sign_in("hub_officer")
    assert "attend l’accord de son territoire" in text(client.get(url))
    assert client.post(url, data | {"audience": "public"}).status_code == 302
    report = Report.objects.get(requested_by=world.users["hub_officer"])
    assert report.agreement == "waiting"
    frozen = ready(world, "public")
    Report.objects.filter(pk=report.pk).update(
        state="done",
        finished_at=timezone.now(),
        **{name: getattr(frozen, name) for name in ("snapshot", "fingerprint", "pdf", "xlsx")},
    )
    frozen.delete()
    report.refresh_from_db()
    return report


def readers(report, sign_in, client) -> dict[str, int]:
    found = {kind: status(sign_in(kind), at(report, "report_html")) for kind in ("lead", "funder")}
    client.logout()
    return found | {"public": status(client, public(report))}


def answer(sign_in, report, **said):
    return sign_in("lead").post(at(report, "report_agree"), said)


def test_nobody_outside_reads_it_before_the_territory_has_answered(asked, sign_in, client):
    assert readers(asked, sign_in, client) == {"lead": 200, "funder": 404, "public": 404}
    assert not newsletters.is_published(asked)
    page = text(sign_in("hub_officer").get(at(asked, "report_detail")))
    assert "en attente de l’accord du territoire" in page
    assert "Élargir la diffusion" not in page
    assert status(sign_in("hub_admin"), at(asked, "report_agree")) == 403


def test_the_lead_finds_it_and_accepts(asked, sign_in, client, world):
    queue = text(sign_in("lead").get(reverse("ppde:work_queue", args=[world.home.slug])))
    assert at(asked, "report_agree") in queue
    assert "Publié, à la demande" in queue
    assert at(asked, "report_agree") not in text(
        sign_in("officer").get(reverse("ppde:work_queue", args=[world.home.slug]))
    )
    register = reverse("evaluation:report_list", args=[world.home.slug])
    listing = sign_in("lead").get(f"{register}?afaire=report_agreements").context["listing"]
    assert [row.pk for row in listing.filtered] == [asked.pk]
    assert "Répondre à la métropole" in text(sign_in("lead").get(at(asked, "report_detail")))
    assert answer(sign_in, asked, answer="yes", reason="").status_code == 302
    assert readers(asked, sign_in, client) == {"lead": 200, "funder": 200, "public": 200}
    asked.refresh_from_db()
    assert newsletters.is_published(asked)
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="publish", object_id=asked.pk, model="evaluation.report")
    assert (entry.user, entry.after["agreement"]) == (world.users["lead"], "given")
    assert "n’attend pas de réponse" in text(
        sign_in("lead").get(at(asked, "report_agree"), follow=True)
    )


def test_the_lead_refuses_with_a_reason_that_the_hub_reads(asked, sign_in, client):
    assert "Écrivez pourquoi" in text(answer(sign_in, asked, answer="no", reason=""))
    answer(sign_in, asked, answer="no", reason="Un chiffre à corriger")
    assert readers(asked, sign_in, client) == {"lead": 200, "funder": 404, "public": 404}
    page = text(sign_in("hub_officer").get(at(asked, "report_detail")))
    assert "Le territoire a refusé la diffusion" in page
    assert "Un chiffre à corriger" in page
    # The territory alone may think better of it.
    refused = sign_in("hub_admin").post(at(asked, "report_restore"), follow=True)
    assert "lui seul peut revenir dessus" in text(refused)
    sign_in("lead").post(at(asked, "report_restore"))
    assert readers(asked, sign_in, client) == {"lead": 200, "funder": 200, "public": 200}


def test_what_the_territory_withdrew_it_alone_puts_back(asked, sign_in, client):
    answer(sign_in, asked, answer="yes", reason="")
    sign_in("lead").post(at(asked, "report_withdraw"), {"reason": "Un chiffre faux"})
    client.logout()
    assert status(client, public(asked)) == 410
    officer = sign_in("hub_officer")
    page = text(officer.get(at(asked, "report_detail")))
    assert "lui seul peut le remettre en diffusion" in page
    assert at(asked, "report_restore") not in page
    refused = officer.post(at(asked, "report_restore"), follow=True)
    assert "lui seul peut la remettre en diffusion" in text(refused)
    assert readers(asked, sign_in, client) == {"lead": 200, "funder": 404, "public": 410}
    sign_in("lead").post(at(asked, "report_restore"))
    assert readers(asked, sign_in, client) == {"lead": 200, "funder": 200, "public": 200}


def test_the_team_is_told_of_what_the_hub_withdraws(asked, sign_in, world):
    answer(sign_in, asked, answer="yes", reason="")
    queue = reverse("ppde:work_queue", args=[world.home.slug])
    assert "retirée de la diffusion par la métropole" not in text(sign_in("lead").get(queue))
    sign_in("hub_officer").post(at(asked, "report_withdraw"), {"reason": "Un nom lisible"})
    lead = sign_in("lead")
    page = text(lead.get(queue))
    assert "fiche retirée de la diffusion par la métropole" in page
    assert "Un nom lisible" in page
    register = reverse("evaluation:report_list", args=[world.home.slug])
    listing = lead.get(f"{register}?afaire=report_withdrawals").context["listing"]
    assert [row.pk for row in listing.filtered] == [asked.pk]
    sign_in("hub_officer").post(at(asked, "report_restore"))
    assert "Un nom lisible" not in text(sign_in("lead").get(queue))


def test_the_hub_asks_again_when_it_widens_and_not_for_what_stays_with_it(world):
    report, by = ready(world, "hub"), world.users["hub_officer"]
    with scoped(world.home.pk):
        version = operations.widen_report(report, audience="fund", by=by)
        assert version.agreement == "waiting"
        Report.objects.filter(pk=version.pk).update(state="done")
        with pytest.raises(ValidationError, match="pas encore répondu"):
            operations.widen_report(version, audience="public", by=by)
        assert (
            operations.widen_report(report, audience="public", by=world.users["lead"]).agreement
            == "none"
        )
    assert not operations.asks_agreement(world.home, "territory_sheet", "hub", by)
    assert not operations.asks_agreement(world.hub, "hub_report", "public", by)


def test_what_is_not_ready_or_was_called_off_does_not_wait(asked, world):
    with scoped(world.home.pk):
        operations.withdraw_report(asked, reason="Plus besoin", by=world.users["hub_officer"])
        with pytest.raises(ValidationError, match="n’attend pas"):
            operations.answer_agreement(asked, accepted=True, by=world.users["lead"])
        operations.restore_report(asked, by=world.users["hub_officer"])
    asked.refresh_from_db()
    assert asked.agreement == "waiting"
