"""The list by number: what the committee reads of it, and what it cannot."""

import json
import re

import page
import pytest
from django.urls import reverse

from ebe.list_sheets import freeze_list, freeze_night, without_names
from ebe.models import Proposal
from ppde.mobilisation import BANDS
from ppde.models import ListSheet, Person
from territories.scoping import scoped
from tests.ebe.pages import words
from tests.evaluation.reports import volunteers
from tests.world import NAME


@pytest.fixture
def by(world):
    return world.users["lead"]


@pytest.fixture
def many(as_team):
    """Enough persons on the list for it to be shown."""
    volunteers(as_team, 7)
    Person.objects.filter(territory=as_team.home, outcome_on=None).update(eligible_on="2025-03-20")
    return as_team


def test_a_sheet_holds_numbers_ranks_and_bands_alone(many, by):
    sheet = freeze_list(many.home, by=by)
    assert set(sheet.lines[0]) == {"reference", "rank", "state", "band"}
    assert [line["rank"] for line in sheet.lines] == list(range(1, len(sheet.lines) + 1))
    assert sheet.counts["total"] == len(sheet.lines)
    whole = json.dumps([sheet.lines, sheet.exceptions], ensure_ascii=False)
    for person in Person.objects.filter(territory=many.home):
        assert person.last_name not in whole


def test_a_reason_repeats_no_name_to_the_committee(many, by):
    proposal = many.rows["home"]["proposal"]
    Proposal.objects.filter(pk=proposal.pk).update(
        order_reason=f"Mme {NAME} et Camille acceptent, la couleur rose convient."
    )
    sheet = freeze_list(many.home, by=by)
    (told,) = sheet.exceptions
    assert told["reason"] == "Mme [nom retiré] et [nom retiré] acceptent, la couleur rose convient."
    assert set(told) == {"reference", "passed", "month", "reason"}, "ni poste ni jour"
    names = frozenset({"rose"})
    assert without_names("Rose et rose", names) == "[nom retiré] et rose"


def test_the_night_writes_only_what_changed(many):
    assert freeze_night(many.home) is not None
    assert freeze_night(many.home) is None
    Person.objects.filter(territory=many.home, outcome_on=None).order_by("pk").first()
    person = Person.objects.filter(territory=many.home, outcome_on=None).order_by("pk")[0]
    Person.objects.filter(pk=person.pk).update(state="paused")
    assert freeze_night(many.home) is not None


def test_the_member_reads_by_number_and_not_when_too_few(sign_in, many, by):
    url = reverse("ebe:list_sheet", args=[many.home.slug])
    member = sign_in("member")
    with scoped(many.home.pk):
        freeze_list(many.home, by=by)
    shown = member.get(url).content.decode()
    assert "M-0001" in shown
    assert NAME not in shown
    with scoped(many.home.pk):
        ListSheet.objects.filter(territory=many.home).update(
            counts={"total": 9, "En pause": 2, "Proposition en cours": 5, BANDS[0][1]: 3}
        )
    apart = {k: words(sign_in(k).get(url)) for k in ("member", "lead")}
    assert "dont moins de 5 en pause et 5 avec une proposition en cours" in apart["member"]
    assert "dont 2 en pause et 5 avec une proposition en cours" in apart["lead"]
    for kind, said in (("member", "moins de 5"), ("lead", "3")):
        assert re.search(rf"{BANDS[0][1]}\s+{said}\b", apart[kind], re.IGNORECASE), kind
    sign_in("member")
    with scoped(many.home.pk):
        ListSheet.objects.filter(territory=many.home).update(counts={"total": 4})
    few = member.get(url).content.decode()
    assert "Moins de 5 personnes attendent" in few
    assert "M-0001" not in few
    assert "M-0001" in sign_in("lead").get(url).content.decode()


def test_the_sheet_on_paper_is_accessible(sign_in, many, by, laid_out):
    with scoped(many.home.pk):
        freeze_list(many.home, by=by)
    pdf = sign_in("chair" if "chair" in many.users else "member").get(
        reverse("ebe:list_sheet_pdf", args=[many.home.slug])
    )
    found = page.validate_pdf_bytes(pdf.content, profile="ua1")
    assert found.is_compliant, [f"{f.rule_id} {f.message}" for f in found.failures]


def test_only_the_team_freezes(sign_in, many):
    url = reverse("ebe:list_sheet_freeze", args=[many.home.slug])
    assert sign_in("member").post(url).status_code == 403
    before = ListSheet.objects.filter(territory=many.home).count()
    assert sign_in("lead").post(url).status_code == 302
    assert ListSheet.objects.filter(territory=many.home).count() == before + 1
