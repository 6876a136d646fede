"""What every webhook does with a post: reads it as far as it may be long, and refuses what it cannot take."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot import metrics


def refusal(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    """An empty answer, counted by its reason: one of a few fixed words."""
    metrics.refused_request(reason)
    return Response(status_code=status, headers=headers)


async def body_of(request: Request, limit: int) -> bytes | None:
    """The body, or None where it is larger than `limit` bytes, whatever its header says."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)


def clean(value: Any) -> Any:
    """The same JSON without NUL and without halves of characters, wherever a text has them: no database keeps those."""
    match value:
        case str():
            return value.replace("\x00", "").encode(errors="ignore").decode()
        case list():
            return [clean(item) for item in value]
        case dict():
            return {name: clean(item) for name, item in value.items()}
    return value
