"""Three ideas for a teacher's coming week, each with the children it is for."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import StaleScreen
from bot.domain.individual import Occasion
from bot.domain.reflection import UNHEARD, Idea, Numbers, Pupils, Suggestion, chosen
from bot.domain.shelves.progress import OCCASIONS
from bot.services.progress import individual
from bot.services.progress.individual import Candidate
from bot.services.reflection.reckoning import classes, heard, pupils
from bot.storage.models import Person, Pupil, SchoolClass

AT_ONCE = 8
"""So many children an idea is for at most: as many as a round has."""
TEMPLATES: Mapping[Idea, str] = {Idea.GREET: "good_news", Idea.IMPROVED: "improvement", Idea.EFFORT: "effort"}
"""Which template is made ready for an idea about single children."""
THANKS = "cooperation"
"""The template for a whole class that is made ready."""
_BY_KEY = {occasion.key: occasion for occasion in OCCASIONS}


async def unheard(session: AsyncSession, teacher: Person, now: datetime) -> list[Pupil]:
    """The children whose families had no word about them alone from her for five weeks, by name."""
    return list(await session.scalars(pupils(teacher).where(~heard(teacher, now - UNHEARD))))


async def suggestions(
    session: AsyncSession, teacher: Person, numbers: Numbers, now: datetime
) -> tuple[Suggestion, ...]:
    """What she may do next, the most needed first."""
    unthought = {pupil.id for pupil in await unheard(session, teacher, now)}
    there = [
        (of, await individual.candidates(session, teacher, of.id, now))
        for of in await session.scalars(classes(teacher).limit(4))
    ]
    return chosen(_ideas(numbers, unthought, there))


async def whom(session: AsyncSession, teacher: Person, idea: Idea, now: datetime) -> Pupils:
    """The children an idea is for, as of now; raises StaleScreen when there is none any more."""
    for one in await suggestions(session, teacher, Numbers(), now):
        if one.idea is idea and one.whom is not None:
            return one.whom
    raise StaleScreen


async def first_class(session: AsyncSession, teacher: Person) -> int:
    """The class that is thanked; raises StaleScreen for who has none."""
    found = await session.scalar(classes(teacher).limit(1))
    if found is None:
        raise StaleScreen
    return found.id


Classes = Sequence[tuple[SchoolClass, Sequence[Candidate]]]


def _ideas(numbers: Numbers, unthought: Collection[int], there: Classes) -> Iterator[Suggestion]:
    if numbers.owed:
        yield Suggestion(Idea.ANSWER, count=numbers.owed)
    yield from _for_children(Idea.GREET, there, only=unthought)
    yield from _for_children(Idea.IMPROVED, there)
    yield from _for_children(Idea.EFFORT, there, only=unthought)
    if there:
        yield Suggestion(Idea.ROUND)
        yield Suggestion(Idea.THANKS)


def _for_children(idea: Idea, there: Classes, only: Collection[int] | None = None) -> Iterator[Suggestion]:
    """The first class in which there are children of whom this can be said."""
    occasion = _BY_KEY[TEMPLATES[idea]]
    for of, candidates in there:
        if found := [one for one in candidates if _is_for(one, occasion, only)][:AT_ONCE]:
            ids, names = tuple(one.pupil_id for one in found), tuple(one.name for one in found)
            yield Suggestion(idea, Pupils(of.id, ids, names), len(found))
            return


def _is_for(one: Candidate, occasion: Occasion, only: Collection[int] | None) -> bool:
    return (only is None or one.pupil_id in only) and one.fits(occasion)
