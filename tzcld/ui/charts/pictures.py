"""Pictures of Vega-Lite specs, drawn once and kept in the store that every web and worker process shares.

A picture is known by its data: the digest of the spec (figures, names, size), of the library and of this drawing code. A
reader whose figures are masked has another spec, hence another picture. Nothing kept here says for whom it was drawn.
"""

import hashlib
import json
import logging
import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache as once
from importlib.metadata import version
from pathlib import Path

from tzcld.forgiving import cache
from tzcld.ui.charts import svg
from tzcld.ui.charts.tokens import tokens

log = logging.getLogger(__name__)
# Seconds: a day and what a late refresh takes. The store is never evicted, and figures change every day.
KEPT = 26 * 3600
LOCALE = "fr-FR"
# The library draws outside of the interpreter's lock: two at a time take half the time.
THREADS = 2


class DrawingError(Exception):
    """The library cannot draw here; the page keeps its sentence and its table."""


@dataclass(frozen=True)
class Picture:
    """The marks of a spec: for a page (horizontal positions in %) and for paper (everything in px)."""

    page: str
    paper: str


_process = {"drew": False, "is_child_of_one_that_drew": False}


def _after_fork() -> None:
    # The threads of the library stay with the parent: in its child, a drawing would wait for ever.
    _process["is_child_of_one_that_drew"] = _process["drew"]


os.register_at_fork(after_in_child=_after_fork)


def draw(spec: dict) -> Picture:
    """The picture, from the library. A process takes 1 to 2 s and 130 MB for its first, then about 0.1 s.

    Raises:
        DrawingError: this process was forked from one that had drawn.
        ValueError: not a spec that Vega-Lite understands.
    """
    if _process["is_child_of_one_that_drew"]:
        raise DrawingError("this process was forked from one that had already drawn")
    import vl_convert

    _process["drew"] = True
    drawn = vl_convert.vegalite_to_svg(spec, format_locale=LOCALE, time_format_locale=LOCALE)
    return Picture(svg.for_page(drawn, spec), svg.for_paper(drawn))


def of(specs: list[dict]) -> list[Picture | None]:
    """The pictures of these specs, in order, by one question to the store; None for one that cannot be drawn."""
    if not specs:
        return []
    names = [_name(spec) for spec in specs]
    kept = _asked(names)
    missing = {name: spec for name, spec in zip(names, specs, strict=True) if name not in kept}
    with ThreadPoolExecutor(THREADS) as threads:
        drawn = zip(missing, threads.map(_drawn, missing.values()), strict=True)
        made = {name: picture for name, picture in drawn if picture}
    _keep(made)
    return [kept.get(name) or made.get(name) for name in names]


def _drawn(spec: dict) -> Picture | None:
    try:
        return draw(spec)
    except Exception:
        # Whatever goes wrong in the library, the sentence and the table say the same.
        log.exception("A chart could not be drawn")
        return None


def _asked(names: list[str]) -> dict[str, Picture]:
    found = cache.get_many(names)
    return {name: Picture(*json.loads(zlib.decompress(packed))) for name, packed in found.items()}


def _keep(made: dict[str, Picture]) -> None:
    if made:
        cache.set_many(
            {
                name: zlib.compress(json.dumps((one.page, one.paper)).encode())
                for name, one in made.items()
            },
            KEPT,
        )


def _name(spec: dict) -> str:
    body = json.dumps(spec, sort_keys=True, separators=(",", ":"))
    return f"picture:{edition()}:{hashlib.sha256(body.encode()).hexdigest()[:40]}"


@once
def edition() -> str:
    """Changes with the library, with our drawing code and with the colours: nothing kept outlives its style sheet."""
    code = "".join(path.read_text() for path in sorted(Path(__file__).parent.glob("*.py")))
    body = f"{version('vl-convert-python')}{code}{sorted(tokens().items())}"
    return hashlib.sha256(body.encode()).hexdigest()[:12]
