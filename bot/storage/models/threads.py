"""Threads between a family and the school, and what keeps their promises: teachers' hours, leave and cover."""

from datetime import date, time
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.threads import Addressed, LadderStep, ThreadState
from bot.storage.base import Base, Id, Instant, partial_index, ref, word


class Thread(Base):
    """One matter of one child. What was said is in the log, by `thread_id`. While the school owes an answer somebody
    is responsible for it and a promise stands."""

    __tablename__ = "threads"
    __table_args__ = (
        CheckConstraint("state IN ('family', 'done') OR promised_at IS NOT NULL", name="promised"),
        Index("ix_threads_responsible", "responsible_id", "state", "promised_at"),
        partial_index("ix_threads_step", "school_id", "step_at", where="step_at IS NOT NULL"),
    )

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    pupil_id: Mapped[int] = ref("pupils")
    person_id: Mapped[int] = ref("people")
    """The guardian whose thread it is; the child's other guardians do not read it."""
    addressed: Mapped[Addressed] = word(Addressed, default=Addressed.HOMEROOM)
    subject: Mapped[str] = mapped_column(String(120), default="")
    """Which subject's teacher was asked; empty for everybody else."""
    responsible_id: Mapped[int] = ref("people", index=False)
    state: Mapped[ThreadState] = word(ThreadState, default=ThreadState.NEW)
    promised_at: Mapped[Instant | None]
    """By when the school answers; always within working hours of an open day."""
    step: Mapped[LadderStep] = word(LadderStep, default=LadderStep.ASKED)
    step_at: Mapped[Instant | None]
    """When the next step of the ladder is taken, while an answer is owed."""
    messages: Mapped[int] = mapped_column(default=0)
    """How many things were said: who answers says how many she had read, so that nobody answers past a colleague."""
    opened_at: Mapped[Instant]
    last_at: Mapped[Instant]
    answered_at: Mapped[Instant | None]
    """When the school answered for the first time."""
    closed_at: Mapped[Instant | None]


class StaffHours(Base):
    """When a member of staff answers families; without a row, or without hours in it, the school's hours hold."""

    __tablename__ = "staff_hours"

    person_id: Mapped[int] = ref("people", primary_key=True, index=False)
    school_id: Mapped[int] = ref("schools", index=False)
    weekdays: Mapped[list[Any]] = mapped_column(default=lambda: [0, 1, 2, 3, 4])
    start: Mapped[time | None]
    end: Mapped[time | None]
    cover_id: Mapped[int | None] = ref("people", index=False)
    """Who answers in her place when she cannot."""


class Leave(Base):
    """Days on which a member of staff does not answer; her cover does."""

    __tablename__ = "leaves"
    __table_args__ = (Index("ix_leaves_person", "person_id", "through"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    person_id: Mapped[int] = ref("people", index=False)
    first: Mapped[date]
    through: Mapped[date]
    """Its last day."""
    cover_id: Mapped[int | None] = ref("people", index=False)
    made_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    """She came back earlier, or it was a mistake."""


class StockAnswer(Base):
    """An answer that a teacher keeps to use again; colleagues can take over what is shared."""

    __tablename__ = "stock_answers"
    __table_args__ = (Index("ix_stock_answers_author", "author_id"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    author_id: Mapped[int] = ref("people", index=False)
    text: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False)
    taken_from_id: Mapped[int | None] = ref("stock_answers", index=False)
    """The colleague's answer that this one was taken over from."""
    uses: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[Instant]
    dropped_at: Mapped[Instant | None]
