"""Teachers who hold a meeting that somebody else plans hear of it: asked once, told when it changes or is off."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import KINDS, MeetingKind, MeetingState
from bot.domain.notices import Notice
from bot.domain.notices.hosting import HostAsked, HostToldChange, HostToldOff
from bot.services.meetings import planning
from bot.services.queue import outbox
from bot.storage.models import Meeting, Person, Slot


async def ask(
    session: AsyncSession, meeting: Meeting, by: Person, now: datetime, only: Collection[int] | None = None
) -> int:
    """Tell the others (or only these of them) that they are needed, each once; how many are told now."""
    about = await _about(session, meeting, by)
    talks = meeting.kind is not MeetingKind.CLASS
    told = 0
    for host in await planning.hosts_of(session, meeting.id):
        if host.id != by.id and (only is None or host.id in only):
            notice = HostAsked(**about, place=_place(meeting), talks=talks)
            row = await outbox.tell(session, host, notice, now, dedupe=f"host:{meeting.id}:{host.id}")
            told += row is not None
    await session.flush()
    return told


async def changed(session: AsyncSession, meeting: Meeting, by: Person, now: datetime, *, moved: bool) -> None:
    """Tell those who count on the old day, hours or place; `moved`: on another day, and their times with it."""
    moved = moved and meeting.kind is not MeetingKind.CLASS
    await _tell(session, meeting, by, lambda about: HostToldChange(**about, place=_place(meeting), moved=moved), now)


async def cancelled(session: AsyncSession, meeting: Meeting, by: Person, now: datetime, *, known: bool) -> None:
    """Tell those who count on it that it is off; `known` is whether families were invited."""
    await _tell(session, meeting, by, lambda about: HostToldOff(**about), now, known=known)


async def _tell(
    session: AsyncSession,
    meeting: Meeting,
    by: Person,
    make: Callable[[Mapping[str, Any]], Notice],
    now: datetime,
    *,
    known: bool | None = None,
) -> None:
    known = meeting.state is not MeetingState.PLANNED if known is None else known
    about = await _about(session, meeting, by)
    offering = await _offering(session, meeting)
    for host in await planning.hosts_of(session, meeting.id):
        if host.id != by.id and (known or host.id in offering):
            key = f"host:{meeting.id}:{host.id}:{meeting.sequence}:{now:%Y%m%d%H%M%S}"
            await outbox.tell(session, host, make(about), now, dedupe=key)
    await session.flush()


async def _offering(session: AsyncSession, meeting: Meeting) -> Collection[int]:
    """Who has said already when she has time."""
    return set(await session.scalars(select(Slot.host_id).where(Slot.meeting_id == meeting.id)))


async def _about(session: AsyncSession, meeting: Meeting, by: Person) -> dict[str, Any]:
    return {
        "title": KINDS[meeting.kind],
        "classes": [found.name for found in await planning.classes_of(session, meeting.id)],
        "day": meeting.day,
        "starts": meeting.starts,
        "ends": meeting.ends,
        "by": by.name,
        "meeting_id": meeting.id,
    }


def _place(meeting: Meeting) -> Any:
    return planning.place_of(meeting) or meeting.link
