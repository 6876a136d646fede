"""What arrived, as it arrived: stored before it is acknowledged, handled in order per chat."""

from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Id, Instant, ref, word


class InboxState(StrEnum):
    NEW = "new"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


_OPEN = text("state IN ('new', 'working')")
_GIVEN_UP = text("state = 'failed'")


class Arrival(Base):
    """One update from a provider. Its order is our own `id`, never the provider's number."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot_id", "key"),
        Index("ix_inbox_open", "bot_id", "chat", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_inbox_oldest", "bot_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_inbox_given_up", "received_at", sqlite_where=_GIVEN_UP, postgresql_where=_GIVEN_UP),
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
