"""How the queues stand, in plain words and for scripts."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bot.domain.delivery import Lane, OutboxState, Reason
from bot.services.queue import leases
from bot.storage.models import InboxState
from tests.cli.conftest import Titian, in_database
from tests.support.demo import Demo
from tests.support.queued import arrived, queue

NOW = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def stopped() -> object:
    """Time stands still: what is said of it can be compared."""
    with time_machine.travel(NOW, tick=False):
        yield


async def held(demo: Demo) -> None:
    names = (f"bot:{demo.bot.id}", "alive:balai:412:abc")
    await leases.hold_all(demo.session, names, "balai:412:abc", NOW - timedelta(seconds=2))


async def busy(demo: Demo) -> None:
    """A morning on which everything happens at once."""
    await held(demo)
    demo.bot.paused_until = NOW + 2 * MINUTE
    await queue(demo, NOW, lane=Lane.INTERACTIVE, due_at=NOW - timedelta(seconds=1))
    for number in range(1800):
        await queue(demo, NOW, due_at=NOW - 4 * MINUTE + timedelta(milliseconds=number))
    await queue(demo, NOW, due_at=NOW + timedelta(hours=10))
    await queue(demo, NOW, due_at=NOW + timedelta(hours=9))
    await queue(demo, NOW, due_at=NOW + MINUTE, attempts=4, created_at=NOW - 40 * MINUTE)
    await queue(demo, NOW, state=OutboxState.SENDING)
    await queue(demo, NOW, state=OutboxState.SENT, resent=True)
    for reason in (Reason.EXPIRED, Reason.BLOCKED, Reason.BLOCKED):
        await queue(demo, NOW, state=OutboxState.FAILED, reason=reason)
    await arrived(demo, NOW, "1", ago=5)
    await arrived(demo, NOW, "2", InboxState.FAILED, ago=500)


async def left_alone(demo: Demo) -> None:
    """Messages wait, and the process that sent them is gone."""
    await leases.hold(demo.session, f"bot:{demo.bot.id}", "balai:412:abc", NOW - leases.TERM)
    await queue(demo, NOW, due_at=NOW - timedelta(days=3))


async def connected(demo: Demo) -> None:
    demo.bot.username = None


def test_a_quiet_house_is_told_in_few_words(titian: Titian) -> None:
    in_database(titian, held)
    assert titian.ok("status").splitlines() == [
        "SMA Titian Bangsa (@titian_bot)",
        "  Process 412 on balai sends; its last sign of life came 2 seconds ago.",
        "  No answer waits to leave.",
        "  No message to families or staff waits to leave.",
        "  All that people sent has been handled.",
        "  In the last day, no message failed or may have arrived twice.",
    ]


def test_a_busy_morning_is_told_line_by_line(titian: Titian) -> None:
    in_database(titian, busy)
    assert titian.ok("status").splitlines() == [
        "SMA Titian Bangsa (@titian_bot)",
        "  Process 412 on balai sends; its last sign of life came 2 seconds ago.",
        "  1 answer waits to leave, the oldest for 1 second.",
        "  1,800 messages to families or staff wait to leave, the oldest for 4 minutes.",
        "  At 30 a second, this takes about 60 seconds.",
        "  The chat service asked for a pause: until Mon, 20 Jul 09:02 WIB only answers leave.",
        "  2 messages wait for their time, the first is due Mon, 20 Jul 18:00 WIB.",
        "  1 message could not be sent for 40 minutes; it is tried again.",
        "  1 message is under way.",
        "  1 thing that people sent waits to be handled, the oldest for 5 seconds.",
        "  In the last day, 1 thing that people sent could not be handled. The log says why.",
        "  In the last day, 3 messages did not arrive: has blocked the bot (2), no longer current (1).",
        "  In the last day, 1 message possibly arrived twice.",
    ]


def test_it_is_told_in_indonesian_too(titian: Titian) -> None:
    in_database(titian, busy)
    said = titian.ok("--lang", "id", "status")
    assert "  1.800 pesan untuk keluarga atau pegawai menunggu dikirim, yang terlama sejak 4 menit yang lalu." in said
    assert "sampai Sen, 20 Jul 09.02 WIB hanya jawaban yang dikirim." in said
    assert "Dalam sehari terakhir, 3 pesan tidak sampai: " in said


def test_messages_that_nobody_sends_are_said_first(titian: Titian) -> None:
    in_database(titian, left_alone)
    assert titian.ok("status").splitlines()[1:4] == [
        "  Nobody is sending, although messages wait. Start the bot: titian run",
        "  No answer waits to leave.",
        "  1 message to families or staff waits to leave, the oldest for 3 days.",
    ]


def test_a_bot_that_was_never_connected_is_said_to_be_so(titian: Titian) -> None:
    in_database(titian, connected)
    assert titian.ok("status").splitlines()[:2] == [
        "SMA Titian Bangsa (bot not connected yet)",
        "  Nobody is sending. Nothing waits to be sent now.",
    ]


def test_scripts_are_given_every_figure(titian: Titian, monkeypatch: pytest.MonkeyPatch) -> None:
    in_database(titian, busy)
    monkeypatch.setenv("TELEGRAM_MESSAGES_PER_SECOND", "50")
    (bot,) = json.loads(titian.ok("status", "--json"))["bots"]
    assert bot.pop("holder") == {"host": "balai", "process": "412", "renewed_at": "2026-07-20T01:59:58+00:00"}
    nothing = {"later": 0, "again": 0, "again_since": None, "next_due": None}
    assert bot.pop("answers") == {**nothing, "due": 1, "since": "2026-07-20T01:59:59+00:00"}
    assert bot.pop("bulk") == {
        "due": 1800,
        "later": 2,
        "again": 1,
        "since": "2026-07-20T01:56:00+00:00",
        "again_since": "2026-07-20T01:20:00+00:00",
        "next_due": "2026-07-20T11:00:00+00:00",
    }
    assert bot == {
        "bot": 1,
        "school": "SMA Titian Bangsa",
        "username": "titian_bot",
        "paused_until": "2026-07-20T02:02:00+00:00",
        "in_hand": 1,
        "inbox": {"waiting": 1, "since": "2026-07-20T01:59:55+00:00"},
        "last_day": {
            "possibly_twice": 1,
            "unknown": 0,
            "failed": {"blocked": 2, "expired": 1},
            "given_up": 1,
        },
        "messages_per_second": 50,
    }


def test_without_a_school_or_a_database_one_line_says_so(titian: Titian, monkeypatch: pytest.MonkeyPatch) -> None:
    assert titian.fails("status") == "That school is not here yet. To found one: titian init"
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert titian.fails("status") == "The database cannot be used (ConnectionRefusedError). See: titian doctor"
