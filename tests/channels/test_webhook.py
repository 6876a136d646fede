"""The webhook keeps what Telegram brings, and nothing that others bring."""

from collections.abc import Sequence

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.webhook import BODY_LIMIT, SECRET_HEADER, webhook
from bot.domain.arrivals import RawArrival


@pytest.mark.parametrize(
    ("secret", "body", "status", "keys"),
    [
        ("rahasia", b'{"update_id":5}', 200, ["5"]),
        ("salah", b'{"update_id":5}', 403, []),
        ("", b'{"update_id":5}', 403, []),
        ("rahasia", b"{", 400, []),
        ("rahasia", b"[]", 400, []),
        ("rahasia", b'{"update_id":5,"x":"' + b"x" * BODY_LIMIT + b'"}', 413, []),
    ],
    ids=["good", "wrong secret", "no secret", "broken", "no object", "too large"],
)
async def test_only_an_update_with_the_secret_is_kept(
    channel: TelegramChannel, secret: str, body: bytes, status: int, keys: list[str]
) -> None:
    kept: list[RawArrival] = []

    async def store(arrivals: Sequence[RawArrival]) -> None:
        kept.extend(arrivals)

    app = Starlette(routes=[webhook("/telegram/1", "rahasia", channel, store)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://titian") as client:
        answer = await client.post("/telegram/1", content=body, headers={SECRET_HEADER: secret})
    assert (answer.status_code, [arrival.key for arrival in kept]) == (status, keys)
