"""A concern goes on among colleagues: the next step, notes, who is in it and who keeps it, its end and its return."""

from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.concerns import AGREED_LIMIT, ENDINGS, WORDS_LIMIT, ConcernState, Event
from bot.domain.errors import NotAllowed, StaleScreen
from bot.services.concerns import history, reaching, rights, telling
from bot.services.concerns.raising import day_of, step_of
from bot.services.concerns.wording import for_family, lines_of
from bot.storage.models import Concern, ConcernMember, LogKind, Person, Pupil


async def set_step(
    session: AsyncSession, staff: Person, concern_id: int, step: str, on: date, now: datetime
) -> Concern:
    """What comes next, and when. Of a closed concern: it is open again. Raises NotAllowed, InvalidValue."""
    concern = await rights.for_staff(session, staff, concern_id)
    step, on = step_of(step), await day_of(session, concern.school_id, on, now)
    if concern.state is ConcernState.CLOSED:
        await reopened(session, concern, now, staff_id=staff.id)
    concern.next_step, concern.next_on = step, on
    await history.note(session, concern, LogKind.CONCERN_STEP, now, Event.STEP, staff_id=staff.id, text=step)
    return concern


async def reopened(session: AsyncSession, concern: Concern, now: datetime, **by: int) -> None:
    """It is open again; `by` names who did it, as a column of the log."""
    concern.state, concern.closed_at = ConcernState.OPEN, None
    await history.note(session, concern, LogKind.CONCERN_STEP, now, Event.REOPENED, **by)


async def add_note(session: AsyncSession, staff: Person, concern_id: int, text: str, now: datetime) -> Concern:
    """A line for the colleagues in it; the family does not read it. Raises NotAllowed, InvalidValue."""
    concern = await rights.for_staff(session, staff, concern_id)
    words = lines_of("note", text, WORDS_LIMIT)
    await history.note(session, concern, LogKind.CONCERN_STEP, now, Event.NOTE, staff_id=staff.id, text=words)
    return concern


async def agreed_words(session: AsyncSession, concern: Concern, text: str, *, certain: bool = False) -> str:
    """What was agreed, as the family may read it; raises what `for_family` raises."""
    pupil = await session.get_one(Pupil, concern.pupil_id)
    return await for_family(session, pupil, "agreed", text, AGREED_LIMIT, certain=certain)


async def agree(
    session: AsyncSession, staff: Person, concern_id: int, text: str, on: date, now: datetime
) -> tuple[Concern, bool]:
    """Write down what was agreed with the family, tell it so, and look again on a day; whether a chat reaches it.

    Raises NotAllowed, StaleScreen for a closed one, InvalidValue, and what `for_family` raises of sure findings.
    """
    concern = await rights.for_staff(session, staff, concern_id, is_open=True)
    words = await agreed_words(session, concern, text, certain=True)
    on = await day_of(session, concern.school_id, on, now)
    concern.agreed, concern.next_step, concern.next_on = words, ":look", on
    concern.told_at = concern.told_at or now
    entry = await history.note(session, concern, LogKind.AGREED, now, staff_id=staff.id, text=words)
    return concern, await reaching.agreed(session, concern, staff, entry, now)


async def close(session: AsyncSession, staff: Person, concern_id: int, ending: str, now: datetime) -> Concern:
    """It is over, in a word; a family that was told hears so. Raises NotAllowed, StaleScreen where it is closed."""
    concern = await rights.for_staff(session, staff, concern_id, is_open=True)
    tapped = ending in ENDINGS
    words = None if tapped else lines_of("ending", ending, WORDS_LIMIT)
    concern.state, concern.closed_at = ConcernState.CLOSED, now
    await history.note(
        session, concern, LogKind.CONCERN_CLOSED, now, staff_id=staff.id, choice=ending if tapped else None, text=words
    )
    if concern.told_at is not None:
        await reaching.ended(session, concern, staff, now)
    return concern


async def join(session: AsyncSession, staff: Person, concern_id: int, person_id: int, now: datetime) -> Concern:
    """A colleague who can be in it comes into it, and is told. Raises NotAllowed for anybody else."""
    concern = await rights.for_staff(session, staff, concern_id, is_open=True)
    pupil = await session.get_one(Pupil, concern.pupil_id)
    person = next((one.person for one in await rights.colleagues(session, pupil) if one.person.id == person_id), None)
    if person is None:
        raise NotAllowed
    if await session.get(ConcernMember, (concern.id, person.id)) is None:
        session.add(ConcernMember(concern_id=concern.id, person_id=person.id, since=now))
        await history.note(
            session, concern, LogKind.CONCERN_STEP, now, Event.JOINED, staff_id=staff.id, text=person.name
        )
        await telling.joined(session, concern, person, staff, now)
    return concern


async def leave(session: AsyncSession, staff: Person, concern_id: int, now: datetime) -> Concern:
    """She is no more in it. Raises StaleScreen for its keeper, who hands it on first: it is never without one."""
    concern = await rights.for_staff(session, staff, concern_id)
    if concern.keeper_id == staff.id or await _count(session, concern) < 2:
        raise StaleScreen
    await session.execute(
        delete(ConcernMember).where(ConcernMember.concern_id == concern.id, ConcernMember.person_id == staff.id)
    )
    await history.note(session, concern, LogKind.CONCERN_STEP, now, Event.LEFT, staff_id=staff.id)
    return concern


async def hand_on(session: AsyncSession, staff: Person, concern_id: int, person_id: int, now: datetime) -> Concern:
    """A colleague who is in it sees to the next step from now on, and is told. Raises NotAllowed for anybody else."""
    concern = await rights.for_staff(session, staff, concern_id, is_open=True)
    person = next((one for one in await rights.members(session, concern) if one.id == person_id), None)
    if person is None:
        raise NotAllowed
    if concern.keeper_id != person.id:
        concern.keeper_id, concern.reminded_on = person.id, None
        await history.note(
            session, concern, LogKind.CONCERN_STEP, now, Event.KEEPS, staff_id=staff.id, text=person.name
        )
        if person.id != staff.id:
            await telling.handed_on(session, concern, person, staff, now)
    return concern


async def _count(session: AsyncSession, concern: Concern) -> int:
    query = select(func.count()).where(ConcernMember.concern_id == concern.id)
    return await session.scalar(query) or 0
