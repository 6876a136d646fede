"""A next step's day has come: its keeper is reminded, once, and again each week while nothing happens.

Several are one reminder. A concern whose keeper is of the staff no more is kept by somebody else who is in it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.concerns import ConcernState
from bot.domain.notices.concerns_staff import ConcernsDue
from bot.services.calendar import quiet_rule
from bot.services.concerns import rights
from bot.services.hours.keeping import working
from bot.services.queue import outbox
from bot.storage.among import among
from bot.storage.models import Concern, ConcernMember, Person, Pupil, School, SchoolClass

AGAIN = timedelta(days=7)


async def schools(session: AsyncSession) -> list[int]:
    """The schools with open concerns."""
    rows = await session.scalars(
        select(Concern.school_id).where(Concern.state == ConcernState.OPEN, Concern.erased_at.is_(None)).distinct()
    )
    return sorted(rows)


async def due(session: AsyncSession, school_id: int, now: datetime) -> list[int]:
    """The keepers who are to be reminded now: on a day on which the school is open, within their hours."""
    school = await session.get_one(School, school_id, populate_existing=True)
    rule = await quiet_rule(session, school, now)
    local = now.astimezone(ZoneInfo(school.timezone))
    if rule.reason(now) is not None:
        return []
    keepers = await session.scalars(
        _due(school_id, local.date()).with_only_columns(Concern.keeper_id).distinct().order_by(Concern.keeper_id)
    )
    found = [await session.get_one(Person, keeper) for keeper in keepers]
    return [one.id for one in found if (await working(session, school, one, now)).has(now)]


def _due(school_id: int, today: date) -> Select[Concern]:
    return select(Concern).where(
        Concern.school_id == school_id,
        Concern.state == ConcernState.OPEN,
        Concern.erased_at.is_(None),
        Concern.next_on <= today,
        or_(
            Concern.reminded_on.is_(None),
            Concern.reminded_on < Concern.next_on,
            Concern.reminded_on <= today - AGAIN,
        ),
    )


async def remind(session: AsyncSession, school_id: int, keeper_id: int, now: datetime) -> bool:
    """Remind one keeper of all that is due, and note it in the same transaction; whether there was something."""
    school = await session.get_one(School, school_id)
    today = now.astimezone(ZoneInfo(school.timezone)).date()
    found = list(
        await session.scalars(
            _due(school_id, today)
            .where(Concern.keeper_id == keeper_id)
            .order_by(Concern.next_on, Concern.id)
            .with_for_update(of=Concern, skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )
    for concern in found:
        await _keep(session, concern)
        concern.reminded_on = today
    await session.flush()
    own = [concern for concern in found if concern.keeper_id == keeper_id]
    moved = [concern for concern in found if concern.keeper_id != keeper_id]
    for concern in moved:
        concern.reminded_on = None  # its new keeper is reminded in turn
    if own:
        keeper = await session.get_one(Person, keeper_id)
        await outbox.tell(session, keeper, await _notice(session, own), now)
    return bool(found)


async def _keep(session: AsyncSession, concern: Concern) -> None:
    """Its keeper is one of the staff, and in it; else somebody else is."""
    members = await rights.members(session, concern)
    if any(one.id == concern.keeper_id for one in members):
        return
    if not members:
        pupil = await session.get_one(Pupil, concern.pupil_id)
        members = [one.person for one in await rights.colleagues(session, pupil)][:1]
        for person in members:
            session.add(ConcernMember(concern_id=concern.id, person_id=person.id, since=concern.opened_at))
    if members:
        concern.keeper_id = members[0].id


async def _notice(session: AsyncSession, concerns: Sequence[Concern]) -> ConcernsDue:
    names = await _names(session, [concern.pupil_id for concern in concerns])
    return ConcernsDue(
        concern_id=concerns[0].id,
        count=len(concerns),
        items=[{"child": names[concern.pupil_id], "concern_id": concern.id} for concern in concerns],
    )


async def _names(session: AsyncSession, pupils: Sequence[int]) -> dict[int, str]:
    rows = await session.execute(
        select(Pupil.id, Pupil.name, SchoolClass.name)
        .outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(among(Pupil.id, pupils))
    )
    found: defaultdict[int, str] = defaultdict(str)
    for pupil, name, of in rows:
        found[pupil] = f"{name} ({of})" if of else name
    return found
