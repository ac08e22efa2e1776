"""Filters of the letters and of their readers."""

import django_filters

from evaluation.models import Audience, Newsletter, Subscriber
from tzcld.ui.lists import FilterSet


class NewsletterFilters(FilterSet):
    q = django_filters.CharFilter(label="Objet", field_name="subject", lookup_expr="icontains")
    audience = django_filters.ChoiceFilter(label="Liste", choices=Audience.choices)
    state = django_filters.ChoiceFilter(label="État", choices=Newsletter.State.choices)

    class Meta:
        model = Newsletter
        fields: list[str] = []


class SubscriberFilters(FilterSet):
    q = django_filters.CharFilter(label="Adresse", field_name="email", lookup_expr="icontains")
    audience = django_filters.ChoiceFilter(label="Liste", choices=Audience.choices)
    state = django_filters.ChoiceFilter(label="État", choices=Subscriber.State.choices)

    class Meta:
        model = Subscriber
        fields: list[str] = []
