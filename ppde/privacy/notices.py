"""The register (RGPD, art. 30) and the notices (art. 13 and 14) of a territory, drawn from its rows and its rules.

One source for all that is told: the page of the register and its PDF, the notice handed over, the letter, the private page,
the public page and docs/rgpd. A duration that the platform applies itself is read from the rule that it applies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ppde.models import Controller, Processing, ReadingRule
from ppde.models.processings import (
    ACCOUNTS,
    CONTRACTS,
    EVALUATION,
    JOURNAL,
    JOURNEY,
    NEWSLETTER,
    PARTNERS,
    READINGS,
)
from ppde.retention.models import DurationRule, RetentionRule, delivered_durations
from territories.holdings import holdings
from territories.models import LegalFigure
from tzcld.ui import french, typography

Basis = Processing.Basis
# Which rights go with which basis (RGPD, art. 15 to 22): what the law does not open is not promised.
READ = "lire vos données (article\u00a015)"
KNOW = "savoir qui a ouvert votre dossier (article\u00a015)"
CORRECT = "faire corriger une erreur (article\u00a016)"
ERASE = "demander l’effacement (article\u00a017)"
FREEZE = "faire geler le traitement le temps d’une vérification (article\u00a018)"
CARRY = "recevoir vos données dans un fichier réutilisable (article\u00a020)"
OBJECT = "vous y opposer, pour une raison tenant à votre situation (article\u00a021)"
WITHDRAW = "retirer votre accord à tout moment, sans raison à donner (article\u00a07)"
RIGHTS: dict[str, tuple[str, ...]] = {
    Basis.PUBLIC: (READ, CORRECT, OBJECT, FREEZE, ERASE),
    Basis.DUTY: (READ, CORRECT, FREEZE),
    Basis.CONSENT: (WITHDRAW, READ, CORRECT, ERASE, FREEZE, CARRY),
    Basis.CONTRACT: (READ, CORRECT, ERASE, FREEZE, CARRY),
}
# What proves that the others were respected: kept its time (RGPD, art. 17-3-b).
KEPT = frozenset({READINGS, JOURNAL})
CNIL = "CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, www.cnil.fr"
NO_MACHINE = "Aucune décision n’est prise par un programme seul, et personne n’est noté."
# What article 14 asks when the data do not come from the person.
SOURCES = {
    JOURNEY: "Elles viennent de vous-même et, s’il y en a une, de l’organisation qui vous a orienté, nommée dans votre dossier.",
}
TO_WRITE = "à compléter"


@dataclass(frozen=True)
class Terms:
    """What the rules in force make the platform apply by itself: months, and the other durations in words."""

    files: int
    readings: int
    durations: dict[str, str]
    # Months to answer a request about the data (RGPD art. 12-3).
    answer: int = 1
    since: date | None = None


# As delivered, before a hub or a territory writes its own.
DELIVERED = Terms(
    RetentionRule().months,
    ReadingRule().months_kept,
    {what: rule.told for what, rule in delivered_durations().items()},
)


def terms_of(territory, on: date) -> Terms:
    files = RetentionRule.objects.nearest(territory, on) or RetentionRule()
    readings = ReadingRule.objects.in_force(territory.rules_hub_id, on) or ReadingRule()
    durations = DurationRule.objects.of(territory, on)
    return Terms(
        files.months,
        readings.months_kept,
        {what: rule.told for what, rule in durations.items()},
        answer=int(LegalFigure.objects.value(territory.rules_hub_id, LegalFigure.What.ANSWER, on)),
        since=files.valid_from,
    )


def _months(n: int) -> str:
    return french.count(n, "mois", "mois")


def retention_words(processing: Processing, terms: Terms) -> str:
    """How long: the rule that the platform applies, else what the register says."""
    What = DurationRule.What
    told = terms.durations
    contracts, contacts, mandates = told[What.CONTRACTS], told[What.CONTACTS], told[What.MANDATES]
    letter, waiting = told[What.LETTER], told[What.WAITING]
    renewal, answer = told[What.RENEWAL], told[What.ANSWER]
    applied = {
        CONTRACTS: f"{contracts} après le dernier jour du contrat, ou avec le dossier de la personne s’il est anonymisé avant",
        EVALUATION: f"Le temps de l’extrait, {told[What.EXTRACT]} au plus, puis destruction par qui l’a reçu\u00a0; qu’il a été remis reste "
        "au dossier de la personne, pour le lui dire",
        NEWSLETTER: f"Jusqu’à la désinscription, ou {answer} sans réponse au courriel qui demande, {renewal} après la dernière "
        f"réponse de la personne, si elle reste inscrite\u00a0; l’adresse est effacée {letter} après, ou {waiting} après une demande "
        "jamais confirmée",
        PARTNERS: f"Un contact\u00a0: {contacts} après la dernière fois qu’il a été saisi, modifié ou confirmé. Un membre\u00a0: "
        f"{mandates} après la fin de son mandat, dont le siège reste, sans nom",
        JOURNEY: f"{_months(terms.files)} après le dernier contact, puis anonymisation\u00a0; pour une orientation restée sans "
        f"dossier, {told[What.ORIENTATIONS]} après son envoi\u00a0; la direction d’une EBE à qui la personne a été proposée ne la lit "
        f"plus {told[What.PROPOSED]} après une proposition close sans embauche",
        READINGS: f"{_months(terms.readings)}, puis suppression automatique",
        ACCOUNTS: f"{processing.retention}, et {told[What.IDLE]} sans connexion au plus\u00a0; le nom et l’adresse d’un "
        f"compte fermé sont effacés {told[What.ACCOUNTS]} après, son numéro reste au journal\u00a0; une invitation, "
        f"{told[What.INVITATIONS]} après avoir été acceptée, annulée ou périmée",
    }
    return applied.get(processing.code, processing.retention)


# The register says by itself how long these are kept: its form does not ask.
RULED = frozenset({JOURNEY, READINGS, CONTRACTS, NEWSLETTER, PARTNERS, EVALUATION})


@dataclass(frozen=True)
class Line:
    """One processing of the register, with what the rules and the tables say of it."""

    processing: Processing
    retention: str
    tables: list[str]

    @property
    def rights(self) -> tuple[str, ...]:
        code, found = self.processing.code, RIGHTS[self.processing.basis]
        if code in KEPT:
            return tuple(right for right in found if right != ERASE)
        return (READ, KNOW, *found[1:]) if code == JOURNEY and found[0] == READ else found

    @property
    def facts(self) -> list[tuple[str, str]]:
        """(label, words) of the line, for the page, the paper and docs/rgpd."""
        told = self.processing
        tables = french.upper_first(french.listing([french.lower_first(t) for t in self.tables]))
        found = [
            ("Finalité", told.purpose),
            ("Base légale", french.upper_first(told.get_basis_display())),
            ("Personnes concernées", told.people),
            ("Données", told.categories),
            (
                "Source des données",
                "La personne, et l’organisation qui l’oriente." if told.code in SOURCES else "",
            ),
            ("Destinataires", told.recipients),
            ("Durée", self.retention),
            ("Droits", french.upper_first(french.listing(list(self.rights)))),
            ("Ce qui est gardé", tables),
            (
                "Source",
                f"{told.source}. Version {told.version}, depuis le {french.date(told.valid_from)}",
            ),
        ]
        # Written by hand, often without the spaces that keep a sign with its word.
        return [(label, typography.correct(words)) for label, words in found if words]


def lines(processings: Iterable[Processing], terms: Terms) -> list[Line]:
    return [
        Line(
            processing,
            retention_words(processing, terms),
            [holding.label for holding in holdings() if holding.processing == processing.code],
        )
        for processing in processings
    ]


def controller_of(territory, on: date) -> Controller:
    """Who answers for the data here on this day; an empty row as long as nothing is written."""
    return Controller.objects.nearest(territory, on) or Controller(territory=territory)


@dataclass(frozen=True)
class Register:
    """What article 30 asks, for one territory or one hub."""

    territory: object
    controller: Controller
    lines: list[Line]
    on: date

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Who answers: (label, words), what is not written yet said as such."""
        who = self.controller
        return [
            ("Responsable de traitement", who.name or TO_WRITE),
            ("Adresse", who.address or TO_WRITE),
            (
                "Responsabilité conjointe (article\u00a026)",
                who.joint or "Aucun accord n’est déclaré.",
            ),
            ("Délégué à la protection des données", who.dpo or TO_WRITE),
            ("Pour le joindre", who.dpo_contact or TO_WRITE),
            ("Sous-traitants", who.processors or "Aucun n’est déclaré."),
            ("Transferts hors de l’Union européenne", who.transfers or "Aucun n’est déclaré."),
        ]

    @property
    def measures(self) -> list[str]:
        return measures(self.territory.masking_threshold)


def measures(threshold: int) -> list[str]:
    """General description of the security measures (RGPD, art. 30-1-g and 32)."""
    return [
        "Cloisonnement par territoire, dans chaque page et dans la base de données elle-même",
        "Deuxième étape obligatoire à la connexion pour qui lit un nom ou ouvre des comptes",
        "Journal des actes et registre des consultations, que personne ne peut réécrire",
        "Alertes sur les consultations inhabituelles, lues par le délégué",
        "Notes réservées chiffrées, ouvertes avec une raison",
        f"Effectifs de moins de {threshold} masqués hors du territoire, avec leurs complémentaires",
        "Numéro de sécurité sociale refusé partout où un texte entre ; autres mots sensibles relus",
        "Anonymisation au terme de la conservation, rejouée après la restauration d’une sauvegarde",
    ]


def register_of(territory, on: date | None = None) -> Register:
    day = on or timezone.localdate()
    rows = Processing.objects.register(territory, day)
    ordered = sorted(rows, key=lambda p: (p.code != JOURNEY, p.name))
    return Register(
        territory, controller_of(territory, day), lines(ordered, terms_of(territory, day)), day
    )


# Notices ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Notice:
    """What a person is told of one processing: plain words first, then sections of sentences (heading, sentences)."""

    line: Line
    controller: Controller
    paragraphs: list[str]
    sections: list[tuple[str, list[str]]]
    since: date

    @property
    def processing(self) -> Processing:
        return self.line.processing


def notice(line: Line, controller: Controller, place: str, terms: Terms) -> Notice:
    """Every point of articles 13 and 14, in the order in which somebody asks for them."""
    told = line.processing
    who = controller.name or f"La structure qui porte le projet\u00a0: {place}"
    dpo = controller.dpo or "Le délégué à la protection des données"
    sections = [
        ("Qui répond de vos données", _some(who, controller.address, controller.joint)),
        ("Pourquoi", [told.purpose]),
        ("Ce que dit la loi", [f"{french.upper_first(told.get_basis_display())}."]),
        ("Les données", _some(told.categories, SOURCES.get(told.code, ""))),
        (
            "Qui les reçoit",
            _some(
                told.recipients,
                f"Sous-traitants\u00a0: {controller.processors}" if controller.processors else "",
                controller.transfers,
            ),
        ),
        ("Combien de temps", [f"{line.retention}."]),
        ("Vos droits", [*(f"Vous pouvez {right}." for right in line.rights), NO_MACHINE]),
        (
            "À qui écrire",
            _some(
                f"{dpo}\u00a0: {controller.dpo_contact}" if controller.dpo_contact else f"{dpo}.",
                f"La réponse vient en {'un mois' if terms.answer == 1 else _months(terms.answer)}.",
                f"Si elle ne vous convient pas\u00a0: {CNIL}.",
            ),
        ),
    ]
    since = _since(told, controller, terms.since)
    paragraphs = told.notice.split("\n\n") if told.notice else []
    return Notice(line, controller, paragraphs, sections, since)


def _since(told: Processing, controller: Controller, files: date | None) -> date:
    return max(day for day in (told.valid_from, controller.valid_from, files) if day)


def current_notice(territory) -> tuple[int, date]:
    """(version, day since which it says what it says) of the notice of the journey, without writing it."""
    day = timezone.localdate()
    told = Processing.objects.of_journey(territory, day)
    files = RetentionRule.objects.nearest(territory, day) or RetentionRule()
    return told.version, _since(told, controller_of(territory, day), files.valid_from)


def _some(*told: str) -> list[str]:
    return [sentence for sentence in told if sentence]


def notice_of(territory, code: str = JOURNEY, on: date | None = None) -> Notice:
    """The notice of a processing as it is handed over in this territory on this day."""
    day = on or timezone.localdate()
    processing = next(p for p in Processing.objects.register(territory, day) if p.code == code)
    terms = terms_of(territory, day)
    [line] = lines([processing], terms)
    return notice(line, controller_of(territory, day), territory.name, terms)


def asked_notice(territory, code: str, address: str) -> tuple[Notice, list[dict]]:
    """The notice asked for in the address, else that of the journey; and the way to the others: items of a toggle."""
    day = timezone.localdate()
    register = register_of(territory, day)
    shown = next((x for x in register.lines if x.processing.code == code), register.lines[0])
    others = [
        {
            "label": line.processing.name,
            "url": address
            if line is register.lines[0]
            else f"{address}?traitement={line.processing.code}",
            "current": line is shown,
        }
        for line in register.lines
    ]
    told = notice(shown, register.controller, territory.name, terms_of(territory, day))
    return told, others


def in_a_letter(territory) -> list[str]:
    """The same in a few short sentences, for a letter and the private page."""
    day = timezone.localdate()
    controller, terms = controller_of(territory, day), terms_of(territory, day)
    found = [
        f"{controller.name} répond de votre dossier." if controller.name else "",
        f"Votre dossier est gardé {_months(terms.files)} après notre dernier contact.",
        "Ensuite, plus rien n’y permet de vous retrouver.",
        f"Une question sur vos données\u00a0? Écrivez au délégué\u00a0: {controller.dpo_contact}."
        if controller.dpo_contact
        else "",
        "L’équipe vous donne la notice complète quand vous la demandez.",
    ]
    return _some(*found)
