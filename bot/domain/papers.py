"""Which papers a meeting has: what each is called, and which kind of meeting needs it."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.meeting_papers import AttendanceSheet, DoorSign, HopesPage, Minutes, Record
from bot.domain.meetings import MeetingKind
from bot.domain.talk_papers import TalkLists, TalkSlips
from bot.domain.text import Phrase, _

AnyPaper = AttendanceSheet | DoorSign | HopesPage | Minutes | Record | TalkLists | TalkSlips
"""What stands on a paper, whichever it is."""


class Paper(StrEnum):
    """Which paper; the value is also what the command line takes."""

    ATTENDANCE = "attendance"
    DOOR = "door"
    HOPES = "hopes"
    MINUTES = "minutes"
    RECORD = "record"
    TALKS = "talks"
    """Each teacher's list, with the families."""
    TIMES = "times"
    """Each teacher's times for the door, without any name."""
    SLIPS = "slips"
    """Each family's own times, to be cut off and sent home."""


NAMES: Mapping[Paper, Phrase] = {
    Paper.ATTENDANCE: _("Attendance list"),
    Paper.DOOR: _("Poster for the door"),
    Paper.HOPES: _("Hopes of the families"),
    Paper.MINUTES: _("Minutes of the meeting"),
    Paper.RECORD: _("Formal record"),
    Paper.TALKS: _("Talks by teacher"),
    Paper.TIMES: _("Times for the door"),
    Paper.SLIPS: _("Slips for families"),
}
_TALKS = (Paper.TALKS, Paper.TIMES, Paper.SLIPS, Paper.ATTENDANCE, Paper.DOOR, Paper.RECORD)
PAPERS: Mapping[MeetingKind, tuple[Paper, ...]] = {
    MeetingKind.CLASS: (Paper.ATTENDANCE, Paper.DOOR, Paper.HOPES, Paper.MINUTES, Paper.RECORD),
    MeetingKind.TALKS: (*_TALKS, Paper.HOPES),
    MeetingKind.REPORTS: _TALKS,
}
"""What each kind of meeting needs, in the order in which it is needed."""

FILES: Mapping[Paper, str] = {
    Paper.ATTENDANCE: "daftar-hadir",
    Paper.DOOR: "kode-pintu",
    Paper.HOPES: "harapan",
    Paper.MINUTES: "notulen",
    Paper.RECORD: "berita-acara",
    Paper.TALKS: "jadwal-guru",
    Paper.TIMES: "jadwal-pintu",
    Paper.SLIPS: "lembar-jadwal",
}
"""What the file is called, before the meeting's number."""

READ_ALONE = frozenset({Paper.HOPES, Paper.TALKS})
"""What whoever asks for it reads alone, so in their own language; the others are filed, hung up or handed out."""

BY_CLASS = frozenset({Paper.ATTENDANCE, Paper.HOPES, Paper.SLIPS})
"""What can be had for one class alone."""

SUBJECTS: Mapping[str, Phrase] = {
    "meeting_invitation": _("Invitation to the parents' meeting"),
    "talks_invitation": _("Invitation to a talk"),
    "report_invitation": _("Invitation to collect the report card"),
    "meeting_summary": _("Summary of the parents' meeting"),
}
"""What a letter says it is about (*perihal*), by the template of its update."""
CHOOSING = frozenset({"talks_invitation", "report_invitation"})
"""Letters on whose slip a family without a time writes which would suit."""
