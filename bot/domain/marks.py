"""Marks: what was assessed, in which half of the school year, and what a pupil reached."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.schoolyear import FIRST_MONTH, school_year


class MarkKind(StrEnum):
    """What kind of assessment it is, as Kurikulum Merdeka names them.

    TASK: homework or a project, handed in or not. FORMATIVE: along the way. SCOPE: *sumatif lingkup materi*, after one
    part of the subject. MIDTERM: STS. ENDTERM: SAS. FINAL: *nilai akhir*, the mark of the report card.
    """

    TASK = "task"
    FORMATIVE = "formative"
    SCOPE = "scope"
    MIDTERM = "midterm"
    ENDTERM = "endterm"
    FINAL = "final"


BEST = 100.0
"""The best mark there is, unless an assessment says otherwise."""


def term_of(year: str, half: int) -> str:
    """A half of a school year as Dapodik names it: `2026/2027`, 1 → `20261` (*ganjil*), 2 → `20262` (*genap*)."""
    return f"{year[:4]}{half}"


def term_at(now: datetime, timezone: str) -> str:
    """The half of the school year at `now`."""
    local = now.astimezone(ZoneInfo(timezone))
    return term_of(school_year(now, timezone), 1 if local.month >= FIRST_MONTH else 2)


def term_on(day: date) -> str:
    """The half of the school year in which a day lies."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return term_of(f"{first}/{first + 1}", 1 if day.month >= FIRST_MONTH else 2)


def term_days(term: str) -> tuple[date, date]:
    """The first and the last day of a half: July to December, January to June."""
    year = int(term[:4])
    if term[4:] == "1":
        return date(year, FIRST_MONTH, 1), date(year, 12, 31)
    return date(year + 1, 1, 1), date(year + 1, 6, 30)


def term_before(term: str) -> str:
    """The half before: `20261` → `20252`."""
    year, half = int(term[:4]), term[4:]
    return f"{year}1" if half == "2" else f"{year - 1}2"


@dataclass(frozen=True, slots=True)
class Objective:
    """One learning objective (TP) and whether it was reached; None where the sheet does not say."""

    text: str
    reached: bool | None = None
