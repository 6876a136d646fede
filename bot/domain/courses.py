"""A child's course through a half of the school year, as one value: marks, days, notes. What may be seen is decided
before: a course for a family holds published marks and shown notes only."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.attendance import DayState, Totals
from bot.domain.marks import BEST, MarkKind, Objective


@dataclass(frozen=True, slots=True)
class Score:
    """One mark. `score` is None where nothing was handed in (`missing`) or nothing is entered yet; `line` is the
    school's own line in the unit of `best`, None where it has none. `earlier` is of the half before."""

    assessment_id: int
    subject: str
    kind: MarkKind
    title: str
    score: float | None
    missing: bool = False
    best: float = BEST
    line: float | None = None
    on: date | None = None
    changed_at: datetime | None = None
    objectives: tuple[Objective, ...] = ()
    earlier: bool = False

    @property
    def below(self) -> bool:
        """Whether it is under the school's line."""
        return self.score is not None and self.line is not None and self.score < self.line


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was not simply present."""

    day: date
    state: DayState
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A teacher's note about the child."""

    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """All of one child. `scores` are in the order in which they came to be, by subject; `days` newest first."""

    pupil_id: int
    name: str
    class_name: str
    term: str
    scores: tuple[Score, ...] = ()
    totals: Totals = field(default_factory=Totals)
    days: tuple[Day, ...] = ()
    notes: tuple[Said, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects that have a mark, in their order."""
        return tuple(dict.fromkeys(score.subject for score in self.scores))

    def of(self, subject: str) -> tuple[Score, ...]:
        """The marks of one subject."""
        return tuple(score for score in self.scores if score.subject == subject)
