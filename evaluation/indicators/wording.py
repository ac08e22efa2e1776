"""Sentences that several indicators say of themselves."""

JOURNEY = "Parcours enregistrés par l’équipe projet"
SOLUTION = (
    "Une solution est un emploi dans l’EBE, un CDI, un CDD de 6 mois ou plus, un emploi en SIAE, en ESAT ou EA, "
    "dans la fonction publique, ou une création d’activité."
)
COMMITTEE = "Comité local"
NO_DUPLICATE = "Les doublons ne sont comptés dans aucun mois."
PAST = "Un mois passé se recompte depuis l’histoire : un retour écrit depuis n’y change rien."
ACTS = (
    "Un nouvel acte signé au retour est un volontaire de plus ; un rang repris après un refus, non."
)
AWAY = "Après un retour qui rend le rang, l’attente d’avant la sortie compte encore ; le temps passé hors de la liste, non."
SINCE = (
    "Le délai court depuis l’acte de volontariat, ou depuis le nouvel acte signé au retour : un rang repris après un refus "
    f"ne le raccourcit pas. {AWAY}"
)
ENDED = "Qui a quitté l’EBE n’y compte plus dès le lendemain du dernier jour de son contrat, sauf pour un autre emploi, compté ailleurs."
MEETINGS = f"{JOURNEY} ; feuilles de présence des rencontres"
# What nobody can tell: the same person unnamed twice, or unnamed and then followed (ppde.Session.anonymous).
UNNAMED = (
    "Qui est venu sans être nommé à deux rencontres, ou a un dossier depuis, est compté deux fois : "
    "rien ne permet de les rapprocher."
)
