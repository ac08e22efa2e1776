"""Consents are append-only; requests are read by name in the territory, by number where one watches over the data."""

from django.db import migrations

from territories.database import append_only, by_territory, ids, same_territory


class Migration(migrations.Migration):
    dependencies = [("ppde", "0021_rights")]

    operations = [
        by_territory("ppde_consent"),
        append_only("ppde_consent"),
        by_territory("ppde_rightsrequest", also=f"territory_id = ANY({ids('app.watched')})"),
        by_territory("ppde_accessfile"),
        same_territory("ppde_consent", "person_id", "ppde_person"),
        same_territory("ppde_consent", "organisation_id", "territories_organisation"),
        same_territory("ppde_rightsrequest", "person_id", "ppde_person"),
        same_territory("ppde_accessfile", "person_id", "ppde_person"),
        same_territory("ppde_accessfile", "request_id", "ppde_rightsrequest"),
    ]
