"""Refusals put to the committee name persons; decisions and acts stay in one territory."""

from django.db import migrations

from territories.database import by_territory, ids, same_territory

# The director of an enterprise notes the answer of the persons proposed to it: the refusal is put with it.
PERSON = f"person_id = ANY({ids('app.persons')})"


class Migration(migrations.Migration):
    dependencies = [("ppde", "0026_refusal_reviews")]

    operations = [
        by_territory("ppde_refusalreview", also=PERSON),
        same_territory("ppde_refusalreview", "person_id", "ppde_person"),
        same_territory("ppde_refusalreview", "decision_id", "cle_decision"),
        same_territory("ppde_rankact", "decision_id", "cle_decision"),
        same_territory("ppde_rankact", "undoes_id", "ppde_rankact"),
    ]
