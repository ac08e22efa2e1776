"""The icons of the product: the palette, the sprite cut to it, and the tag's function.

``static/vendor/icons.svg`` holds exactly PALETTE (checked by tests/ui/test_assets.py, with every icon named in the code).
To add one: put its name here (https://icons.getbootstrap.com), then cut the sprite again from the package:
    npm pack bootstrap-icons@1.13.2 && tar xzf bootstrap-icons-*.tgz
    python -m tzcld.ui.icons package/bootstrap-icons.svg
and write its new sum in static/vendor/VENDOR.md. ``python -m tzcld.ui.icons --unused`` says which names nobody writes.
"""

import functools
import re
import sys
import warnings
from pathlib import Path

from django.templatetags.static import static
from django.utils.safestring import mark_safe

SPRITE = Path(__file__).resolve().parents[2] / "static" / "vendor" / "icons.svg"

PALETTE = [
    "archive",
    "arrow-clockwise",
    "arrow-counterclockwise",
    "arrow-down",
    "arrow-left",
    "arrow-repeat",
    "arrow-return-left",
    "arrow-up",
    "bell",
    "box-arrow-in-right",
    "box-arrow-right",
    "briefcase",
    "building",
    "calculator",
    "calendar-event",
    "calendar-plus",
    "caret-down-fill",
    "caret-up-fill",
    "cash-coin",
    "chat-dots",
    "chat-left-text",
    "check-circle",
    "check-lg",
    "chevron-down",
    "chevron-expand",
    "chevron-up",
    "circle",
    "clipboard-check",
    "clipboard-data",
    "clock",
    "clock-history",
    "cloud-check",
    "copy",
    "dash-circle",
    "door-open",
    "download",
    "envelope",
    "envelope-check",
    "envelope-paper",
    "envelope-x",
    "exclamation-circle",
    "exclamation-octagon",
    "exclamation-triangle",
    "eye",
    "eye-slash",
    "file-earmark-check",
    "file-earmark-pdf",
    "file-earmark-plus",
    "flag",
    "funnel",
    "geo-alt",
    "globe2",
    "grid",
    "hammer",
    "hand-index-thumb",
    "hand-thumbs-down",
    "hand-thumbs-up",
    "hourglass",
    "hourglass-split",
    "inbox",
    "info-circle",
    "journal-text",
    "key",
    "lightbulb",
    "link-45deg",
    "list",
    "lock",
    "mortarboard",
    "pause",
    "pause-circle",
    "pencil",
    "pencil-square",
    "people",
    "person",
    "person-check",
    "person-circle",
    "person-plus",
    "person-x",
    "phone",
    "play",
    "plus-circle",
    "plus-lg",
    "question-circle",
    "search",
    "send",
    "send-check",
    "send-x",
    "shield-check",
    "shield-exclamation",
    "shop",
    "signpost-2",
    "slash-circle",
    "stop-circle",
    "tag",
    "telephone",
    "telephone-x",
    "tools",
    "trash",
    "x-circle",
    "x-lg",
    "x-octagon",
]


@functools.lru_cache
def _known():
    return frozenset(PALETTE)


@functools.lru_cache(maxsize=512)
def icon(name, label=""):
    """Inline ``<svg class="i">``. Decorative unless ``label`` is given; a state always has its word beside the icon."""
    if name not in _known():
        warnings.warn(f"icon {name!r} is not in tzcld.ui.icons.PALETTE", stacklevel=2)
    voice = f'role="img" aria-label="{label}"' if label else 'aria-hidden="true" focusable="false"'
    return mark_safe(
        f'<svg class="i" {voice}><use href="{static("vendor/icons.svg")}#{name}"/></svg>'
    )


def cut(source, target=SPRITE):
    """Write the sprite holding PALETTE only, from bootstrap-icons' full sprite. Raises KeyError for an unknown name."""
    symbols = dict(
        re.findall(
            r'<symbol class="[^"]*" viewBox="0 0 16 16" id="([^"]+)">(.*?)</symbol>',
            Path(source).read_text(),
            re.S,
        )
    )
    body = "\n".join(
        f'<symbol id="{name}" viewBox="0 0 16 16">{symbols[name]}</symbol>'
        for name in sorted(PALETTE)
    )
    Path(target).write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n')
    return len(PALETTE)


def unused():
    """The names of PALETTE that no template and no module writes: what to remove before cutting the sprite again."""
    root = SPRITE.parents[2]
    apps = ("templates", "tzcld", "territories", "cle", "ppde", "ebe", "activities", "evaluation")
    files = [f for app in apps for f in (root / app).rglob("*.*") if f.suffix in (".html", ".py")]
    text = "".join(f.read_text() for f in files if f != Path(__file__).resolve())
    return [name for name in PALETTE if not re.search(rf"""["']{name}["']""", text)]


if __name__ == "__main__":
    if sys.argv[1:] == ["--unused"]:
        sys.stdout.write("\n".join([*unused(), ""]))
    else:
        sys.stdout.write(f"{cut(sys.argv[1])} icons\n")
