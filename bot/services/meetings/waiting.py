"""Talks that a host wanted to look at again, and the day has come."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import TalkState
from bot.domain.text import _
from bot.domain.today import Matter, Waiting
from bot.storage.models import Person, Pupil, School, Talk

RECENT = timedelta(days=30)
"""A day that passed longer ago was let pass."""


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """Her talks whose day is today or has passed, until she sets another day or none."""
    school = await session.get_one(School, staff.school_id)
    zone = ZoneInfo(school.timezone)
    day = now.astimezone(zone).date()
    rows = await session.execute(
        select(Talk.id, Talk.follow_up, Pupil.name)
        .join(Pupil, Pupil.id == Talk.pupil_id)
        .where(
            Talk.host_id == staff.id,
            Talk.follow_up.between(day - RECENT, day),
            Talk.state != TalkState.RELEASED,
            Pupil.left_at.is_(None),
        )
        .order_by(Talk.follow_up, Talk.id)
    )
    return [
        Waiting(
            Matter.FOLLOW_UP,
            _("%(child)s: look at the talk again", child=child),
            "md.talk",
            (talk_id,),
            datetime.combine(set_for or day, time(23, 59), zone).astimezone(UTC),
        )
        for talk_id, set_for, child in rows
    ]
