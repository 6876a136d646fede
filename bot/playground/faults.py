"""Bad days of a network, on order: what a test asks a local server to do wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.playground.exchange import Answer, gateway

Wrong = Literal[
    "server_error",
    "bare_error",
    "too_many",
    "refuse",
    "drop_before",
    "drop_after",
    "gateway_before",
    "gateway_after",
    "hold",
    "delay",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong. `seconds` is the retry_after of too_many and the length of hold and delay.

    refuse: no connection was made, so the request was certainly not sent. drop_before and drop_after: the
    connection broke before or after the server acted; the client cannot tell which. gateway_before (502) and
    gateway_after (504): the same, told by a gateway. server_error is a 500 in the server's own words, bare_error one
    without. hold: the server acts that late; delay: it acts at once and its answer comes that late.
    """

    wrong: Wrong
    seconds: float = 0.0


class Dropped(Exception):
    """The connection broke: `sent` if the request had left the client, `acted` if the server carried it out."""

    def __init__(self, *, sent: bool, acted: bool) -> None:
        super().__init__("connection dropped")
        self.sent = sent
        self.acted = acted


@dataclass(slots=True)
class _Order:
    fault: Fault
    method: str | None
    chat_id: int | str | None
    times: int

    def fits(self, method: str, address: object) -> bool:
        right_chat = self.chat_id is None or str(address) == str(self.chat_id)
        return self.times > 0 and self.method in (None, method) and right_chat


@dataclass(slots=True)
class Faults:
    """Decides for each request whether it fails. `policy`, where set, is asked first.

    `address` is the parameter in which the server's requests name the chat.
    """

    policy: Callable[[str, Mapping[str, object]], Fault | None] | None = None
    address: str = "chat_id"
    _orders: list[_Order] = field(default_factory=list)

    def order(
        self,
        wrong: Wrong,
        *,
        seconds: float = 0.0,
        method: str | None = None,
        chat_id: int | str | None = None,
        times: int = 1,
    ) -> None:
        """Let the next `times` requests that fit go wrong."""
        self._orders.append(_Order(Fault(wrong, seconds), method, chat_id, times))

    def clear(self) -> None:
        self._orders.clear()
        self.policy = None

    def choose(self, method: str, params: Mapping[str, object]) -> Fault | None:
        """The fault of this request, if any; an ordered one is used up."""
        chosen = self.policy(method, params) if self.policy else None
        if chosen:
            return chosen
        for order in self._orders:
            if order.fits(method, params.get(self.address)):
                order.times -= 1
                return order.fault
        return None


def before(fault: Fault | None, server_error: Answer, too_many: Callable[[int], Answer]) -> Answer | None:
    """What happens instead of the action, in the server's own words. Raises Dropped."""
    match fault.wrong if fault else None:
        case "server_error":
            return server_error
        case "bare_error":
            return gateway(500)
        case "gateway_before":
            return gateway(502)
        case "too_many" if fault:
            return too_many(int(fault.seconds) or 1)
        case "refuse" | "drop_before":
            raise Dropped(sent=fault is not None and fault.wrong != "refuse", acted=False)
    return None


def after(fault: Fault | None, answer: Answer) -> Answer:
    """What becomes of the answer once the action is done. Raises Dropped."""
    if fault is not None and fault.wrong == "drop_after":
        raise Dropped(sent=True, acted=True)
    if fault is not None and fault.wrong == "gateway_after":
        return gateway(504)
    if fault is not None and fault.wrong == "delay":
        return Answer(answer.status, answer.body, fault.seconds)
    return answer
