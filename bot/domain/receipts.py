"""What a channel tells of our messages: how far each came, and what became of openers that were to be approved."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.delivery import Reason


class ReceiptState(StrEnum):
    """How far a message came, as the channel says; they may arrive in any order, more than once, or not at all."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`message` is the channel's id of one part of a message, `tag` the mark it was sent with.

    `reason` and the provider's `code` say why it failed; `category` and `billable` what it counts as on the bill, where
    the channel tells.
    """

    message: str
    state: ReceiptState
    at: datetime
    reason: Reason | None = None
    code: str = ""
    category: str = ""
    billable: bool | None = None
    tag: str = ""


class TemplateState(StrEnum):
    """Where an opener stands with the provider. Only an approved one may be sent."""

    MISSING = "missing"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class TemplateVerdict:
    """The provider's word on one opener in one language; `name` is the provider's, `reason` its own, for the log."""

    name: str
    locale: str
    state: TemplateState
    reason: str = ""
