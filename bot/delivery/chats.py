"""Where claimed rows go: whose each chat is now, and how the person is spoken to whom a message is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.claims import OUTBOX, Claimed
from bot.delivery.kit import Memory
from bot.domain.courtesy import Address, Greeting, Reader
from bot.domain.policy import Weight
from bot.storage.among import among
from bot.storage.many import rows_found
from bot.storage.models import Account, AccountState, Person

_CHATS = (
    select(
        OUTBOX.c.id.label("row"),
        Account.address,
        Account.state,
        Account.person_id,
        Account.window_until,
        Account.locale.label("account_locale"),
        Account.name.label("account_name"),
        Person.id.label("reader_id"),
        Person.locale,
        Person.name,
        Person.address.label("sapaan"),
        Person.greeting,
    )
    .join(Account, Account.id == OUTBOX.c.account_id)
    .outerjoin(Person, Person.id == OUTBOX.c.person_id)
    .where(among(OUTBOX.c.id, "rows"))
)


class _Found(NamedTuple):
    """What `_CHATS` finds of a row, in its order; the last five are the person's, where it is for one."""

    row: int
    address: str
    state: AccountState
    person_id: int | None
    window_until: datetime | None
    account_locale: str
    account_name: str
    reader_id: int | None
    locale: str | None
    name: str
    sapaan: Address
    greeting: Greeting


@dataclass(frozen=True, slots=True)
class Chat:
    """Where a row goes: the chat and whose it is now, and how the person is spoken to whom it is for."""

    address: str
    state: AccountState
    person_id: int | None
    reader: Reader
    window_until: datetime | None = None


async def chats_of(session: AsyncSession, rows: Sequence[Claimed], memory: Memory) -> dict[int, Chat]:
    """By row. Who reads is the person as the roster and they themselves said, or a stranger by the chat's own name."""
    found = [_Found(*row) for row in await rows_found(session, _CHATS, {"rows": [row.id for row in rows]})]
    by_id = {row.id: row for row in rows}
    return {chat.row: _chat(by_id[chat.row], chat, memory) for chat in found}


def _chat(row: Claimed, chat: _Found, memory: Memory) -> Chat:
    school = memory.schools[row.school_id]
    if chat.reader_id is None:
        reader = Reader(chat.account_locale, school.timezone, chat.account_name)
    else:
        locale = chat.locale or (school.locale if row.payload is None else chat.account_locale)
        reader = Reader(locale, school.timezone, chat.name, chat.sapaan, chat.greeting)
    return Chat(chat.address, chat.state, chat.person_id, reader, chat.window_until)


def is_anothers(row: Claimed, account: Chat) -> bool:
    """Whether the chat has become somebody else's since then; or nobody's, which only who asked may ignore."""
    if row.person_id is None or row.person_id == account.person_id:
        return False
    return account.person_id is not None or row.weight is not Weight.ANSWER
