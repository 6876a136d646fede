"""The meter of messages that a provider bills: what one costs, what a month may cost, and that nobody passes it.

A place on the bill is taken before the message leaves and given back when it certainly did not, or when the provider
says that it costs nothing. So the ceiling holds however many processes send at once. Amounts are in hundredths of the
school's currency. Without a price and a ceiling nothing that is billed leaves: the school is to decide that first.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.domain.delivery import Via
from bot.domain.errors import InvalidValue
from bot.domain.notices import Notice
from bot.domain.notices.provider import MeterReached, MeterUnset
from bot.domain.receipts import Receipt, ReceiptState
from bot.services import staff
from bot.services.queue import outbox
from bot.storage.models import BilledMessage, Bot, School

BILLED = (Via.WHATSAPP,)
"""Channels whose provider bills, and takes free words only for a while after a person wrote."""
WARN_AT = 80
"""Per cent of the ceiling at which the administrators hear of it."""
FULL = 100
LARGEST = 10**12
"""No school's price or ceiling; a typing error that a database's number might not hold."""
OLD = timedelta(days=90)
"""Longer than any message waits in the outbox."""
MESSAGE, CATEGORY = 128, 24
"""Characters that are kept of the provider's words."""
_ARRIVED = (ReceiptState.DELIVERED, ReceiptState.READ)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a bot's meter stands this month. `booked` is what left (or is leaving) and costs; of it, `confirmed` is what
    the provider has said it bills. Counts and amounts; a new month begins at `until`.
    """

    price: int | None
    ceiling: int | None
    until: datetime
    count: int = 0
    booked: int = 0
    confirmed_count: int = 0
    confirmed: int = 0

    @property
    def is_set(self) -> bool:
        """Whether the school has said what a message costs and what a month may cost."""
        return self.price is not None and self.ceiling is not None

    @property
    def room(self) -> int:
        """How many more may be billed this month; LARGEST where they cost nothing."""
        if self.price is None or self.ceiling is None or self.booked > self.ceiling:
            return 0
        return (self.ceiling - self.booked) // self.price if self.price else LARGEST

    @property
    def per_cent(self) -> int:
        """How much of the ceiling is used up, rounded down; 100 where there is room for none."""
        if not self.room:
            return FULL
        return min(self.booked * 100 // self.ceiling, FULL) if self.ceiling else 0

    def with_more(self, count: int) -> "Reading":
        """The same after so many more at today's price."""
        return replace(self, count=self.count + count, booked=self.booked + count * (self.price or 0))


def month_of(now: datetime, timezone: str) -> tuple[datetime, datetime]:
    """The calendar month of `now` where the school is: its first instant, and the next month's."""
    local = now.astimezone(ZoneInfo(timezone))
    start = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (start + timedelta(days=32)).replace(day=1)
    return start, following


async def read(session: AsyncSession, bot_id: int, now: datetime) -> Reading:
    """How the bot's meter stands; only reads."""
    rules = select(Bot.price, Bot.ceiling, School.timezone).join(School, School.id == Bot.school_id)
    price, ceiling, timezone = (await session.execute(rules.where(Bot.id == bot_id))).one()
    start, until = month_of(now, timezone)
    sure = BilledMessage.confirmed.is_(True)
    sums = select(
        func.count(),
        func.coalesce(func.sum(BilledMessage.price), 0),
        func.count(case((sure, 1))),
        func.coalesce(func.sum(case((sure, BilledMessage.price))), 0),
    ).where(
        BilledMessage.bot_id == bot_id,
        BilledMessage.at >= start,
        BilledMessage.at < until,
        BilledMessage.confirmed.is_not(False),
    )
    count, booked, confirmed_count, confirmed = (await session.execute(sums)).one()
    return Reading(price, ceiling, until, count, int(booked), confirmed_count, int(confirmed))


async def billed_bots(session: AsyncSession, school_id: int) -> list[Bot]:
    """The school's bots on a channel whose provider bills, the first of them first."""
    rows = await session.scalars(
        select(Bot).where(Bot.school_id == school_id, Bot.channel.in_(BILLED)).order_by(Bot.id)
    )
    return list(rows)


async def may_bill(session: AsyncSession, bot_id: int, count: int, now: datetime) -> bool:
    """Whether so many more would fit into this month, as things stand. A question only: what leaves is reserved."""
    return (await read(session, bot_id, now)).room >= count


async def is_spent(session: AsyncSession, bot_id: int, now: datetime) -> bool:
    """Whether unasked messages are to wait even where the chat takes free words: past a month's free ones the provider
    bills these, too. What people asked for leaves all the same, and is counted from its receipts.
    """
    reading = await read(session, bot_id, now)
    return not reading.room if reading.is_set else reading.confirmed_count > 0


async def reserve(session: AsyncSession, bot_id: int, outgoing_id: int, now: datetime) -> bool:
    """Take a place on the bill for a row of the outbox; whether it may leave. One that has its place keeps it.

    Whoever reserves for a bot waits for the others who do: the bot's row is locked until the caller commits. Warns the
    administrators once a month at 80 and at 100 per cent.
    """
    before = await _locked(session, bot_id, now)
    if await _has_place(session, outgoing_id, now):
        return True
    granted = before.room > 0
    if granted:
        session.add(BilledMessage(bot_id=bot_id, outgoing_id=outgoing_id, price=before.price, at=now))
        await session.flush()
    metrics.billed(bot_id, "expected" if granted else "refused")
    await _warn(session, bot_id, before, before.with_more(int(granted)), not granted, now)
    return granted


async def free(session: AsyncSession, outgoing_id: int) -> None:
    """Give back the place of a message that certainly did not arrive; what the provider has billed stays."""
    freed = await session.execute(
        delete(BilledMessage)
        .where(BilledMessage.outgoing_id == outgoing_id, BilledMessage.confirmed.is_not(True))
        .returning(BilledMessage.bot_id)
    )
    for bot_id in freed.scalars():
        metrics.billed(bot_id, "freed")


async def settle(session: AsyncSession, bot_id: int, outgoing_id: int, receipt: Receipt, now: datetime) -> None:
    """Learn from a receipt whether its message is billed; receipts come in any order, and more than once.

    Only what was delivered is billed (https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing).
    A billed message for which no place was taken (free words within the window, a second part) is added: it costs, too.
    """
    verdict = _verdict(receipt)
    if verdict is None:
        return
    before = await _locked(session, bot_id, now)
    row = await _place_of(session, bot_id, outgoing_id, receipt.message[:MESSAGE])
    if row is not None and row.confirmed is not verdict:
        row.confirmed, row.category = verdict, receipt.category[:CATEGORY] or row.category
        metrics.billed(bot_id, "confirmed" if verdict else "freed")
    if row is not None:
        row.message = receipt.message[:MESSAGE]
        await session.flush()
    elif verdict:
        words = {"message": receipt.message[:MESSAGE], "category": receipt.category[:CATEGORY], "confirmed": True}
        session.add(BilledMessage(bot_id=bot_id, price=before.price or 0, at=now, **words))
        await session.flush()
        metrics.billed(bot_id, "confirmed")
        await _warn(session, bot_id, before, before.with_more(1), False, now)


async def set_rules(session: AsyncSession, bot: Bot, price: int | None = None, ceiling: int | None = None) -> None:
    """Say what one message costs, or what a month may cost; what is None stays. Raises InvalidValue."""
    for field, value in (("price", price), ("ceiling", ceiling)):
        if value is not None and not 0 <= value <= LARGEST:
            raise InvalidValue(field, "range")
    bot.price = bot.price if price is None else price
    bot.ceiling = bot.ceiling if ceiling is None else ceiling
    await session.flush()


def _verdict(receipt: Receipt) -> bool | None:
    """Whether the message is billed, as far as this receipt says; before it has arrived, that is a forecast."""
    if receipt.state is ReceiptState.FAILED:
        return False
    if receipt.state in _ARRIVED:
        return receipt.billable
    return False if receipt.billable is False else None


async def _locked(session: AsyncSession, bot_id: int, now: datetime) -> Reading:
    """The reading, and nobody else's changes to it until the caller commits; others may still name the bot."""
    await session.execute(select(Bot.id).where(Bot.id == bot_id).with_for_update(key_share=True))
    return await read(session, bot_id, now)


async def _has_place(session: AsyncSession, outgoing_id: int, now: datetime) -> bool:
    """Whether it has its place. A very old one's number may have been given to another message since."""
    row = await session.scalar(select(BilledMessage).where(BilledMessage.outgoing_id == outgoing_id))
    if row is None or row.at >= now - OLD:
        return row is not None
    row.outgoing_id = None
    await session.flush()
    return False


async def _place_of(session: AsyncSession, bot_id: int, outgoing_id: int, message: str) -> BilledMessage | None:
    """The place of a message: its own, or the one that was taken before the provider gave it an id."""
    found = or_(
        BilledMessage.message == message,
        (BilledMessage.outgoing_id == outgoing_id) & BilledMessage.message.is_(None),
    )
    places: BilledMessage | None = await session.scalar(
        select(BilledMessage)
        .where(BilledMessage.bot_id == bot_id, found)
        .order_by(BilledMessage.message.is_(None))
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return places


async def _warn(
    session: AsyncSession, bot_id: int, before: Reading, after: Reading, refused: bool, now: datetime
) -> None:
    """Tell the administrators, once a month each: a threshold was crossed, or the meter is not set yet."""
    if not refused and (after.per_cent < WARN_AT or before.per_cent == after.per_cent):
        return
    reached = FULL if after.per_cent == FULL else WARN_AT
    if before.per_cent >= reached and not refused:
        return
    school = await session.scalar(select(School).join(Bot, Bot.school_id == School.id).where(Bot.id == bot_id))
    assert school is not None
    month = f"{now.astimezone(ZoneInfo(school.timezone)):%Y%m}"
    if after.ceiling is None or after.price is None:
        await _tell(session, school, MeterUnset(), f"meter:{bot_id}:unset:{month}", now)
        return
    notice = MeterReached(
        per_cent=reached, booked=after.booked, ceiling=after.ceiling, country=school.country, until=after.until
    )
    await _tell(session, school, notice, f"meter:{bot_id}:{reached}:{month}", now)


async def _tell(session: AsyncSession, school: School, notice: Notice, event: str, now: datetime) -> None:
    for admin in await staff.administrators(session, school.id):
        await outbox.tell(session, admin, notice, now, dedupe=f"{event}:{admin.id}")
    await session.flush()
