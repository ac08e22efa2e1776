"""The open data: the page that says what it holds, the file for spreadsheets and the one for programs."""

import io
from dataclasses import asdict, astuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import condition, require_safe

from evaluation import open_data as data
from evaluation.indicators import REGISTRY
from evaluation.views.public import nav
from tzcld import sheets
from tzcld.ui import french

RULE = (
    "Réutilisation libre et gratuite, en mentionnant la source et la date, sans altérer les chiffres (code des relations entre le "
    "public et l’administration, articles L.\u00a0321-1 et L.\u00a0322-1)."
)
NUMBERS = {"version": "number", "value": "number", "report": "number"}


def _etag(request) -> str:
    return f'"{data.published().mark}"'


def _open(response: HttpResponse) -> HttpResponse:
    """Pages of other sites may read it: it is the same for everybody, and no cookie changes it."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _dictionary() -> list[dict]:
    """The indicators as they are defined today; a report keeps the version that it was made under."""
    return [one.said for one in REGISTRY.values()]


@login_not_required
@require_safe
def open_data(request):
    found = data.published()
    rows = found.rows
    context = {
        "title": "Données ouvertes",
        "lead": "Les chiffres des rapports publiés, dans un seul fichier\u00a0: par territoire, par mois, par indicateur. Les petits effectifs "
        "y sont masqués comme dans les rapports.",
        "rule": RULE,
        "count": len(rows),
        "reports": len(found.reports),
        "columns": [{"name": name, "label": label, "text": text} for name, (label, text) in data.COLUMNS.items()],
        "indicators": [one | {"formula": french.upper_first(one["formula"])} for one in _dictionary()],
        "nav": nav("data"),
    }  # fmt: skip
    return render(request, "public/open_data.html", context)


@login_not_required
@require_safe
@condition(etag_func=_etag)
def open_data_csv(request):
    file = io.BytesIO()
    columns = [
        sheets.Column(label, NUMBERS.get(name, "text")) for name, (label, _) in data.COLUMNS.items()
    ]
    rows = (astuple(row) for row in data.published().rows)
    sheets.write("csv", file, columns, rows)
    response = HttpResponse(file.getvalue(), content_type=sheets.CONTENT_TYPES["csv"])
    response["Content-Disposition"] = 'attachment; filename="chiffres-publies.csv"'
    return _open(response)


@login_not_required
@require_safe
@condition(etag_func=_etag)
def open_data_json(request):
    return _open(
        JsonResponse(
            {
                "reuse": RULE,
                "page": request.build_absolute_uri(reverse("evaluation:open_data")),
                "columns": {name: text for name, (_, text) in data.COLUMNS.items()},
                "indicators": _dictionary(),
                "rows": [asdict(row) for row in data.published().rows],
            },
            json_dumps_params={"ensure_ascii": False},
        )
    )
