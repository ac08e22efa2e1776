"""The questions typed as a text: one a line, « # » opens a part, « > » explains the question above."""

from dataclasses import dataclass

from evaluation.questionnaires.models import Question
from tzcld.ui import forms

LIMITS = {"section": ("Une partie", 120), "text": ("Une question", 500), "help": ("Une aide", 300)}
MOST = 60


@dataclass
class Asked:
    section: str
    text: str
    help: str = ""


def read(typed: str) -> list[Asked]:
    """The questions of a text. Raises ValidationError, with the line, when one cannot be read."""
    section, found = "", []
    for number, line in enumerate(typed.splitlines(), 1):
        line = " ".join(line.split())
        if line.startswith("#"):
            section = _fits("section", line.lstrip("# "), number)
        elif line.startswith(">"):
            if not found:
                raise forms.ValidationError(
                    f"Ligne {number} : cette aide ne suit aucune question. Écrivez d’abord la question."
                )
            found[-1].help = _fits("help", line.lstrip("> "), number)
        elif line:
            found.append(Asked(section, _fits("text", line, number)))
    if not found:
        raise forms.ValidationError("Il manque une question. Écrivez-en une par ligne.")
    if len(found) > MOST:
        raise forms.ValidationError(
            f"{len(found)} questions, c’est trop pour une page. Gardez-en {MOST} au plus."
        )
    return found


def _fits(what: str, words: str, number: int) -> str:
    name, most = LIMITS[what]
    if len(words) > most:
        raise forms.ValidationError(
            f"Ligne {number} : {len(words)} signes. {name} tient en {most} signes."
        )
    return words


def write(questions: list[Question]) -> str:
    """The text that `read` would read as these questions."""
    lines, section = [], ""
    for question in questions:
        if question.section != section:
            section = question.section
            lines += ["", f"# {section}"] if lines else [f"# {section}"]
        lines.append(question.text)
        if question.help:
            lines.append(f"> {question.help}")
    return "\n".join(lines)
