"""Chat accounts and the drafts of their conversations."""

from enum import StrEnum
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Id, Instant, ref, word


class AccountState(StrEnum):
    ACTIVE = "active"
    BLOCKED = "blocked"
    """The person blocked the bot, or the account is gone: the channel refuses."""
    STOPPED = "stopped"
    """The person wrote STOP: nothing unasked is sent."""


class Account(Base):
    """A chat on a bot. One account is one person; a person may have several; a stranger has none yet."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("bot_id", "address"),)

    id: Mapped[Id]
    bot_id: Mapped[int] = ref("bots", index=False)
    person_id: Mapped[int | None] = ref("people")
    address: Mapped[str] = mapped_column(String(64))
    """The channel's address of the chat, as text."""
    name: Mapped[str] = mapped_column(String(200), default="")
    """The name the person gave to the channel; shown to the homeroom teacher when a link is to be confirmed."""
    locale: Mapped[str] = mapped_column(String(8), default="id")
    state: Mapped[AccountState] = word(AccountState, default=AccountState.ACTIVE)
    state_since: Mapped[Instant]
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    window_until: Mapped[Instant | None]
    """Until when free words may be sent here; only where the channel has such a window."""
    preferred: Mapped[bool] = mapped_column(default=False)
    """Of several chats, where this person wants to be written to."""


class Draft(Base):
    """Where a conversation stands: one row per account and flow; `step` is what a typed message would fill."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("account_id", "flow"),)

    id: Mapped[Id]
    account_id: Mapped[int] = ref("accounts", index=False)
    flow: Mapped[str] = mapped_column(String(32))
    step: Mapped[str | None] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[Instant]
    expires_at: Mapped[Instant]
