"""The far end, a process of its own: strict Bot and Cloud API servers over HTTP, with real broken connections.

`python -m tests.chaos.server TOKEN JOURNAL SEED FLOOD` tells its port and then obeys orders, one JSON object on each
line of its input, with one line of output for each. FLOOD is the messages it takes in any second (0: any number).
The journal gets one line for each message it accepted and for each thing that went wrong, the moment it happens.
"""

import asyncio
import json
import os
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from bot.playground.telegram import BotApi, Fault, Floods
from bot.playground.telegram.answers import Request
from bot.playground.telegram.app import BREAK, telegram_app
from bot.web.server import KEEP_ALIVE
from tests.chaos.cloud import PREFIX, Cloud
from tests.chaos.weather import Weather

WEBHOOK_PAUSE = 0.5
"""Seconds at most before a webhook is tried again; the real ones' pauses grow to minutes."""
MESSAGES = ("/send", "/messages")
"""What is in the paths by which messages come."""


class Breakable(HttpToolsProtocol):
    """A connection that can be broken off: by a reset, as by a firewall, or by an end without an answer."""

    rng: Random

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {BREAK: {"call": self.break_off}}

    def break_off(self) -> None:
        """End the connection at once."""
        if self.rng.random() < 0.5:
            raw = self.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


def _may_hold(connection: Any) -> bool:
    """Whether a message may be lost sight of with this connection: not begun with, under way, or its answer not read
    yet. Whoever sent it cannot know which; one that is polled holds none."""
    cycle = connection.cycle
    polled = cycle is not None and not cycle.response_complete
    return not polled or any(part in cycle.scope["path"] for part in MESSAGES)


class FarEnd:
    """The server, its door, and the journal it keeps."""

    def __init__(self, token: str, journal: str, seed: int, flood: int) -> None:
        self._journal = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.weather = Weather(Random(seed), self._told)
        Breakable.rng = Random(seed)
        self.api = BotApi(time.time, floods=Floods(flood) if flood else Floods.off(), pause=self._short)
        self.api.add_bot(token)
        self.api.faults.policy = self.weather.choose
        self.api.hearers.append(self._heard)
        self.cloud = Cloud(self.weather, self._tell, flood, self._short)
        self._telegram = telegram_app(self.api)
        # A connection that ends because nothing was said for a while is a trouble nobody has ordered.
        self._config = uvicorn.Config(
            self._delayed(self._either), lifespan="off", ws="none", log_config=None, timeout_keep_alive=KEEP_ALIVE
        )
        self._config.load()
        self._state = ServerState()
        self._port = 0
        self._door: asyncio.Server | None = None
        self._under_way = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> int:
        """Take connections; the port, which stays the same."""
        loop = asyncio.get_running_loop()
        self._door = await loop.create_server(
            lambda: Breakable(self._config, self._state, {}), "127.0.0.1", self._port, backlog=512
        )
        self._port = self._door.sockets[0].getsockname()[1]
        return self._port

    def shut(self, seconds: float) -> None:
        """Break off every connection and refuse new ones for a while."""
        assert self._door is not None
        self._door.close()
        connections = list(self._state.connections)
        held = sum(map(_may_hold, connections))
        for connection in connections:
            connection.transport.abort()
        self._tell({"what": "shut", "under_way": held})
        task = asyncio.create_task(self._reopen(seconds))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def obey(self, order: dict[str, Any]) -> object:
        """Carry out one order; what is answered."""
        orders: dict[str, Callable[..., object]] = {
            "weather": self.weather.change,
            "order": self.weather.order,
            "under_way": lambda given: self._under_way,
            "shut": lambda given: self.shut(given["seconds"]),
            "began": lambda given: self._began(given["chats"], given["windows"]),
            "say": lambda given: self._say(given["chat"], given["text"], given.get("reply_to")),
            "tap": lambda given: self._tap(given["chat"], given["message"]),
            **self.cloud.orders,
        }
        return orders[order.pop("do")](order)

    def _began(self, chats: list[str], windows: list[str]) -> None:
        for chat in chats:
            if chat.startswith(PREFIX):
                self.cloud.began(chat, window=chat in windows)
            else:
                self.api.phone(int(chat), "Wali").began()

    def _say(self, chat: str, text: str, reply_to: str | None) -> object:
        if chat.startswith(PREFIX):
            return self.cloud.phone(chat).say(text, reply_to)
        return self.api.phone(int(chat)).say(text, int(reply_to) if reply_to else None)

    def _tap(self, chat: str, message: str) -> str:
        """The first button below a message."""
        if chat.startswith(PREFIX):
            return self.cloud.tap(chat, message)
        phone = self.api.phone(int(chat))
        shown = phone.bubble(int(message))
        assert shown is not None
        return phone.press(int(message), shown.buttons[0][0].data)

    async def _either(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.cloud.app if scope["path"].startswith(("/v", "/whatsapp")) else self._telegram
        await app(scope, receive, send)

    async def _reopen(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.open()

    async def _short(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, WEBHOOK_PAUSE))

    def _delayed(self, app: ASGIApp) -> ASGIApp:
        """The way there and back takes its time; long polls and the like are left alone."""

        async def delayed(scope: Scope, receive: Receive, send: Send) -> None:
            if not any(part in scope["path"] for part in MESSAGES):
                await app(scope, receive, send)
                return

            async def back(message: Message) -> None:
                if message["type"] == "http.response.start":
                    await asyncio.sleep(self.weather.pause())
                await send(message)

            self._under_way += 1
            try:
                again = await _whole(receive)  # what has come in is acted upon, whatever becomes of who sent it
                await asyncio.sleep(self.weather.pause())
                await app(scope, again, back)
            finally:
                self._under_way -= 1

        return delayed

    def _heard(self, request: Request) -> None:
        if not request.method.startswith("send") or request.answer is None or request.method == "sendChatAction":
            return
        body, chat = request.answer.body, request.params.get("chat_id")
        words = request.params.get("text") or request.params.get("caption") or ""
        if body.get("ok"):
            self._tell({"what": "accepted", "chat": str(chat), "id": _number(body["result"]), "words": words})
        else:
            self._tell({"what": "refused", "chat": str(chat), "status": request.answer.status})

    def _told(self, fault: Fault, chat: str) -> None:
        self._tell({"what": "fault", "wrong": fault.wrong, "seconds": fault.seconds, "chat": chat})

    def _tell(self, line: dict[str, object]) -> None:
        os.write(self._journal, json.dumps(line).encode() + b"\n")


async def _whole(receive: Receive) -> Receive:
    """Read a request to its end; what reads it again, and hears of the connection's end after that."""
    come: deque[Message] = deque([await receive()])
    while come[-1].get("more_body"):
        come.append(await receive())

    async def again() -> Message:
        return come.popleft() if come else await receive()

    return again


def _number(result: object) -> object:
    return result.get("message_id") if isinstance(result, dict) else None


async def main(token: str, journal: str, seed: int, flood: int) -> None:
    """Serve until the input ends."""
    end = FarEnd(token, journal, seed, flood)
    sys.stdout.write(f"{await end.open()}\n")
    sys.stdout.flush()
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        answer = end.obey(json.loads(line))
        sys.stdout.write(json.dumps({"answer": answer if isinstance(answer, int | str) else None}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
