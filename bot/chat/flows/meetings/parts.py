"""What else can be done about a meeting, each a button on its card: the board, attendance, talks, minutes, papers.

Each part stands in files of its own and says here where its button leads, so that the card knows none of them.
"""

from collections.abc import Callable
from typing import TypeVar

from bot.domain.meetings import MeetingState
from bot.domain.screens import Button, Row, grid
from bot.storage.models import Meeting

Part = Callable[[Meeting], Button | None]
P = TypeVar("P", bound=Part)

KNOWN = (MeetingState.INVITED, MeetingState.HELD, MeetingState.CLOSED)
"""States in which families know of it."""

_parts: list[tuple[int, Part]] = []


def part(place: int) -> Callable[[P], P]:
    """Put a button on the card of every meeting for which the function returns one; the lowest `place` comes first."""

    def register(make: P) -> P:
        _parts.append((place, make))
        return make

    return register


def part_rows(meeting: Meeting) -> tuple[Row, ...]:
    """The buttons of all parts, two side by side."""
    made = [make(meeting) for _place, make in sorted(_parts, key=lambda known: known[0])]
    return grid([found for found in made if found is not None], 2)
