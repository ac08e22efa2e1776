from territories.models import LegalFigure
from tests.doors import Door, door, public

PERIMETER = {"piece": lambda world: "perimetre"}
HUB = {"territory": lambda world: world.hub.slug}
PERSONS = {"kind": lambda world: "personnes"}
LINE = {**PERSONS, "line": lambda world: 2}

#                                              anon lead off  mbr  dir  part adm  hub  fund comm dpo  neighbour
DOORS: dict[str, Door] = {
    # Arriving, and going from one territory to another
    "territories:home": door(
        "302  302  302  302  302  302  302  302  302  302  302  302", territory=False
    ),
    "territories:territory_enter": door(
        "302  302  302  302  302  302  302  302  302  302  302  404"
    ),
    # The team
    "territories:team_list": door("302  200  403  403  403  403  200  403  403  403  200  404"),
    "territories:invitation_create": door(
        "302  200  403  403  403  403  200  403  403  403  403  404"
    ),
    "territories:invitation_resend": door(
        "302  302  403  403  403  403  302  403  403  403  403  404",
        row="invitation",
        method="POST",
    ),
    "territories:invitation_revoke": door(
        "302  200  403  403  403  403  200  403  403  403  403  404", row="invitation"
    ),
    "territories:membership_edit": door(
        "302  200  403  403  403  403  200  403  403  403  403  404", row="membership"
    ),
    "territories:membership_end": door(
        "302  200  403  403  403  403  200  403  403  403  403  404", row="membership"
    ),
    "territories:membership_prolong": door(
        "302  200  403  403  403  403  200  403  403  403  403  404", row="membership"
    ),
    # Names opened to the hub for a time
    "territories:grant_list": door("302  200  200  403  403  403  200  403  403  403  200  404"),
    "territories:grant_rule_create": door(
        "302  404  404  404  404  404  200  403  403  403  200  404",
        args={"territory": lambda world: world.hub.slug},
    ),
    "territories:grant_create": door("302  200  403  403  403  403  403  403  403  403  403  404"),
    # That of the small world is over.
    "territories:grant_close": door(
        "302  302  403  403  403  403  403  403  403  403  403  404", row="grant"
    ),
    # A link that was never sent
    "territories:invitation_accept": public(404, args={"token": lambda world: "1-inconnu"}),
    # Messages to the information systems
    "territories:webhook_list": door("302  200  403  403  403  403  403  403  403  403  200  404"),
    "territories:webhook_create": door(
        "302  200  403  403  403  403  403  403  403  403  403  404"
    ),
    "territories:webhook_detail": door(
        "302  200  403  403  403  403  403  403  403  403  200  404", row="webhook"
    ),
    "territories:webhook_edit": door(
        "302  200  403  403  403  403  403  403  403  403  403  404", row="webhook"
    ),
    # That of the small world is paused already.
    "territories:webhook_pause": door(
        "302  302  403  403  403  403  403  403  403  403  403  404", row="webhook"
    ),
    "territories:webhook_resume": door(
        "302  200  403  403  403  403  403  403  403  403  403  404", row="webhook"
    ),
    "territories:webhook_secret": door(
        "302  200  403  403  403  403  403  403  403  403  403  404", row="webhook"
    ),
    "territories:webhook_test": door(
        "302  302  403  403  403  403  403  403  403  403  403  404", row="webhook", method="POST"
    ),
    "territories:webhook_delete": door(
        "302  200  403  403  403  403  403  403  403  403  403  404", row="webhook"
    ),
    "territories:webhook_delivery": door(
        "302  200  403  403  403  403  403  403  403  403  200  404", row="webhookdelivery"
    ),
    # Its receiver is paused.
    "territories:webhook_resend": door(
        "302  302  403  403  403  403  403  403  403  403  403  404", row="webhookdelivery"
    ),
    # Tokens of the API
    "territories:token_list": door("302  200  403  403  403  403  403  403  403  403  200  404"),
    "territories:token_create": door("302  200  403  403  403  403  403  403  403  403  403  404"),
    # That of the small world is over.
    "territories:token_revoke": door(
        "302  302  403  403  403  403  403  403  403  403  403  404", row="token"
    ),
    # The journal
    "territories:journal_list": door("302  200  403  403  403  403  403  403  403  403  200  404"),
    # The sheet
    "territories:territory_list": door(
        "302  200  200  403  403  403  200  200  403  403  403  404"
    ),
    "territories:territory_detail": door(
        "302  200  200  200  200  200  200  200  200  200  200  404"
    ),
    # The hub's administration opens territories, and says what they are called
    "territories:territory_create": door(
        "302  404  404  404  404  404  200  403  403  403  403  404", args=HUB
    ),
    "territories:territory_rename": door(
        "302  403  403  403  403  403  200  403  403  403  403  404"
    ),
    # A share of the CDE depends on it: the hub writes it, in the territory
    "territories:department_create": door(
        "302  403  403  403  403  403  200  403  403  403  403  404"
    ),
    "territories:department_withdraw": door(
        "302  403  403  403  403  403  200  403  403  403  403  404", row="territorydepartment"
    ),
    "territories:masking_rule_create": door(
        "302  404  404  404  404  404  200  403  403  403  200  404", args=HUB
    ),
    "territories:legal_figure_create": door(
        "302  404  404  404  404  404  200  403  403  403  403  404", args=HUB
    ),
    # The only row of its subject: it stays, and the list says why.
    "territories:legal_figure_withdraw": door(
        "302  404  404  404  404  404  302  403  403  403  403  404",
        args={
            **HUB,
            "pk": lambda world: LegalFigure.objects.filter(territory=world.hub).first().pk,
        },
    ),
    # Outlines: of the hub alone; whoever has no role there does not learn that it exists
    "territories:outline_file": door(
        "302  404  404  404  404  404  200  200  403  403  403  404", args=HUB
    ),
    "territories:outline_remove": door(
        "302  404  404  404  404  404  200  200  403  403  403  404", args=HUB
    ),
    "territories:territory_edit": door(
        "302  200  403  403  403  403  200  403  403  403  403  404"
    ),
    "territories:phase_open": door("302  200  403  403  403  403  200  403  403  403  403  404"),
    "territories:phase_edit": door(
        "302  200  403  403  403  403  200  403  403  403  403  404", row="phase"
    ),
    "territories:phase_delete": door(
        "302  200  403  403  403  403  200  403  403  403  403  404", row="phase"
    ),
    "territories:removed_dates": door("302  200  403  403  403  403  200  403  403  403  403  404"),
    # The date of the world is on the sheet: there is nothing to put back.
    "territories:date_restore": door(
        "302  404  403  403  403  403  404  403  403  403  403  404", row="keydate", method="POST"
    ),
    "territories:piece_create": door(
        "302  200  403  403  403  403  200  403  403  403  403  404", args=PERIMETER
    ),
    "territories:piece_edit": door(
        "302  200  403  403  403  403  200  403  403  403  403  404",
        row="perimeterunit",
        args=PERIMETER,
    ),
    "territories:piece_delete": door(
        "302  200  403  403  403  403  200  403  403  403  403  404",
        row="perimeterunit",
        args=PERIMETER,
    ),
    # Stakeholders
    "territories:organisation_list": door(
        "302  200  200  403  403  403  200  200  403  403  403  404"
    ),
    "territories:organisation_create": door(
        "302  200  200  403  403  403  403  403  403  403  403  404"
    ),
    "territories:organisation_detail": door(
        "302  200  200  403  403  403  200  200  403  403  403  404", row="organisation"
    ),
    "territories:organisation_edit": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="organisation"
    ),
    "territories:contact_create": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="organisation"
    ),
    "territories:contact_edit": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="contact"
    ),
    "territories:contact_confirm": door(
        "302  302  302  403  403  403  403  403  403  403  403  404", row="contact", method="POST"
    ),
    "territories:contact_delete": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="contact"
    ),
    # Importing a spreadsheet
    "territories:import_list": door("302  200  200  403  200  403  403  403  403  403  403  404"),
    "territories:import_start": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", args=PERSONS
    ),
    "territories:import_template": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", args=PERSONS
    ),
    "territories:import_batch": door(
        "302  302  302  403  403  403  403  403  403  403  403  404", row="batch", args=PERSONS
    ),
    "territories:import_progress": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="batch", args=PERSONS
    ),
    "territories:import_columns": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="batch", args=PERSONS
    ),
    "territories:import_correct": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="batch", args=PERSONS
    ),
    "territories:import_rows": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="batch", args=PERSONS
    ),
    "territories:import_confirm": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="batch", args=PERSONS
    ),
    "territories:import_failed": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="batch", args=PERSONS
    ),
    "territories:import_undo": door(
        "302  302  302  403  403  403  403  403  403  403  403  404", row="batch", args=PERSONS
    ),
    "territories:import_close": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="batch", args=PERSONS
    ),
    "territories:import_retry": door(
        "302  302  302  403  403  403  403  403  403  403  403  404",
        row="batch",
        args=PERSONS,
        method="POST",
    ),
    "territories:import_row": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="batch", args=LINE
    ),
    "territories:import_leave": door(
        "302  302  302  403  403  403  403  403  403  403  403  404",
        row="batch",
        args=LINE,
        method="POST",
    ),
    # Needs and offers
    "territories:exchange_list": door("302  200  200  200  200  200  200  200  200  403  403  404"),
    "territories:exchange_create": door(
        "302  200  200  403  403  403  403  403  403  403  403  404"
    ),
    "territories:exchange_detail": door(
        "302  200  200  200  200  200  200  200  200  403  403  404", row="exchangeitem"
    ),
    "territories:exchange_edit": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="exchangeitem"
    ),
    "territories:exchange_answer": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="exchangeitem"
    ),
    "territories:contribution_list": door(
        "302  200  200  200  200  200  200  200  200  403  403  404"
    ),
    "territories:contribution_create": door(
        "302  200  200  403  403  403  403  403  403  403  403  404"
    ),
    "territories:contribution_detail": door(
        "302  200  200  200  200  200  200  200  200  403  403  404", row="contribution"
    ),
    "territories:contribution_edit": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="contribution"
    ),
}

# Levers, commitments, news: read by those who read the territory, written by its team
_READ = "302  200  200  200  200  403  200  200  403  403  403  404"
_WRITE = "302  200  200  403  403  403  403  403  403  403  403  404"
DOORS |= {
    "territories:scheme_list": door(_READ),
    "territories:scheme_detail": door(_READ, row="scheme"),
    "territories:scheme_create": door(_WRITE),
    "territories:scheme_edit": door(_WRITE, row="scheme"),
    "territories:scheme_check": door(_WRITE.replace("200", "302"), row="scheme", method="POST"),
    "territories:commitment_list": door(_READ),
    "territories:commitment_detail": door(_READ, row="commitment"),
    "territories:commitment_create": door(_WRITE),
    "territories:commitment_edit": door(_WRITE, row="commitment"),
    "territories:delivery_create": door(_WRITE, row="commitment"),
    "territories:news_list": door(_READ),
    "territories:news_create": door(_WRITE),
    "territories:news_edit": door(_WRITE, row="schemenews"),
    "territories:digest_edit": door(_WRITE),
    "territories:digest_restart": door(
        "302  404  404  404  404  404  302  302  403  403  403  404",
        args={"territory": lambda world: world.hub.slug},
        method="POST",
    ),
    # A link that was never sent
    "territories:digest_stop": public(
        404, args={"hub_id": lambda world: world.hub.pk, "token": lambda world: "1-2"}
    ),
}
