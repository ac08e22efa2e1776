"""Conventions that hold themselves: names in French, inline-free pages, queries that do not grow."""

import ast
import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.forms import BaseForm

OURS = {"users", "territories", "cle", "ppde", "ebe", "activities", "evaluation"}
ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Those of mails, their HTML part included.
MAILS = sorted(path for kind in ("*.txt", "*.mjml") for path in (ROOT / "templates").rglob(kind))


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


# Of the point médian: the names of functions, and the article or the pronoun before one.
FUNCTIONS = {"chef·fe", "référent·e", "chargé·e", "président·e", "correspondant·e", "adjoint·e"}
BEFORE = {"un·e", "aucun·e"}


def test_the_point_median_is_kept_for_the_names_of_functions():
    """Elsewhere a neutral wording (look.md). Imports know the former titles: theirs are left out."""
    found = set()
    for path in [*TEMPLATES, *MAILS, *ROOT.glob("*/**/*.py"), *(ROOT / "docs").rglob("*.md")]:
        if {".venv", "tests", "var", "migrations", "imports", "imports.py"} & set(path.parts):
            continue
        for said in re.findall(r"(?:(?<=[’])|\b)[^\W\d_]+·e?s?\w*", path.read_text()):
            if said.lower().removesuffix("s") not in FUNCTIONS | BEFORE:
                found.add((path.name, said))
    assert found == set()


# Two colleagues on one row ──────────────────────────────────────────────────────────────────────

# Forms that show something and do not keep what a colleague changed meanwhile in the row where it comes from: why.
NOT_SHARED = {
    "ce qui est montré commence une ligne nouvelle": """
        cle.QuorumRuleForm cle.RectificationForm cle.SendForm ebe.ConventionForm ebe.EndForm ebe.HireForm
        ebe.AnswerForm ebe.HireElsewhereForm ebe.ProposalForm ebe.MonthForm evaluation.AssumptionsForm evaluation.RequestForm
        evaluation.AskForm evaluation.OpenForm
        ppde.CloseForm ppde.MobilityForm ppde.StepForm ppde.TrialEndForm ppde.EventForm ppde.DecideForm ppde.OutcomeForm
        ppde.PauseEndForm ppde.PauseForm ppde.PersonCreateForm ppde.AnswerForm ppde.ConsentForm ppde.RequestForm
        ppde.WithdrawForm ppde.ReassignForm ppde.ReturnForm ppde.RefusalDecisionsForm
        ppde.PrecisionForm ppde.RuleForm ppde.ControllerForm ppde.ProcessingForm ppde.ReadingRuleForm ppde.DurationForm
        ppde.ListRuleForm ppde.SessionCreateForm territories.MaskingRuleForm territories.GrantRuleForm""",
    "ce que quelqu’un dit pour soi, que personne d’autre n’écrit": """
        cle.AnswerForm territories.OpenAccountForm territories.DigestForm""",
    "un fichier ou une liste collée, lus par qui les a donnés": """
        ppde.DoubtForm territories.ColumnsForm territories.ReadingForm""",
    "l’acte n’a lieu qu’une fois\u00a0: le second est refusé": "ppde.MergeForm ppde.ReviewForm territories.SecretForm",
}


def code() -> list[Path]:
    kept = [ROOT / app for app in OURS if (ROOT / app).is_dir()]
    found = [path for app in kept for path in app.rglob("*.py")]
    return [p for p in found if not {"migrations", "demo", "tests"} & set(p.parts)]


def filled_forms() -> set[str]:
    """« app.Form » of those given what a row says, where they are called or by themselves, that are not on the row itself."""
    found = set()
    for path in code():
        tree = ast.parse(path.read_text())
        made = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and is_filled(n)]
        called = {getattr(n.func, "attr", getattr(n.func, "id", "")) for n in made}
        inside = {n.name for n in tree.body if isinstance(n, ast.ClassDef) and fills_itself(n)}
        if not called | inside:
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name in called | inside:
            held = getattr(module, name, None) or getattr(
                getattr(module, "forms", None), name, None
            )
            if not isinstance(held, type) or not issubclass(held, BaseForm):
                continue
            # None: asked of its instance, which a call without one never has.
            shared = getattr(held, "is_shared", False)
            if shared is False or (shared is None and name in called):
                found.add(f"{path.relative_to(ROOT).parts[0]}.{name}")
    return found


def is_filled(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    given = {k.arg for k in call.keywords}
    return name.endswith("Form") and "initial" in given and "instance" not in given


def fills_itself(node: ast.ClassDef) -> bool:
    """Its `__init__` gives `initial=` to the form or to a field, or writes `field.initial = …`."""
    made = [n for n in node.body if getattr(n, "name", "") == "__init__"]
    inside = list(ast.walk(made[0])) if made else []
    written = any(
        isinstance(n, ast.Attribute) and n.attr == "initial" and isinstance(n.ctx, ast.Store)
        for n in inside
    )
    return written or any(isinstance(n, ast.keyword) and n.arg == "initial" for n in inside)


def test_a_form_that_shows_a_row_keeps_what_a_colleague_changes_in_it():
    """A ModelForm on its row does by itself; any other mixes `Shared` in, or is named here with its reason."""
    named = {name for names in NOT_SHARED.values() for name in names.split()}
    found = filled_forms()
    assert found - named == set(), "mélangez forms.Shared, ou dites pourquoi pas"
    assert named - found == set(), "n’est plus à nommer"


# What a name may follow « de » in: a vowel takes an apostrophe, « Les Minguettes » another article.
NAMED = r"(?:\w+\.)*(?:contract|enterprise|holder|hub\.name|organisation|peer|person|territory\.name|enterprise\.name)"
UNELIDED = re.compile(rf"\bde (?:{{{{ {NAMED} }}}}|{{{NAMED}}})")


def test_no_name_follows_de_without_its_elision():
    assert UNELIDED.search("de {contract} est")
    assert UNELIDED.search("de {{ grant.territory.name }}")
    rooms = ("territories", "cle", "ppde", "ebe", "activities", "evaluation", "tzcld")
    code = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in (*code, *TEMPLATES, *MAILS)
        for hit in UNELIDED.finditer(path.read_text())
    ]
    assert not found
