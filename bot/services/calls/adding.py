"""A family comes onto a list to call: because no chat reached it, or because somebody wants to talk with it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calls import WORDS_LIMIT, Reason
from bot.domain.codec import dump_value
from bot.domain.errors import NotAllowed
from bot.domain.names import checked
from bot.domain.text import Label
from bot.services import scope
from bot.storage.models import Call, CallState, Person, Pupil, School


async def needed(
    session: AsyncSession, staff_id: int, pupil: Pupil, reason: Reason, number: int, said: Label, now: datetime
) -> Call:
    """This family is to be phoned by this member of staff about one row; the same again puts it back on the list."""
    return await _put(session, staff_id, pupil, f"{reason.value}:{number}", said, now)


async def add_own(session: AsyncSession, staff: Person, pupil_id: int, words: str, now: datetime) -> Call:
    """Somebody wants to talk with a family, on the phone or at its home; raises NotAllowed, InvalidValue."""
    pupil = await session.scalar(may_call(staff).where(Pupil.id == pupil_id))
    if pupil is None:
        raise NotAllowed
    said = checked("about", words, WORDS_LIMIT)
    return await _put(session, staff.id, pupil, f"{Reason.OWN.value}:{int(now.timestamp() * 1000)}", said, now)


def may_call(staff: Person) -> Select[Pupil]:
    """The pupils whose families this member of staff may put on her list."""
    return scope.pupils_to_worry_about(staff)


async def row_of(session: AsyncSession, pupil_id: int, about: str) -> Call | None:
    """What is kept of a call."""
    found: Call | None = await session.scalar(
        select(Call)
        .where(Call.pupil_id == pupil_id, Call.about == about)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


async def _put(session: AsyncSession, staff_id: int, pupil: Pupil, about: str, said: Label, now: datetime) -> Call:
    row = await row_of(session, pupil.id, about)
    if row is None:
        row = Call(school_id=pupil.school_id, pupil_id=pupil.id, about=about, made_at=now)
        session.add(row)
    row.staff_id, row.said, row.state, row.done_at = staff_id, {"words": dump_value(said)}, CallState.OPEN, None
    row.due_on = await _today(session, pupil.school_id, now)
    await session.flush()
    return row


async def _today(session: AsyncSession, school_id: int, now: datetime) -> date:
    school = await session.get_one(School, school_id)
    return now.astimezone(ZoneInfo(school.timezone)).date()
