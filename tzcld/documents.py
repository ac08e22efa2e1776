"""Documents on paper: a template in, a tagged PDF out (PDF/UA-1, and PDF/A-3a when it is kept for good).

    pdf = render_pdf("documents/report.html", context, title="Fiche territoire", author="Métropole de Lyon")

What a print template must respect (checked by page-validation in the tests):
- headings start at h1 and skip no level; a picture is `<img alt="…" src="data:image/svg+xml;base64,…">`, never an inline <svg>;
- its files are those of static/, written `<link href="css/document.css">`: nothing is fetched from the network.
WeasyPrint is imported on first use: it needs Pango, and the site must start without it.
"""

import io
import logging
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

# An address that exists nowhere: relative links of the templates and of their stylesheets resolve to it.
BASE_URL = "https://static.invalid/"
MIME = {
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}

# PDF/A says which properties its XMP may hold: the part of PDF/UA must be described there.
_UA_XMP = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


class DocumentError(Exception):
    """A document that cannot be made; the message is for the user, in French."""


def render_pdf(
    template: str,
    context: dict,
    *,
    title: str,
    author: str,
    subject: str = "",
    archive: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> bytes:
    """The PDF of a template, tagged PDF/UA-1, in French, with bookmarks; also PDF/A-3a when `archive`.

    `progress(step, done, total)` is called while it works: ("layout", pages laid out, 0) as long as the total is not
    known, then ("drawing", pages drawn, pages). It may raise to stop the work.

    Raises:
        DocumentError: a system library is missing, or the template asks for a file that is not ours.
    """
    page = render_to_string(
        template, {**context, "document": {"title": title, "author": author, "subject": subject}}
    )
    return html_to_pdf(page, archive=archive, progress=progress)


def html_to_pdf(
    page: str,
    *,
    archive: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> bytes:
    """The PDF of a whole HTML page (see render_pdf)."""
    weasyprint = _weasyprint()
    from weasyprint.urls import FatalURLFetchingError

    try:
        with _layout_progress(progress):
            laid = weasyprint.HTML(
                string=_breakable(page), base_url=BASE_URL, url_fetcher=_fetcher(weasyprint)
            ).render()
        if progress:
            _count_drawn_pages(laid, progress)
        with warnings.catch_warnings():
            # WeasyPrint 70 leaves its colour profile for the garbage collector to close.
            warnings.simplefilter("ignore", ResourceWarning)
            pdf = laid.write_pdf(pdf_variant="pdf/a-3a" if archive else "pdf/ua-1")
    except FatalURLFetchingError as error:
        raise DocumentError(f"Le document demande un fichier interdit : {error}") from error
    return _name_both_norms(pdf) if archive else pdf


# Longer than the longest words of the language: an address, a slip, a name without spaces.
LONG_WORD = re.compile(r"[^\s<>]{26,}")
TEXT = re.compile(r">[^<]+<")


def _breakable(page: str) -> str:
    """The page, its overlong words marked: they break where the line ends, and widen no table beyond the sheet.

    The words alone: if every word of a table could break, its short columns would be squeezed letter by letter.
    """
    head, body, rest = page.partition("<body")
    marked = TEXT.sub(
        lambda text: LONG_WORD.sub(r'<span class="long">\g<0></span>', text[0]), body + rest
    )
    return head + marked


def _weasyprint():
    try:
        import weasyprint
    except OSError as error:
        # Raised by the binding to Pango and its companions, not by Python.
        raise DocumentError(
            "Les bibliothèques de mise en page (Pango) manquent sur ce serveur : le PDF ne peut pas être fait. "
            "L’administration doit installer libpango-1.0-0, libpangoft2-1.0-0 et libharfbuzz-subset0."
        ) from error
    return weasyprint


def _fetcher(weasyprint):
    """Serves data: addresses and the files of static/; anything else stops the rendering."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class StaticFetcher(URLFetcher):
        def fetch(self, url, headers=None):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if not url.startswith(BASE_URL):
                raise FatalURLFetchingError(url)
            name = url.removeprefix(BASE_URL).partition("?")[0].partition("#")[0]
            body = _static_file(name)
            kind = MIME.get(PurePosixPath(name).suffix, "")
            if body is None or not kind:
                raise FatalURLFetchingError(name)
            if kind == "font/woff2":
                body, kind = _unpacked_font(body), "font/ttf"
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    return StaticFetcher(allowed_protocols=("data", "https"))


@lru_cache(maxsize=8)
def _unpacked_font(packed: bytes) -> bytes:
    """A font as WeasyPrint writes it for each document: unpacking those of a letter takes it a tenth of a second."""
    from fontTools.ttLib import woff2

    plain = io.BytesIO()
    woff2.decompress(io.BytesIO(packed), plain)
    return plain.getvalue()


def _static_file(name: str) -> bytes | None:
    if ".." in PurePosixPath(name).parts:
        return None
    found = finders.find(name) or settings.STATIC_ROOT / name
    try:
        with open(found, "rb") as file:
            return file.read()
    except OSError:
        return None


@contextmanager
def _layout_progress(progress: Callable[[str, int, int], None] | None) -> Iterator[None]:
    """WeasyPrint tells the pages it lays out by its log only: read it there, for this thread alone."""
    if progress is None:
        yield
        return
    mine = threading.get_ident()

    class Reader(logging.Handler):
        def emit(self, record):
            if record.thread == mine and record.msg.startswith("Step 5") and record.args:
                progress("layout", int(record.args[0]), 0)

        def handleError(self, record):  # pragma: no cover
            raise

    logger = logging.getLogger("weasyprint.progress")
    reader = Reader(logging.INFO)
    logger.addHandler(reader)
    level, propagate = logger.level, logger.propagate
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(reader)
        logger.setLevel(level)
        logger.propagate = propagate


def _count_drawn_pages(laid, progress: Callable[[str, int, int], None]) -> None:
    total = len(laid.pages)
    for number, page in enumerate(laid.pages, 1):

        def paint(stream, scale=1, draw=page.paint, number=number):
            draw(stream, scale)
            progress("drawing", number, total)

        page.paint = paint


def _name_both_norms(pdf: bytes) -> bytes:
    """Say PDF/UA-1 beside PDF/A-3a, and store the metadata uncompressed, which PDF/A requires."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        xmp = opened.Root.Metadata.read_bytes().decode()
        xmp = xmp.replace("</rdf:RDF>", _UA_XMP, 1)
        stream = pikepdf.Stream(opened, xmp.encode())
        stream.Type, stream.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        opened.Root.Metadata = opened.make_indirect(stream)
        for item in opened.objects:
            if isinstance(item, pikepdf.Stream):
                _end_clearly(item)
        out = io.BytesIO()
        opened.save(out, compress_streams=False, linearize=False)
    return out.getvalue()


def _end_clearly(stream) -> None:
    """Data whose last byte is a carriage return reads, with the line feed written after it, as one byte shorter.

    One compressed stream in 256 ends so; in hexadecimal it ends with « > » (ISO 32000-1, 7.3.8.1).
    """
    import pikepdf

    raw = stream.read_raw_bytes()
    if not raw.endswith(b"\r"):
        return
    filters, parms = stream.get("/Filter"), stream.get("/DecodeParms")
    if filters is None:
        names = []
    else:
        names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    if parms is not None and not isinstance(parms, pikepdf.Array):
        parms = pikepdf.Array([parms])
    stream.write(
        raw.hex().encode() + b">",
        filter=pikepdf.Array([pikepdf.Name.ASCIIHexDecode, *names]),
        decode_parms=None if parms is None else pikepdf.Array([pikepdf.Dictionary(), *parms]),
    )
