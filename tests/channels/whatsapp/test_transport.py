"""httpx on aiohttp's connections: what pywa asks arrives whole, and the token goes nowhere else."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.transport import AiohttpTransport
from bot.domain.errors import InvalidValue
from tests.channels.whatsapp.test_graph import served


class Far:
    """Another server: `seen` are the requests that reached it."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str], bytes]] = []

    async def answer(self, request: Request) -> Response:
        self.seen.append((request.url.path, dict(request.headers), await request.body()))
        if request.url.path == "/packed":
            return Response(gzip.compress(b'{"ok": true}'), headers={"Content-Encoding": "gzip"})
        if request.url.path == "/long":
            return StreamingResponse(_long())
        if target := request.query_params.get("to"):
            return RedirectResponse(target)
        return Response(b"isi")

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self.answer, methods=["GET", "POST"])])


async def _long() -> AsyncIterator[bytes]:
    for _chunk in range(10_000):
        yield b"x" * 1000
        await asyncio.sleep(0)


@pytest.fixture
def far() -> Far:
    return Far()


async def test_a_form_with_a_file_arrives_whole_and_a_packed_answer_is_unpacked(far: Far) -> None:
    async with served(far.app()) as address, httpx.AsyncClient(transport=AiohttpTransport(2)) as client:
        await client.post(f"{address}/media", files={"file": ("a.pdf", b"%PDF-1.7" * 1000, "application/pdf")})
        _path, headers, body = far.seen[-1]
        assert int(headers["content-length"]) == len(body)
        assert (b"%PDF-1.7" * 1000 in body, headers["content-type"][:19]) == (True, "multipart/form-data")
        assert (await client.get(f"{address}/packed")).json() == {"ok": True}


async def test_a_file_that_lies_elsewhere_is_fetched_without_the_token(far: Far) -> None:
    elsewhere = Far()
    async with served(far.app()) as address, served(elsewhere.app()) as other:
        graph = Graph(SecretStr("EAAGrahasia"), address)
        assert await graph.fetch(f"{address}/file?to={other}/there", 100) == b"isi"
        await graph.close()
    assert far.seen[-1][1]["authorization"] == "Bearer EAAGrahasia"
    assert "authorization" not in elsewhere.seen[-1][1]


async def test_a_file_that_says_no_length_is_left_at_the_limit(far: Far) -> None:
    async with served(far.app()) as address:
        graph = Graph(SecretStr("x"), address)
        with pytest.raises(InvalidValue):
            await graph.fetch(f"{address}/long", 10_000)
        await graph.close()


async def test_more_requests_than_connections_wait_their_turn(far: Far) -> None:
    async with served(far.app()) as address, httpx.AsyncClient(transport=AiohttpTransport(2)) as client:
        answers = await asyncio.gather(*(client.get(f"{address}/{number}") for number in range(30)))
    assert [answer.content for answer in answers] == [b"isi"] * 30
