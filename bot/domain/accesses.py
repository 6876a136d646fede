"""Who looked at what: the words of the append-only register of access."""

from enum import StrEnum


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
