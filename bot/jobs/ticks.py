"""What is done from time to time: each tick is short, safe to run twice, and safe to run in two processes."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete

from bot.chat import files
from bot.services import fanout, inbox, outbox, progress
from bot.storage.engine import Sessions
from bot.storage.models import Draft

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]


async def send_due(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Begin the updates whose time has come, and fan out what has begun, chunk by chunk."""
    async with sessions() as session:
        await fanout.start_due(session, clock())
        begun = await fanout.unfinished(session)
        await session.commit()
    for update_id in begun:
        with _alone(update_id):
            await _fan_out(sessions, update_id, clock, wake)


async def _fan_out(sessions: Sessions, update_id: int, clock: Clock, wake: Callable[[], None]) -> None:
    more = True
    while more:
        async with sessions() as session:
            more = await fanout.fan_out(session, update_id, clock())
            await session.commit()
        wake()


async def show_progress(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Bring the teachers' progress messages up to date."""
    async with sessions() as session:
        watched = await progress.watched(session, clock())
    for update_id in watched:
        with _alone(update_id):
            async with sessions() as session:
                changed = await progress.report_progress(session, update_id, clock())
                await session.commit()
            if changed:
                wake()


@contextmanager
def _alone(update_id: int) -> Iterator[None]:
    """One update's trouble (a template that is no more, say) is logged and keeps no other waiting."""
    try:
        yield
    except Exception as error:
        log.exception("update_in_trouble", update=update_id, error=type(error).__name__)


async def tidy(sessions: Sessions, clock: Clock, keep_raw: timedelta) -> None:
    """Drop drafts that have expired, and the JSON of what was handled long ago."""
    async with sessions() as session:
        await session.execute(delete(Draft).where(Draft.expires_at < clock()))
        await inbox.prune(session, clock() - keep_raw)
        await session.commit()


async def forget_sent(sessions: Sessions, clock: Clock, keep: timedelta) -> None:
    """Drop messages that came to their end long ago, a few at a time, so that nobody waits for it."""
    after: int | None = 0
    while after is not None:
        async with sessions() as session:
            after = await outbox.prune(session, clock() - keep, after)
            await session.commit()


async def forget_files(clock: Clock) -> None:
    """Delete the documents that were made for sending and have been kept long enough."""
    await asyncio.to_thread(files.forget_old, clock())
