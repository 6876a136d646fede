"""The meter: what the messages of a month cost that a provider bills, and that they never cost more than agreed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.receipts import Receipt
from bot.storage.models import BilledMessage, Bot, School


async def reserve(session: AsyncSession, bot_id: int, outgoing_id: int, now: datetime) -> bool:
    """Book one message before it is queued; False where it would pass the ceiling, or where none is set.

    The bot's row is locked meanwhile, so that two who ask at once never pass it together.
    """
    bot = await session.get_one(Bot, bot_id, with_for_update=True, populate_existing=True)
    price = bot.price or 0
    if bot.ceiling is None or await spent(session, bot, now) + price > bot.ceiling:
        return False
    session.add(BilledMessage(bot_id=bot_id, outgoing_id=outgoing_id, price=price, at=now))
    await session.flush()
    return True


async def spent(session: AsyncSession, bot: Bot, now: datetime) -> int:
    """What this month's messages cost so far, those included of which nobody knows yet; hundredths of the currency."""
    school = await session.get_one(School, bot.school_id)
    local = now.astimezone(ZoneInfo(school.timezone))
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    total = await session.scalar(
        select(func.sum(BilledMessage.price)).where(
            BilledMessage.bot_id == bot.id,
            BilledMessage.at >= first,
            BilledMessage.confirmed.is_not(False),
        )
    )
    return int(total or 0)


async def free(session: AsyncSession, outgoing_id: int) -> None:
    """It was certainly not sent: nothing is to be paid."""
    await session.execute(delete(BilledMessage).where(BilledMessage.outgoing_id == outgoing_id))


async def settle(session: AsyncSession, outgoing_id: int, message: str, receipt: Receipt) -> None:
    """Note what the provider says of it; one that it does not bill no longer counts."""
    if receipt.billable is None:
        return
    await session.execute(
        update(BilledMessage)
        .where(BilledMessage.outgoing_id == outgoing_id)
        .values(confirmed=receipt.billable, category=receipt.category[:24], message=message[:128])
    )
