"""One thing a person did, and its handling: who it is, what they may do, and what is shown in return."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Received
from bot.domain.errors import NotAllowed
from bot.domain.screens import Screen
from bot.services import scope
from bot.services.chats import accounts
from bot.services.queue import outbox
from bot.storage.models import Account, Bot, Outgoing, Person, RoleKind, School


@dataclass(slots=True)
class Turn:
    """Everything a handler needs, and nothing of the channel.

    `edits` is the message whose button was pressed: what a handler returns is shown in its place. The caller commits.
    `fixed` are the bots whose channel cannot do so: there that comes as a new message, and is better short.
    """

    session: AsyncSession
    bot: Bot
    school: School
    account: Account
    person: Person | None
    roles: frozenset[RoleKind]
    received: Received
    now: datetime
    edits: str | None = None
    shown: list[Outgoing] = field(default_factory=list)
    carry: dict[str, Any] = field(default_factory=dict)
    fixed: Collection[int] = ()

    @property
    def in_place(self) -> bool:
        """Whether what was sent to this chat can be changed."""
        return self.bot.id not in self.fixed

    @property
    def locale(self) -> str:
        """The language this person reads."""
        return (self.person.locale if self.person else None) or self.account.locale

    @property
    def text(self) -> str:
        """What was typed, without the space around it."""
        return self.received.text.strip()

    def staff(self) -> Person:
        """The person, when of the staff; raises NotAllowed."""
        if self.person is None or not self.roles:
            raise NotAllowed
        return self.person

    def admin(self) -> Person:
        """The person, when an administrator; raises NotAllowed."""
        if self.person is None or RoleKind.ADMIN not in self.roles:
            raise NotAllowed
        return self.person

    def known(self) -> Person:
        """The person behind the account; raises NotAllowed for a stranger."""
        if self.person is None:
            raise NotAllowed
        return self.person

    def show(self, screen: Screen) -> Outgoing:
        """Show a screen as the answer: in place of the pressed message the first time, below it after that."""
        edit, self.edits = self.edits, None
        return self._put(screen, edit)

    def say(self, screen: Screen) -> Outgoing:
        """Show a screen as a new message, whatever was pressed."""
        return self._put(screen, None)

    def _put(self, screen: Screen, edit: str | None) -> Outgoing:
        row = outbox.show(self.session, self.account, self.school.id, screen, self.now, edit=edit)
        self.shown.append(row)
        return row


async def begin(
    session: AsyncSession, bot_id: int, received: Received, now: datetime, *, fixed: Collection[int] = ()
) -> Turn:
    """Find out who is there: the account is made at first contact, person and roles are looked up anew each time."""
    bot = await session.get_one(Bot, bot_id)
    school = await session.get_one(School, bot.school_id)
    account = await accounts.meet(session, bot, received.chat, received.name, received.language, now)
    person = await session.get(Person, account.person_id) if account.person_id else None
    roles = await scope.roles_of(session, person) if person else frozenset[RoleKind]()
    edits = received.message if received.press else None
    return Turn(session, bot, school, account, person, roles, received, now, edits, fixed=fixed)


async def answered_message(turn: Turn) -> Outgoing | None:
    """The message of ours that this one replies to, when it does."""
    if turn.received.reply_to is None:
        return None
    found: Outgoing | None = await turn.session.scalar(
        select(Outgoing)
        .where(Outgoing.account_id == turn.account.id, outbox.names(Outgoing.message, turn.received.reply_to))
        .order_by(Outgoing.id)
        .limit(1)
    )
    return found
