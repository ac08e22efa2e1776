"""Answering: by the link of the mail, without an account; from the page of the meeting, for oneself or for the team."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cle.answers import links, operations
from cle.answers.forms import AnswerForm
from cle.models import Meeting, Seat
from cle.operations import NAMED_COLLEGES
from cle.quorum import seats_of
from cle.views.meetings import meeting_crumbs
from territories.access import FORM, allows
from territories.scoping import scoped
from tzcld.private import may_try, private
from tzcld.ui import french
from tzcld.ui.forms import refused

CLOSED = "cle/answer_closed.html"


@login_not_required
@never_cache
@require_http_methods(FORM)
def answer_by_link(request, token: str):
    """The public page (threats in cle.answers.links): reading it changes nothing."""
    if not may_try(request, token):
        return private(request, CLOSED, {"is_busy": True}, 429)
    known = links.read(token)
    if known is None:
        return private(request, CLOSED, {"is_busy": False}, 404)
    territory, mail = known
    with scoped(territory, named=False):
        held = links.held(mail)
        if held is None:
            return private(request, CLOSED, {"is_busy": False}, 404)
        form = _form(request, held.meeting, held.seat)
        done = _answered(form, request, held.meeting, held.seat, by=None)
        context = {
            "meeting": held.meeting,
            "form": form,
            "done": done,
            "holder": "" if held.seat.college in NAMED_COLLEGES else held.seat.holder,
            "submit_label": "Envoyer ma réponse",
        }
        return private(request, "cle/answer_by_link.html", context, posts=True)


def _form(request, meeting: Meeting, seat: Seat) -> AnswerForm:
    known = operations.answers_of(meeting).get(seat.pk)
    initial = {"said": known.said} if known else {}
    return AnswerForm(
        request.POST if request.method == "POST" else None,
        seat=seat,
        meeting=meeting,
        initial=initial,
    )


def _answered(form: AnswerForm, request, meeting: Meeting, seat: Seat, by) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        operations.answer(meeting, seat, by=by, **form.cleaned_data)
    except ValidationError as error:
        refused(form, error)
        return False
    return True


def _meeting(request, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).within(request.territory)
    return get_object_or_404(rows.select_related("committee", "territory"), pk=pk)


@allows("meeting_view", methods=FORM)
def answer_mine(request, pk):
    """A member with an account answers for the seat it holds here; whoever holds none finds no page."""
    meeting = _meeting(request, pk)
    mine = [seat for seat in seats_of(meeting) if seat.user_id == request.user.pk]
    if not mine:
        raise Http404("Vous ne siégez pas à cette séance.")
    return _page(request, meeting, mine[0], "Serez-vous là ?", "Votre réponse est enregistrée.")


@allows("meeting_edit", methods=FORM)
def answer_note(request, pk, seat):
    """The team notes what a member said by voice."""
    meeting = _meeting(request, pk)
    found = get_object_or_404(seats_of(meeting), pk=seat)
    title = f"Réponse {french.de(found.holder)}"
    return _page(request, meeting, found, title, f"La réponse {french.de(found.holder)} est notée.")


def _page(request, meeting: Meeting, seat: Seat, title: str, done: str):
    form = _form(request, meeting, seat)
    form.fields["said"].label = title
    if _answered(form, request, meeting, seat, by=request.user):
        messages.success(request, done)
        return redirect(meeting)
    context = {
        "form": form,
        "title": title,
        "intro": f"{meeting.committee}, {french.long_date(meeting.starts_at)}, {french.hour(meeting.starts_at)}",
        "submit_label": "Enregistrer la réponse",
        "cancel_url": meeting.get_absolute_url(),
        "breadcrumb": meeting_crumbs(request, meeting, title),
    }
    return render(request, "ui/form_page.html", context)
