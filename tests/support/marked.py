"""A class of the demo school with marks, and what a test asks of them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.marks import MarkKind
from bot.services.marks import enter, new_assessment, publish
from bot.storage.models import Assessment, Mark, Person, Pupil, SchoolClass, Teaching
from tests.support.demo import ADMIN, PARENTS
from tests.support.house import House

SUBJECT = "Matematika"


async def assessed(
    house: House,
    scores: Sequence[float | None],
    *,
    kind: MarkKind = MarkKind.SCOPE,
    title: str = "TP 1",
    published: bool = False,
    subject: str = SUBJECT,
) -> int:
    """An assessment of X-1 with these marks for its first pupils by name; its id."""
    async with house.sessions() as session:
        house.demo.session = session
        admin = await house.demo.person(ADMIN)
        class_ = await house.demo.school_class("X-1")
        one = await new_assessment(session, admin, class_.id, subject, kind, house.now, title=title)
        for pupil, score in zip(await _by_name(session), scores, strict=False):
            if score is not None:
                await enter(session, admin, one.id, pupil.id, score, False, house.now)
        if published:
            await publish(session, admin, [one.id], house.now)
        await session.commit()
        made = one.id
    await house.deliver()
    return made


async def by_name(house: House, class_name: str = "X-1") -> list[Pupil]:
    """The pupils of a class as lists show them."""
    async with house.sessions() as session:
        return await _by_name(session, class_name)


async def _by_name(session: AsyncSession, class_name: str = "X-1") -> list[Pupil]:
    rows = await session.scalars(
        select(Pupil)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(SchoolClass.name == class_name)
        .order_by(Pupil.name, Pupil.id)
    )
    return list(rows)


async def marks_in(house: House, assessment_id: int) -> dict[int, Mark]:
    """By pupil: the marks of an assessment."""
    async with house.sessions() as session:
        rows = await session.scalars(select(Mark).where(Mark.assessment_id == assessment_id))
        return {row.pupil_id: row for row in rows}


async def the_assessment(house: House, **having: str) -> Assessment:
    """The only assessment, or the only one with this subject or title."""
    async with house.sessions() as session:
        return (await session.scalars(select(Assessment).filter_by(**having))).one()


async def teaches(house: House, person_name: str, subject: str, class_name: str = "X-1") -> None:
    """Somebody of the staff teaches a subject to a class."""
    async with house.sessions() as session:
        house.demo.session = session
        class_ = await house.demo.school_class(class_name)
        person = (await session.scalars(select(Person).where(Person.name == person_name))).one()
        session.add(Teaching(class_id=class_.id, person_id=person.id, subject=subject))
        await session.commit()


async def parents_child(house: House, number: int = 0) -> Pupil:
    """The child of one of the parents whose phones the playground shows."""
    async with house.sessions() as session:
        house.demo.session = session
        return await house.demo.child(PARENTS[number])
