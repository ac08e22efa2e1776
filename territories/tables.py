"""Columns of the lists of this app: team, invitations, journal."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from territories.journal import VERBS
from territories.models import Entry, LegalFigure, Organisation, Phase
from tzcld.ui import french
from tzcld.ui.emails import folding
from tzcld.ui.lists import Column, Table


def membership_state(membership) -> tuple[str, str, str]:
    today = timezone.localdate()
    if membership.since > today:
        return ("info", "clock", "à venir")
    if membership.until and membership.until < today:
        return ("", "dash-circle", "terminé")
    if not membership.user.is_active:
        return ("", "lock", "compte fermé")
    if membership.until:
        return ("warn", "clock-history", "se termine")
    return ("ok", "check-circle", "en cours")


def _edit(membership) -> str | None:
    if membership.until and membership.until < timezone.localdate():
        return None
    return reverse("territories:membership_edit", args=[membership.territory.slug, membership.pk])


def team_table(*, editable: bool) -> Table:
    """The names lead to the access, for who may change it."""
    return Table(
        name="equipe",
        one="accès",
        many="accès",
        order="name",
        empty="Les personnes qui travaillent ici apparaîtront dans cette liste, avec leur rôle et leurs dates.",
        columns=[
            Column(
                "name",
                "Personne",
                value=lambda membership: str(membership.user),
                sort=("user__last_name", "user__first_name"),
                link=_edit if editable else None,
                head=True,
                sub=Column(
                    "email",
                    "Adresse électronique",
                    value="user.email",
                    cell=lambda membership: folding(membership.user.email),
                ),
            ),
            Column(
                "role",
                "Rôle",
                value="get_role_display",
                sort="role",
                sub=Column("function", "Fonction"),
            ),
            Column("state", "Accès", kind="state", value=membership_state),
            Column("since", "Depuis", kind="date", sort="period__startswith"),
            Column(
                "until",
                "Jusqu’au",
                kind="date",
                cell=lambda row: french.short_date(row.until, year=True) or "sans fin",
                definition="Dernier jour d’accès ; vide : sans fin.",
            ),
        ],
    )


TEAM = {editable: team_table(editable=editable) for editable in (False, True)}

INVITATION_STATES = {
    "open": ("info", "envelope", "envoyée"),
    "held": ("warn", "hourglass", "attend l’accord du territoire"),
    "expired": ("warn", "clock-history", "lien expiré"),
    "accepted": ("ok", "check-circle", "acceptée"),
    "revoked": ("", "dash-circle", "annulée"),
}


@cache
def kinds() -> dict[str, str]:
    """What the journal calls each kind of object, by model label: « ppde.person » = « personne »."""
    ours = ("territories", "cle", "ppde", "ebe", "activities", "evaluation", "users")
    return {
        model._meta.label_lower: str(model._meta.verbose_name)
        for model in apps.get_models()
        if model._meta.app_label in ours
    }


@cache
def _name_and_unit(model: str, name: str) -> tuple[str, str]:
    """The field's French name, and the unit of its figures: « SMIC horaire brut (€) » gives both.

    Without such a field, what the entry holds under that name.
    """
    try:
        field = apps.get_model(model)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return WORDS.get(name, name), ""
    label = str(field.verbose_name)
    if found := IN_UNIT.fullmatch(label):
        return found[1], found[2]
    return label, getattr(field, "unit", "")


# What entries hold beside the fields of their object.
WORDS = {
    "filters": "filtres",
    "columns": "colonnes",
    "rows": "lignes",
    "until": "dernier jour",
    "since": "premier jour",
    "from_day": "à partir du",
    "recipients": "destinataires",
    "without_address": "sans adresse",
    "whom": "à qui",
    "readers": "lecteurs",
    "resumed": "envoi repris",
    "retried": "à renvoyer",
    "names since": "par nom depuis",
}


def _said(value) -> str:
    if value in (None, "", [], {}):
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, (int, float)):
        return french.number(value)
    if isinstance(value, list):
        return ", ".join(_said(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k} : {_said(v)}" for k, v in value.items())
    return _read(str(value))


IN_UNIT = re.compile(r"(.+) \(([€%].*)\)")
FIGURE = re.compile(r"-?\d+(\.\d+)?")


# The journal keeps plain values (JSON): a day, an hour and an amount come back as text.
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
AMOUNT = re.compile(r"-?\d+\.\d+")


def _read(text: str) -> str:
    try:
        if DAY.fullmatch(text):
            return french.date(date.fromisoformat(text))
        if MOMENT.match(text):
            return french.date_hour(datetime.fromisoformat(text))
    except ValueError:
        return text
    return french.number(Decimal(text)) if AMOUNT.fullmatch(text) else text


@cache
def _choices(model: str, name: str) -> dict[str, str]:
    """{code: words} of a field of choices; empty for anything else."""
    try:
        field = apps.get_model(model)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return {}
    return {str(code): str(words) for code, words in getattr(field, "flatchoices", ())}


def _told(entry: Entry, name: str, values: dict) -> str | None:
    if name not in values:
        return None
    value, unit = values[name], _name_and_unit(entry.model, name)[1]
    what = values.get("what") if (entry.model, name) == ("territories.legalfigure", "value") else ""
    if what in LegalFigure.What.values:
        return LegalFigure(what=what, value=Decimal(str(value))).told
    if unit and FIGURE.fullmatch(str(value)):
        return french.euros(value) if unit == "€" else f"{french.number(value)}{french.NBSP}{unit}"
    return _choices(entry.model, name).get(str(value)) or _said(value)


def changes(entry: Entry) -> list[dict]:
    """[{label, before, after}] of an entry, in French; `before` is None for what was only said."""
    names = [*entry.before, *(n for n in entry.after if n not in entry.before)]
    told = (
        {
            "label": _name_and_unit(entry.model, name)[0],
            "before": _told(entry, name, entry.before),
            "after": _told(entry, name, entry.after),
        }
        for name in names
    )
    # What reads the same before and after (a rounded figure) is no change to whoever reads.
    return [change for change in told if change["before"] != change["after"]]


def values_text(entry: Entry, values: dict) -> str:
    """The values of one side of an entry (`before`, `after`), in French, one after the other."""
    said = ((_name_and_unit(entry.model, name)[0], _told(entry, name, values)) for name in values)
    return "\u00a0; ".join(f"{label}\u00a0: {words}" for label, words in said)


def changes_text(entry: Entry) -> str:
    said = []
    for change in changes(entry):
        if change["before"] is None:
            said.append(f"{change['label']} : {change['after']}")
        else:
            said.append(f"{change['label']} : {change['before']}, puis {change['after'] or 'rien'}")
    return " ; ".join(said)


NOTHING = mark_safe('<span class="muted">–</span>')
CHANGE = '<li><span class="muted">{} :</span> {}{}</li>'
BEFORE = '<del><span class="visually-hidden">avant : </span>{}</del> '
AFTER = '<ins class="text-decoration-none"><span class="visually-hidden">après : </span>{}</ins>'


def changes_html(entry: Entry) -> str:
    lines = []
    for change in changes(entry):
        before, after = change["before"], change["after"]
        if before is None:
            lines.append((change["label"], "", after))
        else:
            said = "" if after is None else format_html(AFTER, after)
            lines.append((change["label"], format_html(BEFORE, before), said))
    if not lines:
        return NOTHING
    return format_html('<ul class="plain">{}</ul>', format_html_join("", CHANGE, lines))


# No column sorts: the journal is read from its end, along its index, whatever its length.
JOURNAL = Table(
    name="journal",
    one="entrée",
    many="entrées",
    feminine=True,
    caption="Journal, du plus récent au plus ancien",
    empty="Chaque acte laissera ici sa trace : qui, quand, quoi, et ce qui a changé.",
    columns=[
        Column("at", "Quand", kind="datetime", head=True),
        Column("user", "Qui", value=lambda entry: entry.user or "la plateforme"),
        Column(
            "verb",
            "Quoi",
            value=lambda entry: VERBS.get(entry.verb, entry.verb),
            sub=Column("kind", "Objet", value=lambda entry: kinds().get(entry.model, entry.model)),
        ),
        Column("label", "Désignation"),
        Column(
            "changes",
            "Ce qui a changé",
            value=changes_text,
            cell=changes_html,
            sub=Column("reason", "Pourquoi"),
        ),
    ],
)


# Territories and stakeholders ───────────────────────────────────────────────────────────────────

PHASES = {
    Phase.Kind.EMERGING: ("line", "circle", "Émergent"),
    Phase.Kind.FORMED: ("line", "people", "Projet constitué"),
    Phase.Kind.CANDIDATE: ("info", "send", "Candidat"),
    Phase.Kind.ADJOURNED: ("warn", "pause-circle", "Ajourné"),
    Phase.Kind.HABILITATED: ("ok", "check-circle", "Habilité"),
    Phase.Kind.RENEWING: ("warn", "arrow-repeat", "En renouvellement"),
    Phase.Kind.LEFT: ("", "x-circle", "Sorti"),
}
POSITIONS = {
    Organisation.Position.FAVOURABLE: ("ok", "check-circle", "Favorable"),
    Organisation.Position.FEARS: ("warn", "exclamation-triangle", "Exprime des craintes"),
    Organisation.Position.REASSURED: ("info", "check-lg", "Rassurée"),
    Organisation.Position.PRESCRIBER: ("info", "send", "Prescriptrice"),
    Organisation.Position.TO_INVOLVE: ("line", "people", "À impliquer"),
}

TERRITORIES = Table(
    name="territoires",
    one="territoire",
    many="territoires",
    order="name",
    empty="Les territoires de la métropole apparaîtront ici.",
    columns=[
        Column("name", "Territoire", sort="name", link=lambda t: t.get_absolute_url()),
        Column("phase", "Phase", kind="state", value=lambda t: PHASES.get(t.phase), sort="phase"),
        Column("since", "Depuis", kind="date", sort="since"),
        Column("population", "Habitants", kind="number", sort="population"),
        Column("estimate", "Personnes estimées", kind="number", sort="estimate"),
        Column("public", "Fiche publique", kind="bool", value="is_public", sort="is_public"),
    ],
)
ORGANISATIONS = Table(
    name="organisations",
    one="organisation",
    many="organisations",
    feminine=True,
    order="name",
    empty="Le fichier des parties prenantes : qui elles sont, qui y joindre, ce qu’elles pensent du projet.",
    columns=[
        Column(
            "name",
            "Organisation",
            sort="name",
            link=lambda o: reverse(
                "territories:organisation_detail", args=[o.territory.slug, o.pk]
            ),
        ),
        Column("kind", "Type", value="get_kind_display", sort="kind"),
        Column("city", "Commune", sort="city"),
        Column(
            "position",
            "Position",
            kind="state",
            value=lambda o: POSITIONS.get(o.position),
            sort="position",
        ),
        Column("contacts", "Contacts", kind="number", value="contact_count", sort="contact_count"),
        Column("siret", "SIRET", screen=False),
        Column("website", "Site", screen=False),
    ],
)
