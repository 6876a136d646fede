"""How many times a meeting offers, and how many families have one."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import TalkState
from bot.storage.among import among
from bot.storage.models import Slot, Talk, TalkSlot


async def offered(session: AsyncSession, meeting_id: int) -> int:
    """The times that its hosts offer, taken or free."""
    count = await session.scalar(select(func.count()).where(Slot.meeting_id == meeting_id, Slot.closed.is_(False)))
    return count or 0


async def booked(session: AsyncSession, meeting_id: int) -> int:
    """The families' talks that stand."""
    standing = (Talk.meeting_id == meeting_id, Talk.state == TalkState.BOOKED)
    return await session.scalar(select(func.count()).where(*standing)) or 0


async def booked_with(session: AsyncSession, meeting_id: int, host_ids: Collection[int]) -> int:
    """Those of them in which one of these hosts is."""
    held = select(func.count(TalkSlot.talk_id.distinct())).join(Slot, Slot.id == TalkSlot.slot_id)
    count = await session.scalar(held.where(Slot.meeting_id == meeting_id, among(Slot.host_id, host_ids)))
    return count or 0
