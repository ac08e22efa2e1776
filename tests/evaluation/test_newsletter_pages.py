"""The letter's pages: writing, reading before sending, sending, following, archive."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation import composing, mailing, newsletters
from evaluation.models import IndicatorValue, Newsletter, NewsletterBlock, Report
from evaluation.tasks import send_newsletter
from territories.models import Entry, Territory
from territories.scoping import scoped
from tests.evaluation.newsletter_kit import smtp, subscribe, write
from tests.world import CANARY


def url(name, *args):
    return reverse(f"evaluation:{name}", args=["venissieux", *args])


def page(client, *args):
    return client.get(url(*args)).content.decode()


@pytest.fixture
def letter(world):
    with scoped(world.home.pk, user=world.users["lead"].pk):
        return write(world)


@pytest.fixture
def sent(world, letter, settings):
    """A letter that two readers have received."""
    with scoped(world.home.pk, user=world.users["lead"].pk), smtp(settings):
        subscribe(world, 2)
        newsletters.send(letter, by=world.users["lead"])
        send_newsletter(letter.pk)
    letter.refresh_from_db()
    return letter


def test_a_letter_is_written_on_its_pages(sign_in, world):
    client = sign_in("lead")
    refused = client.post(
        url("newsletter_create"), {"subject": "", "intro": "Gardé", "audience": "public"}
    )
    assert "Gardé" in refused.content.decode()
    client.post(
        url("newsletter_create"),
        {"subject": "Une\r\nBcc: autre@exemple.fr", "intro": "", "audience": "public"},
    )
    letter = Newsletter.objects.get(subject__startswith="Une")
    assert letter.subject == "Une Bcc: autre@exemple.fr"
    client.post(url("newsletter_edit", letter.pk), {"subject": "Novembre", "audience": "partners"})
    add = url("newsletter_block_create", letter.pk)
    assert "Écrivez un titre ou un texte" in client.post(add, {"kind": "text"}).content.decode()
    for title in ("Premier", "Second"):
        client.post(add, {"kind": "news", "title": title, "body": "Du texte"})
    second = NewsletterBlock.objects.get(title="Second")
    client.post(url("newsletter_block_change", second.pk), {"act": "up"})
    assert list(letter.blocks.values_list("title", flat=True)) == ["Second", "Premier"]
    client.post(
        url("newsletter_block_edit", second.pk), {"kind": "event", "title": "Portes ouvertes"}
    )
    found = page(client, "newsletter_detail", letter.pk)
    assert found.index("1. Portes ouvertes") < found.index("2. Premier")
    client.post(url("newsletter_block_change", second.pk), {"act": "remove"})
    assert letter.blocks.get().position == 1
    client.post(url("newsletter_delete", letter.pk))
    assert not Newsletter.objects.filter(pk=letter.pk).exists()
    with scoped(world.home.pk):
        assert Entry.objects.filter(model="evaluation.newsletter", verb="delete").exists()


def test_light_markdown_lets_nothing_else_through():
    html = composing.light(
        "**a** *b* [c](https://x.fr) [d](javascript:alert(1)) <script>alert(1)</script>"
        '<img src=x onerror=alert(1)> <p style="x">e</p>\n\n- f'
    )
    assert "<strong>a</strong>" in html
    assert 'href="https://x.fr"' in html
    assert "<li>f</li>" in html
    assert not any(bad in html for bad in ("javascript", "script", "onerror", "<img", "style"))
    assert composing.plain("**a** [c](https://x.fr)\r\nfin") == "a c (https://x.fr)\nfin"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScript:alert(1)",
        "java&#115;cript:alert(1)",
        "data:text/html,x",
        "www.exemple.fr",
        "/lettre/1/",
        "",
    ],
)
def test_a_link_that_no_mail_opens_is_refused_with_its_words(sign_in, world, letter, link):
    client = sign_in("lead")
    add = url("newsletter_block_create", letter.pk)
    body = f"Un texte **gardé** et [ce lien]({link})."
    refused = client.post(add, {"kind": "text", "body": body}).content.decode()
    assert "ne s’ouvre pas depuis un courriel" in refused
    assert "mailto:" in refused
    assert "**gardé**" in refused
    intro = {"subject": "Essai", "intro": body, "audience": "public"}
    assert "ne s’ouvre pas" in client.post(url("newsletter_create"), intro).content.decode()
    edit = url("newsletter_edit", letter.pk)
    assert "ne s’ouvre pas" in client.post(edit, intro).content.decode()
    with scoped(world.home.pk, user=world.users["lead"].pk):
        assert not letter.blocks.filter(body__contains="gardé").exists()
        # Written before this was asked: told before it leaves.
        old = letter.blocks.first()
        NewsletterBlock.objects.filter(pk=old.pk).update(body=body)
        with pytest.raises(ValidationError, match="ne s’ouvre pas"):
            newsletters.send(letter, by=world.users["lead"])


@pytest.mark.parametrize(
    "link",
    ["https://exemple.fr/a?b=c", "http://exemple.fr", "mailto:a@exemple.fr", "tel:+33472000000"],
)
def test_a_link_that_a_mail_opens_is_kept(sign_in, letter, link):
    body = f"[ce lien]({link}) et un horaire : 14:30, (voir plus bas)."
    sent = sign_in("lead").post(
        url("newsletter_block_create", letter.pk), {"kind": "text", "body": body}
    )
    assert sent.status_code == 302
    assert f'href="{link}"' in composing.light(body)


def test_figures_are_those_the_public_may_read(world):
    """A stored 2 is « moins de 5 » in the letter, whatever the team itself may read."""
    month = date(2026, 11, 1)
    with scoped(world.home.pk, user=world.users["lead"].pk):
        letter = write(world)
        newsletters.block_add(letter, by=world.users["lead"], kind="figures")
        IndicatorValue.objects.filter(territory=world.home).delete()
        for code, value in (("E5", 40), ("E6", 2), ("E9", 38)):
            IndicatorValue.objects.create(
                territory=world.home, code=code, version=1, month=month, value=value
            )
        html, text = composing.build(letter)
    assert "novembre\u00a02026" in text
    assert "moins de 5" in text
    assert "moins de 5" in html
    assert "Sorties de la privation d’emploi\u00a0: 2\n" not in text


def test_only_a_published_report_is_cited(world, sign_in):
    by = world.users["lead"]
    report = world.rows["home"]["report"]
    with scoped(world.home.pk, user=by.pk):
        letter = write(world)
        with pytest.raises(ValidationError, match="publié"):
            newsletters.block_add(letter, by=by, kind="report", report=report)
        Report.objects.filter(pk=report.pk).update(audience="public", state="done")
        report.refresh_from_db()
        newsletters.block_add(letter, by=by, kind="report", report=report)
        _, text = composing.build(letter)
        assert reverse("evaluation:public_report_html", args=[report.pk]) in text
        subscribe(world, 1)
        Report.objects.filter(pk=report.pk).update(audience="internal")
        with pytest.raises(ValidationError, match="publié"):
            newsletters.send(letter, by=by)
    client = sign_in("lead")
    refused = client.post(
        url("newsletter_block_create", letter.pk), {"kind": "report", "title": "x"}
    )
    assert "Choisissez le rapport" in refused.content.decode()
    stranger = client.post(
        url("newsletter_block_create", letter.pk),
        {"kind": "report", "report": world.rows["next"]["report"].pk},
    )
    assert "n’est plus dans la liste" in stranger.content.decode()


def test_the_preview_frames_the_mail_without_loosening_the_page(sign_in, world, letter):
    client = sign_in("lead")
    answer = client.get(url("newsletter_preview", letter.pk))
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    found = answer.content.decode()
    assert f'src="{url("newsletter_body", letter.pk)}"' in found
    assert "Un texte." in found
    body = client.get(url("newsletter_body", letter.pk))
    policy = body["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "sandbox" in policy
    assert body["X-Frame-Options"] == "SAMEORIGIN"
    assert "<strong>texte</strong>" in body.content.decode()
    assert composing.JETON not in body.content.decode()


def test_the_confirm_page_says_how_many_readers(sign_in, world, letter):
    with scoped(world.home.pk):
        subscribe(world, 3)
    client = sign_in("lead")
    assert "à 3\u00a0lecteurs" in page(client, "newsletter_send", letter.pk)
    letter.refresh_from_db()
    assert letter.state == "draft"
    client.post(url("newsletter_send", letter.pk))
    letter.refresh_from_db()
    assert letter.state == "sending"
    found = page(client, "newsletter_detail", letter.pk)
    assert "0 lecteurs sur 3" in found
    assert f'hx-get="{url("newsletter_progress", letter.pk)}"' in found
    part = client.get(url("newsletter_progress", letter.pk))
    assert part.status_code == 200
    assert "<html" not in part.content.decode()


def test_a_sending_over_brings_the_whole_page_back(sign_in, sent):
    client = sign_in("lead")
    part = client.get(url("newsletter_progress", sent.pk))
    assert (part.status_code, part["HX-Refresh"]) == (286, "true")
    found = page(client, "newsletter_detail", sent.pk)
    assert "Envoyée" in found
    assert "Lettres envoyées" in found
    assert "En doute" not in found


def test_a_failure_is_told_in_words_with_a_way_out(sign_in, world, sent):
    with scoped(world.home.pk):
        Newsletter.objects.filter(pk=sent.pk).update(state="failed", error="Le serveur dort.")
        sent.deliveries.filter(pk=sent.deliveries.first().pk).update(
            state="skipped", error=mailing.IN_DOUBT
        )
    client = sign_in("lead")
    found = page(client, "newsletter_detail", sent.pk)
    assert "Le serveur dort." in found
    assert "1\u00a0lecteur n’a peut-être pas reçu la lettre" in found
    assert "Voir l’adresse" in found
    assert "la lettre ne lui est pas renvoyée" in found
    assert found.count("@exemple.fr") == 1
    assert "Reprendre l’envoi" in found
    client.post(url("newsletter_resume", sent.pk))
    sent.refresh_from_db()
    assert sent.state == "sending"


def test_the_archive_shows_only_letters_marked_public(sign_in, client, world, sent):
    archive = reverse("evaluation:public_newsletter_list", args=["venissieux"])
    one = reverse("evaluation:public_newsletter", args=["venissieux", sent.pk])
    assert "Des nouvelles" not in client.get(archive).content.decode()
    assert client.get(one).status_code == 404
    sign_in("lead").post(url("newsletter_publish", sent.pk), {"public": "1"})
    client.logout()
    assert "Des nouvelles" in client.get(archive).content.decode()
    assert client.get(one).status_code == 200
    body = client.get(reverse("evaluation:public_newsletter_body", args=["venissieux", sent.pk]))
    text = body.content.decode()
    assert "desinscription" not in text
    assert reverse("evaluation:subscriber_ask", args=["venissieux"]) in text
    sign_in("lead").post(url("newsletter_publish", sent.pk), {"public": "0"})
    client.logout()
    assert client.get(one).status_code == 404
    hidden = reverse("evaluation:public_newsletter_list", args=[world.next.slug])
    assert client.get(hidden).status_code == 404


def test_the_archives_are_not_promised_where_the_territory_has_no_public_page(sign_in, world, sent):
    Territory.objects.filter(pk=world.home.pk).update(is_public=False)
    client = sign_in("lead")
    archive = reverse("evaluation:public_newsletter_list", args=["venissieux"])
    said = client.post(url("newsletter_publish", sent.pk), {"public": "1"}, follow=True)
    text = said.content.decode()
    assert "La lettre sera dans les archives dès que la fiche du territoire sera publique." in text
    assert archive not in text
    Territory.objects.filter(pk=world.home.pk).update(is_public=True)
    assert archive in sign_in("lead").get(sent.get_absolute_url()).content.decode()


def test_nothing_of_the_neighbour_is_sent_from_home(sign_in, world, letter):
    assert CANARY not in page(sign_in("lead"), "newsletter_send", letter.pk)


@pytest.mark.parametrize("name", ["newsletter_list", "subscriber_list"])
def test_queries_do_not_grow_with_the_rows(sign_in, world, name):
    client = sign_in("lead")
    client.get(url(name))

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url(name)).status_code == 200
        return [q["sql"] for q in found if "SAVEPOINT" not in q["sql"]]

    one = queries()
    with scoped(world.home.pk, user=world.users["lead"].pk):
        for n in range(5):
            write(world, subject=f"Lettre {n}")
        subscribe(world, 5)
    assert len(queries()) == len(one) <= 15


def test_the_progress_of_a_sending_is_one_query(world, sent):
    with scoped(world.home.pk), CaptureQueriesContext(connection) as found:
        progress = newsletters.Progress(sent)
    assert len([q for q in found if "evaluation_delivery" in q["sql"]]) == 1
    assert (progress.total, progress.done, progress.sent) == (2, 2, 2)


def test_the_list_is_exported_and_journaled(sign_in, world, letter):
    answer = sign_in("lead").get(url("newsletter_list") + "?format=csv&q=nouvelles")
    assert "Des nouvelles" in b"".join(answer.streaming_content).decode("utf-8-sig")
    with scoped(world.home.pk):
        assert Entry.objects.get(verb="export", model="evaluation.newsletter").after["rows"] == 1
