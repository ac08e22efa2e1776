"""One territory that answers for its data: a controller of its own, and one line of the register in its own words."""

from datetime import date

from ppde.models import Controller, Processing
from territories.models import Territory

WHERE = "villeurbanne-les-brosses"
SINCE = date(2025, 1, 1)


def load() -> None:
    here = Territory.objects.get(slug=WHERE)
    Controller.objects.create(
        territory=here,
        valid_from=SINCE,
        name="Association Les Brosses au travail (exemple)",
        address="2 rue de l’Exemple, 69100 Ville",
        joint="Avec la Métropole, qui ne lit que des nombres, par un accord signé (exemple).",
        dpo="Service partagé de la protection des données (exemple)",
        dpo_contact="donnees-les-brosses@demo.example",
        processors="Un hébergeur situé dans l’Union européenne (exemple).",
        source="Statuts de l’association (exemple)",
    )
    [line] = [p for p in Processing.objects.register(here.hub) if p.code == "partenaires"]
    Processing.objects.create(
        territory=here,
        code=line.code,
        version=line.version + 1,
        valid_from=SINCE,
        source="Décision du conseil d’administration (exemple)",
        name=line.name,
        purpose="Réunir le comité local, inviter, tenir les comptes rendus, joindre les structures du quartier.",
        basis=line.basis,
        people=line.people,
        categories=line.categories,
        recipients="Équipe projet de l’association ; Métropole, pour les réunions communes.",
        retention="Le temps du mandat ou de la fonction, et un an après",
    )
