"""Before an update is sent: which way it takes to each family, and what stands in the way of those that cost money."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.chats.elsewhere import ORDER
from bot.services.provider import meter
from bot.services.provider import templates as provider_templates
from bot.services.provider.meter import BILLED, Reading
from bot.storage.models import LINKED, Account, AccountState, Bot, Guardianship, Person, Pupil, School


@dataclass(slots=True)
class Forecast:
    """`families` by channel, those that two guardians reach on two channels in both. `openers` is how many chats get a
    short message first, because nobody wrote there of late; of them, `unapproved` wait for the provider's approval
    and `beyond` for a new month (at `until`) or a decision of the school's. `cost` is that of those that leave, in
    hundredths; None where the school has not said what a message costs.
    """

    families: Mapping[str, int] = field(default_factory=dict)
    openers: int = 0
    unapproved: int = 0
    beyond: int = 0
    is_set: bool = True
    until: datetime | None = None
    cost: int | None = None

    @property
    def matters(self) -> bool:
        """Whether there is anything to say that was not so with one free channel."""
        return bool(self.openers) or len(self.families) > 1


async def forecast(
    session: AsyncSession, school: School, class_ids: Sequence[int], key: str, at: datetime, now: datetime
) -> Forecast:
    """What would happen if an update with the opener `key` left for these classes at that time.

    For a school without a channel that costs money there is nothing to foresee, and nothing is asked.
    """
    bots = await meter.billed_bots(session, school.id)
    if not bots:
        return Forecast()
    ways = await _ways(session, class_ids)
    families: dict[str, set[int]] = {}
    for way in ways:
        families.setdefault(way.channel, set()).add(way.pupil_id)
    found = Forecast({channel: len(children) for channel, children in sorted(families.items())})
    for bot in bots:
        closed = {
            way.person_id: way.locale or school.locale for way in ways if way.bot_id == bot.id and _closed(way, at)
        }
        await _foresee(session, found, bot, closed, key, now)
    return found


async def _foresee(
    session: AsyncSession, found: Forecast, bot: Bot, closed: Mapping[int, str], key: str, now: datetime
) -> None:
    """Add what becomes of the openers to these people (and their languages) by one bot."""
    if not closed:
        return
    unapproved = 0
    for locale, people in Counter(closed.values()).items():
        if not await provider_templates.is_approved(session, bot.id, key, locale):
            unapproved += people
    reading: Reading = await meter.read(session, bot.id, now)
    leaving = min(len(closed) - unapproved, reading.room)
    found.openers += len(closed)
    found.unapproved += unapproved
    found.beyond += len(closed) - unapproved - leaving
    found.is_set = found.is_set and reading.is_set
    found.until = reading.until
    if reading.price is not None:
        found.cost = (found.cost or 0) + leaving * reading.price


def _closed(way: Row[int, int, int, str, str | None, datetime | None, int], at: datetime) -> bool:
    """Whether free words may not be sent there at that time."""
    return way.channel in BILLED and (way.window_until is None or way.window_until <= at)


async def _ways(
    session: AsyncSession, class_ids: Sequence[int]
) -> list[Row[int, int, int, str, str | None, datetime | None, int]]:
    """For each linked guardian and child of the classes, the chat that is written to: the preferred one, else the one
    used last.
    """
    rows = await session.execute(
        select(
            Guardianship.person_id,
            Guardianship.pupil_id,
            Account.bot_id,
            Bot.channel,
            Person.locale,
            Account.window_until,
            Account.id,
        )
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .join(Person, Person.id == Guardianship.person_id)
        .join(Account, Account.person_id == Person.id)
        .join(Bot, Bot.id == Account.bot_id)
        .where(
            Pupil.class_id.in_(class_ids),
            Pupil.left_at.is_(None),
            Guardianship.state.in_(LINKED),
            Guardianship.sees_child,
            Account.state == AccountState.ACTIVE,
        )
        .order_by(*ORDER)
    )
    first: dict[int, int] = {}
    return [row for row in rows if first.setdefault(row.person_id, row.id) == row.id]
