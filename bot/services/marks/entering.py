"""Marks entered by hand: a new assessment, and one pupil's mark."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue, NotAllowed
from bot.domain.marks import BEST, MarkKind, term_at
from bot.domain.names import checked
from bot.domain.subject_names import subject_key
from bot.services.marks.changing import Change, follow_up
from bot.services.marks.listing import reached
from bot.services.marks.rights import Rights, assessment_for, hold_classes, rights_of
from bot.services.marks.values import Entered, Reached
from bot.services.staff import SUBJECT_LIMIT
from bot.storage.models import Assessment, Mark, Person, Pupil, School, Teaching

TITLE_LIMIT = 120
HIGHEST_BEST = 1000


async def subjects_in(session: AsyncSession, staff: Person, class_id: int) -> list[str]:
    """The subjects of a class that this member of staff may enter marks for, as they are spelled there: those taught
    and those that have marks already. Raises NotAllowed for a class that is not theirs."""
    rights = await rights_of(session, staff, class_id)
    own = list(rights.taught.get(class_id, ()))
    found = own + [name for name in await known_subjects(session, class_id) if rights.may(class_id, name)]
    by_key: dict[str, str] = {}
    for name in found:
        by_key.setdefault(subject_key(name), name)
    return list(by_key.values())


async def known_subjects(session: AsyncSession, class_id: int) -> list[str]:
    """The subjects of a class: those that have marks, then those that are taught."""
    marked = await session.scalars(
        select(Assessment.subject)
        .where(Assessment.class_id == class_id)
        .group_by(Assessment.subject)
        .order_by(func.min(Assessment.id))
    )
    taught = await session.scalars(select(Teaching.subject).where(Teaching.class_id == class_id).order_by(Teaching.id))
    return list(dict.fromkeys((*marked, *taught)))


async def new_assessment(
    session: AsyncSession,
    staff: Person,
    class_id: int,
    subject: str,
    kind: MarkKind,
    now: datetime,
    *,
    title: str = "",
    term: str = "",
    on: date | None = None,
    best: float = BEST,
) -> Assessment:
    """An assessment of a class, empty as yet; the one that is there already where subject, kind and title are the
    same. `term` is the half that runs where none is given.

    Raises NotAllowed for a class or subject that is not this person's, InvalidValue for a subject, title or best mark
    that cannot be kept.
    """
    subject = checked("subject", subject, SUBJECT_LIMIT)
    title = checked("title", title, TITLE_LIMIT) if title.strip() else ""
    if not 0 < best <= HIGHEST_BEST:
        raise InvalidValue("best", "range")
    rights = await rights_of(session, staff, class_id)
    if not rights.may(class_id, subject):
        raise NotAllowed
    school = await session.get_one(School, staff.school_id)
    term = term or term_at(now, school.timezone)
    await hold_classes(session, [class_id])
    for there in await _of_kind(session, class_id, term, kind):
        if subject_key(there.subject) == subject_key(subject) and there.title.casefold() == title.casefold():
            return there
    made = Assessment(
        school_id=school.id,
        class_id=class_id,
        term=term,
        subject=await _spelled(session, rights, class_id, subject),
        kind=kind,
        title=title,
        on=on,
        best=best,
        position=await _next(session, class_id, term),
        created_by=staff.id,
        created_at=now,
    )
    session.add(made)
    await session.flush()
    return made


async def enter(
    session: AsyncSession,
    staff: Person,
    assessment_id: int,
    pupil_id: int,
    score: float | None,
    missing: bool,
    now: datetime,
) -> Entered:
    """Enter or correct one pupil's mark; `score` None takes it away, or says with `missing` that nothing was handed in.

    Of a published assessment the family hears. Raises NotAllowed for an assessment that is not this person's or a pupil
    who is not in its class, InvalidValue for a mark below 0 or above the assessment's best.
    """
    one = await assessment_for(session, staff, assessment_id)
    if score is not None and not 0 <= score <= one.best:
        raise InvalidValue("score", "range")
    await _check_pupil(session, one, pupil_id)
    await hold_classes(session, [one.class_id])
    # Whether families see it by now is asked under the lock.
    one = await session.get_one(Assessment, assessment_id, populate_existing=True)
    new = Reached(score, missing and score is None)
    old = await _put(session, one, pupil_id, new, staff, now)
    told = 0
    if one.published_at is not None and old != new:
        school = await session.get_one(School, staff.school_id)
        told = await follow_up(session, school, [Change(one, pupil_id, old, new)], now, by=staff)
    await session.flush()
    return Entered(old, new, told)


async def _put(
    session: AsyncSession, one: Assessment, pupil_id: int, new: Reached, staff: Person, now: datetime
) -> Reached | None:
    """Write a mark; what was there before, without the words beside it, which stay."""
    row = await session.scalar(
        select(Mark).where(Mark.assessment_id == one.id, Mark.pupil_id == pupil_id),
        execution_options={"populate_existing": True},
    )
    old = reached(row) if row is not None else None
    if row is None:
        row = Mark(assessment_id=one.id, pupil_id=pupil_id, objectives=[])
        session.add(row)
    if old is None or (old.score, old.missing) != (new.score, new.missing):
        row.score, row.missing, row.changed_by, row.changed_at = new.score, new.missing, staff.id, now
    return Reached(old.score, old.missing) if old is not None else None


async def _check_pupil(session: AsyncSession, one: Assessment, pupil_id: int) -> None:
    here = select(Pupil.id).where(Pupil.id == pupil_id, Pupil.class_id == one.class_id, Pupil.left_at.is_(None))
    if await session.scalar(here) is None:
        raise NotAllowed


async def _of_kind(session: AsyncSession, class_id: int, term: str, kind: MarkKind) -> list[Assessment]:
    rows = await session.scalars(
        select(Assessment).where(Assessment.class_id == class_id, Assessment.term == term, Assessment.kind == kind)
    )
    return list(rows)


async def _spelled(session: AsyncSession, rights: Rights, class_id: int, subject: str) -> str:
    """The subject as the class has it already."""
    known = (*await known_subjects(session, class_id), *rights.taught.get(class_id, ()))
    return next((name for name in known if subject_key(name) == subject_key(subject)), subject)


async def _next(session: AsyncSession, class_id: int, term: str) -> int:
    last = await session.scalar(
        select(func.max(Assessment.position)).where(Assessment.class_id == class_id, Assessment.term == term)
    )
    return 0 if last is None else last + 1
