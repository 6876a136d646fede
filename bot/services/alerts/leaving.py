"""A message about alerts is about to leave: is it still true, and may its reader still know? What is not, does not
leave, or the message leaves without that part; what says something else by now is told as it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.alerts import Matter
from bot.domain.notices.alerts import CourseNews, Item, NotYetPresent
from bot.domain.policy import Weight
from bot.domain.screens import Screen
from bot.services.alerts import whom, words
from bot.services.alerts.matters import matters
from bot.services.alerts.telling import items_in
from bot.services.escalations.leaving import Queued
from bot.storage.among import among
from bot.storage.models import Alert, School

_OURS = (NotYetPresent.template, CourseNews.template)


class Weighed(Queued, Protocol):
    """What must be known of a row of the outbox, to tell a message from an example of it."""

    @property
    def weight(self) -> Weight: ...


def is_alert(row: Weighed) -> bool:
    """Whether a row of the outbox asks or tells something by the school's rule; who sees an example asked for it."""
    is_ours = row.payload is not None and row.payload.get("template") in _OURS
    return is_ours and row.weight is not Weight.ANSWER


def told_of(row: Weighed) -> list[int]:
    """The children whom such a message is about."""
    return sorted({words.number(item["pupil_id"]) for item in items_in(row.payload or {})})


async def as_things_stand(session: AsyncSession, rows: Sequence[Queued], now: datetime) -> dict[int, Screen]:
    """What each of these says now; one that is not among them must not leave."""
    told = {row.id: {words.number(item["id"]) for item in items_in(row.payload or {})} for row in rows}
    alerts = await _alerts(session, {one for ids in told.values() for one in ids})
    found = await _found(session, list(alerts.values()), now)
    hearing = await whom.children_heard_of(session, {row.person_id for row in rows if row.person_id is not None})
    known = await _known(session, list(alerts.values()), now)
    said: dict[int, Screen] = {}
    for row in rows:
        own = [alerts[one] for one in sorted(told[row.id] & found.keys()) if alerts[one].pupil_id in known]
        own = [alert for alert in own if alert.pupil_id in hearing.get(row.person_id or 0, ())]
        items = [words.item_of(one.id, found[one.id], known[one.pupil_id]) for one in own]
        if items:
            school = await session.get_one(School, own[0].school_id)
            said[row.id] = _screen(str((row.payload or {})["template"]), school, items, known)
    return said


async def _known(session: AsyncSession, alerts: Sequence[Alert], now: datetime) -> dict[int, words.Child]:
    known: dict[int, words.Child] = {}
    for school_id in {alert.school_id for alert in alerts}:
        school = await session.get_one(School, school_id)
        known |= await words.children(session, school, {one.pupil_id for one in alerts}, now)
    return known


def _screen(template: str, school: School, items: Sequence[Item], known: Mapping[int, words.Child]) -> Screen:
    build = words.not_yet if template == NotYetPresent.template else words.news
    return build(school, items, known).screen()


async def _alerts(session: AsyncSession, ids: set[int]) -> dict[int, Alert]:
    rows = await session.scalars(
        select(Alert).where(among(Alert.id, ids)).execution_options(populate_existing=True).order_by(Alert.id)
    )
    return {row.id: row for row in rows}


async def _found(session: AsyncSession, alerts: Sequence[Alert], now: datetime) -> dict[int, Matter]:
    """By alert: the matter, where it is still so."""
    found: dict[int, Matter] = {}
    for school_id in sorted({alert.school_id for alert in alerts}):
        school = await session.get_one(School, school_id, populate_existing=True)
        own = [alert for alert in alerts if alert.school_id == school_id]
        stands = await matters(session, school, now, {alert.pupil_id for alert in own})
        for alert in own:
            if (matter := stands.get((alert.pupil_id, alert.kind, alert.about))) is not None:
                found[alert.id] = matter
    return found
