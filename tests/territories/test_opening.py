"""The hub opens a territory: from an empty installation to a team at work."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from territories.models import Entry, Invitation, Membership, Phase, Territory
from territories.roles import Role
from territories.scoping import scoped
from tests.conftest import QUICK
from tests.doors import KINDS
from tests.test_access import DOORS, address
from tests.users.conftest import link_of

PASSWORD = "quatre mots sans aucun lien"
GIVORS = {
    "name": "Givors Les Vernes",
    "slug": "",
    "kind": "candidate",
    "since": "01/03/2026",
    "act": "délibération",
    "first_name": "Ana",
    "last_name": "Costa",
    "email": "ana@exemple.fr",
    "function": "",
}


PERSON = {
    "first_name": "Mirela",
    "last_name": "Dobrescu",
    "birth_year": "1986",
    "identified_on": "02/11/2026",
    "origin": "word_of_mouth",
    "duration": "1_2",
    "france_travail": "unknown",
    "rsa": "unknown",
}


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = QUICK


def create(hub) -> str:
    return reverse("territories:territory_create", args=[hub.slug])


def opened(client, hub, **said) -> Territory:
    response = client.post(create(hub), GIVORS | said)
    assert response.status_code == 302, response.context["form"].errors
    return Territory.objects.get(slug=said.get("slug") or "givors-les-vernes")


def test_from_an_empty_installation_to_a_team_at_work(world, client, mailoutbox, capsys):
    """The console makes the hub; from there on, pages alone."""
    call_command("create_admin", email="a@ville.fr", hub_name="Ville", hub_slug="ville")
    link = "/invitation/" + capsys.readouterr().out.split("/invitation/")[1].strip()
    names = {"first_name": "Ève", "last_name": "Lune", "password": PASSWORD}
    assert client.post(link, names).status_code == 302
    hub = Territory.objects.get(slug="ville")
    overview = client.get(reverse("evaluation:dashboard", args=["ville"])).content.decode()
    assert f'href="{create(hub)}"' in overview
    territory = opened(client, hub)
    assert (territory.hub, territory.is_public) == (hub, False)
    assert client.get(territory.get_absolute_url()).status_code == 200
    client.logout()

    assert client.post(link_of(mailoutbox[-1]), names).status_code == 302
    assert client.get(reverse("territories:home"), follow=True).status_code == 200
    held = Membership.objects.get(user__email="ana@exemple.fr")
    assert (held.territory, held.role) == (territory, Role.PROJECT_LEAD)
    # Every page that needs no row opens on a territory that has none, but what is made of rows or of its own register,
    # and the forms that a row must come before: a meeting has its body, a rule of the list its decision.
    lead, shut = KINDS.index("lead"), set()
    for name, door in DOORS.items():
        mine = door.territory and not door.row and not door.args and door.method == "GET"
        if mine and door.statuses[lead] == 200:
            here, there = (f"/t/{place.slug}/" for place in (world.home, territory))
            if client.get(address(name, door, world).replace(here, there)).status_code != 200:
                shut.add(name)
    assert shut == {
        "cle:meeting_create",
        "ppde:duration_create",
        "ppde:list_rule_create",
        "ebe:list_sheet_pdf",
        "evaluation:count_reopen",
    }
    assert (
        client.post(reverse("ppde:person_create", args=[territory.slug]), PERSON).status_code == 302
    )
    assert (
        "Dobrescu"
        in client.get(reverse("ppde:person_list", args=[territory.slug])).content.decode()
    )


def test_what_is_opened_is_told_in_both_journals(sign_in, world, mailoutbox):
    client = sign_in("hub_admin")
    territory = opened(client, world.hub)
    [phase] = Phase.objects.filter(territory=territory)
    assert (phase.kind, phase.since, phase.until) == ("candidate", date(2026, 3, 1), None)
    [message] = mailoutbox
    assert (message.to, "Givors Les Vernes" in message.subject) == (["ana@exemple.fr"], True)
    with scoped(world.hub.pk, territory.pk):
        told = Entry.objects.filter(territory=territory).order_by("pk")
        assert [(e.verb, e.label) for e in told] == [
            ("create", "Givors Les Vernes"),
            ("create", "candidat"),
            ("invite", "ana@exemple.fr"),
        ]
        last = Entry.objects.filter(territory=world.hub).latest("pk")
    assert (last.verb, last.label, last.user) == (
        "create",
        "Givors Les Vernes",
        world.users["hub_admin"],
    )
    journal = reverse("territories:journal_list", args=[world.hub.slug])
    assert "Givors Les Vernes" in client.get(journal).content.decode()


def test_a_territory_begins_with_the_settings_of_its_hub(sign_in, world):
    Territory.objects.filter(pk=world.hub.pk).update(
        committee_label="comité local", masking_threshold=7, silence_days=45
    )
    territory = opened(sign_in("hub_admin"), world.hub)
    assert (territory.committee_label, territory.masking_threshold, territory.silence_days) == (
        "comité local",
        7,
        45,
    )


def test_without_a_lead_the_hub_is_told_that_nobody_leads_it(sign_in, world, mailoutbox):
    client = sign_in("hub_admin")
    nobody = dict.fromkeys(("first_name", "last_name", "email"), "")
    territory = opened(client, world.hub, slug="givors", **nobody)
    assert not mailoutbox
    overview = client.get(reverse("evaluation:dashboard", args=[world.hub.slug])).content.decode()
    assert reverse("territories:team_list", args=[territory.slug]) in overview


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"slug": "venissieux"}, "Une autre page porte déjà ce nom"),
        ({"slug": "Metropole"}, "Une autre page porte déjà ce nom"),
        ({"name": "venissieux", "slug": "autre"}, "Un autre territoire porte déjà ce nom"),
        ({"name": "。"}, "sans accent ni espace"),
        ({"email": ""}, "Complétez les trois"),
        ({"since": "12/05/2062"}, "plus d’un an"),
        ({"email": "hub_admin@exemple.fr"}, "Personne ne se donne un rôle"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_kept(sign_in, world, mailoutbox, said, told):
    before = Territory.objects.count()
    page = sign_in("hub_admin").post(create(world.hub), GIVORS | said).content.decode()
    assert told in page
    assert "délibération" in page, "ce qui est tapé reste"
    assert (Territory.objects.count(), len(mailoutbox)) == (before, 0)


def test_nothing_is_opened_when_the_invitation_cannot_leave(sign_in, world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    page = sign_in("hub_admin").post(create(world.hub), GIVORS).content.decode()
    assert "Rien n’a été enregistré" in page
    assert not Territory.objects.filter(slug="givors-les-vernes").exists()
    with scoped(world.hub.pk):
        assert not Invitation.objects.filter(email="ana@exemple.fr").exists()


# What it is called ──────────────────────────────────────────────────────────────────────────────


def rename(territory) -> str:
    return reverse("territories:territory_rename", args=[territory.slug])


def test_the_administration_corrects_a_name_and_an_address(sign_in, world):
    client = sign_in("hub_admin")
    data = {"name": "Vénissieux Minguettes", "slug": "Venissieux-Minguettes"}
    response = client.post(rename(world.home), data)
    assert response.url == "/t/venissieux-minguettes/fiche/"
    assert "Vénissieux Minguettes" in client.get(response.url).content.decode()
    assert client.get(world.home.get_absolute_url()).status_code == 404
    with scoped(world.home.pk, world.hub.pk):
        told = Entry.objects.filter(verb="update", model="territories.territory")
        assert {e.territory_id for e in told} == {world.home.pk, world.hub.pk}
        assert told[0].before == {"name": "Vénissieux", "slug": "venissieux"}
    lead = sign_in("lead")
    assert lead.get(reverse("territories:home")).url.startswith("/t/venissieux-minguettes/")


def test_the_hub_itself_is_renamed_and_the_same_name_leaves_no_entry(sign_in, world):
    client = sign_in("hub_admin")
    same = {"name": world.hub.name, "slug": world.hub.slug}
    assert client.post(rename(world.hub), same).status_code == 302
    with scoped(world.hub.pk):
        assert not Entry.objects.filter(verb="update", model="territories.territory").exists()
    assert client.post(rename(world.hub), same | {"name": "Métropole"}).status_code == 302
    assert Territory.objects.get(pk=world.hub.pk).name == "Métropole"
    with scoped(world.hub.pk):
        assert Entry.objects.filter(verb="update", model="territories.territory").count() == 1


def test_a_name_already_taken_is_refused(sign_in, world):
    data = {"name": world.next.name.upper(), "slug": world.next.slug}
    page = sign_in("hub_admin").post(rename(world.home), data).content.decode()
    assert "Un autre territoire porte déjà ce nom" in page
    assert "Une autre page porte déjà ce nom" in page
