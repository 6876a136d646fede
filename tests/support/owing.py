"""A small school that owes answers: two teachers of a class, the office, a family that asks; and all it was told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.domain.answers import Words
from bot.domain.codec import load_screen
from bot.domain.screens import Screen
from bot.domain.threads import Addressed
from bot.jobs import ticks
from bot.services.hours import leaves, setting
from bot.services.threads import answering, opening
from bot.storage.engine import Sessions
from bot.storage.models import Leave, Outgoing, Person, Pupil, Role, RoleKind, School, SchoolClass, Teaching, Thread
from tests.support.small_school import add_bots, add_chat, add_person, empty, join

ZONE = ZoneInfo("Asia/Jakarta")
NURMALA, DEWI, JOKO, SITI = "Nurmala", "Dewi", "Joko", "Siti"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of July 2026 on the school's clock; the 20th is a Monday."""
    return datetime(2026, 7, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@dataclass(slots=True)
class Owing:
    """The school. Time is what `now` says; a tick is the whole of `ticks.keep_promises`."""

    sessions: Sessions
    now: datetime
    pupil_id: int = 0
    people: dict[str, int] = field(default_factory=dict)

    async def found(self, *, cover: bool = True) -> None:
        """Nurmala looks after X-1, Dewi teaches there and covers for her, Joko is the office; Siti has a child."""
        async with self.sessions() as session:
            await empty(session)
            school = School(name="SMA Uji", timezone="Asia/Jakarta", created_at=self.now)
            kinds = {NURMALA: RoleKind.TEACHER, DEWI: RoleKind.TEACHER, JOKO: RoleKind.ADMIN, SITI: None}
            people = {name: await add_person(session, school, name) for name in kinds}
            bots = await add_bots(session, school)
            for name, kind in kinds.items():
                await add_chat(session, bots[0], people[name], self.now)
                if kind is not None:
                    session.add(Role(school_id=school.id, person_id=people[name].id, kind=kind, since=self.now))
            of = SchoolClass(school_id=school.id, year="2026/2027", name="X-1", homeroom_id=people[NURMALA].id)
            session.add(of)
            await session.flush()
            session.add(Teaching(class_id=of.id, person_id=people[DEWI].id, subject="Fisika"))
            pupil = Pupil(school_id=school.id, class_id=of.id, name="Budi Santoso", created_at=self.now)
            session.add(pupil)
            await session.flush()
            await join(session, pupil, people[SITI], self.now)
            if cover:
                await setting.set_cover(session, people[JOKO], people[NURMALA], people[DEWI])
            self.pupil_id, self.people = pupil.id, {name: person.id for name, person in people.items()}
            await session.commit()

    async def ask(self, words: str = "Kapan ulangan susulannya?") -> int:
        """Siti asks the homeroom teacher; the thread."""
        async with self.sessions() as session:
            guardian = await session.get_one(Person, self.people[SITI])
            pupil = await session.get_one(Pupil, self.pupil_id)
            opened = await opening.open_thread(
                session, guardian, pupil, Addressed.HOMEROOM, "", [Words(words)], self.now
            )
            await session.commit()
            return opened.thread.id

    async def answer(self, thread_id: int, by: str) -> None:
        """Somebody of the school answers."""
        async with self.sessions() as session:
            staff = await session.get_one(Person, self.people[by])
            await answering.answer(session, staff, thread_id, Words("Rabu depan, Bu."), self.now, seen=None)
            await session.commit()

    async def away(self, who: str, first: datetime, through: datetime, cover: str | None = None) -> int:
        """She takes leave; its id."""
        async with self.sessions() as session:
            staff = await session.get_one(Person, self.people[who])
            instead = await session.get_one(Person, self.people[cover]) if cover else None
            days = [moment.astimezone(ZONE).date() for moment in (first, through)]
            leave = await leaves.take(session, staff, staff, days[0], days[1], self.now, instead)
            await session.commit()
            return leave.id

    async def back(self, who: str, leave_id: int) -> Leave:
        """She is there after all."""
        async with self.sessions() as session:
            leave = await leaves.end(session, await session.get_one(Person, self.people[who]), leave_id, self.now)
            await session.commit()
            return leave

    async def tick(self) -> None:
        """What is due happens."""
        await ticks.keep_promises(self.sessions, lambda: self.now, lambda: None)

    async def until(self, moment: datetime, step: timedelta = timedelta(minutes=10)) -> None:
        """Time passes, and the bot ticks all along."""
        while self.now < moment:
            self.now = min(self.now + step, moment)
            await self.tick()

    async def thread(self, thread_id: int) -> Thread:
        """As it stands."""
        async with self.sessions() as session:
            return await session.get_one(Thread, thread_id)

    async def with_whom(self, thread_id: int) -> str:
        """Who is responsible."""
        responsible = (await self.thread(thread_id)).responsible_id
        return next(name for name, person in self.people.items() if person == responsible)

    async def told(self, who: str) -> list[tuple[datetime, Screen]]:
        """What was queued for somebody, and from when on it may leave, in order."""
        async with self.sessions() as session:
            rows = await session.scalars(
                select(Outgoing).where(Outgoing.person_id == self.people[who]).order_by(Outgoing.id)
            )
            return [(row.due_at, load_screen(row.payload)) for row in rows if row.payload]

    async def templates(self, who: str) -> Sequence[str]:
        """Of that only what it was."""
        return [screen.template for _at, screen in await self.told(who)]
