"""People and what they are to the school. A person may hold several roles; a role never holds a person's data."""

from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.courtesy import Address, Greeting
from bot.storage.base import Base, Id, Instant, ref, word


class Person(Base):
    """A grown-up the school knows: guardian, member of staff, or both."""

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_nip", "school_id", "nip"),
        Index("ix_people_source", "school_id", "source_id"),
    )

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools")
    name: Mapped[str] = mapped_column(String(200))
    sex: Mapped[str | None] = mapped_column(String(1))
    nip: Mapped[str | None] = mapped_column(String(24))
    source_id: Mapped[str | None] = mapped_column(String(64))
    """The identifier in the roster it came from (OneRoster sourcedId)."""
    phone: Mapped[str | None] = mapped_column(String(20))
    """E.164."""
    phone_confirmed: Mapped[bool] = mapped_column(default=False)
    address: Mapped[Address] = word(Address, default=Address.BAPAK_IBU)
    greeting: Mapped[Greeting] = word(Greeting, default=Greeting.NEUTRAL)
    locale: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[Instant]
    erased_at: Mapped[Instant | None]
    """What was known of this guardian was erased; a roster does not bring it back."""


class RoleKind(StrEnum):
    ADMIN = "admin"
    TEACHER = "teacher"
    PRINCIPAL = "principal"
    COUNSELLOR = "counsellor"


class Role(Base):
    """What a member of staff may do; homeroom and subject come from the classes."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools")
    person_id: Mapped[int] = ref("people", index=False)
    kind: Mapped[RoleKind] = word(RoleKind)
    since: Mapped[Instant]
    ended_at: Mapped[Instant | None]
