"""The main job, told once: a volunteer, a decision, a hire, the figures, the report, the letter."""

import re
import time
from datetime import date, timedelta

import page as conformance
import pytest

HOME = "/t/villeurbanne-les-brosses"
HUB = "/t/metropole-de-lyon"
TODAY = date.today()  # noqa: DTZ011 (the machine's own day, as a person would type it)
pytestmark = pytest.mark.e2e


def day(when: date) -> str:
    return f"{when:%d/%m/%Y}"


def fill(page, **values) -> None:
    """Fill a form by the names of its fields: text, select, radio or checkbox."""
    for name, value in values.items():
        first = page.locator(f"[name='{name}']").first
        kind = first.get_attribute("type")
        if kind == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            first.set_checked(value)
        elif first.evaluate("e => e.tagName") == "SELECT":
            first.select_option(value)
        else:
            first.fill(str(value))


def press(page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()
    page.wait_for_load_state()
    refused = page.locator(".summary")
    assert refused.count() == 0, refused.inner_text()


def in_row(page, text: str, link: str):
    return (
        page.locator("main tbody tr", has_text=text)
        .get_by_role("link", name=re.compile(link))
        .first
    )


def figures(page) -> dict[str, float]:
    rows = page.request.get("/api/v1/indicateurs/villeurbanne-les-brosses/").json()
    return {row["code"]: float(row["value"]) for row in rows if row["value"] is not None}


def wait_until(check, seconds: int = 60, *, every: float = 0.5):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := check():
            return found
        time.sleep(every)
    raise AssertionError("rien n’est venu à temps")


def test_from_a_volunteer_to_the_letter(stack, chromium, as_account):
    lead = as_account("cheffe")
    before = figures(lead)

    # The référente records a volunteer and prepares the eligibility review.
    referent = as_account("referente")
    referent.goto(f"{HOME}/personnes/inscrire/")
    fill(
        referent, first_name="Mirela", last_name="Dobrescu-Essai", birth_year="1986", origin="ccas", wished_hours="28",
        identified_on=day(TODAY - timedelta(days=60)), volunteer_on=day(TODAY - timedelta(days=40)), notice_given=True,
    )  # fmt: skip
    press(referent, "Inscrire la personne")
    assert "Dobrescu-Essai" in referent.locator("h1").inner_text()
    person_url = re.match(r".*/personnes/\d+/", referent.url).group()
    reference = re.search(r"M-\d+", referent.content()).group()
    referent.goto(f"{person_url}eligibilite/")
    fill(
        referent, without_job_since="01/01/2022", resident_since="01/09/2019", positive_acts=True,
        evidence="statement", evidence_seen_on=day(TODAY - timedelta(days=40)),
    )  # fmt: skip
    press(referent, "Préparer l’examen")

    # The cheffe de projet holds the committee's meeting; the committee decides, by consensus, on a number.
    lead.goto(f"{HOME}/comite/seances/nouvelle/")
    fill(
        lead,
        on=day(TODAY - timedelta(days=1)),
        starts="14:00",
        ends="16:00",
        place="Maison des projets",
        title="Éligibilités",
    )
    lead.locator("[name='committee']").select_option(label="Comité local pour l’emploi")
    press(lead, "Préparer la séance")
    meeting_url = re.match(r".*/seances/\d+/", lead.url).group()
    lead.goto(f"{meeting_url}tenue/")
    press(lead, "Déclarer la séance tenue")
    lead.goto(f"{meeting_url}presences/?tous=present")
    press(lead, "Enregistrer les présences")
    lead.goto(f"{meeting_url}decisions/nouvelle/")
    fill(
        lead,
        kind="eligibility",
        wording=f"Éligibilité de {reference}.",
        mode="consensus",
        outcome="adopted",
    )
    press(lead, "Enregistrer la décision")
    number = re.search(r"décision (\d{4}-\d+) est enregistrée", lead.content()).group(1)
    lead.goto(f"{HOME}/personnes/examens/?q={reference}")
    lead.get_by_role("link", name=reference, exact=True).click()
    fill(lead, outcome="eligible")
    choice = lead.locator("[name='decision'] option", has_text=number).get_attribute("value")
    fill(lead, decision=choice)
    press(lead, "Enregistrer la décision")
    lead.goto(f"{HOME}/personnes/liste-de-mobilisation/?q={reference}")
    assert "Dobrescu-Essai" in lead.content()

    # The CLE member reads numbers, never the name.
    member = as_account("membre")
    for path in (f"{HOME}/", f"{HOME}/comite/decisions/", f"{HOME}/entreprises/"):
        member.goto(path)
        assert "Dobrescu" not in member.content()
    assert member.goto(person_url).status == 403

    # A post is proposed out of order, with its reason; the EBE's director answers and hires.
    pk = re.search(r"/personnes/(\d+)/", person_url).group(1)
    lead.goto(f"{HOME}/entreprises/postes/nouveau/")
    fill(lead, title="Tri et valorisation", positions="1", hours_min="24", hours_max="35")
    lead.locator("[name='enterprise']").select_option(label="Bross’Up")
    press(lead, "Publier un poste")
    assert "vient en premier" in lead.content()
    lead.goto(f"{lead.url}proposer/?personne={pk}")
    fill(lead, weekly_hours="28", proposed_on=day(TODAY))
    fill(lead, order_reason="")
    lead.get_by_role("button", name="Enregistrer la proposition", exact=True).click()
    lead.locator(".summary").wait_for()
    fill(lead, order_reason="Les personnes qui précèdent ont été consultées et gardent leur rang.")
    press(lead, "Enregistrer la proposition")
    director = as_account("ebe")
    director.goto(f"{HOME}/entreprises/propositions/")
    in_row(director, "Dobrescu-Essai", "Noter la réponse").click()
    fill(director, reply="accepted", on=day(TODAY))
    press(director, "Enregistrer la réponse")
    if "embaucher" not in director.url:
        director.goto(f"{HOME}/entreprises/propositions/")
        in_row(director, "Dobrescu-Essai", "Embaucher").click()
    fill(director, starts_on=day(TODAY))
    press(director, "Enregistrer le contrat")
    assert "Dobrescu-Essai" in director.content()

    # The figures move, by the worker.
    after = wait_until(lambda: (f := figures(lead)) and f["E6"] == before["E6"] + 1 and f)
    assert after["E5"] == before["E5"] + 1
    assert after["EFF"] == before["EFF"] + 1

    # The hub asks for its report; the worker builds it; the PDF is valid and says what the page says.
    hub = as_account("metropole")
    hub.goto(f"{HUB}/rapports/nouveau/")
    fill(hub, kind="hub_report", month=f"{TODAY:%m/%Y}", audience="hub")
    hub.locator("main form button[type=submit]").first.click()
    hub.wait_for_load_state()
    link = wait_until(
        lambda: (
            hub.reload() and hub.locator("main a[href$='/pdf/']").first.get_attribute("href")
            if hub.locator("main a[href$='/pdf/']").count()
            else hub.reload() and None
        ),
        120,
    )
    pdf = hub.request.get(link)
    assert pdf.ok
    verdict = conformance.validate_pdf_bytes(pdf.body(), profile="ua1")
    assert verdict.is_compliant, [f.message for f in verdict.failures]

    # The communication officer sends the letter; readers get it once, with its one-click way out.
    writer = as_account("communication")
    writer.goto(f"{HUB}/lettre/")
    writer.get_by_role("link", name=re.compile("Zéro chômeur")).first.click()
    letter_url = re.match(r".*/lettre/\d+/", writer.url).group()
    writer.goto(f"{letter_url}envoyer/")
    button = writer.get_by_role("button", name=re.compile("Envoyer à"))
    readers = int(re.search(r"\d+", button.inner_text()).group())
    button.click()
    mails = wait_until(
        lambda: (
            [m for m in stack.sink.mails if m["List-Id"]]
            if len([m for m in stack.sink.mails if m["List-Id"]]) >= readers
            else None
        )
    )
    wait_until(lambda: writer.goto(letter_url) and "envoyée" in writer.content().lower())
    assert len({mail["To"] for mail in mails}) == len(mails) == readers
    mail = mails[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html"]
    assert "Dobrescu" not in mail.as_string()

    # Reading the way out changes nothing; pressing the button does.
    way_out = re.search(r"<(.+)>", mail["List-Unsubscribe"]).group(1)
    reader = chromium.new_page()
    reader.goto(way_out)
    assert subscriber_state(writer, mail["To"]) == "Inscrite"
    reader.locator("main form button[type=submit]").click()
    reader.wait_for_load_state()
    assert subscriber_state(writer, mail["To"]) == "Désinscrite"
    reader.close()


def subscriber_state(page, email: str) -> str:
    page.goto(f"{HUB}/lettre/abonnes/?q={email}")
    return page.locator("main tbody .state").first.inner_text().strip()
