"""What a teacher sends by hand from her own WhatsApp: to whom which words may go, and how many a day are sane."""

from datetime import timedelta
from enum import StrEnum

NEW_A_DAY = 30
"""First messages to strangers' numbers in one day. Nobody publishes a limit; people who write to hundreds by hand are
taken for advertisers, and their number is restricted."""
INVITED_AGAIN = timedelta(days=14)
"""A number that was invited is left in peace for so long, whatever is sent meanwhile."""
WORDS_LIMIT = 1000
"""Characters of a family's answer that is written down for them."""

INVITED = "invited"
"""The `choice` of a log entry: what was sent invites to link, and says nothing of a child."""
NUMBER = "number"
"""The `choice` of a log entry: not a link was confirmed, but whose number it is."""


class Words(StrEnum):
    """What may be said to a number."""

    UPDATE = "update"
    """The family's own words: the number is known to be this guardian's, and nobody else's."""
    INVITATION = "invitation"
    """An invitation to link, which would tell a stranger nothing."""


class Doubt(StrEnum):
    """Why a number gets no more than an invitation."""

    UNCONFIRMED = "unconfirmed"
    """The roster has it; nobody has said that it is this guardian's."""
    PUPILS = "pupils"
    """It stands beside a pupil's name: it may be the pupil's own."""
    SHARED = "shared"
    """It also stands beside somebody who is not a guardian of all these children, or of others besides."""


class Step(StrEnum):
    """How far a family has come by hand."""

    OPEN = "open"
    SENT = "sent"
    INVITED = "invited"
    NO_NUMBER = "no_number"
