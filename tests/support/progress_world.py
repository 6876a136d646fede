"""A school whose every pupil has marks, days and notes that name no other: whoever reads one knows whose it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

import orjson
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.channels.base import Kind, Received
from bot.chat import files
from bot.chat.flows import all_flows
from bot.chat.handle import handle
from bot.chat.preparing import Preparing
from bot.chat.router import Router
from bot.delivery.courier import Courier
from bot.domain.alerts import AlertKind, AlertRule, dump_rule
from bot.domain.attendance import DayState
from bot.domain.marks import MarkKind
from bot.jobs import ticks
from bot.messages.render import render
from bot.services import updates
from bot.services.marks import publishing
from bot.services.updates import NewUpdate
from bot.services.updates.screens import screens_for
from bot.storage.engine import Sessions
from bot.storage.models import (
    Account,
    Assessment,
    Consent,
    Guardianship,
    GuardianState,
    Person,
    Pupil,
    Role,
    RoleKind,
    School,
    SchoolClass,
)
from tests.support.coursework import assessed, missed, noted, registered
from tests.support.small_school import Recorder, add_bots, add_chat, add_person, empty, join

PEOPLE = 3
DAY = date(2026, 7, 17)
LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Tie:
    """A guardian of a pupil: how far the link has come, before anything is said and when it leaves."""

    person: int
    before: GuardianState
    after: GuardianState
    sees: bool = True
    consented: bool = True

    @property
    def hears(self) -> bool:
        """Whether personal things may be shown to this guardian in the end."""
        return self.after is GuardianState.CONFIRMED and self.sees


@dataclass(frozen=True, slots=True)
class Child:
    """A pupil: twins share a name; some move to the other class, some leave before what is said of them has left."""

    name: str
    of: int
    moves: bool
    leaves: bool
    ties: Sequence[Tie]


def secrets(number: int) -> dict[str, str]:
    """What is said of this pupil and of no other; `hidden` is for no family."""
    letter = LETTERS[number]
    return {
        "subject": f"Mapel{letter}",
        "mark": f"4{number},3{number + 1}",
        "note": f"Catatan{letter}",
        "day": f"Sebab{letter}",
        "update": f"Kabar{letter}",
    }


def hidden(number: int) -> tuple[str, str, str]:
    """What no family may read: a mark that is not published, a note that is not shown, a subject of both."""
    return f"9{number},0{number + 1}", f"Rahasia{LETTERS[number]}", f"Tertutup{LETTERS[number]}"


@dataclass(slots=True)
class ProgressWorld:
    """The school, what left, and what was made for whom."""

    engine: AsyncEngine
    sessions: Sessions
    now: datetime
    folder: Path
    children: Sequence[Child]
    sent: list[tuple[datetime, str, str]] = field(default_factory=list)
    pupils: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    teacher: int = 0
    bot: int = 0
    files: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By person: what the files say that were made for them."""

    async def found(self) -> None:
        """People, classes, pupils and all that is known of them."""
        async with self.sessions() as session:
            await empty(session)
            rule = AlertRule(dict.fromkeys(AlertKind, timedelta()), 1)
            school = School(name="SMA Uji", timezone="Asia/Jakarta", created_at=self.now, weekly_cap=0)
            school.pass_line, school.alerts = 75.0, dump_rule(rule)
            teacher = await add_person(session, school, "Nurmala")
            self.bot = (await add_bots(session, school))[0]
            self.teacher = teacher.id
            session.add(Role(school_id=school.id, person_id=teacher.id, kind=RoleKind.ADMIN, since=self.now))
            for number in range(PEOPLE):
                person = await add_person(session, school, f"Wali {number}")
                await add_chat(session, self.bot, person, self.now)
                self.people.append(person.id)
            for name in ("X-1", "X-2"):
                of = SchoolClass(school_id=school.id, year="2026/2027", name=name, homeroom_id=teacher.id)
                session.add(of)
                await session.flush()
                await registered(session, of, DAY, self.now)
                self.classes.append(of.id)
            for number, child in enumerate(self.children):
                await self._enrol(session, teacher, number, child)
            await session.commit()

    async def _enrol(self, session: AsyncSession, teacher: Person, number: int, child: Child) -> None:
        of = await session.get_one(SchoolClass, self.classes[child.of])
        pupil = Pupil(school_id=of.school_id, class_id=of.id, name=child.name, created_at=self.now)
        session.add(pupil)
        await session.flush()
        self.pupils.append(pupil.id)
        own, (_mark, closed, subject) = secrets(number), hidden(number)
        mark = 40 + number + (31 + number) / 100
        await assessed(session, of, own["subject"], {pupil.id: mark}, self.now, published=False)
        await assessed(session, of, own["subject"], {pupil.id: None}, self.now, published=False, kind=MarkKind.TASK)
        await assessed(session, of, subject, {pupil.id: 90 + number + (number + 1) / 100}, self.now, published=False)
        session.add(noted(pupil, teacher, own["note"], self.now))
        session.add(noted(pupil, teacher, closed, self.now, shown=False))
        session.add(missed(pupil.id, of, DAY, DayState.UNEXPLAINED, self.now, own["day"]))
        for tie in child.ties:
            await self._tie(session, pupil, tie)

    async def _tie(self, session: AsyncSession, pupil: Pupil, tie: Tie) -> None:
        person = await session.get_one(Person, self.people[tie.person])
        await join(session, pupil, person, self.now)
        which = (Guardianship.pupil_id == pupil.id, Guardianship.person_id == person.id)
        await session.execute(update(Guardianship).where(*which).values(state=tie.before, sees_child=tie.sees))
        if not tie.consented:
            given = update(Consent).where(Consent.pupil_id == pupil.id, Consent.person_id == person.id)
            await session.execute(given.values(withdrawn_at=self.now))

    async def say(self) -> None:
        """Marks are published, a word goes to each family, and the bot finds what it may ask."""
        async with self.sessions() as session:
            teacher = await session.get_one(Person, self.teacher)
            told = [one.id for of in self.classes for one in await publishing.unpublished(session, teacher, of)]
            closed = {f"Tertutup{letter}" for letter in LETTERS}
            open_ones = await _without(session, told, closed)
            await publishing.publish(session, teacher, open_ones, self.now)
            values = {
                pupil: {"fact": secrets(number)["update"], "step": "praise"} for number, pupil in enumerate(self.pupils)
            }
            new = NewUpdate(self.classes, "good_news", {}, "id", pupils=values)
            await updates.create(session, teacher, new, self.now, self.now)
            await session.commit()
        await ticks.send_due(self.sessions, lambda: self.now, _nothing)
        await ticks.ask_families(self.sessions, lambda: self.now, _nothing)

    async def change(self) -> None:
        """Links are undone, children leave and move, while words about them wait."""
        async with self.sessions() as session:
            for pupil, child in zip(self.pupils, self.children, strict=True):
                row = await session.get_one(Pupil, pupil)
                row.left_at = self.now if child.leaves else None
                row.class_id = self.classes[1 - child.of] if child.moves else row.class_id
                for tie in child.ties:
                    which = (Guardianship.pupil_id == pupil, Guardianship.person_id == self.people[tie.person])
                    await session.execute(update(Guardianship).where(*which).values(state=tie.after))
            await session.commit()

    async def leave(self) -> None:
        """All that is due leaves, and what the bot asks by itself in the hours after."""
        channels = {self.bot: Recorder(lambda: self.now, self.sent)}
        courier = Courier(self.engine, channels, render, screens_for, clock=lambda: self.now, rng=Random(1))
        for _hour in range(3):
            await courier.drain(self.now)
            self.now += timedelta(hours=1)
            await ticks.ask_families(self.sessions, lambda: self.now, _nothing)
        await courier.drain(self.now)

    async def press_everything(self) -> None:
        """Everybody asks for every child, however they come by its id."""
        files.use(self.folder)
        router, prepare = Router(all_flows()), Preparing(self.sessions, lambda: self.now)
        channel = Recorder(lambda: self.now, self.sent)
        for person in self.people:
            chat = await self.address(person)
            for press in ("open", *(f"{what}:{pupil}{more}" for pupil in self.pupils for what, more in _ASKED)):
                received = Received(Kind.PRESS, chat, press=f"1:pg.{press}", message="1")
                with patch("bot.messages.course_papers.png", _said), patch("bot.messages.course_papers.pdf", _said):
                    received = await prepare(self.bot, channel, received)
                async with self.sessions() as session:
                    await handle(session, router, self.bot, received, self.now)
                    await session.commit()
                self._collect(person)
        await self.leave()

    def _collect(self, person: int) -> None:
        for path in self.folder.glob("files/*"):
            self.files[person].append(path.read_text())
            path.unlink()

    async def address(self, person: int) -> str:
        """Their chat."""
        async with self.sessions() as session:
            return (await session.scalars(select(Account.address).where(Account.person_id == person))).one()

    def may_hear(self, person: int) -> set[int]:
        """The numbers of the pupils of whom this person may be told in the end."""
        return {
            number
            for number, child in enumerate(self.children)
            for tie in child.ties
            if self.people[tie.person] == person and tie.hears and not child.leaves
        }


_ASKED: Sequence[tuple[str, str]] = (
    ("child", ""),
    ("marks", ":0"),
    ("picture", ""),
    ("paper", ":20261"),
    ("paper", ":20252"),
)


async def _without(session: AsyncSession, assessment_ids: Sequence[int], subjects: set[str]) -> list[int]:
    rows = select(Assessment.id).where(Assessment.id.in_(assessment_ids), Assessment.subject.not_in(subjects))
    return list(await session.scalars(rows))


def _said(source: str, data: Mapping[str, object], *_wide: int) -> bytes:
    """All that a picture or a paper would say, instead of drawing it."""
    return orjson.dumps(data)


def _nothing() -> None:
    """Nobody waits to be woken."""
