"""Who does what only one process may do at a time."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Instant


class Lease(Base):
    """A named task held by one process until it lets go or stops renewing; by the database's clock."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    until: Mapped[Instant]
