"""What follows on silence: for each family that owes an answer, the step that comes next."""

from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Id, Instant, ref, word


class EscalationState(StrEnum):
    WAITING = "waiting"
    """The next step is due at `due_at`."""
    STOPPED = "stopped"
    """Answered, withdrawn, or somebody has seen to it."""
    LISTED = "listed"
    """No message helps any more: the family is on the teacher's list to be called."""
    ENDED = "ended"
    """No step is left."""


class Escalation(Base):
    """One family (by its child) that has not answered one update."""

    __tablename__ = "escalations"
    __table_args__ = (
        UniqueConstraint("update_id", "pupil_id"),
        Index("ix_escalations_due", "state", "due_at"),
    )

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    update_id: Mapped[int] = ref("class_updates", index=False)
    pupil_id: Mapped[int] = ref("pupils")
    step: Mapped[int] = mapped_column(default=0)
    """Which of the school's steps comes next, counted from 0."""
    state: Mapped[EscalationState] = word(EscalationState, default=EscalationState.WAITING)
    due_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    told_at: Mapped[Instant | None]
    """When somebody was last reminded."""
    told_id: Mapped[int | None] = ref("people", index=False)
    """Who was."""
