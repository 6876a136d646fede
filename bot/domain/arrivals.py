"""What a channel hands over to be kept, before anybody looks into it."""

from dataclasses import dataclass


class NotKept(Exception):
    """Arrivals that could not be kept now: they must not be acknowledged, so that they are brought again.

    `reason` is one word for a log.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RawArrival:
    """One update of a provider as it came.

    `key` is the provider's own key as text: the same key is the same arrival. `chat` is the address whose arrivals are
    handled one after the other, empty where there is none. `raw` is the JSON.
    """

    key: str
    chat: str
    raw: str
