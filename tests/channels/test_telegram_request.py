"""The transport over a real (loopback) socket: what was certainly not sent, and what nobody knows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram.request import AiohttpRequest, Broken, ConnectFailed

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(serve: Serve) -> AsyncIterator[str]:
    """A server that does as told with each connection; its address."""
    open_ones: list[asyncio.StreamWriter] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.append(writer)
        await serve(reader, writer)

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot1:x/sendMessage"
    finally:
        for writer in open_ones:
            writer.close()
        server.close()


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.close()


async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def stop_in_the_middle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{"ok"')
    writer.close()


async def talk_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"220 mail.example.org ESMTP\r\n\r\n")
    writer.close()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}')


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    request = AiohttpRequest(read_timeout=60)
    yield request
    await request.shutdown()


async def test_an_answer_is_given_back(request_: AiohttpRequest) -> None:
    async with serving(answer) as url:
        assert await request_.do_request(url, "POST") == (200, b'{"ok":true,"result":true}')


async def test_without_a_connection_nothing_was_sent(request_: AiohttpRequest) -> None:
    async with serving(answer) as url:
        pass
    with pytest.raises(ConnectFailed):
        await request_.do_request(url, "POST")


@pytest.mark.parametrize("serve", [hang_up, stop_in_the_middle, talk_nonsense])
async def test_once_the_request_has_left_nobody_knows(request_: AiohttpRequest, serve: Serve) -> None:
    async with serving(serve) as url:
        with pytest.raises(Broken) as broken:
            await request_.do_request(url, "POST")
    assert "1:x" not in str(broken.value)


async def test_nor_does_anybody_when_no_answer_comes_in_time() -> None:
    request = AiohttpRequest(read_timeout=0.05)
    async with serving(say_nothing) as url:
        with pytest.raises(Broken) as broken:
            await request.do_request(url, "POST")
    await request.shutdown()
    assert "1:x" not in str(broken.value)


async def test_a_request_that_found_no_free_connection_was_not_sent() -> None:
    request = AiohttpRequest(connections=1, connect_timeout=0.05, read_timeout=30)
    async with serving(say_nothing) as url:
        first = asyncio.create_task(request.do_request(url, "POST"))
        await asyncio.sleep(0)
        with pytest.raises(ConnectFailed):
            await request.do_request(url, "POST")
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await request.shutdown()
