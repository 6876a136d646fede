"""A school where much can go wrong with questions: two guardians, staff with hours, leave and covers, days off."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.answers import Words
from bot.jobs import ticks
from bot.services import calendar
from bot.services.hours import leaves
from bot.services.threads import answering, opening, saying
from bot.services.threads.answering import Answered
from bot.services.threads.opening import Opened
from bot.storage.base import Base
from bot.storage.engine import make_sessions
from bot.storage.models import (
    Account,
    AccountState,
    Bot,
    Guardianship,
    GuardianState,
    Person,
    Pupil,
    Relation,
    Role,
    RoleKind,
    School,
    SchoolClass,
    StaffHours,
    Teaching,
)
from bot.storage.work import work_of

TRIES = 5
STAFF: Sequence[tuple[str, RoleKind]] = (
    ("Ana", RoleKind.TEACHER),
    ("Budi", RoleKind.TEACHER),
    ("Cici", RoleKind.COUNSELLOR),
    ("Dodi", RoleKind.ADMIN),
    ("Eka", RoleKind.ADMIN),
)
"""The homeroom teacher, a teacher of a subject who is there two afternoons a week, the counsellor, the office."""
GUARDIANS = ("Siti", "Hendra")
T = TypeVar("T")
Act = Callable[[AsyncSession], Awaitable[T]]


@dataclass(slots=True)
class AskWorld:
    """One child. Whoever acts does so in a transaction of their own, as a turn of the desk; an error of ours undoes it.

    It begins on a Thursday before a weekend and Independence Day.
    """

    engine: AsyncEngine
    now: datetime = datetime(2026, 8, 13, 2, 0, tzinfo=UTC)
    school: int = 0
    pupil: int = 0
    staff: list[int] = field(default_factory=list)
    guardians: list[int] = field(default_factory=list)

    @property
    def office(self) -> set[int]:
        """The administrators."""
        return {person for person, (_name, kind) in zip(self.staff, STAFF, strict=True) if kind is RoleKind.ADMIN}

    async def found(self) -> None:
        """Everybody, with a chat each."""
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

    async def ask(self, guardian: int, whom: int, text: str) -> Opened:
        async def act(session: AsyncSession) -> Opened:
            person, pupil = await session.get_one(Person, guardian), await session.get_one(Pupil, self.pupil)
            found = await opening.whom(session, person, pupil)
            one = found[whom % len(found)]
            return await opening.open_thread(
                session, person, pupil, one.addressed, one.subject, [Words(text, channel="telegram")], self.now
            )

        return await self.do(act)

    async def add(self, guardian: int, thread: int, text: str) -> object:
        async def act(session: AsyncSession) -> object:
            return await saying.add(session, await session.get_one(Person, guardian), thread, [Words(text)], self.now)

        return await self.do(act)

    async def close(self, guardian: int, thread: int) -> object:
        return await self.do(lambda session: self._by(session, saying.close, guardian, thread))

    async def reopen(self, guardian: int, thread: int) -> object:
        return await self.do(lambda session: self._by(session, saying.reopen, guardian, thread))

    async def answer(self, staff: int, thread: int, text: str, seen: int | None) -> Answered:
        async def act(session: AsyncSession) -> Answered:
            person = await session.get_one(Person, staff)
            return await answering.answer(session, person, thread, Words(text), self.now, seen=seen)

        return await self.do(act)

    async def forward(self, staff: int, thread: int, to: int, note: str) -> object:
        async def act(session: AsyncSession) -> object:
            person, colleague = await session.get_one(Person, staff), await session.get_one(Person, to)
            return await answering.forward(session, person, thread, colleague, note, self.now)

        return await self.do(act)

    async def settle(self, staff: int, thread: int) -> object:
        return await self.do(lambda session: self._by(session, answering.settle, staff, thread))

    async def reopen_by_school(self, staff: int, thread: int) -> object:
        return await self.do(lambda session: self._by(session, answering.reopen, staff, thread))

    async def change_chat(self, person: int, state: AccountState) -> None:
        """Somebody blocks the bot, or unblocks it."""

        async def act(session: AsyncSession) -> None:
            (account,) = await session.scalars(select(Account).where(Account.person_id == person))
            account.state = state

        await self.do(act)

    async def take_leave(self, who: int, ahead: int, days: int, cover: int | None) -> None:
        """Somebody of the staff is away for some days."""
        first = self.today + timedelta(days=ahead)

        async def act(session: AsyncSession) -> None:
            staff = await session.get_one(Person, self.staff[who])
            other = await session.get_one(Person, self.staff[cover]) if cover is not None else None
            await leaves.take(session, staff, staff, first, first + timedelta(days=days), self.now, other)

        await self.do(act)

    async def end_leave(self, person: int, leave: int) -> None:
        """She is back."""

        async def act(session: AsyncSession) -> None:
            await leaves.end(session, await session.get_one(Person, person), leave, self.now)

        await self.do(act)

    async def set_day(self, ahead: int, *, is_open: bool) -> None:
        """The school says that it is open, or closed, on a day."""

        async def act(session: AsyncSession) -> None:
            school = await session.get_one(School, self.school)
            await calendar.set_day(session, school, self.today + timedelta(days=ahead), "Hari sekolah", is_open=is_open)

        await self.do(act)

    async def tick(self) -> None:
        """What the live bot does every so often for promises."""
        await ticks.keep_promises(make_sessions(self.engine), lambda: self.now, lambda: None)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo("Asia/Jakarta")).date()

    async def _by(
        self, session: AsyncSession, does: Callable[..., Awaitable[object]], person: int, thread: int
    ) -> object:
        return await does(session, await session.get_one(Person, person), thread, self.now)


async def _turn(session: AsyncSession, act: Act[T]) -> T:
    async with session.begin_nested():
        return await act(session)


@dataclass(slots=True)
class _Founding:
    world: AskWorld
    session: AsyncSession

    async def all(self) -> None:
        school = School(name="SMA Uji", timezone="Asia/Jakarta", created_at=self.world.now - timedelta(days=90))
        self.session.add(school)
        await self.session.flush()
        bot = Bot(school_id=school.id, channel="telegram", address="1", username="uji_bot")
        self.session.add(bot)
        await self.session.flush()
        people = {name: await self._person(school, bot, name) for name in (*(one for one, _ in STAFF), *GUARDIANS)}
        for name, kind in STAFF:
            self.session.add(Role(school_id=school.id, person_id=people[name].id, kind=kind, since=self.world.now))
        of = SchoolClass(school_id=school.id, year="2026/2027", name="X-1", homeroom_id=people["Ana"].id)
        self.session.add(of)
        await self.session.flush()
        self.session.add(Teaching(class_id=of.id, person_id=people["Budi"].id, subject="Matematika"))
        self.session.add(
            StaffHours(
                person_id=people["Budi"].id,
                school_id=school.id,
                weekdays=[1, 3],
                start=time(13),
                end=time(16),
                cover_id=people["Ana"].id,
            )
        )
        pupil = Pupil(school_id=school.id, class_id=of.id, name="Alya", created_at=self.world.now)
        self.session.add(pupil)
        await self.session.flush()
        for name in GUARDIANS:
            self._tie(pupil, people[name])
        self.world.school, self.world.pupil = school.id, pupil.id
        self.world.staff = [people[name].id for name, _kind in STAFF]
        self.world.guardians = [people[name].id for name in GUARDIANS]

    async def _person(self, school: School, bot: Bot, name: str) -> Person:
        person = Person(school_id=school.id, name=name, created_at=self.world.now)
        self.session.add(person)
        await self.session.flush()
        self.session.add(
            Account(
                bot_id=bot.id,
                person_id=person.id,
                address=str(person.id),
                name=name,
                state=AccountState.ACTIVE,
                state_since=self.world.now,
                created_at=self.world.now,
                seen_at=self.world.now,
            )
        )
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
