"""A small school with a meeting that families are invited to, where time goes by and anything may happen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.delivery.courier import Courier
from bot.domain.answers import Words
from bot.domain.delivery import OutboxState
from bot.domain.meetings import Booking, MeetingKind, MeetingState, ReminderState, TalkState, instants
from bot.jobs import ticks
from bot.messages.render import render
from bot.services import answers
from bot.services.answers import received
from bot.services.meetings import planning, reminders, reminding
from bot.services.updates.screens import screens_for
from bot.storage.engine import Sessions
from bot.storage.models import (
    Account,
    ClassUpdate,
    Escalation,
    EscalationState,
    Meeting,
    MeetingReminder,
    Outgoing,
    Person,
    Pupil,
    Recipient,
    Role,
    RoleKind,
    School,
    SchoolClass,
    Slot,
    Talk,
    UpdateState,
)
from tests.support.small_school import Recorder, add_bots, add_chat, add_person, empty, join

FAMILIES: Sequence[Sequence[str]] = (("ayah", "ibu"), ("bunda",), ("bunda",), ("mama", "papa"), ())
"""By pupil: the guardians; the second and the third pupil are siblings."""
COMES, ASKS, TALKS, LIST, FOLLOWS = (
    "Terima kasih atas kabarnya",
    "belum kami terima",
    "Sampai bertemu. Terima kasih.",
    "Daftar pertemuan",
    "Tindak lanjut",
)
"""What only one kind of message says."""


@dataclass(slots=True)
class SmallSchool:
    """Five pupils, their families, a teacher; `now` is whatever a test says."""

    engine: AsyncEngine
    sessions: Sessions
    now: datetime
    timezone: str = "Asia/Jakarta"
    sent: list[tuple[datetime, str, str]] = field(default_factory=list)
    people: dict[str, int] = field(default_factory=dict)
    pupils: list[int] = field(default_factory=list)
    school_id: int = 0
    class_id: int = 0
    meeting_id: int = 0
    courier: Courier = field(init=False)

    async def found(self) -> None:
        """The school and its people; nothing is in the database but that."""
        async with self.sessions() as session:
            await empty(session)
            school = School(name="SMA Uji", timezone=self.timezone, created_at=self.now)
            teacher = await add_person(session, school, "Nurmala")
            bots = await add_bots(session, school)
            await add_chat(session, bots[0], teacher, self.now)
            session.add(Role(school_id=school.id, person_id=teacher.id, kind=RoleKind.TEACHER, since=self.now))
            of = SchoolClass(school_id=school.id, year="2026/2027", name="X-1", homeroom_id=teacher.id)
            session.add(of)
            await session.flush()
            self.school_id, self.class_id, self.people["Nurmala"] = school.id, of.id, teacher.id
            for number, family in enumerate(FAMILIES):
                pupil = Pupil(school_id=school.id, class_id=of.id, name=f"Murid {number}", created_at=self.now)
                session.add(pupil)
                await session.flush()
                self.pupils.append(pupil.id)
                for name in family:
                    await self._join(session, school, bots[0], pupil, name)
            await session.commit()
        channels = {bot: Recorder(lambda: self.now, self.sent) for bot in bots}
        self.courier = Courier(self.engine, channels, render, screens_for, clock=lambda: self.now, rng=Random(1))

    async def _join(self, session: AsyncSession, school: School, bot: int, pupil: Pupil, name: str) -> None:
        if name not in self.people:
            person = await add_person(session, school, name)
            await add_chat(session, bot, person, self.now)
            self.people[name] = person.id
        await join(session, pupil, await session.get_one(Person, self.people[name]), self.now)

    def at(self, day: date, clock: time) -> datetime:
        """That time on the school's clock."""
        return datetime.combine(day, clock, ZoneInfo(self.timezone)).astimezone(UTC)

    async def invite(
        self,
        day: date,
        starts: time,
        kind: MeetingKind = MeetingKind.CLASS,
        until: datetime | None = None,
    ) -> None:
        """The teacher invites, now."""
        async with self.sessions() as session:
            host = await session.get_one(Person, self.people["Nurmala"])
            ends = (datetime.combine(day, starts) + timedelta(hours=1)).time()
            new = planning.NewMeeting(
                kind, [self.class_id], day, starts, ends, place="Aula", booking=Booking.OPEN, book_until=until
            )
            meeting = await planning.create(session, host, new, self.now)
            await planning.invite(session, meeting, self.now, self.now)
            await session.commit()
            self.meeting_id = meeting.id
        await self.go_on()

    async def offer(self, *begins: datetime, minutes: int = 10) -> None:
        """The teacher offers times."""
        async with self.sessions() as session:
            for at in begins:
                session.add(
                    Slot(
                        meeting_id=self.meeting_id,
                        host_id=self.people["Nurmala"],
                        starts_at=at,
                        ends_at=at + timedelta(minutes=minutes),
                    )
                )
            await session.commit()

    async def go_on(self) -> None:
        """What is due is done, and leaves."""
        await ticks.send_due(self.sessions, lambda: self.now, lambda: None)
        await self.tick()
        await self.deliver()

    async def tick(self) -> None:
        """The ticks of a process."""
        await ticks.follow_silence(self.sessions, lambda: self.now, lambda: None)
        await ticks.remind(self.sessions, lambda: self.now, lambda: None)

    async def deliver(self) -> None:
        """What is due leaves."""
        await self.courier.drain(self.now)

    async def until(self, then: datetime, step: timedelta = timedelta(minutes=30)) -> None:
        """Time goes by in steps, with all that is due in it; hours in which nothing is due pass at once."""
        while self.now < then:
            quiet = max(min(await self._next_due(), self.now + timedelta(hours=6)) - self.now, step)
            self.now = min(self.now + -(-quiet // step) * step, then)
            await self.go_on()

    async def _next_due(self) -> datetime:
        """When the first of what is written down comes due."""
        async with self.sessions() as session:
            moments = [
                await session.scalar(select(func.min(Outgoing.due_at)).where(Outgoing.state == OutboxState.QUEUED)),
                await session.scalar(
                    select(func.min(MeetingReminder.due_at)).where(MeetingReminder.state == ReminderState.WAITING)
                ),
                await session.scalar(
                    select(func.min(Escalation.due_at)).where(Escalation.state == EscalationState.WAITING)
                ),
                await session.scalar(
                    select(func.min(ClassUpdate.send_at)).where(ClassUpdate.state == UpdateState.SCHEDULED)
                ),
            ]
        return min((one for one in moments if one is not None), default=self.now + timedelta(hours=6))

    async def broken_tick(self) -> None:
        """A process locks what is due, queues what it has to say, and dies before it commits."""
        async with self.sessions() as session:
            for meeting_id in await reminding.due(session, self.now):
                await reminding.remind(session, meeting_id, self.now)
            await session.rollback()

    async def answer(self, name: str, choice: str) -> None:
        """A guardian taps an answer below the invitation."""
        async with self.sessions() as session:
            person = await session.get_one(Person, self.people[name])
            meeting = await session.get_one(Meeting, self.meeting_id)
            recipient = await session.scalar(
                select(Recipient).where(Recipient.update_id == meeting.invitation_id, Recipient.person_id == person.id)
            )
            assert recipient is not None
            children = await received.children_in(session, person, recipient)
            await answers.choose(session, recipient, choice, children, Words(channel="telegram"), self.now)
            await session.commit()

    async def book(self, name: str, number: int, at: datetime, party: int = 0) -> int:
        """A guardian has a talk about a child at that time."""
        async with self.sessions() as session:
            talk = Talk(
                school_id=self.school_id,
                meeting_id=self.meeting_id,
                host_id=self.people["Nurmala"],
                pupil_id=self.pupils[number],
                person_id=self.people[name],
                party=party,
                starts_at=at,
                ends_at=at + timedelta(minutes=10),
                created_at=self.now,
                changed_at=self.now,
            )
            session.add(talk)
            await session.flush()
            await reminders.plan_talk(session, talk, self.now)
            await session.commit()
            return talk.id

    async def move(self, talk_id: int, at: datetime) -> None:
        """It gets another time."""
        async with self.sessions() as session:
            talk = await session.get_one(Talk, talk_id)
            talk.starts_at, talk.ends_at = at, at + timedelta(minutes=10)
            talk.sequence, talk.changed_at = talk.sequence + 1, self.now
            await reminders.plan_talk(session, talk, self.now)
            await session.commit()

    async def release(self, talk_id: int) -> None:
        """It is given back, and nobody plans anything."""
        async with self.sessions() as session:
            talk = await session.get_one(Talk, talk_id)
            talk.state, talk.changed_at = TalkState.RELEASED, self.now
            await session.commit()

    async def change(self, day: date, starts: time) -> None:
        """The meeting is at another time."""
        async with self.sessions() as session:
            meeting = await session.get_one(Meeting, self.meeting_id)
            ends = (datetime.combine(day, starts) + timedelta(hours=1)).time()
            meeting.day, meeting.starts, meeting.ends = day, starts, ends
            meeting.starts_at, meeting.ends_at = instants(day, starts, ends, self.timezone)
            meeting.sequence += 1
            await reminders.plan(session, meeting, self.now)
            await session.commit()

    async def cancel(self) -> None:
        """It does not take place; nobody plans anything."""
        async with self.sessions() as session:
            meeting = await session.get_one(Meeting, self.meeting_id)
            meeting.state = MeetingState.CANCELLED
            await session.commit()

    async def heard(self, name: str, part: str) -> list[datetime]:
        """When somebody was told something like that."""
        async with self.sessions() as session:
            chats = set(await session.scalars(select(Account.address).where(Account.person_id == self.people[name])))
        return [at for at, address, text in self.sent if address in chats and part in text]
