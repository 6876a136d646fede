"""The numbers of a month: of one teacher (`staff`), or of everybody together."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.delivery import Rung
from bot.domain.individual import Topic
from bot.domain.reflection import UNHEARD, Month, Numbers, middle
from bot.domain.shelves.progress import OCCASIONS
from bot.domain.threads import OWED
from bot.services import scope
from bot.services.answers.reports import ids_of
from bot.storage.models import (
    CallOutcome,
    ClassUpdate,
    Concern,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    School,
    SchoolClass,
    Thread,
    UpdatePupil,
    UpdateState,
)

CAME_THROUGH = (Rung.ACCEPTED, Rung.DELIVERED, Rung.READ, Rung.ANSWERED)
PERSONAL = (LogKind.REPLY, LogKind.VISITED, LogKind.OUTCOME, LogKind.NOTED, LogKind.AGREED, LogKind.HANDED_OUT)
"""Words about one child that a member of staff said or brought; a call counts once somebody was reached."""
_ASKED = (LogKind.ANSWER, LogKind.QUESTION)


def classes(teacher: Person) -> Select[SchoolClass]:
    """The classes a teacher's month is about: her homeroom; the classes she teaches where she has none."""
    own = exists().where(aliased(SchoolClass).homeroom_id == teacher.id)
    return scope.classes_of(teacher).where(or_(SchoolClass.homeroom_id == teacher.id, ~own))


def pupils(teacher: Person) -> Select[Pupil]:
    """The children of these classes, by name."""
    return (
        select(Pupil)
        .where(Pupil.class_id.in_(ids_of(classes(teacher))), Pupil.left_at.is_(None))
        .order_by(Pupil.name, Pupil.id)
    )


async def numbers_of(session: AsyncSession, teacher: Person, month: Month, now: datetime) -> Numbers:
    """A teacher's month up to `now`."""
    school = await session.get_one(School, teacher.school_id)
    since, until = month.span(school.timezone)
    mine = pupils(teacher).with_only_columns(Pupil.id).order_by(None)
    sent = within(school, since, until, teacher)
    said = LogEntry.staff_id == teacher.id
    times = await answer_times(session, school, since, until, teacher)
    return Numbers(
        families=await count(session, mine),
        reached=await count(session, mine.where(reached(school, since, until, teacher))),
        updates=await count(session, sent.where(~ClassUpdate.personal)),
        about_pupils=await about(session, sent),
        good=await about(session, sent, Topic.GOOD),
        concerns=await about(session, sent, Topic.CONCERN)
        + await count(session, opened(school, since, until).where(Concern.raised_by == teacher.id)),
        asked=await count(session, asked(school, since, until).where(said)),
        answered=len(times),
        answer_time=middle(times),
        owed=await count(session, select(Thread.id).where(Thread.responsible_id == teacher.id, Thread.state.in_(OWED))),
        unheard=await count(session, mine.where(~heard(teacher, now - UNHEARD))),
    )


def within(school: School, since: datetime, until: datetime, by: Person | None) -> Select[int]:
    """The updates that were sent in this time."""
    found = select(ClassUpdate.id).where(
        ClassUpdate.school_id == school.id,
        ClassUpdate.state.in_((UpdateState.SENDING, UpdateState.SENT)),
        ClassUpdate.send_at >= since,
        ClassUpdate.send_at < until,
    )
    return found if by is None else found.where(ClassUpdate.author_id == by.id)


def reached(school: School, since: datetime, until: datetime, by: Person | None) -> ColumnElement[bool]:
    """Whether anything came through to a child's family in this time: a message, a reply, a call, a letter."""
    came = (
        select(RecipientPupil.pupil_id)
        .join(Recipient, Recipient.id == RecipientPupil.recipient_id)
        .where(
            RecipientPupil.pupil_id == Pupil.id,
            Recipient.rung.in_(CAME_THROUGH),
            Recipient.update_id.in_(within(school, since, until, by)),
        )
    )
    return or_(came.exists(), _said(by, LogEntry.at >= since, LogEntry.at < until))


def heard(teacher: Person, since: datetime) -> ColumnElement[bool]:
    """Whether a child's family got a word about this child alone from her."""
    about = (
        select(UpdatePupil.pupil_id)
        .join(ClassUpdate, ClassUpdate.id == UpdatePupil.update_id)
        .where(
            UpdatePupil.pupil_id == Pupil.id,
            ClassUpdate.author_id == teacher.id,
            ClassUpdate.state.in_((UpdateState.SCHEDULED, UpdateState.SENDING, UpdateState.SENT)),
            ClassUpdate.send_at >= since,
        )
    )
    return or_(about.exists(), _said(teacher, LogEntry.at >= since))


def _said(by: Person | None, *when: ColumnElement[bool]) -> ColumnElement[bool]:
    called = and_(LogEntry.kind == LogKind.CALLED, LogEntry.choice == CallOutcome.REACHED.value)
    return exists().where(
        LogEntry.pupil_id == Pupil.id,
        LogEntry.staff_id == by.id if by is not None else LogEntry.staff_id.is_not(None),
        or_(LogEntry.kind.in_(PERSONAL), called),
        *when,
    )


def asked(school: School, since: datetime, until: datetime) -> Select[int]:
    """What families asked or wrote in their own words."""
    return select(LogEntry.id).where(
        LogEntry.school_id == school.id,
        LogEntry.at >= since,
        LogEntry.at < until,
        LogEntry.kind.in_(_ASKED),
        LogEntry.choice.is_(None),
    )


def opened(school: School, since: datetime, until: datetime) -> Select[int]:
    """The concerns that were raised."""
    return select(Concern.id).where(
        Concern.school_id == school.id, Concern.opened_at >= since, Concern.opened_at < until
    )


async def answer_times(
    session: AsyncSession, school: School, since: datetime, until: datetime, by: Person | None
) -> list[timedelta]:
    """How long families waited for each of the school's answers of this time, from their last words before it."""
    before = aliased(LogEntry)
    words = (
        select(func.max(before.at))
        .where(
            before.person_id == LogEntry.person_id,
            before.kind.in_(_ASKED),
            before.at <= LogEntry.at,
            or_(before.id == LogEntry.replies_to_id, before.thread_id == LogEntry.thread_id),
        )
        .scalar_subquery()
    )
    rows = await session.execute(
        select(LogEntry.at, words).where(
            LogEntry.school_id == school.id,
            LogEntry.kind == LogKind.REPLY,
            LogEntry.at >= since,
            LogEntry.at < until,
            LogEntry.replaces_id.is_(None),
            true() if by is None else LogEntry.staff_id == by.id,
        )
    )
    return [at - asked_at for at, asked_at in rows if asked_at is not None]


async def about(session: AsyncSession, sent: Select[int], topic: Topic | None = None) -> int:
    """How many children of these updates were told of alone (with a template of one topic)."""
    if topic is not None:
        sent = sent.where(ClassUpdate.template.in_([one.key for one in OCCASIONS if one.topic is topic]))
    return await count(session, select(UpdatePupil.pupil_id).where(UpdatePupil.update_id.in_(sent)))


async def count(session: AsyncSession, rows: Select[int]) -> int:
    """How many rows a query finds."""
    return await session.scalar(select(func.count()).select_from(rows.subquery())) or 0
