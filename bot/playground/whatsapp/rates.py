"""How many messages a number may send in a second, and how fast to one person.

80 in a second for a new number, and to one person one every six seconds after a burst of up to 45 (which is borrowed
from the minutes after it): https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
"""

from dataclasses import dataclass

from bot.playground.whatsapp.errors import Refused
from bot.playground.whatsapp.state import Number


@dataclass(frozen=True, slots=True)
class Rates:
    """Limits of every number; None means no limit."""

    per_second: int | None = 80
    pair_burst: int | None = 45
    pair_seconds: float = 6.0

    @classmethod
    def off(cls) -> "Rates":
        return cls(per_second=None, pair_burst=None)

    def admit(self, number: Number, wa_id: str, now: float) -> None:
        """Count one message, or refuse it and count nothing."""
        sent = number.sent_at
        while sent and sent[0] <= now - 1.0:
            sent.popleft()
        if self.per_second is not None and len(sent) >= self.per_second:
            raise Refused(130429, "Cloud API message throughput has been reached.")
        if self.pair_burst is not None:
            self._admit_pair(number, wa_id, now)
        sent.append(now)

    def _admit_pair(self, number: Number, wa_id: str, now: float) -> None:
        assert self.pair_burst is not None
        debt = number.debts.get(wa_id, now)
        free_at = max(debt, now) + self.pair_seconds
        if free_at - now > self.pair_burst * self.pair_seconds:
            raise Refused(
                131056, "Too many messages sent from the sender phone number to the same recipient in a short period."
            )
        number.debts[wa_id] = free_at
