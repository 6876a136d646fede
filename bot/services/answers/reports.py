"""What families have answered, as the teacher of the update, the homeroom teacher and administrators may see it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.delivery import BESIDE_CHANNELS
from bot.domain.errors import NotAllowed
from bot.services import scope
from bot.services.answers.conversations import FROM_FAMILY
from bot.storage.models import (
    ClassUpdate,
    Guardianship,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    Relation,
    SchoolClass,
    UpdateTarget,
)

WROTE, READ, NOT_YET = "-wrote", "-read", "-none"
"""Groups besides the update's own quick answers; no answer's key begins with a dash."""


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One update in the inbox: how many guardians answered, how many written answers wait for a reply."""

    update: ClassUpdate
    answered: int
    waiting: int


@dataclass(slots=True)
class GuardianAnswer:
    """What one guardian said for one child; `entries` are the written answers, `waiting` those without a reply."""

    person_id: int
    name: str
    relation: Relation
    read: bool
    choice: str | None = None
    chosen_in: int = 0
    noted: bool = False
    """What they answered was written down for them."""
    entries: list[LogEntry] = field(default_factory=list)
    waiting: list[LogEntry] = field(default_factory=list)


@dataclass(slots=True)
class FamilyAnswer:
    """One child of an update and what the guardians said; either may answer, and the latest quick answer counts."""

    pupil: Pupil
    class_name: str
    guardians: list[GuardianAnswer] = field(default_factory=list)

    @property
    def group(self) -> str:
        """The group this family is counted in."""
        latest = max(self.guardians, key=lambda one: one.chosen_in, default=None)
        if latest is not None and latest.choice is not None:
            return latest.choice
        if any(one.entries for one in self.guardians):
            return WROTE
        return READ if any(one.read for one in self.guardians) else NOT_YET


def visible_to(staff: Person) -> Select[LogEntry]:
    """What families wrote, spoke or tapped that this member of staff may see: about children she teaches in answer to
    her, and all about children of her homeroom (an administrator's: all)."""
    mine, homerooms = ids_of(scope.classes_of(staff)), ids_of(scope.homerooms_of(staff))
    to_me = or_(
        LogEntry.staff_id == staff.id,
        LogEntry.update_id.in_(select(ClassUpdate.id).where(ClassUpdate.author_id == staff.id)),
    )
    return select(LogEntry).where(
        LogEntry.school_id == staff.school_id,
        LogEntry.kind.in_(FROM_FAMILY),
        LogEntry.concern_id.is_(None),
        or_(about_children_in(homerooms), and_(to_me, about_children_in(mine))),
    )


async def lines(session: AsyncSession, staff: Person, offset: int, limit: int) -> list[InboxLine]:
    """Updates with answers: those with unanswered words first, then the newest."""
    counted = (
        visible_to(staff)
        .with_only_columns(
            LogEntry.update_id,
            func.count(LogEntry.recipient_id.distinct()).label("answered"),
            func.sum(case((_waits(), 1), else_=0)).label("waiting"),
        )
        .where(LogEntry.update_id.is_not(None), _is_newest())
        .group_by(LogEntry.update_id)
        .subquery()
    )
    rows = await session.execute(
        select(ClassUpdate, counted.c.answered, counted.c.waiting)
        .join(counted, counted.c.update_id == ClassUpdate.id)
        .order_by((counted.c.waiting > 0).desc(), ClassUpdate.send_at.desc(), ClassUpdate.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [InboxLine(row, answered, waiting) for row, answered, waiting in rows]


def unanswered(staff: Person) -> Select[LogEntry]:
    """Words that wait for a reply, the oldest first."""
    return visible_to(staff).where(_is_newest(), _waits()).order_by(LogEntry.id)


async def count_direct(session: AsyncSession, staff: Person) -> int:
    """How many words that belong to no update wait for a reply."""
    query = unanswered(staff).where(LogEntry.update_id.is_(None)).order_by(None)
    return await session.scalar(query.with_only_columns(func.count())) or 0


async def families(session: AsyncSession, staff: Person, row: ClassUpdate) -> list[FamilyAnswer]:
    """The children who received an update, as far as this member of staff may see; raises NotAllowed for no class."""
    classes = await classes_seen(session, staff, row)
    found = await session.execute(
        select(Pupil, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(
            Pupil.class_id.in_(ids_of(classes)),
            Pupil.id.in_(
                select(RecipientPupil.pupil_id)
                .join(Recipient, Recipient.id == RecipientPupil.recipient_id)
                .where(Recipient.update_id == row.id)
            ),
        )
        .order_by(SchoolClass.name, Pupil.name, Pupil.id)
    )
    shown = {pupil.id: FamilyAnswer(pupil, name) for pupil, name in found}
    by_recipient = await _guardians(session, row, shown)
    await _fill(session, row, by_recipient)
    return list(shown.values())


async def classes_seen(session: AsyncSession, staff: Person, row: ClassUpdate) -> Select[SchoolClass]:
    """Whose children's answers may be seen: the author's classes, for another the homeroom.

    Raises NotAllowed when none of the update's classes is among them (any more).
    """
    classes = scope.classes_of(staff) if row.author_id == staff.id else scope.homerooms_of(staff)
    targets = select(UpdateTarget.class_id).where(UpdateTarget.update_id == row.id)
    if await session.scalar(classes.where(SchoolClass.id.in_(targets)).limit(1)) is None:
        raise NotAllowed
    return classes


async def _guardians(
    session: AsyncSession, row: ClassUpdate, shown: Mapping[int, FamilyAnswer]
) -> dict[int, dict[int, GuardianAnswer]]:
    """By recipient and child: an answer still to be filled."""
    rows = await session.execute(
        select(Recipient, RecipientPupil.pupil_id, Person.name, Guardianship.relation)
        .join(RecipientPupil, RecipientPupil.recipient_id == Recipient.id)
        .join(Person, Person.id == Recipient.person_id)
        .outerjoin(
            Guardianship,
            (Guardianship.person_id == Recipient.person_id) & (Guardianship.pupil_id == RecipientPupil.pupil_id),
        )
        .where(Recipient.update_id == row.id, RecipientPupil.pupil_id.in_(list(shown)))
        .order_by(Guardianship.relation, Person.name)
    )
    by_recipient: dict[int, dict[int, GuardianAnswer]] = defaultdict(dict)
    for recipient, pupil_id, name, relation in rows:
        answer = GuardianAnswer(recipient.person_id, name, relation or Relation.GUARDIAN, recipient.read_at is not None)
        shown[pupil_id].guardians.append(answer)
        by_recipient[recipient.id][pupil_id] = answer
    return by_recipient


async def _fill(session: AsyncSession, row: ClassUpdate, answers: dict[int, dict[int, GuardianAnswer]]) -> None:
    said = await session.execute(
        select(LogEntry, case((_waits(), 1), else_=0))
        .where(LogEntry.update_id == row.id, LogEntry.kind.in_(FROM_FAMILY), _is_newest())
        .order_by(LogEntry.id)
    )
    for entry, waits in said:
        for pupil_id, answer in answers.get(entry.recipient_id or 0, {}).items():
            if entry.pupil_id not in (None, pupil_id):
                continue
            answer.noted = entry.channel in BESIDE_CHANNELS
            if entry.choice is not None:
                answer.choice, answer.chosen_in = entry.choice, entry.id
            elif entry.erased_at is None:
                answer.entries.append(entry)
                answer.waiting.extend([entry] if waits else [])


def ids_of(classes: Select[SchoolClass]) -> Select[int]:
    """The ids of these classes, for use within another query."""
    return classes.with_only_columns(SchoolClass.id).order_by(None)


def about_children_in(class_ids: Select[int]) -> ColumnElement[bool]:
    """The entry is about a child of one of these classes."""
    pupils = select(Pupil.id).where(Pupil.class_id.in_(class_ids))
    received = select(RecipientPupil.recipient_id).where(RecipientPupil.pupil_id.in_(pupils))
    return or_(
        LogEntry.pupil_id.in_(pupils),
        and_(LogEntry.pupil_id.is_(None), LogEntry.recipient_id.in_(received)),
    )


def _is_newest() -> ColumnElement[bool]:
    later = aliased(LogEntry)
    return ~exists().where(later.replaces_id == LogEntry.id)


def _waits() -> ColumnElement[bool]:
    """Words, not a tap, after which the school has not written to this guardian about this.

    What the school itself wrote down was said to somebody who could answer at once.
    """
    reply = aliased(LogEntry)
    return and_(
        or_(LogEntry.channel.is_(None), LogEntry.channel.not_in(BESIDE_CHANNELS)),
        LogEntry.choice.is_(None),
        LogEntry.erased_at.is_(None),
        ~exists().where(
            reply.kind == LogKind.REPLY,
            reply.thread_id.is_(None),
            reply.person_id == LogEntry.person_id,
            reply.update_id.is_not_distinct_from(LogEntry.update_id),
            reply.pupil_id.is_not_distinct_from(LogEntry.pupil_id),
            reply.id > LogEntry.id,
        ),
    )


def by_group(found: Sequence[FamilyAnswer]) -> dict[str, list[FamilyAnswer]]:
    """The families by the group they are counted in."""
    groups: dict[str, list[FamilyAnswer]] = defaultdict(list)
    for family in found:
        groups[family.group].append(family)
    return groups
