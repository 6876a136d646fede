"""What is said when a meeting to which families were invited changes, or is called off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from typing import ClassVar

from bot.domain.answers import answer_rows
from bot.domain.calendars import CalendarEntry
from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Row, Screen, button
from bot.domain.shelves.meetings import CALENDAR
from bot.domain.text import Label, Phrase, _
from bot.domain.updates import QuickAnswer

_BESIDE = frozenset({"recipient_id", "answers", "chosen", "entries"})
"""Fields that are not words of the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told(Notice):
    """To a guardian who was invited. Counts against no cap: it is about what the family may have planned already.

    `kept` says that they keep the meeting in a calendar, which is to take over `entries`.
    """

    weight: ClassVar[Weight] = Weight.BOOKED

    title: Phrase
    children: Sequence[Mapping[str, str]]
    teacher: str
    school: str
    recipient_id: int
    kept: bool = False
    entries: Sequence[CalendarEntry] = field(default=())

    def screen(self) -> Screen:
        """The message as data, with the file that changes the reader's calendar."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _BESIDE}
        return Screen(self.template, values, self.rows(), calendar=[entry.record() for entry in self.entries])


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChanged(_Told):
    """The meeting has another day, other hours or another place. `before` is the day and the hours that were told, as
    far as they are others now; `chosen` is what this guardian answered."""

    template: ClassVar[str] = "meetings/changed"

    day: date
    starts: time
    ends: time
    place: Label | None
    link: str | None
    before: Mapping[str, date | time] | None = None
    elsewhere: bool = False
    """It is the place (or the link) that changed."""
    talks: Sequence[Mapping[str, str | datetime]] = field(default=())
    """The reader's own talks, as they are now."""
    answers: Sequence[QuickAnswer] = field(default=())
    chosen: str | None = None

    def rows(self) -> tuple[Row, ...]:
        """Answer anew with one tap, or look at the invitation."""
        taps = answer_rows(self.recipient_id, self.answers, chosen=self.chosen)[:-1]
        keep = () if self.kept else (button(CALENDAR.face, CALENDAR.key, self.recipient_id),)
        return (*taps, (*keep, button(_("Open the message"), "a.open", self.recipient_id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCancelled(_Told):
    """There will be no meeting."""

    template: ClassVar[str] = "meetings/cancelled"

    day: date
    starts: time
    ends: time

    def rows(self) -> tuple[Row, ...]:
        """Whoever has a question can ask it."""
        return ((button(_("Write an answer"), "a.say", self.recipient_id),),)
