"""Registering somebody, keeping the file up to date, the volunteer act and its traced correction."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import IntegerField, Max, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from ppde.models import (
    EligibilityReview,
    Elimination,
    EliminationLine,
    EventKind,
    Merge,
    Person,
    RankAct,
    Reading,
    Return,
)
from ppde.operations.journey import (
    figures_moved,
    lock,
    refresh,
    refuse_future,
    refuse_nir,
    refuse_unknown,
    write,
)
from ppde.operations.ranks import move_rank
from ppde.operations.referents import follow
from territories import journal
from territories.models import LegalFigure, Territory, TypedPeriod, refuse_longer_week
from territories.models.legal import birth_years, first_year
from tzcld.later import ask_later
from tzcld.queries import Composed
from tzcld.ui import french

# What a team may write about somebody: the minimal set of domain.md §8.1, nothing else.
FIELDS = (
    "last_name",
    "first_name",
    "birth_year",
    "sex",
    "district",
    "phone",
    "email",
    "contact_preference",
    "origin",
    "orienting_organisation",
    "france_travail",
    "rsa",
    "duration",
    "wished_hours",
    "constraints_known",
    "comment",
    "referent",
    "notice_given_on",
)
# What tells two files of one person (ppde.duplicates).
COMPARED = {"last_name", "first_name", "birth_year", "phone", "email", "district"}
# What is refused before the first contact.
SIGNED = "L’acte est signé"
TYPED = (
    "Ce territoire saisit ses chiffres chaque mois, sans aucun nom. "
    "Annoncez d’abord le passage aux noms, depuis la page « Chiffres du mois »."
)


def _apply(person: Person, fields: dict) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"not a field of a person: {', '.join(sorted(unknown))}")
    born = fields.get("birth_year")
    if born and born != person.birth_year:
        refuse_birth_year(person.territory, born, "birth_year")
    hours = fields.get("wished_hours", person.wished_hours)
    if hours != person.wished_hours:
        refuse_longer_week(person.territory, hours, timezone.localdate(), "wished_hours")
    for name, value in fields.items():
        setattr(person, name, value)
    refuse_nir(person.comment, person.contact_preference, person.last_name, person.first_name)
    if person.notice_given_on:
        refuse_future(person.notice_given_on, "Écrivez la date où la notice a été remise")
    for name in ("district", "orienting_organisation"):
        related = getattr(person, name)
        if related is not None and related.territory_id != person.territory_id:
            raise ValidationError({name: "Cette réponse est d’un autre territoire."})


def refuse_birth_year(territory: Territory, born: int, name: str = "") -> None:
    """Who is accompanied is of an age to work today, whatever the day of the act. `name`: the field refused, if any."""
    first, last = birth_years(territory, timezone.localdate())
    if not first <= born <= last:
        words = f"Vérifiez l’année de naissance\u00a0: écrivez une année de {first} à {last}."
        raise ValidationError({name: words} if name else words)


def types_its_months(territory: Territory) -> bool:
    """It has not announced its passage to names."""
    return TypedPeriod.objects.filter(territory=territory, period__endswith__isnull=True).exists()


def refuse_typed(territory: Territory) -> None:
    """A territory that types its figures without a name opens no file, by a form or by an import."""
    if types_its_months(territory):
        raise ValidationError(TYPED)


def last_number(territory: Territory) -> int:
    """The highest number given in the territory; that of a file taken over by another, or erased, is not given again,
    nor that of a file of an import undone while the read log keeps it.

    What is left of an erased file has a number drawn far above (ppde.retention.anonymise): it was not given.
    """
    return max((number for (number,) in HIGHEST(territory.pk)), default=0)


def _highest(territory: int) -> QuerySet:
    number = Cast(Substr("absorbed_reference", 3), IntegerField())
    given = Person.objects.filter(territory=territory, anonymised_on=None)
    taken_over = Merge.objects.filter(territory=territory)
    erased = EliminationLine.objects.filter(
        territory=territory, elimination__what=Elimination.What.FILES
    )
    withdrawn = Reading.objects.filter(territory=territory, person=None, number__isnull=False)
    found = [
        rows.order_by().values("territory").annotate(n=Max(which)).values_list("n", flat=True)
        for rows, which in (
            (given, "number"),
            (taken_over, number),
            (erased, "number"),
            (withdrawn, "number"),
        )
    ]
    return found[0].union(*found[1:])


# The highest number of each way in which one was given.
HIGHEST = Composed(_highest, int)


@transaction.atomic
def register_person(
    territory: Territory, *, by, identified_on: date | None = None, text: str = "", **fields
) -> Person:
    """Open a file: the next number of the territory, and the fact that the person was identified.

    `fields`: any of FIELDS. The number is given under a lock on the territory's row: two colleagues never share one.
    """
    identified_on = identified_on or timezone.localdate()
    refuse_future(identified_on, "Écrivez la date du premier repérage")
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    refuse_typed(territory)
    number = last_number(territory) + 1
    person = Person(territory=territory, number=number, identified_on=identified_on)
    _apply(person, fields)
    person.full_clean(exclude=["territory"])
    person.save()
    follow(person)
    write(person, EventKind.IDENTIFIED, identified_on, text or _origin(person), by=by)
    journal.record(
        "create",
        person,
        by=by,
        after={"numéro": person.reference, "orientée par": person.get_origin_display()},
        named=True,
    )
    refresh(person)
    figures_moved(territory.pk)
    ask_later("ppde.tasks.find_duplicates", territory.pk, person.pk)
    return person


def _origin(person: Person) -> str:
    words = f"Orientée par\u00a0: {person.get_origin_display()}"
    if person.orienting_organisation:
        words += f", {person.orienting_organisation}"
    return f"{words}."[:300]


@transaction.atomic
def update_person(person: Person, *, by, word: str = "", **fields) -> Person:
    """Change what the team knows of the person; the journal keeps what was written before.

    `word`: left to the colleague who follows the person from now on.
    """
    lock(person)
    names = [name for name in FIELDS if name in fields]
    before = {name: getattr(person, name) for name in names}
    _apply(person, fields)
    changed_before, changed_after = journal.changes(person, names, before)
    if not changed_after:
        return person
    person.full_clean(exclude=["territory"])
    person.save(update_fields=list(changed_after))
    if "referent" in changed_after:
        follow(person, word=word, by=by)
        if word:
            changed_after = changed_after | {"mot de passation": word}
    journal.record("update", person, by=by, before=changed_before, after=changed_after, named=True)
    figures_moved(person.territory_id)
    if COMPARED & changed_after.keys():
        ask_later("ppde.tasks.find_duplicates", person.territory_id, person.pk)
    return person


@transaction.atomic
def record_volunteer(person: Person, on: date, *, by, notice_given: bool = False) -> Person:
    """The volunteer act: its date fixes the rank and cannot be changed afterwards but by a traced correction."""
    lock(person)
    if person.volunteer_on:
        raise ValidationError(
            f"Cette personne est déjà volontaire depuis le {french.date(person.volunteer_on)}. "
            "Si cette date est fausse, demandez une correction.",
            code="volunteer",
        )
    _refuse_an_exit(person)
    _check_volunteer_date(person, on)
    person.volunteer_on = on
    person.volunteer_recorded_at = timezone.now()
    changed = ["volunteer_on", "volunteer_recorded_at"]
    if notice_given and not person.notice_given_on:
        person.notice_given_on = on
        changed.append("notice_given_on")
    person.save(update_fields=changed)
    write(person, EventKind.VOLUNTEER, on, "Acte signé. Cette date fixe le rang.", by=by)
    journal.record(
        "volunteer",
        person,
        by=by,
        after={"volontaire depuis": on, "notice remise": notice_given},
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return person


@transaction.atomic
def renew_volunteer(person: Person, on: date, *, by, notice_given: bool = False) -> Person:
    """Somebody found not eligible volunteers again: durations are read at the new date, which fixes the rank.

    The criteria are appreciated on the day of the act (art. 9 VI, loi 2020-1577): without another act, who was short of a
    few months would stay so for ever. Raises ValidationError for anybody else, and for a day before the decision.
    """
    lock(person)
    refused = (
        person.reviews.filter(outcome=EligibilityReview.Outcome.NOT_ELIGIBLE)
        .order_by("-decided_on", "-pk")
        .first()
    )
    if person.state != Person.State.NOT_ELIGIBLE or refused is None:
        raise ValidationError(
            "Un nouvel acte de volontariat suit une décision «\u00a0non éligible\u00a0» du comité, quand la personne n’est pas sortie.",
            code="state",
        )
    _refuse_an_exit(person)
    _check_volunteer_date(person, on)
    if on < refused.decided_on:
        raise ValidationError(
            f"Le comité s’est prononcé le {french.date(refused.decided_on)}. Écrivez ce jour ou un jour plus tardif.",
            code="order",
        )
    before = person.volunteer_on
    words = f"Nouvel acte signé après la décision du {french.date(refused.decided_on)}. Cette date fixe le rang."
    move_rank(person, on, timezone.now(), kind=RankAct.Kind.RENEWAL, reason=words, by=by)
    if notice_given and not person.notice_given_on:
        person.notice_given_on = on
        person.save(update_fields=["notice_given_on"])
    write(person, EventKind.VOLUNTEER, on, words, by=by)
    journal.record(
        "volunteer",
        person,
        by=by,
        before={"volontaire depuis": before},
        after={"volontaire depuis": on, "notice remise": notice_given},
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return person


def _refuse_an_exit(person: Person) -> None:
    if person.outcomes.standing().exists():
        raise ValidationError(
            "Une sortie est enregistrée pour cette personne\u00a0: annulez-la d’abord.",
            code="outcome",
        )


def _check_volunteer_date(person: Person, on: date) -> None:
    refuse_future(on, "Écrivez la date de signature")
    if on.year < first_year(person.territory, LegalFigure.What.FIRST_PROJECTS):
        raise ValidationError(
            f"Le {french.numeric_date(on)} est antérieur à la démarche. Vérifiez l’année de la signature.",
            code="early",
        )
    if person.birth_year and person.birth_year > birth_years(person.territory, on)[1]:
        raise ValidationError(
            f"À cette date, une personne née en {person.birth_year} est trop jeune. "
            "Vérifiez l’année de naissance ou la date de signature.",
            code="age",
        )
    if met := _known_since(person):
        refuse_unknown(met, on, SIGNED)


def _known_since(person: Person) -> date | None:
    """The first day that the file tells beside the act itself; None for a file that does not tell when it was opened."""
    facts = person.events.filter(corrections=None).exclude(kind=EventKind.VOLUNTEER)
    days = dict(facts.order_by("-on").values_list("kind", "on"))
    return min(days.values()) if EventKind.IDENTIFIED in days else None


@transaction.atomic
def correct_volunteer_date(person: Person, on: date, *, by, reason: str) -> Person:
    """Replace a volunteer date written by mistake: the old one, the reason and the author stay in the history."""
    lock(person)
    if not person.volunteer_on:
        raise ValidationError(
            "Aucun volontariat n’est enregistré pour cette personne.", code="none"
        )
    if not reason.strip():
        raise ValidationError("Dites pourquoi la date est corrigée.", code="reason")
    if on == person.volunteer_on:
        raise ValidationError(
            f"Le {french.numeric_date(on)} est déjà la date enregistrée.", code="same"
        )
    _check_volunteer_date(person, on)
    _check_what_followed(person, on)
    old = person.volunteer_on
    at = person.volunteer_recorded_at or timezone.now()
    move_rank(person, on, at, kind=RankAct.Kind.CORRECTION, reason=reason, by=by)
    corrected = (
        person.events.filter(kind=EventKind.VOLUNTEER, corrections=None).order_by("-pk").first()
    )
    write(
        person,
        EventKind.VOLUNTEER,
        on,
        f"Date corrigée\u00a0: {french.date(old)} était écrit.",
        by=by,
        corrects=corrected,
        reason=reason,
    )
    journal.record(
        "correct",
        person,
        by=by,
        before={"volontaire depuis": old},
        after={"volontaire depuis": on},
        reason=reason,
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return person


def _check_what_followed(person: Person, on: date) -> None:
    """Facts since the date now written stay after the date that replaces it; a return stays before it."""
    since = person.volunteer_on
    decided = person.reviews.filter(decided_on__gte=since, decided_on__lt=on).exists()
    if decided or person.outcomes.standing().filter(on__lt=on).exists():
        raise ValidationError(
            "Une décision ou une sortie est datée d’avant ce jour. Vérifiez la date de signature.",
            code="order",
        )
    proposed = person.events.filter(
        kind=EventKind.PROPOSAL, on__gte=since, on__lt=on, corrections=None
    ).first()
    if proposed:
        raise ValidationError(
            f"Un emploi lui a été proposé le {french.date(proposed.on)}, avant ce jour. Vérifiez la date de signature.",
            code="order",
        )
    renewals = person.rank_acts.filter(kind=RankAct.Kind.RENEWAL, undone=None)
    if renewal := renewals.order_by("-pk").first():
        refused = person.reviews.filter(
            outcome=EligibilityReview.Outcome.NOT_ELIGIBLE, decided_on__gt=on
        )
        if refused.filter(decided_on__lte=renewal.after_on).exists():
            raise ValidationError(
                "Cet acte a suivi une décision du comité, qui est datée d’après ce jour. Vérifiez la date de signature.",
                code="order",
            )
    back = person.returns.filter(effect=Return.Effect.NEW).first()
    if back and on < back.outcome.on:
        raise ValidationError(
            f"À cette date, la personne n’était pas encore sortie ({french.date(back.outcome.on)}). "
            "Le volontariat de son retour vient après.",
            code="order",
        )
