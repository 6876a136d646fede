"""One measured figure beside its goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

RUNS = 5
"""How often a delivery is measured; its median counts. `python -m benchmarks --runs 1` is a quick look."""
FEW_RUNS = 3
"""How often, at most, what takes long is measured."""


def few_runs() -> int:
    """How often to measure what takes long."""
    return min(RUNS, FEW_RUNS)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement; `goal` is a short text such as `<= 0.05` or `floor`, `ok` whether it is met."""

    name: str
    value: float
    unit: str
    goal: str
    ok: bool


def at_least(goal: float, name: str, runs: Sequence[float], unit: str) -> Figure:
    """The median of several runs, which is to be `goal` or more."""
    return Figure(name, median(runs), _spread(unit, runs), f">= {goal:g}", median(runs) >= goal)


def at_most(goal: float, name: str, runs: Sequence[float], unit: str) -> Figure:
    """The median of several runs, which is to be `goal` or less."""
    return Figure(name, median(runs), _spread(unit, runs), f"<= {goal:g}", median(runs) <= goal)


def floor(name: str, runs: Sequence[float], unit: str) -> Figure:
    """What somebody else's code, or an empty machine, does in the same place."""
    return Figure(name, median(runs), _spread(unit, runs), "floor", True)


def _spread(unit: str, runs: Sequence[float]) -> str:
    """The unit, and between what the runs lay: so noisy was the machine."""
    return unit if len(runs) < 2 else f"{unit} ({said(min(runs))}..{said(max(runs))})".strip()


def said(value: float) -> str:
    """A number as it is printed: three digits that count."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
