"""The house with its chats, and people who use it: `say`, `press`, `screen`."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from bot.channels.base import Kind, Received
from bot.chat.flows import all_flows
from bot.chat.handle import handle
from bot.chat.router import Router
from bot.domain.codec import load_screen
from bot.domain.courtesy import Reader
from bot.domain.delivery import Op, OutboxState
from bot.domain.rendered import Choice, Rendered
from bot.domain.screens import FileRef
from bot.messages.render import render
from bot.services.update_screens import screens_for
from bot.storage.engine import Sessions
from bot.storage.models import Account, Outgoing, Person, School
from tests.support.demo import Demo, demo_school


@dataclass(slots=True)
class Bubble:
    """One message as a person sees it."""

    id: str
    message: Rendered

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def buttons(self) -> list[str]:
        return [choice.label for row in self.message.rows for choice in row]

    def choice(self, label: str) -> Choice:
        """The button with this face, or the first whose face begins so."""
        choices = [choice for row in self.message.rows for choice in row]
        for choice in choices:
            if choice.label == label:
                return choice
        for choice in choices:
            if choice.label.startswith(label):
                return choice
        raise AssertionError(f"no button {label!r} among {self.buttons}")


@dataclass(slots=True)
class Phone:
    """One person's chat with the bot."""

    house: "House"
    address: str
    name: str = "Seseorang"
    bubbles: dict[str, Bubble] = field(default_factory=dict)
    taps: int = 0

    async def say(self, text: str, reply_to: Bubble | None = None) -> Bubble:
        """Write a line; the newest message in return."""
        return await self._do(
            Kind.TEXT, text=text, reply_to=reply_to.id if reply_to else None, message=self.house.new_id()
        )

    async def send(self, file: FileRef, caption: str = "") -> Bubble:
        """Send a photo, a document or a voice message."""
        return await self._do(Kind.FILE, text=caption, file=file, message=self.house.new_id())

    async def press(self, label: str, on: Bubble | None = None) -> Bubble:
        """Tap a button of the newest message that has it."""
        self.taps += 1
        bubble = on or self._with(label)
        return await self.forge(bubble.choice(label).data or "", bubble.id)

    async def forge(self, data: str, message: str = "1") -> Bubble:
        """Send any callback data, as a tampered client can."""
        return await self._do(Kind.PRESS, press=data, message=message)

    def screen(self) -> Bubble:
        """The newest message."""
        return list(self.bubbles.values())[-1]

    def _with(self, label: str) -> Bubble:
        for bubble in reversed(self.bubbles.values()):
            if any(face.startswith(label) for face in bubble.buttons):
                return bubble
        raise AssertionError(f"no button {label!r}; the newest message has {self.screen().buttons}")

    async def _do(self, kind: Kind, **what: object) -> Bubble:
        received = Received(kind, self.address, self.name, "id", **what)  # type: ignore[arg-type]
        await self.house.receive(received)
        return self.screen()


@dataclass(slots=True)
class House:
    """A demo school with a working chat; what leaves is rendered and shown at once."""

    sessions: Sessions
    demo: Demo
    now: datetime
    router: Router = field(default_factory=lambda: Router(all_flows()))
    phones: dict[str, Phone] = field(default_factory=dict)
    last_id: int = 1000

    def new_id(self) -> str:
        self.last_id += 1
        return str(self.last_id)

    def phone(self, user_id: int, name: str = "Seseorang") -> Phone:
        return self.phones.setdefault(str(user_id), Phone(self, str(user_id), name))

    async def receive(self, received: Received) -> None:
        async with self.sessions() as session:
            await handle(session, self.router, self.demo.bot.id, received, self.now)
            await session.commit()
        await self.deliver()

    async def deliver(self) -> None:
        """Put everything queued onto the phones."""
        async with self.sessions() as session:
            rows = list(
                await session.scalars(
                    select(Outgoing)
                    .where(Outgoing.state == OutboxState.QUEUED, Outgoing.due_at <= self.now)
                    .order_by(Outgoing.lane, Outgoing.priority, Outgoing.id)
                )
            )
            for row in rows:
                await self._show(session, row)
            await session.commit()

    async def _show(self, session, row: Outgoing) -> None:  # type: ignore[no-untyped-def]
        account = await session.get_one(Account, row.account_id)
        person = await session.get(Person, account.person_id) if account.person_id else None
        school = await session.get_one(School, row.school_id)
        phone = self.phone(int(account.address), account.name)
        row.state = OutboxState.SENT
        if row.op is Op.DELETE:
            phone.bubbles.pop(row.target or "", None)
            return
        screen = (
            load_screen(row.payload)
            if row.payload
            else (await screens_for(session, [row.recipient_id or 0]))[row.recipient_id or 0]
        )
        reader = Reader(
            (person.locale if person else None) or account.locale,
            school.timezone,
            person.name if person else "",
            **({"address": person.address, "greeting": person.greeting} if person else {}),
        )
        row.message = row.target if row.op is Op.EDIT else self.new_id()
        phone.bubbles[row.message or ""] = Bubble(row.message or "", render(screen, reader, self.now))


async def open_house(sessions: Sessions, now: datetime) -> House:
    """A house with the demo school in it."""
    async with sessions() as session:
        demo = await demo_school(session, now)
        return House(sessions, demo, now)
