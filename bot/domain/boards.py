"""How it stands with each family of a meeting: what is known, what is still open, and what comes next.

A family is the guardians of one child. It is accounted for when it came and has the summary, or has the summary and
has said that it read it; where no tap can say so (a letter, a call), having it is enough.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.courtesy import Child
from bot.domain.meetings import AttendedBy, MeetingKind, TalkState
from bot.domain.rsvp import CANNOT


class Reach(StrEnum):
    """How far a message came with a family, as far as it matters for what to do next."""

    NONE = "none"
    """Nothing was sent yet."""
    MISSED = "missed"
    """It reached nobody of the family."""
    TRAVELS = "travels"
    """It is on its way, or waits for a good hour."""
    CHAT = "chat"
    HAND = "hand"
    LETTER = "letter"

    @property
    def arrived(self) -> bool:
        """Whether somebody of the family has it."""
        return self in (Reach.CHAT, Reach.HAND, Reach.LETTER)


class Step(StrEnum):
    """What a family needs next, in the order in which a board shows it."""

    INVITE = "invite"
    """The invitation reached nobody: a letter, the teacher's own WhatsApp, a call."""
    ANSWER = "answer"
    """A call: whether they come."""
    TIME = "time"
    """They have no time for their talk yet."""
    OUTCOME = "outcome"
    """Their talk is over; what came of it is not noted."""
    ATTEND = "attend"
    """Whether they came is not noted."""
    SUMMARY = "summary"
    """The summary has not been sent to anybody."""
    BRING = "bring"
    """The summary reached nobody of the family."""
    TELL = "tell"
    """They were not there and have not said that they read the summary."""
    WAIT = "wait"
    """A message is on its way or their talk is still to come: nothing to be done."""


FOR_ALL = (Step.ATTEND, Step.SUMMARY)
"""Steps that one act takes for many families."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a family answered: the quick answer's key, and which guardian gave it (the relation's key)."""

    choice: str
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One talk of a family, in short."""

    talk_id: int
    host: str
    at: datetime
    ends_at: datetime
    state: TalkState


@dataclass(frozen=True, slots=True)
class Came:
    """Whether a family came, which guardian, and how that is known."""

    came: bool
    by: AttendedBy
    relation: str | None = None


@dataclass(slots=True)
class Line:
    """One family on the board."""

    pupil_id: int
    class_id: int
    child: Child
    invited: Reach = Reach.NONE
    said: Said | None = None
    talks: list[TalkLine] = field(default_factory=list)
    wishes: bool = False
    """They wait for a time."""
    unneeded: bool = False
    """No talk is needed, says every host."""
    came: Came | None = None
    summary: Reach = Reach.NONE
    acknowledged: bool = False
    joined_late: bool = False
    """The child came to the school after the meeting."""

    @property
    def was_there(self) -> bool:
        """Whether it is known that the family came."""
        return self.came is not None and self.came.came


@dataclass(frozen=True, slots=True)
class Stage:
    """How far the meeting itself has come. `summarised`: the summary is out; `summarises`: one is to be sent."""

    kind: MeetingKind
    now: datetime
    starts_at: datetime
    ends_at: datetime
    summarises: bool = True
    summarised: bool = False

    @property
    def by_time(self) -> bool:
        """Whether families have times of their own."""
        return self.kind is not MeetingKind.CLASS

    @property
    def begun(self) -> bool:
        """Whether the meeting has begun."""
        return self.now >= self.starts_at


@dataclass(slots=True)
class Board:
    """All families of a meeting whom somebody may see."""

    stage: Stage
    lines: list[Line]

    @property
    def open(self) -> list[tuple[Step, Line]]:
        """The families that are not accounted for: what can be done comes first, then by class and name."""
        order = list(Step)
        found = [(step, line) for line in self.lines if (step := step_of(line, self.stage)) is not None]
        return sorted(found, key=lambda one: order.index(one[0]))

    def steps(self) -> Counter[Step]:
        """How many families are at which open step."""
        return Counter(step for step, _line in self.open)

    def count(self) -> dict[str, int]:
        """The counts at the head of the board."""
        lines = self.lines
        return {
            "families": len(lines),
            "invited": sum(line.invited.arrived or line.said is not None for line in lines),
            "answered": sum(line.said is not None for line in lines),
            "coming": sum(line.said is not None and line.said.choice != CANNOT for line in lines),
            "timed": sum(bool(line.talks) for line in lines),
            "came": sum(line.was_there for line in lines),
            "missed": sum(line.came is not None and not line.came.came for line in lines),
            "summarised": sum(line.summary.arrived for line in lines),
            "acknowledged": sum(line.acknowledged for line in lines),
        }


def step_of(line: Line, stage: Stage) -> Step | None:
    """What this family needs next; None where it is accounted for, or, before the meeting, where nothing is open."""
    if not stage.begun:
        return _before(line, stage)
    presence = _own_time(line, stage) if stage.by_time else _together(line)
    return presence or _news(line, stage)


def _before(line: Line, stage: Stage) -> Step | None:
    if line.said or line.talks or line.wishes or (stage.by_time and line.unneeded):
        return None
    if line.invited is Reach.MISSED:
        return Step.INVITE
    if not line.invited.arrived:
        return Step.WAIT
    return Step.TIME if stage.by_time else Step.ANSWER


def _together(line: Line) -> Step | None:
    return Step.ATTEND if line.came is None and not line.joined_late else None


def _own_time(line: Line, stage: Stage) -> Step | None:
    booked = [talk for talk in line.talks if talk.state is TalkState.BOOKED]
    if any(talk.ends_at <= stage.now for talk in booked):
        return Step.OUTCOME
    if booked:
        return Step.WAIT
    excused = line.unneeded or line.joined_late or (line.said is not None and line.said.choice == CANNOT)
    if line.talks or line.came or excused:
        return None
    return Step.ATTEND if stage.now >= stage.ends_at else Step.TIME


def _news(line: Line, stage: Stage) -> Step | None:
    if not stage.summarised:
        return Step.SUMMARY if stage.summarises else None
    if line.summary is Reach.MISSED:
        return None if line.acknowledged else Step.BRING
    if not line.summary.arrived:
        return Step.WAIT
    if line.summary is Reach.CHAT and not line.was_there and not line.acknowledged:
        return Step.TELL
    return None


def reach_of(*, sent: bool, letter: bool, by_hand: bool, needs: bool, queued: bool) -> Reach:
    """How far a message came: `needs` says that nothing has reached the family, `queued` that it is under way."""
    if not sent:
        return Reach.NONE
    if needs:
        return Reach.MISSED
    if by_hand:
        return Reach.HAND
    if letter:
        return Reach.LETTER
    return Reach.TRAVELS if queued else Reach.CHAT
