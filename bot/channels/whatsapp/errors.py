"""The Cloud API's refusals, told as the house's own delivery errors.

Codes and what they mean are of https://developers.facebook.com/documentation/business-messaging/whatsapp/support/
error-codes; the same ones come in answers to requests and, later, in receipts of messages that failed after all.

An answer with an error says that no message was made of the request: what has no id was not sent. Only code 1 ("invalid
request or possible server error") and a failure without the API's own words leave it open.
"""

from bot.domain.delivery import Reason
from bot.domain.errors import DeliveryError, NotSent, Permanent, RetryAfter, Unknown

MINUTE = 60.0
HOUR = 60 * MINUTE
ACCOUNT_PAUSE = 15 * MINUTE
"""The school's account needs somebody's hand; until then nothing leaves, nothing is lost, and we look again."""

_REFUSED = {
    131026: Reason.NOT_ON_CHANNEL,  # no WhatsApp under this number, or terms not accepted, or far too old
    131047: Reason.WINDOW,
    131050: Reason.STOPPED,
    132000: Reason.TEMPLATE,  # not as many values as places
    132001: Reason.TEMPLATE,  # not there in this language, or not approved
    132005: Reason.TEMPLATE,  # too long once it is filled
    132007: Reason.TEMPLATE,  # against a policy
    132008: Reason.TEMPLATE,
    132012: Reason.TEMPLATE,  # a value of the wrong form
    132015: Reason.TEMPLATE,  # paused
    132016: Reason.TEMPLATE,  # disabled
    132018: Reason.TEMPLATE,
    **dict.fromkeys(
        (
            100,  # invalid parameter
            130472,  # the person is in an experiment of WhatsApp's
            130497,  # not allowed to write to this country
            131008,
            131009,
            131021,  # to ourselves
            131030,  # a test number writes only to those on its list
            131049,  # not delivered "to maintain healthy ecosystem engagement"
            131051,
            131052,
            131053,  # a file that it cannot take
            131062,
            135000,
            137000,
        ),
        Reason.REJECTED,
    ),
}
"""Codes that concern this one message and would be answered the same again."""

_PAUSES = {
    4: 5 * MINUTE,  # calls of the app in an hour
    80007: 5 * MINUTE,  # calls of the account in an hour
    130429: 5.0,  # messages in a second
    133016: HOUR,
}
_ONE_CHAT = {131056: 6.0}
"""To one person about one message in six seconds, 45 at once (Messaging limits, pair rate)."""
_ACCOUNT = {
    0: ACCOUNT_PAUSE,
    3: ACCOUNT_PAUSE,
    10: ACCOUNT_PAUSE,
    33: HOUR,  # the number is no longer there
    190: ACCOUNT_PAUSE,  # the token has run out
    368: HOUR,  # blocked for a while
    131005: ACCOUNT_PAUSE,
    131031: HOUR,  # locked
    131037: HOUR,  # the name is not approved
    131042: ACCOUNT_PAUSE,  # payment
    131044: ACCOUNT_PAUSE,
    131045: ACCOUNT_PAUSE,
    131048: HOUR,  # too many were blocked or called spam
    131057: 5 * MINUTE,  # maintenance
    131063: HOUR,
    131064: HOUR,  # its limit of conversations is used up
    133010: ACCOUNT_PAUSE,  # the number is not registered
    **dict.fromkeys(range(200, 300), ACCOUNT_PAUSE),
}
"""Codes that would meet every other message, too."""
_SERVICE = frozenset({2, 131000, 131016})
"""The service's own trouble, of which it says that the message failed to be sent."""
_PERHAPS = 1

_NO_SUCH_OBJECT = (100, 33)


class NoSuchObject(RetryAfter):
    """What the address names, most often our number, does not exist for this token."""

    def __init__(self, detail: str) -> None:
        super().__init__(ACCOUNT_PAUSE, Reason.ACCOUNT, detail)


def refused(
    code: int, *, status: int = 0, subcode: int = 0, transient: bool = False, detail: str = ""
) -> DeliveryError:
    """What an error of the API means for the message that was being sent; `status` is HTTP's.

    `transient`: the API itself says that it will pass.
    """
    detail = detail or f"error {code}"
    if (code, subcode) == _NO_SUCH_OBJECT:
        return NoSuchObject(detail)
    if code in _ONE_CHAT:
        return RetryAfter(_ONE_CHAT[code], detail=detail, one_chat=True)
    if code in _PAUSES:
        return RetryAfter(_PAUSES[code], detail=detail)
    if code in _ACCOUNT:
        return RetryAfter(_ACCOUNT[code], Reason.ACCOUNT, detail)
    if code in _REFUSED:
        return Permanent(_REFUSED[code], detail)
    if code in _SERVICE:
        return NotSent(Reason.NETWORK, detail)
    if code == _PERHAPS:
        return Unknown(Reason.NETWORK, detail)
    return _unheard_of(status, transient, detail)


def _unheard_of(status: int, transient: bool, detail: str) -> DeliveryError:
    """A code that is in none of our tables."""
    if status == 429:
        return RetryAfter(MINUTE, detail=detail)
    if transient:
        return NotSent(Reason.NETWORK, detail)
    if status >= 500:
        return Unknown(Reason.NETWORK, detail)
    if status in (401, 403):
        return RetryAfter(ACCOUNT_PAUSE, Reason.ACCOUNT, detail)
    return Permanent(Reason.REJECTED, detail)


def bare(status: int) -> DeliveryError:
    """What a status means that came without the API's own words: from a gateway, or from something else altogether.

    503 means that there was nobody to pass the request to; another 5xx has lost sight of it. A redirect was not
    followed, and a 4xx, unless it refuses the size, comes from no Cloud API: the messages wait until one stands there.
    """
    detail = f"HTTP {status}"
    if status == 429:
        return RetryAfter(MINUTE, detail=detail)
    if status == 413:
        return Permanent(Reason.REJECTED, detail)
    if status < 500 or status == 503:
        return NotSent(Reason.NETWORK, detail)
    return Unknown(Reason.NETWORK, detail)


def reason_of(code: int) -> Reason:
    """Why a message failed that had been accepted, as its receipt says."""
    if code in _ACCOUNT:
        return Reason.ACCOUNT
    if code in _PAUSES or code in _ONE_CHAT:
        return Reason.FLOOD
    if code in _SERVICE or code == _PERHAPS:
        return Reason.NETWORK
    return _REFUSED.get(code, Reason.REJECTED)
