"""Columns of the thresholds of a hub for the alerts on readings, and the words of each."""

from django.utils import timezone
from django.utils.html import format_html, format_html_join

from tzcld.ui import french
from tzcld.ui.lists import Column, Table


def reading_rules_table(in_force) -> Table:
    """The versions of the thresholds of a hub."""

    def state(rule) -> tuple[str, str, str]:
        if rule.pk == in_force.pk:
            return ("ok", "check-circle", "En vigueur")
        if rule.valid_from > timezone.localdate():
            return ("info", "hourglass", "À venir")
        return ("", "clock-history", "Remplacée")

    author = Column("written_by", "Écrite par", value=lambda r: str(r.written_by or ""))
    return Table(
        name="seuils-des-alertes",
        one="version",
        many="versions",
        feminine=True,
        order="-valid_from",
        columns=[
            Column("valid_from", "À partir du", kind="date", sort="valid_from", head=True),
            Column("state", "État", kind="state", value=state),
            Column("thresholds", "Seuils", value=thresholds_words, cell=_thresholds, export=False),
            # Side by side in a file; on a page, in words.
            Column("volume_minimum", "Dossiers par jour", kind="number", screen=False),
            Column("volume_factor", "Fois l’habitude", kind="number", screen=False),
            Column("outside_minimum", "Suivis par d’autres", kind="number", screen=False),
            Column("outside_in_weeks", "En quatre semaines", kind="number", screen=False),
            Column("same_file_days", "Jours du même dossier", kind="number", screen=False),
            Column("export_minimum", "Lignes exportées", kind="number", screen=False),
            Column("export_night_minimum", "Exportées de nuit", kind="number", screen=False),
            Column("night", "Nuit", value=night_words, screen=False),
            Column("habit", "Habitude", value=habit_words, screen=False),
            Column("months_kept", "Mois gardés", kind="number", screen=False),
            Column("minutes_apart", "Minutes d’écart", kind="number", screen=False),
            Column("source", "Source", sub=author),
        ],
        empty="Aucune version écrite\u00a0: les seuils de départ s’appliquent.",
    )


def _lines(rule) -> list[str]:
    n, count = french.number, french.count
    return [
        f"{count(rule.volume_minimum, 'dossier')} par jour, et {n(rule.volume_factor)} fois l’habitude ({habit_words(rule)})",
        f"{count(rule.outside_minimum, 'dossier suivi par d’autres', 'dossiers suivis par d’autres')} par jour, "
        f"{n(rule.outside_in_weeks)} en quatre semaines",
        f"un même dossier {count(rule.same_file_days, 'jour')} en quatre semaines",
        f"{count(rule.export_minimum, 'ligne exportée', 'lignes exportées')}\u00a0; de nuit ({night_words(rule)}), "
        f"{n(rule.export_night_minimum)}",
        f"registre gardé {n(rule.months_kept)}\u00a0mois, une ligne toutes les {count(rule.minutes_apart, 'minute')}",
    ]


def thresholds_words(rule) -> str:
    return "\u00a0; ".join(_lines(rule))


def _thresholds(rule):
    lines = format_html_join("", '<li class="mb-1">{}</li>', ((line,) for line in _lines(rule)))
    return format_html('<ul class="plain mb-0">{}</ul>', lines)


def night_words(rule) -> str:
    return f"de {rule.night_from}\u00a0h à {rule.night_until}\u00a0h"


def habit_words(rule) -> str:
    return f"{french.count(rule.days_of_habit, 'jour travaillé', 'jours travaillés')} sur {french.number(rule.past_days)}"


def rule_terms(rule) -> list[dict]:
    """What the rule of the day says, in sentences: rows of components/facts.html."""
    files = french.count(rule.volume_minimum, "dossier")
    return [
        {
            "label": "Volume inhabituel",
            "value": f"À partir de {files} {french.accord(rule.volume_minimum, 'ouvert ou exporté,ouverts ou exportés')} en un jour "
            f"par un compte, et de {french.number(rule.volume_factor)} fois son habitude. "
            f"L’habitude est la moyenne de ses jours de travail sur {french.count(rule.past_days, 'jour')}, s’il y en a "
            f"{french.number(rule.days_of_habit)} au moins.",
        },
        {
            "label": "Dossiers suivis par d’autres",
            "value": f"À partir de {french.count(rule.outside_minimum, 'dossier')} en un jour, ou de "
            f"{french.number(rule.outside_in_weeks)} en quatre semaines, et de {french.number(rule.volume_factor)} fois l’habitude "
            "du compte.",
        },
        {
            "label": "Un même dossier, jour après jour",
            "value": f"Ouvert {french.count(rule.same_file_days, 'jour')} en quatre semaines par un compte qui ne suit pas la "
            "personne et n’y écrit rien.",
        },
        {"label": "Lecture de nuit", "value": f"Dès un dossier, {night_words(rule)}."},
        {
            "label": "Export de listes avec les noms",
            "value": f"À partir de {french.count(rule.export_minimum, 'ligne exportée', 'lignes exportées')} en un jour par un "
            f"compte\u00a0; la nuit, dès {french.count(rule.export_night_minimum, 'ligne', 'lignes')}.",
        },
        {
            "label": "Registre des consultations",
            "value": f"Gardé {french.number(rule.months_kept)}\u00a0mois, puis effacé. Un même dossier rouvert par le même compte "
            f"moins de {french.count(rule.minutes_apart, 'minute')} après n’y est écrit qu’une fois.",
        },
    ]
