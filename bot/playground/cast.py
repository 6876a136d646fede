"""The people whose phones the playground shows."""

from dataclasses import dataclass

from bot.domain.text import Label


@dataclass(frozen=True, slots=True)
class CastMember:
    """One person of the demo school.

    `role` and `hint` are shown beside the name: who this is, and what to try. `start_link` is the link of the
    letter the person holds (https://t.me/<bot>?start=<code>), None for somebody who has none.
    """

    user_id: int
    name: str
    role: Label
    hint: Label
    start_link: str | None = None
