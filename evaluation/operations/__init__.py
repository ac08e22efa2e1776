"""What changes the world of the evaluation, one module by noun."""

from evaluation.operations.figures import (
    backfill,
    close_months,
    recompute,
    recompute_hub,
    renew,
    settle,
)

__all__ = ["backfill", "close_months", "recompute", "recompute_hub", "renew", "settle"]
