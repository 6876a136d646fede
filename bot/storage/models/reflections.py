"""Once a month, for herself: how a teacher's talking with families went."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Instant, ref


class Reflection(Base):
    """A month of one teacher as it was reckoned when it was told; nobody else reads it."""

    __tablename__ = "reflections"

    person_id: Mapped[int] = ref("people", primary_key=True, index=False)
    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    school_id: Mapped[int] = ref("schools", index=False)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Numbers, as `domain.codec` writes values; no family's name."""
    told_at: Mapped[Instant]
