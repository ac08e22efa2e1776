"""Addresses told of what is ready, and what became of each message."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from territories.database import no_nir, same_territory


class Migration(migrations.Migration):

    dependencies = [
        ('territories', '0043_consent_days'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80, verbose_name='nom du destinataire')),
                ('url', models.CharField(max_length=500, verbose_name='adresse')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('report.published', 'rapport publié'), ('report.withdrawn', 'rapport publié puis retiré'), ('letter.published', 'lettre mise dans les archives publiques'), ('letter.withdrawn', 'lettre retirée des archives publiques'), ('territory.updated', 'fiche du territoire modifiée'), ('activity.updated', 'activité modifiée ou supprimée'), ('figures.updated', 'chiffres changés depuis la veille')], max_length=20), size=None, verbose_name='ce qui est annoncé')),
                ('secret', models.TextField(editable=False, verbose_name='secret')),
                ('former_secret', models.TextField(blank=True, editable=False, verbose_name='secret d’avant')),
                ('former_until', models.DateTimeField(editable=False, null=True, verbose_name='secret d’avant valable jusqu’à')),
                ('state', models.CharField(choices=[('active', 'actif'), ('paused', 'en pause'), ('ended', 'arrêté')], default='active', max_length=6, verbose_name='état')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='arrêté le')),
                ('ended_because', models.CharField(blank=True, editable=False, max_length=300, verbose_name='cause de l’arrêt')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='ajouté le')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'destinataire de notifications',
                'verbose_name_plural': 'destinataires de notifications',
                'ordering': ('label', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='numéro de l’événement')),
                ('kind', models.CharField(choices=[('report.published', 'rapport publié'), ('report.withdrawn', 'rapport publié puis retiré'), ('letter.published', 'lettre mise dans les archives publiques'), ('letter.withdrawn', 'lettre retirée des archives publiques'), ('territory.updated', 'fiche du territoire modifiée'), ('activity.updated', 'activité modifiée ou supprimée'), ('figures.updated', 'chiffres changés depuis la veille'), ('test', 'essai')], max_length=20, verbose_name='ce qui est annoncé')),
                ('path', models.CharField(max_length=200, verbose_name='adresse à lire')),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='arrivé le')),
                ('state', models.CharField(choices=[('waiting', 'à envoyer'), ('sending', 'en cours d’envoi'), ('received', 'reçu'), ('failed', 'abandonné')], default='waiting', max_length=8, verbose_name='état')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='prochain essai')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dernier pas')),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='dernière réponse')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='dernier échec')),
                ('duration_ms', models.PositiveIntegerField(null=True, verbose_name='durée du dernier essai (ms)')),
                ('mark', models.CharField(blank=True, editable=False, max_length=64, verbose_name='empreinte')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='territories.webhook', verbose_name='destinataire')),
            ],
            options={
                'verbose_name': 'message aux systèmes d’information',
                'verbose_name_plural': 'messages aux systèmes d’information',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='WebhookMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'à envoyer'), ('sending', 'en cours d’envoi'), ('sent', 'envoyé'), ('failed', 'échec')], default='waiting', max_length=7, verbose_name='état')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='erreur')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dernier pas')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='territories.webhook', verbose_name='destinataire')),
            ],
            options={
                'verbose_name': 'courriel sur un destinataire de notifications',
                'verbose_name_plural': 'courriels sur les destinataires de notifications',
            },
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'ended')), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_at', None), ('ended_because', '')), _connector='OR'), name='webhook_ended_because', violation_error_message='Un arrêt a sa date et sa cause.'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(models.F('webhook'), models.OrderBy(models.F('id'), descending=True), name='webhook_delivery_latest'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(models.F('next_at'), condition=models.Q(('state__in', ('waiting', 'sending'))), name='webhook_to_send'),
        ),
        migrations.AddIndex(
            model_name='webhookmail',
            index=models.Index(models.F('at'), condition=models.Q(('state__in', ('waiting', 'sending'))), name='webhook_mail_to_send'),
        ),
        same_territory("territories_webhookdelivery", "webhook_id", "territories_webhook"),
        same_territory("territories_webhookmail", "webhook_id", "territories_webhook"),
        no_nir("territories_webhook", "label"),
    ]
