"""A family takes its note back before it has begun, or says that the child comes earlier than it wrote."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.absence_notes import TAKEN_BACK, NoteBegun, for_log, overlapping
from bot.domain.attendance import STATES
from bot.domain.notices.absences import NoteTakenBack
from bot.services import log
from bot.services.absences import telling, views
from bot.services.absences.noting import child_of
from bot.services.attendance import announced
from bot.services.attendance.registers import today
from bot.storage.models import AbsenceNote, LogKind, NoteState, Person, Pupil, Register, School, SchoolClass


async def days_left(session: AsyncSession, note: AbsenceNote, pupil: Pupil, now: datetime) -> list[date]:
    """The school days of a note that its family can still take back: those ahead, and today while its register has not
    been taken."""
    if note.state not in views.STANDING:
        return []
    school = await session.get_one(School, note.school_id)
    newest = today(school, now)
    days = [day for day in await views.days_of(session, note, now) if day >= newest]
    if days and days[0] == newest and pupil.class_id is not None:
        taken = await session.get(Register, (pupil.class_id, newest), populate_existing=True)
        days = days[1:] if taken is not None else days
    return days


async def take_back(session: AsyncSession, guardian: Person, note_id: int, now: datetime) -> list[date]:
    """What is left of a note is taken back, and the days it was; raises NotAllowed, and NoteBegun where nothing is."""
    note = await views.own(session, guardian, note_id)
    pupil = await child_of(session, guardian, note.pupil_id)
    days = await days_left(session, note, pupil, now)
    if not days:
        raise NoteBegun
    await announced.retract(session, pupil, days, now)
    if days[0] <= note.first:
        note.state = NoteState.TAKEN_BACK
    else:
        note.through = days[0] - timedelta(days=1)
    await session.flush()
    await _still_said(session, note, pupil, days, now)
    await _log_and_tell(session, note, pupil, days, now)
    await session.flush()
    return days


async def _still_said(session: AsyncSession, gone: AbsenceNote, pupil: Pupil, days: list[date], now: datetime) -> None:
    """Another note about the same days, of the other parent perhaps, stands as it stood."""
    others = await session.scalars(
        select(AbsenceNote)
        .where(
            AbsenceNote.pupil_id == pupil.id,
            AbsenceNote.id != gone.id,
            AbsenceNote.state.in_(views.STANDING),
            AbsenceNote.first <= days[-1],
            AbsenceNote.through >= days[0],
        )
        .order_by(AbsenceNote.id)
    )
    for other in list(others):
        same = overlapping(other.first, other.through, days)
        if same:
            writer = await session.get_one(Person, other.person_id)
            await announced.announce(session, writer, pupil, same, other.reason, other.text, now)


async def _log_and_tell(
    session: AsyncSession, note: AbsenceNote, pupil: Pupil, days: list[date], now: datetime
) -> None:
    teacher = await telling.reader_of(session, pupil, now)
    log.note(
        session,
        note.school_id,
        LogKind.ABSENCE_NOTE,
        now,
        person_id=note.person_id,
        staff_id=teacher.id if teacher else None,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
        choice=TAKEN_BACK,
        text=for_log(days[0], days[-1], ""),
        replies_to_id=note.entry_id,
    )
    of = await session.get(SchoolClass, pupil.class_id)
    back = NoteTakenBack(
        child=pupil.name,
        class_name=of.name if of else "",
        reason=STATES[note.reason],
        first=days[0],
        through=days[-1],
    )
    await telling.take_back(session, note, pupil, back, now)
