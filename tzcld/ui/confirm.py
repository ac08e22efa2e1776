"""Confirm, then act: one page for the question, what it changes and, when it is refused, why."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render

from tzcld.ui.forms import refused, told


def closed(request, check: Callable[[], object], *, to):
    """The answer to opening a form that could only be refused: `to` with the sentence of `check`; None when it may be filled.

    What is sent is left to the act, whose refusal keeps what was typed.
    """
    if request.method == "POST":
        return None
    try:
        check()
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect(to)
    return None


def confirm(request, act: Callable[..., object], *, to, form=None, done="", **words):
    """Ask, and on a POST call `act(**what the form gave)` then go `to` (an address, or a row that has one) saying `done`.

    `to` and `done` may be functions of what `act` returned. `words`: the context of ui/confirm_page.html, with `cancel_url` where
    it is not `to`. What `act` refuses leaves nothing written, and is said on the page, on its field when there is one.
    """
    error = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            with transaction.atomic():
                made = act(**(form.cleaned_data if form else {}))
        except ValidationError as refusal:
            if form:
                refused(form, refusal)
            else:
                error = " ".join(refusal.messages)
        else:
            if said := done(made) if callable(done) else done:
                messages.success(request, told(form, said))
            return redirect(to(made) if callable(to) else to)
    if "cancel_url" not in words:
        words["cancel_url"] = to if isinstance(to, str) else to.get_absolute_url()
    context = {"form": form, "error": error, **words}
    return render(request, "ui/confirm_page.html", context)
