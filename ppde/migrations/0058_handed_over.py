"""The word that a colleague leaves about a person who is handed over, read as the reason of the change is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ppde.database import read_again
from territories.database import no_nir


READ = ("reason", "word")
BEFORE = ("reason",)


def told(columns: tuple[str, ...]) -> str:
    return f"COMMENT ON TRIGGER words_written ON ppde_following IS '{' '.join(columns)}';"


class Migration(migrations.Migration):

    dependencies = [
        ('ppde', '0057_durations_of_accounts'),
        ('territories', '0024_silence_before_the_list'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='following',
            name='word',
            field=models.CharField(blank=True, max_length=300, verbose_name='mot de passation'),
        ),
        migrations.AddField(
            model_name='following',
            name='word_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='mot laissé par'),
        ),
        migrations.AddConstraint(
            model_name='following',
            constraint=models.CheckConstraint(condition=models.Q(('word', ''), ('word_by__isnull', False), _connector='OR'), name='following_word_has_author'),
        ),
        read_again("ppde_following", "ppde.following", READ),
        migrations.RunSQL(told(READ), told(BEFORE)),
        migrations.RunSQL(
            "ALTER TABLE ppde_following DROP CONSTRAINT ppde_following_no_nir;",
            no_nir("ppde_following", *BEFORE).sql,
        ),
        no_nir("ppde_following", *READ),
    ]
