"""Days that a family announces or explains by a note. They stand at once, and overrule no teacher."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayState, Source
from bot.services.attendance.rows import Days, Hand, known, lock, put
from bot.storage.models import Absence, Person, Pupil, Register

_FAMILYS = (DayState.SICK, DayState.EXCUSED)


async def announce(
    session: AsyncSession,
    guardian: Person,
    pupil: Pupil,
    days: Sequence[date],
    state: DayState,
    note: str,
    now: datetime,
) -> list[date]:
    """Put a family's word down for these school days, and return those of which a teacher has put down something else:
    there only the note is added, beside what she said. The caller has made sure that the word may be given."""
    class_id = _class_of(pupil)
    await lock(session, class_id)
    rows, taken = await _on(session, pupil, days)
    differ, hand = [], Hand(Source.NOTE, guardian.id, now)
    for day in days:
        row = rows.get((pupil.id, day))
        if is_open(row, taken=day in taken):
            await put(session, rows, (pupil.id, day), class_id, state, hand)
            rows[pupil.id, day].note = note
        else:
            if row is not None and not row.note:
                row.note = note
            if row is None or row.state is not state:
                differ.append(day)
    await session.flush()
    return differ


def is_open(row: Absence | None, *, taken: bool) -> bool:
    """Whether a family's word decides about a day: nobody has put it down yet, it waits for a word, or what stands is
    a family's earlier word."""
    if row is None:
        return not taken
    return row.state is DayState.UNEXPLAINED or (row.source is Source.NOTE and row.state in _FAMILYS)


async def add_words(session: AsyncSession, pupil: Pupil, days: Sequence[date], note: str) -> None:
    """The family says more about days that stand by its word."""
    await lock(session, _class_of(pupil))
    rows, _taken = await _on(session, pupil, days)
    for row in rows.values():
        if row.source is Source.NOTE and row.day in set(days):
            row.note = note
    await session.flush()


async def retract(session: AsyncSession, pupil: Pupil, days: Sequence[date], now: datetime) -> None:
    """A family's word for these days is taken back: they are as before it, or, where the register was taken meanwhile,
    wait for a word again."""
    class_id = _class_of(pupil)
    await lock(session, class_id)
    rows, taken = await _on(session, pupil, days)
    for day in days:
        row = rows.get((pupil.id, day))
        if row is None or row.source is not Source.NOTE:
            continue
        state = DayState.UNEXPLAINED if day in taken else None
        await put(session, rows, (pupil.id, day), class_id, state, Hand(Source.NOTE, row.by_id, now))
        row.note = ""
    await session.flush()


async def accept(
    session: AsyncSession, staff: Person, pupil: Pupil, days: Sequence[date], state: DayState, note: str, now: datetime
) -> None:
    """A teacher takes a family's word over for these days, also where she had put down something else."""
    class_id = _class_of(pupil)
    await lock(session, class_id)
    rows, _taken = await _on(session, pupil, days)
    for day in days:
        await put(session, rows, (pupil.id, day), class_id, state, Hand(Source.TAP, staff.id, now))
        rows[pupil.id, day].note = rows[pupil.id, day].note or note
    await session.flush()


async def differing(session: AsyncSession, pupil: Pupil, days: Sequence[date], state: DayState) -> list[date]:
    """Those of these days of which something else is put down than this."""
    rows, taken = await _on(session, pupil, days)
    found = {day: row.state for (_pupil, day), row in rows.items()}
    return [day for day in days if found.get(day) is not state and (day in found or day in taken)]


async def _on(session: AsyncSession, pupil: Pupil, days: Sequence[date]) -> tuple[Days, set[date]]:
    """What is written down from the first of these days to the last, and those with a register of the pupil's class."""
    rows = await known(session, [pupil.id], days[0], days[-1])
    taken = await session.scalars(
        select(Register.day).where(Register.class_id == pupil.class_id, Register.day.between(days[0], days[-1]))
    )
    return rows, set(taken)


def _class_of(pupil: Pupil) -> int:
    assert pupil.class_id is not None
    return pupil.class_id
