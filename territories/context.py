"""What every page knows: the scope, the rights, the main navigation."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from tzcld.ui.french import upper_first

COMMITTEE = "Comité local"
# label, url name, verb, names of the apps or views that light the tab; hub pages and local pages differ by label
TABS = [
    ("Tableau de bord", "Vue d’ensemble", "evaluation:dashboard", "dashboard_view"),
    ("Personnes", None, "ppde:person_list", "names_read"),
    ("Vos orientations", None, "ppde:orientation_sent", "orientation_send"),
    (COMMITTEE, "Instances", "cle:meeting_list", "meeting_view"),
    ("Entreprise", "Entreprises", "ebe:enterprise_list", "enterprise_view"),
    ("Données et droits", "Données et droits", "ppde:privacy_alerts", "reading_view"),
    ("Activités", "Activités partagées", "activities:activity_list", "activity_view"),
    (None, "Territoires", "territories:territory_list", "comparison_view"),
    ("Rapports", "Rapports", "evaluation:report_list", "report_view"),
    (
        "Lettre d’information",
        "Lettre d’information",
        "evaluation:newsletter_list",
        "newsletter_view",
    ),
]


# Nouns of the pages of evaluation that the dashboard leads to.
FROM_DASHBOARD = {"indicator", "comparison", "exhaustivity", "delay", "forecast", "count"}

LEGAL = [
    ("Accessibilité : non auditée", "accessibilite"),
    ("Données personnelles", "donnees-personnelles"),
    ("Mentions légales", "mentions-legales"),
    ("Aide et contact", "aide"),
]


class Can:
    """`can.names_read` in a template: the same table as the views."""

    def __init__(self, scope):
        self.scope = scope

    def __getattr__(self, verb: str) -> bool:
        if verb.startswith("_"):
            raise AttributeError(verb)
        return self.scope.can(verb)

    def __getitem__(self, verb: str) -> bool:
        return self.scope.can(verb)


def scope(request) -> dict:
    here = getattr(request, "scope", None)
    return {
        **addresses(request, here),
        "scope": here,
        "can": Can(here) if here else {},
        "nav": navigation(request, here) if here and here.territory else [],
        "demo": settings.DEMO,
        "legal": [
            {"label": label, "url": _page("evaluation:legal", page)} for label, page in LEGAL
        ],
        "hub_name": hub_name(here),
    }


def addresses(request, here) -> dict:
    """What the banner leads to."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"login_url": _page("account_login")}
    if here and len(here.choices) > 1:
        for choice in here.choices:
            choice.home_url = _page("territories:territory_enter", choice.slug)
    return {
        "home_url": _page("territories:home"),
        "account_url": _page("account_home"),
        "logout_url": _page("account_logout"),
        "user_links": user_links(here),
    }


def user_links(here) -> list[dict]:
    """Pages of the account's menu: they belong to the territory, not to one of its subjects."""
    if not here or not here.territory:
        return []
    pages = [
        ("À faire", "ppde:work_queue", "work_view"),
        ("Fiche du territoire", "territories:territory_detail", "territory_view"),
        ("Organisations", "territories:organisation_list", "organisation_view"),
        ("Besoins et ressources", "territories:exchange_list", "exchange_view"),
        ("Compétences", "evaluation:skill_supply", "skill_view"),
        ("Formations et leviers", "ppde:training_list", "resource_view"),
        ("Questionnaires", "evaluation:questionnaire_list", "questionnaire_view"),
        ("Règle de la liste", "ppde:list_rule_list", "list_rule_view"),
        ("Règle d’éligibilité", "ppde:criteria_view", "eligibility_rule_view"),
        ("Imports", "territories:import_list", "organisation_edit"),
        ("Équipe", "territories:team_list", "team_view"),
        ("Accès nominatifs", "territories:grant_list", "grant_view"),
        ("Extraits pseudonymisés", "evaluation:extract_list", "extract_view"),
        ("Registre des traitements", "ppde:register_sheet", "register_view"),
        ("Textes à relire", "ppde:privacy_texts", "flag_review"),
        ("Mots à relire", "ppde:word_list", "word_view"),
        ("Seuils des alertes", "ppde:reading_rule_list", "reading_rule_view"),
        ("Fin de conservation", "ppde:privacy_past", "past_time_view"),
        ("Notifications (webhooks)", "territories:webhook_list", "webhook_view"),
        ("Jetons de l’API", "territories:token_list", "token_view"),
        ("Journal", "territories:journal_list", "journal_view"),
    ]
    return [
        {"label": label, "url": _page(name, here.territory.slug)}
        for label, name, verb in pages
        if here.can(verb)
    ]


@lru_cache(maxsize=8192)
def _page(name: str, *slug: str) -> str:
    """The address of a page, of a territory or of the site: some thirty on every page, the same each time."""
    return reverse(name, args=slug)


def first_page(here, territory) -> str:
    """Address of the first page that the account's roles open in this territory."""
    verbs = here.verbs_in(territory)
    if "newsletter_edit" in verbs and "dashboard_view" not in verbs:
        # The work of the communication; the activities beside it are read.
        return _page("evaluation:newsletter_list", territory.slug)
    for local, hub, name, verb in TABS:
        if (hub if territory.is_hub else local) and verb in verbs:
            return _page(name, territory.slug)
    if "journal_view" in verbs:
        return _page("territories:journal_list", territory.slug)
    return _page("territories:territory_detail", territory.slug)


def hub_name(here) -> str:
    if not here or not here.territory:
        return ""
    return here.territory.name if here.territory.is_hub else here.territory.hub.name


def navigation(request, here) -> list[dict]:
    """Tabs of the roles held here; the current one is that of the app being shown."""
    match = request.resolver_match
    section = _section(match.view_name) if match else ""
    if section == "ppde:privacy" and not here.can("reading_view"):
        # Who has no tab for the data and the rights comes to them from the persons.
        section = "ppde"
    entries = []
    for local, hub, name, verb in TABS:
        label = hub if here.territory.is_hub else local
        if label and here.can(verb):
            if label == COMMITTEE:
                label = _committee(here.territory)
            entries.append(
                {
                    "label": label,
                    "url": _page(name, here.territory.slug),
                    "current": section == _section(name),
                }
            )
    return entries


def _section(view_name: str) -> str:
    """The tab a page belongs to: its app, and inside evaluation the noun of the page."""
    # What the committee reads under its own tab.
    if view_name in ("ebe:list_sheet", "evaluation:forecast_shared"):
        return "cle"
    app, _, name = view_name.partition(":")
    noun = name.split("_")[0]
    # Pages about persons that higher rooms add to their files and lists.
    if noun in ("person", "skill", "scheme", "commitment", "delivery", "news", "digest"):
        return "ppde"
    # Reached from the dashboard, these have no tab of their own.
    noun = "dashboard" if noun in FROM_DASHBOARD else noun
    noun = "newsletter" if noun == "subscriber" else noun
    if view_name.startswith("ppde:privacy_"):
        return "ppde:privacy"
    return f"{app}:{noun}" if app == "evaluation" else app


def _committee(territory) -> str:
    """The committee's tab: short for the usual name; the law may rename it, and the setting then says how."""
    usual = territory._meta.get_field("committee_label").default
    return (
        COMMITTEE if territory.committee_label == usual else upper_first(territory.committee_label)
    )
