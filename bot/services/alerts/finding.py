"""What is due is written down: one row for each matter, made once. Doing it twice changes nothing.

Between finding and telling lies the grace: what is put right, or explained by a note in time, is dropped; what changes
has its grace anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.alerts import AlertRule, AlertState, Key, Matter, load_rule
from bot.domain.codec import dump_value
from bot.services.alerts.matters import matters
from bot.storage.among import among
from bot.storage.models import Alert, School
from bot.storage.upsert import insert_new


@dataclass(slots=True)
class Changes:
    """What there is to write down: new matters, rows whose matter says something else (or is there again), and rows
    whose matter is no more."""

    new: list[Matter] = field(default_factory=list)
    moved: list[tuple[Alert, Matter]] = field(default_factory=list)
    gone: list[Alert] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.moved or self.gone)


async def schools(session: AsyncSession) -> list[int]:
    """The schools that let the bot ask anything; and those that have just put it off, while something still waits."""
    waits = select(Alert.school_id).where(Alert.state == AlertState.WAITING).distinct()
    rows = await session.execute(select(School.id, School.alerts).where(School.alerts.is_not(None)))
    waiting = set(await session.scalars(waits))
    return sorted({school for school, raw in rows if load_rule(raw).grace} | waiting)


async def changes(session: AsyncSession, school_id: int, now: datetime, *, lock: bool = False) -> Changes:
    """What there is to write down for a school. Nothing is written; with `lock` it is about to be."""
    school = await session.get_one(School, school_id, populate_existing=True)
    found = await matters(session, school, now)
    rows = await _rows(session, school_id, found, lock)
    noted = Changes([one for key, one in found.items() if key not in rows])
    for key, row in rows.items():
        matter = found.get(key)
        if matter is None and row.state is AlertState.WAITING:
            noted.gone.append(row)
        elif matter is not None and _is_other(row, matter):
            noted.moved.append((row, matter))
    return noted


def _is_other(row: Alert, matter: Matter) -> bool:
    """Whether a row that nobody was told of yet is to begin anew."""
    if row.told_at is not None:
        return False
    return row.state is AlertState.DROPPED or row.facts != dump_facts(matter)


async def find(session: AsyncSession, school_id: int, now: datetime) -> None:
    """Write it down. The caller commits."""
    noted = await changes(session, school_id, now, lock=True)
    rule = load_rule((await session.get_one(School, school_id)).alerts)
    await insert_new(session, Alert, [_fresh(school_id, matter, rule, now) for matter in noted.new])
    for row, matter in noted.moved:
        for name, value in _fresh(school_id, matter, rule, now).items():
            setattr(row, name, value)
    for row in noted.gone:
        row.state = AlertState.DROPPED
    await session.flush()


def _fresh(school_id: int, matter: Matter, rule: AlertRule, now: datetime) -> dict[str, Any]:
    return {
        "school_id": school_id,
        "pupil_id": matter.pupil_id,
        "kind": matter.kind,
        "about": matter.about,
        "facts": dump_facts(matter),
        "found_at": now,
        "due_at": matter.at + rule.grace[matter.kind],
        "state": AlertState.WAITING,
    }


def dump_facts(matter: Matter) -> dict[str, Any]:
    """What is said of a matter, as the row keeps it."""
    return {name: dump_value(value) for name, value in matter.facts.items()}


async def _rows(session: AsyncSession, school_id: int, found: Mapping[Key, Matter], lock: bool) -> dict[Key, Alert]:
    """What is written down and waits, or is about the pupils that something is found of."""
    pupils = {matter.pupil_id for matter in found.values()}
    waits = Alert.state == AlertState.WAITING
    query = (
        select(Alert)
        .where(Alert.school_id == school_id, or_(waits, among(Alert.pupil_id, pupils)))
        .order_by(Alert.id)
        .execution_options(populate_existing=True)
    )
    rows = await session.scalars(query.with_for_update(skip_locked=True) if lock else query)
    return by_key(rows)


def by_key(rows: Iterable[Alert]) -> dict[Key, Alert]:
    """Rows by what makes each of them this one."""
    return {(row.pupil_id, row.kind, row.about): row for row in rows}
