"""The whole house on two channels: Telegram's strict local server and WhatsApp's, and families on either.

WhatsApp's posts go through the real webhook; both bots have one desk and one courier, as in a live house.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import cast

import httpx
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from starlette.applications import Starlette

from bot.channels.base import Channel
from bot.channels.telegram.receive import Poller
from bot.channels.telegram.send import TelegramChannel
from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.channels.whatsapp.templates import Draft, Templates
from bot.channels.whatsapp.webhook import webhook
from bot.chat.desk import Desk
from bot.chat.flows import all_flows
from bot.chat.keeper import Keeper
from bot.chat.preparing import Preparing
from bot.chat.router import Router
from bot.delivery.courier import Courier
from bot.domain.delivery import Via
from bot.domain.openers import OPENERS, PROVIDERS_NAME
from bot.domain.receipts import TemplateState
from bot.domain.updates import FieldValue
from bot.messages.openers import bodies
from bot.messages.render import render
from bot.messages.translations import translate
from bot.playground.demo import Played
from bot.playground.telegram import BotApi, Floods
from bot.playground.telegram import Phone as TelegramPhone
from bot.playground.whatsapp import CloudApi, Phone, Rates, Verdict, whatsapp_app
from bot.services import updates
from bot.services.updates import NewUpdate, fanout
from bot.services.updates.screens import screens_for
from bot.storage.engine import Sessions
from bot.storage.models import Account, AccountState, Bot, ProviderTemplate, Recipient, School
from tests.support.demo import TEACHER, Demo, demo_school
from tests.support.telegram_request import HouseRequest

PHONE_ID, TOKEN, ACCOUNT, SECRET, VERIFY = "100200300", "EAAGrahasia", "500600700", "s3cret", "titian"
HOOK = "/whatsapp"
CEILING = 100_000_00
PRICE = 350_00


@dataclass
class Bridge:
    """A school with a bot on each channel. `numbers` are the WhatsApp numbers of those who are there."""

    sessions: Sessions
    now: datetime
    school_id: int
    telegram_id: int
    whatsapp_id: int
    api: BotApi
    cloud: CloudApi
    telegram: TelegramChannel
    whatsapp: WhatsAppChannel
    numbers: dict[str, str] = field(default_factory=dict)
    courier: Courier = field(init=False)
    desk: Desk = field(init=False)
    keepers: Mapping[int, Keeper] = field(init=False)

    def __post_init__(self) -> None:
        channels: dict[int, Channel] = {self.telegram_id: self.telegram, self.whatsapp_id: self.whatsapp}
        engine = cast(AsyncEngine, self.sessions.kw["bind"])
        self.courier = Courier(engine, channels, render, screens_for, clock=self.clock, rng=Random(1))
        prepare = Preparing(self.sessions, self.clock)
        self.desk = Desk(self.sessions, channels, Router(all_flows()), "desk", self.clock, prepare=prepare)
        self.keepers = {
            bot_id: Keeper(self.sessions, bot_id, self.clock, remember=channel.limits.window is not None)
            for bot_id, channel in channels.items()
        }
        hook = webhook(HOOK, PHONE_ID, SecretStr(SECRET), SecretStr(VERIFY), self.keepers[self.whatsapp_id].keep)
        self._brought = httpx.AsyncClient(
            transport=httpx.ASGITransport(Starlette(routes=[hook])), base_url="http://titian.example"
        )
        self.cloud.post = self._post
        self.cloud.set_webhook(f"http://titian.example{HOOK}")

    def clock(self) -> datetime:
        return self.now

    def pass_by(self, **much: float) -> None:
        self.now += timedelta(**much)

    def phone(self, who: Played) -> Phone:
        return self.cloud.phone(self.numbers[who.name], who.name)

    def chat(self, who: Played = TEACHER) -> TelegramPhone:
        return self.api.phone(who.user_id, who.name)

    async def settle(self) -> None:
        """Let everything happen that has begun: what was written arrives and is answered, and so on."""
        while await self._settle():
            pass

    async def _settle(self) -> bool:
        poller = Poller(self.telegram, self.keepers[self.telegram_id].keep, wait=0)
        brought = len(self.cloud.events)
        while await poller.once():
            pass
        await poller.finish()
        await self.cloud.settled()
        await self.desk.clear()
        sent = await self.courier.drain(self.now)
        await self.cloud.settled()
        return bool(sent) or len(self.cloud.events) > brought

    async def approve(self) -> None:
        """All openers are known to the provider and to us."""
        templates = Templates(self.whatsapp.graph, ACCOUNT)
        async with self.sessions() as session:
            for body in bodies():
                session.add(
                    ProviderTemplate(
                        bot_id=self.whatsapp_id,
                        key=body.key,
                        locale=body.locale,
                        name=body.name,
                        digest=body.digest,
                        state=TemplateState.APPROVED,
                    )
                )
                await templates.submit(Draft(body.name, body.locale, body.text, body.samples, body.face))
                self.cloud.judge(body.name, body.locale, Verdict.APPROVED)
            bot = await session.get_one(Bot, self.whatsapp_id)
            bot.price, bot.ceiling = PRICE, CEILING
            await session.commit()
        assert {PROVIDERS_NAME % key for key in OPENERS} == {name for name, _ in self.cloud.number().account.templates}
        await self.settle()

    async def move(self, who: Played, *, keep: bool = False) -> Phone:
        """Somebody is on WhatsApp from now on: in place of Telegram, or (`keep`) beside it and preferred."""
        number = self.numbers[who.name] = f"62812700{who.user_id:05}"
        async with self.sessions() as session:
            demo = await self.demo(session)
            old = await demo.account(who)
            if keep:
                session.add(
                    Account(
                        bot_id=self.whatsapp_id,
                        person_id=old.person_id,
                        address=number,
                        name=who.name,
                        locale=old.locale,
                        state=AccountState.ACTIVE,
                        state_since=self.now,
                        created_at=self.now,
                        seen_at=self.now,
                        preferred=True,
                    )
                )
            else:
                old.bot_id, old.address = self.whatsapp_id, number
            await session.commit()
        return self.phone(who)

    async def demo(self, session: AsyncSession) -> Demo:
        school = await session.get_one(School, self.school_id)
        return Demo(session, school, await session.get_one(Bot, self.telegram_id))

    async def send_praise(self, *classes: str) -> int:
        """A teacher's good news, which asks for nothing, fanned out into the outbox."""
        return await self._send("class_praise", {"when": "pekan ini", "news": "Pentas seni lancar."}, classes)

    async def send_update(self, *classes: str) -> int:
        """A teacher's invitation, which asks for an answer, fanned out into the outbox."""
        values: dict[str, FieldValue] = {
            "event": "Pentas seni",
            "day": self.now.date() + timedelta(days=10),
            "at": time(8),
            "place": "Aula",
        }
        return await self._send("event_invitation", values, classes)

    async def _send(self, template: str, values: dict[str, FieldValue], classes: Sequence[str]) -> int:
        async with self.sessions() as session:
            demo = await self.demo(session)
            ids = [(await demo.school_class(name)).id for name in classes or ("X-1",)]
            new = NewUpdate(ids, template, values, "id")
            row = await updates.create(session, await demo.person(TEACHER), new, self.now, self.now)
            await session.commit()
            for update_id in await fanout.start_due(session, self.now):
                while await fanout.fan_out(session, update_id, self.now):
                    pass
            await session.commit()
            return row.id

    async def recipient(self, update_id: int, who: Played) -> Recipient:
        async with self.sessions() as session:
            person = await (await self.demo(session)).person(who)
            found = select(Recipient).where(Recipient.update_id == update_id, Recipient.person_id == person.id)
            return (await session.scalars(found)).one()

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        answer = await self._brought.post(url, headers=dict(headers), content=body)
        return answer.status_code


async def open_bridge(sessions: Sessions, now: datetime, folder: Path) -> Bridge:
    """The demo school on both channels; everybody is on Telegram until they `move`."""
    async with sessions() as session:
        demo = await demo_school(session, now)
        own = Bot(school_id=demo.school.id, channel=Via.WHATSAPP, address=PHONE_ID, username="628117000100")
        session.add(own)
        addresses = list(await session.scalars(select(Account.address)))
        await session.commit()
        ids = demo.school.id, demo.bot.id, own.id
    found: list[Bridge] = []
    api = BotApi(lambda: (found[0].now if found else now).timestamp(), floods=Floods.off())
    api.add_bot("4242:playground")
    for address in addresses:
        api.phone(int(address), "Sari").began()
    cloud = CloudApi(lambda: (found[0].now if found else now).timestamp(), rates=Rates.off(), pause=_at_once)
    cloud.add_number(PHONE_ID, token=TOKEN, secret=SECRET, account_id=ACCOUNT, name="SMA Titian Bangsa")
    graph = Graph(SecretStr(TOKEN), "http://graph.example", transport=httpx.ASGITransport(whatsapp_app(cloud)))
    telegram = TelegramChannel("4242:playground", "http://telegram.test", folder, HouseRequest(api), HouseRequest(api))
    whatsapp = WhatsAppChannel(graph, PHONE_ID, folder, translate)
    found.append(Bridge(sessions, now, *ids, api, cloud, telegram, whatsapp))
    return found[0]


async def _at_once(_seconds: float) -> None:
    pass
