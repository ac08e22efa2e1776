"""The lists: everybody, the mobilisation list, the reviews of eligibility, who opened a file."""

from datetime import date
from functools import partial
from urllib.parse import urlencode

from django.db.models import IntegerField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ppde import eligibility, mobilisation
from ppde.decision_tables import pauses_table, reviews_table
from ppde.filters import MobilisationFilters, PauseFilters, PersonFilters, ReviewFilters
from ppde.models import EligibilityReview, Pause, Person, Reading
from ppde.operations.journey import all_to_be_hired
from ppde.operations.readings import named_exporter, with_grants
from ppde.privacy.tables import READINGS
from ppde.tables import LINE, mobilisation_table, persons_table
from ppde.views.common import (
    crumbs,
    file_tabs,
    get_person,
    list_tabs,
    named,
    persons,
    persons_count,
    rows_of_files,
    url,
)
from territories.access import allows
from tzcld.queries import ComposedPages
from tzcld.ui import french
from tzcld.ui.lists import render_list
from tzcld.ui.lists.choice import OF_THE_FILE, PAGE

WITHOUT_NAMES = "numero"


def _page(request, **context) -> dict:
    enrol = {"label": "Inscrire une personne", "url": url(request, "person_create")}
    enrol |= {"icon": "person-plus", "primary": True}
    load = {"label": "Importer un tableur", "icon": "file-earmark-plus"}
    load["url"] = reverse("territories:import_start", args=[request.territory.slug, "personnes"])
    actions = [load, enrol] if request.scope.can("person_edit") else []
    return {"tabs": list_tabs(request), "actions": actions, **context}


def _reassign(request) -> dict:
    """To the change of referent, for the persons that the filters show."""
    asked = request.GET.urlencode()
    to = url(request, "referent_change") + (f"?{asked}" if asked else "")
    return {"label": "Changer de référent·e", "url": to, "icon": "arrow-repeat"}


def nameless_exports(request) -> list[tuple[str, str]]:
    """Files of the same rows with the number alone, for whoever may not read the names; and the choice of their columns."""
    own = (*OF_THE_FILE, "affichage")
    kept = [(name, v) for name, values in request.GET.lists() if name not in own for v in values]
    asked = (
        ("Tableur Excel (XLSX) sans les noms", "format", "xlsx"),
        ("Texte (CSV) sans les noms", "format", "csv"),
        ("Choisir les colonnes, sans les noms…", "export", PAGE),
    )
    return [
        (label, f"?{urlencode([*kept, (name, value), ('affichage', WITHOUT_NAMES)])}")
        for label, name, value in asked
    ]


def is_named(request) -> bool:
    return request.GET.get("affichage") != WITHOUT_NAMES


# The two lists as they open, before anybody filters them: one territory (id), its delay before « sans contact », the day.
ALL_NAMED = ComposedPages(
    lambda territory, silence: _everybody(
        named(territory).annotate(silence_days=Value(silence, IntegerField()))
    ),
    int,
    int,
)
LISTED_NAMED = ComposedPages(
    lambda territory, silence, today: _on_list(
        named(territory).annotate(silence_days=Value(silence, IntegerField())), today
    ),
    int,
    int,
    date,
)


def _everybody(rows):
    return rows.select_related("referent", "district").only(*LINE, "district__name")


def _on_list(rows, today: date):
    listed = rows.on_list().select_related("referent")
    listed = listed.only(*LINE, "wished_hours", "first_proposal_on", "created_at")
    return mobilisation.with_last_fact(listed, today)


def _as_it_opens(request, pages: ComposedPages, *values) -> tuple | None:
    """What `render_list` asks of `pages`; nothing for whoever does not read every name of the territory, or reads numbers."""
    here = request.territory
    if here.pk not in request.scope.named_ids or not is_named(request):
        return None
    return pages, (here.pk, here.silence_days, *values)


def _accepted(request) -> SimpleLazyObject:
    """Asked once, where a line shows somebody of the list."""
    return SimpleLazyObject(lambda: all_to_be_hired(request.territory.pk))


@allows("names_read")
def person_list(request):
    """Everybody met or to be met: filters by name or number, state, wait, referent, district."""
    page = _page(
        request,
        lead="Toutes les personnes repérées ici, où qu’elles en soient.",
        extra_exports=nameless_exports(request),
    )
    if request.scope.can("person_edit"):
        page["actions"].insert(0, _reassign(request))
    return render_list(
        request,
        queryset=SimpleLazyObject(lambda: _everybody(persons(request))),
        as_it_opens=_as_it_opens(request, ALL_NAMED),
        table=persons_table(request.territory.slug, is_named(request), _accepted(request)),
        title="Personnes",
        known_total=persons_count(request),
        filterset_class=PersonFilters,
        template="ppde/person_list.html",
        export=named_exporter(request, Person),
        context=page,
    )


@allows("names_read")
def mobilisation_list(request):
    """Who waits, in the order of the volunteer dates (seed 003)."""
    standing = mobilisation.standing(request.territory)
    return render_list(
        request,
        queryset=SimpleLazyObject(lambda: _on_list(persons(request), standing.today)),
        as_it_opens=_as_it_opens(request, LISTED_NAMED, standing.today),
        table=mobilisation_table(
            request.territory.slug, standing, is_named(request), _accepted(request)
        ),
        title="Liste de mobilisation",
        known_total=len(standing.ranks),
        filterset_class=MobilisationFilters,
        template="ppde/person_list.html",
        export=named_exporter(request, Person),
        context=_page(
            request,
            lead="Le rang suit la date de volontariat. Une pause ne le change pas, un filtre non plus.",
            extra_exports=nameless_exports(request),
            breadcrumb=crumbs(request, last="Liste de mobilisation"),
        ),
    )


@allows("mobilisation_view")
def pause_list(request):
    """Pauses by the day on which they are looked at again; those to come and running first."""
    pauses = rows_of_files(request, Pause)
    running = pauses.filter(period__contains=timezone.localdate()).count()
    return render_list(
        request,
        queryset=pauses.select_related("person", "person__referent"),
        table=pauses_table(request.territory.slug, request.scope.can),
        title="Pauses",
        filterset_class=PauseFilters,
        template="ppde/person_list.html",
        export=named_exporter(request, Pause),
        context=_page(
            request,
            actions=[],
            lead=_running(running),
            breadcrumb=crumbs(request, last="Pauses"),
        ),
    )


def _running(n: int) -> str:
    if not n:
        return "Personne n’est en pause aujourd’hui."
    verb = french.accord(n, "est,sont")
    return (
        f"{french.count(n, 'personne')} {verb} en pause. Le dernier jour est celui où la pause se revoit\u00a0; "
        "le rang est gardé."
    )


@allows("eligibility_prepare")
def review_list(request):
    """Reviews of eligibility: those to present to the committee come first to mind, hence the default filter link."""
    reviews = rows_of_files(request, EligibilityReview)
    return render_list(
        request,
        queryset=reviews.with_criteria().select_related("person", "decision"),
        table=reviews_table(
            review_opinion,
            partial(_review_url, request),
            request.territory.slug,
            request.scope.can,
        ),
        title="Examens d’éligibilité",
        filterset_class=ReviewFilters,
        template="ppde/person_list.html",
        export=named_exporter(request, EligibilityReview),
        context=_page(
            request,
            actions=_review_actions(request),
            lead=_to_present(reviews),
            breadcrumb=crumbs(request, last="Examens d’éligibilité"),
        ),
    )


def _review_actions(request) -> list[dict]:
    rule = {
        "label": "Règle d’éligibilité",
        "url": url(request, "criteria_view"),
        "icon": "journal-text",
    }
    decide = {"label": "Décider en séance", "url": url(request, "reviews_decide")}
    decide |= {"icon": "people", "primary": True}
    return [rule, decide] if request.scope.can("eligibility_decide") else [rule]


def _to_present(reviews) -> str:
    n = reviews.waiting().count()
    if not n:
        return "Aucun examen n’attend le comité local."
    verb = french.accord(n, "attend,attendent")
    return f"{french.count(n, 'examen')} {verb} le comité local, qui décide. Il n’y voit que les numéros."


def review_opinion(review) -> str:
    """The advice of the rule that this review was prepared under."""
    return eligibility.opinion(eligibility.read(review))


def _review_url(request, review) -> str:
    if review.outcome == "pending" and request.scope.can("eligibility_decide"):
        return url(request, "review_decide", review.pk)
    return url(request, "person_detail", review.person_id)


@allows("person_view")
def person_readings(request, pk: int):
    """Who opened or wrote in a file, for the person who asks."""
    person = get_person(request, pk)
    return render_list(
        request,
        queryset=with_grants(person.readings.select_related("user")),
        table=READINGS,
        title=f"Qui a ouvert le dossier {person.reference}",
        export=named_exporter(request, Reading),
        template="ppde/person_list.html",
        context={
            "tabs": file_tabs(request, person),
            "lead": "Chaque ouverture, modification, export ou impression est inscrit ici. La personne peut demander cette liste.",
            "breadcrumb": crumbs(request, person, "Ouvertures"),
        },
    )
