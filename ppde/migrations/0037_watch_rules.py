"""What was a constant of the alerts is a term of their rule, and a version says who wrote it."""

import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("ppde", "0036_withdraw_own"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='readingrule',
            name='days_of_habit',
            field=models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(60)], verbose_name='jours de travail pour une habitude'),
        ),
        migrations.AddField(
            model_name='readingrule',
            name='past_days',
            field=models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(14), django.core.validators.MaxValueValidator(365)], verbose_name='jours qui disent l’habitude'),
        ),
        migrations.AddField(
            model_name='readingrule',
            name='written_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='écrite par'),
        ),
        migrations.AlterField(
            model_name='readingrule',
            name='outside_minimum',
            field=models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MinValueValidator(1)], verbose_name='dossiers suivis par d’autres, par jour'),
        ),
        migrations.AlterField(
            model_name='readingrule',
            name='volume_factor',
            field=models.DecimalField(decimal_places=1, default=Decimal('3'), max_digits=3, validators=[django.core.validators.MinValueValidator(1)], verbose_name='fois l’habitude du compte'),
        ),
        migrations.AlterField(
            model_name='readingrule',
            name='volume_minimum',
            field=models.PositiveSmallIntegerField(default=20, validators=[django.core.validators.MinValueValidator(1)], verbose_name='dossiers par jour, au moins'),
        ),
    ]
