"""What the page of a meeting says of its convocation: the day for all its readers, the detail for the team."""

from cle.convocations.models import Convocation, ConvocationMail
from cle.convocations.notices import may_resume
from cle.models import Meeting
from tzcld.ui import french

State, Kind = Convocation.State, Convocation.Kind
Sent = ConvocationMail.State
STATES = {
    Sent.WAITING: ("", "hourglass", "à envoyer"),
    Sent.CLAIMED: ("", "hourglass", "en cours d’envoi"),
    Sent.SENT: ("ok", "check-lg", "partie"),
    Sent.REFUSED: ("bad", "x-lg", "refusée par le serveur"),
    Sent.DOUBT: ("warn", "exclamation-circle", "peut-être reçue"),
    Sent.LEFT: ("bad", "x-lg", "non envoyée"),
}


def panel(request, meeting: Meeting) -> dict:
    """Two queries, whatever the number of sendings and of members."""
    editable = request.scope.can("meeting_edit")
    sendings = list(meeting.convocations.select_related("asked_by"))
    by_sending: dict[int, list] = {row.pk: [] for row in sendings}
    if editable and sendings:
        mails = ConvocationMail.objects.filter(convocation__in=by_sending).select_related("seat")
        for mail in mails.order_by("seat__holder"):
            by_sending[mail.convocation_id].append(mail)
    left = [row for row in sendings if row.state != State.FAILED]
    convened = [row for row in left if row.kind != Kind.CANCEL]
    cancelled = [row for row in left if row.kind == Kind.CANCEL]
    return {
        "is_editable": editable,
        "shows_addresses": request.scope.can("contact_view"),
        "first": convened[-1].asked_at if convened else None,
        "last": convened[0].asked_at if len(convened) > 1 else None,
        "cancelled": cancelled[0].asked_at if cancelled else None,
        "sendings": [told(row, by_sending[row.pk]) for row in sendings] if editable else [],
        "resumed": next((r for r in sendings if may_resume(r, meeting, last=sendings[0])), None),
    }


def told(sending: Convocation, mails: list[ConvocationMail]) -> dict:
    shown = [(mail, STATES[Sent(mail.state)]) for mail in mails]
    gone = sum(mail.state == Sent.SENT for mail in mails)
    words = {
        State.SENDING: f"envoi en cours, {french.number(gone)} sur {french.number(len(mails))}",
        State.SENT: french.count(gone, "courriel parti", "courriels partis"),
        State.FAILED: f"envoi interrompu, {french.count(gone, 'courriel parti', 'courriels partis')} "
        f"sur {french.number(len(mails))}",
    }
    return {
        "row": sending,
        "words": words[State(sending.state)],
        "troubles": [(mail, state) for mail, state in shown if mail.state != Sent.SENT],
        "mails": shown,
    }
