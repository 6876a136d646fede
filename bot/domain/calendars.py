"""What a calendar file says: a meeting or a talk as one entry, which a later file changes or takes out again.

It travels with a screen as data and becomes a file when the message leaves (`messages/calendars.py`), so that it says
what is true then, in the reader's language, and nothing has to be kept meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from bot.domain.screens import Fact
from bot.domain.text import Label

TAKEN = "calendar"
"""The `choice` of a log entry that says that a person took the calendar file of a meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One entry. `uid` stays the same for as long as it is the same meeting; `sequence` grows with each change.

    Instants are aware UTC, `timezone` is the IANA name of the zone they are shown in. `name` is the file's, without
    its ending.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    timezone: str
    title: Label
    place: Label = ""
    link: str = ""
    notes: Sequence[Label] = field(default=())
    cancelled: bool = False
    name: str

    def record(self) -> Mapping[str, Fact]:
        """The entry as a screen carries it."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def entry_of(record: Mapping[str, Fact]) -> CalendarEntry:
    """The entry that a screen carries."""
    given: dict[str, Any] = dict(record)
    return CalendarEntry(**given)
