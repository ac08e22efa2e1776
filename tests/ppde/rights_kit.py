"""Agreements and requests of a person, as the tests write them."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from ppde import operations

TODAY = timezone.localdate


def page(name, world, *args):
    return reverse(f"ppde:{name}", args=[world.home.slug, *args])


def text(response) -> str:
    return response.content.decode()


def agree(person, by, purpose="testimony", **changed):
    told = {"on": TODAY(), "channel": "paper", "proof": "Formulaire, classeur bleu"}
    return operations.record_consent(person, purpose, by=by, **(told | changed))


def ask(person, by, kind="rectification", **changed):
    told = {"received_on": date(2026, 1, 31), "channel": "desk", "identity": "known"}
    return operations.record_request(person, kind, by=by, **(told | changed))
