"""What a screen becomes on each channel, and what would be wrong with that: too long, refused, or out of reach."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.channels.split import split, width
from bot.channels.telegram import keyboard
from bot.channels.telegram.send import LIMITS as TELEGRAM
from bot.domain.rendered import Rendered


@dataclass(frozen=True, slots=True)
class Fit:
    """A channel by name; `flaws` finds what is wrong with a message there, as plain words for a failing test."""

    name: str
    find: Callable[[Rendered], Iterator[str]]

    def flaws(self, shown: Rendered) -> list[str]:
        return list(self.find(shown))


def presses_of(shown: Rendered) -> set[str]:
    """What can be pressed below a message."""
    return {choice.data for row in shown.rows for choice in row if choice.data}


def _telegram(shown: Rendered) -> Iterator[str]:
    parts = split(shown.text, TELEGRAM.text)
    if not parts:
        yield "nothing to read"
    yield from (f"a part of {width(part)}" for part in parts if width(part) > TELEGRAM.text)
    fitted = keyboard.fit(shown.rows)
    keyboard.keyboard(shown.rows)  # raises for data that does not fit
    if sum(map(len, fitted)) > TELEGRAM.buttons or any(len(row) > TELEGRAM.per_row for row in fitted):
        yield "too many buttons"
    reached = {choice.data for row in fitted for choice in row if choice.data}
    if out := presses_of(shown) - reached:
        yield f"out of reach: {sorted(out)[:3]}"
    yield from (f"a button without a face: {choice.data}" for row in fitted for choice in row if not choice.label)


CHANNELS = (Fit("telegram", _telegram),)
