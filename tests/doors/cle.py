"""Doors of the committee room."""

from tests.doors import Door, door, public

#        anonymous lead officer member director partner hub_admin hub_officer funder comm. dpo neighbour
READ = "302 200 200 200 200 403 200 200 403 403 403 404"
TEAM = "302 200 200 403 403 403 403 403 403 403 403 404"
LEAD = "302 200 403 403 403 403 403 403 403 403 403 404"

DOORS: dict[str, Door] = {
    "cle:meeting_list": door(READ),
    "cle:meeting_detail": door(READ, "meeting"),
    "cle:meeting_ics": door(READ, "meeting"),
    "cle:meeting_create": door(TEAM, chair=200),
    "cle:meeting_edit": door(TEAM, "meeting", chair=200),
    "cle:agenda_edit": door(TEAM, "meeting", chair=200),
    "cle:agenda_item_edit": door(TEAM, "agendaitem", chair=200),
    "cle:agenda_change": door(
        "302 302 302 403 403 403 403 403 403 403 403 404", "agendaitem", chair=302, method="POST"
    ),
    "cle:meeting_convene": door(TEAM, "meeting", chair=200),
    "cle:convocation_send": door(TEAM, "meeting", chair=200),
    "cle:convocation_resume": door(
        "302 302 302 403 403 403 403 403 403 403 403 404", "convocation", chair=302, method="POST"
    ),
    # Nobody here holds a seat by an account: the page is no one's (tests/cle/test_answers.py opens it).
    "cle:answer_mine": door("302 404 404 404 404 403 404 404 403 403 403 404", "meeting"),
    "cle:answer_note": door(
        TEAM, "meeting", chair=200, args={"seat": lambda world: world.rows["home"]["seat"].pk}
    ),
    "cle:answer_by_link": public(404, args={"token": lambda world: "1-1.inconnu"}),
    # The meeting is held, without minutes: the page says so on that of the meeting.
    "cle:meeting_hold": door(
        "302 302 302 403 403 403 403 403 403 403 403 404", "meeting", chair=302
    ),
    "cle:meeting_not_held": door(TEAM, "meeting", chair=200),
    "cle:meeting_cancel": door(TEAM, "meeting", chair=200),
    "cle:attendance_edit": door(TEAM, "meeting"),
    "cle:minutes_edit": door(TEAM, "meeting", chair=200),
    "cle:minutes_approve": door(
        "302 302 403 403 403 403 403 403 403 403 403 404", "meeting", chair=302
    ),
    "cle:decision_record": door(LEAD, "meeting"),
    "cle:decision_rectify": door(LEAD, "decision"),
    "cle:decision_list": door(READ),
    "cle:decision_detail": door(READ, "decision"),
    "cle:committee_list": door(READ),
    "cle:committee_detail": door(READ, "committee"),
    "cle:committee_create": door(LEAD),
    "cle:committee_edit": door(LEAD, "committee"),
    "cle:seat_create": door(LEAD, "committee"),
    "cle:quorum_rule_create": door(LEAD, "committee"),
    "cle:notice_rule_create": door(LEAD, "committee"),
    "cle:seat_address": door(LEAD, "seat"),
    "cle:seat_edit": door(LEAD, "seat"),
    "cle:seat_delete": door(LEAD, "seat"),
    "cle:seat_end": door(LEAD, "seat"),
}
