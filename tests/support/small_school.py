"""A small school in rows, made anew for every example, and channels that take everything and keep when it came."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Received
from bot.channels.telegram.send import LIMITS
from bot.domain.rendered import Rendered
from bot.domain.screens import FileRef
from bot.storage.base import Base
from bot.storage.models import (
    Account,
    AccountState,
    Bot,
    Consent,
    Guardianship,
    GuardianState,
    Person,
    Pupil,
    Relation,
    School,
)


@dataclass(slots=True)
class Recorder:
    """A channel that takes everything and keeps when it came."""

    clock: Callable[[], datetime]
    sent: list[tuple[datetime, str, str]]
    limits = LIMITS

    async def send(self, address: str, message: Rendered) -> str:
        self.sent.append((self.clock(), address, message.text))
        return str(len(self.sent))

    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        """Already so."""

    async def delete(self, address: str, message_id: str) -> None:
        """Already gone."""

    async def download(self, file: FileRef, limit: int) -> bytes:
        raise NotImplementedError

    def read(self, raw: str) -> Received:
        raise NotImplementedError


async def empty(session: AsyncSession) -> None:
    """Nothing is left in the database."""
    for table in reversed(Base.metadata.sorted_tables):
        if table.name == "class_updates":
            await session.execute(table.update().values(progress_account_id=None))
        await session.execute(table.delete())


async def add_person(session: AsyncSession, school: School, name: str) -> Person:
    """A school, if it is new, and somebody in it."""
    session.add(school)
    await session.flush()
    person = Person(school_id=school.id, name=name, created_at=school.created_at)
    session.add(person)
    await session.flush()
    return person


async def add_bots(session: AsyncSession, school: School) -> list[int]:
    """One on each channel."""
    bots = []
    for number, channel in enumerate(("telegram", "whatsapp")):
        bot = Bot(school_id=school.id, channel=channel, address=str(number), username=f"bot{number}")
        session.add(bot)
        await session.flush()
        bots.append(bot.id)
    return bots


async def add_chat(session: AsyncSession, bot: int, person: Person, now: datetime) -> None:
    """A chat of theirs."""
    session.add(
        Account(
            bot_id=bot,
            person_id=person.id,
            address=f"{bot}-{person.id}",
            name=person.name,
            state=AccountState.ACTIVE,
            state_since=now,
            created_at=now,
            seen_at=now,
        )
    )
    await session.flush()


async def join(session: AsyncSession, pupil: Pupil, person: Person, now: datetime) -> None:
    """A confirmed guardian who has consented."""
    session.add(
        Guardianship(
            pupil_id=pupil.id,
            person_id=person.id,
            relation=Relation.MOTHER,
            state=GuardianState.CONFIRMED,
            linked_at=now,
            confirmed_at=now,
        )
    )
    session.add(
        Consent(person_id=person.id, pupil_id=pupil.id, channel="telegram", locale="id", wording="Setuju", given_at=now)
    )
    await session.flush()
