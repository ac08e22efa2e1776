"""Readers of the letter in neutral words (look.md, Mots)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0023_confirmations_waiting'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='subscriber',
            options={'ordering': ('email',), 'verbose_name': 'personne abonnée', 'verbose_name_plural': 'personnes abonnées'},
        ),
        migrations.AlterField(
            model_name='delivery',
            name='subscriber',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluation.subscriber', verbose_name='personne abonnée'),
        ),
        migrations.AlterField(
            model_name='renewalmail',
            name='subscriber',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluation.subscriber', verbose_name='personne abonnée'),
        ),
        migrations.AlterField(
            model_name='subscriber',
            name='state',
            field=models.CharField(choices=[('pending', 'à confirmer'), ('active', 'inscrite'), ('left', 'désinscrite')], default='pending', max_length=8, verbose_name='état'),
        ),
    ]
