"""A concern begins: a teacher saw something, or a guardian has something on their mind."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.concerns import SEEN, SEEN_LIMIT, STEP_LIMIT, STEPS, ConcernArea, good_days
from bot.domain.errors import InvalidValue, NotAllowed
from bot.domain.names import checked
from bot.services import scope
from bot.services.calendar import quiet_rule
from bot.services.concerns import history, rights, telling
from bot.services.concerns.rights import COUNSELLOR, HOMEROOM, Colleague
from bot.services.concerns.wording import for_family
from bot.storage.models import Concern, ConcernMember, Guardianship, GuardianState, LogKind, Person, Pupil, School

FURTHEST = 180
"""Days ahead that a next step may be set to: one that is further away is forgotten."""


async def seen_of(session: AsyncSession, pupil: Pupil, area: ConcernArea, seen: str, *, certain: bool = False) -> str:
    """What was seen, as it is kept: the key of a tapped one, or typed words that a family may read.

    Raises what `for_family` raises.
    """
    if seen in SEEN[area]:
        return seen
    return await for_family(session, pupil, "seen", seen, SEEN_LIMIT, certain=certain)


def step_of(step: str) -> str:
    """A next step as it is kept; raises InvalidValue."""
    return step if step in STEPS else checked("step", step.lstrip(": "), STEP_LIMIT)


async def day_of(session: AsyncSession, school_id: int, on: date, now: datetime) -> date:
    """The day of a next step; raises InvalidValue for one that is past, or too far away to be remembered."""
    school = await session.get_one(School, school_id)
    today = now.astimezone(ZoneInfo(school.timezone)).date()
    if not 0 <= (on - today).days <= FURTHEST:
        raise InvalidValue("day", "past" if on < today else "far")
    return on


async def soon(session: AsyncSession, school_id: int, now: datetime) -> date:
    """The next day on which the school is open: by then a family has an answer."""
    school = await session.get_one(School, school_id)
    today = now.astimezone(ZoneInfo(school.timezone)).date()
    return good_days(today, await quiet_rule(session, school, now), 1)[0]


async def by_staff(
    session: AsyncSession,
    staff: Person,
    pupil_id: int,
    area: ConcernArea,
    seen: str,
    step: str,
    on: date,
    beside: Collection[int],
    now: datetime,
    *,
    certain: bool = False,
) -> Concern:
    """A teacher raises a concern and keeps it; of `beside` those colleagues are in it who can be.

    Raises NotAllowed for a pupil who is not hers, InvalidValue, and what `for_family` raises of what was seen.
    """
    pupil = await rights.pupil_to_raise(session, staff, pupil_id)
    seen, step = await seen_of(session, pupil, area, seen, certain=certain), step_of(step)
    on = await day_of(session, pupil.school_id, on, now)
    can_be = {one.person.id for one in await rights.colleagues(session, pupil)}
    concern = _made(pupil, area, staff, staff, step, on, now)
    await _begin(session, concern, {staff.id, *(can_be & set(beside))}, now)
    tapped = seen in SEEN[area]
    await history.note(
        session,
        concern,
        LogKind.CONCERN,
        now,
        staff_id=staff.id,
        choice=seen if tapped else None,
        text=None if tapped else seen,
    )
    await telling.raised(session, concern, staff, now)
    return concern


async def whom(session: AsyncSession, pupil: Pupil) -> list[Colleague]:
    """To whom a guardian can tell what is on their mind: the homeroom teacher, and the counsellors."""
    return [one for one in await rights.colleagues(session, pupil) if one.what in (HOMEROOM, COUNSELLOR)]


async def child_of(session: AsyncSession, guardian: Person, pupil_id: int) -> Pupil:
    """A child of whom this guardian may be told, for it is confirmed; raises NotAllowed."""
    found = await session.scalar(scope.told_of(guardian).where(Pupil.id == pupil_id))
    if found is None:
        raise NotAllowed
    return found


async def is_waiting(session: AsyncSession, guardian: Person) -> bool:
    """Whether a link of this guardian waits to be confirmed: until then the school does not answer about the child."""
    waits = select(Guardianship.id).where(
        Guardianship.person_id == guardian.id, Guardianship.state == GuardianState.PROVISIONAL
    )
    return await session.scalar(waits.limit(1)) is not None


async def by_guardian(
    session: AsyncSession, guardian: Person, pupil_id: int, to: int, area: ConcernArea, words: Words, now: datetime
) -> Concern:
    """A guardian tells the homeroom teacher or a counsellor, who alone is in it and answers by the next open day.

    Raises NotAllowed for a child or a member of staff that are not theirs to ask.
    """
    pupil = await child_of(session, guardian, pupil_id)
    keeper = next((one.person for one in await whom(session, pupil) if one.person.id == to), None)
    if keeper is None:
        raise NotAllowed
    concern = _made(pupil, area, guardian, keeper, ":answer", await soon(session, pupil.school_id, now), now)
    concern.by_family, concern.told_at = True, now
    await _begin(session, concern, {keeper.id}, now)
    entry = await history.note(session, concern, LogKind.CONCERN, now, person_id=guardian.id, **history.spoken(words))
    await telling.shared(session, concern, entry, now)
    return concern


def _made(pupil: Pupil, area: ConcernArea, by: Person, keeper: Person, step: str, on: date, now: datetime) -> Concern:
    return Concern(
        school_id=pupil.school_id,
        pupil_id=pupil.id,
        area=area,
        raised_by=by.id,
        keeper_id=keeper.id,
        next_step=step,
        next_on=on,
        opened_at=now,
    )


async def _begin(session: AsyncSession, concern: Concern, members: Collection[int], now: datetime) -> None:
    session.add(concern)
    await session.flush()
    session.add_all(ConcernMember(concern_id=concern.id, person_id=one, since=now) for one in sorted(members))
    await session.flush()
