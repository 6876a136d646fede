"""Looking things up in the log: about whom, of which kind, since when, and with which words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.marks import term_days, term_on
from bot.domain.text import Phrase, _, p_

WORDS_LIMIT = 60


class About(StrEnum):
    """About whom: a child, its family (with brothers and sisters), a class, a member of staff, or all that the reader
    may see. The value stands in buttons."""

    CHILD = "c"
    FAMILY = "f"
    CLASS = "k"
    STAFF = "s"
    ALL = "a"


class Sort(StrEnum):
    """Of which kind."""

    ALL = "all"
    SENT = "sent"
    SAID = "said"
    QUESTIONS = "asked"
    ABSENCES = "away"
    MEETINGS = "met"
    CALLS = "call"
    CONCERNS = "care"
    LINKS = "link"


SORTS: Mapping[Sort, Phrase] = {
    Sort.ALL: p_("kind of entry", "All kinds"),
    Sort.SENT: p_("kind of entry", "Messages sent"),
    Sort.SAID: p_("kind of entry", "Answers"),
    Sort.QUESTIONS: p_("kind of entry", "Questions"),
    Sort.ABSENCES: p_("kind of entry", "Absence notes"),
    Sort.MEETINGS: p_("kind of entry", "Meetings"),
    Sort.CALLS: p_("kind of entry", "Calls and visits"),
    Sort.CONCERNS: p_("kind of entry", "Concerns"),
    Sort.LINKS: p_("kind of entry", "Links and consent"),
}


class Since(StrEnum):
    """Since when, on the school's calendar."""

    WEEK = "w"
    MONTH = "m"
    HALF = "h"
    EVER = "e"


SINCES: Mapping[Since, Phrase] = {
    Since.WEEK: _("This week"),
    Since.MONTH: _("This month"),
    Since.HALF: _("This half-year"),
    Since.EVER: _("Whole time"),
}


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for: about whom (`of` is an id; of a family, one of its children), and what of it."""

    about: About
    of: int = 0
    sort: Sort = Sort.ALL
    since: Since = Since.HALF
    words: str = ""

    def other(self, **changes: Any) -> "Looking":
        """The same with something else about it."""
        return replace(self, **changes)

    @property
    def args(self) -> tuple[int | str, ...]:
        """As a button carries it; words do not fit in there, only that there are some."""
        return self.of, self.about.value, self.sort.value, self.since.value, int(bool(self.words))


def begins(since: Since, now: datetime, timezone: str) -> datetime | None:
    """The instant from which on entries are meant; None: all there are."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    first = _first(since, today)
    return None if first is None else datetime.combine(first, time(0), zone)


def _first(since: Since, today: date) -> date | None:
    match since:
        case Since.WEEK:
            return today - timedelta(days=today.weekday())
        case Since.MONTH:
            return today.replace(day=1)
        case Since.HALF:
            return term_days(term_on(today))[0]
    return None


def words_in(text: str) -> list[str]:
    """The words that all have to be found; at most six, for more narrow nothing down."""
    return text.lower()[:WORDS_LIMIT].split()[:6]
