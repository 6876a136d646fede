"""The webhook: keeps what Telegram brings, then says so. Anything but 2xx makes Telegram come again and again."""

import hmac
import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import metrics
from bot.channels.telegram.receive import Acknowledges, Presses, Store
from bot.channels.telegram.updates import arrival

BODY_LIMIT = 1024 * 1024
"""Bytes; Telegram's updates are a few kilobytes."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


def webhook(path: str, secret: str, channel: Acknowledges, store: Store) -> Route:
    """The route at `path`; `secret` is what `setWebhook` was told.

    Keeps, then 200. 403 without the secret, 413 for a body that is too large, 400 for what is no JSON object: Telegram
    sends none of these.
    """
    presses = Presses(channel)

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return _refusal(403, "secret")
        body = await _body(request)
        if body is None:
            return _refusal(413, "too_large")
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return _refusal(400, "no_object")
        if not isinstance(update, dict):
            return _refusal(400, "no_object")
        try:
            await store([arrival(update)])
        except Exception:
            metrics.refused_request("not_kept")  # Telegram is told 500, and brings it again
            raise
        presses.answer([update])
        return Response(status_code=200)

    endpoint: Callable[[Request], Awaitable[Response]] = receive
    return Route(path, endpoint, methods=["POST"])


def _refusal(status: int, reason: str) -> Response:
    metrics.refused_request(reason)
    return Response(status_code=status)


async def _body(request: Request) -> bytes | None:
    """The body, or None where it is larger than the limit, whatever its header says."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
