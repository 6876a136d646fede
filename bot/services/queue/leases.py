"""Leases: what only one process may do at a time, held as a row that is renewed while the process lives."""

import os
import secrets
import socket
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import func

from bot.storage.models import Lease

TERM = timedelta(seconds=15)
"""How long a lease holds without being renewed; renew every few seconds."""
BOT, ALIVE, SHARES = "bot:", "alive:", "shares:"
"""How the names of leases begin: who sends for a bot; that a process which can send lives, and that it takes part."""

_THIS_PROCESS = secrets.token_hex(4)


def new_owner() -> str:
    """A name: where the process runs, its number, and what tells it from an earlier one of that number."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{_THIS_PROCESS}{secrets.token_hex(2)}"


async def clock(session: AsyncSession) -> datetime:
    """The database's own time: processes on several machines need not agree on theirs."""
    if session.get_bind().dialect.name == "postgresql":
        told: datetime = (await session.execute(select(func.clock_timestamp()))).scalar_one()
        return told.astimezone(UTC)
    return datetime.now(UTC)


async def hold(session: AsyncSession, name: str, owner: str, now: datetime) -> bool:
    """Take a lease or renew it; whether `owner` holds it. `now` is the database's."""
    return name in await hold_all(session, [name], owner, now)


async def hold_all(
    session: AsyncSession, names: Collection[str], owner: str, now: datetime, term: timedelta = TERM
) -> set[str]:
    """Take or renew several leases for a term; the names of those that `owner` holds. `now` is the database's."""
    if not names:
        return set()
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    rows = [{"name": name, "owner": owner, "until": now + term} for name in sorted(names)]
    statement = dialect.insert(Lease).values(rows)
    held = await session.scalars(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"owner": statement.excluded.owner, "until": statement.excluded.until},
            where=or_(Lease.owner == owner, Lease.until <= now),
        ).returning(Lease.name)
    )
    return set(held)


async def let_go(session: AsyncSession, owner: str, names: Collection[str] | None = None) -> None:
    """Give back what `owner` holds: these leases, or all."""
    own = delete(Lease).where(Lease.owner == owner)
    await session.execute(own if names is None else own.where(Lease.name.in_(names)))


async def held(session: AsyncSession, now: datetime, prefix: str) -> dict[str, str]:
    """By name: who holds the leases whose names begin so at `now`, the database's."""
    rows = await session.execute(
        select(Lease.name, Lease.owner).where(Lease.name.startswith(prefix, autoescape=True), Lease.until > now)
    )
    return dict(iter(rows))


async def next_end(session: AsyncSession, now: datetime, owner: str, prefix: str) -> datetime | None:
    """When the first of the leases ends that others than `owner` hold at `now`, the database's, unless renewed."""
    others = select(func.min(Lease.until)).where(
        Lease.name.startswith(prefix, autoescape=True), Lease.owner != owner, Lease.until > now
    )
    return await session.scalar(others)


async def forget_ended(session: AsyncSession, now: datetime) -> None:
    """Drop the leases that have ended at `now`, the database's: whoever held them asks anew."""
    await session.execute(delete(Lease).where(Lease.until <= now))


async def living(session: AsyncSession, now: datetime) -> set[str]:
    """The owners that hold a lease at `now`, the database's."""
    return set(await session.scalars(select(Lease.owner).where(Lease.until > now)))


async def bury(session: AsyncSession) -> None:
    """Drop the leases of processes of this machine that are no more, so that a restart need not wait for their end."""
    owners = set(await session.scalars(select(Lease.owner)))
    dead = [owner for owner in owners if _is_dead(owner)]
    if dead:
        await session.execute(delete(Lease).where(Lease.owner.in_(dead)))


def _is_dead(owner: str) -> bool:
    host, _, rest = owner.partition(":")
    number, _, tail = rest.partition(":")
    if host != socket.gethostname()[:32] or not number.isdigit():
        return False
    if int(number) == os.getpid():
        return not tail.startswith(_THIS_PROCESS)  # our number, used again: a container counts from 1 each time
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
