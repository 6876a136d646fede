"""Killed without a warning, again and again: nothing is lost, and what may have come twice is counted as such."""

import asyncio
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.domain.delivery import OutboxState
from bot.paths import ROOT
from bot.storage.models import Account, CalendarDay, DayKind, Outgoing, Recipient, School
from tests.delivery.conftest import Scene
from tests.delivery.drainer import FileChannel

KILLS = 3


async def start(url: str, bot_id: int, path: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.delivery.drainer",
        url,
        str(bot_id),
        str(path),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


async def grown(path: Path, lines: int, process: asyncio.subprocess.Process) -> None:
    """Until so many messages have arrived. Another process writes them, so all there is to do is look."""
    async with asyncio.timeout(90):
        while process.returncode is None and len(arrived(path)) < lines:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def arrived(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


async def open_the_school_round_the_clock(scene: Scene) -> None:
    """The drainer lives in real time, at whatever hour and on whatever day the tests run."""
    async with scene.sessions() as session:
        school = await session.get_one(School, scene.school_id)
        school.quiet_start = school.quiet_end
        today = datetime.now(UTC).date()
        for ahead in (-1, 0, 1):
            session.add(CalendarDay(school_id=school.id, day=today + timedelta(days=ahead), kind=DayKind.OPEN))
        await session.commit()


@pytest.mark.slow
async def test_nothing_is_lost_when_the_process_is_killed_again_and_again(
    scene: Scene, database_url: str, tmp_path: Path
) -> None:
    await open_the_school_round_the_clock(scene)
    scene.now = datetime.now(UTC) - timedelta(minutes=1)
    update_id = await scene.send_update("X-1", "X-2", "X-3")
    families = len(await scene.recipients(update_id))
    path = tmp_path / "arrived"
    for kill in range(1, KILLS + 1):
        process = await start(database_url, scene.bot_id, path)
        try:
            await grown(path, families * kill // (KILLS + 1), process)
        finally:
            process.kill()
            await process.wait()
    last = len(arrived(path))
    assert last < families * 2
    await the_rest(scene, path)
    async with scene.sessions() as session:
        rows = await session.execute(
            select(Account.address, Recipient.possibly_twice, Outgoing.state)
            .join(Account, Account.id == Recipient.account_id)
            .join(Outgoing, Outgoing.recipient_id == Recipient.id)
            .where(Recipient.update_id == update_id)
        )
        found = {address: (twice, state) for address, twice, state in rows}
    copies = Counter(arrived(path))
    # Who was killed in the middle of both tries may have got nothing, and is shown as unknown: never as sent.
    assert {address for address, (_twice, state) in found.items() if state is OutboxState.SENT} <= set(copies)
    assert {state for _twice, state in found.values()} <= {OutboxState.SENT, OutboxState.UNKNOWN}
    assert {address for address, count in copies.items() if count > 1} <= {
        address for address, (twice, _state) in found.items() if twice
    }
    assert max(copies.values()) <= 2


async def the_rest(scene: Scene, path: Path) -> None:
    """Deliver what is left, in this process."""
    from bot.delivery.recovery import recover

    scene.courier._bots = {scene.bot_id: FileChannel(str(path))}
    async with scene.sessions() as session:
        await recover(session, [scene.bot_id], set(), scene.now)
        await session.execute(update(Outgoing).where(Outgoing.state == OutboxState.QUEUED).values(due_at=scene.now))
        await session.commit()
    await scene.deliver()
