"""A line of elimination that the database refused says so; a file opened by its number alone is a kind of reading."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ppde", "0049_first_proposal_of_a_return")]

    operations = [
        migrations.AddField(
            model_name="eliminationline",
            name="failed_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="pas encore éliminé, dernier essai le"
            ),
        ),
        migrations.AlterField(
            model_name="reading",
            name="kind",
            field=models.CharField(
                choices=[
                    ("read", "consultation"),
                    ("number", "consultation sans le nom"),
                    ("change", "modification"),
                    ("export", "export"),
                    ("print", "impression"),
                    ("note", "note réservée ouverte"),
                ],
                default="read",
                max_length=8,
                verbose_name="quoi",
            ),
        ),
    ]
