"""The first steps of a territory that nobody has worked in yet, in the order in which they serve each other."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from cle.models import Committee, Seat
from territories.models import Estimate, Invitation, Membership, PerimeterUnit, Target, Territory

VERBS = ("territory_edit", "team_edit", "committee_edit")


@dataclass(frozen=True)
class Step:
    """What to do, why, who may, where, and whether it is done."""

    label: str
    why: str
    verb: str
    url: str
    is_done: bool


def steps(scope) -> list[dict]:
    """Rows of components/todo.html of what this account may do here: numbered, those done without link. [] once all are."""
    if not any(map(scope.can, VERBS)):
        return []
    here = scope.territory
    mine = [step for step in _steps(here, _known(here, scope.user)) if scope.can(step.verb)]
    if all(step.is_done for step in mine):
        return []
    return [
        {"icon": "check-circle", "label": step.label, "due": "fait"}
        if step.is_done
        else {"n": n, "label": step.label, "note": step.why, "url": step.url}
        for n, step in enumerate(mine, 1)
    ]


def _steps(here: Territory, done: dict) -> list[Step]:
    committee = done["to_seat"]

    def at(name: str, *args) -> str:
        return reverse(name, args=[here.slug, *args])

    return [
        Step(
            "Indiquer le périmètre",
            "Les communes ou les quartiers\u00a0: ils situent chaque personne.",
            "territory_edit",
            at("territories:piece_create", "perimetre"),
            done["perimeter"],
        ),
        Step(
            "Noter l’estimation des personnes privées d’emploi",
            "L’exhaustivité se mesure sur elle.",
            "territory_edit",
            at("territories:piece_create", "estimation"),
            done["estimate"],
        ),
        Step(
            "Fixer un objectif d’emplois",
            "Dans l’entreprise à but d’emploi et ailleurs.",
            "territory_edit",
            at("territories:piece_create", "objectif"),
            done["target"],
        ),
        Step(
            "Inviter l’équipe",
            "Chaque personne y a son compte et son rôle.",
            "team_edit",
            at("territories:invitation_create"),
            done["team"],
        ),
        Step(
            f"Créer l’instance\u00a0: {here.committee_label}",
            "C’est elle qui décide\u00a0: une séance se prévoit pour une instance.",
            "committee_edit",
            at("cle:committee_create"),
            done["committee"],
        ),
        Step(
            "Nommer qui y siège",
            "Par collège\u00a0: le quorum et les convocations en viennent.",
            "committee_edit",
            at("cle:seat_create", committee) if committee else "",
            done["seats"],
        ),
    ]


def _known(here: Territory, user) -> dict:
    """Which steps are done, and the committee whose seats are named, in one statement.

    The team begins with somebody else than the reader: at work today, or invited.
    """

    def rows(model):
        return model.objects.filter(territory=OuterRef("pk"))

    committees = rows(Committee).filter(kind=Committee.Kind.CLE, is_active=True)
    known = {
        "perimeter": Exists(rows(PerimeterUnit)),
        "estimate": Exists(rows(Estimate)),
        "target": Exists(rows(Target)),
        "team": Exists(rows(Membership).active().exclude(user=user))
        | Exists(rows(Invitation).open()),
        "committee": Exists(committees),
        "seats": Exists(
            rows(Seat)
            .filled()
            .filter(committee__kind=Committee.Kind.CLE, committee__is_active=True)
        ),
        "to_seat": Subquery(committees.order_by("pk").values("pk")[:1]),
    }
    return Territory.objects.filter(pk=here.pk).values(**known).get()
