"""How long a list of 10,000 pupils in 66 columns takes and what memory, beside calamine alone; and its import."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figure import Figure
from bot.paths import ROOT
from bot.roster import read_roster
from bot.services.rosters import apply_import, plan_import
from bot.storage.engine import make_engine, make_sessions
from bot.storage.migrate import migrate
from bot.storage.models import School
from tests.roster import forms
from tests.roster.test_memory import PEAK, child

PUPILS = 10_000
IMPORTED = 1_000
_MEASURE = """
import sys, time
{imports}
path = Path(sys.argv[1])
begun = time.perf_counter()
{work}
print(time.perf_counter() - begun, peak() / 1024)
"""
_OURS = _MEASURE.format(
    imports="from bot.roster import read_roster",
    work=f'assert len(read_roster(path, "daftar_pd.xlsx").pupils) == {PUPILS}',
)
_FLOOR = _MEASURE.format(
    imports="from python_calamine import CalamineWorkbook",
    work="for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows(): pass",
)


async def figures() -> AsyncIterator[Figure]:
    """Reading 10,000 pupils, its floor, and importing 1,000 into an empty and a full school."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "daftar_pd.xlsx"
        path.write_bytes(forms.dapodik_pupils([child(number) for number in range(PUPILS)]))
        # The best of three: what else runs on the machine only ever adds.
        seconds, megabytes = min(_measured(_OURS, path) for _turn in range(3))
        floor_seconds, floor_megabytes = min(_measured(_FLOOR, path) for _turn in range(3))
        yield Figure("roster: 10,000 pupils x 66 columns read", seconds, "s", "<= 5", seconds <= 5)
        yield Figure("roster: calamine alone over the same file", floor_seconds, "s", "floor", True)
        yield Figure("roster: peak memory of the whole process", megabytes, "MB", "<= 300", megabytes <= 300)
        yield Figure("roster: peak memory of calamine alone", floor_megabytes, "MB", "floor", True)
        for name, seconds in zip(("first", "unchanged second"), await _imports(Path(folder)), strict=True):
            yield Figure(f"roster: {name} import of 1,000 pupils", seconds, "s", "<= 5", seconds <= 5)


def _measured(script: str, path: Path) -> tuple[float, float]:
    told = subprocess.run(
        [sys.executable, "-c", PEAK + script, path], cwd=ROOT, capture_output=True, check=True, text=True
    )
    seconds, megabytes = map(float, told.stdout.split())
    return seconds, megabytes


async def _imports(folder: Path) -> list[float]:
    engine = make_engine(f"sqlite:///{folder / 'titian.db'}")
    await migrate(engine)
    now = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
    data = forms.dapodik_pupils([child(number) for number in range(IMPORTED)])
    roster = await asyncio.to_thread(read_roster, data, "daftar_pd.xlsx")
    found: list[float] = []
    async with make_sessions(engine)() as session:
        school = School(name="SMA", timezone="Asia/Jakarta", created_at=now)
        session.add(school)
        await session.commit()
        for _turn in range(2):
            begun = perf_counter()
            await apply_import(session, await plan_import(session, school, roster, now), now)
            await session.commit()
            found.append(perf_counter() - begun)
    await engine.dispose()
    return found
