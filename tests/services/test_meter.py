"""The meter: nothing billed before the school has decided, never past its ceiling, and the truth of the bill after."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.domain.delivery import Reason
from bot.domain.errors import InvalidValue
from bot.domain.receipts import Receipt, ReceiptState
from bot.services.provider import meter
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.models import BilledMessage, Bot, Outgoing
from tests.support.demo import Demo, demo_school

DAY = timedelta(days=1)


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def whatsapp(demo: Demo, price: int | None = 100, ceiling: int | None = 1000) -> Bot:
    """The school's bot on WhatsApp, with a meter that has room for ten."""
    bot = Bot(school_id=demo.school.id, channel="whatsapp", address="1055", price=price, ceiling=ceiling)
    demo.session.add(bot)
    await demo.session.flush()
    return bot


async def reserve(session: AsyncSession, bot_id: int, rows: Iterable[int], now: datetime) -> set[int]:
    """Ask for each in turn; those that may leave."""
    return {row for row in rows if await meter.reserve(session, bot_id, row, now)}


def receipt(message: str, state: ReceiptState, now: datetime, billable: bool | None = True) -> Receipt:
    reason = Reason.REJECTED if state is ReceiptState.FAILED else None
    return Receipt(message, state, now, reason, category="utility", billable=billable)


async def told(demo: Demo) -> list[tuple[str, int | None]]:
    """The meter's notices in the outbox: template and per cent."""
    rows = await demo.session.scalars(select(Outgoing).where(Outgoing.dedupe.like("meter:%")).order_by(Outgoing.id))
    payloads = [row.payload or {} for row in rows]
    return [(payload["template"], payload["values"].get("per_cent")) for payload in payloads]


@pytest.mark.parametrize(("price", "ceiling"), [(None, None), (100, None), (None, 1000)])
async def test_before_the_school_has_decided_nothing_is_billed_and_it_is_said(
    demo: Demo, now: datetime, price: int | None, ceiling: int | None
) -> None:
    bot = await whatsapp(demo, price, ceiling)
    assert await reserve(demo.session, bot.id, [1, 2], now) == set()
    assert await reserve(demo.session, bot.id, [1, 2], now) == set()
    assert not await meter.may_bill(demo.session, bot.id, 1, now)
    reading = await meter.read(demo.session, bot.id, now)
    assert (reading.is_set, reading.room, reading.count) == (False, 0, 0)
    assert await told(demo) == [("provider/meter_unset", None)]


async def test_as_many_leave_as_the_ceiling_has_room_for_in_their_order(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo, price=300)
    assert await meter.may_bill(demo.session, bot.id, 3, now)
    assert not await meter.may_bill(demo.session, bot.id, 4, now)
    assert await reserve(demo.session, bot.id, [9, 7, 8, 5], now) == {9, 7, 8}
    reading = await meter.read(demo.session, bot.id, now)
    assert (reading.count, reading.booked, reading.room, reading.per_cent) == (3, 900, 0, 100)
    assert await reserve(demo.session, bot.id, [5, 7], now) == {7}
    assert (await meter.read(demo.session, bot.id, now)).count == 3


async def test_a_price_of_nothing_leaves_room_for_all(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo, price=0, ceiling=0)
    assert await reserve(demo.session, bot.id, range(1, 50), now) == set(range(1, 50))
    assert await told(demo) == []


async def test_what_was_certainly_not_sent_costs_nothing(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo)
    await reserve(demo.session, bot.id, [1, 2], now)
    await meter.settle(demo.session, bot.id, 2, receipt("wamid.2", ReceiptState.DELIVERED, now), now)
    for row in (1, 2, 3):
        await meter.free(demo.session, row)
    (left,) = await demo.session.scalars(select(BilledMessage))
    assert (left.outgoing_id, left.message, left.price, left.confirmed) == (2, "wamid.2", 100, True)


async def test_the_bill_is_what_was_delivered_whatever_came_first(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo)
    await reserve(demo.session, bot.id, [1, 2, 3], now)
    said = [
        receipt("wamid.1", ReceiptState.READ, now),
        receipt("wamid.1", ReceiptState.DELIVERED, now),
        receipt("wamid.1", ReceiptState.SENT, now),
        receipt("wamid.2", ReceiptState.FAILED, now, None),
        receipt("wamid.2", ReceiptState.SENT, now),
        receipt("wamid.3", ReceiptState.SENT, now, False),
        receipt("wamid.3", ReceiptState.DELIVERED, now, False),
        receipt("wamid.9", ReceiptState.FAILED, now, None),
    ]
    for one in said:
        await meter.settle(demo.session, bot.id, int(one.message[-1]), one, now)
    rows = await demo.session.scalars(select(BilledMessage).order_by(BilledMessage.outgoing_id))
    assert [(row.message, row.confirmed) for row in rows] == [
        ("wamid.1", True),
        ("wamid.2", False),
        ("wamid.3", False),
    ]
    reading = await meter.read(demo.session, bot.id, now)
    assert (reading.count, reading.confirmed_count, reading.confirmed, reading.room) == (1, 1, 100, 9)


async def test_free_words_that_were_billed_all_the_same_are_on_the_bill_once(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo)
    for state in (ReceiptState.SENT, ReceiptState.DELIVERED, ReceiptState.READ):
        await meter.settle(demo.session, bot.id, 5, receipt("wamid.service", state, now), now)
        await meter.settle(demo.session, bot.id, 6, receipt("wamid.free", state, now, False), now)
    (row,) = await demo.session.scalars(select(BilledMessage))
    assert (row.message, row.category, row.outgoing_id, row.price) == ("wamid.service", "utility", None, 100)


async def test_an_opener_that_was_sent_twice_and_arrived_twice_is_billed_twice(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo)
    await reserve(demo.session, bot.id, [1], now)
    for message in ("wamid.first", "wamid.second", "wamid.first"):
        await meter.settle(demo.session, bot.id, 1, receipt(message, ReceiptState.DELIVERED, now), now)
    reading = await meter.read(demo.session, bot.id, now)
    assert (reading.count, reading.confirmed_count) == (2, 2)


async def test_the_administrator_hears_once_at_four_fifths_and_once_at_the_end(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo)
    heard = []
    for row in range(1, 13):
        await reserve(demo.session, bot.id, [row], now)
        heard.append(len(await told(demo)))
    assert heard == [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2]
    assert await told(demo) == [("provider/meter_reached", 80), ("provider/meter_reached", 100)]
    await reserve(demo.session, bot.id, range(20, 40), now + 20 * DAY)
    assert len(await told(demo)) == 4


async def test_one_jump_past_both_marks_is_told_as_the_end(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo, price=1000)
    await reserve(demo.session, bot.id, [1, 2], now)
    assert await told(demo) == [("provider/meter_reached", 100)]


async def test_the_month_is_the_schools_own(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo)
    last_evening = datetime(2026, 7, 31, 16, 59, tzinfo=UTC)
    first_minute = datetime(2026, 7, 31, 17, 0, tzinfo=UTC)
    await reserve(demo.session, bot.id, range(1, 11), last_evening)
    assert await reserve(demo.session, bot.id, [11], last_evening) == set()
    assert await reserve(demo.session, bot.id, [11], first_minute) == {11}
    assert (await meter.read(demo.session, bot.id, last_evening)).until == first_minute
    december = meter.month_of(datetime(2026, 12, 31, 20, tzinfo=UTC), "Asia/Jakarta")
    assert [moment.isoformat() for moment in december] == ["2027-01-01T00:00:00+07:00", "2027-02-01T00:00:00+07:00"]


async def test_a_price_that_changes_leaves_what_was_booked_as_it_was(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo)
    await reserve(demo.session, bot.id, [1], now)
    await meter.set_rules(demo.session, bot, price=250)
    await reserve(demo.session, bot.id, [2], now)
    assert (await meter.read(demo.session, bot.id, now)).booked == 350
    await meter.set_rules(demo.session, bot, ceiling=300)
    assert (await meter.read(demo.session, bot.id, now)).room == 0


@pytest.mark.parametrize("value", [-1, 10**12 + 1])
async def test_an_impossible_price_is_refused(demo: Demo, value: int) -> None:
    bot = await whatsapp(demo)
    with pytest.raises(InvalidValue):
        await meter.set_rules(demo.session, bot, ceiling=value)
    assert bot.ceiling == 1000


async def test_a_number_that_the_outbox_gives_out_again_is_another_message(demo: Demo, now: datetime) -> None:
    bot = await whatsapp(demo)
    await reserve(demo.session, bot.id, [1], now)
    later = now + 200 * DAY
    assert await reserve(demo.session, bot.id, [1], later) == {1}
    assert (await meter.read(demo.session, bot.id, later)).count == 1
    assert (await meter.read(demo.session, bot.id, now)).count == 1


async def test_however_many_send_at_once_the_ceiling_is_never_passed(
    demo: Demo, database_url: str, sessions: Sessions, now: datetime
) -> None:
    bot = await whatsapp(demo, price=100, ceiling=2050)
    await demo.session.commit()
    metrics_before = metrics.count_of("titian_billed_messages_total", bot=str(bot.id), outcome="expected")
    engines = [make_engine(database_url) for _ in range(4)]

    async def sender(number: int, of: Sessions) -> int:
        got = 0
        for turn in range(6):
            async with of() as session:
                rows: Sequence[int] = [1000 * number + 10 * turn + more for more in range(3)]
                got += len(await reserve(session, bot.id, rows, now))
                await session.commit()
        return got

    try:
        granted = await asyncio.gather(*(sender(n, make_sessions(engine)) for n, engine in enumerate(engines, 1)))
    finally:
        for engine in engines:
            await engine.dispose()
    async with sessions() as session:
        reading = await meter.read(session, bot.id, now)
    assert sum(granted) == reading.count == 20
    assert reading.booked == 2000
    counted = metrics.count_of("titian_billed_messages_total", bot=str(bot.id), outcome="expected")
    assert counted - metrics_before == 20
