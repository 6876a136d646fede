"""Pupils and their guardians."""

from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roster import Relation
from bot.storage.base import Base, Id, Instant, ref, word


class Pupil(Base):
    """A child of the school. Pupils stay off the bot; nothing here is their own account."""

    __tablename__ = "pupils"
    __table_args__ = (
        Index("ix_pupils_nisn", "school_id", "nisn"),
        Index("ix_pupils_nipd", "school_id", "nipd"),
    )

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    class_id: Mapped[int | None] = ref("classes")
    name: Mapped[str] = mapped_column(String(200))
    nisn: Mapped[str | None] = mapped_column(String(10))
    nipd: Mapped[str | None] = mapped_column(String(24))
    sex: Mapped[str | None] = mapped_column(String(1))
    source_id: Mapped[str | None] = mapped_column(String(64))
    phone: Mapped[str | None] = mapped_column(String(20))
    """E.164, as the roster has it: the pupil's or a parent's, so unconfirmed."""
    talks_apart: Mapped[bool] = mapped_column(default=False)
    """The guardians book talks each for themselves, and neither sees the other's."""
    left_at: Mapped[Instant | None]
    created_at: Mapped[Instant]


class GuardianState(StrEnum):
    """How far a guardianship is trusted.

    LISTED: known from the roster, no chat linked. PROVISIONAL: a chat is linked by a letter that travelled in a pupil's
    bag; class updates only. CONFIRMED: the homeroom teacher said so. ENDED: undone, or no longer guardian.
    """

    LISTED = "listed"
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    ENDED = "ended"


LINKED = (GuardianState.PROVISIONAL, GuardianState.CONFIRMED)


class Origin(StrEnum):
    ROSTER = "roster"
    REQUEST = "request"
    STAFF = "staff"


class Guardianship(Base):
    """One person is guardian of one pupil; each guardian is a separate person with rights of their own."""

    __tablename__ = "guardianships"
    __table_args__ = (UniqueConstraint("pupil_id", "person_id"),)

    id: Mapped[Id]
    pupil_id: Mapped[int] = ref("pupils", index=False)
    person_id: Mapped[int] = ref("people")
    relation: Mapped[Relation] = word(Relation)
    state: Mapped[GuardianState] = word(GuardianState, default=GuardianState.LISTED)
    origin: Mapped[Origin] = word(Origin, default=Origin.ROSTER)
    sees_child: Mapped[bool] = mapped_column(default=True)
    """False where the school must not tell this guardian about the child."""
    linked_at: Mapped[Instant | None]
    confirmed_at: Mapped[Instant | None]
    confirmed_by: Mapped[int | None] = ref("people", index=False)
    ended_at: Mapped[Instant | None]
