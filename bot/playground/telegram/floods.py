"""Flood limits: about 30 messages a second over the bot, one a second in a chat with short bursts.

Telegram publishes the figures as guidance and tells the real ones only through 429 and retry_after
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
"""

import math
from collections import deque
from dataclasses import dataclass, field

from bot.playground.telegram.answers import too_many


@dataclass(slots=True)
class Floods:
    """Limits of one bot; `None` switches one off. Refused requests do not count."""

    per_second: int | None = 30
    chat_burst: int | None = 5
    chat_rate: float = 1.0
    _sent: deque[float] = field(default_factory=deque)
    _buckets: dict[int, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def off(cls) -> "Floods":
        return cls(per_second=None, chat_burst=None)

    def fresh(self) -> "Floods":
        """The same limits with nothing sent yet."""
        return Floods(self.per_second, self.chat_burst, self.chat_rate)

    def admit(self, chat_id: int, now: float, count: int = 1) -> None:
        """Let `count` messages pass. Raises Refused (429) with the whole seconds to wait."""
        wait = max(self._bot_wait(now), self._chat_wait(chat_id, now))
        if wait > 0:
            raise too_many(math.ceil(wait))
        if self.per_second is not None:
            self._sent.extend([now] * count)
        if self.chat_burst is not None:
            self._buckets[chat_id] = (self._tokens(chat_id, now) - count, now)

    def _bot_wait(self, now: float) -> float:
        if self.per_second is None:
            return 0.0
        while self._sent and self._sent[0] <= now - 1.0:
            self._sent.popleft()
        over = len(self._sent) - self.per_second
        return self._sent[over] + 1.0 - now if over >= 0 else 0.0

    def _chat_wait(self, chat_id: int, now: float) -> float:
        tokens = self._tokens(chat_id, now)
        return (1.0 - tokens) / self.chat_rate if tokens < 1.0 else 0.0

    def _tokens(self, chat_id: int, now: float) -> float:
        """Messages this chat may still take at once; a token bucket that refills at chat_rate."""
        if self.chat_burst is None:
            return math.inf
        left, at = self._buckets.get(chat_id, (float(self.chat_burst), now))
        return min(float(self.chat_burst), left + (now - at) * self.chat_rate)
