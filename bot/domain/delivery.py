"""Words of delivery: lanes, states of the outbox, the ladder a message climbs, and why one did not arrive."""

from enum import IntEnum, StrEnum


class Lane(IntEnum):
    """Answers to a person who is waiting leave before anything sent to many."""

    INTERACTIVE = 0
    BULK = 1

    @property
    def other(self) -> "Lane":
        """The lane beside it."""
        return Lane(1 - self)


class OutboxState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The outcome cannot be known; resent at most once, with a line that says so, then counted as possibly twice."""
    DROPPED = "dropped"
    """Withdrawn before it left, or `may_send` refused it."""


class Op(StrEnum):
    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"


class Rung(StrEnum):
    """The honest ladder of one message to one person; each rung is shown only when it is known."""

    UNREACHED = "unreached"
    QUEUED = "queued"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    READ = "read"
    ANSWERED = "answered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


CLIMB = (
    Rung.UNREACHED,
    Rung.QUEUED,
    Rung.FAILED,
    Rung.UNKNOWN,
    Rung.ACCEPTED,
    Rung.DELIVERED,
    Rung.READ,
    Rung.ANSWERED,
)
"""Order of the rungs: a later event never moves a message down."""


class Reason(StrEnum):
    """Why a message waits, was refused or failed; each has a plain sentence in the catalogs."""

    NOT_LINKED = "not_linked"
    NO_CONSENT = "no_consent"
    STOPPED = "stopped"
    PROVISIONAL = "provisional"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    CHAT_GONE = "chat_gone"
    QUIET_HOURS = "quiet_hours"
    HOLIDAY = "holiday"
    FAMILY_CAP = "family_cap"
    FLOOD = "flood"
    NETWORK = "network"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNRENDERABLE = "unrenderable"
