"""An enterprise closes: nothing runs in it any more, it is asked nothing, its past stays."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.models import (
    CdeStatement,
    Contract,
    Enterprise,
    HiringPlan,
    MissingMonth,
    MonthlyReturn,
    Post,
    Proposal,
    ReturnRule,
    StaffEntry,
)
from ebe.returns import due
from territories.models import Entry
from territories.scoping import Reach, apply
from tests.list_kit import refused

TODAY = timezone.localdate
WHY = "Jugement du tribunal de commerce."


def close(enterprise, by, **values):
    given = {"on": date(2026, 10, 15), "closing": "liquidated", "reason": WHY, **values}
    return operations.close_enterprise(enterprise, by=by, **given)


@pytest.fixture
def empty(enterprise):
    """Nobody works there after 30 September, nothing is proposed."""
    Contract.objects.filter(enterprise=enterprise).update(
        ends_on=date(2026, 9, 30), leaving="dismissed"
    )
    Proposal.objects.filter(enterprise=enterprise).update(
        reply="withdrawn", replied_on=date(2026, 11, 12)
    )
    Post.objects.filter(enterprise=enterprise).update(state="closed")
    return enterprise


def test_what_runs_is_ended_first(as_team, lead, enterprise):
    assert "1 contrat court encore" in refused(close, enterprise, lead)
    Contract.objects.update(ends_on=date(2026, 9, 30), leaving="dismissed")
    assert "1 poste est encore ouvert" in refused(close, enterprise, lead)
    Post.objects.update(state="closed")
    assert "1 proposition attend" in refused(close, enterprise, lead)


def test_what_a_closing_asks(lead, empty):
    assert "jour passé" in refused(close, empty, lead, on=TODAY() + timedelta(days=1))
    assert "Elle a ouvert" in refused(close, empty, lead, on=date(2020, 1, 1))
    assert "Choisissez le motif" in refused(close, empty, lead, closing="")
    assert "Dites ce qui" in refused(close, empty, lead, reason=" ")
    close(empty, lead)
    assert "déjà fermée" in refused(close, empty, lead)


def test_its_convention_ends_and_nothing_is_due_any_more(as_team, lead, empty):
    ReturnRule.objects.filter(territory=as_team.hub).update(due_day=20)
    MonthlyReturn.objects.filter(enterprise=empty).update(month=date(2024, 2, 1))
    HiringPlan.objects.filter(enterprise=empty).delete()
    HiringPlan.objects.create(
        territory=as_team.home,
        enterprise=empty,
        month=date(2026, 12, 1),
        positions=3,
        weekly_hours=28,
    )
    row = close(empty, lead)
    assert row.conventions.get().until == date(2026, 10, 15)
    assert not HiringPlan.objects.filter(enterprise=row).exists()
    for day, asked in ((date(2026, 11, 20), True), (date(2026, 12, 20), False)):
        assert (due.missing(row, as_team.home, day) is not None) is asked
        assert due.missing_in(as_team.home, day).filter(pk=row.pk).exists() is asked
    values = {
        "reference": "x",
        "signed_on": TODAY(),
        "fte_ceiling": D(3),
        "ends_on": None,
        "by": lead,
    }
    assert "est fermée" in refused(operations.sign_convention, row, starts_on=TODAY(), **values)
    assert "est fermée" in refused(
        operations.open_post, as_team.home, enterprise=row, title="Tri", positions=1, by=lead
    )
    operations.reopen_enterprise(row, reason="Erreur", by=lead)
    assert Enterprise.objects.standing().filter(pk=row.pk).exists()


def test_the_lists_leave_it_out_until_they_are_asked(sign_in, as_team, empty, see):
    client = sign_in("lead")

    def at(name, *args):
        return reverse(f"ebe:{name}", args=["venissieux", *args])

    sent = {"on": "15/10/2026", "closing": "liquidated", "reason": WHY}
    done = client.post(at("enterprise_close", empty.pk), sent, follow=True).content.decode()
    assert "est fermée" in done
    assert "fermée le 15\u00a0octobre\u00a02026 (liquidation)" in done
    assert at("enterprise_reopen", empty.pk) in done
    for asked in ("Nommer la direction", "attendent sa direction", "aucune embauche ne peut"):
        assert asked not in done
    listing = at("enterprise_list")
    link = at("enterprise_detail", empty.pk)
    assert f'href="{link}"' not in client.get(listing).content.decode()
    assert f'href="{link}"' in client.get(listing, {"etat": "fermees"}).content.decode()
    form = client.get(at("post_create")).content.decode()
    assert f'<option value="{empty.pk}"' not in form
    done = client.post(at("enterprise_reopen", empty.pk), {"reason": "Erreur"}, follow=True)
    assert "est rouverte" in done.content.decode()
    assert f'href="{link}"' in client.get(listing).content.decode()


# Recorded by mistake ─────────────────────────────────────────────────────────────────────────────


def test_one_that_nothing_refers_to_is_deleted(as_team, lead, sign_in):
    made = operations.open_enterprise(
        as_team.home, by=lead, name="Doublon", legal_form="association", model="ex_nihilo"
    )
    client = sign_in("lead")
    page = reverse("ebe:enterprise_delete", args=[as_team.home.slug, made.pk])
    assert page in client.get(made.get_absolute_url()).content.decode()
    assert "Rien ne renvoie" in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 200
    assert client.post(page, {"reason": "Écrite deux fois"}).status_code == 302
    assert not Enterprise.objects.filter(pk=made.pk).exists()
    entry = Entry.objects.get(model="ebe.enterprise", verb="delete")
    assert (entry.before["name"], entry.reason) == ("Doublon", "Écrite deux fois")


def test_what_refers_to_it_is_named_and_it_stays(as_team, lead, enterprise, sign_in):
    said = refused(operations.delete_enterprise, enterprise, by=lead, reason="Essai")
    for words in ("1 contrat", "1 convention", "1 poste", "1 activité", "elle reste"):
        assert words in said, said
    assert Enterprise.objects.filter(pk=enterprise.pk).exists()
    client = sign_in("lead")
    page = reverse("ebe:enterprise_delete", args=[as_team.home.slug, enterprise.pk])
    assert page not in client.get(enterprise.get_absolute_url()).content.decode()
    assert "elle reste" in client.get(page, follow=True).content.decode()
    one = operations.open_enterprise(
        as_team.home, by=lead, name="Seule", legal_form="association", model="ex_nihilo"
    )
    HiringPlan.objects.create(
        territory=as_team.home, enterprise=one, month=date(2027, 1, 1), positions=2, weekly_hours=28
    )
    said = refused(operations.delete_enterprise, one, by=lead, reason="Essai")
    assert "renvoie à cette entreprise" in said


def statement(enterprise, **values):
    given = dict.fromkeys(
        ("fte_privation", "fte_other", "fte_financed", "state_amount", "local_amount"), 0
    )
    return CdeStatement.objects.create(
        territory=enterprise.territory,
        enterprise=enterprise,
        month=date(2026, 9, 1),
        **given | values,
    )


def test_a_month_of_the_cde_that_holds_nothing_keeps_no_mistake(as_team, lead, sign_in):
    """The night computes a month of whatever has a convention: withdrawn since, its statement of zero FTE stayed alone."""
    made = operations.open_enterprise(
        as_team.home, by=lead, name="Doublon", legal_form="association", model="ex_nihilo"
    )
    row = statement(made, fte_other="0.0001")
    MissingMonth.objects.create(territory=as_team.home, enterprise=made, month=date(2026, 8, 1))
    said = refused(operations.delete_enterprise, made, by=lead, reason="Essai")
    assert said.replace("\u00a0", " ") == (
        "1 état de la CDE renvoie à cette entreprise : elle reste. Fermez-la plutôt."
    )
    CdeStatement.objects.filter(pk=row.pk).update(fte_other=0)
    page = reverse("ebe:enterprise_delete", args=[as_team.home.slug, made.pk])
    client = sign_in("lead")
    assert page in client.get(made.get_absolute_url()).content.decode()
    assert client.post(page, {"reason": "Écrite deux fois"}).status_code == 302
    as_team.see_all()
    assert not Enterprise.objects.filter(pk=made.pk).exists()
    assert not CdeStatement.objects.filter(pk=row.pk).exists()
    entry = Entry.objects.get(model="ebe.enterprise", verb="delete")
    assert entry.before["mois de CDE sans rien"] == ["09/2026"]


def test_what_the_team_does_not_read_keeps_it_too(as_team, lead):
    """The register of the staff is within reach of the direction alone."""
    made = operations.open_enterprise(
        as_team.home, by=lead, name="Doublon", legal_form="association", model="ex_nihilo"
    )
    apply(Reach(reach={as_team.home.pk}, enterprises={made.pk}))
    StaffEntry.objects.create(
        territory=as_team.home, enterprise=made, last_name="Essai", first_name="Camille", job_title="Tri",
        starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1),
    )  # fmt: skip
    apply(Reach(reach={as_team.home.pk}, named={as_team.home.pk}))
    said = refused(operations.delete_enterprise, made, by=lead, reason="Essai")
    assert "que vous ne lisez pas" in said
    assert Enterprise.objects.filter(pk=made.pk).exists()
