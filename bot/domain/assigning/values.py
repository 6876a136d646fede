"""What is to be assigned, what is offered, and what came of it. Times are whole minutes from any one beginning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """A wish for one talk. `family`: those who cannot be in two talks at once; `hosts`: all of them at one time."""

    id: int
    family: int
    hosts: tuple[int, ...]
    wanted: int = 0
    """The family's own order; the lower, the more it matters to them."""
    needed: bool = False
    """A host has asked for it: it comes before the family's other wishes."""
    child: int = 0
    """Whom it is about: each child has one talk before any has two, also where they are of one family."""

    @property
    def whose(self) -> "Whose":
        """Who has the talk, where talks are counted."""
        return self.family, self.child

    @property
    def rank(self) -> tuple[bool, int, int]:
        """The order in which a family's wishes are met."""
        return not self.needed, self.wanted, self.id


@dataclass(frozen=True, slots=True)
class Offer:
    """A time of one host that nobody holds yet."""

    slot: int
    host: int
    at: int
    length: int

    @property
    def ends(self) -> int:
        """The minute at which it is over."""
        return self.at + self.length


Whose = tuple[int, int]
"""A family and one of its children."""
Spans = Sequence[tuple[int, int]]
"""From which minute to which."""


@dataclass(frozen=True, slots=True)
class Problem:
    """All that an assignment depends on: the same problem has the same answer.

    `busy`: when a family is elsewhere already; `had`: how many talks of this meeting a child has without any request;
    `lot`: by what lots are drawn between those who wish the same.
    """

    requests: Sequence[Request]
    offers: Sequence[Offer]
    busy: Mapping[int, Spans] = field(default_factory=dict)
    had: Mapping[Whose, int] = field(default_factory=dict)
    lot: int = 0


@dataclass(frozen=True, slots=True)
class Assignment:
    """The slots of each request that was met, by its id, and those that were not, the first to follow first.

    `waits`: minutes that families spend between their talks; `idle`: minutes of their offer that hosts do.
    """

    placed: Mapping[int, tuple[int, ...]]
    waiting: tuple[int, ...]
    waits: int = 0
    idle: int = 0
