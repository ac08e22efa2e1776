"""An invitation of the hub that waits for the agreement of the territory."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('territories', '0045_tokens'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='is_held',
            field=models.BooleanField(default=False, editable=False, verbose_name='attend l’accord du territoire'),
        ),
    ]
