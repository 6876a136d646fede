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
    REFRESH = "refresh"
    """Show the newest in place of a message where that can be done; worth no message of its own."""


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


class ReadBy(StrEnum):
    """How it is known that a message was read: a person says so more surely than a channel does."""

    TAP = "tap"
    RECEIPT = "receipt"


class Via(StrEnum):
    """The ways a message can take to a family; the first ones are channels."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    ASSISTED = "assisted"
    """From the teacher's own WhatsApp, with the words we filled in."""
    PAPER = "paper"
    PHONE = "phone"
    """Said on the phone, and noted."""


BESIDE_CHANNELS = (Via.ASSISTED, Via.PAPER, Via.PHONE)
"""Ways that people carry a message themselves."""


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
    WINDOW = "window"
    """The channel allows free words only for a while after the person wrote; an opener went first."""
    TEMPLATE = "template"
    """The provider has not approved the opener (yet, or no longer)."""
    CEILING = "ceiling"
    """The school's own limit for what this month's messages may cost."""
    NOT_ON_CHANNEL = "not_on_channel"
    """Nobody uses the channel under this address."""
    ACCOUNT = "account"
    """The school's own account with the provider is in trouble (payment, rights, a lock)."""


NOBODY_THERE = frozenset({Reason.BLOCKED, Reason.DEACTIVATED, Reason.CHAT_GONE, Reason.NOT_ON_CHANNEL})
"""Reasons that mean that nothing will arrive in this chat any more."""
