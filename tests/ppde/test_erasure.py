"""An erased file is emptied everywhere, without moving a figure."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from evaluation.models import IndicatorValue
from evaluation.operations.figures import months_back, recompute
from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.models import (
    Pause,
    Person,
    PersonKey,
    SchemeRequest,
)
from ppde.operations.imports import register_many
from ppde.retention import anonymise
from ppde.retention import operations as retention
from territories.imports import operations as imports
from territories.imports.models import Batch, StagedRow
from territories.models import Entry
from territories.periods import period
from territories.scoping import scoped
from tests.evaluation import small_world
from tests.imports.test_persons import staged
from tests.ppde.retention_kit import CANARY, LONG_AGO, eliminate, traces
from tests.world import moment

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


def test_a_territory_opened_or_renamed_since_the_backup_stops_nothing(as_team, old, monkeypatch):
    """The register is later than the base: its lines come by stdin, as from outside a container."""
    from django.core.management import call_command

    lines = (
        "territoire,numero,elimine_le,objet,cle_territoire",
        "ouvert-depuis,1,2026-01-15,parcours,999999",
        "un-ancien-registre,1,2026-01-15,parcours,",
        f"renomme-depuis,{old.number},2026-01-15,parcours,{as_team.home.pk}",
    )
    monkeypatch.setattr("sys.stdin", StringIO("\n".join(lines)))
    said, told = StringIO(), StringIO()
    call_command(
        "eliminations", apply="-", by=as_team.users["lead"].email, stdout=said, stderr=told
    )
    assert said.getvalue().startswith("1\u00a0ligne éliminée")
    assert "ouvert-depuis" in told.getvalue()
    assert "un-ancien-registre" in told.getvalue()
    with scoped(as_team.home.pk):
        assert traces(CANARY) == []


def test_the_register_is_written_to_stdout_and_nothing_else_is(as_team, capsys):
    from django.core.management import call_command

    call_command("eliminations", write="-")
    written, told = capsys.readouterr()
    assert written.startswith("territoire,numero,elimine_le,objet,cle_territoire\r\n")
    assert all(line.count(",") == 4 for line in written.splitlines())
    assert "dans -" in told


def test_a_register_that_is_not_there_is_said_in_a_sentence(as_team):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="/nowhere"):
        call_command("eliminations", apply="/nowhere", by=as_team.users["lead"].email)


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
