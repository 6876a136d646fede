"""Who is to be reminded: of a meeting those who said that they come, of a talk those whose talk it is."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.meetings import planning, rsvp
from bot.storage.among import among
from bot.storage.models import LINKED, Guardianship, GuardianState, Meeting, Pupil, Talk

CONFIRMED = (GuardianState.CONFIRMED,)


async def coming(session: AsyncSession, meeting: Meeting) -> list[int]:
    """The people to remind of a class meeting, by id: of each family that comes those guardians who said so; all of
    them where nobody who did is linked (the school noted it)."""
    families = await rsvp.of(session, meeting)
    here = {pupil.id for pupil in await planning.pupils_of(session, meeting)}
    children = [pupil for pupil, family in families.items() if family.comes and pupil in here]
    people: set[int] = set()
    for pupil, guardians in (await _guardians(session, children)).items():
        spoke = {reply.person_id for reply in families[pupil].replies if reply.comes}
        people.update(spoke.intersection(guardians) or guardians)
    return sorted(people)


async def parties(session: AsyncSession, talks: Sequence[Talk]) -> dict[int, list[int]]:
    """By talk: the guardians it is told to. Of one that is shared all hear whose link is confirmed, and who booked it;
    of one apart only whose it is."""
    children = {talk.pupil_id for talk in talks}
    guardians, sure = await _guardians(session, children), await _guardians(session, children, CONFIRMED)
    return {
        talk.id: [
            one
            for one in guardians.get(talk.pupil_id, ())
            if one == talk.person_id or (talk.party == 0 and one in sure.get(talk.pupil_id, ()))
        ]
        for talk in talks
    }


async def _guardians(
    session: AsyncSession, pupils: Collection[int], states: Collection[GuardianState] = LINKED
) -> Mapping[int, list[int]]:
    """By child who is still at school: the linked guardians who may hear of it."""
    rows = await session.execute(
        select(Guardianship.pupil_id, Guardianship.person_id)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .where(
            among(Guardianship.pupil_id, pupils),
            Pupil.left_at.is_(None),
            Guardianship.state.in_(states),
            Guardianship.sees_child,
        )
        .order_by(Guardianship.pupil_id, Guardianship.person_id)
    )
    guardians: dict[int, list[int]] = defaultdict(list)
    for pupil, person in rows:
        guardians[pupil].append(person)
    return guardians


async def siblings(session: AsyncSession, talks: Sequence[Talk]) -> set[int]:
    """The children of the guardians of these talks, the talks' own among them."""
    people = {person for party in (await parties(session, talks)).values() for person in party}
    rows = await session.scalars(
        select(Guardianship.pupil_id).where(
            among(Guardianship.person_id, people), Guardianship.state.in_(LINKED), Guardianship.sees_child
        )
    )
    return {*rows, *(talk.pupil_id for talk in talks)}
