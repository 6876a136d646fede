"""What is owed goes where it can be kept: leave begins, hours change, a day is closed, somebody is not there any more.

Whether a promise can be kept is asked of the rows anew each time; so it does not matter which of these it was.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.notices.hours import PromiseMoved
from bot.domain.threads import OWED, LadderStep
from bot.services.answers.conversations import children_card, teacher_card
from bot.services.hours import covering, keeping, promising
from bot.services.queue import outbox
from bot.services.threads import answering, rows, telling
from bot.storage.models import Leave, LogEntry, LogKind, Person, School, Thread

BACK = timedelta(days=3)
"""So long after a leave, somebody who came back is looked for what her cover has not answered."""


async def astray(session: AsyncSession, now: datetime) -> list[int]:
    """Threads whose promise cannot be kept by who owes it, for whatever reason; only reads."""
    owed = await session.scalars(
        select(Thread).where(Thread.step_at.is_not(None), Thread.state.in_(OWED)).order_by(Thread.id)
    )
    by_person: defaultdict[int, list[Thread]] = defaultdict(list)
    for thread in owed:
        by_person[thread.responsible_id].append(thread)
    found: list[int] = []
    for person_id, threads in by_person.items():
        staff = await session.get_one(Person, person_id)
        found += await _broken(session, staff, threads, now)
    return found


async def _broken(session: AsyncSession, staff: Person, threads: list[Thread], now: datetime) -> list[int]:
    school = await session.get_one(School, staff.school_id)
    works = await keeping.working(session, school, staff, now)
    if not await covering.answers(session, staff):
        instead = await promising.promise(session, school, staff, now)  # she cannot: is there anybody who can?
        if instead.responsible.id != staff.id:
            return [one.id for one in threads]
    return [one.id for one in threads if not _kept(one, works, now)]


def _kept(thread: Thread, works: keeping.Working, now: datetime) -> bool:
    """Whether a promise falls into her hours still; one that is over is the ladder's matter."""
    return thread.promised_at is None or thread.promised_at <= now or works.holds(thread.promised_at)


async def mend_all(session: AsyncSession, staff: Person, now: datetime) -> int:
    """Look at once after all that she owes; how many threads moved."""
    owed = select(Thread).where(Thread.responsible_id == staff.id, Thread.state.in_(OWED), Thread.step_at.is_not(None))
    threads = list(await session.scalars(owed.order_by(Thread.id)))
    broken = await _broken(session, staff, threads, now) if threads else []
    for thread_id in broken:
        await mend(session, thread_id, now)
    return len(broken)


async def mend(session: AsyncSession, thread_id: int, now: datetime) -> None:
    """Let somebody who can answer owe this thread, or let who does promise another time; the family hears of it."""
    thread = await rows.locked(session, await session.get_one(Thread, thread_id))
    staff = await session.get_one(Person, thread.responsible_id)
    if thread.state not in OWED or not await _broken(session, staff, [thread], now):
        return
    school = await session.get_one(School, thread.school_id)
    promised = await promising.promise(session, school, staff, now)
    if promised.responsible.id != staff.id:
        step = thread.step if thread.step in (LadderStep.COVER, LadderStep.OFFICE) else LadderStep.ASKED
        await answering.hand_over(session, thread, promised.responsible, now, step=step)
        return
    await promising.owe(session, thread, staff, now, step=thread.step)
    await _tell_moved(session, thread, staff, now)


async def _tell_moved(session: AsyncSession, thread: Thread, staff: Person, now: datetime) -> None:
    guardian, pupil = await rows.people(session, thread)
    assert thread.promised_at is not None
    notice = PromiseMoved(
        thread_id=thread.id,
        child=(await children_card(session, [pupil]))[0],
        teacher=teacher_card(staff),
        promised_at=thread.promised_at,
        quoted=await telling.about(session, thread),
    )
    once = f"promise:{thread.id}:{thread.promised_at:%Y%m%d%H%M}"
    await outbox.tell(session, guardian, notice, now, dedupe=once)


async def back(session: AsyncSession, now: datetime) -> list[int]:
    """Who came back from leave these days, and may get back what her cover has not answered yet; only reads."""
    recent = (now - BACK).date()
    lent = exists().where(LogEntry.thread_id == Thread.id, LogEntry.staff_id == Leave.person_id)
    waits = exists().where(Thread.step_at.is_not(None), Thread.responsible_id != Leave.person_id, lent)
    ended = select(Leave.person_id).where(Leave.through.between(recent, now.date()), waits)
    return list(await session.scalars(ended.distinct().order_by(Leave.person_id)))


async def come_back(session: AsyncSession, staff_id: int, now: datetime) -> int:
    """A leave is over: once she works again, what waits with her cover is hers; how many threads."""
    staff = await session.get_one(Person, staff_id)
    school = await session.get_one(School, staff.school_id)
    works = await keeping.working(session, school, staff, now)
    return await give_back(session, staff, now) if works.has(now) else 0


async def give_back(session: AsyncSession, staff: Person, now: datetime) -> int:
    """What went to her cover because she was away, and waits there still, is hers again; how many threads."""
    school = await session.get_one(School, staff.school_id)
    today = now.astimezone(ZoneInfo(school.timezone)).date()
    away = today in await keeping.away_days(session, staff, now)
    if away or (await promising.promise(session, school, staff, now)).responsible.id != staff.id:
        return 0
    mine = exists().where(LogEntry.thread_id == Thread.id, LogEntry.staff_id == staff.id)
    lent = select(Thread).where(
        Thread.step_at.is_not(None),
        Thread.state.in_(OWED),
        Thread.step.in_((LadderStep.ASKED, LadderStep.REMINDED)),
        Thread.responsible_id != staff.id,
        mine,
    )
    given = 0
    for thread in list(await session.scalars(lent.order_by(Thread.id))):
        if await _was_taken_from(session, thread, staff):
            await answering.hand_over(session, await rows.locked(session, thread), staff, now)
            given += 1
    return given


async def _was_taken_from(session: AsyncSession, thread: Thread, staff: Person) -> bool:
    """Whether the last change of hands was not a colleague's doing, and she had it before."""
    entries = await session.scalars(
        select(LogEntry)
        .where(LogEntry.thread_id == thread.id, LogEntry.staff_id.is_not(None))
        .order_by(LogEntry.id.desc())
        .limit(50)
    )
    said = list(entries)
    at = next((at for at, entry in enumerate(said) if entry.kind is LogKind.FORWARDED), None)
    if at is None or said[at].choice is not None or said[at].staff_id != thread.responsible_id:
        return False
    return at + 1 < len(said) and said[at + 1].staff_id == staff.id
