"""The file of a person: reading it, opening it, keeping it up to date."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Window
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string

from ppde import eligibility, mobilisation, operations, words
from ppde.decision_tables import review_mark
from ppde.forms import PersonCreateForm, PersonForm
from ppde.models import (
    BY_ACT,
    EligibilityReview,
    EventKind,
    JourneyEvent,
    OutcomeKind,
    Pause,
    Person,
    Reading,
)
from ppde.operations.journey import PROPOSALS
from ppde.operations.persons import types_its_months
from ppde.operations.ranks import AFTER
from ppde.privacy.tables import reading_words
from ppde.views.common import accepted_of, act, crumbs, file_tabs, get_person, tried, url
from ppde.views.lists import WITHOUT_NAMES
from territories.access import FORM, allows
from tzcld.queries import Composed
from tzcld.ui import french
from tzcld.ui.once import once

READINGS_SHOWN = 5
# What every opening of a file reads, by the person's id; the person comes first, through `visible_to`.
events_of = Composed(
    lambda person: JourneyEvent.objects.filter(person=person).select_related(
        "author", "organisation", "prescriber"
    ),
    int,
)
reviews_of = Composed(
    lambda person: (
        EligibilityReview.objects.filter(person=person)
        .with_criteria()
        .select_related("person", "decision")
    ),
    int,
)
# The whole number comes with the rows: one query less.
readings_of = Composed(
    lambda person, day: (
        operations.with_apart(Reading.objects.filter(person=person), day)
        .annotate(total=Window(Count("pk")))
        .select_related("user")[:READINGS_SHOWN]
    ),
    int,
    date,
)
# The verb of an act, where it is not the name of its page.
ACT_VERBS = {
    "pause_start": "pause_edit",
    "pause_end": "pause_edit",
    "pause_extend": "pause_edit",
    "pause_correct": "pause_edit",
    "outcome_cancel": "outcome_record",
    "outcome_correct": "outcome_record",
    "ineligible_record": "eligibility_decide",
    "return_record": "outcome_record",
    "return_cancel": "outcome_record",
    "volunteer_withdraw": "volunteer_correct",
    "volunteer_renew": "volunteer_record",
}


@allows("names_read")
def person_detail(request, pk: int):
    """One file. Its opening is journaled; `?affichage=numero` shows the number alone, and is journaled as such."""
    person = get_person(request, pk)
    is_named = request.GET.get("affichage") != WITHOUT_NAMES
    events = events_of(person.pk)
    told = {event.kind for event in events}
    reviews = reviews_of(person.pk)
    # Each query counts: what the facts rule out is not asked.
    may_pause = EventKind.PAUSE in told or person.state == Person.State.PAUSED
    pauses = list(person.pauses.all()) if may_pause else []
    has_left = EventKind.OUTCOME in told or person.outcome_on
    outcome = person.outcomes.standing().first() if has_left else None
    came_back = EventKind.RETURN in told and not outcome
    back = person.returns.order_by("-recorded_at").first() if came_back else None
    context = {
        "person": person,
        "is_named": is_named,
        "handed": _handed(person),
        "title": str(person) if is_named else person.reference,
        "subtitle": _subtitle(person, is_named),
        "breadcrumb": _trail(request, person),
        "tabs": file_tabs(request, person),
        "mark": words.state_mark(person, on_file=True, accepted=accepted_of(person, told)),
        "steps": words.steps(person),
        "facts": _facts(request, person, pauses, outcome),
        "pauses": pauses,
        **_journey(request, person, events),
        **_to_do(request, person, reviews, pauses, _awaited(request, person, told)),
        **_eligibility(request, person, reviews),
        **_readings(request, person, is_named),
        "acts": _acts(request, person, outcome, back, pauses),
        **_contact(request, person),
        "toggle": _toggle(request, is_named),
    }
    return render(request, "ppde/person_detail.html", context)


def _subtitle(person, is_named: bool) -> str:
    told = [person.reference] if is_named else ["Identité masquée"]
    if is_named and person.birth_year:
        told.append(f"naissance en {person.birth_year}")
    if is_named and person.district:
        told.append(f"quartier {person.district}")
    line = ", ".join(told)
    ended = words.outcome_words(person)
    return f"{line}. {ended}" if ended else line


def _trail(request, person) -> list[dict]:
    trail = crumbs(request, last=person.reference)
    if person.is_on_list and request.scope.can("names_read"):
        where = {"label": "Liste de mobilisation", "url": url(request, "mobilisation_list")}
        trail.insert(1, where)
    return trail


def _toggle(request, is_named: bool) -> list[dict]:
    return [
        {"label": "Nom", "url": request.path, "icon": "eye", "current": is_named},
        {
            "label": "Numéro seul",
            "url": f"?affichage={WITHOUT_NAMES}",
            "icon": "eye-slash",
            "current": not is_named,
        },
    ]


def _facts(request, person, pauses, outcome) -> list[dict]:
    """The line under the steps: where the person stands, in a glance."""
    found = []
    place = mobilisation.place_and_away(person)
    if place:
        found.append(("Rang", place[0], f" sur {french.number(place[1])}"))
    if person.volunteer_on:
        away = place and mobilisation.away_words(place[2])
        long = ", ".join(filter(None, (french.elapsed(person.volunteer_on), away)))
        waited = f" ({long})" if place else ""
        found.append(("Volontaire depuis", french.date(person.volunteer_on), waited))
    if outcome and not person.outcome_on:
        found.append(("Départ prévu", french.date(outcome.on), f" ({outcome})"))
    mine = ", vous" if person.referent_id == request.user.pk else ""
    found.append(("Référent·e", person.referent or "Personne", mine))
    if person.wished_hours:
        found.append(
            ("Temps souhaité", f"{french.number(person.wished_hours)}\u00a0h", " par semaine")
        )
    last = person.last_contact_on
    since = f", {words.since_words(last)}" if last else ""
    found.append(("Dernier contact", french.date(last) or "Aucun", since))
    if person.is_on_list:
        pause = next((p for p in pauses if p.is_current), None)
        found.append(("Pause", f"Jusqu’au {french.date(pause.until)}" if pause else "Aucune", ""))
    return [{"label": label, "strong": strong, "rest": rest} for label, strong, rest in found]


def _journey(request, person, events) -> dict:
    only_stages = request.GET.get("faits") == "etapes"
    slug = request.territory.slug
    may_correct = request.scope.can("event_add") and not person.limited_on
    whole = words.timeline(events, slug=slug, may_correct=may_correct)
    short = [item for item in whole if item["is_stage"]]
    shown = request.GET.get("affichage", "")
    kept = f"affichage={shown}&" if shown == WITHOUT_NAMES else ""
    return {
        "timeline": short if only_stages else whole,
        "timeline_toggle": [
            {
                "label": f"Tous ({len(whole)})",
                "url": f"?{kept}#h-parcours",
                "current": not only_stages,
            },
            {
                "label": f"Étapes ({len(short)})",
                "url": f"?{kept}faits=etapes#h-parcours",
                "current": only_stages,
            },
        ],
    }


def _awaited(request, person, told) -> list[dict]:
    """What a post proposed to this person waits for: the room that proposes it tells."""
    if person.outcome_on or told.isdisjoint(PROPOSALS):
        return []
    slug, can = request.territory.slug, request.scope.can
    found = [import_string(path)(person, slug, can) for path in settings.AWAITED]
    return [action for action in found if action]


def _to_do(request, person, reviews, pauses, awaited) -> dict:
    pause = next((p for p in pauses if p.is_current), None)
    return {
        "actions_next": words.next_actions(
            person,
            slug=request.territory.slug,
            can=request.scope.can,
            review=reviews[0] if reviews else None,
            pause=pause,
            awaited=awaited,
        ),
        "current_pause": pause,
    }


def _handed(person) -> dict | None:
    """The word that came with the person: {text, by, on}, while the colleague to whom it was left follows her or him."""
    told = getattr(person, "handed", None)
    if not told or not told["word"] or not person.referent_id:
        return None
    name = f"{told['first_name']} {told['last_name']}".strip()
    return {"text": told["word"], "by": name, "on": date.fromisoformat(told["since"])}


def _eligibility(request, person, reviews) -> dict:
    """The latest review, read under its own rule."""
    may_prepare = (
        request.scope.can("eligibility_prepare")
        and person.volunteer_on
        and not (person.eligible_on or person.outcome_on)
    )
    is_pending = bool(reviews) and reviews[0].outcome == "pending"
    offer = {
        "may_prepare": bool(may_prepare),
        "prepare_label": "Revoir l’examen" if is_pending else "Préparer un examen",
    }
    if not reviews or not person.volunteer_on:
        return {"review": None, **offer}
    review = reviews[0]
    may_correct = request.scope.can("eligibility_decide") and review.decision_id
    if may_correct and not (person.outcome_on or person.limited_on):
        offer["correct_url"] = url(request, "review_reopen", review.pk)
    criteria = eligibility.read(review)
    evidence = dict(review.Evidence.choices)
    seen = [evidence[key] for key in review.evidence]
    return {
        **offer,
        "review": review,
        "review_mark": review_mark(review),
        "review_criteria": criteria,
        "review_opinion": eligibility.opinion(criteria),
        "review_evidence": french.upper_first(", ".join(seen)) if seen else "Aucun",
    }


def _contact(request, person) -> dict:
    """What is known of the person beside the journey, as label and value."""
    told = [
        ("Téléphone", person.phone),
        ("Adresse", person.email),
        ("Préfère", person.contact_preference),
    ]
    notice = f"Notice remise le {french.date(person.notice_given_on)}"
    told.append(("Information", notice if person.notice_given_on else "Notice à remettre"))
    situation = [
        ("Orientée par", french.upper_first(person.get_origin_display())),
        ("Organisation", person.orienting_organisation),
        ("Sans emploi durable", french.upper_first(person.get_duration_display())),
        ("France Travail", f"Inscription\u00a0: {person.get_france_travail_display()}"),
        ("RSA", french.upper_first(person.get_rsa_display())),
    ]
    constraints = dict(Person.Constraint.choices)
    return {
        "contact": [{"label": label, "value": value} for label, value in told if value],
        "situation": [{"label": label, "value": value} for label, value in situation if value],
        "constraints": [french.upper_first(constraints[key]) for key in person.constraints_known],
    }


def _acts(request, person, outcome, back, pauses) -> list[dict]:
    """The acts that this file allows today, to whoever reads it: none when it is frozen."""
    if person.limited_on:
        return []
    pause = next((p for p in pauses if p.is_current), None)
    latest = next((p for p in pauses if p.reason != Pause.Reason.REFUSALS), None)
    ended = person.outcome_on is not None
    offered = [
        (
            "volunteer_record",
            person,
            "hand-index-thumb",
            "Enregistrer le volontariat",
            not person.volunteer_on and not outcome,
        ),
        (
            "volunteer_renew",
            person,
            "hand-index-thumb",
            "Enregistrer un nouvel acte de volontariat",
            person.state == Person.State.NOT_ELIGIBLE and not outcome,
        ),
        (
            "volunteer_correct",
            person,
            "pencil-square",
            "Corriger la date de volontariat",
            person.volunteer_on,
        ),
        (
            "volunteer_withdraw",
            person,
            "x-circle",
            "Retirer le volontariat",
            person.state == Person.State.VOLUNTEER and not outcome,
        ),
        ("pause_start", person, "pause", "Mettre en pause", person.is_on_list and not pause),
        ("pause_end", pause, "play", "Reprendre après la pause", pause and not ended),
        ("pause_extend", pause, "pause", "Prolonger la pause", pause and not ended),
        ("pause_correct", latest, "pencil-square", "Corriger la pause", latest),
        ("outcome_record", person, "flag", "Enregistrer une sortie", not outcome),
        (
            "ineligible_record",
            person,
            "slash-circle",
            "Enregistrer une sortie «\u00a0non éligible\u00a0»",
            not outcome and (person.is_on_list or person.state == Person.State.NOT_ELIGIBLE),
        ),
        (
            "return_record",
            outcome,
            "arrow-return-left",
            "Enregistrer un retour",
            ended and outcome and outcome.kind in AFTER,
        ),
        ("return_cancel", back, "arrow-counterclockwise", "Annuler le retour", back),
        (
            "outcome_correct",
            outcome,
            "pencil-square",
            "Corriger la sortie",
            outcome and outcome.kind not in BY_ACT,
        ),
        # A hire is undone with its contract, in the enterprise's pages.
        (
            "outcome_cancel",
            outcome,
            "arrow-counterclockwise",
            "Annuler la sortie",
            outcome and outcome.kind != OutcomeKind.EBE,
        ),
    ]
    return [
        {"icon": icon, "label": label, "url": url(request, name, row.pk)}
        for name, row, icon, label, is_possible in offered
        if is_possible and request.scope.can(ACT_VERBS.get(name, name))
    ]


def _readings(request, person, is_named: bool) -> dict:
    """Who opened the file, this opening included."""
    kind = Reading.Kind.READ if is_named else Reading.Kind.NUMBER
    found = readings_of(person.pk, timezone.localdate())
    total = found[0].total if found else 0
    if not operations.is_recent_reading(found, by=request.user, kind=kind):
        entry = operations.record_reading(person, by=request.user, kind=kind)
        if entry:
            found, total = [entry, *found][:READINGS_SHOWN], total + 1
    shown = [
        {
            "icon": reading_words(entry)[0],
            "label": "Vous"
            if entry.user_id == request.user.pk
            else str(entry.user or "La plateforme"),
            "note": reading_words(entry)[1],
            "due": _when(entry.at),
        }
        for entry in found
    ]
    return {"readings": shown, "readings_count": total}


def _when(at) -> str:
    day = timezone.localdate(at)
    today = timezone.localdate()
    words_ = "auj." if day == today else french.short_date(day, year=day.year != today.year)
    return f"{words_} {french.hour(at)}"


@allows("person_edit", methods=FORM)
def person_create(request):
    """Register somebody, and the volunteer act when it is already signed."""
    form = PersonCreateForm(
        request.POST or None,
        territory=request.territory,
        initial={"identified_on": timezone.localdate(), "referent": request.user.pk},
    )
    if request.method == "POST" and form.is_valid():
        done = tried(form, lambda: once(request, lambda: _register(request, form)), "volunteer_on")
        if done:
            person, again = done
            messages.success(
                request,
                again
                or f"Le dossier {french.de(person)} est ouvert sous le numéro {person.reference}.",
            )
            return redirect(person)
    context = {
        "form": form,
        "is_typed": types_its_months(request.territory),
        "title": "Inscrire une personne",
        "intro": "Comptez cinq minutes, avec la personne. Sauf mention «\u00a0facultatif\u00a0», chaque réponse est nécessaire.",
        "submit_label": "Inscrire la personne",
        "cancel_url": url(request, "person_list"),
        "breadcrumb": crumbs(request, last="Inscrire"),
    }
    return render(request, "ppde/person_create.html", context)


def _register(request, form):
    data = form.cleaned_data
    person = operations.register_person(
        request.territory, by=request.user, identified_on=data["identified_on"], **form.values()
    )
    if data["volunteer_on"]:
        operations.record_volunteer(
            person, data["volunteer_on"], by=request.user, notice_given=data["notice_given"]
        )
    return person


@allows("person_edit", methods=FORM)
def person_edit(request, pk: int):
    """Keep a file up to date."""
    person = get_person(request, pk)
    form = PersonForm(request.POST or None, territory=request.territory, instance=person)
    return act(
        request,
        person,
        form,
        lambda data: operations.update_person(
            person, by=request.user, word=data["word"], **form.values()
        ),
        done="Le dossier est à jour.",
        title=f"Modifier le dossier {person.reference}",
        submit_label="Enregistrer les changements",
        last="Modifier",
        template="ppde/person_edit.html",
    )
