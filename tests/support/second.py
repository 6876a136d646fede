"""A second bot of the school, on another channel, and a person's phone there: what is said, pressed and shown.

It stands for the channel: what arrives is handled and what is shown stands in the outbox; nothing leaves.
"""

from dataclasses import dataclass

from sqlalchemy import select

from bot.channels.base import Kind, Received
from bot.chat.handle import handle
from bot.domain.codec import load_screen
from bot.domain.courtesy import Reader
from bot.domain.rendered import Rendered
from bot.domain.screens import Screen
from bot.messages.render import render
from bot.storage.models import Account, Bot, Outgoing
from tests.support.house import House

NUMBER = "6281234500000"


async def second_bot(house: House) -> int:
    """The school's number on WhatsApp; its id."""
    async with house.sessions() as session:
        bot = Bot(school_id=house.demo.school.id, channel="whatsapp", address="77", username=NUMBER)
        session.add(bot)
        await session.commit()
        return bot.id


@dataclass(slots=True)
class SecondPhone:
    """Somebody's chat with the second bot."""

    house: House
    bot_id: int
    address: str
    name: str = "Bunda"

    async def say(self, text: str) -> str:
        """Write a line; the newest answer."""
        return await self._do(Received(Kind.TEXT, self.address, text=text, name=self.name, message="1"))

    async def press(self, label: str) -> str:
        """Tap a button of the newest message."""
        shown = await self.words()
        data = next(one.data for row in shown.rows for one in row if one.label.startswith(label))
        assert data is not None
        return await self._do(Received(Kind.PRESS, self.address, press=data, name=self.name, message="9"))

    async def words(self) -> Rendered:
        """The newest message as its reader sees it."""
        return render(await self._screen(), Reader("id", "Asia/Jakarta"), self.house.now)

    async def account(self) -> Account:
        """The row of the chat."""
        async with self.house.sessions() as session:
            query = select(Account).where(Account.bot_id == self.bot_id, Account.address == self.address)
            return (await session.scalars(query)).one()

    async def _screen(self) -> Screen:
        account = await self.account()
        async with self.house.sessions() as session:
            newest = select(Outgoing).where(Outgoing.account_id == account.id, Outgoing.payload.is_not(None))
            row = (await session.scalars(newest.order_by(Outgoing.id.desc()).limit(1))).one()
        return load_screen(row.payload or {})

    async def _do(self, received: Received) -> str:
        async with self.house.sessions() as session:
            await handle(session, self.house.router, self.bot_id, received, self.house.now)
            await session.commit()
        await self.house.deliver()
        return (await self.words()).text
