"""Results on their way into the database: gathered, and kept in memory for as long as it does not answer."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

import structlog
from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.kit import Kit
from bot.delivery.outcomes import Outcome, Unsure
from bot.delivery.results import record
from bot.storage.engine import AWAY
from bot.storage.work import SOON

log = structlog.get_logger(__name__)

GATHER = 0.005
"""Seconds in which results are gathered into one transaction."""
AFTER_TROUBLE = 2.0
TRIES = 30
"""How often more a result is tried to be written once the bot is to end, `AFTER_TROUBLE` apart."""
FAULTS = 5
"""How often a database that answers may refuse a result before its row is written down as unknown."""


class Writer:
    """Writes what became of messages; `written` hears of each batch that is. Nothing that is raised ends it."""

    def __init__(self, kit: Kit, written: Callable[[Sequence[Outcome]], None]) -> None:
        self._kit = kit
        self._written = written
        self._results: list[Outcome] = []
        self._gathering: asyncio.Task[None] | None = None
        self._kept: set[asyncio.Task[None]] = set()
        self._alone = asyncio.Lock()
        self._ending = False

    def note(self, outcome: Outcome) -> None:
        """Take a result; it is written within moments, if the database answers."""
        self._results.append(outcome)
        if self._gathering is None or self._gathering.done():
            self._gathering = asyncio.create_task(self._write())

    async def finish(self) -> None:
        """Return when everything is written, or the database has been away for a minute more."""
        self._ending = True
        while self._gathering is not None and not self._gathering.done():
            await self._gathering
        while self._kept:
            await asyncio.gather(*self._kept)

    async def _write(self) -> None:
        """Write what has come in, and what comes in meanwhile."""
        await asyncio.sleep(GATHER)
        while self._results:
            batch, self._results = self._results, []
            if await self._record(batch) is None:
                self._written(batch)
                continue
            for outcome in batch:  # each by itself, so that none stands in another's way
                task = asyncio.create_task(self._keep(outcome))
                self._kept.add(task)
                task.add_done_callback(self._kept.discard)

    async def _keep(self, outcome: Outcome) -> None:
        """Try until it is written; what the bot ends without is unknown to the next start."""
        last, faults = 0, 0
        while (trouble := await self._record_alone(outcome)) is not None:
            faults += not isinstance(trouble, AWAY) and await self._answers()
            last += self._ending
            if faults >= FAULTS and await self._record_alone(Unsure(outcome.row, None, type(trouble).__name__)) is None:
                log.critical("result_unknown", bot=outcome.row.bot_id, outgoing=outcome.row.id)
                break
            if last > TRIES:
                log.critical("result_lost", bot=outcome.row.bot_id, outgoing=outcome.row.id)
                break
            await asyncio.sleep(AFTER_TROUBLE)
        self._written([outcome])

    async def _record_alone(self, outcome: Outcome) -> Exception | None:
        async with self._alone:
            return await self._record([outcome])

    async def _answers(self) -> bool:
        """Whether the database is there; a driver has more words for its absence than can be listed."""
        try:
            await self._kit.work.read(_anything)
        except Exception:
            return False
        return True

    async def _record(self, outcomes: Sequence[Outcome]) -> Exception | None:
        """Write results in one transaction; what stood against it, where something did."""
        try:
            await self._kit.work.write(partial(record, outcomes=outcomes, now=self._kit.clock()), SOON)
        except Exception as error:  # whatever it is: the message has left, and that must not be forgotten
            log.error("results_not_recorded", error=type(error).__name__, results=len(outcomes))
            return error
        return None


async def _anything(session: AsyncSession) -> None:
    await session.execute(select(literal(1)))
