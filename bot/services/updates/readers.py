"""Whom an update reaches: the guardians who may hear of it, the children whom it names to them, the chat of each."""

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import Integer, Select, bindparam, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.chats import elsewhere
from bot.services.scope import consented
from bot.services.updates.meant import is_meant
from bot.storage.among import among
from bot.storage.many import rows_found
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    ClassUpdate,
    Guardianship,
    Pupil,
    UpdateTarget,
)

MANY = 1_000
"""More pupils than these in an update's classes are not looked through anew for each chunk."""


def reading_guardians(update_id: int) -> Select[Guardianship]:
    """The linked guardians of the pupils in an update's classes who may hear of the child."""
    return (
        select(Guardianship)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .join(UpdateTarget, UpdateTarget.class_id == Pupil.class_id)
        .where(UpdateTarget.update_id == update_id, is_meant(update_id), *_MAY_HEAR)
    )


_MAY_HEAR = (Pupil.left_at.is_(None), Guardianship.state.in_(LINKED), Guardianship.sees_child)


# The statements of a chunk are put together once: that costs more than running them.
_AFTER = Guardianship.person_id > bindparam("after")
_TARGETED = (UpdateTarget.update_id == bindparam("update"), UpdateTarget.class_id == Pupil.class_id)
_MEANT = is_meant(bindparam("update"))
_MANY = (
    select(Pupil.id)
    .join(UpdateTarget, _TARGETED[1])
    .where(_TARGETED[0])
    .offset(bindparam("many", type_=Integer()))
    .limit(1)
)
_NEXT_OF_CLASSES = (
    select(Guardianship.person_id)
    .join(Pupil, Pupil.id == Guardianship.pupil_id)
    .join(UpdateTarget, _TARGETED[1])
    .where(_TARGETED[0], _MEANT, _AFTER, *_MAY_HEAR)
    .group_by(Guardianship.person_id)
    .order_by(Guardianship.person_id)
    .limit(bindparam("chunk", type_=Integer()))
)
_NEXT_OF_ALL = (
    select(Guardianship.person_id)
    .where(
        _AFTER,
        Guardianship.state.in_(LINKED),
        Guardianship.sees_child,
        exists().where(Pupil.id == Guardianship.pupil_id, Pupil.left_at.is_(None), *_TARGETED, _MEANT),
    )
    .group_by(Guardianship.person_id)
    .order_by(Guardianship.person_id)
    .limit(bindparam("chunk", type_=Integer()))
)
# Asked from the people's side: SQLite would else go through all families of the classes for each few of them.
_IN_CLASS = exists().where(*_TARGETED)
_CHILDREN = (
    select(Guardianship.person_id, Guardianship.pupil_id, consented())
    .join(Pupil, Pupil.id == Guardianship.pupil_id)
    .where(among(Guardianship.person_id, "people"), _IN_CLASS, _MEANT, *_MAY_HEAR)
)


async def next_people(session: AsyncSession, row: ClassUpdate, chunk: int) -> list[int]:
    """The next of those who hear of it, by id: of few classes all are looked through each time, of many only as many
    families as a chunk needs."""
    many = await session.scalar(_MANY, {"update": row.id, "many": MANY}) is not None
    statement = _NEXT_OF_ALL if many else _NEXT_OF_CLASSES
    found = await rows_found(session, statement, {"update": row.id, "after": row.fanned_to, "chunk": chunk})
    return [person for (person,) in found]


async def consented_children(session: AsyncSession, row: ClassUpdate, people: list[int]) -> dict[int, list[int]]:
    """By person: the children whom the message names. Consent is given per child, so a child without it is left out.

    Where there is none at all, the message will be refused when it is about to leave; the report still needs to know
    whom it was about.
    """
    named: defaultdict[int, list[int]] = defaultdict(list)
    unnamed: defaultdict[int, list[int]] = defaultdict(list)
    for person, pupil, agreed in await rows_found(session, _CHILDREN, {"update": row.id, "people": people}):
        (named if agreed else unnamed)[person].append(pupil)
    return {**unnamed, **named}


_RANKED = (
    select(
        Account.person_id,
        Account.id.label("account_id"),
        Account.bot_id,
        func.row_number()
        .over(
            partition_by=Account.person_id,
            order_by=((Account.state == AccountState.BLOCKED), *elsewhere.ORDER),
        )
        .label("rank"),
    )
    .where(among(Account.person_id, "people"))
    .subquery()
)
_CHATS = select(_RANKED.c.person_id, _RANKED.c.account_id, _RANKED.c.bot_id).where(_RANKED.c.rank == 1)


class Chat(NamedTuple):
    """The chat to write to."""

    account_id: int
    bot_id: int


async def chats_of(session: AsyncSession, people: list[int]) -> dict[int, Chat]:
    """By person: the chat to write to, one that is not blocked before one that is."""
    found = await rows_found(session, _CHATS, {"people": people})
    return {person: Chat(account, bot) for person, account, bot in found}
