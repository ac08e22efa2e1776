"""What becomes of people after the list (peers.md C18; seed 002 S2-A4): news at six months, mobility out of an EBE."""

from evaluation.indicators.registry import Kind, count, indicator, share

GROUP = "Après la liste"
CONTRACTS = "Sorties de la liste ; contrats de l’EBE"
OF_TEAM = "Seule l’équipe du territoire le lit."


@indicator(
    "SUI6",
    name="En emploi à six mois",
    definition="Part des personnes parties vers un emploi ou une formation qui sont en emploi ou en formation six mois plus tard.",
    formula="réponses « toujours dans cet emploi » ou « un autre emploi » ÷ réponses obtenues au suivi à six mois",
    unit="%",
    source="Suivis après sortie notés par l’équipe projet",
    precaution="Les personnes injoignables ou décédées ne sont pas comptées : lire avec le nombre de réponses.",
    kind=Kind.SHARE,
    group=GROUP,
)
def working_at_six_months():
    return share("news_working", "news_answered")


@indicator(
    "FINE",
    name="Sorties de l’EBE sans autre emploi",
    definition=(
        "Personnes embauchées par l’EBE dont le contrat est terminé, sans autre emploi ni retour sur la liste à la date du "
        "chiffre. Elles comptent parmi les sorties pour une autre raison (SOR)."
    ),
    formula="embauches par l’EBE dont le contrat est terminé, sans autre emploi, et non revenues",
    unit="personnes",
    source=CONTRACTS,
    precaution=f"Retraites et décès compris. {OF_TEAM}",
    kind=Kind.COUNT,
    group=GROUP,
)
def departed_without_a_job():
    return count("departed_alone")


@indicator(
    "FINJ",
    name="Sorties de l’EBE pour un autre emploi",
    definition=(
        "Personnes embauchées par l’EBE, parties pour un autre emploi et non revenues sur la liste à la date du chiffre. "
        "Elles comptent parmi les solutions ailleurs que dans l’EBE (E6)."
    ),
    formula="embauches par l’EBE suivies d’une démission pour un emploi ou d’une embauche ailleurs après suspension",
    unit="personnes",
    source=CONTRACTS,
    precaution=f"Rien ne dit si l’autre emploi dure. {OF_TEAM}",
    kind=Kind.COUNT,
    group=GROUP,
)
def departed_for_a_job():
    return count("departed_working")


@indicator(
    "MOB",
    name="Mobilités externes ouvertes",
    definition="Projets de mobilité vers un autre emploi, ouverts avec l’accord d’une personne embauchée par une EBE.",
    formula="nombre de mobilités dont la date d’accord est passée",
    unit="mobilités",
    source="Mobilités externes notées par l’équipe projet",
    precaution="Une mobilité close reste comptée.",
    kind=Kind.COUNT,
    is_cumulated=True,
    group=GROUP,
)
def mobilities():
    return count("mobility_opened")


@indicator(
    "MOBE",
    name="Mobilités externes abouties",
    definition="Mobilités externes closes par un emploi hors de l’EBE.",
    formula="nombre de mobilités closes par une embauche ailleurs",
    unit="mobilités",
    source="Mobilités externes notées par l’équipe projet",
    precaution="L’accord retiré et le projet arrêté n’en font pas partie.",
    kind=Kind.COUNT,
    is_cumulated=True,
    group=GROUP,
)
def mobilities_done():
    return count("mobility_hired")
