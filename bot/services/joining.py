"""Whose chat is it? Accounts and persons are joined when a code is redeemed, and parted when a link is undone.

A child's letter travels in a pupil's bag, so it gives its chat that one child and nothing else the named person may
have: where that person already works at the school or is linked to another child, the chat gets a person of its own.
"""

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.notices.links import ChatReplaced
from bot.services import consents, outbox
from bot.services.merging import merge
from bot.storage.models import LINKED, Account, Guardianship, GuardianState, Person, Role, School


async def join_guardian(session: AsyncSession, account: Account, tie: Guardianship, now: datetime) -> Guardianship:
    """Make the account's person the guardian of `tie`; the guardianship that holds now."""
    listed = await session.get_one(Person, tie.person_id)
    if account.person_id == listed.id:
        return tie
    if account.person_id is not None:
        own = await session.get_one(Person, account.person_id)
    elif await _has_more(session, listed, tie):
        own = await _double(session, listed, now)
    else:
        await _release_chats(session, listed, account, now)
        account.person_id = listed.id
        await session.flush()
        return tie
    account.person_id = own.id
    await consents.withdraw(session, listed, now, tie.pupil_id)
    held = await hand_over(session, tie, own, now)
    if not await holds_anything(session, listed):
        await _release_chats(session, listed, account, now)
    return held


async def join_staff(session: AsyncSession, account: Account, member: Person, now: datetime) -> Person:
    """Make the account's person this member of staff; children the chat is linked to stay with it."""
    await _release_chats(session, member, account, now)
    if account.person_id is None or account.person_id == member.id:
        account.person_id = member.id
        await session.flush()
        return member
    own = await session.get_one(Person, account.person_id)
    name = member.name
    await merge(session, member, own)
    own.name = name
    await session.flush()
    return own


async def hand_over(session: AsyncSession, tie: Guardianship, to: Person, now: datetime) -> Guardianship:
    """Let another person hold the guardianship; one of theirs that had ended is taken up again instead."""
    earlier = await session.scalar(
        select(Guardianship).where(Guardianship.pupil_id == tie.pupil_id, Guardianship.person_id == to.id)
    )
    if earlier is None or earlier.id == tie.id:
        tie.person_id = to.id
        await session.flush()
        return tie
    earlier.relation, earlier.state, earlier.sees_child = tie.relation, tie.state, tie.sees_child
    earlier.linked_at, earlier.ended_at = tie.linked_at, None
    tie.state, tie.ended_at = GuardianState.ENDED, now
    await session.flush()
    return earlier


async def holds_anything(session: AsyncSession, person: Person) -> bool:
    """Whether a chat of this person has something to be there for: a linked child, or work at the school."""
    linked = exists().where(Guardianship.person_id == person.id, Guardianship.state.in_(LINKED))
    works = exists().where(Role.person_id == person.id, Role.ended_at.is_(None))
    return bool(await session.scalar(select(or_(linked, works))))


async def detach(session: AsyncSession, person: Person) -> list[Account]:
    """Make this person's chats strangers' again; the chats."""
    chats = list(await session.scalars(select(Account).where(Account.person_id == person.id)))
    for chat in chats:
        chat.person_id = None
    await session.flush()
    return chats


async def _release_chats(session: AsyncSession, person: Person, new: Account, now: datetime) -> None:
    """A new phone takes the place of the old ones, which are told."""
    school = await session.get_one(School, person.school_id)
    for chat in await detach(session, person):
        if chat.id == new.id:
            chat.person_id = person.id
        else:
            outbox.show(session, chat, school.id, ChatReplaced(school=school.name).screen(), now)
    await session.flush()


async def _has_more(session: AsyncSession, listed: Person, tie: Guardianship) -> bool:
    linked = exists().where(
        Guardianship.person_id == listed.id, Guardianship.id != tie.id, Guardianship.state.in_(LINKED)
    )
    works = exists().where(Role.person_id == listed.id, Role.ended_at.is_(None))
    return bool(await session.scalar(select(or_(linked, works))))


async def _double(session: AsyncSession, listed: Person, now: datetime) -> Person:
    """A person of the same name, for a chat that is trusted with one child only."""
    own = Person(
        school_id=listed.school_id,
        name=listed.name,
        sex=listed.sex,
        address=listed.address,
        greeting=listed.greeting,
        created_at=now,
    )
    session.add(own)
    await session.flush()
    return own
