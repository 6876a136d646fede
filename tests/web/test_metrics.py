"""What is counted stands on the page, under its name, with ids and nothing else."""

import asyncio

from bot import metrics
from bot.domain.delivery import Lane

BOT = 910_001
"""A bot of these tests alone: what is counted is counted for the whole process."""


def lines(page: bytes, bot_id: int = BOT) -> list[str]:
    return [line for line in page.decode().splitlines() if f'bot="{bot_id}"' in line and "_bucket" not in line]


def test_lanes_are_called_what_the_delivery_means() -> None:
    assert [(lane.name, metrics.LANES[lane]) for lane in Lane] == [("INTERACTIVE", "answers"), ("BULK", "bulk")]


def test_everything_counted_stands_on_the_page() -> None:
    metrics.messages(BOT, Lane.BULK, "sent", 40)
    metrics.messages(BOT, Lane.BULK, "sent")
    metrics.messages(BOT, Lane.INTERACTIVE, "possibly_twice")
    metrics.send_took(BOT, 0.25)
    metrics.waited(BOT, Lane.BULK, 2.5)
    metrics.arrivals(BOT, "received", 3)
    assert lines(metrics.page()) == [
        f'titian_messages_total{{bot="{BOT}",lane="bulk",outcome="sent"}} 41.0',
        f'titian_messages_total{{bot="{BOT}",lane="answers",outcome="possibly_twice"}} 1.0',
        f'titian_send_seconds_count{{bot="{BOT}"}} 1.0',
        f'titian_send_seconds_sum{{bot="{BOT}"}} 0.25',
        f'titian_waited_seconds_count{{bot="{BOT}",lane="bulk"}} 1.0',
        f'titian_waited_seconds_sum{{bot="{BOT}",lane="bulk"}} 2.5',
        f'titian_arrivals_total{{bot="{BOT}",outcome="received"}} 3.0',
    ]


def test_a_clock_that_was_set_back_takes_nothing_from_what_was_waited() -> None:
    metrics.waited(BOT + 1, Lane.BULK, -3600.0)
    assert metrics.count_of("titian_waited_seconds_sum", bot=str(BOT + 1), lane="bulk") == 0.0
    assert metrics.count_of("titian_waited_seconds_count", bot=str(BOT + 1), lane="bulk") == 1.0


def test_what_was_looked_up_stands_behind_what_was_counted_and_only_once() -> None:
    looked_up = metrics.gauge("titian_outbox_in_hand", "Under way.", ("bot",), {(str(BOT + 2),): 7})
    assert lines(metrics.page([looked_up]), BOT + 2) == [f'titian_outbox_in_hand{{bot="{BOT + 2}"}} 7.0']
    assert lines(metrics.page(), BOT + 2) == []


async def test_a_loop_that_was_kept_busy_is_noticed() -> None:
    def looks(at_most: str) -> float:
        return metrics.count_of("titian_loop_lag_seconds_bucket", le=at_most)

    before_all, before_swift = looks("+Inf"), looks("0.05")
    watching = asyncio.create_task(metrics.watch_loop(every=0.0))
    await asyncio.sleep(0)
    busy_until = asyncio.get_running_loop().time() + 0.1
    while asyncio.get_running_loop().time() < busy_until:
        pass
    await asyncio.sleep(0)
    watching.cancel()
    assert looks("+Inf") - before_all > looks("0.05") - before_swift


def test_the_process_itself_is_on_the_page() -> None:
    assert b"process_resident_memory_bytes " in metrics.page()
