"""What the law asks of the end: proposed, kept or approved, emptied everywhere, without moving a figure."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from ebe.models import Contract
from evaluation.models import IndicatorValue
from evaluation.operations.figures import months_back, recompute
from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.models import (
    Elimination,
    EliminationLine,
    EventKind,
    JourneyEvent,
    Pause,
    Person,
    PersonKey,
    RetentionRule,
    SchemeRequest,
)
from ppde.operations.imports import register_many
from ppde.retention import anonymise, times
from ppde.retention import operations as retention
from ppde.retention.views import _failed_words
from ppde.tasks import sweep_eliminations
from territories.imports import operations as imports
from territories.imports.models import Batch, StagedRow
from territories.models import Entry
from territories.periods import period
from territories.scoping import scoped
from tests.evaluation import small_world
from tests.imports.test_persons import staged
from tests.world import moment

CANARY = "Ornithorynque"
LONG_AGO = timezone.localdate() - timedelta(days=900)


@pytest.fixture
def rule(as_team):
    """Only the default: what the small world holds is put away."""
    EliminationLine.objects.filter(territory=as_team.home).delete()
    Elimination.objects.filter(territory=as_team.home).delete()
    RetentionRule.objects.filter(territory=as_team.home).delete()


@pytest.fixture
def old(as_team, rule):
    """Somebody met long ago, whose name and words went into every corner that a team may write in."""
    lead = as_team.users["lead"]
    person = operations.register_person(
        as_team.home, by=lead, identified_on=LONG_AGO, first_name=f"{CANARY} prénom", last_name=CANARY, origin="ccas",
        birth_year=1984, sex="F", phone="06 55 44 33 22", email=f"{CANARY.lower()}@exemple.fr",
        comment=f"{CANARY} préfère le matin.", contact_preference=f"chez {CANARY}",
        orienting_organisation=as_team.rows["home"]["organisation"],
    )  # fmt: skip
    operations.add_event(person, EventKind.INTERVIEW, LONG_AGO, f"{CANARY} raconte.", by=lead)
    fact = person.events.filter(kind=EventKind.INTERVIEW).get()
    operations.correct_event(
        fact, EventKind.CONTACT, LONG_AGO, f"{CANARY} a écrit.", by=lead, reason=f"{CANARY} le dit."
    )
    operations.update_person(person, by=lead, comment=f"{CANARY} préfère le soir.")
    operations.record_reading(person, by=lead)
    return person


def traces(word: str) -> list[str]:
    """Tables where any column of any row holds the word, read as a dump would write it."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'select count(*) from "{table}" as t where t::text ilike %s', [f"%{word}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def eliminate(world, person):
    made = retention.prepare(world.home, by=world.users["lead"])
    retention.approve(made, "2026-114", by=world.users["lead"])
    retention.eliminate(made)
    made.refresh_from_db()
    return made


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


NAMED_LISTS = (
    "ppde:review_list", "ppde:pause_list", "ppde:refusal_list", "ppde:follow_up_list", "ppde:mobility_list",
    "ppde:scheme_request_list",
)  # fmt: skip


def test_what_is_left_of_an_erased_file_is_in_no_list_and_takes_no_act(sign_in, world):
    """Its row led to a page that is there no more, and an answer written there told of the person again."""
    lead, here = world.users["lead"], world.home.slug
    browser = sign_in("lead")

    def shown(person) -> set[str]:
        pages = {
            name: browser.get(reverse(name, args=[here])).content.decode() for name in NAMED_LISTS
        }
        return {name for name, html in pages.items() if person.reference in html}

    with scoped(world.home.pk, user=lead.pk):
        persons = list(Person.objects.filter(territory=world.home))
    assert set().union(*map(shown, persons)) == set(NAMED_LISTS)
    with scoped(world.home.pk, user=lead.pk):
        erased = Person.objects.filter(territory=world.home)
        erased.update(anonymised_on=timezone.localdate(), limited_on=None)
    assert set().union(*map(shown, persons)) == set()
    # What the enterprise was proposed stays, and leads nowhere.
    told = browser.get(reverse("ebe:proposal_list", args=[here])).content.decode()
    assert "1\u00a0proposition" in told
    assert not any(f'{person.get_absolute_url()}"' in told for person in persons)
    assert "/corriger/" not in told
    with scoped(world.home.pk, user=lead.pk), pytest.raises(ValidationError, match="effacé"):
        request = SchemeRequest.objects.filter(territory=world.home).first()
        operations.correct_request(
            request, state="obtained", on=timezone.localdate(), result="x", reason="y", by=lead
        )


def test_no_trace_of_the_person_is_left_anywhere(as_team, old):
    assert set(traces(CANARY)) >= {"ppde_person", "ppde_journeyevent", "territories_entry"}
    made = eliminate(as_team, old)
    with scoped(as_team.home.pk, as_team.next.pk, as_team.hub.pk):
        assert traces(CANARY) == []
        assert traces("0655443322") == traces("06 55 44 33 22") == []
        assert not PersonKey.objects.filter(person=old.pk).exists()
    line = made.lines.get()
    assert (made.state, line.person, line.number) == ("done", None, old.number)
    assert line.done_at


def test_no_import_under_way_keeps_the_person(as_team, old, rule):
    """Rows that wait, that could not be written, or that wrote a fact: none is tied to the file by its number alone."""
    day = f"{LONG_AGO:%d/%m/%Y}"
    fact = imports.confirm(
        staged(as_team, f"{old.reference};Atelier;{day};{CANARY} est venue.", head="Numéro;Fait;Date;Précision", kind="faits")
    )  # fmt: skip
    written = imports.confirm(
        staged(as_team, f"{CANARY};{CANARY} prénom;1821", "Autre;Lou;1990", head="Nom;Prénom;Né en")
    )
    waiting = staged(as_team, f"{CANARY.upper()};{CANARY} prénom;1984", head="Nom;Prénom;Né en")
    other = staged(as_team, "Dupont;Alix;1980", head="Nom;Prénom;Né en")
    assert (fact.state, written.state, waiting.state) == ("done", "done", "checked")
    assert "territories_stagedrow" in traces(CANARY)
    eliminate(as_team, old)
    with scoped(as_team.home.pk, as_team.next.pk, as_team.hub.pk):
        assert traces(CANARY) == []
        waiting.refresh_from_db()
        other.refresh_from_db()
    assert (waiting.state, waiting.file.name) == ("closed", "")
    assert other.state == "checked"


SPELT = "Nom;Prénom;Né en;Tél;Courriel"
DOUBTFUL = "Ornytorinc;Alix;1984;;"


@pytest.mark.parametrize("state", ["checked", "writing", "failed"])
@pytest.mark.parametrize(
    ("said", "head", "kind"),
    [
        (f"{CANARY.upper()};{CANARY} PRENOM;;;", SPELT, "personnes"),
        (f"{CANARY} Prenom;{CANARY};;;", SPELT, "personnes"),
        # The platform names whom the row may be about.
        (DOUBTFUL, SPELT, "personnes"),
        ("Autre;Alix;;06.55.44.33.22;", SPELT, "personnes"),
        ("Autre;Alix;;+33 6 55 44 33 22;", SPELT, "personnes"),
        ("Autre;Alix;;;Ornithorynque@Exemple.fr", SPELT, "personnes"),
        ("M-{number:04d};Atelier;01/01/2020", "Numéro;Fait;Date", "faits"),
    ],
)
def test_an_import_that_is_not_written_is_closed_however_it_tells_the_person(
    as_team, old, said, head, kind, state
):
    """Confirmed, its worker lost or stopped: it would open the file again, or keep the row to be corrected."""
    Person.objects.filter(pk=old.pk).update(
        phone="06 55 44 33 22", email="ornithorynque@exemple.fr"
    )
    waiting = staged(as_team, said.format(number=old.number), head=head, kind=kind)
    assert waiting.state == "checked"
    if said == DOUBTFUL:
        doubt = [old.pk, f"C’est {old.reference}", f"Ressemble à {old.reference} (nom proche)."]
        StagedRow.objects.filter(batch=waiting, line=2).update(doubts=[doubt])
    if state != "checked":
        job = {"writing": "waiting", "failed": "failed"}[state]
        Batch.objects.filter(pk=waiting.pk).update(state="writing", job=job)
    eliminate(as_team, Person.objects.get(pk=old.pk))
    with scoped(as_team.home.pk):
        waiting.refresh_from_db()
        assert (waiting.state, waiting.job) == ("closed", "")
        assert not StagedRow.objects.filter(batch=waiting).exists()
        assert traces(CANARY) == []


@pytest.mark.parametrize(
    "said",
    [
        # Each begins with what is looked for, or says half of it.
        f"{CANARY}s;Prénomme;;;",
        f"{CANARY};Alix;1871;;",
        "Autre;Alix;;06 55 44 33 11;",
    ],
)
def test_an_import_about_others_goes_on(as_team, old, said):
    Person.objects.filter(pk=old.pk).update(phone="06 55 44 33 22", first_name="Prénom")
    waiting = staged(as_team, said, head=SPELT)
    StagedRow.objects.filter(batch=waiting).update(doubts=[])
    eliminate(as_team, Person.objects.get(pk=old.pk))
    with scoped(as_team.home.pk):
        waiting.refresh_from_db()
        assert waiting.state == "checked"


def everybody_gone(home) -> list[Person]:
    """Old files of every make: volunteers, eligible, proposed to, paused, gone each way, of every age, sex, origin and duration."""
    kinds = ["ebe", "permanent", "siae", "training", "moved", "no_longer", "died", ""]
    origins, durations = (
        Person._meta.get_field("origin").choices,
        Person._meta.get_field("duration").choices,
    )
    made = []
    for n in range(16):
        kind, first = kinds[n % len(kinds)], LONG_AGO - timedelta(days=40 * n)
        is_volunteer = bool(kind) or n > 8
        gone = first + timedelta(days=60 + n)
        made.append(
            small_world.person(
                home, n, identified_on=first, met_on=first, interviewed_on=first if n % 3 else None,
                birth_year=1948 + 4 * n, sex="FMX"[n % 3] if n % 4 else "", origin=origins[n % len(origins)][0],
                duration=durations[n % len(durations)][0], france_travail=("yes", "no", "unknown")[n % 3],
                volunteer_on=first if is_volunteer else None,
                volunteer_recorded_at=moment(first.year, first.month, first.day) if is_volunteer else None,
                eligible_on=first + timedelta(days=20) if kind else None,
                first_proposal_on=first + timedelta(days=30) if n % 2 and kind else None,
                outcome_on=gone if kind else None, outcome_kind=kind, state="left" if kind else "met",
            )
        )  # fmt: skip
        if kind:
            Pause.objects.create(
                territory=home, person=made[-1], reason="care",
                period=period(first + timedelta(days=30), first + timedelta(days=50)),
            )  # fmt: skip
    return made


def test_no_figure_moves(as_team, old):
    """Every indicator of every month since the first file, by every breakdown, the same to the last figure."""
    first, today = LONG_AGO - timedelta(days=700), timezone.localdate()
    span = (today.year - first.year) * 12 + today.month - first.month + 1
    months = months_back(today.replace(day=1), span)

    def figures():
        recompute(as_team.home.pk, *months)
        rows = IndicatorValue.objects.filter(territory=as_team.home)
        return {
            (v.code, v.breakdown, v.cell, v.month): (v.value, v.numerator, v.denominator)
            for v in rows
        }

    with scoped(as_team.home.pk):
        gone = everybody_gone(as_team.home)
        before = figures()
        told = {code for (code, *_), (value, *_) in before.items() if value}
        cells = {(name, cell) for (_, name, cell, _), (value, *_) in before.items() if value}
    assert told >= {"REP", "REN", "ENT", "E5", "E6", "SOR", "E9", "PAU", "ADE", "E10P90", "E11"}
    assert {name for name, _ in cells} >= {"sex", "age", "duration", "origin", "kind"}
    made = eliminate(as_team, old)
    assert made.lines.filter(done_at__isnull=False).count() == len(gone) + 1
    with scoped(as_team.home.pk):
        after = figures()
    assert len(before) > 1_000
    assert {
        key: (before.get(key), after.get(key))
        for key in before | after
        if before.get(key) != after.get(key)
    } == {}


@pytest.mark.parametrize(
    ("born", "same"), [(1984, False), (2003, False), (1950, False), (None, True)]
)
def test_the_year_of_birth_is_blurred_inside_its_band(as_team, old, born, same):
    old.birth_year = born
    blurred = anonymise.coarse_year(old)
    assert (blurred == born) is same
    if born:
        for year in range(old.identified_on.year, timezone.localdate().year + 1):
            bands = [sum((year - b) >= age for age in (26, 50)) for b in (born, blurred)]
            assert bands[0] == bands[1]


def test_the_year_stays_when_a_band_was_crossed(as_team, old):
    old.birth_year = timezone.localdate().year - 50
    assert anonymise.coarse_year(old) == old.birth_year


def test_what_is_left_is_on_no_page(as_team, old, sign_in):
    from django.urls import reverse

    eliminate(as_team, old)
    lead = sign_in("lead")
    listed = lead.get(reverse("ppde:person_list", args=[as_team.home.slug])).content.decode()
    assert "Anonyme" not in listed
    assert (
        lead.get(reverse("ppde:person_detail", args=[as_team.home.slug, old.pk])).status_code == 404
    )


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
    from django.urls import reverse

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


def test_history_is_emptied_for_an_approved_line_only(as_team, old):
    made = retention.prepare(as_team.home, by=as_team.users["lead"])
    fact = old.events.first()
    ask = "select empty_history(%s, 'ppde_journeyevent', %s, '{\"text\": \"\"}')"
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="approved"),
        transaction.atomic(),
    ):
        cursor.execute(ask, [made.lines.get().pk, fact.pk])
    assert JourneyEvent.objects.get(pk=fact.pk).text


def test_a_request_for_erasure_empties_one_file(as_team, old):
    made = retention.eliminate_on_request(old, "demande 2026-3", by=as_team.users["lead"])
    assert retention.eliminate(made) == 1
    with scoped(as_team.home.pk):
        assert traces(CANARY) == []
        assert Entry.objects.filter(verb="decide", object_id=made.pk).exists()
    with pytest.raises(ValidationError, match="encore sur la liste"):
        retention.eliminate_on_request(
            as_team.rows["home"]["person"], "x", by=as_team.users["lead"]
        )


def test_the_pages_from_the_rule_to_the_visa(as_team, old, sign_in):
    from django.urls import reverse

    def page(name, *args):
        return reverse(f"ppde:{name}", args=[as_team.home.slug, *args])

    lead = sign_in("lead")
    shown = lead.get(page("retention_view")).content.decode()
    assert "1\u00a0dossier a passé 24\u00a0mois sans contact" in shown
    assert old.reference in lead.get(page("retention_due")).content.decode()
    lead.post(page("elimination_prepare"))
    made = Elimination.objects.get(territory=as_team.home, state="draft")
    line = EliminationLine.objects.get(elimination=made)
    lead.post(page("elimination_keep", line.pk), {"reason": "Rendez-vous pris."})
    assert "Rendez-vous pris." in lead.get(page("elimination_detail", made.pk)).content.decode()
    lead.post(page("elimination_keep", line.pk), {"reason": ""})
    refused = lead.post(page("elimination_approve", made.pk), {"visa": "2026-114"})
    assert 'value="2026-114"' in refused.content.decode()
    lead.post(page("elimination_approve", made.pk), {"visa": "2026-114", "sure": "on"})
    retention.eliminate(made)
    shown = lead.get(page("elimination_detail", made.pk)).content.decode()
    assert "Identité effacée" in shown
    assert CANARY not in shown


def test_the_lists_take_as_many_queries_for_one_as_for_many(as_team, old, sign_in):
    from django.db import connection as db
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

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


def test_a_restored_backup_forgets_again(as_team, old, tmp_path):
    """The register names nobody; applied to a base where the file is back, it empties it once more."""
    from django.core.management import call_command

    register = tmp_path / "registre.csv"
    register.write_text(
        f"territoire,numero,elimine_le\n{as_team.home.slug},{old.number},2026-01-15\n"
    )
    call_command("eliminations", apply=register, by=as_team.users["lead"].email, stdout=StringIO())
    with scoped(as_team.home.pk):
        assert traces(CANARY) == []
    call_command("eliminations", write=register, stdout=StringIO())
    assert f"{as_team.home.slug},{old.number}," in register.read_text()


def test_the_numbers_go_on_after_an_erasure_and_the_erased_one_is_not_given_again(
    as_team, old, tmp_path
):
    """A restored backup erases by number: whoever came after would be taken for the person who left."""
    from django.core.management import call_command

    lead, here = as_team.users["lead"], as_team.home
    eliminate(as_team, old)
    register = tmp_path / "registre.csv"
    call_command("eliminations", write=register, stdout=StringIO())
    with scoped(here.pk):
        assert Person.objects.get(pk=old.pk).number >= anonymise.NAMELESS
        names = {"first_name": "Lou", "last_name": "Après", "origin": "ccas"}
        after = operations.register_person(here, by=lead, **names)
        assert after.number == old.number + 1
        some = Person(territory=here, identified_on=timezone.localdate(), **names)
        register_many(here, [some], 1, by=lead, moment=timezone.now())
        assert some.number == old.number + 2
    call_command("eliminations", apply=register, by=lead.email, stdout=StringIO())
    with scoped(here.pk):
        assert Person.objects.get(pk=after.pk).first_name == "Lou"


def test_the_number_of_a_file_taken_over_is_not_given_again_once_the_other_is_erased(as_team, old):
    """Its number went into letters and decisions too, and a backup may bring it back alone."""
    lead, here = as_team.users["lead"], as_team.home
    names = {"first_name": "Lou", "last_name": "Repris", "origin": "ccas"}
    other = operations.register_person(here, by=lead, identified_on=LONG_AGO, **names)
    taken = other.number
    operations.record_outcome(other, "duplicate", LONG_AGO, by=lead)
    duplicates.merge(old, other, {}, by=lead, reason="La même personne.")
    made = eliminate(as_team, old)
    assert set(made.lines.values_list("number", flat=True)) == {old.number, taken}
    assert not made.lines.filter(done_at=None).exists()
    assert operations.register_person(here, by=lead, **names).number == taken + 1


def test_every_table_about_a_person_can_be_emptied(as_team, rule):
    """The world holds a row of each: whatever a table demands of its rows, anonymisation must satisfy."""
    person = as_team.rows["home"]["person"]
    Person.objects.filter(pk=person.pk).update(
        state="left", outcome_on=LONG_AGO, outcome_kind="moved", last_contact_on=LONG_AGO
    )
    made = retention.eliminate_on_request(
        Person.objects.get(pk=person.pk), "demande 2026-7", by=as_team.users["lead"]
    )
    assert retention.eliminate(made) == 1
    with scoped(as_team.home.pk):
        assert Person.objects.get(pk=person.pk).first_name == ""
        assert traces("06 00 00 00 01") == []


@pytest.mark.parametrize(
    ("said", "may"),
    [
        ("ornitho", True),
        ("ORNITHORYNQUE prénom", True),
        ("55 44 33", True),
        ("ornithorynque@ex", True),
        ("ornitorynque", True),
        ("Ornitorinque", True),
        ("ornytho", True),
        ("orintho", True),
        ("Dupont", False),
        ("05/11/2026", False),
        ("Toutes", False),
        ("", False),
    ],
)
def test_what_may_have_looked_for_the_person_is_told_from_the_rest(as_team, old, said, may):
    assert anonymise._may_tell(said, old) is may


def test_what_an_export_was_asked_for_goes_with_the_person_it_may_have_looked_for(as_team, old):
    lead = as_team.users["lead"]
    for said in (CANARY.lower()[:6], "Dupont"):
        Entry.objects.create(
            territory=as_team.home, user=lead, verb="export", model="ppde.person", label="personnes (csv)",
            after={"filters": {"Nom ou numéro": said, "État": "Volontaire"}, "rows": 1}, is_named=True,
        )  # fmt: skip
    eliminate(as_team, old)
    with scoped(as_team.home.pk):
        told = [e.after["filters"] for e in Entry.objects.filter(verb="export").order_by("pk")]
    assert told == [
        {"État": "Volontaire"},
        {"Nom ou numéro": "Dupont", "État": "Volontaire"},
    ]
