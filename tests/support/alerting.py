"""A small school that lets the bot ask families by itself, where time goes by and anything may happen."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.alerts import AlertKind, AlertState
from bot.domain.attendance import DayState
from bot.domain.delivery import OutboxState
from bot.domain.marks import MarkKind, term_at
from bot.jobs import ticks
from bot.services.alerts import finding, rules, telling
from bot.services.attendance import registers
from bot.storage.models import Account, Alert, Assessment, Mark, Outgoing, Person, School
from tests.support.meetings import SmallSchool

MONDAY = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
"""09.00 in Jakarta, a school day."""
ASKED, NEWS = "belum tercatat hadir", "Terima kasih.\n\n"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EVERYTHING = tuple(AlertKind)


class AlertSchool(SmallSchool):
    """Five pupils and their families; `switch_on` is what an administrator does."""

    async def switch_on(self, *kinds: AlertKind, total: int = 3, line: float | None = 75) -> None:
        """From now on these are asked, after the usual grace."""
        async with self.sessions() as session:
            school = await session.get_one(School, self.school_id)
            school.pass_line = line
            rules.set_total(school, total)
            for kind in kinds:
                rules.switch_on(school, kind, self.now)
            await session.commit()

    async def switch_off(self, kind: AlertKind) -> None:
        """Not any more."""
        async with self.sessions() as session:
            rules.switch_off(await session.get_one(School, self.school_id), kind)
            await session.commit()

    async def tick(self) -> None:
        """The tick of a process."""
        await ticks.ask_families(self.sessions, lambda: self.now, lambda: None)

    async def until(self, then: datetime, step: timedelta = HOUR) -> None:
        """Time goes by in steps, with all that is due in it; hours in which nothing waits pass at once."""
        while self.now < then:
            self.now = min(self.now + step, then)
            await self.go_on()
            while self.now + step < min(then, await self._next_due()):
                self.now += step

    async def _next_due(self) -> datetime:
        async with self.sessions() as session:
            queued = select(func.min(Outgoing.due_at)).where(Outgoing.state == OutboxState.QUEUED)
            waits = select(func.min(Alert.due_at)).where(Alert.state == AlertState.WAITING)
            moments = [await session.scalar(queued), await session.scalar(waits), self.now + timedelta(hours=6)]
        return min(one for one in moments if one is not None)

    async def broken_tick(self) -> None:
        """A process finds and queues what is due, and dies before it commits."""
        async with self.sessions() as session:
            await finding.find(session, self.school_id, self.now)
            families = await telling.due(session, self.school_id, self.now)
            await telling.tell(session, self.school_id, families, self.now)
            await session.rollback()

    def today(self) -> date:
        """The day it is there."""
        return self.now.astimezone(ZoneInfo(self.timezone)).date()

    async def teacher(self, session: AsyncSession) -> Person:
        """Ibu Nurmala."""
        return await session.get_one(Person, self.people["Nurmala"])

    async def day(
        self, number: int, state: DayState | None = DayState.UNEXPLAINED, note: str | None = None, ago: int = 0
    ) -> None:
        """The teacher puts a pupil's day down."""
        async with self.sessions() as session:
            day = self.today() - timedelta(days=ago)
            await registers.mark(session, await self.teacher(session), self.pupils[number], day, state, note, self.now)
            await session.commit()

    async def family_says(self, name: str, number: int, note: str = "Sedang di jalan") -> None:
        """A guardian explains today, in whatever way."""
        async with self.sessions() as session:
            person = await session.get_one(Person, self.people[name])
            await registers.family_says(session, person, self.pupils[number], self.today(), None, note, self.now)
            await session.commit()

    async def assess(
        self, scores: Sequence[float | None], subject: str = "Matematika", kind: MarkKind = MarkKind.TASK
    ) -> int:
        """Marks of the first pupils, published; None: nothing handed in."""
        async with self.sessions() as session:
            of = Assessment(
                school_id=self.school_id,
                class_id=self.class_id,
                term=term_at(self.now, self.timezone),
                subject=subject,
                kind=kind,
                created_at=self.now,
                published_at=self.now,
            )
            session.add(of)
            await session.flush()
            for pupil, score in zip(self.pupils, scores, strict=False):
                missing = score is None
                row = Mark(assessment_id=of.id, pupil_id=pupil, score=score, missing=missing, changed_at=self.now)
                session.add(row)
            await session.commit()
            return of.id

    async def correct(self, assessment: int, number: int, score: float | None, *, missing: bool = False) -> None:
        """A mark says something else now."""
        async with self.sessions() as session:
            row = await session.scalar(
                select(Mark).where(Mark.assessment_id == assessment, Mark.pupil_id == self.pupils[number])
            )
            assert row is not None
            row.score, row.missing, row.changed_at = score, missing, self.now
            await session.commit()

    async def alerts(self, kind: AlertKind | None = None) -> list[Alert]:
        """What is written down."""
        async with self.sessions() as session:
            rows = await session.scalars(select(Alert).order_by(Alert.id))
            return [row for row in rows if kind in (None, row.kind)]

    async def texts(self, name: str) -> list[str]:
        """All that somebody got."""
        return [text for _at, text in await self.told(name)]

    async def told(self, name: str) -> list[tuple[datetime, str]]:
        """The same, and when."""
        async with self.sessions() as session:
            chats = await session.scalars(select(Account.address).where(Account.person_id == self.people[name]))
            own = set(chats)
        return [(at, text) for at, to, text in self.sent if to in own]
