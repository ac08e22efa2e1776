from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="dormant_told_on",
            field=models.DateField(
                editable=False, null=True, verbose_name="prévenu de la fermeture le"
            ),
        ),
    ]
