"""A teacher's month of talking with families, reckoned for herself alone: numbers, and what could come next.

It is never a ranking: nobody is compared with anybody, and a school is told in totals only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from statistics import median
from zoneinfo import ZoneInfo

from bot.domain.errors import StaleScreen
from bot.domain.text import Phrase, n_

UNHEARD = timedelta(weeks=5)
"""A family that got no word about its own child for so long is one to think of."""
SUGGESTED = 3
EARLIER = 11
"""So many months back can be looked at."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the school's calendar, by its first day."""

    first: date

    @classmethod
    def at(cls, now: datetime, timezone: str) -> "Month":
        """The month in which `now` lies at the school."""
        return cls(now.astimezone(ZoneInfo(timezone)).date().replace(day=1))

    @classmethod
    def read(cls, ordinal: int, latest: "Month") -> "Month":
        """The month that a button names by its ordinal, not after `latest`; raises StaleScreen."""
        if not -EARLIER <= ordinal - latest.ordinal <= 0:
            raise StaleScreen
        return latest.moved(ordinal - latest.ordinal)

    @property
    def ordinal(self) -> int:
        """Months counted through the years, for telling them apart."""
        return self.first.year * 12 + self.first.month - 1

    def moved(self, months: int) -> "Month":
        """So many months later."""
        year, month = divmod(self.ordinal + months, 12)
        return Month(date(year, month + 1, 1))

    def span(self, timezone: str) -> tuple[datetime, datetime]:
        """From its first instant to the next month's, in UTC."""
        zone = ZoneInfo(timezone)
        ends = (datetime.combine(day, time(0), zone) for day in (self.first, self.moved(1).first))
        since, until = (end.astimezone(UTC) for end in ends)
        return since, until


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a month holds. `families` are children's, `reached` those of them that a message or a call of hers reached;
    `answer_time` is the middle one of all her answers, in minutes; `owed` questions wait for her now."""

    families: int = 0
    reached: int = 0
    updates: int = 0
    about_pupils: int = 0
    good: int = 0
    concerns: int = 0
    asked: int = 0
    answered: int = 0
    answer_time: int | None = None
    owed: int = 0
    unheard: int = 0

    @property
    def unreached(self) -> int:
        """Families that nothing of hers reached."""
        return self.families - self.reached

    @property
    def silent(self) -> bool:
        """Whether there is nothing to tell of."""
        return not (self.updates or self.about_pupils or self.asked or self.answered)


@dataclass(frozen=True, slots=True)
class SchoolNumbers:
    """A month of the whole school, in totals: no teacher and no family can be read from them."""

    families: int = 0
    reached: int = 0
    updates: int = 0
    about_pupils: int = 0
    good: int = 0
    concerns: int = 0
    asked: int = 0
    answered: int = 0
    answer_time: int | None = None
    talks: int = 0
    absence_notes: int = 0
    open_concerns: int = 0


def middle(times: Sequence[timedelta]) -> int | None:
    """The middle one of these times, in whole minutes; None of none."""
    return round(median(one.total_seconds() for one in times) / 60) if times else None


def duration(minutes: int) -> Phrase:
    """About how long that is, as one says it."""
    if minutes < 60:
        return n_("%(count)s minute", "%(count)s minutes", max(minutes, 1))
    if minutes < 48 * 60:
        hours = round(minutes / 60)
        return n_("%(count)s hour", "%(count)s hours", hours)
    days = round(minutes / (24 * 60))
    return n_("%(count)s day", "%(count)s days", days)


class Idea(StrEnum):
    """What a teacher may do in the coming week; each leads to a message that only wants her look."""

    ANSWER = "answer"
    """Answer what families still wait for."""
    GREET = "greet"
    """Good news for families that have not heard of their child for long, from the child's own course."""
    IMPROVED = "improved"
    """Tell of what has become better."""
    EFFORT = "effort"
    """A kind word to families of whose child nothing stands out."""
    ROUND = "round"
    """The weekly round."""
    THANKS = "thanks"
    """Thank the whole class."""


@dataclass(frozen=True, slots=True)
class Pupils:
    """The children of one class whom an idea is for: their names in order."""

    class_id: int
    ids: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One idea, and for whom; nobody in particular where it is for the whole class."""

    idea: Idea
    whom: Pupils | None = None
    count: int = 0


def chosen(ideas: Iterator[Suggestion]) -> tuple[Suggestion, ...]:
    """The first three, each child in one of them only."""
    found: list[Suggestion] = []
    taken: set[int] = set()
    for one in ideas:
        if one.whom is not None and taken & set(one.whom.ids):
            continue
        taken.update(one.whom.ids if one.whom else ())
        found.append(one)
        if len(found) == SUGGESTED:
            break
    return tuple(found)
