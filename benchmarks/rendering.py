"""How long it takes to put class updates into words, beside the same words glued together by hand."""

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter

from benchmarks.figure import Figure
from bot.domain.courtesy import LOCALES
from bot.domain.shelf import SHELF
from bot.messages.catalogs import check_all
from bot.messages.render import preload, render
from tests.messages import samples

FAMILIES = 1000


def figures() -> Iterator[Figure]:
    """Preloading, the slowest first message, one message of a broadcast, its floor, and the check of the catalogs."""
    yield _at_most(500, "words: catalogs and calendars preloaded", _seconds(preload) * 1e3, "ms")
    cold = max(_seconds(partial(_one, key, locale)) for key in _keys() for locale in LOCALES)
    yield _at_most(100, "words: first message of the slowest template", cold * 1e3, "ms")
    warm = min(_seconds(_broadcast) for _turn in range(5)) / FAMILIES
    yield _at_most(0.1, "words: one message of a broadcast", warm * 1e3, "ms")
    floor = min(_seconds(_by_hand) for _turn in range(5)) / FAMILIES
    yield Figure("words: the same message, glued by hand", floor * 1e3, "ms", "floor", True)
    yield _at_most(1.5, "words: check of all catalogs", _seconds(check_all), "s")


def _at_most(limit: float, name: str, value: float, unit: str) -> Figure:
    return Figure(name, value, unit, f"<= {limit:g}", value <= limit)


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def _keys() -> list[str]:
    return [template.key for template in SHELF]


def _one(key: str, locale: str, name: str = "Budi Santoso") -> str:
    template = SHELF.get(key)
    screen = samples.update(template, samples.typical(template), ((name, "X-1"),))
    return render(screen, samples.reader(locale), samples.NOW).text


def _broadcast() -> None:
    template, reader = SHELF.get("homework"), samples.reader("id")
    values = samples.typical(template)
    for number in range(FAMILIES):
        render(samples.update(template, values, ((f"Murid {number}", "X-1"),)), reader, samples.NOW)


def _by_hand() -> None:
    before, after = _one("homework", "id").split("Budi Santoso")
    for number in range(FAMILIES):
        "".join((before, f"Murid {number}", after))
