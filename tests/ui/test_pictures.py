"""Pictures with axes: drawn once for the same figures, by nobody who cannot, and never in the way of the page."""

import datetime as dt
import os

import pytest
from django.core.cache import cache

from tests.papers import accessible
from tzcld import documents
from tzcld.forgiving import ForgivingCache
from tzcld.ui import charts
from tzcld.ui.charts import pictures, tokens

pytestmark = pytest.mark.usefixtures("vega", "laid_out")
MONTHS = [dt.date(2026, m, 1) for m in range(1, 13)]


def drawing(last=143):
    """A chart made anew, as each request makes its own."""
    return charts.lines(
        [charts.Series("solutions", [101, 104, 107, 110, 115, 119, 122, 124, 125, 130, 137, last])],
        MONTHS,
        caption="Une phrase",
        source="Une source",
    )


@pytest.fixture
def drawn(monkeypatch):
    """The specs given to the library; nothing is kept of other tests."""
    specs = []
    real = pictures.draw

    def draw(spec):
        specs.append(spec)
        return real(spec)

    monkeypatch.setattr(pictures, "draw", draw)
    cache.delete_many([pictures._name(s) for last in (143, 144) for s in drawing(last).specs])
    return specs


def test_a_page_then_another_and_the_paper_draw_once(drawn):
    first = drawing()
    assert first.svg
    assert first.narrow
    assert first.html()
    # One of each width.
    assert len(drawn) == 2
    other = drawing()
    assert other.svg == first.svg
    assert other.narrow == first.narrow
    assert other.print_svg()
    assert len(drawn) == 2


def test_the_paper_is_the_picture_of_the_page(drawn):
    assert drawing().print_svg()
    (spec,) = drawn
    assert spec == drawing().specs[0]
    chart = drawing()
    assert chart.svg
    assert drawn[1:] == [chart.specs[1]]


def test_other_figures_are_another_picture(drawn):
    assert drawing(143).print_svg() != drawing(144).print_svg()
    assert len(drawn) == 2


def test_several_charts_ask_the_store_once(drawn, monkeypatch):
    asked = []
    real = cache.get_many

    def get_many(names, **options):
        asked.append(list(names))
        return real(names, **options)

    monkeypatch.setattr(pictures.cache, "get_many", get_many)
    several = [drawing(143), drawing(144), None, charts.seats(3, 5)]
    charts.together(several)
    assert several[0].svg
    assert several[1].narrow
    assert len(asked) == 1
    assert len(asked[0]) == 4


def test_new_drawing_code_or_colours_leave_nothing_of_the_old(monkeypatch):
    before = pictures.edition()
    pictures.edition.cache_clear()
    monkeypatch.setattr(pictures, "tokens", lambda: {"--d1": "#000"})
    try:
        assert pictures.edition() != before
    finally:
        pictures.edition.cache_clear()


def fails(spec):
    raise ValueError("no such mark")


def test_a_chart_that_cannot_be_drawn_leaves_its_words(drawn, monkeypatch, caplog):
    monkeypatch.setattr(pictures, "draw", fails)
    chart = drawing()
    html = chart.html()
    assert "<svg" not in html
    assert "Une phrase" in html
    assert "<td" in html
    assert "Une source" in html
    assert chart.data_uri == ""
    assert "could not be drawn" in caplog.text
    # Nothing of the failure is kept: the next page tries again.
    monkeypatch.undo()
    assert drawing().svg


def test_without_the_store_a_page_draws_for_itself(drawn, monkeypatch):
    monkeypatch.setattr(ForgivingCache, "_silent_until", float("inf"))
    assert drawing().svg
    assert drawing().svg
    assert len(drawn) == 4


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_the_child_of_a_process_that_drew_refuses_instead_of_waiting_for_ever(drawn):
    assert drawing().svg
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            pictures.draw(drawing().specs[0])
        except pictures.DrawingError:
            os.write(write, b"refused")
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        assert answer.read() == b"refused"
    os.waitpid(child, 0)


def test_paper_has_the_colours_of_the_theme():
    assert tokens.resolved("var(--d1)") == tokens.tokens()["--d1"]
    assert tokens.tokens()["--d1"] in drawing().print_svg()
    with pytest.raises(KeyError):
        tokens.resolved("var(--nothing)")


def test_a_document_that_holds_pictures_is_readable_by_all():
    body = "".join(
        f'<figure><figcaption>{chart.caption}</figcaption><img alt="{chart.alternative}" src="{chart.data_uri}"></figure>'
        for chart in (
            drawing(),
            charts.small(charts.Series("a", [1, None, 3] * 4), MONTHS, context=[[1] * 12]),
            charts.flows(
                [charts.FlowBar("1er trim. 2026", 5, 1, 3, 1, 20)],
                caption="x",
                head=("Période", "Entrées"),
                table=[("1er trim. 2026", "5")],
            ),
        )
    )
    accessible(
        documents.html_to_pdf(
            f'<html lang="fr"><head><title>x</title></head><body><h1>x</h1>{body}</body></html>'
        )
    )
