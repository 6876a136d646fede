"""Who may see whom: the one place where queries about children and classes begin."""

from typing import TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.storage.models import (
    LINKED,
    Concern,
    ConcernMember,
    Consent,
    Guardianship,
    GuardianState,
    Person,
    Pupil,
    Role,
    RoleKind,
    School,
    SchoolClass,
    Talk,
    Teaching,
    Wish,
)

T = TypeVar("T")


def consented() -> ColumnElement[bool]:
    """Whether consent of a guardianship's guardian for its child stands."""
    return exists().where(
        Consent.person_id == Guardianship.person_id,
        Consent.pupil_id == Guardianship.pupil_id,
        Consent.withdrawn_at.is_(None),
    )


def children_of(guardian: Person) -> Select[Pupil]:
    """The children whom this guardian is linked to and may see; who has left is not among them."""
    return (
        select(Pupil)
        .join(Guardianship, Guardianship.pupil_id == Pupil.id)
        .where(
            Guardianship.person_id == guardian.id,
            Guardianship.state.in_(LINKED),
            Guardianship.sees_child,
            Pupil.left_at.is_(None),
        )
        .order_by(Pupil.name, Pupil.id)
    )


def told_of(guardian: Person) -> Select[Pupil]:
    """The children of whom this guardian may be told personal things: the link is confirmed."""
    return children_of(guardian).where(Guardianship.state == GuardianState.CONFIRMED)


def is_theirs(one: type[Talk | Wish], person_id: int | SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether a guardian may know of a talk or a wish: the own one, or one that is shared with who is confirmed."""
    shared = and_(one.party == 0, Guardianship.state == GuardianState.CONFIRMED)
    return exists().where(
        Guardianship.pupil_id == one.pupil_id,
        Guardianship.person_id == person_id,
        Guardianship.state.in_(LINKED),
        Guardianship.sees_child,
        or_(one.person_id == person_id, shared),
    )


def classes_of(teacher: Person) -> Select[SchoolClass]:
    """The classes this member of staff may write to: homeroom and taught ones; an administrator's are all."""
    teaches = exists().where(Teaching.class_id == SchoolClass.id, Teaching.person_id == teacher.id)
    return (
        select(SchoolClass)
        .where(
            SchoolClass.school_id == teacher.school_id,
            SchoolClass.archived_at.is_(None),
            _is_staff(teacher),
            or_(SchoolClass.homeroom_id == teacher.id, teaches, _has_role(teacher, RoleKind.ADMIN)),
        )
        .order_by(SchoolClass.name)
    )


def classes_in(school: School) -> Select[SchoolClass]:
    """All classes of a school, for its operator."""
    return (
        select(SchoolClass)
        .where(SchoolClass.school_id == school.id, SchoolClass.archived_at.is_(None))
        .order_by(SchoolClass.name)
    )


def homerooms_of(teacher: Person) -> Select[SchoolClass]:
    """The classes whose links this member of staff confirms and undoes: the homeroom, or all for an administrator."""
    return classes_of(teacher).where(
        or_(SchoolClass.homeroom_id == teacher.id, _has_role(teacher, RoleKind.ADMIN)),
    )


def pupils_for(teacher: Person) -> Select[Pupil]:
    """The pupils of these classes, by name; who has left is not among them."""
    classes = classes_of(teacher).with_only_columns(SchoolClass.id).order_by(None)
    return select(Pupil).where(Pupil.class_id.in_(classes), Pupil.left_at.is_(None)).order_by(Pupil.name, Pupil.id)


def pupils_of(of: SchoolClass) -> Select[Pupil]:
    """The pupils of a class that somebody may see, by name; who has left is not among them."""
    return select(Pupil).where(Pupil.class_id == of.id, Pupil.left_at.is_(None)).order_by(Pupil.name, Pupil.id)


def pupils_to_worry_about(staff: Person) -> Select[Pupil]:
    """The pupils of whom this member of staff may raise a concern: of the classes she looks after or teaches, a
    counsellor of all; who administers the school has no part in it by that alone."""
    teaches = exists().where(Teaching.class_id == SchoolClass.id, Teaching.person_id == staff.id)
    return (
        select(Pupil)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(
            Pupil.school_id == staff.school_id,
            Pupil.left_at.is_(None),
            SchoolClass.archived_at.is_(None),
            _is_staff(staff),
            or_(SchoolClass.homeroom_id == staff.id, teaches, _has_role(staff, RoleKind.COUNSELLOR)),
        )
        .order_by(Pupil.name, Pupil.id)
    )


def concerns_of(staff: Person) -> Select[Concern]:
    """The concerns that this member of staff is in: nobody else sees one, whatever else they may see."""
    return (
        select(Concern)
        .join(ConcernMember, ConcernMember.concern_id == Concern.id)
        .where(
            ConcernMember.person_id == staff.id,
            Concern.school_id == staff.school_id,
            Concern.erased_at.is_(None),
            _is_staff(staff),
        )
    )


def concerns_told(guardian: Person) -> Select[Concern]:
    """The concerns about this guardian's children of which the school has told them. What a guardian raised is theirs
    alone: the other one may be what it is about."""
    children = told_of(guardian).with_only_columns(Pupil.id).order_by(None)
    return select(Concern).where(
        Concern.pupil_id.in_(children),
        Concern.told_at.is_not(None),
        Concern.erased_at.is_(None),
        or_(Concern.raised_by == guardian.id, ~Concern.by_family),
    )


def subjects_of(teacher: Person, class_id: int) -> Select[str]:
    """The subjects this member of staff teaches in a class; who looks after the class is not bound to them."""
    return (
        select(Teaching.subject)
        .where(Teaching.person_id == teacher.id, Teaching.class_id == class_id, _is_staff(teacher))
        .order_by(Teaching.id)
    )


async def roles_of(session: AsyncSession, person: Person) -> frozenset[RoleKind]:
    """The roles a person holds now."""
    rows = await session.scalars(select(Role.kind).where(Role.person_id == person.id, Role.ended_at.is_(None)))
    return frozenset(rows)


async def class_of(session: AsyncSession, teacher: Person, class_id: int) -> SchoolClass:
    """One of the classes this member of staff may write to; raises NotAllowed."""
    return await _allowed(session, classes_of(teacher).where(SchoolClass.id == class_id))


async def homeroom_of(session: AsyncSession, teacher: Person, class_id: int) -> SchoolClass:
    """One of the classes whose links this member of staff looks after; raises NotAllowed."""
    return await _allowed(session, homerooms_of(teacher).where(SchoolClass.id == class_id))


async def pupil_of(session: AsyncSession, teacher: Person, pupil_id: int) -> Pupil:
    """One of the pupils of the classes this member of staff may write to; raises NotAllowed."""
    return await _allowed(session, pupils_for(teacher).where(Pupil.id == pupil_id))


async def child_of(session: AsyncSession, guardian: Person, pupil_id: int) -> Pupil:
    """One of this guardian's children; raises NotAllowed."""
    return await _allowed(session, children_of(guardian).where(Pupil.id == pupil_id))


async def _allowed(session: AsyncSession, query: Select[T]) -> T:
    found = await session.scalar(query)
    if found is None:
        raise NotAllowed
    return found


def _has_role(person: Person, kind: RoleKind) -> ColumnElement[bool]:
    return exists().where(Role.person_id == person.id, Role.kind == kind, Role.ended_at.is_(None))


def _is_staff(person: Person) -> ColumnElement[bool]:
    return exists().where(Role.person_id == person.id, Role.ended_at.is_(None))
