"""What is due is told: rows are locked, and move on in the transaction that queues their messages.

So whoever dies in between has said nothing and changed nothing, and of two processes only one says it. A family hears
of all its children in one message. While such a message waits (for a good hour, for room in the family's week), what
becomes due meanwhile is taken into it. What is true may change until it leaves: that is asked again then.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.alerts import AlertKind, AlertState
from bot.domain.codec import load_screen
from bot.domain.delivery import OutboxState, Reason
from bot.domain.notices import Notice
from bot.domain.notices.alerts import Item
from bot.services.alerts import whom, words
from bot.services.alerts.finding import dump_facts
from bot.services.alerts.matters import matters
from bot.services.calendar import quiet_rule
from bot.services.queue import outbox
from bot.storage.among import among
from bot.storage.models import Alert, Outgoing, Person, School

APART = timedelta(hours=2)
"""The question about today stands alone; whatever else there is comes so much later."""
LATER = timedelta(hours=1)
"""When it is looked again whether a family can be reached that nobody could be told of now."""
QUESTION, NEWS = "alq:", "alr:"
"""How the keys of the two kinds of message begin."""


async def due(session: AsyncSession, school_id: int, now: datetime) -> list[list[int]]:
    """The families of whom something is due, each by its pupils; none in quiet hours: much may be put right by then."""
    school = await session.get_one(School, school_id)
    if (await quiet_rule(session, school, now)).reason(now) is not None:
        return []
    pupils = await session.scalars(
        select(Alert.pupil_id)
        .where(Alert.school_id == school_id, Alert.state == AlertState.WAITING, Alert.due_at <= now)
        .distinct()
    )
    return await whom.families(session, list(pupils))


async def tell(session: AsyncSession, school_id: int, families: Sequence[Collection[int]], now: datetime) -> None:
    """Tell these families what is due. The caller commits."""
    pupils = [pupil for family in families for pupil in family]
    rows = await _locked(session, pupils, now)
    school = await session.get_one(School, school_id, populate_existing=True)
    telling = _Telling(
        school,
        await _items(session, school, rows, now),
        await whom.readers_of(session, pupils, await quiet_rule(session, school, now), now),
        now,
    )
    asked = await _asked_lately(session, pupils, now)
    for family in families:
        own = [row for row in rows if row.pupil_id in family and row.id in telling.items]
        await _tell_family(session, telling, own, asked=not asked.isdisjoint(family))
    await session.flush()


async def _locked(session: AsyncSession, pupils: Collection[int], now: datetime) -> list[Alert]:
    rows = await session.scalars(
        select(Alert)
        .where(among(Alert.pupil_id, pupils), Alert.state == AlertState.WAITING, Alert.due_at <= now)
        .order_by(Alert.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def _items(session: AsyncSession, school: School, rows: Sequence[Alert], now: datetime) -> dict[int, Item]:
    """By alert what is said of it; one that is no more, or says something else by now, is left to be found anew."""
    pupils = {row.pupil_id for row in rows}
    found = await matters(session, school, now, pupils)
    known = await words.children(session, school, pupils, now)
    items: dict[int, Item] = {}
    for row in rows:
        matter = found.get((row.pupil_id, row.kind, row.about))
        if matter is not None and dump_facts(matter) == row.facts and row.pupil_id in known:
            items[row.id] = words.item_of(row.id, matter, known[row.pupil_id])
    return items


async def _asked_lately(session: AsyncSession, pupils: Collection[int], now: datetime) -> set[int]:
    """The pupils about whose day their family was asked just now."""
    rows = await session.scalars(
        select(Alert.pupil_id).where(
            among(Alert.pupil_id, pupils), Alert.kind == AlertKind.NOT_YET, Alert.told_at > now - APART
        )
    )
    return set(rows)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What is known of a few families: `items` by alert, `readers` by person: the children they may hear of."""

    school: School
    items: Mapping[int, Item]
    readers: Mapping[int, set[int]]
    now: datetime

    def of(self, rows: Sequence[Alert]) -> dict[int, list[Item]]:
        """By person: what they are told of these."""
        told: defaultdict[int, list[Item]] = defaultdict(list)
        for person, children in self.readers.items():
            for row in rows:
                if row.pupil_id in children:
                    told[person].append(self.items[row.id])
        return dict(sorted(told.items()))


async def _tell_family(session: AsyncSession, telling: _Telling, rows: Sequence[Alert], *, asked: bool) -> None:
    questions = [row for row in rows if row.kind is AlertKind.NOT_YET]
    others = [row for row in rows if row.kind is not AlertKind.NOT_YET]
    if await _say(session, telling, questions, QUESTION) or asked:
        for row in others:
            row.due_at = telling.now + APART
    else:
        await _say(session, telling, others, NEWS)


async def _say(session: AsyncSession, telling: _Telling, rows: Sequence[Alert], prefix: str) -> bool:
    """Queue one message for each reader of these; whether anybody is told. What reaches nobody is tried again."""
    told = telling.of(rows)
    for person_id, items in told.items():
        await _queue(session, telling, person_id, items, prefix)
    reached = {item["id"] for items in told.values() for item in items}
    for row in rows:
        if row.id in reached:
            row.state, row.told_at = AlertState.TOLD, telling.now
        else:
            row.due_at = telling.now + LATER
    return bool(reached)


async def _queue(session: AsyncSession, telling: _Telling, person_id: int, items: Sequence[Item], prefix: str) -> None:
    gathered = {words.number(item["id"]): item for item in await _waiting(session, person_id, prefix)}
    gathered |= {words.number(item["id"]): item for item in items}
    pupils = {words.number(item["pupil_id"]) for item in gathered.values()}
    known = await words.children(session, telling.school, pupils, telling.now)
    here = [item for item in gathered.values() if item["pupil_id"] in known]
    notice: Notice = (words.not_yet if prefix == QUESTION else words.news)(telling.school, here, known)
    key = f"{prefix}{person_id}:{max(gathered)}"
    await outbox.tell(session, await session.get_one(Person, person_id), notice, telling.now, dedupe=key)
    await session.flush()


async def _waiting(session: AsyncSession, person_id: int, prefix: str) -> list[Item]:
    """What a message of this kind that has not begun to leave was to tell; it makes way for the one that comes now."""
    payloads = await session.scalars(
        update(Outgoing)
        .where(
            Outgoing.person_id == person_id,
            Outgoing.dedupe.startswith(f"{prefix}{person_id}:", autoescape=True),
            Outgoing.state == OutboxState.QUEUED,
            Outgoing.attempts == 0,
            ~Outgoing.resent,
        )
        .values(state=OutboxState.DROPPED, reason=Reason.EXPIRED)
        .returning(Outgoing.payload)
        .execution_options(synchronize_session=False)
    )
    return [item for payload in payloads if payload for item in items_in(payload)]


def items_in(payload: Mapping[str, Any]) -> list[Item]:
    """The alerts that a message of the outbox tells of."""
    found = load_screen(dict(payload)).values["items"]
    assert isinstance(found, list)
    return list(found)
