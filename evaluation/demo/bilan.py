"""The ten questions of the Fund's bilan, in four parts (seed 004, reworded), asked by the hub; the answers are invented."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from evaluation.models import Answer, Question, Questionnaire, Response
from territories.models import Territory

INTRO = (
    "La loi du 14 décembre 2020 demande un bilan de l’expérimentation. Chaque organisation qui y prend part "
    "dit ce qu’elle en pense, ce qu’elle y fait et ce qu’elle propose pour la suite."
)
QUESTIONS = [
    (
        "L’expérimentation et votre organisation",
        [
            ("Que pense votre organisation de l’expérimentation, après plus de huit ans ?", ""),
            ("Qu’en avez-vous appris ?", "Trois enseignements suffisent."),
            (
                "Que pensez-vous de ce qui la fonde ?",
                "Personne n’est inemployable, l’argent ne manque pas, le travail non plus.",
            ),
        ],
    ),
    (
        "Votre place dans la gouvernance",
        [
            ("Quel rôle tenez-vous dans la gouvernance du Fonds ou du comité local ?", ""),
            (
                "Comment y prenez-vous part, et pour quelles raisons ?",
                "Conseil d’administration, examen des habilitations, suivi du bilan, groupes de travail.",
            ),
            (
                "Que retirez-vous d’un engagement dans un projet expérimental ?",
                "Dites aussi si vous aviez déjà pris part à une démarche semblable.",
            ),
        ],
    ),
    (
        "La mise en œuvre",
        [
            ("Comment la mise en œuvre se passe-t-elle, dans les territoires et au national ?", ""),
            (
                "Quels effets voyez-vous au-delà de l’emploi ?",
                "Cohésion sociale, transition écologique, management, compétences, coopération, égalité.",
            ),
        ],
    ),
    (
        "La suite",
        [
            ("Que faut-il retenir de l’expérimentation ?", ""),
            (
                "Quelles évolutions proposez-vous contre le chômage d’exclusion ?",
                "Dans le contexte des politiques de l’emploi d’aujourd’hui.",
            ),
        ],
    ),
]
# Invented: (organisation, origin, account, state, level, text by place of the question)
SHEETS = [
    (
        "Club d’entreprises des Brosses",
        "villeurbanne-les-brosses",
        "cheffe",
        Response.State.VALIDATED,
        Response.Publication.HUB,
        {
            1: "Une démarche qui part des personnes. Nous avons appris à regarder ce qu’un métier demande vraiment, plutôt que le diplôme de qui le fera.",
            2: "Il faut un lieu où l’on se parle chaque mois. L’entreprise à but d’emploi n’est pas une concurrente : elle fait ce que nous ne faisons plus. Les embauches ailleurs comptent autant que les siennes.",
            3: "Nous partageons l’idée que personne n’est inemployable, à condition d’adapter le poste.",
            4: "Un siège au collège des entreprises du comité local.",
            5: "Nous examinons les projets d’activités, pour veiller à ce qu’ils complètent ce qui existe.",
            7: "Le comité local avance bien. Les délais des conventions nous semblent longs.",
            8: "Plus de coopération entre voisins, et deux ateliers de réemploi dont nos adhérents se servent.",
            9: "La proximité : tout se décide à l’échelle d’un quartier.",
            10: "Garder des comités locaux pour toutes les personnes éloignées de l’emploi.",
        },
    ),
    (
        "Régie de quartier Arsenal",
        "saint-fons-arsenal",
        "deux-territoires",
        Response.State.SUBMITTED,
        Response.Publication.FUND,
        {
            1: "Un avis favorable : nous orientons des personnes que nos contrats de deux ans ne suffisaient pas à stabiliser.",
            2: "La durée indéterminée change le rapport au travail. L’encadrement intermédiaire manque partout.",
            7: "Très bonne dans le quartier ; nous connaissons mal l’échelon national.",
            10: "Clarifier la place des entreprises à but d’emploi dans les clauses sociales.",
        },
    ),
    (
        "France Travail, agence de Villeurbanne",
        "villeurbanne-les-brosses",
        "partenaire",
        Response.State.DRAFT,
        Response.Publication.INTERNAL,
        {
            1: "À compléter avec l’équipe : ce que nous voyons du repérage des personnes volontaires."
        },
    ),
]


def load(hub: Territory, users: dict, today: date) -> None:
    """The questionnaire, open for two months around `today`, with a sheet in each state."""
    questionnaire = Questionnaire.objects.create(
        territory=hub,
        title="Contribution au bilan de l’expérimentation",
        intro=INTRO,
        opens_on=today - timedelta(days=30),
        closes_on=today + timedelta(days=30),
        state=Questionnaire.State.OPEN,
        author=users["charge"],
    )
    asked = [(section, *one) for section, rows in QUESTIONS for one in rows]
    questions = Question.objects.bulk_create(
        Question(
            territory=hub,
            questionnaire=questionnaire,
            section=section,
            position=position,
            text=text,
            help=help_text,
        )
        for position, (section, text, help_text) in enumerate(asked, 1)
    )
    places = {t.slug: t for t in Territory.objects.of_hub(hub)}
    for days, (organisation, origin, account, state, level, texts) in enumerate(SHEETS, 4):
        at = timezone.make_aware(datetime.combine(today - timedelta(days=days), time(16, 20)))
        sheet = Response.objects.create(
            territory=hub,
            questionnaire=questionnaire,
            origin=places[origin],
            organisation=organisation,
            state=state,
            publication=level,
            author=users[account],
            saved_at=at,
            sent_at=None if state == Response.State.DRAFT else at,
        )
        Answer.objects.bulk_create(
            Answer(territory=hub, response=sheet, question=questions[place - 1], text=text)
            for place, text in texts.items()
        )
