"""Questions that wait too long, step by step: a kind reminder, then the cover, then the office; each a new promise.

A step is taken in one transaction with its messages, by whoever has locked the row: a killed process takes it not at
all or once. Nobody is reminded outside of her hours, and nothing changes hands while the school is closed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.notices.hours import AnsweredByColleague, QuestionsWait
from bot.domain.promises import HOUR
from bot.domain.text import Value
from bot.domain.threads import OWED, LadderStep
from bot.services.answers.conversations import children_card, teacher_card
from bot.services.hours import arriving, covering, keeping, promising
from bot.services.threads import answering, telling
from bot.storage.models import Person, Pupil, School, Thread

CHUNK = 100
TOGETHER = timedelta(hours=4)
"""Questions of which she would be reminded so soon after are in the same reminder."""
NAMED = 5
AGAIN = timedelta(hours=8)
"""Working time after which the office is reminded again: once a day."""


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """Who owes an answer for which a step is due; only reads."""
    owing = select(Thread.responsible_id).where(Thread.step_at <= now, Thread.state.in_(OWED))
    return list(await session.scalars(owing.distinct().order_by(Thread.responsible_id)))


async def advance(session: AsyncSession, staff_id: int, now: datetime) -> bool:
    """Take the steps of what somebody owes, some at a time; whether there may be more. The caller commits."""
    threads = await _locked(session, staff_id, now)
    if not threads:
        return False
    staff = await session.get_one(Person, staff_id)
    school = await session.get_one(School, staff.school_id)
    asked = [one for one in threads if one.step is LadderStep.ASKED]
    late = [one for one in threads if one.step is not LadderStep.ASKED]
    if asked:
        await _remind_within_hours(session, school, staff, asked, now)
    if late:
        await _pass_on_within_hours(session, school, staff, late, now)
    await session.flush()
    return True


async def _locked(session: AsyncSession, staff_id: int, now: datetime) -> list[Thread]:
    due_now = Thread.step_at <= now, Thread.state.in_(OWED), Thread.responsible_id == staff_id
    query = select(Thread).where(*due_now).order_by(Thread.promised_at, Thread.id).limit(CHUNK)
    return list(await session.scalars(query.with_for_update(skip_locked=True, key_share=True)))


async def _remind_within_hours(
    session: AsyncSession, school: School, staff: Person, asked: Sequence[Thread], now: datetime
) -> None:
    works = await keeping.working(session, school, staff, now)
    if not works.has(now):
        for thread in asked:
            thread.step_at = works.next_moment(now)
        return
    soon = await session.scalars(
        select(Thread)
        .where(
            Thread.responsible_id == staff.id,
            Thread.state.in_(OWED),
            Thread.step == LadderStep.ASKED,
            Thread.step_at.between(now, now + TOGETHER),
            Thread.id.not_in([one.id for one in asked]),
        )
        .order_by(Thread.promised_at, Thread.id)
        .with_for_update(skip_locked=True, key_share=True)
    )
    together = sorted([*asked, *soon], key=lambda one: (one.promised_at or now, one.id))
    for thread in together:
        thread.step = LadderStep.REMINDED
        thread.step_at = max(thread.promised_at or now, works.after(HOUR, now))
    await _remind(session, staff, together, now)


async def _remind(session: AsyncSession, staff: Person, threads: Sequence[Thread], now: datetime) -> None:
    notice = QuestionsWait(
        count=len(threads),
        questions=[await _line(session, thread) for thread in threads[:NAMED]],
        late=all((thread.promised_at or now) <= now for thread in threads),
    )
    once = f"ladder:{staff.id}:{threads[0].id}:{now:%Y%m%d%H%M}"
    await arriving.tell(session, staff, notice, now, dedupe=once)


async def _line(session: AsyncSession, thread: Thread) -> dict[str, Value]:
    pupil = await session.get_one(Pupil, thread.pupil_id)
    card = (await children_card(session, [pupil]))[0]
    return {**card, "asked_at": thread.opened_at, "promised_at": thread.promised_at}


async def _pass_on_within_hours(
    session: AsyncSession, school: School, staff: Person, late: Sequence[Thread], now: datetime
) -> None:
    works = await keeping.office_working(session, school, now)
    if not works.has(now):
        for thread in late:
            thread.step_at = works.next_moment(now)
        return
    at_office = [one for one in late if not await _pass_on(session, school, staff, one, now)]
    for thread in at_office:
        thread.step, thread.step_at = LadderStep.OFFICE, works.after(AGAIN, now)
    if at_office:
        known = {staff.id: staff, **{one.id: one for one in await covering.office(session, school)}}
        for person in known.values():
            await _remind(session, person, at_office, now)


async def _pass_on(session: AsyncSession, school: School, staff: Person, thread: Thread, now: datetime) -> bool:
    """Give a thread to whoever comes next; False where nobody does: it stays, and the office hears of it each day."""
    if thread.step is LadderStep.OFFICE:
        return False
    office = [one.id for one in await covering.office(session, school)]
    for person in await covering.stand_ins(session, school, staff, now):
        if thread.step is LadderStep.COVER and person.id not in office:
            continue
        if (await promising.promise(session, school, person, now)).responsible.id == person.id:
            step = LadderStep.OFFICE if person.id in office else LadderStep.COVER
            await answering.hand_over(session, thread, person, now, step=step)
            await _tell_before(session, thread, staff, person, now)
            return True
    return False


async def _tell_before(session: AsyncSession, thread: Thread, staff: Person, now_with: Person, now: datetime) -> None:
    """Who had it hears, in her hours, that she need not answer any more."""
    pupil = await session.get_one(Pupil, thread.pupil_id)
    notice = AnsweredByColleague(
        child=(await children_card(session, [pupil]))[0],
        colleague=teacher_card(now_with),
        quoted=await telling.about(session, thread),
    )
    await arriving.tell(session, staff, notice, now, dedupe=f"ladder:gone:{thread.id}:{thread.responsible_id}")
