"""What a meeting says to a family on paper, or by a teacher's hand: the same as in a chat, by child."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import COLLECTING, TalkState
from bot.domain.screens import Fact
from bot.services.meetings import planning
from bot.services.meetings.facts import introduction_of
from bot.services.talks.naming import named
from bot.storage.among import among
from bot.storage.models import Attendance, ClassUpdate, Meeting, Person, Pupil, Talk


async def facts_by_child(
    session: AsyncSession, row: ClassUpdate, pupils: Collection[int], reader_id: int = 0
) -> dict[int, dict[str, Any]]:
    """By pupil what `facts_for` has by reader: `talks`, `came`, `introduction`, `wishes`; nothing for another update.

    A talk that one guardian has alone is told to that one, and on paper, which anybody may read (0), to nobody.
    """
    meeting = await planning.behind(session, row.id)
    if meeting is None:
        return {}
    told = await introduction_of(session, meeting)
    came = await _came(session, meeting, pupils)
    facts: dict[int, dict[str, Any]] = {
        pupil: {"talks": [], "came": pupil in came, "introduction": told, "wishes": meeting.booking in COLLECTING}
        for pupil in pupils
    }
    rows = await session.execute(
        select(Pupil.id, Pupil.name, Person, Talk.starts_at)
        .join(Talk, Talk.pupil_id == Pupil.id)
        .join(Person, Person.id == Talk.host_id)
        .where(
            Talk.meeting_id == meeting.id,
            Talk.state == TalkState.BOOKED,
            Talk.party.in_({0, reader_id}),
            among(Pupil.id, pupils),
        )
        .order_by(Talk.starts_at, Talk.id)
    )
    for pupil, child, host, at in rows:
        facts[pupil]["talks"].append({"child": child, "host": named(host), "at": at})
    return facts


async def facts_together(
    session: AsyncSession, row: ClassUpdate, pupils: Collection[int], reader_id: int
) -> dict[str, Fact]:
    """The same for one reader who hears of all these children at once."""
    by_child = await facts_by_child(session, row, pupils, reader_id)
    if not by_child:
        return {}
    talks = [talk for facts in by_child.values() for talk in facts["talks"]]
    return {
        "talks": sorted(talks, key=lambda talk: talk["at"]),
        "came": any(facts["came"] for facts in by_child.values()),
        "introduction": next(iter(by_child.values()))["introduction"],
        "wishes": next(iter(by_child.values()))["wishes"],
    }


async def _came(session: AsyncSession, meeting: Meeting, pupils: Collection[int]) -> set[int]:
    rows = await session.scalars(
        select(Attendance.pupil_id).where(
            Attendance.meeting_id == meeting.id, Attendance.came, among(Attendance.pupil_id, pupils)
        )
    )
    return set(rows)
