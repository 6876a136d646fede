"""The webhook: proves to WhatsApp that it is ours, keeps what WhatsApp brings, and says so only then.

What is not answered with 200 comes again for days (https://developers.facebook.com/docs/graph-api/webhooks/
getting-started), so what is no concern of ours is answered so, too.
"""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence

from pydantic import SecretStr
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.posts import body_of, refusal
from bot.channels.whatsapp.updates import arrivals
from bot.domain.arrivals import NotKept, RawArrival

Store = Callable[[Sequence[RawArrival]], Awaitable[None]]
"""Keeps arrivals and commits; may be given the same ones again. Raises NotKept, and has said so in the log."""

BODY_LIMIT = 4 * 1024 * 1024
"""Bytes; WhatsApp's largest are 3 MB (Cloud API, webhooks)."""
RETRY_AFTER = 2
"""Seconds until what could not be kept may be brought again; WhatsApp's own pauses grow beyond that."""
SIGNATURE_HEADER = "X-Hub-Signature-256"
CHALLENGE_LIMIT = 512


def webhook(path: str, phone_id: str, app_secret: SecretStr, verify_token: SecretStr, store: Store) -> Route:
    """The route at `path` for the number `phone_id`.

    GET: 200 with the challenge for whoever knows `verify_token`, else 403. POST: keeps, then 200. 503 for what could
    not be kept now, 403 without the signature of the app, 413 for a body that is too large, 400 for what is no JSON
    object or broke off.
    """

    async def receive(request: Request) -> Response:
        if request.method == "GET":
            return _verified(request, verify_token)
        try:
            body = await body_of(request, BODY_LIMIT)
        except ClientDisconnect:
            return refusal(400, "broke_off")  # nobody hears it; what was half sent comes again whole
        if body is None:
            return refusal(413, "too_large")
        if not is_signed(body, request.headers.get(SIGNATURE_HEADER, ""), app_secret):
            return refusal(403, "secret")
        return await _kept(body, phone_id, store)

    return Route(path, receive, methods=["GET", "POST"])


def is_signed(body: bytes, signature: str, app_secret: SecretStr) -> bool:
    """Whether `signature` is the app's for exactly this body."""
    made = hmac.new(app_secret.get_secret_value().encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"sha256={made}".encode(), signature.encode())


async def _kept(body: bytes, phone_id: str, store: Store) -> Response:
    try:
        update = json.loads(body)
        found = arrivals(update, phone_id) if isinstance(update, dict) else None
    except (ValueError, RecursionError):
        return refusal(400, "no_object")
    if found is None:
        return refusal(400, "no_object")
    try:
        if found:
            await store(found)
    except NotKept:
        return refusal(503, "not_kept", {"Retry-After": str(RETRY_AFTER)})
    return Response(status_code=200)


def _verified(request: Request, verify_token: SecretStr) -> Response:
    """Meta asks, when the address is entered, whether whoever answers there knows the word."""
    asked = request.query_params
    given, challenge = asked.get("hub.verify_token", ""), asked.get("hub.challenge", "")
    known = hmac.compare_digest(given.encode(), verify_token.get_secret_value().encode())
    if not known or asked.get("hub.mode") != "subscribe" or len(challenge) > CHALLENGE_LIMIT:
        return refusal(403, "secret")
    return PlainTextResponse(challenge)
