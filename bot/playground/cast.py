"""The people whose phones the playground shows."""

from dataclasses import dataclass

from bot.domain.delivery import Via
from bot.domain.text import Label


@dataclass(frozen=True, slots=True)
class CastMember:
    """One person of the demo school.

    `role` and `hint` are shown beside the name: who this is, and what to try. `start_link` is the link of the
    letter the person holds (https://t.me/<bot>?start=<code>, https://wa.me/<number>?text=<words>), None for somebody
    who has none. `user_id` is Telegram's, or the telephone number in digits, as `via` says which kind of phone it is.
    """

    user_id: int
    name: str
    role: Label
    hint: Label
    start_link: str | None = None
    via: Via = Via.TELEGRAM
