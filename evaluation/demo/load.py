"""Loading the demonstration: two hubs, nine territories, their people. Same facts, same seed, same world."""

import random
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from activities.models import Activity
from ebe.models import CdeStatement, Enterprise
from ebe.operations import compute_statement
from evaluation.demo import (
    acts,
    after,
    associated,
    bilan,
    coming_back,
    counts,
    criteria,
    duplicates,
    exchange,
    extracts,
    forecasts,
    grants,
    imports,
    list_rules,
    lyon,
    orientations,
    people,
    posts,
    readings,
    refusals,
    registers,
    resources,
    retention,
    returns,
    rights,
    skills,
    tokens,
    webhooks,
)
from evaluation.demo.accounts import give_memberships, open_accounts
from evaluation.demo.committees import hold_meetings
from evaluation.demo.facts import Place
from evaluation.demo.firms import open_enterprise, share_activities
from evaluation.demo.followings import follow_persons
from evaluation.demo.ground import Ground
from evaluation.demo.hubs import fill_hub, make_hub, make_local, set_rules
from evaluation.demo.journeys import make_events, make_outcomes, make_persons, make_reviews
from evaluation.demo.places import fill_sheet, fill_stakeholders
from evaluation.demo.sessions import hold_sessions
from evaluation.models import StaleFigures
from evaluation.operations.figures import months_back, recompute, recompute_hub
from ppde.models import EligibilityRule
from ppde.operations import refresh_day
from territories.models import Membership, Territory
from territories.roles import Role
from territories.scoping import Reach, apply, scoped
from tzcld.later import ask_later, not_asked
from tzcld.users.models import User


def load(today: date | None = None) -> bool:
    """Write the whole demonstration, then its figures. False if it is there already."""
    today = today or timezone.localdate()
    if Territory.objects.filter(slug=lyon.HUB[0]).exists():
        return False
    # Each fact would ask for figures that are computed here at the end.
    with not_asked("evaluation.tasks.refresh_indicators"):
        _write(today)
    # Once for each hub: the months that the last acts have touched, and the pictures.
    for hub in Territory.objects.filter(kind="hub").order_by("pk"):
        ask_later("evaluation.tasks.refresh_hub_indicators", hub.pk)
    return True


def _write(today: date) -> None:
    with transaction.atomic():
        users = open_accounts()
        for region in (lyon, associated):
            hub = make_hub(region.HUB)
            locals_ = [make_local(hub, place) for place in region.PLACES]
            apply(Reach(reach={hub.pk, *(t.pk for t in locals_)}, named={t.pk for t in locals_}))
            rule = set_rules(hub)
            list_rules.frame(hub, rule.valid_from)
            fill_hub(hub, users, today)
            criteria.prepare_next(hub, today)
            skills.fill_list(hub)
            resources.fill_hub(hub, users["charge"], today)
            for territory, place in zip(locals_, region.PLACES, strict=True):
                give_memberships(territory, users)
                _territory(territory, place, rule, users, today)
                if place.slug == counts.PLACE:
                    counts.load(territory, today, users["givors"])
            if hub.slug == lyon.HUB[0]:
                exchange.load(hub, users, today)
                bilan.load(hub, users, today)
                duplicates.load(users, today)
                retention.load(hub, users)
                imports.load(users)
                grants.load(users, today)
                extracts.load(users, today)
                orientations.load(users, today)
                registers.load()
                webhooks.load(hub, users, today)
                tokens.load(hub, users, today)
                acts.write(hub, users, today)
        share_activities()
    _analyze()
    _figures(today)
    forecasts.load(today)
    acts.follow_the_figures(users, today)
    _running_month(today)


def _figures(today: date) -> None:
    """What the nightly work would have left: two years of indicators, a year of CDE statements."""
    for enterprise in Enterprise.objects.order_by("pk"):
        with scoped(enterprise.territory_id):
            for month in months_back(today.replace(day=1), 12):
                if enterprise.opened_on <= month:
                    compute_statement(enterprise, month)
    returns.load(today)
    months = months_back(today.replace(day=1), 24)
    for territory in Territory.objects.filter(kind="local"):
        recompute(territory.pk, *months)
    _analyze()
    for hub in Territory.objects.filter(kind="hub"):
        recompute_hub(hub.pk, *months)
    StaleFigures.objects.all().delete()


def _running_month(today: date) -> None:
    """The last acts changed who is under contract: the running month as the night leaves it, whoever asks for it again
    finds the same. The months before wait for somebody, as they do in life.
    """
    for row in CdeStatement.objects.filter(month=today.replace(day=1)).select_related("enterprise"):
        with scoped(row.territory_id):
            compute_statement(row.enterprise, row.month)


def _analyze() -> None:
    """Without statistics the figures' statements are planned for empty tables, and take ten times longer."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _territory(
    territory: Territory, place: Place, rule: EligibilityRule, users: dict[str, User], today: date
) -> None:
    team = [
        m.user
        for m in Membership.objects.filter(
            territory=territory, role__in=[Role.PROJECT_LEAD, Role.JOURNEY_OFFICER]
        ).select_related("user")
    ]
    ground = Ground(
        place,
        territory,
        team or [users["charge"]],
        fill_sheet(territory, place),
        rule,
        today,
        random.Random(place.slug),
    )
    fill_stakeholders(ground)
    meetings = hold_meetings(ground)
    journeys = people.journeys(
        place.slug,
        place.volumes,
        place.started,
        today,
        [timezone.localtime(m.starts_at).date() for m in meetings],
        place.ebes[0].opened_on if place.ebes else None,
    )
    persons = make_persons(ground, journeys)
    make_reviews(ground, journeys, persons, meetings)
    criteria.make_precise(ground, meetings)
    list_rules.decide(ground, meetings)
    make_events(ground, journeys, persons)
    make_outcomes(ground, journeys, persons)
    after.take_news(ground)
    hold_sessions(ground)
    follow_persons(ground)
    enterprises = [open_enterprise(ground, ebe, journeys, persons, users) for ebe in place.ebes]
    refusals.take_rule(ground, meetings, enterprises)
    coming_back.come_back(ground)
    posts.publish(ground, enterprises)
    refusals.put(ground, meetings, enterprises)
    for name, sector, state, fte, text in place.activities:
        Activity.objects.create(
            territory=territory,
            name=name,
            sector=sector,
            state=state,
            carrier=enterprises[0] if enterprises else None,
            decision=refusals.decide(
                ground,
                meetings[-1],
                "supplementarity",
                f"L’activité « {name} » ne concurrence aucun emploi du territoire.",
            )
            if state == "decided" and meetings
            else None,
            undecided_because="Décidée par le comité avant la plateforme (exemple)."
            if state in ("running", "review")
            else "",
            expected_fte=fte,
            description=text,
            started_on=place.ebes[0].opened_on + timedelta(days=40)
            if state == "running" and place.ebes
            else None,
            is_public=state == "running",
        )
    refresh_day(territory.pk)
    readings.open_files(ground)
    after.freeze(ground)
    skills.tell(territory)
    resources.fill_territory(ground)
    rights.keep_rights(ground)
