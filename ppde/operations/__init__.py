"""What changes the world in this room: `operations.register_person(…, by=user)`."""

from ppde.operations.access import (
    ask_access_file,
    build_access_file,
    download_access_file,
    sweep_access_files,
)
from ppde.operations.after import (
    add_mobility_step,
    close_mobility,
    end_trial,
    open_mobility,
    plan_missing,
    record_follow_up,
    start_trial,
)
from ppde.operations.consents import (
    current_consents,
    has_consent,
    record_consent,
    require_consent,
    withdraw_consent,
)
from ppde.operations.corrections import cancel_return, take_back, undo_refusal
from ppde.operations.criteria import (
    add_criterion,
    prepare_precision,
    prepare_rule,
    withdraw_criterion,
    withdraw_version,
)
from ppde.operations.eligibility import decide_review, decide_reviews, prepare_review, reopen_review
from ppde.operations.journey import (
    add_event,
    correct_event,
    figures_moved,
    lock,
    refresh,
    refresh_day,
)
from ppde.operations.list_rules import withdraw_list_rule, write_list_rule
from ppde.operations.notes import erase_note, may_open, open_note, rotate_notes, write_note
from ppde.operations.outcomes import cancel_outcome, record_outcome
from ppde.operations.pauses import end_pause, extend_pause, start_pause
from ppde.operations.person_pages import close_page, give_page, open_page, update_desk
from ppde.operations.persons import (
    correct_volunteer_date,
    record_volunteer,
    register_person,
    update_person,
)
from ppde.operations.processings import keeps_register, write_controller, write_processing
from ppde.operations.ranks import apply_refusal, record_return
from ppde.operations.readings import (
    is_recent_reading,
    purge_readings,
    reading_rule,
    record_reading,
    settle_alert,
    watch_readings,
    with_apart,
    write_reading_rule,
)
from ppde.operations.refusals import decide_refusal, decide_refusals, reopen_refusal
from ppde.operations.rereading import ask_rereading, last_rereadings, reread, sweep_rereadings
from ppde.operations.resources import ask_scheme, close_request, correct_delivery, link_delivery
from ppde.operations.rights import (
    answer_request,
    check_identity,
    extend_request,
    lift_limitation,
    record_request,
)
from ppde.operations.skills import import_skills, record_days, record_skills, save_skill
from ppde.operations.texts import SEALED, add_word, frozen_with, remove_word, review_text
from ppde.operations.training import (
    cancel_session,
    enrol,
    finish,
    give_back,
    record_presence,
    save_session,
    save_training,
    withdraw,
)

__all__ = [
    "SEALED",
    "add_criterion",
    "add_event",
    "add_mobility_step",
    "add_word",
    "answer_request",
    "apply_refusal",
    "ask_access_file",
    "ask_rereading",
    "ask_scheme",
    "build_access_file",
    "cancel_outcome",
    "cancel_return",
    "cancel_session",
    "check_identity",
    "close_mobility",
    "close_page",
    "close_request",
    "correct_delivery",
    "correct_event",
    "correct_volunteer_date",
    "current_consents",
    "decide_refusal",
    "decide_refusals",
    "decide_review",
    "decide_reviews",
    "download_access_file",
    "end_pause",
    "end_trial",
    "enrol",
    "erase_note",
    "extend_pause",
    "extend_request",
    "figures_moved",
    "finish",
    "frozen_with",
    "give_back",
    "give_page",
    "has_consent",
    "import_skills",
    "is_recent_reading",
    "keeps_register",
    "last_rereadings",
    "lift_limitation",
    "link_delivery",
    "lock",
    "may_open",
    "open_mobility",
    "open_note",
    "open_page",
    "plan_missing",
    "prepare_precision",
    "prepare_review",
    "prepare_rule",
    "purge_readings",
    "reading_rule",
    "record_consent",
    "record_days",
    "record_follow_up",
    "record_outcome",
    "record_presence",
    "record_reading",
    "record_request",
    "record_return",
    "record_skills",
    "record_volunteer",
    "refresh",
    "refresh_day",
    "register_person",
    "remove_word",
    "reopen_refusal",
    "reopen_review",
    "require_consent",
    "reread",
    "review_text",
    "rotate_notes",
    "save_session",
    "save_skill",
    "save_training",
    "settle_alert",
    "start_pause",
    "start_trial",
    "sweep_access_files",
    "sweep_rereadings",
    "take_back",
    "undo_refusal",
    "update_desk",
    "update_person",
    "watch_readings",
    "with_apart",
    "withdraw",
    "withdraw_consent",
    "withdraw_criterion",
    "withdraw_list_rule",
    "withdraw_version",
    "write_controller",
    "write_list_rule",
    "write_note",
    "write_processing",
    "write_reading_rule",
]
