"""What concerns a channel's provider: openers to be approved, messages it bills, arrivals it may bring again."""

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.receipts import TemplateState
from bot.storage.base import Base, Id, IdType, Instant, ref, word


class ProviderTemplate(Base):
    """An opener in one language, as the provider of a bot's channel knows it."""

    __tablename__ = "provider_templates"
    __table_args__ = (UniqueConstraint("bot_id", "key", "locale"),)

    id: Mapped[Id]
    bot_id: Mapped[int] = ref("bots", index=False)
    key: Mapped[str] = mapped_column(String(32))
    locale: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(64))
    """What the provider calls it."""
    digest: Mapped[str | None] = mapped_column(String(64))
    """Of the words as they were submitted: other words are another template to the provider."""
    provider_id: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[TemplateState] = word(TemplateState, default=TemplateState.MISSING)
    reason: Mapped[str | None] = mapped_column(String(200))
    checked_at: Mapped[Instant | None]


class BilledMessage(Base):
    """A message that the provider bills, or may: `confirmed` is unknown until the provider says so."""

    __tablename__ = "billed_messages"
    __table_args__ = (Index("ix_billed_messages_month", "bot_id", "at"),)

    id: Mapped[Id]
    bot_id: Mapped[int] = ref("bots", index=False)
    outgoing_id: Mapped[int | None] = mapped_column(IdType, unique=True)
    """The row of the outbox, which is forgotten before the bill is."""
    message: Mapped[str | None] = mapped_column(String(128), index=True)
    category: Mapped[str] = mapped_column(String(24), default="")
    price: Mapped[int]
    """As it was on that day; see `Bot.price`."""
    at: Mapped[Instant]
    confirmed: Mapped[bool | None]


class ReceivedKey(Base):
    """The key of an arrival, kept longer than the arrival where a provider may bring it again days later."""

    __tablename__ = "received_keys"

    bot_id: Mapped[int] = ref("bots", primary_key=True, index=False)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    at: Mapped[Instant] = mapped_column(index=True)
