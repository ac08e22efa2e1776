"""The pages of figures that hold a list offer the choice of its columns like the lists themselves."""

import csv
import io

import pytest
from django.urls import reverse

from tests.ppde.test_person_lists import downloaded


@pytest.mark.parametrize(
    ("name", "args", "query"),
    [
        ("exhaustivity", [], ""),
        ("comparison", [], "indicateur=E7&"),
        ("indicator_detail", ["E7"], ""),
    ],
)
def test_the_columns_of_a_page_of_figures_are_chosen(sign_in, world, name, args, query):
    hub = sign_in("hub_admin")
    shown = reverse(f"evaluation:{name}", args=[world.hub.slug, *args])
    assert "Choisir les colonnes" in hub.get(f"{shown}?{query}").content.decode()
    page = hub.get(f"{shown}?{query}export=choix")
    (first, label), *others = page.context["form"].fields["colonne"].choices
    assert others
    if query:
        assert ("indicateur", "E7") in page.context["choice"].carried
    assert page.context["breadcrumb"][-2]["url"].startswith(shown)
    answer = hub.get(f"{shown}?{query}format=csv&colonne={first}")
    lines = list(csv.reader(io.StringIO(downloaded(answer).decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == [label]
    funder = sign_in("funder").get(f"{shown}?{query}export=choix")
    assert "Choisir les colonnes" not in funder.content.decode()
