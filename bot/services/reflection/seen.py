"""The page of a month as the teacher sees it, and the school's totals for who leads it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.concerns import ConcernState
from bot.domain.errors import NotAllowed
from bot.domain.individual import Topic
from bot.domain.meetings import TalkState
from bot.domain.reflection import Month, Numbers, SchoolNumbers, Suggestion, middle
from bot.services import scope
from bot.services.reflection import reckoning
from bot.services.reflection.ideas import suggestions, unheard
from bot.services.reflection.reckoning import about, answer_times, asked, count, numbers_of, opened, reached, within
from bot.storage.models import AbsenceNote, Concern, Person, Pupil, Reflection, RoleKind, School, Talk

LEADS = (RoleKind.PRINCIPAL, RoleKind.ADMIN)


@dataclass(frozen=True, slots=True)
class Page:
    """A teacher's month. Of a month that is over the numbers are those she was told; who was not heard of, and what
    she may do next, are as of now, and stand on the running month and the one before it only."""

    month: Month
    latest: Month
    classes: tuple[str, ...]
    numbers: Numbers
    unheard: tuple[str, ...] = ()
    ideas: tuple[Suggestion, ...] = ()


async def teaches(session: AsyncSession, staff: Person) -> bool:
    """Whether this person has a class whose families a month can be about."""
    return await session.scalar(reckoning.classes(staff).limit(1)) is not None


async def page_of(session: AsyncSession, teacher: Person, month: Month | None, now: datetime) -> Page:
    """A month (None: the running one) of this teacher; raises NotAllowed for who has no class."""
    classes = [of.name for of in await session.scalars(reckoning.classes(teacher))]
    if not classes:
        raise NotAllowed
    latest = await latest_month(session, teacher, now)
    month = month or latest
    told = await session.get(Reflection, (teacher.id, month.first))
    numbers = Numbers(**told.facts) if told is not None else await numbers_of(session, teacher, month, now)
    if month.ordinal < latest.ordinal - 1:
        return Page(month, latest, tuple(classes), numbers)
    names = [pupil.name for pupil in await unheard(session, teacher, now)]
    return Page(month, latest, tuple(classes), numbers, tuple(names), await suggestions(session, teacher, numbers, now))


async def latest_month(session: AsyncSession, staff: Person, now: datetime) -> Month:
    """The running month at this person's school."""
    school = await session.get_one(School, staff.school_id)
    return Month.at(now, school.timezone)


def kept(numbers: Numbers) -> dict[str, int | None]:
    """The numbers as a row keeps them."""
    return asdict(numbers)


async def school_month(session: AsyncSession, staff: Person, month: Month, now: datetime) -> SchoolNumbers:
    """A month of the whole school in totals; raises NotAllowed for who does not lead it."""
    if not set(LEADS) & await scope.roles_of(session, staff):
        raise NotAllowed
    school = await session.get_one(School, staff.school_id)
    since, until = month.span(school.timezone)
    there = select(Pupil.id).where(Pupil.school_id == school.id, Pupil.left_at.is_(None))
    sent = within(school, since, until, None)
    times = await answer_times(session, school, since, until, None)
    talks = select(Talk.id).where(
        Talk.school_id == school.id, Talk.state == TalkState.DONE, Talk.starts_at >= since, Talk.starts_at < until
    )
    notes = select(AbsenceNote.id).where(
        AbsenceNote.school_id == school.id, AbsenceNote.at >= since, AbsenceNote.at < until
    )
    still = select(func.count()).where(Concern.school_id == school.id, Concern.state == ConcernState.OPEN)
    return SchoolNumbers(
        families=await count(session, there),
        reached=await count(session, there.where(reached(school, since, until, None))),
        updates=await count(session, sent),
        about_pupils=await about(session, sent),
        good=await about(session, sent, Topic.GOOD),
        concerns=await about(session, sent, Topic.CONCERN) + await count(session, opened(school, since, until)),
        asked=await count(session, asked(school, since, until)),
        answered=len(times),
        answer_time=middle(times),
        talks=await count(session, talks),
        absence_notes=await count(session, notes),
        open_concerns=await session.scalar(still) or 0,
    )
