"""The log as somebody looks things up in it: what they may see, narrowed down, the newest first, a page at a time.

Each part of what is looked through is asked for its newest entries by itself, and the newest of all of them are shown:
so every question is answered from an index, however long the log has become.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.records import Looking, Sort, begins, words_in
from bot.services import scope
from bot.services.log.exports import LogRow, log_rows
from bot.services.log.kinds import KINDS_OF
from bot.services.log.subjects import Subject, subject_of
from bot.services.log.visible import open_to
from bot.services.safety import holding
from bot.storage.among import among
from bot.storage.models import LogEntry, Person, Pupil, School, SchoolClass

NAMED = 200
"""So many people and pupils of one name are looked for; more narrow nothing down."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found: `oldest` is the last entry on it, `more` whether there are older ones."""

    subject: Subject
    rows: Sequence[LogRow]
    oldest: int
    more: bool


async def found(
    session: AsyncSession, staff: Person, looking: Looking, now: datetime, *, before: int = 0, limit: int
) -> Found:
    """The newest entries, or those older than the entry `before`; raises NotAllowed."""
    subject = await subject_of(session, staff, looking)
    ids = await _ids(session, staff, subject, looking, now, before, limit + 1)
    rows = await _rows(session, staff, ids[:limit])
    return Found(subject, rows, ids[:limit][-1] if ids else 0, len(ids) > limit)


async def pages(
    session: AsyncSession, staff: Person, looking: Looking, now: datetime, page: int = 1_000
) -> AsyncIterator[list[LogRow]]:
    """All of it, the newest first, in pages; raises NotAllowed. What the session had read before is let go of."""
    subject = await subject_of(session, staff, looking)
    before = 0
    while ids := await _ids(session, staff, subject, looking, now, before, page):
        yield await _rows(session, staff, ids)
        before = ids[-1]
        session.expunge_all()
        if len(ids) < page:
            return


async def _ids(
    session: AsyncSession, staff: Person, subject: Subject, looking: Looking, now: datetime, before: int, limit: int
) -> list[int]:
    if not subject.parts:
        return []
    narrowed = await _narrowed(session, staff, looking, now)
    if before:
        narrowed.append(LogEntry.id < before)
    newest = [
        select(LogEntry.id).where(part, *narrowed).order_by(LogEntry.id.desc()).limit(limit).subquery().select()
        for part in subject.parts
    ]
    every: Select[int] = select(union(*newest).subquery().c.id)
    return sorted(await session.scalars(every), reverse=True)[:limit]


async def _narrowed(session: AsyncSession, staff: Person, looking: Looking, now: datetime) -> list[ColumnElement[bool]]:
    """What every entry must be: the school's, open to the reader, of the kind, since then, with the words."""
    school = await session.get_one(School, staff.school_id)
    conditions = [LogEntry.school_id == school.id, open_to(staff)]
    if looking.sort is not Sort.ALL:
        conditions.append(LogEntry.kind.in_(KINDS_OF[looking.sort]))
    if (first := begins(looking.since, now, school.timezone)) is not None:
        conditions.append(LogEntry.at >= first)
    conditions += [await _with(session, school, word) for word in words_in(looking.words)]
    return conditions


async def _with(session: AsyncSession, school: School, word: str) -> ColumnElement[bool]:
    """A word stands in what was said, or in the name of somebody it was said by, to or about."""
    people = select(Person.id).where(Person.school_id == school.id, Person.name.icontains(word, autoescape=True))
    pupils = select(Pupil.id).where(Pupil.school_id == school.id, Pupil.name.icontains(word, autoescape=True))
    named = list(await session.scalars(people.limit(NAMED)))
    children = list(await session.scalars(pupils.limit(NAMED)))
    places = [LogEntry.text.icontains(word, autoescape=True)]
    if named:
        places += [among(LogEntry.person_id, named), among(LogEntry.staff_id, named)]
    if children:
        places.append(among(LogEntry.pupil_id, children))
    return or_(*places)


async def _rows(session: AsyncSession, staff: Person, ids: Sequence[int]) -> list[LogRow]:
    """The entries in words; of a message that is held back nobody reads more than that."""
    classes = await session.scalars(scope.classes_of(staff).with_only_columns(SchoolClass.id).order_by(None))
    rows = await log_rows(session, ids, set(classes))
    held = await holding.held_among(session, ids)
    return [replace(row, text=holding.WITHHELD) if row.id in held else row for row in rows]
