"""Wishes are assigned before the turn in which a proposal is kept: it takes seconds, and no transaction waits for it.

The turn asks again whether they may be: between the two a role may have ended.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Received
from bot.chat.apart import assign_apart
from bot.chat.asking import asked_by, asked_for
from bot.domain.assignment import Assignment, Problem
from bot.domain.errors import AppError
from bot.services.meetings import planning
from bot.services.talks import assigning
from bot.storage.engine import Sessions

ASSIGN = "tw.assign"


@dataclass(frozen=True, slots=True)
class Assigned:
    """What was found for a meeting's wishes."""

    meeting_id: int
    found: Assignment


class Assigning:
    """Assigns what a pressed button asks for, one meeting at a time."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._alone = asyncio.Lock()

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with what was found; without, where it asks for nothing or is not allowed to."""
        asked = asked_for(received, (ASSIGN,))
        if asked is None:
            return received
        async with self._alone:  # each takes a processor
            try:
                async with self._sessions() as session:
                    problem = await self._problem(session, bot_id, received, asked[1])
            except AppError:  # the turn finds the same, and says so
                return received
            if problem is None:
                return received
            return replace(received, prepared=Assigned(asked[1], await assign_apart(problem)))

    async def _problem(self, session: AsyncSession, bot_id: int, received: Received, meeting_id: int) -> Problem | None:
        asker = await asked_by(session, bot_id, received)
        if asker is None:
            return None
        meeting = await planning.led_by(session, asker[0], meeting_id)
        if meeting.booking not in assigning.ASSIGNABLE:
            return None
        return (await assigning.wishes_of(session, meeting, self._clock())).problem
