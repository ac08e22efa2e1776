"""Pages of the committee room: committees and seats, meetings, decisions."""

from django.urls import reverse

from tzcld.ui import french


def label(territory) -> str:
    """Title of the room: the committee's name is a setting; a hub has several bodies."""
    return "Instances" if territory.is_hub else french.upper_first(territory.committee_label)


def room_tabs(request, current: str) -> list[dict]:
    """The views of the room, on top of its lists: its own, then what it reads that higher rooms write."""
    tabs = [
        ("Séances", "cle:meeting_list", ""),
        ("Décisions", "cle:decision_list", ""),
        ("Composition", "cle:committee_list", ""),
        ("Liste", "ebe:list_sheet", "list_sheet_view"),
        ("Prévision", "evaluation:forecast_shared", "list_sheet_view"),
    ]
    return [
        {
            "label": word,
            "url": reverse(name, args=[request.territory.slug]),
            "current": name.partition(":")[2] == current,
        }
        for word, name, verb in tabs
        if not verb or request.scope.can(verb)
    ]


def address(request, name: str, *args) -> str:
    return reverse(f"cle:{name}", args=[request.territory.slug, *args])


def crumbs(request, *items) -> list[dict]:
    """Breadcrumb: the room, then (label, url name or address, pk…), the last without address."""
    found = [{"label": label(request.territory), "url": address(request, "meeting_list")}]
    return found + [{"label": word, "url": url} for word, url in items]
