"""What is said about a concern: to the family with an open ear, to the colleagues in it in few words.

All wait for the morning and count against no cap. `concern_id` also tells which rows of the log are for its members
alone (`services/concerns/leaving.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import ClassVar

from bot.domain.concerns import ConcernArea
from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import FileRef, Row, Screen, Style, button
from bot.domain.text import Label, Phrase, _

WRITE = _("Write something")
SHOWN = 5
"""Concerns that a reminder leads to by a tap each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfConcern(Notice):
    """Something about one concern; never shown where it could be passed on."""

    weight: ClassVar[Weight] = Weight.BOOKED

    concern_id: int
    file: FileRef | None = None

    def screen(self) -> Screen:
        """The message as data; what it says stays in the chat."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "file"}
        return Screen(self.template, values, self.rows(), self.file, protect=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToFamily(OfConcern):
    """To a guardian of the child."""

    personal: ClassVar[bool] = True

    def rows(self) -> tuple[Row, ...]:
        """The family always has the next word, if it wants to."""
        return ((button(WRITE, "cn.write", self.concern_id),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithTimes(_ToFamily):
    """Offers times to talk."""

    times: Sequence[datetime]
    chosen: datetime | None = None

    def rows(self) -> tuple[Row, ...]:
        """A tap for each time, one for another time, one for words."""
        return times_rows(self.concern_id, self.times, self.chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked(_WithTimes):
    """The first message about a concern, on the courteous frame; `seen` is what was seen, tapped or typed."""

    seen: Label
    children: Sequence[Mapping[str, str]]
    classes: Sequence[str] = ()
    sender: Mapping[str, str]
    school: str
    greeting_line: str | None = None
    corrected: bool = False
    copy: bool = False
    words_locale: str
    own_words: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLearning(_Asked):
    """About learning."""

    template: ClassVar[str] = "concerns/learning"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBehaviour(_Asked):
    """About getting along."""

    template: ClassVar[str] = "concerns/behaviour"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWellbeing(_Asked):
    """About how the child is."""

    template: ClassVar[str] = "concerns/wellbeing"


ASKED: Mapping[ConcernArea, type[_Asked]] = {
    ConcernArea.LEARNING: AskedLearning,
    ConcernArea.BEHAVIOUR: AskedBehaviour,
    ConcernArea.WELLBEING: AskedWellbeing,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernTimes(_WithTimes):
    """Two times to talk, to a family that knows of the matter; `told`: it told of it itself."""

    template: ClassVar[str] = "concerns/times"

    child: str
    teacher: Phrase
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernFixed(_WithTimes):
    """To the child's other guardian: `by` has chosen a time."""

    template: ClassVar[str] = "concerns/fixed"

    child: str
    teacher: Phrase
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernSaid(_ToFamily):
    """The school's words to the family."""

    template: ClassVar[str] = "concerns/said"

    child: str
    teacher: Phrase
    words: str
    medium: Phrase | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernAgreed(_ToFamily):
    """What was agreed, as it was written down, and when the school looks again."""

    template: ClassVar[str] = "concerns/agreed"

    child: str
    teacher: Phrase
    agreed: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernEnded(_ToFamily):
    """It is over; the door stays open."""

    template: ClassVar[str] = "concerns/ended"

    child: str
    teacher: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToMember(OfConcern):
    """To a member of staff who is in it."""

    child: str
    class_name: str

    def rows(self) -> tuple[Row, ...]:
        """All there is to know."""
        return ((button(_("Open it"), "cn.one", self.concern_id),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRaised(_ToMember):
    """A colleague raised a concern and took this one in; `seen` is what she saw, `step` what comes next."""

    template: ClassVar[str] = "concerns/raised"

    area: Phrase
    seen: Label
    by: str
    step: Label
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernJoined(_ToMember):
    """A colleague took this one into a concern; `keeps`: she sees to the next step from now on."""

    template: ClassVar[str] = "concerns/joined"

    area: Phrase
    by: str
    keeps: bool
    step: Label
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _FromFamily(_ToMember):
    """A family said something."""

    guardian: str
    relation: Phrase

    def rows(self) -> tuple[Row, ...]:
        """Answer with a tap, or in the chat; see all of it."""
        return (
            (
                button(_("Reply"), "cn.reply", self.concern_id, style=Style.PRIMARY),
                button(_("Open it"), "cn.one", self.concern_id),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernShared(_FromFamily):
    """A guardian has something on their mind; an answer was promised by `on`."""

    template: ClassVar[str] = "concerns/shared"

    area: Phrase
    words: str
    medium: Phrase | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernWrote(_FromFamily):
    """The family wrote, spoke or sent something; `reopened`: to a concern that was closed."""

    template: ClassVar[str] = "concerns/wrote"

    words: str
    medium: Phrase | None
    reopened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernChose(_FromFamily):
    """The family chose a time; None: it asks for another one."""

    template: ClassVar[str] = "concerns/chose"

    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernsDue(OfConcern):
    """To a keeper: so many next steps were set for today. The log keeps it beside the first (`concern_id`), so the
    children are on the buttons alone."""

    template: ClassVar[str] = "concerns/due"

    count: int
    items: Sequence[Mapping[str, str | int]]

    def rows(self) -> tuple[Row, ...]:
        """One tap for each; of many, the list."""
        several = [(button(str(item["child"]), "cn.one", item["concern_id"]),) for item in self.items[:SHOWN]]
        return (*several, (button(_("Concerns"), "cn.list", 0),))

    def screen(self) -> Screen:
        """The message as data, without the children."""
        return Screen(
            self.template, {"count": self.count, "concern_id": self.concern_id}, self.rows(), self.file, protect=True
        )


def times_rows(concern_id: int, times: Sequence[datetime], chosen: datetime | None) -> tuple[Row, ...]:
    """A tap for each time to talk; the one that was chosen stays marked, and another can be tapped instead."""
    taps = [
        (
            button(
                _("✓ %(at)s", at=at) if at == chosen else _("%(at)s", at=at),
                "cn.pick",
                concern_id,
                int(at.timestamp()),
                style=Style.SUCCESS if at == chosen else Style.PLAIN,
            ),
        )
        for at in times
    ]
    return (*taps, (button(_("Another time"), "cn.other", concern_id), button(WRITE, "cn.write", concern_id)))
