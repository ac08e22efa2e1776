"""The register of processings (RGPD art. 30) as dated data, and the notice handed to the person (art. 13-14)."""

from datetime import date

from django.db import models
from django.utils import timezone

from ppde.models.controllers import Controller
from territories.rules import DatedRule, RuleQuerySet

# The processing whose notice is handed to the person met by the team.
JOURNEY = "parcours"
CONTRACTS, READINGS, CONSENTS = "contrats", "consultations", "consentements"
NEWSLETTER, ACCOUNTS, JOURNAL, PARTNERS = "lettre", "comptes", "journal", "partenaires"
EVALUATION = "evaluation"


class ProcessingQuerySet(RuleQuerySet):
    def register(self, territory, on: date | None = None) -> list["Processing"]:
        """Each processing of this territory, or hub, as it stands that day.

        A controller keeps a register of its own (RGPD, art. 30-1; domain.md §8.1): the versions of a territory stand before
        its hub's from the day a controller is named for it. What neither has written is the platform's own.
        """
        day = on or timezone.localdate()
        answers = Controller.objects.filter(territory=territory.pk, valid_from__lte=day)
        whose = models.Q(territory=territory.rules_hub_id)
        whose |= models.Q(models.Exists(answers), territory=territory.pk)
        own = models.Case(models.When(territory=territory.pk, then=1), default=0)
        rows = self.filter(whose, valid_from__lte=day).order_by(own, "valid_from", "pk")
        found = {p.code: p for p in defaults(territory.rules_hub_id, day)} | {
            p.code: p for p in rows
        }
        return list(found.values())

    def of_journey(self, territory, on: date | None = None) -> "Processing":
        return next(p for p in self.register(territory, on) if p.code == JOURNEY)


class Processing(DatedRule):
    """One processing: why, on which basis, whose data, who receives them, how long. A new version is a new row.

    A row of the hub stands for its territories; a row of a territory that answers for its data stands before it.
    """

    class Basis(models.TextChoices):
        PUBLIC = "public", "mission d’intérêt public (RGPD, art. 6-1-e)"
        DUTY = "duty", "obligation légale (RGPD, art. 6-1-c)"
        CONSENT = "consent", "consentement (RGPD, art. 6-1-a)"
        CONTRACT = "contract", "contrat (RGPD, art. 6-1-b)"

    code = models.SlugField("code", max_length=40)
    version = models.PositiveSmallIntegerField("version", default=1)
    name = models.CharField("traitement", max_length=120)
    purpose = models.TextField("finalité", max_length=600)
    basis = models.CharField("base légale", max_length=10, choices=Basis)
    people = models.CharField("personnes concernées", max_length=300)
    categories = models.TextField("données", max_length=600)
    recipients = models.TextField("destinataires", max_length=600)
    retention = models.CharField("durée de conservation", max_length=300)
    notice = models.TextField("notice remise à la personne", max_length=3000, blank=True)

    objects = ProcessingQuerySet.as_manager()

    class Meta(DatedRule.Meta):
        verbose_name = "traitement de données"
        verbose_name_plural = "registre des traitements"
        constraints = (
            models.UniqueConstraint(
                "territory",
                "code",
                "version",
                name="processing_version_once",
                violation_error_message="Cette version existe déjà.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


# What the person reads first, in plain words. Who answers, the law, how long, the rights and whom to write to follow it,
# drawn from the rows and the rules themselves (ppde/privacy/notices.py): a figure written here would drift.
NOTICE = (
    "L’équipe du projet Territoire zéro chômeur de longue durée ouvre un dossier à votre nom pour préparer avec vous votre "
    "retour à l’emploi et tenir votre place sur la liste de mobilisation.\n\n"
    "Le nom et le dossier sont lus par l’équipe de votre territoire, et par l’entreprise à but d’emploi qui vous propose un "
    "poste. Le comité local, la métropole et le Fonds ne lisent que des nombres ; si l’équipe ouvre un dossier à un membre de "
    "la métropole, c’est pour une raison écrite et jusqu’à une date. De même, une évaluation peut recevoir des lignes sans nom "
    "ni jour, sauf si vous vous y opposez.\n\n"
    "Nous ne demandons ni numéro de sécurité sociale, ni état de santé, ni origine, ni opinions. Aucune décision n’est prise "
    "par un programme : le rang suit la date de votre volontariat."
)
TEAMS = "Équipe projet du territoire ; entreprise à but d’emploi pour les personnes qui lui sont proposées."
LAW = "loi 2020-1577 du 14 décembre 2020"


def defaults(hub_id: int, on: date | None = None) -> list[Processing]:
    """What the platform does as it is delivered, that day; a hub that changes a line writes its own version.

    What the platform does otherwise since a day is a later version of the line: the first ones tell what was true before.
    """
    day = on or timezone.localdate()
    begun = {"territory_id": hub_id, "valid_from": date(2021, 7, 1), "source": LAW, "version": 0}
    # Whatever the day: a notice may have been given before they begin.
    found = {told["code"]: {**begun, **told, "version": 1} for told in _FIRST}
    for told in _LATER:
        before = found.get(told["code"], begun)
        if told["valid_from"] <= day:
            found[told["code"]] = {**before, **told, "version": before["version"] + 1}
    return [Processing(**told) for told in found.values()]


_FIRST = (
    {
        "code": JOURNEY,
        "name": "Accompagnement vers l’emploi",
        "purpose": "Repérer les personnes privées durablement d’emploi, apprécier leur éligibilité avec le comité local, "
        "tenir la liste de mobilisation, proposer des emplois.",
        "basis": Processing.Basis.PUBLIC,
        "people": "Personnes privées durablement d’emploi du territoire",
        "categories": "Identité, année de naissance, quartier, coordonnées, orientation, situation d’emploi, souhaits, "
        "aménagements, faits du parcours.",
        "recipients": TEAMS
        + " Un membre de la métropole nommé par le territoire, pour une raison et un temps.",
        "retention": "Deux ans après le dernier contact, puis anonymisation",
        "notice": NOTICE,
    },
    {
        "code": CONTRACTS,
        "name": "Emplois et conventions",
        "purpose": "Suivre les contrats, les heures et la contribution au développement de l’emploi.",
        "basis": Processing.Basis.DUTY,
        "people": "Personnes salariées des entreprises à but d’emploi",
        "categories": "Identité, poste, dates et temps de travail.",
        "recipients": "Direction de l’entreprise ; équipe projet ; totaux seuls pour le Fonds.",
        "retention": "Après la fin du contrat, le temps de la règle",
    },
    {
        "code": READINGS,
        "name": "Registre des consultations",
        "purpose": "Savoir qui a ouvert, modifié, exporté ou imprimé un dossier, et repérer un usage anormal.",
        "basis": Processing.Basis.PUBLIC,
        "people": "Comptes de la plateforme, personnes suivies (par leur numéro)",
        "categories": "Compte, date, dossier, geste.",
        "recipients": "Délégué à la protection des données ; équipe du territoire ; la personne, à sa demande.",
        "retention": "Douze mois, puis suppression automatique",
    },
    {
        "code": CONSENTS,
        "name": "Photographies, témoignages, partages",
        "purpose": "Publier une image ou un témoignage, transmettre le dossier à un partenaire, avec l’accord de la personne.",
        "basis": Processing.Basis.CONSENT,
        "people": "Personnes qui l’ont accepté",
        "categories": "Accord, date, preuve, retrait.",
        "recipients": "Équipe projet ; partenaire nommé dans l’accord.",
        "retention": "Le temps du dossier ; un retrait a effet tout de suite",
    },
    {
        "code": NEWSLETTER,
        "name": "Lettre d’information",
        "purpose": "Envoyer la lettre à qui l’a demandée.",
        "basis": Processing.Basis.CONSENT,
        "people": "Abonnées et abonnés",
        "categories": "Adresse électronique, dates d’inscription et de départ.",
        "recipients": "Équipe qui rédige la lettre.",
        "retention": "Jusqu’à la désinscription, puis le temps de la règle",
    },
    {
        "code": PARTNERS,
        "name": "Instances et partenaires",
        "purpose": "Réunir les comités, inviter, tenir les comptes rendus, joindre les organisations.",
        "basis": Processing.Basis.PUBLIC,
        "people": "Membres des instances, contacts professionnels",
        "categories": "Nom, fonction, organisation, coordonnées professionnelles, présence.",
        "recipients": "Territoires de la métropole.",
        "retention": "Le temps du mandat ou de la fonction",
    },
    {
        "code": EVALUATION,
        "name": "Extraits pour l’évaluation",
        "purpose": "Mesurer ce que le projet change, par une évaluation conventionnée qui reçoit des lignes sans nom ni jour.",
        "basis": Processing.Basis.PUBLIC,
        "people": "Personnes volontaires du territoire, sauf opposition",
        "categories": "Sous un pseudonyme propre à chaque extrait : sexe, tranche d’âge, quartier, origine du contact, situation "
        "d’emploi par tranche, mois et nature des étapes, motif de sortie regroupé. Ni nom, ni numéro, ni jour, ni texte.",
        "recipients": "Évaluatrice ou évaluateur nommé par le territoire, pour une question écrite et jusqu’à une date.",
        "retention": "Le temps de l’extrait, puis destruction par qui l’a reçu",
    },
    {
        "code": ACCOUNTS,
        "name": "Comptes de la plateforme",
        "purpose": "Ouvrir la plateforme à qui y travaille, avec les droits de son rôle, et la fermer à son départ.",
        "basis": Processing.Basis.PUBLIC,
        "people": "Personnes qui ont un compte",
        "categories": "Nom, adresse électronique, rôle, fonction, dates d’accès, dernière connexion, moyens de connexion ; "
        "avec ProConnect : identifiant, adresse, SIRET et niveau donnés par lui.",
        "recipients": "Équipe du territoire ; administration de la métropole.",
        "retention": "Le temps de la fonction",
    },
    {
        "code": JOURNAL,
        "name": "Journal des actes",
        "purpose": "Savoir qui a écrit, décidé ou corrigé quoi, quand et pourquoi.",
        "basis": Processing.Basis.PUBLIC,
        "people": "Comptes de la plateforme, personnes suivies",
        "categories": "Compte, date, acte, avant et après, raison.",
        "recipients": "Cheffe ou chef de projet ; administration de la métropole et délégué, sans les noms.",
        "retention": "Le temps du projet ; ce qui nomme une personne en est effacé avec son dossier",
    },
)
# What each later version says otherwise than the one before, from its day on.
_LATER = (
    {
        "code": ACCOUNTS,
        "valid_from": date(2026, 11, 28),
        "categories": "Nom, adresse électronique, rôle, fonction, dates d’accès, dernière connexion, moyens de connexion ; "
        "colonnes que la personne retient pour ses fichiers, liste par liste ; avec ProConnect : identifiant, adresse, SIRET "
        "et niveau donnés par lui.",
    },
)
