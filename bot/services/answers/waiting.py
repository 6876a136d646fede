"""Families' words in answer to updates that wait for this member of staff: of an update together, one line."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.shelf import SHELF
from bot.domain.text import n_
from bot.domain.today import Matter, Waiting
from bot.services import scope
from bot.services.answers.reports import unanswered
from bot.storage.models import ClassUpdate, LogEntry, Person, RoleKind

RECENT = timedelta(days=14)
"""Older words are found among the answers; nobody waits for a word on them any more."""
ELSEWHERE = 0
"""In place of an update's id: words that belong to none."""


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """Words that are hers to answer, newest update first; what belongs to nobody waits for the administrators."""
    hers = LogEntry.staff_id == staff.id
    if RoleKind.ADMIN in await scope.roles_of(session, staff):
        hers = or_(hers, LogEntry.staff_id.is_(None))
    counted = (
        unanswered(staff)
        .where(hers, LogEntry.at > now - RECENT, LogEntry.thread_id.is_(None))
        .with_only_columns(LogEntry.update_id, func.count().label("many"))
        .order_by(None)
        .group_by(LogEntry.update_id)
        .subquery()
    )
    rows = await session.execute(
        counted.outerjoin(ClassUpdate, ClassUpdate.id == counted.c.update_id)
        .select()
        .with_only_columns(counted.c.update_id, counted.c.many, ClassUpdate.template, ClassUpdate.send_at)
        .order_by(ClassUpdate.send_at.desc(), counted.c.update_id.desc())
    )
    return [_line(update_id, many, template, sent_at) for update_id, many, template, sent_at in rows]


def _line(update_id: int | None, many: int, template: str | None, sent_at: datetime | None) -> Waiting:
    if update_id is None or template is None:
        said = n_("%(count)s message from families", "%(count)s messages from families", many)
        return Waiting(Matter.ANSWER, said, "a.next", (ELSEWHERE, 0))
    said = n_(
        "%(count)s answer to “%(title)s”, %(day)s",
        "%(count)s answers to “%(title)s”, %(day)s",
        many,
        title=SHELF.get(template).title,
        day=sent_at,
    )
    return Waiting(Matter.ANSWER, said, "a.next", (update_id, 0))
