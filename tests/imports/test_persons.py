"""A file of persons, from its choice to its undoing."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde.models import JourneyEvent, Person, Reading, TextFlag
from territories.imports import operations, steps
from territories.imports.kinds import kinds
from territories.imports.models import Batch, StagedRow
from territories.models import Entry

HEAD = "Nom;Prénom;Né en;Tél;Date de volontariat;Orienté par;Quartier"
ALIX = "DUPONT;Alix;1980;0612345678;17/11/2026;Pôle emploi;quartier"
NOOR = "Martin;Noor;12/03/1991;06 98 76 54 32;;CCAS;"


def staged(
    world, *lines: str, kind: str = "personnes", head: str = HEAD, who: str = "lead"
) -> Batch:
    """A file chosen and its columns accepted."""
    text = "\n".join([head, *lines])
    made = kinds()[kind](world.home, world.users[who])
    batch = operations.open_batch(made, name="liste.csv", data=text.encode("cp1252"))
    assert batch.state == "columns", batch.error
    return operations.choose_columns(batch, batch.mapping)


def told(batch: Batch) -> list[tuple[int, str, str]]:
    """(line, rule, column) of every problem."""
    rows = steps.staged(batch).order_by("line")
    return [(row.line, e["rule"], e["column"]) for row in rows for e in row.errors]


def test_a_file_of_persons_becomes_persons_with_their_journey(as_team):
    batch = operations.confirm(staged(as_team, ALIX, NOOR))
    assert batch.counts == {"create": 2, "notes": 0}
    alix, noor = Person.objects.filter(territory=as_team.home, number__in=(3, 4)).order_by("number")
    assert (str(alix), alix.birth_year, alix.phone, alix.state) == (
        "Alix Dupont", 1980, "06 12 34 56 78", "volunteer",
    )  # fmt: skip
    assert alix.district == as_team.rows["home"]["perimeterunit"]
    assert (noor.birth_year, noor.state, noor.volunteer_on) == (1991, "identified", None)
    assert set(alix.events.values_list("kind", flat=True)) == {"identified", "volunteer"}
    traces = Entry.objects.filter(model="ppde.person", object_id__in=(alix.pk, noor.pk))
    assert [(e.verb, e.is_named) for e in traces] == [("create", True)] * 2
    assert Entry.objects.filter(verb="import", object_id=batch.pk).count() == 1


def test_nothing_is_written_before_the_confirmation(as_team):
    before = Person.objects.count(), JourneyEvent.objects.count()
    staged(as_team, ALIX, NOOR)
    assert (Person.objects.count(), JourneyEvent.objects.count()) == before


def test_the_same_file_again_creates_and_changes_nothing(as_team):
    operations.confirm(staged(as_team, ALIX, NOOR))
    assert staged(as_team, ALIX, NOOR).counts == {"unchanged": 2, "notes": 0}


def test_a_second_file_updates_and_says_before_and_after(as_team):
    operations.confirm(staged(as_team, ALIX))
    batch = staged(as_team, "M-0003;alix@exemple.fr;", head="Numéro;Courriel;Téléphone")
    assert batch.counts == {"update": 1, "notes": 0}
    assert steps.staged(batch).get().changes == {"email": ["", "alix@exemple.fr", ""]}
    operations.confirm(batch)
    alix = Person.objects.get(number=3)
    # An empty cell erases nothing.
    assert (alix.email, alix.phone) == ("alix@exemple.fr", "06 12 34 56 78")
    entry = Entry.objects.get(verb="update", object_id=alix.pk, model="ppde.person")
    assert (entry.before, entry.after) == ({"email": ""}, {"email": "alix@exemple.fr"})


def test_the_volunteer_date_is_recorded_once_and_never_overwritten(as_team):
    operations.confirm(staged(as_team, NOOR))
    head = "Numéro;Volontaire depuis"
    today = timezone.localdate()
    before = staged(as_team, f"M-0003;{today - timedelta(days=1):%d/%m/%Y}", head=head)
    assert told(before) == [(2, "rule", "volunteer_on")], (
        "signé avant que l’équipe connaisse la personne"
    )
    operations.confirm(staged(as_team, f"M-0003;{today:%d/%m/%Y}", head=head))
    noor = Person.objects.get(number=3)
    assert (noor.volunteer_on, noor.state) == (today, "volunteer")
    assert noor.events.filter(kind="volunteer").count() == 1
    assert told(staged(as_team, "M-0003;03/11/2026", head=head)) == [(2, "rule", "volunteer_on")]


def test_a_doubt_is_told_not_decided(as_team):
    operations.confirm(staged(as_team, ALIX))
    batch = staged(as_team, "Dupont;Alix;;07 00 00 00 00;;CCAS;")
    assert batch.counts == {"doubt": 1, "notes": 0}
    assert "M-0003" in steps.staged(batch).get().doubts[0][2]


def test_each_refusal_names_its_line_its_column_and_its_rule(as_team):
    batch = staged(
        as_team,
        "Durand;;1984;06 00 00 00 00;;CCAS;",
        "Petit;Ana;1884;pas de tél;31/02/2026;marabout;Nulle part",
        "Roux;Lou;1990;;01/01/2030;;",
        "Roux 2 84 05 99 123 456 78;Lou;1990;;;;",
        "Blanc;Zia;1990;;;;",
        "Blanc;Zia;1990;;;;",
    )
    assert told(batch) == [
        (2, "required", "first_name"),
        (3, "small", "birth_year"),
        (3, "phone", "phone"),
        (3, "date", "volunteer_on"),
        (3, "choice", "origin"),
        (3, "unknown", "district"),
        (4, "future", "volunteer_on"),
        (5, "nir", "last_name"),
        (7, "twice", ""),
    ]
    assert batch.counts == {"error": 5, "create": 1, "notes": 0}


def test_a_value_is_corrected_everywhere_at_once(as_team):
    batch = staged(as_team, "A’Bel;Ana;;;31/02/2026;CCAS;", "B’Or;Bea;;;31/02/2026;CCAS;")
    assert batch.counts["error"] == 2
    operations.correct_values(batch, {("volunteer_on", "31/02/2026"): "28/02/2026"})
    batch.refresh_from_db()
    assert batch.counts == {"create": 2, "notes": 0}


TWICE = [
    line for name in ("Blanc;Zia", "Noir;Ava", "Gris;Mia") for line in [f"{name};1990;;;;"] * 3
]


def correct_page(world, batch: Batch) -> str:
    return reverse("territories:import_correct", args=[world.home.slug, "personnes", batch.pk])


def test_rows_that_repeat_another_are_left_out_from_the_list(as_team, sign_in):
    """One, several, with a correction in the same sending; a line ticked that is not aside stays."""
    batch = staged(as_team, *TWICE, "Petit;Ana;1990;;31/02/2026;;")
    assert [line for line, rule, _ in told(batch) if rule == "twice"] == [3, 4, 6, 7, 9, 10]
    client, url = sign_in("lead"), correct_page(as_team, batch)
    page = client.get(url).content.decode()
    for line in (3, 4, 6, 7, 9, 10):
        assert f'value="{line}"' in page
    assert "Écarter ces 6 lignes : la première de chacune reste" in page.replace("\u00a0", " ")
    sent = {"colonne": "volunteer_on", "avant": "31/02/2026", "apres": "28/02/2026"}
    # The second line is right: only its own page takes it out.
    answer = client.post(url, sent | {"ecarter": ["3", "6", "2", "x"]}, follow=True)
    said = answer.content.decode().replace("\u00a0", " ")
    assert "1 ligne corrigée et 2 lignes écartées, vérification refaite." in said
    batch.refresh_from_db()
    assert [line for line, *_ in told(batch)] == [4, 7, 9, 10]
    assert (batch.rows, batch.counts["create"], batch.counts["error"]) == (8, 4, 4)


def test_all_that_repeat_are_left_out_at_once_and_the_first_stays(as_team, sign_in):
    batch = staged(as_team, *TWICE, "Petit;Ana;1990;;31/02/2026;;")
    client, url = sign_in("lead"), correct_page(as_team, batch)
    said = client.post(url, {"repetees": "on"}, follow=True).content.decode()
    assert "6 lignes écartées, vérification refaite." in said.replace("\u00a0", " ")
    batch.refresh_from_db()
    assert told(batch) == [(11, "date", "volunteer_on")]
    assert [row.line for row in steps.staged(batch).order_by("line")] == [2, 5, 8, 11]
    assert "repetees" not in client.get(url).content.decode()


def test_what_changed_since_the_check_is_set_aside(as_team):
    batch = staged(as_team, ALIX, NOOR)
    operations.confirm(staged(as_team, ALIX))
    batch = operations.confirm(batch)
    # Alix is there already: unchanged, whatever was announced. Noor is written.
    assert batch.counts == {"unchanged": 1, "create": 1, "notes": 0}
    assert Person.objects.filter(last_name="Dupont").count() == 1


def test_undo_takes_back_what_nobody_touched(as_team):
    events = JourneyEvent.objects.count()
    operations.confirm(staged(as_team, ALIX))
    batch = operations.confirm(
        staged(as_team, "M-0003;alix@exemple.fr;", NOOR_AGAIN, head="Numéro;Courriel;Nom;Prénom")
    )
    noor = Person.objects.get(last_name="Martin")
    from ppde.operations import update_person

    update_person(noor, by=as_team.users["lead"], comment="Préfère l’après-midi")
    assert operations.undo(batch, by=as_team.users["lead"]).counts["kept"] == 1
    assert Person.objects.get(number=3).email == ""
    assert Person.objects.filter(pk=noor.pk).exists()
    assert not StagedRow.objects.filter(batch=batch).exists()
    assert JourneyEvent.objects.count() == events + 3


NOOR_AGAIN = ";;Martin;Noor"


def test_written_rows_keep_no_text_and_the_file_goes(as_team, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        batch = staged(as_team, ALIX, "Durand;;;;;;")
        stored = Batch.objects.get(pk=batch.pk).file
        batch = operations.confirm(batch)
    assert not stored.storage.exists(stored.name)
    assert [(r.action, bool(r.cells)) for r in steps.staged(batch)] == [
        ("create", False),
        ("error", True),
    ]


@pytest.mark.parametrize("kind", ["personnes", "organisations"])
def test_the_path_on_the_pages(world, sign_in, kind, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = sign_in("lead")
    files = {
        "personnes": f"{HEAD}\n{ALIX}\nDurand;;;;31/02/2026;;",
        "organisations": "Structure;Type\nRégie;association\n;CCAS",
    }
    start = reverse("territories:import_start", args=[world.home.slug, kind])
    assert client.get(start).status_code == 200
    page = client.post(
        start, {"file": SimpleUploadedFile("a.csv", files[kind].encode())}, follow=True
    )
    assert "Vérifier les colonnes" in page.content.decode()
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    page = client.post(page.redirect_chain[-1][0], data, follow=True)
    assert "à corriger" in page.content.decode()
    batch = page.context["batch"]
    row = client.get(reverse("territories:import_row", args=[world.home.slug, kind, batch.pk, 3]))
    assert "Il manque" in row.content.decode()
    page = client.post(
        reverse("territories:import_confirm", args=[world.home.slug, kind, batch.pk]), follow=True
    )
    assert "Bilan" in page.content.decode()
    failed = client.get(
        reverse("territories:import_failed", args=[world.home.slug, kind, batch.pk])
    )
    sheet = failed.content
    # Corrected or not, that file is read again as it is.
    page = client.post(start, {"file": SimpleUploadedFile("b.xlsx", sheet)}, follow=True)
    assert page.context["batch"].rows == 1
    assert (
        set(page.context["batch"].mapping)
        >= {"personnes": {"last_name"}, "organisations": {"name", "kind"}}[kind]
    )


@pytest.mark.parametrize("name", ["import_rows", "import_correct", "import_confirm", "import_list"])
def test_many_rows_cost_the_queries_of_one(as_team, sign_in, name):
    client = sign_in("lead")

    def queries(lines: int) -> int:
        batch = staged(
            as_team,
            *(f"Nom{'a' * i};Zoé;1980;;;CCAS;" for i in range(1, lines)),
            ALIX,
            "Durand;;;;;;",
        )
        args = [] if name == "import_list" else ["personnes", batch.pk]
        with CaptureQueriesContext(connection) as found:
            answer = client.get(reverse(f"territories:{name}", args=[as_team.home.slug, *args]))
        assert answer.status_code == 200
        return len(found)

    # The first request of a session asks more: who, where.
    queries(1)
    few = queries(1)
    assert few == queries(40) <= 15


def test_an_imported_comment_is_read_for_words_and_the_undo_takes_the_flag_too(as_team):
    head = "Nom;Prénom;Orientée par;Commentaire"
    batch = staged(as_team, "Orme;Bao;CCAS;Sort de prison", head=head)
    if batch.counts != {"create": 1, "notes": 0}:
        raise AssertionError(told(batch))
    batch = operations.confirm(batch)
    flag = TextFlag.objects.get(words=["prison"])
    assert flag.person.last_name == "Orme"
    assert operations.undo(batch, by=as_team.users["lead"]).counts["kept"] == 0
    assert not Person.objects.filter(last_name="Orme").exists()
    assert not TextFlag.objects.filter(words=["prison"]).exists()


@pytest.mark.parametrize("name", ["import_confirm", "import_rows"])
def test_what_was_known_of_somebody_is_shown_and_told_as_a_reading(as_team, sign_in, name):
    """A number is enough to be shown a telephone: the read log says by whom, once an hour."""
    lines = ("M-0001;0612345678", "M-0002;0612345679")
    batch = staged(as_team, *lines, head="Numéro;Tél")
    assert batch.counts == {"update": 2, "notes": 0}
    client, before = sign_in("lead"), list(Reading.objects.values_list("pk", flat=True))
    for _ in range(2):
        page = client.get(
            reverse(f"territories:{name}", args=[as_team.home.slug, *batch_of(batch)])
        )
        assert page.status_code == 200
    told = Reading.objects.exclude(pk__in=before).order_by("number")
    assert [(r.number, r.kind, r.user) for r in told] == [
        (1, "read", as_team.users["lead"]),
        (2, "read", as_team.users["lead"]),
    ]


def batch_of(batch: Batch) -> tuple[str, int]:
    return batch.kind, batch.pk


TYPED = "Nom;Prénom;Né(e) le;1er contact;Volontaire le;Commune"


def test_the_titles_and_the_days_that_people_write_are_understood(as_team):
    lines = (
        "Dupont;Alix;12 mars 1978;lundi 2 mars 2026;6 mars 26;Vénissieux",
        "Martin;Noor;1er janvier 1982;3/2/26;;Vénissieux",
        "Roux;Ana;1985;;;",
        TYPED,
    )
    batch = staged(as_team, *lines, head=TYPED)
    assert set(batch.mapping) == {"last_name", "first_name", "birth_year", "identified_on", "volunteer_on"}  # fmt: skip
    assert told(batch) == []
    operations.confirm(batch)
    alix, noor = (Person.objects.get(last_name=name) for name in ("Dupont", "Martin"))
    assert (alix.birth_year, alix.identified_on, alix.volunteer_on) == (
        1978, date(2026, 3, 2), date(2026, 3, 6),
    )  # fmt: skip
    assert (noor.birth_year, noor.identified_on) == (1982, date(2026, 2, 3))


def test_what_is_no_day_is_said_in_the_words_of_its_fault(as_team):
    lines = ("Dupont;Alix;environ 80;10 mars;;", "Martin;Noor;31/02/1980;31 février 2026;;")
    batch = staged(as_team, *lines, head=TYPED)
    assert told(batch) == [
        (2, "integer", "birth_year"), (2, "date", "identified_on"),
        (3, "date", "birth_year"), (3, "date", "identified_on"),
    ]  # fmt: skip
    said = [e["message"] for row in steps.staged(batch).order_by("line") for e in row.errors]
    assert said[0] == "Écrivez l’année en quatre chiffres, par exemple 1984."
    assert said[1].startswith("L’année manque.")
    assert said[3].startswith("Cette date n’existe pas.")


def test_the_number_that_a_spreadsheet_keeps_of_a_date_is_told_with_its_day(as_team):
    """46000 days after the 30th of December 1899; not taken for sure, as workbooks of Macintosh count from 1904."""
    batch = staged(as_team, "Dupont;Alix;30753;46000;03/2026;", head=TYPED)
    assert told(batch) == [(2, "date", n) for n in ("birth_year", "identified_on", "volunteer_on")]
    said = [e["message"] for e in steps.staged(batch).get().errors]
    assert "sans doute le 12/03/1984" in said[0]
    assert "sans doute le 09/12/2025" in said[1]
    assert said[2].startswith("Le jour manque.")


def test_a_telephone_that_lost_its_plus_is_read(as_team):
    batch = staged(as_team, "Dupont;Alix;33612345678", head="Nom;Prénom;Tél")
    assert told(batch) == []
    operations.confirm(batch)
    assert Person.objects.get(last_name="Dupont").phone == "06 12 34 56 78"


def test_the_columns_may_be_seen_again_when_no_line_is_ready(as_team, client):
    """The number that counts the lines of their own file: the sentence says to look at the columns again."""
    client.force_login(as_team.users["lead"])
    batch = staged(as_team, "1;Nouvelle;Zoé", head="N°;Nom;Prénom")
    assert batch.counts["doubt"] == 1
    args = [as_team.home.slug, "personnes", batch.pk]
    page = client.get(reverse("territories:import_correct", args=args)).content.decode()
    assert f'href="{reverse("territories:import_columns", args=args)}"' in page


def test_a_filled_column_that_is_not_known_is_told_before_it_is_left(as_team, client):
    client.force_login(as_team.users["lead"])
    text = "Nom;Prénom;Commune;Vide\nDupont;Alix;Vénissieux;"
    kind = kinds()["personnes"](as_team.home, as_team.users["lead"])
    batch = operations.open_batch(kind, name="liste.csv", data=text.encode())
    page = reverse("territories:import_columns", args=[as_team.home.slug, "personnes", batch.pk])
    shown = client.get(page).content.decode().replace("\u00a0", " ")
    assert "« Commune » : titre inconnu ici" in shown
    # Once it has been answered, it is a choice.
    operations.choose_columns(batch, batch.mapping)
    assert "titre inconnu ici" not in client.get(page).content.decode()


def test_an_answer_out_of_the_list_may_be_emptied_where_it_stands(as_team, client):
    client.force_login(as_team.users["lead"])
    batch = staged(as_team, "Dupont;Alix;Atlantide", head="Nom;Prénom;Quartier")
    page = reverse("territories:import_correct", args=[as_team.home.slug, "personnes", batch.pk])
    assert '<option value="">Vider la cellule</option>' in client.get(page).content.decode()
    client.post(page, {"colonne": ["district"], "avant": ["Atlantide"], "apres": [""]})
    batch.refresh_from_db()
    assert batch.counts == {"create": 1, "notes": 0}


def test_an_answer_that_is_needed_is_not_offered_empty(as_team, client):
    client.force_login(as_team.users["lead"])
    batch = staged(as_team, "M-0001;soupe;01/02/2026", head="Numéro;Fait;Date", kind="faits")
    page = reverse("territories:import_correct", args=[as_team.home.slug, "faits", batch.pk])
    shown = client.get(page).content.decode()
    assert "Laisser tel quel" in shown
    assert "Vider la cellule" not in shown


def test_the_imports_are_filtered_and_taken_away(as_team, sign_in):
    batch = staged(as_team, ALIX)
    client, url = sign_in("lead"), reverse("territories:import_list", args=[as_team.home.slug])

    def shown(**asked) -> list[int]:
        return [row.pk for row in client.get(url, asked).context["listing"].rows]

    assert batch.pk in shown(quoi="personnes", etat="checked")
    assert batch.pk not in shown(quoi="organisations")
    assert batch.pk not in shown(etat="done")
    assert batch.pk not in shown(commence_before="01/01/2020")
    assert batch.pk in shown(commence_after="01/01/2020")
    Batch.objects.filter(pk=batch.pk).update(job="failed")
    assert batch.pk in shown(etat="failed")
    assert batch.pk not in shown(etat="checked")
    file = b"".join(client.get(url, {"etat": "failed", "format": "csv"}).streaming_content)
    assert len(file.decode("utf-8-sig").splitlines()) == 2
    assert Entry.objects.filter(verb="export", model="territories.batch").exists()


@pytest.mark.parametrize(
    ("known", "said", "is_kept"),
    [
        ("Benaïssa", "BENAISSA", True),
        ("de La Tour", "DE LA TOUR", True),
        ("McDonald", "MCDONALD", True),
        ("M’Barek", "m'barek", True),
        ("Martin-Élie", "MARTIN ELIE", True),
        # What the file knows better, or otherwise.
        ("Benaissa", "Benaïssa", False),
        ("Martin Elie", "Martin-Élie", False),
        ("De La Tour", "de La Tour", False),
    ],
)
def test_a_list_in_capitals_does_not_take_the_accents_of_a_name(as_team, known, said, is_kept):
    operations.confirm(staged(as_team, ALIX))
    Person.objects.filter(number=3).update(last_name=known)
    batch = staged(as_team, f"M-0003;{said}", head="Numéro;Nom")
    assert batch.counts == {"unchanged" if is_kept else "update": 1, "notes": 0}
