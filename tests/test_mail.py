"""The head of a mail, as a reader's program decodes it."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage

from tzcld import mail

SUBJECTS = (
    "Convocation modifiée\u00a0: Comité local pour l’emploi, le 8\u00a0décembre 2026 à 18\u00a0h",
    "Convocation modifiée\u00a0: Comité local pour l'emploi, le 8\u00a0décembre 2026 à 18\u00a0h",
    "Séance annulée : Comité local pour l’emploi de Villeurbanne – Les Brosses (réunion plénière)",
    "Voulez-vous continuer à recevoir la lettre d’information\u00a0?",
    "Lettre courte",
    "Comite local pour l'emploi des quartiers des Brosses et de Cusset, le mardi 8 decembre 2026 a 18 h",
    "«\u00a0L’été des œuvres\u00a0» ; l'emploi, l’entreprise & l’équipe = 100\u00a0% d’énergie_neuve ? "
    * 3,
    "é" * 240,
)
PLACES = (
    "Vénissieux",
    "Lyon",
    "Villeurbanne – Les Brosses (quartier d’Été) : l’emploi, aujourd’hui",
    "Bassin Saône Seille Grosne",
    'L’Île "d’Or" ; Comité, (local)',
)


def legacy(value: str) -> str:
    """As programs decode that know of encoded words alone."""
    return str(make_header(decode_header(re.sub(r"\r?\n", "", value)))).strip()


def assert_read(raw: bytes, subject: str, place: str) -> None:
    modern, old = message_from_bytes(raw, policy=default), message_from_bytes(raw)
    assert modern["Subject"].strip() == legacy(old["Subject"]) == subject.strip()
    name, address = parseaddr(re.sub(r"\r?\n", "", old["From"]))
    assert (legacy(name), address) == (place, mail.envelope())


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_blank_of_a_long_head_is_lost(subject):
    for place in PLACES:
        message = mail.new_mail(place)
        message["Subject"] = subject
        message.set_content("Un texte.", cte="quoted-printable")
        assert max(map(len, message.as_bytes().split(b"\r\n"))) <= 78
        assert_read(message.as_bytes(), subject, place)


def test_no_word_of_a_subject_is_lost_wherever_it_is_folded():
    for before in range(1, 90):
        for words in ("modifiée pour l’emploi", "séance de l'emploi (à 18 h)"):
            subject = f"{'x' * before} {words} {words}"
            message = mail.new_mail("Vénissieux")
            message["Subject"] = subject
            assert_read(message.as_bytes(), subject, "Vénissieux")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_mails_of_the_framework_are_read_so_too(subject):
    for place in PLACES:
        message = EmailMessage(subject, "Un texte.", mail.from_place(place), ["a@exemple.fr"])
        assert_read(message.message().as_bytes(linesep="\r\n"), subject, place)


def test_nothing_else_folds_the_head_of_a_mail():
    """The library's own policy loses blanks: whatever writes a mail starts from `new_mail`, or from the framework."""
    own = re.compile(
        r"from email\.message import|email\.message\.EmailMessage|EmailMessage\(policy"
    )
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for room in ("tzcld", "territories", "cle", "ppde", "ebe", "activities", "evaluation")
        for path in Path(settings.BASE_DIR, room).rglob("*.py")
        if own.search(path.read_text())
    }
    assert found == {"tzcld/mail.py"}
