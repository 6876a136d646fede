"""To a teacher, once a month: her page is there."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Row, Style, button
from bot.domain.text import _


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReady(Notice):
    """It waits for good hours, and counts against no cap: it is to a member of staff."""

    template: ClassVar[str] = "reflection/ready"
    weight: ClassVar[Weight] = Weight.BOOKED

    month: date
    ordinal: int
    families: int
    reached: int

    def rows(self) -> tuple[Row, ...]:
        """The page."""
        return ((button(_("Look at my month"), "rf.month", self.ordinal, style=Style.PRIMARY),),)
