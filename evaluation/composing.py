"""The body of a letter: its blocks as HTML for mail programs and as text, built once for all its readers."""

import re
from html.parser import HTMLParser

import markdown
import mrml
import nh3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from evaluation import aggregates
from evaluation.counts import origins
from evaluation.indicators import REGISTRY
from evaluation.masking import Mask
from evaluation.models import Newsletter, NewsletterBlock
from evaluation.reports.wording import as_of

# Stands for a reader's token in the frozen body; as long as a token, made of the same signs.
JETON = "JetonDeDesinscription-0123456789"
# What a reader's mail program opens.
SCHEMES = {"http", "https", "mailto", "tel"}
FIGURES = ("E5", "E6", "E9", "EFF")


def build(letter: Newsletter) -> tuple[str, str]:
    """The HTML and text bodies, figures read from what is stored and masked as for the public."""
    blocks = [_read(block, letter) for block in letter.blocks.select_related("report")]
    territory = letter.territory
    context = {
        "letter": letter,
        "territory": territory,
        "intro": light(letter.intro),
        "intro_text": plain(letter.intro),
        "blocks": blocks,
        "unsubscribe_url": unsubscribe_url(letter.territory_id, JETON),
        "site_url": settings.SITE_URL,
        "today": timezone.localdate(),
    }
    html = mrml.to_html(render_to_string("mail/newsletter.mjml", context)).content
    text = render_to_string("mail/newsletter.txt", context)
    return html, re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _read(block: NewsletterBlock, letter: Newsletter) -> dict:
    kind = NewsletterBlock.Kind
    found = {
        "kind": block.kind,
        "title": block.title,
        "html": light(block.body),
        "text": plain(block.body),
        "link": block.link,
        "label": block.link_label or "Lire la suite",
        "figures": [],
        "month": "",
    }
    if block.kind == kind.FIGURES:
        figures = aggregates.read(letter.territory, exact=False, whole=False)
        found["title"] = block.title or "Chiffres clés"
        found["figures"] = [
            {"label": REGISTRY[code].name, "value": figures.words(code)}
            for code in FIGURES
            # « non publié » is no news: a figure withheld today is left out.
            if (code, "", "") in figures.rows and figures.get(code).mask is not Mask.HIDDEN
        ]
        found["month"] = as_of(figures.month) if figures.month else ""
        if source := origins.told(letter.territory, figures.month):
            found["month"] = f"{found['month']}. {source.rstrip('.')}"
    if block.kind == kind.REPORT and block.report:
        found["title"] = block.title or block.report.title
        address = reverse("evaluation:public_report_html", args=[block.report.pk])
        found["link"] = f"{settings.SITE_URL}{address}"
        found["label"] = block.link_label or "Lire le rapport"
    return found


def light(source: str):
    """Light Markdown as safe HTML: bold, italics, lists, links; nothing else passes."""
    return mark_safe(
        nh3.clean(
            _html(source),
            tags={"p", "strong", "em", "ul", "ol", "li", "a", "br", "blockquote"},
            attributes={"a": {"href"}},
            url_schemes=SCHEMES,
        ).replace("<br>", "<br />")
    )


def _html(source: str) -> str:
    return markdown.markdown(source, extensions=["nl2br", "sane_lists"])


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found += [value or "" for name, value in attrs if tag == "a" and name == "href"]


def refuse_bad_links(source: str, field: str) -> None:
    """Each link of a text in light Markdown opens from a mail. Raises ValidationError on `field`, with the link at fault."""
    links = _Links()
    links.feed(_html(source))
    for link in links.found:
        scheme = re.match(r"\s*([a-z]+):", link, re.IGNORECASE)
        if scheme is None or scheme[1].lower() not in SCHEMES:
            raise ValidationError(
                {
                    field: f"Le lien « {link[:80]} » ne s’ouvre pas depuis un courriel. Écrivez une adresse entière, qui commence "
                    "par https://, http://, mailto: ou tel:."
                }
            )


def plain(source: str) -> str:
    """The same in plain text: links written out, marks of bold and italics left out."""
    text = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", r"\1 (\2)", source.replace("\r\n", "\n"))
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)
    return strip_tags(text).strip()


def unsubscribe_url(territory_id: int, token: str) -> str:
    address = reverse("evaluation:subscriber_leave", args=[territory_id, token])
    return f"{settings.SITE_URL}{address}"


def for_the_web(letter: Newsletter, body: str) -> str:
    """The body for a page: nobody's unsubscribe link, the sign-up page instead, or the public site where there is none."""
    page = reverse("evaluation:public_home")
    if letter.territory.is_public:
        page = reverse("evaluation:subscriber_ask", args=[letter.territory.slug])
    return body.replace(unsubscribe_url(letter.territory_id, JETON), f"{settings.SITE_URL}{page}")
