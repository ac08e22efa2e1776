"""Spreadsheets being imported; their rows are under row-level security."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from territories.database import ids, row_security, same_territory

# Named kinds where persons are read by name, the others where the territory is; always its author.
STAGED = (
    f"territory_id = ANY({ids('app.named')})"
    f" OR (territory_id = ANY({ids('app.reach')})"
    " AND (NOT is_named OR opened_by_id = nullif(current_setting('app.user', true), '')::bigint))"
)


class Migration(migrations.Migration):

    dependencies = [
        ('territories', '0010_membership_organisation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='quoi')),
                ('file', models.FileField(blank=True, upload_to='imports/', verbose_name='fichier')),
                ('format', models.CharField(max_length=4, verbose_name='format')),
                ('state', models.CharField(choices=[('reading', 'lecture'), ('columns', 'colonnes à vérifier'), ('checking', 'vérification'), ('checked', 'à confirmer'), ('writing', 'écriture'), ('done', 'importé'), ('undone', 'annulé'), ('refused', 'fichier refusé'), ('closed', 'clos')], default='reading', max_length=8, verbose_name='état')),
                ('job', models.CharField(blank=True, choices=[('', 'rien à faire'), ('waiting', 'en attente'), ('running', 'en cours'), ('failed', 'échec')], default='', max_length=8, verbose_name='travail')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='lignes')),
                ('mapping', models.JSONField(default=dict, verbose_name='colonnes reconnues')),
                ('warnings', models.JSONField(default=list, verbose_name='remarques sur le fichier')),
                ('counts', models.JSONField(default=dict, verbose_name='comptes')),
                ('problems', models.JSONField(default=list, verbose_name='problèmes par règle')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='fait')),
                ('error', models.TextField(blank=True, verbose_name='cause de l’échec')),
                ('attempt', models.PositiveSmallIntegerField(default=0, verbose_name='essai')),
                ('heartbeat', models.DateTimeField(null=True, verbose_name='dernier signe de vie')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='commencé le')),
                ('written_at', models.DateTimeField(null=True, verbose_name='écrit le')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='clos le')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='importé par')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ('-opened_at',),
            },
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='quoi')),
                ('labels', models.JSONField(default=dict, verbose_name='libellés')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'correspondance de colonnes',
                'verbose_name_plural': 'correspondances de colonnes',
            },
        ),
        migrations.CreateModel(
            name='StagedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_named', models.BooleanField(verbose_name='nomme une personne')),
                ('line', models.PositiveIntegerField(verbose_name='ligne du fichier')),
                ('label', models.CharField(blank=True, max_length=200, verbose_name='désignation')),
                ('cells', models.JSONField(default=list, verbose_name='cellules')),
                ('action', models.CharField(blank=True, choices=[('', 'à vérifier'), ('create', 'à créer'), ('update', 'à modifier'), ('unchanged', 'inchangée'), ('error', 'à corriger')], default='', max_length=9, verbose_name='effet')),
                ('errors', models.JSONField(default=list, verbose_name='problèmes')),
                ('notes', models.JSONField(default=list, verbose_name='remarques')),
                ('changes', models.JSONField(default=dict, verbose_name='avant et après')),
                ('target', models.BigIntegerField(null=True, verbose_name='ligne écrite')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staged', to='territories.batch', verbose_name='import')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'ligne d’import',
                'verbose_name_plural': 'lignes d’import',
                'ordering': ('line',),
            },
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(models.F('territory'), models.OrderBy(models.F('opened_at'), descending=True), name='batch_territory_date'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(models.F('job'), condition=models.Q(('job', ''), _negated=True), name='batch_job'),
        ),
        migrations.AddConstraint(
            model_name='columnmapping',
            constraint=models.UniqueConstraint(models.F('territory'), models.F('kind'), name='column_mapping_once'),
        ),
        migrations.AddIndex(
            model_name='stagedrow',
            index=models.Index(models.F('batch'), models.F('action'), models.F('line'), name='stagedrow_batch_action'),
        ),
        migrations.AddConstraint(
            model_name='stagedrow',
            constraint=models.UniqueConstraint(models.F('batch'), models.F('line'), name='stagedrow_once'),
        ),
        row_security("territories_stagedrow", STAGED),
        same_territory("territories_stagedrow", "batch_id", "territories_batch"),
    ]
