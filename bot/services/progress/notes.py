"""Teachers' notes about single pupils: for the school, or for the family to read as well.

Who looks after the class reads all of them; another teacher of the class the own ones and those that the family reads.
A note becomes what a family reads by a tap of its author, and no earlier; the log keeps what it could read, and when.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AppError, InvalidValue, NotAllowed
from bot.domain.guard import Finding
from bot.domain.noted import HIDDEN
from bot.services import log, scope
from bot.services.progress.guarding import findings, guard_of
from bot.storage.models import LogEntry, LogKind, Person, Pupil, PupilNote, School, SchoolClass

LIMIT = 500
"""Characters: what a parent reads on a phone without turning the page."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One note as a member of staff sees it. `own`: she wrote it, and decides who reads it."""

    id: int
    text: str
    author: str
    own: bool
    shown: bool
    at: datetime


@dataclass
class NoteHoldsAnothers(AppError):
    """A note that the family was to read holds what is another child's, or may be: it was not shown."""

    found: tuple[Finding, ...]

    @property
    def sure(self) -> bool:
        """Whether it surely is; else the teacher may say that it means something else."""
        return any(one.sure for one in self.found)


def words_of(text: str) -> str:
    """The note as it is kept; raises InvalidValue for none, or for more than is read."""
    text = "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.split())))
    if not text or len(text) > LIMIT:
        raise InvalidValue("note", "too_long" if text else "empty")
    return text


async def add(session: AsyncSession, staff: Person, pupil_id: int, text: str, shown: bool, now: datetime) -> PupilNote:
    """Write a note about a pupil of her classes; raises NotAllowed, InvalidValue as `words_of` does, and
    NoteHoldsAnothers for one that the family was to read."""
    words = words_of(text)
    pupil = await scope.pupil_of(session, staff, pupil_id)
    row = PupilNote(school_id=pupil.school_id, pupil_id=pupil.id, author_id=staff.id, text=words, shown=shown, at=now)
    session.add(row)
    await session.flush()
    if shown:
        await _guard(session, pupil, row, certain=False)
        await _tell_log(session, staff, pupil, row, now)
    return row


async def of_pupil(session: AsyncSession, staff: Person, pupil_id: int) -> list[Noted]:
    """What she may read about a pupil of her classes, newest first; raises NotAllowed."""
    pupil = await scope.pupil_of(session, staff, pupil_id)
    rows = await session.execute(
        _readable(staff)
        .add_columns(Person.name)
        .join(Person, Person.id == PupilNote.author_id)
        .where(PupilNote.pupil_id == pupil.id)
        .order_by(PupilNote.at.desc(), PupilNote.id.desc())
    )
    return [Noted(row.id, row.text, name, row.author_id == staff.id, row.shown, row.at) for row, name in rows]


async def counts_in(session: AsyncSession, staff: Person, class_id: int) -> Mapping[int, int]:
    """By pupil of a class: how many notes she may read; raises NotAllowed."""
    of = await scope.class_of(session, staff, class_id)
    rows = await session.execute(
        _readable(staff)
        .with_only_columns(PupilNote.pupil_id, func.count())
        .where(Pupil.class_id == of.id)
        .group_by(PupilNote.pupil_id)
    )
    return dict(rows.all())


async def note_of(session: AsyncSession, staff: Person, note_id: int) -> tuple[PupilNote, Pupil]:
    """A note that she may read, and its pupil, locked; raises NotAllowed."""
    found = await session.scalar(
        _readable(staff)
        .where(PupilNote.id == note_id)
        .with_for_update(of=PupilNote)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotAllowed
    return found, await scope.pupil_of(session, staff, found.pupil_id)


async def show(
    session: AsyncSession, staff: Person, note_id: int, shown: bool, now: datetime, *, certain: bool = False
) -> PupilNote:
    """Let the family read a note, or no longer. Showing it is its author's to decide, taking it back also that of who
    looks after the class. The same again changes nothing.

    Raises NotAllowed, and NoteHoldsAnothers for words that are another child's; `certain`: those that only may be, are
    not.
    """
    row, pupil = await note_of(session, staff, note_id)
    if row.shown == shown:
        return row
    if shown and row.author_id != staff.id:
        raise NotAllowed
    await _must_own(session, staff, row, pupil)
    if shown:
        await _guard(session, pupil, row, certain=certain)
    row.shown = shown
    await _tell_log(session, staff, pupil, row, now)
    return row


async def erase(session: AsyncSession, staff: Person, note_id: int, now: datetime) -> Pupil:
    """Take a note away for good: its words are gone; what a family had read stays in the log. Its pupil.

    For its author, and for who looks after the class; raises NotAllowed.
    """
    row, pupil = await note_of(session, staff, note_id)
    await _must_own(session, staff, row, pupil)
    if row.shown:
        row.shown = False
        await _tell_log(session, staff, pupil, row, now)
    row.text, row.erased_at = "", now
    await session.flush()
    return pupil


async def may_take_back(session: AsyncSession, staff: Person, class_id: int | None) -> bool:
    """Whether she looks after the class, and so may take back what others noted there."""
    return await session.scalar(scope.homerooms_of(staff).where(SchoolClass.id == class_id)) is not None


def _readable(staff: Person) -> Select[PupilNote]:
    homerooms = scope.homerooms_of(staff).with_only_columns(SchoolClass.id).order_by(None)
    mine = scope.pupils_for(staff).with_only_columns(Pupil.id).order_by(None)
    return (
        select(PupilNote)
        .join(Pupil, Pupil.id == PupilNote.pupil_id)
        .where(
            PupilNote.erased_at.is_(None),
            PupilNote.pupil_id.in_(mine),
            or_(Pupil.class_id.in_(homerooms), PupilNote.author_id == staff.id, PupilNote.shown),
        )
    )


async def _must_own(session: AsyncSession, staff: Person, row: PupilNote, pupil: Pupil) -> None:
    if row.author_id != staff.id and not await may_take_back(session, staff, pupil.class_id):
        raise NotAllowed


async def _guard(session: AsyncSession, pupil: Pupil, row: PupilNote, *, certain: bool) -> None:
    school = await session.get_one(School, pupil.school_id)
    guard = await guard_of(session, school, [pupil.class_id] if pupil.class_id else [])
    found = [one for one in findings(guard, {"note": row.text}, pupil.id) if one.sure or not certain]
    if found:
        raise NoteHoldsAnothers(tuple(one for one in found if one.sure) or tuple(found))


async def _tell_log(session: AsyncSession, staff: Person, pupil: Pupil, row: PupilNote, now: datetime) -> None:
    """What the family can read from now on; or that it no longer can, beside the entry of what it read."""
    before = None if row.shown else await session.scalar(_read_so_far(pupil, row))
    log.note(
        session,
        pupil.school_id,
        LogKind.NOTED,
        now,
        staff_id=staff.id,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
        text=row.text if row.shown else None,
        choice=None if row.shown else HIDDEN,
        replaces_id=before,
    )
    await session.flush()


def _read_so_far(pupil: Pupil, row: PupilNote) -> Select[int]:
    return (
        select(LogEntry.id)
        .where(LogEntry.kind == LogKind.NOTED, LogEntry.pupil_id == pupil.id, LogEntry.text == row.text)
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
