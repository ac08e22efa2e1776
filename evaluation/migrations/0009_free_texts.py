"""What is typed here is read for words that have no place, and holds no social security number: see territories/free_texts.py."""

from django.db import migrations

from ppde.database import flagged
from territories.database import no_nir


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0008_no_nir"), ("ppde", "0039_free_texts_of_places")]

    operations = [
        flagged("evaluation_monthlycount", "evaluation.monthlycount", ("reason",), person="NULL::bigint"),
        flagged("evaluation_forecast", "evaluation.forecast", ("note",), person="NULL::bigint"),
        flagged("evaluation_answer", "evaluation.answer", ("text",), person="NULL::bigint"),
        flagged("evaluation_newsletter", "evaluation.newsletter", ("subject", "intro"), person="NULL::bigint"),
        flagged("evaluation_newsletterblock", "evaluation.newsletterblock", ("title", "body"), person="NULL::bigint"),
        no_nir("evaluation_monthlycount", "reason"),
        no_nir("evaluation_waitrule", "source"),
        no_nir("evaluation_forecast", "note"),
        no_nir("evaluation_questionnaire", "title", "intro"),
        no_nir("evaluation_question", "section", "text", "help"),
        no_nir("evaluation_response", "organisation"),
        no_nir("evaluation_answer", "text"),
        no_nir("evaluation_report", "title"),
        no_nir("evaluation_newsletter", "subject", "intro"),
        no_nir("evaluation_newsletterblock", "title", "body", "link_label"),
    ]
