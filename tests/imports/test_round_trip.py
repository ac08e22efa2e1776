"""What the platform writes of a list, it reads back without a change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from territories.imports.models import Batch

LISTS = [
    ("personnes", "ppde:person_list", "lead"),
    ("organisations", "territories:organisation_list", "lead"),
    ("activites", "activities:activity_list", "lead"),
    ("contrats", "ebe:contract_list", "director"),
    ("chiffres", "ebe:return_list", "director"),
]
READ = {
    "activites": {"name", "sector", "state", "carrier", "expected_fte", "started_on"},
    "contrats": {
        "first_last",
        "job_title",
        "weekly_hours",
        "from_privation",
        "starts_on",
        "ends_on",
    },
}


@pytest.mark.parametrize(("slug", "name", "who"), LISTS, ids=[one[0] for one in LISTS])
def test_a_list_taken_away_and_given_back_changes_nothing(as_team, sign_in, slug, name, who):
    client, here = sign_in(who), as_team.home.slug
    for form in ("csv", "xlsx", "ods"):
        answer = client.get(reverse(name, args=[here]), {"format": form})
        file = SimpleUploadedFile(f"a.{form}", b"".join(answer))
        start = reverse("territories:import_start", args=[here, slug])
        columns = client.post(start, {"file": file}, follow=True)
        fields = columns.context["form"]
        said = {field: fields[field].value() for field in fields.fields}
        client.post(columns.redirect_chain[-1][0], said)
        batch = Batch.objects.latest("pk")
        assert batch.rows
        assert batch.counts == {"unchanged": batch.rows, "notes": 0}
        # Its own titles are known here.
        assert READ.get(slug, set()) <= set(batch.mapping)
