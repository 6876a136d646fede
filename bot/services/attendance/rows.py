"""A pupil's day as a row: put down, corrected, taken away. One class's days are written by one at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayState, Source
from bot.storage.among import among
from bot.storage.models import Absence, Register, SchoolClass

Days = dict[tuple[int, date], Absence]
NOTE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Hand:
    """Who puts days down, how it is known, and when."""

    source: Source
    by_id: int | None
    at: datetime


async def lock(session: AsyncSession, class_id: int) -> None:
    """Of two who write a class's days, one comes first."""
    await session.get_one(SchoolClass, class_id, with_for_update={"key_share": True})


async def known(session: AsyncSession, pupil_ids: Collection[int], first: date, last: date) -> Days:
    """What is written down of these pupils, from one day to another."""
    rows = await session.scalars(
        select(Absence)
        .where(among(Absence.pupil_id, pupil_ids), Absence.day.between(first, last))
        .execution_options(populate_existing=True)
    )
    return {(row.pupil_id, row.day): row for row in rows}


async def put(
    session: AsyncSession, days: Days, key: tuple[int, date], class_id: int, state: DayState | None, hand: Hand
) -> None:
    """A pupil's day says this from now on; the same again changes nothing, and a note stays while the child is away."""
    row = days.get(key)
    if state is None:
        if row is not None:
            await session.delete(days.pop(key))
        return
    if row is None:
        row = days[key] = Absence(pupil_id=key[0], day=key[1], class_id=class_id, note="")
        session.add(row)
    elif row.state is state:
        return
    row.state, row.source, row.by_id, row.at = state, hand.source, hand.by_id, hand.at


async def taken(session: AsyncSession, class_id: int, day: date, hand: Hand) -> Register:
    """The class's register of a day is taken, by whoever took it last."""
    row = await session.get(Register, (class_id, day), populate_existing=True)
    if row is None:
        row = Register(class_id=class_id, day=day)
        session.add(row)
    row.source, row.taken_by, row.taken_at = hand.source, hand.by_id, hand.at
    return row
