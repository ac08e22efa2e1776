"""What waits for the team, counted live in one statement; the next meeting, for whoever may read it."""

from datetime import timedelta

from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from cle.models import Meeting
from ppde.mobilisation import LATE_CONTACT
from tzcld.ui import french

ANSWER_WITHIN = timedelta(days=8)
PAUSE_AHEAD = timedelta(days=14)

SQL = """
select
    (select count(*) from ppde_eligibilityreview where territory_id = %(t)s and outcome = 'pending'),
    (select count(*) from ppde_eligibilityreview where territory_id = %(t)s and outcome = 'incomplete'),
    waiting.n, waiting.late, waiting.oldest,
    pause.n, pause.late, pause.next,
    silent.n, silent.oldest
from
    (select count(*) as n, count(*) filter (where proposed_on < %(answer)s) as late, min(proposed_on) as oldest
     from ebe_proposal where territory_id = %(t)s and reply = 'waiting') waiting,
    (select count(*) as n, count(*) filter (where upper(z.period) <= %(today)s) as late, min(upper(z.period)) as next
     from ppde_pause z join ppde_person p on p.id = z.person_id and p.territory_id = z.territory_id
     where z.territory_id = %(t)s and p.outcome_on is null and p.state = 'paused'
       and upper(z.period) <= %(ahead)s
       and not exists (select from ppde_pause n where n.person_id = z.person_id and lower(n.period) >= upper(z.period))
    ) pause,
    (select count(*) as n, min(coalesce(last_contact_on, volunteer_on)) as oldest
     from ppde_person
     where territory_id = %(t)s and volunteer_on is not null and eligible_on is not null and outcome_on is null
       and state <> 'paused' and coalesce(last_contact_on, volunteer_on) < %(silent)s) silent
"""


def queue(territory) -> dict:
    """The team's week: {"urgent": notices, "items": rows of components/todo.html}. Row security must let persons be read."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(
            SQL,
            {
                "t": territory.pk,
                "today": today,
                "answer": today - ANSWER_WITHIN,
                "ahead": today + PAUSE_AHEAD + timedelta(days=1),
                "silent": today - LATE_CONTACT,
            },
        )
        found = cursor.fetchone()
    pending, incomplete, proposals, late, first, pauses, over, next_end, silent, oldest = found
    items = [
        _proposals(territory, proposals, late, first),
        _reviews(territory, pending, incomplete),
        _pauses(territory, pauses, over, next_end),
    ]
    return {
        "urgent": [n for n in (_silence(territory, silent, oldest, today),) if n],
        "items": [item for item in items if item],
    }


def _address(name: str, territory, query: str = "") -> str:
    return reverse(name, args=[territory.slug]) + query


def _proposals(territory, n, late, first):
    if not n:
        return None
    return {
        "n": n,
        "label": french.accord(
            n, "proposition d’emploi sans réponse,propositions d’emploi sans réponse"
        ),
        "url": _address("ebe:proposal_list", territory, "?reponse=waiting"),
        "note": f"La plus ancienne date du {french.date(first)}",
        "late": bool(late),
        "due": "",
    }


def _reviews(territory, pending, incomplete):
    n = pending + incomplete
    if not n:
        return None
    return {
        "n": n,
        "label": french.accord(
            n, "éligibilité à présenter au comité,éligibilités à présenter au comité"
        ),
        "url": _address(
            "ppde:review_list", territory, "?issue=pending" if pending else "?issue=incomplete"
        ),
        "note": f"dont {french.number(incomplete)} à compléter" if incomplete else "",
        "due": "",
    }


def _pauses(territory, n, over, next_end):
    if not n:
        return None
    last = next_end - timedelta(days=1)
    return {
        "n": n,
        "label": french.accord(n, "pause à réexaminer,pauses à réexaminer"),
        "url": _address("ppde:mobilisation_list", territory, "?etat=paused"),
        "note": f"La première {'a pris' if over else 'prend'} fin le {french.date(last)}",
        "late": bool(over),
        "due": "" if over else french.short_date(last),
    }


def _silence(territory, n, oldest, today):
    if not n:
        return None
    days = (today - oldest).days
    return {
        "tone": "warn",
        "icon": "hourglass",
        "title": f"{french.count(n, 'personne')} sans contact depuis {LATE_CONTACT.days} jours",
        "text": f"{'Cela fait' if n == 1 else 'La plus ancienne'}{french.NBSP}: {french.count(days, 'jour')}.",
        "url": _address("ppde:mobilisation_list", territory),
        "link": "Ouvrir la liste de mobilisation",
    }


def next_meeting(territory):
    """The next meeting of the territory's committees, with `points`, the number of points of its agenda; or None."""
    return (
        Meeting.objects.within(territory)
        .upcoming()
        .exclude(state=Meeting.State.CANCELLED)
        .select_related("committee")
        .annotate(points=Count("agenda"))
        .first()
    )
