"""What a teacher lets a family know of a talk that nobody has booked yet: she hopes for one."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Row, Style, button
from bot.domain.text import Phrase, _


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkHopedFor(Notice):
    """To the guardians of a child, once: a host hopes to meet them. Waits for the morning; counts as routine."""

    template: ClassVar[str] = "talks/hoped_for"
    weight: ClassVar[Weight] = Weight.ROUTINE
    personal: ClassVar[bool] = True

    child: str
    host: Phrase
    day: date
    meeting_id: int
    school: str

    def rows(self) -> tuple[Row, ...]:
        """On to the times."""
        return ((button(_("Choose a time"), "tk.of", self.meeting_id, style=Style.PRIMARY),),)
