"""The log in the words of who reads it: kinds, states and sources by name."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.domain.answers import RELATIONS
from bot.domain.text import Phrase, _
from bot.messages.voice import Voice
from bot.services.log.exports import LogRow
from bot.services.log.ways import Direction, Source
from bot.storage.models import LogKind

COLUMNS = (
    _("Time"),
    _("Class"),
    _("Pupil"),
    _("Person"),
    _("Relation"),
    _("Direction"),
    _("What happened"),
    _("About"),
    _("Words"),
    _("Channel"),
    _("State"),
    _("Known by"),
)

KINDS: Mapping[LogKind, Phrase] = {
    LogKind.SENT: _("sent"),
    LogKind.FAILED: _("not delivered"),
    LogKind.READ: _("marked as read"),
    LogKind.ANSWER: _("answered"),
    LogKind.EDITED: _("answer changed"),
    LogKind.REPLY: _("replied"),
    LogKind.CORRECTED: _("corrected"),
    LogKind.WITHDRAWN: _("withdrawn"),
    LogKind.LINKED: _("chat linked"),
    LogKind.CONFIRMED: _("link confirmed"),
    LogKind.UNLINKED: _("link undone"),
    LogKind.STOPPED: _("asked for no more messages"),
    LogKind.RESUMED: _("wants messages again"),
    LogKind.BLOCKED: _("blocked the bot"),
    LogKind.UNBLOCKED: _("unblocked the bot"),
    LogKind.URGENT: _("sent as urgent"),
    LogKind.ASSISTED: _("sent from the teacher's WhatsApp"),
    LogKind.HANDED_OUT: _("letter handed out"),
    LogKind.REMINDED: _("reminded"),
    LogKind.ALERTED: _("asked by the school's rule"),
    LogKind.HOPE: _("hopes before a meeting"),
    LogKind.BOOKED: _("talk booked"),
    LogKind.MOVED: _("talk moved"),
    LogKind.RELEASED: _("talk given back"),
    LogKind.ATTENDED: _("attendance at a meeting"),
    LogKind.OUTCOME: _("outcome of a talk"),
    LogKind.MINUTES: _("minutes of a meeting"),
    LogKind.PUBLISHED: _("marks published"),
    LogKind.MARK_CORRECTED: _("mark corrected"),
    LogKind.NOTED: _("teacher's note"),
    LogKind.ALERTED: _("asked by the school's rule"),
    LogKind.QUESTION: _("asked"),
    LogKind.FORWARDED: _("passed to a colleague"),
    LogKind.SETTLED: _("matter settled"),
    LogKind.REOPENED: _("matter taken up again"),
    LogKind.CONCERN: _("concern raised"),
    LogKind.CONCERN_STEP: _("step in a concern"),
    LogKind.AGREED: _("agreed with the family"),
    LogKind.CONCERN_CLOSED: _("concern closed"),
    LogKind.ABSENCE_NOTE: _("absence note"),
    LogKind.ABSENCE_HANDLED: _("absence note looked at"),
    LogKind.CALLED: _("phone call"),
    LogKind.VISITED: _("home visit"),
    LogKind.HELD: _("message held back"),
    LogKind.REPORTED: _("message reported"),
    LogKind.OPENED: _("read by an administrator"),
    LogKind.DATA_ASKED: _("asked about own data"),
    LogKind.DATA_HANDLED: _("request about data answered"),
    LogKind.EXPORTED: _("log taken out"),
    LogKind.IMPORTED: _("roster imported"),
}

DIRECTIONS: Mapping[Direction, Phrase] = {
    Direction.TO_FAMILY: _("to the family"),
    Direction.FROM_FAMILY: _("from the family"),
    Direction.WITHIN_SCHOOL: _("within the school"),
}

STATES: Mapping[str, Phrase] = {
    "unreached": _("not reached"),
    "queued": _("on the way"),
    "accepted": _("accepted by the chat service"),
    "delivered": _("delivered"),
    "read": _("read"),
    "answered": _("answered"),
    "failed": _("not delivered"),
    "unknown": _("not known whether it arrived"),
    "withdrawn": _("withdrawn"),
    "erased": _("erased"),
}

SOURCES: Mapping[Source, Phrase] = {
    Source.CHANNEL: _("the chat service"),
    Source.TAP: _("a tap"),
    Source.WORDS: _("their own words"),
    Source.STAFF: _("the school's staff"),
    Source.COMMAND: _("a command"),
}


def cells(row: LogRow, zone: ZoneInfo, voice: Voice) -> tuple[str, ...]:
    """One row of the log as the cells of a table; its time is the school's."""
    return (
        row.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        row.class_name,
        row.pupil,
        row.person,
        voice.phrase(RELATIONS[row.relation.value]) if row.relation else "",
        voice.phrase(DIRECTIONS[row.direction]),
        voice.phrase(KINDS[row.kind]),
        voice.phrase(row.about),
        voice.phrase(row.text),
        row.channel,
        voice.phrase(STATES.get(row.state, row.state)),
        voice.phrase(SOURCES[row.source]),
    )
