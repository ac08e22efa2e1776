"""Columns, filters and words of the directory and of the commitments."""

import django_filters
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from territories.resources.models import ENDS_SOON, Commitment, Scheme
from tzcld.ui import french
from tzcld.ui.lists import Column, FilterSet, Table

# Views of the subject « Formations et leviers »: (label, url name, verb). Rooms above are named, never imported.
PAGES = [
    ("Formations", "ppde:training_list", "resource_view"),
    ("Calendrier", "ppde:session_list", "resource_view"),
    ("Leviers et programmes", "territories:scheme_list", "resource_view"),
    ("Demandes", "ppde:scheme_request_list", "person_edit"),
    ("Engagements", "territories:commitment_list", "resource_view"),
    ("Actualités", "territories:news_list", "resource_view"),
    ("En chiffres", "evaluation:scheme_figures", "resource_view"),
]


def tabs(request) -> list[dict]:
    here, slug = request.resolver_match.view_name, request.territory.slug
    return [
        {"label": label, "url": reverse(name, args=[slug]), "current": name == here}
        for label, name, verb in PAGES
        if request.scope.can(verb)
    ]


def freshness(scheme: Scheme) -> tuple[str, str, str]:
    if not scheme.is_open:
        return ("", "slash-circle", "Fermé")
    if scheme.is_stale:
        return ("warn", "exclamation-circle", "À vérifier")
    return ("ok", "check-circle", "À jour")


def schemes(slug: str) -> Table:
    return Table(
        name="leviers-et-programmes",
        one="levier ou programme",
        many="leviers et programmes",
        order="name",
        empty="Le répertoire dit à qui s’adresser, pour qui et comment\u00a0: mobilité, garde, français, formation…",
        columns=[
            Column(
                "name",
                "Levier ou programme",
                sort="name",
                link=lambda row: reverse("territories:scheme_detail", args=[slug, row.pk]),
                sub=Column("public", "Public concerné"),
            ),
            Column("kind", "Nature", value="get_kind_display", sort="kind"),
            Column("theme", "Thème", value="get_theme_display", sort="theme"),
            Column("area", "Lieu ou périmètre", sort="area"),
            Column("organisation", "Organisme à joindre", sort="organisation"),
            Column(
                "freshness",
                "À jour",
                kind="state",
                value=freshness,
                sort="checked_on",
                sub=Column("checked_on", "Vérifié le", kind="date"),
            ),
            Column("contact", "Comment le joindre", screen=False, width=30),
            Column("how_to", "Comment le mobiliser", screen=False, width=40),
            Column("conditions", "Conditions", screen=False, width=40),
            Column("link", "Site", screen=False),
            Column("territory", "Écrit par", value="territory.name", screen=False),
        ],
    )


class SchemeFilters(FilterSet):
    q = django_filters.CharFilter(label="Mot", method="by_text")
    nature = django_filters.ChoiceFilter(
        label="Nature", field_name="kind", choices=Scheme.Kind.choices
    )
    theme = django_filters.ChoiceFilter(label="Thème", choices=Scheme.Theme.choices)
    etat = django_filters.ChoiceFilter(
        label="À jour",
        method="by_state",
        choices=[("verifier", "à vérifier"), ("ouvert", "ouverts"), ("ferme", "fermés")],
    )

    class Meta:
        model = Scheme
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        found = Q()
        for field in ("name", "public", "organisation", "how_to", "area"):
            found |= Q(**{f"{field}__unaccent__icontains": value})
        return queryset.filter(found)

    def by_state(self, queryset, name, value):
        if value == "verifier":
            keys = [row.pk for row in queryset.filter(is_open=True) if row.is_stale]
            return queryset.filter(pk__in=keys)
        return queryset.filter(is_open=value == "ouvert")


def commitment_state(row: Commitment) -> tuple[str, str, str]:
    today, left = timezone.localdate(), row.promised - row.given
    if left <= 0:
        return ("ok", "check-circle", "Tenu")
    if row.until < today:
        return ("bad", "x-circle", "Terminé, non tenu")
    if row.until <= today + ENDS_SOON:
        return ("warn", "hourglass-split", "Se termine bientôt")
    return ("info", "play", "En cours")


KIND_WORDS = {
    Commitment.Kind.JOBS: ("emploi", "emplois"),
    Commitment.Kind.TRAINING: ("place de formation", "places de formation"),
    Commitment.Kind.IMMERSION: ("immersion", "immersions"),
    Commitment.Kind.INTERVIEW: ("entretien d’embauche", "entretiens d’embauche"),
    Commitment.Kind.VISIT: ("visite", "visites"),
}


def promise_words(row: Commitment) -> str:
    """« 4 emplois donnés sur 6 promis : il en manque 2 avant le 31 décembre 2026. »"""
    one, many = KIND_WORDS[Commitment.Kind(row.kind)]
    agreed = (
        "e" if row.kind != Commitment.Kind.JOBS and row.kind != Commitment.Kind.INTERVIEW else ""
    )
    given = french.accord(row.given, f"donné{agreed},donné{agreed}s")
    promised = french.accord(row.promised, f"promis{agreed},promis{agreed + 's' if agreed else ''}")
    fact = (
        f"{french.count(row.given, one, many)} {given} sur {french.number(row.promised)} {promised}"
    )
    left = row.promised - row.given
    if left <= 0:
        return f"{fact}\u00a0: l’engagement est tenu."
    if row.until < timezone.localdate():
        return f"{fact}. La période est finie depuis le {french.date(row.until)}."
    return f"{fact}\u00a0: il en reste {french.number(left)} avant le {french.date(row.until)}."


def bar(row: Commitment):
    """The given part of the promise, and the figures."""
    share = min(100, round(100 * row.given / row.promised))
    return format_html(
        '<span class="nowrap">{}</span><svg class="wait" aria-hidden="true">'
        '<rect width="100%" height="6" rx="3" class="bg"/><rect width="{}%" height="6" rx="3" class="c1"/></svg>',
        progress(row),
        share,
    )


def progress(row: Commitment) -> str:
    return f"{french.number(row.given)} sur {french.number(row.promised)}"


COMMITMENTS = Table(
    name="engagements",
    one="engagement",
    many="engagements",
    order="until",
    empty="Ce que les partenaires promettent\u00a0: emplois, places de formation, immersions, et ce qu’ils ont donné.",
    columns=[
        Column(
            "organisation",
            "Organisation",
            value="organisation.name",
            sort="organisation__name",
            link=lambda row: row.get_absolute_url(),
        ),
        Column(
            "kind",
            "Promis",
            value=lambda row: french.upper_first(row.get_kind_display()),
            sort="kind",
        ),
        Column("progress", "Donné", value=progress, cell=bar, sort="given", export=False),
        Column("promised", "Nombre promis", kind="number", screen=False),
        Column("given", "Nombre donné", kind="number", screen=False),
        Column("since", "Depuis le", kind="date", screen=False),
        Column("until", "Jusqu’au", kind="date", sort="period__endswith"),
        Column("state", "Où il en est", kind="state", value=commitment_state),
        Column("territory", "Territoire", value="territory.name", screen=False),
    ],
)


class CommitmentFilters(FilterSet):
    q = django_filters.CharFilter(
        label="Organisation", field_name="organisation__name", lookup_expr="unaccent__icontains"
    )
    promis = django_filters.ChoiceFilter(
        label="Promis", field_name="kind", choices=Commitment.Kind.choices
    )
    echeance = django_filters.ChoiceFilter(
        label="Échéance",
        method="by_end",
        choices=[
            ("bientot", "dans les trente jours"),
            ("retard", "finis, non tenus"),
            ("cours", "en cours"),
        ],
    )

    class Meta:
        model = Commitment
        fields: tuple[str, ...] = ()

    def by_end(self, queryset, name, value):
        today = timezone.localdate()
        if value == "bientot":
            return queryset.ending(today).filter(given__lt=F("promised"))
        if value == "retard":
            return queryset.filter(period__endswith__lte=today, given__lt=F("promised"))
        return queryset.filter(period__contains=today)
