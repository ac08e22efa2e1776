"""Columns of the figures on levers and trainings, once for page and files."""

from functools import partial

from evaluation.resources.counts import ALL, STATES, Line
from ppde.models import SchemeRequest
from ppde.resources.forms import ANSWERS
from tzcld.ui import french
from tzcld.ui.lists import Column, Table


def _figure(line: Line, kind):
    return line.figure(kind)


SCHEMES = Table(
    name="leviers-en-chiffres",
    one="levier demandé",
    many="leviers demandés",
    empty="Aucun levier n’a encore été demandé.",
    columns=[
        Column("name", "Levier ou programme", head=True, sub=Column("detail", "Nature")),
        *(
            Column(
                state,
                french.upper_first(str(SchemeRequest.State(state).label)),
                css="num",
                value=partial(_figure, kind=state),
                definition="Demandes dont c’est la réponse, ou qui l’attendent.",
            )
            for state in STATES
        ),
        Column("all", "En tout", css="num", value=partial(_figure, kind=ALL)),
    ],
)
ANSWERS_GIVEN = Table(
    name="formations-en-chiffres",
    one="question",
    many="questions",
    feminine=True,
    empty="Personne n’a encore répondu à la fin d’une formation.",
    columns=[
        Column("name", "Formation", head=True, sub=Column("detail", "Question")),
        *(
            Column(
                f"grade{grade}",
                french.upper_first(words),
                css="num",
                value=partial(_figure, kind=int(grade)),
                definition="Personnes qui ont donné cette réponse à la fin.",
            )
            for grade, words in ANSWERS[1:]
        ),
        Column("all", "Réponses", css="num", value=partial(_figure, kind=ALL)),
    ],
)
