"""What the colleagues in a concern are told of it: all but who did it herself."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.concerns import AREAS, step_words
from bot.domain.notices import Notice
from bot.domain.notices.concerns_staff import (
    ConcernChose,
    ConcernJoined,
    ConcernRaised,
    ConcernShared,
    ConcernWords,
    ConcernWrote,
)
from bot.services.answers.conversations import file_of, medium_of, relation_of
from bot.services.concerns import history, rights
from bot.services.queue import outbox
from bot.services.safety import holding
from bot.storage.models import Concern, LogEntry, LogKind, Person, Pupil, SchoolClass


async def card(session: AsyncSession, concern: Concern) -> dict[str, Any]:
    """The child as colleagues read of it."""
    pupil = await session.get_one(Pupil, concern.pupil_id)
    name = await session.scalar(select(SchoolClass.name).where(SchoolClass.id == pupil.class_id))
    return {"child": pupil.name, "class_name": name or ""}


async def raised(session: AsyncSession, concern: Concern, by: Person, now: datetime) -> None:
    """A teacher raised it: to those whom she took in."""
    notice = ConcernRaised(
        concern_id=concern.id,
        **await card(session, concern),
        area=AREAS[concern.area],
        seen=await history.seen(session, concern),
        by=by.name,
        step=step_words(concern.next_step),
        on=concern.next_on,
    )
    await _tell(session, concern, notice, now, but=by)


async def joined(session: AsyncSession, concern: Concern, person: Person, by: Person, now: datetime) -> None:
    """To a colleague who came into it."""
    await outbox.tell(session, person, await _into(session, concern, by, keeps=False), now)


async def handed_on(session: AsyncSession, concern: Concern, person: Person, by: Person, now: datetime) -> None:
    """To a colleague who keeps it from now on."""
    await outbox.tell(session, person, await _into(session, concern, by, keeps=True), now)


async def _into(session: AsyncSession, concern: Concern, by: Person, *, keeps: bool) -> ConcernJoined:
    return ConcernJoined(
        concern_id=concern.id,
        **await card(session, concern),
        area=AREAS[concern.area],
        by=by.name,
        keeps=keeps,
        step=step_words(concern.next_step),
        on=concern.next_on,
    )


async def shared(session: AsyncSession, concern: Concern, entry: LogEntry, now: datetime) -> None:
    """A guardian raised it: to whom they told it, or that it may hurt."""
    await _consider(session, concern, entry, now)
    await _tell(session, concern, await arrived(session, concern, entry), now)


async def wrote(session: AsyncSession, concern: Concern, entry: LogEntry, now: datetime, *, reopened: bool) -> None:
    """The family wrote; where it may hurt, that alone is told."""
    await _consider(session, concern, entry, now)
    await _tell(session, concern, await arrived(session, concern, entry, reopened=reopened), now)


async def arrived(session: AsyncSession, concern: Concern, entry: LogEntry, *, reopened: bool = False) -> ConcernWords:
    """A family's words as the colleagues in it get them."""
    said = await _said(session, concern, entry)
    if entry.kind is LogKind.CONCERN:
        return ConcernShared(**said, area=AREAS[concern.area], on=concern.next_on)
    return ConcernWrote(**said, reopened=reopened)


async def _consider(session: AsyncSession, concern: Concern, entry: LogEntry, now: datetime) -> None:
    await holding.consider(session, entry, await session.get_one(Person, concern.keeper_id), now)


async def chose(session: AsyncSession, concern: Concern, guardian: Person, now: datetime) -> None:
    """The family chose a time, or asks for another one."""
    notice = ConcernChose(
        concern_id=concern.id,
        **await card(session, concern),
        **await _guardian(session, concern, guardian),
        at=concern.chosen_at,
    )
    await _tell(session, concern, notice, now)


async def _said(session: AsyncSession, concern: Concern, entry: LogEntry) -> dict[str, Any]:
    guardian = await session.get_one(Person, entry.person_id)
    held = await holding.is_held(session, entry.id)
    return {
        "concern_id": concern.id,
        "entry_id": entry.id,
        **await card(session, concern),
        **await _guardian(session, concern, guardian),
        "words": "" if held else entry.text or "",
        "medium": None if held else medium_of(entry),
        "file": None if held else file_of(entry),
        "held": held,
    }


async def _guardian(session: AsyncSession, concern: Concern, guardian: Person) -> dict[str, Any]:
    pupil = await session.get_one(Pupil, concern.pupil_id)
    relation, _provisional = await relation_of(session, guardian.id, [pupil])
    return {"guardian": guardian.name, "relation": relation}


async def _tell(
    session: AsyncSession, concern: Concern, notice: Notice, now: datetime, but: Person | None = None
) -> None:
    for person in await rights.members(session, concern):
        if but is None or person.id != but.id:
            await outbox.tell(session, person, notice, now)
