"""« Données et droits » in the file of a person: notice, consents, requests about the data."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string

from ppde import operations
from ppde.forms import ReasonForm
from ppde.models import AccessFile, Consent, Orientation, RightsRequest
from ppde.operations.orientations import of_sharing
from ppde.privacy import forms
from ppde.privacy.apart import told_apart
from ppde.privacy.notices import asked_notice, current_notice
from ppde.privacy.tables import request_state
from ppde.privacy.words import clock_words, consent_rows, notice_words
from ppde.retention import standings
from ppde.retention.by_law import told_by_law
from ppde.views.common import act, crumbs, file_tabs, get_person, get_row, url
from territories.access import ACT, FORM, allows
from tzcld.ui import french
from tzcld.ui.confirm import closed

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
        "notice": notice_words(person, request.territory, current_notice(request.territory)),
        "apart": told_apart(person),
        "consents": consent_rows(
            operations.current_consents(person), person, request.territory.slug
        ),
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
    partner = request.GET.get("partenaire", "")
    form = forms.ConsentForm(
        request.POST or None,
        territory=request.territory,
        initial={
            "on": timezone.localdate(),
            # From the page that asks for one: nothing but a purpose and an organisation to start from.
            "purpose": request.GET.get("pour", ""),
            "organisation": int(partner) if partner.isdecimal() and len(partner) < 10 else None,
        },
    )
    return _act(
        request,
        person,
        form,
        lambda data: _told(request, operations.record_consent(person, by=request.user, **data)),
        done="L’accord est enregistré. Il peut être retiré à tout moment.",
        frozen_too=False,
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
        lambda data: _told(request, operations.withdraw_consent(consent, by=request.user, **data)),
        done="L’accord est retiré. Cela vaut dès maintenant.",
        field="on",
        title="Retirer un accord",
        intro=f"{consent.person}, {consent.person.reference}. {french.upper_first(consent.what)}.{_stops(consent)}",
        submit_label="Retirer l’accord",
    )


def _stops(consent) -> str:
    """What is under way with this partner, and stops with the agreement."""
    told = []
    if asked := operations.stops_with(consent):
        what = french.accord(len(asked), "la demande de,les demandes de")
        goes = french.accord(len(asked), "est abandonnée,sont abandonnées")
        told.append(f"{what} {french.listing(asked)}, sans réponse, {goes}")
    if of_sharing(consent).exists():
        told.append("ce partenaire ne lit plus ce que devient son orientation")
    told += [
        sentence for path in settings.CONSENT_STOPS for sentence in import_string(path)(consent)
    ]
    return f" Avec ce retrait, {french.listing(told)}." if told else ""


def _told(request, consent) -> None:
    """What became of what the agreement opens: a subscription, a block of a letter."""
    for sentence in told_apart(consent.person, consent.purpose):
        messages.info(request, f"{sentence}.")


@allows("rights_edit", methods=FORM)
def rights_record(request, pk: int):
    return _record(request, get_person(request, pk))


@allows("rights_edit", methods=FORM)
def orientation_rights(request, pk: int):
    """What somebody asks whom a partner oriented and whom no file tells."""
    rows = Orientation.objects.visible_to(request.user).within(request.territory)
    orientation = get_object_or_404(rows.filter(person=None).select_related("territory"), pk=pk)
    return _record(request, orientation, operations.OF_AN_ORIENTATION, then=orientation)


def _record(request, subject, kinds=None, **page):
    """`kinds`: the rights that may be asked for; all of them for a file."""
    initial = {"received_on": timezone.localdate()}
    return _act(
        request,
        subject,
        forms.RequestForm(request.POST or None, initial=initial, kinds=kinds),
        lambda data: operations.record_request(subject, by=request.user, **data),
        done="La demande est enregistrée, avec son échéance.",
        field="kind",
        title="Enregistrer une demande",
        submit_label="Enregistrer la demande",
        **page,
    )


def _asked(request, pk: int, *related: str) -> RightsRequest:
    """The request of this key, with whoever asks."""
    return get_row(request, RightsRequest, pk, "orientation__territory", *related)


@allows("rights_edit")
def rights_detail(request, pk: int):
    """One request: its clock, what is done, what remains to do."""
    row = _asked(request, pk, "recorded_by", "answered_by")
    if row.person:
        operations.record_reading(row.person, by=request.user)
    context = {
        "asked": row,
        "person": row.person,
        "title": f"Demande\u00a0: {row.get_kind_display()}",
        "mark": request_state(row),
        "clock": clock_words(row),
        "file": row.files.defer("pdf", "json").first(),
        "breadcrumb": crumbs(request, row.subject if row.number else None, "Demande"),
        "facts": _facts(row),
        "may_reopen": request.scope.can("rights_answer") and not operations.why_not_reopened(row),
        "rectifies": row.orientation_id and row.is_open and row.kind == row.Kind.RECTIFICATION,
    }
    return render(request, "ppde/rights_detail.html", context)


ENDED_BY = {RightsRequest.State.MISTAKE: "Annulée par", RightsRequest.State.JOINED: "Réunie par"}


def _joined(first: RightsRequest | None) -> str:
    return f"la demande reçue le {french.date(first.received_on)}" if first else ""


def _facts(row) -> list[dict]:
    told = [
        ("Personne", f"{row.subject}, {row.reference}" if row.number else "Dossier effacé"),
        ("Reçue le", f"{french.date(row.received_on)}, {row.get_channel_display()}"),
        ("Échéance", _due(row)),
        ("Enregistrée par", row.recorded_by),
        ("Identité", french.upper_first(row.get_identity_display())),
        ("Ce qui est demandé", row.details),
        ("Raison du délai", row.extension_reason),
        (ENDED_BY.get(row.state, "Répondue par"), row.answered_by),
        ("Réunie à", _joined(row.joined_to)),
        ("Réponse", row.answer),
        ("Gardé à part du dossier", ". ".join(_apart(row)) if row.is_open else ""),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _due(row) -> str:
    """The last day to answer, why it is not the one that the months give, and whether it is a holiday there alone."""
    moved = operations.due_moved(
        row.territory, row.received_on, row.due_on, extended=bool(row.extension_reason)
    )
    why = moved or (row.is_open and operations.due_kept(row.territory, row.due_on))
    return f"{french.date(row.due_on)}, {why}" if why else french.date(row.due_on)


def _apart(row) -> list[str]:
    return told_apart(row.subject)


def _answered(request, row):
    """A form of a request that has its answer could only be refused."""
    return closed(request, lambda: operations.refuse_answered(row), to=row)


@allows("rights_edit", methods=FORM)
def rights_identity(request, pk: int):
    row = _asked(request, pk)
    if refusal := _answered(request, row):
        return refusal
    return _act(
        request,
        row.subject,
        forms.IdentityForm(request.POST or None),
        lambda data: operations.check_identity(row, by=request.user, **data),
        done="L’identité est vérifiée.",
        title="Vérifier l’identité",
        submit_label="Enregistrer",
        then=row,
    )


@allows("rights_edit", methods=FORM)
def rights_correct(request, pk: int):
    """What was typed wrong on a request that waits."""
    row = _asked(request, pk)
    if refusal := _answered(request, row):
        return refusal
    start = {name: getattr(row, name) for name in ("kind", "received_on", "channel", "details")}
    kinds = operations.OF_AN_ORIENTATION if row.orientation else None
    return _act(
        request,
        row.subject,
        forms.CorrectRequestForm(request.POST or None, initial=start, kinds=kinds),
        lambda data: operations.correct_rights_request(row, by=request.user, **data),
        done="La demande est corrigée. L’échéance est comptée de nouveau.",
        field="kind",
        title="Corriger la demande",
        submit_label="Enregistrer la correction",
        then=row,
    )


@allows("rights_answer", methods=FORM)
def rights_cancel(request, pk: int):
    """A request recorded by mistake: it waits no more, and says why."""
    row = _asked(request, pk)
    if refusal := _answered(request, row):
        return refusal
    return _act(
        request,
        row.subject,
        ReasonForm(
            request.POST or None,
            label="Pourquoi cette demande n’aurait pas dû être enregistrée",
            help_text="Exemple\u00a0: venue d’une personne du même nom. Elle reste au journal.",
        ),
        lambda data: operations.cancel_rights_request(row, by=request.user, **data),
        done="La demande est annulée. Rien n’est à répondre.",
        field="reason",
        title="Annuler une demande enregistrée par erreur",
        intro=f"{row.subject}, {row.reference}. Ce qui y était écrit s’efface. La demande d’une autre personne "
        "s’enregistre dans son dossier, avec le même jour de réception.",
        submit_label="Annuler la demande",
        then=row,
    )


@allows("rights_answer", methods=FORM)
def rights_reopen(request, pk: int):
    """Answered on the wrong line: it waits again."""
    row = _asked(request, pk)
    if operations.why_not_reopened(row):
        return redirect(row)
    frozen = row.person and row.person.limited_on
    return _act(
        request,
        row.subject,
        ReasonForm(
            request.POST or None,
            label="Pourquoi la rouvrir",
            help_text="La raison reste au journal. Exemple\u00a0: réponse notée sur la demande d’une autre personne.",
        ),
        lambda data: operations.reopen_rights_request(row, by=request.user, **data),
        done="La demande attend de nouveau sa réponse."
        + (" Le dossier reste gelé\u00a0: dégelez-le s’il l’est par erreur." if frozen else ""),
        field="reason",
        title="Rouvrir la demande",
        intro=f"{row.subject}, {row.reference}. La réponse notée s’efface, le jour de réception et l’échéance restent\u00a0: "
        f"le {french.date(row.due_on)}.",
        submit_label="Rouvrir la demande",
        then=row,
    )


@allows("rights_answer", methods=FORM)
def rights_extend(request, pk: int):
    row = _asked(request, pk)
    if refusal := _answered(request, row):
        return refusal
    longest = operations.answer_due(request.territory, row.received_on, extended=True)
    moved = operations.due_moved(request.territory, row.received_on, longest, extended=True)
    return _act(
        request,
        row.subject,
        ReasonForm(
            request.POST or None,
            label="Pourquoi la réponse demande plus de temps",
            help_text="Une seule fois. Dites-le à la personne avec cette raison.",
        ),
        lambda data: operations.extend_request(row, by=request.user, **data),
        done="Le délai est prolongé.",
        field="reason",
        title="Prolonger le délai",
        intro=f"{row.subject}, {row.reference}. À répondre alors avant le {french.date(longest)}, au lieu du {french.date(row.due_on)}."
        + (f" Dernier jour {moved}." if moved else ""),
        submit_label="Prolonger",
        then=row,
    )


@allows("rights_answer", methods=FORM)
def rights_answer(request, pk: int):
    row = _asked(request, pk)
    if refusal := _answered(request, row):
        return refusal
    erases = row.kind == RightsRequest.Kind.ERASURE
    apart = _apart(row) if erases else []
    told = standings.told(row.subject) if erases else None
    warned = {}
    if erases:
        warned = {"intro": _erasure_words(row), "danger": True}
    elif row.kind in operations.FREEZES:
        warned = {"intro": _freeze_words(row)}
    if told:
        warned |= {
            "template": "ppde/erasure_confirm.html",
            "told": [told] if told.places else [],
            "is_named": True,
            "of_one": True,
        }
    return _act(
        request,
        row.subject,
        forms.AnswerForm(
            request.POST or None,
            apart=apart,
            erases=erases,
            replaces=bool(told and told.is_replaced),
        ),
        lambda data: operations.answer_request(row, by=request.user, **data),
        done="La réponse est enregistrée.",
        field="state",
        title=f"Répondre à la demande\u00a0: {row.get_kind_display()}",
        submit_label="Enregistrer la réponse",
        then=row,
        **warned,
    )


def _freeze_words(row) -> str:
    """What a limitation or an objection does once granted, and what it leaves."""
    told = (
        f"{row.subject}, {row.reference}. Accordée, elle gèle le dossier\u00a0: il se lit, plus aucun acte n’y est possible tant que "
        "personne ne le dégèle, et ses liens privés se ferment."
    )
    if row.person.is_on_list:
        told += " La personne reste sur la liste, à son rang\u00a0; si elle veut en sortir, enregistrez d’abord sa sortie."
    return told


def _erasure_words(row) -> str:
    """What goes for good once the erasure is granted, and what it does to the list."""
    who = f"{row.subject}, {row.reference}. "
    if others := operations.waiting_too(row):
        told = [f"{o.get_kind_display()}, reçue le {french.date(o.received_on)}" for o in others]
        waits = french.accord(
            len(told),
            "Une autre demande attend sa réponse,D’autres demandes attendent leur réponse",
        )
        who += f"{waits}\u00a0: {french.listing(told)}. Répondez-y d’abord\u00a0: après l’effacement, il ne reste rien à montrer ni à corriger. "
    if not row.person:
        return f"{who}Accordé, l’effacement est définitif\u00a0: le nom, les coordonnées et la raison de la clôture disparaissent."
    told = (
        f"{who}Accordé, l’effacement est définitif\u00a0: le nom, les coordonnées, les textes et les notes réservées du dossier "
        "disparaissent en quelques minutes. Les faits restent comptés, sans que rien dise de qui ils sont."
    )
    told += "".join(f" {sentence}." for sentence in told_by_law(row.person))
    if planned := operations.planned_exit(row.person):
        told += f" La sortie prévue le {french.date(planned.on)} («\u00a0{planned}\u00a0») est avancée à aujourd’hui."
    if not operations.leaves_with_erasure(row.person):
        return told
    told += " La personne est encore sur la liste\u00a0: accorder enregistre sa sortie aujourd’hui, «\u00a0ne souhaite plus\u00a0»."
    if not row.person.limited_on:
        told += " Si elle en sort pour une autre raison, enregistrez d’abord cette sortie."
    return told


@allows("rights_answer", methods=FORM)
def limitation_lift(request, pk: int):
    person = get_person(request, pk)
    if refusal := closed(request, lambda: operations.refuse_free(person), to=person):
        return refusal
    return _act(
        request,
        person,
        ReasonForm(
            request.POST or None, help_text="Dites aussi quel jour la personne a été prévenue."
        ),
        lambda data: operations.lift_limitation(person, by=request.user, **data),
        done="Le dossier n’est plus gelé.",
        field="reason",
        title="Dégeler le dossier",
        submit_label="Dégeler le dossier",
    )


@allows("rights_answer", methods=ACT)
def access_ask(request, pk: int):
    """Ask for everything held on the person, built by a worker."""
    row = _asked(request, pk)
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
    file = get_row(request, AccessFile, pk, "request__orientation")
    try:
        content = operations.download_access_file(file, form, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(file.request)
    answer = HttpResponse(content, content_type=FORMATS[form])
    name = f"copie-des-donnees_{file.request.reference}_{timezone.localdate():%Y-%m-%d}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _act(request, person, form, operation, *, then=None, frozen_too=True, **page):
    """`act`, back to « Données et droits » or to the request. What the person asks is heard of a frozen file too."""
    back = then.get_absolute_url() if then else url(request, "person_privacy", person.pk)
    page.setdefault("intro", f"{person}, {person.reference}")
    return act(request, person, form, operation, back=back, frozen_too=frozen_too, **page)
