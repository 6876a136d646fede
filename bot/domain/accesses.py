"""Who looked at what: the words of the append-only register of access."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.text import Phrase, p_


class AccessAction(StrEnum):
    """SEEN: somebody looked at what is logged of a child, a family, a class or a teacher. SEARCHED: by words.
    EXPORTED: took it out as a file. OPENED: an administrator read a thread, with a reason that both sides see.
    COPIED: a guardian took all that is stored about the family. CORRECTED, ERASED: personal data was changed or
    removed. EXPIRED: it was removed because its time was over."""

    SEEN = "seen"
    SEARCHED = "searched"
    EXPORTED = "exported"
    OPENED = "opened"
    COPIED = "copied"
    CORRECTED = "corrected"
    ERASED = "erased"
    EXPIRED = "expired"


ACTIONS: Mapping[AccessAction, Phrase] = {
    AccessAction.SEEN: p_("use of data", "looked at"),
    AccessAction.SEARCHED: p_("use of data", "searched by words"),
    AccessAction.EXPORTED: p_("use of data", "taken out as a file"),
    AccessAction.OPENED: p_("use of data", "opened by an administrator"),
    AccessAction.COPIED: p_("use of data", "copy for the family"),
    AccessAction.CORRECTED: p_("use of data", "corrected"),
    AccessAction.ERASED: p_("use of data", "erased"),
    AccessAction.EXPIRED: p_("use of data", "removed, for its time was over"),
}
LOG, ABSENCES = "log", "absences"
"""What was looked at or taken out: entries of the log, a class's attendance."""
