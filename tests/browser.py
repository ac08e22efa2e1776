"""The browser of the tests, and what axe says of the pages that it opens."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tzcld.embedded.install import BROWSERS

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
# Kept from calling anybody.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # Nobody watches: what it would draw with and how it would move cost a tenth of each page.
    "--disable-gpu",
    "--disable-smooth-scrolling",
    "--disable-threaded-animation",
    # Pages live for a second: what compiling their scripts for speed costs is never won back.
    "--js-flags=--no-maglev,--no-opt",
    "--disable-features=PaintHolding,Translate,BackForwardCache,OptimizationHints",
]
WIDE, NARROW = 1280, 320


def launch(playwright: Playwright) -> Browser:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.exit("Chromium manque : « make test » l’installe, ou « apt-get install chromium ».")
    return playwright.chromium.launch(executable_path=found, args=QUIET)


# What a page is made of, data left out: as a whole (its language, its headings in their order, its parts), then each kind of element under its parent, with
# what axe asks of its data: a name or none, a label, another element that is there or not.
LOOK = """
const NAMED = 'a, button, summary, label, legend, caption, th, h1, h2, h3, h4, h5, h6, option, [role]';
const SAID = /^(role|type|scope|tabindex|autocomplete|lang|aria-(current|expanded|sort|hidden))$/;
const PARTS = 'header, nav, main, aside, footer, :is(section, form):is([aria-label], [aria-labelledby]), '
  + '[role~=banner], [role~=navigation], [role~=main], [role~=complementary], [role~=contentinfo], [role~=search], [role~=region]';
const POINTING = ['for', 'headers', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns'];
const look = read => {
  const there = id => !id || read.getElementById(id) !== null;
  const facts = e => [
    e.matches(NAMED) && !e.textContent.trim() && !e.querySelector('[alt]:not([alt=""]), [aria-label], svg title') && 'unnamed',
    e.alt === '' && 'no alt', e.labels && e.type !== 'hidden' && 'labels ' + e.labels.length,
    POINTING.some(name => (e.getAttribute(name) || '').split(/\\s+/).some(id => !there(id))) && 'points nowhere',
    /^#./.test(e.getAttribute('href')) && !there(e.getAttribute('href').slice(1)) && 'leads nowhere',
  ].filter(Boolean).join();
  const one = e => e ? e.tagName + [...e.classList].sort().join('.') + [...e.attributes]
    .map(a => a.name + (SAID.test(a.name) ? a.value : '')).filter(name => name !== 'class').sort().join(' ') : '';
  const headings = [...read.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => h.tagName + (h.textContent.trim() ? '' : ' unnamed'))
    .filter((tag, i, all) => tag !== all[i - 1]).join(' ');
  const ids = [...read.querySelectorAll('[id]')].map(e => e.id);
  const parts = [...read.querySelectorAll(PARTS)];
  const names = parts.map(e => e.tagName + e.getAttribute('role') + (e.getAttribute('aria-label')
    ?? read.getElementById(e.getAttribute('aria-labelledby'))?.textContent));
  const whole = [headings, read.documentElement.lang, read.title.trim() ? '' : 'untitled',
    new Set(ids).size < ids.length && 'an id twice', new Set(names).size < names.length && 'two parts of one name',
    ...new Set([...parts, ...read.body.children].map(one))].join();
  const found = new Map([[whole, []]]), ones = new Map();
  for (const e of read.body.querySelectorAll('*')) {
    ones.set(e, one(e));
    const kind = (ones.get(e.parentElement) ?? one(e.parentElement)) + '>' + ones.get(e) + facts(e);
    found.has(kind) ? found.get(kind).push(e) : found.set(kind, [e]);
  }
  return found;
};
"""
SHAPE = f"html => {{ {LOOK} return [...look(new DOMParser().parseFromString(html, 'text/html')).keys()]; }}"
# Each text in its colour and size on what is behind it.
COLOURS = """
const behind = e => {
  for (; e; e = e.parentElement) {
    const { backgroundColor: colour, backgroundImage: image, opacity } = getComputedStyle(e);
    if (image !== 'none' || !/, 0\\)$/.test(colour) || opacity !== '1') return [colour, image, opacity].join();
  }
};
const colours = () => {
  const found = new Map();
  for (const e of document.body.querySelectorAll('*')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility()) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(e);
    const pair = [color, fontSize, fontWeight, behind(e)].join(' ');
    found.has(pair) ? found.get(pair).push(e) : found.set(pair, [e]);
  }
  return found;
};
"""
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Kept in the page, to be read by what follows.
SEEN = f"""() => {{ {LOOK} {COLOURS}
  window.seen = {{kinds: look(document), colours: colours()}};
  const kinds = [...seen.kinds.keys()];
  return {{whole: kinds[0], kinds, colours: [...seen.colours.keys()], beyond: {BEYOND}}};
}}"""
# Of these kinds and colours, what is shown here. An element that others around it are judged by is read with them.
CHOSEN = """([kinds, colours]) => {
  const AROUND = 'ul, ol, dl, table, fieldset, a, button, label, summary, [role]:not([role=region]), [aria-hidden]';
  const shown = e => e.isConnected && e.checkVisibility();
  const read = [], elements = new Set();
  for (const kind of kinds) {
    const found = seen.kinds.get(kind).filter(shown).slice(0, 3);
    if (found.length) read.push(kind);
    for (const e of found) elements.add(e.closest(AROUND) ?? e);
  }
  window.chosen = {elements: [...elements], texts: colours.flatMap(pair => seen.colours.get(pair).filter(shown).slice(0, 3))};
  return [read, chosen.elements.length + chosen.texts.length];
}"""
# What is in a closed frame (a letter shown as it will be received) does not answer.
WHOLE = """() => axe.run(document, {iframes: false, resultTypes: ['violations'], preload: false})
  .then(r => r.violations.map(v => v.id + ' : ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))"""
# One reading for all that was chosen, axe's tree of a page being long to build: each rule is given what it has to judge of
# that page, contrasts the texts, any other the elements, and all of them to what a page is judged by as a whole if asked.
READ = f"""async ofThePage => {{
  const OF_A_PAGE = /^(document-title|(html|meta|landmark|frame)-.*|region|bypass|page-has-heading-one|heading-order|empty-heading|duplicate-id-aria|skip-link|accesskeys|aria-hidden-body|css-orientation-lock)$/;
  const {{select, getNodeFromTree}} = axe.utils, heard = axe.commons.dom.isVisibleToScreenReaders;
  const under = (roots, found = new Set()) => {{
    for (const node of roots) if (!found.has(node)) under(node.children, found.add(node));
    return found;
  }};
  let texts, elements;
  for (const rule of axe._audit.rules) rule.gather = page => {{
    texts ??= under(chosen.texts.map(e => getNodeFromTree(e)));
    elements ??= under(chosen.elements.map(e => getNodeFromTree(e)));
    const judged = rule.id === 'color-contrast' ? texts : elements;
    const all = select(rule.selector, page);
    const found = ofThePage && OF_A_PAGE.test(rule.id) ? all : all.filter(node => judged.has(node));
    return rule.excludeHidden ? found.filter(node => heard(node)) : found;
  }};
  try {{
    const found = await ({WHOLE})();
    // What a rule stumbles on, axe keeps to itself.
    if (!texts || !elements) throw new Error('axe has read nothing');
    return found;
  }} finally {{
    for (const rule of axe._audit.rules) delete rule.gather;
  }}
}}"""


def shape(page: Page, html: str) -> set[str]:
    """Of this text, read by the browser of the page."""
    return set(page.evaluate(SHAPE, html))


class Reader:
    """Axe has nothing new to say of what it has read elsewhere.

    As a whole (its title, its headings, its parts), a page is read once for all that is made of the same; each kind of
    element under its parent once on whatever page, at a wide and a narrow width; each text in its colours on what is
    behind it likewise.
    """

    def __init__(self) -> None:
        self.read: dict[int, set[str]] = {WIDE: set(), NARROW: set()}
        self.colours: set[str] = set()
        self.wholes: set[str] = set()

    def faults(self, page: Page, widths: tuple[int, ...] = (WIDE, NARROW)) -> list[str]:
        """What axe says at these widths, and whether the page needs to be scrolled sideways.

        It begins at the width that the window has: laying a page out anew takes time.
        """
        faults: list[str] = []
        has = page.viewport_size["width"]
        for width in sorted(widths, key=lambda width: width != has):
            if page.viewport_size["width"] != width:
                page.set_viewport_size({"width": width, "height": 900})
            seen = page.evaluate(SEEN)
            fresh, tinted = (
                set(seen["kinds"]) - self.read[width],
                set(seen["colours"]) - self.colours,
            )
            new = width == max(widths) and seen["whole"] not in self.wholes
            read, count = [], 0
            if fresh or tinted or new:
                read, count = page.evaluate(CHOSEN, [list(fresh), list(tinted)])
            if count or new:
                faults += [f"{page.url} ({width}) {fault}" for fault in axe(page, READ, new)]
            self.read[width].update(read)
            self.colours |= tinted
            self.wholes |= {seen["whole"]} if new else set()
            if seen["beyond"] > 0:
                faults.append(f"{page.url} déborde à {width} pixels")
        return faults


def violations(page: Page) -> list[str]:
    """What axe says of the whole page, read as if for the first time."""
    return axe(page, WHOLE)


def axe(page: Page, script: str, told: object = None) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(script, told)


def beyond(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate(BEYOND)
