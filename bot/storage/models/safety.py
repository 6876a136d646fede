"""Messages that hurt: held before a teacher reads them, or reported by a guardian who got one."""

from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Id, Instant, ref, word


class HeldState(StrEnum):
    HELD = "held"
    SHOWN = "shown"
    """The teacher chose to read it."""
    HANDED_OVER = "handed_over"
    """It is the administrator's matter now."""


class Held(Base):
    """A family's message that may be rude or threatening: it is there, and nobody reads it without a warning."""

    __tablename__ = "held"

    entry_id: Mapped[int] = ref("log", primary_key=True, index=False)
    school_id: Mapped[int] = ref("schools")
    staff_id: Mapped[int] = ref("people")
    """For whom it was."""
    why: Mapped[str] = mapped_column(String(24))
    state: Mapped[HeldState] = word(HeldState, default=HeldState.HELD)
    decided_at: Mapped[Instant | None]


class ComplaintState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"


class Complaint(Base):
    """A guardian reports a teacher's message; the administrator answers."""

    __tablename__ = "complaints"
    __table_args__ = (Index("ix_complaints_state", "school_id", "state"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    person_id: Mapped[int] = ref("people")
    about_id: Mapped[int] = ref("people", index=False)
    """The member of staff whose message it was."""
    pupil_id: Mapped[int | None] = ref("pupils", index=False)
    entry_id: Mapped[int | None] = ref("log", index=False)
    """What was reported: a reply …"""
    update_id: Mapped[int | None] = ref("class_updates", index=False)
    """… or an update."""
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ComplaintState] = word(ComplaintState, default=ComplaintState.OPEN)
    handled_by: Mapped[int | None] = ref("people", index=False)
    outcome: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[Instant]
    handled_at: Mapped[Instant | None]
