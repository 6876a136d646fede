"""A process that handles arrivals is killed again and again: every message is handled, and none twice."""

import asyncio
import sys
from asyncio.subprocess import Process
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.playground.demo import PARENTS
from bot.services import inbox
from bot.storage.engine import Sessions
from bot.storage.models import Account, Arrival, InboxState, LogEntry, LogKind, Outgoing
from tests.hostile.test_desk import keep, pressed, written
from tests.support.house import House, open_house
from tests.support.said import recipient_of, sent_update

SITI = PARENTS[0]
EACH, CHATS = 12, 10
KILLS = 4


async def start(url: str, house: House, path: Path) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.hostile.handler",
        url,
        str(house.demo.bot.id),
        house.now.isoformat(),
        str(path),
        cwd=Path(__file__).parents[2],
    )


def handled(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


async def grown(path: Path, size: int, process: Process) -> None:
    """Wait until so many arrivals are handled."""
    while handled(path) < size:
        assert process.returncode is None, "the process ended by itself"
        await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_every_message_is_handled_once_however_often_the_process_is_killed(
    sessions: Sessions, now: datetime, database_url: str, tmp_path: Path
) -> None:
    house = await open_house(sessions, now)
    sent = await sent_update(house)
    siti = await recipient_of(house, SITI, sent.id)
    chats = await parents(sessions)
    arrivals = [
        written(chat * 1000 + number, chat, f"Pertanyaan {number}", reply_to_message={"message_id": message})
        for number in range(EACH)
        for chat, message in chats.items()
    ]
    taps = [pressed(number, SITI.user_id, f"1:a.q:{siti.id}:coming") for number in range(1, 6)]
    await keep(house, *arrivals, *taps)
    path = tmp_path / "handled"
    for kill in range(1, KILLS + 1):
        process = await start(database_url, house, path)
        try:
            await grown(path, len(arrivals) * kill // (KILLS + 1), process)
        finally:
            process.kill()
            await process.wait()
    async with sessions() as session:
        await inbox.release(session, house.demo.bot.id, [])
        await session.execute(update(Arrival).values(not_before=None))
        await session.commit()
    await house.desk.clear()
    await judge(sessions, chats, sent.id)


async def parents(sessions: Sessions) -> dict[int, int]:
    """Some parents' chats, with the message there that shows them the update."""
    async with sessions() as session:
        rows = await session.execute(
            select(Account.address, Outgoing.message)
            .join(Outgoing, Outgoing.account_id == Account.id)
            .where(Outgoing.message.is_not(None), Outgoing.update_id.is_not(None))
            .order_by(Account.id)
            .limit(CHATS)
        )
        return {int(address): int(message or 0) for address, message in rows}


async def judge(sessions: Sessions, chats: dict[int, int], update_id: int) -> None:
    """All arrivals are done, and each line said stands in the log and was answered exactly once."""
    async with sessions() as session:
        states = Counter(await session.scalars(select(Arrival.state)))
        said = list(
            await session.execute(
                select(LogEntry.person_id, LogEntry.text).where(
                    LogEntry.kind == LogKind.ANSWER, LogEntry.choice.is_(None), LogEntry.update_id == update_id
                )
            )
        )
        taps = list(await session.scalars(select(LogEntry.id).where(LogEntry.choice == "coming")))
        answered = list(
            await session.scalars(select(Outgoing.payload).where(Outgoing.payload.is_not(None)).order_by(Outgoing.id))
        )
    assert set(states) == {InboxState.DONE}
    assert len(said) == len(set(said)) == EACH * len(chats)
    assert len(taps) == 1
    passed_on = [payload for payload in answered if payload and payload["template"] == "answers/passed_on"]
    assert len(passed_on) == EACH * len(chats)
