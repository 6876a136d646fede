"""What arrived, as it arrived: stored before it is acknowledged, handled in order per chat."""

from enum import StrEnum

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Id, Instant, partial_index, ref, word


class InboxState(StrEnum):
    NEW = "new"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


_OPEN = "state IN ('new', 'working')"


class Arrival(Base):
    """One update from a provider. Its order is our own `id`, never the provider's number."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot_id", "key"),
        partial_index("ix_inbox_open", "bot_id", "chat", "id", where=_OPEN),
        partial_index("ix_inbox_oldest", "bot_id", "id", where=_OPEN),
        partial_index("ix_inbox_given_up", "received_at", where="state = 'failed'"),
    )

    id: Mapped[Id]
    bot_id: Mapped[int] = ref("bots", index=False)
    key: Mapped[str] = mapped_column(String(128))
    """The provider's key, as text: duplicates are dropped by it."""
    chat: Mapped[str] = mapped_column(String(64))
    """The address whose arrivals are handled one after the other; empty where there is none."""
    raw: Mapped[str | None] = mapped_column(Text)
    """The JSON as received; dropped after a few days."""
    state: Mapped[InboxState] = word(InboxState, default=InboxState.NEW)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(200))
    owner: Mapped[str | None] = mapped_column(String(64))
    not_before: Mapped[Instant | None]
    received_at: Mapped[Instant]
    done_at: Mapped[Instant | None]
