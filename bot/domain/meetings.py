"""Meetings of a school with its families: their kinds and states, the usual agenda, and when a clock time is.

What was meant is a day and hours on the school's clock; instants follow from them by the school's zone.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
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
