"""What the administrators hear of a channel's provider: what messages cost, and openers it does not let pass."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Row, button
from bot.domain.text import Phrase, _

LOOK: Row = (button(_("WhatsApp: costs and short messages"), "wa.open"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToAdministrators(Notice):
    """Waits for the morning: nothing is lost meanwhile."""

    weight: ClassVar[Weight] = Weight.BOOKED

    def rows(self) -> tuple[Row, ...]:
        """On to how it stands."""
        return (LOOK,)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterReached(_ToAdministrators):
    """This month's ceiling is nearly used up, or is; amounts in hundredths of the currency of `country`."""

    template: ClassVar[str] = "provider/meter_reached"

    per_cent: int
    booked: int
    ceiling: int
    country: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterUnset(_ToAdministrators):
    """Families wait, for the school has not said yet what a message costs and what a month may cost."""

    template: ClassVar[str] = "provider/meter_unset"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenerBarred(_ToAdministrators):
    """The provider rejected, paused or disabled an opener; `reason` is its own word for why."""

    template: ClassVar[str] = "provider/opener_barred"

    opener: Phrase
    language: str
    state: Phrase
    reason: str
