"""A family's note: kept, put down in the attendance at once, and told to the homeroom teacher."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.absence_notes import (
    ADDED,
    REASONS,
    NoteRefused,
    Unconfirmed,
    Why,
    check_span,
    cut,
    for_log,
    school_days,
)
from bot.domain.answers import Words
from bot.domain.attendance import DayState
from bot.domain.codec import dump_file
from bot.domain.errors import InvalidValue, NotAllowed
from bot.domain.quiet import QuietRule
from bot.services import log, scope
from bot.services.absences import telling
from bot.services.absences.views import STANDING, days_of, rule_of
from bot.services.answers import spoken
from bot.services.attendance import announced
from bot.services.attendance.registers import today
from bot.storage.models import AbsenceNote, LogEntry, LogKind, NoteState, Person, Pupil, School


@dataclass(frozen=True, slots=True)
class Noted:
    """A note that stands: on these school days, on `differ` of which a teacher has put down something else.

    `teacher` is who is told; `again`: the same was said before, and nothing was added.
    """

    note: AbsenceNote
    pupil: Pupil
    days: tuple[date, ...]
    differ: tuple[date, ...]
    teacher: Person | None
    again: bool = False


async def child_of(session: AsyncSession, guardian: Person, pupil_id: int) -> Pupil:
    """A child of whom this guardian may speak for the register; raises Unconfirmed while the link is provisional, and
    NotAllowed."""
    found = await session.scalar(scope.told_of(guardian).where(Pupil.id == pupil_id))
    if found is not None and found.class_id is not None:
        return found
    await scope.child_of(session, guardian, pupil_id)
    raise Unconfirmed if found is None else NotAllowed


async def note(
    session: AsyncSession,
    guardian: Person,
    pupil_id: int,
    first: date,
    through: date,
    reason: DayState,
    words: Words,
    now: datetime,
) -> Noted:
    """The child is ill or excused from `first` to `through`. The same said twice is one note.

    Raises NotAllowed, Unconfirmed, NoteRefused for days that cannot be meant, and InvalidValue for another reason.
    """
    if reason not in REASONS:
        raise InvalidValue("reason", "unknown")
    pupil = await child_of(session, guardian, pupil_id)
    school = await session.get_one(School, pupil.school_id)
    check_span(first, through, today(school, now))
    rule = await rule_of(session, school, now)
    days = school_days(first, through, rule)
    if not days:
        raise NoteRefused(Why.CLOSED, first)
    if (before := await _same(session, guardian, pupil, days, reason, rule)) is not None:
        return await _again(session, before, pupil, days, now)
    row = AbsenceNote(
        school_id=school.id,
        pupil_id=pupil.id,
        person_id=guardian.id,
        first=days[0],
        through=days[-1],
        reason=reason,
        text=cut([words.text]),
        file=dump_file(words.file) if words.file else None,
        state=NoteState.SENT,
        at=now,
    )
    session.add(row)
    differ = await announced.announce(session, guardian, pupil, days, reason, row.text, now)
    teacher = await telling.reader_of(session, pupil, now)
    entry = await _logged(session, row, pupil, teacher, words, now)
    row.entry_id = entry.id
    await telling.tell(session, row, teacher, entry.id, now)
    await session.flush()
    return Noted(row, pupil, days, tuple(differ), teacher)


async def _same(
    session: AsyncSession,
    guardian: Person,
    pupil: Pupil,
    days: tuple[date, ...],
    reason: DayState,
    rule: QuietRule,
) -> AbsenceNote | None:
    """The note by which the same guardian has said the same, if there is one."""
    rows = await session.scalars(
        select(AbsenceNote).where(
            AbsenceNote.pupil_id == pupil.id,
            AbsenceNote.person_id == guardian.id,
            AbsenceNote.reason == reason,
            AbsenceNote.state.in_(STANDING),
            AbsenceNote.first <= days[0],
            AbsenceNote.through >= days[-1],
        )
    )
    return next((row for row in rows if set(days) <= set(school_days(row.first, row.through, rule))), None)


async def _again(session: AsyncSession, row: AbsenceNote, pupil: Pupil, days: tuple[date, ...], now: datetime) -> Noted:
    differ = await announced.differing(session, pupil, days, row.reason)
    return Noted(row, pupil, days, tuple(differ), await telling.reader_of(session, pupil, now), again=True)


async def add(session: AsyncSession, guardian: Person, note_id: int, words: Words, now: datetime) -> AbsenceNote:
    """A photo of a letter, or words, that belong to a note; raises NotAllowed."""
    row = await session.get(AbsenceNote, note_id)
    if row is None or row.person_id != guardian.id or row.state not in STANDING:
        raise NotAllowed
    pupil = await child_of(session, guardian, row.pupil_id)
    row.text = cut([row.text, words.text])
    row.file = dump_file(words.file) if words.file else row.file
    teacher = await telling.reader_of(session, pupil, now)
    entry = await _logged(session, row, pupil, teacher, words, now, added=True)
    days = await days_of(session, row, now)
    if days and words.text:
        await announced.add_words(session, pupil, days, row.text)
    await telling.tell(session, row, teacher, entry.id, now)
    await session.flush()
    return row


async def _logged(
    session: AsyncSession,
    row: AbsenceNote,
    pupil: Pupil,
    teacher: Person | None,
    words: Words,
    now: datetime,
    *,
    added: bool = False,
) -> LogEntry:
    said = spoken(words)
    if not added:
        said["text"] = for_log(row.first, row.through, words.text)
    entry = log.note(
        session,
        row.school_id,
        LogKind.ABSENCE_NOTE,
        now,
        person_id=row.person_id,
        staff_id=teacher.id if teacher else None,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
        choice=ADDED if added else row.reason.value,
        replies_to_id=row.entry_id if added else None,
        **said,
    )
    await session.flush()
    return entry
