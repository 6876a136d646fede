"""What is done from time to time: each tick is short, safe to run twice, and safe to run in two processes."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete

from bot.chat import files
from bot.jobs.alone import alone
from bot.services.alerts import finding, telling
from bot.services.concerns import reminding as concerns
from bot.services.escalations import steps
from bot.services.hours import laddering, mending
from bot.services.meetings import clocks, closing, reminding
from bot.services.queue import inbox, outbox
from bot.services.reflection import telling as reflections
from bot.services.talks import upkeep, wishes
from bot.services.threads import settling
from bot.services.updates import fanout, progress
from bot.storage.engine import Sessions
from bot.storage.models import Draft
from bot.storage.work import LATER, SOON, work_of

Clock = Callable[[], datetime]


async def send_due(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Begin the updates whose time has come, and fan out what has begun, chunk by chunk."""
    for update_id in await work_of(sessions).write(partial(fanout.begin_due, now=clock())):
        with alone(update_id):
            await _fan_out(sessions, update_id, clock, wake)


async def _fan_out(sessions: Sessions, update_id: int, clock: Clock, wake: Callable[[], None]) -> None:
    more = True
    while more:
        more = await work_of(sessions).write(partial(fanout.fan_out, update_id=update_id, now=clock()), LATER)
        wake()


async def show_progress(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Bring the teachers' progress messages up to date."""
    work = work_of(sessions)
    for update_id in await work.read(partial(progress.watched, now=clock())):
        with alone(update_id):
            if await work.write(partial(progress.report_progress, update_id=update_id, now=clock()), SOON):
                wake()


async def tidy(sessions: Sessions, clock: Clock, keep_raw: timedelta) -> None:
    """Drop drafts that have expired, and the JSON of what was handled long ago."""
    async with sessions() as session:
        await session.execute(delete(Draft).where(Draft.expires_at < clock()))
        await inbox.prune(session, clock() - keep_raw)
        await inbox.forget_keys(session, clock())
        await session.commit()


async def forget_sent(sessions: Sessions, clock: Clock, keep: timedelta) -> None:
    """Drop messages that came to their end long ago, a few at a time, so that nobody waits for it."""
    after: int | None = 0
    while after is not None:
        after = await work_of(sessions).write(partial(outbox.prune, before=clock() - keep, after=after), LATER)


async def forget_files(clock: Clock) -> None:
    """Delete the documents that were made for sending and have been kept long enough."""
    await asyncio.to_thread(files.forget_old, clock())


async def follow_silence(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Take the steps that are due where families have not answered."""
    work = work_of(sessions)
    while missing := await work.read(partial(steps.without_steps, now=clock())):
        await work.write(partial(steps.begin, missing=missing, now=clock()))
    for update_id in await work.read(partial(steps.due, now=clock())):
        with alone(update_id):
            while await work.write(partial(steps.advance, update_id=update_id, now=clock())):
                wake()


FAMILIES = 20
"""Families that are told what is due in one transaction."""


async def ask_families(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Find what the school lets the bot ask families by itself, and tell what is due."""
    work = work_of(sessions)
    for school_id in await work.read(finding.schools):
        with alone(school_id, "school"):  # that there is nothing new is found without keeping a writer waiting
            if await work.read(partial(finding.changes, school_id=school_id, now=clock())):
                await work.write(partial(finding.find, school_id=school_id, now=clock()), LATER)
            families = await work.read(partial(telling.due, school_id=school_id, now=clock()))
            for start in range(0, len(families), FAMILIES):
                some = families[start : start + FAMILIES]
                await work.write(partial(telling.tell, school_id=school_id, families=some, now=clock()), SOON)
                wake()


async def keep_promises(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """See to what families wait for: whoever cannot answer makes way, whoever does not is reminded, then relieved."""
    work = work_of(sessions)
    for thread_id in await work.read(partial(mending.astray, now=clock())):
        with alone(thread_id, "thread"):
            await work.write(partial(mending.mend, thread_id=thread_id, now=clock()), SOON)
            wake()
    for staff_id in await work.read(partial(mending.back, now=clock())):
        with alone(staff_id, "person"):
            if await work.write(partial(mending.come_back, staff_id=staff_id, now=clock()), SOON):
                wake()
    for staff_id in await work.read(partial(laddering.due, now=clock())):
        with alone(staff_id, "person"):
            while await work.write(partial(laddering.advance, staff_id=staff_id, now=clock()), SOON):
                wake()


async def settle_quiet(sessions: Sessions, clock: Clock) -> None:
    """Settle the questions that are answered, and in which nobody has said anything for a long time."""
    work = work_of(sessions)
    for school_id in await work.read(partial(settling.schools, now=clock())):
        with alone(school_id, "school"):
            while await work.write(partial(settling.settle, school_id=school_id, now=clock()), LATER):
                pass


async def remind(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Say what is due about meetings and talks."""
    work = work_of(sessions)
    for meeting_id in await work.read(partial(reminding.due, now=clock())):
        with alone(meeting_id, "meeting"):
            while await work.write(partial(reminding.remind, meeting_id=meeting_id, now=clock()), LATER):
                wake()


async def remind_of_concerns(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Remind who keeps a concern of the next step that was set for today."""
    work = work_of(sessions)
    for school_id in await work.read(concerns.schools):
        with alone(school_id, "school"):
            for keeper_id in await work.read(partial(concerns.due, school_id=school_id, now=clock())):
                await work.write(partial(concerns.remind, school_id=school_id, keeper_id=keeper_id, now=clock()), LATER)
                wake()


async def look_after_meetings(sessions: Sessions, clock: Clock) -> None:
    """Let meetings follow the rules of their clock, and see to it that their reminders are planned."""
    work = work_of(sessions)
    for school_id in await work.read(clocks.schools):
        with alone(school_id, "school"):
            await work.write(partial(clocks.keep_to, school_id=school_id, now=clock()), LATER)
    for meeting_id in await work.read(partial(reminding.to_look_after, now=clock())):
        with alone(meeting_id, "meeting"):
            await work.write(partial(reminding.look_after, meeting_id=meeting_id, now=clock()), LATER)


async def end_meetings(sessions: Sessions, clock: Clock) -> None:
    """Note that meetings are over, and close those in which every family is accounted for."""
    work = work_of(sessions)
    await work.write(partial(closing.end_due, now=clock()), LATER)
    for meeting_id in await work.read(closing.held):
        with alone(meeting_id, "meeting"):  # a thousand families are looked at without keeping a writer waiting
            if await work.read(partial(closing.is_empty, meeting_id=meeting_id, now=clock())):
                await work.write(partial(closing.close_when_empty, meeting_id=meeting_id, now=clock()), LATER)


async def look_after_talks(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Mend or release the talks whose ground has gone, and tell who waits in vain."""
    work = work_of(sessions)
    for talk_id, host_id in await work.read(upkeep.spare_hosts):
        with alone(talk_id, "talk"):
            await work.write(partial(upkeep.spare, talk_id=talk_id, host_id=host_id, now=clock()), SOON)
    for talk_id, why in await work.read(partial(upkeep.astray, now=clock())):
        with alone(talk_id, "talk"):
            await work.write(partial(upkeep.mend, talk_id=talk_id, why=why, now=clock()), SOON)
            wake()
    for wish_id, say in await work.read(partial(upkeep.in_vain, now=clock())):
        with alone(wish_id, "wish"):
            await work.write(partial(upkeep.give_up, wish_id=wish_id, now=clock(), say=say), SOON)
            wake()


async def close_wishes(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Tell who leads a meeting, once, that the time for wishes is over."""
    if await work_of(sessions).write(partial(wishes.tell_collected, now=clock())):
        wake()


async def tell_months(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Tell teachers that the page of the month that has ended is there."""
    work = work_of(sessions)
    for person_id in await work.read(partial(reflections.due, now=clock())):
        with alone(person_id, "person"):
            if await work.write(partial(reflections.tell, person_id=person_id, now=clock()), LATER):
                wake()
