"""The webhook keeps what Telegram brings, and nothing that others bring; it says so only once it is kept."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from bot import metrics
from bot.channels.telegram.receive import Presses
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.webhook import BODY_LIMIT, SECRET_HEADER, webhook
from bot.chat.keeper import Keeper
from bot.domain.arrivals import NotKept, RawArrival
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.models import Arrival, Bot, School
from bot.storage.work import work_of
from bot.web.app import READY, web_app
from bot.web.server import WebServer

PATH, SECRET = "/telegram", "rahasia"


async def ready() -> str:
    return READY


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

    app = Starlette(routes=[webhook(PATH, SECRET, Presses(channel), store)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://titian") as client:
        answer = await client.post(PATH, content=body, headers={SECRET_HEADER: secret})
    assert (answer.status_code, [arrival.key for arrival in kept]) == (status, keys)
    assert {name: count - before[name] for name, count in refused().items() if count > before[name]} == (
        {reason: 1} if reason else {}
    )


def refused() -> dict[str, float]:
    """Requests refused until now in this process, by reason."""
    reasons = ("secret", "too_large", "no_object", "not_kept", "broke_off")
    return {reason: metrics.count_of("titian_refused_requests_total", reason=reason) for reason in reasons}


async def test_what_could_not_be_kept_is_not_acknowledged_and_may_come_again(channel: TelegramChannel) -> None:
    async def store(_arrivals: Sequence[RawArrival]) -> None:
        raise NotKept("full")

    before = refused()["not_kept"]
    presses = Presses(channel)
    app = Starlette(routes=[webhook(PATH, SECRET, presses, store)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://titian") as client:
        tap = {"update_id": 5, "callback_query": {"id": "5"}}
        answer = await client.post(PATH, json=tap, headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert refused()["not_kept"] == before + 1
    assert presses._tasks == set()


@pytest.fixture
async def bot_id(sessions: Sessions, now: datetime) -> int:
    async with sessions() as session:
        school = School(name="SMA Negeri 1 Tambang", timezone="Asia/Jakarta", created_at=now)
        session.add(school)
        await session.flush()
        bot = Bot(school_id=school.id, channel="telegram")
        session.add(bot)
        await session.commit()
        return bot.id


@pytest.fixture
def keeper(sessions: Sessions, bot_id: int, now: datetime) -> Keeper:
    return Keeper(sessions, bot_id, lambda: now, most=30)


@pytest.fixture
async def server(keeper: Keeper, channel: TelegramChannel) -> AsyncIterator[WebServer]:
    """The real server with the webhook on a real database."""
    route = webhook(PATH, SECRET, Presses(channel), keeper.keep)
    server = WebServer(web_app(ready, [route]), "127.0.0.1", 0)
    serving = server.start()
    yield server
    await server.stop(serving)


@pytest.fixture
async def telegram(server: WebServer) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=100)
    headers = {SECRET_HEADER: SECRET}
    address = f"http://127.0.0.1:{server.port}"
    async with httpx.AsyncClient(base_url=address, headers=headers, limits=limits, timeout=60) as client:
        yield client


async def bring(telegram: httpx.AsyncClient, number: int) -> int:
    """Post one update: the status."""
    return (await telegram.post(PATH, json={"update_id": number, "message": {"chat": {"id": number}}})).status_code


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - what is looked at is the server's, and tells nobody
            await asyncio.sleep(0.01)


async def stored(sessions: Sessions) -> set[int]:
    async with sessions() as session:
        return {int(key) for key in await session.scalars(select(Arrival.key))}


async def test_what_is_acknowledged_is_stored_and_what_finds_no_room_is_not(
    telegram: httpx.AsyncClient, keeper: Keeper, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database stands still until more have come than may wait; Telegram then brings the others again."""
    write, go_on = keeper._work.write, asyncio.Event()

    async def slow(task: Any, patience: float = 0.0) -> None:
        await go_on.wait()
        await write(task, patience)

    monkeypatch.setattr(keeper._work, "write", slow)
    posts = {number: asyncio.create_task(bring(telegram, number)) for number in range(1, 41)}
    await until(lambda: sum(post.done() for post in posts.values()) == 10)
    assert {post.result() for post in posts.values() if post.done()} == {503}
    go_on.set()
    statuses = {number: await post for number, post in posts.items()}
    taken = {number for number, status in statuses.items() if status == 200}
    assert len(taken) == 30
    assert await stored(sessions) == taken
    assert {await bring(telegram, number) for number in posts} == {200}
    assert await stored(sessions) == set(posts)


async def test_while_the_database_is_away_telegram_is_told_to_come_again(
    telegram: httpx.AsyncClient, keeper: Keeper, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = make_engine("postgresql://nobody@127.0.0.1:9/nothing")
    monkeypatch.setattr(keeper, "_work", work_of(make_sessions(away)))
    assert await asyncio.gather(*(bring(telegram, number) for number in range(1, 6))) == [503] * 5
    monkeypatch.undo()
    await away.dispose()
    assert await stored(sessions) == set()
    assert await asyncio.gather(*(bring(telegram, number) for number in range(1, 6))) == [200] * 5
    assert await stored(sessions) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("headers_only", [True, False], ids=["before its body", "within its body"])
async def test_a_post_that_breaks_off_leaves_nothing_and_comes_again_whole(
    server: WebServer,
    telegram: httpx.AsyncClient,
    sessions: Sessions,
    caplog: pytest.LogCaptureFixture,
    headers_only: bool,
) -> None:
    body = json.dumps({"update_id": 7, "message": {"chat": {"id": 7}}}).encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: titian\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
    _reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head.encode() + (b"" if headers_only else body[:-1]))
    await writer.drain()
    await until(lambda: bool(server.server_state.tasks))
    writer.close()
    await until(lambda: not server.server_state.tasks)
    assert await stored(sessions) == set()
    assert [record.getMessage() for record in caplog.records] == []
    assert await bring(telegram, 7) == 200
    assert await stored(sessions) == {7}


async def test_an_update_brought_again_after_a_lost_acknowledgement_is_kept_once(
    telegram: httpx.AsyncClient, sessions: Sessions
) -> None:
    assert await asyncio.gather(*(bring(telegram, 7) for _again in range(5))) == [200] * 5
    assert await stored(sessions) == {7}
    async with sessions() as session:
        assert len((await session.scalars(select(Arrival.id))).all()) == 1
