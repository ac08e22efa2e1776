"""What is typed about a territory and its committees is read as what is typed about a person: see territories/free_texts.py."""

from django.conf import settings
from django.db import migrations, models

from ppde.database import flagged
from territories.database import ids, no_nir

# The hub reads no file: what is found in its own texts, which are in no file, is reviewed there all the same.
NAMED = f"territory_id = ANY({ids('app.named')}) OR territory_id = ANY({ids('app.watched')})"
OF_THE_HUB = f"""person_id IS NULL AND territory_id = ANY({ids('app.reach')})
    AND EXISTS (SELECT FROM territories_territory t WHERE t.id = territory_id AND t.kind = 'hub')"""
OF_NO_FILE = migrations.RunSQL(
    f"""
    ALTER POLICY scope ON ppde_textflag
        USING ({NAMED} OR {OF_THE_HUB}) WITH CHECK ({NAMED} OR {OF_THE_HUB});
    """,
    f"ALTER POLICY scope ON ppde_textflag USING ({NAMED}) WITH CHECK ({NAMED});",
)


class Migration(migrations.Migration):

    dependencies = [
        ('ppde', '0038_lighter_rows'),
        ('cle', '0006_addenda'),
        ('territories', '0017_lighter_rows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        OF_NO_FILE,
        migrations.AlterField(
            model_name='textflag',
            name='state',
            field=models.CharField(choices=[('open', 'à relire'), ('kept', 'gardé'), ('reworded', 'reformulé'), ('erased', 'effacé'), ('addendum', 'corrigé par un additif')], default='open', max_length=8, verbose_name='état'),
        ),
        no_nir("users_user", "last_name", "first_name", "email"),
        flagged("territories_keydate", "territories.keydate", ("title", "text"), person="NULL::bigint"),
        flagged("territories_typedperiod", "territories.typedperiod", ("reason", "gap_reason"), person="NULL::bigint"),
        flagged("territories_contribution", "territories.contribution", ("steps", "short_term", "medium_term"), person="NULL::bigint"),
        flagged("territories_exchangeitem", "territories.exchangeitem", ("text", "answer"), person="NULL::bigint"),
        flagged("territories_organisation", "territories.organisation", ("note",), person="NULL::bigint"),
        flagged("territories_scheme", "territories.scheme", ("how_to",), person="NULL::bigint"),
        flagged("territories_schemenews", "territories.schemenews", ("title", "text"), person="NULL::bigint"),
        flagged("territories_commitment", "territories.commitment", ("note",), person="NULL::bigint"),
        flagged("territories_commitmentdelivery", "territories.commitmentdelivery", ("note", "reason"), person="NULL::bigint"),
        no_nir("territories_territory", "name", "population_source", "committee_label", "presentation", "welcome"),
        no_nir("territories_perimeterunit", "name"),
        no_nir("territories_phase", "act"),
        no_nir("territories_keydate", "title", "text"),
        no_nir("territories_estimate", "source", "method"),
        no_nir("territories_membership", "function"),
        no_nir("territories_grantrule", "source"),
        no_nir("territories_typedperiod", "reason", "gap_reason"),
        no_nir("territories_contribution", "steps", "short_term", "medium_term", "label", "workshop"),
        no_nir("territories_exchangeitem", "text", "answer", "tags[]"),
        no_nir("territories_organisation", "note", "name", "city"),
        no_nir("territories_scheme", "how_to", "name", "public", "conditions", "area", "organisation", "contact"),
        no_nir("territories_schemenews", "title", "text"),
        no_nir("territories_commitment", "note"),
        no_nir("territories_commitmentdelivery", "note", "reason"),
        flagged("cle_meeting", "cle.meeting", ("title", "minutes"), person="NULL::bigint"),
        flagged("cle_addendum", "cle.addendum", ("text",), person="NULL::bigint"),
        flagged("cle_agendaitem", "cle.agendaitem", ("title",), person="NULL::bigint"),
        flagged("cle_decision", "cle.decision", ("wording", "conditions"), person="NULL::bigint"),
        no_nir("cle_committee", "name", "remit"),
        no_nir("cle_meeting", "title", "minutes", "place"),
        no_nir("cle_addendum", "text"),
        no_nir("cle_agendaitem", "title", "presenter"),
        no_nir("cle_decision", "wording", "conditions"),
        flagged("ppde_trainingsession", "ppde.trainingsession", ("cancelled_reason",), person="NULL::bigint"),
        no_nir("ppde_listrule", "source"),
        no_nir("ppde_controller", "source", "joint", "processors", "transfers", "name", "address", "dpo", "dpo_contact"),
        no_nir("ppde_eligibilityrule", "source"),
        no_nir("ppde_eligibilityprecision", "source", "text"),
        no_nir("ppde_eligibilitycriterion", "label", "question", "options[]", "met_options[]", "source"),
        no_nir("ppde_desk", "place", "hours", "phone", "email"),
        no_nir("ppde_processing", "source", "name", "purpose", "people", "categories", "recipients", "retention", "notice"),
        no_nir("ppde_readingrule", "source"),
        no_nir("ppde_retentionrule", "source"),
        no_nir("ppde_elimination", "visa"),
        no_nir("ppde_skill", "name", "domain"),
        no_nir("ppde_training", "title", "provider", "objectives"),
        no_nir("ppde_trainingsession", "cancelled_reason", "place"),
    ]
