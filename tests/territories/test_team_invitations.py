"""The life of an invitation: sent, renewed, cancelled, expired, accepted once."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from territories.models import Entry, Invitation, Membership
from territories.operations import team
from territories.roles import Role
from territories.scoping import scoped
from tests.conftest import QUICK
from tests.users.conftest import link_of
from tzcld.users.models import User

ANA = {
    "first_name": "Ana",
    "last_name": "Costa",
    "email": "Ana.Costa@Exemple.fr",
    "role": Role.JOURNEY_OFFICER,
    "function": "référente du centre",
}
OPENING = {"first_name": "Ana", "last_name": "Costa", "password": "quatre mots sans aucun lien"}


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def link(sign_in, world, client, mailoutbox):
    """The link that Ana received; nobody is signed in any more."""
    create = reverse("territories:invitation_create", args=[world.home.slug])
    assert sign_in("lead").post(create, ANA).status_code == 302
    client.logout()
    return link_of(mailoutbox[-1])


@pytest.fixture
def invitation(link, world):
    with scoped(world.home.pk):
        return Invitation.objects.get(email="ana.costa@exemple.fr")


def at_home(world, name: str, invitation, client):
    client.force_login(world.users["lead"])
    url = reverse(f"territories:{name}", args=[world.home.slug, invitation.pk])
    response = client.post(url, follow=True)
    client.logout()
    return response.content.decode()


def test_the_mail_says_who_where_as_what_and_until_when(link, world, mailoutbox, settings):
    [message] = mailoutbox
    assert message.to == ["ana.costa@exemple.fr"]
    assert message.subject == "Votre accès à la coordination TZCLD, Vénissieux"
    for words in ("Lead Essai vous invite", "référent·e parcours", settings.SITE_URL + link):
        assert words in message.body


def test_only_the_digest_of_the_link_is_kept(link, invitation):
    token = link.removeprefix("/invitation/").rstrip("/")
    assert invitation.digest == team.digest(token)
    assert token.partition("-")[2] not in str(invitation.__dict__)
    assert invitation.expires_at.date() == (timezone.now() + timedelta(days=14)).date()


def test_accepting_opens_account_role_and_session_in_one_go(link, world, client):
    assert "Lead Essai vous invite" in client.get(link).content.decode()
    response = client.post(link, OPENING)
    assert (response.status_code, response.url) == (302, reverse("territories:home"))
    user = User.objects.get(email="ana.costa@exemple.fr")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.check_password(OPENING["password"])
    row = Membership.objects.get(user=user)
    assert (row.territory, row.role, row.function) == (
        world.home,
        Role.JOURNEY_OFFICER,
        "référente du centre",
    )
    with scoped(world.home.pk):
        entry = Entry.objects.filter(user=user).get()
    assert (entry.verb, entry.after) == ("accept", {"role": "référent·e parcours"})


def test_without_password_a_code_will_do(link, client):
    client.post(link, OPENING | {"password": ""})
    assert not User.objects.get(email="ana.costa@exemple.fr").has_usable_password()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "quinze-signes-a"}, "16 caractères"),
        ({"password": "1234567890123456"}, "numérique"),
        ({"password": "ana.costa@exemple.fr"}, "semblable"),
        ({"last_name": ""}, "Il manque une réponse"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_opens_nothing(link, client, wrong, sentence):
    page = client.post(link, OPENING | {"first_name": "Anouk"} | wrong).content.decode()
    assert sentence in page
    assert 'value="Anouk"' in page
    assert not User.objects.filter(email="ana.costa@exemple.fr").exists()


def test_a_link_serves_once(link, client):
    client.post(link, OPENING)
    client.logout()
    again = client.post(link, OPENING)
    assert again.status_code == 410
    assert "votre compte existe" in again.content.decode()
    assert Membership.objects.filter(user__email="ana.costa@exemple.fr").count() == 1


def test_an_expired_link_says_whom_to_ask(link, invitation, world, client):
    with scoped(world.home.pk):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    response = client.post(link, OPENING)
    assert response.status_code == 410
    assert "Demandez à Lead Essai de la renvoyer" in response.content.decode()
    assert not User.objects.filter(email="ana.costa@exemple.fr").exists()


def test_a_renewed_invitation_has_another_link_and_forgets_the_former(
    link, invitation, world, client, mailoutbox
):
    page = at_home(world, "invitation_resend", invitation, client)
    assert "Un nouveau lien est parti" in page
    new = link_of(mailoutbox[-1])
    assert new != link
    assert client.get(link).status_code == 404
    assert client.post(new, OPENING).status_code == 302


def test_a_cancelled_invitation_opens_nothing_and_cannot_be_renewed(
    link, invitation, world, client, mailoutbox
):
    assert "est annulée" in at_home(world, "invitation_revoke", invitation, client)
    response = client.post(link, OPENING)
    assert response.status_code == 410
    assert "annulée" in response.content.decode()
    assert "faites-en une nouvelle" in at_home(world, "invitation_resend", invitation, client)
    assert len(mailoutbox) == 1


def test_a_false_link_says_nothing_of_any_invitation(link, world, client):
    for false in (
        link[:-3] + "xx/",
        "/invitation/999999999999999999999999-abc/",
        "/invitation/0-a/",
    ):
        response = client.get(false)
        assert response.status_code == 404
        assert "Ana" not in response.content.decode()


def test_the_link_of_a_territory_does_not_open_in_another(link, world, client):
    secret = link.partition("-")[2]
    assert client.get(f"/invitation/{world.next.pk}-{secret}").status_code == 404


def test_who_has_an_account_signs_in_then_accepts(sign_in, world, client, mailoutbox):
    create = reverse("territories:invitation_create", args=[world.home.slug])
    data = ANA | {"email": "neighbour@exemple.fr", "role": Role.CLE_MEMBER}
    sign_in("lead").post(create, data)
    client.logout()
    link = link_of(mailoutbox[-1])
    page = client.get(link).content.decode()
    assert f"{reverse('account_login')}?next={link}" in page
    assert 'name="password"' not in page
    assert client.post(link, OPENING).status_code == 200, "sans session, rien n’est accepté"

    client.force_login(world.users["member"])
    assert "pour une autre adresse" in client.get(link).content.decode()
    client.post(link)
    assert (
        not Membership.objects.filter(user=world.users["member"], role=Role.CLE_MEMBER)
        .exclude(territory=world.home)
        .exists()
    )
    assert not Membership.objects.filter(
        user=world.users["neighbour"], territory=world.home
    ).exists()

    client.force_login(world.users["neighbour"])
    assert client.post(link).status_code == 302
    assert Membership.objects.filter(
        user=world.users["neighbour"], territory=world.home, role=Role.CLE_MEMBER
    ).exists()
    team_page = client.get(reverse("territories:team_list", args=[world.next.slug]))
    assert team_page.status_code == 200, "son premier territoire reste ouvert"
    assert client.get(reverse("territories:team_list", args=[world.home.slug])).status_code == 403


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "officer@exemple.fr"}, "a déjà ce rôle"),
        ({"email": "invitee@exemple.fr", "role": Role.CLE_MEMBER}, "Une invitation court déjà"),
        ({"email": "pas une adresse"}, "n’est pas complète"),
        ({"role": "roi"}, "n’est pas dans la liste"),
        ({"first_name": ""}, "Il manque une réponse"),
        ({"function": "né le 2 86 05 99 123 456 78"}, "aucun numéro de sécurité sociale"),
    ],
)
def test_a_refused_invitation_sends_nothing(sign_in, world, mailoutbox, change, sentence):
    create = reverse("territories:invitation_create", args=[world.home.slug])
    page = sign_in("lead").post(create, ANA | change).content.decode()
    assert sentence in page
    assert 'value="Costa"' in page
    assert not mailoutbox


def test_nothing_is_kept_when_the_mail_does_not_leave(sign_in, world, monkeypatch):
    def broken(self, messages):
        raise SMTPServerDisconnected("plus personne")

    monkeypatch.setattr(EmailBackend, "send_messages", broken)
    create = reverse("territories:invitation_create", args=[world.home.slug])
    page = sign_in("lead").post(create, ANA).content.decode()
    assert "Le message n’est pas parti" in page
    with scoped(world.home.pk):
        assert not Invitation.objects.filter(email="ana.costa@exemple.fr").exists()


def test_an_invitation_again_after_an_access_that_ends_keeps_it_open(
    sign_in, world, client, mailoutbox
):
    row = Membership.objects.get(user=world.users["partner"])
    lead = world.users["lead"]
    with scoped(world.home.pk):
        last = timezone.localdate() + timedelta(days=4)
        team.end(row, by=lead, last=last, reason="fin")
        # The form would say that the role is held: the link may also have been sent before the end was decided.
        invited = Invitation(
            territory=world.home, email="partner@exemple.fr", role=Role.PARTNER, invited_by=lead
        )
        token = team._renew(invited)
        invited.save()
    row.refresh_from_db()
    assert row.until == last
    client.force_login(world.users["partner"])
    client.post(reverse("territories:invitation_accept", args=[token]))
    row.refresh_from_db()
    assert row.until is None
    assert Membership.objects.filter(user=world.users["partner"]).count() == 1


def test_the_hub_invites_in_its_territories(sign_in, world, client, mailoutbox):
    create = reverse("territories:invitation_create", args=[world.next.slug])
    data = ANA | {"role": Role.CLE_MEMBER}
    assert sign_in("hub_admin").post(create, data).status_code == 302
    client.logout()
    client.post(link_of(mailoutbox[-1]), OPENING)
    assert Membership.objects.filter(
        territory=world.next, user__email="ana.costa@exemple.fr", role=Role.CLE_MEMBER
    ).exists()
