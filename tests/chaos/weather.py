"""What goes wrong at the far end, by chance or on order; every piece of it is told, so that it can be counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from bot.playground.telegram.faults import Fault, Faults, Wrong

PATIENCE = 20.0
"""Seconds after which the bot gives an answer up; whatever takes longer is unknowable to it."""
UNKNOWABLE = frozenset({"bare_error", "drop_before", "drop_after", "gateway_before", "gateway_after"})
SLOW = frozenset({"hold", "delay"})


def unknowable(wrong: str, seconds: float) -> bool:
    """Whether the sender cannot know if its message was accepted."""
    return wrong in UNKNOWABLE or (wrong in SLOW and seconds >= PATIENCE)


@dataclass
class Weather:
    """By the kind of trouble, how probable it is; `seconds` is how long the slow ones take, and retry_after."""

    rng: Random
    told: Callable[[Fault, str], None]
    orders: Faults = field(default_factory=Faults)
    chances: dict[Wrong, float] = field(default_factory=dict)
    seconds: tuple[float, float] = (1.0, 1.0)
    methods: str = "send"
    """What the methods begin with that it comes down on."""
    latency: tuple[float, float] = (0.0, 0.0)

    def change(self, given: Mapping[str, object]) -> None:
        """Take over what is given; the rest stays."""
        for name, value in given.items():
            setattr(self, name, tuple(value) if isinstance(value, list) else value)

    def order(self, given: Mapping[str, object]) -> None:
        """Let the next messages go wrong in one way."""
        self.orders.order(**given)  # type: ignore[arg-type]

    def choose(self, method: str, params: Mapping[str, object]) -> Fault | None:
        """The trouble of this request, if any."""
        fault = self.orders.choose(method, params) or (self._by_chance() if method.startswith(self.methods) else None)
        if fault:
            self.told(fault, str(params.get("chat_id", "")))
        return fault

    def _by_chance(self) -> Fault | None:
        drawn = self.rng.random()
        for wrong, chance in self.chances.items():
            drawn -= chance
            if drawn < 0:
                return Fault(wrong, round(self.rng.uniform(*self.seconds), 3))
        return None

    def pause(self) -> float:
        """Seconds of one way there or back."""
        return self.rng.uniform(*self.latency) / 2
