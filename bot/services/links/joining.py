"""Whose chat is it? Accounts and persons are joined when a code is redeemed, and parted when a link is undone.

A child's letter travels in a pupil's bag, so it gives its chat that one child and nothing else the named person may
have: where that person already works at the school or is linked to another child, the chat gets a person of its own.
"""

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.notices.links import ChatAdded, ChatReplaced
from bot.services.links import consents
from bot.services.links.merging import merge
from bot.services.queue import outbox
from bot.storage.models import LINKED, Account, AccountState, Bot, Guardianship, GuardianState, Person, Role, School


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
        await add_chat(session, listed, account, now)
        return tie
    account.person_id = own.id
    await consents.withdraw(session, listed, now, tie.pupil_id)
    held = await hand_over(session, tie, own, now)
    if not await holds_anything(session, listed):
        await _release_chats(session, listed, account, now, everywhere=True)
    return held


async def join_staff(session: AsyncSession, account: Account, member: Person, now: datetime) -> Person:
    """Make the account's person this member of staff; children the chat is linked to stay with it."""
    if account.person_id is None or account.person_id == member.id:
        await add_chat(session, member, account, now)
        return member
    await _release_chats(session, member, account, now)
    own = await session.get_one(Person, account.person_id)
    name = member.name
    await merge(session, member, own)
    own.name = name
    await session.flush()
    return own


async def add_chat(
    session: AsyncSession, person: Person, account: Account, now: datetime, *, own: bool = False
) -> None:
    """Let this chat be the person's: in place of another on the same bot, beside those on others.

    `own`: by a code that the person asked for in another chat of theirs.
    """
    await _release_chats(session, person, account, now, own=own)
    account.person_id = person.id
    await session.flush()


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
        chat.person_id, chat.preferred = None, False
    await session.flush()
    return chats


async def _release_chats(
    session: AsyncSession, person: Person, new: Account, now: datetime, *, everywhere: bool = False, own: bool = False
) -> None:
    """A new phone takes the place of the old one on the same bot; chats on others stay. All of them are told.

    `everywhere`: the person has nothing left to be there for, in whatever chat. `own`: the code came from a chat of
    theirs; a letter may be in other hands, so it does not take back a STOP: such a chat is let go and stays silent.
    """
    school = await session.get_one(School, person.school_id)
    bot = await session.get_one(Bot, new.bot_id)
    for chat in await session.scalars(select(Account).where(Account.person_id == person.id, Account.id != new.id)):
        silent = chat.state is AccountState.STOPPED and not own
        if everywhere or silent or chat.bot_id == new.bot_id:
            chat.person_id, chat.preferred = None, False
            outbox.show(session, chat, school.id, ChatReplaced(school=school.name).screen(), now)
        elif chat.state is not AccountState.BLOCKED and new.person_id != person.id:
            added = ChatAdded(school=school.name, channel=bot.channel, chat_name=new.name, account_id=new.id)
            outbox.show(session, chat, school.id, added.screen(), now)
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
