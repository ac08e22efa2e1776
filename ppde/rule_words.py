"""How a version of the list's rules reads: sentences, for its page, the forms and the person."""

from django.utils import timezone

from ppde.eligibility import months_after
from ppde.models import ListRule, Outcome, OutcomeKind
from ppde.operations.ranks import AFTER
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
        ("Pause", f"{french.upper_first(months(rule.longest_pause_months))} au plus."),
        ("Personne injoignable", reminders(rule)),
        ("Départ du périmètre", perimeter(rule)),
        *((label, f"{french.upper_first(value)}.") for label, value in after),
    ]
    return [{"label": label, "value": value} for label, value in told]


def gives(rule: ListRule, outcome: Outcome) -> list[str]:
    """What a return gives after this exit, before and after the delay."""
    early = getattr(rule, AFTER[OutcomeKind(outcome.kind)])
    last = months_after(outcome.on, rule.return_months)
    until = french.date(last)
    if early == rule.after_long:
        return [f"{french.upper_first(ListRule.Back(early).label)}."]
    if last < timezone.localdate():
        return [
            f"Le délai de retour est passé depuis le {until}\u00a0: {ListRule.Back(rule.after_long).label}."
        ]
    return [
        f"Jusqu’au {until}\u00a0: {ListRule.Back(early).label}.",
        f"Ensuite\u00a0: {ListRule.Back(rule.after_long).label}.",
    ]


def may_ask(rule: ListRule, outcome: Outcome) -> bool:
    """The committee decides of this return, on some of its days at least."""
    if outcome.kind not in AFTER:
        return False
    return ListRule.Back.ASK in (getattr(rule, AFTER[OutcomeKind(outcome.kind)]), rule.after_long)
