"""Marks become visible to families when a teacher publishes them, and not before."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.services.log import note
from bot.services.marks.rights import assessment_for, hold_classes, rights_of
from bot.services.marks.telling import hearers, tell_published
from bot.services.marks.values import Published, Unpublished
from bot.storage.among import among
from bot.storage.models import Assessment, LogKind, Mark, Person, Pupil, School

AT_ONCE = timedelta()


async def unpublished(session: AsyncSession, staff: Person, class_id: int) -> list[Unpublished]:
    """The assessments of a class with marks that families do not see yet, those that are this person's to publish;
    raises NotAllowed for a class that is not theirs."""
    rights = await rights_of(session, staff, class_id)
    return [one for one in await unpublished_in(session, class_id) if rights.may(class_id, one.subject)]


async def unpublished_in(session: AsyncSession, class_id: int) -> list[Unpublished]:
    """The same for the operator, without asking for rights."""
    rows = await session.execute(
        select(Assessment, func.count(Mark.score), func.sum(case((Mark.missing, 1), else_=0)))
        .join(Mark, Mark.assessment_id == Assessment.id)
        .where(Assessment.class_id == class_id, Assessment.published_at.is_(None), _says_something())
        .group_by(Assessment.id)
        .order_by(Assessment.subject, Assessment.position, Assessment.id)
    )
    found = rows.all()
    marked = await marked_in(session, [one.id for one, _marks, _missing in found])
    heard = {one.pupil_id for one in await hearers(session, {p for pupils in marked.values() for p in pupils})}
    return [
        Unpublished(
            one.id, one.term, one.subject, one.kind, one.title, marks, missing or 0, len(heard & marked[one.id])
        )
        for one, marks, missing in found
    ]


async def publish(
    session: AsyncSession, staff: Person, assessment_ids: Collection[int], now: datetime, *, after: timedelta = AT_ONCE
) -> Published:
    """Let families see the marks of these assessments and tell them, one notice for each child; `after` a while, in
    which `unpublishing.take_back` undoes it.

    Those that are published already stay as they are; a second tap tells nobody twice. Raises NotAllowed where one of
    them is not this person's to publish, and then does nothing.
    """
    for assessment_id in assessment_ids:
        await assessment_for(session, staff, assessment_id)
    school = await session.get_one(School, staff.school_id)
    return await publish_all(session, school, assessment_ids, now, by=staff, after=after)


async def publish_all(
    session: AsyncSession,
    school: School,
    assessment_ids: Collection[int],
    now: datetime,
    *,
    by: Person | None,
    after: timedelta = AT_ONCE,
) -> Published:
    """The same for the operator (`by` None), without asking for rights; raises NotAllowed for another school's."""
    named = (among(Assessment.id, assessment_ids), Assessment.school_id == school.id)
    await hold_classes(session, await session.scalars(select(Assessment.class_id).where(*named)))
    rows = select(Assessment).where(*named).order_by(Assessment.id)
    found = list(await session.scalars(rows, execution_options={"populate_existing": True}))
    if len(found) != len(set(assessment_ids)):
        raise NotAllowed
    fresh = [one for one in found if one.published_at is None]
    for one in fresh:
        one.published_at, one.published_by = now + after, by.id if by else None
    await session.flush()
    return await tell_visible(session, school, fresh, now, by=by, after=after)


async def tell_visible(
    session: AsyncSession,
    school: School,
    fresh: Sequence[Assessment],
    now: datetime,
    *,
    by: Person | None,
    after: timedelta = AT_ONCE,
) -> Published:
    """Log and tell what became visible of each child."""
    marked = await marked_in(session, [one.id for one in fresh])
    seen: defaultdict[int, list[Assessment]] = defaultdict(list)
    for one in fresh:
        for pupil_id in marked[one.id]:
            seen[pupil_id].append(one)
    note_published(session, school, seen, now, by)
    told = await tell_published(session, school, seen, now, now + after)
    await session.flush()
    return Published(len(fresh), len(seen), told)


def note_published(
    session: AsyncSession,
    school: School,
    seen: "defaultdict[int, list[Assessment]]",
    now: datetime,
    by: Person | None,
) -> None:
    """A line in the log for each child: which marks became visible."""
    for pupil_id, some in seen.items():
        named = ", ".join(f"{one.subject} {one.kind.value} {one.title}".strip() for one in some)
        about = {"pupil_id": pupil_id, "class_id": some[0].class_id, "text": named}
        note(session, school.id, LogKind.PUBLISHED, now, staff_id=by.id if by else None, **about)


def _says_something() -> ColumnElement[bool]:
    return or_(Mark.score.is_not(None), Mark.missing)


async def marked_in(session: AsyncSession, assessment_ids: Collection[int]) -> dict[int, set[int]]:
    """By assessment: the pupils, still at the school, of whom it says something."""
    rows = await session.execute(
        select(Mark.assessment_id, Mark.pupil_id)
        .join(Pupil, Pupil.id == Mark.pupil_id)
        .where(among(Mark.assessment_id, assessment_ids), Pupil.left_at.is_(None), _says_something())
        .order_by(Mark.id)
    )
    marked: dict[int, set[int]] = {assessment_id: set() for assessment_id in assessment_ids}
    for assessment_id, pupil_id in rows:
        marked[assessment_id].add(pupil_id)
    return marked
