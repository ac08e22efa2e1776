"""Filters of the enterprises' lists. Names stay in the address, in French."""

import django_filters
from django.utils import timezone
from django.utils.functional import cached_property

from ebe import fte
from ebe.models import Enterprise, Post, Proposal
from ebe.tables.contracts import ORIGINS
from ppde.filters import by_referent, heard, search
from territories.filters import AskedFilter, WaitingFilter
from territories.models import Territory
from tzcld.ui import forms
from tzcld.ui.lists import FilterSet


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
    etat = django_filters.ChoiceFilter(
        label="État",
        choices=[("fermees", "Fermées"), ("toutes", "Ouvertes et fermées")],
        empty_label="Ouvertes",
        method="in_state",
    )
    territoire = django_filters.ModelChoiceFilter(
        label="Territoire", field_name="territory", queryset=Territory.objects.none()
    )
    afaire = AskedFilter(returns="pk")

    def __init__(self, *args, situations, territories, **kwargs):
        super().__init__(*args, **kwargs)
        self.situations = situations
        self.filters["territoire"].queryset = territories
        if territories is None:
            del self.filters["territoire"]

    @cached_property
    def qs(self):
        found = super().qs
        # The last month of one that has closed may be asked for still.
        if not self.data.get("etat") and not self.data.get("afaire"):
            found = found.standing()
        return self.situations(list(found))

    def in_state(self, queryset, name, value):
        if value == "fermees":
            return queryset.filter(closed_on__lt=timezone.localdate())
        return queryset


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

    afaire = AskedFilter(to_end="pk")

    def named(self, queryset, name, value):
        # Staff who do not come from the list have no file: the names are those of the contract.
        return heard(queryset, value, ("last_name", "first_name"), "person__number")

    def running(self, queryset, name, value):
        return queryset.filter(fte.in_force(value))

    def coming(self, queryset, name, value):
        return queryset.filter(from_privation=value == "privation")


class ProposalFilters(OfEnterprise):
    nom = django_filters.CharFilter(label="Personne", method="named")
    reponse = django_filters.ChoiceFilter(
        label="Réponse", field_name="reply", choices=Proposal.Reply.choices
    )
    referent = by_referent(field_name="person__referent")
    afaire = WaitingFilter(proposals="pk", hires="pk", stopped="pk")
    depuis = DateFilter(label="Proposée depuis le", field_name="proposed_on", lookup_expr="gte")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Who follows whom in the team is not the business of an enterprise.
        if not self.request.scope.can("names_read"):
            del self.filters["referent"]
            # Other employers have no account here.
            self.filters["afaire"].leave_out("stopped")

    def named(self, queryset, name, value):
        if self.request.territory.pk in self.request.scope.named_ids:
            return search(queryset, self.request.territory, value, "person_id")
        # The search keys of a list are not for whoever reads a few persons of it.
        names = ("person__last_name", "person__first_name")
        return heard(queryset, value, names, "person__number")


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
    afaire = AskedFilter(statements="pk")
