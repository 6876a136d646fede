"""Which kinds of entries belong together, as people look for them."""

from collections.abc import Mapping

from bot.domain.records import Sort
from bot.storage.models import LogKind

KINDS_OF: Mapping[Sort, tuple[LogKind, ...]] = {
    Sort.SENT: (
        LogKind.SENT,
        LogKind.FAILED,
        LogKind.READ,
        LogKind.CORRECTED,
        LogKind.WITHDRAWN,
        LogKind.URGENT,
        LogKind.ASSISTED,
        LogKind.HANDED_OUT,
        LogKind.REMINDED,
        LogKind.ALERTED,
        LogKind.PUBLISHED,
        LogKind.MARK_CORRECTED,
        LogKind.NOTED,
    ),
    Sort.SAID: (LogKind.ANSWER, LogKind.EDITED, LogKind.REPLY, LogKind.HOPE),
    Sort.QUESTIONS: (
        LogKind.QUESTION,
        LogKind.REPLY,
        LogKind.FORWARDED,
        LogKind.SETTLED,
        LogKind.REOPENED,
        LogKind.OPENED,
        LogKind.HELD,
        LogKind.REPORTED,
    ),
    Sort.ABSENCES: (LogKind.ABSENCE_NOTE, LogKind.ABSENCE_HANDLED),
    Sort.MEETINGS: (
        LogKind.BOOKED,
        LogKind.MOVED,
        LogKind.RELEASED,
        LogKind.ATTENDED,
        LogKind.OUTCOME,
        LogKind.MINUTES,
        LogKind.HOPE,
    ),
    Sort.CALLS: (LogKind.CALLED, LogKind.VISITED),
    Sort.CONCERNS: (LogKind.CONCERN, LogKind.CONCERN_STEP, LogKind.AGREED, LogKind.CONCERN_CLOSED),
    Sort.LINKS: (
        LogKind.LINKED,
        LogKind.CONFIRMED,
        LogKind.UNLINKED,
        LogKind.STOPPED,
        LogKind.RESUMED,
        LogKind.BLOCKED,
        LogKind.UNBLOCKED,
        LogKind.DATA_ASKED,
        LogKind.DATA_HANDLED,
        LogKind.EXPORTED,
        LogKind.IMPORTED,
    ),
}
"""By what is looked for; `Sort.ALL` names none. A test sees to it that no kind is missing."""
