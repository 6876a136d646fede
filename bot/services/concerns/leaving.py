"""A message about a concern is about to leave: may its reader still hear of this child? And which concern's log is it
part of?"""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import load_screen
from bot.services.alerts import whom
from bot.services.escalations.leaving import Queued
from bot.storage.among import among
from bot.storage.models import Concern, ConcernMember, Role

FOLDER = "concerns/"


def is_of_concern(row: Queued) -> bool:
    """Whether a row of the outbox says something of a concern."""
    return concern_of(row) is not None


def concern_of(row: Queued) -> int | None:
    """The concern that a row of the outbox is about; None for any other row."""
    payload = row.payload
    if payload is None or not str(payload.get("template", "")).startswith(FOLDER):
        return None
    found = load_screen(dict(payload)).values.get("concern_id")
    return found if isinstance(found, int) else None


async def still_heard(session: AsyncSession, rows: Sequence[Queued]) -> set[int]:
    """Which of these may leave: to a guardian who may hear of the child, or to a member of staff who is in it."""
    about = {row.id: concern_of(row) or 0 for row in rows}
    people = {row.person_id for row in rows if row.person_id is not None}
    concerns = {
        one.id: one for one in await session.scalars(select(Concern).where(among(Concern.id, set(about.values()))))
    }
    hearing = await whom.children_heard_of(session, people)
    inside = await _inside(session, set(concerns), people)
    return {
        row.id
        for row in rows
        if (one := concerns.get(about[row.id])) is not None
        and one.erased_at is None
        and (
            (one.id, row.person_id) in inside
            or _is_theirs(one, row.person_id or 0, hearing.get(row.person_id or 0, ()))
        )
    }


def _is_theirs(concern: Concern, person_id: int, hears_of: Collection[int]) -> bool:
    return concern.pupil_id in hears_of and (not concern.by_family or concern.raised_by == person_id)


async def _inside(session: AsyncSession, concerns: Collection[int], people: Collection[int]) -> set[tuple[int, int]]:
    rows = await session.execute(
        select(ConcernMember.concern_id, ConcernMember.person_id).where(
            among(ConcernMember.concern_id, concerns),
            among(ConcernMember.person_id, people),
            ConcernMember.person_id.in_(select(Role.person_id).where(Role.ended_at.is_(None))),
        )
    )
    return {(row[0], row[1]) for row in rows}
