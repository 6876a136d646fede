"""Concerns about single pupils, and who is in them; nobody else sees one."""

from datetime import date
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.concerns import ConcernArea, ConcernState
from bot.storage.base import Base, Id, Instant, ref, word


class Concern(Base):
    """A case: until it is closed there is a next step and a date. What was said is in the log, by `concern_id`."""

    __tablename__ = "concerns"
    __table_args__ = (Index("ix_concerns_due", "school_id", "state", "next_on"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    pupil_id: Mapped[int] = ref("pupils")
    area: Mapped[ConcernArea] = word(ConcernArea)
    raised_by: Mapped[int] = ref("people", index=False)
    by_family: Mapped[bool] = mapped_column(default=False)
    """A guardian raised it: it is between them and the school, and the child's other guardians do not read it."""
    keeper_id: Mapped[int] = ref("people")
    """Who sees to the next step."""
    state: Mapped[ConcernState] = word(ConcernState, default=ConcernState.OPEN)
    next_step: Mapped[str] = mapped_column(String(300))
    next_on: Mapped[date]
    reminded_on: Mapped[date | None]
    """The last day on which the keeper was reminded of the next step."""
    told_at: Mapped[Instant | None]
    """When the school first wrote to the family; of a concern that a guardian raised, when it arrived."""
    times: Mapped[list[Any]] = mapped_column(default=list)
    """The two times to talk that the family was offered, as ISO instants."""
    chosen_at: Mapped[Instant | None]
    """Of these the one that it chose."""
    agreed: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
    erased_at: Mapped[Instant | None]


class ConcernMember(Base):
    """A member of staff who is in a concern: homeroom teacher, counsellor, a subject teacher concerned."""

    __tablename__ = "concern_members"

    concern_id: Mapped[int] = ref("concerns", primary_key=True, index=False)
    person_id: Mapped[int] = ref("people", primary_key=True)
    since: Mapped[Instant]
