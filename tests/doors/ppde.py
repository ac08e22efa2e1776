"""Doors of ppde: persons are for the team of their territory, nobody else."""

from tests.doors import Door, door, public

TEAM = "302 200 200 403 403 403 403 403 403 403 403 404"
ACT = "302 302 302 403 403 403 403 403 403 403 403 404"
# Nothing in the small world resembles this person next door.
NOWHERE = "302 404 404 403 403 403 403 403 403 403 403 404"
LEAD_ACT = "302 302 403 403 403 403 403 403 403 403 403 404"
LEAD = "302 200 403 403 403 403 403 403 403 403 403 404"
# The committee's own rule: who decides it reads it, and the hub.
READERS = "302 200 200 200 403 403 200 200 403 403 403 404"
WATCHED = "302 200 200 403 403 403 403 403 403 403 200 404"
DPO = "302 403 403 403 403 403 403 403 403 403 200 404"
RESOURCES = "302 200 200 200 200 403 200 200 403 403 403 404"
# The hub's own pages
HUB = {"territory": lambda world: world.hub.slug}

RULE = "302 200 200 200 403 403 200 200 403 403 403 404"
PARTNER = "302 403 403 403 403 200 403 403 403 403 403 404"


def officer(world) -> int:
    return world.users["officer"].pk


DOORS: dict[str, Door] = {
    # What waits for a direction, too: the proposals to answer and the figures of its own enterprise.
    "ppde:work_queue": door("302 200 200 403 200 403 403 403 403 403 403 404"),
    "ppde:person_list": door(TEAM),
    "ppde:mobilisation_list": door(TEAM),
    "ppde:review_list": door(TEAM),
    "ppde:pause_list": door(TEAM),
    "ppde:refusal_list": door(TEAM),
    "ppde:refusals_decide": door(LEAD),
    "ppde:refusal_reopen": door(LEAD, row="refusalreview"),
    "ppde:list_rule_list": door(READERS),
    "ppde:list_rule_create": door(LEAD),
    # In force: it stays, and the list says why.
    "ppde:list_rule_withdraw": door(LEAD_ACT, row="listrule"),
    "ppde:person_create": door(TEAM),
    "ppde:person_detail": door(TEAM, row="person"),
    "ppde:person_edit": door(TEAM, row="person"),
    "ppde:person_readings": door(TEAM, row="person"),
    "ppde:person_timeline": door(TEAM, row="person"),
    "ppde:person_timeline_pdf": door(TEAM, row="person"),
    "ppde:event_add": door(TEAM, row="person"),
    "ppde:event_correct": door(TEAM, row="journeyevent"),
    "ppde:volunteer_record": door(TEAM, row="person"),
    "ppde:volunteer_renew": door(TEAM, row="person"),
    "ppde:volunteer_correct": door(LEAD, row="person"),
    "ppde:volunteer_withdraw": door(LEAD, row="person"),
    "ppde:pause_start": door(TEAM, row="person"),
    "ppde:pause_extend": door(TEAM, row="pause"),
    "ppde:pause_end": door(TEAM, row="pause"),
    "ppde:pause_correct": door(TEAM, row="pause"),
    "ppde:outcome_record": door(TEAM, row="person"),
    "ppde:ineligible_record": door(LEAD, row="person"),
    "ppde:outcome_correct": door(TEAM, row="outcome"),
    # The world’s exit is a hire: it is undone with its contract, and its file says so.
    "ppde:outcome_cancel": door(TEAM.replace("200", "302"), row="outcome"),
    "ppde:return_record": door(TEAM, row="outcome"),
    "ppde:return_cancel": door(TEAM, row="return"),
    "ppde:retention_view": door(TEAM),
    "ppde:retention_due": door(TEAM),
    "ppde:retention_rule_create": door(LEAD),
    "ppde:elimination_prepare": door(LEAD_ACT, method="POST"),
    "ppde:elimination_detail": door(TEAM, row="elimination"),
    "ppde:elimination_approve": door(LEAD, row="elimination"),
    "ppde:elimination_give_up": door(LEAD_ACT, row="elimination", method="POST"),
    "ppde:elimination_keep": door(LEAD, row="eliminationline"),
    "ppde:duplicate_list": door(TEAM),
    "ppde:duplicate_compare": door(TEAM, row="lookalike"),
    "ppde:duplicate_apart": door(ACT, row="lookalike", method="POST"),
    "ppde:merge_list": door(TEAM),
    "ppde:merge_undo": door(LEAD, row="merge"),
    "ppde:inquiry_list": door(TEAM),
    "ppde:inquiry_answer": door(TEAM, row="inquiry"),
    # The question of the small world was received, not sent.
    "ppde:inquiry_again": door(NOWHERE, row="inquiry"),
    "ppde:inquiry_ask": door(NOWHERE, row="person", method="POST"),
    "ppde:orientation_sent": door(PARTNER),
    "ppde:orientation_send": door(PARTNER),
    "ppde:orientation_list": door(TEAM),
    "ppde:orientation_answer": door(TEAM, row="orientation"),
    # The orientation of the small world waits for its answer: nothing to take back.
    "ppde:orientation_unlink": door(NOWHERE, row="orientation"),
    "ppde:orientation_reopen": door(ACT, row="orientation"),
    "ppde:orientation_correct": door(TEAM, row="orientation"),
    "ppde:orientation_rights": door(TEAM, row="orientation"),
    "ppde:referent_list": door(TEAM),
    "ppde:referent_change": door(TEAM, query="?referent="),
    "ppde:referent_handover": door(TEAM, args={"pk": officer}),
    "ppde:referent_handover_pdf": door(TEAM, args={"pk": officer}),
    "ppde:gathering_list": door(TEAM),
    "ppde:gathering_create": door(TEAM),
    "ppde:gathering_person_options": door(TEAM),
    "ppde:gathering_detail": door(TEAM, row="session"),
    "ppde:gathering_edit": door(TEAM, row="session"),
    "ppde:gathering_repeat": door(TEAM, row="session"),
    "ppde:gathering_cancel": door(TEAM, row="session"),
    "ppde:gathering_restore": door(TEAM, row="session"),
    "ppde:gathering_reopen": door(TEAM, row="session"),
    "ppde:gathering_add": door(TEAM, row="session"),
    # Without a line to settle, back to the sheet.
    "ppde:gathering_doubts": door(TEAM.replace("200", "302"), row="session"),
    "ppde:gathering_paper": door(TEAM, row="session"),
    "ppde:review_prepare": door(TEAM, row="person"),
    "ppde:review_decide": door(LEAD, row="eligibilityreview"),
    "ppde:review_reopen": door(LEAD, row="eligibilityreview"),
    "ppde:reviews_decide": door(LEAD),
    "ppde:criteria_view": door(RULE),
    "ppde:version_prepare": door(LEAD),
    "ppde:version_detail": door(RULE, row="eligibilityprecision"),
    "ppde:version_withdraw": door(LEAD, row="eligibilityprecision"),
    "ppde:criterion_add": door(LEAD, row="eligibilityprecision"),
    "ppde:criterion_withdraw": door(LEAD, row="eligibilitycriterion"),
    "ppde:privacy_alerts": door(DPO),
    "ppde:privacy_past": door("302 403 403 403 403 403 200 403 403 403 200 404"),
    "ppde:privacy_alert_settle": door(DPO, row="readingalert"),
    "ppde:privacy_readings": door(DPO),
    "ppde:person_letter": door(TEAM, row="person"),
    "ppde:person_letter_pdf": door(TEAM, row="person"),
    # Pages are off in the world: back to the letter with a sentence.
    "ppde:person_page_give": door(
        "302 302 302 403 403 403 403 403 403 403 403 404", row="person", method="POST"
    ),
    "ppde:person_page_close": door(
        "302 302 302 403 403 403 403 403 403 403 403 404", row="personpage", method="POST"
    ),
    "ppde:desk_edit": door(LEAD),
    "ppde:person_page": public(404, args={"token": lambda world: "inconnu"}),
    "ppde:follow_up_list": door(TEAM),
    "ppde:follow_up_record": door(TEAM, row="followup"),
    "ppde:person_after": door(TEAM, row="person"),
    "ppde:mobility_list": door(TEAM),
    "ppde:mobility_open": door(TEAM, row="person"),
    "ppde:mobility_step": door(TEAM, row="mobilityfile"),
    "ppde:mobility_close": door(TEAM, row="mobilityfile"),
    # A trial runs: its issue comes first.
    "ppde:trial_start": door(ACT, row="mobilityfile"),
    "ppde:trial_end": door(TEAM, row="mobilitytrial"),
    "ppde:trial_correct": door(TEAM, row="mobilitytrial"),
    "ppde:mobility_step_correct": door(TEAM, row="mobilitystep"),
    "ppde:mobility_reopen": door(TEAM, row="mobilityfile"),
    "ppde:skill_matrix": door(TEAM),
    # The hub's list: read by those who read the crossing, kept by the hub in its own row
    "ppde:skill_list": door("302 200 200 200 200 403 200 200 403 403 403 404"),
    "ppde:skill_create": door("302 404 404 404 404 404 200 200 403 403 403 404", args=HUB),
    "ppde:skill_import": door("302 404 404 404 404 404 200 200 403 403 403 404", args=HUB),
    "ppde:skill_edit": door(
        "302 404 404 404 404 404 200 200 403 403 403 404", args=HUB, row="skill"
    ),
    # Training: places for all who read the territory, names for its team
    "ppde:training_list": door(RESOURCES),
    "ppde:session_list": door(RESOURCES),
    "ppde:training_detail": door(RESOURCES, row="training"),
    "ppde:session_detail": door(RESOURCES, row="trainingsession"),
    "ppde:training_create": door(TEAM),
    "ppde:training_edit": door(TEAM, row="training"),
    "ppde:session_create": door(TEAM, row="training"),
    "ppde:session_edit": door(TEAM, row="trainingsession"),
    "ppde:session_cancel": door(TEAM, row="trainingsession"),
    "ppde:session_enrol": door(TEAM, row="trainingsession"),
    "ppde:session_presence": door(TEAM, row="trainingsession"),
    "ppde:session_give_back": door(TEAM, row="trainingsession"),
    "ppde:enrolment_finish": door(TEAM, row="enrolment"),
    "ppde:enrolment_reopen": door(TEAM, row="enrolment"),
    "ppde:enrolment_withdraw": door(
        "302 302 302 403 403 403 403 403 403 403 403 404", row="enrolment", method="POST"
    ),
    # Levers asked for persons
    "ppde:scheme_request_list": door(TEAM),
    "ppde:scheme_request_create": door(TEAM, row="scheme"),
    "ppde:scheme_request_close": door(TEAM, row="schemerequest"),
    "ppde:scheme_request_correct": door(TEAM, row="schemerequest"),
    "ppde:delivery_persons": door(TEAM, row="commitmentdelivery"),
    "ppde:delivery_correct": door(TEAM, row="commitmentdelivery"),
    "ppde:privacy_requests": door(WATCHED),
    "ppde:privacy_register": door("302 200 403 403 403 403 403 403 403 403 200 404"),
    "ppde:privacy_texts": door("302 200 403 403 403 403 403 403 403 403 200 404"),
    "ppde:text_review": door(LEAD, row="textflag"),
    # Whoever follows persons or watches over the data; the hub's administration reads what it fixes for all.
    "ppde:word_list": door("302 200 403 403 403 403 200 403 403 403 200 404"),
    "ppde:word_add": door("302 200 403 403 403 403 403 403 403 403 200 404"),
    "ppde:word_remove": door(
        "302 200 403 403 403 403 403 403 403 403 200 404", row="sensitiveword"
    ),
    "ppde:reading_rule_list": door("302 200 403 403 403 403 200 403 403 403 200 404"),
    # The thresholds are the hub's: there is no such page in a territory.
    "ppde:reading_rule_create": door("302 403 403 403 403 403 403 403 403 403 404 404"),
    "ppde:note_write": door(TEAM, row="person"),
    # The referent of the person is the lead: another officer sees that a note exists, no more.
    "ppde:note_open": door(LEAD, row="restrictednote"),
    "ppde:note_erase": door(LEAD, row="restrictednote"),
    "ppde:register_sheet": door("302 200 403 403 403 403 200 403 403 403 200 404"),
    "ppde:register_pdf": door("302 200 403 403 403 403 200 403 403 403 200 404"),
    "ppde:duration_create": door("302 200 403 403 403 403 403 403 403 403 200 404"),
    "ppde:controller_edit": door("302 200 403 403 403 403 403 403 403 403 200 404"),
    # A controller is named for the territory of the table: its register is its own.
    "ppde:privacy_processing": door(
        "302 200 403 403 403 403 403 403 403 403 200 404",
        args={"code": lambda world: "parcours"},
    ),
    "ppde:person_privacy": door(TEAM, row="person"),
    "ppde:consent_record": door(TEAM, row="person"),
    "ppde:consent_withdraw": door(TEAM, row="consent"),
    "ppde:rights_record": door(TEAM, row="person"),
    # Not frozen: there is nothing to lift, and its page leads back to the file.
    "ppde:limitation_lift": door(LEAD_ACT, row="person"),
    "ppde:notice": door(TEAM),
    "ppde:rights_detail": door(TEAM, row="rightsrequest"),
    "ppde:rights_identity": door(TEAM, row="rightsrequest"),
    "ppde:rights_correct": door(TEAM, row="rightsrequest"),
    "ppde:rights_cancel": door(LEAD, row="rightsrequest"),
    # The request of the small world waits: nothing to reopen, its page says so.
    "ppde:rights_reopen": door(LEAD_ACT, row="rightsrequest"),
    "ppde:rights_extend": door(LEAD, row="rightsrequest"),
    "ppde:rights_answer": door(LEAD, row="rightsrequest"),
    "ppde:access_ask": door(
        "302 302 403 403 403 403 403 403 403 403 403 404", row="rightsrequest", method="POST"
    ),
    "ppde:access_download": door(LEAD, row="accessfile", args={"form": lambda world: "pdf"}),
}
