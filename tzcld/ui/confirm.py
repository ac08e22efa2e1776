"""Confirm, then act: one page for the question, what it changes and, when it is refused, why."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from tzcld.ui.forms import refused


def confirm(request, act: Callable[..., object], *, to, form=None, done: str = "", **words):
    """Ask, and on a POST call `act(**what the form gave)` then go `to` (an address, or a row that has one) saying `done`.

    `words`: the context of ui/confirm_page.html. What `act` refuses is said on the page, on its field when there is one.
    """
    error = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            act(**(form.cleaned_data if form else {}))
        except ValidationError as refusal:
            if form:
                refused(form, refusal)
            else:
                error = " ".join(refusal.messages)
        else:
            if done:
                messages.success(request, done)
            return redirect(to)
    cancel = to if isinstance(to, str) else to.get_absolute_url()
    context = {"form": form, "cancel_url": cancel, "error": error, **words}
    return render(request, "ui/confirm_page.html", context)
