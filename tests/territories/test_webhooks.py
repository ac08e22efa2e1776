"""Who is told, of what; the pages where it is managed."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from activities.operations import save_activity
from evaluation import newsletters
from evaluation.announcements import report_changed, tell_figures
from evaluation.models import IndicatorValue, Newsletter, Report
from evaluation.reports.operations import restore_report, withdraw_report
from territories.imports import operations as imports
from territories.models import Entry, KeyDate, Webhook, WebhookDelivery
from territories.operations.phases import open_phase
from territories.operations.territory import delete_row, save_row, update_territory
from territories.scoping import scoped
from territories.webhooks import events, operations
from territories.webhooks.models import Kind
from tests.imports.staging import staged
from tests.territories.webhook_kit import EVERYTHING, added, page, told
from tests.world import CANARY
from tzcld import cipher

URL = "https://si.example.org/recu?cle=Z9"
FORM = {"label": "Dépôt", "url": URL, "kinds": ["report.published", "figures.updated"]}


# Who is told ────────────────────────────────────────────────────────────────────────────────────


def test_a_territory_and_its_hub_are_told_of_it_and_nobody_else(world):
    mine, theirs = added(world), added(world, of="hub")
    other = added(world, kinds=["figures.updated"])
    world.see_all()
    neighbour = Webhook.objects.get(territory=world.next)
    Webhook.objects.filter(pk=neighbour.pk).update(state="active", kinds=EVERYTHING)
    assert events.emit(Kind.REPORT_PUBLISHED, world.home, "/x/") == 2
    assert told(mine) == told(theirs) == [("report.published", "/x/")]
    assert told(other) == []
    # One fact, one number.
    assert WebhookDelivery.objects.filter(path="/x/").values("event").distinct().count() == 1
    events.emit(Kind.REPORT_PUBLISHED, world.next, "/y/")
    assert told(mine) == [("report.published", "/x/")]
    assert told(theirs)[-1] == ("report.published", "/y/")


def test_emitting_costs_one_query_when_nobody_asked(world):
    with CaptureQueriesContext(connection) as queries:
        events.emit(Kind.REPORT_PUBLISHED, world.home, "/x/")
    assert len(queries) == 1


def test_what_is_undone_is_told_to_nobody(world, django_capture_on_commit_callbacks, monkeypatch):
    """The row is written with the fact, and the worker asked once it is kept."""
    hook, asked = added(world), []
    monkeypatch.setattr(
        "tzcld.later.current_app.send_task", lambda task, **said: asked.append((task, said["args"]))
    )
    with (
        django_capture_on_commit_callbacks(execute=True) as kept,
        pytest.raises(ValueError, match="undone"),
        transaction.atomic(),
    ):
        assert events.emit(Kind.REPORT_PUBLISHED, world.home, "/x/") == 1
        assert told(hook) == [("report.published", "/x/")]
        raise ValueError("undone")
    assert (kept, asked, told(hook)) == ([], [], [])
    with django_capture_on_commit_callbacks(execute=True):
        events.emit(Kind.REPORT_PUBLISHED, world.home, "/x/")
        assert asked == []
    assert asked == [("territories.tasks.send_webhook", [hook.deliveries.get().pk])]


# Of what ────────────────────────────────────────────────────────────────────────────────────────


def test_the_sheet_and_its_rows(by, world):
    hook, path = added(world), f"/api/v1/territoires/{world.home.slug}/"
    expected = ("territory.updated", path)
    home = world.home
    home.population = 4321
    update_territory(home, fields=["population"], by=by)
    update_territory(home, fields=["population"], by=by)
    assert told(hook) == [expected]
    day = KeyDate(territory=home, on=date(2024, 5, 12), title="Ouverture")
    save_row(day, fields=["on", "title"], by=by)
    day.title = "Ouverture du local"
    save_row(day, fields=["on", "title"], by=by)
    delete_row(day, fields=["title"], by=by)
    assert told(hook) == [expected] * 4
    open_phase(home, kind="renewing", since=timezone.localdate(), act="", by=by)
    assert told(hook) == [expected] * 5
    # A contact is of the sheet for nobody outside.
    save_row(world.rows["home"]["organisation"], fields=["name"], by=by)
    contact = world.rows["home"]["contact"]
    contact.function = "Référente"
    save_row(contact, fields=["function"], by=by)
    assert told(hook) == [expected] * 5


def test_a_report_published_withdrawn_and_restored(by, world):
    hook = added(world)
    report = world.rows["home"]["report"]
    Report.objects.filter(pk=report.pk).update(state="done", audience="fund", agreement="none")
    report.refresh_from_db()
    report_changed(report)
    withdraw_report(report, reason="Erreur", by=by)
    assert told(hook) == []
    restore_report(report, by=by)
    Report.objects.filter(pk=report.pk).update(audience="public")
    report.refresh_from_db()
    report_changed(report)
    withdraw_report(report, reason="Erreur", by=by)
    report.refresh_from_db()
    restore_report(report, by=by)
    path = reverse("evaluation:public_report_html", args=[report.pk])
    assert told(hook) == [
        ("report.published", path),
        ("report.withdrawn", path),
        ("report.published", path),
    ]


def test_a_letter_of_the_archives(by, world):
    hook = added(world)
    letter = world.rows["home"]["newsletter"]
    Newsletter.objects.filter(pk=letter.pk).update(state="sent", started_at=timezone.now())
    newsletters.publish(letter, by=by, public=True)
    newsletters.publish(letter, by=by, public=False)
    path = reverse("evaluation:public_newsletter", args=[world.home.slug, letter.pk])
    assert told(hook) == [("letter.published", path), ("letter.withdrawn", path)]
    # Its archives open with the sheet.
    letter.territory.is_public = False
    letter.territory.save(update_fields=["is_public"])
    newsletters.publish(letter, by=by, public=True)
    assert len(told(hook)) == 2


def test_an_activity(by, world):
    hook = added(world)
    activity = Activity(territory=world.home, name="Bibliothèque d’objets", sector="reuse")
    save_activity(activity, partners=[], by=by)
    path = f"/api/v1/activites/{activity.pk}/"
    save_activity(activity, partners=[], by=by)
    assert told(hook) == [("activity.updated", path)]
    activity.name = "Bibliothèque du parc"
    save_activity(activity, partners=[], by=by)
    assert told(hook) == [("activity.updated", path)] * 2


def test_an_import_of_activities_is_one_message_and_its_undoing_another(by, world):
    hook = added(world)
    batch = staged(world, "activites", "Activité;Domaine", "Friche;couture", "Tri;livraison")
    batch = imports.confirm(batch)
    assert Activity.objects.filter(territory=world.home, name__in=("Friche", "Tri")).count() == 2
    path = f"/api/v1/activites/?territory={world.home.pk}"
    assert told(hook) == [("activity.updated", path)]
    imports.undo(batch, by=by)
    assert told(hook) == [("activity.updated", path)] * 2


def test_figures_that_move_under_the_threshold_are_told_to_nobody(world):
    hook = added(world)
    rows = IndicatorValue.objects.filter(territory=world.home, breakdown="")
    month = timezone.localdate().replace(day=1)

    def write(n: int) -> None:
        rows.filter(code="E5").delete()
        IndicatorValue.objects.create(
            territory=world.home, code="E5", version=1, month=month, value=n,
            computed_at=timezone.now(),
        )  # fmt: skip
        tell_figures(world.hub)

    write(3)
    write(2)
    assert len(told(hook)) == 1
    write(40)
    write(41)
    assert len(told(hook)) == 3


def test_decimals_that_nobody_reads_are_told_to_nobody(world):
    """A share is read to the hundredth, a delay to the day: what moves below is of persons that the masks hide."""
    hook = added(world)
    rows = IndicatorValue.objects.filter(territory=world.home, breakdown="")
    month = timezone.localdate().replace(day=1)

    def write(share: str, days: str) -> int:
        for code, value in (("E5", 200), ("E6", 96), ("E9M", days), ("E7", share)):
            rows.filter(code=code).delete()
            IndicatorValue.objects.create(
                territory=world.home, code=code, version=1, month=month, value=Decimal(value),
                numerator=96, denominator=200, computed_at=timezone.now(),
            )  # fmt: skip
        tell_figures(world.hub)
        return len(told(hook))

    assert write("0.4812", "30.2") == 1
    assert write("0.4788", "30.4") == 1
    assert write("0.4988", "30.4") == 2
    assert write("0.4988", "31") == 3


# The pages ──────────────────────────────────────────────────────────────────────────────────────


def test_a_secret_is_shown_once_and_kept_encrypted(world, sign_in):
    client = sign_in("lead")
    response = client.post(page("webhook_create", world), FORM)
    hook = Webhook.objects.get(label="Dépôt")
    secret = cipher.decrypt(hook.secret)
    assert secret in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert secret not in hook.secret
    again = client.post(page("webhook_create", world), FORM, follow=True).content.decode()
    assert Webhook.objects.filter(label="Dépôt").count() == 1
    assert secret not in again
    assert secret not in client.get(hook.get_absolute_url()).content.decode()
    asking = page("webhook_secret", world, hook.pk)
    shown = {"shown": hook.secret_version}
    assert shown["shown"] in client.get(asking).content.decode()
    replaced = client.post(asking, shown).content.decode()
    # The same page sent again: what signs beside the new one is still what the receiver has.
    assert client.post(asking, shown).status_code == 302
    hook.refresh_from_db()
    assert cipher.decrypt(hook.secret) in replaced
    assert cipher.decrypt(hook.former_secret) == secret
    with scoped(world.home.pk):
        entries = Entry.objects.filter(model="territories.webhook", object_id=hook.pk)
        said = " ".join(f"{e.verb} {e.before} {e.after}" for e in entries)
    assert [verb in said for verb in ("create", "update")] == [True, True]
    # Neither the key nor what may be one in the address.
    assert not [word for word in ("whsec_", "Z9") if word in said]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"url": "http://si.example.org/"}, "https://"),
        ({"url": "https://10.0.0.8/"}, "réseau"),
        ({"url": "https://u:p@si.example.org/"}, "mot de passe"),
        ({"kinds": []}, "Ce qui est annoncé"),
        ({"kinds": ["test"]}, "Ce qui est annoncé"),
    ],
)
def test_a_bad_address_is_refused_under_its_field_and_nothing_typed_is_lost(
    world, sign_in, changed, words
):
    text = sign_in("lead").post(page("webhook_create", world), FORM | changed).content.decode()
    assert words in text
    assert 'value="Dépôt"' in text
    assert not Webhook.objects.filter(label="Dépôt").exists()


def test_it_is_changed_paused_resumed_tried_and_deleted(world, sign_in):
    hook, client = added(world), sign_in("lead")
    there = {"label": "Autre nom", "url": URL, "kinds": ["activity.updated"]}
    assert client.post(page("webhook_edit", world, hook.pk), there).status_code == 302
    hook.refresh_from_db()
    assert (hook.label, hook.kinds) == ("Autre nom", ["activity.updated"])
    client.post(page("webhook_pause", world, hook.pk))
    hook.refresh_from_db()
    assert hook.state == "paused"
    assert "En pause" in client.get(hook.get_absolute_url()).content.decode()
    client.post(page("webhook_resume", world, hook.pk))
    row = client.post(page("webhook_test", world, hook.pk), follow=True).context["row"]
    assert (row.kind, row.state) == ("test", "waiting")
    text = client.get(row.get_absolute_url()).content.decode()
    assert "&quot;type&quot;: &quot;test&quot;" in text
    WebhookDelivery.objects.filter(pk=row.pk).update(state="failed", error="Le serveur répond 500.")
    assert "Le serveur répond 500." in client.get(hook.get_absolute_url()).content.decode()
    client.post(page("webhook_resend", world, row.pk))
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", 0)
    client.post(page("webhook_delete", world, hook.pk))
    assert not Webhook.objects.filter(pk=hook.pk).exists()
    with scoped(world.home.pk):
        verbs = Entry.objects.filter(model="territories.webhook", object_id=hook.pk)
        assert sorted(verbs.values_list("verb", flat=True)) == [
            "create", "delete", "send", "send", "update", "update", "update",
        ]  # fmt: skip


def test_why_it_is_ended_is_said_on_its_page(world, sign_in):
    hook = added(world)
    Webhook.objects.filter(pk=hook.pk).update(
        state="ended", ended_at=timezone.now(), ended_because="7 essais sans succès."
    )
    client = sign_in("lead")
    assert "7 essais sans succès." in client.get(hook.get_absolute_url()).content.decode()
    assert "Arrêté après des échecs" in client.get(page("webhook_list", world)).content.decode()


def test_the_whole_address_is_for_who_manages_it(world, sign_in):
    hook = added(world, url=URL)
    assert "cle=Z9" in sign_in("lead").get(hook.get_absolute_url()).content.decode()
    text = sign_in("dpo").get(hook.get_absolute_url()).content.decode()
    assert "si.example.org" in text
    assert "cle=Z9" not in text
    assert "cle=Z9" not in sign_in("dpo").get(page("webhook_list", world)).content.decode()


def test_a_message_under_way_is_not_sent_again_by_hand(world):
    hook = added(world)
    events.emit(Kind.REPORT_PUBLISHED, world.home, "/x/")
    row = hook.deliveries.get()
    with scoped(world.home.pk), pytest.raises(ValidationError, match="part tout seul"):
        operations.resend(row, by=world.users["lead"])


def test_the_lists_ask_as_much_for_one_row_and_for_many(world, sign_in):
    hook, client = added(world), sign_in("lead")
    asked = []
    for _ in range(2):
        for url in (page("webhook_list", world), f"{hook.get_absolute_url()}?state=waiting"):
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            asked.append(len(queries))
        added(world)
        for n in range(12):
            events.emit(Kind.REPORT_PUBLISHED, world.home, f"/{n}/")
    assert asked[:2] == asked[2:]
    assert max(asked) <= 15


def test_messages_are_filtered_by_state(world, sign_in):
    hook = added(world)
    events.emit(Kind.REPORT_PUBLISHED, world.home, "/x/")
    events.emit(Kind.TERRITORY_UPDATED, world.home, "/y/")
    hook.deliveries.filter(path="/x/").update(state="received", status=204)
    client = sign_in("lead")
    text = client.get(hook.get_absolute_url() + "?state=received").content.decode()
    assert "Reçu (204)." in text
    assert "1 message" in text.replace("\u00a0", " ")


def test_the_neighbours_row_is_nobodys(world, sign_in):
    theirs = Webhook.objects.get(territory=world.next)
    client = sign_in("lead")
    for name in ("webhook_detail", "webhook_edit", "webhook_secret", "webhook_delete"):
        assert client.get(page(name, world, theirs.pk)).status_code == 404
    row = theirs.deliveries.get()
    assert client.get(page("webhook_delivery", world, row.pk)).status_code == 404
    assert client.post(page("webhook_resend", world, row.pk)).status_code == 404
    assert CANARY not in client.get(page("webhook_list", world)).content.decode()
