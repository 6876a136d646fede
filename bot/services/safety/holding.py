"""Messages that may hurt: held before a teacher reads them, until she decides."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.text import _
from bot.domain.tone import tone_of
from bot.storage.among import among
from bot.storage.models import Held, HeldState, LogEntry, LogKind, Person

WITHHELD = _("(held back: it may hurt)")
"""In place of the words."""


async def consider(session: AsyncSession, entry: LogEntry, staff: Person, now: datetime) -> Held | None:
    """Hold a family's message that is rude or threatening from this member of staff; None where it is neither.

    Called after the words were logged and before anybody is told; doing it twice changes nothing.
    """
    tone = tone_of(entry.text or "")
    if tone is None:
        return None
    await session.flush()
    known = await session.get(Held, entry.id)
    if known is not None:
        return known
    row = Held(entry_id=entry.id, school_id=entry.school_id, staff_id=staff.id, why=tone.value)
    note = LogEntry(
        school_id=entry.school_id,
        at=now,
        kind=LogKind.HELD,
        person_id=entry.person_id,
        staff_id=staff.id,
        pupil_id=entry.pupil_id,
        class_id=entry.class_id,
        thread_id=entry.thread_id,
        concern_id=entry.concern_id,
        replies_to_id=entry.id,
        choice=HeldState.HELD.value,
    )
    session.add_all([row, note])
    await session.flush()
    return row


async def is_held(session: AsyncSession, entry_id: int) -> bool:
    """Whether a message is held still, or is the administrator's matter: its words are shown to nobody unasked."""
    held = select(exists().where(Held.entry_id == entry_id, Held.state != HeldState.SHOWN))
    return bool(await session.scalar(held))


async def held_among(session: AsyncSession, entry_ids: Collection[int]) -> frozenset[int]:
    """Which of these messages are held."""
    return frozenset(await states_among(session, entry_ids))


async def states_among(session: AsyncSession, entry_ids: Collection[int]) -> dict[int, HeldState]:
    """Of these messages those that are held: still with whom they are for, or with the administrator."""
    held = select(Held.entry_id, Held.state).where(among(Held.entry_id, entry_ids), Held.state != HeldState.SHOWN)
    rows = await session.execute(held)
    return dict(rows.all())


async def answered_in(session: AsyncSession, concern_id: int, now: datetime) -> None:
    """The school answered in a concern: what is held of it waits for nobody's decision any more, and stays unread."""
    said = select(LogEntry.id).where(LogEntry.concern_id == concern_id)
    await session.execute(
        update(Held)
        .where(Held.entry_id.in_(said), Held.state == HeldState.HELD, Held.decided_at.is_(None))
        .values(decided_at=now)
    )
