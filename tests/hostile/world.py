"""Two schools in one database, families with secrets in them, and everybody who might want to see those.

Whatever belongs to one family, class or school alone carries a word of its own; who has no right to it must never be
shown that word.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.base import Base
from bot.storage.models import Account, Guardianship, Person, Pupil

R = TypeVar("R", bound=Base)


@dataclass(slots=True)
class Who:
    """Somebody with a chat. `may` are the words they may be shown, `contacts` the chats they may cause messages to.

    `classes` and `pupils` are those whose links they look after or whom they may write to.
    """

    name: str
    bot_id: int
    address: str
    may: set[str] = field(default_factory=set)
    person_id: int | None = None
    account_id: int | None = None
    contacts: set[int] = field(default_factory=set)
    classes: set[int] = field(default_factory=set)
    pupils: set[int] = field(default_factory=set)
    rules: int | None = None
    """The school whose rules they may change."""


@dataclass(slots=True)
class World:
    """The rows one would like to get at, by the name of the argument that means them, and everybody by role."""

    session: AsyncSession
    now: datetime
    secrets: set[str] = field(default_factory=set)
    ids: dict[str, list[int]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    """The same for arguments that are no ids, by their name, or by `button.name`."""
    people: dict[str, Who] = field(default_factory=dict)
    chat: int = 100

    async def add(self, row: R) -> R:
        self.session.add(row)
        await self.session.flush()
        return row

    def secret(self, word: str) -> str:
        self.secrets.add(word)
        return word

    def meant(self, name: str, *ids: int) -> None:
        """Remember ids by the name of the argument that would carry them."""
        self.ids.setdefault(name, []).extend(ids)


@dataclass(slots=True)
class Family:
    """One pupil, the mother, her chat, and the words that are theirs alone."""

    pupil: Pupil
    mother: Person
    account: Account
    tie: Guardianship
    words: set[str]
