"""What the public reads: the hub, its territories, their activities; masked figures only."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from activities.models import Activity
from cle.models import Seat
from ebe.models import Enterprise
from evaluation import aggregates
from evaluation.counts import origins
from evaluation.models import Report
from ppde.eligibility import terms
from ppde.models.processings import defaults
from ppde.operations.criteria import precision_in_force, rule_in_force
from ppde.privacy.notices import CNIL, DELIVERED, Line, asked_notice, lines, register_of
from territories.models import KeyDate, PerimeterUnit, Phase, Target, Territory
from territories.outlines import maps
from territories.scoping import scoped
from tzcld import guides
from tzcld.queries import alphabetical
from tzcld.ui import charts, french

LEGAL = {
    "accessibilite": ("Déclaration d’accessibilité", "public/accessibilite.html"),
    "donnees-personnelles": ("Données personnelles", "public/donnees_personnelles.html"),
    "mentions-legales": ("Mentions légales", "public/mentions_legales.html"),
    "aide": ("Aide et contact", "public/aide.html"),
}


@login_not_required
@require_safe
def public_home(request):
    """The door: whoever is signed in goes to work, others read who does what where."""
    if request.user.is_authenticated:
        return redirect("territories:home")
    hubs = list(
        Territory.objects.filter(kind=Territory.Kind.HUB).public().order_by(alphabetical("name"))
    )
    places = _places()
    for hub in hubs:
        hub.places = [place for place in places if place.hub_id == hub.pk]
    return render(
        request,
        "public/home.html",
        {
            "title": "Coordination des territoires zéro chômeur de longue durée",
            "hubs": hubs,
            "nav": nav("home"),
        },
    )


def _places():
    return list(
        Territory.objects.filter(kind=Territory.Kind.LOCAL)
        .public()
        .with_present()
        .order_by(alphabetical("name"))
    )


@login_not_required
@require_safe
def public_territory(request, slug: str):
    """The territory's public sheet (seed 003): facts, figures masked, dates, activities, where to come."""
    territory = get_object_or_404(
        Territory.objects.public().select_related("hub"), slug=slug, kind=Territory.Kind.LOCAL
    )
    figures = aggregates.read(territory, exact=False, whole=False)
    phase = Phase.objects.within(territory).on(timezone.localdate()).first()
    return render(
        request,
        "public/territory.html",
        {
            "title": territory.name,
            "territory": territory,
            "figures": {
                "solutions": figures.number("E6"),
                "waiting": figures.number("E9"),
                "heads": figures.words("EFF"),
                "source": origins.told(territory, figures.month),
            },
            "phase": phase,
            "units": PerimeterUnit.objects.within(territory),
            "map": maps.sheet(territory),
            "enterprises": Enterprise.objects.within(territory).standing(),
            "activities": Activity.objects.within(territory).public(),
            "committee": _committee(territory),
            "asked": _asked(territory),
            "target": _target(territory, figures),
            "timeline": _timeline(territory),
            "reports": Report.objects.within(territory).public()[:5],
            "nav": nav("territories"),
            "breadcrumb": [
                {"label": "Les territoires", "url": reverse("evaluation:public_home")},
                {"label": territory.name},
            ],
        },
    )


def _asked(territory: Territory) -> tuple[str, str] | None:
    """How long without a job and how long a resident, by the rule in force; None where no rule is written."""
    rule = rule_in_force(territory)
    if rule is None:
        return None
    asked = terms(rule, precision_in_force(territory))
    return _span(asked.months_without_job), _span(asked.months_resident)


def _span(months: int) -> str:
    """« un an », « six mois »."""
    years, rest = divmod(months, 12)
    if years and not rest:
        return f"{french.words_number(years)} {french.accord(years, 'an,ans')}"
    return f"{french.words_number(months)} mois"


def _committee(territory: Territory) -> dict:
    """How many sit on the committee, and in whose name it is chaired: functions, never a name."""
    with scoped(territory.pk, named=False):
        seats = Seat.objects.within(territory).filled().filter(committee__kind="cle")
        chair = seats.filter(rank=Seat.Rank.CHAIR).first()
        return {"members": seats.count(), "chair": chair.function if chair else ""}


def _target(territory: Territory, figures):
    """Jobs created or found against what is aimed at by the end of the nearest year to come."""
    year = (
        Target.objects.within(territory)
        .filter(year__gte=timezone.localdate().year)
        .order_by("year")
        .values_list("year", flat=True)
        .first()
    )
    goal = (
        sum(Target.objects.within(territory).filter(year=year).values_list("jobs", flat=True))
        if year
        else 0
    )
    reached = figures.number("E6")
    if not goal or reached is None:
        return None
    words = french.count(reached, "emploi créé ou trouvé", "emplois créés ou trouvés")
    caption = format_html(
        "<strong>{} sur les {} prévus fin {}</strong>.", words, french.number(goal), year
    )
    source = f"Effectifs de moins de {territory.masking_threshold} masqués."
    return charts.target(reached, goal, caption=caption, source=source)


def _timeline(territory: Territory) -> list[dict]:
    today = timezone.localdate()
    return [
        {
            "date": french.date(d.on),
            "datetime": d.on.isoformat(),
            "title": d.title,
            "text": d.text,
            "icon": "flag" if d.is_key else "calendar-event",
            "kind": "next" if d.on > today else "key" if d.is_key else "",
        }
        for d in KeyDate.objects.within(territory).order_by("on")
    ]


@login_not_required
@require_safe
def public_notice(request, slug: str):
    """What the territory does with the data of those it meets: the notice that its team hands over."""
    territory = get_object_or_404(
        Territory.objects.public().select_related("hub"), slug=slug, kind=Territory.Kind.LOCAL
    )
    sheet = reverse("evaluation:public_territory", args=[slug])
    told, others = asked_notice(territory, request.GET.get("traitement", ""), request.path)
    context = {
        "title": "Vos données",
        "territory": territory,
        "notice": told,
        "others": others,
        "nav": nav("territories"),
        "breadcrumb": [
            {"label": "Les territoires", "url": reverse("evaluation:public_home")},
            {"label": territory.name, "url": sheet},
            {"label": "Vos données"},
        ],
    }
    return render(request, "public/notice.html", context)


@login_not_required
@require_safe
def public_activities(request):
    """What can be bought or used, by territory."""
    found = (
        Activity.objects.public()
        .filter(territory__is_public=True)
        .select_related("territory", "carrier")
        .order_by(alphabetical("territory__name"), alphabetical("name"))
    )
    return render(
        request,
        "public/activities.html",
        {
            "title": "Les activités",
            "lead": "Ce que les entreprises à but d’emploi font pour les habitants, les entreprises et les collectivités.",
            "activities": found,
            "nav": nav("activities"),
        },
    )


@login_not_required
@require_safe
def legal(request, page: str):
    if page not in LEGAL:
        raise Http404
    title, template = LEGAL[page]
    context = {"title": title, "nav": nav("")}
    if page == "mentions-legales":
        context["told"] = [
            {"label": label, "value": value or "Pas encore indiqué"}
            for label, value in (
                ("Éditeur", settings.LEGAL_PUBLISHER),
                ("Direction de la publication", settings.LEGAL_DIRECTOR),
                ("Hébergeur", settings.LEGAL_HOST),
            )
        ]
    if page == "aide":
        context["guides"] = guides.titles()
    if page == "donnees-personnelles":
        context |= {"lines": _register(), "places": _places(), "cnil": CNIL}
    return render(request, template, context)


@login_not_required
@require_safe
def guide(request, name: str):
    """A guide: how the pages are used, by question."""
    if name not in guides.GUIDES:
        raise Http404
    found = guides.guide(name)
    context = {
        "title": found.title,
        "guide": found,
        "nav": nav(""),
        "breadcrumb": [
            {"label": "Aide et contact", "url": reverse("evaluation:legal", args=["aide"])},
            {"label": found.title, "url": ""},
        ],
    }
    return render(request, "public/guide.html", context)


def _register() -> list[Line]:
    """The register of the hub; where several share the platform, the lines that are the platform's own."""
    hubs = list(Territory.objects.filter(kind=Territory.Kind.HUB)[:2])
    if len(hubs) == 1:
        return register_of(hubs[0]).lines
    return lines(defaults(0), DELIVERED)


def nav(current: str) -> list[dict]:
    pages = [
        ("home", "Les territoires", "evaluation:public_home"),
        ("activities", "Les activités", "evaluation:public_activities"),
        ("reports", "Rapports publiés", "evaluation:public_report_list"),
        ("data", "Données ouvertes", "evaluation:open_data"),
    ]
    return [
        {"label": label, "url": reverse(name), "current": key == current}
        for key, label, name in pages
    ]
