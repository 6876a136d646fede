"""A school, its calendar, and the bots that speak for it."""

from datetime import date, time
from enum import StrEnum
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Id, Instant, ref, word


class School(Base):
    """One school: its zone, its letterhead and its rules for leaving the house."""

    __tablename__ = "schools"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    timezone: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(8), default="id")
    letterhead: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`lines`: the lines of the kop surat below the school's name; `city`: where letters are dated; `number`: how
    official letters are numbered, as `domain.letter_numbers` reads it."""
    quiet_start: Mapped[time] = mapped_column(default=time(19, 0))
    quiet_end: Mapped[time] = mapped_column(default=time(6, 30))
    quiet_weekdays: Mapped[list[Any]] = mapped_column(default=lambda: [6])
    country: Mapped[str] = mapped_column(String(2), default="ID")
    weekly_cap: Mapped[int] = mapped_column(default=3)
    """Unasked routine messages a family gets in seven days, over all teachers and children."""
    escalation: Mapped[list[Any]] = mapped_column(default=list)
    """What follows when a family does not answer, as `domain.escalation` reads it; empty: nothing."""
    reminders: Mapped[dict[str, Any] | None]
    """When families are reminded of a meeting, as `domain.reminding` reads it; None: as usual."""
    pass_line: Mapped[float | None]
    """The school's own line (of 100) that a mark should reach (KKTP); None: it has none."""
    alerts: Mapped[dict[str, Any] | None]
    """What the bot may ask or tell families by itself, as `domain.alerts` reads it; None: nothing."""
    promise: Mapped[dict[str, Any] | None]
    """By when questions are answered, in which hours, and what follows when they are not, as `domain.promises` reads
    it; None: as usual."""
    retention: Mapped[dict[str, Any] | None]
    """How long what is kept, as `domain.retention` reads it; None: as usual."""
    clock_rules: Mapped[list[Any] | None]
    """How far the zone's clock is from UTC, from when on, when instants were last reckoned (`domain.clocks`)."""
    roster_version: Mapped[int] = mapped_column(default=0)
    """Grows with every import, so that a plan made before another import is noticed."""
    created_at: Mapped[Instant]


class DayKind(StrEnum):
    CLOSED = "closed"
    OPEN = "open"


class CalendarDay(Base):
    """The school's own word on one day: closed, or open in spite of a public holiday."""

    __tablename__ = "calendar_days"
    __table_args__ = (UniqueConstraint("school_id", "day"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools")
    day: Mapped[date]
    kind: Mapped[DayKind] = word(DayKind)
    name: Mapped[str] = mapped_column(String(120), default="")


class Bot(Base):
    """One bot of one channel. Pace and inbox belong to a bot; its token is a setting and never stored."""

    __tablename__ = "bots"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools")
    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[str | None] = mapped_column(String(64))
    """Who the bot is on its channel (Telegram: its numeric id); unknown until it first connects."""
    username: Mapped[str | None] = mapped_column(String(64))
    paused_until: Mapped[Instant | None]
    """No bulk leaves before this (the channel asked for a pause)."""
    price: Mapped[int | None]
    """What one message costs that the provider bills, in hundredths of the school's currency."""
    ceiling: Mapped[int | None]
    """What they may cost in one month, in the same unit; none is sent while it is not set."""
