"""The table of a list, written in Python: a template per cell would cost more than the query."""

from html import escape
from urllib.parse import quote_plus

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from tzcld.ui import french, icons
from tzcld.ui.lists.chips import address
from tzcld.ui.lists.columns import NUMERIC


def thead(listing):
    active, descending = listing.sort
    cells = []
    for i, column in enumerate(listing.table.screen):
        label = escape(column.label)
        is_rank = listing.table.ranked and i == 0
        to_right = column.kind in NUMERIC or "num" in column.css.split()
        css = ' class="num"' if to_right and not is_rank else ""
        aria = ""
        if column.sort:
            current = column is active
            goes_down = current and not descending
            mark = (
                ("caret-down-fill" if descending else "caret-up-fill")
                if current
                else "chevron-expand"
            )
            aria = f' aria-sort="{"descending" if descending else "ascending"}"' if current else ""
            target = f"-{column.key}" if goes_down else column.key
            url = escape(address(listing.params, tri=target, page=None, deplier=None))
            label = f'<a class="sort" href="{url}">{label} {icons.icon(mark)}</a>'
        cells.append(f'<th role="columnheader" scope="col"{aria}{css}>{label}</th>')
    if listing.table.detail:
        cells.append(
            '<th role="columnheader" scope="col"><span class="visually-hidden">Détail</span></th>'
        )
    return mark_safe("".join(cells))


def tbody(listing):
    columns, head, detail = listing.table.screen, listing.table.head, listing.table.detail
    opened = listing.params.get("deplier", "")
    # On a phone the first state speaks for itself under the name; the others keep their label.
    told = next((c for c in columns if c.kind == "state"), None)
    shapes = [
        (c, *_shape(c, c is head, listing.table.ranked and i == 0, c is told))
        for i, c in enumerate(columns)
    ]
    out = []
    folded = address(listing.params, deplier=None)
    unfold = escape(f"{folded}{'' if folded == '?' else '&'}deplier=")
    for row in listing.rows:
        cells = [f"{start}{column.html(row)}{end}" for column, start, end in shapes]
        if not detail:
            out.append(f'<tr role="row">{"".join(cells)}</tr>')
            continue
        key = str(getattr(row, "pk", ""))
        is_open = key == opened
        url = escape(folded) if is_open else unfold + quote_plus(key)
        out.append(_detailed(listing, row, key, is_open, cells, len(columns), url))
    return mark_safe("\n".join(out))


def _detailed(listing, row, key, is_open, cells, width, url):
    word, mark = ("Replier", "chevron-up") if is_open else ("Déplier", "chevron-down")
    named = escape(french.de(listing.table.head.words(listing.table.head.get(row))))
    controls = f' aria-controls="detail-{key}"' if is_open else ""
    link = (
        f'<a class="act" href="{url}#ligne-{key}" aria-expanded="{"true" if is_open else "false"}"{controls}>{icons.icon(mark)} '
        f'{word}<span class="visually-hidden"> le détail {named}</span></a>'
    )
    css = ' class="open-row first"' if is_open else ""
    line = f'<tr role="row" id="ligne-{key}"{css}>{"".join(cells)}<td role="cell">{link}</td></tr>'
    if not is_open:
        return line
    body = render_to_string(listing.table.detail, {"row": row}, listing.request)
    return (
        f'{line}<tr class="open-row" role="row" id="detail-{key}"><td role="cell" class="d-none d-lg-table-cell"></td>'
        f'<td role="cell" colspan="{width}">{body}</td></tr>'
    )


def _shape(column, is_head, is_rank, is_told):
    tag, role = ("th", 'role="rowheader" scope="row"') if is_head else ("td", 'role="cell"')
    css = [column.css] if column.css and not is_rank else []
    if column.kind in NUMERIC and not is_rank:
        css.append("num")
    if column.kind in ("date", "month", "datetime"):
        css.append("nowrap")
    label = "" if is_head or is_rank or is_told else f' data-l="{escape(column.label)}"'
    start = f"<{tag} {role}{label}" + (f' class="{" ".join(css)}">' if css else ">")
    if is_rank:
        return f'{start}<span class="rank">', f"</span></{tag}>"
    # One element beside the phone's label, whatever the cell holds.
    return (f"{start}<span>", f"</span></{tag}>") if label else (start, f"</{tag}>")
