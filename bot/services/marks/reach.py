"""Whom publishing some assessments reaches: counted before it is done."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.chats import elsewhere
from bot.services.marks.rights import assessment_for
from bot.services.marks.telling import hearers
from bot.storage.among import among
from bot.storage.models import Assessment, Mark, Person, Pupil, SchoolClass


@dataclass(frozen=True, slots=True)
class Reach:
    """The `assessments` that are not published yet and say something, with their classes' names; of how many `pupils`,
    and for how many of these somebody would be told; `unheard` are the names of the others, whom no chat reaches.
    `example` is one pupil, with what stands there."""

    assessments: tuple[tuple[Assessment, str], ...] = ()
    pupils: int = 0
    families: int = 0
    unheard: tuple[str, ...] = ()
    example: "Example | None" = None


@dataclass(frozen=True, slots=True)
class Example:
    """One child that would be told of, and of which assessments."""

    pupil_id: int
    child: str
    class_name: str
    assessments: tuple[Assessment, ...]


async def reach_of(session: AsyncSession, staff: Person, assessment_ids: Collection[int]) -> Reach:
    """What publishing these would show, and to how many; raises NotAllowed where one is not this person's."""
    for assessment_id in assessment_ids:
        await assessment_for(session, staff, assessment_id)
    rows = await session.execute(
        select(Assessment, SchoolClass.name, Pupil)
        .join(Mark, Mark.assessment_id == Assessment.id)
        .join(Pupil, Pupil.id == Mark.pupil_id)
        .join(SchoolClass, SchoolClass.id == Assessment.class_id)
        .where(
            among(Assessment.id, assessment_ids),
            Assessment.published_at.is_(None),
            Pupil.left_at.is_(None),
            or_(Mark.score.is_not(None), Mark.missing),
        )
        .order_by(SchoolClass.name, Assessment.subject, Assessment.position, Assessment.id, Pupil.name, Pupil.id)
    )
    found = [(one, name, pupil) for one, name, pupil in rows]
    assessments = tuple({one.id: (one, name) for one, name, _pupil in found}.values())
    children = {pupil.id: (pupil, name) for _one, name, pupil in found}
    people = await hearers(session, children)
    places = await elsewhere.places_of(session, {one.person_id for one in people})
    heard = {one.pupil_id for one in people if one.person_id in places}
    shown = next((pupil_id for pupil_id in children if pupil_id in heard), next(iter(children), None))
    if shown is None:
        return Reach()
    pupil, class_name = children[shown]
    seen = tuple(one for one, _name, other in found if other.id == shown)
    unheard = tuple(sorted(other.name for other, _name in children.values() if other.id not in heard))
    return Reach(assessments, len(children), len(heard), unheard, Example(pupil.id, pupil.name, class_name, seen))
