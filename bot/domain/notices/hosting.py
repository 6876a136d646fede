"""What teachers are told of a meeting that a colleague plans with them: they are needed, it changed, it is off."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Row, Screen, button
from bot.domain.text import Label, Phrase, _


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfHost(Notice):
    """To a teacher who holds it; `by` is who planned or changed it, `talks` whether families come one by one."""

    weight: ClassVar[Weight] = Weight.BOOKED

    title: Phrase
    classes: Sequence[str]
    day: date
    starts: time
    ends: time
    by: str
    meeting_id: int

    def screen(self) -> Screen:
        """The message as data."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "meeting_id"}
        return Screen(self.template, values, self.rows())

    def rows(self) -> tuple[Row, ...]:
        """The meeting, and what can be done about it."""
        return ((button(_("Open the meeting"), "m.open", self.meeting_id),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAsked(_OfHost):
    """She is to hold it, too; for talks she is asked to say when she has time."""

    template: ClassVar[str] = "meetings/host_asked"

    place: Label | None
    talks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HostToldChange(_OfHost):
    """It is at another time or place."""

    template: ClassVar[str] = "meetings/host_told_change"

    place: Label | None
    moved: bool
    """Times for talks have gone to another day with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostToldOff(_OfHost):
    """It does not take place."""

    template: ClassVar[str] = "meetings/host_told_off"
