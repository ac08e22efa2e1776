"""Verbs of the portfolio."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, ActivityPartner
from cle.models import Decision
from ebe.models import whole_territories
from territories import journal
from territories.models import Territory
from territories.names import refuse_names
from territories.scoping import scope_of
from territories.webhooks import events
from territories.webhooks.models import Kind
from tzcld.ui import french

State = Activity.State
FIELDS = [
    "name",
    "sector",
    "state",
    "need",
    "description",
    "carrier_id",
    "decision_id",
    "undecided_because",
    "expected_fte",
    "started_on",
    "is_public",
]


DONE_SINCE = Activity.DONE_SINCE
GROUND = ["decision_id", "undecided_because"]
# Supplementarity decided first (domain.md §5.1).
RESTS_ON_DECISION = (State.DECIDED, *DONE_SINCE)


@transaction.atomic
def save_activity(
    activity: Activity, *, partners: Iterable[Territory], by, reason: str = ""
) -> Activity:
    """Create or change an activity and the territories it is shared with; the journal keeps what changed.

    `reason`: why what the team already does has no decision here (it is older than the platform). Raises ValidationError: it
    becomes « décidée », « en test », « en production » or « en revue » without a decision of the committee that stands, or
    loses it. The form has cleaned the rest; the database refuses a carrier or a decision of another territory.
    """
    rows = Activity.objects.select_for_update().filter(pk=activity.pk)
    before = rows.values(*FIELDS).first() if activity.pk else None
    _refuse_undecided(activity, before or {}, reason=reason, by=by)
    if reason.strip() and activity.state in DONE_SINCE and activity.decision is None:
        activity.undecided_because = reason.strip()
    if words := not_begun(activity.state, activity.started_on):
        raise ValidationError({"started_on": words})
    typed = {name: getattr(activity, name) for name in ("name", "need", "description")}
    refuse_names(activity.territory, by, **typed)
    if before is None:
        activity.save()
        after = {"name": activity.name, "state": activity.state}
        journal.record("create", activity, by=by, after=after, reason=reason)
        _announce(activity)
    else:
        activity.save(update_fields=[name.removesuffix("_id") for name in FIELDS])
        old, new = journal.changes(activity, FIELDS, before)
        if new:
            journal.record("update", activity, by=by, before=old, after=new, reason=reason)
            _announce(activity)
    _share(activity, {t.pk for t in partners}, by=by)
    return activity


@transaction.atomic
def record_ground(
    activity: Activity, *, decision: Decision | None = None, reason: str = "", by
) -> Activity:
    """The decision on which an activity under way rests, else `reason`: why there is none here. Raises ValidationError by
    field without either, or when the activity has its decision."""
    row = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if row.decision_id or row.state not in DONE_SINCE:
        raise ValidationError(
            "Cette activité a déjà sa décision, ou n’est plus menée\u00a0: rouvrez sa page."
        )
    reason = reason.strip()
    if decision is None and not reason:
        raise ValidationError(
            {"decision": "Choisissez la décision, ou écrivez pourquoi il n’y en a pas ici."}
        )
    old = {name: getattr(row, name) for name in GROUND}
    row.decision, row.undecided_because = decision, "" if decision else reason
    _refuse_undecided(row, {"state": row.state, "decision_id": None}, reason=reason, by=by)
    before, after = journal.changes(row, GROUND, old)
    row.save(update_fields=["decision", "undecided_because"])
    journal.record("update", row, by=by, before=before, after=after, reason=reason)
    return row


def not_begun(state: str, started_on) -> str:
    """Why an activity that runs has not begun on a day to come."""
    if state not in DONE_SINCE or not started_on or started_on <= timezone.localdate():
        return ""
    return (
        f"L’activité est dite « {State(state).label} », et le {french.numeric_date(started_on)} n’est pas encore passé. "
        "Écrivez le jour où elle a commencé, ou un autre état."
    )


@transaction.atomic
def delete_activity(activity: Activity, *, reason: str, by) -> None:
    """Recorded twice or by mistake: the row goes, the journal keeps what it said. What a decision founds, or somebody wishes
    for, stays."""
    row = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    journal.refuse_no_reason(reason, "Écrivez pourquoi cette activité est supprimée.")
    if row.decision_id:
        raise ValidationError(
            "Une décision du comité fonde cette activité : elle reste. Dites-la arrêtée plutôt."
        )
    before = {name: getattr(row, name) for name in FIELDS}
    journal.record("delete", row, by=by, before=before, reason=reason.strip())
    _announce(row)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            row.delete()
            # Rows out of this account's reach refer to it for the database alone, which would say it at the end only.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (ProtectedError, IntegrityError):
        raise ValidationError(
            "D’autres lignes renvoient à cette activité, par exemple ce que souhaite une personne : elle reste. "
            "Dites-la arrêtée plutôt."
        ) from None


def _refuse_undecided(activity: Activity, before: dict, *, reason: str, by) -> None:
    was, state, decision = before.get("state"), activity.state, activity.decision
    rests = state in RESTS_ON_DECISION
    enters = (state in DONE_SINCE and was not in DONE_SINCE) or state == State.DECIDED != was
    if enters and decision is None:
        _refuse_no_decision(activity, reason=reason, by=by)
    if rests and was in RESTS_ON_DECISION and before["decision_id"] and decision is None:
        raise ValidationError(
            {
                "decision": "Son état repose sur cette décision. Choisissez-en une autre, ou changez l’état de l’activité."
            }
        )
    changes = activity.decision_id != before.get("decision_id")
    if decision and (enters or changes) and not rests_on(decision):
        raise ValidationError(
            {
                "decision": "Cette décision n’est pas une supplémentarité adoptée, ou elle est rectifiée depuis."
            }
        )


def _refuse_no_decision(activity: Activity, *, reason: str, by) -> None:
    """« En test » or further without a decision: what the team already did before the platform, and says why."""
    if activity.state != State.DECIDED and activity.territory.is_hub:
        # The committees of the territories that share it decide.
        return
    is_team = activity.territory_id in whole_territories(scope_of(by), "activity_edit")
    if activity.state in DONE_SINCE and is_team and reason.strip():
        return
    asked = (
        "Une activité est décidée par le comité avant d’être en test ou en production"
        if activity.state in DONE_SINCE
        else "Une activité est décidée par le comité"
    )
    raise ValidationError(
        {
            "decision": f"{asked}\u00a0: choisissez sa décision, adoptée et de nature «\u00a0supplémentarité\u00a0»."
        }
    )


def rests_on(decision: Decision) -> bool:
    """An activity may be decided by it."""
    return decision.stands and decision.kind == Decision.Kind.SUPPLEMENTARITY


@transaction.atomic
def give_back(activity: Activity, *, by, reason: str) -> Activity:
    """Its decision stands no more: decided by it alone, the activity is again what it was before.

    ValidationError for what is done since on this ground: the team says what becomes of it.
    """
    row = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if row.state in DONE_SINCE:
        raise ValidationError(
            f"Elle est {row.get_state_display()} depuis. L’équipe dit sur sa page ce qu’elle devient."
        )
    state = row.state
    if state == State.DECIDED:
        state = journal.state_before(row, State.DECIDED, State.HUB_OPINION)
    return _move(row, state, None, by=by, reason=reason)


@transaction.atomic
def follow_decision(activity: Activity, decision: Decision, *, by, reason: str) -> Activity | None:
    """Another decision took the place of that of the activity; a supplementarity adopted is its ground from now on."""
    if not rests_on(decision):
        return None
    row = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    state = State.DECIDED if activity.state == State.DECIDED else row.state
    return _move(row, state, decision, by=by, reason=reason)


def _move(row: Activity, state: str, decision: Decision | None, *, by, reason: str) -> Activity:
    names = ["state", "decision_id"]
    old = {name: getattr(row, name) for name in names}
    row.state, row.decision = state, decision
    before, after = journal.changes(row, names, old)
    row.save(update_fields=["state", "decision"])
    journal.record("update", row, by=by, before=before, after=after, reason=reason)
    _announce(row)
    return row


def _announce(activity: Activity) -> None:
    """To the information systems that asked: its address in the API, which answers 404 once it is deleted."""
    path = reverse("api:activity-detail", args=[activity.pk])
    events.emit(Kind.ACTIVITY_UPDATED, activity.territory, path)


def announce_all(territory: Territory) -> None:
    """One message for an import: the list to read again."""
    path = f"{reverse('api:activity-list')}?territory={territory.pk}"
    events.emit(Kind.ACTIVITY_UPDATED, territory, path)


def _share(activity: Activity, wanted: set[int], *, by) -> None:
    present = set(
        ActivityPartner.objects.filter(activity=activity).values_list("partner_id", flat=True)
    )
    if wanted == present:
        return
    ActivityPartner.objects.filter(activity=activity).exclude(partner__in=wanted).delete()
    ActivityPartner.objects.bulk_create(
        ActivityPartner(territory_id=activity.territory_id, activity=activity, partner_id=pk)
        for pk in sorted(wanted - present)
    )
    journal.record(
        "update",
        activity,
        by=by,
        before={"partners": sorted(present)},
        after={"partners": sorted(wanted)},
    )
