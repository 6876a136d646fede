"""What is said of a talk to those who did not do it themselves: booked, moved, given back, passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Row, button
from bot.domain.text import Phrase, _

TALKS: Row = (button(_("My meetings"), "tk.mine"),)
"""All of them, where they can be moved and given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfTalk(Notice):
    """Waits for the morning and counts against no cap: it is about what families did or wanted themselves."""

    weight: ClassVar[Weight] = Weight.BOOKED

    child: str
    hosts: Sequence[str]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkPassedOn(_OfTalk):
    """To a guardian who waited: a time has become free and is theirs; one tap gives it back."""

    template: ClassVar[str] = "talks/passed_on"

    place: Phrase | str
    talk_id: int

    def rows(self) -> tuple[Row, ...]:
        """Give it back, or see all talks."""
        return ((button(_("I cannot come then"), "tk.release", self.talk_id),), TALKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkBooked(_OfTalk):
    """To a guardian: `by`, another guardian or one of the staff, has booked a talk for the family."""

    template: ClassVar[str] = "talks/booked"

    by: str
    place: Phrase | str

    def rows(self) -> tuple[Row, ...]:
        """Where it can be moved."""
        return (TALKS,)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkMoved(_OfTalk):
    """To a guardian: `by` has moved the family's talk from `before`."""

    template: ClassVar[str] = "talks/moved"

    by: str
    before: datetime
    place: Phrase | str

    def rows(self) -> tuple[Row, ...]:
        """Where it can be moved again."""
        return (TALKS,)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkReleased(_OfTalk):
    """To a guardian: `by` has given the family's talk back."""

    template: ClassVar[str] = "talks/released"

    by: str
    word: Phrase | str = ""
    """Of one of the staff, to the family."""

    def rows(self) -> tuple[Row, ...]:
        """Where another time can be chosen."""
        return (TALKS,)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkToCall(_OfTalk):
    """To the host: a family that waited has a time now, and no chat to be told in."""

    template: ClassVar[str] = "talks/to_call"

    guardian: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkCalledOff(_OfTalk):
    """To a guardian: a talk cannot be, for a reason that is nobody's doing here (`why` is a `domain.talks.Why`)."""

    template: ClassVar[str] = "talks/called_off"

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkFell(_OfTalk):
    """To the host: the family of a child does not come, and why."""

    template: ClassVar[str] = "talks/fell"

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkYours(_OfTalk):
    """To a guardian: the other one, who booked the family's talk, is there no more; it is kept for this one."""

    template: ClassVar[str] = "talks/yours"

    place: Phrase | str
    talk_id: int

    def rows(self) -> tuple[Row, ...]:
        """Give it back, or see all talks."""
        return ((button(_("I cannot come then"), "tk.release", self.talk_id),), TALKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTimeLeft(Notice):
    """To a guardian who waited: no time has become free, and none will."""

    template: ClassVar[str] = "talks/no_time_left"
    weight: ClassVar[Weight] = Weight.BOOKED

    child: str
    hosts: Sequence[str]

    def rows(self) -> tuple[Row, ...]:
        """Write to the school instead."""
        return ((button(_("Menu"), "home.menu"),),)
