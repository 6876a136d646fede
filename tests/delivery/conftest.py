"""The demo school, a strict Bot API server, and a courier between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.channels.telegram.send import TelegramChannel
from bot.delivery.courier import Courier
from bot.domain.screens import FileRef, Screen, screen
from bot.domain.updates import FieldValue
from bot.messages.render import render
from bot.playground.demo import Played
from bot.playground.telegram import BotApi, Floods, Phone
from bot.services import updates
from bot.services.queue import outbox
from bot.services.updates import NewUpdate, fanout
from bot.services.updates.screens import screens_for
from bot.storage.engine import Sessions
from bot.storage.models import Account, Bot, ClassUpdate, LogEntry, Outgoing, Recipient, School
from tests.support.demo import PARENTS, TEACHER, Demo, demo_school
from tests.support.telegram_request import HouseRequest

TOKEN = "4242:playground"


@dataclass
class Scene:
    """Everything of one test, and the few things it does."""

    sessions: Sessions
    api: BotApi
    courier: Courier
    bot_id: int
    school_id: int
    now: datetime

    def phone(self, who: Played = PARENTS[0]) -> Phone:
        return self.api.phone(who.user_id, who.name)

    def pass_by(self, **much: float) -> None:
        self.now += timedelta(**much)

    async def deliver(self) -> int:
        return await self.courier.drain(self.now)

    async def show(self, who: Played = PARENTS[0], *, edit: str | None = None, what: Screen | None = None) -> int:
        """Queue a screen for somebody who waits."""
        async with self.sessions() as session:
            demo = await self.demo(session)
            row = outbox.show(
                session,
                await demo.account(who),
                self.school_id,
                what or screen("home/stale"),
                self.now,
                edit=edit,
            )
            await session.commit()
            return row.id

    async def demo(self, session: AsyncSession) -> Demo:
        return Demo(session, await session.get_one(School, self.school_id), await session.get_one(Bot, self.bot_id))

    async def send_update(
        self, *classes: str, urgent: str | None = None, place: str = "Aula", file: FileRef | None = None
    ) -> int:
        """A teacher's update, fanned out into the outbox."""
        values: dict[str, FieldValue] = {
            "event": "Pentas seni",
            "day": date(2026, 8, 15),
            "at": time(8),
            "place": place,
        }
        async with self.sessions() as session:
            demo = await self.demo(session)
            ids = [(await demo.school_class(name)).id for name in classes or ("X-1",)]
            new = NewUpdate(ids, "event_invitation", values, "id", file=file, urgent_reason=urgent)
            row = await updates.create(session, await demo.person(TEACHER), new, self.now, self.now)
            await session.commit()
            for update_id in await fanout.start_due(session, self.now):
                while await fanout.fan_out(session, update_id, self.now):
                    pass
            await session.commit()
            return row.id

    async def row(self, row_id: int) -> Outgoing:
        async with self.sessions() as session:
            return await session.get_one(Outgoing, row_id)

    async def rows(self) -> Sequence[Outgoing]:
        async with self.sessions() as session:
            return (await session.scalars(select(Outgoing).order_by(Outgoing.id))).all()

    async def recipients(self, update_id: int) -> Sequence[Recipient]:
        async with self.sessions() as session:
            found = select(Recipient).where(Recipient.update_id == update_id).order_by(Recipient.id)
            return (await session.scalars(found)).all()

    async def recipient(self, update_id: int, who: Played) -> Recipient:
        async with self.sessions() as session:
            demo = await self.demo(session)
            found = select(Recipient).where(
                Recipient.update_id == update_id, Recipient.person_id == (await demo.person(who)).id
            )
            return (await session.scalars(found)).one()

    async def update(self, update_id: int) -> ClassUpdate:
        async with self.sessions() as session:
            return await session.get_one(ClassUpdate, update_id)

    async def log(self) -> Sequence[LogEntry]:
        async with self.sessions() as session:
            return (await session.scalars(select(LogEntry).order_by(LogEntry.id))).all()


@pytest.fixture
async def scene(engine: AsyncEngine, sessions: Sessions, tmp_path: Path, now: datetime) -> Scene:
    async with sessions() as session:
        demo = await demo_school(session, now)
        bot_id, school_id = demo.bot.id, demo.school.id
        addresses = list(await session.scalars(select(Account.address)))
    found: list[Scene] = []
    api = BotApi(lambda: found[0].now.timestamp() if found else now.timestamp(), floods=Floods.off())
    api.add_bot(TOKEN)
    for address in addresses:
        api.phone(int(address), "Sari").start()
    channel = TelegramChannel(TOKEN, "http://localhost", tmp_path, HouseRequest(api), HouseRequest(api))
    courier = Courier(engine, {bot_id: channel}, render, screens_for, rng=Random(7), clock=lambda: found[0].now)
    found.append(Scene(sessions, api, courier, bot_id, school_id, now))
    return found[0]
