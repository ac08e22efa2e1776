"""The journey from its first day, to be read with the person and printed."""

from django.shortcuts import render

from ppde import operations, words
from ppde.models import Person, Reading
from ppde.papers import paper
from ppde.views.common import accepted_of, crumbs, file_tabs, get_person, url
from ppde.views.lists import WITHOUT_NAMES
from territories.access import allows
from tzcld.ui import french


def _read(request, pk: int) -> tuple[Person, list, bool]:
    """(person, facts from the first, whether the name is shown)."""
    person = get_person(request, pk)
    person.territory = request.territory
    facts = list(person.events.select_related("author", "organisation", "prescriber"))
    return person, facts[::-1], request.GET.get("affichage") != WITHOUT_NAMES


def _context(request, person, facts, is_named: bool) -> dict:
    since = (
        f"Volontaire depuis le {french.date(person.volunteer_on)}" if person.volunteer_on else ""
    )
    accepted = accepted_of(person, {fact.kind for fact in facts})
    mark = words.state_mark(person, on_file=True, accepted=accepted)
    return {
        "person": person,
        "is_named": is_named,
        "title": f"Parcours {french.de(person if is_named else person.reference)}",
        "mark": mark,
        "subtitle": ". ".join(told for told in (person.reference, since) if told),
        "facts": [
            ("Numéro", person.reference),
            ("État", mark[2]),
            ("Volontaire depuis", french.date(person.volunteer_on)),
            ("Référent·e", str(person.referent or "")),
        ],
        "followings": [
            {
                "referent": f.referent,
                "dates": french.period(f.since, f.until),
                "reason": f.reason,
                "word": f.word if is_named else "",
                "word_by": f.word_by,
            }
            for f in person.followings.select_related("referent", "word_by")
        ],
        "timeline": words.timeline(facts, slug=request.territory.slug, may_correct=False),
    }


@allows("names_read")
def person_timeline(request, pk: int):
    """The journey alone, oldest fact first: a reading of the file, with the name or by the number."""
    person, facts, is_named = _read(request, pk)
    kind = Reading.Kind.READ if is_named else Reading.Kind.NUMBER
    operations.record_reading(person, by=request.user, kind=kind)
    query = "" if is_named else f"?affichage={WITHOUT_NAMES}"
    to_pdf = url(request, "person_timeline_pdf", pk) + query
    printing = {"label": "Imprimer (PDF)", "url": to_pdf, "icon": "file-earmark-pdf"}
    context = {
        **_context(request, person, facts, is_named),
        "breadcrumb": crumbs(request, person, "Parcours"),
        "tabs": file_tabs(request, person),
        "actions": [printing] if request.scope.can("person_print") else [],
        "toggle": [
            {"label": "Nom", "url": request.path, "icon": "eye", "current": is_named},
            {
                "label": "Numéro seul",
                "url": f"?affichage={WITHOUT_NAMES}",
                "icon": "eye-slash",
                "current": not is_named,
            },
        ],
    }
    return render(request, "ppde/person_timeline.html", context)


@allows("person_print")
def person_timeline_pdf(request, pk: int):
    person, facts, is_named = _read(request, pk)
    context = _context(request, person, facts, is_named)
    return paper(
        request,
        person,
        "documents/journey.html",
        context,
        title=f"Parcours {person.reference}",
        back=url(request, "person_timeline", pk),
    )
