"""Forms of the product: use this module instead of ``django.forms``.

    from tzcld.ui import forms

    class PersonForm(forms.ModelForm):
        sections = [("La personne", [("first_name", "last_name"), "birth_year"]), ("Le volontariat", ["volunteer_on"])]
        class Meta:
            model = Person
            fields = [...]

What it brings, with nothing to do in the apps:
- ``{{ form }}`` writes the error summary then each field as label, help, error, widget; ``{{ form.x.as_field_group }}`` one
  field; ``{% error_summary form %}`` the summary alone. ``sections`` (optional): titles and field names, a tuple = one line.
- French sentences for every refusal: what is wrong, then what to write, with an example.
- Dates typed « 17/11/2026 » (also 2026-11-17, « 17 novembre 2026 »), months « 11/2026 », numbers with a comma or spaces.
- No social security number enters a text field (rule 7), unless the field says ``nir_guard = False``.
- A sentence about a person is a ``PersonalTextField``: it carries the reminder of what has no place there.
- ``LookupField`` for persons and organisations instead of a giant select.
- Two colleagues on one row: a ModelForm on a row already kept writes only what was typed on this page, and ``form.told("…")``
  says what stays of the other's. A plain form that corrects a row mixes ``Shared`` in.
Sizes: a widget's attrs ``{"class": "w-s"}`` or ``w-m`` narrows it. ``unit`` on a field writes it after the input.
"""

from django.forms import *  # noqa: F403

from tzcld.ui.forms.lookup import LookupField as LookupField
from tzcld.ui.forms.lookup import LookupWidget as LookupWidget
from tzcld.ui.forms.lookup import suggestions as suggestions
from tzcld.ui.forms.messages import DECIMAL_MESSAGES as DECIMAL_MESSAGES
from tzcld.ui.forms.messages import EXAMPLE_DATE as EXAMPLE_DATE
from tzcld.ui.forms.messages import MESSAGES as MESSAGES
from tzcld.ui.forms.messages import VALIDATOR_MESSAGES as VALIDATOR_MESSAGES
from tzcld.ui.forms.messages import nir_message as nir_message
from tzcld.ui.forms.messages import prepare as prepare
from tzcld.ui.forms.messages import refuse_nir as refuse_nir
from tzcld.ui.forms.product import FORM_FIELDS as FORM_FIELDS
from tzcld.ui.forms.product import FilterForm as FilterForm
from tzcld.ui.forms.product import Form as Form
from tzcld.ui.forms.product import ModelForm as ModelForm
from tzcld.ui.forms.product import ReasonForm as ReasonForm
from tzcld.ui.forms.product import error_summary as error_summary
from tzcld.ui.forms.product import formfield as formfield
from tzcld.ui.forms.product import refused as refused
from tzcld.ui.forms.rendering import INPUTS as INPUTS
from tzcld.ui.forms.rendering import OPTION as OPTION
from tzcld.ui.forms.rendering import BoundField as BoundField
from tzcld.ui.forms.rendering import FlatSelect as FlatSelect
from tzcld.ui.forms.rendering import Renderer as Renderer
from tzcld.ui.forms.shared import Shared as Shared
from tzcld.ui.forms.shared import told as told
from tzcld.ui.forms.typed import REMINDER as REMINDER
from tzcld.ui.forms.typed import DateField as DateField
from tzcld.ui.forms.typed import DateTimeField as DateTimeField
from tzcld.ui.forms.typed import DecimalField as DecimalField
from tzcld.ui.forms.typed import FrenchDateInput as FrenchDateInput
from tzcld.ui.forms.typed import FrenchMonthInput as FrenchMonthInput
from tzcld.ui.forms.typed import IntegerField as IntegerField
from tzcld.ui.forms.typed import MonthField as MonthField
from tzcld.ui.forms.typed import NumberInput as NumberInput
from tzcld.ui.forms.typed import PercentField as PercentField
from tzcld.ui.forms.typed import PersonalTextField as PersonalTextField
from tzcld.ui.forms.typed import TimeField as TimeField
from tzcld.ui.forms.typed import URLField as URLField
