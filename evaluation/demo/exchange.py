"""The workshop of 16 March 2021 as needs and offers (seed 001): 22 places or organisations, reworded, no person named.

Who told only steps or challenges keeps them; a few needs and offers of the metropolis are invented around them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from territories.models import Contribution, ExchangeItem, Territory

WORKSHOP = "Atelier territoires et emploi"
HELD_ON = date(2021, 3, 16)
Said = tuple[str, list[str]]


@dataclass(frozen=True)
class Told:
    label: str
    steps: str = ""
    short_term: str = ""
    medium_term: str = ""
    needs: list[Said] = field(default_factory=list)
    offers: list[Said] = field(default_factory=list)


ROWS = [
    Told(
        "PETR Monts et Barrages",
        steps="Gestion prévisionnelle de l’emploi et des compétences avec la Région et l’État. Filières suivies : bois, ESS, numérique, hôtellerie-restauration ; le bois d’abord.",
        short_term="Aider les entreprises à recruter : formation en interne, image de l’employeur.",
        medium_term="Renouveler l’image de la filière bois et travailler avec ses entreprises.",
    ),
    Told(
        "Cité de l’emploi de Tarbes",
        steps="Copilotage par la préfecture et la politique de la ville. Un collectif réunit service public de l’emploi, insertion, entreprises en tension et habitants. Une cohorte de 50 personnes des quartiers prioritaires est accompagnée.",
        short_term="Faire travailler ensemble des structures en concurrence ; un comité technique transversal est à l’essai.",
        medium_term="Transformer les dysfonctionnements révélés en solutions partagées.",
    ),
    Told(
        "Commune de Fauillet",
        steps="Aménagements pour que les entreprises grandissent et embauchent, avec Val de Garonne Agglomération. Secteurs : santé, grandes entreprises, restauration.",
        short_term="Passer la crise sanitaire et économique.",
        medium_term="Préserver la restauration et accompagner le développement des entreprises.",
    ),
    Told(
        "Grand Angoulême",
        steps="Un PLIE et une plateforme des clauses d’insertion.",
        short_term="Donner aux élus un vocabulaire commun et construire une feuille de route.",
        medium_term="Articuler les dispositifs et dire le rôle de chaque échelle : agglomération, département, région.",
        needs=[
            (
                "Un répertoire des initiatives locales, tenu à jour et relayé",
                ["répertoire d’initiatives", "partage de pratiques"],
            ),
            (
                "Savoir quand s’appuyer sur un outil existant et quand en créer un",
                ["méthode", "articulation des dispositifs"],
            ),
            (
                "Des exemples de projets où les acteurs ont appris à se connaître",
                ["interconnaissance", "réseau d’acteurs", "partage de pratiques"],
            ),
        ],
    ),
    Told(
        "PETR Vallée de la Dordogne corrézienne",
        steps="Diagnostic de gestion prévisionnelle de l’emploi en cours.",
        short_term="Diagnostiquer les besoins du territoire, des entreprises et des demandeurs d’emploi.",
        medium_term="Créer et animer un réseau d’acteurs, puis choisir des priorités.",
    ),
    Told(
        "Grand Dax",
        steps="Gestion prévisionnelle de l’emploi : thermalisme, chômage de longue durée, médiation numérique. Porte-à-porte d’un chargé d’insertion. Le PAQTE mobilise 45 entreprises avec le CREPI.",
        short_term="Redynamiser les filières fragilisées par la crise, soutenir la santé.",
        medium_term="Structurer la responsabilité sociale des entreprises.",
        needs=[
            (
                "Une méthode pour construire et animer un réseau, sur le modèle d’une Cité de l’emploi",
                ["méthode", "réseau d’acteurs", "Cité de l’emploi"],
            )
        ],
    ),
    Told(
        "Maison de l’emploi de Bordeaux",
        steps="Projet associatif et protocole du PLIE réécrits avec les habitants. Service de ressources humaines pour les très petites entreprises, cellule d’aide après la crise, plateforme de l’initiative, triporteur numérique.",
        short_term="Aller vers les entreprises et les publics.",
        medium_term="Adapter la gouvernance et les manières de faire à la suite de la crise.",
    ),
    Told(
        "Grand Poitiers, PLIE",
        steps="Futur protocole du PLIE, étude sur la politique de l’emploi, feuille de route ESS. La démarche Territoire zéro chômeur, née dans les quartiers, s’étend aux communes rurales.",
        needs=[
            (
                "Des pratiques à partager selon les orientations à venir",
                ["partage de pratiques", "PLIE"],
            )
        ],
    ),
    Told(
        "Bordeaux Métropole, rive droite",
        steps="Service commun à une ville et à la métropole pour onze communes. 75 acteurs de l’emploi coordonnés en groupes de travail depuis 2018. Recrutement d’une grande opération urbaine sur 14 thèmes ; convention avec des clubs d’entreprises.",
    ),
    Told(
        "ADSI Technowest, PLIE",
        steps="Protocole du PLIE réécrit, projet adapté avec un accompagnement, forum intercommunal de l’emploi en projet.",
        short_term="Relier les actions entre elles ; ménager des habitants lassés des sollicitations.",
        medium_term="Aller vers plus de coopération.",
    ),
    Told(
        "Agglomération Pau Béarn Pyrénées",
        steps="Démarche Territoire zéro chômeur dans les quartiers pauvres du centre. Plateformes mobilité et langue, tiers-lieu entrepreneurial ouvert en 2022, remobilisation de jeunes éloignés de l’emploi, GPEC depuis 2015.",
    ),
    Told(
        "PETR Sud Gironde",
        steps="Quatre communautés de communes. Quatre rendez-vous de l’emploi par an, un forum intercommunal, un campus connecté, une halle technologique.",
        medium_term="Décider d’entrer ou non dans un PLIE et dans la démarche Territoire zéro chômeur.",
    ),
    Told(
        "Syndicat Est Creuse",
        steps="Mission récente pour deux intercommunalités : un observatoire pour connaître le territoire et choisir une stratégie, des problèmes communs traités avec les entreprises, l’attractivité.",
        needs=[
            (
                "Des expériences d’autres territoires ruraux",
                ["partage de pratiques", "milieu rural"],
            )
        ],
    ),
    Told(
        "Communauté de communes du Bazadais",
        steps="Un club d’entreprises né pendant le confinement met les achats en commun. L’intercommunalité veille sur les appels d’offres, les artisans y répondent ensemble. Plusieurs financements, dont un fonds de revitalisation.",
        short_term="Recruter et former la personne qui aidera à répondre aux appels d’offres.",
        medium_term="Créer une société d’économie mixte : poste mutualisé, recherche, outil numérique commun.",
        offers=[
            (
                "Accompagner la mise en commun des besoins et des compétences d’entreprises",
                ["mutualisation", "entreprises", "TPE"],
            ),
            (
                "Raconter comment un club d’entreprises s’est créé et tient",
                ["club d’entreprises", "entreprises"],
            ),
        ],
    ),
    Told(
        "Mont-de-Marsan Agglomération",
        steps="Une plateforme collaborative unit structures d’insertion et acteurs de l’emploi, pour un parcours personnalisé et un seul suivi. Le PACTE mobilise les entreprises : formation, parrainage.",
        short_term="Conduire l’appel à projets 100 % inclusion.",
        medium_term="Faire entrer davantage d’entreprises dans la plateforme.",
        needs=[
            (
                "Décloisonner les services qui suivent les mêmes personnes",
                ["coopération", "éviter les doublons"],
            ),
            (
                "Faire entrer les entreprises privées dans une plateforme collaborative",
                ["entreprises", "plateforme collaborative"],
            ),
        ],
        offers=[
            ("L’expérience d’une facilitatrice des clauses d’insertion", ["clauses sociales"]),
            (
                "Le PACTE : mobiliser des entreprises par le parrainage",
                ["entreprises", "parrainage"],
            ),
            (
                "Une plateforme commune au service public de l’emploi et à l’insertion",
                ["plateforme collaborative", "coopération", "éviter les doublons"],
            ),
        ],
    ),
    Told(
        "Communauté de communes Val de Gâtine",
        steps="Territoire d’industrie rural. Une étude de l’emploi et des filières sur cinq intercommunalités, avec l’université ; une autre sur les TPE, qui prévoit un groupement d’employeurs. 80 % des entreprises n’ont pas de salarié.",
        short_term="Mener le diagnostic : ce qui attire les entreprises ici.",
        medium_term="Tenir compte du futur parc naturel régional.",
        needs=[
            (
                "Un stage ou un service civique de six mois pour une étude sur les TPE",
                ["TPE", "étude"],
            )
        ],
        offers=[
            (
                "Études et diagnostic économique pour définir une stratégie",
                ["étude", "méthode", "diagnostic"],
            ),
            (
                "Relier développement économique, ESS et milieu rural",
                ["ESS", "milieu rural"],
            ),
        ],
    ),
    Told(
        "CIAP Champs du Partage",
        steps="Un espace test agricole : une couveuse accompagne vers l’installation, en contrat d’appui ou en stage. Coopérative d’intérêt collectif, partenariats avec des projets alimentaires de territoire.",
        short_term="Obtenir financements et soutien des institutions.",
        medium_term="Faire naître d’autres espaces test et des installations collectives.",
        needs=[
            ("Financer des emplois agricoles", ["financement", "agriculture"]),
            (
                "Entrer dans les règlements d’intervention des financeurs",
                ["financement", "règlements d’intervention"],
            ),
        ],
        offers=[
            (
                "Agriculture alternative et installation autour des villes",
                ["agriculture", "installation"],
            ),
            ("Une couveuse de coopératives agricoles", ["agriculture", "coopérative"]),
        ],
    ),
    Told(
        "Formation professionnelle, recherche en master",
        steps="Un mémoire sur le conseil et la formation : les mêmes demandeurs d’emploi sont suivis par plusieurs opérateurs.",
        medium_term="Dépasser les concurrences entre institutions.",
        needs=[
            (
                "Éviter qu’une personne soit prise en charge deux fois",
                ["éviter les doublons", "coopération"],
            )
        ],
    ),
    Told(
        "CitiZchool",
        steps="Découverte de métiers par les jeunes. Membre, en Gironde, d’un collectif d’acteurs de la jeunesse et de l’emploi qui oriente ensemble, avec des entreprises et une fondation.",
        offers=[("Relier les entreprises et les jeunes", ["jeunes", "entreprises"])],
    ),
    Told(
        "Région Nouvelle-Aquitaine",
        steps="31 démarches territoriales accompagnées. Constat : l’approche collective est presque partout, la coopération pas toujours ; le partage de ce qu’elle produit est à penser.",
        medium_term="Territoire zéro chômeur : 1 expérimentation, 12 projets en structuration.",
        offers=[
            (
                "Modéliser une coopération économique entre acteurs",
                ["coopération", "méthode", "mutualisation"],
            ),
            (
                "Expliquer le règlement d’intervention de la Région",
                ["règlements d’intervention", "financement"],
            ),
        ],
    ),
    Told(
        "Région Nouvelle-Aquitaine, formation",
        steps="Initiatives territoriales pour l’emploi, deuxième appel à projets fin mars 2021 : rapprocher offre et demande, structurer les ressources humaines des entreprises.",
    ),
    Told(
        "Région Nouvelle-Aquitaine, plateforme emploi",
        steps="Une plateforme met en lien sortants de formation et employeurs de 15 filières.",
        short_term="Faire connaître la plateforme, attirer des candidats, répondre aux recruteurs.",
        medium_term="Construire avec les usagers et faire remonter leurs retours.",
        needs=[
            (
                "Une veille des dispositifs et de leurs articulations possibles",
                ["articulation des dispositifs", "veille"],
            ),
            (
                "Connaître les initiatives des territoires pour les valoriser",
                ["répertoire d’initiatives"],
            ),
        ],
        offers=[
            ("Dire quelles aides de la Région existent", ["financement", "aides"]),
            ("Mettre des partenaires en lien", ["réseau d’acteurs", "interconnaissance"]),
            (
                "Présenter les dispositifs régionaux",
                ["articulation des dispositifs", "aides", "veille"],
            ),
        ],
    ),
]

Kind, State = ExchangeItem.Kind, ExchangeItem.State
# Invented, in the metropolis: (territory, kind, text, tags, state, days ago, answer, answered from)
LOCAL = [
    (
        "villeurbanne-les-brosses",
        Kind.NEED,
        "Un facilitateur des clauses pour ouvrir deux marchés publics à l’EBE",
        ["clauses sociales", "entreprises"],
        State.OPEN,
        12,
        "",
        "",
    ),
    (
        "saint-fons-arsenal",
        Kind.OFFER,
        "Prêter notre local de tri un jour par semaine",
        ["mutualisation", "local"],
        State.CONNECTED,
        40,
        "Les Brosses viennent visiter le local et proposent le jeudi.",
        "villeurbanne-les-brosses",
    ),
    (
        "venissieux",
        Kind.NEED,
        "Une méthode pour animer un club d’entreprises du quartier",
        ["club d’entreprises", "réseau d’acteurs", "méthode"],
        State.OPEN,
        5,
        "",
        "",
    ),
    (
        "lyon-8-plaine-santy",
        Kind.NEED,
        "Former deux habitantes à l’animation d’un jardin nourricier",
        ["agriculture", "formation"],
        State.SOLVED,
        90,
        "Deux journées ont eu lieu chez le partenaire maraîcher de la métropole.",
        "metropole-de-lyon",
    ),
]


def load(hub: Territory, users: dict, today: date) -> None:
    """The 22 contributions in the hub's row, and a few needs and offers of its territories."""
    by = users["charge"]
    at = timezone.make_aware(datetime.combine(HELD_ON, time(14)))
    for told in ROWS:
        contribution = Contribution.objects.create(
            territory=hub,
            label=told.label,
            workshop=WORKSHOP,
            on=HELD_ON,
            steps=told.steps,
            short_term=told.short_term,
            medium_term=told.medium_term,
            author=by,
        )
        ExchangeItem.objects.bulk_create(
            ExchangeItem(
                territory=hub,
                contribution=contribution,
                kind=kind,
                text=text,
                tags=tags,
                author=by,
                created_at=at,
            )
            for kind, said in ((Kind.NEED, told.needs), (Kind.OFFER, told.offers))
            for text, tags in said
        )
    places = {t.slug: t for t in [hub, *Territory.objects.of_hub(hub)]}
    for slug, kind, text, tags, state, days, answer, answered_from in LOCAL:
        published = timezone.make_aware(datetime.combine(today - timedelta(days=days), time(10)))
        ExchangeItem.objects.create(
            territory=places[slug],
            kind=kind,
            text=text,
            tags=tags,
            state=state,
            author=by,
            created_at=published,
            answer=answer,
            answered_by=by if answer else None,
            answered_from=places.get(answered_from),
            answered_at=published + timedelta(days=3) if answer else None,
        )
