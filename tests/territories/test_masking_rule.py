"""Under how many persons a count stays in its territory: the hub's dated rule, never less in a territory."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from ebe.models import Enterprise
from ebe.operations import compute_statement
from evaluation.reports import paper
from evaluation.reports.snapshot import canonical
from territories.models import Entry, MaskingRule, Territory
from territories.models.delays import DELAYS
from territories.operations import masking
from territories.scoping import scoped
from territories.tasks import follow_masking_rules
from tests.evaluation.reports import frozen

SHEET = {
    "population": "9800",
    "committee_label": "commission",
    "silence_days": "60",
    "request_days": "30",
} | dict.fromkeys(DELAYS, "20")


def url(name, territory):
    return reverse(f"territories:{name}", args=[territory.slug])


def threshold(territory) -> int:
    return Territory.objects.get(pk=territory.pk).masking_threshold


def rule(client, world, *, days=0, **said):
    day = timezone.localdate() + timedelta(days=days)
    data = {"threshold": "8", "valid_from": f"{day:%d/%m/%Y}", "source": "COPIL"} | said
    return client.post(url("masking_rule_create", world.hub), data)


def test_a_territory_masks_as_its_hub_or_more(world, sign_in):
    page = url("territory_edit", world.home)
    response = sign_in("lead").post(page, SHEET | {"masking_threshold": "4"})
    assert "moins de 5. Écrivez 5 ou plus." in response.content.decode().replace("\u00a0", " ")
    assert sign_in("lead").post(page, SHEET | {"masking_threshold": "11"}).status_code == 302
    assert threshold(world.home) == 11


def test_a_hub_without_a_rule_holds_to_what_it_masks_today(world):
    MaskingRule.objects.all().delete()
    Territory.objects.filter(pk=world.hub.pk).update(masking_threshold=6)
    assert masking.floor_of(Territory.objects.select_related("hub").get(pk=world.home.pk)) == 6


def test_the_hub_writes_its_rule_and_those_who_mask_less_follow(world, sign_in):
    Territory.objects.filter(pk=world.next.pk).update(masking_threshold=12)
    assert rule(sign_in("hub_admin"), world).status_code == 302
    assert [threshold(t) for t in (world.hub, world.home, world.next)] == [8, 8, 12]
    with scoped(world.hub.pk, world.home.pk):
        told = Entry.objects.filter(model="territories.territory", verb="update")
        assert {(e.territory_id, e.before["masking_threshold"], e.reason) for e in told} == {
            (world.hub.pk, 5, "seuil de la métropole"),
            (world.home.pk, 5, "seuil de la métropole"),
        }
    page = sign_in("dpo").get(url("territory_detail", world.hub)).content.decode()
    assert url("masking_rule_create", world.hub) in page
    assert "moins de 8" in page
    page = sign_in("member").get(url("territory_detail", world.home)).content.decode()
    assert "moins de 8" in page


def test_a_rule_written_ahead_begins_on_its_day(world, sign_in):
    assert rule(sign_in("hub_admin"), world, days=10).status_code == 302
    assert threshold(world.home) == 5
    assert follow_masking_rules() == 0
    MaskingRule.objects.filter(threshold=8).update(valid_from=timezone.localdate())
    assert follow_masking_rules() == 3
    assert threshold(world.home) == 8
    assert follow_masking_rules() == 0


def test_a_lower_rule_lowers_the_hub_and_no_territory(world, sign_in):
    assert rule(sign_in("hub_admin"), world, threshold="4").status_code == 302
    assert [threshold(t) for t in (world.hub, world.home)] == [4, 5]


@pytest.mark.parametrize(
    ("said", "told"),
    [({"threshold": "2"}, "3"), ({"days": -1}, "est passé"), ({"source": ""}, "Il manque")],
)
def test_what_is_refused_is_said(world, sign_in, said, told):
    response = rule(sign_in("hub_admin"), world, **said)
    assert response.status_code == 200
    assert told in response.context["form"].errors.as_text()
    assert MaskingRule.objects.count() == 1


def test_two_rules_do_not_begin_on_one_day(world, sign_in):
    client = sign_in("hub_admin")
    rule(client, world)
    assert "déjà ce jour-là" in rule(client, world, threshold="9").content.decode()


def test_the_hub_has_no_threshold_of_its_own_to_type(world, sign_in):
    client = sign_in("hub_admin")
    assert "masking_threshold" not in client.get(url("territory_edit", world.hub)).content.decode()
    assert client.post(url("territory_edit", world.hub), SHEET).status_code == 302
    page = client.get(url("masking_rule_create", world.hub)).content.decode()
    assert "Convention de la métropole" in page
    assert client.get(url("masking_rule_create", world.home)).status_code == 403


def test_who_masked_less_before_the_rule_is_raised_and_told(world):
    Territory.objects.filter(pk=world.home.pk).update(masking_threshold=3)
    with connection.cursor() as cursor:
        cursor.execute(import_module("territories.migrations.0026_masking_rule").RAISE)
    assert threshold(world.home) == 5
    with scoped(world.home.pk):
        entry = Entry.objects.filter(model="territories.territory", verb="update").latest("pk")
    assert (entry.before, entry.after) == ({"masking_threshold": 3}, {"masking_threshold": 5})


@pytest.mark.parametrize("place", ["home", "hub"])
def test_the_page_that_asks_for_a_report_says_the_threshold(world, sign_in, place):
    Territory.objects.filter(pk__in=[world.home.pk, world.hub.pk]).update(masking_threshold=7)
    page = reverse("evaluation:report_request", args=[getattr(world, place).slug])
    text = sign_in("hub_admin").get(page).content.decode().replace("\u00a0", " ")
    assert "tout effectif de moins de 7 personnes" in text
    assert "moins de 5" not in text


def test_a_drawing_and_an_enterprise_say_the_threshold_in_force(as_team, sign_in):
    """Whatever is masked here is told under the threshold of the place, in a report as on a page."""
    Territory.objects.filter(pk=as_team.home.pk).update(masking_threshold=7)
    as_team.home.refresh_from_db()
    compute_statement(Enterprise.objects.get(territory=as_team.home), date(2026, 10, 1))
    page = reverse("ebe:enterprise_list", args=[as_team.home.slug])
    text = sign_in("member").get(page).content.decode().replace("\u00a0", " ")
    assert "moins de 7" in text
    assert "moins de 5" not in text
    snapshot = frozen(as_team, kind="territory_sheet", audience="hub", by="lead")
    rows = str([drawing.rows for drawing in paper.Drawn(snapshot, "").drawings])
    assert "moins de 7" in rows
    assert "moins de 5" not in rows


def test_a_report_says_the_threshold_it_was_masked_with(as_team):
    Territory.objects.filter(pk=as_team.home.pk).update(masking_threshold=7)
    as_team.home.refresh_from_db()
    told = canonical(frozen(as_team, kind="territory_sheet", audience="hub", by="lead"))
    assert "Les effectifs de moins de 7 sont masqués dans cette version." in told
    assert "moins de 5" not in told
