"""Telegram's refusals and python-telegram-bot's exceptions, told as the house's own delivery errors.

`BadRequest` is a subclass of `NetworkError` there: whoever retries network errors repeats refusals for ever. The order
of the questions below therefore matters.
"""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.request import BadStatus, ConnectFailed, Flooded
from bot.domain.delivery import Reason
from bot.domain.errors import DeliveryError, MessageGone, Moved, NotSent, Permanent, Unknown
from bot.domain.errors import RetryAfter as Pause

_FORBIDDEN = (
    ("bot was blocked", Reason.BLOCKED),
    ("user is deactivated", Reason.DEACTIVATED),
)
_CHAT_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_id_invalid",
    "group chat was deactivated",
    "have no rights to send",
    "not enough rights to send",
    "chat_write_forbidden",
)
_MESSAGE_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "message identifier")
NOT_MODIFIED = "message is not modified"
ALREADY_DELETED = ("message to delete not found", "message identifier is not specified", "message_id_invalid")
TOO_OLD = ("query is too old", "query id is invalid")

_ABORTED = ("restart", "aborted")
"""A Bot API server that closes answers so to requests it may already have handed on."""
_NO_CONNECTION = ("ConnectError", "ConnectTimeout", "PoolTimeout")
"""Causes of the stock transport (httpx) that mean the same as our ConnectFailed."""
_GATEWAY = frozenset({502, 504})
_PAUSE_WITHOUT_A_NUMBER = 5.0


def translate(error: TelegramError) -> DeliveryError:
    """What an exception of python-telegram-bot means for the message that was being sent."""
    match error:
        case Flooded():
            return Pause(error.seconds)
        case RetryAfter():
            return Pause(_seconds(error.retry_after))
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden():
            return Permanent(_why_forbidden(error), _detail(error))
        case BadRequest():
            return _refused(error)
        case TelegramError(__cause__=cause) if type(cause).__name__ in _NO_CONNECTION:
            return NotSent(Reason.NETWORK, _detail(error))
        case ConnectFailed() | InvalidToken() | Conflict():
            # A wrong token or a server that does not know the bot: the operator's matter, and the messages wait for it.
            return NotSent(Reason.NETWORK, _detail(error))
        case BadStatus():
            return _by_status(error)
        case _:
            return Unknown(Reason.NETWORK, _detail(error))


def _by_status(error: BadStatus) -> DeliveryError:
    """What a bare HTTP status says.

    A 500 that the Bot API server wrote says that it did not carry the request out; the exception is a server that is
    closing, which answers so to what it may have handed on. A gateway (502, 504) has lost sight of a request that it
    did pass on, and so has any 5xx without the server's own words; 503 means that there was nobody to pass it to. A
    redirect or a 4xx comes from something that is no Bot API server, or refuses the size: a redirect was not followed.
    """
    if error.status == 429:
        return Pause(_PAUSE_WITHOUT_A_NUMBER)
    if error.status == 503 or error.status < 400:
        return NotSent(Reason.NETWORK, _detail(error))
    if error.status < 500:
        return Permanent(Reason.REJECTED, _detail(error))
    aborted = any(word in error.message.lower() for word in _ABORTED)
    if error.status in _GATEWAY or not error.described or aborted:
        return Unknown(Reason.NETWORK, _detail(error))
    return NotSent(Reason.NETWORK, _detail(error))


def _refused(error: BadRequest) -> DeliveryError:
    words = error.message.lower()
    if any(known in words for known in _MESSAGE_GONE):
        return MessageGone(Reason.REJECTED, _detail(error))
    gone = any(known in words for known in _CHAT_GONE)
    return Permanent(Reason.CHAT_GONE if gone else Reason.REJECTED, _detail(error))


def _why_forbidden(error: Forbidden) -> Reason:
    words = error.message.lower()
    return next((reason for known, reason in _FORBIDDEN if known in words), Reason.CHAT_GONE)


def _seconds(pause: int | timedelta) -> float:
    """PTB gives a number or a timedelta, depending on an environment variable."""
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _detail(error: TelegramError) -> str:
    return f"{type(error).__name__}: {error.message}"[:200]
