"""A meeting as an iCalendar file (RFC 5545): published, times in UTC, lines folded at 75 octets.

One that is cancelled goes by METHOD:CANCEL (RFC 5546): the same UID and organiser, a higher SEQUENCE.
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from cle.models import Meeting
from tzcld import mail

DEFAULT_LENGTH = timedelta(hours=2)
STATUS = {
    "planned": "TENTATIVE",
    "convened": "CONFIRMED",
    "held": "CONFIRMED",
    "cancelled": "CANCELLED",
}


def calendar(meeting: Meeting, url: str, host: str, *, sequence: int = 0) -> bytes:
    """`url` is the page of the meeting; `host` makes the UID, the same each time the file is taken.

    `sequence`: a higher one replaces the meeting in the reader's calendar.
    """
    agenda = [f"{item.position}. {item.title}" for item in meeting.agenda.all()]
    summary = meeting.committee.name + (f" : {meeting.title}" if meeting.title else "")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Coordination TZCLD//Seances//FR",
        f"METHOD:{method(meeting)}",
        "BEGIN:VEVENT",
        f"UID:seance-{meeting.pk}@{host}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{_utc(timezone.now())}",
        f'ORGANIZER;CN="{_quoted(meeting.territory.name)}":mailto:{mail.envelope()}',
        f"DTSTART:{_utc(meeting.starts_at)}",
        f"DTEND:{_utc(meeting.ends_at or meeting.starts_at + DEFAULT_LENGTH)}",
        f"SUMMARY:{_escape(summary)}",
        *([f"LOCATION:{_escape(meeting.place)}"] if meeting.place else []),
        *([f"DESCRIPTION:{_escape(chr(10).join(agenda))}"] if agenda else []),
        f"URL:{url}",
        f"STATUS:{STATUS[meeting.state]}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_fold(line) for line in lines)


def method(meeting: Meeting) -> str:
    """What a calendar does with it."""
    return "CANCEL" if meeting.state == Meeting.State.CANCELLED else "PUBLISH"


def _quoted(name: str) -> str:
    return name.replace('"', "’").replace("\n", " ")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _fold(line: str) -> bytes:
    """75 octets a line at most, never cutting inside a character."""
    rows, row = [], b""
    for sign in line:
        octets = sign.encode()
        if len(row) + len(octets) > 75:
            rows.append(row)
            row = b" "
        row += octets
    rows.append(row)
    return b"\r\n".join(rows) + b"\r\n"
