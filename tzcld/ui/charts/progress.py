"""How far from an end, without axes: a target, the seats of a quorum, a wait."""

from django.utils.safestring import mark_safe

from tzcld.ui import french
from tzcld.ui.charts.chart import in_words
from tzcld.ui.charts.pen import Drawing

# Target ─────────────────────────────────────────────────────────────────────────────────────────


def target(
    value,
    goal,
    *,
    caption,
    source="",
    reached="atteints",
    aim="objectif",
    label="",
    head=None,
    table=(),
):
    """How far from a target: one bar, one tick. The track runs an eighth beyond the larger of the two."""
    end = max(value or 0, goal) * 1.125 or 1
    at = goal / end

    def draw(pen):
        pen.rect(0, 6, 1, 22, "hollow")
        pen.rect(0, 6, (value or 0) / end, 22, "c1")
        pen.mark(at, 0, 34)
        pen.text(0, 50, f"{in_words(value)} {reached}", css="b")
        # Two labels on one line collide when the target is near the left edge: the second goes under.
        close = at < 0.45
        pen.text(
            at,
            68 if close else 50,
            f"{aim} {french.number(goal)}",
            anchor="start" if at < 0.2 else "middle",
        )
        return 74 if close else 56

    words = label or f"{in_words(value)} {reached}, {aim} {french.number(goal)}"
    return Drawing(
        words,
        caption,
        head or ("Mesure", "Nombre"),
        list(table)
        or [
            (french.upper_first(reached), in_words(value)),
            (french.upper_first(aim), french.number(goal)),
        ],
        source,
        draw=draw,
    )


# Seats ──────────────────────────────────────────────────────────────────────────────────────────


def seats(
    present, total, quorum=None, *, caption="", label="", head=("Groupe", "Nombre"), table=()
):
    """One mark per voice, full when present; a tick at the quorum. Beyond 60 voices the marks join."""
    gap = 0.16 if total <= 60 else 0

    def draw(pen):
        step = 1 / max(total, 1)
        for i in range(total):
            pen.rect(i * step, 2, step * (1 - gap), 20, "c1" if i < present else "hollow", rx=2)
        if quorum:
            at = quorum * step - step * gap / 2
            pen.mark(at, -2, 26)
            anchor = "start" if at < 0.12 else "end" if at > 0.88 else "middle"
            pen.text(at, 41, "quorum", anchor=anchor)
        return 44 if quorum else 24

    words = label or f"{present} présents sur {total}" + (f", quorum à {quorum}" if quorum else "")
    rows = list(table) or [
        ("Présents", french.number(present)),
        ("Voix", french.number(total)),
        *([("Quorum", french.number(quorum))] if quorum else []),
    ]
    return Drawing(words, caption, head, rows, draw=draw)


# Wait ───────────────────────────────────────────────────────────────────────────────────────────


def wait(share):
    """The thin bar under a waiting time in a list: ``share`` 0-1 of the longest wait. Decorative, the words are beside."""
    width = max(0.0, min(1.0, float(share))) * 100
    return mark_safe(
        '<svg class="wait" aria-hidden="true"><rect width="100%" height="6" rx="3" class="bg"/>'
        f'<rect width="{width:.0f}%" height="6" rx="3" class="c1"/></svg>'
    )
