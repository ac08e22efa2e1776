"""What the tests of the list share: its order among a few persons, its rule changed, an operation refused in words."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from ppde.mobilisation import ranks
from ppde.models import ListRule


def order(world, people) -> list[int]:
    """Ids of these persons in the order of the home list."""
    kept = {p.pk for p in people}
    return [pk for pk in ranks(world.home) if pk in kept]


def change_rule(world, **terms) -> ListRule:
    """The version in force of the home territory says so: `change_rule(world, reminders=2)`."""
    ListRule.objects.filter(territory=world.home).update(**terms)
    return ListRule.objects.for_list(world.home)


def refused(operation, *args, **kwargs) -> str:
    """The sentences of the refusal; what was begun is undone."""
    with pytest.raises(ValidationError) as error, transaction.atomic():
        operation(*args, **kwargs)
    return " ".join(error.value.messages).replace("\u00a0", " ")
