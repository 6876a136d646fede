"""How a child is doing, as its family may know it on a day: the course, what stands out, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.courses import Course
from bot.domain.courtesy import Reader
from bot.domain.home_steps import step_at_home
from bot.domain.letters import Letterhead
from bot.domain.observations import CONCERNS, EXPLAINED, STRENGTHS, Observation, observe
from bot.domain.subjects import SubjectStanding, standings_of
from bot.domain.text import Phrase
from bot.domain.updates import FieldValue

WEEK = timedelta(days=7)
"""What is new is told for so long."""
TOLD = 2
"""So many strengths are told of a week, and so many things to improve."""


@dataclass(frozen=True, slots=True)
class NextDate:
    """A meeting to which the family is invited, or a talk that it has booked: with whom."""

    at: datetime
    title: Phrase
    host: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyNote:
    """What a teacher said last in her weekly round: a phrase where it was tapped, her own words where it was typed."""

    strength: FieldValue
    improve: FieldValue
    step: FieldValue
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """A child's course as it is told on the day `today`; `line` is the school's own, of 100."""

    course: Course
    today: date
    line: float | None = None
    dates: tuple[NextDate, ...] = ()
    weekly: WeeklyNote | None = None

    @property
    def since(self) -> date:
        """From when on something is new."""
        return self.today - WEEK

    @property
    def standings(self) -> list[SubjectStanding]:
        """The subjects of this half."""
        return standings_of(self.course)

    @property
    def strengths(self) -> list[Observation]:
        """What is new this week and good, the heaviest first."""
        return [one for one in self._new() if one.kind in STRENGTHS][:TOLD]

    @property
    def concerns(self) -> list[Observation]:
        """What is new this week and can be improved."""
        return [one for one in self._new() if one.kind in CONCERNS][:TOLD]

    @property
    def explained(self) -> list[Observation]:
        """The days missed this week of which the family gave word."""
        return [one for one in self._new() if one.kind in EXPLAINED]

    @property
    def step(self) -> Phrase:
        """The one next step at home."""
        return step_at_home(observe(self.course, self.since))

    @property
    def empty(self) -> bool:
        """Whether nothing is known yet."""
        course = self.course
        known = self.standings or course.days or course.notes or course.totals.recorded or course.totals.missed
        return not (known or self.weekly)

    def _new(self) -> list[Observation]:
        return [one for one in observe(self.course, self.since) if one.at is not None and one.at >= self.since]


@dataclass(frozen=True, slots=True)
class CourseReport:
    """The half-year of one child on paper, for one reader."""

    head: Letterhead
    progress: Progress
    reader: Reader
    at: datetime
