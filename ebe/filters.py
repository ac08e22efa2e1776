"""Filters of the enterprises' lists. Names stay in the address, in French."""

import django_filters
from django.db.models import Q
from django.utils.functional import cached_property

from ebe import fte
from ebe.models import Enterprise, Post, Proposal
from ebe.tables import ORIGINS
from ppde.filters import search
from territories.models import Territory
from tzcld.ui import forms
from tzcld.ui.lists import FilterSet


def named(rows, text: str, prefix: str = ""):
    """Rows whose last or first name holds each word, accents or not."""
    for word in text.split():
        rows = rows.filter(
            Q(**{f"{prefix}last_name__unaccent__icontains": word})
            | Q(**{f"{prefix}first_name__unaccent__icontains": word})
        )
    return rows


class DateFilter(django_filters.DateFilter):
    field_class = forms.DateField


class EnterpriseFilters(FilterSet):
    """Enterprises by name, model and, at the hub, territory; `situations` then gives their figures.

    Figures come from two places according to the account: they cannot be one SQL with the rows, which are few.
    """

    nom = django_filters.CharFilter(
        label="Nom", field_name="name", lookup_expr="unaccent__icontains"
    )
    modele = django_filters.ChoiceFilter(
        label="Modèle", field_name="model", choices=Enterprise.Model.choices
    )
    territoire = django_filters.ModelChoiceFilter(
        label="Territoire", field_name="territory", queryset=Territory.objects.none()
    )

    def __init__(self, *args, situations, territories, **kwargs):
        super().__init__(*args, **kwargs)
        self.situations = situations
        self.filters["territoire"].queryset = territories
        if territories is None:
            del self.filters["territoire"]

    @cached_property
    def qs(self):
        return self.situations(list(super().qs))


class OfEnterprise(FilterSet):
    """The enterprises of the page (`enterprises`), few by territory; no choice when there is only one."""

    entreprise = django_filters.ModelChoiceFilter(
        label="Entreprise", field_name="enterprise", queryset=Enterprise.objects.none()
    )

    def __init__(self, *args, enterprises, **kwargs):
        super().__init__(*args, **kwargs)
        choice = self.filters.pop("entreprise")
        if len(enterprises) > 1:
            choice.queryset = enterprises
            self.filters["entreprise"] = choice


ORIGIN_CHOICES = (("privation", ORIGINS[True]), ("autre", ORIGINS[False]))


class ContractFilters(OfEnterprise):
    nom = django_filters.CharFilter(label="Nom", method="named")
    en_vigueur = DateFilter(label="En cours le", method="running")
    origine = django_filters.ChoiceFilter(label="Origine", choices=ORIGIN_CHOICES, method="coming")

    def named(self, queryset, name, value):
        return named(queryset, value)

    def running(self, queryset, name, value):
        return queryset.filter(fte.in_force(value))

    def coming(self, queryset, name, value):
        return queryset.filter(from_privation=value == "privation")


class ProposalFilters(OfEnterprise):
    nom = django_filters.CharFilter(label="Personne", method="named")
    reponse = django_filters.ChoiceFilter(
        label="Réponse", field_name="reply", choices=Proposal.Reply.choices
    )
    suite = django_filters.ChoiceFilter(
        label="Suite", choices=[("embauche", "Embauche à enregistrer")], method="following"
    )
    depuis = DateFilter(label="Proposée depuis le", field_name="proposed_on", lookup_expr="gte")

    def following(self, queryset, name, value):
        return queryset.filter(is_open=True)

    def named(self, queryset, name, value):
        if self.request.territory.pk in self.request.scope.named_ids:
            return search(queryset, self.request.territory, value, "person_id")
        # The search keys of a list are not for whoever reads a few persons of it.
        return named(queryset, value, "person__")


class PostFilters(OfEnterprise):
    q = django_filters.CharFilter(
        label="Intitulé", field_name="title", lookup_expr="unaccent__icontains"
    )
    etat = django_filters.ChoiceFilter(
        label="État", field_name="state", choices=Post.State.choices, empty_label="Tous"
    )


class ExceptionFilters(OfEnterprise):
    depuis = DateFilter(label="Depuis le", field_name="proposed_on", lookup_expr="gte")
    jusqu_au = DateFilter(label="Jusqu’au", field_name="proposed_on", lookup_expr="lte")


class StatementFilters(OfEnterprise):
    depuis = DateFilter(label="Mois, depuis le", field_name="month", lookup_expr="gte")
    jusqu_au = DateFilter(label="Jusqu’au", field_name="month", lookup_expr="lte")
