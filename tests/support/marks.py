"""A small school with marks to enter: two classes, a homeroom teacher, a teacher of one subject, families with chats;
and mark files as values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import OutboxState
from bot.domain.marks import MarkKind
from bot.domain.marksheets import Cell, MarkColumn, MarkFile, MarkSheet, SheetLayout, SheetRow
from bot.domain.roster import Place
from bot.services.marks import Choices, MarkPlan, MarkReport, apply_marks, plan_marks
from bot.storage.models import Assessment, Mark, Outgoing, Person, Pupil, Role, RoleKind, School, SchoolClass, Teaching
from tests.support.small_school import add_bots, add_chat, add_person, join

MATHS, HISTORY = "Matematika", "Sejarah"
Said = float | None | str
"""A cell of a test's sheet: a mark, None for an empty one, "-" for nothing handed in."""


@dataclass(slots=True)
class MarkSchool:
    """The rows of a small school, by what they are called."""

    session: AsyncSession
    now: datetime
    school: School
    bot: int
    x1: SchoolClass
    x2: SchoolClass
    homeroom: Person
    """Of X-1."""
    maths: Person
    """Teaches Matematika in X-1 and X-2."""
    admin: Person
    pupils: dict[str, Pupil] = field(default_factory=dict)

    async def pupil(self, name: str, of: SchoolClass | None = None, **about: Any) -> Pupil:
        """A pupil, of X-1 unless another class is named."""
        made = Pupil(school_id=self.school.id, class_id=(of or self.x1).id, name=name, created_at=self.now, **about)
        self.session.add(made)
        await self.session.flush()
        self.pupils.setdefault(name, made)
        return made

    async def guardian(self, pupil: Pupil, name: str) -> Person:
        """A confirmed guardian with a chat."""
        person = await add_person(self.session, self.school, name)
        await add_chat(self.session, self.bot, person, self.now)
        await join(self.session, pupil, person, self.now)
        return person

    async def plan(self, file: MarkFile, by: Person | None = None, choices: Choices | None = None) -> MarkPlan:
        """What taking over a file would do, for the homeroom teacher unless somebody else is named."""
        return await plan_marks(self.session, self.school, file, choices or Choices(), self.now, by or self.homeroom)

    async def take_over(self, file: MarkFile, by: Person | None = None, choices: Choices | None = None) -> MarkReport:
        """Plan, apply and commit."""
        plan = await self.plan(file, by, choices)
        report = await apply_marks(self.session, plan, self.now, by or self.homeroom)
        await self.session.commit()
        return report

    async def marks(self, pupil: Pupil) -> dict[tuple[str, str], float | None]:
        """A pupil's marks by subject and title."""
        rows = await self.session.execute(
            select(Assessment.subject, Assessment.title, Mark.score)
            .join(Mark, Mark.assessment_id == Assessment.id)
            .where(Mark.pupil_id == pupil.id)
        )
        return {(subject, title): score for subject, title, score in rows}

    async def told(self, person: Person) -> list[dict[str, Any]]:
        """The notices on their way to a person, as the outbox keeps them."""
        rows = await self.session.scalars(
            select(Outgoing.payload)
            .where(Outgoing.person_id == person.id, Outgoing.state != OutboxState.DROPPED)
            .order_by(Outgoing.id)
        )
        return [payload for payload in rows if payload is not None]


async def mark_school(session: AsyncSession, now: datetime) -> MarkSchool:
    """Found it, with two pupils in X-1 and one in X-2."""
    school = School(name="SMA Negeri 1 Contoh", timezone="Asia/Jakarta", created_at=now)
    homeroom = await add_person(session, school, "Nurmala Sari, S.Pd.")
    maths = await add_person(session, school, "Rudi Hartono, S.Pd.")
    admin = await add_person(session, school, "Joko Santoso")
    for person, kind in ((homeroom, RoleKind.TEACHER), (maths, RoleKind.TEACHER), (admin, RoleKind.ADMIN)):
        session.add(Role(school_id=school.id, person_id=person.id, kind=kind, since=now))
    (bot, _other) = await add_bots(session, school)
    x1, x2 = (SchoolClass(school_id=school.id, year="2026/2027", name=name) for name in ("X-1", "X-2"))
    x1.homeroom_id = homeroom.id
    session.add_all((x1, x2))
    await session.flush()
    session.add_all(Teaching(class_id=of.id, person_id=maths.id, subject=MATHS) for of in (x1, x2))
    session.add(Teaching(class_id=x1.id, person_id=homeroom.id, subject=HISTORY))
    made = MarkSchool(session, now, school, bot, x1, x2, homeroom, maths, admin)
    await made.pupil("Adi Nugroho", nisn="0081000001")
    await made.pupil("Citra Lestari", nisn="0081000002")
    await made.pupil("Fajar Hidayat", x2, nisn="0081000003")
    await session.commit()
    return made


def row(number: int, name: str, *cells: Said, sheet: str = "Leger", **about: Any) -> SheetRow:
    """A row of a sheet."""
    return SheetRow(Place(sheet, number), name, cells=tuple(_cell(said) for said in cells), **about)


def _cell(said: Said) -> Cell:
    return Cell(None, missing=True) if isinstance(said, str) else Cell(said)


def leger(*rows: SheetRow, subjects: Sequence[str] = (MATHS, HISTORY), **about: Any) -> MarkSheet:
    """A leger of X-1 for the first half of the year, unless it says otherwise."""
    columns = tuple(
        MarkColumn("DEFGHIJKLMNOPQRSTUVW"[at], subject, MarkKind.FINAL) for at, subject in enumerate(subjects)
    )
    said: dict[str, Any] = {"class_name": "X-1", "year": "2026/2027", "half": 1, **about}
    return MarkSheet(said.pop("name", "Leger"), SheetLayout.LEGER, columns, tuple(rows), **said)


def scope_tests(*rows: SheetRow, titles: Iterable[str] = ("TP 1", "TP 2"), **about: Any) -> MarkSheet:
    """One subject's tests; the sheet says neither which subject nor which half."""
    columns = tuple(
        MarkColumn("EFGHIJ"[at], about.get("subject", ""), MarkKind.SCOPE, title) for at, title in enumerate(titles)
    )
    return MarkSheet("Leger", SheetLayout.SCOPE, columns, tuple(rows), **about)


def grid(*rows: SheetRow, days: Sequence[int], month: date | None = date(2026, 7, 1), **about: Any) -> MarkSheet:
    """An attendance grid of X-1 with entries on these days of the month."""
    first = month or date(1, 1, 1)
    registers = tuple(first.replace(day=day) for day in days)
    said: dict[str, Any] = {"class_name": "X-1", **about}
    return MarkSheet("Leger", SheetLayout.GRID, (), tuple(rows), month=month, registers=registers, **said)


def file_of(*sheets: MarkSheet) -> MarkFile:
    """A file of these sheets."""
    return MarkFile(sheets)
