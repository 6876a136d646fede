"""What guardians ask about their own data: a copy, a correction, erasure."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Id, Instant, ref, word


class PrivacyKind(StrEnum):
    COPY = "copy"
    CORRECT = "correct"
    ERASE = "erase"


class PrivacyState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class PrivacyRequest(Base):
    """A guardian's request about the family's data, and what became of it; its number is the receipt."""

    __tablename__ = "privacy_requests"
    __table_args__ = (Index("ix_privacy_requests_due", "school_id", "state", "due_at"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    person_id: Mapped[int] = ref("people")
    pupil_id: Mapped[int | None] = ref("pupils", index=False)
    kind: Mapped[PrivacyKind] = word(PrivacyKind)
    text: Mapped[str] = mapped_column(Text, default="")
    """What is to be corrected, in the guardian's words."""
    state: Mapped[PrivacyState] = word(PrivacyState, default=PrivacyState.OPEN)
    receipt: Mapped[str] = mapped_column(String(16), unique=True)
    result: Mapped[dict[str, Any] | None]
    """By table how many rows were erased, and how many were kept and why."""
    at: Mapped[Instant]
    due_at: Mapped[Instant]
    handled_by: Mapped[int | None] = ref("people", index=False)
    handled_at: Mapped[Instant | None]
