"""Which way an entry of the log went, and how it is known."""

from enum import StrEnum

from bot.domain.concerns import TAPS, TO_FAMILY
from bot.domain.delivery import BESIDE_CHANNELS
from bot.services.answers.conversations import FROM_FAMILY
from bot.storage.models import LogEntry, LogKind


class Direction(StrEnum):
    """Who said or did it."""

    TO_FAMILY = "to family"
    FROM_FAMILY = "from family"
    WITHIN_SCHOOL = "within school"


class Source(StrEnum):
    """How it is known."""

    CHANNEL = "channel"
    """The chat service said so."""
    TAP = "tap"
    WORDS = "words"
    STAFF = "staff"
    COMMAND = "command"


_TO_FAMILY = {
    LogKind.SENT,
    LogKind.FAILED,
    LogKind.REPLY,
    LogKind.CORRECTED,
    LogKind.WITHDRAWN,
    LogKind.REMINDED,
    LogKind.ALERTED,
    LogKind.ASSISTED,
    LogKind.HANDED_OUT,
    LogKind.PUBLISHED,
    LogKind.MARK_CORRECTED,
    LogKind.NOTED,
    LogKind.ABSENCE_HANDLED,
    LogKind.CALLED,
    LogKind.VISITED,
    LogKind.DATA_HANDLED,
    LogKind.OPENED,
}
_WITHIN = {
    LogKind.CONFIRMED,
    LogKind.UNLINKED,
    LogKind.URGENT,
    LogKind.OUTCOME,
    LogKind.MINUTES,
    LogKind.EXPORTED,
    LogKind.IMPORTED,
    LogKind.FORWARDED,
    LogKind.HELD,
    LogKind.CONCERN_CLOSED,
    LogKind.CONCERN_STEP,
    LogKind.CONCERN,
    LogKind.AGREED,
}
_BY_CHANNEL = {LogKind.SENT, LogKind.FAILED, LogKind.REMINDED, LogKind.ALERTED, LogKind.BLOCKED, LogKind.UNBLOCKED}
_BY_COMMAND = {LogKind.EXPORTED, LogKind.IMPORTED}
_BY_STAFF = {
    LogKind.REPLY,
    LogKind.CORRECTED,
    LogKind.WITHDRAWN,
    LogKind.CONFIRMED,
    LogKind.UNLINKED,
    LogKind.URGENT,
    LogKind.ASSISTED,
    LogKind.HANDED_OUT,
    LogKind.OUTCOME,
    LogKind.MINUTES,
    LogKind.PUBLISHED,
    LogKind.MARK_CORRECTED,
    LogKind.NOTED,
    LogKind.FORWARDED,
    LogKind.HELD,
    LogKind.ABSENCE_HANDLED,
    LogKind.CALLED,
    LogKind.VISITED,
    LogKind.DATA_HANDLED,
    LogKind.OPENED,
    LogKind.CONCERN_STEP,
    LogKind.CONCERN_CLOSED,
    LogKind.AGREED,
}
_NOTED_FOR_THEM = {*FROM_FAMILY, LogKind.READ}
_BY_TAP = {LogKind.READ, LogKind.LINKED}


def direction_of(kind: LogKind) -> Direction:
    """Who said or did what an entry of this kind tells."""
    if kind in _TO_FAMILY:
        return Direction.TO_FAMILY
    return Direction.WITHIN_SCHOOL if kind in _WITHIN else Direction.FROM_FAMILY


OF_CONCERNS = frozenset({LogKind.CONCERN, LogKind.CONCERN_STEP, LogKind.AGREED, LogKind.CONCERN_CLOSED})


def direction_of_entry(entry: LogEntry) -> Direction:
    """The same of an entry; in a concern both sides speak in entries of one kind."""
    if entry.kind not in OF_CONCERNS:
        return direction_of(entry.kind)
    if _says_the_family(entry):
        return Direction.FROM_FAMILY
    told = entry.kind is LogKind.AGREED or entry.choice in TO_FAMILY
    return Direction.TO_FAMILY if told else Direction.WITHIN_SCHOOL


def _says_the_family(entry: LogEntry) -> bool:
    return entry.kind in OF_CONCERNS and entry.staff_id is None and entry.person_id is not None


def source_of(entry: LogEntry) -> Source:
    """How what it tells is known."""
    if _says_the_family(entry):
        return Source.TAP if entry.choice in TAPS else Source.WORDS
    if entry.kind in _BY_CHANNEL:
        return Source.CHANNEL
    if entry.kind in _BY_COMMAND:
        return Source.COMMAND
    if entry.kind in _BY_STAFF or (entry.kind in _NOTED_FOR_THEM and entry.channel in BESIDE_CHANNELS):
        return Source.STAFF
    if entry.kind is LogKind.ATTENDED and entry.staff_id is not None:
        return Source.STAFF
    if entry.kind is LogKind.HOPE:
        return Source.WORDS
    return Source.TAP if entry.kind in _BY_TAP or entry.choice else Source.WORDS
