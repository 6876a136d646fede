"""Runs every module here that has `figures()` and prints one line per figure.

`figures()` gives `Figure`s: an iterable, or an async iterable where what is measured is async.
"""

import argparse
import asyncio
import importlib
import pkgutil
import signal
import sys
from collections.abc import AsyncIterable, Iterable, Sequence

import benchmarks
from benchmarks import figure as measuring
from benchmarks.figure import Figure, said


def main(names: Sequence[str]) -> int:
    """Measure the modules named, or all; 1 where a figure falls short of its goal."""
    good = True
    for module in sorted(found.name for found in pkgutil.iter_modules(benchmarks.__path__)):
        if module.startswith("_") or (names and module not in names):
            continue
        figures = getattr(importlib.import_module(f"benchmarks.{module}"), "figures", None)
        if figures is not None:
            good = asyncio.run(_print(figures())) and good
    return 0 if good else 1


async def _print(figures: Iterable[Figure] | AsyncIterable[Figure]) -> bool:
    good = True
    async for figure in _each(figures):
        good = good and figure.ok
        judged = "ok" if figure.ok else "falls short"
        sys.stdout.write(f"{figure.name} | {said(figure.value)} | {figure.unit} | {figure.goal} | {judged}\n")
        sys.stdout.flush()
    return good


async def _each(figures: Iterable[Figure] | AsyncIterable[Figure]) -> AsyncIterable[Figure]:
    if isinstance(figures, AsyncIterable):
        async for figure in figures:
            yield figure
    else:
        for figure in figures:
            yield figure


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("modules", nargs="*", help="modules of this folder; all when none is named")
    parser.add_argument("--runs", type=int, default=measuring.RUNS, help="how often a delivery is measured")
    return parser.parse_args()


if __name__ == "__main__":
    arguments = _arguments()
    # What was started (servers, databases) ends with us, also where somebody tells us to end.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    measuring.RUNS = arguments.runs
    sys.exit(main(arguments.modules))
