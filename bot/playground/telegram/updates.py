"""Updates on their way to a bot: kept, handed out, confirmed, forgotten."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MESSAGE_SECONDS = 24 * 3600
CALLBACK_SECONDS = 150
# Sent unless the bot asks for other kinds (https://core.telegram.org/bots/api#getupdates).
DEFAULT_KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})
ALL_KINDS = DEFAULT_KINDS | {
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
}


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that the bot has not confirmed. `chat_id` orders webhook deliveries."""

    id: int
    kind: str
    chat_id: int
    payload: dict[str, object]
    expires: float

    def json(self) -> dict[str, object]:
        return {"update_id": self.id, self.kind: self.payload}


class UpdateQueue:
    """The queue of one bot. `on_add` is called whenever something new can be fetched."""

    def __init__(self, clock: Callable[[], float], first_id: int) -> None:
        self._clock = clock
        self._next_id = first_id
        self._pending: list[Pending] = []
        self.allowed: frozenset[str] = DEFAULT_KINDS
        self.on_add: Callable[[], None] = lambda: None

    def allow(self, kinds: Sequence[str]) -> None:
        """Set the kinds kept from now on; none means the default ones. Earlier updates stay."""
        self.allowed = frozenset(kinds) or DEFAULT_KINDS

    def restart_at(self, update_id: int) -> None:
        """Go on with another number, as Telegram does after a quiet week."""
        self._next_id = update_id

    def add(self, kind: str, chat_id: int, payload: dict[str, object]) -> int | None:
        """Keep an update and return its id; None if the bot did not ask for this kind."""
        if kind not in self.allowed:
            return None
        lifetime = CALLBACK_SECONDS if kind == "callback_query" else MESSAGE_SECONDS
        pending = Pending(self._next_id, kind, chat_id, payload, self._clock() + lifetime)
        self._next_id += 1
        self._pending.append(pending)
        self.on_add()
        return pending.id

    def waiting(self) -> list[Pending]:
        """What is neither confirmed nor out of date, oldest first."""
        now = self._clock()
        self._pending = [pending for pending in self._pending if pending.expires > now]
        return list(self._pending)

    def confirm(self, offset: int) -> None:
        """Forget updates before `offset`; a negative one keeps only the last -offset."""
        if offset < 0:
            self._pending = self._pending[offset:]
        elif offset > 0:
            self._pending = [pending for pending in self._pending if pending.id >= offset]

    def drop(self, update_id: int) -> None:
        self._pending = [pending for pending in self._pending if pending.id != update_id]

    def clear(self) -> None:
        self._pending.clear()
