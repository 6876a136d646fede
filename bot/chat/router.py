"""Finds the one handler for a command, a button, a typed line or an event.

A flow declares its handlers beside their functions; the router collects the flows and looks up. A handler takes the
`Turn` (and, for a button, its arguments as its annotations say) and returns the screens to show: the first stands in
place of the message whose button was pressed.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from inspect import Parameter, get_annotations, signature
from re import Pattern
from typing import TypeVar

from bot.channels.base import Kind
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Press, Screen
from bot.storage.models import Outgoing


class Pass(Enum):
    """What a handler in a chain returns for what is not its own."""

    ON = 0


PASS = Pass.ON
Shown = Screen | Sequence[Screen] | None
Handler = Callable[..., Awaitable[Shown]]
Chained = Callable[[Turn], Awaitable[Shown | Pass]]
Replied = Callable[[Turn, Outgoing], Awaitable[Shown | Pass]]
H = TypeVar("H", bound=Callable[..., object])

MAX_ID = 2**63 - 1
"""The largest id a database column holds; a forged larger one is no id."""
MAX_PAGE = 10_000
"""No list has more pages; an offset computed from a forged larger number would not fit into a database's."""
_PAGES = ("page", "number")


@dataclass(slots=True)
class Flow:
    """One conversation's handlers. `name` is its draft; `prefix` begins its buttons' keys: `prefix.action`."""

    name: str
    prefix: str
    commands: dict[str, Handler] = field(default_factory=dict)
    presses: dict[str, Handler] = field(default_factory=dict)
    steps: dict[str, Handler] = field(default_factory=dict)
    events: dict[Kind, Handler] = field(default_factory=dict)
    codes: list[tuple[Pattern[str], Handler]] = field(default_factory=list)
    replies: list[Replied] = field(default_factory=list)
    loose: list[Chained] = field(default_factory=list)

    def command(self, *names: str) -> Callable[[H], H]:
        """Handle `/name`, and the word NAME typed alone in capitals or not when it is registered as `!name`."""
        return _into(self.commands, names)

    def press(self, action: str, *retired: str) -> Callable[[H], H]:
        """Handle the button `prefix.action`; `retired` are full keys of buttons still standing in people's chats."""
        return _into(self.presses, (f"{self.prefix}.{action}", *retired))

    def code(self, pattern: Pattern[str]) -> Callable[[H], H]:
        """Handle a code wherever it stands: in the bot's link, or typed, whatever else is waited for. The handler gets
        the pattern's first group."""

        def register(handler: H) -> H:
            self.codes.append((pattern, handler))  # type: ignore[arg-type]
            return handler

        return register

    def step(self, *names: str) -> Callable[[H], H]:
        """Handle what is typed, spoken or photographed while this flow's draft waits at the step."""
        return _into(self.steps, names)

    def event(self, *kinds: Kind) -> Callable[[H], H]:
        """Handle what is no message: blocked, unblocked, edited."""
        return _into(self.events, kinds)

    def reply(self, handler: Replied) -> Replied:
        """Handle a reply to one of our messages, or PASS."""
        self.replies.append(handler)
        return handler

    def otherwise(self, handler: Chained) -> Chained:
        """Handle a message that nothing waited for, or PASS; flows are asked in the router's order."""
        self.loose.append(handler)
        return handler


@dataclass(slots=True)
class Router:
    """All flows, looked up by what arrived."""

    flows: Sequence[Flow]
    commands: dict[str, Handler] = field(init=False)
    presses: dict[str, Handler] = field(init=False)
    events: dict[Kind, Handler] = field(init=False)

    def __post_init__(self) -> None:
        self.commands = _merged(flow.commands for flow in self.flows)
        self.presses = _merged(flow.presses for flow in self.flows)
        self.events = _merged(flow.events for flow in self.flows)

    def step(self, flow_name: str, step: str) -> Handler | None:
        """The handler of a draft's step; None when a newer version has retired it."""
        for flow in self.flows:
            if flow.name == flow_name:
                return flow.steps.get(step)
        return None

    def coded(self, text: str) -> tuple[Handler, str] | None:
        """The handler of a code in a line, and the code."""
        for flow in self.flows:
            for pattern, handler in flow.codes:
                if found := pattern.search(text):
                    return handler, found[1]
        return None

    async def pressed(self, turn: Turn, packed: str) -> Shown:
        """Run a button's handler; raises StaleScreen for a button that does not exist or does not fit."""
        press = Press.unpack(packed)
        handler = self.presses.get(press.key)
        if handler is None:
            raise StaleScreen
        return await handler(turn, *_arguments(handler, press.args))


def _arguments(handler: Handler, given: Sequence[str]) -> list[object]:
    wanted = list(signature(handler).parameters.values())[1:]
    needed = [parameter for parameter in wanted if parameter.default is Parameter.empty]
    if not len(needed) <= len(given) <= len(wanted):
        raise StaleScreen
    types = get_annotations(handler)
    return [
        _number(text, MAX_PAGE if parameter.name in _PAGES else MAX_ID) if types[parameter.name] is int else text
        for parameter, text in zip(wanted, given, strict=False)
    ]


def _number(text: str, largest: int) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > largest:
        raise StaleScreen
    return int(text)


K = TypeVar("K")


def _into(table: dict[K, Handler], keys: Sequence[K]) -> Callable[[H], H]:
    def register(handler: H) -> H:
        for key in keys:
            if key in table:
                raise ValueError(f"two handlers for {key!r}")
            table[key] = handler  # type: ignore[assignment]
        return handler

    return register


def _merged(tables: Iterable[dict[K, Handler]]) -> dict[K, Handler]:
    merged: dict[K, Handler] = {}
    for table in tables:
        if twice := merged.keys() & table.keys():
            raise ValueError(f"two flows handle {sorted(map(str, twice))}")
        merged |= table
    return merged
