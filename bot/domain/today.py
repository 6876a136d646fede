"""What waits for a member of staff: one line each, with the tap that leads to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from bot.domain.text import Phrase


class Matter(IntEnum):
    """What kind of thing waits; of two without a promise the one that stands first here comes first."""

    HELD = 1
    THREAD = 2
    COMPLAINT = 3
    ANSWER = 4
    ABSENCE = 5
    CONCERN = 6
    CALL = 7
    FOLLOW_UP = 8
    REGISTER = 9
    DATA = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `due` is the promise or the day's end it is due by (aware UTC), None where nothing was
    promised; `key` and `args` are the button that leads to it."""

    matter: Matter
    said: Phrase
    key: str
    args: tuple[int | str, ...] = ()
    due: datetime | None = None
