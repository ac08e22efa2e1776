"""What a person can and wishes to do, in her file; what an activity needs."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse

from activities.models import Activity
from activities.skills import operations
from activities.skills.forms import NeededSkillsForm, WishesForm
from activities.views import editable_or_403
from ppde.models import Skill
from ppde.operations import record_reading
from ppde.views.common import crumbs, file_tabs, get_person, tried
from territories.access import FORM, allows
from tzcld.queries import alphabetical, named_like
from tzcld.ui import french
from tzcld.ui.forms import suggestions


def _skills(request):
    return Skill.objects.visible_to(request.user).of(request.territory)


@allows("person_edit", methods=FORM)
def person_skills(request, pk: int):
    """Skills, will to learn, activities, hours and days: one page, filled with the person."""
    person = get_person(request, pk)
    known = {row.skill_id: row for row in person.skills.all()}
    wishes = list(person.wishes.select_related("activity"))
    form = _wishes_form(request, person, known, wishes)
    if request.method != "POST":
        record_reading(person, by=request.user)
    elif form.is_valid() and tried(form, lambda: _record(request, person, form)):
        told = f"Les compétences et les souhaits sont notés. {form.meanwhile()}"
        messages.success(request, told.strip())
        return redirect("activities:person_skills", request.territory.slug, pk)
    context = {
        "person": person,
        "form": form,
        "title": f"Compétences et souhaits, {person}",
        "lead": words(known.values(), wishes, person),
        "tabs": file_tabs(request, person),
        "breadcrumb": crumbs(request, person, "Compétences et souhaits"),
    }
    return render(request, "activities/person_skills.html", context)


def _wishes_form(request, person, known: dict, wishes: list) -> WishesForm:
    grid = _skills(request).filter(Q(is_common=True) | Q(pk__in=known))
    days = getattr(person, "availability", None)
    form = WishesForm(
        request.POST or None,
        skills=list(grid),
        known=known,
        url=reverse("activities:skill_suggest", args=[request.territory.slug]),
        initial={
            "sectors": [row.sector for row in wishes if row.sector],
            "activities": [row.activity_id for row in wishes if row.activity_id],
            "wished_hours": person.wished_hours,
            "days": days.days if days else [],
            "constraints_known": person.constraints_known,
        },
    )
    form.fields["other"].queryset = _skills(request)
    wished = Q(pk__in=[row.activity_id for row in wishes if row.activity_id])
    portfolio = Activity.objects.visible_to(request.user).of(request.territory)
    form.fields["activities"].queryset = portfolio.filter(
        wished | ~Q(state=Activity.State.STOPPED)
    ).order_by(alphabetical("name"))
    return form


def _record(request, person, form: WishesForm) -> bool:
    operations.record_wishes(person, said=form.said(), by=request.user, **form.wishes())
    return True


def words(rows, wishes, person) -> str:
    """« 3 compétences, 1 à apprendre. Souhaite couture et Recyclerie, 24 h par semaine. »"""
    rows = list(rows)
    able = sum(bool(row.level) for row in rows)
    learning = sum(row.wants_to_learn for row in rows)
    told = [french.count(able, "compétence")]
    if learning:
        told.append(f"{french.number(learning)}\u00a0à apprendre")
    sectors = dict(Activity.Sector.choices)
    wished = [sectors[row.sector] if row.sector else f"«\u00a0{row}\u00a0»" for row in wishes]
    hours = person.wished_hours
    if hours:
        wished.append(f"{french.number(hours)}\u00a0h par semaine")
    said = ", ".join(told)
    return f"{said}. Souhaits\u00a0: {', '.join(wished)}." if wished else f"{said}."


@allows("activity_edit")
def skill_suggest(request):
    """The list of skills, for the fields that find one by typing."""
    return suggestions(request, _skills(request), named_like)


@allows("activity_edit", methods=FORM)
def activity_skills(request, pk: int):
    """The skills that an activity of this territory needs."""
    activity = editable_or_403(request, pk)
    needed = list(activity.needed_skills.values_list("skill", flat=True))
    form = NeededSkillsForm(request.POST or None, initial={"skills": needed})
    form.fields["skills"].queryset = _skills(request).filter(Q(is_common=True) | Q(pk__in=needed))
    form.fields["other"].queryset = _skills(request)
    form.fields["other"].url = reverse("activities:skill_suggest", args=[request.territory.slug])
    if form.is_valid():
        operations.set_needed_skills(activity, form.chosen(), by=request.user)
        messages.success(request, form.told("Les compétences utiles sont notées."))
        return redirect("activities:activity_detail", request.territory.slug, pk)
    back = reverse("activities:activity_list", args=[request.territory.slug])
    context = {
        "form": form,
        "title": f"Compétences utiles à «\u00a0{activity}\u00a0»",
        "intro": "Ce qu’il faut savoir faire, ou apprendre sur place. La page « Offre et besoins » le rapproche de ce que savent et souhaitent les personnes.",
        "submit_label": "Enregistrer les compétences",
        "cancel_url": reverse("activities:activity_detail", args=[request.territory.slug, pk]),
        "breadcrumb": [{"label": "Activités", "url": back}, {"label": activity.name}],
    }
    return render(request, "ui/form_page.html", context)
