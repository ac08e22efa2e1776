"""Needs and offers: who publishes, who answers, what meets what, what the files hold."""

import csv
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from territories.exchange import operations
from territories.exchange.matching import matches
from territories.models import Contribution, Entry, ExchangeItem

ITEM = {
    "kind": "need",
    "text": "Une méthode pour animer un réseau",
    "tags": "Reseau ; médiation,  réseau",
    "contribution": "",
}
TOLD = {
    "label": "Pays du Lac",
    "workshop": "Atelier de mars",
    "on": "16/03/2026",
    "steps": "Un diagnostic partagé",
    "short_term": "",
    "medium_term": "",
}


def url(world, name="exchange_list", *args):
    return reverse(f"territories:{name}", args=[world.home.slug, *args])


def make(world, where="home", **values):
    return ExchangeItem.objects.create(
        territory=getattr(world, where),
        author=world.users["lead"],
        **{"kind": "need", "text": "X", **values},
    )


def test_the_team_publishes_a_need_whose_tags_keep_the_boards_spelling(world, sign_in):
    response = sign_in("lead").post(url(world, "exchange_create"), ITEM, follow=True)
    assert "Le besoin est publié." in response.content.decode()
    made = ExchangeItem.objects.get(text=ITEM["text"])
    # « Reseau » and « réseau » are the tag « réseau » of the board.
    assert made.tags == ["réseau", "médiation"]
    assert (made.territory, made.author, made.state) == (world.home, world.users["lead"], "open")
    entry = Entry.objects.get(model="territories.exchangeitem", object_id=made.pk)
    assert (entry.verb, entry.after["kind"]) == ("create", "need")


def test_too_many_tags_are_refused_in_words_and_what_was_typed_is_kept(world, sign_in):
    typed = ITEM | {"tags": ", ".join(f"mot {n}" for n in range(9))}
    page = sign_in("lead").post(url(world, "exchange_create"), typed).content.decode()
    assert "9 étiquettes, c’est trop" in page
    assert "Rien n’est perdu" in page
    assert typed["text"] in page
    assert typed["tags"] in page


@pytest.mark.parametrize("tag", ["x" * 61])
def test_a_tag_that_is_a_sentence_is_refused(world, sign_in, tag):
    page = sign_in("lead").post(url(world, "exchange_create"), ITEM | {"tags": tag})
    assert "dépasse 60 signes" in page.content.decode()


def test_a_contribution_next_door_is_refused_by_the_form_and_by_the_database(world, sign_in):
    other = world.rows["next"]["contribution"]
    page = sign_in("lead").post(url(world, "exchange_create"), ITEM | {"contribution": other.pk})
    assert "plus dans la liste" in page.content.decode()
    with pytest.raises(IntegrityError, match="same_territory"), transaction.atomic():
        make(world, contribution=other)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_a_sisters_item_is_read_at_home_and_not_changed(world, sign_in):
    other = world.rows["next"]["exchangeitem"]
    told = world.rows["next"]["contribution"]
    client = sign_in("lead")
    assert other.text in client.get(url(world)).content.decode()
    assert client.get(url(world, "exchange_detail", other.pk)).status_code == 200
    assert client.get(url(world, "contribution_detail", told.pk)).status_code == 200
    assert client.get(url(world, "exchange_edit", other.pk)).status_code == 404
    assert client.post(url(world, "exchange_edit", other.pk), ITEM).status_code == 404
    assert client.get(url(world, "contribution_edit", told.pk)).status_code == 404


def test_a_sister_answers_an_open_item_once_and_cannot_close_it(world, sign_in):
    other = world.rows["next"]["exchangeitem"]
    client = sign_in("lead")
    answer = {"state": "connected", "answer": "Notre animatrice peut venir."}
    refused = client.post(url(world, "exchange_answer", other.pk), answer | {"state": "solved"})
    assert "n’est pas dans la liste" in refused.content.decode()
    page = client.post(url(world, "exchange_answer", other.pk), answer, follow=True)
    assert "La réponse est enregistrée." in page.content.decode()
    other.refresh_from_db()
    assert (other.state, other.answered_from) == ("connected", world.home)
    # Somebody else answered first: the text stays on the page, the answer is not written over.
    late = client.post(url(world, "exchange_answer", other.pk), answer | {"answer": "Moi aussi"})
    assert "Quelqu’un a répondu entre-temps" in late.content.decode()
    assert "Moi aussi" in late.content.decode()
    other.refresh_from_db()
    assert other.answer == answer["answer"]
    assert client.get(url(world, "exchange_answer", other.pk)).status_code == 403


def test_its_own_territory_solves_it_then_opens_it_again(world, as_team):
    item, by = world.rows["home"]["exchangeitem"], world.users["lead"]
    done = operations.answer_item(item, state="solved", answer="Fait", territory=world.home, by=by)
    assert (done.state, done.answered_by) == ("solved", by)
    again = operations.answer_item(
        item, state="open", answer="Pas tout à fait", territory=world.home, by=by
    )
    assert again.state == "open"
    assert Entry.objects.filter(verb="reply", object_id=item.pk).count() == 2
    with pytest.raises(PermissionDenied):
        operations.answer_item(item, state="solved", answer="", territory=world.next, by=by)
    operations.answer_item(item, state="solved", answer="Fait", territory=world.home, by=by)
    with pytest.raises(ValidationError, match="entre-temps"):
        operations.answer_item(item, state="connected", answer="", territory=world.next, by=by)


def test_suggestions_are_open_opposites_that_share_tags_the_closest_first(world, as_team):
    need = make(world, tags=["clauses", "réseau", "jeunes"])
    close = make(world, "next", kind="offer", text="Proche", tags=["clauses", "jeunes", "réseau"])
    far = make(world, "hub", kind="offer", text="Loin", tags=["jeunes"])
    make(world, kind="offer", text="Fait", tags=["jeunes"], state="solved")
    make(world, kind="need", text="Même nature", tags=["jeunes"])
    make(world, kind="offer", text="Sans rapport", tags=["bois"])
    found = matches(need, ExchangeItem.objects.board_of(world.home))
    theirs = world.rows["next"]["exchangeitem"]
    assert [m.item for m in found] == [close, theirs, far]
    assert found[-1].shared == ["jeunes"]
    assert matches(make(world), ExchangeItem.objects.board_of(world.home)) == []


def test_the_page_says_why_and_speaks_right_at_0_1_and_many(world, sign_in):
    client = sign_in("member")
    item = world.rows["home"]["exchangeitem"]
    page = client.get(url(world, "exchange_detail", item.pk)).content.decode()
    assert "Étiquettes communes" in page
    assert "réseau, clauses" in page
    item.tags = ["clauses"]
    item.save()
    page = client.get(url(world, "exchange_detail", item.pk)).content.decode()
    assert "Étiquette commune" in page
    assert "Répondre" not in page, "un membre du comité lit sans répondre"
    ExchangeItem.objects.all().delete()
    page = client.get(url(world)).content.decode()
    assert "Aucun besoin ou ressource" in page
    make(world)
    assert "1\u00a0besoin ou ressource" in client.get(url(world)).content.decode()
    make(world)
    assert "2\u00a0besoins et ressources" in client.get(url(world)).content.decode()


def test_filters_find_by_kind_state_tag_word_and_territory(world, sign_in):
    client = sign_in("funder")
    ExchangeItem.objects.all().delete()
    make(world, text="Étude", tags=["TPE"])
    make(world, "next", text="Jardin", kind="offer", state="solved", tags=["tpe rurale"])
    for query, found in [
        ("kind=offer", "Jardin"),
        ("state=open", "Étude"),
        ("tag=tpe", "Étude"),
        ("q=etude", "Étude"),
        (f"territory={world.next.pk}", "Jardin"),
    ]:
        page = client.get(f"{url(world)}?{query}").content.decode()
        assert page.count("<strong>1\u00a0besoin ou ressource</strong> sur 2") == 1, query
        assert found in page, query
    assert "Rien ne correspond" in client.get(f"{url(world)}?tag=inconnue").content.decode()


def test_the_workshops_table_leaves_with_its_five_columns(world, sign_in):
    text = sign_in("lead").get(url(world, "contribution_list") + "?format=csv").getvalue()
    header, *rows = csv.reader(text.decode("utf-8-sig").splitlines(), delimiter=";")
    assert header[4:] == [
        "Démarches engagées",
        "Défis à court terme",
        "Défis à moyen terme",
        "J’ai besoin de ressources sur",
        "Je peux être ressource sur",
    ]
    mine = next(row for row in rows if row[0] == "Pays d’essai")
    assert (mine[4], mine[7], mine[8]) == ("Un diagnostic", "Animer un réseau", "")
    assert Entry.objects.filter(verb="export", model="territories.contribution").count() == 1


@pytest.mark.parametrize("file_format", ["csv", "ods", "xlsx"])
def test_the_board_leaves_in_three_formats_for_who_may_take_it(world, sign_in, file_format):
    address = f"{url(world)}?format={file_format}"
    response = sign_in("lead").get(address)
    assert f".{file_format}" in response["Content-Disposition"]
    assert len(response.getvalue()) > 100
    assert "text/html" in sign_in("member").get(address)["Content-Type"]


def test_a_contribution_is_written_once_a_workshop_and_nothing_typed_is_lost(world, sign_in):
    client = sign_in("lead")
    page = client.post(url(world, "contribution_create"), TOLD, follow=True).content.decode()
    assert "La contribution de Pays du Lac est enregistrée." in page
    made = Contribution.objects.get(label="Pays du Lac")
    assert (made.territory, made.on) == (world.home, date(2026, 3, 16))
    again = client.post(url(world, "contribution_create"), TOLD | {"label": "pays du lac"})
    assert "déjà une contribution" in again.content.decode()
    assert "Un diagnostic partagé" in again.content.decode()
    made.refresh_from_db()
    client.post(url(world, "contribution_edit", made.pk), TOLD | {"short_term": "Le recrutement"})
    made.refresh_from_db()
    assert made.short_term == "Le recrutement"
    start = client.get(f"{url(world, 'exchange_create')}?contribution={made.pk}&nature=offer")
    assert start.context["form"].initial["contribution"] == made.pk


@pytest.mark.parametrize("page", ["exchange_list", "contribution_list"])
def test_the_lists_ask_the_same_number_of_queries_for_1_and_6_rows(world, sign_in, page):
    client = sign_in("lead")
    counts = []
    for more in (0, 5):
        for n in range(more):
            told = Contribution.objects.create(
                territory=world.home, label=f"Lieu {n}", author=world.users["lead"]
            )
            make(world, text=f"Besoin {n}", contribution=told, tags=[f"mot {n}"])
        client.get(url(world, page))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(world, page))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_the_page_of_an_item_asks_as_much_whatever_its_suggestions(world, sign_in):
    client = sign_in("lead")
    item = world.rows["home"]["exchangeitem"]
    counts = []
    for more in (0, 6):
        for n in range(more):
            make(world, "next", kind="offer", text=f"Aide {n}", tags=["clauses"])
            make(world, text=f"Autre {n}", contribution=item.contribution)
        client.get(url(world, "exchange_detail", item.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(world, "exchange_detail", item.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_the_accounts_menu_leads_to_the_board(world, sign_in):
    page = sign_in("lead").get(reverse("activities:activity_list", args=[world.home.slug]))
    assert url(world) in page.content.decode()
