"""What a family says of days on which its child does not come: which days can be meant, and how the log keeps it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.attendance import STATES, DayState
from bot.domain.errors import AppError
from bot.domain.quiet import QuietRule
from bot.domain.text import Label, Phrase, _

BACK = timedelta(days=7)
"""A day so long past can still be explained; of an older one the homeroom teacher is told in words."""
AHEAD = timedelta(days=90)
LONGEST = 31
"""Days that one note may be about; who stays away longer talks with the school."""
LETTER_FROM = 3
"""School days of illness from which a doctor's letter is asked for, as Indonesian schools customarily do."""
WORDS_LIMIT = 300
REASONS = (DayState.SICK, DayState.EXCUSED)
ADDED, TAKEN_BACK = "added", "taken_back"
"""What the log's `choice` says where it is not the reason."""


class Why(StrEnum):
    """Why a note cannot be about these days."""

    BACKWARDS = "backwards"
    PAST = "past"
    FAR = "far"
    LONG = "long"
    CLOSED = "closed"
    """None of them is a school day: nobody has to say anything."""


@dataclass
class NoteRefused(AppError):
    """These days cannot be meant; `day` is one that shows why."""

    why: Why
    day: date


@dataclass
class Unconfirmed(AppError):
    """The homeroom teacher has not confirmed yet that this guardian is one of the child's."""


@dataclass
class NoteBegun(AppError):
    """The days have begun, and the school has taken note: only it can change what is written down."""


def check_span(first: date, through: date, today: date) -> None:
    """Whether a note can be about these days, seen from `today`; raises NoteRefused."""
    if through < first:
        raise NoteRefused(Why.BACKWARDS, through)
    if first < today - BACK:
        raise NoteRefused(Why.PAST, first)
    if through > today + AHEAD:
        raise NoteRefused(Why.FAR, through)
    if (through - first).days >= LONGEST:
        raise NoteRefused(Why.LONG, through)


def school_days(first: date, through: date, rule: QuietRule) -> tuple[date, ...]:
    """The days from `first` to `through` on which there is school, in order."""
    days = (first + timedelta(days=ahead) for ahead in range((through - first).days + 1))
    return tuple(day for day in days if not rule.is_closed(day))


def asks_for_letter(reason: DayState, days: int) -> bool:
    """Whether the family is asked for a doctor's letter (*surat dokter*), once its child is away for so many days."""
    return reason is DayState.SICK and days >= LETTER_FROM


def next_school_days(after: date, rule: QuietRule, count: int) -> list[date]:
    """So many school days that come after a day, as far as a note can look ahead."""
    ahead = (after + timedelta(days=days) for days in range(1, AHEAD.days + 1))
    return [day for day in ahead if not rule.is_closed(day)][:count]


def last_school_days(today: date, rule: QuietRule) -> list[date]:
    """The school days before today that can still be explained, the latest first."""
    back = (today - timedelta(days=days) for days in range(1, BACK.days + 1))
    return [day for day in back if not rule.is_closed(day)]


def for_log(first: date, through: date, words: str) -> str:
    """How the log keeps a note: its days, then the family's words."""
    return f"{first.isoformat()}/{through.isoformat()} {words}".rstrip()


def said_in_log(choice: str | None, text: str) -> Label:
    """What an entry of the log says, for a reader; words that were added stand as they are."""
    days, _space, words = text.partition(" ")
    first, _slash, through = days.partition("/")
    try:
        begins, ends = date.fromisoformat(first), date.fromisoformat(through)
    except ValueError:
        return text
    named: Phrase | str = STATES[DayState(choice)] if choice in set(REASONS) else _("taken back")
    about = _("%(day)s: %(what)s", day=begins, what=named)
    if begins != ends:
        about = _("%(first)s to %(through)s: %(what)s", first=begins, through=ends, what=named)
    return _("%(about)s. %(words)s", about=about, words=words) if words else about


def cut(words: Sequence[str]) -> str:
    """All of a family's words about one note on one line, cut where they do not fit beside a day."""
    line = " ".join(" ".join(words).split())
    return line if len(line) <= WORDS_LIMIT else f"{line[: WORDS_LIMIT - 1].rstrip()}…"


def overlapping(first: date, through: date, days: Collection[date]) -> tuple[date, ...]:
    """Those of some days that lie in a span."""
    return tuple(sorted(day for day in days if first <= day <= through))
