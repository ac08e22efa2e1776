"""What is served is what is declared: third-party files, icons, typography, pages without context."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

from tzcld.ui import icons, typography, views

ROOT = Path(settings.BASE_DIR)
OURS = ("tzcld", "territories", "cle", "ppde", "ebe", "activities", "evaluation")
VENDOR = re.findall(
    r"^\| (\S+) \| (\S+) \| (\S+) \| (\S+) \| ([0-9a-f]{64}) \|$",
    (ROOT / "static/vendor/VENDOR.md").read_text(),
    re.M,
)


@pytest.mark.parametrize("row", VENDOR, ids=lambda row: row[0])
def test_vendored_file_is_the_declared_one(row):
    assert hashlib.sha256((ROOT / row[0]).read_bytes()).hexdigest() == row[4]


def test_every_vendored_file_is_declared():
    found = {str(p.relative_to(ROOT)) for p in (ROOT / "static/vendor").rglob("*") if p.is_file()}
    assert found - {row[0] for row in VENDOR} == {"static/vendor/VENDOR.md"}


def test_no_source_map_breaks_collectstatic():
    for path in (ROOT / "static").rglob("*.*"):
        if path.suffix in (".css", ".js"):
            assert "sourceMappingURL" not in path.read_text(), path


# Where an icon is named: {% icon "x" %}, {% state tone "x" … %}, icon="x", "icon": "x", icon("x"), ("ok", "x", …).
NAMED = [
    re.compile(r"""{%\s*icon\s+"([a-z0-9-]+)\""""),
    re.compile(r"""{%\s*state\s+"[a-z]*"\s+"([a-z0-9-]+)\""""),
    re.compile(r"""\bicon=["']([a-z0-9-]+)["']"""),
    re.compile(r"""["']icon["']:\s*["']([a-z0-9-]+)["']"""),
    re.compile(r"""\bicons?\.icon\(["']([a-z0-9-]+)["']"""),
    re.compile(
        r"""\(["'](?:ok|warn|bad|info|line)["'],\s*["']((?!ok|warn|bad|info|line)[a-z][a-z0-9-]+)["']"""
    ),
]


def named_icons():
    files = [
        *(ROOT / "templates").rglob("*.html"),
        *(p for app in OURS for p in (ROOT / app).rglob("*.py")),
    ]
    for path in files:
        text = path.read_text()
        for pattern in NAMED:
            for name in pattern.findall(text):
                yield name, path


def test_every_icon_named_is_in_the_palette():
    missing = {
        (name, str(path.relative_to(ROOT)))
        for name, path in named_icons()
        if name not in icons.PALETTE
    }
    assert not missing


def test_the_sprite_holds_the_palette_and_nothing_else():
    assert sorted(re.findall(r'<symbol id="([^"]+)"', icons.SPRITE.read_text())) == sorted(
        icons.PALETTE
    )
    assert len(icons.PALETTE) == len(set(icons.PALETTE))


def test_an_unknown_icon_is_noticed():
    with pytest.warns(UserWarning, match="not in"):
        icons.icon("no-such-icon")


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "templates").rglob("*.html")),
    ids=lambda p: str(p.relative_to(ROOT / "templates")),
)
def test_templates_are_written_in_french_typography(path):
    source = path.read_text()
    assert typography.correct_template(source) == source, (
        "python -m tzcld.ui.typography --fix templates"
    )


# What a field of a model says is in its migrations; the register's first texts are in the documents made from them.
WRITTEN_ELSEWHERE = re.compile(
    r"/(migrations|demo|bench|management|models)/|/models\.py$|/checks\.py$|^evaluation/rgpd\.py$|^ppde/privacy/words\.py$"
)


@pytest.mark.parametrize(
    "app", ["territories", "cle", "ppde", "ebe", "activities", "evaluation", "tzcld/users"]
)
def test_code_speaks_in_french_typography(app):
    paths = [
        path
        for path in (ROOT / app).rglob("*.py")
        if not WRITTEN_ELSEWHERE.search(str(path.relative_to(ROOT)))
    ]
    assert paths
    wrong = [
        str(path.relative_to(ROOT))
        for path in paths
        if typography.correct_python(source := path.read_text()) != source
    ]
    assert not wrong, "python -m tzcld.ui.typography --fix " + " ".join(wrong)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Rien : ici ; là ? oui !</p>", "<p>Rien\u00a0: ici\u00a0; là\u00a0? oui\u00a0!</p>"),
        ("<p>« Oui »</p>", "<p>«\u00a0Oui\u00a0»</p>"),
        ("<p>« Oui », « non ».</p>", "<p>«\u00a0Oui\u00a0», «\u00a0non\u00a0».</p>"),
        (
            "<p>{{ n }} % de l'EBE, 1 240 €, 14 h 06</p>",
            "<p>{{ n }}\u00a0% de l’EBE, 1\u00a0240\u00a0€, 14\u00a0h\u00a006</p>",
        ),
        (
            '<a title="x : y" {% if a > 5 %}b{% endif %}>c</a>',
            '<a title="x : y" {% if a > 5 %}b{% endif %}>c</a>',
        ),
        (
            "{% comment %}a : b{% endcomment %}<strong>a</strong> : b",
            "{% comment %}a : b{% endcomment %}<strong>a</strong>\u00a0: b",
        ),
    ],
)
def test_typography_of_templates(source, expected):
    assert typography.correct_template(source) == expected


def test_typography_of_code_leaves_code_alone():
    source = 'def f():\n    """Doc : kept."""\n    return "Erreur : « non »", r"a ? b", {"a": 1}, "%s != 3", f"{x:>3} %"\n'
    expected = source.replace("Erreur : « non »", "Erreur\u00a0: «\u00a0non\u00a0»").replace(
        '} %"', '}\u00a0%"'
    )
    assert typography.correct_python(source) == expected


@pytest.mark.parametrize("code", [400, 403, 404, 500])
def test_error_pages_render_without_any_context(code):
    html = render_to_string(f"{code}.html")
    assert html.count("<h1>") == 1
    assert f"Code {code}" in html
    assert "Aller à l’accueil" in html


@pytest.mark.parametrize("view", views.VIEWS)
def test_the_gallery_shows_every_component(view):
    request = RequestFactory().get("/composants/", {"vue": view})
    response = views.gallery(request)
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert " style=" not in html
    assert "{%" not in re.sub(r"<code>.*?</code>", "", html, flags=re.S)
    identifiers = re.findall(r'\bid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers)), "two elements share an id"


def test_components_say_what_they_take():
    for path in (ROOT / "templates/components").glob("*.html"):
        assert path.read_text().startswith("{% comment %}"), path
