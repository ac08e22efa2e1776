"""The registry of indicators: one number, one function (design rule 5).

`REGISTRY` maps a code of domain.md §3.4 or §4 to its `Indicator`; `statement` computes them all in one SQL statement.
Lists, dashboards, reports, exports and the API read what is stored in `IndicatorValue` and describe it from here.
"""

# They fill the registry, in the order that pages print.
# isort: off
from evaluation.indicators import funnel, solutions, waiting  # noqa: F401
from evaluation.indicators import commitments, after, enterprise, returns  # noqa: F401

# isort: on
from evaluation.indicators.registry import DIMENSIONS, REGISTRY, Dimension, Indicator, Kind

__all__ = ["DIMENSIONS", "REGISTRY", "Dimension", "Indicator", "Kind"]
