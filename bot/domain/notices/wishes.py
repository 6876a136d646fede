"""What is said around wishes for talks: they are all there, a proposal is there, and what each family has got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.notices.talks import TALKS
from bot.domain.policy import Weight
from bot.domain.screens import Row, button
from bot.domain.text import Phrase, _


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfMeeting(Notice):
    """Waits for the morning and counts against no cap: it follows from what people did themselves."""

    weight: ClassVar[Weight] = Weight.BOOKED

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesCollected(_OfMeeting):
    """To who leads a meeting: the time for wishes is over, and they can be assigned."""

    template: ClassVar[str] = "wishes/collected"

    meeting_id: int
    count: int

    def rows(self) -> tuple[Row, ...]:
        """On to assigning."""
        return ((button(_("Arrange the times"), "tw.open", self.meeting_id),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalksProposed(_OfMeeting):
    """To a host: her times are proposed, and she may still change them."""

    template: ClassVar[str] = "wishes/proposed"

    meeting_id: int
    host_id: int
    count: int

    def rows(self) -> tuple[Row, ...]:
        """Look at them."""
        return ((button(_("See the proposal"), "tw.host", self.meeting_id, self.host_id, 0),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalksPublished(_OfMeeting):
    """To a host: families know now when they come to her."""

    template: ClassVar[str] = "wishes/published_host"

    meeting_id: int
    host_id: int
    count: int

    def rows(self) -> tuple[Row, ...]:
        """See who comes."""
        return ((button(_("See the times"), "tw.host", self.meeting_id, self.host_id, 0),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalksAssigned(_OfMeeting):
    """To a guardian: the times of all the family's talks, and the wishes for which there is none yet."""

    template: ClassVar[str] = "wishes/assigned"

    place: Phrase | str
    talks: Sequence[Mapping[str, str | datetime]]
    waits: Sequence[Mapping[str, str]]
    until: datetime | None

    def rows(self) -> tuple[Row, ...]:
        """Where they can be moved and given back."""
        return (TALKS,)
