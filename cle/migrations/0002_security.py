"""Seats name their holders: row-level security. Children in their parent's territory."""

from django.db import migrations

from territories.database import by_territory, same_territory


class Migration(migrations.Migration):
    dependencies = [("cle", "0001_initial"), ("territories", "0002_security")]

    operations = [
        by_territory("cle_seat", "app.reach"),
        by_territory("cle_attendance", "app.reach"),
        same_territory("cle_seat", "committee_id", "cle_committee"),
        same_territory("cle_meeting", "committee_id", "cle_committee"),
        same_territory("cle_agendaitem", "meeting_id", "cle_meeting"),
        same_territory("cle_attendance", "meeting_id", "cle_meeting"),
        same_territory("cle_attendance", "seat_id", "cle_seat"),
        same_territory("cle_decision", "meeting_id", "cle_meeting"),
    ]
