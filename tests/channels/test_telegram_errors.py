"""What each refusal and each broken connection means."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.errors import _seconds, translate
from bot.channels.telegram.request import BadStatus, Broken, ConnectFailed, Flooded, check
from bot.domain.delivery import Reason
from bot.domain.errors import DeliveryError, MessageGone, Moved, NotSent, Permanent, RetryAfter, Unknown


def caused(error: TelegramError, name: str) -> TelegramError:
    """The error as the stock transport raises it, with a cause of that class name."""
    error.__cause__ = type(name, (Exception,), {})()
    return error


TABLE: list[tuple[TelegramError, type[DeliveryError], str]] = [
    (ConnectFailed("ClientConnectorError"), NotSent, Reason.NETWORK),
    (caused(NetworkError("httpx.ConnectError"), "ConnectError"), NotSent, Reason.NETWORK),
    (caused(TimedOut("Pool timeout"), "PoolTimeout"), NotSent, Reason.NETWORK),
    (caused(TimedOut(), "ConnectTimeout"), NotSent, Reason.NETWORK),
    (InvalidToken(), NotSent, Reason.NETWORK),
    (Conflict("terminated by other getUpdates request"), NotSent, Reason.NETWORK),
    (BadStatus(500, "Internal Server Error", described=True), NotSent, Reason.NETWORK),
    (BadStatus(503, "", described=False), NotSent, Reason.NETWORK),
    (BadStatus(302, "", described=False), NotSent, Reason.NETWORK),
    (BadStatus(500, "Internal Server Error: restart", described=True), Unknown, Reason.NETWORK),
    (BadStatus(500, "Request aborted", described=True), Unknown, Reason.NETWORK),
    (BadStatus(500, "", described=False), Unknown, Reason.NETWORK),
    (BadStatus(502, "Bad Gateway", described=True), Unknown, Reason.NETWORK),
    (BadStatus(504, "", described=False), Unknown, Reason.NETWORK),
    (Broken("ServerDisconnectedError"), Unknown, Reason.NETWORK),
    (caused(TimedOut(), "ReadTimeout"), Unknown, Reason.NETWORK),
    (caused(NetworkError("httpx.ReadError"), "ReadError"), Unknown, Reason.NETWORK),
    (TelegramError("Invalid server response"), Unknown, Reason.NETWORK),
    (BadStatus(413, "Request Entity Too Large", described=True), Permanent, Reason.REJECTED),
    (Forbidden("Forbidden: bot was blocked by the user"), Permanent, Reason.BLOCKED),
    (Forbidden("Forbidden: user is deactivated"), Permanent, Reason.DEACTIVATED),
    (Forbidden("Forbidden: bot can't initiate conversation with a user"), Permanent, Reason.CHAT_GONE),
    (Forbidden("Forbidden: bot was kicked from the group chat"), Permanent, Reason.CHAT_GONE),
    (BadRequest("Bad Request: chat not found"), Permanent, Reason.CHAT_GONE),
    (BadRequest("Bad Request: PEER_ID_INVALID"), Permanent, Reason.CHAT_GONE),
    (BadRequest("Bad Request: can't parse entities"), Permanent, Reason.REJECTED),
    (BadRequest("Bad Request: message to edit not found"), MessageGone, Reason.REJECTED),
    (BadRequest("Bad Request: message can't be edited"), MessageGone, Reason.REJECTED),
    (ChatMigrated(-100500), Moved, "moved"),
    (Flooded(17.0), RetryAfter, "flood"),
    (BadStatus(429, "Too Many Requests", described=False), RetryAfter, "flood"),
]


@pytest.mark.parametrize(("error", "kind", "reason"), TABLE, ids=lambda part: str(part)[:40])
def test_each_failure_is_told_by_what_it_means(error: TelegramError, kind: type[DeliveryError], reason: str) -> None:
    told = translate(error)
    assert (type(told), told.reason) == (kind, reason)


def test_a_pause_is_seconds_whatever_the_library_gives() -> None:
    assert (_seconds(17), _seconds(timedelta(minutes=2))) == (17.0, 120.0)
    told = translate(Flooded(17.0))
    assert isinstance(told, RetryAfter)
    assert told.seconds == 17.0


@pytest.mark.parametrize(
    ("status", "payload", "error"),
    [
        (429, b'{"ok":false,"parameters":{"retry_after":9}}', Flooded),
        (429, b"slow down", BadStatus),
        (502, b"<html>", BadStatus),
        (500, b'{"ok":false,"description":"Internal Server Error"}', BadStatus),
    ],
)
def test_a_status_that_says_nothing_of_the_request_is_told_apart(
    status: int, payload: bytes, error: type[TelegramError]
) -> None:
    with pytest.raises(error):
        check(status, payload)


@pytest.mark.parametrize("status", [200, 400, 403, 404, 409])
def test_a_status_that_the_library_understands_is_left_to_it(status: int) -> None:
    check(status, b"{}")
