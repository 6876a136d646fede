"""What is said about requests for one's own data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Row, Style, button
from bot.domain.text import Phrase, _, p_


@dataclass(frozen=True, slots=True, kw_only=True)
class DataErased(Notice):
    """The last word to a chat: what was known of the guardian is erased; `why` are reasons for what is kept."""

    template: ClassVar[str] = "privacy/erased"

    school: str
    receipt: str
    why: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAsked(Notice):
    """To who looks after the family: a guardian asks for something to be put right."""

    template: ClassVar[str] = "privacy/asked"
    weight: ClassVar[Weight] = Weight.BOOKED

    guardian: str
    child: str
    class_name: str
    field: str
    words: str
    request_id: int

    def rows(self) -> tuple[Row, ...]:
        """Look at it and decide."""
        return ((button(p_("a request", "Look at it"), "pv.req", self.request_id, style=Style.PRIMARY),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionHandled(Notice):
    """To the guardian: what became of it; with `why_not` it was not done."""

    template: ClassVar[str] = "privacy/handled"
    weight: ClassVar[Weight] = Weight.ANSWER

    field: Phrase
    receipt: str
    words: str
    why_not: str

    def rows(self) -> tuple[Row, ...]:
        """On to what is kept."""
        return ((button(_("My data"), "pv.open"),),)
