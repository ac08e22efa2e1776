"""Timing: ours and the floor in turn, medians of several, the ratio beside the most allowed."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One row of the bench. Times in milliseconds; `most` is the ratio of design.md §7."""

    label: str
    ours: float
    floor: float
    most: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def holds(self) -> bool:
        return self.ratio <= self.most

    def line(self) -> str:
        verdict = "tient" if self.holds else "DÉPASSE"
        return f"{self.label:<52} {self.ours:>9.1f} ms  plancher {self.floor:>8.1f} ms  × {self.ratio:>5.2f}  (≤ {self.most:g})  {verdict}  {self.note}"


def in_turn(
    ours: Callable[[], object], floor: Callable[[], object], runs: int = 25
) -> tuple[float, float]:
    """Medians in milliseconds of `ours` and `floor`, called in turn after one warm-up of each."""
    ours(), floor()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for called, kept in zip((ours, floor), times, strict=True):
            start = time.perf_counter()
            called()
            kept.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])
