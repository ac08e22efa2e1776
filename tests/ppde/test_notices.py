"""Register and notices of a territory: one source for the page, the paper, the letter, the private and the public page."""

import re
from datetime import date, timedelta

import page
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.letters.situations import situation_of
from ppde.letters.words import compose
from ppde.models import Controller, DurationRule, Person, Processing, ReadingRule
from ppde.operations.person_pages import desk_of
from ppde.privacy.notices import (
    CARRY,
    CNIL,
    ERASE,
    KNOW,
    OBJECT,
    RIGHTS,
    WITHDRAW,
    controller_of,
    notice_of,
    register_of,
)
from ppde.retention.models import RetentionRule
from territories.models import Entry
from territories.scoping import scoped
from tests.world import CANARY

TODAY = timezone.localdate


def text(response) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def url(name: str, world, *args) -> str:
    return reverse(f"ppde:{name}", args=[world.home.slug, *args])


def rule(place, months: int, since: date = date(2024, 1, 1)) -> RetentionRule:
    return RetentionRule.objects.create(
        territory=place, valid_from=since, months=months, notice_months=months - 2, source="x"
    )


def write(place, by, since=None, **told):
    values = {
        "name": "Association du quartier",
        "address": "2 rue du Port",
        "dpo": "Service juridique",
        "dpo_contact": "dpo@exemple.fr",
        "source": "Statuts",
        "valid_from": since or TODAY(),
    }
    with scoped(place.pk, named=False):
        return operations.write_controller(place, by=by, **values | told)


def said(notice) -> str:
    return " ".join(sentence for _, found in notice.sections for sentence in found)


# Durations ───────────────────────────────────────────────────────────────────────────────────────


def test_the_duration_told_is_that_of_the_rule_applied(as_team):
    RetentionRule.objects.all().delete()
    assert "24\u00a0mois après le dernier contact" in said(notice_of(as_team.home))
    rule(as_team.hub, 36)
    assert "36\u00a0mois après le dernier contact" in said(notice_of(as_team.home))
    rule(as_team.home, 12)
    assert "12\u00a0mois après le dernier contact" in said(notice_of(as_team.home))
    assert "36\u00a0mois après le dernier contact" in said(notice_of(as_team.hub))


def test_the_read_log_too(as_team):
    ReadingRule.objects.create(
        territory=as_team.hub, valid_from=date(2025, 1, 1), months_kept=18, source="x"
    )
    line = next(x for x in register_of(as_team.home).lines if x.processing.code == "consultations")
    assert line.retention == "18\u00a0mois, puis suppression automatique"


def retention_told(place, code: str) -> str:
    return next(x.retention for x in register_of(place).lines if x.processing.code == code)


def test_contracts_and_the_letter_are_told_as_they_are_applied(sign_in, world):
    DurationRule.objects.all().delete()
    assert retention_told(world.home, "contrats").startswith(
        "60\u00a0mois après le dernier jour du contrat"
    )
    assert "effacée 36\u00a0mois après, ou 1\u00a0mois après" in retention_told(world.hub, "lettre")
    dpo = sign_in("dpo")
    address = reverse("ppde:duration_create", args=[world.hub.slug])
    assert "Les durées d’aujourd’hui" in text(dpo.get(address))
    sent = {"months": 12, "valid_from": f"{TODAY():%d/%m/%Y}", "source": "Note"}
    assert dpo.post(address, sent | {"what": "lettre"}).status_code == 302
    assert "effacée 12\u00a0mois après" in retention_told(world.hub, "lettre")
    assert "effacée 12\u00a0mois après" in retention_told(world.next, "lettre")
    other = sent | {"what": "lettre", "months": 13}
    assert dpo.post(address, other).status_code == 200, "une par jour"
    past = sent | {"what": "contrats", "valid_from": "01/01/2020"}
    assert "est passé" in text(dpo.post(address, past))
    # What is counted in days, and how far an account unused may go, are said under the field.
    days = {"days": 5, "valid_from": sent["valid_from"], "source": "Note"}
    assert "compte en jours" in text(dpo.post(address, sent | {"what": "imports"}))
    assert "compte en mois" in text(dpo.post(address, days | {"what": "inactifs"}))
    assert "de 3 à 60" in text(dpo.post(address, sent | {"what": "inactifs", "months": 2}))
    assert "de 1 à 30" in text(dpo.post(address, days | {"what": "bilans", "days": 31}))
    assert dpo.post(address, days | {"what": "imports"}).status_code == 302
    assert "5\u00a0jours" in text(dpo.get(address))
    assert "24\u00a0mois sans connexion" in retention_told(world.hub, "comptes")
    assert dpo.post(address, sent | {"what": "inactifs"}).status_code == 302
    assert "12\u00a0mois sans connexion" in retention_told(world.hub, "comptes")
    # A territory that answers for its data writes its own.
    own = reverse("ppde:duration_create", args=[world.home.slug])
    assert sign_in("lead").post(own, sent | {"what": "contrats", "months": 48}).status_code == 302
    assert retention_told(world.home, "contrats").startswith("48\u00a0mois")
    assert retention_told(world.next, "contrats").startswith("60\u00a0mois")
    Controller.objects.filter(territory=world.home).delete()
    assert sign_in("lead").get(own).status_code == 403


def test_the_form_does_not_ask_a_duration_that_a_rule_gives(sign_in, world):
    dpo = sign_in("dpo")
    address = reverse("ppde:privacy_processing", args=[world.hub.slug, "parcours"])
    form = dpo.get(address).context["form"]
    assert "retention" not in form.fields
    sent = {name: form[name].value() for name in form.fields}
    sent |= {"purpose": "Proposer un emploi.", "valid_from": f"{TODAY():%d/%m/%Y}"}
    assert dpo.post(address, sent).status_code == 302
    assert Processing.objects.of_journey(world.hub).purpose == "Proposer un emploi."


# Rights ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_rights_told_are_those_of_the_basis():
    assert set(RIGHTS) == set(Processing.Basis.values)
    assert OBJECT in RIGHTS["public"]
    assert CARRY not in RIGHTS["public"]
    assert not {OBJECT, ERASE} & set(RIGHTS["duty"])
    assert WITHDRAW in RIGHTS["consent"]


def test_what_proves_the_rest_is_not_erased_at_will(as_team):
    rights = {x.processing.code: x.rights for x in register_of(as_team.home).lines}
    assert ERASE in rights["parcours"]
    assert ERASE not in rights["consultations"]
    assert KNOW in rights["parcours"]
    assert KNOW not in rights["lettre"]


def test_a_notice_names_who_answers_whom_to_write_to_and_the_authority(as_team):
    told = said(notice_of(as_team.home))
    assert "Association porteuse" in told
    assert "dpo@exemple.fr" in told
    assert CNIL in told
    assert CANARY not in told


# Who answers ────────────────────────────────────────────────────────────────────────────────────


def test_the_territory_stands_before_its_hub(world):
    Controller.objects.all().delete()
    assert controller_of(world.home, TODAY()).pk is None
    of_hub = write(world.hub, world.users["dpo"], name="Métropole")
    assert controller_of(world.home, TODAY()) == of_hub
    own = write(world.home, world.users["lead"])
    assert controller_of(world.home, TODAY()) == own
    assert controller_of(world.next, TODAY()) == of_hub
    assert controller_of(world.home, TODAY() - timedelta(days=1)).pk is None


def test_it_is_not_written_in_the_past(world):
    with pytest.raises(ValidationError, match="est passé"):
        write(world.home, world.users["lead"], since=TODAY() - timedelta(days=1))


def test_the_lead_writes_it_and_everything_says_it(sign_in, world, client):
    lead, person = sign_in("lead"), world.rows["home"]["person"]
    sent = {
        "name": "Régie Hellébore",
        "address": "2 rue du Port",
        "dpo": "Centre de gestion",
        "dpo_contact": "rgpd@exemple.fr",
        "valid_from": f"{TODAY():%d/%m/%Y}",
        "source": "Convention",
    }
    assert lead.post(url("controller_edit", world), sent).status_code == 302
    with scoped(world.home.pk):
        assert Entry.objects.filter(model="ppde.controller", verb="create").count() == 1
    for name, args in (("register_sheet", ()), ("notice", ()), ("person_letter", (person.pk,))):
        assert "Régie Hellébore" in text(lead.get(url(name, world, *args))), name
    client.logout()
    world.home.is_public = True
    world.home.save()
    shown = text(client.get(reverse("evaluation:public_notice", args=[world.home.slug])))
    assert "Régie Hellébore" in shown
    assert "rgpd@exemple.fr" in shown


def test_a_notice_given_before_it_changed_is_to_be_given_again(sign_in, world):
    lead, person = sign_in("lead"), world.rows["home"]["person"]
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(notice_given_on=date(2025, 2, 11))
    given = lead.get(url("person_privacy", world, person.pk)).content.decode()
    assert "Notice remise" in given
    assert "#id_notice_given_on" not in given
    rule(world.home, 12, date(2025, 6, 1))
    told = lead.get(url("person_privacy", world, person.pk)).content.decode()
    assert "Une nouvelle notice est à remettre" in told
    assert "1er\u00a0juin\u00a02025" in told
    assert f"{url('person_edit', world, person.pk)}#id_notice_given_on" in told
    assert 'id="id_notice_given_on"' in (
        lead.get(url("person_edit", world, person.pk)).content.decode()
    )


def test_nobody_named_is_said_to_the_team(sign_in, world):
    Controller.objects.all().delete()
    lead = sign_in("lead")
    assert "n’est pas encore nommé" in text(lead.get(url("notice", world)))
    shown = text(lead.get(url("register_sheet", world)))
    assert "à compléter" in shown


@pytest.mark.parametrize("private", [False, True])
def test_the_letter_says_how_long_and_whom_to_write_to(as_team, private):
    with scoped(as_team.home.pk):
        person = as_team.rows["home"]["person"]
        letter = compose(person, situation_of(person), desk_of(as_team.home), is_private=private)
    told = " ".join(dict(letter.sections)["Vos données"])
    assert "24\u00a0mois après notre dernier contact" in told
    assert "dpo@exemple.fr" in told


def new_line(client, place, code: str, **told):
    address = reverse("ppde:privacy_processing", args=[place.slug, code])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return client.post(address, sent | {"valid_from": f"{TODAY():%d/%m/%Y}"} | told)


def purposes(place) -> dict[str, str]:
    return {line.processing.code: line.processing.purpose for line in register_of(place).lines}


def test_a_territory_that_answers_for_its_data_keeps_its_own_register(sign_in, world):
    before = purposes(world.next)
    assert new_line(sign_in("lead"), world.home, "parcours", purpose="Ici.").status_code == 302
    assert purposes(world.home)["parcours"] == "Ici."
    assert purposes(world.next) == before, "le territoire voisin n’en sait rien"
    assert purposes(world.hub) == before
    told = register_of(world.home)
    [line] = [x for x in told.lines if x.processing.code == "parcours"]
    assert (line.processing.territory, line.processing.version) == (world.home, 2)
    assert notice_of(world.home).processing.purpose == "Ici."
    with scoped(world.home.pk):
        entry = Entry.objects.get(model="ppde.processing", territory=world.home)
    assert entry.user == world.users["lead"]
    # What the hub writes afterwards is for those that follow it, and for the lines that are not written here.
    dpo = sign_in("dpo")
    assert new_line(dpo, world.hub, "parcours", purpose="La métropole.").status_code == 302
    assert new_line(dpo, world.hub, "contrats", purpose="Les contrats.").status_code == 302
    assert purposes(world.home)["parcours"] == "Ici."
    assert purposes(world.home)["contrats"] == "Les contrats."
    assert purposes(world.next)["parcours"] == "La métropole."


def test_its_lines_count_from_the_day_a_controller_is_named(world):
    Controller.objects.filter(territory=world.home).update(valid_from=TODAY() + timedelta(days=9))
    line = Processing.objects.register(world.hub)[0]
    told = {
        f.name: getattr(line, f.name)
        for f in Processing._meta.fields
        if f.name not in ("id", "territory", "version", "purpose")
    }
    Processing.objects.create(territory=world.home, version=9, purpose="Ici.", **told)
    assert purposes(world.home)[line.code] != "Ici."
    later = Processing.objects.register(world.home, TODAY() + timedelta(days=9))
    assert next(p for p in later if p.code == line.code).purpose == "Ici."


def test_without_a_controller_of_its_own_a_territory_follows_its_hub(sign_in, world):
    Controller.objects.filter(territory=world.home).delete()
    lead, address = sign_in("lead"), url("privacy_register", world)
    shown = lead.get(address).content.decode()
    assert "suit le registre de sa métropole" in shown
    line = reverse("ppde:privacy_processing", args=[world.home.slug, "parcours"])
    assert line not in shown
    assert lead.get(line).status_code == 403
    with pytest.raises(ValidationError, match="responsable de traitement"):
        operations.write_processing(
            world.home,
            Processing.objects.of_journey(world.hub),
            valid_from=TODAY(),
            by=world.users["lead"],
        )
    # Who writes the hub's lines writes them from there too, for all.
    dpo = sign_in("dpo")
    assert line in dpo.get(address).content.decode()
    assert new_line(dpo, world.home, "parcours", purpose="Pour toutes.").status_code == 302
    assert purposes(world.hub)["parcours"] == "Pour toutes."
    assert purposes(world.next)["parcours"] == "Pour toutes."


# The register in one page ────────────────────────────────────────────────────────────────────────


def test_the_register_says_all_that_article_30_asks(sign_in, world):
    shown = text(sign_in("lead").get(url("register_sheet", world)))
    for told in (
        "Responsable de traitement",
        "Délégué à la protection des données",
        "Finalité",
        "Personnes concernées",
        "Destinataires",
        "Transferts hors de l’Union européenne",
        "Durée",
        "Mesures de sécurité",
        "Le dossier",
    ):
        assert told in shown, told
    for processing in Processing.objects.register(world.home):
        assert processing.name in shown


def test_it_is_printed_and_the_journal_says_so(sign_in, world, laid_out):
    response = sign_in("dpo").get(url("register_pdf", world))
    assert response.headers["Content-Type"] == "application/pdf"
    found = page.validate_pdf_bytes(response.content, profile="ua1")
    assert found.is_compliant, [f"{f.rule_id} {f.message}" for f in found.failures]
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="print", model="territories.territory")
    assert (entry.user, entry.is_named) == (world.users["dpo"], False)


def test_few_queries(sign_in, world, django_assert_max_num_queries):
    lead = sign_in("lead")
    for name in ("register_sheet", "notice"):
        lead.get(url(name, world))
        with django_assert_max_num_queries(15):
            lead.get(url(name, world))


def test_each_processing_has_its_notice_for_the_team_and_the_public(client, sign_in, world):
    world.home.is_public = True
    world.home.save()
    public = reverse("evaluation:public_notice", args=[world.home.slug])
    lead, team = sign_in("lead"), url("notice", world)
    for processing in Processing.objects.register(world.home):
        for address in (team, public):
            shown = text(lead.get(f"{address}?traitement={processing.code}"))
            assert processing.purpose in shown
            assert CNIL in shown
    client.logout()
    shown = text(client.get(f"{public}?traitement=inconnu"))
    assert Processing.objects.of_journey(world.hub).purpose in shown


def test_a_territory_that_is_not_public_has_no_public_notice(client, world):
    world.home.is_public = False
    world.home.save()
    address = reverse("evaluation:public_notice", args=[world.home.slug])
    assert client.get(address).status_code == 404
