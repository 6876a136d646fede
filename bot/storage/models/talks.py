"""Talks of one family with a teacher: what is offered, who has it, and who waits for one.

Nobody can hold two at once, whoever asks and however many at a time: `TalkSlot` and `Busy` have one row for what can be
had once, and the database refuses a second.
"""

from datetime import date

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.meetings import TalkState
from bot.storage.base import Base, Id, IdType, Instant, partial_index, ref, word


class Slot(Base):
    """A time that a host offers."""

    __tablename__ = "slots"
    __table_args__ = (UniqueConstraint("meeting_id", "host_id", "starts_at"),)

    id: Mapped[Id]
    meeting_id: Mapped[int] = ref("meetings", index=False)
    host_id: Mapped[int] = ref("people")
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    closed: Mapped[bool] = mapped_column(default=False)
    """Taken out of the offer; a talk that stands in it stays."""


class Talk(Base):
    """A family's talk with a host, or with all hosts of a joint meeting (then `host_id` is who leads it)."""

    __tablename__ = "talks"
    __table_args__ = (
        partial_index(
            "uq_talks_standing",
            "meeting_id",
            "host_id",
            "pupil_id",
            "party",
            unique=True,
            where="state <> 'released'",
        ),
    )

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    meeting_id: Mapped[int] = ref("meetings")
    host_id: Mapped[int] = ref("people")
    pupil_id: Mapped[int] = ref("pupils")
    person_id: Mapped[int] = ref("people")
    """The guardian for whom it was booked."""
    party: Mapped[int] = mapped_column(IdType, default=0)
    """0: the child's guardians share it; else the one guardian who comes alone (`Pupil.talks_apart`)."""
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    state: Mapped[TalkState] = word(TalkState, default=TalkState.BOOKED)
    sequence: Mapped[int] = mapped_column(default=0)
    """Grows with each move."""
    outcome: Mapped[str | None] = mapped_column(Text)
    follow_up: Mapped[date | None]
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]


class TalkSlot(Base):
    """Who has a slot; a joint talk has one of every host. Gone when the talk is released."""

    __tablename__ = "talk_slots"

    slot_id: Mapped[int] = ref("slots", primary_key=True, index=False)
    talk_id: Mapped[int] = ref("talks")


class Busy(Base):
    """Five minutes in which a grown-up is in a talk: each host of it, and the guardian. Gone when it is released."""

    __tablename__ = "busy"

    person_id: Mapped[int] = ref("people", primary_key=True, index=False)
    at: Mapped[Instant] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = ref("talks")


class Wish(Base):
    """A family wants to talk with a host and has no time yet: it waits its turn, or for all to be assigned."""

    __tablename__ = "wishes"
    __table_args__ = (UniqueConstraint("meeting_id", "host_id", "pupil_id", "party"),)

    id: Mapped[Id]
    meeting_id: Mapped[int] = ref("meetings", index=False)
    host_id: Mapped[int] = ref("people")
    pupil_id: Mapped[int] = ref("pupils")
    person_id: Mapped[int] = ref("people")
    party: Mapped[int] = mapped_column(IdType, default=0)
    since: Mapped[Instant]
    wanted: Mapped[int] = mapped_column(default=0)
    """The family's own order; the lower, the more it matters to them."""
    proposed_id: Mapped[int | None] = ref("slots")
    """What the assignment proposes, until it is published."""


class TalkNeed(Base):
    """What a host says of a talk with a child's family: please come, or there is no need."""

    __tablename__ = "talk_needs"

    meeting_id: Mapped[int] = ref("meetings", primary_key=True, index=False)
    host_id: Mapped[int] = ref("people", primary_key=True, index=False)
    pupil_id: Mapped[int] = ref("pupils", primary_key=True)
    needed: Mapped[bool]
    at: Mapped[Instant]
