"""Contacts of organisations that nobody has entered yet: told where to enter them, or created with their contacts."""

from django.urls import reverse

from territories.imports import operations, steps
from territories.models import Contact, Organisation
from tests.imports.staging import problems, shown, staged, to

HEAD = "Structure;Nom;Prénom"
LINES = ("Régie;Durand;Zoé", "REGIE;Roux;Ana", "Mairie;Petit;Lou", "Association;Diop;Awa")


def created(world, sign_in, **kinds: str):
    """The import, with the answers of its page: {name: what the organisation is created as}."""
    batch = staged(world, "contacts", HEAD, *LINES)
    answer = {"inconnue": list(kinds), "creer": list(kinds.values())}
    page = sign_in("lead").post(to(world, "import_correct", batch), answer, follow=True)
    batch.refresh_from_db()
    return batch, shown(page)


def test_an_organisation_that_is_not_known_says_what_to_do(as_team, sign_in):
    batch = staged(as_team, "contacts", HEAD, *LINES)
    assert [told[1:] for told in problems(batch)] == [("unknown", "organisation")] * 3
    page = shown(sign_in("lead").get(to(as_team, "import_correct", batch)))
    assert "importez-la d’abord dans Organisations, ou créez-la" in page
    for name, *args in (("import_start", "organisations"), ("organisation_create",)):
        assert reverse(f"territories:{name}", args=[as_team.home.slug, *args]) in page
    assert "Créer « Mairie » comme" in page


def test_it_is_created_once_with_its_contacts_and_goes_with_them(as_team, sign_in):
    before = Organisation.objects.count()
    # « Mairie » is left as it is: its contact stays aside, and nothing of it is created.
    batch, page = created(as_team, sign_in, Régie="association", REGIE="", Mairie="")
    assert batch.counts == {"create": 3, "error": 1, "notes": 2}
    assert Organisation.objects.count() == before
    page = shown(sign_in("lead").get(to(as_team, "import_confirm", batch)))
    assert "L’organisation « Régie » (ESS ou association) est créée avec ce contact." in page
    batch = operations.confirm(batch)
    assert batch.counts == {"create": 3, "error": 1, "notes": 2}
    made = Organisation.objects.get(name="Régie")
    assert (made.kind, made.contacts.count()) == ("association", 2)
    assert not Organisation.objects.filter(name__in=("REGIE", "Mairie")).exists()
    again = staged(as_team, "contacts", HEAD, *LINES[:2])
    assert again.counts == {"unchanged": 2, "notes": 0}
    assert operations.undo(batch, by=batch.opened_by).counts["kept"] == 0
    assert Organisation.objects.count() == before


def test_one_that_serves_since_stays(as_team, sign_in):
    batch, _ = created(as_team, sign_in, Régie="association", Mairie="local_authority")
    batch = operations.confirm(batch)
    used, free = (Organisation.objects.get(name=name) for name in ("Régie", "Mairie"))
    Contact.objects.create(territory=as_team.home, organisation=used, last_name="Une")
    operations.undo(batch, by=batch.opened_by)
    assert set(Organisation.objects.filter(pk__in=(used.pk, free.pk))) == {used}


def test_an_answer_that_is_no_type_creates_nothing(as_team, sign_in):
    batch, page = created(as_team, sign_in, Régie="new", Mairie="autre")
    assert "Rien n’a changé." in page
    assert set(steps.staged(batch).values_list("decision", flat=True)) == {""}


def test_a_line_given_twice_is_one_even_of_an_organisation_to_create(as_team, sign_in):
    batch = staged(as_team, "contacts", HEAD, LINES[0], LINES[0])
    said = {("organisation", "regie"): "association"}
    operations.correct_values(batch, {}, created=said)
    assert problems(batch) == [(3, "twice", "")]
