"""Classes (*rombel*), their homeroom teacher (*wali kelas*), and who teaches what."""

from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Id, Instant, ref


class SchoolClass(Base):
    """One class of one school year."""

    __tablename__ = "classes"
    __table_args__ = (UniqueConstraint("school_id", "year", "name"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    year: Mapped[str] = mapped_column(String(9))
    """School year, July to June: `2026/2027`."""
    name: Mapped[str] = mapped_column(String(60))
    grade: Mapped[str | None] = mapped_column(String(12))
    homeroom_id: Mapped[int | None] = ref("people")
    greeting_line: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By language: a line the homeroom teacher writes, shown under the greeting."""
    archived_at: Mapped[Instant | None]


class Teaching(Base):
    """A teacher teaches a subject to a class."""

    __tablename__ = "teachings"
    __table_args__ = (UniqueConstraint("class_id", "person_id", "subject"),)

    id: Mapped[Id]
    class_id: Mapped[int] = ref("classes", index=False)
    person_id: Mapped[int] = ref("people")
    subject: Mapped[str] = mapped_column(String(120))
