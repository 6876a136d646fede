"""The homeroom teacher confirms notes, or asks back; whatever she does is told to the guardian who wrote."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.absence_notes import asks_for_letter
from bot.domain.answers import Words
from bot.domain.attendance import DayState
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.notices.absences import NoteConfirmed
from bot.services import log, scope
from bot.services.absences import telling
from bot.services.absences.views import days_of, hers, seen_by
from bot.services.answers.conversations import teacher_card
from bot.services.attendance import announced
from bot.services.attendance.registers import today
from bot.services.queue import outbox
from bot.services.threads import answering, opening
from bot.storage.models import AbsenceNote, LogEntry, LogKind, NoteState, Person, Pupil, School, SchoolClass


async def confirm(session: AsyncSession, staff: Person, note_id: int, now: datetime) -> bool:
    """She has seen it: what she had put down otherwise is as the family says, and the family hears so. False where it
    was confirmed before. Raises NotAllowed, and StaleScreen for what was taken back."""
    note, pupil = await seen_by(session, staff, note_id, now)
    await session.refresh(note, with_for_update=True)
    if note.state is NoteState.TAKEN_BACK:
        raise StaleScreen
    if note.state is NoteState.CONFIRMED:
        return False
    await _confirm(session, staff, note, pupil, now)
    return True


async def confirm_all(session: AsyncSession, staff: Person, last: int, now: datetime) -> list[AbsenceNote]:
    """All that wait for her and are not newer than the note `last`, which she has seen."""
    school = await session.get_one(School, staff.school_id)
    found = await session.scalars(
        (await hers(session, staff, school, now))
        .where(AbsenceNote.id <= last)
        .with_for_update(of=AbsenceNote)
        .execution_options(populate_existing=True)
    )
    notes = list(found)
    for note in notes:
        await _confirm(session, staff, note, await session.get_one(Pupil, note.pupil_id), now)
    return notes


async def _confirm(session: AsyncSession, staff: Person, note: AbsenceNote, pupil: Pupil, now: datetime) -> None:
    school = await session.get_one(School, note.school_id)
    newest = today(school, now)
    days = await days_of(session, note, now)
    past = [day for day in days if day <= newest]
    differ = await announced.differing(session, pupil, past, note.reason) if past else []
    if differ:
        await announced.accept(session, staff, pupil, differ, note.reason, note.text, now)
    note.state, note.handled_by, note.handled_at = NoteState.CONFIRMED, staff.id, now
    _log(session, staff, note, pupil, now, choice=note.state.value)
    await session.flush()
    await _tell_guardian(session, staff, note, pupil, school, now)
    await telling.looked_at(session, staff, [note.id], now)
    await session.flush()


def _log(
    session: AsyncSession, staff: Person, note: AbsenceNote, pupil: Pupil, now: datetime, **about: str | int
) -> None:
    log.note(
        session,
        note.school_id,
        LogKind.ABSENCE_HANDLED,
        now,
        person_id=note.person_id,
        staff_id=staff.id,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
        replies_to_id=note.entry_id,
        **about,
    )


async def _tell_guardian(
    session: AsyncSession, staff: Person, note: AbsenceNote, pupil: Pupil, school: School, now: datetime
) -> None:
    """Not who may no longer hear of the child."""
    guardian = await session.get_one(Person, note.person_id)
    if await session.scalar(scope.told_of(guardian).where(Pupil.id == pupil.id)) is None:
        return
    of = await session.get(SchoolClass, pupil.class_id)
    confirmed = NoteConfirmed(
        child=pupil.name,
        class_name=of.name if of else "",
        ill=note.reason is DayState.SICK,
        first=note.first,
        through=note.through,
        teacher=teacher_card(staff),
        school=school.name,
        note_id=note.id,
        asks=note.file is None and asks_for_letter(note.reason, len(await days_of(session, note, now))),
    )
    await outbox.tell(session, guardian, confirmed, now, dedupe=f"absences:seen:{note.id}")


async def ask(session: AsyncSession, staff: Person, note_id: int, words: Words, now: datetime) -> bool:
    """She asks back in a thread, so that the family's answer finds her; the note stands meanwhile. Whether the guardian
    has a chat for it. Raises NotAllowed."""
    note, pupil = await seen_by(session, staff, note_id, now)
    guardian = await session.get_one(Person, note.person_id)
    if await session.scalar(scope.told_of(guardian).where(Pupil.id == pupil.id)) is None:
        raise NotAllowed
    if note.state is NoteState.SENT:
        note.state, note.handled_by, note.handled_at = NoteState.ASKED, staff.id, now
    thread_id, reached = await _said(session, staff, note, guardian, pupil, words, now)
    _log(session, staff, note, pupil, now, choice=NoteState.ASKED.value, thread_id=thread_id)
    await telling.looked_at(session, staff, [note.id], now)
    await session.flush()
    return reached


async def _said(
    session: AsyncSession,
    staff: Person,
    note: AbsenceNote,
    guardian: Person,
    pupil: Pupil,
    words: Words,
    now: datetime,
) -> tuple[int, bool]:
    """In the thread in which she has asked about this note before, else in a new one."""
    before = await session.scalar(
        select(LogEntry.thread_id)
        .where(
            LogEntry.replies_to_id == note.entry_id,
            LogEntry.staff_id == staff.id,
            LogEntry.kind == LogKind.ABSENCE_HANDLED,
            LogEntry.thread_id.is_not(None),
        )
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    if before is not None:
        answered = await answering.answer(session, staff, before, words, now, seen=None)
        return before, answered.reached
    thread, _entry, reached = await opening.begin(session, staff, guardian, pupil, words, now)
    return thread.id, reached
