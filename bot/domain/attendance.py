"""Attendance of pupils: what can be said of a child's day, and how days add up."""

from dataclasses import dataclass
from enum import StrEnum


class DayState(StrEnum):
    """A day that was not simply present. SICK and EXCUSED (*izin*) are two things; UNEXPLAINED waits for a word."""

    LATE = "late"
    SICK = "sick"
    EXCUSED = "excused"
    UNEXPLAINED = "unexplained"


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
