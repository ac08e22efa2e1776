from tests.doors import Door, door, public

#                                              anon lead off  mbr  dir  part adm  hub  fund comm dpo  neighbour
DOORS: dict[str, Door] = {
    "evaluation:dashboard": door("302  200  200  200  200  403  200  200  200  403  403  404"),
    "evaluation:comparison": door("302  200  200  403  403  403  200  200  403  403  403  404"),
    "evaluation:exhaustivity": door("302  200  200  200  403  403  200  200  200  403  403  404"),
    "evaluation:delay_create": door("302  200  403  403  403  403  200  403  403  403  403  404"),
    "evaluation:forecast": door("302  200  200  403  403  403  403  403  403  403  403  404"),
    "evaluation:forecast_shared": door("302  200  200  200  403  403  403  403  403  403  403  404"),
    "evaluation:forecast_detail": door("302  200  200  403  403  403  403  403  403  403  403  404", row="forecast"),
    "evaluation:count_list": door("302  200  200  403  403  403  403  403  403  403  403  404"),
    "evaluation:count_edit": door("302  200  200  403  403  403  403  403  403  403  403  404", args={"year": lambda world: 2019, "month": lambda world: 2}),
    "evaluation:count_before": door("302  404  404  403  403  403  403  403  403  403  403  404"),
    "evaluation:count_begin": door("302  200  403  403  403  403  403  403  403  403  403  404"),
    "evaluation:count_take_back": door("302  404  403  403  403  403  403  403  403  403  403  404"),
    "evaluation:count_announce": door("302  200  403  403  403  403  403  403  403  403  403  404"),
    "evaluation:count_reopen": door("302  200  403  403  403  403  403  403  403  403  403  404"),
    "evaluation:count_names_back": door("302  404  403  403  403  403  403  403  403  403  403  404"),
    "evaluation:count_reconcile": door("302  302  403  403  403  403  403  403  403  403  403  404"),
    "evaluation:indicator_list": door("302  200  200  200  403  403  200  200  200  403  403  404"),
    "evaluation:indicator_detail": door("302  200  200  200  403  403  200  200  200  403  403  404", args={"code": lambda world: "E5"}),
}  # fmt: skip

# What the public reads
PUBLIC: dict[str, Door] = {
    "evaluation:public_home": door("200" + " 302" * 11, territory=False),
    "evaluation:public_territory": public(args={"slug": lambda world: world.home.slug}),
    "evaluation:public_notice": public(args={"slug": lambda world: world.home.slug}),
    "evaluation:public_activities": public(),
    "evaluation:open_data": public(),
    "evaluation:open_data_csv": public(),
    "evaluation:open_data_json": public(),
    "evaluation:legal": public(args={"page": lambda world: "aide"}),
    "evaluation:guide": public(args={"name": lambda world: "import"}),
}
DOORS |= PUBLIC

# Reports; the world's own is internal and waits for a worker: nothing to read yet, for nobody
#                                              anon lead off  mbr  dir  part adm  hub  fund comm dpo  neighbour
REPORTS: dict[str, Door] = {
    "evaluation:report_list": door("302  200  200  200  403  403  200  200  200  403  403  404"),
    "evaluation:report_request": door("302  200  403  403  403  403  200  200  403  403  403  404"),
    "evaluation:report_detail": door("302  200  200  404  403  403  404  404  404  403  403  404", row="report"),
    "evaluation:report_progress": door("302  200  200  404  403  403  404  404  404  403  403  404", row="report"),
    "evaluation:report_html": door("302  404  404  404  403  403  404  404  404  403  403  404", row="report"),
    "evaluation:report_pdf": door("302  404  404  404  403  403  404  404  404  403  403  404", row="report"),
    "evaluation:report_xlsx": door("302  404  404  404  403  403  404  404  404  403  403  404", row="report"),
    "evaluation:report_retry": door("302  302  403  403  403  403  404  404  403  403  403  404", row="report", method="POST"),
    "evaluation:report_cancel": door("302  302  403  403  403  403  404  404  403  403  403  404", row="report", method="POST"),
    "evaluation:report_widen": door("302  200  403  403  403  403  404  404  403  403  403  404", row="report"),
    "evaluation:report_agree": door("302  302  403  403  403  403  403  403  403  403  403  404", row="report"),
    "evaluation:report_withdraw": door("302  200  403  403  403  403  404  404  403  403  403  404", row="report"),
    "evaluation:report_restore": door("302  200  403  403  403  403  404  404  403  403  403  404", row="report"),
    "evaluation:public_report_list": public(),
    "evaluation:public_report_html": public(404, row="report"),
    "evaluation:public_report_pdf": public(404, row="report"),
    "evaluation:public_report_xlsx": public(404, row="report"),
}  # fmt: skip
DOORS |= REPORTS

# The letter and its readers
#          anonymous lead officer member director partner hub_admin hub_officer funder comm. dpo neighbour
_LETTER = "302 200 403 403 403 403 403 403 403 403 403 404"
_LETTER_ACT = "302 302 403 403 403 403 403 403 403 403 403 404"
_SLUG = {"slug": lambda world: world.home.slug}
_READER = {
    "territory_id": lambda world: world.home.pk,
    "token": lambda world: world.rows["home"]["subscriber"].token,
}
_LETTERS: dict[str, Door] = {
    "evaluation:newsletter_list": door(_LETTER),
    "evaluation:newsletter_create": door(_LETTER),
    "evaluation:newsletter_detail": door(_LETTER, "newsletter"),
    "evaluation:newsletter_edit": door(_LETTER, "newsletter"),
    "evaluation:newsletter_delete": door(_LETTER, "newsletter"),
    "evaluation:newsletter_block_create": door(_LETTER, "newsletter"),
    "evaluation:newsletter_block_edit": door(_LETTER, "newsletterblock"),
    "evaluation:newsletter_block_change": door(_LETTER_ACT, "newsletterblock", method="POST"),
    "evaluation:newsletter_preview": door(_LETTER, "newsletter"),
    "evaluation:newsletter_body": door(_LETTER, "newsletter"),
    "evaluation:newsletter_test": door(_LETTER_ACT, "newsletter", method="POST"),
    "evaluation:newsletter_send": door(_LETTER, "newsletter"),
    # A draft is not being sent: the poll is told to stop (286).
    "evaluation:newsletter_progress": door(_LETTER.replace("200", "286"), "newsletter"),
    "evaluation:newsletter_resume": door(_LETTER_ACT, "newsletter", method="POST"),
    "evaluation:newsletter_publish": door(_LETTER_ACT, "newsletter", method="POST"),
    "evaluation:subscriber_list": door(_LETTER),
    "evaluation:subscriber_create": door(_LETTER),
    "evaluation:subscriber_end": door(_LETTER, "subscriber"),
    "evaluation:subscriber_return": public(args=_READER),
    "evaluation:subscriber_ask": public(args=_SLUG),
    "evaluation:subscriber_confirm": public(args=_READER),
    "evaluation:subscriber_renew": public(args=_READER),
    "evaluation:subscriber_leave": public(args=_READER),
    "evaluation:public_newsletter_list": public(args=_SLUG),
    # The world's letter is a draft: not in the archive.
    "evaluation:public_newsletter": public(
        404, args=_SLUG | {"pk": lambda world: world.rows["home"]["newsletter"].pk}
    ),
    "evaluation:public_newsletter_body": public(
        404, args=_SLUG | {"pk": lambda world: world.rows["home"]["newsletter"].pk}
    ),
}
DOORS |= _LETTERS

# Questionnaires
#          anonymous lead officer member director partner hub_admin hub_officer funder comm. dpo neighbour
_ASKED = "302 200 200 200 200 200 200 200 200 403 403 404"
_ASKING = "302 200 403 403 403 403 403 403 403 403 403 404"
# Sent, not validated: its team reads it, the others do not know of it.
_SENT = "302 200 200 404 404 404 404 404 404 403 403 404"
DOORS |= {
    "evaluation:questionnaire_list": door(_ASKED),
    "evaluation:questionnaire_detail": door(_ASKED, "questionnaire"),
    "evaluation:questionnaire_create": door(_ASKING),
    "evaluation:questionnaire_edit": door(_ASKING, "questionnaire"),
    "evaluation:questionnaire_copy": door(
        _ASKING.replace("200", "302"), "questionnaire", method="POST"
    ),
    "evaluation:questionnaire_answer": door(
        "302 200 200 403 200 200 403 403 403 403 403 404", "questionnaire"
    ),
    "evaluation:answer_list": door(_ASKED, "questionnaire"),
    "evaluation:response_detail": door(_SENT, "response"),
    "evaluation:response_edit": door("302 200 200 403 404 404 403 403 403 403 403 404", "response"),
    "evaluation:response_validate": door(_ASKING.replace("200", "302"), "response", method="POST"),
}

# The crossing of skills and needs: aggregates for whoever reads the territory
_SUPPLY = "302 200 200 200 200 403 200 200 403 403 403 404"
DOORS |= {
    "evaluation:skill_supply": door(_SUPPLY),
    "evaluation:skill_counts": door(_SUPPLY),
    "evaluation:scheme_figures": door(_SUPPLY),
    "evaluation:training_figures": door(_SUPPLY),
}

# What a territory opens to the evaluation, which receives it; the world's own is open, and tells of too few to be taken.
#            anon lead off  mbr  dir  part adm  hub  fund comm dpo  neighbour
_REGISTER = "302 200 403 403 403 403 403 403 403 403 200 404"
_OF_LEAD = "302 200 403 403 403 403 403 403 403 403 403 404"
_OF_READER = "302 403 403 403 403 403 403 403 403 403 403 404"
# It waits for no answer.
_ANSWER = "302 302 403 403 403 403 403 403 403 403 403 404"
DOORS |= {
    "evaluation:extract_list": door(_REGISTER, evaluator=200),
    "evaluation:extract_detail": door(_REGISTER, "extract", evaluator=200),
    "evaluation:extract_ask": door(_OF_READER, evaluator=200),
    "evaluation:extract_edit": door(_OF_READER, "extract", evaluator=302),
    "evaluation:extract_withdraw": door(_OF_READER, "extract", evaluator=302),
    "evaluation:extract_give_back": door(_OF_READER, "extract", evaluator=200),
    "evaluation:extract_file": door(
        _OF_READER, "extract", evaluator=302, args={"fmt": lambda world: "xlsx"}
    ),
    "evaluation:extract_open": door(_OF_LEAD),
    "evaluation:extract_accept": door(_ANSWER, "extract"),
    "evaluation:extract_refuse": door(_ANSWER, "extract"),
    "evaluation:extract_move": door(_OF_LEAD, "extract"),
    "evaluation:extract_revoke": door(_OF_LEAD, "extract"),
}
