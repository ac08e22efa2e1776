"""What the pages of this room share: fetching a person, trying an operation, showing a form."""

from functools import lru_cache

from django.contrib import messages
from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ppde import operations
from ppde.departures import with_departures
from ppde.models import EventKind, Following, Person
from ppde.operations.journey import refuse_frozen, to_be_hired
from tzcld.queries import Composed
from tzcld.ui.confirm import closed
from tzcld.ui.forms import refused, told
from tzcld.ui.once import once


def persons(request):
    """The persons of the current territory that the account reads by name, with its delay before « sans contact »."""
    rows = Person.objects.visible_to(request.user).within(request.territory)
    return rows.annotate(silence_days=Value(request.territory.silence_days))


def named(territory: int):
    """As `persons` says it for a territory (id) read by name: the same rows whoever asks, so that they compose once."""
    return Person.objects.filter(territory=territory, anonymised_on=None)


def accepted_of(person: Person, kinds) -> dict[int, str]:
    """The person herself or himself, who said yes to a post; nothing is asked when these kinds of facts tell of no answer."""
    is_asked = person.state == Person.State.LISTED and EventKind.REPLY in kinds
    return to_be_hired(person.territory_id, [person.pk]) if is_asked else {}


# The period that runs when somebody follows the person, with the word left by whoever handed her or him over.
_latest_following = (
    Following.objects.filter(territory=OuterRef("territory"), person=OuterRef("pk"))
    .order_by("-period")
    .values(
        told=JSONObject(
            word="word",
            since=RangeStartsWith("period"),
            first_name="word_by__first_name",
            last_name="word_by__last_name",
        )
    )[:1]
)
# What every page of a file asks.
file_of = Composed(
    lambda territory, pk: (
        with_departures(named(territory).filter(pk=pk))
        .select_related("referent", "district", "orienting_organisation")
        .annotate(handed=Subquery(_latest_following))
    ),
    int,
    int,
)
_count = Composed(
    lambda territory: (
        named(territory).order_by().values("territory").annotate(n=Count("pk")).values_list("n")
    ),
    int,
)


def persons_count(request) -> int:
    """How many `persons` there are."""
    if request.territory.pk not in request.scope.named_ids:
        return persons(request).count()
    return next(iter(_count(request.territory.pk)), (0,))[0]


def get_person(request, pk: int) -> Person:
    """The person of this number in the address; 404 when out of the account's scope."""
    here = request.territory
    if here.pk in request.scope.named_ids:
        person = next(iter(file_of(here.pk, pk)), None)
    else:  # an enterprise: the persons proposed to it or hired by it
        person = persons(request).filter(pk=pk).first()
    if person is None:
        raise Http404
    person.territory, person.silence_days = here, here.silence_days
    return person


# A meeting does not settle more at once; those that wait longest come first.
AT_ONCE = 60


def meeting_page(request, form, rows: list[dict], *, waiting, of: tuple[str, str]) -> dict:
    """What ppde/meeting_decide.html reads; a title and a lead are still to add.

    `rows`: the first AT_ONCE of the queryset `waiting`; `of`: the list they come from, (title, url name).
    """
    title, name = of
    return {
        "form": form,
        "rows": rows,
        "more": waiting.count() - len(rows) if len(rows) == AT_ONCE else 0,
        "has_decisions": form.fields["decision"].queryset.exists(),
        "submit_label": "Enregistrer les décisions",
        "cancel_url": url(request, name),
        "breadcrumb": under(request, title, name, "Décider en séance"),
        "tabs": list_tabs(request),
    }


def rows_of_files(request, model):
    """The rows of a list about persons. What is left of an erased file is counted in the figures: no list shows it, its page
    is there no more.
    """
    rows = model.objects.visible_to(request.user).within(request.territory)
    return rows.filter(person__anonymised_on=None)


def get_row(request, model, pk: int, *related: str):
    """A row about a person of the current territory, or 404. `model`: a model, or a queryset of it."""
    rows = getattr(model, "objects", model).visible_to(request.user).within(request.territory)
    return get_object_or_404(rows.select_related("person", "person__territory", *related), pk=pk)


def url(request, name: str, *args) -> str:
    return reverse(f"ppde:{name}", args=[request.territory.slug, *args])


def crumbs(request, person: Person | None = None, last: str = "") -> list[dict]:
    found = [{"label": "Personnes", "url": _subject(request)}]
    if person:
        found.append({"label": person.reference, "url": person.get_absolute_url()})
    if last:
        found.append({"label": last, "url": ""})
    return found


def under(request, title: str, name: str, last: str) -> list[dict]:
    """The trail of a page that a list of the subject leads to, (title, url name)."""
    first, end = crumbs(request, last=last)
    return [first, {"label": title, "url": url(request, name)}, end]


def _subject(request) -> str:
    """Where the trail begins: all the persons, else the first of the tabs that the account opens."""
    if request.scope.can("names_read"):
        return url(request, "person_list")
    return next((page["url"] for page in tabs_of(request, [*LIST_PAGES, *LIST_MORE])), "")


# Views of the persons' subject, above the lists: (label, url name, verb). Rooms above add theirs, by name.
LIST_PAGES = [
    ("À faire", "ppde:work_queue", "work_view"),
    ("Toutes les personnes", "ppde:person_list", "names_read"),
    ("Liste de mobilisation", "ppde:mobilisation_list", "names_read"),
    ("Examens d’éligibilité", "ppde:review_list", "eligibility_prepare"),
    ("Rencontres", "ppde:gathering_list", "gathering_view"),
    ("Compétences", "ppde:skill_matrix", "person_view"),
    ("Formations et leviers", "ppde:training_list", "resource_view"),
]
# What is opened now and then: in a menu after the others, so that the subject's tabs stay on one line.
LIST_MORE = [
    ("Orientations", "ppde:orientation_list", "orientation_answer"),
    ("Référent·es", "ppde:referent_list", "person_view"),
    ("Pauses", "ppde:pause_list", "mobilisation_view"),
    ("Refus soumis au comité", "ppde:refusal_list", "mobilisation_view"),
    ("Suivis après sortie", "ppde:follow_up_list", "outcome_record"),
    ("Doublons", "ppde:duplicate_list", "duplicate_review"),
    ("Conservation", "ppde:retention_view", "retention_view"),
    ("Règle de la liste", "ppde:list_rule_list", "list_rule_view"),
    ("Règle d’éligibilité", "ppde:criteria_view", "eligibility_rule_view"),
    ("Demandes de droits", "ppde:privacy_requests", "rights_edit"),
    ("Textes à relire", "ppde:privacy_texts", "flag_review"),
    ("Mots à relire", "ppde:word_list", "word_view"),
    ("Seuils des alertes", "ppde:reading_rule_list", "reading_rule_view"),
]
# Views of one file: (label, url name, verb). Each keeps its own queries off the others.
FILE_PAGES = [
    ("Dossier", "ppde:person_detail", "names_read"),
    ("Propositions", "ebe:person_proposals", "proposal_make"),
    ("Courrier", "ppde:person_letter", "person_view"),
    ("Après", "ppde:person_after", "person_view"),
    ("Compétences et souhaits", "activities:person_skills", "person_edit"),
    ("Parcours", "ppde:person_timeline", "names_read"),
    ("Données et droits", "ppde:person_privacy", "person_view"),
    ("Ouvertures", "ppde:person_readings", "person_view"),
]


def list_tabs(request) -> list[dict]:
    """The sub-tabs of the subject, those that the account may open."""
    tabs, more = tabs_of(request, LIST_PAGES), tabs_of(request, LIST_MORE)
    if more:
        shown = next((item["label"] for item in more if item["current"]), "")
        tabs.append({"label": shown or "Autres rubriques", "under": more, "current": bool(shown)})
    return tabs


def file_tabs(request, person: Person) -> list[dict]:
    """The sub-tabs of a file, those that the account may open."""
    return tabs_of(request, FILE_PAGES, person.pk)


def _page(name: str, slug: str, *pk: int) -> str:
    """The address of a view of the territory, or of one row: some fifteen on every page."""
    pattern = _pattern(name, slug, bool(pk))
    if not pk:
        return pattern
    start, _, end = pattern.rpartition("/0/")
    return f"{start}/{pk[0]}/{end}"


@lru_cache(maxsize=8192)
def _pattern(name: str, slug: str, with_row: bool = False) -> str:
    return reverse(name, args=[slug, 0] if with_row else [slug])


def tabs_of(request, pages, *args) -> list[dict]:
    """Those of `pages` that the account may open, the one being shown marked."""
    here, slug = request.resolver_match.view_name, request.territory.slug
    return [
        {"label": label, "url": _page(name, slug, *args), "current": name == here}
        for label, name, verb in pages
        if request.scope.can(verb)
    ]


def tried(form, operation, field: str | None = None):
    """The result of `operation()`, or None once its refusal is written on the form, under `field` when it has it."""
    try:
        with transaction.atomic():
            return operation()
    except ValidationError as refusal:
        refused(form, refusal, field)
        return None


def act(
    request,
    person,
    form,
    operation,
    *,
    done: str,
    field: str | None = None,
    once_only=False,
    back: str = "",
    frozen_too: bool = False,
    **page,
):
    """A form page about a person: on success a message and the file, otherwise the form again with its refusals.

    `operation(cleaned_data)`; `once_only`: it gives the row that it writes, which the same answers sent again do not write
    again. `back`: the page it was opened from, when it is not the file itself; `frozen_too`: a frozen file does not stop it. `page`: title, submit_label, last (end of the breadcrumb) and what form_page.html takes.
    """
    guarded = isinstance(person, Person) and not frozen_too
    # Said before anything is typed, not once it is sent.
    if guarded and (answer := closed(request, lambda: refuse_frozen(person), to=back or person)):
        return answer
    if request.method != "POST" and isinstance(person, Person):
        # These pages show the name: opening one is reading the file. An orientation has none yet.
        operations.record_reading(person, by=request.user)
    sent = request.method == "POST" and form.is_valid()

    def write() -> tuple:
        if once_only:
            return once(request, lambda: operation(form.cleaned_data))
        return operation(form.cleaned_data), ""

    if sent and (made := tried(form, write, field)):
        messages.success(request, made[1] or told(form, done))
        return redirect(back or person)
    template = page.pop("template", "ui/form_page.html")
    trail = crumbs(request, person, page.pop("last", page["title"]))
    cancel = back or person.get_absolute_url()
    context = {"form": form, "breadcrumb": trail, "cancel_url": cancel, **page}
    return render(request, template, context | {"person": person})
