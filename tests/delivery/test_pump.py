"""The pump at work: woken, stopped in the middle, and guarded by a lease."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot import metrics
from bot.delivery.claims import Taken, Want, claim
from bot.delivery.courier import Courier
from bot.delivery.line import Line
from bot.delivery.pace import Pace
from bot.delivery.pump import Pump
from bot.delivery.recovery import recover
from bot.domain.arrivals import RawArrival
from bot.domain.delivery import Lane, OutboxState, Rung
from bot.services.queue import inbox, leases
from bot.storage.models import Arrival, InboxState, Lease, Outgoing
from tests.delivery.conftest import Scene
from tests.support.demo import PARENTS, TEACHER

SITI = PARENTS[0]


@pytest.fixture
def pump(scene: Scene) -> Pump:
    (channel,) = scene.courier._bots.values()
    pump = Pump(scene.courier.kit)
    pump.add(Line(scene.bot_id, channel, Pace(1000, start=0.0)))
    return pump


class Ear:
    """Hears what the server is asked to send, and wakes who waits for it."""

    def __init__(self, scene: Scene) -> None:
        self.sends: list[str] = []
        self._more = asyncio.Event()
        scene.api.checks.append(self._hear)

    def _hear(self, method: str, params: Mapping[str, object], _files: object) -> None:
        if method == "sendMessage":
            self.sends.append(str(params["chat_id"]))
            self._more.set()

    async def until(self, told: Callable[[list[str]], bool]) -> None:
        async with asyncio.timeout(60):
            while not told(self.sends):
                await self._more.wait()
                self._more.clear()


@pytest.fixture
def ear(scene: Scene) -> Ear:
    return Ear(scene)


async def states(scene: Scene) -> dict[OutboxState, int]:
    async with scene.sessions() as session:
        rows = await session.execute(select(Outgoing.state, func.count()).group_by(Outgoing.state))
        return dict(iter(rows))


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    metrics.forget()


async def test_a_pump_that_is_woken_sends_and_one_that_is_stopped_has_recorded_what_it_sent(
    scene: Scene, pump: Pump, ear: Ear
) -> None:
    running = asyncio.create_task(pump.run())
    await scene.show(SITI)
    pump.wake()
    await ear.until(lambda sends: len(sends) == 1)
    pump.stop()
    await running
    assert await states(scene) == {OutboxState.SENT: 1}
    assert counted(scene, "answers", "sent") == 1


def counted(scene: Scene, lane: str, outcome: str) -> float:
    return metrics.count_of("titian_messages_total", bot=str(scene.bot_id), lane=lane, outcome=outcome)


async def test_a_whole_update_leaves_once_and_a_stop_in_the_middle_loses_nothing(
    scene: Scene, pump: Pump, ear: Ear
) -> None:
    update_id = await scene.send_update("X-1", "X-2")
    families = len(await scene.recipients(update_id))
    running = asyncio.create_task(pump.run())
    await ear.until(lambda sends: len(sends) >= families // 3)
    pump.stop()
    await running
    found = await states(scene)
    assert OutboxState.SENDING not in found
    assert found[OutboxState.SENT] == len(ear.sends)
    await scene.deliver()
    assert {one.rung for one in await scene.recipients(update_id)} == {Rung.ACCEPTED}
    assert (len(ear.sends), len(set(ear.sends))) == (families, families)


async def test_an_answer_leaves_in_the_middle_of_a_broadcast(scene: Scene, pump: Pump, ear: Ear) -> None:
    await scene.send_update("X-1", "X-2", "X-3")
    pump.lines[scene.bot_id].pace = Pace(20, start=0.0)
    running = asyncio.create_task(pump.run())
    await ear.until(lambda sends: len(sends) >= 3)
    await scene.show(TEACHER)
    pump.wake()
    await ear.until(lambda sends: sends.count(str(TEACHER.user_id)) >= 1)
    pump.stop()
    await running
    rows = [row for row in await scene.rows() if row.payload is not None]
    assert [row.state for row in rows] == [OutboxState.SENT]
    assert (await states(scene)).get(OutboxState.QUEUED, 0) > 0


async def test_an_answer_waits_for_no_claim_but_its_own(
    scene: Scene, pump: Pump, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    write = pump._kit.work.write

    async def slow(task: Any, patience: float = 0.0) -> Any:
        if task.func is claim and patience:
            begun.set()
            await go_on.wait()
        return await write(task, patience)

    await scene.send_update("X-1")
    pump.lines[scene.bot_id].pace = Pace(20, start=0.0)
    monkeypatch.setattr(pump._kit.work, "write", slow)
    running = asyncio.create_task(pump.run())
    await begun.wait()
    await scene.show(TEACHER)
    pump.wake()
    await ear.until(lambda sends: sends == [str(TEACHER.user_id)])
    go_on.set()
    await ear.until(lambda sends: len(sends) > 1)
    pump.stop()
    await running


def test_while_people_talk_bulk_leaves_places_and_claims_share_them(scene: Scene) -> None:
    (channel,) = scene.courier._bots.values()
    line = Line(scene.bot_id, channel, Pace(1000, start=0.0), places=16)
    line.wake()
    assert line.want(Lane.BULK, 100.0) == Want(scene.bot_id, 0, 16, [])
    assert line.want(Lane.INTERACTIVE, 100.0) is None
    line.asked_no_more(Lane.BULK)
    line.pace.take(Lane.INTERACTIVE, 100.0)
    assert line.want(Lane.BULK, 101.0) == Want(scene.bot_id, 0, 14, [])
    assert line.want(Lane.INTERACTIVE, 101.0) == Want(scene.bot_id, 1, 0, [])


async def test_a_pause_begins_when_it_is_asked_for_however_late_the_answer_comes(
    scene: Scene, pump: Pump, ear: Ear
) -> None:
    row = await scene.show(SITI)
    scene.api.checks.append(lambda *_request: scene.pass_by(seconds=20))
    scene.api.faults.order("too_many", seconds=3)
    running = asyncio.create_task(pump.run())
    await ear.until(lambda sends: len(sends) == 1)
    pump.stop()
    await running
    assert (await scene.row(row)).due_at >= scene.now + timedelta(seconds=3)


async def test_what_was_taken_without_our_knowing_is_given_back_and_leaves_once(
    scene: Scene, pump: Pump, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database commits a claim and breaks off before it can say so."""

    async def takes_and_breaks_off(session: AsyncSession, owner: str, now: datetime, wants: Sequence[Want]) -> Taken:
        await claim(session, owner, now, wants)
        await session.commit()
        monkeypatch.undo()
        raise OperationalError("COMMIT", {}, Exception("connection lost"))

    monkeypatch.setattr("bot.delivery.pump.AFTER_TROUBLE", 0.0)
    monkeypatch.setattr("bot.delivery.pump.claim", takes_and_breaks_off)
    row = await scene.show(SITI)
    running = asyncio.create_task(pump.run())
    await ear.until(lambda sends: len(sends) == 1)
    pump.stop()
    await running
    sent = await scene.row(row)
    assert (sent.state, sent.attempts, sent.resent) == (OutboxState.SENT, 1, False)


async def test_what_a_dead_process_had_in_hand_is_sent_once_more_as_a_copy(scene: Scene) -> None:
    update_id = await scene.send_update()
    async with scene.sessions() as session:
        mine = (await session.scalars(select(Outgoing.id).order_by(Outgoing.id).limit(2))).all()
        await session.execute(
            update(Outgoing)
            .where(Outgoing.id.in_(mine))
            .values(state=OutboxState.SENDING, owner="dead:1:x", attempts=1)
        )
        await session.commit()
        assert await recover(session, [scene.bot_id], {"me"}, scene.now) == 2
        assert await recover(session, [scene.bot_id], {"me"}, scene.now) == 0
        await session.commit()
    scene.pass_by(seconds=20)
    await scene.deliver()
    recipients = await scene.recipients(update_id)
    assert {one.rung for one in recipients} == {Rung.ACCEPTED}
    assert sum(one.possibly_twice for one in recipients) == 2


async def test_while_bulk_must_pause_what_another_process_queued_is_looked_for(
    scene: Scene, pump: Pump, ear: Ear
) -> None:
    pump.poll = 0.01
    pump.lines[scene.bot_id].hold(float("inf"))
    pump.wake()
    running = asyncio.create_task(pump.run())
    await asyncio.sleep(0.02)
    await scene.show(SITI)
    await ear.until(lambda sends: len(sends) == 1)
    pump.stop()
    await running


async def test_a_bot_that_is_let_go_during_a_claim_is_served_to_the_end_of_it(
    scene: Scene, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    work = pump._kit.work.write

    async def slow(task: Any, patience: float = 0.0) -> Any:
        taken = await work(task, patience)
        begun.set()
        await go_on.wait()
        return taken

    await scene.show(SITI)
    monkeypatch.setattr(pump._kit.work, "write", slow)
    pump.wake()
    running = asyncio.create_task(pump.run())
    await begun.wait()
    letting_go = asyncio.create_task(pump.drop(scene.bot_id))
    await asyncio.sleep(0)
    go_on.set()
    await letting_go
    assert await states(scene) == {OutboxState.SENT: 1}
    assert pump.lines == {}
    pump.stop()
    await running


async def test_a_courier_serves_its_bot_and_lets_its_lease_go_when_stopped(scene: Scene, ear: Ear) -> None:
    await scene.show(SITI)
    running = asyncio.create_task(scene.courier.run())
    await ear.until(lambda sends: len(sends) == 1)
    async with scene.sessions() as session:
        assert set(await session.scalars(select(Lease.owner))) == {scene.courier.kit.owner}
    scene.courier.stop()
    await running
    async with scene.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Lease)) == 0
    assert await states(scene) == {OutboxState.SENT: 1}


async def test_a_courier_gives_back_what_a_dead_process_was_handling_and_leaves_the_livings_alone(
    scene: Scene, ear: Ear
) -> None:
    async with scene.sessions() as session:
        arrivals = [RawArrival(key, key, "{}") for key in ("1", "2")]
        await inbox.store(session, scene.bot_id, arrivals, scene.now)
        await inbox.claim(session, scene.bot_id, "far:1:dead", scene.now, 1)
        await inbox.claim(session, scene.bot_id, "far:2:alive", scene.now, 1)
        await leases.hold(session, "alive:far:2:alive", "far:2:alive", await leases.clock(session))
        await session.commit()
    await scene.show(SITI)
    running = asyncio.create_task(scene.courier.run())
    await ear.until(lambda sends: len(sends) == 1)
    scene.courier.stop()
    await running
    async with scene.sessions() as session:
        found = await session.execute(select(Arrival.key, Arrival.state).order_by(Arrival.key))
        assert dict(iter(found)) == {"1": InboxState.NEW, "2": InboxState.WORKING}


async def test_two_processes_never_hold_one_lease_and_a_dead_ones_is_taken_over(scene: Scene) -> None:
    async with scene.sessions() as session:
        now = await leases.clock(session)
        assert await leases.hold(session, "bot:1", "far:1:a", now)
        assert await leases.hold(session, "bot:1", "far:1:a", now)
        assert not await leases.hold(session, "bot:1", "far:2:b", now)
        assert await leases.living(session, now) == {"far:1:a"}
        await leases.bury(session)
        assert await leases.living(session, now) == {"far:1:a"}
        assert await leases.hold(session, "bot:1", "far:2:b", now + leases.TERM)
        here = leases.new_owner()
        host, number, _tail = here.split(":")
        assert await leases.hold(session, "bot:2", f"{host}:{number}:earlier", now)
        await leases.bury(session)
        assert await leases.hold(session, "bot:2", here, now)


async def test_a_second_courier_waits_for_the_first(scene: Scene, ear: Ear, engine: AsyncEngine) -> None:
    second = Courier(
        engine,
        scene.courier._bots,
        scene.courier.kit.render,
        scene.courier.kit.update_screens,
        clock=lambda: scene.now,
        owner="elsewhere:1:x",
    )
    first = asyncio.create_task(scene.courier.run())
    await scene.show(SITI)
    await ear.until(lambda sends: len(sends) == 1)
    await second._keep()
    assert not second._held[scene.bot_id].is_set()
    scene.courier.stop()
    await first
    await second._keep()
    assert second._held[scene.bot_id].is_set()
