"""What the law asks of the end: proposed, kept or approved."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from ebe.models import Contract
from ppde import operations
from ppde.duplicates.models import Lookalike
from ppde.models import (
    Elimination,
    EliminationLine,
    EventKind,
    Person,
)
from ppde.retention import anonymise, times
from ppde.retention import operations as retention
from ppde.retention.views import _failed_words
from ppde.tasks import sweep_eliminations
from territories.scoping import scoped
from tests.ppde.retention_kit import CANARY, LONG_AGO


def test_a_file_without_contact_for_two_years_is_proposed(as_team, old):
    assert [p.pk for p in times.without_contact(as_team.home, 24)] == [old.pk]
    assert [p.pk for p in times.without_contact(as_team.home, 36)] == []
    operations.add_event(old, EventKind.CONTACT, timezone.localdate(), "", by=as_team.users["lead"])
    assert not times.without_contact(as_team.home, 24).exists()


def test_whoever_is_on_the_list_or_works_in_the_ebe_is_still_followed(as_team, rule):
    Person.objects.filter(territory=as_team.home).update(
        identified_on=LONG_AGO, last_contact_on=LONG_AGO, outcome_on=None
    )
    listed, hired = as_team.rows["home"]["person"], as_team.rows["home"]["contract"].person
    assert listed.state == "listed"
    assert hired.state == "ebe"
    assert set(times.without_contact(as_team.home, 12)) == set()


def test_the_rule_of_the_territory_stands_before_its_hubs(as_team, rule):
    lead = as_team.users["lead"]
    assert times.rule_of(as_team.home).months == 24
    today = timezone.localdate()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    times.write_rule(as_team.hub, today, 18, 16, "délibération", by=lead)
    assert times.rule_of(as_team.home).months == 18
    times.write_rule(as_team.home, today, 12, 10, "délibération", by=lead)
    assert times.rule_of(as_team.home).months == 12
    assert times.rule_of(as_team.home, yesterday).months == 24
    with pytest.raises(ValidationError, match="avertissement"):
        times.write_rule(as_team.home, tomorrow, 12, 12, "x", by=lead)
    with pytest.raises(ValidationError, match="est passé"):
        times.write_rule(as_team.home, yesterday, 6, 4, "x", by=lead)
    with pytest.raises(ValidationError, match="commence déjà"):
        times.write_rule(as_team.home, today, 6, 4, "x", by=lead)
    assert times.rule_of(as_team.home).months == 12


def test_a_kept_file_stays_and_says_why(as_team, old):
    lead = as_team.users["lead"]
    made = retention.prepare(as_team.home, by=lead)
    line = made.lines.get()
    retention.keep(line, "Rendez-vous pris pour décembre.", by=lead)
    with pytest.raises(ValidationError, match="gardées"):
        retention.approve(made, "2026-114", by=lead)
    retention.keep(line, "", by=lead)
    with pytest.raises(ValidationError, match="visa"):
        retention.approve(made, " ", by=lead)
    retention.give_up(made, by=lead)
    assert Person.objects.get(pk=old.pk).last_name == CANARY


def test_somebody_who_came_back_after_the_list_is_kept(as_team, old):
    lead = as_team.users["lead"]
    made = retention.prepare(as_team.home, by=lead)
    retention.approve(made, "2026-114", by=lead)
    operations.add_event(old, EventKind.CONTACT, timezone.localdate(), "", by=lead)
    assert retention.eliminate(made) == 0
    with scoped(as_team.home.pk):
        assert made.lines.get().kept_because.startswith("Contact le")
        assert Person.objects.get(pk=old.pk).last_name == CANARY


def limited(world, person):
    asked = operations.record_request(
        person, "limitation", received_on=timezone.localdate(), channel="desk", identity="known", by=world.users["lead"]
    )  # fmt: skip
    operations.answer_request(asked, "granted", "Votre dossier est gelé.", by=world.users["lead"])


def asking(world, person):
    operations.record_request(
        person, "access", received_on=timezone.localdate(), channel="desk", by=world.users["lead"]
    )


def employed(world, person):
    Contract.objects.filter(pk=world.rows["home"]["contract"].pk).update(person=person)


def listed_again(world, person):
    Person.objects.filter(pk=person.pk).update(state="listed")


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (limited, "Dossier gelé le"),
        (asking, "Une demande de la personne sur ses données est à instruire."),
        (employed, "Le contrat de la personne dans l’EBE court encore."),
        (listed_again, "La personne est de nouveau sur la liste"),
    ],
)
def test_what_forbids_the_end_after_the_list_keeps_the_file(as_team, old, meanwhile, reason):
    lead = as_team.users["lead"]
    made = retention.prepare(as_team.home, by=lead)
    meanwhile(as_team, old)
    assert not times.without_contact(as_team.home, 24).exists()
    retention.approve(made, "2026-114", by=lead)
    assert retention.eliminate(made) == 0
    with scoped(as_team.home.pk):
        assert made.lines.get().kept_because.startswith(reason)
        assert Person.objects.get(pk=old.pk).last_name == CANARY


def test_a_file_erased_meanwhile_is_not_said_to_be_kept(as_team, old):
    """The page of one colleague was open while another approved the list."""
    lead = as_team.users["lead"]
    made = retention.prepare(as_team.home, by=lead)
    seen = EliminationLine.objects.select_related("elimination").get(elimination=made)
    retention.approve(made, "2026-114", by=lead)
    retention.eliminate(made)
    with scoped(as_team.home.pk):
        with pytest.raises(ValidationError, match="ne change plus"):
            retention.keep(seen, "Rendez-vous pris.", by=lead)
        line = made.lines.get()
        assert (line.kept_because, line.person) == ("", None)
        assert line.done_at


def test_whoever_the_enterprise_employs_is_not_erased(as_team, rule):
    """The register of staff names its employees as long as they work (RGPD art. 17-3-b)."""
    lead, contract = as_team.users["lead"], as_team.rows["home"]["contract"]
    hired = Person.objects.get(pk=contract.person_id)
    asked = operations.record_request(
        hired, "erasure", received_on=timezone.localdate(), channel="desk", identity="known", by=lead
    )  # fmt: skip
    with pytest.raises(ValidationError, match="court encore"), transaction.atomic():
        operations.answer_request(asked, "granted", "Accordé.", by=lead)
    assert Person.objects.get(pk=hired.pk).limited_on is None
    operations.answer_request(asked, "refused", "Après votre départ.", by=lead)
    Person.objects.filter(pk=hired.pk).update(identified_on=LONG_AGO)
    Contract.objects.filter(pk=contract.pk).update(
        ends_on=LONG_AGO, starts_on=LONG_AGO, leaving="resigned"
    )
    assert retention.eliminate_on_request(hired, "demande 2026-8", by=lead)


def test_a_file_that_cannot_be_emptied_is_told_and_stops_no_other(
    as_team, old, sign_in, monkeypatch
):

    lead = as_team.users["lead"]
    other = operations.register_person(
        as_team.home, by=lead, identified_on=LONG_AGO, first_name="Lou", last_name="Autre", origin="ccas"
    )  # fmt: skip
    made = retention.prepare(as_team.home, by=lead)
    retention.approve(made, "2026-114", by=lead)
    empty = anonymise.empty

    def refused(person, line):
        if person.pk == old.pk:
            with connection.cursor() as cursor:
                cursor.execute("select 1 / 0")
        return empty(person, line)

    monkeypatch.setattr(anonymise, "empty", refused)
    sweep_eliminations()
    with scoped(as_team.home.pk):
        assert Person.objects.get(pk=other.pk).last_name == "Anonyme"
        assert Person.objects.get(pk=old.pk).last_name == CANARY
        made.refresh_from_db()
    assert made.state == "approved"
    page = reverse("ppde:elimination_detail", args=[as_team.home.slug, made.pk])
    shown = sign_in("lead").get(page).content.decode()
    assert "1\u00a0dossier n’a pas pu être effacé\u00a0:" in shown
    assert "Pas encore effacé" in shown
    monkeypatch.undo()
    sweep_eliminations()
    with scoped(as_team.home.pk):
        assert Person.objects.get(pk=old.pk).last_name == "Anonyme"
        made.refresh_from_db()
    assert made.state == "done"
    assert "pas pu" not in sign_in("lead").get(page).content.decode()


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, ""),
        (1, "1\u00a0dossier n’a pas pu être effacé"),
        (2, "2\u00a0dossiers n’ont pas pu être effacés"),
    ],
)
def test_what_could_not_be_erased_is_counted_in_words(as_team, rule, n, said):
    lead = as_team.users["lead"]
    made = Elimination.objects.create(
        territory=as_team.home, state="approved", cut_off=LONG_AGO, prepared_by=lead
    )
    for number in range(n):
        made.lines.create(
            territory=as_team.home, number=number, last_on=LONG_AGO, failed_at=timezone.now()
        )
    assert _failed_words(made, "dossier").startswith(said)
    assert bool(_failed_words(made, "dossier")) is (n > 0)


def test_a_list_that_fails_leaves_those_of_the_other_territories(as_team, old, monkeypatch):
    lead, done = as_team.users["lead"], []
    made = [
        Elimination.objects.create(
            territory=place, origin="request", state="approved", cut_off=LONG_AGO, prepared_by=lead
        )
        for place in (as_team.home, as_team.next)
    ]  # fmt: skip

    def run(one):
        done.append(one.pk)
        raise RuntimeError

    monkeypatch.setattr(retention, "eliminate", run)
    sweep_eliminations()
    assert {one.pk for one in made} <= set(done)


def test_one_list_at_a_time_and_run_twice_it_does_it_once(as_team, old):
    lead = as_team.users["lead"]
    made = retention.prepare(as_team.home, by=lead)
    with pytest.raises(ValidationError, match="déjà ouverte"):
        retention.prepare(as_team.home, by=lead)
    retention.approve(made, "2026-114", by=lead)
    assert retention.eliminate(made) == 1
    assert retention.eliminate(made) == 0


def test_the_pages_from_the_rule_to_the_visa(as_team, old, sign_in):

    def page(name, *args):
        return reverse(f"ppde:{name}", args=[as_team.home.slug, *args])

    lead = sign_in("lead")
    shown = lead.get(page("retention_view")).content.decode()
    assert "1\u00a0dossier a passé 24\u00a0mois sans contact" in shown
    assert old.reference in lead.get(page("retention_due")).content.decode()
    lead.post(page("elimination_prepare"))
    made = Elimination.objects.get(territory=as_team.home, state="draft")
    line = EliminationLine.objects.get(elimination=made)
    waits = f'{page("elimination_detail", made.pk)}">Lire et approuver la liste du'
    assert waits in lead.get(page("retention_view")).content.decode()
    shown = sign_in("officer").get(page("retention_view")).content.decode()
    assert waits.replace("Lire et approuver", "Voir") in shown
    lead = sign_in("lead")
    lead.post(page("elimination_keep", line.pk), {"reason": "Rendez-vous pris."})
    assert "Rendez-vous pris." in lead.get(page("elimination_detail", made.pk)).content.decode()
    lead.post(page("elimination_keep", line.pk), {"reason": ""})
    refused = lead.post(page("elimination_approve", made.pk), {"visa": "2026-114"})
    assert 'value="2026-114"' in refused.content.decode()
    lead.post(page("elimination_approve", made.pk), {"visa": "2026-114", "sure": "on"})
    retention.eliminate(made)
    assert "la liste du" not in lead.get(page("retention_view")).content.decode()
    shown = lead.get(page("elimination_detail", made.pk)).content.decode()
    assert "Identité effacée" in shown
    assert CANARY not in shown


def test_a_file_to_eliminate_that_may_be_another_one_leads_to_the_comparison(as_team, old, sign_in):
    """One of the two may still be followed. Said to be two persons, or once it is erased, nothing is said."""
    made = retention.prepare(as_team.home, by=as_team.users["lead"])
    other = Person.objects.exclude(pk=old.pk).earliest("pk")
    pair = Lookalike.objects.create(
        territory=as_team.home, first=other, second=old, likeness=0.9, reasons=["même nom"]
    )
    url = reverse("ppde:elimination_detail", args=[as_team.home.slug, made.pk])
    compare = reverse("ppde:duplicate_compare", args=[as_team.home.slug, pair.pk])

    def shown() -> list[bool]:
        page = sign_in("lead").get(url).content.decode()
        return [f"Peut-être la même personne que {other.reference}" in page, compare in page]

    assert shown() == [True, True]
    Lookalike.objects.update(state=Lookalike.State.APART)
    assert shown() == [False, False]
    Lookalike.objects.update(state=Lookalike.State.OPEN)
    EliminationLine.objects.update(done_at=timezone.now())
    assert shown() == [False, False]


def test_the_lists_take_as_many_queries_for_one_as_for_many(as_team, old, sign_in):
    from django.db import connection as db
    from django.test.utils import CaptureQueriesContext

    lead = sign_in("lead")
    made = retention.prepare(as_team.home, by=as_team.users["lead"])
    here = as_team.home.slug
    urls = [
        reverse("ppde:retention_view", args=[here]),
        reverse("ppde:retention_due", args=[here]),
        reverse("ppde:elimination_detail", args=[here, made.pk]),
    ]

    def counts():
        found = []
        for url in urls:
            lead.get(url)
            with CaptureQueriesContext(db) as captured:
                assert lead.get(url).status_code == 200
            found.append(len(captured))
        return found

    few = counts()
    for n in range(6):
        other = operations.register_person(
            as_team.home, by=as_team.users["lead"], identified_on=LONG_AGO, first_name="Lou", last_name=f"Nom{n}", origin="ccas"
        )  # fmt: skip
        made.lines.create(
            territory=as_team.home, person=other, number=other.number, last_on=LONG_AGO
        )
        Elimination.objects.create(
            territory=as_team.home,
            state="done",
            cut_off=LONG_AGO,
            prepared_by=as_team.users["lead"],
        )
    assert counts() == few
    assert max(few) <= 15
