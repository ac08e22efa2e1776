"""Papers of this room that leave at once: a PDF in the page's answer, its printing in the journal or in the files' read log."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify

from ppde import operations
from ppde.models import Person, Reading
from territories import journal
from tzcld.documents import DocumentError, render_pdf
from tzcld.ui import french


def paper(
    request,
    target,
    template: str,
    context: dict,
    *,
    title: str,
    back: str,
    named: bool = True,
    persons: Iterable[Person] = (),
):
    """The PDF of `template` about `target`, a row or an account of the territory; `back` when it cannot be made.

    `persons`: those whom a list names, whose read log has the print too.
    """
    shown = {
        "place": request.territory.name,
        "printed": french.date_hour(timezone.now()),
        "printed_by": str(request.user),
    }
    try:
        pdf = render_pdf(template, shown | context, title=title, author=request.territory.name)
    except DocumentError as error:
        messages.error(request, str(error))
        return redirect(back)
    if isinstance(target, Person):
        operations.record_reading(target, by=request.user, kind=Reading.Kind.PRINT)
    else:
        journal.record(
            "print", target, by=request.user, territory=request.territory, named=named, label=title
        )
    operations.record_prints(persons, by=request.user, reason=title)
    headers = {"Content-Disposition": f'inline; filename="{slugify(title)}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
