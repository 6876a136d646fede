"""A school's calendar as a rule: public holidays of its country, and the school's own word over them."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.quiet import QuietRule
from bot.storage.models import CalendarDay, DayKind, School


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> dict[date, str]:
    """Public holidays and, in Indonesia, *cuti bersama*, by date; from the `holidays` library (some are estimates)."""
    import holidays  # heavy to import, so only where it is used

    categories = ("public", "government") if country == "ID" else ("public",)
    return dict(holidays.country_holidays(country, years=year, categories=categories))


async def quiet_rule(session: AsyncSession, school: School, now: datetime) -> QuietRule:
    """The school's quiet hours and closed days, from the month of `now` to a year on."""
    days = await session.scalars(select(CalendarDay).where(CalendarDay.school_id == school.id))
    own = {day.day: day.kind for day in days}
    year = now.astimezone(ZoneInfo(school.timezone)).year
    public = {*public_holidays(school.country, year), *public_holidays(school.country, year + 1)}
    return QuietRule(
        timezone=school.timezone,
        start=school.quiet_start,
        end=school.quiet_end,
        weekdays=frozenset(school.quiet_weekdays),
        closed=frozenset(public | {day for day, kind in own.items() if kind is DayKind.CLOSED}),
        open=frozenset(day for day, kind in own.items() if kind is DayKind.OPEN),
    )
