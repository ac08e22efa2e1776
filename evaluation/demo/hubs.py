"""A hub and its territories' rows, its dated rules, its committees, its letter."""

import random
from datetime import date, timedelta
from decimal import Decimal

from cle.models import Committee, Meeting
from ebe.models import CdeRate, OwnRate, ReturnRule, SmicRate
from evaluation.demo import facts, lyon
from evaluation.demo.accounts import DOMAIN, give_memberships
from evaluation.demo.facts import Place
from evaluation.demo.ground import at
from evaluation.models import Newsletter, NewsletterBlock, Subscriber
from ppde.models import Controller, EligibilityRule, ReadingRule
from territories.models import GrantRule, MaskingRule, Organisation, Territory, TerritoryDepartment
from tzcld.ui import french
from tzcld.users.models import User


def make_hub(hub_facts: tuple) -> Territory:
    slug, name, population, source = hub_facts
    return Territory.objects.create(
        kind="hub",
        slug=slug,
        name=name,
        population=population,
        population_source=source,
        is_public=True,
    )


def make_local(hub: Territory, place: Place) -> Territory:
    local = Territory.objects.create(
        kind="local",
        hub=hub,
        slug=place.slug,
        name=place.name,
        population=place.population,
        population_source=place.population_source,
        presentation=place.presentation,
        welcome=place.welcome,
        is_public=True,
    )
    if code := next((code[:2] for _, _, code, _ in place.units if code), ""):
        TerritoryDepartment.objects.create(territory=local, code=code)
    return local


def set_rules(hub: Territory) -> EligibilityRule:
    SmicRate.objects.bulk_create(
        SmicRate(territory=hub, valid_from=day, hourly=Decimal(hourly), source=source)
        for day, hourly, source in facts.SMIC
    )
    ReturnRule.objects.create(
        territory=hub,
        valid_from=date(2024, 1, 1),
        due_day=15,
        source="Convention de pilotage de la métropole",
    )
    CdeRate.objects.bulk_create(
        CdeRate(
            territory=hub,
            valid_from=day,
            state_percent=Decimal(percent),
            **facts.CDE_TERMS,
            source=source,
            is_assumed=assumed,
        )
        for day, percent, source, assumed in facts.CDE
    )
    OwnRate.objects.create(
        territory=hub,
        department="59",
        valid_from=date(2025, 1, 1),
        local_percent=Decimal(18),
        source="Délibération du conseil départemental (exemple)",
    )
    GrantRule.objects.create(
        territory=hub,
        valid_from=date(2021, 10, 14),
        longest_days=90,
        notice_days=7,
        source="Note interne sur l’accès aux noms (exemple)",
    )
    MaskingRule.objects.create(
        territory=hub,
        valid_from=date(2021, 10, 14),
        threshold=5,
        source="Convention entre la métropole et ses territoires (exemple)",
    )
    ReadingRule.objects.create(
        territory=hub,
        valid_from=date(2021, 10, 14),
        source="CNIL, délibération 2021-122, journalisation",
    )
    Controller.objects.create(
        territory=hub,
        valid_from=date(2021, 7, 1),
        name=f"{hub.name} (exemple)",
        address="1 place de l’Exemple, 69000 Ville",
        joint="Avec les structures qui portent chaque territoire et les entreprises à but d’emploi, par un accord signé (exemple).",
        dpo="Service de la protection des données (exemple)",
        dpo_contact="protection-des-donnees@demo.example",
        processors="Un hébergeur situé dans l’Union européenne (exemple).",
        source="Délibération (exemple)",
    )
    valid_from, source = facts.ELIGIBILITY
    return EligibilityRule.objects.create(
        territory=hub, version=1, valid_from=valid_from, source=source
    )


def fill_hub(hub: Territory, users: dict[str, User], today: date) -> None:
    give_memberships(hub, users)
    for name, kind in facts.HUB_ORGANISATIONS:
        Organisation.objects.create(territory=hub, name=name, kind=kind)
    for kind, name in (
        ("cotech", "Comité technique métropolitain"),
        ("costrat", "Comité stratégique métropolitain"),
    ):
        committee = Committee.objects.create(territory=hub, kind=kind, name=name)
        for months in (-4, -1, 2):
            Meeting.objects.create(
                territory=hub,
                committee=committee,
                title="Point d’avancement des territoires",
                starts_at=at(today + timedelta(days=30 * months), 14),
                place="Hôtel de la Métropole",
                state="planned" if months > 0 else "held",
            )
    if hub.slug == lyon.HUB[0]:
        _letters(hub, users, today)


def _letters(hub: Territory, users: dict[str, User], today: date) -> None:
    rng = random.Random("lettre")
    Subscriber.objects.bulk_create(
        Subscriber(
            territory=hub,
            email=f"lectrice{n:02d}@{DOMAIN}",
            audience="public" if n % 3 else "partners",
            state=rng.choices(["active", "pending", "left"], [86, 8, 6])[0],
            source="formulaire public",
            confirmed_at=at(today - timedelta(days=200 - n), 10),
        )
        for n in range(1, 61)
    )
    letter = Newsletter.objects.create(
        territory=hub,
        subject=f"Zéro chômeur : les nouvelles de {french.month(today)}",
        intro="Chaque mois, ce qui avance dans les territoires de la métropole.",
        audience="public",
        created_by=users["communication"],
    )
    NewsletterBlock.objects.bulk_create(
        [
            NewsletterBlock(
                territory=hub,
                newsletter=letter,
                position=1,
                kind="figures",
                title="Les chiffres du mois",
            ),
            NewsletterBlock(
                territory=hub,
                newsletter=letter,
                position=2,
                kind="news",
                title="Aux Brosses, la légumerie livre sa première cantine",
                body="Onze personnes préparent chaque matin les légumes de deux écoles. **Prochaine étape** : une troisième cantine au printemps.",
            ),
            NewsletterBlock(
                territory=hub,
                newsletter=letter,
                position=3,
                kind="event",
                title="Portes ouvertes de SFAIRE",
                body="Visite de l’atelier vélos et des serres, à Saint-Fons, samedi de 10 h à 16 h.",
            ),
        ]
    )
