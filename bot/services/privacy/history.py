"""Who looked at, took out, corrected or erased a family's data, as its guardian is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.accesses import AccessAction
from bot.domain.text import Label, Phrase, _, p_
from bot.services.privacy.tables import Family
from bot.storage.models import Access, Person, Pupil, Thread

ACTIONS: Mapping[AccessAction, Phrase] = {
    AccessAction.SEEN: p_("what was done with data", "looked at"),
    AccessAction.SEARCHED: p_("what was done with data", "searched"),
    AccessAction.EXPORTED: p_("what was done with data", "taken out as a file"),
    AccessAction.OPENED: p_("what was done with data", "conversation read"),
    AccessAction.COPIED: p_("what was done with data", "copied for the family"),
    AccessAction.CORRECTED: p_("what was done with data", "corrected"),
    AccessAction.ERASED: p_("what was done with data", "erased"),
    AccessAction.EXPIRED: p_("what was done with data", "removed, its time was over"),
}
BY_OPERATOR = _("the school's operator")
BY_RULE = _("by itself")


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was done: when, by whom, why where a reason was given; `of_class` where it was a whole class."""

    at: datetime
    action: AccessAction
    by: Label
    reason: str
    of_class: bool


async def count(session: AsyncSession, family: Family) -> int:
    """How many there are."""
    return await session.scalar(select(func.count()).select_from(Access).where(_about(family))) or 0


async def of_family(session: AsyncSession, family: Family, offset: int = 0, limit: int | None = None) -> list[Seen]:
    """Newest first."""
    rows = await session.execute(
        select(Access, Person.name)
        .outerjoin(Person, Person.id == Access.by_id)
        .where(_about(family))
        .order_by(Access.at.desc(), Access.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [
        Seen(row.at, row.action, name or _nobody(row), row.reason, row.person_id is None and row.pupil_id is None)
        for row, name in rows
    ]


def _nobody(row: Access) -> Phrase:
    return BY_RULE if row.action in (AccessAction.EXPIRED, AccessAction.ERASED) else BY_OPERATOR


def _about(family: Family) -> ColumnElement[bool]:
    """The guardian's own, the children's, and their classes' as a whole; never what concerns another guardian."""
    children = Access.pupil_id.in_(family.pupils)
    classes = select(Pupil.class_id).where(Pupil.id.in_(family.pupils))
    whole_class = and_(Access.pupil_id.is_(None), Access.thread_id.is_(None), Access.class_id.in_(classes))
    threads = Access.thread_id.in_(select(Thread.id).where(Thread.person_id == family.person_id))
    others_thread = and_(Access.thread_id.is_not(None), ~threads)
    shared = and_(Access.person_id.is_(None), or_(children, whole_class), ~func.coalesce(others_thread, False))
    return or_(Access.person_id == family.person_id, threads, shared)
