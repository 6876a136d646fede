"""The whole house on a strict local Bot API server, and people who use it: `say`, `press`, `screen`.

Everything is the real thing but the wire: polling, inbox, desk, outbox, courier, Telegram channel. Each request is
looked at by the server and, a second time, by models made from Telegram's own documentation.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from random import Random
from typing import cast

import segno
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.base import Received
from bot.channels.telegram.receive import Poller
from bot.channels.telegram.send import TelegramChannel
from bot.chat import files
from bot.chat.desk import Desk
from bot.chat.flows import all_flows
from bot.chat.handle import handle
from bot.chat.preparing import Preparing
from bot.chat.router import Router
from bot.delivery.courier import Courier
from bot.domain.arrivals import RawArrival
from bot.messages.render import render
from bot.playground.demo import chats_of
from bot.playground.telegram import BotApi, Floods
from bot.playground.telegram import Phone as Chat
from bot.playground.telegram.screens import Bubble as Seen
from bot.playground.telegram.screens import ScreenButton
from bot.services.queue import inbox
from bot.services.updates.screens import screens_for
from bot.storage.engine import Sessions
from tests.support.demo import Demo, demo_school
from tests.support.telegram_models import strict_api
from tests.support.telegram_request import HouseRequest

TOKEN = "4242:playground"


def picture() -> bytes:
    """A real, small PNG."""
    written = BytesIO()
    segno.make("Titian").save(written, kind="png", scale=8)
    return written.getvalue()


@dataclass(slots=True)
class Bubble:
    """One message of the bot as a person sees it; `buttons` are their faces."""

    seen: Seen

    @property
    def id(self) -> str:
        return str(self.seen.id)

    @property
    def text(self) -> str:
        return self.seen.text

    @property
    def buttons(self) -> list[str]:
        return [button.text for row in self.seen.buttons for button in row]

    @property
    def rows(self) -> list[list[str]]:
        """The same faces, as they stand beside each other."""
        return [[button.text for button in row] for row in self.seen.buttons]

    def choice(self, label: str) -> ScreenButton:
        """The button with this face, or the first whose face begins so."""
        choices = [button for row in self.seen.buttons for button in row]
        found = [button for button in choices if button.text == label] or [
            button for button in choices if button.text.startswith(label)
        ]
        assert found, f"no button {label!r} among {self.buttons}"
        return found[0]


@dataclass(slots=True)
class Phone:
    """One person's chat with the bot. What the person does returns the newest message afterwards."""

    house: "House"
    chat: Chat
    taps: int = 0
    said: int = 0
    """The id of the person's own newest message."""

    @property
    def bubbles(self) -> dict[str, Bubble]:
        """The bot's messages, oldest first."""
        return {str(seen.id): Bubble(seen) for seen in self.chat.screen() if not seen.mine}

    def screen(self) -> Bubble:
        """The newest message."""
        return list(self.bubbles.values())[-1]

    async def start(self, payload: str = "") -> Bubble:
        """Open the bot by its link."""
        self.said = self.chat.start(payload)
        return await self._after()

    async def say(self, text: str, reply_to: Bubble | None = None) -> Bubble:
        """Write a line."""
        self.said = self.chat.say(text, int(reply_to.id) if reply_to else None)
        return await self._after()

    async def change(self, text: str, message: int | None = None) -> Bubble:
        """Edit an own message, the newest by default."""
        self.chat.edit(message or self.said, text)
        return await self._after()

    async def photo(self, caption: str = "", reply_to: Bubble | None = None) -> Bubble:
        """Send a photograph."""
        self.said = self.chat.send_photo(picture(), caption, reply_to=int(reply_to.id) if reply_to else None)
        return await self._after()

    async def voice(self) -> Bubble:
        """Send a spoken message."""
        self.said = self.chat.send_voice(b"OggS")
        return await self._after()

    async def document(self, content: bytes, name: str, caption: str = "") -> Bubble:
        """Send a file."""
        self.said = self.chat.send_document(content, name, caption)
        return await self._after()

    async def press(self, label: str, on: Bubble | None = None) -> Bubble:
        """Tap a button, of the newest message that has it."""
        self.taps += 1
        bubble = on or self._with(label)
        return await self.forge(bubble.choice(label).data, bubble.id)

    async def forge(self, data: str, message: str = "1") -> Bubble:
        """Send any callback data, as a tampered client can."""
        self.chat.began()
        self.chat.forge(data, int(message))
        return await self._after()

    async def block(self) -> None:
        """Block the bot."""
        self.chat.block()
        await self.house.settle()

    async def unblock(self) -> None:
        """Unblock it."""
        self.chat.unblock()
        await self.house.settle()

    def _with(self, label: str) -> Bubble:
        for bubble in reversed(self.bubbles.values()):
            if any(face.startswith(label) for face in bubble.buttons):
                return bubble
        raise AssertionError(f"no button {label!r}; the newest message has {self.screen().buttons}")

    async def _after(self) -> Bubble:
        await self.house.settle()
        return self.screen()


@dataclass(slots=True)
class House:
    """The demo school, its bot, and everybody's phones. Time stands still unless `now` is changed."""

    sessions: Sessions
    demo: Demo
    now: datetime
    data_dir: Path
    api: BotApi = field(init=False)
    channel: TelegramChannel = field(init=False)
    desk: Desk = field(init=False)
    courier: Courier = field(init=False)
    phones: dict[int, Phone] = field(default_factory=dict)
    router: Router = field(default_factory=lambda: Router(all_flows()))

    def __post_init__(self) -> None:
        bot_id = self.demo.bot.id
        self.api = strict_api(BotApi(lambda: self.now.timestamp(), floods=Floods.off()))
        self.api.add_bot(TOKEN)
        self.channel = TelegramChannel(
            TOKEN, "http://telegram.test", self.data_dir, HouseRequest(self.api), HouseRequest(self.api)
        )
        engine = cast(AsyncEngine, self.sessions.kw["bind"])
        channels = {bot_id: self.channel}
        self.courier = Courier(engine, channels, render, screens_for, clock=lambda: self.now, rng=Random(1))
        files.use(self.data_dir)
        self.desk = Desk(
            self.sessions,
            channels,
            self.router,
            self.courier.kit.owner,
            lambda: self.now,
            prepare=Preparing(self.sessions, lambda: self.now),
        )

    def phone(self, user_id: int, name: str = "Seseorang") -> Phone:
        """Somebody's phone."""
        return self.phones.setdefault(user_id, Phone(self, self.api.phone(user_id, name)))

    async def settle(self) -> None:
        """Let everything happen that a person's act brings about."""
        poller = Poller(self.channel, self._store, wait=0)
        while await poller.once():
            pass
        await poller.finish()
        await self.desk.clear()
        await self.deliver()

    async def deliver(self) -> None:
        """Let everything leave that is due; whoever has an account has started the bot."""
        async with self.sessions() as session:
            for user_id, name in await chats_of(session, self.demo.bot.id):
                self.phone(user_id, name).chat.began()
        await self.courier.drain(self.now)

    async def receive(self, received: Received) -> None:
        """Handle something no phone of the playground can do."""
        async with self.sessions() as session:
            await handle(session, self.router, self.demo.bot.id, received, self.now)
            await session.commit()
        await self.deliver()

    async def _store(self, arrivals: Sequence[RawArrival]) -> None:
        async with self.sessions() as session:
            await inbox.store(session, self.demo.bot.id, arrivals, self.now)
            await session.commit()


async def open_house(sessions: Sessions, now: datetime) -> House:
    """The house with the demo school in it; everybody who is linked there has started the bot."""
    async with sessions() as session:
        demo = await demo_school(session, now)
    return House(sessions, demo, now, Path(tempfile.mkdtemp(prefix="titian-")))
