"""After the list in the demonstration: news taken in time, a few mobilities, where each team receives, the list by number."""

import random
from datetime import timedelta

from django.utils.text import slugify

from ebe.list_sheets import freeze_list
from evaluation.demo.ground import Ground
from ppde.models import (
    FOLLOWED,
    Desk,
    FollowUp,
    MobilityFile,
    MobilityStep,
    MobilityTrial,
    Outcome,
    OutcomeKind,
)
from ppde.operations.after import planned
from territories.periods import period

# What is answered at 3, 6 and 12 months, most often first; without work again, the next news are the same.
ANSWERS = ("same", "same", "same", "same", "same", "other", "none", "unreachable")
PROJECTS = (
    (
        "Travailler en cuisine collective, près de chez soi.",
        ["cuisine", "plonge"],
        "Cuisine centrale",
    ),
    ("Conduire un petit véhicule de livraison.", ["livraison", "logistique"], "Relais du Rhône"),
    ("Devenir agent d’accueil dans un équipement public.", ["accueil"], "Maison de quartier"),
)


def take_news(ground: Ground) -> None:
    """Each exit to work has its three dates; those of the past were kept, but for the latest."""
    rng = random.Random(f"{ground.place.slug}-nouvelles")
    rows = []
    for outcome in Outcome.objects.filter(territory=ground.territory, kind__in=FOLLOWED).order_by(
        "pk"
    ):
        answer = "same"
        for row in planned(outcome):
            # A team is a few weeks late at times. Contracts with an enterprise of the demonstration go on.
            if row.due_on < ground.today - timedelta(days=rng.randint(0, 60)):
                if outcome.kind != OutcomeKind.EBE and answer != "none":
                    answer = rng.choice(ANSWERS)
                row.result, row.done_on = answer, row.due_on + timedelta(days=3)
                row.recorded_by = ground.team[0]
            rows.append(row)
    FollowUp.objects.bulk_create(rows, batch_size=500)
    _mobilities(ground, rng)
    slug = slugify(ground.territory.name)[:30]
    Desk.objects.create(
        territory=ground.territory,
        place=f"Maison du projet, {ground.territory}"[:200],
        hours="le mardi et le jeudi, de 9 h à 12 h",
        phone="04 00 00 00 10",
        email=f"equipe.{slug}@exemple.fr",
        opens_pages=ground.place.slug == "villeurbanne-les-brosses",
    )


def _mobilities(ground: Ground, rng: random.Random) -> None:
    hired = Outcome.objects.filter(
        territory=ground.territory,
        kind=OutcomeKind.EBE,
        on__lt=ground.today - timedelta(days=400),
    )
    for n, (outcome, (project, jobs, employer)) in enumerate(
        zip(hired.order_by("on", "pk"), PROJECTS, strict=False)
    ):
        since = ground.today - timedelta(days=rng.randint(120, 300))
        mobility = MobilityFile.objects.create(
            territory=ground.territory,
            person_id=outcome.person_id,
            consented_on=since,
            project=project,
            target_jobs=jobs,
            opened_by=ground.team[0],
            closed_on=ground.today - timedelta(days=20) if n == 1 else None,
            closing="stays" if n == 1 else "",
        )
        common = {"territory": ground.territory, "mobility": mobility}
        MobilityStep.objects.create(
            **common, kind="interview", on=since, text="Le projet, pas à pas", author=ground.team[0]
        )
        MobilityStep.objects.create(
            **common, kind="visit", on=since + timedelta(days=30), author=ground.team[0]
        )
        if n == 0:
            start = ground.today - timedelta(days=25)
            MobilityTrial.objects.create(
                **common,
                person_id=outcome.person_id,
                kind="fixed_long",
                employer=employer,
                period=period(start, start + timedelta(days=60)),
            )


def freeze(ground: Ground) -> None:
    """What the night before would have left for the committee."""
    freeze_list(ground.territory, by=None)
