"""What becomes of a held message: read after all, answered calmly unread, or handed to the administrator."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, NotFound
from bot.domain.notices.safety import HeldHandedOver
from bot.domain.threads import LadderStep
from bot.services import log, scope
from bot.services.answers.conversations import children_card, pupils_of, teacher_card
from bot.services.answers.reports import visible_to
from bot.services.concerns import reaching, rights
from bot.services.hours import arriving, covering
from bot.services.threads import answering, rows, views
from bot.storage.models import Concern, Held, HeldState, LogEntry, LogKind, Person, RoleKind, School, Thread


async def named(session: AsyncSession, staff: Person, entry_id: int) -> tuple[Held, LogEntry]:
    """A held message that this member of staff may decide about: her own, or handed to the administrators.

    In a concern it is theirs who are in it; an administrator to whom it was handed reads it, and nothing else of it.
    Raises NotAllowed.
    """
    row, entry = await session.get(Held, entry_id), await session.get(LogEntry, entry_id)
    if row is None or entry is None or row.school_id != staff.school_id or entry.erased_at is not None:
        raise NotAllowed
    if row.state is HeldState.HANDED_OVER:
        if RoleKind.ADMIN not in await scope.roles_of(session, staff):
            raise NotAllowed
    elif entry.concern_id is not None:
        await rights.for_staff(session, staff, entry.concern_id)
    elif entry.thread_id is not None:
        await views.thread_for_staff(session, staff, entry.thread_id)
    elif await session.scalar(visible_to(staff).where(LogEntry.id == entry.id)) is None:
        raise NotAllowed
    return row, entry


async def show(session: AsyncSession, staff: Person, entry_id: int, now: datetime) -> LogEntry:
    """She chooses to read it; what was handed over stays so for everybody else. Raises NotAllowed."""
    row, entry = await named(session, staff, entry_id)
    if row.state is HeldState.HELD:
        row.state = HeldState.SHOWN
    _decided(session, row, entry, staff, HeldState.SHOWN, now)
    await session.flush()
    return entry


async def answered(session: AsyncSession, staff: Person, entry_id: int, now: datetime) -> None:
    """She answered calmly without having read it. Raises NotAllowed."""
    row, _entry = await named(session, staff, entry_id)
    row.decided_at = now
    await session.flush()


async def hand_over(session: AsyncSession, staff: Person, entry_id: int, now: datetime) -> Person:
    """It is the administrator's matter now, and so is its thread; who that is. Twice changes nothing.

    Raises NotAllowed, and NotFound where there is no other administrator.
    """
    row, entry = await named(session, staff, entry_id)
    school = await session.get_one(School, staff.school_id)
    office = [one for one in await covering.office(session, school) if one.id != staff.id]
    able = [one for one in office if await covering.answers(session, one)]
    if not office:
        raise NotFound("office")
    to = (able or office)[0]
    if row.state is HeldState.HANDED_OVER:
        return to
    row.state = HeldState.HANDED_OVER
    _decided(session, row, entry, staff, HeldState.HANDED_OVER, now)
    await session.flush()
    if entry.thread_id is not None:
        thread = await rows.locked(session, await session.get_one(Thread, entry.thread_id))
        await answering.hand_over(session, thread, to, now, by=staff, step=LadderStep.OFFICE)
        return to
    notice = HeldHandedOver(
        entry_id=entry.id,
        children=await children_card(session, await pupils_of(session, entry)),
        by=teacher_card(staff),
    )
    await arriving.tell(session, to, notice, now, dedupe=f"held:{entry.id}")
    if entry.concern_id is not None:
        await reaching.handed_over(session, await rights.locked(session, entry), to, entry, now)
    return to


async def undecided(session: AsyncSession, staff: Person) -> list[LogEntry]:
    """Held messages beside threads that wait for her, and what was handed to the administrators, the oldest first.

    What is held in a concern waits for who keeps it now.
    """
    keeps = scope.concerns_of(staff).with_only_columns(Concern.id).where(Concern.keeper_id == staff.id).order_by(None)
    hers = or_(and_(LogEntry.concern_id.is_(None), Held.staff_id == staff.id), LogEntry.concern_id.in_(keeps))
    mine = hers, Held.state == HeldState.HELD
    wanted: tuple[ColumnElement[bool], ...] = mine
    if RoleKind.ADMIN in await scope.roles_of(session, staff):
        wanted = (Held.school_id == staff.school_id, Held.state == HeldState.HANDED_OVER)
    found: dict[int, LogEntry] = {}
    for conditions in {mine, wanted}:
        entries = await session.scalars(
            select(LogEntry)
            .join(Held, Held.entry_id == LogEntry.id)
            .where(*conditions, Held.decided_at.is_(None), LogEntry.thread_id.is_(None), LogEntry.erased_at.is_(None))
        )
        found |= {entry.id: entry for entry in entries}
    return [found[entry_id] for entry_id in sorted(found)]


def _decided(
    session: AsyncSession, row: Held, entry: LogEntry, staff: Person, choice: HeldState, now: datetime
) -> None:
    row.decided_at = now if row.state is not HeldState.HANDED_OVER or choice is HeldState.SHOWN else None
    log.note(
        session,
        entry.school_id,
        LogKind.HELD,
        now,
        person_id=entry.person_id,
        staff_id=staff.id,
        pupil_id=entry.pupil_id,
        class_id=entry.class_id,
        thread_id=entry.thread_id,
        concern_id=entry.concern_id,
        replies_to_id=entry.id,
        choice=choice.value,
    )
