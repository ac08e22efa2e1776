"""How a version of the list's rules reads: sentences, for its page, the forms and the person."""

from datetime import date, timedelta

from django.utils import timezone

from ppde.eligibility import months_after
from ppde.models import ListRule, Outcome
from ppde.operations.ranks import AFTER, early_given, late_given
from tzcld.ui import french


def origin(rule: ListRule, territory) -> str:
    """Where the version in force comes from."""
    if rule.pk is None:
        return "Aucune règle n’est enregistrée\u00a0: celle de la plateforme s’applique."
    since = french.date(rule.valid_from)
    if rule.territory_id != territory.pk:
        return f"Version {rule.version} de la métropole, depuis le {since}. Le comité local n’a pas pris la sienne."
    taken = f", prise par la décision {rule.decision}" if rule.decision else ""
    return f"Version {rule.version}, en vigueur depuis le {since}{taken}."


def months(n: int) -> str:
    return french.count(n, "mois", "mois")


def refusal(rule: ListRule) -> str:
    if rule.refusal == ListRule.Refusal.PAUSE:
        return (
            f"Au bout de {french.count(rule.refusals, 'refus', 'refus')}, une pause de {months(rule.refusal_pause_months)}. "
            "Le rang est gardé."
        )
    return f"{french.upper_first(rule.get_refusal_display())}."


def refusals(territory, since: date, until: date) -> list[str]:
    """What a refusal of each of these days would do, one sentence for each rule that says something else."""
    told: list[tuple[date | None, str]] = []
    for day, rule in ListRule.objects.over(territory, since, until):
        if not told or told[-1][1] != refusal(rule):
            told.append((day, refusal(rule)))
    if len(told) == 1:
        return [told[0][1]]
    ends = [day - timedelta(days=1) for day, _ in told[1:]]
    return [
        f"Un refus {_when(first, last)}\u00a0: {french.lower_first(words)}"
        for (first, words), last in zip(told, [*ends, None], strict=True)
    ]


def _when(first: date | None, last: date | None) -> str:
    """« jusqu’au 31 décembre 2026 », « du 1er au 31 janvier 2027 », « à partir du 1er février 2027 »."""
    if first is None:
        return f"jusqu’au {french.date(last)}"
    if last is None:
        return f"à partir du {french.date(first)}"
    return f"du {french.date(first)} au {french.date(last)}"


def reminders(rule: ListRule) -> str:
    if not rule.reminders:
        return "Aucune relance n’est demandée avant de noter une personne injoignable."
    spaced = (
        f", à {french.count(rule.reminder_days, 'jour')} d’écart au moins"
        if rule.reminders > 1 and rule.reminder_days
        else ""
    )
    return f"{french.count(rule.reminders, 'relance')} sans réponse{spaced}, avant de noter une personne injoignable."


def perimeter(rule: ListRule) -> str:
    if rule.perimeter == ListRule.Perimeter.STAYS:
        return "La personne reste sur la liste."
    if not rule.perimeter_months:
        return "La personne quitte la liste le jour de son départ."
    return f"La personne quitte la liste {months(rule.perimeter_months)} après son départ."


def terms(rule: ListRule) -> list[dict]:
    """What the version says, as label and sentence."""
    after = [
        ("Retour après un emploi ou une formation", rule.get_after_job_display()),
        ("Retour après un retrait, ou faute de réponse", rule.get_after_choice_display()),
        ("Retour après un déménagement", rule.get_after_move_display()),
        ("Retour après un autre motif", rule.get_after_other_display()),
        (f"Retour plus de {months(rule.return_months)} après", rule.get_after_long_display()),
    ]
    told = [
        ("Refus d’une proposition", refusal(rule)),
        ("Délai de réponse", f"{french.count(rule.reply_days, 'jour')} pour répondre."),
        (
            "Embauche après un oui",
            f"{french.upper_first(french.count(rule.hire_days, 'jour'))} quand aucun jour de début n’est dit.",
        ),
        ("Pause", f"{french.upper_first(months(rule.longest_pause_months))} au plus."),
        ("Personne injoignable", reminders(rule)),
        ("Départ du périmètre", perimeter(rule)),
        *((label, f"{french.upper_first(value)}.") for label, value in after),
    ]
    return [{"label": label, "value": value} for label, value in told]


def gives(rule: ListRule, outcome: Outcome) -> list[str]:
    """What a return gives after this exit, before and after the delay."""
    early, late = early_given(rule, outcome), late_given(rule, outcome)
    last = months_after(outcome.on, rule.return_months)
    until = french.date(last)
    if early == late:
        return [f"{french.upper_first(ListRule.Back(early).label)}."]
    if last < timezone.localdate():
        return [
            f"Le délai de retour est passé depuis le {until}\u00a0: {ListRule.Back(late).label}."
        ]
    return [
        f"Jusqu’au {until}\u00a0: {ListRule.Back(early).label}.",
        f"Ensuite\u00a0: {ListRule.Back(late).label}.",
    ]


def returns(outcome: Outcome, territory) -> list[dict]:
    """What a return gives after this exit, [{when, gives}]: `when` is "" as long as one rule alone has held since."""
    versions = ListRule.objects.over(territory, outcome.on, timezone.localdate())
    ends = [day - timedelta(days=1) for day, _ in versions[1:]]
    return [
        {"when": f"Un retour {_when(first, last)}" if ends else "", "gives": gives(rule, outcome)}
        for (first, rule), last in zip(versions, [*ends, None], strict=True)
    ]


def may_ask(rule: ListRule, outcome: Outcome) -> bool:
    """The committee decides of this return, on some of its days at least."""
    if outcome.kind not in AFTER:
        return False
    return ListRule.Back.ASK in (early_given(rule, outcome), late_given(rule, outcome))
