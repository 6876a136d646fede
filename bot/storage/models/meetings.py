"""Meetings with families, who holds them, who came, and what is still to be reminded of."""

from datetime import date, time
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.meetings import AttendedBy, Booking, MeetingKind, MeetingState, ReminderKind, ReminderState
from bot.storage.base import Base, Id, Instant, ref, word


class Meeting(Base):
    """One meeting, from the invitation to the last family accounted for."""

    __tablename__ = "meetings"
    __table_args__ = (Index("ix_meetings_school_starts", "school_id", "starts_at"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    host_id: Mapped[int] = ref("people")
    """Who leads it and signs; one of its hosts."""
    kind: Mapped[MeetingKind] = word(MeetingKind)
    day: Mapped[date]
    starts: Mapped[time]
    """On the school's clock, as was meant; `starts_at` follows from it."""
    ends: Mapped[time]
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    place: Mapped[str] = mapped_column(String(120), default="")
    place_key: Mapped[str | None] = mapped_column(String(24))
    """A usual place (`shelves.common.PLACES`), told in each reader's language; else `place` as it was typed."""
    link: Mapped[str | None] = mapped_column(String(300))
    agenda: Mapped[list[Any]] = mapped_column(default=list)
    """Keys of `domain.meetings.AGENDA`, or lines as they were typed."""
    joint: Mapped[bool] = mapped_column(default=False)
    """A talk is with all hosts together."""
    booking: Mapped[Booking] = word(Booking, default=Booking.NONE)
    book_until: Mapped[Instant | None]
    """Until when families book, move and give back by themselves; in WISHES: until when wishes are taken."""
    state: Mapped[MeetingState] = word(MeetingState, default=MeetingState.PLANNED)
    sequence: Mapped[int] = mapped_column(default=0)
    """Grows with each change that families must know of; the calendar's SEQUENCE."""
    door: Mapped[str] = mapped_column(String(24), unique=True)
    """What the code at the door says."""
    invitation_id: Mapped[int | None] = ref("class_updates")
    summary_id: Mapped[int | None] = ref("class_updates")
    minutes: Mapped[str | None] = mapped_column(Text)
    agreements: Mapped[list[Any]] = mapped_column(default=list)
    """One line for each thing agreed."""
    minutes_file: Mapped[dict[str, Any] | None]
    """A voice note or photograph beside the typed summary."""
    minutes_by: Mapped[int | None] = ref("people", index=False)
    created_at: Mapped[Instant]
    held_at: Mapped[Instant | None]
    closed_at: Mapped[Instant | None]
    """Closed or cancelled."""


class MeetingClass(Base):
    """A class whose families are invited."""

    __tablename__ = "meeting_classes"

    meeting_id: Mapped[int] = ref("meetings", primary_key=True, index=False)
    class_id: Mapped[int] = ref("classes", primary_key=True)


class MeetingHost(Base):
    """A member of staff who holds it."""

    __tablename__ = "meeting_hosts"

    meeting_id: Mapped[int] = ref("meetings", primary_key=True, index=False)
    person_id: Mapped[int] = ref("people", primary_key=True)


class Introduction(Base):
    """How a teacher introduces herself to families: saved once, used again each year."""

    __tablename__ = "introductions"

    person_id: Mapped[int] = ref("people", primary_key=True, index=False)
    who: Mapped[str] = mapped_column(Text, default="")
    vision: Mapped[str] = mapped_column(Text, default="")
    mission: Mapped[str] = mapped_column(Text, default="")
    hopes: Mapped[str] = mapped_column(Text, default="")
    file: Mapped[dict[str, Any] | None]
    """A photograph or her voice, as `domain.codec` writes it."""
    updated_at: Mapped[Instant]


class Attendance(Base):
    """Whether a child's family came."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = ref("meetings", primary_key=True, index=False)
    pupil_id: Mapped[int] = ref("pupils", primary_key=True)
    came: Mapped[bool]
    person_id: Mapped[int | None] = ref("people")
    """Which guardian, where that is known."""
    by: Mapped[AttendedBy] = word(AttendedBy)
    staff_id: Mapped[int | None] = ref("people", index=False)
    at: Mapped[Instant]


class MeetingReminder(Base):
    """Something to remind of, once."""

    __tablename__ = "meeting_reminders"
    __table_args__ = (
        UniqueConstraint("meeting_id", "talk_id", "kind"),
        Index("ix_meeting_reminders_due", "state", "due_at"),
    )

    id: Mapped[Id]
    meeting_id: Mapped[int] = ref("meetings", index=False)
    talk_id: Mapped[int] = mapped_column(default=0)
    """The talk it is about; 0: the meeting itself."""
    kind: Mapped[ReminderKind] = word(ReminderKind)
    due_at: Mapped[Instant]
    state: Mapped[ReminderState] = word(ReminderState, default=ReminderState.WAITING)
    sequence: Mapped[int] = mapped_column(default=0)
    """That of the meeting when it was planned."""
