"""What is said before a meeting: to who comes, who has not answered, who holds it; and after a talk, to the teacher.

Each carries ids and sequences beside its words: whether it is still true is asked when it leaves
(`services/meetings/leaving.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import ClassVar

from bot.domain.answers import answer_rows
from bot.domain.meetings import MeetingKind
from bot.domain.notices.base import Notice
from bot.domain.notices.talks import TALKS
from bot.domain.policy import Weight
from bot.domain.screens import Row, Screen, button
from bot.domain.text import Phrase, _
from bot.domain.updates import Lead, QuickAnswer

Spoken = Mapping[str, str | int | datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSoon(Notice):
    """To a guardian who said that they come: the meeting is near."""

    template: ClassVar[str] = "reminders/meeting"
    weight: ClassVar[Weight] = Weight.BOOKED

    meeting_id: int
    sequence: int
    starts_at: datetime
    place: str | Phrase | None = None
    link: str | None = None
    teacher: str
    school: str
    recipient_id: int | None = None

    def rows(self) -> tuple[Row, ...]:
        """The invitation, where plans can still be changed."""
        return ((button(_("Open the invitation"), "a.open", self.recipient_id),),) if self.recipient_id else ()

    def screen(self) -> Screen:
        """The message as data; by the first two it is asked whether it is still true."""
        about = {"meeting_id": self.meeting_id, "sequence": self.sequence}
        base = Notice.screen(self)
        return replace(base, values={**base.values, **about})


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkSoon(Notice):
    """To a guardian: the own talks that are near. `talks`: id, sequence, child, class_name, host, starts_at."""

    template: ClassVar[str] = "reminders/talks"
    weight: ClassVar[Weight] = Weight.BOOKED

    talks: Sequence[Spoken]
    place: str | Phrase | None = None
    link: str | None = None
    school: str

    def screen(self) -> Screen:
        """The message as data; it names a child, so it is not to be passed on."""
        return replace(Notice.screen(self), protect=True)

    def rows(self) -> tuple[Row, ...]:
        """The own times, where they can still be moved or given back."""
        return (TALKS,)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingAsked(Notice):
    """To a guardian of a family that has not answered: once more, kindly. Counts against the family's cap.

    `children` carry the pupil's `id` beside name and class; `closes_at`: when a time can be chosen no more.
    """

    template: ClassVar[str] = "reminders/asked"
    weight: ClassVar[Weight] = Weight.ROUTINE

    meeting_id: int
    sequence: int
    kind: MeetingKind
    children: Sequence[Mapping[str, str | int]]
    starts_at: datetime
    closes_at: datetime | None = None
    place: str | Phrase | None = None
    link: str | None = None
    teacher: str
    school: str
    recipient_id: int
    answers: Sequence[QuickAnswer] = field(default=())
    leads: Sequence[Lead] = field(default=())

    def screen(self) -> Screen:
        """The message as data; the answers are its buttons."""
        about = {"meeting_id": self.meeting_id, "sequence": self.sequence}
        beside = ("recipient_id", "answers", "leads")
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in beside}
        return Screen(self.template, {**values, **about}, self.rows())

    def rows(self) -> tuple[Row, ...]:
        """Answer with one tap, choose a time where there are some, or open the invitation."""
        taps = answer_rows(self.recipient_id, self.answers, self.leads)[:-1]
        return (*taps, (button(_("Open the invitation"), "a.open", self.recipient_id),))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostDay(Notice):
    """To who holds a meeting: what the day brings. `talks`: child, class_name, starts_at; by time. `coming` and
    `silent`: how many families have said so, of a class meeting."""

    template: ClassVar[str] = "reminders/host_day"
    weight: ClassVar[Weight] = Weight.BOOKED

    meeting_id: int
    day: date
    kind: MeetingKind
    starts_at: datetime
    place: str | Phrase | None = None
    talks: Sequence[Spoken] = ()
    coming: int = 0
    cannot: int = 0
    silent: int = 0

    def screen(self) -> Screen:
        """The message as data; it names children, so it is not to be passed on."""
        return replace(Notice.screen(self), protect=True)

    def rows(self) -> tuple[Row, ...]:
        """The meeting, with all that can be done about it."""
        return ((button(_("Open the meeting"), "m.open", self.meeting_id),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpDue(Notice):
    """To a teacher, on the day she set after a talk: how it goes with this child."""

    template: ClassVar[str] = "reminders/follow_up"
    weight: ClassVar[Weight] = Weight.BOOKED

    talk_id: int
    day: date
    child: str
    class_name: str
    talked_at: datetime
    outcome: str | None = None

    def screen(self) -> Screen:
        """The message as data; it names a child, so it is not to be passed on."""
        return replace(Notice.screen(self), protect=True)

    def rows(self) -> tuple[Row, ...]:
        """The talk, with what came of it."""
        return ((button(_("Open the talk"), "md.talk", self.talk_id),),)
