"""The same answers sent twice by the same person, from « back » or a second tab: written once."""

import time
from collections.abc import Callable

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac

from tzcld.forgiving import cache
from tzcld.ui.forms import refused

# How long answers are remembered, in seconds: a page left open, a coffee; not the next day's same fact.
MEMORY = 30 * 60
# How long the second waits for the first to be written, in seconds.
PATIENCE = 3
PENDING = "…"
AGAIN = (
    "Vous venez d’envoyer les mêmes réponses\u00a0: elles sont déjà enregistrées, rien n’est écrit deux fois. "
    "Si cela a bien eu lieu deux fois, écrivez dans la page ce qui les distingue."
)


def once(
    request,
    write: Callable[[], models.Model],
    *,
    is_new: bool = True,
    stands: Callable[[models.Model], bool] = lambda row: True,
) -> tuple[models.Model, str]:
    """(what `write()` makes, ""), or (what it made a moment ago of the same answers to the same page, the sentence to say).

    `is_new` False: the page corrects a row, and the same correction may be made again after another.
    A row removed since is written anew, and one that no longer `stands(row)` (cancelled, refused, over). Raises what `write`
    raises: nothing is then remembered.
    """
    if not is_new:
        return write(), ""
    key = _key(request)
    if not cache.add(key, PENDING, MEMORY) and (row := _made(key)) and stands(row):
        return row, AGAIN
    try:
        row = write()
    except BaseException:
        cache.delete(key)
        raise
    cache.set(key, f"{row._meta.label} {row.pk}", MEMORY)
    return row, ""


def saved_once(
    request,
    form,
    save: Callable[[models.Model], models.Model],
    *,
    stands: Callable[[models.Model], bool] = lambda row: True,
) -> tuple[models.Model, str] | None:
    """The same of the row of a valid model form, written by `save(row)`; None once what is refused is said on the form."""
    is_new = form.instance.pk is None
    try:
        return once(request, lambda: save(form.save(commit=False)), is_new=is_new, stands=stands)
    except ValidationError as refusal:
        refused(form, refusal)
        return None


def secret_once(
    request,
    form,
    make: Callable[[models.Model], tuple[models.Model, str]],
    *,
    stands: Callable[[models.Model], bool] = lambda row: True,
) -> tuple[models.Model, str, str] | None:
    """The same of a row whose secret is shown as it is made: `make(row)` gives both. (row, secret, sentence): the secret is
    "" when the row was made a moment ago, and is never shown again."""
    shown: list[str] = []

    def save(row: models.Model) -> models.Model:
        made, secret = make(row)
        shown.append(secret)
        return made

    done = saved_once(request, form, save, stands=stands)
    return done and (done[0], "".join(shown), done[1])


def _key(request) -> str:
    """Never the answers themselves: some name people."""
    said = sorted(
        (k, v) for k, v in request.POST.lists() if k not in ("csrfmiddlewaretoken", "seen")
    )
    return f"once:{salted_hmac(__name__, repr((request.user.pk, request.path, said))).hexdigest()}"


def _made(key: str) -> models.Model | None:
    until = time.monotonic() + PATIENCE
    while (known := cache.get(key)) == PENDING and time.monotonic() < until:
        time.sleep(0.1)
    if known in (None, PENDING):
        return None
    label, _, pk = known.partition(" ")
    return apps.get_model(label)._base_manager.filter(pk=pk).first()
