"""A playground that is opened when nobody of the school is at work wakes up on its next day, with all that is said."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.chat import files
from bot.playground.run import SchoolClock, fresh_school
from bot.storage.engine import make_engine, make_sessions
from bot.storage.models import Account, Thread

FRIDAY_EVENING = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)


class Evening(SchoolClock):
    """A Friday, 18.00 in Jakarta, and what the playground puts it forward by."""

    def __call__(self) -> datetime:
        return FRIDAY_EVENING + self.ahead


async def test_after_a_weekend_all_is_as_on_any_morning(tmp_path: Path) -> None:
    files.use(tmp_path)
    engine, clock = make_engine(f"sqlite:///{tmp_path / 'titian.db'}"), Evening()
    await fresh_school(engine, clock)
    async with make_sessions(engine)() as session:
        open_ones = await session.scalar(select(func.count(Account.id)).where(Account.window_until > clock()))
        promised = await session.scalars(select(Thread.promised_at).where(Thread.promised_at.is_not(None)))
        soonest = min(at for at in promised if at)
    await engine.dispose()
    assert clock().weekday() == 0
    assert open_ones
    assert soonest > clock() + timedelta(hours=4)
