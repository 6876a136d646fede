"""Who looked at, took out, corrected or erased what. Rows are only added."""

from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.accesses import AccessAction
from bot.storage.base import Base, Id, Instant, ref, word


class Access(Base):
    """One look at personal data, or one thing done with it."""

    __tablename__ = "accesses"
    __table_args__ = (Index("ix_accesses_school_at", "school_id", "at"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    at: Mapped[Instant]
    action: Mapped[AccessAction] = word(AccessAction)
    by_id: Mapped[int | None] = ref("people")
    """None: the operator on the command line, or the rule of retention."""
    pupil_id: Mapped[int | None] = ref("pupils")
    person_id: Mapped[int | None] = ref("people")
    """The grown-up whose data it was."""
    class_id: Mapped[int | None] = ref("classes", index=False)
    thread_id: Mapped[int | None] = ref("threads")
    what: Mapped[str] = mapped_column(String(60), default="")
    """What was looked at or taken out, as a word of the code: `log`, `absences`, `family`."""
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any] | None]
    """Numbers alone: how many rows, which columns; never what stood in them."""
