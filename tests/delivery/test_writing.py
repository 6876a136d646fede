"""What became of a message is not forgotten, whatever the database does meanwhile."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.delivery import writing
from bot.delivery.claims import Claimed, Want, claim
from bot.delivery.outcomes import MovedTo, Outcome, Sent
from bot.delivery.writing import TRIES, Writer
from bot.domain.delivery import OutboxState
from bot.storage.engine import readers_of
from tests.delivery.conftest import Scene
from tests.support.demo import PARENTS

SITI, HENDRA, *_OTHERS = PARENTS
AWAY = OperationalError("BEGIN", {}, Exception("away"))


class Written:
    """Hears what has been written."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self._more = asyncio.Event()

    def __call__(self, outcomes: Sequence[Outcome]) -> None:
        self.rows |= {outcome.row.id for outcome in outcomes}
        self._more.set()

    async def until(self, many: int) -> None:
        async with asyncio.timeout(60):
            while len(self.rows) < many:
                await self._more.wait()
                self._more.clear()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "AFTER_TROUBLE", 0.0)


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
def writer(scene: Scene, written: Written) -> Writer:
    return Writer(scene.courier.kit, written)


async def in_hand(scene: Scene) -> list[Claimed]:
    """A message to each of two chats, under way."""
    await scene.show(SITI)
    await scene.show(HENDRA)
    async with scene.sessions() as session:
        taken = await claim(session, scene.courier.kit.owner, scene.now, [Want(scene.bot_id, 2, 0)])
        await session.commit()
    return taken.rows


def engines_of(scene: Scene, engine: AsyncEngine) -> set[Engine]:
    """Every way into the database that delivery has."""
    work = scene.courier.kit.work
    blocking = [getattr(work, name, engine).sync_engine for name in ("_reading", "_writing")]
    return {engine.sync_engine, readers_of(engine).sync_engine, *blocking}


def goes_away(scene: Scene, engine: AsyncEngine, trouble: Exception, times: int) -> list[Exception]:
    """Let the next transactions fail before they begin; what is returned is the trouble to come."""
    left = [trouble] * times

    def fail(_connection: object) -> None:
        if left:
            raise left.pop()

    for away in engines_of(scene, engine):
        event.listen(away, "begin", fail, insert=True)
    return left


@pytest.mark.parametrize("trouble", [AWAY, RuntimeError("the driver's own")])
async def test_results_are_kept_for_as_long_as_the_database_is_away(
    scene: Scene, engine: AsyncEngine, writer: Writer, written: Written, trouble: Exception
) -> None:
    rows = await in_hand(scene)
    goes_away(scene, engine, trouble, 5 * TRIES)
    for row in rows:
        writer.note(Sent(row, "Halo", str(row.id)))
    await written.until(2)
    found = [await scene.row(row.id) for row in rows]
    assert [(row.state, row.message) for row in found] == [(OutboxState.SENT, str(row.id)) for row in rows]


async def test_a_result_that_cannot_be_written_holds_up_no_other_and_its_chat_goes_on(
    scene: Scene, writer: Writer, written: Written
) -> None:
    bad, good = await in_hand(scene)
    writer.note(MovedTo(bad, None, scene.now))  # type: ignore[arg-type]
    writer.note(Sent(good, "Halo", "7"))
    await written.until(2)
    await writer.finish()
    assert [(await scene.row(row.id)).state for row in (bad, good)] == [OutboxState.UNKNOWN, OutboxState.SENT]


async def test_a_bot_that_ends_while_the_database_is_away_does_not_wait_for_ever(
    scene: Scene, engine: AsyncEngine, writer: Writer
) -> None:
    rows = await in_hand(scene)
    trouble = goes_away(scene, engine, AWAY, 10_000)
    writer.note(Sent(rows[0], "Halo", "7"))
    await writer.finish()
    assert trouble
    trouble.clear()
    assert (await scene.row(rows[0].id)).state is OutboxState.SENDING


async def test_a_result_that_is_written_twice_stands_in_the_log_once(
    scene: Scene, writer: Writer, written: Written
) -> None:
    """The database had it, and broke off before it said so."""
    await scene.send_update("X-1")
    async with scene.sessions() as session:
        taken = await claim(session, scene.courier.kit.owner, scene.now, [Want(scene.bot_id, 0, 1)])
        await session.commit()
    (row,) = taken.rows
    for _time in range(2):
        writer.note(Sent(row, "Halo", "7"))
        await writer.finish()
    told = [entry.text for entry in await scene.log() if entry.recipient_id == row.recipient_id]
    assert (told, written.rows) == (["Halo"], {row.id})
