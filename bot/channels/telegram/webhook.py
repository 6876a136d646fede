"""The webhook: keeps what Telegram brings, then says so. Anything but 2xx makes Telegram come again and again."""

import hmac
import json
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.posts import body_of, refusal
from bot.channels.telegram.receive import Presses, Store
from bot.channels.telegram.updates import arrival
from bot.domain.arrivals import NotKept

BODY_LIMIT = 1024 * 1024
"""Bytes; Telegram's updates are a few kilobytes."""
RETRY_AFTER = 2
"""Seconds until what could not be kept may be brought again; Telegram's own pauses grow beyond that."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


def webhook(path: str, secret: str, presses: Presses, store: Store) -> Route:
    """The route at `path`; `secret` is what `setWebhook` was told. Whoever stops the server lets `presses` finish.

    Keeps, then 200. 503 for what could not be kept now: Telegram keeps it and comes again. 403 without the secret, 413
    for a body that is too large, 400 for what is no JSON object or broke off: Telegram sends none of these.
    """

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return refusal(403, "secret")
        try:
            body = await body_of(request, BODY_LIMIT)
        except ClientDisconnect:
            return refusal(400, "broke_off")  # nobody hears it; what was half sent comes again whole
        if body is None:
            return refusal(413, "too_large")
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return refusal(400, "no_object")
        if not isinstance(update, dict):
            return refusal(400, "no_object")
        try:
            await store([arrival(update)])
        except NotKept:
            return refusal(503, "not_kept", {"Retry-After": str(RETRY_AFTER)})
        presses.answer([update])
        return Response(status_code=200)

    endpoint: Callable[[Request], Awaitable[Response]] = receive
    return Route(path, endpoint, methods=["POST"])
