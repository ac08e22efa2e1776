"""Letters to a person, in plain French: short sentences, one idea each, the person is « vous » (peers.md C20).

A letter is chosen by situation. It says where the person stands, what that means, what comes next, the rights, the contact.
`is_private`: the page opened by a link says less (see ppde.operations.person_pages): no date, no reason.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists
from django.utils import timezone

from ppde import mobilisation
from ppde.departures import departure_of, left_on
from ppde.letters.situations import has_to_answer, latest_refusal
from ppde.models import (
    ELSEWHERE,
    Desk,
    EventKind,
    ListRule,
    OutcomeKind,
    Pause,
    Person,
    RefusalReview,
)
from ppde.operations.journey import PROPOSALS, to_be_hired
from ppde.privacy.notices import in_a_letter
from tzcld.ui import french

S = Person.State
DATA, YOUR_RIGHTS = LEGAL = ("Vos données", "Vos droits")


@dataclass(frozen=True)
class Letter:
    """A letter in sections of sentences: (heading, sentences)."""

    situation: str
    title: str
    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    contact: list[tuple[str, str]] = field(default_factory=list)

    @property
    def news(self) -> list[tuple[str, list[str]]]:
        """What concerns the person today, before whom to ask."""
        return [section for section in self.sections if section[0] not in LEGAL]

    @property
    def legal(self) -> list[tuple[str, list[str]]]:
        """What each letter repeats, after whom to ask: on paper, overleaf."""
        return [section for section in self.sections if section[0] in LEGAL]


def compose(person: Person, situation: str, desk: Desk, *, is_private: bool = False) -> Letter:
    """The letter of this situation."""
    title, here, meaning, after = COMPOSERS[situation](person, is_private)
    sections = [
        ("Où vous en êtes", here),
        ("Ce que cela veut dire", meaning),
        ("La suite", after),
        (DATA, in_a_letter(person.territory)),
        (YOUR_RIGHTS, RIGHTS),
    ]
    found = [(heading, said) for heading, said in sections if said]
    return Letter(situation, title, found, _contact(person, desk, is_private))


RIGHTS = [
    "Vous pouvez demander à lire votre dossier.",
    "Vous pouvez faire corriger une erreur.",
    "Vous pouvez demander qui a lu votre dossier.",
    "Vous pouvez demander d’arrêter, à tout moment.",
    "Si un problème reste sans réponse, vous pouvez écrire à la CNIL (www.cnil.fr).",
]
RANK_MEANS = [
    "Le rang suit l’ordre des dates de volontariat.",
    "Personne ne vous juge et personne ne vous note.",
    "Votre rang avance quand une personne avant vous trouve un emploi.",
]


def _committee(person: Person) -> str:
    return person.territory.committee_label


def _meeting(person: Person, is_private: bool):
    here = ["Vous avez rencontré l’équipe."] if person.met_on else ["Nous voulons vous rencontrer."]
    return (
        "Faisons connaissance",
        here,
        [
            "Le territoire veut proposer un emploi à chaque personne qui en est privée depuis longtemps.",
            "C’est vous qui décidez. Rien n’est obligatoire.",
        ],
        [
            "Nous parlons ensemble de vos envies et de ce que vous savez faire.",
            "Si vous le souhaitez, vous signez un acte de volontariat.",
            "La date de votre signature donne votre place sur la liste.",
        ],
    )


def _volunteer(person: Person, is_private: bool):
    signed = "" if is_private else f" le {french.date(person.volunteer_on)}"
    return (
        "Votre volontariat est enregistré",
        [f"Vous avez signé votre acte de volontariat{signed}.", "Cette date est gardée."],
        ["Elle donne votre place sur la liste de mobilisation.", *RANK_MEANS[:2]],
        [
            f"Le {_committee(person)} regarde si les conditions de la loi sont réunies.",
            "Il ne voit pas votre nom. Il voit un numéro.",
            "Nous vous disons ensuite ce qu’il a décidé.",
        ],
    )


def _decision(person: Person, is_private: bool):
    if person.state == S.NOT_ELIGIBLE:
        return _refusal(person)
    on = "" if is_private else f" le {french.date(person.eligible_on)}"
    return (
        "Le comité a dit oui",
        [
            f"Le {_committee(person)} a pris sa décision{on}.",
            "Les conditions de la loi sont réunies pour vous.",
        ],
        ["Vous êtes sur la liste de mobilisation.", *_rank(person), *RANK_MEANS],
        _next_on_list(person, is_private, _past(person)),
    )


def _refusal(person: Person):
    return (
        "La décision du comité",
        [
            f"Le {_committee(person)} a examiné votre situation.",
            "Il n’a pas reconnu toutes les conditions aujourd’hui.",
        ],
        [
            "Ce n’est pas un jugement sur vous.",
            "Vous n’êtes pas sur la liste pour le moment.",
        ],
        [
            "Vous pouvez nous demander quelle condition manque.",
            "Si votre situation change, vous pouvez signer un nouvel acte de volontariat.",
            "Nous demandons alors un nouvel examen.",
            "Nous pouvons chercher avec vous une autre solution.",
        ],
    )


def _rank(person: Person) -> list[str]:
    place = mobilisation.place(person)
    if not place:
        return []
    rank, length = place
    if length == 1:
        return ["Vous êtes la seule personne sur la liste."]
    return [f"Votre rang\u00a0: {french.number(rank)} sur {french.number(length)} personnes."]


def _past(person: Person) -> dict[str, bool]:
    """What may change a letter of the list, asked at once: most persons have none of it, and no row is looked for then.

    `leaves`: an exit is planned; `moved`: the date is that of a refusal; `was_proposed`: a post was, and a hire may be awaited.
    """
    asked = {
        "leaves": Exists(person.outcomes.to_come()),
        "moved": Exists(mobilisation.moves_by_refusal(person)),
        "was_proposed": Exists(person.events.filter(kind__in=PROPOSALS)),
    }
    return Person.objects.filter(pk=person.pk).annotate(**asked).values(*asked).get()


def _next_on_list(person: Person, is_private: bool, past: dict[str, bool]) -> list[str]:
    """What comes next for somebody of the list: an exit that is planned, a hire that is awaited, else a post."""
    return (
        (_leaving(person, is_private) if past["leaves"] else [])
        or (_hire(person, is_private) if past["was_proposed"] else [])
        or [
            "Quand un emploi est créé, il est proposé dans l’ordre des rangs.",
            "Vous choisissez votre temps de travail.",
            "Vous pouvez dire oui ou non.",
            "En attendant, nous pouvons vous proposer un atelier, une visite ou une formation.",
        ]
    )


def _hire(person: Person, is_private: bool) -> list[str]:
    """After a yes that no hire has followed yet."""
    pk = person.pk
    post = to_be_hired(person.territory_id, [pk]).get(pk, "")
    if not post:
        return []
    which = "" if is_private else f"\u00a0: {post}"
    return [
        f"Vous avez dit oui à un emploi{which}.",
        "L’employeur prépare votre embauche.",
        "Vous gardez votre rang jusqu’à votre premier jour.",
        "Si cela change, dites-le-nous.",
    ]


def _leaving(person: Person, is_private: bool) -> list[str]:
    """An exit whose day has not come: no other job is proposed until then."""
    leaving = person.outcomes.to_come().first()
    if leaving is None:
        return []
    day = "bientôt" if is_private else f"le {french.date(leaving.on)}"
    return [
        f"Vous quittez la liste {day}\u00a0: votre départ est prévu.",
        "Si cela change, dites-le-nous.",
    ]


def _list(person: Person, is_private: bool):
    past = _past(person)
    since = [] if is_private else _since(person, moved=past["moved"])
    return (
        "Votre place sur la liste",
        ["Vous êtes sur la liste de mobilisation.", *_rank(person), *since],
        RANK_MEANS,
        _next_on_list(person, is_private, past),
    )


def _since(person: Person, *, moved: bool) -> list[str]:
    on = french.date(person.volunteer_on)
    act = mobilisation.moved_by_refusal(person) if moved else None
    if act:
        return [
            f"Votre rang était celui du {french.date(act.before_on)}.",
            f"Depuis votre refus, il compte à partir du {on}.",
        ]
    return [f"Vous êtes volontaire depuis le {on}."]


def _proposal(person: Person, is_private: bool):
    told = person.events.filter(kind=EventKind.PROPOSAL, corrections=None)
    fact = told.order_by("-on", "-pk").first()
    what = [f"{fact.text.rstrip('.')}."] if fact and fact.text and not is_private else []
    # The time to answer is that of the rule when the post was proposed; the effect, that of the rule on the day of the answer.
    rule = ListRule.objects.for_list(person.territory, fact.on if fact else None)
    last = (fact.on if fact else timezone.localdate()) + timedelta(rule.reply_days)
    if fact and not is_private:
        until = f"Dites-nous votre réponse avant la fin du {french.date(last)}."
    else:
        days = french.count(rule.reply_days, "jour")
        until = f"Vous avez {days} pour répondre, depuis le jour de la proposition."
    return (
        "Un emploi vous est proposé",
        ["Un emploi vous est proposé.", *what, until],
        ["Vous êtes libre de dire oui ou non.", *_if_no(person, last, is_private), *_rank(person)],
        [
            "Appelez-nous ou venez nous voir pour en parler.",
            "Vous pouvez visiter le lieu de travail avant de répondre.",
            "Sans réponse de vous, cet emploi peut être proposé à une autre personne.",
        ],
    )


def _if_no(person: Person, last: date, is_private: bool) -> list[str]:
    """What the list's rule makes of a refusal, said before the answer: of each version in force up to the last day to answer."""
    today = timezone.localdate()
    told: list[tuple[date | None, list[str]]] = []
    for day, rule in ListRule.objects.over(person.territory, today, max(last, today)):
        words = _refused(person, rule)
        if not told or told[-1][1] != words:
            told.append((day, words))
    if len(told) == 1:
        return told[0][1]
    if is_private:
        return [
            "Si vous dites non, ce que cela change dépend du jour de votre réponse.",
            "Demandez-nous ce que dit la règle.",
        ]
    changes_on = told[1][0]
    return [
        f"{f'À partir du {french.date(day)}' if day else f'Avant le {french.date(changes_on)}'}\u00a0: {french.lower_first(sentence)}"
        for day, words in told
        for sentence in words
    ]


def _refused(person: Person, rule: ListRule) -> list[str]:
    match rule.refusal:
        case ListRule.Refusal.BACK:
            return ["Si vous dites non, votre rang devient celui de la date de votre refus."]
        case ListRule.Refusal.ASK:
            return [f"Si vous dites non, le {_committee(person)} dit ce que cela change."]
        case ListRule.Refusal.PAUSE:
            pause = f"vous êtes en pause pendant {french.count(rule.refusal_pause_months, 'mois', 'mois')}"
            when = (
                "Si vous dites non"
                if rule.refusals == 1
                else f"Au bout de {french.count(rule.refusals, 'refus', 'refus')}"
            )
            return [f"{when}, {pause}.", "Dans tous les cas, vous gardez votre rang."]
    return ["Si vous dites non, vous gardez votre rang."]


def _pause(person: Person, is_private: bool):
    pause = person.pauses.filter(period__contains=timezone.localdate()).first()
    # The rule of the list may have given it: the person asked for nothing then.
    is_asked = pause is None or pause.reason != Pause.Reason.REFUSALS
    here = ["Vous avez demandé une pause."]
    if not is_asked:
        here = [
            "Une pause est en cours."
            if is_private
            else "Après un refus ou plusieurs, la règle de la liste prévoit une pause."
        ]
    if pause and pause.until and not is_private:
        here.append(f"Elle dure jusqu’au {french.date(pause.until)}.")
    after = ["À la fin de la pause, vous êtes de nouveau disponible."]
    if is_asked:
        after += ["Vous pouvez reprendre plus tôt.", "Vous pouvez demander une pause plus longue."]
    else:
        after += ["Dire non reste votre droit.", "Vous pouvez nous demander ce que dit la règle."]
    other = ""
    if has_to_answer(person):
        other = "autre "
        after.insert(0, "Un emploi vous a déjà été proposé\u00a0: dites-nous votre réponse.")
    return (
        "Vous êtes en pause",
        here,
        [
            "Vous gardez votre rang.",
            *_rank(person),
            f"Aucun {other}emploi ne vous est proposé pendant la pause.",
        ],
        after,
    )


def _after_refusal(person: Person, is_private: bool):
    """What the committee decided of a refusal, or that it will."""
    review = latest_refusal(person)
    on = "" if is_private or review is None else f" le {french.date(review.refused_on)}"
    here = [f"Vous avez dit non à un emploi{on}."]
    after = ["Dire non reste votre droit.", "Un autre emploi peut vous être proposé."]
    if review is None or not review.is_decided:
        here.append(f"Le {_committee(person)} va dire ce que cela change.")
        meaning = ["En attendant, vous gardez votre rang.", *_rank(person)]
        after.append("Nous vous écrivons quand il a décidé.")
        return "Votre refus d’un emploi", here, meaning, after
    day = "" if is_private else f" le {french.date(review.decided_on)}"
    here.append(f"Le {_committee(person)} a pris sa décision{day}.")
    if not is_private:
        here.append(f"Elle porte la référence {review.decision}.")
    meaning = list(REFUSAL_MEANS[review.effect])
    if review.effect == RefusalReview.Effect.LEAVES:
        after = ["Si votre situation change, venez nous voir pour revenir sur la liste."]
    else:
        meaning += _rank(person)
    after.append("Vous pouvez nous demander pourquoi le comité a décidé cela.")
    after.append("Vous pouvez lui demander de regarder de nouveau votre situation.")
    return "La décision du comité après votre refus", here, meaning, after


REFUSAL_MEANS = {
    RefusalReview.Effect.KEEP: ("Votre refus ne change rien.", "Vous gardez votre rang."),
    RefusalReview.Effect.BACK: (
        "Vous restez sur la liste.",
        "Votre rang est maintenant celui de la date de votre refus.",
    ),
    RefusalReview.Effect.LEAVES: ("Vous n’êtes plus sur la liste de mobilisation.",),
}


def _exit(person: Person, is_private: bool):
    kind, on = person.outcome_kind, person.outcome_on
    if kind == OutcomeKind.EBE and (last_day := left_on(departure_of(person))):
        return _departure(last_day, is_private)
    if kind == OutcomeKind.EBE or kind in ELSEWHERE:
        title, what = (
            "Vous avez un emploi",
            ["Vous avez un emploi.", "Nous en sommes heureux avec vous."],
        )
        after = ["Nous prenons de vos nouvelles après 3, 6 et 12 mois, si vous le voulez bien."]
    else:
        title, what = (
            "Vous avez quitté la liste",
            ["Vous n’êtes plus sur la liste de mobilisation."],
        )
        after = []
    day = [] if is_private else [f"C’est noté depuis le {french.date(on)}."]
    after.append(
        "Si votre situation change, venez nous voir\u00a0: nous regardons ensemble comment revenir."
    )
    return (
        title,
        [*what, *day],
        KEPT,
        after,
    )


KEPT = ["Nous gardons votre dossier le temps prévu par la loi, puis il est effacé."]


def _departure(last_day: date, is_private: bool):
    day = [] if is_private else [f"Il a pris fin le {french.date(last_day)}."]
    return (
        "Votre contrat dans l’EBE est terminé",
        ["Votre contrat dans l’entreprise à but d’emploi est terminé.", *day],
        KEPT,
        [
            "Nous regardons avec vous ce que vous souhaitez maintenant.",
            "Vous pouvez demander à revenir sur la liste.",
            "Appelez-nous ou venez nous voir.",
        ],
    )


COMPOSERS = {
    "rencontre": _meeting,
    "volontariat": _volunteer,
    "decision": _decision,
    "rang": _list,
    "proposition": _proposal,
    "pause": _pause,
    "refus": _after_refusal,
    "sortie": _exit,
}


def _contact(person: Person, desk: Desk, is_private: bool) -> list[tuple[str, str]]:
    """How to join the team; the referent by name on paper only."""
    referent = str(person.referent) if person.referent_id and not is_private else ""
    told = [
        ("Votre référent·e", referent),
        ("Téléphone", desk.phone),
        ("Adresse électronique", desk.email),
        ("Où venir", desk.place or person.territory.welcome),
        ("Quand", desk.hours),
    ]
    return [(label, value) for label, value in told if value]
