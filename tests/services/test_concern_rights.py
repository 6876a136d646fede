"""Who sees a concern: every person of a school against every kind of concern, in every place that shows one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.concerns import ConcernArea
from bot.domain.errors import NotAllowed, StaleScreen
from bot.services import scope
from bot.services.answers.reports import visible_to
from bot.services.concerns import keeping, leaving, raising, rights, talking, waiting
from bot.services.concerns.times import offers
from bot.services.concerns.visible import readable_by
from bot.services.log.exports import log_pages
from bot.services.log.visible import log_of_class
from bot.storage.models import (
    Concern,
    Consent,
    Guardianship,
    GuardianState,
    LogEntry,
    Person,
    Pupil,
    Relation,
    Role,
    RoleKind,
    Teaching,
)
from tests.support.demo import ADMIN, PARENTS, TEACHER, Demo, demo_school

STAFF = ("homeroom", "maths", "english", "counsellor", "second", "admin", "principal", "stranger", "gone")
FAMILY = ("mother", "father", "aunt", "neighbour", "hidden")
SECRET = "rahasia yang hanya untuk yang ikut"


@dataclass(slots=True)
class World:
    """A school with everybody in it, and concerns about one child by name, with who is to see each."""

    session: AsyncSession
    demo: Demo
    pupil: Pupil
    now: datetime
    people: dict[str, Person] = field(default_factory=dict)
    concerns: dict[str, Concern] = field(default_factory=dict)
    inside: dict[str, set[str]] = field(default_factory=dict)
    told: dict[str, set[str]] = field(default_factory=dict)

    async def staff(self, name: str, kind: RoleKind, subject: str = "") -> Person:
        person = Person(school_id=self.demo.school.id, name=name, created_at=self.now)
        self.session.add(person)
        await self.session.flush()
        self.session.add(Role(school_id=person.school_id, person_id=person.id, kind=kind, since=self.now))
        if subject:
            self.session.add(Teaching(class_id=self.pupil.class_id, person_id=person.id, subject=subject))
        self.people[name] = person
        return person

    async def guardian(self, name: str, state: GuardianState, pupil: Pupil, *, sees: bool = True) -> None:
        person = Person(school_id=self.demo.school.id, name=name, created_at=self.now)
        self.session.add(person)
        await self.session.flush()
        self.session.add(
            Guardianship(pupil_id=pupil.id, person_id=person.id, relation=Relation.FATHER, state=state, sees_child=sees)
        )
        self.session.add(
            Consent(
                person_id=person.id, pupil_id=pupil.id, channel="telegram", locale="id", wording="x", given_at=self.now
            )
        )
        self.people[name] = person

    async def raise_(self, name: str, by: str, beside: Iterable[str] = ()) -> Concern:
        others = [self.people[one].id for one in beside]
        concern = await raising.by_staff(
            self.session,
            self.people[by],
            self.pupil.id,
            ConcernArea.WELLBEING,
            SECRET,
            ":look",
            date(2026, 7, 22),
            others,
            self.now,
        )
        self.concerns[name] = concern
        self.inside[name], self.told[name] = {by, *beside}, set()
        return concern


@pytest.fixture
async def world(session: AsyncSession, now: datetime) -> World:
    demo = await demo_school(session, now)
    world = World(session, demo, await demo.child(PARENTS[0]), now)
    world.people |= {"homeroom": await demo.person(TEACHER), "admin": await demo.person(ADMIN)}
    world.people["mother"] = await demo.person(PARENTS[0])
    await world.staff("maths", RoleKind.TEACHER, "Fisika")
    await world.staff("english", RoleKind.TEACHER, "Kimia")
    await world.staff("counsellor", RoleKind.COUNSELLOR)
    await world.staff("second", RoleKind.COUNSELLOR)
    await world.staff("principal", RoleKind.PRINCIPAL)
    await world.staff("stranger", RoleKind.TEACHER)
    await world.staff("gone", RoleKind.TEACHER, "Biologi")
    await world.guardian("father", GuardianState.CONFIRMED, world.pupil)
    await world.guardian("aunt", GuardianState.PROVISIONAL, world.pupil)
    await world.guardian("hidden", GuardianState.CONFIRMED, world.pupil, sees=False)
    await world.guardian("neighbour", GuardianState.CONFIRMED, await demo.child(PARENTS[1]))
    await session.flush()
    await _concerns(world)
    return world


async def _concerns(world: World) -> None:
    session, now, people = world.session, world.now, world.people
    await world.raise_("alone", "maths")
    both = await world.raise_("told", "homeroom", ("counsellor", "gone"))
    pair = (await offers(session, world.demo.school, people["homeroom"], now))[0]
    await talking.ask(session, people["homeroom"], both.id, pair, now)
    world.told["told"] = {"mother", "father"}
    left = await world.raise_("left", "counsellor", ("homeroom", "english"))
    await keeping.leave(session, people["english"], left.id, now)
    world.inside["left"] -= {"english"}
    words = Words(SECRET, channel="telegram")
    shared = await raising.by_guardian(
        session, people["mother"], world.pupil.id, people["second"].id, ConcernArea.BEHAVIOUR, words, now
    )
    world.concerns["shared"] = shared
    world.inside["shared"], world.told["shared"] = {"second"}, {"mother"}
    closed = await world.raise_("closed", "homeroom", ("maths",))
    await keeping.close(session, people["homeroom"], closed.id, "better", now)
    role = (await session.scalars(select(Role).where(Role.person_id == people["gone"].id))).one()
    role.ended_at = now
    for one in world.inside.values():
        one -= {"gone"}
    await session.flush()


async def test_a_member_of_staff_gets_hold_of_the_concerns_she_is_in_and_of_no_other(world: World) -> None:
    for who, name in product((*STAFF, *FAMILY), world.concerns):
        concern, person = world.concerns[name], world.people[who]
        inside = who in world.inside[name]
        if inside:
            assert (await rights.for_staff(world.session, person, concern.id)).id == concern.id
        else:
            with pytest.raises(NotAllowed):
                await rights.for_staff(world.session, person, concern.id)
        assert await rights.is_in(world.session, person, concern.id) is inside, (who, name)


async def test_a_guardian_gets_hold_of_what_the_school_told_them_and_of_nothing_else(world: World) -> None:
    for who, name in product((*STAFF, *FAMILY), world.concerns):
        concern, person = world.concerns[name], world.people[who]
        if who in world.told[name]:
            assert (await rights.for_guardian(world.session, person, concern.id)).id == concern.id
        else:
            with pytest.raises(NotAllowed):
                await rights.for_guardian(world.session, person, concern.id)


async def test_the_log_shows_its_rows_to_who_is_in_it_and_exports_by_office_leave_them_out(world: World) -> None:
    session = world.session
    for who in STAFF:
        person = world.people[who]
        mine = {concern.id for name, concern in world.concerns.items() if who in world.inside[name]}
        read = await session.scalars(
            select(LogEntry.concern_id).where(LogEntry.concern_id.is_not(None), readable_by(person)).distinct()
        )
        assert set(read) == mine, who
        assert SECRET not in [one.text for one in await session.scalars(visible_to(person))]
        try:
            only = await log_of_class(session, person, world.pupil.class_id or 0)
        except NotAllowed:
            continue
        seen = await session.scalars(select(LogEntry.concern_id).where(only, LogEntry.concern_id.is_not(None)))
        assert set(seen) <= mine, who
    await session.commit()
    said = [row.text async for page in log_pages(session, world.demo.school) for row in page]
    assert SECRET not in said


@dataclass(frozen=True, slots=True)
class Queued:
    id: int
    person_id: int | None
    payload: dict[str, object]


async def test_a_queued_message_leaves_to_who_may_read_it_alone(world: World) -> None:
    rows, wanted = [], set()
    for number, (who, name) in enumerate(product((*STAFF, *FAMILY), world.concerns)):
        values = {"concern_id": world.concerns[name].id}
        payload: dict[str, object] = {
            "template": "concerns/said",
            "values": values,
            "rows": [],
            "file": None,
            "protect": True,
        }
        rows.append(Queued(number, world.people[who].id, {**payload, "locale": None}))
        by_family = world.concerns[name].by_family
        hears = who in world.told[name] or (who in ("mother", "father") and not by_family)
        if who in world.inside[name] or hears:
            wanted.add(number)
    assert await leaving.still_heard(world.session, rows) == wanted  # type: ignore[arg-type]


async def test_today_shows_a_keeper_her_own_steps(world: World) -> None:
    later = world.now.replace(day=23)
    for who in STAFF:
        mine = {
            concern.id
            for name, concern in world.concerns.items()
            if who in world.inside[name] and concern.keeper_id == world.people[who].id and name != "closed"
        }
        found = await waiting.waiting(world.session, world.people[who], later)
        assert {one.args[0] for one in found} == mine, who


async def test_who_may_raise_one(world: World) -> None:
    may = {"homeroom", "maths", "english", "counsellor", "second"}
    for who in (*STAFF, *FAMILY):
        if who in may:
            assert await rights.pupil_to_raise(world.session, world.people[who], world.pupil.id)
        else:
            with pytest.raises(NotAllowed):
                await rights.pupil_to_raise(world.session, world.people[who], world.pupil.id)


async def test_only_colleagues_of_the_pupil_can_come_into_it(world: World) -> None:
    concern = world.concerns["alone"]
    for who in ("admin", "principal", "stranger", "gone", "mother"):
        with pytest.raises(NotAllowed):
            await keeping.join(world.session, world.people["maths"], concern.id, world.people[who].id, world.now)
    await keeping.join(world.session, world.people["maths"], concern.id, world.people["second"].id, world.now)
    assert await rights.is_in(world.session, world.people["second"], concern.id)


async def test_it_is_never_without_a_keeper_a_next_step_and_a_day(world: World) -> None:
    concern = world.concerns["alone"]
    with pytest.raises(StaleScreen):
        await keeping.leave(world.session, world.people["maths"], concern.id, world.now)
    found = await world.session.scalars(scope.concerns_of(world.people["maths"]))
    assert all(one.next_step and one.next_on and one.keeper_id for one in found)
