"""What is typed about persons in this room: words to review are found and the social security number refused by the database."""

from django.db import migrations

from ppde.database import flagged
from territories.database import no_nir


class Migration(migrations.Migration):
    dependencies = [("ebe", "0007_posts_security"), ("ppde", "0029_words_found")]

    operations = [
        flagged("ebe_post", "ebe.post", ("title", "text"), person="NULL::bigint"),
        flagged("ebe_proposal", "ebe.proposal", ("reason", "order_reason")),
        no_nir("ebe_post", "title", "text", "skills[]", "place"),
        no_nir("ebe_proposal", "reason", "order_reason", "job_title"),
        no_nir("ebe_contract", "last_name", "first_name", "job_title"),
    ]
