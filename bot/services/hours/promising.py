"""Who answers, and by when: what a family is promised, and what a thread owes.

Whoever is asked answers, unless she is on leave when the answer is due, has no chat, or is not of the staff any more:
then her cover does, or the cover's cover, and at last the office. Somebody always does.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.promises import needed, promised_by
from bot.domain.threads import LadderStep
from bot.services.hours import covering, keeping
from bot.services.hours.keeping import Working
from bot.storage.models import Person, School, Thread

REMINDED_AFTER = 0.5
"""Of the promised working time, the part after which whoever owes the answer is reminded."""


@dataclass(frozen=True, slots=True)
class Promised:
    """Who answers by when (aware UTC). `outside`: the question came outside of her hours. `covers`: who was asked,
    where somebody else answers for her."""

    responsible: Person
    at: datetime
    outside: bool
    covers: Person | None = None


async def promise(session: AsyncSession, school: School, staff: Person, now: datetime) -> Promised:
    """What is promised to a family that asks this member of staff now."""
    for person in [staff, *await covering.stand_ins(session, school, staff, now)]:
        if not await covering.answers(session, person):
            continue
        works = await keeping.working(session, school, person, now)
        at = _by(works, now)
        if at == _by(await keeping.working(session, school, person, now, leaves=False), now):
            return Promised(person, at, not works.has(now), staff if person.id != staff.id else None)
    works = await keeping.working(session, school, staff, now)
    return Promised(staff, _by(works, now), not works.has(now))


async def is_outside(session: AsyncSession, school: School, staff: Person, now: datetime) -> bool:
    """Whether now is outside of her hours: what is written to her is read later."""
    return not (await keeping.working(session, school, staff, now)).has(now)


async def owe(
    session: AsyncSession, thread: Thread, staff: Person, now: datetime, *, step: LadderStep = LadderStep.ASKED
) -> Promised:
    """The school owes this thread an answer from now on: who is responsible, by when, and when the ladder's next step
    is due. `staff` is whom the answer is asked of; her cover may get it. The caller sees to the thread's state."""
    school = await session.get_one(School, thread.school_id)
    promised = await promise(session, school, staff, now)
    thread.responsible_id = promised.responsible.id
    thread.promised_at = promised.at
    thread.step = step
    thread.step_at = promised.at
    if step is LadderStep.ASKED:
        works = await keeping.working(session, school, promised.responsible, now)
        need = needed(now, works.hours, works.rule, works.quiet) * REMINDED_AFTER
        thread.step_at = min(promised.at, works.after(need, now))
    return promised


def settle(thread: Thread) -> None:
    """The school owes this thread nothing more."""
    thread.promised_at = None
    thread.step_at = None


def _by(works: Working, now: datetime) -> datetime:
    return promised_by(now, works.hours, works.rule, works.quiet)
