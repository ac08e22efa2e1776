"""« Données et droits » in the file of a person: notice, consents, requests about the data."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ppde import operations
from ppde.models import AccessFile, Consent, RightsRequest
from ppde.privacy import forms
from ppde.privacy.notices import asked_notice, notice_of
from ppde.privacy.tables import request_state
from ppde.privacy.words import clock_words, consent_rows, notice_words
from ppde.views.common import act, crumbs, file_tabs, get_person, get_row, url
from territories.access import ACT, FORM, allows
from tzcld.ui import french

FORMATS = {"pdf": "application/pdf", "json": "application/json"}


@allows("person_view")
def person_privacy(request, pk: int):
    """What was told to the person, what the person agreed to, what was asked about the data."""
    person = get_person(request, pk)
    operations.record_reading(person, by=request.user)
    asked = list(person.rights_requests.order_by("-received_on", "-pk"))
    context = {
        "person": person,
        "title": f"Données et droits {french.de(person)}",
        "breadcrumb": crumbs(request, person, "Données et droits"),
        "tabs": file_tabs(request, person),
        "notice": notice_words(person, request.territory, notice_of(request.territory)),
        "consents": consent_rows(operations.current_consents(person), request.territory.slug),
        "notes": _notes(request, person),
        "asked": [(row, request_state(row), clock_words(row)) for row in asked],
    }
    return render(request, "ppde/person_privacy.html", context)


def _notes(request, person) -> list[dict]:
    """That a note exists, its subject and its author; never its text."""
    found = []
    for note in person.restricted_notes.select_related("author"):
        note.person = person
        opens = not note.erased_at and operations.may_open(note, request.scope)
        found.append(
            {
                "subject": french.upper_first(note.get_subject_display()),
                "note": f"{note.author}, {french.date(note.written_at)}"
                + (f". Effacée le {french.date(note.erased_at)}" if note.erased_at else ""),
                "url": url(request, "note_open", note.pk) if opens else "",
            }
        )
    return found


@allows("person_view")
def notice(request):
    """The notice to print and hand over, as it stands today."""
    told, others = asked_notice(request.territory, request.GET.get("traitement", ""), request.path)
    context = {
        "title": "Notice d’information",
        "notice": told,
        "others": others,
        "is_written": told.controller.pk is not None,
        "breadcrumb": crumbs(request, last="Notice d’information"),
    }
    return render(request, "ppde/notice.html", context)


@allows("consent_edit", methods=FORM)
def consent_record(request, pk: int):
    person = get_person(request, pk)
    form = forms.ConsentForm(
        request.POST or None,
        territory=request.territory,
        initial={"on": timezone.localdate()},
    )
    return _act(
        request,
        person,
        form,
        lambda data: operations.record_consent(person, by=request.user, **data),
        done="L’accord est enregistré. Il peut être retiré à tout moment.",
        field="purpose",
        title="Enregistrer un accord",
        submit_label="Enregistrer l’accord",
    )


@allows("consent_edit", methods=FORM)
def consent_withdraw(request, pk: int):
    consent = get_row(request, Consent, pk, "organisation")
    return _act(
        request,
        consent.person,
        forms.WithdrawForm(request.POST or None, initial={"on": timezone.localdate()}),
        lambda data: operations.withdraw_consent(consent, by=request.user, **data),
        done="L’accord est retiré. Cela vaut dès maintenant.",
        field="on",
        title="Retirer un accord",
        intro=f"{consent.person}, {consent.person.reference}. {french.upper_first(consent.what)}.",
        submit_label="Retirer l’accord",
    )


@allows("rights_edit", methods=FORM)
def rights_record(request, pk: int):
    person = get_person(request, pk)
    form = forms.RequestForm(request.POST or None, initial={"received_on": timezone.localdate()})
    return _act(
        request,
        person,
        form,
        lambda data: operations.record_request(person, by=request.user, **data),
        done="La demande est enregistrée. La réponse est due dans le mois.",
        field="kind",
        title="Enregistrer une demande",
        submit_label="Enregistrer la demande",
    )


@allows("rights_edit")
def rights_detail(request, pk: int):
    """One request: its clock, what is done, what remains to do."""
    row = get_row(request, RightsRequest, pk, "recorded_by", "answered_by")
    person = row.person
    operations.record_reading(person, by=request.user)
    context = {
        "asked": row,
        "person": person,
        "title": f"Demande\u00a0: {row.get_kind_display()}",
        "mark": request_state(row),
        "clock": clock_words(row),
        "file": row.files.defer("pdf", "json").first(),
        "breadcrumb": crumbs(request, person, "Demande"),
        "facts": _facts(row),
    }
    return render(request, "ppde/rights_detail.html", context)


def _facts(row) -> list[dict]:
    told = [
        ("Personne", f"{row.person}, {row.reference}"),
        ("Reçue le", f"{french.date(row.received_on)}, {row.get_channel_display()}"),
        ("Enregistrée par", row.recorded_by),
        ("Identité", french.upper_first(row.get_identity_display())),
        ("Ce qui est demandé", row.details),
        ("Raison du délai", row.extension_reason),
        ("Répondue par", row.answered_by),
        ("Réponse", row.answer),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


@allows("rights_edit", methods=FORM)
def rights_identity(request, pk: int):
    row = get_row(request, RightsRequest, pk)
    return _act(
        request,
        row.person,
        forms.IdentityForm(request.POST or None),
        lambda data: operations.check_identity(row, by=request.user, **data),
        done="L’identité est vérifiée.",
        title="Vérifier l’identité",
        submit_label="Enregistrer",
        then=row,
    )


@allows("rights_answer", methods=FORM)
def rights_extend(request, pk: int):
    row = get_row(request, RightsRequest, pk)
    return _act(
        request,
        row.person,
        forms.ExtendForm(request.POST or None),
        lambda data: operations.extend_request(row, by=request.user, **data),
        done="Le délai est prolongé de deux mois.",
        field="reason",
        title="Prolonger le délai",
        submit_label="Prolonger",
        then=row,
    )


@allows("rights_answer", methods=FORM)
def rights_answer(request, pk: int):
    row = get_row(request, RightsRequest, pk)
    return _act(
        request,
        row.person,
        forms.AnswerForm(request.POST or None),
        lambda data: operations.answer_request(row, by=request.user, **data),
        done="La réponse est enregistrée.",
        field="state",
        title=f"Répondre à la demande\u00a0: {row.get_kind_display()}",
        submit_label="Enregistrer la réponse",
        then=row,
    )


@allows("rights_answer", methods=FORM)
def limitation_lift(request, pk: int):
    person = get_person(request, pk)
    return _act(
        request,
        person,
        forms.LiftForm(request.POST or None),
        lambda data: operations.lift_limitation(person, by=request.user, **data),
        done="Le dossier n’est plus gelé.",
        field="reason",
        title="Dégeler le dossier",
        submit_label="Dégeler le dossier",
    )


@allows("rights_answer", methods=ACT)
def access_ask(request, pk: int):
    """Ask for everything held on the person, built by a worker."""
    row = get_row(request, RightsRequest, pk)
    try:
        operations.ask_access_file(row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request, "La copie est en fabrication. Comptez une minute, la page se met à jour."
        )
    return redirect(row)


@allows("rights_answer")
def access_download(request, pk: int, form: str):
    file = get_row(request, AccessFile, pk, "request")
    try:
        content = operations.download_access_file(file, form, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(file.request)
    answer = HttpResponse(content, content_type=FORMATS[form])
    name = f"copie-des-donnees_{file.person.reference}_{timezone.localdate():%Y-%m-%d}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _act(request, person, form, operation, *, then=None, **page):
    """`act`, back to « Données et droits » or to the request."""
    back = then.get_absolute_url() if then else url(request, "person_privacy", person.pk)
    page.setdefault("intro", f"{person}, {person.reference}")
    answer = act(request, person, form, operation, cancel_url=back, **page)
    return redirect(back) if answer.status_code == 302 else answer
