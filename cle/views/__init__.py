"""Pages of the committee room: committees and seats, meetings, decisions."""

from django.urls import reverse

from tzcld.ui import french


def label(territory) -> str:
    """Title of the room: the committee's name is a setting; a hub has several bodies."""
    return "Instances" if territory.is_hub else french.upper_first(territory.committee_label)


def room_tabs(request, current: str) -> list[dict]:
    """The three views of the room, on top of its lists."""
    tabs = [
        ("Séances", "meeting_list"),
        ("Décisions", "decision_list"),
        ("Composition", "committee_list"),
    ]
    return [
        {"label": word, "url": address(request, name), "current": name == current}
        for word, name in tabs
    ]


def address(request, name: str, *args) -> str:
    return reverse(f"cle:{name}", args=[request.territory.slug, *args])


def crumbs(request, *items) -> list[dict]:
    """Breadcrumb: the room, then (label, url name or address, pk…), the last without address."""
    found = [{"label": label(request.territory), "url": address(request, "meeting_list")}]
    return found + [{"label": word, "url": url} for word, url in items]
