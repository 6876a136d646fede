"""Runs every module here that has `figures()` and prints one line per figure.

`figures()` gives `Figure`s: an iterable, or an async iterable where what is measured is async.
"""

import asyncio
import importlib
import pkgutil
import sys
from collections.abc import AsyncIterable, Iterable

import benchmarks
from benchmarks.figure import Figure


def main(names: list[str]) -> int:
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
        said = "ok" if figure.ok else "falls short"
        print(f"{figure.name} | {figure.value:.3g} | {figure.unit} | {figure.goal} | {said}", flush=True)
    return good


async def _each(figures: Iterable[Figure] | AsyncIterable[Figure]) -> AsyncIterable[Figure]:
    if isinstance(figures, AsyncIterable):
        async for figure in figures:
            yield figure
    else:
        for figure in figures:
            yield figure


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
