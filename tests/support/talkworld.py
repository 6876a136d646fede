"""A school where much can go wrong with talks: siblings, parents who come apart, hosts in two meetings at once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.errors import AppError
from bot.domain.meetings import Booking, MeetingKind, MeetingState
from bot.domain.talks import How, Span
from bot.services.talks import booking, slots, taking, waiting
from bot.storage.base import Base
from bot.storage.engine import make_sessions
from bot.storage.models import (
    Account,
    AccountState,
    Bot,
    Guardianship,
    GuardianState,
    Meeting,
    MeetingClass,
    MeetingHost,
    Person,
    Pupil,
    Relation,
    Role,
    RoleKind,
    School,
    SchoolClass,
    Slot,
    Talk,
    Wish,
)
from bot.storage.work import work_of

DAY = date(2026, 7, 22)
FAMILIES: Sequence[tuple[str, Sequence[str], bool]] = (
    ("Alya", ("Siti", "Hendra"), False),
    ("Bima", ("Yanti",), False),
    ("Citra", ("Yanti",), False),
    ("Dewa", ("Rini", "Agus"), True),
    ("Eka", ("Dodi",), False),
    ("Fajar", ("Lestari",), False),
)
"""Child, guardians, whether they come apart; Bima and Citra are siblings."""
TRIES = 5
T = TypeVar("T")
Act = Callable[[AsyncSession], Awaitable[T]]


@dataclass(slots=True)
class TalkWorld:
    """Two meetings on one afternoon: talks with Ana or Budi, and joint ones with Budi and Cici together.

    Whoever acts does so in a transaction of their own, as a turn of the desk; an error of ours undoes it.
    """

    engine: AsyncEngine
    now: datetime = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
    ties: list[tuple[int, int]] = field(default_factory=list)
    """Guardian and child."""
    hosts: list[int] = field(default_factory=list)
    meetings: list[int] = field(default_factory=list)

    async def found(self) -> None:
        """Everybody, two meetings, and a few times to begin with."""
        async with make_sessions(self.engine)() as session:
            for table in reversed(Base.metadata.sorted_tables):
                await session.execute(table.delete())
            await _Founding(self, session).all()
            await session.commit()

    async def do(self, act: Act[T]) -> T:
        """Do it and commit; what two bring each other to a standstill with is tried again, as the desk does."""
        work = work_of(make_sessions(self.engine))
        for attempt in range(TRIES):
            try:
                return await work.write(partial(_turn, act=act))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != "40P01" or attempt == TRIES - 1:
                    raise
        raise AssertionError

    async def book(self, tie: int, slot_id: int, *, by: bool = False) -> Talk:
        guardian_id, pupil_id = self.ties[tie]

        async def act(session: AsyncSession) -> Talk:
            guardian, pupil = await session.get_one(Person, guardian_id), await session.get_one(Pupil, pupil_id)
            staff = await session.get_one(Person, self.hosts[0]) if by else None
            return await booking.book(session, guardian, pupil, slot_id, self.now, staff)

        return await self.do(act)

    async def move(self, person_id: int, talk_id: int, slot_id: int) -> Talk:
        async def act(session: AsyncSession) -> Talk:
            person = await session.get_one(Person, person_id)
            return await booking.move(session, person, talk_id, slot_id, self.now)

        return await self.do(act)

    async def release(self, person_id: int, talk_id: int) -> Talk | None:
        async def act(session: AsyncSession) -> Talk | None:
            person = await session.get_one(Person, person_id)
            return await booking.release(session, person, talk_id, self.now)

        return await self.do(act)

    async def wait(self, tie: int, meeting: int, host: int) -> Wish:
        guardian_id, pupil_id = self.ties[tie]

        async def act(session: AsyncSession) -> Wish:
            guardian, pupil = await session.get_one(Person, guardian_id), await session.get_one(Pupil, pupil_id)
            of = await session.get_one(Meeting, self.meetings[meeting])
            return await waiting.wait(session, guardian, pupil, of, self.hosts[host], self.now)

        return await self.do(act)

    async def leave(self, wish_id: int) -> None:
        async def act(session: AsyncSession) -> None:
            wish = await session.get(Wish, wish_id)
            if wish is not None:
                await waiting.leave(session, await session.get_one(Person, wish.person_id), wish_id)

        await self.do(act)

    async def offer(self, meeting: int, host: int, starts: time, ends: time, minutes: int) -> None:
        async def act(session: AsyncSession) -> None:
            of = await session.get_one(Meeting, self.meetings[meeting])
            person = await session.get_one(Person, self.hosts[host])
            await slots.offer(session, of, person, [Span(DAY, starts, ends, minutes)], self.now)

        await self.do(act)

    async def close(self, slot_id: int) -> None:
        async def act(session: AsyncSession) -> None:
            await slots.close(session, await session.get_one(Slot, slot_id))

        await self.do(act)

    async def reopen(self, slot_id: int) -> None:
        async def act(session: AsyncSession) -> None:
            await slots.reopen(session, await session.get_one(Slot, slot_id), self.now)

        await self.do(act)

    async def assign(self, meeting: int, order: Sequence[int]) -> list[Talk]:
        """Wishes of all families are collected and given free times in some order, as an assignment does."""

        async def act(session: AsyncSession) -> list[Talk]:
            of = await taking.lock(session, self.meetings[meeting])
            of.booking = Booking.PROPOSED
            await session.flush()
            talks = []
            wishes = list(await session.scalars(select(Wish).where(Wish.meeting_id == of.id).order_by(Wish.id)))
            for number, wish in enumerate(wishes):
                left = await taking.open_slots(session, of, wish.host_id, self.now)
                if left:
                    slot = left[order[number % len(order)] % len(left)]
                    try:
                        talks.append(await waiting.serve(session, of, wish, slot, self.now, How.ASSIGNED))
                    except AppError:
                        continue
            of.booking = Booking.PUBLISHED
            await session.flush()
            return talks + await waiting.settle(session, of.id, self.now)

        return await self.do(act)


async def _turn(session: AsyncSession, act: Act[T]) -> T:
    async with session.begin_nested():
        return await act(session)


@dataclass(slots=True)
class _Founding:
    world: TalkWorld
    session: AsyncSession

    async def all(self) -> None:
        school = School(name="SMA Uji", timezone="Asia/Jakarta", created_at=self.world.now)
        self.session.add(school)
        await self.session.flush()
        bot = Bot(school_id=school.id, channel="telegram", address="1", username="uji_bot")
        self.session.add(bot)
        hosts = [await self._person(school, name) for name in ("Ana", "Budi", "Cici")]
        self.session.add_all(
            Role(school_id=school.id, person_id=host.id, kind=RoleKind.TEACHER, since=self.world.now) for host in hosts
        )
        of = SchoolClass(school_id=school.id, year="2026/2027", name="X-1", homeroom_id=hosts[0].id)
        self.session.add(of)
        await self.session.flush()
        self.world.hosts = [host.id for host in hosts]
        await self._families(school, bot, of)
        for joint, own in ((False, hosts[:2]), (True, hosts[1:])):
            await self._meeting(of, joint, hosts[0] if not joint else own[0], own)

    async def _meeting(self, of: SchoolClass, joint: bool, leader: Person, own: Sequence[Person]) -> None:
        meeting = Meeting(
            school_id=of.school_id,
            host_id=leader.id,
            kind=MeetingKind.TALKS,
            day=DAY,
            starts=time(13),
            ends=time(15),
            starts_at=datetime(2026, 7, 22, 6, 0, tzinfo=UTC),
            ends_at=datetime(2026, 7, 22, 8, 0, tzinfo=UTC),
            joint=joint,
            booking=Booking.OPEN,
            book_until=self.world.now + timedelta(days=1, hours=6) if joint else None,
            state=MeetingState.INVITED,
            door=f"door{len(self.world.meetings)}",
            created_at=self.world.now,
        )
        self.session.add(meeting)
        await self.session.flush()
        self.world.meetings.append(meeting.id)
        self.session.add(MeetingClass(meeting_id=meeting.id, class_id=of.id))
        self.session.add_all(MeetingHost(meeting_id=meeting.id, person_id=host.id) for host in own)
        await self.session.flush()
        for host in own:
            await slots.offer(self.session, meeting, host, [Span(DAY, time(13), time(13, 20), 10)], self.world.now)

    async def _families(self, school: School, bot: Bot, of: SchoolClass) -> None:
        known: dict[str, Person] = {}
        for child, guardians, apart in FAMILIES:
            pupil = Pupil(school_id=school.id, class_id=of.id, name=child, talks_apart=apart, created_at=self.world.now)
            self.session.add(pupil)
            await self.session.flush()
            for name in guardians:
                if name not in known:
                    known[name] = await self._person(school, name)
                    self._chat(bot, known[name])
                self.world.ties.append((known[name].id, pupil.id))
                self._tie(pupil, known[name])
        await self.session.flush()

    async def _person(self, school: School, name: str) -> Person:
        person = Person(school_id=school.id, name=name, created_at=self.world.now)
        self.session.add(person)
        await self.session.flush()
        return person

    def _tie(self, pupil: Pupil, person: Person) -> None:
        self.session.add(
            Guardianship(
                pupil_id=pupil.id,
                person_id=person.id,
                relation=Relation.GUARDIAN,
                state=GuardianState.CONFIRMED,
                linked_at=self.world.now,
                confirmed_at=self.world.now,
            )
        )

    def _chat(self, bot: Bot, person: Person) -> None:
        self.session.add(
            Account(
                bot_id=bot.id,
                person_id=person.id,
                address=str(person.id),
                name=person.name,
                state=AccountState.ACTIVE,
                state_since=self.world.now,
                created_at=self.world.now,
                seen_at=self.world.now,
            )
        )
