"""Broadcasts take turns, bots do not stand in each other's way, and what waits for later is not looked at."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import select, update

from bot.delivery.claims import Claimed, Want, claim, look, ripen
from bot.delivery.tenure import Rhythm, Tenure, rhythm_of
from bot.domain.delivery import Lane, OutboxState
from bot.services.queue import leases
from bot.storage.models import Account, Bot, Lease, Outgoing, School
from tests.delivery.conftest import Scene
from tests.support.demo import PARENTS, TEACHER

SITI, HENDRA, THIRD, *_OTHERS = PARENTS


async def taken(scene: Scene, bulk: int, answers: int = 0) -> list[Claimed]:
    """The next rows, sent as far as the outbox knows."""
    async with scene.sessions() as session:
        rows = (await claim(session, "me", scene.now, [Want(scene.bot_id, answers, bulk)])).rows
        ids = [row.id for row in rows]
        await session.execute(update(Outgoing).where(Outgoing.id.in_(ids)).values(state=OutboxState.SENT))
        await session.commit()
    return rows


async def test_a_class_does_not_wait_for_a_whole_school(scene: Scene) -> None:
    school = await scene.send_update("X-1", "X-2", "X-3")
    await taken(scene, 4)
    one_class = await scene.send_update("X-2")
    many = len(await scene.recipients(one_class))
    order = [row.update_id for row in await taken(scene, 2 * many + 2)]
    assert Counter(order)[one_class] == many
    assert Counter(order[: many + 2])[school] >= many // 2 - 1


async def test_what_is_urgent_comes_before_all_else_and_what_was_tried_before_its_broadcast(scene: Scene) -> None:
    routine = await scene.send_update("X-1")
    first, second = await taken(scene, 2)
    async with scene.sessions() as session:
        again = {"state": OutboxState.QUEUED, "attempts": 1, "turn": 0}
        await session.execute(update(Outgoing).where(Outgoing.id == second.id).values(again))
        await session.commit()
    urgent = await scene.send_update("X-2", urgent="weather")
    many = len(await scene.recipients(urgent))
    rows = await taken(scene, many + 2)
    assert {row.update_id for row in rows[:many]} == {urgent}
    assert [row.update_id for row in rows[many:]] == [routine, routine]
    assert second.id in {row.id for row in rows}
    assert first.id not in {row.id for row in rows}


async def test_what_waits_is_only_looked_at_when_its_hour_has_come(scene: Scene) -> None:
    row_id = await scene.show(SITI)
    async with scene.sessions() as session:
        later = {"due_at": scene.now + timedelta(hours=1), "waits": True}
        await session.execute(update(Outgoing).where(Outgoing.id == row_id).values(later))
        await session.commit()
        found = (await look(session, [scene.bot_id], scene.now))[scene.bot_id]
        assert (found.answers, found.bulk, found.ripe) == (False, False, False)
    scene.pass_by(hours=1)
    async with scene.sessions() as session:
        assert (await look(session, [scene.bot_id], scene.now))[scene.bot_id].ripe
        await ripen(session, [scene.bot_id], scene.now)
        assert (await look(session, [scene.bot_id], scene.now))[scene.bot_id].answers
    assert await scene.deliver() == 1


async def test_each_bot_gets_what_it_has_room_for_in_one_claim(scene: Scene) -> None:
    async with scene.sessions() as session:
        school = await session.get_one(School, scene.school_id)
        other = Bot(school_id=school.id, channel="telegram", address="4343")
        session.add(other)
        await session.flush()
        for who, bot_id in ((SITI, scene.bot_id), (HENDRA, scene.bot_id), (TEACHER, other.id), (THIRD, other.id)):
            demo = await scene.demo(session)
            account = await demo.account(who)
            account.bot_id = bot_id
            session.add(_row(scene, account))
        await session.commit()
        rows = (await claim(session, "me", scene.now, [Want(scene.bot_id, 1, 5), Want(other.id, 5, 0)])).rows
        await session.commit()
    assert Counter(row.bot_id for row in rows) == {scene.bot_id: 1, other.id: 2}


def _row(scene: Scene, account: Account) -> Outgoing:
    return Outgoing(
        school_id=scene.school_id,
        bot_id=account.bot_id,
        account_id=account.id,
        lane=Lane.INTERACTIVE,
        due_at=scene.now,
        created_at=scene.now,
        payload={},
    )


async def test_processes_share_the_bots_and_take_over_from_one_that_falls_silent(scene: Scene) -> None:
    bots = [1, 2, 3, 4, 5]
    rhythm = rhythm_of("postgresql")
    one, two = Tenure(bots, "far:1:a", rhythm), Tenure(bots, "far:2:b", rhythm)
    async with scene.sessions() as session:
        await one.renew(session)
        assert (one.holding, one.others) == ({1, 2, 3, 4, 5}, 0)
        await two.renew(session)
        assert two.holding == set()
        await one.renew(session)
        await two.renew(session)
        assert (len(one.holding), one.holding | two.holding, one.others) == (3, set(bots), 1)
        assert not one.holding & two.holding
        await leases.let_go(session, "far:1:a")
        await two.renew(session)
        assert (two.holding, two.others) == (set(bots), 0)
        await session.commit()


async def test_the_bots_of_a_process_that_fell_silent_are_shared_before_it_certainly_lives_no_more(
    scene: Scene,
) -> None:
    rhythm = rhythm_of("postgresql")
    one, two = Tenure([1, 2], "far:1:a", rhythm), Tenure([1, 2], "far:2:b", rhythm)
    async with scene.sessions() as session:
        await one.renew(session)
        await two.renew(session)
        await one.renew(session)
        await two.renew(session)
        assert (one.holding | two.holding, len(two.holding)) == ({1, 2}, 1)
        silent = Lease.owner == "far:1:a", Lease.name != f"{leases.ALIVE}far:1:a"
        await session.execute(update(Lease).where(*silent).values(until=await leases.clock(session) - rhythm.term))
        living = await two.renew(session)
        assert (two.holding, two.others) == ({1, 2}, 0)
        assert "far:1:a" in living


async def test_a_lease_about_to_end_unrenewed_is_asked_for_at_its_end(scene: Scene) -> None:
    rhythm = Rhythm(timedelta(minutes=2), 60.0)
    one, two = Tenure([1, 2], "far:1:a", rhythm), Tenure([1, 2], "far:2:b", rhythm)
    async with scene.sessions() as session:
        await one.renew(session)
        await two.renew(session)
        assert two.pause == 60.0
        soon = await leases.clock(session) + timedelta(seconds=30)
        await session.execute(update(Lease).where(Lease.owner == "far:1:a").values(until=soon))
        await two.renew(session)
        assert 0.0 < two.pause < 31.0


async def test_a_broadcast_that_begins_late_begins_where_the_bot_is(scene: Scene) -> None:
    await scene.send_update("X-1", "X-2", "X-3")
    await taken(scene, 10)
    late = await scene.send_update("X-3")
    async with scene.sessions() as session:
        turns = list(
            await session.scalars(select(Outgoing.turn).where(Outgoing.update_id == late).order_by(Outgoing.turn))
        )
        at = await session.scalar(
            select(Outgoing.turn).where(Outgoing.state == OutboxState.QUEUED).order_by(Outgoing.turn).limit(1)
        )
    assert turns == [(at or 0) + place for place in range(1, len(turns) + 1)]
