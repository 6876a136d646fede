"""Who gives a talk back and who begins to wait in another meeting do not miss each other, whoever comes first."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.errors import TimesLeft
from bot.domain.meetings import TalkState
from bot.services.talks import booking, slots, taking, waiting
from bot.storage.engine import Sessions
from bot.storage.models import Meeting, Person, Pupil, Talk, Wish
from tests.support.talkworld import TalkWorld

ALONE, JOINT = 0, 1
"""Which meeting."""
ANA, BUDI = 0, 1
HENDRA, YANTI = 1, 2
FAR = 0.5
"""Seconds in which another transaction gets as far as it can."""


@dataclass(slots=True)
class Afternoon:
    """Hendra wants to meet Budi and Cici together, at the only time that Ana and Budi offer each for themselves."""

    world: TalkWorld
    sessions: Sessions
    together: int
    """The slot."""

    @property
    def hendra(self) -> int:
        return self.world.ties[HENDRA][0]

    async def release(self, session: AsyncSession, talk: Talk) -> None:
        person = await session.get_one(Person, self.hendra)
        await booking.release(session, person, talk.id, self.world.now)

    async def wait(self, session: AsyncSession, tie: int, host: int) -> Wish:
        guardian_id, pupil_id = self.world.ties[tie]
        guardian, pupil = await session.get_one(Person, guardian_id), await session.get_one(Pupil, pupil_id)
        meeting = await session.get_one(Meeting, self.world.meetings[ALONE])
        return await waiting.wait(session, guardian, pupil, meeting, self.world.hosts[host], self.world.now)

    async def alone(self) -> Sequence[tuple[int, int]]:
        """Talks with one host: who comes to whom."""
        stands = Talk.meeting_id == self.world.meetings[ALONE], Talk.state == TalkState.BOOKED
        async with self.sessions() as session:
            rows = await session.execute(select(Talk.person_id, Talk.host_id).where(*stands))
            return [(person_id, host_id) for person_id, host_id in rows]


@pytest.fixture
async def afternoon(engine: AsyncEngine, sessions: Sessions) -> Afternoon:
    world = TalkWorld(engine)
    await world.found()
    async with sessions() as session:
        for host_id in world.hosts[ANA], world.hosts[BUDI]:
            _first, second = await slots.of_host(session, world.meetings[ALONE], host_id)
            await slots.close(session, second)
        together, _later = await slots.of_host(session, world.meetings[JOINT], world.hosts[BUDI])
        await session.commit()
    return Afternoon(world, sessions, together.id)


WHOEVER = pytest.mark.parametrize(
    ("tie", "host"), [(HENDRA, ANA), (YANTI, BUDI)], ids=["who waits is busy elsewhere", "the host is"]
)


@WHOEVER
async def test_who_begins_to_wait_just_before_gets_the_time(afternoon: Afternoon, tie: int, host: int) -> None:
    world = afternoon.world
    talk = await world.book(HENDRA, afternoon.together)
    async with afternoon.sessions() as family:
        await afternoon.wait(family, tie, host)
        releasing = asyncio.create_task(world.release(afternoon.hendra, talk.id))
        await asyncio.wait({releasing}, timeout=FAR)
        await family.commit()
    await releasing
    assert await afternoon.alone() == [(world.ties[tie][0], world.hosts[host])]


@WHOEVER
async def test_who_begins_to_wait_just_after_hears_of_the_time(afternoon: Afternoon, tie: int, host: int) -> None:
    talk = await afternoon.world.book(HENDRA, afternoon.together)
    async with afternoon.sessions() as other:
        await afternoon.release(other, talk)
        begins = asyncio.create_task(afternoon.world.wait(tie, ALONE, host))
        await asyncio.wait({begins}, timeout=FAR)
        await other.commit()
    with pytest.raises(TimesLeft):
        await begins


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
@WHOEVER
async def test_what_is_booked_elsewhere_meanwhile_is_looked_at_too(afternoon: Afternoon, tie: int, host: int) -> None:
    world = afternoon.world
    async with afternoon.sessions() as first, afternoon.sessions() as other:
        await taking.lock(first, world.meetings[ALONE])
        begins = asyncio.create_task(world.wait(tie, ALONE, host))
        await asyncio.wait({begins}, timeout=FAR)
        talk = await world.book(HENDRA, afternoon.together)
        await afternoon.release(other, talk)
        await first.commit()
        await asyncio.wait({begins}, timeout=FAR)
        await other.commit()
    with pytest.raises(TimesLeft):
        await begins
