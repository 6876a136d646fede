"""Codes that fitted nothing: counted, slowed after a few, stopped after many, and then told to the administrators."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.links import HOUR, PAUSE, WRONG_BEFORE_PAUSE, WRONG_IN_A_DAY, WRONG_OVER_ALL
from bot.domain.notices.links import GuessingStopped
from bot.services import staff
from bot.services.queue import outbox
from bot.storage.models import Account, CodeGuess, School


async def held_until(session: AsyncSession, account: Account, school: School, now: datetime) -> datetime | None:
    """Until when this chat's codes are not looked at; None when they are."""
    today = await _since(session, account, _midnight(school, now))
    if len(today) >= WRONG_IN_A_DAY:
        return _midnight(school, now) + timedelta(days=1)
    recent = await _since(session, account, now - PAUSE)
    if len(recent) >= WRONG_BEFORE_PAUSE:
        return recent[-1] + PAUSE
    over_all = await session.scalar(
        select(func.count())
        .select_from(CodeGuess)
        .join(Account, Account.id == CodeGuess.account_id)
        .where(Account.bot_id == account.bot_id, CodeGuess.at > now - HOUR)
    )
    return now + PAUSE if (over_all or 0) >= WRONG_OVER_ALL else None


async def count(session: AsyncSession, account: Account, school: School, now: datetime) -> None:
    """Keep a wrong code's time, never the code; the administrators are told once a day and chat."""
    session.add(CodeGuess(account_id=account.id, at=now))
    await session.flush()
    midnight = _midnight(school, now)
    if len(await _since(session, account, midnight)) == WRONG_IN_A_DAY:
        await _tell_administrators(session, account, school, now, f"{account.id}:{midnight:%Y%m%d}")


async def _tell_administrators(
    session: AsyncSession, account: Account, school: School, now: datetime, event: str
) -> None:
    notice = GuessingStopped(account_id=account.id, count=WRONG_IN_A_DAY)
    for person in await staff.administrators(session, school.id):
        await outbox.tell(session, person, notice, now, dedupe=f"guess:{event}:{person.id}")


async def _since(session: AsyncSession, account: Account, start: datetime) -> list[datetime]:
    rows = await session.scalars(
        select(CodeGuess.at).where(CodeGuess.account_id == account.id, CodeGuess.at >= start).order_by(CodeGuess.at)
    )
    return list(rows)


def _midnight(school: School, now: datetime) -> datetime:
    zone = ZoneInfo(school.timezone)
    return datetime.combine(now.astimezone(zone).date(), time(0), zone)
