"""What every letter of a school bears: its head, and the ways into its bot."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import Letterhead, Way, way_in
from bot.storage.models import Bot, School


async def letterhead_of(session: AsyncSession, school: School) -> Letterhead:
    """The school's letterhead as it is kept."""
    kept = school.letterhead
    return Letterhead(school.name, tuple(kept.get("lines", ())), kept.get("city", ""), await ways_into(session, school))


async def ways_into(session: AsyncSession, school: School, code: str | None = None) -> tuple[Way, ...]:
    """The ways to the school's bots whose names are known, one for each channel, with the code filled in if given."""
    return tuple(way_in(bot.channel, bot.username, code) for bot in await named_bots(session, school) if bot.username)


async def named_bots(session: AsyncSession, school: School) -> Sequence[Bot]:
    """The first bot of each channel whose name is known, in the order in which they came."""
    bots = await session.scalars(
        select(Bot).where(Bot.school_id == school.id, Bot.username.is_not(None)).order_by(Bot.id)
    )
    first: dict[str, Bot] = {}
    for bot in bots:
        first.setdefault(bot.channel, bot)
    return list(first.values())
