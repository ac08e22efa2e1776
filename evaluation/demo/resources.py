"""Invented schemes, sessions, commitments and news; what invented persons asked and attended."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from evaluation.demo.ground import Ground
from ppde.models import (
    Consent,
    Enrolment,
    Person,
    SchemeRequest,
    SessionShare,
    Skill,
    Training,
    TrainingPresence,
    TrainingSession,
    TrainingSkill,
)
from territories.models import (
    Commitment,
    CommitmentDelivery,
    Organisation,
    Scheme,
    SchemeNews,
    Territory,
)
from territories.periods import period
from tzcld.users.models import User

STOPS = ("job", "hours", "place", "care", "content")
# name, kind, theme, public, area, organisation, how to mobilise, conditions, days since the last check
SCHEMES = [
    (
        "Prêt de vélo et remise en selle",
        "lever",
        "mobility",
        "Personnes sans permis ni véhicule",
        "Toute la métropole",
        "Maison du vélo",
        "Écrire à l’accueil avec le quartier et les jours souhaités. Réponse en une semaine.",
        "Prêt de six mois, renouvelable une fois.",
        40,
    ),
    (
        "Garage solidaire",
        "lever",
        "mobility",
        "Personnes dont la voiture est en panne",
        "Est de la métropole",
        "Garage solidaire de l’Est",
        "Appeler, puis déposer le devis. L’équipe projet cofinance.",
        "Reste à charge selon les revenus.",
        75,
    ),
    (
        "Permis de conduire : aide à l’inscription",
        "lever",
        "mobility",
        "Personnes avec un projet d’emploi qui demande le permis",
        "Toute la métropole",
        "Plateforme mobilité",
        "Remplir la demande en ligne avec la personne.",
        "Trois commissions par an.",
        260,
    ),
    (
        "Halte-garderie à horaires élargis",
        "lever",
        "care",
        "Parents d’enfants de moins de trois ans",
        "Six communes",
        "Réseau petite enfance",
        "Appeler le matin pour la semaine suivante.",
        "Quatre demi-journées au plus.",
        30,
    ),
    (
        "Ateliers de français vers l’emploi",
        "lever",
        "language",
        "Personnes qui veulent mieux parler ou écrire le français",
        "Centres sociaux",
        "Association Mots d’ici",
        "Test de niveau sur rendez-vous, entrée toutes les six semaines.",
        "",
        20,
    ),
    (
        "Prêt d’ordinateur et atelier numérique",
        "lever",
        "digital",
        "Personnes sans équipement",
        "Médiathèques",
        "Médiation numérique",
        "Orienter vers la permanence du mercredi.",
        "",
        95,
    ),
    (
        "Tenue et équipement de travail",
        "lever",
        "equipment",
        "Personnes qui prennent un poste",
        "Toute la métropole",
        "Vestiaire solidaire",
        "Prendre rendez-vous, venir avec la promesse d’embauche.",
        "Une dotation par an.",
        230,
    ),
    (
        "Écrivain public et accès aux droits",
        "lever",
        "rights",
        "Toutes",
        "Maisons de la métropole",
        "Point d’accès aux droits",
        "Permanence sans rendez-vous le mardi.",
        "",
        15,
    ),
    (
        "Parcours Repère : remise à l’emploi accompagnée",
        "programme",
        "employment",
        "Allocataires du RSA depuis plus de deux ans",
        "Toute la métropole",
        "Service insertion de la métropole",
        "Fiche d’orientation signée avec la personne, envoyée au service.",
        "Accompagnement de neuf mois.",
        50,
    ),
    (
        "Chantier d’insertion espaces verts",
        "programme",
        "employment",
        "Personnes éloignées de l’emploi",
        "Rive gauche",
        "Chantier des berges",
        "Réunion d’information chaque premier lundi.",
        "Contrat de 26 h, douze mois.",
        65,
    ),
    (
        "Couveuse d’activités",
        "programme",
        "business",
        "Personnes avec un projet d’activité",
        "Toute la métropole",
        "Couveuse métropolitaine",
        "Entretien de projet, puis comité.",
        "",
        190,
    ),
    (
        "Préparation à un titre d’agent de propreté",
        "programme",
        "training",
        "Personnes intéressées par la propreté",
        "Toute la métropole",
        "Organisme de formation commun",
        "Positionnement avec le conseiller France Travail.",
        "Deux cents heures et un stage.",
        120,
    ),
]
TRAININGS = [
    (
        "Premiers gestes professionnels",
        70,
        "Prendre ses repères dans une équipe, travailler en sécurité, organiser sa journée.",
        ["Accueillir du public", "Appliquer les règles d’hygiène"],
    ),
    (
        "Remise à niveau : lire, écrire, compter au travail",
        105,
        "Lire une consigne, remplir une fiche, compter un stock.",
        ["Écrire un courriel, remplir un tableau"],
    ),
    (
        "Gestes du réemploi",
        35,
        "Trier, tester, remettre en état et mettre en rayon.",
        ["Trier et remettre en état", "Tenir une caisse"],
    ),
]
NEWS = [
    (
        3,
        "Le prêt de vélo passe de trois à six mois",
        "La Maison du vélo allonge le prêt. Les demandes en cours sont prolongées sans démarche.",
        "Prêt de vélo et remise en selle",
    ),
    (
        10,
        "Nouvelle entrée aux ateliers de français le 7 décembre",
        "Vingt places sont ouvertes. Le test de niveau se prend avant la fin du mois.",
        "Ateliers de français vers l’emploi",
    ),
    (
        24,
        "Parcours Repère : la fiche d’orientation change",
        "La nouvelle fiche tient sur une page et se signe avec la personne.",
        "Parcours Repère : remise à l’emploi accompagnée",
    ),
    (
        45,
        "La couveuse ouvre une permanence par mois dans chaque territoire",
        "Demandez la date à la couveuse. L’entretien dure une heure.",
        "Couveuse d’activités",
    ),
]
PROMISES = [("jobs", 4), ("immersion", 6), ("interview", 5), ("training", 8), ("visit", 3)]


def fill_hub(hub: Territory, by: User, today: date) -> None:
    """The common directory, the catalogue, two sessions of each training, and the news."""
    fields = ("name", "kind", "theme", "public", "area", "organisation", "how_to", "conditions")
    Scheme.objects.bulk_create(
        Scheme(
            territory=hub,
            checked_on=today - timedelta(days=row[-1]),
            **dict(zip(fields, row[:-1], strict=True)),
        )
        for row in SCHEMES
    )
    schemes = {scheme.name: scheme for scheme in Scheme.objects.filter(territory=hub)}
    SchemeNews.objects.bulk_create(
        SchemeNews(
            territory=hub,
            title=title,
            text=text,
            scheme=schemes[about],
            author=by,
            published_at=timezone.make_aware(
                datetime.combine(today - timedelta(days=days), time(9, 30))
            ),
        )
        for days, title, text, about in NEWS
    )
    skills = {skill.name: skill for skill in Skill.objects.filter(territory=hub)}
    for n, (title, hours, objectives, given) in enumerate(TRAININGS):
        training = Training.objects.create(
            territory=hub,
            title=title,
            hours=hours,
            objectives=objectives,
            provider="Organisme de formation commun",
        )
        TrainingSkill.objects.bulk_create(
            TrainingSkill(territory=hub, training=training, skill=skills[name]) for name in given
        )
        for start in (today - timedelta(days=70 + 12 * n), today + timedelta(days=18 + 9 * n)):
            _session(hub, training, start - timedelta(days=start.weekday()))


def _session(hub: Territory, training: Training, start: date) -> None:
    places = list(Territory.objects.filter(hub=hub).order_by("name"))
    session = TrainingSession.objects.create(
        territory=hub,
        training=training,
        starts_on=start,
        ends_on=start + timedelta(days=11),
        place="Plateau commun de formation",
        places=2 * len(places) + 2,
    )
    SessionShare.objects.bulk_create(
        SessionShare(territory=place, session=session, places=2) for place in places
    )


def fill_territory(ground: Ground) -> None:
    """Commitments of the partners; enrolments, presence and requests of persons met."""
    territory, today = ground.territory, ground.today
    rng = random.Random(f"leviers {territory.slug}")
    _commitments(territory, today, rng)
    _correct_one(ground)
    persons = list(
        Person.objects.filter(territory=territory, interviewed_on__isnull=False, outcome_on=None)
        .order_by("number")
        .only("pk", "number", "territory")
    )
    _enrol(territory, persons, today, rng)
    schemes = list(Scheme.objects.filter(territory=territory.hub_id).order_by("pk"))
    requests = SchemeRequest.objects.bulk_create(
        _request(territory, person, rng.choice(schemes), ground, rng)
        for person in rng.sample(persons, min(len(persons), 14))
    )
    _agree(territory, requests)


def _agree(territory: Territory, requests: list[SchemeRequest]) -> None:
    """The territory knows the organisation that each lever was asked from, and the person agreed that it be told."""
    known = {row.name: row for row in Organisation.objects.filter(territory=territory)}
    for name in sorted({row.scheme.organisation for row in requests} - known.keys()):
        known[name] = Organisation.objects.create(
            territory=territory, name=name, kind=Organisation.Kind.ASSOCIATION
        )
    Consent.objects.bulk_create(
        Consent(
            territory=territory,
            person=row.person,
            purpose=Consent.Purpose.SHARING,
            organisation=known[row.scheme.organisation],
            is_given=True,
            on=row.asked_on,
            channel=Consent.Channel.PAPER,
            proof="Formulaire signé, classeur du bureau",
            recorded_by=row.author,
        )
        for row in requests
    )


def _correct_one(ground: Ground) -> None:
    """One line noted twice, then withdrawn with its reason."""
    given = CommitmentDelivery.objects.filter(territory=ground.territory).order_by("-on", "pk")
    if row := given.first():
        CommitmentDelivery.objects.create(
            territory=ground.territory,
            commitment_id=row.commitment_id,
            on=row.on,
            number=row.number,
            corrects=row,
            is_withdrawn=True,
            reason="Notée deux fois.",
            author=ground.team[0],
        )


def _commitments(territory: Territory, today: date, rng: random.Random) -> None:
    organisations = list(Organisation.objects.filter(territory=territory).order_by("pk"))
    for organisation in rng.sample(organisations, min(len(organisations), 4)):
        kind, promised = rng.choice(PROMISES)
        until = today + timedelta(days=rng.choice([-20, 12, 25, 80, 200]))
        row = Commitment.objects.create(
            territory=territory,
            organisation=organisation,
            kind=kind,
            promised=promised,
            period=period(until - timedelta(days=300), until),
        )
        CommitmentDelivery.objects.bulk_create(
            CommitmentDelivery(
                territory=territory,
                commitment=row,
                on=max(row.since, today - timedelta(days=rng.randint(25, 200))),
            )
            for _ in range(rng.randint(0, promised))
        )


def _enrol(territory: Territory, persons: list[Person], today: date, rng: random.Random) -> None:
    shares = SessionShare.objects.filter(territory=territory).select_related("session")
    rows: list[Enrolment] = []
    for share in shares.order_by("session__starts_on", "pk"):
        past = share.session.ends_on < today
        wanted = min(len(persons), share.places if past else rng.randint(1, share.places))
        for person in rng.sample(persons, wanted):
            row = Enrolment(territory=territory, person=person, session=share.session)
            row.state = "completed" if past else "enrolled"
            # One in seven stopped after the first week.
            if past and person.number % 7 == 0:
                row.state, row.stop = "dropped", STOPS[person.number % len(STOPS)]
                row.last_on = share.session.starts_on + timedelta(days=4)
            if past:
                row.useful, row.clear, row.welcome = rng.choices([2, 3, 4], [1, 3, 4], k=3)
            rows.append(row)
        share.taken = wanted
        share.save(update_fields=["taken"])
    Enrolment.objects.bulk_create(rows)
    TrainingPresence.objects.bulk_create(
        TrainingPresence(
            territory=territory,
            enrolment=row,
            on=row.session.starts_on + timedelta(days=day),
            present=rng.random() < 0.93,
        )
        for row in rows
        if row.state != "enrolled"
        for day in ((0, 1, 2, 3, 4) if row.last_on else (0, 1, 2, 3, 4, 7, 8, 9, 10, 11))
    )


def _request(territory, person, scheme, ground: Ground, rng: random.Random) -> SchemeRequest:
    asked = ground.today - timedelta(days=rng.randint(3, 120))
    row = SchemeRequest(
        territory=territory,
        person=person,
        scheme=scheme,
        asked_on=asked,
        author=rng.choice(ground.team),
    )
    if asked < ground.today - timedelta(days=25):
        row.state = rng.choices(["obtained", "refused", "dropped"], [6, 2, 1])[0]
        row.closed_on = asked + timedelta(days=rng.randint(4, 20))
        if person.number % 7 == 0:  # nobody noted what became of it
            row.state, row.closed_on = "asked", None
    return row
