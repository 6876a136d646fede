"""Families that somebody of the school phones or visits."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Id, Instant, ref, word


class CallState(StrEnum):
    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"
    """No more needed: the family wrote, or the matter is over."""


class CallOutcome(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    CALL_BACK = "call_back"
    WRONG_NUMBER = "wrong_number"
    VISITED = "visited"


class Call(Base):
    """A child's family is to be phoned or visited about one matter; it leaves the list once a guardian is reached."""

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("pupil_id", "about"),
        Index("ix_calls_staff", "staff_id", "state", "due_on"),
    )

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    pupil_id: Mapped[int] = ref("pupils", index=False)
    staff_id: Mapped[int] = ref("people", index=False)
    """Who is to phone."""
    about: Mapped[str] = mapped_column(String(40))
    """What makes it this one: `escalation:12`, `concern:3`, `thread:7`, or `own:<moment>`."""
    said: Mapped[dict[str, Any] | None]
    """What it is about in a few words, as `domain.codec` writes a phrase."""
    state: Mapped[CallState] = word(CallState, default=CallState.OPEN)
    tries: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[CallOutcome | None] = word(CallOutcome)
    """Of the last try."""
    reached_id: Mapped[int | None] = ref("people", index=False)
    """The guardian who was reached."""
    due_on: Mapped[date]
    made_at: Mapped[Instant]
    done_at: Mapped[Instant | None]
