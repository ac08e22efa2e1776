"""A territory that types its months without a name: same indicators, checks in words, passage to names without a break."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from evaluation import aggregates
from evaluation.counts import operations, reconciliation
from evaluation.models import IndicatorValue, MonthlyCount
from evaluation.operations import close_months
from evaluation.operations.figures import this_month
from evaluation.queue import SOURCES
from ppde.models import Person, Session
from ppde.operations import register_person
from territories.models import Entry, TypedPeriod
from territories.periods import period
from tests.evaluation.reports import frozen
from tests.evaluation.small_world import listed
from tests.evaluation.test_dashboards import text_of
from tests.evaluation.test_indicators import compute, figures, gathering

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def typed(as_team):
    """Home without any person, typing since August."""
    home = as_team.home
    TypedPeriod.objects.filter(territory=home).delete()
    MonthlyCount.objects.filter(territory=home).delete()
    Person.objects.filter(territory=home).update(
        outcome_kind="duplicate", outcome_on=date(2025, 9, 1)
    )
    Session.objects.filter(territory=home).update(anonymous=0)
    TypedPeriod.objects.create(territory=home, period=period(AUGUST), reason="pas de dossiers")
    return home


def month(home, by, when, *, reason="", cells=None, nature="month", **totals):
    return operations.save_month(
        home, when, totals, cells or {}, reason=reason, nature=nature, by=by
    )


def test_the_same_indicators_come_out(typed, by):
    """Seed 000 in two months: 117 met, 55 interviewed, 15 volunteers."""
    month(typed, by, AUGUST, identified=60, met=60, interviewed=30, volunteers=10, eligible=8,
          solved_elsewhere=1, waiting=7, paused=1)  # fmt: skip
    month(typed, by, SEPTEMBER, identified=57, met=57, interviewed=25, volunteers=5, eligible=5,
          solved_ebe=2, left_otherwise=1, waiting=8, paused=2)  # fmt: skip
    compute(typed, AUGUST, SEPTEMBER, OCTOBER)
    found = figures(typed, SEPTEMBER)
    assert [round(found[c].value * 100, 1) for c in ("E3", "E4", "E4E")] == [
        Decimal("47.0"),
        Decimal("12.8"),
        Decimal("27.3"),
    ]
    counts = {c: int(found[c].value) for c in ("E5", "E6", "E9", "PAU", "ADE", "SOR")}
    assert counts == {"E5": 15, "E6": 3, "E9": 8, "PAU": 2, "ADE": 1, "SOR": 1}
    assert sum(counts[c] for c in ("E6", "E9", "PAU", "ADE", "SOR")) == counts["E5"]
    assert (found["E11"].numerator, found["E11"].denominator) == (2, 5)
    assert (found["E11A"].numerator, found["E11A"].denominator) == (3, 15)
    # What needs the dates of each is not made up.
    assert found["E9M"].value is None
    assert found["E13"].value is None
    assert figures(typed, SEPTEMBER, "seniority")["E9", "unknown"].value == 8
    # October is not typed yet: the totals stand, the last list known too.
    assert figures(typed, OCTOBER)["E5"].value == 15
    assert figures(typed, OCTOBER)["E9"].value == 8


def test_cells_share_out_the_whole(typed, by):
    month(typed, by, AUGUST, identified=20, met=20, volunteers=8, waiting=8,
          cells={"sex": {"F": {"met": 9, "volunteers": 5, "waiting": 5}, "M": {"met": 4}}})  # fmt: skip
    compute(typed, AUGUST)
    sex = figures(typed, AUGUST, "sex")
    assert {c: sex["REN", c].value for c in ("F", "M", "unsaid")} == {"F": 9, "M": 4, "unsaid": 7}
    assert {c: sex["E5", c].value for c in ("F", "M", "unsaid")} == {"F": 5, "M": 0, "unsaid": 3}
    # Not typed by sex: known as a whole, not said to be zero.
    assert (sex["REP", "F"].value, sex["REP", "unsaid"].value) == (None, 20)


@pytest.mark.parametrize(
    ("totals", "field", "words"),
    [
        ({"met": 3, "identified": 3, "unregistered": 4}, "unregistered", "font partie"),
        ({"met": 9, "identified": 9, "volunteers": 4, "waiting": 5}, "waiting", "4\u00a0personnes se sont portées"),
        ({"met": 9, "identified": 9, "volunteers": 4, "waiting": 4, "waiting_lt3": 1}, "waiting_gt12", "doivent être les mêmes"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_refused_in_words(typed, by, totals, field, words):
    with pytest.raises(ValidationError) as refusal:
        month(typed, by, AUGUST, **totals)
    assert words in refusal.value.message_dict[field][0]
    assert not MonthlyCount.objects.filter(territory=typed).exists()


def test_what_is_surprising_asks_why(typed, by):
    totals = {"identified": 5, "met": 8, "volunteers": 0}
    with pytest.raises(ValidationError) as refusal:
        month(typed, by, AUGUST, **totals)
    assert (
        "plus de personnes rencontrées (8) que de personnes repérées (5)"
        in (refusal.value.message_dict["reason"][0])
    )
    row = month(typed, by, AUGUST, reason="réunion ouverte au quartier voisin", **totals)
    assert row.reason
    # Asked once: a later month that adds nothing surprising of its own still stands on the total.
    month(typed, by, SEPTEMBER, identified=9, met=1)


def test_a_month_by_name_cannot_be_typed(typed, by):
    with pytest.raises(ValidationError, match="viennent des parcours"):
        month(typed, by, date(2026, 7, 1), met=1, identified=1)


def test_nobody_is_registered_by_name_while_months_are_typed(typed, by):
    with pytest.raises(ValidationError, match="passage aux noms"):
        register_person(typed, by=by, last_name="A", first_name="B", origin="ccas")


def test_the_form_says_it_before_it_is_filled(typed, as_team, sign_in):
    shown = sign_in("lead").get(reverse("ppde:person_create", args=[typed.slug])).content.decode()
    assert "Ce territoire saisit ses chiffres chaque mois" in shown
    assert reverse("evaluation:count_list", args=[typed.slug]) in shown


def test_a_person_does_not_enter_a_typed_month(typed, by):
    listed(typed, 1, AUGUST)
    month(typed, by, AUGUST, identified=6, met=6, volunteers=6, waiting=6)
    compute(typed, AUGUST)
    assert figures(typed, AUGUST)["E5"].value == 6


def passage(typed, by):
    """Six volunteers typed: one solution, one other exit, four waiting; then the four by name from October."""
    month(typed, by, AUGUST, identified=12, met=10, volunteers=6, eligible=6, solved_elsewhere=1,
          left_otherwise=1, waiting=4)  # fmt: skip
    month(typed, by, SEPTEMBER, waiting=4)
    operations.announce_names(typed, since=OCTOBER, by=by)
    for n in range(4):
        listed(typed, n, AUGUST)
    return TypedPeriod.objects.get(territory=typed)


def test_the_passage_to_names_breaks_no_series(typed, by):
    row = passage(typed, by)
    operations.reconcile(row, reason="", by=by)
    compute(typed, SEPTEMBER, OCTOBER)
    codes = ("REP", "REN", "E5", "E6", "SOR", "E9", "ADE")
    before, after = (figures(typed, m) for m in (SEPTEMBER, OCTOBER))
    assert [after[c].value for c in codes] == [before[c].value for c in codes]
    # The carried stand in the unknown cells: each breakdown still adds up.
    for breakdown in ("sex", "age", "duration", "origin", "district"):
        cells = figures(typed, OCTOBER, breakdown)
        for code in ("REP", "E5", "E6"):
            total = sum(v.value or 0 for (c, _), v in cells.items() if c == code)
            assert total == after[code].value, (breakdown, code)
    # A new solution by name adds to the carried one.
    Person.objects.filter(territory=typed, number=1000).update(
        outcome_kind="ebe", outcome_on=date(2026, 10, 5)
    )
    compute(typed, OCTOBER)
    assert figures(typed, OCTOBER)["E6"].value == 2
    assert figures(typed, SEPTEMBER)["E6"].value == 1


CODES = ("REP", "REN", "E5", "E6", "SOR", "E9", "ADE")


def shown(typed, month) -> list:
    compute(typed, month)
    found = figures(typed, month)
    return [found[code].value for code in CODES]


def test_the_last_typed_figures_stand_until_the_reconciliation(typed, by, sign_in):
    """Names are announced with no file, then one, then all: no total falls meanwhile, and each page says why."""
    november = date(2026, 11, 1)
    month(typed, by, AUGUST, identified=12, met=10, volunteers=6, eligible=6, solved_elsewhere=1,
          left_otherwise=1, waiting=4)  # fmt: skip
    before = shown(typed, SEPTEMBER)
    operations.announce_names(typed, since=OCTOBER, by=by)
    for n in range(4):
        assert shown(typed, OCTOBER) == before
        assert shown(typed, november) == before
        listed(typed, n, AUGUST)
    board = text_of(sign_in("lead").get(reverse("evaluation:exhaustivity", args=[typed.slug])))
    assert "compteront après le rapprochement" in board
    [waits] = [s for s in SOURCES if s.key == "to_reconcile"]
    assert [r.due for r in waits.rows(typed, november)] == [OCTOBER]
    row = TypedPeriod.objects.get(territory=typed)
    operations.reconcile(row, reason="", by=by)
    assert shown(typed, OCTOBER) == before
    assert not waits.rows(typed, november).exists()


def test_a_reconciliation_validated_too_soon_is_reopened(typed, by, sign_in):
    row = passage(typed, by)
    Person.objects.filter(territory=typed, number=1003).update(outcome_kind="duplicate")
    operations.reconcile(row, reason="une personne a déménagé.", by=by)
    assert shown(typed, OCTOBER)[CODES.index("E9")] == 3
    client, url = sign_in("lead"), reverse("evaluation:count_reopen", args=[typed.slug])
    assert url in client.get(reverse("evaluation:count_list", args=[typed.slug])).content.decode()
    assert "«\u00a0une personne a déménagé\u00a0». Les dossiers" in text_of(client.get(url))
    assert client.post(url, {"reason": ""}).status_code == 200
    assert client.post(url, {"reason": "Un dossier manquait"}).status_code == 302
    row.refresh_from_db()
    assert (row.reconciliation, row.gap_reason) == ({}, "")
    assert not MonthlyCount.objects.filter(territory=typed, nature="carried").exists()
    assert shown(typed, OCTOBER) == shown(typed, SEPTEMBER)
    entry = Entry.objects.get(verb="cancel", model="territories.typedperiod")
    assert (entry.reason, entry.before["waiting"]) == ("Un dossier manquait", [4, 3])
    assert client.get(url).status_code == 404
    Person.objects.filter(territory=typed, number=1003).update(outcome_kind="")
    operations.reconcile(row, reason="", by=by)
    assert shown(typed, OCTOBER) == shown(typed, SEPTEMBER)


def test_months_typed_again_keep_the_reconciliation_they_start_from(typed, by, sign_in):
    row = passage(typed, by)
    with pytest.raises(ValidationError, match="n’est pas validé"):
        operations.reopen_reconciliation(row, reason="erreur", by=by)
    operations.reconcile(row, reason="", by=by)
    operations.begin(typed, since=OCTOBER, reason="plus d’outil", by=by)
    with pytest.raises(ValidationError, match="saisit de nouveau sans noms"):
        operations.reopen_reconciliation(row, reason="erreur", by=by)
    url = reverse("evaluation:count_reopen", args=[typed.slug])
    assert sign_in("lead").get(url).status_code == 404


def test_unnamed_at_a_meeting_are_counted_once(typed, by):
    """A meeting of a typed month is in what was typed; one before or after adds to it. What is not known stays so."""
    gathering(typed, date(2026, 6, 10), 7)
    gathering(typed, date(2026, 8, 10), 5)
    gathering(typed, date(2026, 10, 10), 2)
    row = passage(typed, by)
    operations.reconcile(row, reason="", by=by)
    compute(typed, date(2026, 7, 1), AUGUST, SEPTEMBER, OCTOBER)
    met = [figures(typed, m)["REN"].value for m in (date(2026, 7, 1), AUGUST, SEPTEMBER, OCTOBER)]
    assert met == [7, 17, 17, 19]
    august = figures(typed, AUGUST)
    assert august["E13"].value is None
    assert august["E15"].denominator is None
    assert august["E5"].value == 6
    for breakdown in ("sex", "age", "duration", "origin", "district"):
        for month_, total in ((AUGUST, 17), (OCTOBER, 19)):
            cells = figures(typed, month_, breakdown)
            assert sum(v.value or 0 for (c, _), v in cells.items() if c == "REN") == total


def test_a_missing_person_is_explained(typed, by):
    row = passage(typed, by)
    Person.objects.filter(territory=typed, number=1003).update(outcome_kind="duplicate")
    assert {x.field: x.gap for x in reconciliation.compare(row)}["waiting"] == 1
    with pytest.raises(ValidationError, match="n’ont pas le même nombre"):
        operations.reconcile(row, reason=" ", by=by)
    operations.reconcile(row, reason="une personne a déménagé", by=by)
    row.refresh_from_db()
    assert row.reconciliation["waiting"] == [4, 3]
    with pytest.raises(ValidationError, match="déjà fait"):
        operations.reconcile(row, reason="", by=by)


def test_back_to_typed_months_keeps_what_was_counted(typed, by):
    TypedPeriod.objects.filter(territory=typed).delete()
    for n in range(3):
        listed(typed, n, date(2026, 5, 1), outcome_on=date(2026, 6, 1), outcome_kind="ebe")
    operations.begin(typed, since=SEPTEMBER, reason="plus d’outil", by=by)
    month(typed, by, SEPTEMBER, identified=2, met=2, volunteers=2, waiting=2)
    compute(typed, AUGUST, SEPTEMBER)
    assert (figures(typed, AUGUST)["E6"].value, figures(typed, SEPTEMBER)["E6"].value) == (3, 3)
    assert figures(typed, SEPTEMBER)["E5"].value == 5
    with pytest.raises(ValidationError, match="déjà saisis"):
        operations.begin(typed, since=OCTOBER, reason="encore", by=by)


def test_typing_on_the_page_loses_nothing(typed, as_team, sign_in):
    client = sign_in("officer")
    url = reverse("evaluation:count_edit", args=["venissieux", 2026, 9])
    zero = dict.fromkeys(("interviewed", "eligible", "proposed", "solved_ebe", "solved_elsewhere", "left_otherwise", "paused"), "0")  # fmt: skip
    sent = zero | {"identified": "5", "met": "8", "volunteers": "3", "waiting": "3", "sex__F__met": "6"}  # fmt: skip
    page = client.post(url, sent)
    assert "que de personnes repérées (5)" in text_of(page)
    assert 'value="8"' in page.content.decode()
    assert "trop petit" in text_of(client.post(url, sent | {"met": "-1"}))
    assert client.post(url, sent | {"reason": "forum"}).status_code == 302
    listing = text_of(client.get(reverse("evaluation:count_list", args=["venissieux"])))
    assert "Septembre\u00a02026" in listing
    assert "Saisir août\u00a02026" in listing
    as_team.see_all()
    assert MonthlyCount.objects.get(territory=typed, breakdown="sex", cell="F").met == 6
    board = text_of(sign_in("lead").get(reverse("evaluation:exhaustivity", args=["venissieux"])))
    assert "Saisie mensuelle du territoire, sans aucun nom." in board


def test_a_breakdown_of_which_nothing_is_written_is_closed(typed, by, sign_in):
    """Thirty boxes that nobody has to fill in stand not between the figures and the button."""
    client = sign_in("officer")
    url = reverse("evaluation:count_edit", args=["venissieux", 2026, 8])
    assert client.get(url).content.decode().count('<details class="panel') == 3
    month(typed, by, AUGUST, identified=6, met=6, cells={"sex": {"F": {"met": 2}}})
    page = client.get(url).content.decode()
    assert page.count('<details class="panel') == 2
    assert page.index("Sexe (facultatif)") < page.index('<details class="panel')
    wrong = client.post(url, {"age__lt26__met": "-1"}).content.decode()
    assert wrong.count('<details class="panel') == 2


def test_each_page_says_where_its_figures_come_from(typed, as_team, by, sign_in):
    """« Saisie mensuelle » stands beside typed figures on the dashboards, the indicators, the comparison and in reports."""
    month(typed, by, OCTOBER, identified=30, met=30, volunteers=20, waiting=20)
    close_months(as_team.hub.pk, OCTOBER, this_month())
    said = "saisie mensuelle du territoire, sans aucun nom"
    for kind in ("lead", "member"):
        client = sign_in(kind)
        for name, args in (
            ("dashboard", []), ("indicator_list", []), ("indicator_detail", ["E5"]), ("exhaustivity", []),
        ):  # fmt: skip
            page = client.get(reverse(f"evaluation:{name}", args=["venissieux", *args]))
            assert said in text_of(page).lower(), (kind, name)
    client = sign_in("hub_admin")
    hub = as_team.hub.slug
    assert f"Saisie mensuelle, sans aucun nom\u00a0: {typed.name}." in text_of(
        client.get(reverse("evaluation:dashboard", args=[hub]))
    )
    comparison = client.get(reverse("evaluation:comparison", args=[hub]))
    assert "Saisie mensuelle" in text_of(comparison)
    as_team.see_all()
    sheet = json.dumps(frozen(as_team, audience="hub"), ensure_ascii=False)
    assert "Saisie mensuelle du territoire, sans aucun nom." in sheet
    # What the enterprises write is not typed by month.
    assert "Contrats enregistrés par les EBE." in sheet


def test_the_dashboard_opens_the_months_where_nobody_is_named(typed, as_team, by, sign_in):
    url = reverse("evaluation:dashboard", args=[typed.slug])
    month(typed, by, OCTOBER, identified=30, met=30, volunteers=20, waiting=20)
    close_months(as_team.hub.pk, OCTOBER, this_month())
    shown = sign_in("lead").get(url).content.decode()
    assert reverse("evaluation:count_list", args=[typed.slug]) in shown
    assert reverse("ppde:person_create", args=[typed.slug]) not in shown


def test_the_hub_adds_typed_and_computed_territories(typed, as_team, by):
    from evaluation.operations import close_months

    month(typed, by, OCTOBER, identified=10, met=10, volunteers=6, waiting=6)
    close_months(as_team.hub.pk, OCTOBER)
    hub, mine = (
        IndicatorValue.objects.get(territory=t, code="E9", month=OCTOBER, breakdown="").value
        for t in (as_team.hub, typed)
    )
    assert mine == 6
    assert hub >= mine
    cells = IndicatorValue.objects.filter(
        territory=as_team.hub, code="E9", month=OCTOBER, breakdown="seniority"
    )
    assert sum(c.value or 0 for c in cells) == hub
    assert aggregates.read(as_team.hub, exact=False, month=OCTOBER).month == OCTOBER


def test_begun_by_mistake_it_is_taken_back_the_same_month(as_team, by, sign_in):
    home = as_team.home
    TypedPeriod.objects.filter(territory=home).delete()
    MonthlyCount.objects.filter(territory=home).delete()
    operations.begin(home, since=this_month(), reason="pour voir", by=by)
    before = {"territory": home, "month": this_month(), "nature": "before"}
    assert MonthlyCount.objects.filter(**before).exists()
    client, url = sign_in("lead"), reverse("evaluation:count_take_back", args=[home.slug])
    shown = client.get(reverse("evaluation:count_list", args=[home.slug])).content.decode()
    assert url in shown
    assert client.post(url, {"reason": "La page était essayée"}).status_code == 302
    assert not TypedPeriod.objects.filter(territory=home, period__endswith__isnull=True).exists()
    assert not MonthlyCount.objects.filter(**before).exists()
    entry = Entry.objects.get(verb="cancel", model="territories.typedperiod")
    assert (entry.user, entry.reason) == (by, "La page était essayée")
    register_person(home, by=by, last_name="A", first_name="B", origin="ccas")
    # Once it is over, there is nothing to take back.
    assert client.get(url).status_code == 404


def test_a_month_typed_keeps_the_typing(typed, by, sign_in):
    month(typed, by, AUGUST, identified=6, met=6)
    with pytest.raises(ValidationError, match="est déjà saisi sans nom"):
        operations.take_back(typed, reason="erreur", by=by)
    shown = sign_in("lead").get(reverse("evaluation:count_list", args=[typed.slug]))
    assert "Annuler la saisie sans noms" not in shown.content.decode()


def test_names_announced_too_early_are_taken_back_and_the_figures_stand(typed, by, sign_in):
    month(
        typed, by, SEPTEMBER, identified=6, met=6, volunteers=5, eligible=4, waiting=4, solved_ebe=1
    )
    operations.announce_names(typed, since=OCTOBER, by=by)
    compute(typed, OCTOBER)
    # Nothing is reconciled: the last list typed stands, whatever the files already say.
    assert figures(typed, OCTOBER)["E9"].value == 4
    client, url = sign_in("lead"), reverse("evaluation:count_names_back", args=[typed.slug])
    assert url in client.get(reverse("evaluation:count_list", args=[typed.slug])).content.decode()
    assert "Écrivez" not in client.post(url, {"reason": "La page était essayée"}).content.decode()
    row = TypedPeriod.objects.get(territory=typed)
    assert (row.since, row.until) == (AUGUST, None)
    compute(typed, OCTOBER)
    assert (figures(typed, OCTOBER)["E9"].value, figures(typed, OCTOBER)["E6"].value) == (4, 1)
    entry = Entry.objects.get(verb="cancel", model="territories.typedperiod")
    assert (entry.user, entry.reason) == (by, "La page était essayée")
    assert client.get(url).status_code == 404
    with pytest.raises(ValidationError, match="n’attend son rapprochement"):
        operations.take_back_names(typed, reason="encore", by=by)


def test_a_second_typing_keeps_those_carried_without_a_name(typed, by):
    """Typed, by name, typed again, by name again: the cumulated figures never fall, nor count anybody twice."""
    row = passage(typed, by)
    operations.reconcile(row, reason="", by=by)
    compute(typed, SEPTEMBER)
    codes = ("REP", "E5", "E6")
    before = [figures(typed, SEPTEMBER)[c].value for c in codes]
    operations.begin(typed, since=OCTOBER, reason="plus d’outil", by=by)
    month(typed, by, OCTOBER, waiting=4)
    november = date(2026, 11, 1)
    again = operations.announce_names(typed, since=november, by=by)
    compute(typed, OCTOBER)
    assert [figures(typed, OCTOBER)[c].value for c in codes] == before
    operations.reconcile(again, reason="", by=by)
    compute(typed, november)
    assert [figures(typed, november)[c].value for c in codes] == before
