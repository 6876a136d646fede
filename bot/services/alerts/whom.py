"""Who is asked about a child: confirmed guardians who may hear of it and have consented; and who is one family."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.policy import Refuse, Weight, may_send
from bot.domain.quiet import QuietRule
from bot.services.calendar import quiet_rule
from bot.services.queue.standing import standings
from bot.services.scope import consented
from bot.services.talks.kin import Families
from bot.storage.among import among
from bot.storage.models import Guardianship, GuardianState, Person, Pupil, School


def _hearing() -> Select[int, int]:
    return (
        select(Guardianship.person_id, Guardianship.pupil_id)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .where(
            Guardianship.state == GuardianState.CONFIRMED,
            Guardianship.sees_child,
            consented(),
            Pupil.left_at.is_(None),
        )
        .order_by(Guardianship.person_id, Guardianship.pupil_id)
    )


async def children_heard_of(session: AsyncSession, people: Collection[int]) -> dict[int, set[int]]:
    """By person: the children of whom they may be told."""
    return _by_person(await session.execute(_hearing().where(among(Guardianship.person_id, people))))


async def may_hear(session: AsyncSession, guardian: Person, pupil_id: int) -> bool:
    """Whether this guardian may be told of this child."""
    return pupil_id in (await children_heard_of(session, [guardian.id])).get(guardian.id, ())


async def readers_of(
    session: AsyncSession, pupils: Collection[int], rule: QuietRule, now: datetime
) -> dict[int, set[int]]:
    """By person who can be told at all, now or later: those of these children of whom they may hear."""
    hearing = _by_person(await session.execute(_hearing().where(among(Guardianship.pupil_id, pupils))))
    known = await standings(session, hearing, now, hearing)
    return {
        person: children
        for person, children in hearing.items()
        if not isinstance(may_send(known[person], Weight.ROUTINE, now, rule, personal=True), Refuse)
    }


async def unheard(session: AsyncSession, school: School, pupils: Collection[int], now: datetime) -> set[int]:
    """Those of these children of whom nobody can be told in a chat, now or later."""
    readers = await readers_of(session, pupils, await quiet_rule(session, school, now), now)
    return set(pupils).difference(*readers.values())


async def families(session: AsyncSession, pupils: Collection[int]) -> list[list[int]]:
    """These pupils by families: who shares a guardian, directly or over others, is of one."""
    hearing = _by_person(await session.execute(_hearing().where(among(Guardianship.pupil_id, pupils))))
    return _joined(pupils, hearing)


def _joined(pupils: Collection[int], hearing: Mapping[int, Collection[int]]) -> list[list[int]]:
    kin = Families()
    for pupil in pupils:
        kin.join([pupil])
    for children in hearing.values():
        kin.join(children)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for pupil in sorted(set(pupils)):
        found[kin.of(pupil)].append(pupil)
    return list(found.values())


def _by_person(rows: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for person, pupil in rows:
        found[person].add(pupil)
    return dict(found)
