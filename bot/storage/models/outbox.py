"""What is to leave: one row per message and recipient, in the database before it leaves."""

from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.delivery import Lane, Op, OutboxState, Reason
from bot.domain.policy import Weight
from bot.storage.base import MESSAGE_ID, Base, Id, IdType, Instant, partial_index, ref, word


class Outgoing(Base):
    """One message on its way to one chat: what is said (a screen as data, or an update's recipient), never its text.

    `op` EDIT and DELETE name the message they concern in `target`, the channel's id of it (see `domain.parts`).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        partial_index(
            "ix_outbox_queue",
            "bot_id",
            "lane",
            "priority",
            "turn",
            "due_at",
            "id",
            where="state = 'queued' AND NOT waits",
        ),
        partial_index("ix_outbox_waiting", "bot_id", "due_at", where="state = 'queued' AND waits"),
        partial_index("ix_outbox_flying", "account_id", where="state = 'sending'"),
        partial_index("ix_outbox_tried", "account_id", "lane", "id", where="state = 'queued' AND attempts > 0"),
        partial_index("ix_outbox_doubtful", "account_id", where="resent AND state IN ('queued', 'unknown')"),
        partial_index(
            "ix_outbox_routine", "person_id", "sent_at", where="state = 'sent' AND weight = 'routine' AND op = 'send'"
        ),
        partial_index("ix_outbox_troubled", "due_at", where="state IN ('failed', 'unknown') OR resent"),
        partial_index("ix_outbox_windowed", "account_id", where="state = 'queued' AND reason = 'window'"),
        Index("ix_outbox_update", "update_id", "state"),
        Index("ix_outbox_message", "account_id", "message"),
    )

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    bot_id: Mapped[int] = ref("bots", index=False)
    account_id: Mapped[int] = ref("accounts", index=False)
    person_id: Mapped[int | None] = ref("people")
    lane: Mapped[Lane] = mapped_column(Integer)
    priority: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(IdType, default=0)
    """Which comes first within a priority: the place in its own broadcast, so that several broadcasts take turns."""
    due_at: Mapped[Instant]
    waits: Mapped[bool] = mapped_column(default=False)
    """Queued for later: not even looked at before `due_at`, however many there are."""
    state: Mapped[OutboxState] = word(OutboxState, default=OutboxState.QUEUED)
    op: Mapped[Op] = word(Op, default=Op.SEND)
    target: Mapped[str | None] = mapped_column(String(MESSAGE_ID))
    weight: Mapped[Weight] = word(Weight, default=Weight.ANSWER)
    personal: Mapped[bool] = mapped_column(default=False)
    payload: Mapped[dict[str, Any] | None]
    """The screen, as `domain.codec` writes it; None where the update says it all."""
    update_id: Mapped[int | None] = ref("class_updates", index=False)
    recipient_id: Mapped[int | None] = ref("recipients")
    dedupe: Mapped[str | None] = mapped_column(String(128), unique=True)
    owner: Mapped[str | None] = mapped_column(String(64))
    """The process that has it in hand."""
    attempts: Mapped[int] = mapped_column(default=0)
    resent: Mapped[bool] = mapped_column(default=False)
    message: Mapped[str | None] = mapped_column(String(MESSAGE_ID))
    """The channel's id of the message, once accepted; of all its parts, as `domain.parts` joins them."""
    text: Mapped[str | None] = mapped_column(Text)
    """The exact text that was accepted."""
    reason: Mapped[Reason | None] = word(Reason)
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[Instant]
    sent_at: Mapped[Instant | None]
