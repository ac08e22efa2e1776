"""French typography of what a user reads: no-break spaces and apostrophes, checked and put right in templates and code.

    python -m tzcld.ui.typography templates ppde/forms.py        says where; exit code 1 when something is found
    python -m tzcld.ui.typography --fix templates ppde           puts it right

In templates: the text between tags. In Python: string literals that are not docstrings, nor raw (regular expressions).
"""

import io
import re
import sys
import tokenize
from pathlib import Path

NBSP = "\u00a0"
# A sign that ends a clause, after a word, a figure, a bracket or a value: never CSS, SQL parameters nor « != ».
RULES = [
    (re.compile(r"(?<=[\w»)}’%\u2026.]) (?=[;?!»](?:[\s<\"'&{.,)]|$))"), NBSP),
    (re.compile(r"(?<=[\w»)}’%\u2026.]) (?=:(?:[\s<\"'&{]|$))"), NBSP),
    (re.compile(r"« (?=\S)"), "«" + NBSP),
    (re.compile(r"(?<=[\d}]) (?=[%€](?![\w(=%}]))"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NBSP),
    (re.compile(r"(?<=\d) h (?=\d)"), f"{NBSP}h{NBSP}"),
]
APOSTROPHE = re.compile(r"(?<=[a-zéèêàçùA-ZÉÈÀ])'(?=[a-zéèêàâîôœhA-ZÉÈÀÂ«])")
# {% comment %} blocks, template tags, comments, scripts and styles, then HTML tags: what no reader sees.
HIDDEN = re.compile(
    r"{%-?\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->|<(script|style|code|pre)\b.*?</\1>|{%.*?%}|{{.*?}}|<(?:{%.*?%}|{{.*?}}|[^<>])*>",
    re.S,
)


def correct(text):
    """The text as it should be written."""
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text


def correct_template(source):
    out, last = [], 0
    for match in HIDDEN.finditer(source):
        out += [_text(source[last : match.start()], source, last), match[0]]
        last = match.end()
    return "".join([*out, _text(source[last:], source, last)])


def _text(text, source, at):
    # « {{ n }} % » and « </strong> : »: the space follows a tag, the rule must see that something came before.
    if text[:1] == " " and at and source[at - 1] in "}>":
        text = re.sub(r"^ (?=[:;?!»](?:\s|$))", NBSP, text)
        if source[at - 1] == "}":
            text = re.sub(r"^ (?=[%€])", NBSP, text)
    return APOSTROPHE.sub("’", correct(text))


def correct_python(source):
    lines = source.splitlines(keepends=True)
    previous = tokenize.NEWLINE
    changes = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING:
            starts = previous in (tokenize.NEWLINE, tokenize.INDENT, tokenize.ENCODING, tokenize.NL)
            prefix = re.match(r"[a-zA-Z]*", token.string)[0].lower()
            docstring = starts and token.string.lstrip("rRuU").startswith('"""')
            if not docstring and not {"r", "b"} & set(prefix):
                fixed = correct(token.string)
                if fixed != token.string:
                    changes.append((token, fixed))
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            previous = token.type
    for token, fixed in reversed(changes):
        (first, left), (last, right) = token.start, token.end
        # Only spaces become no-break spaces: the lines keep their number and length.
        before, after = lines[first - 1][:left], lines[last - 1][right:]
        lines[first - 1 : last] = (before + fixed + after).splitlines(keepends=True)
    return "".join(lines)


def files(paths):
    for path in map(Path, paths):
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (
            f for f in found if f.suffix in (".html", ".txt", ".py") and "migrations" not in f.parts
        )


def main(arguments):
    fix = "--fix" in arguments
    wrong = 0
    for path in files(a for a in arguments if a != "--fix"):
        source = path.read_text()
        fixed = correct_python(source) if path.suffix == ".py" else correct_template(source)
        if fixed == source:
            continue
        wrong += 1
        if fix:
            path.write_text(fixed)
            continue
        for i, (a, b) in enumerate(zip(source.split("\n"), fixed.split("\n"), strict=True), 1):
            if a != b:
                sys.stdout.write(f"{path}:{i}: {a.strip()[:120]}\n")
    return 1 if wrong and not fix else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
