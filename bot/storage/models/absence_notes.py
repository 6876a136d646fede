"""What families say of days on which a child does not come."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.attendance import DayState
from bot.storage.base import Base, Id, Instant, ref, word


class NoteState(StrEnum):
    SENT = "sent"
    CONFIRMED = "confirmed"
    ASKED = "asked"
    """The homeroom teacher asked back; the note stands meanwhile."""
    TAKEN_BACK = "taken_back"


class AbsenceNote(Base):
    """A guardian's note that a child is ill or excused on some days; it stands in the attendance at once."""

    __tablename__ = "absence_notes"
    __table_args__ = (Index("ix_absence_notes_pupil", "pupil_id", "first"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    pupil_id: Mapped[int] = ref("pupils", index=False)
    person_id: Mapped[int] = ref("people")
    first: Mapped[date]
    through: Mapped[date]
    """The last day."""
    reason: Mapped[DayState] = word(DayState)
    """SICK or EXCUSED."""
    entry_id: Mapped[int | None] = ref("log", index=False)
    """What the log has of it; words and photos that came later are entries that name this one."""
    text: Mapped[str] = mapped_column(String(300), default="")
    file: Mapped[dict[str, Any] | None]
    """A photo of a letter, as `domain.codec` writes file references."""
    state: Mapped[NoteState] = word(NoteState, default=NoteState.SENT)
    handled_by: Mapped[int | None] = ref("people", index=False)
    handled_at: Mapped[Instant | None]
    at: Mapped[Instant]
    erased_at: Mapped[Instant | None]
