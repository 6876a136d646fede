"""A school to send to: families with one child each, linked, confirmed and consenting, and open round the clock."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.courtesy import Address
from bot.domain.delivery import Rung
from bot.domain.schoolyear import school_year
from bot.domain.updates import FieldValue
from bot.jobs import ticks
from bot.services import updates
from bot.services.updates import NewUpdate
from bot.storage.base import Base
from bot.storage.engine import make_readers, make_sessions
from bot.storage.models import (
    Account,
    Bot,
    CalendarDay,
    Consent,
    DayKind,
    Guardianship,
    GuardianState,
    Outgoing,
    Person,
    Pupil,
    Recipient,
    Relation,
    Role,
    RoleKind,
    School,
    SchoolClass,
)

ZONE = "Asia/Jakarta"
FIRST_CHAT = 5_000_000
TEACHER = 1
"""The person who is homeroom teacher of every class; the families follow."""
WARMING = 1
"""A class with one family on each bot, to see that all of them are being served, and with those who tap meanwhile."""
EVENT: dict[str, FieldValue] = {
    "event": "Pentas seni akhir semester",
    "day": date(2027, 6, 12),
    "at": time(8),
    "place": "Aula sekolah",
}


def utcnow() -> datetime:
    """The present, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Families:
    """A school of this size in a database, and what a teacher does there."""

    engine: AsyncEngine
    families: int
    classes: int = 10
    bots: int = 1
    tappers: int = 0
    """Families of the class for warming beyond one for each bot."""

    @property
    def apart(self) -> int:
        """Families that no update reaches but those for warming."""
        return self.bots + self.tappers

    @property
    def bot_ids(self) -> range:
        return range(1, self.bots + 1)

    async def found(self) -> None:
        """Make the school. Its cap is off, so that it can be written to again and again."""
        async with make_sessions(self.engine)() as session:
            for model, rows in _tables(self, utcnow()):
                await session.execute(insert(model), rows)
            await number_on(session)
            await session.commit()
        await self.analyze()

    async def analyze(self) -> None:
        """Let PostgreSQL know how much there is of what, as its own tidying does within a minute.

        Not of empty tables, as it does not either: what is planned for no rows is slow for many.
        """
        if self.engine.dialect.name != "postgresql":
            return
        async with self.engine.connect() as connection:
            autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in Base.metadata.sorted_tables:
                if await autocommit.scalar(select(exists().select_from(table))):
                    await autocommit.execute(text(f'ANALYZE "{table.name}"'))

    async def announce(self, wake: Callable[[], None], classes: Sequence[int] = ()) -> int:
        """A class update by the teacher to these classes (or all), fanned out as the live bot does it; its id."""
        sessions = make_sessions(self.engine)
        update_id = await self.write(classes)
        await ticks.send_due(sessions, utcnow, wake)
        return update_id

    async def write(self, classes: Sequence[int] = ()) -> int:
        """The update alone, due at once and not yet fanned out; its id."""
        new = NewUpdate(classes or range(WARMING + 1, WARMING + self.classes + 1), "event_invitation", EVENT, "id")
        async with make_sessions(self.engine)() as session:
            teacher = await session.get_one(Person, TEACHER)
            row = await updates.create(session, teacher, new, utcnow(), utcnow())
            await session.commit()
        return row.id

    async def forget_queued(self) -> None:
        """Drop what has not left yet."""
        async with make_sessions(self.engine)() as session:
            await session.execute(delete(Outgoing).where(text("outbox.state = 'queued'")))
            await session.commit()

    async def recorded(self, update_id: int) -> None:
        """Wait until all of an update is recorded: every row sent, every recipient accepted."""
        while await self.unrecorded(update_id):  # noqa: ASYNC110 - rows cannot call us
            await asyncio.sleep(0.005)

    async def settled(self, update_id: int) -> None:
        """Wait until nothing of an update is still to leave: what is unknown for good is neither sent nor queued."""
        left = select(func.count()).where(
            Outgoing.update_id == update_id, text("outbox.state IN ('queued', 'sending')")
        )
        open_rows = 1
        while open_rows:
            await asyncio.sleep(0.2)
            async with make_readers(self.engine)() as session:
                open_rows = await session.scalar(left) or 0

    async def unrecorded(self, update_id: int) -> int:
        """How much of an update is not yet sent, or not yet known to be accepted."""
        rows = select(func.count()).where(Outgoing.update_id == update_id, text("outbox.state <> 'sent'"))
        people = select(func.count()).where(Recipient.update_id == update_id, Recipient.rung != Rung.ACCEPTED)
        async with make_readers(self.engine)() as session:
            unsent, unknown = await session.scalar(rows), await session.scalar(people)
            going = await session.scalar(select(func.count()).where(Recipient.update_id == update_id))
        return (unsent or 0) + (unknown or 0) + (0 if going else 1)


async def number_on(session: AsyncSession) -> None:
    """Let PostgreSQL number on from rows that brought their own ids."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and (highest := await session.scalar(select(func.max(table.c.id)))):
            await session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest)))


def _tables(school: Families, now: datetime) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    yield School, [_school(now)]
    yield CalendarDay, [_open(now + timedelta(days=ahead)) for ahead in range(-1, 8)]
    yield Bot, [{"id": bot, "school_id": 1, "channel": "telegram", "address": str(bot)} for bot in school.bot_ids]
    people = range(TEACHER + 1, TEACHER + school.apart + school.families + 1)
    yield Person, [_person(TEACHER, "Nurmala Sari, S.Pd.", now), *(_person(n, f"Siti Rahayu {n}", now) for n in people)]
    yield Role, [{"school_id": 1, "person_id": TEACHER, "kind": RoleKind.TEACHER, "since": now}]
    classes = range(WARMING, WARMING + school.classes + 1)
    yield SchoolClass, [_class(number, now) for number in classes]
    yield Pupil, [_pupil(n, _class_of(school, place), now) for place, n in enumerate(people)]
    yield Guardianship, [_guardianship(n, now) for n in people]
    yield Consent, [_consent(n, now) for n in people]
    yield Account, [_account(n, place % school.bots + 1, now) for place, n in enumerate(people)]


def _class_of(school: Families, place: int) -> int:
    return WARMING if place < school.apart else WARMING + 1 + (place - school.apart) % school.classes


def _school(now: datetime) -> dict[str, Any]:
    round_the_clock = {"quiet_start": time(0), "quiet_end": time(0), "quiet_weekdays": []}
    return {
        "id": 1,
        "name": "SMA Titian Bangsa",
        "timezone": ZONE,
        "weekly_cap": 0,
        "created_at": now,
    } | round_the_clock


def _open(day: datetime) -> dict[str, Any]:
    return {"school_id": 1, "day": day.date(), "kind": DayKind.OPEN}


def _person(number: int, name: str, now: datetime) -> dict[str, Any]:
    address = (Address.IBU, Address.BAPAK, Address.BAPAK_IBU)[number % 3]
    return {"id": number, "school_id": 1, "name": name, "address": address, "created_at": now}


def _class(number: int, now: datetime) -> dict[str, Any]:
    name = "Uji" if number == WARMING else f"X-{number - WARMING}"
    year = school_year(now, ZONE)
    return {"id": number, "school_id": 1, "year": year, "name": name, "homeroom_id": TEACHER}


def _pupil(number: int, class_id: int, now: datetime) -> dict[str, Any]:
    return {"id": number, "school_id": 1, "class_id": class_id, "name": f"Budi Santoso {number}", "created_at": now}


def _guardianship(number: int, now: datetime) -> dict[str, Any]:
    confirmed = {"state": GuardianState.CONFIRMED, "linked_at": now, "confirmed_at": now, "confirmed_by": TEACHER}
    return {"id": number, "pupil_id": number, "person_id": number, "relation": Relation.MOTHER} | confirmed


def _consent(number: int, now: datetime) -> dict[str, Any]:
    read = {"channel": "telegram", "locale": "id", "wording": "Setuju"}
    return {"id": number, "person_id": number, "pupil_id": number, "given_at": now} | read


def _account(number: int, bot: int, now: datetime) -> dict[str, Any]:
    times = {"state_since": now, "created_at": now, "seen_at": now}
    who = {"id": number, "bot_id": bot, "person_id": number, "address": str(FIRST_CHAT + number)}
    return who | {"name": f"Siti {number}"} | times
