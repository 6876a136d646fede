"""Meetings of a school with its families: their kinds and states, the usual agenda, and when a clock time is.

What was meant is a day and hours on the school's clock; instants follow from them by the school's zone.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.text import Phrase, _


class MeetingKind(StrEnum):
    CLASS = "class"
    """All families of one or several classes, together."""
    TALKS = "talks"
    """Each family by itself, in slots."""
    REPORTS = "reports"
    """Report cards are handed over, family by family, in slots."""


class MeetingState(StrEnum):
    PLANNED = "planned"
    """Made; no family knows of it yet."""
    INVITED = "invited"
    HELD = "held"
    """Over; not every family is accounted for yet."""
    CLOSED = "closed"
    CANCELLED = "cancelled"


GOES_ON = (MeetingState.INVITED, MeetingState.HELD)
"""Talks may be on days after the meeting's own."""


class Booking(StrEnum):
    """How families come to a time of their own."""

    NONE = "none"
    OPEN = "open"
    """Whoever books first has it."""
    WISHES = "wishes"
    """Wishes are collected, and assigned all at once."""
    PROPOSED = "proposed"
    """Assigned, and not published: the school may still change it."""
    PUBLISHED = "published"
    """Assigned and told; from then on as OPEN."""


COLLECTING = (Booking.WISHES, Booking.PROPOSED)
"""Families say whom they would like to meet, and are told of a time later."""


class AttendedBy(StrEnum):
    """How it is known who came."""

    TAP = "tap"
    DOOR = "door"
    """A guardian scanned the code at the door."""
    LIST = "list"
    """From the printed list."""


class TalkState(StrEnum):
    BOOKED = "booked"
    RELEASED = "released"
    """Given back, by the family or by the school."""
    DONE = "done"
    MISSED = "missed"


class ReminderKind(StrEnum):
    DAY = "day"
    HOUR = "hour"
    ANSWER = "answer"
    """Whoever has not answered is asked once more."""
    HOSTS = "hosts"
    """Who holds it gets the list of the day."""
    FOLLOW_UP = "follow_up"
    """The teacher's own date after a talk."""


class ReminderState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DROPPED = "dropped"


AGENDA: Mapping[str, Phrase] = {
    "registration": _("Registration of those present"),
    "opening": _("Opening"),
    "welcome": _("Welcome by the headteacher"),
    "introduction": _("Introduction of the homeroom teacher"),
    "vision": _("Vision, mission and hopes for this year"),
    "curriculum": _("Programme and curriculum"),
    "assessment": _("Assessment and what is needed to pass"),
    "rules": _("House rules and good habits"),
    "questions": _("Questions and answers"),
    "circle": _("Forming the parents' circle of the class"),
    "closing": _("Closing"),
}
"""The points of a year's first meeting, by key; a teacher's own points are typed."""

USUAL: Mapping[MeetingKind, Sequence[str]] = {
    MeetingKind.CLASS: tuple(AGENDA),
    MeetingKind.TALKS: (),
    MeetingKind.REPORTS: (),
}
"""What is prefilled."""

KINDS: Mapping[MeetingKind, Phrase] = {
    MeetingKind.CLASS: _("Class meeting"),
    MeetingKind.TALKS: _("Individual talks"),
    MeetingKind.REPORTS: _("Report-card day"),
}

INVITATIONS: Mapping[MeetingKind, str] = {
    MeetingKind.CLASS: "meeting_invitation",
    MeetingKind.TALKS: "talks_invitation",
    MeetingKind.REPORTS: "report_invitation",
}
"""The template of the invitation."""
SUMMARY = "meeting_summary"
FOLDER = "meetings"
"""Where the prose of these updates stands, and what marks an update as a meeting's."""


def points(agenda: Sequence[str]) -> list[Phrase | str]:
    """An agenda's points, the usual ones as phrases, a teacher's own as they were typed."""
    return [AGENDA.get(point, point) for point in agenda]


def instant(day: date, clock: time, timezone: str) -> datetime:
    """A clock time of a zone as UTC; one that a change of clock skips is the first one after the gap."""
    return datetime.combine(day, clock, ZoneInfo(timezone)).astimezone(UTC)


def instants(day: date, starts: time, ends: time, timezone: str) -> tuple[datetime, datetime]:
    """From when to when a meeting lasts, in UTC."""
    return instant(day, starts, timezone), instant(day, ends, timezone)


class Flaw(StrEnum):
    """Why a day and hours cannot be those of a meeting."""

    PAST = "past"
    FAR = "far"
    """More than a year ahead: rather a slip of the finger."""
    SKIPPED = "skipped"
    """A change of clock leaves that time out on that day."""
    ORDER = "order"
    """It would end before it begins."""


FURTHEST = timedelta(days=366)
"""How far ahead a meeting is planned at most."""


def exists(day: date, clock: time, timezone: str) -> bool:
    """Whether the clocks of a zone show this time on this day; a change of clock may skip it."""
    zone = ZoneInfo(timezone)
    shown = instant(day, clock, timezone).astimezone(zone)
    return shown.replace(tzinfo=None) == datetime.combine(day, clock)


def day_flaw(day: date, today: date) -> Flaw | None:
    """What is wrong with a day, seen from `today` (both on the school's calendar)."""
    if day < today:
        return Flaw.PAST
    return Flaw.FAR if day - today > FURTHEST else None


def flaw(day: date, starts: time, ends: time, timezone: str, now: datetime) -> Flaw | None:
    """What is wrong with a day and hours at `now`; None when a meeting can be then."""
    if found := day_flaw(day, now.astimezone(ZoneInfo(timezone)).date()):
        return found
    if not (exists(day, starts, timezone) and exists(day, ends, timezone)):
        return Flaw.SKIPPED
    starts_at, ends_at = instants(day, starts, ends, timezone)
    if ends_at <= starts_at:
        return Flaw.ORDER
    return Flaw.PAST if starts_at <= now else None


_LAST = time(23, 59)
"""Whoever reads *by Friday* has all of Friday."""
_BEFORE: Mapping[Booking, int] = {Booking.OPEN: 1, Booking.WISHES: 3}
"""How many days before the meeting the choosing of times ends, where nobody says otherwise."""


def deadline(day: date, last: date, starts: time, timezone: str) -> datetime:
    """The end of the day `last`, and never after the meeting has begun."""
    return min(instant(last, _LAST, timezone), instant(day, starts, timezone))


def usual_deadline(booking: Booking, day: date, starts: time, timezone: str, now: datetime) -> datetime:
    """Until when families choose where nobody says otherwise: some days before, today at the earliest."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    last = max(today, day - timedelta(days=_BEFORE.get(booking, 1)))
    return deadline(day, last, starts, timezone)


def moved_deadline(until: datetime, old: date, day: date, starts: time, timezone: str, now: datetime) -> datetime:
    """The deadline of a meeting that was on `old`: as many days before the new day, today at the earliest."""
    zone = ZoneInfo(timezone)
    last = max(now.astimezone(zone).date(), until.astimezone(zone).date() + (day - old))
    return deadline(day, last, starts, timezone)


Hours = tuple[time, time]

HOURS: Mapping[MeetingKind, Sequence[Hours]] = {
    MeetingKind.CLASS: (
        (time(8), time(10)),
        (time(9), time(11)),
        (time(10), time(12)),
        (time(13), time(15)),
        (time(14), time(16)),
        (time(16), time(18)),
    ),
    MeetingKind.TALKS: (
        (time(8), time(12)),
        (time(9), time(12)),
        (time(13), time(15)),
        (time(13), time(16)),
        (time(14), time(17)),
        (time(15), time(18)),
    ),
    MeetingKind.REPORTS: (
        (time(7, 30), time(12)),
        (time(8), time(12)),
        (time(8), time(14)),
        (time(9), time(12)),
        (time(9), time(15)),
        (time(13), time(16)),
    ),
}
"""From when to when such a meeting usually is."""

LENGTH = timedelta(hours=2)
"""How long it lasts where only the beginning was said."""


def usual_end(starts: time) -> time:
    """When a meeting ends of which only the beginning was said; the same day in any case."""
    ends = datetime.combine(date.min, starts) + LENGTH
    return ends.time() if ends.date() == date.min else _LAST
