"""Long lists, a page at a time: what stands on one, and the buttons that lead to the next and the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.domain.screens import Row, button

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. `number` counts from 0 and is one that there is, whatever a button asked for."""

    shown: Sequence[T]
    number: int
    pages: int

    def turns(self, key: str, *before: object, after: tuple[object, ...] = ()) -> tuple[Row, ...]:
        """The row of buttons that turn the pages, none where there is one page; its number stands between the other
        arguments of the button `key`."""
        row: Row = ()
        if self.number:
            row += (button("‹", key, *before, self.number - 1, *after),)
        if self.number + 1 < self.pages:
            row += (button("›", key, *before, self.number + 1, *after),)
        return (row,) if row else ()


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """The page called `number`, or the last one where the list has become shorter; an empty list has one."""
    pages = max(1, -(-len(items) // size))
    number = min(max(number, 0), pages - 1)
    return Page(items[number * size : (number + 1) * size], number, pages)
