"""Free texts wherever they are: a flag says which row and column, a word who added and removed it, and when."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from territories.database import same_territory

# A flag named a fact or the file itself; it names any row now. Row security hides every row from the owner as long as
# it is forced.
POINT = migrations.RunSQL(
    """
    ALTER TABLE ppde_textflag NO FORCE ROW LEVEL SECURITY;
    UPDATE ppde_textflag SET
        model = CASE WHEN event_id IS NULL THEN 'ppde.person' ELSE 'ppde.journeyevent' END,
        object_id = coalesce(event_id, person_id);
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE ppde_textflag FORCE ROW LEVEL SECURITY;
    """,
    migrations.RunSQL.noop,
)
PLAIN = migrations.RunSQL(
    "UPDATE ppde_sensitiveword SET stem = plain_words(stem);", migrations.RunSQL.noop
)
ACCOUNT = {
    "editable": False,
    "null": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}


class Migration(migrations.Migration):
    dependencies = [
        ("ppde", "0027_refusal_reviews_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "textflag", "model", models.CharField("table", max_length=60, default="ppde.person")
        ),
        migrations.AddField("textflag", "object_id", models.BigIntegerField("ligne", null=True)),
        POINT,
        migrations.AlterField(
            "textflag",
            "person",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="text_flags",
                to="ppde.person",
                verbose_name="personne",
            ),
        ),
        migrations.AlterField(
            "textflag", "number", models.PositiveIntegerField("numéro", null=True)
        ),
        migrations.RunSQL(
            same_territory("ppde_textflag", "event_id", "ppde_journeyevent").reverse_sql,
            same_territory("ppde_textflag", "event_id", "ppde_journeyevent").sql,
        ),
        migrations.RemoveField("textflag", "event"),
        migrations.RemoveConstraint("sensitiveword", "sensitive_word_once"),
        migrations.AddField(
            "sensitiveword", "is_whole", models.BooleanField("mot entier seulement", default=False)
        ),
        migrations.AddField(
            "sensitiveword",
            "added_at",
            models.DateTimeField("ajouté le", default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            "sensitiveword", "added_by", models.ForeignKey(verbose_name="ajouté par", **ACCOUNT)
        ),
        migrations.AddField(
            "sensitiveword",
            "removed_at",
            models.DateTimeField("retiré le", null=True, editable=False),
        ),
        migrations.AddField(
            "sensitiveword", "removed_by", models.ForeignKey(verbose_name="retiré par", **ACCOUNT)
        ),
        PLAIN,
        migrations.AddConstraint(
            "sensitiveword",
            models.UniqueConstraint(
                models.F("territory"),
                models.F("stem"),
                condition=Q(removed_at=None),
                name="sensitive_word_once",
            ),
        ),
        migrations.AddConstraint(
            "sensitiveword",
            models.CheckConstraint(
                condition=Q(stem__regex=r"^[a-z0-9]+( [a-z0-9]+)*$"), name="sensitive_word_plain"
            ),
        ),
        migrations.AddConstraint(
            "sensitiveword",
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="sensitive_word_removed_by_somebody",
            ),
        ),
    ]
