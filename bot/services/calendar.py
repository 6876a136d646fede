"""A school's calendar as a rule: public holidays of its country, and the school's own word over them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotFound
from bot.domain.names import checked
from bot.domain.quiet import QuietRule
from bot.storage.models import CalendarDay, DayKind, School

DAY_NAME_LIMIT = 120


class ClosedBy(StrEnum):
    """Why a school is closed on a day."""

    SCHOOL = "school"
    HOLIDAY = "holiday"
    WEEKDAY = "weekday"


@dataclass(frozen=True, slots=True)
class Closure:
    """Why, and what the day is called; a day of the week has no name of its own here."""

    by: ClosedBy
    name: str = ""


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> dict[date, str]:
    """Public holidays and, in Indonesia, *cuti bersama*, by date; from the `holidays` library (some are estimates)."""
    import holidays  # heavy to import, so only where it is used

    return dict(holidays.country_holidays(country, years=year, categories=_categories(country)))


@lru_cache(maxsize=64)
def holiday_names(country: str, year: int, locale: str) -> dict[date, str]:
    """The same days as a reader of `locale` calls them; where the library does not know, as the country does."""
    import holidays

    known = holidays.country_holidays(country)
    language = next((one for one in known.supported_languages if one.split("_")[0] == locale), known.default_language)
    return dict(holidays.country_holidays(country, years=year, categories=_categories(country), language=language))


def _categories(country: str) -> tuple[str, ...]:
    return ("public", "government") if country == "ID" else ("public",)


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


async def closure(session: AsyncSession, school: School, day: date, locale: str) -> Closure | None:
    """What closes the school on a day of any year, named for a reader of `locale`; None when it is open.

    The school's own word comes first.
    """
    own = await _own_day(session, school, day)
    if own is not None:
        return Closure(ClosedBy.SCHOOL, own.name) if own.kind is DayKind.CLOSED else None
    if name := holiday_names(school.country, day.year, locale).get(day):
        return Closure(ClosedBy.HOLIDAY, name)
    return Closure(ClosedBy.WEEKDAY) if day.weekday() in school.quiet_weekdays else None


async def own_days(session: AsyncSession, school: School) -> list[CalendarDay]:
    """The days on which the school has a word of its own, in order."""
    of_school = select(CalendarDay).where(CalendarDay.school_id == school.id)
    return list(await session.scalars(of_school.order_by(CalendarDay.day)))


async def set_day(session: AsyncSession, school: School, day: date, name: str, *, is_open: bool) -> None:
    """Say that the school is closed on a day, or open; replaces what was said before. Raises InvalidValue."""
    name = checked("name", name, DAY_NAME_LIMIT)
    row = await _own_day(session, school, day)
    if row is None:
        row = CalendarDay(school_id=school.id, day=day)
        session.add(row)
    row.kind = DayKind.OPEN if is_open else DayKind.CLOSED
    row.name = name
    await session.flush()


async def forget_day(session: AsyncSession, school: School, day: date) -> None:
    """Take back the school's word on a day; raises NotFound when there is none."""
    row = await _own_day(session, school, day)
    if row is None:
        raise NotFound("day")
    await session.delete(row)
    await session.flush()


async def _own_day(session: AsyncSession, school: School, day: date) -> CalendarDay | None:
    found: CalendarDay | None = await session.scalar(
        select(CalendarDay).where(CalendarDay.school_id == school.id, CalendarDay.day == day)
    )
    return found
