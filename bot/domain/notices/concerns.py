"""What is said about a concern to the family, with an open ear; to the colleagues in it: `concerns_staff.py`.

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
_BESIDE = frozenset({"file", "entry_id"})
"""Fields that are not words of the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfConcern(Notice):
    """Something about one concern; never shown where it could be passed on."""

    weight: ClassVar[Weight] = Weight.BOOKED

    concern_id: int
    file: FileRef | None = None

    def screen(self) -> Screen:
        """The message as data; what it says stays in the chat."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in _BESIDE}
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
class ConcernHandedOver(_ToFamily):
    """To the guardian who wrote: an administrator answers this one message, and reads nothing else of the matter."""

    template: ClassVar[str] = "concerns/handed_over"

    child: str
    teacher: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernEnded(_ToFamily):
    """It is over; the door stays open."""

    template: ClassVar[str] = "concerns/ended"

    child: str
    teacher: Phrase


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
