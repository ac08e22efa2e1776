"""The registry of indicators: one number, one function (design rule 5).

`REGISTRY` maps a code of domain.md §3.4 or §4 to its `Indicator`; `statement` computes them all in one SQL statement.
Lists, dashboards, reports, exports and the API read what is stored in `IndicatorValue` and describe it from here.
"""

from evaluation.indicators import after, definitions, enterprise, returns  # noqa: F401 (they fill the registry)
from evaluation.indicators.registry import DIMENSIONS, REGISTRY, Dimension, Indicator, Kind

__all__ = ["DIMENSIONS", "REGISTRY", "Dimension", "Indicator", "Kind"]
