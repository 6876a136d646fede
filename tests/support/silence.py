"""A school that follows up on silence, and time that goes by in it."""

from datetime import timedelta

from sqlalchemy import update

from bot.domain.escalation import PRESETS, dump_plan
from bot.jobs import ticks
from bot.storage.models import School
from tests.support.house import House


async def follow_up(house: House, pace: str = "usual") -> None:
    """The school chooses a pace."""
    async with house.sessions() as session:
        await session.execute(update(School).values(escalation=dump_plan(PRESETS[pace])))
        await session.commit()


async def tick(house: House) -> None:
    """What is due is done, and leaves."""
    await ticks.follow_silence(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()


async def pass_by(house: House, hours: float) -> None:
    """Hours go by; what is due at their end is done."""
    house.now += timedelta(hours=hours)
    await tick(house)
