"""What became of a row, and what each way of failing means for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.delivery.claims import Claimed
from bot.domain.delivery import Lane, Op, Reason, Via
from bot.domain.errors import DeliveryError, Moved, NotSent, Permanent, RetryAfter
from bot.domain.openers import TEMPLATES
from bot.domain.screens import Screen

RETRIES = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600, 1800, 3600))
"""Pauses of what was certainly not sent; the last one again and again, until it is too old."""
ANSWER_RETRIES = RETRIES[:3]
"""Somebody waits: an answer is tried again soon, however long the network is gone."""
TOO_OLD = timedelta(days=3)
RESEND_AFTER = timedelta(seconds=15)
"""Time for a tap to prove that the first copy arrived."""
RESEND_ANSWER_AFTER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted by the channel. `shown` is the update's version in it, `anew` that an edit had to become a message;
    `locale` is the reader's, `via` the channel."""

    row: Claimed
    text: str | None = None
    message: str | None = None
    shown: int | None = None
    anew: bool = False
    locale: str | None = None
    via: Via | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """Certainly not sent; due again. `pause` halts the bot's bulk until then. `tried` counts as a try."""

    row: Claimed
    due_at: datetime
    reason: Reason
    error: str | None = None
    pause: bool = False
    tried: bool = True


@dataclass(frozen=True, slots=True)
class Unsure:
    """May have arrived; `due_at` is when it is sent once more, None where it was already. `text` is what it said."""

    row: Claimed
    due_at: datetime | None
    error: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Will not arrive."""

    row: Claimed
    reason: Reason
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Was not to leave after all."""

    row: Claimed
    reason: Reason


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The chat has another address; due again at once."""

    row: Claimed
    address: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Shut:
    """The chat takes no free words now: it waits until the person has tapped the opener, which goes first. None where
    it was the channel that said so: then the next try will know."""

    row: Claimed
    opener: Screen | None = None


Outcome = Sent | Again | Unsure | Failed | Dropped | MovedTo | Shut


def is_opener(row: Claimed) -> bool:
    """Whether a row is itself what opens a window."""
    return row.payload is not None and str(row.payload["template"]).startswith(f"{TEMPLATES}/")


def judge(error: DeliveryError, row: Claimed, now: datetime, rng: Random) -> Outcome:
    """What a failure of the channel means for the row."""
    detail = error.detail or None
    match error:
        case RetryAfter():
            # A little later than told, and not all at once.
            wait = error.seconds + rng.uniform(0.1, 1.0) + 0.05 * error.seconds * rng.random()
            reason = Reason(error.reason)
            return Again(row, now + timedelta(seconds=wait), reason, detail, pause=not error.one_chat)
        case Moved():
            return MovedTo(row, error.address, now)
        case Permanent(reason=Reason.WINDOW):
            return Shut(row)
        case Permanent():
            return Failed(row, Reason(error.reason), detail)
        case NotSent():
            return later(row, now, detail)
        case _:
            return unsure(row, now, detail)


def later(row: Claimed, now: datetime, error: str | None) -> Again | Failed:
    """Try again after a pause that grows, until the message is too old to be of use.

    One that has only waited for a better hour until now is not too old: it gets its tries like any other.
    """
    if now - row.created_at > TOO_OLD and row.attempts > len(RETRIES):
        return Failed(row, Reason.EXPIRED, error)
    pauses = ANSWER_RETRIES if row.lane is Lane.INTERACTIVE else RETRIES
    return Again(row, now + pauses[min(max(row.attempts, 1), len(pauses)) - 1], Reason.NETWORK, error)


def unsure(row: Claimed, now: datetime, error: str | None = None) -> Outcome:
    """Once more at most, for there may be two then; changing or deleting twice is the same as once.

    Never an opener: it has one place on the bill. A receipt tells of it, or another one goes in its stead.
    """
    if row.op is not Op.SEND:
        return later(row, now, error)
    if is_opener(row):
        return Unsure(row, None, error)
    patience = RESEND_ANSWER_AFTER if row.lane is Lane.INTERACTIVE else RESEND_AFTER
    return Unsure(row, None if row.resent else now + patience, error)
