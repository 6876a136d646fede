"""Whatever happens, and whenever: nobody is pressed, and no silent family is forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.delivery.courier import Courier
from bot.domain.answers import Words
from bot.domain.escalation import PRESETS, dump_plan
from bot.domain.updates import FieldValue
from bot.jobs import ticks
from bot.messages.render import render
from bot.services import answers, log, updates
from bot.services.answers import About, received
from bot.services.calendar import quiet_rule
from bot.services.escalations import steps, views
from bot.services.links import consents
from bot.services.updates import NewUpdate, corrections, fanout
from bot.services.updates.screens import screens_for
from bot.storage.engine import Sessions, make_sessions
from bot.storage.models import (
    Account,
    ClassUpdate,
    Escalation,
    EscalationState,
    Guardianship,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    Recipient,
    Role,
    RoleKind,
    School,
    SchoolClass,
)
from tests.support.small_school import Recorder, add_bots, add_chat, add_person, empty, join

EVENT: Mapping[str, FieldValue] = {"event": "Pentas", "day": date(2026, 10, 20), "at": time(8), "place": "Aula"}
MONDAY = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
FAMILIES: Sequence[Sequence[tuple[str, int]]] = ((("mother", 2), ("father", 1)), (("lone", 1),), (("twin", 2),), ())
"""By pupil: the guardians with their number of chats; the third pupil has the second guardian of a sibling, too."""


@dataclass(slots=True)
class World:
    """A class whose families may be silent, and all that was sent to them."""

    engine: AsyncEngine
    sessions: Sessions
    now: datetime
    sent: list[tuple[datetime, str, str]] = field(default_factory=list)
    answered: dict[int, datetime] = field(default_factory=dict)
    stopped: dict[int, datetime] = field(default_factory=dict)
    pupils: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    update_id: int = 0
    bots: list[int] = field(default_factory=list)
    courier: Courier = field(init=False)

    async def found(self) -> None:
        """The school, its people, and an update that asks for an answer."""
        async with self.sessions() as session:
            await empty(session)
            school = School(
                name="SMA Uji", timezone="Asia/Jakarta", escalation=dump_plan(PRESETS["usual"]), created_at=self.now
            )
            teacher = await add_person(session, school, "Nurmala")
            self.bots = await add_bots(session, school)
            await add_chat(session, self.bots[0], teacher, self.now)
            session.add(Role(school_id=school.id, person_id=teacher.id, kind=RoleKind.TEACHER, since=self.now))
            of = SchoolClass(school_id=school.id, year="2026/2027", name="X-1", homeroom_id=teacher.id)
            session.add(of)
            await session.flush()
            await _families(self, session, school, of)
            new = NewUpdate([of.id], "event_invitation", EVENT, "id")
            row = await updates.create(session, teacher, new, self.now, self.now)
            self.update_id = row.id
            await fanout.start_due(session, self.now)
            await fanout.fan_out(session, row.id, self.now)
            await session.commit()
        channels = {bot: Recorder(lambda: self.now, self.sent) for bot in self.bots}
        self.courier = Courier(self.engine, channels, render, screens_for, clock=lambda: self.now, rng=Random(1))
        await self.deliver()

    async def deliver(self) -> None:
        """What is due leaves."""
        await self.courier.drain(self.now)

    async def tick(self) -> None:
        """The steps that are due are taken."""
        await ticks.follow_silence(self.sessions, lambda: self.now, lambda: None)

    async def broken_tick(self) -> None:
        """The process dies before it commits."""
        async with self.sessions() as session:
            await steps.begin(session, await steps.without_steps(session, self.now), self.now)
            for update_id in await steps.due(session, self.now):
                await steps.advance(session, update_id, self.now)
            await session.rollback()

    async def answer(self, number: int, *, typed: bool) -> None:
        """A guardian answers for all the children the update came for."""
        async with self.sessions() as session:
            person = await session.get_one(Person, self.people[number])
            recipient = await session.scalar(
                select(Recipient).where(Recipient.update_id == self.update_id, Recipient.person_id == person.id)
            )
            row = await session.get_one(ClassUpdate, self.update_id)
            children = await received.children_in(session, person, recipient) if recipient else []
            if recipient is None or not children or row.state not in received.SHOWN:
                return
            how = Words("Baik, Bu.", channel="telegram")
            if typed:
                await answers.say(session, person, About(children, recipient), how, self.now)
            else:
                await answers.choose(session, recipient, "coming", children, how, self.now)
            await session.commit()
            for child in children:
                self.answered.setdefault(child.id, self.now)

    async def noted(self, number: int) -> None:
        """The teacher notes what a family said to her, whatever chats they have."""
        async with self.sessions() as session:
            school = (await session.scalars(select(School))).one()
            log.note(
                session,
                school.id,
                LogKind.ANSWER,
                self.now,
                pupil_id=self.pupils[number],
                update_id=self.update_id,
                choice="coming",
            )
            await session.commit()
            self.answered.setdefault(self.pupils[number], self.now)

    async def stop(self, number: int) -> None:
        """STOP in one of their chats."""
        async with self.sessions() as session:
            person = await session.get_one(Person, self.people[number])
            chats = await session.scalars(select(Account).where(Account.person_id == person.id).order_by(Account.id))
            await consents.stop(session, list(chats)[-1], person, self.now)
            await session.commit()
            self.stopped.setdefault(person.id, self.now)

    async def leave(self, number: int) -> None:
        """A child leaves the school."""
        async with self.sessions() as session:
            await session.execute(update(Pupil).where(Pupil.id == self.pupils[number]).values(left_at=self.now))
            await session.commit()
            self.answered.setdefault(self.pupils[number], self.now)

    async def settle(self, number: int) -> None:
        """The teacher has called this family herself."""
        async with self.sessions() as session:
            teacher = (await session.scalars(select(Person).where(Person.name == "Nurmala"))).one()
            one = await session.scalar(
                select(Escalation).where(Escalation.pupil_id == self.pupils[number], Escalation.state.in_(views.OPEN))
            )
            pupil = await session.get_one(Pupil, self.pupils[number])
            if one is None or pupil.left_at is not None:
                return
            await views.settle(session, teacher, one.id, self.now)
            await session.commit()
            self.answered.setdefault(self.pupils[number], self.now)

    async def withdraw(self) -> None:
        """The teacher takes the update back."""
        async with self.sessions() as session:
            teacher = (await session.scalars(select(Person).where(Person.name == "Nurmala"))).one()
            if (await session.get_one(ClassUpdate, self.update_id)).state not in received.SHOWN:
                return
            await corrections.withdraw(session, teacher, self.update_id, self.now)
            await session.commit()
            for pupil in self.pupils:
                self.answered.setdefault(pupil, self.now)

    async def read(self, number: int) -> None:
        """A guardian says that they have read it."""
        async with self.sessions() as session:
            person = self.people[number]
            recipient = await session.scalar(
                select(Recipient).where(Recipient.update_id == self.update_id, Recipient.person_id == person)
            )
            if recipient is not None:
                await answers.mark_read(session, recipient, "telegram", self.now)
                await session.commit()

    async def check(self) -> None:
        """What must hold of all that was sent, and of where each family has ended."""
        async with self.sessions() as session:
            school = (await session.scalars(select(School))).one()
            rule = await quiet_rule(session, school, self.now)
            owners = {account.address: account.person_id for account in await session.scalars(select(Account))}
            wards: dict[int, set[int]] = {}
            for tie in await session.scalars(select(Guardianship)):
                wards.setdefault(tie.person_id, set()).add(tie.pupil_id)
            rows = list(await session.scalars(select(Escalation)))
            reminded = list(await session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.REMINDED)))
        reminders = [(at, owners[to]) for at, to, text in self.sent if "belum kami terima" in text]
        assert len(reminded) == len(reminders)
        for at, person in reminders:
            assert person is not None
            assert rule.reason(at) is None
            assert any(self.answered.get(pupil, at) > at or pupil not in self.answered for pupil in wards[person])
            assert self.stopped.get(person, at) >= at
        routine = [(at, owners[to]) for at, to, text in self.sent if "Nurmala" in text]
        for at, person in routine:
            assert sum(other == person and at - timedelta(days=7) < then <= at for then, other in routine) <= 3
        for person in {one for _at, one in reminders}:
            assert sum(one == person for _at, one in reminders) <= 2 * len(wards[person or 0])
        assert {one.state for one in rows} <= {EscalationState.STOPPED, EscalationState.LISTED}
        for one in rows:
            silent = one.pupil_id not in self.answered
            refused = all(person in self.stopped for person, theirs in wards.items() if one.pupil_id in theirs)
            has_guardian = any(one.pupil_id in theirs for theirs in wards.values())
            if silent and not (refused and has_guardian):
                assert one.state is EscalationState.LISTED


async def _families(world: World, session: AsyncSession, school: School, of: SchoolClass) -> None:
    for number, family in enumerate(FAMILIES):
        pupil = Pupil(school_id=school.id, class_id=of.id, name=f"Murid {number}", created_at=world.now)
        session.add(pupil)
        await session.flush()
        world.pupils.append(pupil.id)
        for name, chats in family:
            person = await add_person(session, school, name)
            world.people.append(person.id)
            for bot in world.bots[:chats]:
                await add_chat(session, bot, person, world.now)
            await join(session, pupil, person, world.now)
    lone = await session.get_one(Person, world.people[2])
    await join(session, await session.get_one(Pupil, world.pupils[2]), lone, world.now)


person = st.integers(0, 3)
pupil = st.integers(0, 3)
whats = st.one_of(
    st.tuples(st.just("nothing"), st.just(0)),
    st.tuples(st.just("back"), st.integers(1, 10)),
    st.tuples(st.just("broken_tick"), st.just(0)),
    st.tuples(st.just("tap"), person),
    st.tuples(st.just("words"), person),
    st.tuples(st.just("noted"), pupil),
    st.tuples(st.just("read"), person),
    st.tuples(st.just("stop"), person),
    st.tuples(st.just("leave"), pupil),
    st.tuples(st.just("settle"), pupil),
    st.tuples(st.just("withdraw"), st.just(0)),
)
events = st.tuples(st.integers(2, 40), st.booleans(), whats, st.booleans())
"""Hours go by, a tick perhaps, something that people do, and perhaps what is due leaves."""
Event = tuple[int, bool, tuple[str, int], bool]


async def live(world: World, happened: Sequence[Event]) -> None:
    """One thing after the other."""
    for hours, ticks_before, (what, number), delivers in happened:
        world.now += timedelta(hours=hours)
        if ticks_before:
            await world.tick()
        match what:
            case "nothing":
                pass
            case "back":
                world.now -= timedelta(hours=number)
            case "tap" | "words":
                await world.answer(number, typed=what == "words")
            case "broken_tick" | "withdraw":
                await getattr(world, what)()
            case _:
                await getattr(world, what)(number)
        if delivers:
            await world.deliver()


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(events, min_size=4, max_size=14))
async def test_nobody_is_pressed_and_nobody_forgotten(engine: AsyncEngine, happened: Sequence[Event]) -> None:
    world = World(engine, make_sessions(engine), MONDAY)
    await world.found()
    await live(world, happened)
    for _day in range(24):
        world.now += timedelta(hours=12)
        await world.tick()
        await world.deliver()
    await world.check()
