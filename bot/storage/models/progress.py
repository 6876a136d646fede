"""What teachers say of single pupils: notes, the weekly round, and what the bot asks by itself."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.alerts import AlertKind, AlertState
from bot.storage.base import Base, Id, Instant, partial_index, ref, word


class PupilNote(Base):
    """A teacher's note about one pupil; families read it where `shown` says so."""

    __tablename__ = "pupil_notes"
    __table_args__ = (Index("ix_pupil_notes_pupil", "pupil_id", "at"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    pupil_id: Mapped[int] = ref("pupils", index=False)
    author_id: Mapped[int] = ref("people")
    text: Mapped[str] = mapped_column(Text)
    shown: Mapped[bool] = mapped_column(default=False)
    at: Mapped[Instant]
    erased_at: Mapped[Instant | None]


class RoundState(StrEnum):
    OPEN = "open"
    SENT = "sent"
    DROPPED = "dropped"


class Round(Base):
    """A teacher's weekly round through some pupils of one class: a sentence for each."""

    __tablename__ = "rounds"
    __table_args__ = (partial_index("uq_rounds_open", "teacher_id", "class_id", unique=True, where="state = 'open'"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    teacher_id: Mapped[int] = ref("people", index=False)
    class_id: Mapped[int] = ref("classes")
    week: Mapped[date]
    """Its Monday."""
    state: Mapped[RoundState] = word(RoundState, default=RoundState.OPEN)
    update_id: Mapped[int | None] = ref("class_updates", index=False)
    """The personal update that took the sentences to the families."""
    created_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]


class TurnState(StrEnum):
    WAITING = "waiting"
    KEPT = "kept"
    """The sentence is as the teacher wants it."""
    SKIPPED = "skipped"


class RoundPupil(Base):
    """A pupil's turn in a round."""

    __tablename__ = "round_pupils"

    round_id: Mapped[int] = ref("rounds", primary_key=True, index=False)
    pupil_id: Mapped[int] = ref("pupils", primary_key=True)
    position: Mapped[int]
    why: Mapped[dict[str, Any] | None]
    """Why it is this pupil's turn, as `domain.codec` writes a phrase."""
    strength: Mapped[dict[str, Any] | None]
    improve: Mapped[dict[str, Any] | None]
    step: Mapped[dict[str, Any] | None]
    """What was tapped (a phrase) or typed (`{"typed": …}`), as the flow of rounds keeps it."""
    state: Mapped[TurnState] = word(TurnState, default=TurnState.WAITING)


class Alert(Base):
    """Something the school lets the bot ask a child's family, or tell it, once."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("pupil_id", "kind", "about"),
        Index("ix_alerts_due", "school_id", "state", "due_at"),
    )

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    pupil_id: Mapped[int] = ref("pupils", index=False)
    kind: Mapped[AlertKind] = word(AlertKind)
    about: Mapped[str] = mapped_column(String(40))
    """What makes it this one: the day (`2026-08-03`), the mark's id, the term with the total."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is told, as `domain.codec` writes values."""
    found_at: Mapped[Instant]
    due_at: Mapped[Instant]
    state: Mapped[AlertState] = word(AlertState, default=AlertState.WAITING)
    told_at: Mapped[Instant | None]
