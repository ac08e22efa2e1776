"""The list by number: the page of the committee, and its sheet on paper."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cle.views import crumbs, room_tabs
from ebe.list_sheets import freeze_list, readable
from ebe.views.here import url
from ppde.filters import NUMBER
from ppde.mobilisation import BANDS
from ppde.models import ListSheet
from ppde.words import ACCEPTED
from territories import journal
from territories.access import ACT, allows
from tzcld.documents import render_pdf
from tzcld.ui import french

PER_PAGE, ON_PAPER = 100, 200


def _sheet(request) -> ListSheet | None:
    rows = ListSheet.objects.visible_to(request.user).within(request.territory)
    return rows.select_related("prepared_by").first()


def _content(request, sheet: ListSheet) -> dict:
    """What may be read of a sheet, for the page and the paper."""
    is_team = request.scope.can("mobilisation_view")
    shown = readable(sheet, request.territory, is_team=is_team)
    counts = sheet.counts
    total = counts.get("total", 0)
    threshold = request.territory.masking_threshold

    def said(n: int) -> str:
        """A count as this reader has it; whoever looks for it finds the lines below, not a figure to quote."""
        return f"moins de {threshold}" if not is_team and 0 < n < threshold else french.number(n)

    return {
        "sheet": sheet,
        "when": french.date_hour(sheet.prepared_at),
        "fact": _fact(counts, said) if shown else "",
        "is_masked": not shown,
        "threshold": threshold,
        "bands": [(label, said(counts.get(label, 0))) for _, label, _, _ in BANDS]
        if shown and total
        else [],
        # Those of the sheets written before were told nothing of it.
        "lines": [{"away": "", **line} for line in sheet.lines] if shown else [],
        "exceptions": sheet.exceptions if shown else [],
    }


def _part(request, lines: list[dict]) -> dict:
    """A page of the lines: that of `?page=`, or that of a number looked for (« M-0047 », « 47 »)."""
    asked, wanted = request.GET.get("numero", "").strip(), None
    if asked and (typed := NUMBER.fullmatch(asked)):
        wanted = next((n for n, line in enumerate(lines) if _number(line) == int(typed[1])), None)
    pages = Paginator(lines, PER_PAGE)
    part = pages.get_page(wanted // PER_PAGE + 1 if wanted is not None else request.GET.get("page"))
    return {
        "lines": list(part),
        "part": part,
        "asked": asked,
        "found": lines[wanted]["reference"] if wanted is not None else "",
        "is_missing": bool(asked) and wanted is None,
    }


def _number(line: dict) -> int | None:
    """None when the file is erased since."""
    figures = line["reference"].rpartition("-")[2]
    return int(figures) if figures.isdecimal() else None


def _fact(counts: dict, said: Callable[[int], str]) -> str:
    total = counts.get("total", 0)
    if not total:
        return "Personne n’attend sur la liste."
    told = f"{french.count(total, 'personne')} {french.accord(total, 'est,sont')} sur la liste"
    apart = [
        f"{said(n)} {words}"
        for n, words in (
            (counts.get("En pause", 0), "en pause"),
            (counts.get("Proposition en cours", 0), "avec une proposition en cours"),
            (counts.get(ACCEPTED, 0), "avec un poste accepté"),
        )
        if n
    ]
    return f"{told}, dont {french.listing(apart)}." if apart else f"{told}."


@allows("list_sheet_view")
def list_sheet(request):
    """Ranks, states and waiting bands by number, and the exceptions to the order."""
    sheet = _sheet(request)
    actions = []
    if sheet:
        paper = {"label": "Feuille de séance (PDF)", "url": url(request, "list_sheet_pdf")}
        actions.append(paper | {"icon": "download"})
    context = {
        "title": "La liste, par numéro",
        "lead": "Le rang suit la date de volontariat. Aucun nom ici, et rien qui permette de le retrouver.",
        "actions": actions,
        "may_freeze": request.scope.can("list_sheet_freeze"),
        "sheet": None,
        "tabs": room_tabs(request, "list_sheet"),
        "breadcrumb": crumbs(request, ("Liste", "")),
        **(_content(request, sheet) if sheet else {}),
    }
    if context.get("lines"):
        context |= _part(request, context["lines"])
    return render(request, "ebe/list_sheet.html", context)


@allows("list_sheet_view")
def list_sheet_pdf(request):
    """The same sheet on paper, journaled as an export."""
    sheet = _sheet(request)
    if sheet is None:
        raise Http404("Aucune liste par numéro n’a encore été arrêtée.")
    journal.record("print", sheet, by=request.user)
    title = f"Liste de mobilisation par numéro, {request.territory}"
    context = _content(request, sheet) | {
        "territory": request.territory,
        "today": timezone.localdate(),
    }
    # Two thousand lines are forty pages that nobody reads in a meeting, and a minute to write.
    context |= {
        "lines": context["lines"][:ON_PAPER],
        "left_out": max(0, len(context["lines"]) - ON_PAPER),
    }
    author = str(request.territory)
    pdf = render_pdf("documents/list_sheet.html", context, title=title, author=author)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="liste-par-numero.pdf"'
    return response


@allows("list_sheet_freeze", methods=ACT)
def list_sheet_freeze(request):
    freeze_list(request.territory, by=request.user)
    messages.success(request, "La liste du jour est arrêtée\u00a0: le comité la lit par numéro.")
    return redirect(url(request, "list_sheet"))
