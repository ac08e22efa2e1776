"""Conventions that hold themselves: names in French, inline-free pages, queries that do not grow."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

OURS = {"users", "territories", "cle", "ppde", "ebe", "activities", "evaluation"}
ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if m._meta.app_label in OURS], ids=str
)
def test_each_model_has_its_french_name(model):
    assert "verbose_name" in model._meta.original_attrs, "Meta.verbose_name est le lexique"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_inline_style_or_script(template):
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", template.read_text(), flags=re.DOTALL)
    if "pdf" in template.parts or "mail" in template.parts or "documents" in template.parts:
        return  # paper and mail clients know no stylesheet of the site
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\son[a-z]+\s*=", text)


def test_the_font_has_every_character_we_write():
    """Atkinson Hyperlegible Next lacks the narrow no-break space, the no-break hyphen and the arrow."""
    for path in [*TEMPLATES, *ROOT.glob("*/**/*.py")]:
        if ".venv" in path.parts or "tests" in path.parts or "var" in path.parts:
            continue
        text = path.read_text()
        assert not set(text) & {"\u202f", "\u2011", "→"}, path
