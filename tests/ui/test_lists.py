"""One declaration of columns; page and files say the same."""

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from decimal import Decimal

import django_filters
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from territories.models import Membership
from tzcld.ui import french, lists
from tzcld.ui.lists import columns
from tzcld.users.models import User


@dataclass
class Row:
    pk: int
    name: str
    since: dt.date | None
    share: float = 0.5

    def get_name_display(self):
        return self.name.upper()


ROWS = [Row(i, f"Nom {i:03}", dt.date(2026, 1, 1) + dt.timedelta(days=i)) for i in range(1, 61)]
TABLE = lists.Table(
    name="comptes",
    one="personne",
    many="personnes",
    feminine=True,
    order="name",
    columns=[
        lists.Column(
            "name",
            "Nom",
            sort="name",
            link=lambda r: f"/p/{r.pk}?a=1&b=2",
            sub=lists.Column("pk", "Numéro"),
        ),
        lists.Column("upper", "Majuscules", value="get_name_display"),
        lists.Column("since", "Depuis", kind="date", sort="since", definition="Jour de l’entrée."),
        lists.Column("share", "Part", kind="percent"),
        lists.Column(
            "state", "État", kind="state", value=lambda r: ("ok", "check-circle", "Active")
        ),
        lists.Column("secret", "Hors écran", value=lambda r: r.pk, kind="number", screen=False),
        lists.Column(
            "html", "Dessin", value=lambda r: "x", cell=lambda r: "<b>non sûr</b>", export=False
        ),
    ],
)


def ask(query="", rows=ROWS, table=TABLE, export=None, **options):
    request = RequestFactory().get(f"/liste/{query}")
    request.user = AnonymousUser()
    return lists.render_list(
        request, queryset=rows, table=table, title="Comptes", export=export, **options
    )


def page(query="", **options):
    return ask(query, **options).content.decode()


def names(html):
    return re.findall(r">(Nom \d{3})</a>", html)


def content(response):
    body = b"".join(response.streaming_content)
    response.file_to_stream.close()
    return body


def no_journal(**kwargs):
    pass


def no_journal_today(**kwargs):
    raise RuntimeError("le journal ne répond pas")


def test_the_page_shows_fifty_then_the_rest():
    assert names(page()) == [r.name for r in ROWS[:50]]
    assert names(page("?page=2")) == [r.name for r in ROWS[50:]]
    assert names(page("?page=99")) == [r.name for r in ROWS[50:]]
    assert names(page("?page=zero")) == [r.name for r in ROWS[:50]]
    assert len(names(page("?par=20"))) == 20
    assert len(names(page("?par=7"))) == 50
    assert "<strong>60\u00a0personnes</strong>" in page()


def test_sort_is_in_the_address_and_said_to_all():
    html = page("?tri=-since&page=1")
    assert names(html)[0] == "Nom 060"
    assert html.count('aria-sort="descending"') == 1
    assert 'href="?tri=since"' in html
    assert "tri par depuis décroissant" in html
    assert names(page("?tri=nonsense"))[0] == "Nom 001"
    assert names(page("?tri=upper"))[0] == "Nom 001"


def test_blanks_come_last_both_ways():
    rows = [Row(1, "Nom 001", None), *ROWS[1:3]]
    assert names(page("?tri=since", rows=rows))[-1] == "Nom 001"
    assert names(page("?tri=-since", rows=rows))[-1] == "Nom 001"


def test_cells_are_escaped_typed_and_labelled():
    html = page(rows=[Row(1, "<script>x</script>", dt.date(2026, 3, 1))])
    assert "<script>x" not in html
    assert "&lt;b&gt;non sûr" in html
    assert '<a href="/p/1?a=1&amp;b=2">' in html
    assert 'data-l="Part" class="num"><span>50\u00a0%</span>' in html
    assert "1er\u00a0mars\u00a02026" in html
    assert '<span class="state ok nowrap">' in html
    assert "Hors écran" not in html


def test_the_figures_of_a_column_have_the_same_decimals():
    fte = lists.Column("fte", "ETP", kind="number", decimals=2)
    assert [fte.words(value) for value in (6, Decimal("44.4"), None)] == ["6,00", "44,40", ""]
    paid = lists.Column("paid", "CDE", kind="money")
    assert [paid.words(value) for value in (19074, Decimal("20.5"))] == [
        "19\u00a0074,00\u00a0€",
        "20,50\u00a0€",
    ]


def test_an_empty_list_says_the_next_step():
    html = page(
        rows=[],
        context={
            "actions": [{"label": "Inscrire une personne", "url": "/inscrire/", "primary": True}]
        },
    )
    assert "Aucune personne" in html
    assert html.count('href="/inscrire/"') == 2
    assert "<table" not in html
    way = page(rows=[], context={"actions": [{"label": "Ailleurs", "url": "/ailleurs/"}]})
    assert way.count('href="/ailleurs/"') == 1, "une autre page n’est pas la suite"


def test_no_export_without_a_journal():
    assert "format=csv" not in page()
    assert ask("?format=csv")["Content-Type"].startswith("text/html")


def test_the_file_holds_every_row_in_the_order_of_the_screen():
    calls = []
    response = ask("?format=csv&tri=-name&par=20&page=2", export=lambda **kw: calls.append(kw))
    lines = list(csv.reader(io.StringIO(content(response).decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == ["Nom", "Numéro", "Majuscules", "Depuis", "Part", "État", "Hors écran"]
    assert [line[0] for line in lines[1:]] == [r.name for r in reversed(ROWS)]
    assert lines[1][2:] == ["NOM 060", "2026-03-02", "0,5", "Active", "60"]
    assert list(calls[0].pop("rows")) == list(reversed(ROWS))
    told = {"format": "csv", "filters": {}, "typed": set(), "columns": lines[0], "row_count": 60}
    assert calls == [told]
    assert re.search(r'filename="comptes_\d{4}-\d\d-\d\d\.csv"', response["Content-Disposition"])


def test_nothing_leaves_when_the_journal_refuses():
    with pytest.raises(RuntimeError):
        ask("?format=csv", export=no_journal_today)


@pytest.mark.parametrize("fmt", ["xlsx", "ods"])
def test_the_first_sheet_says_where_it_comes_from(fmt):
    @dataclass
    class Place:
        name: str = "Vénissieux – Les Minguettes"
        slug: str = "venissieux"

    response = ask(f"?format={fmt}", export=no_journal, perimeter=Place())
    assert "comptes_venissieux_" in response["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(response)))
    about = dict(book.get_sheet_by_name("À propos").to_python())
    assert about["Contenu"] == "Comptes"
    assert about["Périmètre"] == "Vénissieux – Les Minguettes"
    assert about["Filtres"] == "Aucun"
    assert about["Tri"] == "Nom, croissant"
    assert about["Depuis"] == "Jour de l’entrée."
    rows = book.get_sheet_by_name("Données").to_python()
    assert len(rows) == 61
    assert rows[1][3] in (ROWS[0].since, dt.datetime.combine(ROWS[0].since, dt.time()))


def lines_of(response):
    return list(csv.reader(io.StringIO(content(response).decode("utf-8-sig")), delimiter=";"))


def test_the_file_holds_the_columns_of_the_address_in_the_order_of_the_list():
    calls = []
    query = "?format=csv&tri=-name&colonne=share&colonne=pk&colonne=name"
    lines = lines_of(ask(query, export=lambda **told: calls.append(told)))
    assert lines[0] == ["Nom", "Numéro", "Part"]
    assert lines[1] == ["Nom 060", "60", "0,5"]
    assert len(lines) == 61
    assert calls[0]["columns"] == lines[0]


@pytest.mark.parametrize("fmt", ["xlsx", "ods"])
def test_the_first_sheet_says_which_columns_stayed(fmt):
    def book(query):
        response = ask(f"?format={fmt}{query}", export=no_journal)
        return CalamineWorkbook.from_filelike(io.BytesIO(content(response)))

    chosen = book("&colonne=name&colonne=pk&colonne=state&colonne=secret")
    assert chosen.get_sheet_by_name("Données").to_python()[0] == [
        "Nom",
        "Numéro",
        "État",
        "Hors écran",
    ]
    about = dict(chosen.get_sheet_by_name("À propos").to_python())
    assert about["Colonnes non retenues"] == "Majuscules, Depuis, Part"
    assert "Depuis" not in about, "la définition d’une colonne part avec elle"
    everything = dict(book("").get_sheet_by_name("À propos").to_python())
    assert not any(label.startswith("Colonne") for label in everything)


@pytest.mark.parametrize("asked", ["html", "inconnue", "<b>"])
@pytest.mark.parametrize("way", ["", "&export=choix"])
def test_a_column_that_the_reader_has_not_is_refused_in_words(asked, way):
    calls = []
    query = f"?format=csv&colonne=name&colonne={asked}{way}"
    response = ask(query, export=lambda **told: calls.append(told))
    assert response["Content-Type"].startswith("text/html")
    assert "n’est pas dans cette liste, ou ne vous est pas ouverte" in response.content.decode()
    assert "<b>" not in response.content.decode()
    assert not calls


def boxes(html):
    """[(key, whether it is ticked)]"""
    tags = re.findall(r'<input[^>]*name="colonne"[^>]*>', html)
    return [(re.search(r'value="([^"]*)"', tag)[1], "checked" in tag) for tag in tags]


def test_the_page_offers_the_columns_of_the_file_all_ticked():
    html = page("?export=choix&tri=-name&page=2", export=no_journal)
    keys = ["name", "pk", "upper", "since", "share", "state", "secret"]
    assert boxes(html) == [(key, True) for key in keys]
    assert "Exporter ces 60\u00a0personnes" in html
    assert "Aucun filtre\u00a0: toute la liste. Tri\u00a0: nom, décroissant." in html
    assert '<input type="hidden" name="tri" value="-name">' in html
    assert 'name="page"' not in html
    assert "Retenir" not in html, "personne n’est connecté"
    assert "cette ligne" in page("?export=choix", export=no_journal, rows=ROWS[:1])
    assert "sans ligne" in page("?export=choix", export=no_journal, rows=[])


def test_nothing_ticked_is_said_at_the_field():
    html = page("?export=choix&format=ods", export=no_journal)
    assert "Cochez au moins une colonne" in html
    assert 'value="ods"' in html
    assert not any(ticked for _, ticked in boxes(html))


def test_nothing_is_chosen_where_nothing_leaves():
    assert "Choisir les colonnes" in page(export=no_journal)
    assert "colonnes" not in page()
    for query in ("?export=choix", "?format=csv&colonne=name"):
        assert names(page(query)) == [r.name for r in ROWS[:50]]


def test_a_table_refuses_to_be_declared_wrong():
    with pytest.raises(ImproperlyConfigured):
        lists.Column("x", "X", kind="colour")
    with pytest.raises(ImproperlyConfigured):
        lists.Column("tri", "Tri")
    with pytest.raises(ImproperlyConfigured):
        lists.Table("t", "a", "b", [lists.Column("x", "X"), lists.Column("x", "Y")])
    with pytest.raises(ImproperlyConfigured):
        lists.Table("t", "a", "b", [lists.Column("x", "X")], order="y")


# With real rows: what SQL does.

USERS = lists.Table(
    name="comptes",
    one="compte",
    many="comptes",
    order="last_name",
    columns=[
        lists.Column(
            "last_name", "Nom", sort=("last_name", "first_name"), link=lambda u: f"/{u.pk}"
        ),
        lists.Column("first_name", "Prénom", sort="first_name"),
        lists.Column("created_at", "Depuis", kind="datetime", sort="created_at"),
    ],
)


class Filters(lists.FilterSet):
    q = django_filters.CharFilter(label="Nom", field_name="last_name", lookup_expr="icontains")
    first_name = django_filters.MultipleChoiceFilter(
        label="Prénom", choices=[("Ana", "Ana"), ("Bob", "Bob")]
    )
    since = lists.PeriodFilter(label="Ouvert", field_name="created_at")
    is_active = django_filters.BooleanFilter(label="Ouvert maintenant")


@pytest.fixture
def accounts(db):
    User.objects.bulk_create(
        User(
            email=f"u{i}@exemple.fr",
            last_name=f"Zz{i:03}",
            first_name=("Ana", "Bob", "Cléo")[i % 3],
        )
        for i in range(120)
    )
    return User.objects.filter(last_name__startswith="Zz")


def users(query, rows, **options):
    return page(query, rows=rows, table=USERS, filterset_class=Filters, **options)


@pytest.mark.parametrize(
    ("query", "most"), [("", 2), ("?q=zz00", 3), ("?tri=-created_at&page=3", 2)]
)
def test_queries_do_not_grow(accounts, query, most):
    with CaptureQueriesContext(
        connection,
    ) as found:
        users(query, accounts)
    assert len(found) <= most


def test_accents_do_not_send_a_name_to_the_end(db):
    User.objects.bulk_create(
        User(email=f"u{i}@exemple.fr", last_name=name)
        for i, name in enumerate(("Zzdrien", "Zzéa", "zzfa", "Zzz"))
    )
    html = users("", User.objects.filter(last_name__istartswith="Zz"))
    assert re.findall(r">(Zz[^<]+|zz[^<]+)</a>", html) == ["Zzdrien", "Zzéa", "zzfa", "Zzz"]


def test_filters_show_as_chips_that_can_be_removed(accounts):
    html = users("?q=zz0&first_name=Ana&first_name=Bob&is_active=true&tri=-last_name", accounts)
    assert "<strong>67\u00a0comptes</strong> sur 120" in html
    chips = re.findall(r'<ul class="chips".*?</ul>', html, re.S)[0]
    assert chips.count("retirer ce filtre") == 4
    assert (
        'href="?q=zz0&amp;tri=-last_name&amp;first_name=Bob&amp;is_active=true"' in chips
        or "first_name=Bob" in chips
    )
    assert 'name="tri" value="-last_name"' in html


class OneOf(lists.FilterSet):
    """What each list has of filters with a fixed set of answers, named by the room or left without a name."""

    first_name = django_filters.ChoiceFilter(
        label="Prénom", choices=[("Ana", "ana"), ("Bob", "bob")]
    )
    last_name = django_filters.ChoiceFilter(
        label="Nom", empty_label="Tous", choices=lambda: [("Zz001", "Zz001")]
    )


def test_a_filter_offers_no_answer_twice(accounts):
    for _ in range(2):  # made once, then kept
        html = page(rows=accounts, table=USERS, filterset_class=OneOf)
        offered = re.findall(r"<option[^>]*>([^<]+)</option>", html)
        assert offered == ["Indifférent", "Ana", "Bob", "Tous", "Zz001"]


def test_a_filter_that_is_not_understood_is_said_and_not_applied(accounts):
    html = users("?since_after=hier", accounts)
    assert 'class="chips"' not in html
    assert "Cette date n’existe pas" in html
    assert 'value="hier"' in html
    assert "120\u00a0comptes" in html


class ManyFilters(Filters):
    last = django_filters.CharFilter(label="Nom exact", field_name="last_name")
    email = django_filters.CharFilter(label="Adresse")


def test_beyond_five_a_narrow_screen_shows_the_first_filter_and_a_word(accounts):
    def fold(query, filters=ManyFilters):
        html = page(query, rows=accounts, table=USERS, filterset_class=filters)
        form = html[html.index('class="filters') : html.index("</form>")]
        return re.search(r'(.*)<details class="more"( open)?>(.*)</details>', form, re.S), form

    found, form = fold("?first_name=Ana")
    before, is_open, folded = found.groups()
    assert ('name="q"' in before, form.count('name="q"'), bool(is_open)) == (True, 1, False)
    for name in ("first_name", "since_after", "is_active", "last", "email"):
        assert f'name="{name}"' in folded
    # What was not understood is in sight.
    assert fold("?since_after=hier")[0][2]
    assert fold("", Filters)[0] is None


def test_a_period_holds_its_last_day(accounts):
    today = french.numeric_date(timezone.localdate())
    html = users(f"?since_after={today}&since_before={today}", accounts)
    assert "<strong>120\u00a0comptes</strong> sur 120" in html
    assert f"Ouvert\u00a0: le {french.date(timezone.localdate())}" in html
    assert "Aucun compte" in users("?since_before=01/01/2020", accounts)
    assert "jusqu’au 1er\u00a0janvier\u00a02020" in users("?since_before=01/01/2020", accounts)


def test_no_result_offers_to_clear(accounts):
    html = users("?q=introuvable", accounts)
    assert "Aucun compte" in html
    assert "Tout effacer" in html


def test_the_file_is_filtered_like_the_page(accounts):
    response = ask(
        "?q=zz00&format=csv", rows=accounts, table=USERS, filterset_class=Filters, export=no_journal
    )
    assert len(content(response).decode().splitlines()) == 11


@pytest.mark.parametrize("way", ["format=csv", "export=choix"])
def test_no_file_is_made_while_a_filter_means_nothing(accounts, way):
    """It would hold the rows that the filter was to leave out."""
    html = page(
        f"?since_after=hier&{way}",
        rows=accounts,
        table=USERS,
        filterset_class=Filters,
        export=no_journal_today,
    )
    assert "<strong>120\u00a0comptes</strong>" in html
    assert "Cette date n’existe pas" in html


def test_the_choice_of_columns_keeps_the_filters(accounts):
    options = {
        "rows": accounts,
        "table": USERS,
        "filterset_class": Filters,
        "export": no_journal,
    }
    html = page("?q=zz00&first_name=Ana&first_name=Bob&export=choix", **options)
    for name, value in (("q", "zz00"), ("first_name", "Ana"), ("first_name", "Bob")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    told = "Filtres appliqués\u00a0: Nom\u00a0: «\u00a0zz00\u00a0»\u00a0; Prénom\u00a0: Ana\u00a0; Prénom\u00a0: Bob."
    assert told in html
    assert "Exporter ces 7\u00a0comptes" in html
    lines = lines_of(ask("?q=zz00&first_name=Bob&format=csv&colonne=first_name", **options))
    assert lines == [["Prénom"], *[["Bob"]] * 3]


@pytest.mark.parametrize("chosen", ["", "&colonne=first_name"])
def test_a_file_asks_no_more_with_fewer_columns(accounts, chosen):
    with CaptureQueriesContext(connection) as found:
        lines_of(ask(f"?format=csv{chosen}", rows=accounts, table=USERS, export=no_journal))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("user.first_name", "Ada"),
        ("user.get_full_name", "Ada B"),
        ("user.boss.first_name", None),
        ("get_state_display", "ouvert"),
        ("kind.get_kind_display", "le sien"),
    ],
)
def test_a_path_reads_parents_methods_and_the_words_of_choices(path, expected):
    class Own:
        def get_kind_display(self):
            return "le sien"

    class Row:
        user = User(first_name="Ada", last_name="B")
        kind = Own()

        def get_state_display(self):
            return "ouvert"

    Row.user.boss = None
    assert lists.Column("x", "X", value=path).get(Row()) == expected
    as_dict = {"user": Row.user, "kind": Row.kind, "get_state_display": Row().get_state_display}
    assert lists.Column("x", "X", value=path).get(as_dict) == expected


def test_the_words_of_a_models_choices_are_those_of_django():
    column = lists.Column("x", "X", value="get_role_display")
    for role in (*Membership.role.field.choices, ("unknown", ""), ("", "")):
        row = Membership(role=role[0])
        assert column.get(row) == row.get_role_display()


@pytest.mark.parametrize(
    ("value", "straight"),
    [("user.email", True), ("user.get_full_name", False), ("organisation.name", False)],
)
def test_a_path_is_read_at_once_only_where_nothing_may_be_missing(world, value, straight):
    """A parent that may be missing reads as nothing; a method is called."""
    membership = Membership.objects.filter(user=world.users["lead"]).get()
    column = lists.Column("x", "X", value=value)
    name, last = value.split(".")
    parent = getattr(membership, name)
    told = getattr(parent, last) if parent else None
    assert column.get(membership) == (told() if callable(told) else told)
    assert bool(columns._straight(Membership, [name, last])) is straight
    assert column.get({name: {last: "d’un dictionnaire"}}) == "d’un dictionnaire"
