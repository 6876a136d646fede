"""What families are told of a meeting unasked: it is at another time or place, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from typing import ClassVar

from bot.domain.answers import answer_rows
from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Row, Screen, button
from bot.domain.shelves.meetings import CALENDAR
from bot.domain.text import Phrase, _
from bot.domain.updates import QuickAnswer

_BESIDE = frozenset({"recipient_id", "answers"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfMeeting(Notice):
    """To a guardian who was invited. `day`, `starts` and `ends` are on the school's clock; `old_` is how they were."""

    weight: ClassVar[Weight] = Weight.BOOKED

    title: Phrase
    day: date
    starts: time
    ends: time
    teacher: str
    school: str

    def screen(self) -> Screen:
        """The message as data."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _BESIDE}
        return Screen(self.template, values, self.rows())


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChanged(_OfMeeting):
    """It is at another time or place; the invitation says so, too. `talks` are the reader's own, by `host` and `at`."""

    template: ClassVar[str] = "meetings/changed_for_families"

    old_day: date
    old_starts: time
    old_ends: time
    recipient_id: int
    place: str | Phrase | None = None
    link: str | None = None
    talks: Sequence[Mapping[str, str | datetime]] = ()
    answers: Sequence[QuickAnswer] = field(default=())

    def rows(self) -> tuple[Row, ...]:
        """Say again whether one can come, save the new time, or read the invitation."""
        taps = answer_rows(self.recipient_id, self.answers)[:-1]
        return (
            *taps,
            (
                button(CALENDAR.face, CALENDAR.key, self.recipient_id),
                button(_("Open the message"), "a.open", self.recipient_id),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCancelled(_OfMeeting):
    """It does not take place."""

    template: ClassVar[str] = "meetings/cancelled_for_families"
