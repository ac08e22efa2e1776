"""Template tags and filters of the product. Loaded in every template (settings: builtins), no ``{% load %}`` needed.

How to use a component
    Blocks with data:   {% include "components/keyfigs.html" with figures=figures only %}
    Blocks with markup: {% panel "Titre" %}…{% endpanel %}   {% notice "warn" "Titre" %}…{% endnotice %}
    Small marks:        {% icon "search" %}   {% state "ok" "check-circle" "Active" %}   {% chart funnel %}
Every file of templates/components/ opens with a comment listing its inputs. The page /composants/ shows them all.

Filters                                              Example
    {{ n|nombre }}  {{ n|nombre:1 }}                 1 240   8,4
    {{ x|euros }}  {{ share|pourcent }}              1 240 €   38 % (from 0.38)   {{ p|pourcent:1 }} 37,6 %
    {{ n|accord:"personne,personnes" }}              personnes (0 and 1 are singular)
    {% count n "personne" %}                         1 240 personnes   {% count n "travail" "travaux" %}
    {{ d|jour }} {{ d|jour_court }} {{ d|jour_long }} 26 novembre 2026   26 nov.   jeudi 26 novembre 2026
    {{ d|jour_court:"an" }} {{ d|mois }} {{ d|date_chiffres }}  26 nov. 2026   novembre 2026   26/11/2026
    {{ t|heure }} {{ t|jour_heure }}                 14 h 06   26 novembre 2026 à 14 h 06
    {{ octets|poids }}  {{ name|de }}                84 Ko   d’Oullins
    {{ email|adresse }}  {{ title|tenu }}            folds after « @ » or a dot   « – » stays with the word before
Dates and <time>: {% temps d %} writes <time datetime="2026-11-26">26 novembre 2026</time>.
"""

from functools import lru_cache
from html import escape

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from tzcld.ui import emails, french, icons

register = template.Library()

TONES = ("", "ok", "warn", "bad", "info", "line")
NOTICE_ICONS = {
    "": "info-circle",
    "info": "info-circle",
    "ok": "check-circle",
    "warn": "exclamation-triangle",
    "bad": "exclamation-octagon",
}

register.filter("nombre", french.number)
register.filter("euros", french.euros)
register.filter("pourcent", french.percent)
register.filter("poids", french.file_size)
register.filter("jour", french.date)
register.filter("jour_long", french.long_date)
register.filter("mois", french.month)
register.filter("heure", french.hour)
register.filter("jour_heure", french.date_hour)
register.filter("date_chiffres", french.numeric_date)
register.filter("de", french.de)
register.filter("navigateur", french.browser)
register.filter("adresse", emails.folding)


@register.filter(is_safe=True)
def tenu(title):
    """A line of the title does not begin with a dash."""
    return str(title).replace(" – ", f"{french.NBSP}– ")


@register.filter
def accord(n, forms):
    return french.accord(n or 0, forms)


@register.filter
def jour_court(value, year=""):
    return french.short_date(value, year=bool(year))


@register.simple_tag
def count(n, one, many=None):
    return french.count(n or 0, one, many)


@register.simple_tag
def icon(name, label=""):
    return icons.icon(name, label)


@register.simple_tag
def state(tone, icon_name, word):
    """A state is always three things: a tint, an icon and a word. ``tone``: "", ok, warn, bad, info, line."""
    return state_html(tone, icon_name, word)


SHORT = 16


@lru_cache(maxsize=1024)
def state_html(tone, icon_name, word):
    if tone not in TONES:
        raise ValueError(f"unknown tone {tone!r}: one of {', '.join(TONES)}")
    # A few words keep on one line, however narrow the column of a table.
    css = " ".join(filter(None, ("state", tone, "nowrap" if len(str(word)) <= SHORT else "")))
    return mark_safe(
        f'<span class="{css}">{icons.icon(icon_name)}<span>{escape(french.upper_first(str(word)))}</span></span>'
    )


@register.simple_tag
def temps(value, style="jour"):
    """``<time>`` in words. ``style``: jour, court, long, mois, heure (day and hour)."""
    if not value:
        return ""
    words = {
        "jour": french.date,
        "court": french.short_date,
        "long": french.long_date,
        "mois": french.month,
        "heure": french.date_hour,
    }[style](value)
    machine = f"{value:%Y-%m}" if style == "mois" else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, words)


@register.simple_block_tag
def panel(content, title, level=2, link_url="", link_label="", ident="", css="", header=""):
    """One surface, one subject. ``link_*``: the discreet link at the right of the title; ``header``: other safe HTML there."""
    ident = ident or f"h-{slugify(title)}"
    aside = header or (
        format_html('<a class="small" href="{}">{}</a>', link_url, link_label) if link_url else ""
    )
    return format_html(
        '<section class="{}" aria-labelledby="{}"><header><h{} id="{}">{}</h{}>{}</header>{}</section>',
        f"panel {css}".strip(),
        ident,
        level,
        ident,
        title,
        level,
        aside,
        content,
    )


@register.simple_block_tag
def notice(content, tone, title="", icon=""):
    """What happens, its consequence, what to do. ``tone``: info, ok, warn, bad. Two on a screen at most."""
    if tone not in NOTICE_ICONS:
        raise ValueError(f"unknown tone {tone!r}: one of info, ok, warn, bad")
    css = f"notice {tone}" if tone not in ("", "info") else "notice"
    heading = format_html("<p><strong>{}</strong></p>", title) if title else ""
    return format_html(
        '<div class="{}">{}<div>{}{}</div></div>',
        css,
        icons.icon(icon or NOTICE_ICONS[tone]),
        heading,
        content,
    )


@register.simple_tag(takes_context=True)
def chart(context, drawing):
    """Draw a ``tzcld.ui.charts.Chart``: sentence, picture, table, source."""
    return drawing.html() if drawing else ""


@register.simple_tag
def error_summary(form):
    """The box at the top of a form that says what to correct, linked to the fields. Empty when there is no error."""
    return form.error_summary()
