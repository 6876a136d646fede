"""Attendance of pupils: what can be said of a child's day, and how days add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.errors import AppError
from bot.domain.text import Phrase, _, n_


class DayState(StrEnum):
    """A day that was not simply present. SICK and EXCUSED (*izin*) are two things; UNEXPLAINED waits for a word."""

    LATE = "late"
    SICK = "sick"
    EXCUSED = "excused"
    UNEXPLAINED = "unexplained"


STATES: Mapping[DayState, Phrase] = {
    DayState.LATE: _("late"),
    DayState.SICK: _("ill"),
    DayState.EXCUSED: _("excused"),
    DayState.UNEXPLAINED: _("no word yet"),
}
"""How a day is called, to families and teachers alike: never *alpa*, never *bolos*."""


SIGNS: Mapping[DayState, str] = {
    DayState.SICK: "S",
    DayState.EXCUSED: "I",
    DayState.UNEXPLAINED: "A",
    DayState.LATE: "T",
}
"""How schools' own sheets write it, in their order; on paper of the school alone, never to a family."""


class Source(StrEnum):
    """How a day became known: a teacher's tap, the school's file, a family's note."""

    TAP = "tap"
    FILE = "file"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Totals:
    """Days of one half of the school year. `recorded` counts the days on which a register was taken (0: only totals
    of a file are known)."""

    sick: int = 0
    excused: int = 0
    unexplained: int = 0
    late: int = 0
    recorded: int = 0

    @property
    def missed(self) -> int:
        """Days the child was not at school, for whatever reason; being late is not one."""
        return self.sick + self.excused + self.unexplained

    def in_words(self) -> list[Phrase]:
        """What there was of each, in a few words; empty where there was nothing but days at school."""
        counted = (
            (n_("ill %(count)s day", "ill %(count)s days", self.sick), self.sick),
            (n_("excused %(count)s day", "excused %(count)s days", self.excused), self.excused),
            (n_("no word yet %(count)s day", "no word yet %(count)s days", self.unexplained), self.unexplained),
            (n_("late %(count)s time", "late %(count)s times", self.late), self.late),
        )
        return [words for words, count in counted if count]


@dataclass(frozen=True, slots=True)
class DayChange:
    """A pupil's day that says something else now; None stands for present."""

    pupil_id: int
    day: date
    before: DayState | None
    after: DayState | None


@dataclass(frozen=True, slots=True)
class DaysPlan:
    """What a file's days would do to a class.

    `fresh` are days on which no register was taken before, `entered` how many pupils' days come with them; `changes`
    are days known before that say something else; `ahead` lie in the future and are left out.
    """

    fresh: tuple[date, ...] = ()
    entered: int = 0
    changes: tuple[DayChange, ...] = ()
    ahead: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class TotalChange:
    """A pupil's totals that a file changes; `before` is None where no file had any."""

    pupil_id: int
    before: Totals | None
    after: Totals


@dataclass
class DayAhead(AppError):
    """Attendance of a day that has not come yet."""

    day: date


@dataclass
class DayClosed(AppError):
    """Attendance of a day on which the school is closed."""

    day: date


@dataclass
class DayOutside(AppError):
    """Attendance of a day that does not lie in the class's school year."""

    day: date
