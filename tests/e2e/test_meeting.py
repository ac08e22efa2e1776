"""A meeting from its convocation to its cancellation: real mails, a real browser without an account, the real worker."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.e2e.test_story import HOME, day, fill, press

pytestmark = pytest.mark.e2e


def link_in(mail) -> str:
    return re.search(r"https?://[^/\s]+(/comite/reponse/\S+)", mail.get_body().get_content())[1]


def test_a_member_answers_by_the_mail_and_is_told_of_the_cancellation(stack, chromium, as_account):
    lead = as_account("cheffe")
    lead.goto(f"{HOME}/comite/seances/nouvelle/")
    fill(
        lead,
        on=day(timezone.localdate() + timedelta(days=30)),
        starts="14:00",
        ends="16:00",
        place="Maison des projets",
    )
    lead.locator("[name='committee']").select_option(label="Comité local pour l’emploi")
    press(lead, "Préparer la séance")
    meeting = re.match(r".*/seances/\d+/", lead.url).group()
    fill(lead, title="Programme d’actions")
    press(lead, "Ajouter ce point")
    lead.goto(f"{meeting}convocation/")
    press(lead, "Envoyer la convocation")
    [mail] = stack.sink.wait("siege-1@demo.example")

    guest = chromium.new_context(base_url=stack.address, locale="fr-FR").new_page()
    guest.goto(link_in(mail))
    fill(guest, said="present")
    press(guest, "Envoyer ma réponse")
    assert "Votre réponse est enregistrée" in guest.locator("main").inner_text()
    guest.reload()
    assert guest.locator("[value='present']").is_checked()

    lead.goto(meeting)
    assert "1 voix annoncée" in lead.locator("main").inner_text().replace("\u00a0", " ")
    lead.goto(f"{meeting}annuler/")
    fill(lead, reason="Salle fermée")
    press(lead, "Annuler la séance")
    told = stack.sink.wait("siege-1@demo.example", 2)[1]
    assert told["Subject"].startswith("Séance annulée")
    assert "METHOD:CANCEL" in next(told.iter_attachments()).get_content()
    assert guest.goto(link_in(mail)).status == 404
    guest.context.close()
