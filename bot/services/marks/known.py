"""What the school already has, as far as marks are compared with it: pupils, classes, subjects, marks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.marks import MarkKind
from bot.domain.names import plain
from bot.domain.subject_names import subject_key
from bot.roster.names import name_key
from bot.services.marks.listing import objectives
from bot.services.marks.rights import Rights, rights_in
from bot.services.marks.values import Reached
from bot.services.rosters.known import class_key
from bot.storage.among import among
from bot.storage.models import Assessment, Mark, Person, Pupil, School, SchoolClass, Teaching


@dataclass(frozen=True, slots=True)
class Known:
    """A pupil as it is looked up. `key` is what spellings of the name share."""

    id: int
    class_id: int | None
    name: str
    nisn: str | None
    nipd: str | None
    left_at: datetime | None
    key: str


AssessmentKey = tuple[int, str, str, MarkKind, str]
"""Class, half of the year, subject, kind, title: what makes an assessment the same."""


@dataclass(slots=True)
class Book:
    """A school's rows by the keys they are looked up with. Classes are those that are not archived, by id."""

    rights: Rights
    classes: Mapping[int, SchoolClass]
    pupils: Mapping[int, Known]
    subjects: Mapping[int, Mapping[str, str]]
    """By class: subjects as they are spelled there, by their key."""
    assessments: dict[AssessmentKey, Assessment] = field(default_factory=dict)
    marks: dict[int, dict[int, Reached]] = field(default_factory=dict)
    """By assessment, by pupil."""
    by_class: defaultdict[int, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_nisn: defaultdict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_nipd: defaultdict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_key: defaultdict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for pupil in self.pupils.values():
            if pupil.class_id is not None and pupil.left_at is None:
                self.by_class[pupil.class_id].append(pupil)
            if pupil.nisn:
                self.by_nisn[pupil.nisn].append(pupil)
            if pupil.nipd:
                self.by_nipd[pupil.nipd].append(pupil)
            self.by_key[pupil.key].append(pupil)

    def class_name(self, class_id: int | None) -> str:
        """A class's name; empty for one that is archived, and for none."""
        found = self.classes.get(class_id or 0)
        return found.name if found else ""

    def named(self, name: str, year: str = "") -> list[SchoolClass]:
        """The classes that are called so, of the year where one is given, the newest first."""
        key = class_key(name)
        found = [row for row in self.classes.values() if class_key(row.name) == key and year in ("", row.year)]
        return sorted(found, key=lambda row: row.year, reverse=True)

    def spelled(self, class_id: int, subject: str) -> str:
        """A subject as the class has it already, else as it is said."""
        return self.subjects.get(class_id, {}).get(subject_key(subject), subject)


def key_of(class_id: int, term: str, subject: str, kind: MarkKind, title: str) -> AssessmentKey:
    """What makes an assessment the same, whoever spelled it."""
    return class_id, term, plain(subject), kind, plain(title)


async def load(session: AsyncSession, school: School, by: Person | None) -> Book:
    """Read what sheets and rows are recognised by."""
    await session.flush()
    fresh = {"populate_existing": True}
    in_school = (SchoolClass.school_id == school.id, SchoolClass.archived_at.is_(None))
    classes = await session.scalars(
        select(SchoolClass).where(*in_school).order_by(SchoolClass.name, SchoolClass.id), execution_options=fresh
    )
    pupils = await session.execute(
        select(Pupil.id, Pupil.class_id, Pupil.name, Pupil.nisn, Pupil.nipd, Pupil.left_at)
        .where(Pupil.school_id == school.id)
        .order_by(Pupil.id)
    )
    found = {row.id: Known(*row, name_key(row.name)) for row in pupils}
    rights = await rights_in(session, school, by)
    return Book(rights, {row.id: row for row in classes}, found, await _subjects(session, school))


async def _subjects(session: AsyncSession, school: School) -> dict[int, dict[str, str]]:
    """How each class spells its subjects: as marks have them, else as the lessons do."""
    marked = select(Assessment.class_id, Assessment.subject).where(Assessment.school_id == school.id)
    taught = select(Teaching.class_id, Teaching.subject).join(SchoolClass, SchoolClass.id == Teaching.class_id)
    taught = taught.where(SchoolClass.school_id == school.id)
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for query in (marked.order_by(Assessment.id), taught.order_by(Teaching.id)):
        for class_id, subject in await session.execute(query):
            found[class_id].setdefault(subject_key(subject), subject)
    return found


async def load_marks(session: AsyncSession, book: Book, classes: Iterable[int], terms: Collection[str]) -> None:
    """Read the assessments of these classes and halves, and their marks, into the book."""
    rows = await session.scalars(
        select(Assessment)
        .where(among(Assessment.class_id, set(classes)), Assessment.term.in_(terms))
        .order_by(Assessment.id),
        execution_options={"populate_existing": True},
    )
    for row in rows:
        book.assessments[key_of(row.class_id, row.term, row.subject, row.kind, row.title)] = row
        book.marks[row.id] = {}
    marks = await session.execute(
        select(Mark.assessment_id, Mark.pupil_id, Mark.score, Mark.missing, Mark.words, Mark.objectives).where(
            among(Mark.assessment_id, set(book.marks))
        )
    )
    for assessment_id, pupil_id, score, missing, words, kept in marks:
        book.marks[assessment_id][pupil_id] = Reached(score, missing, words or "", objectives(kept))
