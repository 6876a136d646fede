"""What is said when a message hurts: handed over, reported, answered; and when somebody looked into a thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Button, Row, Screen, Style, button
from bot.domain.text import Phrase, _

Card = Mapping[str, str | Phrase]


class Reported(StrEnum):
    """What is reported: the school's word to one family, or an update to a class."""

    REPLY = "r"
    UPDATE = "u"


def report_button(what: Reported, number: int) -> Button:
    """What a guardian presses where a message hurts. It stands beside another button and is no louder than that one:
    most messages are courteous, and the page that it opens says the rest. `number` is a log entry, or a recipient."""
    return button(_("⚐ Report"), "sf.report", what.value, number)


def held_rows(entry_id: int, *, office: bool = True) -> tuple[Row, ...]:
    """The ways out below a held message: a calm answer, the administrator; or to read it after all."""
    calm = button(_("Answer calmly"), "sf.calm", entry_id, style=Style.PRIMARY)
    hand = button(_("Hand to the administrator"), "sf.hand", entry_id)
    ways: tuple[Row, ...] = ((calm,), (hand,)) if office else ((calm,),)
    return (*ways, (button(_("Read it all the same"), "sf.show", entry_id),))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldHandedOver(Notice):
    """To an administrator: a colleague hands over a message that may hurt."""

    template: ClassVar[str] = "safety/handed_over"
    weight: ClassVar[Weight] = Weight.BOOKED

    entry_id: int
    children: Sequence[Mapping[str, str]]
    by: Card

    def screen(self) -> Screen:
        """The message as data; which one it is stands in its buttons."""
        return Screen(self.template, {"children": self.children, "by": self.by}, self.rows(), protect=True)

    def rows(self) -> tuple[Row, ...]:
        """A calm answer, or to read it."""
        return held_rows(self.entry_id, office=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintArrived(Notice):
    """To who handles it: a guardian reports a message of a colleague."""

    template: ClassVar[str] = "safety/complaint_arrived"
    weight: ClassVar[Weight] = Weight.BOOKED

    complaint_id: int
    guardian: str
    about: Card

    def screen(self) -> Screen:
        """The message as data; which complaint it is stands in its button."""
        return Screen(self.template, {"guardian": self.guardian, "about": self.about}, self.rows(), protect=True)

    def rows(self) -> tuple[Row, ...]:
        """To look at it."""
        return ((button(_("Look at the report"), "sf.case", self.complaint_id),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintAnswered(Notice):
    """To the guardian who reported a message: what came of it."""

    template: ClassVar[str] = "safety/complaint_answered"
    weight: ClassVar[Weight] = Weight.BOOKED

    words: str
    by: Card
    about: Card
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadOpened(Notice):
    """To whoever spoke for the school: an administrator read the thread, and why."""

    template: ClassVar[str] = "safety/opened"
    weight: ClassVar[Weight] = Weight.BOOKED

    thread_id: int
    guardian: str
    child: Mapping[str, str]
    by: Card
    reason: str
    at: datetime

    def screen(self) -> Screen:
        """The message as data; which thread it is stands in its button."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "thread_id"}
        return Screen(self.template, values, self.rows(), protect=True)

    def rows(self) -> tuple[Row, ...]:
        """The thread, where the reason stands, too."""
        return ((button(_("Look at the conversation"), "qa.show", self.thread_id),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadOpenedFamily(Notice):
    """To the guardian whose thread it is: an administrator read it, and why."""

    template: ClassVar[str] = "safety/opened_family"
    weight: ClassVar[Weight] = Weight.BOOKED
    personal: ClassVar[bool] = True

    thread_id: int
    child: Mapping[str, str]
    by: Card
    reason: str
    at: datetime

    def screen(self) -> Screen:
        """The message as data; which thread it is stands in its button."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "thread_id"}
        return Screen(self.template, values, self.rows(), protect=True)

    def rows(self) -> tuple[Row, ...]:
        """The thread, where the reason stands, too."""
        return ((button(_("Look at the question"), "qs.show", self.thread_id),),)
