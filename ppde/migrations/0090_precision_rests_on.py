"""What a territory makes precise of the rule of eligibility is taken by a decision about it; versions of before keep theirs, or none."""

from django.db import migrations

from ppde.database import rests_on


class Migration(migrations.Migration):
    dependencies = [("ppde", "0089_grounds_of_acts"), ("cle", "0014_eligibility_rule")]

    operations = [rests_on("ppde_eligibilityprecision", "eligibility_rule", required=True)]
