"""Carrying a plan out, all of it or nothing."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.roster import Place, Severity
from bot.services.log import note
from bot.services.rosters.known import class_key
from bot.services.rosters.planning import plan_import
from bot.services.rosters.values import (
    Action,
    FieldChange,
    GuardianChange,
    ImportOutdated,
    ImportPlan,
    ImportReport,
    PupilChange,
    StaffRef,
)
from bot.storage.models import (
    Guardianship,
    GuardianState,
    LogKind,
    Origin,
    Person,
    Pupil,
    Role,
    School,
    SchoolClass,
    Teaching,
)


async def apply_import(
    session: AsyncSession, plan: ImportPlan, now: datetime, *, by: int | None = None
) -> ImportReport:
    """Do what the plan says; `by` is the administrator, for the log. Flushes and never commits.

    The plan is made anew and compared, so that nobody applies what they have not seen: raises ImportOutdated when the
    school has changed since. Of two who import at once, the second waits for the first and then gets that error.
    """
    school = await _locked(session, plan)
    fresh = await plan_import(session, school, plan.roster, now, allow_leavers=plan.allow_leavers)
    if fresh.fingerprint != plan.fingerprint:
        raise ImportOutdated
    school.roster_version = plan.version + 1
    await _Work(session, plan, now).run()
    note(session, school.id, LogKind.IMPORTED, now, staff_id=by, text=plan.roster.format.value)
    await session.flush()
    return _report(plan)


async def _locked(session: AsyncSession, plan: ImportPlan) -> School:
    """The school, locked against other imports (a row lock on PostgreSQL; SQLite has one writer anyway)."""
    unchanged = School.id == plan.school_id, School.roster_version == plan.version
    locking = update(School).where(*unchanged).values(roster_version=plan.version)
    result = await session.execute(locking.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise ImportOutdated
    # What the session read before may be from before the lock.
    found = await session.scalars(
        select(School).where(School.id == plan.school_id), execution_options={"populate_existing": True}
    )
    return found.one()


class _Work:
    """One application of a plan: rows are made in an order in which ids are known, in few statements."""

    def __init__(self, session: AsyncSession, plan: ImportPlan, now: datetime) -> None:
        self._session = session
        self._plan = plan
        self._now = now
        self._classes: dict[str, SchoolClass] = {}
        self._pupils: dict[Place, Pupil] = {}
        self._staff: dict[StaffRef, Person] = {}

    async def run(self) -> None:
        """Classes and staff first, then pupils, then who belongs to whom."""
        await self._make_classes()
        await self._make_staff()
        await self._make_pupils()
        await self._make_guardians()
        await self._make_lessons()
        await self._session.flush()

    async def _make_classes(self) -> None:
        plan = self._plan
        in_year = SchoolClass.school_id == plan.school_id, SchoolClass.year == plan.year
        rows = list(await self._session.scalars(select(SchoolClass).where(*in_year)))
        added = [
            SchoolClass(school_id=plan.school_id, year=plan.year, name=c.name, grade=c.grade) for c in plan.classes
        ]
        self._session.add_all(added)
        await self._session.flush()
        self._classes = {class_key(row.name): row for row in (*rows, *added)}

    async def _make_staff(self) -> None:
        plan = self._plan
        refs = [change.who for change in plan.staff]
        refs += [homeroom.who for homeroom in plan.homerooms] + [teaching.who for teaching in plan.teachings]
        people = await self._people(ref.person_id for ref in refs)
        for ref in refs:
            if ref not in self._staff:
                self._staff[ref] = people[ref.person_id] if ref.person_id is not None else self._person(ref.name)
        for change in plan.staff:
            _set(self._staff[change.who], change.fields)
        await self._session.flush()
        for change in plan.staff:
            person = self._staff[change.who]
            self._session.add_all(
                Role(school_id=plan.school_id, person_id=person.id, kind=kind, since=self._now) for kind in change.roles
            )

    async def _make_pupils(self) -> None:
        ids = [change.pupil_id for change in self._plan.pupils if change.pupil_id is not None]
        rows = await self._session.scalars(select(Pupil).where(Pupil.school_id == self._plan.school_id))
        known = {row.id: row for row in rows} if ids else {}
        for change in self._plan.pupils:
            if change.pupil_id is None:
                assert change.place is not None
                pupil = Pupil(school_id=self._plan.school_id, name=change.name, created_at=self._now)
                self._pupils[change.place] = pupil
                self._session.add(pupil)
            else:
                pupil = known[change.pupil_id]
            self._change_pupil(pupil, change)
        await self._session.flush()

    def _change_pupil(self, pupil: Pupil, change: PupilChange) -> None:
        _set(pupil, change.fields)
        pupil.left_at = self._now if change.action is Action.LEFT else None
        if (change.moved or change.action is Action.NEW) and change.class_name is not None:
            pupil.class_id = self._classes[class_key(change.class_name)].id

    async def _make_guardians(self) -> None:
        changes = self._plan.guardians
        people = await self._people(change.person_id for change in changes)
        made: dict[str, Person] = {}
        who: list[tuple[GuardianChange, Person]] = []
        for change in changes:
            if change.person_id is not None:
                person = people[change.person_id]
            else:
                person = made.get(change.person_key) or self._person(change.name)
                made[change.person_key] = person
                person.phone, person.source_id = change.phone or person.phone, change.source_id
            who.append((change, person))
        await self._session.flush()
        for change, person in who:
            if change.action is Action.CHANGED:
                _set(person, change.fields)
            else:
                self._session.add(self._guardianship(change, person))

    def _guardianship(self, change: GuardianChange, person: Person) -> Guardianship:
        pupil_id = change.pupil_id if change.pupil_id is not None else self._pupils[change.place].id
        return Guardianship(
            pupil_id=pupil_id,
            person_id=person.id,
            relation=change.relation,
            state=GuardianState.LISTED,
            origin=Origin.ROSTER,
        )

    async def _make_lessons(self) -> None:
        for homeroom in self._plan.homerooms:
            self._classes[class_key(homeroom.class_name)].homeroom_id = self._staff[homeroom.who].id
        for lesson in self._plan.teachings:
            school_class, person = self._classes[class_key(lesson.class_name)], self._staff[lesson.who]
            self._session.add(Teaching(class_id=school_class.id, person_id=person.id, subject=lesson.subject))

    def _person(self, name: str) -> Person:
        person = Person(school_id=self._plan.school_id, name=name, created_at=self._now)
        self._session.add(person)
        return person

    async def _people(self, ids: Iterable[int | None]) -> dict[int, Person]:
        wanted = {person_id for person_id in ids if person_id is not None}
        if not wanted:
            return {}
        rows = await self._session.scalars(select(Person).where(Person.school_id == self._plan.school_id))
        return {row.id: row for row in rows if row.id in wanted}


def _set(row: Person | Pupil, fields: Iterable[FieldChange]) -> None:
    for change in fields:
        setattr(row, change.field, change.new)


def _report(plan: ImportPlan) -> ImportReport:
    guardians = Counter(change.action for change in plan.guardians)
    staff = Counter(change.action for change in plan.staff)
    return ImportReport(
        classes=len(plan.classes),
        pupils_new=len(plan.of(Action.NEW)),
        pupils_changed=len(plan.of(Action.CHANGED)),
        pupils_moved=len(plan.moved),
        pupils_left=len(plan.of(Action.LEFT)),
        pupils_returned=len(plan.of(Action.RETURNED)),
        pupils_unchanged=plan.unchanged,
        guardians_new=guardians[Action.NEW],
        guardians_changed=guardians[Action.CHANGED],
        staff_new=staff[Action.NEW],
        staff_changed=staff[Action.CHANGED],
        homerooms=len(plan.homerooms),
        teachings=len(plan.teachings),
        held_back=sum(len(held.names) for held in plan.held_back),
        skipped=len(plan.remarked(Severity.SKIPPED)),
        doubtful=len(plan.remarked(Severity.DOUBTFUL)),
    )
