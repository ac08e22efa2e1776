"""A training session of the hub, running, whose places are shared out."""

from datetime import timedelta

from django.utils import timezone

from ppde import operations
from ppde.models import Training, TrainingSession
from territories.scoping import scoped


def running_session(world, places: int, shares: dict) -> TrainingSession:
    training = Training.objects.create(
        territory=world.hub, title="Commun", provider="OF", objectives="Apprendre", hours=14
    )
    session = TrainingSession(
        territory=world.hub,
        training=training,
        starts_on=timezone.localdate() - timedelta(days=2),
        ends_on=timezone.localdate() + timedelta(days=5),
        place="Salle",
        places=places,
    )
    with scoped(world.hub.pk, world.home.pk, world.next.pk):
        operations.save_session(session, shares=shares, by=None)
    return session
