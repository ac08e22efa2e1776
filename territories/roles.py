"""Who may do what: one table, role × verb. Views name the verb, templates read `can.verb`."""

from typing import Final

from django.db import models


class Role(models.TextChoices):
    """Roles of domain.md §7.4; the salaried person's own space comes later."""

    HUB_ADMIN = "hub_admin", "administration de la métropole"
    HUB_OFFICER = "hub_officer", "chargé·e de mission de la métropole"
    PROJECT_LEAD = "project_lead", "chef·fe de projet"
    JOURNEY_OFFICER = "journey_officer", "référent·e parcours"
    CLE_CHAIR = "cle_chair", "présidence du comité"
    CLE_MEMBER = "cle_member", "membre du comité"
    EBE_DIRECTOR = "ebe_director", "direction d’EBE"
    PARTNER = "partner", "partenaire"
    FUNDER = "funder", "financeur ou Fonds"
    EVALUATOR = "evaluator", "évaluation"
    COMMUNICATION = "communication", "communication"
    DPO = "dpo", "protection des données"


HUB_ROLES: Final = frozenset(
    {Role.HUB_ADMIN, Role.HUB_OFFICER, Role.FUNDER, Role.EVALUATOR, Role.COMMUNICATION, Role.DPO}
)
LOCAL_ROLES: Final = frozenset(set(Role) - {Role.HUB_ADMIN, Role.HUB_OFFICER})
# Roles that read persons by name in their own territory: MFA is compulsory for them.
NAMED_ROLES: Final = frozenset({Role.PROJECT_LEAD, Role.JOURNEY_OFFICER})
SEES_A_PERSON: Final = NAMED_ROLES | {Role.EBE_DIRECTOR, Role.DPO}
# Who opens the teams' accounts decides who sees persons, and an extract tells of each of them without a name: the same
# protection.
MFA_ROLES: Final = SEES_A_PERSON | {Role.HUB_ADMIN, Role.EVALUATOR}
# Who of the hub a territory may let read by name, for a time; a second factor is then compulsory.
GRANTABLE_ROLES: Final = frozenset({Role.HUB_ADMIN, Role.HUB_OFFICER})
# What such a grant adds, in that territory alone: the lists and the files, to read. A verb of its own, so that a page
# written later for the team stays closed to it (letters, notes, rights, exports, duplicates, imports).
GRANTED: Final = frozenset({"names_read"})

_READ = {
    "dashboard_view",
    "territory_view",
    "committee_view",
    "meeting_view",
    "decision_view",
    "activity_view",
    "enterprise_view",
    "indicator_view",
    "report_view",
    "exchange_view",
    "questionnaire_view",
    "list_rule_view",
    "eligibility_rule_view",
    "skill_view",
    "resource_view",
}
_TEAM = _READ | {
    "organisation_view",
    "organisation_edit",
    "contact_view",
    "contact_edit",
    "work_view",
    "names_read",
    "person_view",
    "person_edit",
    "event_add",
    "volunteer_record",
    "eligibility_prepare",
    "mobilisation_view",
    "list_sheet_view",
    "pause_edit",
    "outcome_record",
    "duplicate_review",
    "retention_view",
    "grant_view",
    "person_print",
    "list_sheet_freeze",
    "orientation_answer",
    "gathering_view",
    "gathering_edit",
    "consent_edit",
    "rights_view",
    "rights_edit",
    "note_edit",
    "proposal_make",
    "proposal_view",
    "proposal_answer",
    "post_view",
    "post_edit",
    "meeting_edit",
    "attendance_edit",
    "convention_view",
    "contract_view",
    "funding_view",
    "return_view",
    "activity_edit",
    "exchange_edit",
    "questionnaire_answer",
    "comparison_view",
    "resource_edit",
    "export",
}

_FUND = frozenset(
    {
        "dashboard_view",
        "territory_view",
        "report_view",
        "activity_view",
        "indicator_view",
        "exchange_view",
        "questionnaire_view",
    }
)
# What a territory opens to it by a decision of its own, line by line and without a name (evaluation/extracts).
_EVALUATION = _FUND | {"extract_view", "extract_ask"}

# What a token of the API reads (territories/tokens): masked figures, and what is public or shared inside the hub.
TOKEN: Final = frozenset(
    {"territory_view", "dashboard_view", "indicator_view", "activity_view", "report_view"}
)

# verb sets in the territory of the membership
OWN: Final[dict[Role, frozenset[str]]] = {
    Role.HUB_ADMIN: frozenset(
        _READ
        | {
            "organisation_view",
            "organisation_edit",
            "contact_view",
            "contact_edit",
            "territory_edit",
            "territory_open",
            "territory_rename",
            "masking_rule_edit",
            "team_view",
            "team_edit",
            "grant_view",
            "grant_rule_edit",
            "register_view",
            "controller_edit",
            "journal_view",
            "webhook_view",
            "webhook_edit",
            "token_view",
            "token_edit",
            "committee_edit",
            "meeting_edit",
            "attendance_edit",
            "minutes_approve",
            "decision_record",
            "activity_edit",
            "exchange_edit",
            "questionnaire_answer",
            "questionnaire_edit",
            "skill_edit",
            "resource_edit",
            "convention_view",
            "funding_view",
            "return_view",
            "rate_edit",
            "flag_view",
            "flag_review",
            "word_view",
            "word_edit",
            "reading_rule_view",
            "reading_rule_edit",
            "past_time_view",
            "list_rule_edit",
            "eligibility_rule_edit",
            # The texts of its own committees and letters.
            "work_view",
            # Its own contacts and mandates, and the rule that stands for its territories: a hub holds no file.
            "retention_view",
            "retention_manage",
            "comparison_view",
            "outline_edit",
            "report_request",
            "newsletter_view",
            "newsletter_edit",
            "newsletter_send",
            "subscriber_view",
            "subscriber_edit",
            "export",
        }
    ),
    Role.HUB_OFFICER: frozenset(
        _READ
        | {
            "organisation_view",
            "organisation_edit",
            "contact_view",
            "contact_edit",
            "team_view",
            "committee_edit",
            "meeting_edit",
            "attendance_edit",
            "minutes_approve",
            "decision_record",
            "activity_edit",
            "exchange_edit",
            "questionnaire_answer",
            "questionnaire_edit",
            "skill_edit",
            "resource_edit",
            "convention_view",
            "funding_view",
            "return_view",
            "comparison_view",
            "outline_edit",
            "report_request",
            "newsletter_view",
            "newsletter_edit",
            "newsletter_send",
            "subscriber_view",
            "subscriber_edit",
            "export",
        }
    ),
    Role.PROJECT_LEAD: frozenset(
        _TEAM
        | {
            "territory_edit",
            "counting_edit",
            "hiring_plan_edit",
            "team_view",
            "team_edit",
            "journal_view",
            "webhook_view",
            "webhook_edit",
            "token_view",
            "token_edit",
            "committee_edit",
            "minutes_approve",
            "decision_record",
            "eligibility_decide",
            "refusal_decide",
            "list_rule_edit",
            "eligibility_rule_edit",
            "desk_edit",
            "volunteer_correct",
            "person_merge",
            "retention_manage",
            "rights_answer",
            "note_open_all",
            "flag_view",
            "flag_review",
            "word_view",
            "word_edit",
            "reading_rule_view",
            "grant_edit",
            "extract_view",
            "extract_answer",
            "processing_edit",
            "register_view",
            "controller_edit",
            "convention_edit",
            "statement_compute",
            "enterprise_edit",
            "report_request",
            "report_agree",
            "questionnaire_edit",
            "newsletter_view",
            "newsletter_edit",
            "newsletter_send",
            "subscriber_view",
            "subscriber_edit",
        }
    ),
    Role.JOURNEY_OFFICER: frozenset(_TEAM),
    # It prepares and convenes the meetings, and approves their minutes: no page of these shows a person followed.
    Role.CLE_CHAIR: frozenset(_READ | {"list_sheet_view", "meeting_edit", "minutes_approve"}),
    Role.CLE_MEMBER: frozenset(_READ | {"list_sheet_view"}),
    Role.EBE_DIRECTOR: frozenset(
        {
            "dashboard_view",
            "territory_view",
            "committee_view",
            "meeting_view",
            "decision_view",
            "activity_view",
            "enterprise_view",
            "work_view",
            "convention_view",
            "contract_view",
            "contract_edit",
            # What the law has the employer keep of those whose file is erased: its own, and nobody else's.
            "staff_view",
            "hiring_plan_edit",
            "proposal_view",
            "proposal_answer",
            "post_view",
            "post_edit",
            "statement_compute",
            "funding_view",
            "return_view",
            "return_edit",
            "activity_edit",
            "exchange_view",
            "questionnaire_view",
            "questionnaire_answer",
            "skill_view",
            "resource_view",
            "export",
        }
    ),
    Role.PARTNER: frozenset(
        {
            "territory_view",
            "activity_view",
            "exchange_view",
            "questionnaire_view",
            "questionnaire_answer",
            "orientation_send",
        }
    ),
    Role.FUNDER: _FUND,
    Role.EVALUATOR: _EVALUATION,
    Role.COMMUNICATION: frozenset(
        {
            "territory_view",
            "activity_view",
            "report_view",
            "newsletter_view",
            "newsletter_edit",
            "newsletter_send",
            "subscriber_view",
            "subscriber_edit",
        }
    ),
    Role.DPO: frozenset(
        {
            "territory_view",
            "journal_view",
            "webhook_view",
            "token_view",
            "team_view",
            "grant_view",
            "grant_rule_edit",
            "extract_view",
            "masking_rule_edit",
            "reading_view",
            "past_time_view",
            "rights_view",
            "processing_edit",
            "register_view",
            "controller_edit",
            "flag_view",
            "word_view",
            "word_edit",
            "reading_rule_view",
            "reading_rule_edit",
            "export",
        }
    ),
}


def holding(verb: str) -> list[Role]:
    """The roles that may do it in the territory of their membership."""
    return [role for role, verbs in OWN.items() if verb in verbs]


# verb sets that a membership of the hub gives in each of its territories: aggregates, never a person
DOWN: Final[dict[Role, frozenset[str]]] = {
    Role.HUB_ADMIN: frozenset(
        _READ
        | {
            "organisation_view",
            "contact_view",
            "team_view",
            "team_edit",
            "word_view",
            "reading_rule_view",
            "past_time_view",
            "grant_view",
            "register_view",
            "territory_edit",
            "territory_rename",
            "convention_view",
            "funding_view",
            "return_view",
            "comparison_view",
            "report_request",
            "export",
        }
    ),
    Role.HUB_OFFICER: frozenset(
        _READ
        | {
            "organisation_view",
            "contact_view",
            "convention_view",
            "funding_view",
            "return_view",
            "comparison_view",
            "report_request",
            "export",
        }
    ),
    Role.FUNDER: OWN[Role.FUNDER],
    Role.EVALUATOR: OWN[Role.EVALUATOR],
    Role.COMMUNICATION: frozenset({"territory_view", "activity_view"}),
    Role.DPO: OWN[Role.DPO],
}
