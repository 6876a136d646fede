"""Working hours of a school and of its staff, as rows say."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.promises import (
    OfficeHours,
    PromiseRule,
    holds,
    is_working,
    load_hours,
    load_promise,
    moment_after,
    next_working,
)
from bot.domain.quiet import QuietRule
from bot.services.calendar import quiet_rule
from bot.storage.models import Leave, Person, School, StaffHours

LOOKED_AHEAD = timedelta(days=400)
"""Leave that begins later concerns no promise of today."""


@dataclass(frozen=True, slots=True)
class Working:
    """When one member of staff works: her hours, the school's promise, and its calendar without her days of leave."""

    hours: OfficeHours
    rule: PromiseRule
    quiet: QuietRule

    def next_moment(self, now: datetime) -> datetime:
        """That moment, if she works then; else when she next does."""
        return next_working(now, self.hours, self.rule, self.quiet)

    def after(self, need: timedelta, now: datetime) -> datetime:
        """When she has worked so long from now on."""
        return moment_after(now, need, self.hours, self.rule, self.quiet)

    def holds(self, promised_at: datetime) -> bool:
        """Whether a promise that was given falls into her hours still."""
        return holds(promised_at, self.hours, self.rule, self.quiet)

    def has(self, now: datetime) -> bool:
        """Whether she works then."""
        return is_working(now, self.hours, self.rule, self.quiet)


async def hours_row(session: AsyncSession, staff: Person) -> StaffHours | None:
    """What she set; None where she set nothing."""
    return await session.get(StaffHours, staff.id)


async def hours_of(session: AsyncSession, school: School, staff: Person) -> OfficeHours:
    """When she answers families: her own hours, else the school's."""
    row = await hours_row(session, staff)
    if row is None or row.start is None or row.end is None:
        return load_promise(school.promise).office
    return load_hours(row.weekdays, row.start, row.end)


async def working(
    session: AsyncSession, school: School, staff: Person, now: datetime, *, leaves: bool = True
) -> Working:
    """When she works from `now` on; with `leaves` False as if she took none."""
    quiet = await quiet_rule(session, school, now)
    away = await away_days(session, staff, now) if leaves else frozenset()
    if away:
        quiet = replace(quiet, closed=quiet.closed | away, open=quiet.open - away)
    return Working(await hours_of(session, school, staff), load_promise(school.promise), quiet)


async def office_working(session: AsyncSession, school: School, now: datetime) -> Working:
    """When the school itself works."""
    rule = load_promise(school.promise)
    return Working(rule.office, rule, await quiet_rule(session, school, now))


async def away_days(session: AsyncSession, staff: Person, now: datetime) -> frozenset[date]:
    """The days from yesterday on, by any zone, on which she is on leave."""
    first, last = now.date() - timedelta(days=1), (now + LOOKED_AHEAD).date()
    rows = await session.scalars(
        select(Leave).where(
            Leave.person_id == staff.id, Leave.ended_at.is_(None), Leave.through >= first, Leave.first <= last
        )
    )
    return frozenset(
        day
        for row in rows
        for day in (row.first + timedelta(days=ahead) for ahead in range((min(row.through, last) - row.first).days + 1))
    )
