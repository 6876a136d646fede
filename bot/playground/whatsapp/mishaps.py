"""Bad days of the post: what a test asks to go wrong with the events on their way to the webhook."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["message", "status", "template"]
Mishap = Literal["replay", "swap", "stranger", "forge", "unsigned", "hold", "lose"]
"""replay: it comes twice. swap: after the next one of the same chat. stranger: before it comes the same status of a
message that nobody sent. forge and unsigned: before it comes a copy with a wrong signature or with none. hold: it comes
`seconds` late, and what follows in its chat with it. lose: never."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that goes wrong."""

    mishap: Mishap
    seconds: float = 0.0


@dataclass(slots=True)
class _Order:
    trouble: Trouble
    kind: Kind | None
    status: str | None
    chat: str | None
    times: int

    def fits(self, kind: Kind, status: str, chat: str) -> bool:
        alike = self.kind in (None, kind) and self.status in (None, status) and self.chat in (None, chat)
        return self.times > 0 and alike


@dataclass(slots=True)
class Mishaps:
    """Decides for each event whether something happens to it. `policy(kind, status, chat)` is asked first."""

    policy: Callable[[Kind, str, str], Trouble | None] | None = None
    _orders: list[_Order] = field(default_factory=list)

    def order(
        self,
        mishap: Mishap,
        *,
        kind: Kind | None = None,
        status: str | None = None,
        chat: str | None = None,
        seconds: float = 0.0,
        times: int = 1,
    ) -> None:
        """Let it happen to the next `times` events that fit; `status` is delivered, say, or APPROVED."""
        self._orders.append(_Order(Trouble(mishap, seconds), kind, status, chat, times))

    def choose(self, kind: Kind, status: str, chat: str) -> Trouble | None:
        chosen = self.policy(kind, status, chat) if self.policy else None
        if chosen:
            return chosen
        for order in self._orders:
            if order.fits(kind, status, chat):
                order.times -= 1
                return order.trouble
        return None
