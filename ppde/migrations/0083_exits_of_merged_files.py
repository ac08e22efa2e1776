"""The fact « Sortie : doublon » that a merge left standing is taken back by a note, as merges do from now on."""

from django.db import migrations
from django.db.models import Exists, OuterRef
from django.utils import timezone

WORDS = "Sortie «\u00a0doublon\u00a0» retirée\u00a0: les deux dossiers n’en font plus qu’un."
WHY = "Fusion des deux dossiers."
TABLES = ("ppde_journeyevent", "ppde_outcome")


def take_back(apps, schema_editor):
    JourneyEvent = apps.get_model("ppde", "JourneyEvent")
    Outcome = apps.get_model("ppde", "Outcome")
    for table in TABLES:
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    answers = JourneyEvent.objects.filter(corrects=OuterRef("pk"))
    exits = Outcome.objects.filter(person=OuterRef("person"), kind="duplicate")
    left = JourneyEvent.objects.filter(
        ~Exists(answers), ~Exists(exits), kind="outcome", text="Doublon."
    )
    today = timezone.localdate()
    JourneyEvent.objects.bulk_create(
        JourneyEvent(
            territory_id=fact.territory_id,
            person_id=fact.person_id,
            kind="note",
            on=today,
            text=WORDS,
            reason=WHY,
            corrects_id=fact.pk,
        )
        for fact in left
    )
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [("ppde", "0082_pauses_of_a_return")]

    operations = [migrations.RunPython(take_back, migrations.RunPython.noop, elidable=True)]
