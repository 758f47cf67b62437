"""Figures beside their limits, as one table."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, the raw limit of the same run, what we aim at."""

    what: str
    value: str
    limit: str = ""
    aim: str = ""


@dataclass(frozen=True)
class Times:
    """How long something took, in milliseconds."""

    sample: Sequence[float]
    # Of this process alone: what is left when neighbours are busy. The database's own time is the raw limit beside it.
    cpu: Sequence[float] = ()

    @property
    def p50(self) -> float:
        return statistics.median(self.sample)

    @property
    def p95(self) -> float:
        return sorted(self.sample)[min(len(self.sample) - 1, int(len(self.sample) * 0.95))]

    def __str__(self) -> str:
        own = f", own CPU {statistics.median(self.cpu):.1f} ms" if self.cpu else ""
        return f"p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms{own}"


def timed(calls: Sequence[Callable[[], object]], *, warm: int = 5) -> Times:
    """Take the time of each call, after a few that do not count."""
    for call in calls[:warm]:
        call()
    sample, cpu = [], []
    for call in calls:
        began, own = time.perf_counter(), time.process_time()
        call()
        cpu.append((time.process_time() - own) * 1000)
        sample.append((time.perf_counter() - began) * 1000)
    return Times(sample, cpu)


def printed(figures: Sequence[Figure]) -> str:
    rows = [("measured", "here", "raw limit, same run", "aim"), *((f.what, f.value, f.limit, f.aim) for f in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
