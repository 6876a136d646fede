"""Two hundred parents press the same twelve times at once: how long each press takes, and until all are answered.

The whole house, on a bare Bot API server that takes what Telegram does, 50 ms away. Twelve families have a talk, each
of the others is told the next free time; nobody is left without an answer, or the figure falls short.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import func, select

from benchmarks import figure
from benchmarks._courier import channel_for
from benchmarks._databases import KINDS, database
from benchmarks._school import FIRST_CHAT, TEACHER, Families
from benchmarks._server import Server, far_end
from benchmarks.figure import Figure, at_most
from bot.channels.telegram.updates import arrival
from bot.domain.arrivals import RawArrival
from bot.domain.delivery import OutboxState
from bot.domain.meetings import MeetingKind, MeetingState
from bot.domain.screens import Press
from bot.domain.talks import Span
from bot.house import House, settle_in
from bot.messages.render import preload
from bot.services.meetings import planning
from bot.services.talks import slots
from bot.storage.engine import make_engine, make_readers, make_sessions
from bot.storage.models import Arrival, InboxState, Meeting, Outgoing, Person, Slot, Talk

FAR = 0.05
PACE = 30
"""Messages that Telegram takes of a bot in any second."""
PARENTS = 200
WANTED = 12
OFFERED = 14
WARMING = 16
"""Parents who press one more time before the others, so that a house that has just opened is not what is measured."""
AT_ONCE = 100
"""What Telegram gives for one request."""
RUNS = 3
OF_THE_PACE = PARENTS / PACE
"""Seconds that so many messages take."""


async def figures() -> AsyncIterator[Figure]:
    """On either database."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    preload()
    for kind in KINDS:
        slowest, last, wrong = [], [], []
        for _run in range(min(figure.RUNS, RUNS)):
            rush = await _rush(kind)
            slowest.append(max(rush.turns) * 1e3)
            last.append(max(rush.answered))
            wrong.append(abs(rush.talks - WANTED - 1) + abs(len(rush.answered) - PARENTS) + rush.unsent)
        yield at_most(0, f"booking: {PARENTS} presses of {WANTED} times, answers and talks amiss, {kind}", wrong, "")
        yield at_most(100, f"booking: the slowest press, from its turn, {kind}", slowest, "ms")
        yield at_most(OF_THE_PACE + 0.5, f"booking: all {PARENTS} answers out, {kind}", last, "s")


@dataclass(slots=True)
class _Rush:
    """What came of it; times are seconds."""

    turns: list[float] = field(default_factory=list)
    """For each press, from when its turn came until it was handled and committed."""
    answered: list[float] = field(default_factory=list)
    """For each parent who got an answer, until the first one came in at the far end."""
    talks: int = 0
    unsent: int = 0


async def _rush(kind: str) -> _Rush:
    async with database(kind) as url, far_end(limit=PACE, latency=FAR) as server:
        engine = make_engine(url)
        school = Families(engine, PARENTS + WARMING, classes=1)
        await school.found()
        times = await _offered(school)
        channel = channel_for(1, server.url, connections=144)
        house = House(engine, {1: channel})
        rush = _Rush()
        house.desk._turn = _timed(house.desk._turn, rush.turns)  # type: ignore[method-assign]
        house.open()
        settle_in()
        try:
            await _press(house, server, school, times, rush)
            await _count(school, rush)
        finally:
            await house.close()
            await channel.close()
            await engine.dispose()
        return rush


def _timed(turn: Callable[..., Awaitable[None]], turns: list[float]) -> Callable[..., Awaitable[None]]:
    """A turn comes when the database is ours."""

    async def timed(*args: Any, **named: Any) -> None:
        began = monotonic()
        await turn(*args, **named)
        turns.append(monotonic() - began)

    return timed


async def _offered(school: Families) -> list[int]:
    """A meeting of the class with a host who offers more times than are wanted; all of them, by time."""
    now = datetime.now(UTC)
    day = (now + timedelta(days=3)).date()
    async with make_sessions(school.engine)() as session:
        teacher = await session.get_one(Person, TEACHER)
        new = planning.NewMeeting(MeetingKind.TALKS, [2], day, time(13), time(16), place_key="hall")
        meeting: Meeting = await planning.create(session, teacher, new, now)
        meeting.state = MeetingState.INVITED
        minutes = OFFERED * 10
        ends = time(13 + minutes // 60, minutes % 60)
        offered = await slots.offer(session, meeting, teacher, [Span(day, time(13), ends, 10)], now)
        await session.commit()
    assert len(offered) == OFFERED
    return [slot.id for slot in offered]


async def _press(house: House, server: Server, school: Families, times: list[int], rush: _Rush) -> None:
    first = TEACHER + 1 + school.apart
    warming = range(first, first + WARMING)
    await _at_once(house, server, [(person, times[WANTED]) for person in warming])
    await server.forget()
    rush.turns.clear()
    people = range(first + WARMING, first + WARMING + PARENTS)
    began = monotonic()
    await _at_once(house, server, [(person, times[place % WANTED]) for place, person in enumerate(people)])
    came: dict[int, float] = {}
    for at, _bot, chat in await server.arrivals():
        came.setdefault(chat, at - began)
    rush.answered = [came[FIRST_CHAT + person] for person in people if FIRST_CHAT + person in came]


async def _at_once(house: House, server: Server, presses: Sequence[tuple[int, int]]) -> None:
    """Each person presses a time; returns when all are answered and a second of the pace is free again."""
    arrivals = [_pressed(person, slot) for person, slot in presses]
    for first in range(0, len(arrivals), AT_ONCE):
        await house.store(1, arrivals[first : first + AT_ONCE])
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(3 * OF_THE_PACE):
            await server.until(len(arrivals))
    await asyncio.sleep(2.0)


def _pressed(person: int, slot: int) -> RawArrival:
    chat = FIRST_CHAT + person
    return arrival(
        {
            "update_id": person,
            "callback_query": {
                "id": str(person),
                "from": {"id": chat, "is_bot": False, "first_name": "Siti"},
                "message": {"message_id": 7, "date": 1, "chat": {"id": chat, "type": "private"}},
                "chat_instance": "1",
                "data": Press("tk.take", (str(slot), str(person))).pack(),
            },
        }
    )


async def _count(school: Families, rush: _Rush) -> None:
    async with make_readers(school.engine)() as session:
        rush.talks = await session.scalar(select(func.count()).select_from(Talk)) or 0
        unhandled = await session.scalar(select(func.count()).where(Arrival.state != InboxState.DONE)) or 0
        unsent = await session.scalar(select(func.count()).where(Outgoing.state != OutboxState.SENT)) or 0
        rush.unsent = unhandled + unsent
        assert await session.scalar(select(func.count()).select_from(Slot)) == OFFERED
