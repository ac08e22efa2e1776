"""Monthly figures of an enterprise: typed by its direction, read by the team and the hub, corrected without forgetting."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from ebe.models import Enterprise, MonthlyReturn, ReturnCorrection, ReturnRule
from ebe.operations import compute_statement
from ebe.returns import due, operations, rules
from evaluation.indicators.statement import replace_locals
from evaluation.models import IndicatorValue
from evaluation.tasks import compute_months
from territories.imports import operations as imports
from territories.imports.kinds import kinds
from territories.models import Entry
from tests.world import moment

OCTOBER = date(2026, 10, 1)
FIGURES = {
    "heads_privation": 42,
    "heads_other": 3,
    "joined": 2,
    "fte_paid": D("38.40"),
    "fte_paid_other": D("3"),
    "hours_planned": D("6000"),
    "hours_absent": D("480"),
    "sold_households": D("3000"),
    "sold_companies": D("6600"),
    "cde_received": D("66000"),
    "payroll": D("90000"),
    "other_costs": D("12000"),
    "cash": D("-500"),
}


@pytest.fixture
def october(enterprise, director):
    return operations.type_month(enterprise, month=OCTOBER, by=director, **FIGURES)


def test_a_month_is_typed_once(enterprise, director, october):
    assert (october.heads, october.turnover, october.grants, october.result) == (
        45,
        9600,
        66000,
        D("-26400"),
    )
    entry = Entry.objects.get(model="ebe.monthlyreturn", object_id=october.pk)
    assert (entry.verb, entry.after["cash"], entry.is_named) == ("create", "-500", False)
    with pytest.raises(ValidationError, match="déjà saisis"):
        operations.type_month(enterprise, month=OCTOBER, by=director, joined=1)


@pytest.mark.parametrize(
    ("month", "values", "field"),
    [
        (date(2099, 1, 1), {"joined": 1}, "month"),
        (date(2010, 1, 1), {"joined": 1}, "month"),
        (OCTOBER, {"fte_paid": D(3), "fte_paid_other": D(4)}, "fte_paid_other"),
        (OCTOBER, {"hours_planned": D(10), "hours_absent": D(11)}, "hours_absent"),
        (OCTOBER, {"payroll": D(-1)}, "payroll"),
    ],
)
def test_what_cannot_be_is_refused(enterprise, director, month, values, field):
    enterprise.opened_on = date(2020, 3, 2)
    enterprise.save()
    with pytest.raises(ValidationError) as refusal:
        operations.type_month(enterprise, month=month, by=director, **values)
    assert set(refusal.value.message_dict) == {field}


def test_a_cde_that_reaches_the_payroll_is_said(sign_in, see, enterprise, director, october):
    """Décret 2021-863, art. 24: the CDE of a job stays below its remuneration."""
    page = reverse("ebe:return_detail", args=["venissieux", october.pk])
    assert "atteint la masse salariale" not in sign_in("director").get(page).content.decode()
    see("director")
    made = compute_statement(enterprise, OCTOBER)
    total = made.state_amount + made.local_amount
    values = {"payroll": total, "cde_received": total, "reason": "paie", "by": director}
    operations.correct_month(october, **values)
    assert "La CDE reçue atteint la masse" in sign_in("director").get(page).content.decode()
    page = reverse("ebe:statement_detail", args=["venissieux", made.pk])
    assert "La CDE atteint la masse" in sign_in("lead").get(page).content.decode()
    see("director")
    operations.correct_month(october, payroll=total + 1, reason="paie", by=director)
    assert "atteint la masse salariale" not in sign_in("lead").get(page).content.decode()


def test_an_empty_month_is_refused(enterprise, director):
    with pytest.raises(ValidationError, match="au moins un chiffre"):
        operations.type_month(enterprise, month=OCTOBER, by=director, note="rien")


def test_a_correction_keeps_what_stood_with_its_author_and_reason(october, director):
    with pytest.raises(ValidationError, match="pourquoi"):
        operations.correct_month(october, reason=" ", by=director, joined=3)
    operations.correct_month(
        october, reason="paie rectifiée", by=director, joined=3, payroll=None, cash=D("-500")
    )
    october.refresh_from_db()
    assert (october.joined, october.payroll, october.cash) == (3, None, D("-500"))
    kept = {c.field: (c.before, c.after, c.reason, c.author) for c in october.corrections.all()}
    assert kept == {
        "joined": ("2", "3", "paie rectifiée", director),
        "payroll": ("90000.00", "", "paie rectifiée", director),
    }
    words = {c.field: (c.before_words, c.after_words) for c in october.corrections.all()}
    assert words["payroll"] == ("90\u00a0000,00\u00a0€", "non connu")
    operations.correct_month(october, reason="", by=director, joined=3)
    assert october.corrections.count() == 2


def test_what_a_correction_kept_is_never_rewritten(october, director):
    operations.correct_month(october, reason="paie", by=director, joined=3)
    kept = ReturnCorrection.objects.filter(monthly=october)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        kept.update(before="9")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        kept.delete()


def test_ratios_say_nothing_of_what_is_missing(october):
    found = {ratio.label: ratio.value for ratio in rules.ratios(october)}
    assert found["Chiffre d’affaires par ETP payé"] == "250\u00a0€"
    assert found["Taux d’absence"] == "8,0\u00a0%"
    assert found["Formation par personne salariée"] == "non connu"


def test_the_direction_types_and_corrects_on_its_pages(client, as_team, enterprise, director):
    client.force_login(director)
    slug = as_team.home.slug
    page = client.get(reverse("ebe:return_create", args=[slug, enterprise.pk]))
    # The page says once that what is not known stays empty.
    assert page.content.decode().count("(facultatif)") == 1
    answer = client.post(
        reverse("ebe:return_create", args=[slug, enterprise.pk]),
        {"month": "10/2026", "joined": "2", "sold_households": "1 240,50 €", "note": "reprise"},
    )
    row = MonthlyReturn.objects.get(enterprise=enterprise, month=OCTOBER)
    assert (answer.status_code, row.sold_households, row.author) == (302, D("1240.50"), director)
    to = reverse("ebe:return_correct", args=[slug, row.pk])
    data = {"joined": "3", "sold_households": "1240,5", "note": "reprise"}
    assert "Il manque" in client.post(to, data).content.decode()
    assert client.post(to, data | {"reason": "un contrat signé tard"}).status_code == 302
    shown = client.get(row.get_absolute_url()).content.decode()
    assert "un contrat signé tard" in shown
    listed = client.get(reverse("ebe:return_list", args=[slug])).content.decode()
    assert "Saisir un mois" in listed


def test_the_team_reads_and_does_not_type(client, as_team, october):
    client.force_login(as_team.users["lead"])
    shown = client.get(october.get_absolute_url()).content.decode()
    assert "Chiffre d’affaires par ETP payé" in shown
    assert "Corriger" not in shown


def test_small_counts_of_persons_do_not_leave_the_territory(client, as_team, october, director):
    operations.correct_month(october, reason="recomptées", by=director, joined=3)
    client.force_login(as_team.users["hub_officer"])
    shown = client.get(october.get_absolute_url()).content.decode()
    assert "moins de 5" in shown
    assert "recomptées" not in shown
    assert "42" in shown
    to = reverse("ebe:return_list", args=[as_team.hub.slug])
    assert client.get(to).status_code == 200
    sheet = b"".join(client.get(f"{to}?format=csv").streaming_content).decode("utf-8-sig")
    line = next(x for x in sheet.splitlines() if "9600" in x)
    assert "moins de 5" in line
    assert "42" in line


def staged(world, text):
    kind = kinds()["chiffres"](world.home, world.users["director"])
    batch = imports.open_batch(kind, name="a.csv", data=text.encode())
    assert batch.state == "columns", batch.error
    return imports.choose_columns(batch, batch.mapping)


def test_an_import_corrects_a_month_typed_and_its_undo_is_a_correction(as_team, october):
    text = "Mois;Entrées;Masse salariale\n10/2026;5;\n09/2026;1;80 000,5"
    batch = imports.confirm(staged(as_team, text))
    assert batch.counts == {"create": 1, "update": 1, "notes": 0}
    october.refresh_from_db()
    assert (october.joined, october.payroll) == (5, D("90000"))
    assert [(c.before, c.after, c.reason) for c in october.corrections.all()] == [
        ("2", "5", "import d’un tableur")
    ]
    assert MonthlyReturn.objects.get(month=date(2026, 9, 1)).payroll == D("80000.50")
    assert imports.undo(batch, by=batch.opened_by).counts["kept"] == 0
    october.refresh_from_db()
    assert october.joined == 2
    assert october.corrections.first().reason == "import d’un tableur annulé"
    assert not MonthlyReturn.objects.filter(month=date(2026, 9, 1)).exists()


def test_an_import_says_what_cannot_be(as_team, october):
    text = "Mois;Heures théoriques;Absences\n01/2099;10;2\n08/2026;10;12\n07/2026;;\n10/2026;400;"
    batch = staged(as_team, text)
    found = {
        row.line: [(e["rule"], e["column"]) for e in row.errors]
        for row in batch.staged.filter(line__gt=0)
    }
    assert found == {
        2: [("rule", "month")],
        3: [("rule", "hours_absent")],
        4: [("required", "")],
        5: [("rule", "hours_absent")],
    }


def test_a_month_gone_by_asks_for_its_figures_again(as_team, enterprise, director, monkeypatch):
    asked = []
    monkeypatch.setattr(operations, "ask_later", lambda task, *args: asked.append((task, *args)))
    row = operations.type_month(enterprise, month=date(2026, 3, 1), by=director, fte_paid=D("3.5"))
    assert asked == [("evaluation.tasks.compute_months", as_team.home.pk, ["2026-03-01"])]
    batch = imports.confirm(staged(as_team, "Mois;ETP\n03/2026;4\n02/2026;2"))
    assert asked[1][2] == ["2026-02-01", "2026-03-01"]
    compute_months(*asked[1][1:])
    found = IndicatorValue.objects.filter(territory=as_team.home, code="ETPP", breakdown="")
    assert dict(found.values_list("month", "value"))[row.month] == 4
    imports.undo(batch, by=batch.opened_by)
    assert asked[2][2] == ["2026-02-01", "2026-03-01"]


def test_the_indicators_of_the_month(as_team, october):
    replace_locals([as_team.home.pk], [OCTOBER], today=date(2026, 11, 26), now=moment(2026, 11, 26))
    found = {
        v.code: v.value
        for v in IndicatorValue.objects.filter(territory=as_team.home, month=OCTOBER, breakdown="")
        if v.code in {"CA", "ETPP", "CHG", "RP", "ABS"} and v.value is not None
    }
    assert found["CA"] == 9600
    assert found["ETPP"] == D("38.4")
    assert found["CHG"] == 102000
    assert round(found["RP"], 4) == D("0.1270")
    assert found["ABS"] == D("0.08")


# The day by which they are given ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "opened", "told", "wanted"),
    [
        (date(2026, 11, 10), date(2022, 1, 1), [], (OCTOBER, date(2026, 11, 15), False)),
        (date(2026, 11, 15), date(2022, 1, 1), [], (OCTOBER, date(2026, 11, 15), False)),
        (date(2026, 11, 16), date(2022, 1, 1), [], (OCTOBER, date(2026, 11, 15), True)),
        (date(2026, 1, 3), date(2022, 1, 1), [], (date(2025, 12, 1), date(2026, 1, 15), False)),
        (date(2026, 11, 16), date(2022, 1, 1), [OCTOBER], None),
        (date(2026, 11, 16), date(2022, 1, 1), [date(2026, 9, 1)], (OCTOBER, date(2026, 11, 15), True)),
        (date(2026, 11, 16), date(2026, 10, 31), [], (OCTOBER, date(2026, 11, 15), True)),
        (date(2026, 11, 16), date(2026, 11, 1), [], None),
        (date(2026, 11, 16), None, [], None),
        # Before the hub's first rule.
        (date(2023, 11, 16), date(2022, 1, 1), [], None),
    ],
)  # fmt: skip
def test_the_month_that_is_missing_and_its_last_day(world, today, opened, told, wanted):
    enterprise = world.rows["home"]["enterprise"]
    MonthlyReturn.objects.filter(enterprise=enterprise).update(month=date(2020, 1, 1))
    enterprise.opened_on = opened
    for month in told:
        MonthlyReturn.objects.create(territory=world.home, enterprise=enterprise, month=month)
    found = due.missing(enterprise, world.home, today)
    assert (found and (found.month, found.on, found.is_late)) == wanted


def test_whoever_directs_reads_it_among_what_is_to_do_and_the_team_does_not(world, sign_in):
    enterprise = world.rows["home"]["enterprise"]
    MonthlyReturn.objects.filter(enterprise=enterprise).update(month=date(2020, 1, 1))
    Enterprise.objects.filter(pk=enterprise.pk).update(opened_on=date(2022, 1, 1))
    sheet = reverse("ebe:enterprise_detail", args=[world.home.slug, enterprise.pk])
    shown = sign_in("director").get(sheet).content.decode()
    assert "à donner" in shown
    assert "Saisir ce mois" in shown
    assert reverse("ebe:return_create", args=[world.home.slug, enterprise.pk]) in shown
    assert "Saisir ce mois" not in sign_in("lead").get(sheet).content.decode()


def test_the_hub_says_the_day_with_its_source(world, sign_in):
    admin, place = sign_in("hub_admin"), [world.hub.slug]
    add = reverse("ebe:rate_create", args=[*place, "remise"])
    page = reverse("ebe:return_list", args=place)
    assert "au plus tard le 15 du mois suivant (convention)" in admin.get(page).content.decode()
    sent = {"valid_from": "2025-06-01", "due_day": "31", "source": "Avenant"}
    assert admin.post(add, sent).status_code == 200
    assert admin.post(add, sent | {"due_day": "1"}).status_code == 302
    assert "au plus tard le 1er du mois suivant (avenant)" in admin.get(page).content.decode()
    rule = ReturnRule.objects.get(due_day=1)
    back = reverse("ebe:rate_withdraw", args=[*place, "remise", rule.pk])
    assert admin.post(back, {"reason": "Erreur."}).status_code == 302
    assert not ReturnRule.objects.filter(due_day=1).exists()
    assert (
        "Fixer le jour"
        not in sign_in("lead")
        .get(reverse("ebe:return_list", args=[world.home.slug]))
        .content.decode()
    )


def test_the_dashboard_reads_the_last_month_told_in_the_registry(
    as_team, enterprise, director, sign_in
):
    # Longer ago than the year that the page reads.
    MonthlyReturn.objects.filter(territory=as_team.home).update(month=date(2020, 1, 1))
    page = reverse("evaluation:dashboard", args=[as_team.home.slug])
    operations.type_month(enterprise, month=OCTOBER, by=director, **FIGURES)
    # Computed now: a page drawn for another test, of figures computed at the same moment, is another page.
    moments = {"today": date(2026, 11, 26), "now": timezone.now()}
    replace_locals([as_team.home.pk], [OCTOBER, date(2026, 11, 1)], **moments)
    shown = sign_in("lead").get(page).content.decode().replace("\u00a0", " ")
    assert "Chiffres d’octobre 2026 donnés par l’entreprise" in shown
    assert "Chiffre d’affaires des EBE" in shown
    assert "9 600 €" in shown
