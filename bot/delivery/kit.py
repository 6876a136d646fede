"""What every part of the delivery works with, and what the messages of one moment have in common."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Limits
from bot.domain.courtesy import Reader
from bot.domain.quiet import QuietRule
from bot.domain.rendered import Rendered
from bot.domain.screens import Screen
from bot.services.updates.screens import Known
from bot.storage.models import School
from bot.storage.work import Work

Forms = dict[Any, Any]
Render = Callable[[Screen, Reader, datetime, Forms], Rendered]
"""A screen in words for a reader; what others of its kin were told this moment need not be put into words again."""
UpdateScreens = Callable[[AsyncSession, Sequence[int], Known], Awaitable[dict[int, Screen]]]
"""By recipient: the update as this reader sees it now; what is known of updates already need not be asked."""

FRESH = 1.0
"""Seconds for which a school's rules and an update's words are believed. A correction or a withdrawal within them
catches up with the message, as with any that is under way."""


def utcnow() -> datetime:
    """The present, aware."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Memory:
    """What messages of the same moment have in common: schools, their rules, what updates say, and in which words."""

    since: float = 0.0
    schools: dict[int, School] = field(default_factory=dict)
    rules: dict[int, QuietRule] = field(default_factory=dict)
    updates: Known = field(default_factory=dict)
    forms: Forms = field(default_factory=dict)

    def at(self, moment: float) -> "Memory":
        """This memory, or an empty one where it is too old; `moment` is monotonic."""
        return self if moment - self.since < FRESH else Memory(moment)


@dataclass(frozen=True, slots=True)
class Kit:
    """What all parts share. `owner` is the process's name on leases; `limits`, by bot, what its channel can do."""

    work: Work
    render: Render
    update_screens: UpdateScreens
    owner: str
    clock: Callable[[], datetime] = utcnow
    rng: Random = field(default_factory=Random)
    limits: Mapping[int, Limits] = field(default_factory=dict)
