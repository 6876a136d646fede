"""The webhook keeps what Telegram brings, and nothing that others bring."""

from collections.abc import Sequence

import httpx
import pytest
from starlette.applications import Starlette

from bot import metrics
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.webhook import BODY_LIMIT, SECRET_HEADER, webhook
from bot.domain.arrivals import RawArrival


@pytest.mark.parametrize(
    ("secret", "body", "status", "keys", "reason"),
    [
        ("rahasia", b'{"update_id":5}', 200, ["5"], None),
        ("salah", b'{"update_id":5}', 403, [], "secret"),
        ("", b'{"update_id":5}', 403, [], "secret"),
        ("rahasia", b"{", 400, [], "no_object"),
        ("rahasia", b"[]", 400, [], "no_object"),
        ("rahasia", b'{"update_id":5,"x":"' + b"x" * BODY_LIMIT + b'"}', 413, [], "too_large"),
    ],
    ids=["good", "wrong secret", "no secret", "broken", "no object", "too large"],
)
async def test_only_an_update_with_the_secret_is_kept(
    channel: TelegramChannel, secret: str, body: bytes, status: int, keys: list[str], reason: str | None
) -> None:
    before = refused()
    kept: list[RawArrival] = []

    async def store(arrivals: Sequence[RawArrival]) -> None:
        kept.extend(arrivals)

    app = Starlette(routes=[webhook("/telegram/1", "rahasia", channel, store)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://titian") as client:
        answer = await client.post("/telegram/1", content=body, headers={SECRET_HEADER: secret})
    assert (answer.status_code, [arrival.key for arrival in kept]) == (status, keys)
    assert {name: count - before[name] for name, count in refused().items() if count > before[name]} == (
        {reason: 1} if reason else {}
    )


async def test_what_could_not_be_kept_is_not_acknowledged_and_is_counted(channel: TelegramChannel) -> None:
    async def store(_arrivals: Sequence[RawArrival]) -> None:
        raise OSError("the disk is full")

    before = refused()["not_kept"]
    transport = httpx.ASGITransport(
        Starlette(routes=[webhook("/telegram", "rahasia", channel, store)]), raise_app_exceptions=False
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://titian") as client:
        answer = await client.post("/telegram", content=b'{"update_id":5}', headers={SECRET_HEADER: "rahasia"})
    assert answer.status_code == 500
    assert refused()["not_kept"] == before + 1


def refused() -> dict[str, float]:
    """Requests refused until now in this process, by reason."""
    reasons = ("secret", "too_large", "no_object", "not_kept")
    return {reason: metrics.count_of("titian_refused_requests_total", reason=reason) for reason in reasons}
