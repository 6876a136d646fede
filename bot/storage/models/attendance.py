"""Pupils' days: on which a register was taken, and who was not simply present."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.attendance import DayState, Source
from bot.storage.base import Base, Instant, ref, word


class Register(Base):
    """A class's attendance was taken on a day: whoever has no `Absence` then was present."""

    __tablename__ = "registers"

    class_id: Mapped[int] = ref("classes", primary_key=True, index=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[Source] = word(Source)
    taken_by: Mapped[int | None] = ref("people", index=False)
    taken_at: Mapped[Instant]


class Absence(Base):
    """A pupil's day that was not simply present."""

    __tablename__ = "absences"
    __table_args__ = (Index("ix_absences_class_day", "class_id", "day"),)

    pupil_id: Mapped[int] = ref("pupils", primary_key=True, index=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    class_id: Mapped[int] = ref("classes", index=False)
    """The class the pupil was in on that day."""
    state: Mapped[DayState] = word(DayState)
    note: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[Source] = word(Source)
    by_id: Mapped[int | None] = ref("people", index=False)
    at: Mapped[Instant]


class AbsenceTotal(Base):
    """Days missed in a half of the school year as a sheet adds them up, up to and including the day `through`.

    Days after `through` are added from their own rows.
    """

    __tablename__ = "absence_totals"

    pupil_id: Mapped[int] = ref("pupils", primary_key=True, index=False)
    term: Mapped[str] = mapped_column(String(5), primary_key=True)
    sick: Mapped[int] = mapped_column(default=0)
    excused: Mapped[int] = mapped_column(default=0)
    unexplained: Mapped[int] = mapped_column(default=0)
    through: Mapped[date]
    by_id: Mapped[int | None] = ref("people", index=False)
    at: Mapped[Instant]
