"""What can go wrong, as classes with fields and without prose.

Each edge (chat, command line, page) maps the class to its own screen, exit code or status; the words live in templates
and catalogs, so an error can be told in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.text import Phrase


class AppError(Exception):
    """Base of every error a person may be told about."""


@dataclass
class NotAllowed(AppError):
    """Someone asked for what is not theirs; the answer never says whether it exists."""


@dataclass
class StaleScreen(AppError):
    """A button of a screen whose matter has moved on: pressed late, twice, or after a newer screen."""


@dataclass
class NotFound(AppError):
    """No such row within what this person may see."""

    noun: str


@dataclass
class InvalidValue(AppError):
    """A typed or given value that does not fit its field."""

    field: str
    reason: str


@dataclass
class SettingsMissing(AppError):
    """Some settings of a channel are there, and these, which it cannot do without, are not."""

    names: tuple[str, ...]


@dataclass
class ExtraMissing(AppError):
    """A channel is set up, and the packages that it needs are not installed; `extra` is what they are called."""

    extra: str


@dataclass
class UnrenderableScreen(AppError):
    """A screen that could not be put into words: a missing template, or a value it does not have."""

    template: str


@dataclass
class SlotTaken(AppError):
    """Somebody else has that time, or it is no longer offered; the next free one, which this person could take."""

    next_free: datetime | None = None
    slot_id: int | None = None


@dataclass
class TimesLeft(AppError):
    """There is no need to wait for a time: this one is free."""

    next_free: datetime
    slot_id: int


@dataclass
class AlreadyBooked(AppError):
    """This family has its talk with that host."""

    talk_id: int


@dataclass
class BusyThen(AppError):
    """The guardian (or, where the school moves a talk, the host) is in another talk at that time."""

    at: datetime


@dataclass
class TooLate(AppError):
    """Until then families could book, move and give back by themselves."""

    until: datetime


@dataclass
class AnsweredMeanwhile(AppError):
    """Since the words that somebody answers were shown, a colleague has answered them: who, as a message names her."""

    by: Mapping[str, str | Phrase]
    at: datetime


@dataclass
class NotOffered(AppError):
    """No talks can be booked: the meeting has none, is over or called off, or this child is not invited to it."""


class DeliveryError(Exception):
    """A message that did not go out as hoped; `reason` is a `domain.delivery.Reason` value."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class NotSent(DeliveryError):
    """Certainly not sent (the request never left): safe to send again."""


class Permanent(DeliveryError):
    """Refused for good: sending again would be refused again."""


class MessageGone(Permanent):
    """The message to be changed is no longer there, or can no longer be changed; a new one can be sent."""


class Moved(DeliveryError):
    """The chat lives at another address now; `address` is where."""

    def __init__(self, address: str) -> None:
        super().__init__("moved")
        self.address = address


class RetryAfter(DeliveryError):
    """The channel asks for a pause of `seconds`; nothing was sent. `one_chat`: only this chat is to be left alone."""

    def __init__(self, seconds: float, reason: str = "flood", detail: str = "", *, one_chat: bool = False) -> None:
        super().__init__(reason, detail)
        self.seconds = seconds
        self.one_chat = one_chat


class Unknown(DeliveryError):
    """The request left and no answer came: it may or may not have arrived."""
