"""What was sent by hand before, as the log has it: numbers that were invited, and how many strangers today."""

from collections.abc import Collection
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.assisted import INVITED, INVITED_AGAIN
from bot.domain.noted import UNDONE
from bot.domain.phones import spellings
from bot.storage.models import LogEntry, LogKind, Person, Pupil, School

_BY_HAND = LogEntry.kind == LogKind.ASSISTED


def standing() -> ColumnElement[bool]:
    """The entry says that something was sent by hand, and nobody has taken that back."""
    later = aliased(LogEntry)
    undone = exists().where(later.replaces_id == LogEntry.id, later.kind == LogKind.ASSISTED, later.choice == UNDONE)
    return and_(_BY_HAND, or_(LogEntry.choice.is_(None), LogEntry.choice != UNDONE), ~undone)


async def invited_numbers(session: AsyncSession, school: School, numbers: Collection[str], now: datetime) -> set[str]:
    """Which of these numbers were invited of late, whoever did it and beside whichever child they stand.

    The log holds no numbers, so they are those which the people and pupils have now.
    """
    by_spelling = {spelling: number for number in numbers for spelling in spellings(number)}
    lately = (
        LogEntry.school_id == school.id,
        LogEntry.at > now - INVITED_AGAIN,
        LogEntry.choice == INVITED,
        standing(),
    )
    people = select(Person.phone).join(LogEntry, LogEntry.person_id == Person.id)
    pupils = select(Pupil.phone).join(LogEntry, and_(LogEntry.pupil_id == Pupil.id, LogEntry.person_id.is_(None)))
    found = [
        *await session.scalars(people.where(*lately, Person.phone.in_(by_spelling))),
        *await session.scalars(pupils.where(*lately, Pupil.phone.in_(by_spelling))),
    ]
    return {by_spelling[spelling] for spelling in found if spelling}


async def new_today(session: AsyncSession, staff: Person, school: School, now: datetime) -> int:
    """To how many she has written by hand for the first time on this day of the school's calendar."""
    zone = ZoneInfo(school.timezone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(0), zone)
    mine = (LogEntry.staff_id == staff.id, standing())
    known = await session.execute(_whom().where(*mine, LogEntry.at < midnight).distinct())
    today = await session.execute(_whom().where(*mine, LogEntry.at >= midnight, LogEntry.at <= now).distinct())
    return len(_contacts(today.all()) - _contacts(known.all()))


def _whom() -> Select[int, int]:
    return select(LogEntry.person_id, LogEntry.pupil_id)


def _contacts(rows: Collection[tuple[int | None, int | None]]) -> set[tuple[str, int | None]]:
    """A guardian is one contact, for however many children; a pupil's number is one of its own."""
    return {("person", person) if person is not None else ("pupil", pupil) for person, pupil in rows}


async def last_of(
    session: AsyncSession, update_id: int | None, person_id: int | None, pupil_id: int
) -> LogEntry | None:
    """The newest entry that still stands about what went to a number: this update's words, or (None) an invitation."""
    query = select(LogEntry).where(standing())
    if update_id is not None:
        query = query.where(LogEntry.update_id == update_id, LogEntry.choice.is_(None), LogEntry.person_id == person_id)
    elif person_id is not None:
        query = query.where(LogEntry.choice == INVITED, LogEntry.person_id == person_id)
    else:
        own = LogEntry.person_id.is_(None)
        query = query.where(LogEntry.choice == INVITED, own, LogEntry.pupil_id == pupil_id)
    found: LogEntry | None = await session.scalar(query.order_by(LogEntry.id.desc()).limit(1))
    return found
