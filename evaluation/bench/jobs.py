"""Long work against the least that the same work needs: sheets, figures, report, letter."""

import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock

import xlsxwriter
from django.db import connection
from django.db.models import QuerySet
from django.test import RequestFactory, override_settings
from django.utils import timezone

from evaluation import mailing, newsletters
from evaluation.bench import imports
from evaluation.bench.measure import Figure, in_turn
from evaluation.models import Newsletter, NewsletterBlock, Report, Subscriber
from evaluation.operations import figures as indicators
from evaluation.reports import paper, snapshot
from ppde.models import JourneyEvent
from territories.models import Membership, Territory
from territories.scoping import scoped
from tzcld import documents
from tzcld.ui.lists import Column, Table, build_list, export_list
from tzcld.users.models import User

ROWS = 10_000
READERS = 20_000
LETTERS = 5


def figures(size: str) -> Iterator[Figure]:
    hub = Territory.objects.filter(kind="hub").order_by("pk").first()
    yield recompute(hub)
    if size == "metropolis":
        # These do not depend on the size of the database: once is enough.
        yield export()
        yield imports.figure()
        yield report(hub)
        yield letter(hub)


# Fifteen columns of the facts of a territory, as a list declares them.
FACTS = Table(
    name="faits",
    one="fait",
    many="faits",
    order="on",
    columns=[
        Column("number", "Numéro", kind="number", value="person.number"),
        Column("last_name", "Nom", value="person.last_name"),
        Column("first_name", "Prénom", value="person.first_name"),
        Column("birth_year", "Naissance", kind="number", value="person.birth_year"),
        Column("state", "État", value="person.get_state_display"),
        Column("origin", "Orientée par", value="person.get_origin_display"),
        Column("wished_hours", "Temps souhaité", kind="number", value="person.wished_hours"),
        Column("identified_on", "Repérée le", kind="date", value="person.identified_on"),
        Column("met_on", "Rencontrée le", kind="date", value="person.met_on"),
        Column("volunteer_on", "Volontaire le", kind="date", value="person.volunteer_on"),
        Column("outcome_on", "Sortie le", kind="date", value="person.outcome_on"),
        Column("kind", "Fait", value="get_kind_display"),
        Column("on", "Le", kind="date", sort="on"),
        Column("text", "Note"),
        Column("recorded_at", "Enregistré le", kind="datetime"),
    ],
)


def export() -> Figure:
    """The file of a list, from its query to the last byte, against XlsxWriter given the same cells."""
    places = list(Territory.objects.filter(kind="local").order_by("pk")[:3])
    request = RequestFactory().get("/")
    request.user = User.objects.order_by("pk").first()
    with scoped(*(place.pk for place in places)):
        last = JourneyEvent.objects.order_by("pk").values_list("pk", flat=True)[ROWS - 1]
        facts = JourneyEvent.objects.filter(pk__lte=last).select_related("person")
        listing = build_list(request, queryset=facts, table=FACTS, title="Faits")
        cells = [
            [timezone.make_naive(v) if isinstance(v, datetime) else v for v in row]
            for row in listing.sheet_rows()
        ]

        def ours():
            # Closing the response itself would end the request, and its connection.
            export_list(listing, "xlsx", lambda **said: None).file_to_stream.close()

        def floor():
            with tempfile.TemporaryFile() as file:
                options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
                book = xlsxwriter.Workbook(file, options)
                sheet = book.add_worksheet()
                for line, row in enumerate(cells):
                    sheet.write_row(line, 0, row)
                book.close()

        times = in_turn(ours, floor, runs=3)
        tracemalloc.start()
        ours()
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
    label = f"export XLSX d’une liste, {len(cells)} lignes × {len(FACTS.exported)}"
    return Figure(label, *times, 2, f"{peak:.0f} Mo au plus")


# The least SQL that gives the numbers of the persons' breakdowns: one reading of the same rows, the same groupings, the
# deciles of the two delays in each of them (E10).
COUNTS = """
SELECT territory_id, sex, age, duration, origin, district_id, kind, count(*),
    count(*) FILTER (WHERE met_on <= %(last)s), count(*) FILTER (WHERE interviewed_on <= %(last)s),
    count(*) FILTER (WHERE volunteer_on <= %(last)s), count(*) FILTER (WHERE eligible_on <= %(last)s),
    count(*) FILTER (WHERE kind = 'ebe'), count(*) FILTER (WHERE kind <> ''),
    count(*) FILTER (WHERE eligible_on <= %(last)s AND kind = ''),
    count(*) FILTER (WHERE eligible_on <= %(last)s AND kind = '' AND volunteer_on > %(last)s - 365),
    count(*) FILTER (WHERE france_travail = 'no'){deciles}
FROM (
    SELECT *, CASE WHEN outcome_on <= %(last)s THEN outcome_kind ELSE '' END AS kind,
        CASE WHEN birth_year IS NULL THEN 0 WHEN extract(year FROM %(last)s) - birth_year < 26 THEN 1
             WHEN extract(year FROM %(last)s) - birth_year < 50 THEN 2 ELSE 3 END AS age
    FROM ppde_person WHERE territory_id = ANY(%(territories)s) AND identified_on <= %(last)s
) p
GROUP BY GROUPING SETS ((territory_id), (territory_id, sex), (territory_id, age), (territory_id, duration),
    (territory_id, origin), (territory_id, district_id), (territory_id, kind))
"""
DECILES = """,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY first_proposal_on - volunteer_on)
        FILTER (WHERE first_proposal_on <= %(last)s),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY outcome_on - volunteer_on) FILTER (WHERE kind <> '')"""


def recompute(hub: Territory) -> Figure:
    below = list(Territory.objects.filter(hub=hub).values_list("pk", flat=True))
    month = indicators.this_month()

    def aggregate(deciles: str) -> None:
        with scoped(*below), connection.cursor() as cursor:
            values = {"territories": below, "last": timezone.localdate()}
            cursor.execute(COUNTS.format(deciles=deciles), values)
            cursor.fetchall()

    ours = lambda: indicators.close_months(hub.pk, month)  # noqa: E731
    times = in_turn(ours, lambda: aggregate(DECILES), runs=15)
    alone, counts = in_turn(ours, lambda: aggregate(""), runs=15)
    return Figure(
        f"indicateurs du mois, {len(below)} territoires et leur métropole",
        *times,
        5,
        f"(× {alone / counts:.2f} des seuls comptages, sans les délais)",
    )


def report(hub: Territory) -> Figure:
    """Snapshot and PDF of a metropolitan report, against WeasyPrint alone on the same HTML."""
    indicators.backfill(hub.pk, 24)
    asked = Report(
        territory=hub,
        kind="hub_report",
        title="Rapport de mesure",
        month=indicators.this_month(),
        audience="hub",
    )
    asked.requested_by = (
        Membership.objects.filter(territory=hub).select_related("user").first().user
    )
    kept: list[str] = []
    made: list[bytes] = []

    def keep(page: str, **options) -> bytes:
        kept[:] = [page]
        return to_pdf(page, **options)

    to_pdf = documents.html_to_pdf

    def ours():
        with mock.patch.object(documents, "html_to_pdf", keep):
            frozen = snapshot.freeze(asked)
            made[:] = [paper.pdf(paper.draw(frozen, snapshot.fingerprint(frozen)))]

    def floor():
        weasyprint = documents._weasyprint()
        weasyprint.HTML(
            string=kept[0], base_url=documents.BASE_URL, url_fetcher=documents._fetcher(weasyprint)
        ).write_pdf(pdf_variant="pdf/ua-1")

    # Of three, one slow minute of the machine decided: the ratio of single pairs went from 0.85 to 1.36.
    times = in_turn(ours, floor, runs=7)
    pages = made[0].count(b"/Type /Page\n") or made[0].count(b"/Type/Page/")
    return Figure(
        "rapport métropolitain (gel et PDF)", *times, 1.3, f"{pages} pages" if pages else ""
    )


def letter(hub: Territory) -> Figure:
    """20,000 readers, against smtplib sending as many mails made before. By letters in turn, each through one connection: half a
    minute of the one after half a minute of the other told the machine's minutes, from 1.30 to 1.57."""
    ours = floor = 0.0
    addresses = [f"lecteur{n}@demo.example" for n in range(READERS // LETTERS)]
    with _sink() as port, override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        for _ in range(LETTERS):
            sent = _letter(hub, addresses)
            with scoped(hub.pk, named=False):
                mail = mailing.Mail(sent)
            ready = [mail.bytes_for(n, to, f"{n:032d}") for n, to in enumerate(addresses)]
            start = time.perf_counter()
            mailing.deliver(sent.pk)
            ours += (time.perf_counter() - start) * 1000
            start = time.perf_counter()
            with smtplib.SMTP("127.0.0.1", port) as server:
                for to, raw in zip(addresses, ready, strict=True):
                    server.sendmail("lettre@demo.example", to, raw)
            floor += (time.perf_counter() - start) * 1000
            _forget(sent)
    return Figure(
        f"lettre à {READERS} lecteurs", ours, floor, 1.5, f"{READERS / ours * 1000:.0f} par seconde"
    )


def _letter(hub: Territory, addresses: list[str]) -> Newsletter:
    by = Membership.objects.filter(territory=hub).select_related("user").first().user
    with scoped(hub.pk, named=False):
        _readers(hub).delete()  # those of a measure that was stopped
        Subscriber.objects.bulk_create(
            (
                Subscriber(
                    territory=hub,
                    email=email,
                    state="active",
                    confirmed_at=timezone.now(),
                )
                for email in addresses
            ),
            batch_size=2000,
        )
        made = Newsletter.objects.create(
            territory=hub, subject="Mesure", intro="Une lettre de mesure.", created_by=by
        )
        NewsletterBlock.objects.create(
            territory=hub, newsletter=made, position=1, title="Bloc", body="Texte. " * 60
        )
        with mock.patch.object(newsletters, "_start"):
            newsletters.send(made, by=by)
        # With the body that the sending froze.
        made.refresh_from_db()
    return made


def _forget(sent: Newsletter) -> None:
    with scoped(sent.territory_id, named=False):
        Newsletter.objects.filter(pk=sent.pk).delete()
        _readers(sent.territory).delete()


def _readers(hub: Territory) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(territory=hub, email__startswith="lecteur")


@contextmanager
def _sink() -> Iterator[int]:
    """A mail server in its own process, which accepts and forgets."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"127.0.0.1:{port}",
        "-c",
        "aiosmtpd.handlers.Sink",
    ]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()
