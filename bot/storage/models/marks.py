"""Marks: what was assessed in a class, and what each pupil reached."""

from datetime import date
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.marks import BEST, MarkKind
from bot.storage.base import Base, Id, Instant, ref, word


class Assessment(Base):
    """One column of marks: a test, a task or a report mark of one subject in one class."""

    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("class_id", "term", "subject", "kind", "title"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools")
    class_id: Mapped[int] = ref("classes", index=False)
    term: Mapped[str] = mapped_column(String(5))
    """As Dapodik names it: `20261`."""
    subject: Mapped[str] = mapped_column(String(120))
    kind: Mapped[MarkKind] = word(MarkKind)
    title: Mapped[str] = mapped_column(String(120), default="")
    """As the sheet has it (`TP 1`); empty where the kind says it all."""
    on: Mapped[date | None]
    best: Mapped[float] = mapped_column(default=BEST)
    position: Mapped[int] = mapped_column(default=0)
    """Its place among those of its subject, as the sheet has it."""
    created_by: Mapped[int | None] = ref("people", index=False)
    created_at: Mapped[Instant]
    published_at: Mapped[Instant | None]
    """Before this, families see nothing of it."""
    published_by: Mapped[int | None] = ref("people", index=False)


class Mark(Base):
    """What one pupil reached in one assessment."""

    __tablename__ = "marks"
    __table_args__ = (
        UniqueConstraint("assessment_id", "pupil_id"),
        Index("ix_marks_pupil", "pupil_id", "changed_at"),
    )

    id: Mapped[Id]
    assessment_id: Mapped[int] = ref("assessments", index=False)
    pupil_id: Mapped[int] = ref("pupils", index=False)
    score: Mapped[float | None]
    """None: nothing handed in, where `missing` says so; else nothing entered."""
    missing: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str | None] = mapped_column(Text)
    """The describing sentence of a report card, where the sheet has one."""
    objectives: Mapped[list[Any]] = mapped_column(default=list)
    """`[text, reached]` for each objective (TP) of a final mark sheet; `reached` is true, false or null."""
    changed_by: Mapped[int | None] = ref("people", index=False)
    changed_at: Mapped[Instant]
